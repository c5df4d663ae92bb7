#ifndef DICTUM_TEST_SITE_BUILT_H
#define DICTUM_TEST_SITE_BUILT_H

/* A site built into memory: every file by its path. Include after cmocka.h. */
#include <pthread.h>

#include "site/site.h"
#include "unit/model/sample.h"

struct fixture {
	struct sample s;
	struct site_config config;
	struct site_input in;
	struct arena files_arena;
	struct report_input lint;
	struct map files; /* path -> str */
	pthread_mutex_t lock;
	size_t fail_at; /* the sink fails at this call; 0: never */
	size_t calls;
};

static inline bool collect(void *arg, str path, str bytes, struct err *e)
{
	struct fixture *f = arg;
	str *copy;
	void **slot;
	bool ok;

	(void)pthread_mutex_lock(&f->lock);
	ok = ++f->calls != f->fail_at;
	copy = arena_new(&f->files_arena, str);
	*copy = str_dup(bytes, &f->files_arena);
	slot = map_put(&f->files, str_dup(path, &f->files_arena), &f->files_arena);
	if (*slot)
		fail_msg("'%.*s' was written twice", STR_ARG(path));
	*slot = copy;
	(void)pthread_mutex_unlock(&f->lock);
	return ok || err_set(e, "the disk is full");
}

static inline void begin(struct fixture *f)
{
	*f = (struct fixture){ .fail_at = 0 };
	sample_begin(&f->s);
	arena_init(&f->files_arena);
	(void)pthread_mutex_init(&f->lock, NULL);
	f->in.config = &f->config;
	f->in.dict = &f->s.dict;
	f->in.found = &f->s.found;
	f->in.workers = 1;
	f->lint.found = &f->s.found;
	f->in.lint = &f->lint;
}

static inline void build(struct fixture *f)
{
	struct err e = { .text = "" };

	diag_sort(&f->s.found);
	if (!site_build(&f->in, collect, f, &f->s.a, &e))
		fail_msg("%s", e.text);
}

static inline void end(struct fixture *f)
{
	arena_free(&f->files_arena);
	(void)pthread_mutex_destroy(&f->lock);
	sample_end(&f->s);
}

static inline str file(const struct fixture *f, const char *path)
{
	const str *bytes = map_get(&f->files, str_from_z(path));

	if (!bytes)
		fail_msg("there is no file '%s'", path);
	return bytes ? *bytes : (str){ 0 };
}

static inline bool exists(const struct fixture *f, const char *path)
{
	return map_has(&f->files, str_from_z(path));
}

static inline void assert_has(const struct fixture *f, const char *path, const char *part)
{
	if (!str_has(file(f, path), str_from_z(part)))
		fail_msg("'%s' lacks \"%s\"", path, part);
}

static inline void assert_lacks(const struct fixture *f, const char *path, const char *part)
{
	if (str_has(file(f, path), str_from_z(part)))
		fail_msg("'%s' holds \"%s\"", path, part);
}

/* Of a line without branches: the first release with a commit is the next one. They stand by commit. */
static inline void number_releases(struct fixture *f, struct history_releases *r, size_t n_commits)
{
	uint32_t *first = arena_array(&f->s.a, n_commits, uint32_t), next = 0;

	for (size_t i = 0; i < n_commits; i++) {
		while (next < r->all.n && r->all.v[next].commit < i)
			next++;
		first[i] = next < r->all.n ? next : HISTORY_NONE;
	}
	r->first = first;
}

#endif
