/* Landlock and limits by plain system calls: libc has no functions for the one, and its headers may be older than the kernel. */
#define _GNU_SOURCE /* O_PATH, syscall */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sandbox.h"

/* Numbers of the kernel's include/uapi/linux/landlock.h, the same on every processor. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { ASK_VERSION = 1, RULE_PATH_BENEATH = 1 };
enum right {
	EXECUTE = 1U << 0,
	WRITE_FILE = 1U << 1,
	READ_FILE = 1U << 2,
	READ_DIR = 1U << 3,
	REMOVE_DIR = 1U << 4,
	REMOVE_FILE = 1U << 5,
	MAKE_CHAR = 1U << 6,
	MAKE_DIR = 1U << 7,
	MAKE_REG = 1U << 8,
	MAKE_SOCK = 1U << 9,
	MAKE_FIFO = 1U << 10,
	MAKE_BLOCK = 1U << 11,
	MAKE_SYM = 1U << 12,
	REFER = 1U << 13,     /* ABI 2: rename and link from one folder to another; without it that is never allowed */
	TRUNCATE = 1U << 14,  /* ABI 3 */
	IOCTL_DEV = 1U << 15, /* ABI 5 */
	FIRST_RIGHTS = REFER - 1,
	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV, /* all that a rule about a single file may name */
};
enum { TCP_BIND = 1U << 0, TCP_CONNECT = 1U << 1 };      /* ABI 4 */
enum { ABSTRACT_SOCKETS = 1U << 0, SIGNALS = 1U << 1 }; /* ABI 6 */

struct ruleset { /* struct landlock_ruleset_attr */
	uint64_t files, net, scoped;
};
struct path_rule { /* struct landlock_path_beneath_attr */
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

/* Everything each ABI knows is denied unless a rule allows it. */
static const struct {
	int from;
	struct ruleset adds;
	size_t size; /* of the structure that this ABI takes */
	const char *without; /* what the ABI before it lacks */
} abis[] = {
	{ 1, { FIRST_RIGHTS, 0, 0 }, 8, "" },
	{ SANDBOX_FIRST_ABI, { REFER, 0, 0 }, 8, "" },
	{ 3, { TRUNCATE, 0, 0 }, 8, "truncation, TCP, devices, signals" },
	{ 4, { 0, TCP_BIND | TCP_CONNECT, 0 }, 16, "TCP, devices, signals" },
	{ 5, { IOCTL_DEV, 0, 0 }, 16, "devices, signals" },
	{ 6, { 0, 0, ABSTRACT_SOCKETS | SIGNALS }, 24, "signals" },
};
enum { N_ABIS = sizeof abis / sizeof *abis };

const char *sandbox_missing(int abi)
{
	for (size_t i = 0; i < N_ABIS; i++)
		if (abi < abis[i].from)
			return abis[i].without;
	return "";
}

/* At every file that is opened the kernel also looks whether it may be truncated, and up to the root where no rule says so: 1 us for each file.
   The filter keeps files that are open for reading from being truncated, so with it the right may be given, which ends the search. */
static uint64_t rights_of(unsigned access, bool has_filter)
{
	uint64_t rights = 0;

	if (access & SANDBOX_READ)
		rights |= READ_FILE | READ_DIR | (has_filter ? TRUNCATE : 0);
	if (access & (SANDBOX_FILL | SANDBOX_REPLACE))
		rights |= WRITE_FILE | TRUNCATE | MAKE_REG;
	if (access & SANDBOX_REPLACE)
		rights |= REMOVE_FILE;
	if (access & SANDBOX_WRITE)
		rights |= READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER;
	return rights;
}

/* What cannot be opened could not be used either. Pipes and the like belong to no file system and are not restricted: EBADFD. */
static bool add_rule(int ruleset, const struct sandbox_rule *r, uint64_t rights, struct arena *scratch)
{
	int fd = open(str_z(r->path, scratch), O_PATH | O_CLOEXEC);
	struct path_rule rule = { .allowed = rights, .folder = fd };
	struct stat st;
	bool ok;

	if (fd < 0)
		return true;
	if (!fstat(fd, &st) && !S_ISDIR(st.st_mode))
		rule.allowed &= OF_FILES;
	ok = !rule.allowed || !syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) || errno == EBADFD;
	(void)close(fd); /* a path only */
	return ok;
}

