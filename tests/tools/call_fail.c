/* The program with system calls that fail, or kill it: each call of one command line, from its first to its last, meets each fault, one in a run.
   The kernel asks this process about the call whose turn it is (seccomp's notifications), so a run costs no more than a run: forty in a second.
   What came of each is compared with a run in which nothing fails.

   call_fail [--only CALL]... [--fault FAULT]... [--stride S] [--from K] [--list] [--watch DIR [--result PATH] [--leave-out NAME]]...
             [--half | --stepwise] [--mended [--parts]] [--feed FILE] -- WORD...
       every S-th (default 1) of the calls times faults, counted from the K-th; faults are KILL, ENOSPC, EIO, EINTR and EACCES (default: all), calls
       those of --only (default: all but those that cannot fail). DIR is put back when a run changed it; its result, be it only a file in it, has to
       be as it was or as the run without faults leaves it, whatever a file NAME says. --half: a run that failed may leave it half done;
       --stepwise: so it may, and no folder can be exchanged with another. --mended: after each run another, without faults, brings what is new and
       leaves nothing beside it but, with --parts, files that a killed run has half written. --list: says which calls there are.
       exit 0: whatever met a fault told so, and without --watch printed nothing or named the file that cannot be read, or ended as if there were none,
       with what is watched as it is then; 1: something did not, or no fault was met; 77: cannot be done here */
#define _GNU_SOURCE /* syscall */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "base/sandbox.h"
#include "fail/trial.h"

#if defined(SECCOMP_USER_NOTIF_FLAG_CONTINUE) && !defined(SANDBOX_IS_SANITIZED) /* the sanitizers' runtimes call, too, and do not like it to fail */

enum { MAX_CALLS = 512, MAX_ONLY = 8, MARK = 0x5eed, NOTE_ROOM = 256, SECONDS_MORE = 5 };

/* What a fault does. */
static const struct fault {
	const char *name;
	int error; /* 0: kills */
} faults[] = { { "KILL", 0 }, { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EINTR", EINTR }, { "EACCES", EACCES } };
enum { N_FAULTS = sizeof faults / sizeof *faults };

/* There is no failure of these to tell, or none that can be injected. */
static const int spared[] = { SYS_exit,   SYS_exit_group,   SYS_getuid,       SYS_geteuid,       SYS_getgid,  SYS_getegid,       SYS_futex,
	                      SYS_brk,    SYS_munmap,       SYS_mprotect,     SYS_madvise,       SYS_rseq,    SYS_rt_sigaction,  SYS_rt_sigprocmask,
	                      SYS_gettid, SYS_rt_sigreturn, SYS_sched_yield,  SYS_set_robust_list, SYS_sendmsg, SYS_restart_syscall };

#define CALL(name) { SYS_##name, #name }
static const struct {
	int number;
	const char *name;
} known[] = {
#ifdef SYS_open /* calls that newer processors never had */
	CALL(open), CALL(stat), CALL(lstat), CALL(access), CALL(mkdir), CALL(rmdir), CALL(unlink), CALL(rename), CALL(readlink), CALL(poll), CALL(dup2), CALL(chmod),
#endif
	CALL(read), CALL(write), CALL(openat), CALL(close), CALL(fstat), CALL(lseek), CALL(mmap), CALL(pread64), CALL(pwrite64), CALL(fcntl), CALL(flock),
	CALL(fsync), CALL(fdatasync), CALL(syncfs), CALL(ftruncate), CALL(getdents64), CALL(getcwd), CALL(chdir), CALL(fchdir), CALL(fchmod), CALL(fchmodat),
	CALL(mkdirat), CALL(unlinkat), CALL(linkat), CALL(renameat), CALL(renameat2), CALL(readlinkat), CALL(faccessat), CALL(newfstatat), CALL(statx),
	CALL(prctl), CALL(prlimit64), CALL(seccomp), CALL(clone), CALL(getrandom), CALL(ioctl), CALL(uname), CALL(sysinfo), CALL(statfs), CALL(fstatfs),
	CALL(copy_file_range), CALL(fallocate), CALL(fadvise64), CALL(clock_gettime), CALL(dup), CALL(writev), CALL(umask), CALL(sched_getaffinity), CALL(getpid),
	CALL(tgkill), CALL(sigaltstack), CALL(mremap), CALL(utimensat), CALL(symlinkat), CALL(alarm),
#ifdef SYS_clone3
	CALL(clone3),
#endif
#ifdef SYS_faccessat2
	CALL(faccessat2),
#endif
#ifdef SYS_openat2
	CALL(openat2),
#endif
#ifdef SYS_landlock_create_ruleset
	CALL(landlock_create_ruleset), CALL(landlock_add_rule), CALL(landlock_restrict_self),
#endif
};

static const char *name_of(int call)
{
	static char number[16];

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].number == call)
			return known[i].name;
	(void)snprintf(number, sizeof number, "%d", call); /* it fits */
	return number;
}

