/* The filter as a table: interpreted here, call by call. The walls themselves: in processes of their own, which they confine for good. */
#define _GNU_SOURCE /* CLONE_THREAD */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/sandbox.h"

/* ---- the filter ---- */

#ifdef __x86_64__
enum { OTHER_ARCH = AUDIT_ARCH_I386 };
static const uint32_t arch = AUDIT_ARCH_X86_64;
#else
enum { OTHER_ARCH = AUDIT_ARCH_ARM };
static const uint32_t arch = AUDIT_ARCH_AARCH64;
#endif

static uint32_t load(const struct seccomp_data *d, uint32_t offset)
{
	uint32_t word;

	assert_true(offset % 4 == 0 && offset + sizeof word <= sizeof *d);
	memcpy(&word, (const char *)d + offset, sizeof word);
	return word;
}

/* As the kernel runs it, for the instructions that are used. */
static uint32_t ask(const struct sock_filter *filter, size_t n, struct seccomp_data d)
{
	uint32_t accumulator = 0;

	for (size_t i = 0; i < n; i++) {
		const struct sock_filter *f = &filter[i];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS: accumulator = load(&d, f->k); break;
		case BPF_ALU | BPF_AND | BPF_K: accumulator &= f->k; break;
		case BPF_JMP | BPF_JEQ | BPF_K: i += accumulator == f->k ? f->jt : f->jf; break;
		case BPF_JMP | BPF_JGT | BPF_K: i += accumulator > f->k ? f->jt : f->jf; break;
		case BPF_RET | BPF_K: return f->k;
		default: fail_msg("instruction %zu: unknown code %u", i, f->code);
		}
	}
	fail_msg("the program runs off its end");
	return 0;
}

/* Also a folder of its own, which is the current one. */
struct of_test {
	char top[64];
	int before;
	struct arena a;
	const struct sock_filter *filter;
	size_t n;
};

static int set_up(void **state)
{
	static struct of_test t;

	memset(&t, 0, sizeof t);
	t.filter = sandbox_filter(&t.a, &t.n);
	*state = &t;
	(void)snprintf(t.top, sizeof t.top, "%s/dictum-sandbox-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	t.before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return t.before < 0 || !mkdtemp(t.top) || chdir(t.top) ? -1 : 0;
}

static int tear_down(void **state)
{
	struct of_test *t = *state;

	char command[128];

	(void)snprintf(command, sizeof command, "rm -rf '%s'", t->top);
	arena_free(&t->a);
	return fchdir(t->before) || close(t->before) || system(command);
}

static uint32_t answer(struct of_test *t, long call, uint64_t first, uint64_t second)
{
	if (!t->filter)
		skip();
	return ask(t->filter, t->n, (struct seccomp_data){ .nr = (int)call, .arch = arch, .args = { first, second } });
}

static const uint32_t denied = SECCOMP_RET_ERRNO | EPERM;

static void calls_that_nothing_here_needs_are_denied(void **state)
{
	static const long calls[] = {
		SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd, SYS_socket, SYS_socketpair, SYS_bind, SYS_connect,
		SYS_listen, SYS_accept, SYS_accept4, SYS_sendto, SYS_sendmsg, SYS_recvfrom, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot,
		SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_mount_setattr, SYS_unshare, SYS_setns, SYS_bpf, SYS_perf_event_open,
		SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot, SYS_userfaultfd,
		SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_memfd_create,
		SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_mknodat, SYS_truncate, SYS_setuid, SYS_setgid, SYS_capset, SYS_personality,
		SYS_tkill, SYS_fchmodat, 452 /* fchmodat2 */, SYS_fchownat, SYS_utimensat, SYS_setxattr, 463 /* setxattrat */, SYS_inotify_init1,
		SYS_shmctl, SYS_semctl, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_mq_unlink, SYS_setpriority, SYS_sched_setscheduler, SYS_move_pages,
#ifdef __x86_64__
		SYS_chmod, SYS_chown, SYS_utime,
#endif
#ifndef SANDBOX_IS_SANITIZED
		SYS_execve, SYS_execveat, SYS_ptrace, SYS_kill,
#endif
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (answer(*state, calls[i], 0, 0) != denied)
			fail_msg("call %ld passes", calls[i]);
}

static void other_processes_are_neither_signalled_nor_limited(void **state)
{
	assert_int_equal(answer(*state, SYS_tgkill, (uint64_t)getpid(), 1), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_tgkill, (uint64_t)getpid() + 1, 1), denied);
	assert_int_equal(answer(*state, SYS_tgkill, 1, 1), denied);
	assert_int_equal(answer(*state, SYS_prlimit64, 0, 1), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_prlimit64, 1, 1), denied);
}

