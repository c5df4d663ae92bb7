/* Runs catalogues of bad inputs, the text files of tests/catalogue, and prints TAP; run.sh there calls it in an empty folder.

   catalogue [-u] [-k] [-v] FILE... [-- WORD...]   -u: writes what was seen into FILE; -k: stops at a case that fails and leaves its folder;
                                                   -v: shows costs and all output; WORD: only cases with one of them in the name
   A file is a list of blocks, one directive a line:

     least N               so many cases there must be, at least
     all                   what follows, up to the first case, is put in front of every case
     case SENTENCE         true when the case passes
     file PATH, stdin      the lines that follow are its content:
       | TEXT                TEXT and a line feed
       + TEXT                TEXT alone
       * N TEXT              N times TEXT
     socket PATH
     $ SHELL               a line of a script (tests/catalogue/prelude.sh is sourced) that makes what files alone cannot, e.g. repositories
     env NAME=VALUE
     run WORD...           the command line, without the program's name
     memory MIB, cpu MS    more than others may have, with the reason in a comment
     exit CODE
     out LINE, err LINE    the first line of standard output and of standard error; without the directive nothing may be written there
     more LINE             a further line of either
     check SHELL           a line of a script that succeeds afterwards

   TEXT, PATH, WORD and VALUE know \n \r \t \0 \e (nothing), \s (a blank), \xFF, \u20AC, \\, and \# for the number of the repetition. The folder
   of a run is printed as CASE.

   Every case must end by itself within a second of processor time (what other processes do meanwhile is not its fault) and 64 MiB of memory. The
   memory is what was resident at most: limits of the address space would count the stacks and heaps that threads reserve and never touch, and
   mapped packs. No case may end by a signal, print control characters or print bytes that are no UTF-8; a failure (exit 3) is one line. */
#define _GNU_SOURCE /* wait4, nftw */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/sandbox.h"
#include "base/str.h"
#include "base/utf8.h"

#if defined(SANDBOX_IS_SANITIZED)
enum { SLOWER = 10, MEMORY_COUNTS = 0 };
#elif defined(DICTUM_COVERAGE)
enum { SLOWER = 40, MEMORY_COUNTS = 1 }; /* threads wait for one another at the counters */
#else
enum { SLOWER = 1, MEMORY_COUNTS = 1 };
#endif
enum {
	MAX_CPU_MS = 1000 * SLOWER,
	MAX_WALL_S = 20 * SLOWER, /* something waits for what never comes */
	MAX_RSS_KIB = 64 * 1024,
	MAX_FILE = 16 * 1024 * 1024,
	MAX_WORDS = 64
};

struct run {
	int code; /* -1: none, see `end` */
	str end;  /* how it ended otherwise */
	str out, err;
	long cpu_ms, rss_kib;
};
struct bench {
	struct arena *a;       /* of the run */
	struct arena *scratch; /* of the case: what this program holds counts for its children, too */
	const char *program, *prelude;
	str home; /* absolute; each case runs in its folder "case" */
	VEC(str) names;
	bool is_update, is_keeping, is_verbose;
	unsigned n_done, n_bad, n_of_file;
};
typedef VEC(str) lines;

static _Noreturn void stop(const char *what, str where)
{
	printf("Bail out! %s: %.*s\n", what, STR_ARG(where));
	exit(3);
}

/* The rest of a line that starts with the directive `word` */
static bool is_directive(str line, const char *word, str *rest)
{
	str w = str_from_z(word);

	if (!str_starts(line, w) || (line.n > w.n && line.p[w.n] != ' '))
		return false;
	*rest = str_from(line, w.n + 1);
	return true;
}

static void put_hex(struct buf *out, str digits, str line)
{
	uint32_t c = 0;

	for (size_t i = 0; i < digits.n; i++) {
		if (byte_hex(digits.p[i]) < 0)
			stop("no hexadecimal number", line);
		c = c * 16 + (uint32_t)byte_hex(digits.p[i]);
	}
	if (digits.n == 2)
		buf_byte(out, (char)c);
	else
		utf8_put(out, c);
}

