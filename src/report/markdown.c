/* Findings as one comment on a merge request: a count, the worst in a table, the others folded, never more than a comment may hold. */
#include <string.h>

#include "base/utf8.h"
#include "report/parts.h"

enum {
	MAX_OPEN = 20,         /* rows before the folded ones */
	MAX_BYTES = 60000,     /* GitHub takes 65,536 characters in a comment, and bots add their own */
	MAX_TAIL = 300,        /* bytes of what follows the last row */
	MAX_MESSAGE = 300,     /* code points of a message, and of what is to be done */
	MAX_CHANGE = 2000,     /* code points of what changed, which names keys whole; it fits a comment whatever it is escaped to */
	MAX_PATH = 200,
	MAX_NOTICE = 1000,
};

static void put_head(struct buf *out, const struct report_input *in)
{
	buf_z(out, in->are_changes ? "\n| Level | Change | Class | Place |" : "\n| Level | Place | Rule | Finding |");
	buf_z(out, "\n| --- | --- | --- | --- |\n");
}

static bool take(str *rest, const char *name)
{
	str word = str_from_z(name);

	if (!str_starts(*rest, word))
		return false;
	*rest = str_from(*rest, word.n);
	return true;
}

/* view_url with its placeholders filled in; false without one, or when it asks for a commit that is not known. */
static bool put_url(struct buf *out, const struct report_input *in, const struct span *at)
{
	str rest = in->view_url, path = at->path, commit = in->commit_of ? in->commit_of(in->line_arg, &path) : in->commit;

	if (!rest.n || (str_has(rest, STR("{commit}")) && !commit.n))
		return false;
	while (rest.n) {
		if (take(&rest, "{path}")) {
			escape_uri_path(out, path);
		} else if (take(&rest, "{commit}")) {
			escape_uri_path(out, commit);
		} else if (take(&rest, "{line}")) {
			buf_uint(out, at->at.line ? at->at.line : 1);
		} else if (diag_is_command(rest)) {
			rest = str_from(rest, 1);
			buf_z(out, "%23");
		} else {
			/* what would end the link or the cell; anything else is as configured */
			if (!rest.p[0] || strchr(" <>()|\\\"`\n\r\t", rest.p[0]))
				buf_fmt(out, "%%%02X", (unsigned char)rest.p[0]);
			else
				buf_byte(out, rest.p[0]);
			rest = str_from(rest, 1);
		}
	}
	return true;
}

/* The first or the last `max` code points. */
static str shortened(str s, size_t max, bool keep_end, struct arena *a)
{
	size_t n = utf8_count(s);
	struct buf out = { .a = a };

	if (n <= max)
		return s;
	buf_z(&out, keep_end ? "..." : "");
	buf_put(&out, keep_end ? str_from(s, utf8_offset(s, n - max)) : str_sub(s, 0, utf8_offset(s, max)));
	buf_z(&out, keep_end ? "" : "...");
	return buf_str(&out);
}

static void put_place(struct buf *out, const struct report_input *in, const struct span *at)
{
	struct buf url = { .a = out->a };
	bool keep_end = true, is_link = put_url(&url, in, at);

	buf_z(out, is_link ? "[<code>" : "<code>");
	escape_markdown(out, shortened(at->path, MAX_PATH, keep_end, out->a));
	if (at->at.line)
		buf_fmt(out, "&#58;%u", at->at.line);
	buf_z(out, "</code>");
	if (is_link)
		buf_fmt(out, "](%.*s)", STR_ARG(buf_str(&url)));
}

/* A long message hides no remedy. */
static void put_words(struct buf *out, const struct diag *d, size_t max_message)
{
	struct diag cut = *d;
	str *const parts[] = { &cut.message, &cut.hint, &cut.help };
	bool keep_end = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		*parts[i] = shortened(diag_visible(*parts[i], out->a), i ? MAX_MESSAGE : max_message, keep_end, out->a);
	escape_markdown(out, part_words(&cut, out->a));
}

/* In front of everything: it says how the rest is to be read. */
static void put_notice(struct buf *out, const struct report_input *in)
{
	bool keep_end = false;

	if (!in->notice.n)
		return;
	buf_z(out, "\n**Notice:** ");
	escape_markdown(out, shortened(in->notice, MAX_NOTICE, keep_end, out->a));
	buf_byte(out, '\n');
}

static str row(const struct report_input *in, const struct diag *d, struct arena *a)
{
	struct buf out = { .a = a };

	buf_fmt(&out, "| %s | ", diag_level_name(d->level));
	if (in->are_changes) /* what changed is what people come for */
		put_words(&out, d, MAX_CHANGE);
	else
		put_place(&out, in, &d->at);
	buf_z(&out, " | <code>");
	escape_markdown(&out, str_from_z(d->rule->id));
	buf_z(&out, "</code> | ");
	if (in->are_changes)
		put_place(&out, in, &d->at);
	else
		put_words(&out, d, MAX_MESSAGE);
	buf_z(&out, " |\n");
	return buf_str(&out);
}

/* Rows of the findings from `from` on, until `to` or until the comment is full. Returns how many came before it ended. */
static size_t put_rows(struct buf *out, const struct report_input *in, const struct part_order *order, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		str text = row(in, &in->found->all.v[order->v[i]], out->a);

		if (out->n + text.n > MAX_BYTES - MAX_TAIL)
			return i;
		buf_put(out, text);
	}
	return to;
}

void report_markdown(const struct report_input *in, struct buf *out)
{
	struct part_order order = part_worst_first(in, out->a);
	str summary = report_summary(in, out->a);
	struct buf text = { .a = out->a }; /* counts its own bytes, whatever is in `out` */
	size_t open = in->are_changes ? diag_count(in->found, DIAG_ERROR) : order.n < MAX_OPEN ? order.n : MAX_OPEN, done;

	buf_fmt(&text, "### dictum: %.*s\n", STR_ARG(in->title.n ? in->title : summary));
	put_notice(&text, in);
	if (open)
		put_head(&text, in);
	done = put_rows(&text, in, &order, 0, open);
	if (done == open && order.n > open) {
		buf_fmt(&text, "\n<details><summary>%zu %s</summary>\n", order.n - open,
		        open || !in->are_changes ? "more" : order.n == 1 ? "change" : "changes");
		put_head(&text, in);
		done = put_rows(&text, in, &order, open, order.n);
		buf_z(&text, "\n</details>\n");
	}
	if (done < order.n)
		buf_fmt(&text, "\n%zu more are not listed here; <code>dictum %s</code> shows all.\n", order.n - done, part_command(in));
	buf_put(out, buf_str(&text));
}
