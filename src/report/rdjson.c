/* Findings as reviewdog's DiagnosticResult (rdjson). Columns are bytes of UTF-8 from 1 and ends exclusive (reviewdog.proto), so they need the source
   line; without it a place is its lines only. */
#include "base/utf8.h"
#include "report/parts.h"

static const char *severity(enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return "ERROR";
	case DIAG_WARNING:
		return "WARNING";
	case DIAG_NOTE:
	case DIAG_OFF:
		break;
	}
	return "INFO";
}

/* 0: unknown. */
static uint64_t byte_column(const struct report_input *in, str path, uint32_t line, uint32_t column)
{
	str text;

	if (!column || !part_line(in, path, line, &text))
		return 0;
	return utf8_offset(text, column - 1) + 1;
}

static void put_position(struct json *j, const char *key, uint32_t line, uint64_t column)
{
	json_key(j, key);
	json_begin(j, '{');
	part_number(j, "line", line);
	part_number(j, "column", column);
	json_end(j);
}

struct columns {
	uint64_t start, end;
};

/* Both or none: a start with a column and an end without one would mean something else. */
static struct columns columns_of(const struct report_input *in, str path, const struct place *at)
{
	struct columns c = { byte_column(in, path, at->line, at->column), byte_column(in, path, at->end_line, at->end_column) };

	return c.start && c.end ? c : (struct columns){ c.start, 0 };
}

static void put_range(struct json *j, const struct place *at, struct columns c)
{
	bool has_end = at->end_line && (c.end || !c.start);

	json_key(j, "range");
	json_begin(j, '{');
	put_position(j, "start", at->line, c.start);
	if (has_end)
		put_position(j, "end", at->end_line, c.end);
	json_end(j);
}

static void put_location(struct json *j, const struct report_input *in, const struct span *at)
{
	json_key(j, "location");
	json_begin(j, '{');
	json_key(j, "path");
	json_str(j, at->path);
	if (at->at.line)
		put_range(j, &at->at, columns_of(in, at->path, &at->at));
	json_end(j);
}

/* A suggestion is applied alone, so a fix of several edits is none; without columns it would replace whole lines. */
static bool is_suggestion(const struct report_input *in, str path, const struct diag_fix *f)
{
	struct columns c;

	if (!f->is_safe || f->edits.n != 1 || f->rename_to.n)
		return false;
	c = columns_of(in, path, &f->edits.v[0].at);
	return c.start && c.end;
}

static void put_suggestions(struct json *j, const struct report_input *in, const struct diag *d)
{
	bool is_open = false;

	for (size_t i = 0; i < d->fixes.n; i++) {
		const struct diag_fix *f = &d->fixes.v[i];

		if (!is_suggestion(in, d->at.path, f))
			continue;
		if (!is_open) {
			json_key(j, "suggestions");
			json_begin(j, '[');
			is_open = true;
		}
		json_begin(j, '{');
		put_range(j, &f->edits.v[0].at, columns_of(in, d->at.path, &f->edits.v[0].at));
		json_key(j, "text");
		json_str(j, f->edits.v[0].text);
		json_end(j);
	}
	if (is_open)
		json_end(j);
}

static void put_related(struct json *j, const struct report_input *in, const struct diag *d)
{
	if (!d->related.n)
		return;
	json_key(j, "related_locations");
	json_begin(j, '[');
	for (size_t i = 0; i < d->related.n; i++) {
		json_begin(j, '{');
		json_key(j, "message");
		json_str(j, diag_visible(d->related.v[i].message, j->out->a));
		put_location(j, in, &d->related.v[i].at);
		json_end(j);
	}
	json_end(j);
}

static void put_finding(struct json *j, const struct report_input *in, const struct diag *d)
{
	struct buf line = { .a = j->out->a };

	json_begin(j, '{');
	json_key(j, "message");
	json_str(j, part_words(d, j->out->a));
	put_location(j, in, &d->at);
	json_key(j, "severity");
	json_z(j, severity(d->level));
	json_key(j, "code");
	json_begin(j, '{');
	json_key(j, "value");
	json_z(j, d->rule->id);
	json_end(j);
	put_suggestions(j, in, d);
	text_first_line(&line, in, d);
	json_key(j, "original_output");
	json_str(j, str_trim(buf_str(&line)));
	put_related(j, in, d);
	json_end(j);
}

void report_rdjson(const struct report_input *in, struct buf *out)
{
	struct report_input plain = *in;
	bool is_pretty = true;
	struct json j;

	plain.is_colored = false;
	json_init(&j, out, is_pretty);
	json_begin(&j, '{');
	json_key(&j, "source");
	json_begin(&j, '{');
	json_key(&j, "name");
	json_z(&j, "dictum");
	json_end(&j);
	json_key(&j, "diagnostics");
	json_begin(&j, '[');
	for (size_t i = 0; i < in->found->all.n; i++)
		if (diag_counts(&in->found->all.v[i]))
			put_finding(&j, &plain, &in->found->all.v[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}
