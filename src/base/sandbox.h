#ifndef DICTUM_BASE_SANDBOX_H
#define DICTUM_BASE_SANDBOX_H

/* Confinement of this process by the kernel, for the rest of its life. Three walls behind the parsers, each of which works without the others:

     resource limits   what a run may use up: setrlimit
     Landlock          which files may be opened, made and removed; no TCP, no signals to others. A list of rules "this folder, this access"
     seccomp           system calls that nothing here needs fail with EPERM (syscalls.c has the table)

   The mechanism is here and knows no option; which folders a command needs is in cli/confine.c, which calls it once, after the command line is
   understood and before anything of a stranger is read, when there is one thread only. Files that are open stay usable.
   A kernel that lacks a wall is no failure: struct sandbox_state tells. */
#include "base/diag.h"

enum sandbox_access {
	SANDBOX_READ = 1,  /* files and folders */
	SANDBOX_FILL = 2,  /* write into files that are there, make new ones */
	SANDBOX_WRITE = 4, /* all that a tree of files needs: make, rename, link, remove */
	SANDBOX_REPLACE = 8, /* of a folder: the same as SANDBOX_FILL, and give new files the names of others */
};
struct sandbox_rule {
	str path; /* a file, or a folder with everything below it; links are followed; one that is not there is passed over */
	unsigned access; /* enum sandbox_access */
};
struct sandbox_state {
	int abi;           /* of Landlock; 0: it is not in force */
	int why_no_files;  /* errno, then */
	bool has_filter;   /* of system calls */
	int why_no_filter; /* errno; 0: there is none for this processor */
};

enum { SANDBOX_FIRST_ABI = 2, SANDBOX_FULL_ABI = 6 }; /* of Landlock; 1 cannot rename between folders, 4 adds TCP, 6 signals and abstract sockets */

/* Paths are as the process sees them now. What the kernel refuses is left out and told. */
struct sandbox_state sandbox_enter(const struct sandbox_rule *rules, size_t n, struct arena *scratch);
/* What a Landlock of this ABI does not know, for people; empty from SANDBOX_FULL_ABI on. */
const char *sandbox_missing(int abi);

struct sandbox_limits { /* 0: left as it is; a lower limit that is in force stays */
	uint64_t cpu_s;      /* processor time of all threads: SIGXCPU, and two seconds later the end */
	uint64_t file_bytes; /* size of each file that is written: EFBIG; SIGXFSZ is ignored */
	uint64_t files;      /* open at a time */
};
/* Also: no core files, which would hold what was read. false and err where the kernel refuses. */
bool sandbox_limit(const struct sandbox_limits *l, struct err *e);

/* Builds for tests: their leak checker stops and inspects the program from a process of its own, and reads of it in /proc. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_IS_SANITIZED 1
#endif
#endif

/* The filter, for tests: what it answers is SECCOMP_RET_*. NULL: there is none for this processor. */
struct sock_filter;
const struct sock_filter *sandbox_filter(struct arena *a, size_t *n);

#endif
