/* Entries as CSV, a row for each; a row is made once, and tables with fewer columns take its parts. */
#include <stddef.h>

#include "base/map.h"
#include "render/template.h"
#include "site/api_csv.h"
#include "site/url.h"

/* Columns that have the same name in every dictionary. Those of fields stand behind the first ones. Some readers go by position, so what is added later
   goes to the end. */
enum fixed_form { FIXED_FIRST, MORE_PATH, MORE_URL, MORE_MILESTONE, MORE_LINK, MORE_REFS, MORE_BACK };
static const struct fixed_column {
	const char *name;
	enum fixed_form form;
	size_t role; /* of struct kind: the pointer to what is shown; 0: there is none */
} fixed_columns[] = {
	{ "kind", FIXED_FIRST, 0 },
	{ "key", FIXED_FIRST, 0 },
	{ "name", FIXED_FIRST, 0 },
	{ "description", FIXED_FIRST, offsetof(struct kind, description) },
	{ "status", FIXED_FIRST, offsetof(struct kind, status) },
	{ "group", FIXED_FIRST, offsetof(struct kind, group) },
	{ "stage", FIXED_FIRST, offsetof(struct kind, stage) },
	{ "section", FIXED_FIRST, offsetof(struct kind, section) },
	{ "path", MORE_PATH, 0 },
	{ "url", MORE_URL, 0 },
	{ "milestone", MORE_MILESTONE, offsetof(struct kind, added_milestone) },
	{ "introduced_by_url", MORE_LINK, offsetof(struct kind, added_url) },
	{ "milestone_removed", MORE_MILESTONE, offsetof(struct kind, removed_milestone) },
	{ "removed_by_url", MORE_LINK, offsetof(struct kind, removed_url) },
	{ "events", MORE_REFS, 0 },
	{ "metrics", MORE_BACK, 0 },
};
enum { N_FIXED = sizeof fixed_columns / sizeof *fixed_columns, N_FIRST = 8, N_MORE = N_FIXED - N_FIRST };
static const struct fixed_column *const more_columns = fixed_columns + N_FIRST;

struct api_columns {
	VEC(const struct field *) all;
	bool has_more[N_MORE];
};

static bool has_column(const struct api_columns *c, str id)
{
	for (size_t i = 0; i < c->all.n; i++)
		if (str_eq(c->all.v[i]->id, id))
			return true;
	return false;
}

static str role_pointer(const struct fixed_column *m, const struct kind *k)
{
	return *(const str *)((const char *)k + m->role);
}

static const struct fixed_column *fixed_named(str name) /* NULL: there is none */
{
	for (size_t i = 0; i < N_FIXED; i++)
		if (str_eq_z(name, fixed_columns[i].name))
			return &fixed_columns[i];
	return NULL;
}

/* Whether it is what the column of its name shows anyway. */
static bool is_fixed(const struct kind *k, const struct field *f)
{
	const struct fixed_column *c = fixed_named(f->id);

	return c && c->role && str_is_among(role_pointer(c, k), f->from, f->n_from);
}

static void add_columns(struct api_columns *c, const struct kind *k, const struct field **fields, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i]->form != FORM_PARTS && !is_fixed(k, fields[i]) && !has_column(c, fields[i]->id))
			*vec_push(&c->all, a) = fields[i];
}

static bool is_named(const struct dialect *d, const struct kind *k)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t r = 0; r < d->kinds[i].n_refs; r++)
			if (str_eq(d->kinds[i].refs[r].to, k->name))
				return true;
	return false;
}

static bool kind_has_more(const struct fixed_column *m, const struct dialect *d, const struct kind *k)
{
	switch (m->form) {
	case FIXED_FIRST:
	case MORE_PATH:
	case MORE_URL:
		return true;
	case MORE_MILESTONE:
	case MORE_LINK:
		return role_pointer(m, k).n > 0;
	case MORE_REFS:
		return k->n_refs > 0;
	case MORE_BACK:
		return is_named(d, k);
	}
	return false;
}

static void add_kind(struct api_columns *c, const struct dialect *d, const struct kind *k, struct arena *a)
{
	add_columns(c, k, k->chips, k->n_chips, a);
	add_columns(c, k, k->facts, k->n_facts, a);
	add_columns(c, k, k->facets, k->n_facets, a);
	for (size_t i = 0; i < N_MORE; i++)
		c->has_more[i] |= kind_has_more(&more_columns[i], d, k);
}

