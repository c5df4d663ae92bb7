/* From options to rules by tables. A rule that is missing is a failure for somebody, one too many is a hole: what a row allows is what the code that
   reads the option opens. */
#define _GNU_SOURCE /* environ */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/part.h"
#include "base/sandbox.h"
#include "cli/commands.h"
#include "cli/confine.h"
#include "cli/folders.h"
#include "cli/history_cache.h"
#include "cli/links.h"
#include "cli/out.h"
#include "site/target.h"

enum {
	CPU_S = 300,                 /* seconds; a site of 100,000 definitions takes 14 */
	MAX_CPU_S = 7 * 24 * 3600,   /* seconds */
	MAX_OPEN_FILES = 4096        /* 64 threads with 50 packs each, and what they read */
};
static const uint64_t max_file_bytes = (uint64_t)4 << 30; /* a record of a history has at most 1 GiB; the largest file of a site is far below */

/* ---- environment ---- */

void confine_environment(void)
{
	static const char kept[] = "GIT_INDEX_FILE=", prefix[] = "GIT_";
	char **to = environ;

	for (char **from = environ; from && *from; from++)
		if (strncmp(*from, prefix, sizeof prefix - 1) != 0 || strncmp(*from, kept, sizeof kept - 1) == 0)
			*to++ = *from;
	if (to)
		*to = NULL;
}

/* ---- limits ---- */

_Noreturn static void end_with(const char *line, size_t n)
{
	ssize_t written = write(STDERR_FILENO, line, n);

	(void)written; /* the exit code tells */
	arena_do_will();
	_exit(EXIT_FAILED);
}

/* At the limit of processor time. Only calls that a signal handler may make; the limit itself is asked for, there is nowhere to keep it. */
static void out_of_time(int number)
{
	static const char before[] = "dictum: gave up: processor time reached the limit of ", after[] = " s, see --timeout\n";
	char line[128], digits[24];
	size_t n = sizeof before - 1, n_digits = 0;
	struct rlimit l = { 0 };

	(void)number; /* SIGXCPU */
	if (!getrlimit(RLIMIT_CPU, &l) && l.rlim_cur)
		l.rlim_cur--; /* the kernel has added a second already, for the next signal */
	do
		digits[n_digits++] = (char)('0' + l.rlim_cur % 10);
	while (l.rlim_cur /= 10);
	memcpy(line, before, n);
	while (n_digits)
		line[n++] = digits[--n_digits];
	memcpy(line + n, after, sizeof after - 1);
	n += sizeof after - 1;
	end_with(line, n);
}

/* Packs are mapped; git replaces them and never cuts one short, but disks and hands do. */
static void out_of_bytes(int number)
{
	static const char line[] = "dictum: gave up: a file became shorter, or its disk failed, while it was read\n";

	(void)number; /* SIGBUS */
	end_with(line, sizeof line - 1);
}

/* Where output is appended to a file that is larger than the limit, the end of that file is the start. */
static uint64_t stream_bytes(void)
{
	uint64_t most = 0;

	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		if (!fstat(fd, &st) && S_ISREG(st.st_mode) && (uint64_t)st.st_size > most)
			most = (uint64_t)st.st_size;
	}
	return most;
}

static bool set_limits(const struct args *args, bool is_required, struct err *e)
{
	struct sandbox_limits l = { .cpu_s = CPU_S, .file_bytes = max_file_bytes + stream_bytes(), .files = MAX_OPEN_FILES };
	struct sigaction action = { .sa_handler = out_of_time }, on_bus = { .sa_handler = out_of_bytes };
	str text = args_get(args, OPT_TIMEOUT);
	struct err why = { .text = "" };
	int64_t n = CPU_S;

	if (text.n && (!str_to_i64(text, &n) || n < 0 || n > MAX_CPU_S))
		return err_usage(e, "--timeout takes seconds from 1 to %d, or 0 for no limit, not '%.*s'", MAX_CPU_S, STR_ARG(text));
	l.cpu_s = (uint64_t)n;
	(void)sigaction(SIGXCPU, &action, NULL); /* these two are signals */
	(void)sigaction(SIGBUS, &on_bus, NULL);
	if (sandbox_limit(&l, &why))
		return true;
	if (is_required)
		return err_set(e, "--sandbox require: %s", why.text);
	out_detail(args, "%s", why.text);
	return true;
}

