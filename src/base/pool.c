/* A parallel for over POSIX threads. One counter hands out indexes in small runs, so that fast workers take more. */
#define _GNU_SOURCE /* sched_getaffinity */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/pool.h"

enum { RUN = 8 }; /* definitions cost about 10 us each, taking costs under 0.1 us */

struct pool {
	pool_task *task;
	void *arg;
	size_t n, run; /* indexes taken at once */
	atomic_size_t next;
};

struct worker {
	struct pool *pool;
	size_t number;
	pthread_t thread;
};

size_t pool_default_workers(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);

	return n < 1 ? 1 : n > POOL_MAX_WORKERS ? POOL_MAX_WORKERS : (size_t)n;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	size_t from;

	while ((from = atomic_fetch_add(&p->next, p->run)) < p->n)
		for (size_t i = from; i < p->n && i < from + p->run; i++)
			p->task(p->arg, w->number, i);
	return NULL;
}

static void share(size_t workers, size_t n, size_t run, pool_task *task, void *arg)
{
	struct pool p = { .task = task, .arg = arg, .n = n, .run = run };
	struct worker all[POOL_MAX_WORKERS];
	size_t started = 1;

	if (workers > POOL_MAX_WORKERS)
		workers = POOL_MAX_WORKERS;
	if (workers > (n + run - 1) / run)
		workers = (n + run - 1) / run;
	for (; started < workers; started++) {
		all[started] = (struct worker){ .pool = &p, .number = started };
		if (pthread_create(&all[started].thread, NULL, work, &all[started]))
			break;
	}
	all[0] = (struct worker){ .pool = &p };
	(void)work(&all[0]); /* always NULL */
	for (size_t i = 1; i < started; i++)
		(void)pthread_join(all[i].thread, NULL); /* fails only for threads that are none */
}

void pool_run(size_t workers, size_t n, pool_task *task, void *arg)
{
	share(workers, n, RUN, task, arg);
}

void pool_run_singly(size_t workers, size_t n, pool_task *task, void *arg)
{
	share(workers, n, 1, task, arg);
}
