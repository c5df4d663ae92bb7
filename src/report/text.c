/* Findings for people: one line that editors and problem matchers understand, the source line with a caret, a remedy. */
#include "base/utf8.h"
#include "report/parts.h"
#include "report/style.h"

enum { MAX_EXCERPT = 160 }; /* code points of a source line shown; longer ones are cut around the finding */

/* What strangers wrote, without what a terminal would act on. Tabs become one space, so that carets stay in place. */
static void put_visible(struct buf *out, str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c;

		i += utf8_printable(s, i);
		buf_put(out, str_sub(s, from, i - from));
		if (i == s.n)
			break;
		c = utf8_next(s, &i);
		if (c == '\t')
			buf_byte(out, ' ');
		else if (c == UTF8_BAD)
			utf8_put(out, 0xFFFD);
		else if (diag_is_invisible(c))
			utf8_put(out, 0xB7); /* one column wide, as the caret line expects */
		else
			utf8_put(out, c);
	}
}

static void put_number(struct buf *out, uint32_t n)
{
	if (!n)
		return;
	buf_byte(out, ':');
	buf_uint(out, n);
}

/* Texts of the program's own, up to a NULL. */
static void put_texts(struct buf *out, const char *const *texts)
{
	for (; *texts; texts++)
		buf_z(out, *texts);
}
#define PUT(out, ...) put_texts(out, (const char *const[]){ __VA_ARGS__, NULL })

static void put_place(struct buf *out, const struct span *at)
{
	diag_put_visible(out, at->path, "");
	put_number(out, at->at.line);
	put_number(out, at->at.line ? at->at.column : 0);
}

/* `text` made visible; returns how many columns that takes on a terminal. */
static size_t put_measured(struct buf *out, str text)
{
	size_t from = out->n;

	put_visible(out, text);
	return utf8_columns(str_from(buf_str(out), from));
}

/* In four columns, more where it needs them. */
static void put_line_number(struct buf *out, uint32_t line)
{
	for (uint32_t most = 1000; most > 1 && line < most; most /= 10)
		buf_byte(out, ' ');
	buf_uint(out, line);
}

/* The source line, and below it carets under what the finding is about. */
static void put_excerpt(struct buf *out, const struct report_input *in, const struct style *s, const struct diag *d)
{
	uint32_t column = d->at.at.column ? d->at.at.column : 1;
	size_t skip, length, width, start, end, indent, under;
	str line;

	if (!in->line || !d->at.at.line || !in->line(in->line_arg, d->at.path, d->at.at.line, &line))
		return;
	length = utf8_count(line);
	if (column > length + 1)
		column = (uint32_t)length + 1; /* the file was changed meanwhile */
	skip = length > MAX_EXCERPT && column > MAX_EXCERPT / 2 ? column - MAX_EXCERPT / 2 : 0;
	line = str_from(line, utf8_offset(line, skip));
	line.n = utf8_offset(line, MAX_EXCERPT);
	start = utf8_offset(line, column - 1 - skip);
	if (d->at.at.end_line > d->at.at.line)
		width = SIZE_MAX; /* the rest of the first line */
	else
		width = d->at.at.end_line == d->at.at.line && d->at.at.end_column > column ? d->at.at.end_column - column : 1;
	end = start + utf8_offset(str_from(line, start), width);
	buf_z(out, s->dim);
	put_line_number(out, d->at.at.line);
	PUT(out, " |", s->off, " ");
	indent = put_measured(out, str_sub(line, 0, start));
	under = put_measured(out, str_sub(line, start, end - start));
	put_visible(out, str_from(line, end));
	PUT(out, "\n", s->dim, "     |", s->off, " ");
	buf_repeat(out, ' ', indent);
	buf_z(out, style_level(s, d->level));
	buf_repeat(out, '^', under ? under : 1); /* where the line ends nothing is there to stand under */
	if (d->hint.n) {
		buf_byte(out, ' ');
		diag_put_visible(out, d->hint, "");
	}
	PUT(out, s->off, "\n");
}

void text_first_line(struct buf *out, const struct report_input *in, const struct diag *d)
{
	const struct style *s = style_of(in->is_colored);

	PUT(out, s->bold, escape_is_command(d->at.path) ? "./" : "");
	put_place(out, &d->at);
	PUT(out, ":", s->off, " ", style_level(s, d->level), diag_level_name(d->level), "[", d->rule->id, "]", s->off, ": ");
	diag_put_visible(out, d->message, "");
	buf_byte(out, '\n');
}

void text_finding(struct buf *out, const struct report_input *in, const struct diag *d)
{
	const struct style *s = style_of(in->is_colored);

	text_first_line(out, in, d);
	put_excerpt(out, in, s, d);
	for (size_t i = 0; i < d->related.n; i++) {
		PUT(out, "   ", s->dim, "= note:", s->off, " ");
		put_place(out, &d->related.v[i].at);
		buf_z(out, ": ");
		diag_put_visible(out, d->related.v[i].message, "");
		buf_byte(out, '\n');
	}
	PUT(out, "   ", s->dim, "= help:", s->off, " ");
	if (d->help.n) {
		diag_put_visible(out, d->help, "");
		PUT(out, "; `dictum explain ", d->rule->id, "` says more\n\n");
	} else {
		PUT(out, "run `dictum explain ", d->rule->id, "`\n\n");
	}
}

static void put_all(const struct report_input *in, struct buf *out,
                    void (*put)(struct buf *, const struct report_input *, const struct diag *))
{
	for (size_t i = 0; i < in->found->all.n; i++)
		if (diag_counts(&in->found->all.v[i]))
			put(out, in, &in->found->all.v[i]);
	report_disarm(out);
}

void report_text(const struct report_input *in, struct buf *out)
{
	put_all(in, out, text_finding);
}

void report_concise(const struct report_input *in, struct buf *out)
{
	put_all(in, out, text_first_line);
}