/* ---- in the process that calls ---- */

struct shot {
	int call;          /* -1: none, all are counted */
	unsigned long nth; /* of this call */
	const struct fault *fault;
	int ends[2];                  /* sockets: the listener comes through them */
	unsigned long seen[MAX_CALLS]; /* how often each was called */
	bool has_hit, is_impossible;
};

static struct sock_filter jump(int value, unsigned char yes, unsigned char no)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)value, yes, no);
}

/* Asks about marks, which are seeks that make no sense, and about one call or all but those that are spared. Listener, or -1. */
static int listen_to(int call)
{
	struct sock_filter f[64];
	unsigned short n = 0;
	struct sock_fprog program = { .filter = f };
	unsigned rest = call < 0 ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW;

	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	f[n++] = jump(SYS_lseek, 0, 4);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]));
	f[n++] = jump(MARK, 0, 1);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; call < 0 && i < sizeof spared / sizeof *spared; i++) {
		f[n++] = jump(spared[i], 0, 1);
		f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	if (call >= 0) {
		f[n++] = jump(call, 0, 1);
		f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	}
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, rest);
	program.len = n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

union parcel {
	struct cmsghdr header; /* for its alignment */
	char room[CMSG_SPACE(sizeof(int))];
};

static bool hand_over(int socket, int fd)
{
	char nothing = 0;
	struct iovec part = { &nothing, 1 };
	union parcel parcel = { .room = "" };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &parcel, .msg_controllen = sizeof parcel };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	return sendmsg(socket, &m, 0) == 1;
}

static int take_over(int socket)
{
	char nothing;
	struct iovec part = { &nothing, 1 };
	union parcel parcel = { .room = "" };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &parcel, .msg_controllen = sizeof parcel };
	const struct cmsghdr *c;
	int fd = -1;

	if (recvmsg(socket, &m, MSG_CMSG_CLOEXEC) == 1 && (c = CMSG_FIRSTHDR(&m)))
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

static void arm(void *arg)
{
	const struct shot *s = arg;
	int fd = listen_to(s->call);

	if (fd < 0 || !hand_over(s->ends[1], fd))
		_exit(TRIAL_SKIPPED);
	(void)close(fd), (void)close(s->ends[0]), (void)close(s->ends[1]); /* ours */
	(void)lseek(-1, 0, MARK); /* it begins */
}

static void disarm(void *arg)
{
	(void)arg; /* it knows */
	(void)lseek(-1, 0, MARK); /* it ends */
}

/* ---- in the process that answers ---- */

union note {
	struct seccomp_notif n;
	char room[NOTE_ROOM]; /* for kernels that tell more */
};
union answer {
	struct seccomp_notif_resp r;
	char room[NOTE_ROOM];
};

static void answer(int listener, pid_t child, const struct seccomp_notif *n, struct shot *s, bool *is_on)
{
	union answer a = { .r = { .id = n->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE } };
	int call = n->data.nr;

	if (call == SYS_lseek && n->data.args[2] == MARK) {
		*is_on = !*is_on;
	} else if (*is_on && call >= 0 && call < MAX_CALLS && ++s->seen[call] == s->nth && call == s->call) {
		s->has_hit = true;
		if (!s->fault->error) {
			(void)kill(child, SIGKILL); /* it waits for the answer */
			return;
		}
		a.r.flags = 0;
		a.r.error = -s->fault->error;
	}
	(void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &a); /* it fails only when the process is gone */
}

