/*
 * rng.h - random numbers that do not depend on who draws them first.
 *
 * Philox 4x32-10 (Salmon et al. 2011, package librandom123-dev): a number is
 * a function of a key and a counter.  The key is the seed; the counter is
 * what the number is for and its position.  So a dropout mask is the same
 * whichever thread computes it.
 */
#ifndef RN_RNG_H
#define RN_RNG_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What numbers are for: sequences that never meet.  Append only. */
enum rn_stream { RN_STREAM_INIT = 1, RN_STREAM_SHUFFLE, RN_STREAM_DROPOUT,
	RN_STREAM_TEST, RN_STREAM_SAMPLE, RN_STREAM_DRAW };

/* Four numbers at a counter. */
void rn_rng_at(uint64_t seed, enum rn_stream stream, uint32_t a, uint32_t b,
               uint32_t index, uint32_t out[4]);

/* A sequence. */
struct rn_rng {
	uint64_t seed;
	enum rn_stream stream;
	uint32_t a, b, index;
	uint32_t word[4];
	int left;       /* words not yet used */
	bool has_spare; /* the second number of a pair */
	double spare;
};

/* (a, b) tell sequences of one stream apart: an epoch, a layer. */
void rn_rng_init(struct rn_rng *rng, uint64_t seed, enum rn_stream stream,
                 uint32_t a, uint32_t b);

double rn_rng_uniform(struct rn_rng *rng);                /* [0, 1) */
double rn_rng_normal(struct rn_rng *rng);                 /* mean 0, sd 1 */
uint32_t rn_rng_below(struct rn_rng *rng, uint32_t n);    /* 0 .. n-1 */

/*
 * mask[i] = 0 with probability p, rounded to a multiple of 2^-16, else
 * 1 / (1 - p), for the n elements at positions first, first + 1, ... of mask
 * (a, b): a piece of a mask is the same numbers whoever asks for it.
 */
void rn_rng_mask(rn_real *mask, size_t n, double p, uint64_t seed, uint32_t a,
                 uint32_t b, size_t first);

#endif