/* Every field the kinds among the entries show. */
static struct api_columns columns_of(const struct dialect *d, struct entry *const *entries, size_t n, struct arena *scratch)
{
	const struct kind *last = NULL;
	struct api_columns c = { .has_more = { true, true } }; /* path and url without any entry, too */

	for (size_t i = 0; i < n; i++) {
		if (entries[i]->kind != last)
			add_kind(&c, d, entries[i]->kind, scratch);
		last = entries[i]->kind;
	}
	return c;
}

static void put_cell(struct buf *out, str text)
{
	buf_byte(out, ',');
	escape_csv(out, text);
}

static void put_first_cells(struct buf *out, const struct entry *e)
{
	escape_csv(out, e->kind->name);
	put_cell(out, e->key);
	put_cell(out, e->name);
	put_cell(out, e->description);
	put_cell(out, str_from_z(status_word(e->status)));
	put_cell(out, e->group);
	put_cell(out, entry_stage_id(e));
	put_cell(out, entry_section_id(e));
}

static void put_field_cell(struct buf *out, const struct entry *e, const struct field *f, struct arena *scratch)
{
	struct shown_value *values;
	size_t n = entry_shown(e, f, scratch, &values);
	str *texts = arena_array(scratch, n, str);

	for (size_t i = 0; i < n; i++)
		texts[i] = values[i].text;
	put_cell(out, n == 1 ? texts[0] : str_join(scratch, texts, n, STR(";")));
}

/* Names of a list of strangers, each once. */
struct name_cell {
	VEC(str) all;
	struct map seen;
};

static void add_name(struct name_cell *c, str name, struct arena *scratch)
{
	if (map_mark(&c->seen, name, scratch))
		*vec_push(&c->all, scratch) = name;
}

/* As api.c tells them: a name that needs no definition is an event only where one is there. */
static str refs_text(const struct entry *e, struct arena *scratch)
{
	struct name_cell c = { 0 };

	for (size_t i = 0; i < e->n_refs; i++)
		if (e->refs[i].n_to || !e->refs[i].role->is_optional)
			add_name(&c, e->refs[i].name, scratch);
	return str_join(scratch, c.all.v, c.all.n, STR(";"));
}

static str back_text(const struct entry *e, struct arena *scratch)
{
	struct name_cell c = { 0 };

	for (size_t i = 0; i < e->back.n; i++)
		add_name(&c, e->back.v[i].from->key, scratch);
	return str_join(scratch, c.all.v, c.all.n, STR(";"));
}

static str more_text(const struct fixed_column *m, const struct dict *d, const struct entry *e, struct arena *scratch)
{
	switch (m->form) {
	case FIXED_FIRST: /* put_first_cells has it */
		break;
	case MORE_PATH:
		return e->definition->path;
	case MORE_URL:
		return url_entry(d, e, scratch);
	case MORE_MILESTONE:
		return entry_milestone(e, role_pointer(m, e->kind));
	case MORE_LINK:
		return entry_text(e, role_pointer(m, e->kind), scratch);
	case MORE_REFS:
		return refs_text(e, scratch);
	case MORE_BACK:
		return back_text(e, scratch);
	}
	return (str){ 0 };
}

static void put_row(struct buf *out, const struct dict *d, const struct entry *e, const struct api_columns *c, struct arena *scratch)
{
	put_first_cells(out, e);
	for (size_t i = 0; i < c->all.n; i++)
		put_field_cell(out, e, c->all.v[i], scratch);
	for (size_t i = 0; i < N_MORE; i++)
		if (c->has_more[i])
			put_cell(out, more_text(&more_columns[i], d, e, scratch));
	buf_z(out, "\r\n");
}

/* The parts of rows with all columns that make rows with fewer: the first cells are part 0, each column is one, the line's end is one. Parts that
   stand together are copied together: nearly all of a row. */
struct csv_stretch {
	size_t from, to;
};
struct csv_parts {
	VEC(struct csv_stretch) all;
};