static void attend(void *arg, pid_t child)
{
	struct shot *s = arg;
	int listener = take_over(s->ends[0]);
	bool is_on = false;

	s->is_impossible = listener < 0;
	while (listener >= 0) {
		struct pollfd p = { .fd = listener, .events = POLLIN };
		union note note = { .room = "" };

		if (poll(&p, 1, (TRIAL_SECONDS + SECONDS_MORE) * 1000) <= 0 || !(p.revents & POLLIN))
			break; /* nobody is there to ask */
		if (!ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &note))
			answer(listener, child, &note.n, s, &is_on);
	}
	if (listener >= 0)
		(void)close(listener); /* who still asks gets ENOSYS */
}

static struct outcome attempt(const struct trial *t, struct shot *s)
{
	struct trial_hooks hooks = { arm, disarm, attend, s };
	struct outcome o;

	memset(s->seen, 0, sizeof s->seen);
	s->has_hit = false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s->ends))
		exit(2);
	o = trial_run(t, &hooks);
	(void)close(s->ends[0]), (void)close(s->ends[1]); /* nothing is in them */
	return o;
}

/* ---- judging ---- */

struct plan {
	struct trial trial;
	const char *only[MAX_ONLY];
	size_t n_only;
	bool faults[N_FAULTS], is_listed;
	unsigned long stride, from;
};
struct counts {
	unsigned long runs, old, new, half, mixed, unrecovered, lies, same, told, found, bad, unmet;
};

/* A finding about a file that cannot be read is an answer, too, whether it is printed or written. */
static bool names_file(int fd)
{
	char text[64 * 1024];
	ssize_t n = fd < 0 ? 0 : pread(fd, text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "file-unreadable");
}

static bool is_written(const struct trial *t)
{
	int fd = open(t->place[0].result, O_RDONLY | O_CLOEXEC);
	bool found = names_file(fd);

	if (fd >= 0)
		(void)close(fd); /* only read from */
	return found;
}

static const char *judge_answer(const struct trial *t, const struct outcome *o, const struct outcome *clean, struct counts *c)
{
	bool is_told = trial_exits(o, 2) || trial_exits(o, 3) || trial_exits(o, TRIAL_OUT_OF_MEMORY);

	if (o->status == clean->status && o->said[0] == clean->said[0])
		return c->same++, NULL;
	if (is_told && !o->size[0] && o->size[1])
		return c->told++, NULL;
	if (names_file(t->said[0]))
		return c->found++, NULL;
	return "it prints something else and does not tell why";
}

static const char *judge_result(const struct trial *t, const struct outcome *o, const struct outcome *clean, struct counts *c)
{
	if (o->is_old)
		c->old++;
	else if (o->is_new)
		c->new++;
	else if (is_written(t))
		return c->found++, NULL;
	else if (t->is_half)
		c->half++;
	else
		return c->mixed++, "what is watched is neither old nor new";
	if (!o->is_new && trial_exits(o, WEXITSTATUS(clean->status)) && (!WEXITSTATUS(clean->status) || o->said[1] == clean->said[1]))
		return c->lies++, "done, it says, and what is watched is not new";
	return NULL;
}

static const char *judge(const struct trial *t, const struct outcome *o, const struct outcome *clean, const struct shot *s, struct counts *c)
{
	bool is_killed = WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGKILL && !s->fault->error && s->has_hit;
	const char *why;

	if (WIFSIGNALED(o->status) && !is_killed)
		return WTERMSIG(o->status) == SIGALRM ? "does not end" : "killed by a signal";
	if (!is_killed && WEXITSTATUS(o->status) > 3 && !trial_exits(o, TRIAL_OUT_OF_MEMORY))
		return "an exit code that means nothing";
	if (t->n_places) {
		why = judge_result(t, o, clean, c);
		if (!why && !is_killed && o->has_rest && s->call != SYS_unlinkat)
			why = "something half written is left";
		return why;
	}
	return is_killed ? NULL : judge_answer(t, o, clean, c);
}

static bool is_asked_for(const struct plan *p, int call)
{
	bool is_named = !p->n_only;

	for (size_t i = 0; i < p->n_only; i++)
		is_named = is_named || !strcmp(p->only[i], name_of(call));
	return is_named;
}

static void try_one(const struct plan *p, struct shot *s, const struct outcome *clean, struct counts *c)
{
	struct outcome o = attempt(&p->trial, s);
	const char *why = judge(&p->trial, &o, clean, s, c), *later;
	char what[96];

	(void)snprintf(what, sizeof what, "%s %lu %s", name_of(s->call), s->nth, s->fault->name); /* it fits */
	c->runs++;
	c->unmet += !s->has_hit;
	c->bad += why != NULL;
	if (why && c->bad == 1)
		trial_keep(&p->trial);
	if (why && c->bad <= TRIAL_SHOWN)
		trial_show(&p->trial, what, &o, why);
	later = trial_end(&p->trial, &o, clean);
	c->unrecovered += later != NULL;
	if (later && c->unrecovered <= TRIAL_SHOWN)
		trial_show(&p->trial, what, &o, later);
}

