/* The program with a memory that fails: malloc and its kin, anonymous and file mappings and new threads, counted together over all threads. Point
   after point of one command line fails, once and then with all that follows, each in a process of its own that is forked, not started: ten
   thousand points take a minute. Where a run asks for nothing more after its failure, both ways are the same, and it is tried once.
   What came of each is compared with a run in which nothing fails.

   alloc_fail [--where] [--started] [--all-up-to N] [--stride S] [--from K | --last N] [--watch DIR [--result PATH]]... [--stepwise]
              [--mended] [--feed FILE] -- WORD...
       every point up to N (default: all), then every S-th (default 1), of all or the last N. DIR is put back from a copy when a run changed it, and
       has to be as it was, or as the run without failures leaves it. --stepwise: no folder can be exchanged with another, and a run that failed may
       leave DIR half done;
       --mended: after each run another brings what is new. FILE is standard input. --where says who asked for the memory that failed.
       --started: what libgit2 asks for when it starts is not counted and does not fail; it is the same for every command.
       exit 0: every point ended in the same output and exit code, or in 70 with one line and no output; 1: a point did not; 77: cannot be done here */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "fail/trial.h"

#if defined(__GLIBC__) && !defined(SANDBOX_IS_SANITIZED) /* the sanitizers have a malloc of their own */

/* ---- memory that fails ---- */

static atomic_ulong *n_asked; /* since the process began to count; the one that judges sees it, too */
static unsigned long fails_at; /* 0: nothing fails */
static bool is_sticky, is_armed, is_shown, is_start_spared; /* set before there are threads */
static _Thread_local bool is_starting;

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

	if (!is_armed || is_starting)
		return false;
	n = atomic_fetch_add(n_asked, 1) + 1;
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

/* libgit2 starts the library of ciphers, which asks 1,500 times and can do without most of it, whatever the command. */
int git_libgit2_init(void);
int git_libgit2_init(void)
{
	int (*original)(void), result;
	void *found = dlsym(RTLD_NEXT, "git_libgit2_init");

	if (!found)
		return -1;
	memcpy(&original, &found, sizeof original); /* as above */
	is_starting = is_start_spared;
	result = original();
	is_starting = false;
	return result;
}

/* ---- judging ---- */

struct plan {
	struct trial trial;
	unsigned long all_up_to, stride, from, last;
};
enum class { SAME, NO_MEMORY, LATE, HALF, BAD };
struct counts {
	unsigned long points, of[BAD + 1];
};
enum way { ONCE, FROM_THERE_ON, N_WAYS };

static void arm(void *at)
{
	fails_at = *(unsigned long *)at;
	is_armed = true;
}

static void disarm(void *at)
{
	(void)at; /* done with */
	is_armed = false;
}

static struct outcome attempt(const struct plan *p, unsigned long at, enum way way)
{
	struct trial_hooks hooks = { arm, disarm, NULL, &at };

	atomic_store(n_asked, 0);
	is_sticky = way == FROM_THERE_ON;
	return trial_run(&p->trial, &hooks);
}

static const char *judge(const struct plan *p, const struct outcome *o, const struct outcome *clean, enum class *class)
{
	bool is_70 = trial_exits(o, TRIAL_OUT_OF_MEMORY);

	*class = BAD;
	if (!o->is_old && !o->is_new && !p->trial.is_half)
		return "what is watched is neither old nor new";
	if (WIFSIGNALED(o->status))
		return WTERMSIG(o->status) == SIGALRM ? "does not end" : "killed by a signal";
	if (!is_70 && o->status != clean->status)
		return "another exit code";
	if (!is_70 && (o->said[0] != clean->said[0] || o->said[1] != clean->said[1]))
		return "the same exit code with another output";
	if (!is_70 && !o->is_new)
		return "done, it says, and what is watched is not new";
	if (is_70 && o->lines != 1)
		return "more or less than one line";
	if (is_70 && o->size[0] && o->said[0] != clean->said[0])
		return "a part of the output";
	*class = !is_70 ? SAME : o->is_old && !o->size[0] ? NO_MEMORY : o->is_new ? LATE : HALF;
	return NULL;
}

