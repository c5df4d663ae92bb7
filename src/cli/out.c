/* Where words go. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "cli/out.h"
#include "report/report.h"

bool out_put(str bytes, struct err *e)
{
	struct err ignored; /* its words are for files */
	int reason;

	if (fs_write_all(STDOUT_FILENO, bytes, STR("standard output"), &ignored) || errno == EPIPE)
		return true;
	reason = errno;
	return err_set(e, "cannot write standard output: %s", strerror(reason));
}

typedef void put_fn(struct buf *out, str words);

/* What notes quote may have line breaks, which would write lines of their own into the logs of CI. */
static void put_on_one_line(struct buf *out, str words)
{
	struct cut c = str_cut(words, '\n');

	diag_put_visible(out, c.head, "");
	while (c.found) {
		c = str_cut(c.tail, '\n');
		buf_z(out, "\\n");
		diag_put_visible(out, c.head, "");
	}
}

/* Line breaks of failures are the program's own: neither err_set nor err_line leaves others. */
static void put_failure(struct buf *out, str words)
{
	diag_put_visible(out, words, "\n");
}

/* All at once: where memory ends, one line tells. */
static void say(const str *lines, size_t n, put_fn *put)
{
	struct arena a;
	struct buf all = { .a = &a };

	arena_init(&a);
	for (size_t i = 0; i < n; i++) {
		buf_z(&all, "dictum: ");
		put(&all, lines[i]);
		buf_byte(&all, '\n');
	}
	report_disarm(&all);
	(void)fwrite(all.p, 1, all.n, stderr); /* nobody to tell where standard error is closed */
	arena_free(&a);
}

void out_failure(const struct err *e, struct arena *a)
{
	size_t n = e->lines.n + 1;
	str *lines = arena_array(a, n, str), all;

	lines[0] = str_from_z(e->text);
	for (size_t i = 1; i < n; i++)
		lines[i] = e->lines.v[i - 1];
	all = str_join(a, lines, n, STR("\n"));
	if (e->are_failures)
		say(lines, n, put_failure);
	else
		say(&all, 1, put_failure);
}

void out_notes(const struct args *args, const str *lines, size_t n)
{
	if (!args_has(args, OPT_QUIET))
		say(lines, n, put_on_one_line);
}

static void say_words(const char *fmt, va_list words) __attribute__((format(printf, 1, 0)));

static void say_words(const char *fmt, va_list words)
{
	struct arena a;
	str line;

	arena_init(&a);
	line = str_vfmt(&a, fmt, words);
	say(&line, 1, put_on_one_line);
	arena_free(&a);
}

void out_note(const struct args *args, const char *fmt, ...)
{
	va_list words;

	if (args_has(args, OPT_QUIET))
		return;
	va_start(words, fmt);
	say_words(fmt, words);
	va_end(words);
}

void out_detail(const struct args *args, const char *fmt, ...)
{
	va_list words;

	if (!args_has(args, OPT_VERBOSE))
		return;
	va_start(words, fmt);
	say_words(fmt, words);
	va_end(words);
}

bool out_color(const struct args *args, bool *out, struct err *e)
{
	str when = args_get(args, OPT_COLOR);
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!when.n || str_eq_z(when, "auto"))
		*out = isatty(STDOUT_FILENO) && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
	else if (str_eq_z(when, "always") || str_eq_z(when, "never"))
		*out = str_eq_z(when, "always");
	else
		return err_usage(e, "--color takes auto, always or never, not '%.*s'", STR_ARG(when));
	return true;
}

/* Serial lines and some pseudo terminals have no size: 0. */
static size_t terminal_width(void)
{
	struct winsize size;
	int64_t columns;

	if (!isatty(STDOUT_FILENO))
		return STYLE_ANY_WIDTH;
	if (str_to_i64(str_from_z(getenv("COLUMNS")), &columns) && columns > 0)
		return (size_t)columns;
	return !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : STYLE_ANY_WIDTH;
}

struct style out_style(const struct args *args)
{
	bool is_colored = false;
	struct err unsaid; /* main.c has told it */
	struct style s = *style_of(out_color(args, &is_colored, &unsaid) && is_colored);

	s.width = terminal_width();
	return s;
}

bool out_format(const struct args *args, const char *const *names, size_t *out, struct err *e)
{
	str name = args_get(args, OPT_FORMAT);
	char known[256] = "";

	*out = 0;
	if (!args_has(args, OPT_FORMAT))
		return true;
	for (size_t i = 0; names[i]; i++) {
		if (str_eq_z(name, names[i])) {
			*out = i;
			return true;
		}
		(void)snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", names[i]); /* short names */
	}
	return err_usage(e, "unknown format '%.*s', expected %s%s", STR_ARG(name), names[0] && names[1] ? "one of " : "", known);
}
