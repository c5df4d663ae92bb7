/* The program with a memory that fails: malloc and its kin, anonymous and file mappings and new threads, counted together over all threads. Point
   after point of one command line fails, once or from there on, each in a process of its own that is forked, not started, so that ten thousand points
   take a minute or two. What came of each is compared with a run in which nothing fails.

   alloc_fail [--sticky] [--where] [--all-up-to N] [--stride S] [--from K] [--watch DIR]... [--feed FILE] -- WORD...
       every point up to N (default: all), then every S-th (default 1). DIR is put back from a copy when a run changed it, and has to be as it was,
       or as the run without failures leaves it. FILE is standard input. --where says who asked for the memory that failed, and
       makes every point a bad one.
       exit 0: every point ended in the same output and exit code, or in 70 with one line and no output; 1: a point did not; 77: cannot be done here */
#define _GNU_SOURCE /* MAP_ANONYMOUS, memfd_create, nftw */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"

int dictum_main(int argc, char **argv); /* main of the program, renamed */

#if defined(__GLIBC__) && !defined(SANDBOX_IS_SANITIZED) /* the sanitizers have a malloc of their own */

/* ---- memory that fails ---- */

static atomic_ulong n_asked; /* since the process began to count */
static unsigned long fails_at; /* 0: nothing fails */
static bool is_sticky, is_armed, is_shown; /* set before there are threads */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t align, size_t size);

/* Who asks, on standard error. */
static void show_place(void)
{
	void *frames[64];

	is_armed = false;
	backtrace_symbols_fd(frames, backtrace(frames, 64), 2);
	is_armed = true;
}

static bool is_to_fail(void)
{
	unsigned long n;

	if (!is_armed)
		return false;
	n = atomic_fetch_add(&n_asked, 1) + 1;
	if (is_shown && n == fails_at)
		show_place();
	return fails_at && (n == fails_at || (is_sticky && n > fails_at));
}

static void *fail(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	return is_to_fail() ? fail() : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return is_to_fail() ? fail() : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return is_to_fail() ? fail() : __libc_realloc(p, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return is_to_fail() ? fail() : __libc_memalign(align, size);
}

int posix_memalign(void **out, size_t align, size_t size)
{
	void *p = is_to_fail() ? NULL : __libc_memalign(align, size);

	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (is_to_fail()) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *arg)
{
	int (*original)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found = dlsym(RTLD_NEXT, "pthread_create");

	if (is_to_fail() || !found)
		return EAGAIN;
	memcpy(&original, &found, sizeof original); /* ISO C has no cast for it */
	return original(thread, how, run, arg);
}

/* ---- one run ---- */

enum { MAX_WATCHED = 4, MAX_SAID = 1 << 20, SECONDS = 10, EXIT_NO_MEMORY = 70, SHOWN = 12, EXIT_SKIPPED = 77 };

struct watched {
	char path[512], copy[600];
	uint64_t before, after; /* digests */
};
struct plan {
	struct watched watched[MAX_WATCHED];
	size_t n_watched;
	unsigned long all_up_to, stride, from;
	const char *feed;
	int argc;
	char **argv;
	int said[2]; /* standard output and standard error of the run */
};
struct outcome {
	int status;       /* of waitpid */
	unsigned long n;  /* allocations; of a run that ends by itself */
	uint64_t said[2]; /* digests */
	size_t size[2], lines;
	uint64_t state[MAX_WATCHED];
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t n) /* FNV-1a */
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3ULL;
	return hash;
}

static uint64_t of_tree; /* nftw has no argument to hand on */
static size_t prefix;

static int add_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	static char bytes[MAX_SAID];
	uint64_t hash = mix(0xcbf29ce484222325ULL, path + prefix, strlen(path + prefix) + 1);
	int fd = type == FTW_F ? open(path, O_RDONLY | O_NOFOLLOW) : -1;
	ssize_t n;

	(void)at; /* only what, not how deep */
	hash = mix(hash, &st->st_mode, sizeof st->st_mode);
	while (fd >= 0 && (n = read(fd, bytes, sizeof bytes)) > 0)
		hash = mix(hash, bytes, (size_t)n);
	if (fd >= 0)
		(void)close(fd); /* only read from */
	of_tree += hash ^ hash >> 31; /* a sum: folders are listed in any order */
	return 0;
}

