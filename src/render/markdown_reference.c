/* Where the relative links of a guide lead, and where they stand in it. cmark tells what is a link and the block that holds it, the text where in the
   block: places of cmark 0.30 within a block are wrong behind its first line. */
#include <cmark.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "render/markdown_tree.h"

enum { MAX_TARGET = 1024 }; /* bytes of one whose place is looked for: text may begin one at every second byte, and end none */

struct spots { /* of one target, in the order of the text */
	VEC(size_t) all;
	size_t next; /* first that no link has taken */
};
struct finder {
	str source;
	struct markdown_lines lines; /* parts of `source` */
	struct map links;   /* target -> struct spots of those behind "](" */
	struct map defined; /* target -> struct spots of those behind "]:", for "[x][y]" */
	struct arena *a;
};

/* Between < and > there may be blanks and brackets. */
static bool ends_target(char c, bool is_pointed)
{
	return c == '>' || c == '\n' || (!is_pointed && (byte_is_space(c) || c == ')'));
}

/* The target that may begin at `at`, as it is written; empty where it does not end within the limit. */
static str target_at(str source, size_t at)
{
	bool is_pointed;
	size_t end;

	while (at < source.n && byte_is_space(source.p[at]))
		at++;
	is_pointed = at < source.n && source.p[at] == '<';
	at += is_pointed;
	for (end = at; end < source.n && end - at <= MAX_TARGET && !ends_target(source.p[end], is_pointed);)
		end++;
	return end - at <= MAX_TARGET ? str_sub(source, at, end - at) : (str){ 0 };
}

static void list_spots(struct finder *f)
{
	for (size_t i = 0; i + 1 < f->source.n; i++) {
		char mark = f->source.p[i] == ']' ? f->source.p[i + 1] : '\0';
		str target = mark == '(' || mark == ':' ? target_at(f->source, i + 2) : (str){ 0 };
		struct spots **s = target.n ? (struct spots **)map_put(mark == '(' ? &f->links : &f->defined, target, f->a) : NULL;

		if (s && !*s)
			*s = arena_new(f->a, struct spots);
		if (s)
			*vec_push(&(*s)->all, f->a) = (size_t)(target.p - f->source.p);
	}
}

static size_t line_start(const struct finder *f, size_t line)
{
	return line < f->lines.all.n ? (size_t)(f->lines.all.v[line].p - f->source.p) : f->source.n;
}

static struct place place_at(const struct finder *f, size_t at, str target)
{
	size_t low = 0, high = f->lines.all.n, column;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		*(line_start(f, middle) <= at ? &low : &high) = middle;
	}
	column = utf8_count(str_sub(f->source, line_start(f, low), at - line_start(f, low))) + 1;
	return place_make(low + 1, column, low + 1, column + utf8_count(target));
}

/* Its own place, else that of its definition; where it is written in yet another way, the beginning of its block. */
static struct place place_of(struct finder *f, cmark_node *block, str target)
{
	int first = cmark_node_get_start_line(block), last = cmark_node_get_end_line(block);
	size_t from = line_start(f, first > 0 ? (size_t)first - 1 : 0), to = line_start(f, last > 0 ? (size_t)last : 0);
	struct spots *s = map_get(&f->links, target);

	while (s && s->next < s->all.n && s->all.v[s->next] < from)
		s->next++;
	if (s && s->next < s->all.n && s->all.v[s->next] < to)
		return place_at(f, s->all.v[s->next++], target);
	s = map_get(&f->defined, target);
	return s ? place_at(f, s->all.v[0], target) : place_at(f, from, (str){ 0 });
}

/* Links end in the order of their targets, also those around a picture. What is entered last of all blocks holds them. */
static void list_links(struct finder *f, cmark_node *document, struct markdown_references *out)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_node *block = document;
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(n);
		bool is_link = event == CMARK_EVENT_EXIT && (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE);
		str target = str_from_z(is_link ? cmark_node_get_url(n) : NULL);

		if (event == CMARK_EVENT_ENTER && type < CMARK_NODE_FIRST_INLINE)
			block = n;
		if (markdown_target_kind(target) == TARGET_INSIDE && markdown_target_is_relative(target))
			*vec_push(&out->all, f->a) = (struct markdown_reference){ str_dup(target, f->a), place_of(f, block, target) };
	}
	cmark_iter_free(iter);
}

void markdown_references(str source, struct arena *a, struct markdown_references *out)
{
	struct finder f = { .source = markdown_clean(source, a), .a = a };
	struct cmark_mem mem = markdown_memory();
	cmark_node *document;

	*out = (struct markdown_references){ .all = { 0 } };
	if (!markdown_is_within_limits(source, MARKDOWN_MAX_GUIDE))
		return;
	markdown_split_lines(f.source, a, &f.lines);
	list_spots(&f);
	document = markdown_parse(f.source, &mem);
	list_links(&f, document, out);
	cmark_node_free(document);
}