static void everyday_calls_pass(void **state)
{
	static const long calls[] = {
		SYS_read, SYS_write, SYS_openat, SYS_close, SYS_fstat, SYS_newfstatat, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_madvise, SYS_brk,
		SYS_futex, SYS_getdents64, SYS_renameat2, SYS_linkat, SYS_unlinkat, SYS_mkdirat, SYS_fchmod, SYS_fsync, SYS_flock, SYS_lseek,
		SYS_pread64, SYS_exit, SYS_exit_group, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_sched_getaffinity, SYS_getrandom,
		SYS_clock_gettime, SYS_ftruncate, SYS_umask, SYS_getcwd, SYS_readlinkat, SYS_set_robust_list, SYS_rseq,
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (answer(*state, calls[i], 0, 0) != SECCOMP_RET_ALLOW)
			fail_msg("call %ld is denied", calls[i]);
	assert_int_equal(answer(*state, 511, 0, 0), SECCOMP_RET_ALLOW);
}

static void calls_of_another_abi_and_of_kernels_to_come_are_not_there(void **state)
{
	static const long calls[] = { 512, 520 /* execve of x32 */, 521 /* its ptrace */, 0x40000000 /* its read */, 100000 };

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		assert_int_equal(answer(*state, calls[i], 0, 0), SECCOMP_RET_ERRNO | ENOSYS);
}

static void threads_start_and_processes_do_not(void **state)
{
#ifdef SANDBOX_IS_SANITIZED
	(void)state;
	skip();
#else
	assert_int_equal(answer(*state, SYS_clone, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, 0), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_clone, SIGCHLD, 0), denied);
	assert_int_equal(answer(*state, SYS_clone, CLONE_VM | SIGCHLD, 0), denied);
	assert_int_equal(answer(*state, SYS_clone3, 0, 0), SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

static void the_terminal_is_asked_but_nothing_is_typed_into_it(void **state)
{
	assert_int_equal(answer(*state, SYS_ioctl, 1, TCGETS), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_ioctl, 1, TIOCGWINSZ), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_ioctl, 1, TIOCSTI), denied);
	assert_int_equal(answer(*state, SYS_ioctl, 1, TIOCSTI | (uint64_t)1 << 32), denied); /* the kernel takes 32 bits */
}

static uint32_t open_as(void **state, int flags)
{
	struct of_test *t = *state;
	struct seccomp_data d = { .nr = SYS_openat, .arch = arch, .args = { 0, 0, (unsigned)flags } };

	if (!t->filter)
		skip();
	return ask(t->filter, t->n, d);
}

static void what_is_opened_for_reading_is_not_truncated(void **state)
{
	assert_int_equal(open_as(state, O_RDONLY | O_CLOEXEC | O_DIRECTORY), SECCOMP_RET_ALLOW);
	assert_int_equal(open_as(state, O_PATH | O_CLOEXEC), SECCOMP_RET_ALLOW);
	assert_int_equal(open_as(state, O_WRONLY | O_TRUNC | O_CREAT), SECCOMP_RET_ALLOW);
	assert_int_equal(open_as(state, O_RDWR | O_TRUNC), SECCOMP_RET_ALLOW);
	assert_int_equal(open_as(state, O_RDONLY | O_TRUNC), denied);
	assert_int_equal(open_as(state, O_RDONLY | O_TRUNC | O_CLOEXEC | O_CREAT), denied);
	assert_int_equal(open_as(state, O_ACCMODE), denied);
	assert_int_equal(open_as(state, O_ACCMODE | O_TRUNC), denied);
	assert_int_equal(answer(*state, SYS_openat2, 0, 0), SECCOMP_RET_ERRNO | ENOSYS);
#ifdef __x86_64__
	assert_int_equal(answer(*state, SYS_open, 0, O_RDONLY), SECCOMP_RET_ALLOW);
	assert_int_equal(answer(*state, SYS_open, 0, O_RDONLY | O_TRUNC), denied);
	assert_int_equal(answer(*state, SYS_open, 0, O_ACCMODE | O_TRUNC), denied);
#endif
}