static uint64_t digest_of(const char *dir)
{
	of_tree = 0;
	prefix = strlen(dir);
	(void)nftw(dir, add_entry, 16, FTW_PHYS); /* what is not there has the digest 0 */
	return of_tree;
}

static void make_like(const char *from, const char *to)
{
	char line[2048];

	(void)snprintf(line, sizeof line, "rm -rf '%s' && cp -a '%s' '%s'", to, from, to); /* a cut one fails */
	if (system(line)) {
		(void)fprintf(stderr, "failed: %s\n", line); /* nowhere else to say it */
		exit(2);
	}
}

/* In the process of its own. */
static void run(const struct plan *p, unsigned long at, int n_pipe)
{
	int code, in = open(p->feed ? p->feed : "/dev/null", O_RDONLY);

	(void)alarm(SECONDS);
	(void)dup2(in, 0); /* these three are there */
	(void)dup2(p->said[0], 1);
	(void)dup2(p->said[1], 2);
	fails_at = at;
	is_armed = true;
	code = dictum_main(p->argc, p->argv);
	is_armed = false;
	if (write(n_pipe, &n_asked, sizeof n_asked) < 0)
		_exit(3);
	exit(code);
}

static void read_said(const struct plan *p, int i, struct outcome *o)
{
	static char bytes[MAX_SAID];
	ssize_t n;

	o->said[i] = 0;
	o->size[i] = o->lines = 0;
	(void)lseek(p->said[i], 0, SEEK_SET); /* a file in memory */
	while ((n = read(p->said[i], bytes, sizeof bytes)) > 0) {
		o->said[i] = mix(o->said[i], bytes, (size_t)n);
		o->size[i] += (size_t)n;
		for (ssize_t j = 0; j < n; j++)
			o->lines += bytes[j] == '\n';
	}
}

static struct outcome attempt(const struct plan *p, unsigned long at)
{
	struct outcome o = { 0 };
	int ends[2];
	pid_t child;

	for (int i = 0; i < 2; i++)
		if (ftruncate(p->said[i], 0) || lseek(p->said[i], 0, SEEK_SET))
			exit(2);
	if (pipe2(ends, O_CLOEXEC))
		exit(2);
	child = fork();
	if (!child)
		run(p, at, ends[1]);
	(void)close(ends[1]); /* the child's */
	(void)waitpid(child, &o.status, 0); /* our only child */
	if (read(ends[0], &o.n, sizeof o.n) != sizeof o.n)
		o.n = 0;
	(void)close(ends[0]); /* only read from */
	read_said(p, 0, &o);
	read_said(p, 1, &o);
	for (size_t i = 0; i < p->n_watched; i++)
		o.state[i] = digest_of(p->watched[i].path);
	return o;
}

/* ---- judging ---- */

enum class { SAME, NO_MEMORY, LATE, BAD };
struct counts {
	unsigned long points, of[BAD + 1];
};

static const char *judge(const struct plan *p, const struct outcome *o, const struct outcome *clean, enum class *class)
{
	bool is_70 = WIFEXITED(o->status) && WEXITSTATUS(o->status) == EXIT_NO_MEMORY, is_new = true, is_old = true;

	*class = BAD;
	for (size_t i = 0; i < p->n_watched; i++) {
		if (o->state[i] != p->watched[i].before && o->state[i] != p->watched[i].after)
			return "what is watched is neither old nor new";
		is_old = is_old && o->state[i] == p->watched[i].before;
		is_new = is_new && o->state[i] == p->watched[i].after;
	}
	if (WIFSIGNALED(o->status))
		return WTERMSIG(o->status) == SIGALRM ? "does not end" : "killed by a signal";
	if (!is_70 && o->status != clean->status)
		return "another exit code";
	if (!is_70 && (o->said[0] != clean->said[0] || o->said[1] != clean->said[1]))
		return "the same exit code with another output";
	if (!is_70 && !is_new)
		return "done, it says, and what is watched is old";
	if (is_70 && o->lines != 1)
		return "more or less than one line";
	if (is_70 && o->size[0] && o->said[0] != clean->said[0])
		return "a part of the output";
	*class = !is_70 ? SAME : is_old && !o->size[0] ? NO_MEMORY : LATE;
	return NULL;
}

