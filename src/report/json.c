/* Findings as JSON, version 1: the format of dictum-lint(1), whole or one finding a line. */
#include "report/parts.h"

static void put_place(struct json *j, const struct place *at)
{
	part_number(j, "line", at->line);
	part_number(j, "column", at->column);
	part_number(j, "end_line", at->end_line);
	part_number(j, "end_column", at->end_column);
}

static void put_related(struct json *j, const struct diag *d)
{
	if (!d->related.n)
		return;
	json_key(j, "related");
	json_begin(j, '[');
	for (size_t i = 0; i < d->related.n; i++) {
		const struct diag_related *r = &d->related.v[i];

		json_begin(j, '{');
		json_key(j, "path");
		json_str(j, r->at.path);
		part_number(j, "line", r->at.at.line);
		part_number(j, "column", r->at.at.column);
		json_key(j, "message");
		json_str(j, r->message);
		json_end(j);
	}
	json_end(j);
}

static void put_fix(struct json *j, const struct diag_fix *f)
{
	json_begin(j, '{');
	json_key(j, "safety");
	json_z(j, f->is_safe ? "safe" : "unsafe");
	json_key(j, "description");
	json_str(j, f->description);
	json_key(j, "edits");
	json_begin(j, '[');
	for (size_t i = 0; i < f->edits.n; i++) {
		json_begin(j, '{');
		put_place(j, &f->edits.v[i].at);
		json_key(j, "text");
		json_str(j, f->edits.v[i].text);
		json_end(j);
	}
	json_end(j);
	if (f->rename_to.n) {
		json_key(j, "rename_to");
		json_str(j, f->rename_to);
	}
	json_end(j);
}

static void put_finding(struct json *j, const struct diag *d)
{
	json_begin(j, '{');
	json_key(j, "rule");
	json_z(j, d->rule->id);
	json_key(j, "level");
	json_z(j, diag_level_name(d->level));
	json_key(j, "message");
	json_str(j, d->message);
	json_member(j, "help", part_remedy(d, j->out->a));
	json_key(j, "path");
	json_str(j, d->at.path);
	put_place(j, &d->at.at);
	json_member(j, "kind", d->kind);
	json_member(j, "key", d->key);
	if (d->has_pointer) {
		json_key(j, "pointer");
		json_str(j, d->pointer);
	}
	json_member(j, "schema_pointer", d->schema_pointer);
	json_member(j, "cause", d->cause);
	put_related(j, d);
	if (d->fixes.n) {
		json_key(j, "fixes");
		json_begin(j, '[');
		for (size_t i = 0; i < d->fixes.n; i++)
			put_fix(j, &d->fixes.v[i]);
		json_end(j);
	}
	json_end(j);
}

static void put_tool(struct json *j)
{
	json_key(j, "tool");
	json_begin(j, '{');
	json_key(j, "name");
	json_z(j, "dictum");
	json_key(j, "version");
	json_z(j, DICTUM_VERSION);
	json_end(j);
}

static void put_summary(struct json *j, const struct report_input *in)
{
	json_key(j, "summary");
	json_begin(j, '{');
	json_member_uint(j, "files", in->files);
	if (in->has_dictionary) {
		json_member_uint(j, "definitions", in->definitions);
		json_member_uint(j, "entries", in->entries);
	}
	json_member_uint(j, "errors", diag_count(in->found, DIAG_ERROR));
	json_member_uint(j, "warnings", diag_count(in->found, DIAG_WARNING));
	json_member_uint(j, "notes", diag_count(in->found, DIAG_NOTE));
	if (in->has_dictionary)
		json_member_uint(j, "suppressed", diag_count_suppressed(in->found));
	json_end(j);
}

void report_json(const struct report_input *in, struct buf *out)
{
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	put_tool(&j);
	put_summary(&j, in);
	json_member(&j, "notice", in->notice);
	json_key(&j, "findings");
	json_begin(&j, '[');
	for (size_t i = 0; i < in->found->all.n; i++)
		if (diag_counts(&in->found->all.v[i]))
			put_finding(&j, &in->found->all.v[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

void report_jsonl(const struct report_input *in, struct buf *out)
{
	for (size_t i = 0; i < in->found->all.n; i++) {
		bool is_pretty = false;
		struct json j;

		if (!diag_counts(&in->found->all.v[i]))
			continue;
		json_init(&j, out, is_pretty);
		put_finding(&j, &in->found->all.v[i]);
		buf_byte(out, '\n');
	}
}