static void unescape(struct buf *out, str s, unsigned number)
{
	static const char known[] = "nrt0es\\", meaning[] = "\n\r\t\0\0 \\";

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\\') {
			buf_byte(out, s.p[i]);
			continue;
		}
		char c = ++i < s.n ? s.p[i] : ' ';
		const char *at = strchr(known, c);
		if (c == 'x' || c == 'u') {
			str digits = str_sub(s, i + 1, c == 'x' ? 2 : 4);
			put_hex(out, digits, s);
			i += digits.n;
		} else if (c == '#') {
			buf_uint(out, number);
		} else if (!at) {
			stop("unknown escape", s);
		} else if (c != 'e') {
			buf_byte(out, meaning[at - known]);
		}
	}
}

static str unescaped(struct bench *b, str s)
{
	struct buf out = { .a = b->scratch };

	unescape(&out, s, 0);
	return buf_str(&out);
}

/* false: the line is no content */
static bool put_content(struct buf *out, str line)
{
	int64_t times;
	struct cut cut;

	if (line.n < 1 || (line.n > 1 && line.p[1] != ' '))
		return false;
	switch (line.p[0]) {
	case '|':
	case '+':
		unescape(out, str_from(line, 2), 0);
		if (line.p[0] == '|')
			buf_byte(out, '\n');
		return true;
	case '*':
		cut = str_cut(str_from(line, 2), ' ');
		if (!cut.found || !str_to_i64(cut.head, &times) || times < 0)
			stop("'*' wants a number and a text", line);
		for (unsigned i = 0; i < times; i++)
			unescape(out, cut.tail, i);
		return true;
	default:
		return false;
	}
}

static void write_file(struct bench *b, str path, str bytes)
{
	struct err e = { .is_usage = false };
	const char *z = str_z(path, b->scratch);
	int fd;

	if (!fs_mkdirs(str_cut_last(path, '/').found ? str_cut_last(path, '/').head : STR("."), &e))
		stop(e.text, path);
	fd = open(z, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || !fs_write_all(fd, bytes, path, &e) || close(fd) != 0)
		stop("cannot write", path);
}

static void make_socket(struct bench *b, str path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	write_file(b, path, STR("")); /* makes its folder */
	if (path.n >= sizeof at.sun_path || unlink(str_z(path, b->scratch)) != 0)
		stop("no socket here", path);
	memcpy(at.sun_path, path.p, path.n);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || close(fd) != 0)
		stop("cannot make the socket", path);
}