static void show(const struct plan *p, unsigned long at, const struct outcome *o, const char *why)
{
	char text[4000];
	ssize_t n = pread(p->said[1], text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	(void)printf("# point %lu: %s (status %#x, output of %zu bytes): %s\n", at, why, (unsigned)o->status, o->size[0], text);
}

static bool differs(const struct plan *p, const struct outcome *o)
{
	bool found = false;

	for (size_t i = 0; i < p->n_watched; i++)
		found = found || o->state[i] != p->watched[i].before;
	return found;
}

static void restore(const struct plan *p, const struct outcome *o)
{
	for (size_t i = 0; i < p->n_watched; i++)
		if (!o || o->state[i] != p->watched[i].before)
			make_like(p->watched[i].copy, p->watched[i].path);
}

/* For whoever looks into it. */
static void keep_bad(const struct plan *p)
{
	char path[600];

	for (size_t i = 0; i < p->n_watched; i++) {
		(void)snprintf(path, sizeof path, "%s.bad", p->watched[i].path); /* as above */
		make_like(p->watched[i].path, path);
	}
}

static void loop(const struct plan *p, const struct outcome *clean, struct counts *c)
{
	for (unsigned long at = p->from; at <= clean->n; at += at < p->all_up_to ? 1 : p->stride) {
		struct outcome o = attempt(p, at);
		enum class class;
		const char *why = judge(p, &o, clean, &class);

		c->points++;
		c->of[class]++;
		if (why && c->of[BAD] <= SHOWN)
			show(p, at, &o, why);
		if (why && c->of[BAD] == 1)
			keep_bad(p);
		if (differs(p, &o))
			restore(p, &o);
	}
}

static bool read_words(struct plan *p, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(argv[i], "--sticky")) {
			is_sticky = true;
			continue;
		}
		if (!strcmp(argv[i], "--where")) {
			is_shown = true;
			continue;
		}
		if (!strcmp(argv[i], "--watch") && p->n_watched < MAX_WATCHED)
			(void)snprintf(p->watched[p->n_watched++].path, sizeof p->watched->path, "%s", value); /* a cut one is not there */
		else if (!strcmp(argv[i], "--all-up-to"))
			p->all_up_to = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--stride"))
			p->stride = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--from"))
			p->from = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--feed"))
			p->feed = value;
		else
			return false;
		i++;
	}
	p->argc = argc - i; /* "--" stands for the program's name */
	p->argv = argv + i;
	return i < argc && p->stride && p->from;
}

/* The first run with nothing failing tells what is right, the second where it may differ from itself. */
static bool prepare(struct plan *p, struct outcome *clean)
{
	struct outcome again;

	for (int i = 0; i < 2; i++)
		p->said[i] = memfd_create("said", MFD_CLOEXEC);
	for (size_t i = 0; i < p->n_watched; i++) {
		struct watched *w = &p->watched[i];
		size_t n = strlen(w->path);

		memcpy(w->copy, w->path, n); /* it fits: snprintf here warns of an overlap that is none where nothing is optimized */
		memcpy(w->copy + n, ".copy", sizeof ".copy");
		make_like(w->path, w->copy);
		w->before = digest_of(w->path);
	}
	*clean = attempt(p, 0);
	restore(p, NULL);
	again = attempt(p, 0);
	restore(p, NULL);
	for (size_t i = 0; i < p->n_watched; i++)
		p->watched[i].after = clean->state[i];
	return clean->n && clean->status == again.status && clean->said[0] == again.said[0] && clean->said[1] == again.said[1];
}

int main(int argc, char **argv)
{
	struct plan p = { .all_up_to = ULONG_MAX, .stride = 1, .from = 1 };
	struct counts c = { 0 };
	struct outcome clean;
	void *frame;

	(void)backtrace(&frame, 1); /* loads its library, which the sandbox would not let it do later */
	if (!read_words(&p, argc, argv))
		return (void)fprintf(stderr, "usage: see %s\n", __FILE__), 2;
	(void)setvbuf(stdout, NULL, _IONBF, 0); /* else each child would print it too */
	if (!prepare(&p, &clean)) {
		show(&p, 0, &clean, "without failures it does not do the same twice");
		return 2;
	}
	loop(&p, &clean, &c);
	printf("%lu of %lu points: recovered %lu, out of memory %lu, after the work was done %lu, bad %lu\n", c.points, clean.n, c.of[SAME],
	       c.of[NO_MEMORY], c.of[LATE], c.of[BAD]);
	return c.of[BAD] > 0;
}

#else

int main(void)
{
	puts("the sanitizer's malloc cannot be replaced");
	return 77;
}

#endif