static void calls_of_other_processors_are_denied(void **state)
{
	struct of_test *t = *state;
	struct seccomp_data d = { .nr = SYS_read, .arch = (uint32_t)OTHER_ARCH };

	if (!t->filter)
		skip();
	assert_int_equal(ask(t->filter, t->n, d), denied);
}

static void the_program_is_one_the_kernel_takes(void **state)
{
	struct of_test *t = *state;

	if (!t->filter)
		skip();
	assert_true(t->n > 0 && t->n <= BPF_MAXINSNS);
	for (size_t i = 0; i < t->n; i++)
		if (BPF_CLASS(t->filter[i].code) == BPF_JMP)
			assert_true(i + 1 + t->filter[i].jt < t->n && i + 1 + t->filter[i].jf < t->n);
}

/* ---- a process of its own ---- */

enum { SKIPPED = 77 };
typedef int child_fn(void); /* 0: all is well; else where it is not */

static int status_of(child_fn *f)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child)
		_exit(f());
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void run_apart(child_fn *f)
{
	int status = status_of(f);

	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The line of the first expectation that fails is the child's exit code. */
#define EXPECT(x)                               \
	do {                                    \
		if (!(x))                       \
			return __LINE__ % 256; \
	} while (0)

static bool is_denied(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		(void)close(fd);
	return fd < 0 && errno == EACCES;
}

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	return fd >= 0 && !close(fd);
}

static bool make_folders(void)
{
	return !mkdir("read", 0700) && !mkdir("fill", 0700) && !mkdir("replace", 0700) && !mkdir("write", 0700) && !mkdir("write/a", 0700) &&
	       !mkdir("write/b", 0700) && !mkdir("other", 0700) && opens("read/file", O_CREAT | O_WRONLY) && opens("other/file", O_CREAT | O_WRONLY) &&
	       opens("write/a/file", O_CREAT | O_WRONLY) && !symlink("../other/file", "read/link") && opens("single", O_CREAT | O_WRONLY);
}

static struct sandbox_state enter(void)
{
	static const struct sandbox_rule rules[] = {
		{ { "read", 4 }, SANDBOX_READ },   { { "fill", 4 }, SANDBOX_FILL },    { { "write", 5 }, SANDBOX_WRITE },
		{ { "single", 6 }, SANDBOX_FILL }, { { "absent", 6 }, SANDBOX_WRITE }, { { "replace", 7 }, SANDBOX_REPLACE },
	};
	struct arena a = { 0 };
	struct sandbox_state s = sandbox_enter(rules, sizeof rules / sizeof *rules, &a);

	arena_free(&a);
	return s;
}