/* ---- rules ---- */

struct plan {
	const struct args *args;
	struct arena *a;
	bool has_place;
	struct source_place place; /* of the current folder */
	str top; /* links below it are not followed; empty: all are */
	VEC(struct sandbox_rule) rules;
};

static void allow(struct plan *p, str path, unsigned access)
{
	if (access && path.n && !memchr(path.p, '\0', path.n))
		*vec_push(&p->rules, p->a) = (struct sandbox_rule){ path, access };
}

static str after_first(struct plan *p, str value)
{
	(void)p; /* every kind of value has this form */
	return str_cut(value, '=').tail;
}

static str after_last(struct plan *p, str value)
{
	(void)p; /* as above */
	return str_cut_last(value, '=').tail;
}

static str itself(struct plan *p, str value)
{
	(void)p; /* as above */
	return value;
}

/* References of a schema lead to its neighbours: what git keeps together with it, else its folder. */
static str neighbours(struct plan *p, str path)
{
	struct source_place place;
	struct err ignored;

	if (!source_find(fs_path_folder(path), p->a, &place, &ignored))
		return (str){ 0 };
	return place.top;
}

static const struct {
	enum option_id id;
	str (*path)(struct plan *p, str value);
	unsigned access; /* 0: what it allows is not said here */
} options[] = {
	{ OPT_CONFIG, itself, SANDBOX_READ },
	{ OPT_TEMPLATES, itself, SANDBOX_READ },
	{ OPT_STATIC, itself, SANDBOX_READ },
	{ OPT_BASELINE, itself, SANDBOX_READ },
	{ OPT_SCHEMA, itself, SANDBOX_READ },
	{ OPT_SCHEMA, neighbours, SANDBOX_READ },
	{ OPT_MAP, after_last, SANDBOX_READ },
	{ OPT_FORMAT, after_first, SANDBOX_FILL },
	{ OPT_OUTPUT, itself, 0 },
};
enum { N_OPTIONS = sizeof options / sizeof *options };

/* A file that is to be written is made in its folder, where there is none yet or a new one takes its place. "-" is standard output. */
static void allow_written(struct plan *p, str path)
{
	if (!path.n || str_eq_z(path, "-"))
		return;
	if (fs_is_replaced(path, p->a)) {
		part_remove_beside(path, p->a); /* later its folder cannot be listed */
		allow(p, fs_path_folder(path), SANDBOX_REPLACE);
	} else {
		allow(p, access(str_z(path, p->a), F_OK) ? fs_path_folder(path) : path, SANDBOX_FILL);
	}
}

static void allow_option(struct plan *p, str path, unsigned how)
{
	if (how == SANDBOX_FILL)
		allow_written(p, path);
	else
		allow(p, path, how);
}

static void allow_options(struct plan *p)
{
	for (size_t i = 0; i < p->args->options.n; i++)
		for (size_t j = 0; j < N_OPTIONS; j++)
			if (options[j].id == p->args->options.v[i].id)
				allow_option(p, options[j].path(p, p->args->options.v[i].value), options[j].access);
}

/* The command line means what lies in the repository, not what a link in it leads to. */
static bool check_links(struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->args->options.n; i++)
		for (size_t j = 0; j < N_OPTIONS; j++) {
			const struct given *o = &p->args->options.v[i];
			str path = options[j].id == o->id ? options[j].path(p, o->value) : (str){ 0 }, link = links_on(p->top, path, p->a);

			if (link.n)
				return links_refuse(link, e);
		}
	return true;
}

