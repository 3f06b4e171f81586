/*
 * rng.c - counter-based random numbers on Random123's Philox.
 */
#include "base/rng.h"

#include "base/kernel.h"

#include <Random123/philox.h>
#include <math.h>

void rn_rng_at(uint64_t seed, enum rn_stream stream, uint32_t a, uint32_t b,
               uint32_t index, uint32_t out[4])
{
	const philox4x32_ctr_t ctr = { { index, a, b, (uint32_t)stream } };
	const philox4x32_key_t key = { { (uint32_t)seed, (uint32_t)(seed >> 32) } };
	const philox4x32_ctr_t r = philox4x32(ctr, key);

	for (int i = 0; i < 4; i++)
		out[i] = r.v[i];
}

void rn_rng_init(struct rn_rng *rng, uint64_t seed, enum rn_stream stream,
                 uint32_t a, uint32_t b)
{
	*rng = (struct rn_rng){ .seed = seed, .stream = stream, .a = a, .b = b };
}

static uint32_t next(struct rn_rng *rng)
{
	if (rng->left == 0) {
		rn_rng_at(rng->seed, rng->stream, rng->a, rng->b, rng->index++,
		          rng->word);
		rng->left = 4;
	}
	return rng->word[4 - rng->left--];
}

double rn_rng_uniform(struct rn_rng *rng)
{
	const uint64_t high = next(rng);

	return (double)((high << 21) ^ (next(rng) >> 11)) * 0x1p-53;
}

/* Box and Muller, who make two at a time. */
double rn_rng_normal(struct rn_rng *rng)
{
	double radius, angle;

	if (rng->has_spare) {
		rng->has_spare = false;
		return rng->spare;
	}
	radius = sqrt(-2 * log(1 - rn_rng_uniform(rng)));
	angle = 6.283185307179586 * rn_rng_uniform(rng);
	rng->has_spare = true;
	rng->spare = radius * sin(angle);
	return radius * cos(angle);
}

/* Rejection, so that every number is exactly as likely (Lemire 2019). */
uint32_t rn_rng_below(struct rn_rng *rng, uint32_t n)
{
	uint64_t m = (uint64_t)next(rng) * n;

	if ((uint32_t)m < n) {
		const uint32_t least = -n % n;

		while ((uint32_t)m < least)
			m = (uint64_t)next(rng) * n;
	}
	return (uint32_t)(m >> 32);
}

/* word[4 * i ...]: the numbers at counters from, from + 1, ... */
RN_KERNEL
static void draw(uint32_t *word, uint32_t n, uint64_t seed, uint32_t a,
                 uint32_t b, uint32_t from)
{
	const philox4x32_key_t key = { { (uint32_t)seed, (uint32_t)(seed >> 32) } };

	RN_VECTOR
	for (uint32_t i = 0; i < n; i++) {
		const philox4x32_ctr_t ctr = { { from + i, a, b,
		                                 RN_STREAM_DROPOUT } };
		const philox4x32_ctr_t r = philox4x32(ctr, key);

		word[4 * i] = r.v[0];
		word[4 * i + 1] = r.v[1];
		word[4 * i + 2] = r.v[2];
		word[4 * i + 3] = r.v[3];
	}
}

/* Sixteen bits decide an element. */
void rn_rng_mask(rn_real *mask, size_t n, double p, uint64_t seed, uint32_t a,
                 uint32_t b, size_t first)
{
	enum { CHUNK = 64, EACH = 8 }; /* elements of a counter */
	const uint32_t limit = (uint32_t)(p * 0x1p16 + 0.5);
	const rn_real keep = (rn_real)(1 / (1 - limit * 0x1p-16));
	union {
		uint32_t word[4 * CHUNK];
		uint16_t half[EACH * CHUNK];
	} drawn;

	for (size_t i = 0; i < n;) {
		const size_t at = first + i, skip = at % EACH;
		const size_t left = (n - i + skip + EACH - 1) / EACH;
		const uint32_t c = left < CHUNK ? (uint32_t)left : CHUNK;
		const size_t m = EACH * c - skip < n - i ? EACH * c - skip : n - i;

		draw(drawn.word, c, seed, a, b, (uint32_t)(at / EACH));
		for (size_t k = 0; k < m; k++)
			mask[i + k] = drawn.half[skip + k] < limit ? 0 : keep;
		i += m;
	}
}