static bool restrict_files(int abi, bool has_filter, const struct sandbox_rule *rules, size_t n, struct arena *scratch)
{
	struct ruleset all = { 0 };
	size_t size = 0;
	int fd, why;
	bool ok;

	for (size_t i = 0; i < N_ABIS && abi >= abis[i].from; i++) {
		all.files |= abis[i].adds.files;
		all.net |= abis[i].adds.net;
		all.scoped |= abis[i].adds.scoped;
		size = abis[i].size;
	}
	fd = (int)syscall(CREATE_RULESET, &all, size, 0);
	ok = fd >= 0;
	for (size_t i = 0; ok && i < n; i++)
		ok = add_rule(fd, &rules[i], rights_of(rules[i].access, has_filter) & all.files, scratch);
	ok = ok && !syscall(RESTRICT_SELF, fd, 0);
	why = errno;
	if (fd >= 0)
		(void)close(fd); /* it did what it could */
	errno = why;
	return ok;
}

/* Whatever the threads that are started later. SPEC_ALLOW: kernels before 5.16 would slow the program down against a kind of attack that needs
   machine code of a stranger to run. */
static bool filter_calls(struct arena *scratch)
{
	size_t n;
	const struct sock_filter *filter = sandbox_filter(scratch, &n);
	struct sock_fprog program = { .len = (unsigned short)n, .filter = (struct sock_filter *)(uintptr_t)filter }; /* hundreds; only read */

	errno = 0;
	return filter && !syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}

struct sandbox_state sandbox_enter(const struct sandbox_rule *rules, size_t n, struct arena *scratch)
{
	struct sandbox_state s = { .abi = 0 };
	int abi;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		s.why_no_files = s.why_no_filter = errno;
		return s;
	}
	s.has_filter = filter_calls(scratch);
	s.why_no_filter = s.has_filter ? 0 : errno;
	abi = (int)syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
	if (abi >= 0 && abi < SANDBOX_FIRST_ABI) /* a site that was made aside could not be put in its place */
		s.why_no_files = EOPNOTSUPP;
	else if (abi >= 0 && restrict_files(abi, s.has_filter, rules, n, scratch))
		s.abi = abi;
	else
		s.why_no_files = errno;
	return s;
}

/* ---- limits ---- */

static bool lower(int what, uint64_t soft, uint64_t hard, const char *name, struct err *e)
{
	struct rlimit l;

	if (getrlimit((__rlimit_resource_t)what, &l))
		return err_set(e, "cannot read the limit of %s: %s", name, strerror(errno));
	if (l.rlim_max > hard)
		l.rlim_max = (rlim_t)hard;
	if (l.rlim_cur > soft || l.rlim_cur > l.rlim_max)
		l.rlim_cur = (rlim_t)soft < l.rlim_max ? (rlim_t)soft : l.rlim_max;
	return !setrlimit((__rlimit_resource_t)what, &l) || err_set(e, "cannot set the limit of %s: %s", name, strerror(errno));
}

/* Open files may be more than they were, up to what the kernel allows. */
static bool set_files(uint64_t n, struct err *e)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l))
		return err_set(e, "cannot read the limit of open files: %s", strerror(errno));
	if (l.rlim_max > n)
		l.rlim_max = (rlim_t)n;
	l.rlim_cur = l.rlim_max;
	return !setrlimit(RLIMIT_NOFILE, &l) || err_set(e, "cannot set the limit of open files: %s", strerror(errno));
}

enum { GRACE_S = 2 }; /* seconds of processor time to say why */

bool sandbox_limit(const struct sandbox_limits *l, struct err *e)
{
	bool ok = lower(RLIMIT_CORE, 0, 0, "core files", e);

	if (l->file_bytes) {
		(void)signal(SIGXFSZ, SIG_IGN); /* SIGXFSZ is a signal; write tells then */
		ok &= lower(RLIMIT_FSIZE, l->file_bytes, l->file_bytes, "file sizes", e);
	}
	if (l->cpu_s)
		ok &= lower(RLIMIT_CPU, l->cpu_s, l->cpu_s + GRACE_S, "processor time", e);
	if (l->files)
		ok &= set_files(l->files, e);
	return ok;
}