/* What the program and libc read of themselves. */
static void allow_system(struct plan *p)
{
	allow(p, STR("/proc/self/exe"), SANDBOX_READ); /* what program made a site, where no build id says it */
	allow(p, STR("/proc/sys/vm/overcommit_memory"), SANDBOX_READ); /* glibc's malloc, before it shrinks */
#ifdef SANDBOX_IS_SANITIZED
	allow(p, STR("/proc"), SANDBOX_READ);
	allow(p, STR("/usr"), SANDBOX_READ); /* names of functions in its reports */
#endif
#ifdef DICTUM_COVERAGE
	allow(p, STR(DICTUM_COVERAGE), SANDBOX_WRITE); /* counters are written at the end */
#endif
}

static bool changes_work_tree(const struct args *args)
{
	return (args_has(args, OPT_FIX) && !args_has(args, OPT_DIFF)) || args_has(args, OPT_BASELINE_UPDATE) ||
	       args_has(args, OPT_BASELINE_PRUNE);
}

static void allow_repository(struct plan *p)
{
	struct folder_list folders = { .all = { 0 } };

	if (!p->has_place)
		return;
	folders_of(&p->place, p->a, &folders);
	for (size_t i = 0; i < folders.all.n; i++)
		allow(p, folders.all.v[i], SANDBOX_READ);
	if (changes_work_tree(p->args))
		allow(p, p->place.top, SANDBOX_WRITE);
	if (changes_work_tree(p->args) && args_has(p->args, OPT_BASELINE))
		allow(p, fs_path_folder(args_get(p->args, OPT_BASELINE)), SANDBOX_WRITE);
}

/* The new site is made beside the old one, in the same folder, which is made here. */
static bool allow_output(struct plan *p, struct err *e)
{
	str out = args_has(p->args, OPT_OUTPUT) ? args_get(p->args, OPT_OUTPUT) : STR("_site"), folder;
	bool is_check = args_has(p->args, OPT_CHECK);
	struct err ignored;

	if (!target_parent(out, p->a, &folder, &ignored))
		return true; /* the command tells */
	if (!is_check && !fs_is_dir(AT_FDCWD, folder) && !fs_mkdirs(folder, e))
		return false;
	allow(p, folder, is_check ? SANDBOX_READ : SANDBOX_WRITE);
	return true;
}

/* Folders that are not there yet are made in the one that is. */
static void allow_made(struct plan *p, str dir)
{
	while (dir.n && !fs_is_dir(AT_FDCWD, dir) && !str_eq(fs_path_folder(dir), dir))
		dir = fs_path_folder(dir);
	allow(p, dir, SANDBOX_WRITE);
}

static void allow_init(struct plan *p)
{
	allow(p, STR("."), SANDBOX_WRITE);
	allow_made(p, args_get(p->args, OPT_TEMPLATES));
	allow_made(p, args_get(p->args, OPT_STATIC));
}

/* Commands that read histories, and what has them do so; OPT_COUNT: they always do. */
static const struct {
	const struct command *command;
	enum option_id with;
} histories[] = {
	{ &cmd_build, OPT_COUNT },
	{ &cmd_log, OPT_COUNT },
	{ &cmd_search, OPT_COUNT },
	{ &cmd_show, OPT_COUNT }, /* what became of a key that nobody has */
	{ &cmd_list, OPT_ADDED_SINCE },
	{ &cmd_list, OPT_CHANGED_SINCE },
};

static bool keeps_history(const struct command *c, const struct args *args)
{
	bool found = false;

	for (size_t i = 0; i < sizeof histories / sizeof *histories; i++)
		found |= histories[i].command == c && (histories[i].with == OPT_COUNT || args_has(args, histories[i].with));
	return found && !args_has(args, OPT_NO_CACHE) && !args_has(args, OPT_NO_HISTORY);
}

