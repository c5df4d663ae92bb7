/* Publishes or verifies a made-up site, for the tests of the publisher: what the site of (FILES, SEED) contains is a
   function of these two numbers, so that a whole old or a whole new one can be told from a mixture.

   publish_driver publish OUT FILES SEED [threads=N] [size=BYTES] [input=N] [check]
       exit 0: published or current; 1: check found differences; 3: failure
   publish_driver verify OUT FILES SEED [size=BYTES]
       exit 0: OUT is exactly that site ("contains": and perhaps more); 1: it is not. Reads with plain POSIX calls, not
   with the publisher's own. */
#define _GNU_SOURCE /* nftw */
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pool.h"
#include "clock.h"
#include "site/publish.h"

enum { MAX_SIZE = 64 * 1024, MAX_NAME = 64 };

struct site {
	const char *out;
	size_t files, seed, threads, size, input;
	bool is_check;
};
struct work {
	const struct site *site;
	struct publish *p;
	struct err e[POOL_MAX_WORKERS];
	atomic_bool has_failed;
};

/* An odd seed lacks every seventh file, so that files come and go between seeds. */
static bool exists(const struct site *s, size_t i)
{
	return !(s->seed % 2 && i % 7 == 6);
}

static void name_of(size_t i, char *name)
{
	static const struct {
		const char *before, *after;
	} form[] = { { "events/e", ".html" },
		     { "api/v1/metrics/m", ".json" },
		     { "assets/app.", ".js" },
		     { "f", ".html" },
		     { "metrics/m", ".html" } };
	size_t kind = i % 16 < 4 ? i % 16 : 4;

	(void)snprintf(name, MAX_NAME, "%s%06zu%s", form[kind].before, i, form[kind].after); /* fits for any i */
}

/* A third of the files is different for every seed. */
static void fill(const struct site *s, size_t i, char *bytes)
{
	uint64_t x = i * 2654435761u + (i % 3 == 0 ? s->seed : 0) * 40503u + 1;

	for (size_t at = 0; at < s->size; at += sizeof x) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		memcpy(bytes + at, &x, s->size - at < sizeof x ? s->size - at : sizeof x);
	}
}

static void add(void *arg, size_t worker, size_t i)
{
	struct work *w = arg;
	char name[MAX_NAME], bytes[MAX_SIZE];

	if (!exists(w->site, i))
		return;
	name_of(i, name);
	fill(w->site, i, bytes);
	if (!publish_add(w->p, str_from_z(name), (str){ bytes, w->site->size }, &w->e[worker]))
		w->has_failed = true;
}

static int fail(const struct err *e)
{
	(void)fprintf(stderr, "%s\n", e->text); /* nowhere else to say it */
	return 3;
}

static int report(const struct site *s, const struct publish_stats *st, bool differs, const double *t)
{
	printf("%s written %zu unchanged %zu removed %zu atomic %d left '%.*s' ms %.1f %.1f %.1f\n",
	       s->is_check ? differs ? "differs" : "same" : "published", st->written, st->unchanged, st->removed,
	       st->was_atomic, STR_ARG(st->left_behind), t[1] - t[0], t[2] - t[1], t[3] - t[2]);
	return s->is_check && differs;
}

static int run(const struct site *s, struct arena *a)
{
	struct publish_options o = { .out = str_from_z(s->out), .is_check = s->is_check, .input = { 1, s->input } };
	struct work w = { .site = s };
	struct publish_stats st;
	struct err e = { 0 };
	bool differs, ok;
	double t[4] = { now_ms() };

	switch (publish_begin(&o, a, &w.p, &e)) {
	case PUBLISH_FAILED:
		return fail(&e);
	case PUBLISH_CURRENT:
		puts("current");
		return 0;
	case PUBLISH_READY:
		break;
	}
	t[1] = now_ms();
	pool_run(s->threads, s->files, add, &w);
	t[2] = now_ms();
	ok = publish_commit(w.p, &st, &differs, &e); /* fails by itself when a file could not be added */
	t[3] = now_ms();
	publish_abort(w.p);
	if (ok && w.has_failed)
		return (void)fprintf(stderr, "commit succeeded although a file was not added\n"), 4;
	return ok ? report(s, &st, differs, t) : fail(&e);
}

static size_t n_found; /* nftw has no argument to hand on */

static int count(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)path; /* only counted */
	(void)at;   /* only counted */
	n_found += type != FTW_D;
	return type == FTW_D ? (st->st_mode & 0777) != 0755 : (st->st_mode & 0777) != 0644;
}

static bool holds(const struct site *s, size_t i)
{
	static char want[MAX_SIZE], got[MAX_SIZE + 1];
	char name[MAX_NAME], path[4096];
	FILE *f;
	size_t n;

	name_of(i, name);
	fill(s, i, want);
	(void)snprintf(path, sizeof path, "%s/%s", s->out, name); /* a cut one does not exist */
	f = fopen(path, "r");
	if (!f)
		return false;
	n = fread(got, 1, sizeof got, f);
	(void)fclose(f); /* only read from */
	return n == s->size && !memcmp(got, want, n);
}

/* FOUND_ONLY: whatever else is there. */
enum strictness { FOUND_ONLY, NOTHING_ELSE };

static int verify(const struct site *s, enum strictness strictness)
{
	size_t n = 1; /* the manifest */

	for (size_t i = 0; i < s->files; i++) {
		if (!exists(s, i))
			continue;
		n++;
		if (!holds(s, i))
			return 1;
	}
	return strictness == NOTHING_ELSE && (nftw(s->out, count, 16, FTW_PHYS) || n_found != n);
}

static bool set(struct site *s, const char *arg)
{
	struct cut c = str_cut(str_from_z(arg), '=');
	int64_t n = 0;

	if (str_eq_z(c.head, "check"))
		return s->is_check = true;
	if (!str_to_i64(c.tail, &n) || n < 0)
		return false;
	if (str_eq_z(c.head, "threads"))
		s->threads = (size_t)n;
	else if (str_eq_z(c.head, "size") && n < MAX_SIZE)
		s->size = (size_t)n;
	else if (str_eq_z(c.head, "input"))
		s->input = (size_t)n;
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct site s = { .threads = 1, .size = 4096 };
	int64_t files = -1, seed = -1;
	struct arena a;
	int code;

	if (argc < 5 || !str_to_i64(str_from_z(argv[3]), &files) || !str_to_i64(str_from_z(argv[4]), &seed) ||
	    files < 0 || seed < 0)
		return 2;
	s.out = argv[2];
	s.files = (size_t)files;
	s.seed = s.input = (size_t)seed;
	for (int i = 5; i < argc; i++)
		if (!set(&s, argv[i]))
			return 2;
	if (!strcmp(argv[1], "verify"))
		return verify(&s, NOTHING_ELSE);
	if (!strcmp(argv[1], "contains"))
		return verify(&s, FOUND_ONLY);
	arena_init(&a);
	code = run(&s, &a);
	arena_free(&a);
	return code;
}
