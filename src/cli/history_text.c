/* Writes the events of a timeline: as JSON, as CSV and as lines for people. */
#include <string.h>

#include "cli/history.h"

#include "base/time.h"
#include "base/utf8.h"
#include "render/template.h"
#include "site/change_data.h"

enum { SHORT = 40, LINE = 100 }; /* code points of a value: beside the other one, on a line of its own */

static const struct history_commit *commit_of(const struct run_history *h, uint32_t i)
{
	return &h->history.commits.v[i];
}

static void put_event(const struct run_history *h, const struct timeline_event *ev, struct json *j)
{
	const struct history_commit *c = commit_of(h, ev->commit);
	const struct change_about about = {
		.commit = str_hex(c->id, sizeof c->id, h->r->a),
		.date = time_utc(c->time, h->r->a),
		.milestone = run_history_milestone(h, ev->commit),
		.author = c->author,
	};

	json_begin(j, '{');
	change_data(j, ev, &about);
	change_data_fields(j, ev, (struct change_limits){ SIZE_MAX, SIZE_MAX });
	json_end(j);
}

void run_history_json(const struct run_history *h, const struct timeline *t, struct json *j)
{
	json_key(j, "history");
	json_begin(j, '[');
	for (size_t i = 0; t && i < t->events.n; i++)
		put_event(h, &t->events.v[i], j);
	json_end(j);
}

/* A value as CSV shows it: scalars as a person would write them, the others as JSON. */
static str cell_of(str json, struct arena *a)
{
	struct diag_list ignored;
	const struct node *n;

	diag_list_init(&ignored, a);
	n = json.n ? doc_parse_json((str){ 0 }, json, NULL, a, &ignored).root : NULL;
	return n && n->kind < NODE_SEQ ? doc_scalar(n, a) : json;
}

static void put_csv_row(const struct run_history *h, const struct timeline_event *ev, const struct timeline_field *f, struct buf *out)
{
	const struct history_commit *c = commit_of(h, ev->commit);
	bool is_deleted = ev->change == TIMELINE_DELETED;
	str id = str_hex(c->id, sizeof c->id, h->r->a);

	const str cells[] = {
		str_from_z(timeline_word(ev->change)), id, time_utc(c->time, h->r->a), run_history_milestone(h, ev->commit), c->author, ev->path,
		ev->from, is_deleted ? (str){ 0 } : ev->key, is_deleted ? ev->key : (str){ 0 }, f ? f->name : (str){ 0 },
		f ? cell_of(f->old, h->r->a) : (str){ 0 }, f ? cell_of(f->now, h->r->a) : (str){ 0 },
		str_from_z(f && f->class ? f->class->rule.id : NULL),
	};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		buf_z(out, i ? "," : "");
		escape_csv(out, cells[i]);
	}
	buf_z(out, "\r\n");
}

void run_history_csv(const struct run_history *h, const struct timeline *t, struct buf *out)
{
	buf_z(out, "change,commit,date,milestone,author,path,from,renamed_from,renamed_to,field,old,new,class\r\n");
	for (size_t i = 0; t && i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];

		for (size_t k = 0; k < (ev->n_fields ? ev->n_fields : 1); k++)
			put_csv_row(h, ev, ev->n_fields ? &ev->fields[k] : NULL, out);
	}
}

static str words_of(str json, struct arena *a)
{
	struct diag_list ignored;
	struct doc doc;

	diag_list_init(&ignored, a);
	doc = doc_parse_json((str){ 0 }, json, NULL, a, &ignored);
	return diag_visible(json.n ? difference_words(doc.root, SIZE_MAX, a) : STR("nothing"), a);
}

/* A value on lines of its own, from where it differs. */
static void put_cut(struct buf *out, const struct style *style, const char *before, str text, size_t from)
{
	buf_fmt(out, "\n%s", before);
	style_wrap(out, style, difference_cut(text, from, LINE, out->a), strlen(before), strlen(before));
}

