/* Block arena: the only place of the program that asks for memory. DICTUM_ARENA_MALLOC gives every object a malloc of
   its own, because AddressSanitizer cannot see one arena object running into its neighbour. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_POPULATE, malloc_trim */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/arena.h"
#include "base/vec.h"

/* Each block doubles the last, so small arenas stay cheap; large ones go on in pages of 2 MiB, the size of a huge page of x86-64 and arm64. What is
   larger gets a block that ends with it, but for the rest of a page of the largest kind that arm64 has. */
enum { FIRST_BLOCK = 8 * 1024, LAST_SMALL_BLOCK = 256 * 1024, PAGE = 64 * 1024, HUGE_PAGE = 2 * 1024 * 1024 };
enum { EXIT_OUT_OF_MEMORY = 70 };  /* sysexits.h EX_SOFTWARE, as in the manual */
enum { WILL_S = 60 };              /* seconds; removing a hundred thousand files takes one */

struct arena_block {
	struct arena_block *next;
	size_t size, fill; /* bytes of data */
	_Alignas(max_align_t) char data[];
};

/* Of the whole process, as its end is: every allocator of every library leads there. */
static struct arena_will *_Atomic *place_of_will(void)
{
	static struct arena_will *_Atomic will; /* an exception of the rule that there are no such variables */

	return &will;
}

void arena_set_will(struct arena_will *w)
{
	atomic_store(place_of_will(), w);
}

void arena_do_will(void)
{
	struct arena_will *last = atomic_exchange(place_of_will(), NULL);

	if (last)
		last->run(last->arg);
}

/* Another thread is about to end the process. It may also be this one: in a will that asks for memory after all. */
_Noreturn static void wait_for_the_end(void)
{
	struct timespec while_it_ends = { .tv_sec = WILL_S };

	(void)nanosleep(&while_it_ends, NULL); /* whatever wakes it */
	_exit(EXIT_OUT_OF_MEMORY);
}

void arena_out_of_memory(void)
{
	static const char line[] = "dictum: out of memory\n";
	static atomic_flag is_ending = ATOMIC_FLAG_INIT;
	ssize_t n;

	if (atomic_flag_test_and_set(&is_ending))
		wait_for_the_end();
	n = write(2, line, sizeof line - 1);
	(void)n; /* nothing left to do where even this cannot be said */
	arena_do_will();
	_exit(EXIT_OUT_OF_MEMORY);
}

void arena_trim_libraries(void)
{
#ifdef __GLIBC__
	(void)malloc_trim(0); /* says only whether anything went back */
#endif
}

void *arena_malloc_or_die(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		arena_out_of_memory();
	return p;
}

void *arena_calloc_or_die(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		arena_out_of_memory();
	return p;
}

void *arena_realloc_or_die(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		arena_out_of_memory();
	return p;
}

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

/* Blocks over LAST_SMALL_BLOCK come from the kernel, aligned so that it can use huge pages: a fault for every 4 KiB costs more than what is
   done with them (14 % of a lint of 6,000 definitions, measured). */
static bool is_mapped(size_t size)
{
#ifdef DICTUM_ARENA_MALLOC
	(void)size;
	return false;
#else
	return size > LAST_SMALL_BLOCK;
#endif
}

static void *map_pages(size_t total)
{
	size_t room;
	char *p, *start;

	if (__builtin_add_overflow(total, HUGE_PAGE, &room))
		arena_out_of_memory();
	p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		arena_out_of_memory();
	start = p + (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
	if (start > p)
		(void)munmap(p, (size_t)(start - p)); /* these three fail only for addresses that are none, or change nothing but speed */
	if (p + room > start + total)
		(void)munmap(start + total, (size_t)(p + room - (start + total)));
	(void)madvise(start, total, MADV_HUGEPAGE);
	return start;
}

static void block_free(struct arena_block *b)
{
	if (is_mapped(b->size))
		(void)munmap(b, b->size + sizeof *b); /* fails only for addresses that are none */
	else
		free(b);
}

void arena_free(struct arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;

		block_free(a->head);
		a->head = next;
	}
	a->used = 0;
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

#ifdef DICTUM_ARENA_MALLOC
	keep = NULL;
#endif
	if (keep) {
		a->head = keep->next;
		keep->next = NULL;
	}
	arena_free(a);
	if (keep) {
		memset(keep->data, 0, keep->fill);
		keep->fill = 0;
		a->head = keep;
	}
}