/* Faults one after the other, so that a sample has some of each, whatever its stride. */
static void loop(const struct plan *p, const unsigned long *n_calls, const struct outcome *clean, struct counts *c)
{
	unsigned long at = 0;
	struct shot s = { .nth = 1 };

	for (size_t i = 0; i < N_FAULTS; i++)
		for (s.call = 0, s.fault = &faults[i]; p->faults[i] && s.call < MAX_CALLS; s.call++)
			for (s.nth = 1; is_asked_for(p, s.call) && s.nth <= n_calls[s.call]; s.nth++)
				if (++at >= p->from && (at - p->from) % p->stride == 0)
					try_one(p, &s, clean, c);
}

static bool read_words(struct plan *p, int argc, char **argv)
{
	bool has_faults = false;
	int i = 1;

	for (int n; i < argc && strcmp(argv[i], "--") != 0; i += n) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		bool is_fault = !strcmp(argv[i], "--fault"), is_one = false;

		n = 2;
		for (size_t k = 0; is_fault && k < N_FAULTS; k++)
			if (!strcmp(value, faults[k].name))
				has_faults = is_one = p->faults[k] = true;
		if (!strcmp(argv[i], "--list"))
			n = 1, p->is_listed = true;
		else if (!strcmp(argv[i], "--only") && p->n_only < MAX_ONLY)
			p->only[p->n_only++] = value;
		else if (!strcmp(argv[i], "--stride"))
			p->stride = strtoul(value, NULL, 10);
		else if (!strcmp(argv[i], "--from"))
			p->from = strtoul(value, NULL, 10);
		else if (!is_one && !trial_option(&p->trial, argv + i, argc - i, &n))
			return false;
	}
	for (size_t k = 0; !has_faults && k < N_FAULTS; k++)
		p->faults[k] = true;
	p->trial.argc = argc - i; /* "--" stands for the program's name */
	p->trial.argv = argv + i;
	return i < argc && p->stride && p->from;
}

static void tell(const struct trial *t, const struct counts *c, unsigned long n_calls)
{
	printf("%lu runs over %lu calls: ", c->runs, n_calls);
	if (t->n_places)
		printf("old %lu, new %lu, named %lu, half done %lu, mixed %lu, unrecovered %lu, wrong successes %lu, ", c->old, c->new, c->found, c->half,
		       c->mixed, c->unrecovered, c->lies);
	else
		printf("the same %lu, told %lu, named %lu, ", c->same, c->told, c->found);
	printf("not met %lu, bad %lu\n", c->unmet, c->bad + c->unrecovered);
}

int main(int argc, char **argv)
{
	struct plan p = { .stride = 1, .from = 1 };
	struct counts c = { 0 };
	struct outcome clean;
	struct shot all = { .call = -1 };
	unsigned long n_calls = 0;

	if (!read_words(&p, argc, argv))
		return (void)fprintf(stderr, "usage: see %s\n", __FILE__), 2;
	(void)setvbuf(stdout, NULL, _IONBF, 0); /* else each child would print it too */
	if (!trial_begin(&p.trial, &clean))
		return 2;
	clean = attempt(&p.trial, &all);
	if (all.is_impossible)
		return puts("the kernel asks nobody about system calls"), TRIAL_SKIPPED;
	(void)trial_end(&p.trial, &clean, &clean); /* puts back */
	for (int i = 0; i < MAX_CALLS; i++) {
		n_calls += is_asked_for(&p, i) ? all.seen[i] : 0;
		if (p.is_listed && all.seen[i])
			printf("%s %lu\n", name_of(i), all.seen[i]);
	}
	if (!p.is_listed)
		loop(&p, all.seen, &clean, &c);
	tell(&p.trial, &c, n_calls);
	return !n_calls || c.bad || c.unrecovered || (c.runs && c.unmet == c.runs);
}

#else

int main(void)
{
	puts("the kernel's headers know no notifications, or a sanitizer is at work");
	return 77;
}

#endif
