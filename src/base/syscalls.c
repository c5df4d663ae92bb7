/* The filter of system calls as a table, and the program for the kernel that is made of it: linux/filter.h, Documentation/userspace-api/
   seccomp_filter.rst. What is denied is what a program that reads files, computes and writes files has no use for; the rest is left alone, so that
   another libc or kernel breaks nothing. The kernel remembers which calls pass whatever their arguments are, so its length costs nothing. */
#define _GNU_SOURCE /* CLONE_THREAD */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sandbox.h"

#if defined(__x86_64__)
#define HAS_FILTER AUDIT_ARCH_X86_64
enum { MAX_NUMBER = 511 }; /* above: calls of the x32 ABI, whose numbers the table does not have (old kernels take them without its bit, too), and of
                              kernels to come */
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HAS_FILTER AUDIT_ARCH_AARCH64
enum { MAX_NUMBER = 0x7fffffff };
#endif

#ifdef HAS_FILTER

enum { ANY = -1, THIS_PROCESS = 1 << 30 /* in place of a value: no process has this number */ };
/* Numbers that older headers lack, the same on every processor. */
enum { FCHMODAT2 = 452, STATMOUNT = 457, LISTMOUNT = 458, SETXATTRAT = 463, REMOVEXATTRAT = 466, OPEN_TREE_ATTR = 467, FILE_SETATTR = 469 };

/* A call that fails with `error`, or passes at once where that is 0; with an argument: when its low 32 bits, masked, are `value`. The first row that
   applies decides. */
struct row {
	int number, error, argument;
	uint32_t mask, value;
};
#define DENY_NUMBER(number) { number, EPERM, ANY, 0, 0 }
#define DENY(name) DENY_NUMBER(SYS_##name)

static const struct row table[] = {
	/* what is opened for reading only, or for neither (3: for ioctl), stays as long as it is: sandbox.c relies on it */
	{ SYS_openat, EPERM, 2, O_ACCMODE | O_TRUNC, O_TRUNC }, { SYS_openat, EPERM, 2, O_ACCMODE, O_ACCMODE }, { SYS_openat, 0, ANY, 0, 0 },
	{ SYS_openat2, ENOSYS, ANY, 0, 0 }, DENY(truncate),
#ifdef __x86_64__
	{ SYS_open, EPERM, 1, O_ACCMODE | O_TRUNC, O_TRUNC }, { SYS_open, EPERM, 1, O_ACCMODE, O_ACCMODE },
#endif
#ifndef SANDBOX_IS_SANITIZED /* the leak checker starts a process that stops and inspects this one, and a program that names functions */
	/* other programs and processes; threads are fine. clone3 hides its flags: libc takes ENOSYS for a kernel that has clone only */
	DENY(execve), DENY(execveat), { SYS_clone3, ENOSYS, ANY, 0, 0 }, { SYS_clone, EPERM, 0, CLONE_THREAD, 0 },
	DENY(ptrace), DENY(kill),
#ifdef __x86_64__
	DENY(fork), DENY(vfork),
#endif
#endif
	DENY(process_vm_readv), DENY(process_vm_writev), DENY(process_madvise), DENY(process_mrelease), DENY(kcmp),
	DENY(pidfd_open), DENY(pidfd_getfd), DENY(pidfd_send_signal), DENY(rt_sigqueueinfo), DENY(rt_tgsigqueueinfo), DENY(tkill),
	{ SYS_tgkill, 0, 0, UINT32_MAX, THIS_PROCESS }, DENY(tgkill), { SYS_prlimit64, 0, 0, UINT32_MAX, 0 }, DENY(prlimit64),
	DENY(sched_setscheduler), DENY(sched_setparam), DENY(sched_setattr), DENY(setpriority), DENY(ioprio_set), DENY(get_robust_list),
	DENY(migrate_pages), DENY(move_pages),
	/* what files elsewhere are like, which Landlock leaves to everybody: by name; open files are those of its rules */
	DENY(fchmodat), DENY_NUMBER(FCHMODAT2), DENY(fchownat), DENY(fchown), DENY(utimensat), DENY(setxattr), DENY(lsetxattr),
	DENY(removexattr), DENY(lremovexattr), DENY_NUMBER(SETXATTRAT), DENY_NUMBER(REMOVEXATTRAT), DENY_NUMBER(FILE_SETATTR),
	DENY(inotify_init1),
#ifdef __x86_64__
	DENY(chmod), DENY(chown), DENY(lchown), DENY(utime), DENY(utimes), DENY(futimesat), DENY(inotify_init),
#endif
	/* sockets */
	DENY(socket), DENY(socketpair), DENY(bind), DENY(connect), DENY(listen), DENY(accept), DENY(accept4),
	DENY(sendto), DENY(sendmsg), DENY(sendmmsg), DENY(recvfrom), DENY(recvmsg), DENY(recvmmsg),
	/* mounts, namespaces, roots */
	DENY(mount), DENY(umount2), DENY(pivot_root), DENY(chroot), DENY(open_tree), DENY(move_mount), DENY(fsopen), DENY(fsconfig),
	DENY(fsmount), DENY(fspick), DENY(mount_setattr), DENY(unshare), DENY(setns), DENY(swapon), DENY(swapoff), DENY(quotactl),
	DENY(quotactl_fd), DENY(acct), DENY_NUMBER(OPEN_TREE_ATTR), DENY_NUMBER(STATMOUNT), DENY_NUMBER(LISTMOUNT),
	/* the kernel itself */
	DENY(bpf), DENY(perf_event_open), DENY(init_module), DENY(finit_module), DENY(delete_module), DENY(kexec_load),
	DENY(kexec_file_load), DENY(reboot), DENY(syslog), DENY(settimeofday), DENY(clock_settime), DENY(clock_adjtime), DENY(adjtimex),
	DENY(sethostname), DENY(setdomainname), DENY(vhangup), DENY(personality),
	/* interfaces with a history of holes */
	DENY(userfaultfd), DENY(io_uring_setup), DENY(io_uring_enter), DENY(io_uring_register), DENY(io_setup), DENY(io_submit),
	DENY(add_key), DENY(request_key), DENY(keyctl), DENY(memfd_create), DENY(fanotify_init), DENY(vmsplice), DENY(remap_file_pages),
	/* files by handle, past every check of a path; devices */
	DENY(open_by_handle_at), DENY(name_to_handle_at), DENY(mknodat),
	/* memory and queues shared with other processes */
	DENY(shmget), DENY(shmat), DENY(shmctl), DENY(semget), DENY(semctl), DENY(semop), DENY(semtimedop), DENY(msgget), DENY(msgctl),
	DENY(msgsnd), DENY(msgrcv), DENY(mq_open), DENY(mq_unlink),
	/* somebody else */
	DENY(setuid), DENY(setgid), DENY(setreuid), DENY(setregid), DENY(setresuid), DENY(setresgid), DENY(setgroups), DENY(setfsuid),
	DENY(setfsgid), DENY(capset),
	/* words typed into the terminal that the program was started from */
	{ SYS_ioctl, EPERM, 1, UINT32_MAX, TIOCSTI }, { SYS_ioctl, EPERM, 1, UINT32_MAX, 0x541C /* TIOCLINUX */ },
#ifdef __x86_64__
	DENY(mknod), DENY(iopl), DENY(ioperm), DENY(modify_ldt), DENY(uselib),
#endif
};
enum { N_ROWS = sizeof table / sizeof *table, MAX_PER_ROW = 6, N_FRAME = 8 };

