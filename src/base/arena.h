#ifndef DICTUM_BASE_ARENA_H
#define DICTUM_BASE_ARENA_H

/* Block arena. Everything in it dies together; nothing in it is freed alone. One arena belongs to one thread. */
#include <stdbool.h>
#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out, without padding */
};

void arena_init(struct arena *a);
void arena_free(struct arena *a); /* returns all memory; leaves it usable */
/* Forgets everything but keeps the newest block, so that scratch work does not go back to malloc each time. */
void arena_reset(struct arena *a);
/* Zeroed. Never returns NULL: size overflow and malloc failure end the program with exit code 70. */
void *arena_alloc(struct arena *a, size_t count, size_t size, size_t align);
/* `more` zeroed bytes behind the `size` bytes at `p`, without moving them. False, and nothing happened: `p` is not what was handed out last, or its block is
   full. */
bool arena_extend(struct arena *a, const void *p, size_t size, size_t more);
/* Gives what libraries have freed back to the system, where the C library can. */
void arena_trim_libraries(void);
/* Prints "dictum: out of memory" and leaves with 70; libraries' allocators call it too. */
_Noreturn void arena_out_of_memory(void);
/* What is to be done between these two, by whichever thread finds out first; the others stop where they are out of memory too, or go on. It must not
   ask for memory. One at a time, for the whole process; NULL takes it back, when no other thread is at work. */
struct arena_will {
	void (*run)(void *arg);
	void *arg;
};
void arena_set_will(struct arena_will *w);
/* For other ends that nobody is asked about, signals among them. */
void arena_do_will(void);
/* malloc and realloc that never return NULL, for the allocator hooks of libraries. */
void *arena_malloc_or_die(size_t size);
void *arena_calloc_or_die(size_t count, size_t size);
void *arena_realloc_or_die(void *old, size_t size);

#define arena_new(a, T) ((T *)arena_alloc((a), 1, sizeof(T), _Alignof(T)))
#define arena_array(a, n, T) ((T *)arena_alloc((a), (n), sizeof(T), _Alignof(T)))

#endif
