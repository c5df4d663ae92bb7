#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/pool.h"

enum { MOST = 1000 };

struct visits {
	atomic_uint times[MOST];
	atomic_uint by[POOL_MAX_WORKERS + 1]; /* worker numbers that are too high count in the last */
};

static void visit(void *arg, size_t worker, size_t index)
{
	struct visits *v = arg;

	atomic_fetch_add(&v->times[index < MOST ? index : 0], index < MOST ? 1 : 1000);
	atomic_fetch_add(&v->by[worker < POOL_MAX_WORKERS ? worker : POOL_MAX_WORKERS], 1);
}

typedef void run_fn(size_t workers, size_t n, pool_task *task, void *arg);

static void check_visits(run_fn *run, size_t workers, size_t n)
{
	static struct visits v;
	unsigned sum = 0;

	memset(&v, 0, sizeof v);
	run(workers, n, visit, &v);
	for (size_t i = 0; i < MOST; i++)
		if (v.times[i] != (i < n))
			fail_msg("%zu workers, %zu indexes: %zu visited %u times", workers, n, i, v.times[i]);
	for (size_t i = 0; i <= POOL_MAX_WORKERS; i++) {
		if (v.by[i] && i && i >= workers)
			fail_msg("%zu workers: there is a worker %zu", workers, i);
		sum += v.by[i];
	}
	assert_int_equal(sum, n);
}

static void every_index_is_visited_once(void **state)
{
	static const size_t counts[] = { 0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 999, 1000 };

	(void)state;
	for (size_t workers = 0; workers <= 8; workers++)
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			check_visits(pool_run, workers, counts[i]);
}

static void every_index_is_visited_once_singly_too(void **state)
{
	(void)state;
	for (size_t workers = 0; workers <= 8; workers++)
		for (size_t n = 0; n <= 20; n++)
			check_visits(pool_run_singly, workers, n);
}

static void every_index_is_visited_once_together_too(void **state)
{
	static const size_t counts[] = { 0, 1, 8, 9, 100, 999, 1000 };

	(void)state;
	for (size_t workers = 0; workers <= 8; workers++)
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			check_visits(pool_run_together, workers, counts[i]);
	check_visits(pool_run_together, SIZE_MAX, 1000);
}

static void more_workers_than_allowed_are_as_many_as_allowed(void **state)
{
	(void)state;
	check_visits(pool_run, POOL_MAX_WORKERS, 1000);
	check_visits(pool_run, POOL_MAX_WORKERS + 1, 1000);
	check_visits(pool_run, SIZE_MAX, 1000);
}

struct order {
	size_t next;
	int is_in_order;
};

static void follow(void *arg, size_t worker, size_t index)
{
	struct order *o = arg;

	o->is_in_order = o->is_in_order && worker == 0 && index == o->next;
	o->next = index + 1;
}

static void one_worker_takes_the_indexes_in_order(void **state)
{
	(void)state;
	for (size_t workers = 0; workers <= 1; workers++) {
		struct order o = { .is_in_order = 1 };

		pool_run(workers, 1000, follow, &o);
		assert_true(o.is_in_order);
		assert_int_equal(o.next, 1000);
	}
}

struct meeting {
	atomic_uint arrived;
	atomic_bool met;
};

/* The first of both waits for the other one, but not forever. */
static void meet(void *arg, size_t worker, size_t index)
{
	struct meeting *m = arg;

	(void)worker;
	if (index % 8)
		return;
	atomic_fetch_add(&m->arrived, 1);
	for (int i = 0; i < 5000 && atomic_load(&m->arrived) < 2; i++)
		(void)nanosleep(&(struct timespec){ 0, 1000000 }, NULL); /* waking early does no harm */
	if (atomic_load(&m->arrived) >= 2)
		atomic_store(&m->met, true);
}

static void meet_any(void *arg, size_t worker, size_t index)
{
	(void)index;
	meet(arg, worker, 0);
}

static void two_workers_work_at_the_same_time(void **state)
{
	struct meeting m = { 0 };

	(void)state;
	pool_run(2, 16, meet, &m);
	assert_true(m.met);
}

/* In runs of eight one worker would take both. */
static void tasks_taken_singly_are_shared_however_few(void **state)
{
	struct meeting m = { 0 };

	(void)state;
	pool_run_singly(2, 2, meet_any, &m);
	assert_true(m.met);
}

static void there_is_at_least_one_processor(void **state)
{
	(void)state;
	assert_in_range(pool_default_workers(), 1, POOL_MAX_WORKERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_index_is_visited_once),
		cmocka_unit_test(every_index_is_visited_once_together_too),
		cmocka_unit_test(every_index_is_visited_once_singly_too),
		cmocka_unit_test(more_workers_than_allowed_are_as_many_as_allowed),
		cmocka_unit_test(one_worker_takes_the_indexes_in_order),
		cmocka_unit_test(two_workers_work_at_the_same_time),
		cmocka_unit_test(tasks_taken_singly_are_shared_however_few),
		cmocka_unit_test(there_is_at_least_one_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
