/* One run of the program after the other in forked processes; what they leave is compared by digests. */
#define _GNU_SOURCE /* memfd_create, nftw */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fail/trial.h"

enum { MAX_SAID = 1 << 20, N_OPEN = 16 };

static _Noreturn void give_up(const char *what, const char *path)
{
	(void)fprintf(stderr, "cannot %s '%s': %s\n", what, path, strerror(errno)); /* nowhere else to say it */
	exit(2);
}

/* ---- digests ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t n) /* FNV-1a */
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3ULL;
	return hash;
}

static char room[MAX_SAID];

static struct {
	const char *path, *result, *leave_out;
	uint64_t whole, part; /* of the folder, and of the result in it */
	bool has_rest;
} walk; /* nftw has no argument to hand on */

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return !strncmp(path, folder, n) && (!path[n] || path[n] == '/');
}

static bool is_part(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && !strcmp(name + n - 5, ".part");
}

/* The random part of a staging folder's name says nothing. */
static uint64_t name_and(uint64_t hash, const char *name)
{
	static const char stage[] = ".stage-";
	const char *random = strstr(name, stage);

	if (random) {
		hash = mix(hash, name, (size_t)(random - name));
		name = random + sizeof stage - 1;
		name += strspn(name, "0123456789abcdef");
	}
	hash = mix(hash, name, strlen(name) + 1);
	return hash ^ hash >> 31; /* it is summed up: folders are listed in any order */
}

static int add_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	uint64_t start = mix(0xcbf29ce484222325ULL, &st->st_mode, sizeof st->st_mode), hash = start;
	int fd = type == FTW_F ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
	ssize_t n;

	walk.has_rest = walk.has_rest || is_part(path);
	while (fd >= 0 && (n = read(fd, room, sizeof room)) > 0)
		hash = mix(hash, room, (size_t)n);
	if (fd >= 0)
		(void)close(fd); /* only read from */
	walk.whole += name_and(hash, path + strlen(walk.path));
	if (walk.leave_out && !strcmp(path + at->base, walk.leave_out))
		hash = start + (st->st_size > 0); /* that it is there, and not empty */
	if (is_below(path, walk.result))
		walk.part += name_and(hash, path + strlen(walk.result));
	return 0;
}

struct digests {
	uint64_t whole, part;
};

/* What is not there has the digest 0. */
static struct digests digest(const struct trial *t, const struct trial_place *p)
{
	walk.path = p->path;
	walk.result = p->result;
	walk.leave_out = t->leave_out;
	walk.whole = walk.part = 0;
	(void)nftw(p->path, add_entry, N_OPEN, FTW_PHYS); /* as above */
	return (struct digests){ walk.whole, walk.part };
}

/* But for parts, which has_rest tells. */
static uint64_t names_in(const char *folder)
{
	DIR *d = opendir(folder);
	uint64_t sum = 0;

	for (const struct dirent *e; d && (e = readdir(d));)
		if (!is_part(e->d_name))
			sum += mix(0xcbf29ce484222325ULL, e->d_name, strlen(e->d_name));
	if (d)
		(void)closedir(d); /* only read from */
	return sum;
}

/* ---- putting back ---- */

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at; /* whatever it is */
	return remove(path);
}

static void remove_tree(const char *path)
{
	if (nftw(path, remove_entry, N_OPEN, FTW_PHYS | FTW_DEPTH) && errno != ENOENT)
		give_up("remove", path);
}

static char copy_to[TRIAL_PATH + 8]; /* as above */
static size_t copy_prefix;

static void copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n;

	while ((n = read(in, room, sizeof room)) > 0)
		if (write(out, room, (size_t)n) != n)
			give_up("write", to);
	if (in < 0 || n < 0 || out < 0)
		give_up("copy", from);
	(void)close(in); /* only read from */
	if (close(out))
		give_up("write", to);
}

static int copy_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	char to[4096];

	(void)at; /* any depth */
	(void)snprintf(to, sizeof to, "%s%s", copy_to, path + copy_prefix); /* a cut one is refused below */
	if (type == FTW_D && mkdir(to, 0700))
		give_up("make", to);
	if (type == FTW_F)
		copy_file(path, to);
	if ((type != FTW_F && type != FTW_D) || chmod(to, st->st_mode & 07777))
		give_up("copy", path);
	return 0;
}