static void add_part(struct csv_parts *parts, size_t at, struct arena *scratch)
{
	if (parts->all.n && parts->all.v[parts->all.n - 1].to == at)
		parts->all.v[parts->all.n - 1].to++;
	else
		*vec_push(&parts->all, scratch) = (struct csv_stretch){ at, at + 1 };
}

static struct csv_parts parts_of(const struct api_columns *c, const struct api_columns *every, struct arena *scratch)
{
	struct csv_parts parts = { 0 };

	add_part(&parts, 0, scratch);
	for (size_t i = 0; i < c->all.n; i++) {
		size_t at = 0;

		while (!str_eq(every->all.v[at]->id, c->all.v[i]->id)) /* it is among them: they are those of all kinds */
			at++;
		add_part(&parts, at + 1, scratch);
	}
	for (size_t i = 0; i < N_MORE; i++)
		if (c->has_more[i])
			add_part(&parts, every->all.n + 1 + i, scratch);
	add_part(&parts, every->all.n + 1 + N_MORE, scratch);
	return parts;
}

static void put_kept_row(struct buf *out, const struct api_bytes *row, const struct csv_parts *parts)
{
	for (size_t i = 0; i < parts->all.n; i++) {
		uint32_t from = row->csv_from[parts->all.v[i].from], to = row->csv_from[parts->all.v[i].to];

		buf_put(out, str_sub(row->csv, from, to - from));
	}
}

/* No name stands for two columns. */
static str column_name(const struct field *f, struct arena *a)
{
	bool is_taken = fixed_named(f->id) || str_starts(f->id, STR("fields."));

	return is_taken ? str_fmt(a, "fields.%.*s", STR_ARG(f->id)) : f->id;
}

static void put_names(struct buf *out, const struct api_columns *c, struct arena *a)
{
	for (size_t i = 0; i < N_FIRST; i++)
		buf_fmt(out, i ? ",%s" : "%s", fixed_columns[i].name);
	for (size_t i = 0; i < c->all.n; i++)
		put_cell(out, column_name(c->all.v[i], a));
	for (size_t i = 0; i < N_MORE; i++)
		if (c->has_more[i])
			put_cell(out, str_from_z(more_columns[i].name));
	buf_z(out, "\r\n");
}

str api_column(const struct kind *k, const struct field *f, struct arena *a)
{
	return is_fixed(k, f) ? f->id : column_name(f, a);
}

void api_csv(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, const struct api_kept *kept, struct arena *a)
{
	struct api_columns c = columns_of(d->dialect, entries, n, a);
	struct csv_parts parts = { 0 };
	struct arena scratch; /* one row */

	arena_init(&scratch);
	api_reserve(out, entries, n);
	put_names(out, &c, a);
	if (kept)
		parts = parts_of(&c, kept->columns, a);
	for (size_t i = 0; i < n; i++) {
		if (kept)
			put_kept_row(out, &kept->entry[entries[i]->index], &parts);
		else
			put_row(out, d, entries[i], &c, &scratch);
		arena_reset(&scratch);
	}
	arena_free(&scratch);
}

const struct api_columns *api_csv_columns(const struct dict *d, struct arena *a)
{
	struct api_columns *c = arena_new(a, struct api_columns);

	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		add_kind(c, d->dialect, &d->dialect->kinds[i], a);
	return c;
}

void api_keep_csv(struct api_bytes *out, const struct dict *d, const struct entry *e, const struct api_columns *c, struct arena *a,
                  struct arena *scratch)
{
	size_t n = 0;
	uint32_t *from = arena_array(a, c->all.n + N_MORE + 3, uint32_t); /* no row has 4 GB: an entry's cells are parts of definitions, each once */
	struct buf b = { .a = scratch };

	put_first_cells(&b, e);
	for (size_t i = 0; i < c->all.n; i++) {
		from[++n] = (uint32_t)b.n;
		put_field_cell(&b, e, c->all.v[i], scratch);
	}
	for (size_t i = 0; i < N_MORE; i++) { /* all of them, so that their places are those in the table */
		from[++n] = (uint32_t)b.n;
		if (c->has_more[i])
			put_cell(&b, more_text(&more_columns[i], d, e, scratch));
	}
	from[++n] = (uint32_t)b.n;
	buf_z(&b, "\r\n");
	from[++n] = (uint32_t)b.n;
	out->csv = str_dup(buf_str(&b), a);
	out->csv_from = from;
}