/* Exit code of a script; what it says is shown when it fails */
static int shell(struct bench *b, str script)
{
	str all = str_fmt(b->scratch, "set -e\n. '%s'\n%.*s", b->prelude, STR_ARG(script));
	const char *z = str_z(all, b->scratch);
	int status = 0;
	pid_t child;

	(void)fflush(stdout); /* the child would print it again */
	child = fork();
	if (child == 0) {
		(void)dup2(STDERR_FILENO, STDOUT_FILENO); /* standard output is TAP */
		execl("/bin/sh", "sh", "-c", z, (char *)NULL);
		_exit(127);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* In the child: the program with what the case says of its surroundings */
static _Noreturn void become(struct bench *b, const lines *settings, char **argv)
{
	const char *names[] = { "../stdin", "../out", "../err" };
	struct rlimit most = { 1UL << 30, 1UL << 30 };

	for (size_t i = 0; i < settings->n; i++) {
		struct cut cut = str_cut(settings->v[i], '=');
		(void)setenv(str_z(cut.head, b->scratch), str_z(cut.tail, b->scratch), 1);
	}
	if (MEMORY_COUNTS)
		(void)setrlimit(RLIMIT_DATA, &most); /* keeps the machine whole; what counts is measured */
	for (int i = 0; i < 3; i++) {
		int fd = open(names[i], i ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY, 0666);
		if (fd < 0 || dup2(fd, i) < 0)
			_exit(126);
		(void)close(fd);
	}
	(void)alarm(MAX_WALL_S);
	execv(b->program, argv);
	_exit(127);
}

static str read_output(struct bench *b, const char *path)
{
	struct err e = { .is_usage = false };
	struct buf out = { .a = b->scratch };
	str s;

	if (fs_read_at(AT_FDCWD, str_from_z(path), MAX_FILE, b->scratch, &s, &e) != FS_READ_OK)
		return STR("(what was written cannot be read)");
	for (size_t i = 0; i < s.n;) { /* the folder of the run is no part of what is expected */
		str rest = str_from(s, i), folder = str_fmt(b->scratch, "%.*s/case", STR_ARG(b->home));
		bool is_here = s.p[i] == '/' && str_starts(rest, folder);
		buf_put(&out, is_here ? STR("CASE") : str_sub(s, i, 1));
		i += is_here ? folder.n : 1;
	}
	return buf_str(&out);
}

static char *word_of(struct bench *b, str s)
{
	char *word = arena_array(b->scratch, s.n + 1, char);

	if (s.n)
		memcpy(word, s.p, s.n);
	return word;
}

static void run_program(struct bench *b, const lines *settings, str words, struct run *r)
{
	char *argv[MAX_WORDS] = { 0 };
	struct rusage used = { 0 };
	int status = 0, n = 0;
	pid_t child;

	argv[n++] = word_of(b, STR("dictum"));
	for (struct cut cut = { .tail = words, .found = true }; cut.found && n < MAX_WORDS - 1;) {
		cut = str_cut(cut.tail, ' ');
		if (cut.head.n)
			argv[n++] = word_of(b, unescaped(b, cut.head));
	}
	(void)fflush(stdout);
	child = fork();
	if (child == 0)
		become(b, settings, argv);
	while (child > 0 && wait4(child, &status, 0, &used) < 0 && errno == EINTR)
		;
	r->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	r->end = WIFSIGNALED(status) ? str_fmt(b->scratch, "signal %d", WTERMSIG(status)) : (str){ 0 };
	r->cpu_ms = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
	r->rss_kib = used.ru_maxrss;
	r->out = read_output(b, "../out");
	r->err = read_output(b, "../err");
}

/* What a case says */
struct kase {
	str name, words, script;
	lines text;     /* as written, without what is seen: exit, out, err */
	lines after;    /* more, check: as written */
	lines settings; /* env */
	str exit, out, err;
	int64_t memory_kib, cpu_ms; /* at most */
	bool has_failed;    /* a script of it did, before the program ran */
};

static void finish_script(struct bench *b, struct buf *script, struct kase *k)
{
	str s = buf_str(script);

	k->has_failed |= s.n && shell(b, s) != 0;
	buf_clear(script);
}

/* Makes what the lines say and notes the rest in `k` */
static void take_lines(struct bench *b, const lines *text, struct kase *k)
{
	struct buf script = { .a = b->scratch };

	for (size_t i = 0; i < text->n; i++) {
		str line = text->v[i], rest;
		bool is_stdin = is_directive(line, "stdin", &rest);
		if (is_directive(line, "$", &rest)) {
			buf_put(&script, rest);
			buf_byte(&script, '\n');
			continue;
		}
		finish_script(b, &script, k);
		if (is_stdin || is_directive(line, "file", &rest)) {
			struct buf bytes = { .a = b->scratch };
			while (i + 1 < text->n && put_content(&bytes, text->v[i + 1]))
				i++;
			write_file(b, is_stdin ? STR("../stdin") : unescaped(b, rest), buf_str(&bytes));
		} else if (is_directive(line, "socket", &rest)) {
			make_socket(b, unescaped(b, rest));
		} else if (is_directive(line, "env", &rest)) {
			*vec_push(&k->settings, b->scratch) = unescaped(b, rest);
		} else if (is_directive(line, "run", &rest)) {
			k->words = rest;
		} else if (is_directive(line, "cpu", &rest)) {
			if (!str_to_i64(rest, &k->cpu_ms))
				stop("no number", line);
			k->cpu_ms *= SLOWER;
		} else if (is_directive(line, "memory", &rest)) {
			if (!str_to_i64(rest, &k->memory_kib))
				stop("no number", line);
			k->memory_kib *= 1024;
		} else if (str_trim(line).n && !str_starts(line, STR("#"))) {
			stop("unknown directive", line);
		}
	}
	finish_script(b, &script, k);
}

static str first_line(str s)
{
	return str_cut(s, '\n').head;
}

static bool has_line(str text, str line)
{
	for (struct cut cut = { .tail = text, .found = true }; cut.found;) {
		cut = str_cut(cut.tail, '\n');
		if (str_eq(cut.head, line))
			return true;
	}
	return false;
}

/* Whether nothing is in there that a terminal would act on; CSV has CRLF */
static bool is_printable(str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if (c != '\n' && c != '\r' && c != '\t' && diag_is_invisible(c))
			return false;
	}
	return true;
}

static bool expect(const char *what, bool is_right, str seen, str expected)
{
	if (!is_right)
		printf("#   %s: %.*s\n#   expected: %.*s\n", what, STR_ARG(seen), STR_ARG(expected));
	return is_right;
}

static bool is_as_expected(struct bench *b, const struct kase *k, const struct run *r)
{
	str code = r->end.n ? r->end : str_fmt(b->scratch, "%d", r->code), rest;
	bool ok = expect("exit", str_eq(code, k->exit), code, k->exit);

	ok &= expect("script", !k->has_failed, STR("failed"), STR("success"));
	ok &= expect("out", str_eq(first_line(r->out), k->out), first_line(r->out), k->out);
	ok &= expect("err", str_eq(first_line(r->err), k->err), first_line(r->err), k->err);
	ok &= expect("cpu ms", r->cpu_ms <= k->cpu_ms, str_fmt(b->scratch, "%ld", r->cpu_ms),
	             str_fmt(b->scratch, "at most %lld", (long long)k->cpu_ms));
	if (MEMORY_COUNTS)
		ok &= expect("resident KiB", r->rss_kib <= k->memory_kib, str_fmt(b->scratch, "%ld", r->rss_kib),
		             str_fmt(b->scratch, "at most %lld", (long long)k->memory_kib));
	ok &= expect("output", is_printable(r->out) && is_printable(r->err), STR("with characters a terminal acts on"), STR("none"));
	if (r->code == 3)
		ok &= expect("failure", str_cut(r->err, '\n').tail.n == 0, r->err, STR("one line"));
	for (size_t i = 0; i < k->after.n; i++)
		if (is_directive(k->after.v[i], "more", &rest))
			ok &= expect("lacks", has_line(r->out, rest) || has_line(r->err, rest), rest, STR("this line"));
		else if (is_directive(k->after.v[i], "check", &rest) && r->code >= 0)
			ok &= expect("check", shell(b, rest) == 0, rest, STR("success"));
	return ok;
}

static int remove_item(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void clear_folder(struct bench *b)
{
	if (chdir(str_z(b->home, b->scratch)) != 0)
		stop("no folder", b->home);
	if (nftw("case", remove_item, 16, FTW_DEPTH | FTW_PHYS) != 0 && access("case", F_OK) == 0 &&
	    shell(b, STR("chmod -R u+rwX case; rm -rf case")) != 0) /* permissions that a case took away */
		stop("cannot clear the folder of the run", b->home);
	write_file(b, STR("stdin"), STR(""));
	if (mkdir("case", 0777) != 0 || chdir("case") != 0)
		stop("cannot make the folder of the run", b->home);
}

static bool is_chosen(struct bench *b, str name)
{
	for (size_t i = 0; i < b->names.n; i++)
		if (str_has(name, b->names.v[i]))
			return true;
	return !b->names.n;
}

static void put_line(struct buf *out, const char *directive, str text)
{
	if (*directive && !text.n)
		return;
	buf_fmt(out, "%s%s", directive, *directive ? " " : "");
	buf_put(out, text);
	buf_byte(out, '\n');
}

/* The case as it should stand in the file */
static void put_case(struct bench *b, struct buf *out, struct kase *k, const struct run *r)
{
	while (k->text.n && !str_trim(k->text.v[k->text.n - 1]).n)
		k->text.n--;
	put_line(out, "case", k->name);
	for (size_t i = 0; i < k->text.n; i++)
		put_line(out, "", k->text.v[i]);
	put_line(out, "exit", r ? (r->end.n ? r->end : str_fmt(b->a, "%d", r->code)) : k->exit);
	put_line(out, "out", r ? first_line(r->out) : k->out);
	put_line(out, "err", r ? first_line(r->err) : k->err);
	for (size_t i = 0; i < k->after.n; i++)
		put_line(out, "", k->after.v[i]);
	buf_byte(out, '\n');
}

/* Runs one case and adds it to `out` */
static void try_case(struct bench *b, str class, const lines *all, struct kase *k, struct buf *out)
{
	struct run r = { 0 };
	bool ok;

	b->n_of_file++;
	if (!is_chosen(b, k->name)) {
		put_case(b, out, k, NULL);
		return;
	}
	clear_folder(b);
	take_lines(b, all, k);
	take_lines(b, &k->text, k);
	run_program(b, &k->settings, k->words, &r);
	ok = is_as_expected(b, k, &r);
	b->n_done++;
	printf("%s %u - %.*s: %.*s\n", ok ? "ok" : "not ok", b->n_done, STR_ARG(class), STR_ARG(k->name));
	if (b->is_verbose)
		printf("# exit %d, %ld ms, %ld KiB\n%.*s%.*s", r.code, r.cpu_ms, r.rss_kib, STR_ARG(r.out), STR_ARG(r.err));
	put_case(b, out, k, &r);
	arena_free(b->scratch);
	b->n_bad += !ok;
	if (!ok && b->is_keeping)
		exit(1);
}

/* Sorts the lines of one file and runs each case at its end */
static void take_file(struct bench *b, str path, str text)
{
	str class = str_cut_last(str_cut_last(path, '.').head, '/').tail;
	struct buf out = { .a = b->a };
	struct kase k = { 0 };
	struct err e = { .is_usage = false };
	lines all = { 0 };
	int64_t least = 0;
	bool is_all = false;

	b->n_of_file = 0;
	for (struct cut cut = { .tail = text, .found = true }; cut.found;) {
		str rest;
		cut = str_cut(cut.tail, '\n');
		if (is_directive(cut.head, "case", &rest)) {
			if (k.name.n)
				try_case(b, class, &all, &k, &out);
			k = (struct kase){ .name = rest, .memory_kib = MAX_RSS_KIB, .cpu_ms = MAX_CPU_MS };
		} else if (k.name.n) {
			if (is_directive(cut.head, "exit", &rest))
				k.exit = rest;
			else if (is_directive(cut.head, "out", &rest))
				k.out = rest;
			else if (is_directive(cut.head, "err", &rest))
				k.err = rest;
			else if (is_directive(cut.head, "more", &rest) || is_directive(cut.head, "check", &rest))
				*vec_push(&k.after, b->a) = cut.head;
			else
				*vec_push(&k.text, b->a) = cut.head;
		} else {
			put_line(&out, "", cut.head);
			if (is_all)
				*vec_push(&all, b->a) = cut.head;
			is_all |= str_eq(cut.head, STR("all"));
			if (is_directive(cut.head, "least", &rest) && !str_to_i64(rest, &least))
				stop("no number", cut.head);
		}
	}
	if (k.name.n)
		try_case(b, class, &all, &k, &out);
	printf("%s %u - %.*s: at least %d cases are there\n", b->n_of_file >= least && least ? "ok" : "not ok", ++b->n_done, STR_ARG(class),
	       (int)least);
	b->n_bad += b->n_of_file < least || !least;
	out.n -= out.n > 1 && out.p[out.n - 1] == '\n' && out.p[out.n - 2] == '\n';
	if (b->is_update && !fs_write_named(path, FS_OVERWRITE, buf_str(&out), b->a, &e))
		stop(e.text, path);
}

int main(int argc, char **argv)
{
	struct arena a, scratch;
	struct bench b = { .a = &a, .scratch = &scratch, .program = getenv("DICTUM"), .prelude = getenv("CATALOGUE_PRELUDE") };
	struct err e = { .is_usage = false };
	int i = 1, end = 1;

	arena_init(&a);
	arena_init(&scratch);
	b.home = fs_cwd(&a);
	for (; i < argc && argv[i][0] == '-'; i++) {
		b.is_update |= argv[i][1] == 'u';
		b.is_keeping |= argv[i][1] == 'k';
		b.is_verbose |= argv[i][1] == 'v';
	}
	while (end < argc && strcmp(argv[end], "--") != 0)
		end++;
	for (int w = end + 1; w < argc; w++)
		*vec_push(&b.names, &a) = str_from_z(argv[w]);
	if (!b.program || !b.prelude)
		stop("DICTUM and CATALOGUE_PRELUDE name nothing", b.home);
	for (; i < end; i++) {
		str text;
		if (!fs_read_named(str_from_z(argv[i]), MAX_FILE, &a, &text, &e))
			stop(e.text, str_from_z(argv[i]));
		take_file(&b, str_from_z(argv[i]), text);
	}
	printf("1..%u\n", b.n_done);
	arena_free(&a);
	return b.n_bad ? 1 : 0;
}