/* Short values on one line, which has `room`, others below each other. */
static void put_change(struct buf *out, const struct style *style, str old, str now, const char *indent, size_t room)
{
	size_t from = difference_from(old, now, LINE);
	str both = str_fmt(out->a, " %.*s -> %.*s", STR_ARG(old), STR_ARG(now));

	if (utf8_count(old) <= SHORT && utf8_count(now) <= SHORT && utf8_columns(both) <= room) {
		buf_put(out, both);
	} else {
		put_cut(out, style, str_z(str_fmt(out->a, "%s  - ", indent), out->a), old, from);
		put_cut(out, style, str_z(str_fmt(out->a, "%s  + ", indent), out->a), now, from);
	}
	buf_byte(out, '\n');
}

enum { FURTHER = sizeof "2024-05-01  " - 1, WORD_WIDTH = 10 }; /* columns: what is said below an event, its word */

static void put_visible(struct buf *out, const char *before, str text)
{
	if (!text.n)
		return;
	buf_z(out, before);
	diag_put_visible(out, text, "");
}

static str title_of(const struct run_history *h, str id)
{
	const struct field *f = dialect_field(h->r->dialect, id);

	return f && f->title.n ? f->title : id;
}

static void put_fields(const struct run_history *h, const struct timeline_event *ev, const struct style *style, const char *before, struct buf *out)
{
	const char *indent = str_z(str_fmt(h->r->a, "%s%*s", before, FURTHER, ""), h->r->a);

	for (size_t i = 0; i < ev->n_fields; i++) {
		const struct timeline_field *f = &ev->fields[i];
		struct buf label = { .a = h->r->a };

		diag_put_visible(&label, title_of(h, f->name), "");
		if (f->class)
			buf_fmt(&label, " (%s)", f->class->rule.id);
		buf_fmt(out, "%s%s%.*s:%s", indent, style->dim, STR_ARG(buf_str(&label)), style->off);
		put_change(out, style, words_of(f->old, h->r->a), words_of(f->now, h->r->a), indent,
		           style_left(style, strlen(indent) + utf8_columns(buf_str(&label)) + 1));
	}
}

static const char *code_of(const struct style *style, enum timeline_change change)
{
	const char *fate = style_fate(style, str_from_z(timeline_word(change)));

	return *fate ? fate : style->bold;
}

/* Whether the event is about what the file says, not about where it is. */
static bool is_of_fields(enum timeline_change c)
{
	return c >= TIMELINE_CHANGED && c <= TIMELINE_REMOVED;
}

/* "  16.1  config/events/push.yml, before ee/config/events/push.yml  by Ann Author" */
static str event_words(const struct run_history *h, const struct timeline_event *ev)
{
	struct buf out = { .a = h->r->a };

	put_visible(&out, "  ", run_history_milestone(h, ev->commit));
	put_visible(&out, "  ", is_of_fields(ev->change) ? (str){ 0 } : ev->path);
	put_visible(&out, ", before ", ev->from);
	put_visible(&out, ev->change == TIMELINE_DELETED ? ", now " : ", before ", ev->key);
	put_visible(&out, "  by ", commit_of(h, ev->commit)->author);
	return buf_str(&out);
}

void run_history_text(const struct run_history *h, const struct timeline *t, const struct style *style, const char *indent, struct buf *out)
{
	for (size_t i = 0; t && i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];
		str id = str_hex(commit_of(h, ev->commit)->id, RUN_SHORT_ID, h->r->a);

		buf_fmt(out, "%s%.*s  %s%-*s%s  ", indent, STR_ARG(run_history_date(h, ev)), code_of(style, ev->change), WORD_WIDTH,
		        timeline_word(ev->change), style->off);
		style_put(out, style, style->dim, id);
		style_wrap(out, style, event_words(h, ev), strlen(indent) + FURTHER + WORD_WIDTH + 2 + id.n, strlen(indent) + FURTHER);
		buf_byte(out, '\n');
		put_fields(h, ev, style, indent, out);
	}
}