/* Where its own folder is, git says in a file of a linked work tree or submodule. */
static void allow_gitfile(struct plan *p)
{
	str path = fs_path_join(p->a, p->place.top, STR(".git"));

	if (p->place.git_dir.n && !p->place.is_bare && !fs_is_dir(AT_FDCWD, path))
		allow(p, path, SANDBOX_READ);
}

static bool make_plan(struct plan *p, const struct command *c, struct err *e)
{
	const struct args *args = p->args;

	allow_system(p);
	allow_options(p);
	if (c != &cmd_validate)
		allow_repository(p);
	else
		allow_gitfile(p);
	for (size_t i = 0; c == &cmd_validate && i < args->operands.n; i++)
		if (!links_on(p->top, args->operands.v[i], p->a).n) /* validate tells */
			allow(p, args->operands.v[i], SANDBOX_READ);
	if (c == &cmd_init)
		allow_init(p);
	if (keeps_history(c, args) && p->place.git_dir.n)
		allow(p, history_cache_folder(p->a), SANDBOX_WRITE);
	return c != &cmd_build || allow_output(p, e);
}

/* ---- what came of it ---- */

static const char *reason(int why)
{
	return why ? strerror(why) : "not for this processor";
}

static void tell(const struct args *args, const struct sandbox_state *s)
{
	const char *missing = sandbox_missing(s->abi);

	if (s->abi && !*missing)
		out_detail(args, "sandbox: files by Landlock (ABI %d)", s->abi);
	else if (s->abi)
		out_detail(args, "sandbox: files by Landlock (ABI %d, which does not know %s)", s->abi, missing);
	else
		out_detail(args, "no sandbox for files, this kernel has no Landlock: %s", reason(s->why_no_files));
	if (s->has_filter)
		out_detail(args, "sandbox: system calls by seccomp");
	else
		out_detail(args, "no sandbox for system calls, this kernel has no filter: %s", reason(s->why_no_filter));
}

static bool has_all(const struct sandbox_state *s, struct err *e)
{
	if (!s->abi)
		return err_set(e, "--sandbox require: this kernel has no Landlock: %s", reason(s->why_no_files));
	return s->has_filter || err_set(e, "--sandbox require: this kernel has no filter of system calls: %s", reason(s->why_no_filter));
}

void confine_hint(const struct args *args, struct err *e)
{
	size_t n = strlen(e->text);

	if (!str_eq_z(args_get(args, OPT_SANDBOX), "off") && str_ends(str_from_z(e->text), str_from_z(strerror(EACCES))))
		(void)snprintf(e->text + n, sizeof e->text - n, /* cut at worst */
		               " (if --sandbox off allows it, it lies outside of what the command line names: see SANDBOX in dictum(1))");
}

bool confine(const struct command *c, const struct args *args, struct arena *a, struct err *e)
{
	str when = args_get(args, OPT_SANDBOX);
	bool is_required = str_eq_z(when, "require");
	struct plan p = { .args = args, .a = a };
	struct sandbox_state state;
	struct err ignored; /* the command tells */

	if (when.n && !is_required && !str_eq_z(when, "auto") && !str_eq_z(when, "off"))
		return err_usage(e, "--sandbox takes auto, require or off, not '%.*s'", STR_ARG(when));
	if (!set_limits(args, is_required, e))
		return false;
	p.has_place = run_find_place(a, &p.place, &ignored);
	if (p.has_place && (p.place.git_dir.n || c != &cmd_validate)) /* which reads what anybody wrote: outside of a repository, the user */
		p.top = p.place.top;
	if (!check_links(&p, e))
		return false;
	if (str_eq_z(when, "off")) {
		out_detail(args, "no sandbox: --sandbox off");
		return true;
	}
	if (!make_plan(&p, c, e))
		return false;
	state = sandbox_enter(p.rules.v, p.rules.n, a);
	tell(args, &state);
	return !is_required || has_all(&state, e);
}