/* `want` of its bytes are taken at once: where the block at hand has more room left than that leaves, work goes on in it. */
static struct arena_block *block_add(struct arena *a, size_t size, size_t want)
{
	struct arena_block *b, **place = &a->head;
	size_t total;

	if (__builtin_add_overflow(size, sizeof *b, &total))
		arena_out_of_memory();
	b = is_mapped(size) ? map_pages(total) : arena_calloc_or_die(1, total);
	b->size = size;
	if (a->head && a->head->size - a->head->fill > size - want)
		place = &a->head->next;
	b->next = *place;
	*place = b;
	return b;
}

#ifndef DICTUM_ARENA_MALLOC
/* Sizes of data; with its header a mapped block fills a huge page, or more than one and whole pages. */
static size_t next_size(const struct arena *a, size_t want)
{
	size_t size = a->head && a->head->size >= FIRST_BLOCK ? a->head->size * 2 : FIRST_BLOCK;

	if (want <= size && size <= LAST_SMALL_BLOCK)
		return size;
	if (want > SIZE_MAX - PAGE - sizeof(struct arena_block))
		arena_out_of_memory();
	if (want <= LAST_SMALL_BLOCK && size <= LAST_SMALL_BLOCK)
		return LAST_SMALL_BLOCK;
	if (want <= HUGE_PAGE - sizeof(struct arena_block))
		return HUGE_PAGE - sizeof(struct arena_block);
	return (want + sizeof(struct arena_block) + PAGE - 1) / PAGE * PAGE - sizeof(struct arena_block);
}
#endif

/* Blocks begin where malloc puts them: alignments beyond its own are those of addresses, not of positions in a block. */
static size_t padding(const struct arena_block *b, size_t align)
{
	return (align - (uintptr_t)(b->data + b->fill) % align) % align;
}

void *arena_alloc(struct arena *a, size_t count, size_t size, size_t align)
{
	struct arena_block *b = a->head;
	size_t want, pad, extra = align > _Alignof(max_align_t) ? align : 0;
	void *p;

	if (__builtin_mul_overflow(count, size, &want) || want > SIZE_MAX / 2)
		arena_out_of_memory();
	pad = b ? padding(b, align) : 0;
#ifdef DICTUM_ARENA_MALLOC
	b = NULL;
#endif
	if (!b || b->size - b->fill < pad || b->size - b->fill - pad < want) {
#ifdef DICTUM_ARENA_MALLOC
		b = block_add(a, want + extra, want);
#else
		b = block_add(a, next_size(a, want + extra), want);
#endif
		pad = padding(b, align);
	}
	p = b->data + b->fill + pad;
	b->fill += pad + want;
	a->used += want;
	return p;
}

void *vec_regrow(void *v, size_t n, size_t cap, size_t size, struct arena *a)
{
	void *p = arena_alloc(a, cap, size, _Alignof(max_align_t));

	if (n)
		memcpy(p, v, n * size);
	return p;
}

bool arena_extend(struct arena *a, const void *p, size_t size, size_t more)
{
#ifdef DICTUM_ARENA_MALLOC
	(void)a, (void)p, (void)size, (void)more;
	return false;
#else
	struct arena_block *b = a->head;

	if (!b || (const char *)p + size != b->data + b->fill || b->size - b->fill < more)
		return false;
	b->fill += more;
	a->used += more;
	return true;
#endif
}

void *vec_grow(void *v, size_t *cap, size_t size, struct arena *a)
{
	size_t n = *cap, bigger = n ? n * 2 : 8;

	if (bigger < n)
		arena_out_of_memory();
	*cap = bigger;
	if (n && arena_extend(a, v, n * size, n * size))
		return v;
	return vec_regrow(v, n, bigger, size, a);
}
