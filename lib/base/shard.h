/*
 * shard.h - work in fixed pieces, done by whoever is free.
 *
 * The rule that makes results independent of the number of threads: work is
 * cut by its size alone, each piece writes its own place, and sums over pieces
 * are taken in their order.
 */
#ifndef RN_SHARD_H
#define RN_SHARD_H

#include "base/error.h"

/*
 * How a batch of B rows is cut into shards of equal size: of 128 rows or a
 * little more, so that a matrix product has enough to do; but a small batch
 * into up to 4 of at least 16, and a large one into at most RN_MAX_SHARD.
 */
#define RN_MAX_SHARD 16
int rn_shard_count(int B);
/* Rows [*row, *row + *n) of shard i, 0 <= i < rn_shard_count(B). */
void rn_shard_rows(int B, int i, int *row, int *n);
/* The most rows that shard i of a batch of at most B rows has. */
int rn_shard_most(int B, int i);

/* The workers. */
struct rn_pool;

/* n_thread >= 1 threads, the caller's being one.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_pool_new(struct rn_pool **pool, int n_thread,
                           struct rn_error *err);
void rn_pool_free(struct rn_pool *pool);

/* Runs fn(ud, 0) ... fn(ud, n - 1), each once, in any order, on any worker,
 * and returns when all are done. */
void rn_pool_run(struct rn_pool *pool, int n, void (*fn)(void *ud, int i),
                 void *ud);

/* The processors this process may use. */
int rn_cpu_count(void);

#endif
