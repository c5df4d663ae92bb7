/* A parallel for over POSIX threads. One counter hands out indexes in runs, so that fast workers take more. */
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
	size_t n, run; /* indexes taken at once, at least */
	size_t shares; /* a worker takes this part of what is left; 0: just a run */
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

/* The next indexes, *from up to *end. */
static bool take(struct pool *p, size_t *from, size_t *end)
{
	size_t n;

	*from = atomic_load(&p->next);
	do {
		if (*from >= p->n)
			return false;
		n = p->shares ? (p->n - *from) / p->shares : 0;
		n = n > p->run ? n : p->run;
		*end = n < p->n - *from ? *from + n : p->n;
	} while (!atomic_compare_exchange_weak(&p->next, from, *end));
	return true;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	size_t from, end;

	while (take(p, &from, &end))
		for (size_t i = from; i < end; i++)
			p->task(p->arg, w->number, i);
	return NULL;
}

static void share(size_t workers, struct pool p)
{
	size_t n = p.n, run = p.run;
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
	share(workers, (struct pool){ .task = task, .arg = arg, .n = n, .run = RUN });
}

void pool_run_together(size_t workers, size_t n, pool_task *task, void *arg)
{
	share(workers, (struct pool){ .task = task, .arg = arg, .n = n, .run = RUN, .shares = 2 * workers });
}

void pool_run_singly(size_t workers, size_t n, pool_task *task, void *arg)
{
	share(workers, (struct pool){ .task = task, .arg = arg, .n = n, .run = 1 });
}
