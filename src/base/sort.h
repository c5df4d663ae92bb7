#ifndef DICTUM_BASE_SORT_H
#define DICTUM_BASE_SORT_H

/* Sorting on several threads. */
#include <stddef.h>

/* As qsort(3), each worker a part of its own; the parts are merged then. Where no two elements compare equal the order does not depend on `workers`. */
void sort_on(size_t workers, void *v, size_t n, size_t size, int (*compare)(const void *, const void *));

#endif
