/*
 * shard.c - the shard rule, and a pool of workers.
 *
 * Workers take task numbers from one counter.  Between two runs they spin
 * briefly, because the next run usually comes within microseconds, and then
 * sleep on a condition.
 */
#include "base/shard.h"

#include "base/block.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_ROWS = 128, LEAST_ROWS = 16, FEW = 4 };

int rn_shard_count(int B)
{
	const int usual = B / USUAL_ROWS, most = B / LEAST_ROWS;

	if (usual >= FEW)
		return usual < RN_MAX_SHARD ? usual : RN_MAX_SHARD;
	return most < 1 ? 1 : most < FEW ? most : FEW;
}

void rn_shard_rows(int B, int i, int *row, int *n)
{
	const int count = rn_shard_count(B);
	const int from = (int)((long)B * i / count);

	*row = from;
	*n = (int)((long)B * (i + 1) / count) - from;
}

int rn_shard_most(int B, int i)
{
	int most = 0, row, n;

	for (int b = 1; b <= B; b++) {
		if (i >= rn_shard_count(b))
			continue;
		rn_shard_rows(b, i, &row, &n);
		most = n > most ? n : most;
	}
	return most;
}

struct rn_pool {
	int n_thread;
	pthread_t *thread; /* [n_thread - 1] */
	void (*fn)(void *ud, int i);
	void *ud;
	int n;
	atomic_int next;     /* the next task */
	atomic_int busy;     /* workers that have not finished this run */
	atomic_uint run;     /* counts the runs */
	atomic_bool quit;
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

enum { SPINS = 2000 };

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

static void work(struct rn_pool *p)
{
	int i;

	while ((i = atomic_fetch_add(&p->next, 1)) < p->n)
		p->fn(p->ud, i);
}

static unsigned wait_for_run(struct rn_pool *p, unsigned seen)
{
	for (int i = 0; i < SPINS; i++) {
		if (atomic_load(&p->run) != seen)
			return atomic_load(&p->run);
		relax();
	}
	pthread_mutex_lock(&p->lock);
	while (atomic_load(&p->run) == seen)
		pthread_cond_wait(&p->wake, &p->lock);
	pthread_mutex_unlock(&p->lock);
	return atomic_load(&p->run);
}

static void *worker(void *arg)
{
	struct rn_pool *p = arg;
	unsigned seen = 0;

	for (;;) {
		seen = wait_for_run(p, seen);
		if (atomic_load(&p->quit))
			return NULL;
		work(p);
		atomic_fetch_sub(&p->busy, 1);
	}
}

static void start_run(struct rn_pool *p)
{
	pthread_mutex_lock(&p->lock);
	atomic_fetch_add(&p->run, 1);
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
}

void rn_pool_run(struct rn_pool *p, int n, void (*fn)(void *ud, int i),
                 void *ud)
{
	p->fn = fn;
	p->ud = ud;
	p->n = n;
	atomic_store(&p->next, 0);
	atomic_store(&p->busy, p->n_thread - 1);
	if (p->n_thread > 1)
		start_run(p);
	work(p);
	for (int i = 0; atomic_load(&p->busy) > 0; i++) {
		if (i < SPINS)
			relax();
		else
			sched_yield();
	}
}

void rn_pool_free(struct rn_pool *p)
{
	if (!p)
		return;
	atomic_store(&p->quit, true);
	start_run(p);
	for (int i = 0; i < p->n_thread - 1; i++)
		pthread_join(p->thread[i], NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p->thread);
	free(p);
}

enum rn_status rn_pool_new(struct rn_pool **pool, int n_thread,
                           struct rn_error *err)
{
	struct rn_pool *p;
	sigset_t all, old;
	int failed = 0;

	*pool = NULL;
	if (rn_alloc(&p, 1, sizeof(*p), err))
		return err->status;
	if (rn_alloc(&p->thread, (size_t)n_thread, sizeof(*p->thread), err)) {
		free(p);
		return err->status;
	}
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);

	/* Signals are for the thread that reads the flags they set. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	for (p->n_thread = 1; p->n_thread < n_thread && !failed;)
		if (!(failed = pthread_create(&p->thread[p->n_thread - 1], NULL,
		                              worker, p)))
			p->n_thread++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);

	if (failed) {
		rn_pool_free(p);
		rn_fail(err, RN_ELIMIT, "cannot start %d threads: %s", n_thread,
		        strerror(failed));
		return rn_hint(err, "ask for fewer with --threads");
	}
	*pool = p;
	return RN_OK;
}

int rn_cpu_count(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return CPU_COUNT(&set);
}
