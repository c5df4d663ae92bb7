#ifndef DICTUM_TESTS_TRIAL_H
#define DICTUM_TESTS_TRIAL_H

/* One command line of the program, run again and again in processes of its own that are forked, not started: with something failing in it, or as it
   should be. Folders that it changes are put back from copies in between. For alloc_fail and call_fail, which say what fails. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { TRIAL_SECONDS = 60, TRIAL_OUT_OF_MEMORY = 70, TRIAL_MAX_PLACES = 4, TRIAL_PATH = 512, TRIAL_SHOWN = 12, TRIAL_SKIPPED = 77 };

/* A folder that is put back, and what in it has to be old or new: the same, or a folder or file inside. */
struct trial_place {
	char path[TRIAL_PATH], copy[TRIAL_PATH + 8], result[TRIAL_PATH];
	uint64_t before, after;        /* digests of the result */
	uint64_t whole, done;          /* and of the folder, at first and when all is well */
	uint64_t names;                /* of what lies in the folder when all is well */
};

struct trial {
	struct trial_place place[TRIAL_MAX_PLACES];
	size_t n_places;
	const char *feed, *leave_out; /* standard input; a name that no result is judged by */
	bool is_half;                 /* a run that failed may leave a result half done */
	bool is_stepwise;             /* folders cannot be exchanged: files are replaced one by one, so as above */
	bool is_mended;               /* after each run another, in which nothing fails, brings what is new and leaves nothing beside it */
	bool has_parts;               /* but what a run that was killed has half written */
	int argc;
	char **argv;
	int said[2]; /* standard output and standard error of a run */
};

struct outcome {
	int status;       /* of waitpid */
	uint64_t said[2]; /* digests */
	size_t size[2], lines;
	uint64_t state;                  /* digest of all folders */
	bool is_old, is_new, is_changed; /* is_changed: a folder is not as at first, be it beside the result */
	bool is_done;                    /* every folder is as the run without faults leaves it */
	bool has_rest;                   /* files half written lie there */
};

/* Takes one option that both tools know, with its value; false: unknown. *n_taken: how many words that were. */
bool trial_option(struct trial *t, char **word, int n, int *n_taken);

/* Runs it twice as it should be; false, said on standard output: it does not do the same twice. *clean: what it does. */
bool trial_begin(struct trial *t, struct outcome *clean);

/* One run. arm is called in the process of its own, last thing before the program, disarm right after it; beside, in this one, which then waits. */
struct trial_hooks {
	void (*arm)(void *arg), (*disarm)(void *arg), (*beside)(void *arg, pid_t child);
	void *arg;
};
struct outcome trial_run(const struct trial *t, const struct trial_hooks *hooks);

/* After a run: NULL, or why the next one does not mend it. Puts folders back. */
const char *trial_end(const struct trial *t, const struct outcome *o, const struct outcome *clean);

/* Keeps folders for whoever looks into it, and prints a line. */
void trial_show(const struct trial *t, const char *what, const struct outcome *o, const char *why);
void trial_keep(const struct trial *t);

bool trial_exits(const struct outcome *o, int code);

/* The program's main, which has another name here. */
int dictum_main(int argc, char **argv);

#endif