static int try_files(void)
{
	struct sandbox_state s;

	EXPECT(make_folders());
	s = enter();
	if (!s.abi)
		return SKIPPED;
	EXPECT(opens("read/file", O_RDONLY) && opens("read", O_RDONLY | O_DIRECTORY));
	EXPECT(is_denied("read/file", O_WRONLY) && is_denied("read/made", O_WRONLY | O_CREAT) && unlink("read/file"));
	EXPECT(open("read/file", O_RDONLY | O_TRUNC) < 0 && open("read/file", O_ACCMODE | O_TRUNC) < 0 && truncate("read/file", 0));
	EXPECT(open("other/file", O_RDONLY | O_TRUNC) < 0 && open("other/file", O_ACCMODE | O_TRUNC) < 0 && truncate("other/file", 0));
	EXPECT(is_denied("read/link", O_RDONLY)); /* leads out */
	EXPECT(is_denied("other/file", O_RDONLY) && is_denied("other", O_RDONLY | O_DIRECTORY) && is_denied("/etc/passwd", O_RDONLY));
	EXPECT(opens("fill/made", O_WRONLY | O_CREAT) && opens("fill/made", O_WRONLY | O_TRUNC) && is_denied("fill/made", O_RDONLY));
	EXPECT(unlink("fill/made") && mkdir("fill/folder", 0700));
	EXPECT(opens("replace/file", O_WRONLY | O_CREAT) && opens("replace/part", O_WRONLY | O_CREAT) && !rename("replace/part", "replace/file"));
	EXPECT(is_denied("replace/file", O_RDONLY) && is_denied("replace", O_RDONLY | O_DIRECTORY) && mkdir("replace/folder", 0700));
	EXPECT(rename("replace/file", "fill/file") && !unlink("replace/file"));
	EXPECT(opens("single", O_WRONLY) && is_denied("single", O_RDONLY));
	EXPECT(opens("write/a/file", O_RDWR) && !mkdir("write/c", 0700) && !rename("write/c", "write/d") && !rmdir("write/d"));
	EXPECT(!link("write/a/file", "write/b/linked") && !rename("write/a/file", "write/b/moved"));
	EXPECT(link("write/b/moved", "read/linked") && rename("write/b/moved", "other/moved") && symlink("x", "write/link"));
	return 0;
}

static void only_what_a_rule_names_is_read_and_written(void **state)
{
	(void)state;
	run_apart(try_files);
}

static void *nothing(void *arg)
{
	return arg;
}

static int try_calls(void)
{
	struct sandbox_state s;
	pthread_t thread;

	EXPECT(make_folders());
	s = enter();
	if (!s.has_filter)
		return SKIPPED;
	EXPECT(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
	EXPECT(socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM);
	EXPECT(!pthread_create(&thread, NULL, nothing, NULL) && !pthread_join(thread, NULL));
#ifndef SANDBOX_IS_SANITIZED
	EXPECT(fork() < 0 && errno == EPERM);
	EXPECT(execl("/bin/true", "true", (char *)NULL) < 0 && errno == EPERM);
	EXPECT(kill(getppid(), 0) < 0 && errno == EPERM);
#endif
	return 0;
}

static void there_are_threads_but_no_processes_and_no_sockets(void **state)
{
	(void)state;
	run_apart(try_calls);
}

/* As often as the kernel takes it: then it says so and the program goes on. */
static int try_often(void)
{
	struct sandbox_state s;

	EXPECT(make_folders());
	s = enter();
	if (!s.abi)
		return SKIPPED;
	for (int i = 0; i < 20; i++)
		s = enter();
	EXPECT(!s.abi && s.why_no_files == E2BIG);
	EXPECT(opens("read/file", O_RDONLY));
	return 0;
}

static void a_kernel_that_refuses_is_told_of(void **state)
{
	(void)state;
	run_apart(try_often);
}

static void what_an_abi_lacks_has_a_name(void **state)
{
	(void)state;
	for (int abi = SANDBOX_FIRST_ABI; abi < SANDBOX_FULL_ABI; abi++)
		assert_true(*sandbox_missing(abi));
	assert_non_null(strstr(sandbox_missing(3), "TCP"));
	assert_null(strstr(sandbox_missing(4), "TCP"));
	assert_string_equal(sandbox_missing(SANDBOX_FULL_ABI), "");
	assert_string_equal(sandbox_missing(SANDBOX_FULL_ABI + 5), "");
}

/* ---- limits ---- */

static int try_file_bytes(void)
{
	static const struct sandbox_limits limits = { .file_bytes = 1000 };
	static const char bytes[1000];
	struct err e;
	int fd;

	EXPECT(make_folders());
	fd = open("other/file", O_WRONLY | O_CLOEXEC);
	EXPECT(fd >= 0 && sandbox_limit(&limits, &e));
	EXPECT(write(fd, bytes, sizeof bytes) == 1000);
	EXPECT(write(fd, bytes, 1) < 0 && errno == EFBIG);
	return 0;
}

static void a_file_of_the_limit_is_written_and_a_larger_one_is_not(void **state)
{
	(void)state;
	run_apart(try_file_bytes);
}

static int try_files_open(void)
{
	static const struct sandbox_limits limits = { .files = 32 };
	struct err e;
	int fd;

	EXPECT(sandbox_limit(&limits, &e));
	do
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && fd < 31);
	EXPECT(fd == 31);
	EXPECT(open("/dev/null", O_RDONLY | O_CLOEXEC) < 0 && errno == EMFILE);
	return 0;
}

