/* Entries as CSV, a row for each; a row is made once, and tables with fewer columns take its parts. */
#include "render/template.h"
#include "site/api_csv.h"
#include "site/url.h"

struct api_columns {
	VEC(const struct field *) all;
};

static bool has_column(const struct api_columns *c, str id)
{
	for (size_t i = 0; i < c->all.n; i++)
		if (str_eq(c->all.v[i]->id, id))
			return true;
	return false;
}

static void add_columns(struct api_columns *c, const struct field **fields, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i]->form != FORM_PARTS && !str_eq_z(fields[i]->id, "status") /* it has a column of its own */ &&
		    !has_column(c, fields[i]->id))
			*vec_push(&c->all, a) = fields[i];
}

static void add_kind(struct api_columns *c, const struct kind *k, struct arena *a)
{
	add_columns(c, k->chips, k->n_chips, a);
	add_columns(c, k->facts, k->n_facts, a);
	add_columns(c, k->facets, k->n_facets, a);
}

/* Every field the kinds among the entries show. */
static struct api_columns columns_of(struct entry *const *entries, size_t n, struct arena *scratch)
{
	const struct kind *last = NULL;
	struct api_columns c = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (entries[i]->kind != last)
			add_kind(&c, entries[i]->kind, scratch);
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

static void put_last_cells(struct buf *out, const struct dict *d, const struct entry *e, struct arena *scratch)
{
	put_cell(out, e->definition->path);
	put_cell(out, url_entry(d, e, scratch));
	buf_z(out, "\r\n");
}

static void put_row(struct buf *out, const struct dict *d, const struct entry *e, const struct api_columns *c, struct arena *scratch)
{
	put_first_cells(out, e);
	for (size_t i = 0; i < c->all.n; i++)
		put_field_cell(out, e, c->all.v[i], scratch);
	put_last_cells(out, d, e, scratch);
}

/* The parts of rows with all columns that make rows with fewer: the first cells are part 0, each column is one, the last cells are one. Parts that
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
	add_part(&parts, every->all.n + 1, scratch);
	return parts;
}

static void put_kept_row(struct buf *out, const struct api_bytes *row, const struct csv_parts *parts)
{
	for (size_t i = 0; i < parts->all.n; i++) {
		uint32_t from = row->csv_from[parts->all.v[i].from], to = row->csv_from[parts->all.v[i].to];

		buf_put(out, str_sub(row->csv, from, to - from));
	}
}

static void put_names(struct buf *out, const struct api_columns *c)
{
	buf_z(out, "kind,key,name,description,status,group,stage,section");
	for (size_t i = 0; i < c->all.n; i++)
		put_cell(out, c->all.v[i]->id);
	buf_z(out, ",path,url\r\n");
}

void api_csv(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, const struct api_kept *kept, struct arena *a)
{
	struct api_columns c = columns_of(entries, n, a);
	struct csv_parts parts = { 0 };
	struct arena scratch; /* one row */

	arena_init(&scratch);
	api_reserve(out, entries, n);
	put_names(out, &c);
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
		add_kind(c, &d->dialect->kinds[i], a);
	return c;
}

void api_keep_csv(struct api_bytes *out, const struct dict *d, const struct entry *e, const struct api_columns *c, struct arena *a,
                  struct arena *scratch)
{
	uint32_t *from = arena_array(a, c->all.n + 3, uint32_t);
	struct buf b = { .a = scratch };

	put_first_cells(&b, e);
	for (size_t i = 0; i < c->all.n; i++) {
		from[i + 1] = (uint32_t)b.n; /* a definition has a megabyte at most, no row is 4,096 times as long */
		put_field_cell(&b, e, c->all.v[i], scratch);
	}
	from[c->all.n + 1] = (uint32_t)b.n;
	put_last_cells(&b, d, e, scratch);
	from[c->all.n + 2] = (uint32_t)b.n;
	out->csv = str_dup(buf_str(&b), a);
	out->csv_from = from;
}