static void try_way(const struct plan *p, unsigned long at, enum way way, const struct outcome *clean, struct counts *c)
{
	struct outcome o = attempt(p, at, way);
	enum class class;
	const char *why = judge(p, &o, clean, &class), *later;
	char what[64];

	(void)snprintf(what, sizeof what, "point %lu%s", at, way == ONCE ? "" : " and all after it"); /* it fits */
	if (why && c[ONCE].of[BAD] + c[FROM_THERE_ON].of[BAD] == 0)
		trial_keep(&p->trial);
	if (why && c[way].of[BAD] < TRIAL_SHOWN)
		trial_show(&p->trial, what, &o, why);
	later = trial_end(&p->trial, &o, clean);
	if (later && c[way].of[BAD] < TRIAL_SHOWN)
		trial_show(&p->trial, what, &o, later);
	c[way].points++;
	c[way].of[later ? BAD : class]++;
}

static void loop(const struct plan *p, const struct outcome *clean, unsigned long n, struct counts *c)
{
	unsigned long first = p->last && p->last < n ? n - p->last + 1 : p->from;

	for (unsigned long at = first; at <= n; at += at < p->all_up_to ? 1 : p->stride) {
		unsigned long before = c[ONCE].of[NO_MEMORY] + c[ONCE].of[LATE] + c[ONCE].of[HALF];

		try_way(p, at, ONCE, clean, c);
		if (atomic_load(n_asked) > at || c[ONCE].of[NO_MEMORY] + c[ONCE].of[LATE] + c[ONCE].of[HALF] == before)
			try_way(p, at, FROM_THERE_ON, clean, c);
	}
}

static bool read_words(struct plan *p, int argc, char **argv)
{
	int i = 1;

	for (int n; i < argc && strcmp(argv[i], "--") != 0; i += n) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		n = 2;
		if (!strcmp(argv[i], "--where"))
			n = 1, is_shown = true;
		else if (!strcmp(argv[i], "--started"))
			n = 1, is_start_spared = true;
		else if (!strcmp(argv[i], "--all-up-to"))
			p->all_up_to = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--stride"))
			p->stride = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--from"))
			p->from = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--last"))
			p->last = strtoul(value, NULL, 10);
		else if (!trial_option(&p->trial, argv + i, argc - i, &n))
			return false;
	}
	p->trial.argc = argc - i; /* "--" stands for the program's name */
	p->trial.argv = argv + i;
	return i < argc && p->stride && p->from;
}

static void tell(const char *way, const struct counts *c, unsigned long n)
{
	printf("%s: %lu of %lu points: recovered %lu, out of memory %lu, after the work was done %lu, half done %lu, bad %lu\n", way, c->points, n,
	       c->of[SAME], c->of[NO_MEMORY], c->of[LATE], c->of[HALF], c->of[BAD]);
}

int main(int argc, char **argv)
{
	struct plan p = { .all_up_to = ULONG_MAX, .stride = 1, .from = 1 };
	struct counts c[N_WAYS] = { 0 };
	struct outcome clean;
	unsigned long n;
	void *frame;

	(void)backtrace(&frame, 1); /* loads its library, which the sandbox would not let it do later */
	n_asked = mmap(NULL, sizeof *n_asked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (n_asked == MAP_FAILED || !read_words(&p, argc, argv))
		return (void)fprintf(stderr, "usage: see %s\n", __FILE__), 2;
	(void)setvbuf(stdout, NULL, _IONBF, 0); /* else each child would print it too */
	if (!trial_begin(&p.trial, &clean))
		return 2;
	clean = attempt(&p, 0, ONCE);
	n = atomic_load(n_asked);
	(void)trial_end(&p.trial, &clean, &clean); /* puts back */
	loop(&p, &clean, n, c);
	tell("once", &c[ONCE], n);
	tell("from there on", &c[FROM_THERE_ON], n);
	return !n || c[ONCE].of[BAD] || c[FROM_THERE_ON].of[BAD];
}

#else

int main(void)
{
	puts("the sanitizer's malloc cannot be replaced");
	return 77;
}

#endif
