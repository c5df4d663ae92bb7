#ifndef DICTUM_BASE_POOL_H
#define DICTUM_BASE_POOL_H

/* Runs one function over indexes 0..n-1 on several threads. Order of work is free, so results go to slots by index. */
#include <stddef.h>

enum { POOL_MAX_WORKERS = 64 };

typedef void pool_task(void *arg, size_t worker, size_t index);

size_t pool_default_workers(void); /* processors this process may use, 1..POOL_MAX_WORKERS */
/* Calls task(arg, worker, i) once for every i; returns when all are done. `worker` is 0..workers-1. With workers <= 1, or when no thread can
   be started, everything runs on the caller's thread. */
void pool_run(size_t workers, size_t n, pool_task *task, void *arg);
/* The same where neighbours have much in common: a worker takes long runs of them, shorter ones towards the end. */
void pool_run_together(size_t workers, size_t n, pool_task *task, void *arg);
/* The same for few and uneven tasks: a worker takes one index at a time, in order, so long tasks belong to the front. */
void pool_run_singly(size_t workers, size_t n, pool_task *task, void *arg);

#endif
