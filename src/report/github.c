/* Findings as workflow commands, which GitHub shows beside the lines. It shows ten of a level and forgets the others, so the worst come first and a last
   notice counts what is left. */
#include "report/parts.h"

enum { MAX_SHOWN = 10 }; /* annotations of one level and step; measured in steps, GitHub documents no other number */

static const char *command(enum diag_level level)
{
	return level == DIAG_NOTE ? "notice" : diag_level_name(level);
}

static void put_property(struct buf *out, const char *name, str value)
{
	buf_z(out, name);
	escape_github_property(out, value);
}

/* Columns are only taken within one line; there the last column belongs to the place. */
static void put_place(struct buf *out, const struct place *at)
{
	bool is_one_line = at->end_line == at->line;

	if (!at->line)
		return;
	buf_fmt(out, ",line=%u", at->line);
	if (at->end_line > at->line)
		buf_fmt(out, ",endLine=%u", at->end_column == 1 ? at->end_line - 1 : at->end_line);
	else if (is_one_line)
		buf_fmt(out, ",endLine=%u", at->line);
	if (!at->column || at->end_line > at->line)
		return;
	buf_fmt(out, ",col=%u", at->column);
	if (is_one_line)
		buf_fmt(out, ",endColumn=%u", at->end_column > at->column ? at->end_column - 1 : at->column);
}

static void put_finding(struct buf *out, const struct diag *d)
{
	buf_fmt(out, "::%s ", command(d->level));
	put_property(out, "file=", d->at.path);
	put_place(out, &d->at.at);
	put_property(out, ",title=", str_from_z(d->rule->id));
	buf_z(out, "::");
	escape_github_data(out, part_words(d, out->a));
	buf_byte(out, '\n');
}

/* First, for it says how the rest is to be read; it is one of the ten warnings. */
static void put_notice(struct buf *out, str notice)
{
	if (!notice.n)
		return;
	buf_z(out, "::warning title=dictum::");
	escape_github_data(out, diag_visible(notice, out->a));
	buf_byte(out, '\n');
}

static size_t over(size_t n, size_t max)
{
	return n > max ? n - max : 0;
}

void report_github(const struct report_input *in, struct buf *out)
{
	struct part_order order = part_worst_first(in, out->a);
	size_t notes = diag_count(in->found, DIAG_NOTE), max_warnings = MAX_SHOWN - (in->notice.n > 0);
	size_t errors_left = over(diag_count(in->found, DIAG_ERROR), MAX_SHOWN);
	size_t warnings_left = over(diag_count(in->found, DIAG_WARNING), max_warnings);
	bool is_capped = errors_left || warnings_left || over(notes, MAX_SHOWN);
	size_t max_notes = is_capped ? MAX_SHOWN - 1 : MAX_SHOWN; /* the last notice is one of the ten */
	size_t notes_left = over(notes, max_notes);
	size_t left = errors_left + warnings_left + notes_left, shown[DIAG_ERROR + 1] = { 0 };
	const size_t max[] = { [DIAG_NOTE] = max_notes, [DIAG_WARNING] = max_warnings, [DIAG_ERROR] = MAX_SHOWN };

	put_notice(out, in->notice);
	for (size_t i = 0; i < order.n; i++) {
		const struct diag *d = &in->found->all.v[order.v[i]];

		if (shown[d->level]++ < max[d->level])
			put_finding(out, d);
	}
	if (is_capped)
		buf_fmt(out, "::notice title=dictum::%.*s without annotation (errors: %zu, warnings: %zu, notes: %zu); "
		             "`dictum %s` lists all\n",
		        STR_ARG(str_quantity(left, in->are_changes ? "more change" : "more finding", out->a)), errors_left, warnings_left, notes_left, part_command(in));
}