/* valgrind answers for the kernel where descriptors are counted, and keeps some for itself. */
static bool is_watched(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload && strstr(preload, "vgpreload");
}

static void as_many_files_as_the_limit_are_open_and_not_one_more(void **state)
{
	(void)state;
	if (is_watched())
		skip();
	run_apart(try_files_open);
}

static int use_up_a_second(void)
{
	static const struct sandbox_limits limits = { .cpu_s = 1 };
	struct err e;

	EXPECT(sandbox_limit(&limits, &e));
	for (volatile unsigned i = 0;; i++)
		;
}

static void too_much_processor_time_is_a_signal(void **state)
{
	int status = status_of(use_up_a_second);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGXCPU);
}

static int try_lower(void)
{
	static const struct sandbox_limits limits = { .cpu_s = 300, .file_bytes = 1 << 20, .files = 4096 };
	struct rlimit low = { 100, 100 }, l;
	struct err e;

	EXPECT(!setrlimit(RLIMIT_CPU, &low) && !setrlimit(RLIMIT_FSIZE, &low) && !setrlimit(RLIMIT_NOFILE, &low));
	EXPECT(sandbox_limit(&limits, &e));
	EXPECT(!getrlimit(RLIMIT_CPU, &l) && l.rlim_cur == 100);
	EXPECT(!getrlimit(RLIMIT_FSIZE, &l) && l.rlim_cur == 100);
	EXPECT(!getrlimit(RLIMIT_NOFILE, &l) && l.rlim_cur == 100);
	EXPECT(!getrlimit(RLIMIT_CORE, &l) && l.rlim_cur == 0 && l.rlim_max == 0);
	return 0;
}

static void a_lower_limit_stays_and_there_are_no_core_files(void **state)
{
	(void)state;
	if (is_watched())
		skip();
	run_apart(try_lower);
}

static int try_none(void)
{
	static const struct sandbox_limits limits = { 0 };
	struct rlimit before, after;
	struct err e;

	EXPECT(!getrlimit(RLIMIT_CPU, &before) && sandbox_limit(&limits, &e) && !getrlimit(RLIMIT_CPU, &after));
	EXPECT(before.rlim_cur == after.rlim_cur);
	return 0;
}

static void no_limit_leaves_what_was(void **state)
{
	(void)state;
	run_apart(try_none);
}

int main(void)
{
#define sandbox_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		sandbox_test(calls_that_nothing_here_needs_are_denied),
		sandbox_test(everyday_calls_pass),
		sandbox_test(calls_of_another_abi_and_of_kernels_to_come_are_not_there),
		sandbox_test(other_processes_are_neither_signalled_nor_limited),
		sandbox_test(threads_start_and_processes_do_not),
		sandbox_test(the_terminal_is_asked_but_nothing_is_typed_into_it),
		sandbox_test(what_is_opened_for_reading_is_not_truncated),
		sandbox_test(calls_of_other_processors_are_denied),
		sandbox_test(the_program_is_one_the_kernel_takes),
		sandbox_test(only_what_a_rule_names_is_read_and_written),
		sandbox_test(there_are_threads_but_no_processes_and_no_sockets),
		sandbox_test(a_kernel_that_refuses_is_told_of),
		sandbox_test(what_an_abi_lacks_has_a_name),
		sandbox_test(a_file_of_the_limit_is_written_and_a_larger_one_is_not),
		sandbox_test(as_many_files_as_the_limit_are_open_and_not_one_more),
		sandbox_test(too_much_processor_time_is_a_signal),
		sandbox_test(a_lower_limit_stays_and_there_are_no_core_files),
		sandbox_test(no_limit_leaves_what_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
