/* Fingerprints: what to hash, and counting equal ones. */
#include "base/map.h"
#include "base/utf8.h"
#include "doc/edit.h"
#include "lint/fingerprint.h"

struct lines { /* of one file after the other */
	str path;
	struct edit_lines read;
};

static str line_at(struct lines *l, const struct lint_file *f, uint32_t line)
{
	if (!str_eq(l->path, f->path))
		*l = (struct lines){ f->path, { .bytes = f->bytes } };
	return edit_lines_at(&l->read, line);
}

/* The text of a value or name. A collection is none: what its first line holds belongs to one of its members. */
static str text_of(struct lines *lines, const struct lint_file *f, const struct diag *d)
{
	const struct place *at = &d->at.at;
	const struct node *n = d->has_pointer ? doc_at(f->root, d->pointer) : NULL;
	str line;
	size_t from, to;

	if (d->subject.n || !at->line || !at->column || (n && (n->kind == NODE_SEQ || n->kind == NODE_MAP)))
		return (str){ 0 };
	if (!n && at->line != at->end_line)
		return (str){ 0 };
	line = line_at(lines, f, at->line);
	from = utf8_offset(line, at->column - 1);
	to = at->line == at->end_line && at->end_column ? utf8_offset(line, at->end_column - 1) : line.n;
	return str_trim(str_sub(line, from, to > from ? to - from : 0));
}

/* "/events/3/name" -> "/events/(any)/name": other items come and go. */
static void put_pointer(struct buf *b, str pointer)
{
	while (pointer.n) {
		struct cut c = str_cut(str_from(pointer, 1), '/');
		size_t digits = 0;

		while (digits < c.head.n && byte_is_digit(c.head.p[digits]))
			digits++;
		buf_byte(b, '/');
		buf_put(b, digits && digits == c.head.n ? STR("*") : c.head);
		pointer = c.found ? str_from(pointer, c.head.n + 1) : (str){ 0 };
	}
}

/* Fields end with a byte that stands in none of them. */
static void end_field(struct buf *b)
{
	buf_byte(b, '\0');
}

static void put_field(struct buf *b, str text)
{
	buf_put(b, text);
	end_field(b);
}

/* A message without what changes while the cause stays: numbers, and the name of the file. */
static void put_message(struct buf *b, str message, str path)
{
	for (size_t i = 0; i < message.n; i++) {
		if (path.n && str_starts(str_from(message, i), path))
			i += path.n - 1;
		else if (!byte_is_digit(message.p[i]))
			buf_byte(b, message.p[i]);
	}
	end_field(b);
}

static void put_definition(struct buf *b, const struct lint_file *f, const struct diag *d)
{
	const struct entry *first = f && f->definition ? f->definition->entries : NULL;

	if (first) {
		put_field(b, first->kind->name);
		put_field(b, first->variant.n ? first->stem : first->key); /* other time frames come and go */
	} else {
		put_field(b, path_stem(d->at.path));
	}
}

static void put_cause(struct buf *b, struct lines *lines, const struct lint_file *f, const struct diag *d)
{
	if (!f || !f->root) {
		put_message(b, d->message, d->at.path);
		return;
	}
	put_pointer(b, d->subject.n ? d->subject : d->pointer);
	end_field(b);
	put_field(b, text_of(lines, f, d));
}

/* The n-th finding of one identity, whose hash the first one has. */
static struct hash number(struct map *seen, const struct hash *first, struct buf *identity, struct arena *a)
{
	size_t **count = (size_t **)map_put(seen, (str){ (const char *)first, sizeof *first }, a);

	if (!*count)
		*count = arena_new(a, size_t);
	if (!(**count)++)
		return *first;
	buf_uint(identity, **count);
	return hash_bytes(buf_str(identity));
}

void lint_fingerprint(const struct lint_files *files, struct diag_list *found)
{
	struct buf identity = { .a = found->a }, cause = { .a = found->a };
	struct lines lines = { .path = { 0 } };
	struct map seen = { 0 };
	const struct lint_file *f = NULL;

	for (size_t i = 0; i < found->all.n; i++) {
		struct diag *d = &found->all.v[i];

		if (!i || !str_eq(d->at.path, found->all.v[i - 1].at.path))
			f = lint_files_get(files, d->at.path);
		buf_clear(&cause);
		put_cause(&cause, &lines, f, d);
		buf_clear(&identity);
		put_field(&identity, str_from_z(d->rule->id));
		put_definition(&identity, f, d);
		buf_put(&identity, buf_str(&cause));
		put_field(&cause, str_from_z(d->rule->id));
		d->in_file = hash_bytes(buf_str(&cause));
		d->identity = hash_bytes(buf_str(&identity));
		d->fingerprint = number(&seen, &d->identity, &identity, found->a);
	}
}