struct program {
	struct sock_filter *at;
};

static void put(struct program *p, int code, uint32_t k, uint8_t if_true, uint8_t if_false)
{
	*p->at++ = (struct sock_filter){ (uint16_t)code, if_true, if_false, k }; /* codes have 16 bits */
}

static void put_load(struct program *p, size_t offset)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); /* within a structure of 64 bytes */
}

static void put_answer(struct program *p, uint32_t answer)
{
	put(p, BPF_RET | BPF_K, answer, 0, 0);
}

static uint32_t failure(int error)
{
	return SECCOMP_RET_ERRNO | ((uint32_t)error & SECCOMP_RET_DATA);
}

/* With the call's number loaded, which it still is where the row does not apply. */
static void put_row(struct program *p, const struct row *d)
{
	bool is_any = d->argument == ANY;

	put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)d->number, 0, is_any ? 1 : 5);
	if (!is_any) {
		put_load(p, offsetof(struct seccomp_data, args) + (size_t)d->argument * sizeof(uint64_t)); /* the low half comes first */
		put(p, BPF_ALU | BPF_AND | BPF_K, d->mask, 0, 0);
		put(p, BPF_JMP | BPF_JEQ | BPF_K, d->value == THIS_PROCESS ? (uint32_t)getpid() : d->value, 0, 1);
	}
	put_answer(p, d->error ? failure(d->error) : (uint32_t)SECCOMP_RET_ALLOW);
	if (!is_any)
		put_load(p, offsetof(struct seccomp_data, nr));
}

const struct sock_filter *sandbox_filter(struct arena *a, size_t *n)
{
	struct sock_filter *all = arena_array(a, N_ROWS * MAX_PER_ROW + N_FRAME, struct sock_filter);
	struct program p = { all };

	put_load(&p, offsetof(struct seccomp_data, arch));
	put(&p, BPF_JMP | BPF_JEQ | BPF_K, HAS_FILTER, 1, 0);
	put_answer(&p, failure(EPERM)); /* calls of another processor's programs have other numbers */
	put_load(&p, offsetof(struct seccomp_data, nr));
	put(&p, BPF_JMP | BPF_JGT | BPF_K, MAX_NUMBER, 0, 1);
	put_answer(&p, failure(ENOSYS)); /* libraries try newer calls first, and go on without */
	for (size_t i = 0; i < N_ROWS; i++)
		put_row(&p, &table[i]);
	put_answer(&p, SECCOMP_RET_ALLOW);
	*n = (size_t)(p.at - all);
	return all;
}

#else

const struct sock_filter *sandbox_filter(struct arena *a, size_t *n)
{
	(void)a; /* nothing to make */
	*n = 0;
	return NULL;
}

#endif