static void make_like(const char *from, const char *to)
{
	remove_tree(to);
	memcpy(copy_to, to, strlen(to) + 1);
	copy_prefix = strlen(from);
	if (nftw(from, copy_entry, N_OPEN, FTW_PHYS))
		give_up("copy", from);
}

static void put_back(const struct trial *t)
{
	for (size_t i = 0; i < t->n_places; i++)
		make_like(t->place[i].copy, t->place[i].path);
}

/* ---- one run ---- */

/* As on a file system that knows no exchange. */
static void deny_exchange(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof filter / sizeof *filter, .filter = filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		_exit(3);
}

static _Noreturn void run(const struct trial *t, const struct trial_hooks *hooks)
{
	int code, in = open(t->feed ? t->feed : "/dev/null", O_RDONLY);

	(void)alarm(TRIAL_SECONDS);
	if (in < 0 || dup2(in, 0) || dup2(t->said[0], 1) != 1 || dup2(t->said[1], 2) != 2)
		_exit(3);
	(void)close(in); /* it is 0 now */
	if (t->is_stepwise)
		deny_exchange();
	if (hooks)
		hooks->arm(hooks->arg);
	code = dictum_main(t->argc, t->argv);
	if (hooks)
		hooks->disarm(hooks->arg);
	exit(code);
}

static void read_said(const struct trial *t, int i, struct outcome *o)
{
	ssize_t n;

	(void)lseek(t->said[i], 0, SEEK_SET); /* a file in memory */
	while ((n = read(t->said[i], room, sizeof room)) > 0) {
		o->said[i] = mix(o->said[i], room, (size_t)n);
		o->size[i] += (size_t)n;
		for (ssize_t j = 0; i == 1 && j < n; j++)
			o->lines += room[j] == '\n';
	}
}

struct outcome trial_run(const struct trial *t, const struct trial_hooks *hooks)
{
	struct outcome o = { .is_old = true, .is_new = true, .is_done = true };
	pid_t child;

	for (int i = 0; i < 2; i++)
		if (ftruncate(t->said[i], 0) || lseek(t->said[i], 0, SEEK_SET))
			give_up("empty", "a file in memory");
	child = fork();
	if (child < 0)
		give_up("start", "a process");
	if (!child)
		run(t, hooks);
	if (hooks && hooks->beside)
		hooks->beside(hooks->arg, child);
	if (waitpid(child, &o.status, 0) != child)
		give_up("wait for", "a process");
	read_said(t, 0, &o);
	read_said(t, 1, &o);
	walk.has_rest = false;
	for (size_t i = 0; i < t->n_places; i++) {
		const struct trial_place *p = &t->place[i];
		struct digests now = digest(t, p);

		o.is_old = o.is_old && now.part == p->before;
		o.is_new = o.is_new && now.part == p->after;
		o.is_changed = o.is_changed || now.whole != p->whole;
		o.is_done = o.is_done && now.whole == p->done;
		o.state = o.state * 31 + now.whole;
	}
	o.has_rest = walk.has_rest;
	return o;
}

bool trial_exits(const struct outcome *o, int code)
{
	return WIFEXITED(o->status) && WEXITSTATUS(o->status) == code;
}

static bool is_tidy(const struct trial *t)
{
	for (size_t i = 0; i < t->n_places; i++)
		if (names_in(t->place[i].path) != t->place[i].names)
			return false;
	return true;
}

/* How the run that mends may end other than the clean one: there was nothing to do any more. */
static bool has_ended_well(const struct outcome *o, const struct outcome *clean)
{
	return o->status == clean->status || trial_exits(o, 0);
}

/* What the next run does depends on nothing but what lies there, so each state is mended once. true: it is a new one. */
static bool is_new_state(uint64_t state)
{
	static uint64_t seen[1 << 17]; /* 0: free; when it is full nothing is remembered any more */
	enum { N_SEEN = sizeof seen / sizeof *seen, TRIES = 64 };

	for (size_t i = 0; i < TRIES; i++) {
		uint64_t *place = &seen[(state + i) % N_SEEN];

		if (*place == state)
			return false;
		if (!*place) {
			*place = state;
			return true;
		}
	}
	return true;
}

const char *trial_end(const struct trial *t, const struct outcome *o, const struct outcome *clean)
{
	const char *why = NULL;

	if (t->is_mended && o->is_changed && !o->is_done && is_new_state(o->state)) { /* else the next run is the clean one, or has nothing to do */
		struct outcome next = trial_run(t, NULL);

		if (!has_ended_well(&next, clean))
			why = "the next run fails";
		else if (!next.is_new)
			why = "the next run does not bring what is new";
		else if ((next.has_rest && !t->has_parts) || !is_tidy(t))
			why = "the next run leaves something beside it";
	}
	if (o->is_changed)
		put_back(t);
	return why;
}

/* ---- telling ---- */

void trial_show(const struct trial *t, const char *what, const struct outcome *o, const char *why)
{
	char text[4000];
	ssize_t n = pread(t->said[1], text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	(void)printf("# %s: %s (status %#x, output of %zu bytes): %s\n", what, why, (unsigned)o->status, o->size[0], text);
}

void trial_keep(const struct trial *t)
{
	char path[TRIAL_PATH + 8];

	for (size_t i = 0; i < t->n_places; i++) {
		(void)snprintf(path, sizeof path, "%s.bad", t->place[i].path); /* it fits: the path does */
		make_like(t->place[i].path, path);
	}
}

/* ---- the beginning ---- */

/* Whether it fits. */
static bool set_path(char *to, const char *value)
{
	size_t n = strlen(value);

	if (!n || n >= TRIAL_PATH)
		return false;
	memcpy(to, value, n + 1);
	return true;
}

bool trial_option(struct trial *t, char **word, int n, int *n_taken)
{
	const char *value = n > 1 ? word[1] : "";
	struct trial_place *last = t->n_places ? &t->place[t->n_places - 1] : NULL;

	*n_taken = 1;
	if (!strcmp(word[0], "--stepwise"))
		return t->is_half = t->is_stepwise = true;
	if (!strcmp(word[0], "--half"))
		return t->is_half = true;
	if (!strcmp(word[0], "--mended"))
		return t->is_mended = true;
	if (!strcmp(word[0], "--parts"))
		return t->has_parts = true;
	*n_taken = 2;
	if (!strcmp(word[0], "--watch") && t->n_places < TRIAL_MAX_PLACES)
		return set_path(t->place[t->n_places].path, value) && set_path(t->place[t->n_places++].result, value);
	if (!strcmp(word[0], "--result") && last)
		return set_path(last->result, value);
	if (!strcmp(word[0], "--feed"))
		return (t->feed = value);
	return !strcmp(word[0], "--leave-out") && (t->leave_out = value);
}

static void keep_first(const struct trial *t, struct trial_place *p)
{
	size_t n = strlen(p->path);
	struct digests first;

	memcpy(p->copy, p->path, n); /* it fits: snprintf here warns of an overlap that is none where nothing is optimized */
	memcpy(p->copy + n, ".copy", sizeof ".copy");
	make_like(p->path, p->copy);
	first = digest(t, p);
	p->whole = first.whole;
	p->before = first.part;
}

/* The first run tells what is right, the second where it may differ from itself. */
bool trial_begin(struct trial *t, struct outcome *clean)
{
	struct outcome again;

	for (int i = 0; i < 2; i++)
		t->said[i] = memfd_create("said", MFD_CLOEXEC);
	for (size_t i = 0; i < t->n_places; i++)
		keep_first(t, &t->place[i]);
	*clean = trial_run(t, NULL);
	for (size_t i = 0; i < t->n_places; i++) {
		struct digests now = digest(t, &t->place[i]);

		t->place[i].after = now.part;
		t->place[i].done = now.whole;
		t->place[i].names = names_in(t->place[i].path);
	}
	put_back(t);
	again = trial_run(t, NULL);
	put_back(t);
	if (WIFEXITED(clean->status) && clean->status == again.status && again.is_new && !memcmp(clean->said, again.said, sizeof again.said))
		return true;
	trial_show(t, "nothing fails", &again, "it does not do the same twice");
	return false;
}
