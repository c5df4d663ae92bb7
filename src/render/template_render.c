/* Runs compiled templates over a view: one pass, no memory but the output's, data is never read as a template. */
#include <string.h>

#include "base/arena.h"
#include "render/template_code.h"

enum { ROOT_SLOTS = 256, FEW_FIELDS = 16 }; /* FEW_FIELDS: are found sooner one by one */

/* One open section, or the view the rendering started with. */
struct context {
	const struct view *view; /* what names are looked up in; NULL: a flag, names are looked up further out */
	const struct view *list; /* NULL unless a list is being repeated */
	size_t i;                /* index of `view` in it */
};
struct render {
	struct buf *out;
	struct err *e;
	size_t start; /* bytes in `out` before */
	size_t work;  /* TEMPLATE_MAX_WORK */
	size_t max;   /* bytes of output */
	void (*escape)(struct buf *out, str s);
	size_t n_contexts;
	size_t indent_from, indent_to; /* what of `indent` is in force */
	struct context context[TEMPLATE_MAX_SECTIONS + 1];
	str indent[TEMPLATE_MAX_PARTIALS];
	bool has_slots;
	uint8_t slot[ROOT_SLOTS]; /* where a field of the first context is, from 1; 0: nowhere */
};

static bool fail(const struct render *r, const struct template *t, const char *what)
{
	return err_usage(r->e, "template '%.*s': %s", STR_ARG(template_quoted(t->name, r->out->a)), what);
}

static const struct view *field_find(struct render *r, const struct view *map, struct view_name name)
{
	for (size_t i = 0; i < map->n; i++) {
		if (view_name_eq(map->field[i].name, name)) {
			r->work += i;
			return &map->field[i].value;
		}
	}
	r->work += map->n;
	return NULL;
}

/* The slot that is the name's, or would be. */
static size_t slot_of(const struct render *r, const struct view *map, struct view_name name)
{
	size_t at = (name.tag * 0x9E3779B1u) >> 24; /* the golden ratio's bits spread those of the tag */

	while (r->slot[at] && !view_name_eq(map->field[r->slot[at] - 1].name, name))
		at = (at + 1) % ROOT_SLOTS;
	return at;
}

/* A page has a hundred fields, and most names are looked up in it: it has a table of them where that pays. */
static void fill_slots(struct render *r, const struct view *map)
{
	r->has_slots = map->kind == VIEW_MAP && map->n > FEW_FIELDS && map->n < ROOT_SLOTS / 2;
	if (!r->has_slots)
		return;
	memset(r->slot, 0, sizeof r->slot);
	for (size_t i = 0; i < map->n; i++) {
		uint8_t *slot = &r->slot[slot_of(r, map, map->field[i].name)];

		if (!*slot) /* the first of a name wins */
			*slot = (uint8_t)(i + 1);
	}
}

static const struct view *first_find(const struct render *r, const struct view *map, struct view_name name)
{
	size_t slot = r->slot[slot_of(r, map, name)];

	return slot ? &map->field[slot - 1].value : NULL;
}

/* The innermost context that is no flag. */
static const struct view *top(const struct render *r)
{
	size_t i = r->n_contexts - 1;

	while (!r->context[i].view)
		i--;
	return r->context[i].view;
}

/* NULL when there is no such value. The first part of a name is looked for from the inside out, the others only
   within what it names. */
static const struct view *lookup(struct render *r, const struct op *op)
{
	const struct view *found = NULL;

	if (!op->n_segments)
		return top(r);
	for (size_t i = r->n_contexts; i-- && !found;) {
		const struct view *view = r->context[i].view;

		if (view && view->kind == VIEW_MAP)
			found = i || !r->has_slots ? field_find(r, view, op->segment[0]) : first_find(r, view, op->segment[0]);
	}
	for (uint32_t i = 1; i < op->n_segments && found; i++)
		found = found->kind == VIEW_MAP ? field_find(r, found, op->segment[i]) : NULL;
	return found;
}

static bool is_true(const struct view *v)
{
	if (!v)
		return false;
	switch ((enum view_kind)v->kind) {
	case VIEW_NONE:
		return false;
	case VIEW_TEXT:
	case VIEW_HTML:
		return v->text.n > 0;
	case VIEW_BOOL:
		return v->on;
	case VIEW_LIST:
		return v->n > 0;
	case VIEW_MAP:
		return true;
	}
	return false;
}

static void print_value(struct render *r, const struct view *v, bool is_raw)
{
	if (!v)
		return;
	if (v->kind == VIEW_BOOL)
		buf_put(r->out, v->on ? STR("true") : STR("false"));
	else if (v->kind == VIEW_HTML && is_raw)
		buf_put(r->out, v->text);
	else if (v->kind == VIEW_TEXT || v->kind == VIEW_HTML)
		r->escape(r->out, v->text);
}

static void print_indent(struct render *r)
{
	for (size_t i = r->indent_from; i < r->indent_to; i++)
		buf_put(r->out, r->indent[i]);
	r->work += r->indent_to - r->indent_from;
}

static void print_text(struct render *r, str text)
{
	struct cut line;

	if (r->indent_from == r->indent_to) {
		buf_put(r->out, text);
		return;
	}
	line = str_cut(text, '\n');
	while (line.found) {
		buf_put(r->out, line.head);
		buf_byte(r->out, '\n');
		if (line.tail.n)
			print_indent(r);
		line = str_cut(line.tail, '\n');
	}
	buf_put(r->out, line.head);
}

/* Index of the operation to go on behind; SIZE_MAX: too many sections. */
static size_t section_begin(struct render *r, const struct op *op, size_t at)
{
	const struct view *v = lookup(r, op);
	struct context *c = &r->context[r->n_contexts];

	if (!is_true(v))
		return op->jump;
	if (r->n_contexts == sizeof r->context / sizeof *r->context)
		return SIZE_MAX;
	*c = (struct context){ .view = v->kind == VIEW_BOOL ? NULL : v };
	if (v->kind == VIEW_LIST)
		*c = (struct context){ .view = &v->item[0], .list = v };
	r->n_contexts++;
	return at;
}

static size_t section_end(struct render *r, const struct op *op, size_t at)
{
	struct context *c = &r->context[r->n_contexts - 1];

	if (c->list && ++c->i < c->list->n) {
		c->view = &c->list->item[c->i];
		return op->jump;
	}
	r->n_contexts--;
	return at;
}

static bool run(struct render *r, const struct template *t, size_t depth);

static bool partial_run(struct render *r, const struct template *t, const struct op *op, size_t depth)
{
	const struct template *partial = template_get(t->set, op->text);
	size_t from = r->indent_from, to = r->indent_to;
	bool ok;

	if (!partial)
		return true;
	if (depth == TEMPLATE_MAX_PARTIALS)
		return fail(r, partial, "more than 32 partials inside one another");
	if (!op->is_standalone)
		r->indent_from = r->indent_to;
	else if (op->indent.n)
		r->indent[r->indent_to++] = op->indent; /* one at most for each partial we are in */
	ok = run(r, partial, depth + 1);
	r->indent_from = from;
	r->indent_to = to;
	return ok;
}

static bool run(struct render *r, const struct template *t, size_t depth)
{
	for (size_t i = 0; i < t->op.n; i++) {
		const struct op *op = &t->op.v[i];

		if (op->at_line_start)
			print_indent(r);
		switch ((enum op_kind)op->kind) {
		case OP_TEXT:
			print_text(r, op->text);
			break;
		case OP_ESCAPED:
		case OP_RAW:
			print_value(r, lookup(r, op), op->kind == OP_RAW);
			break;
		case OP_SECTION:
			i = section_begin(r, op, i);
			if (i == SIZE_MAX)
				return fail(r, t, "more than 64 sections inside one another");
			break;
		case OP_INVERTED:
			i = is_true(lookup(r, op)) ? op->jump : i;
			break;
		case OP_END:
			i = section_end(r, op, i);
			break;
		case OP_END_INVERTED:
			break;
		case OP_PARTIAL:
			if (!partial_run(r, t, op, depth))
				return false;
			break;
		}
		if (++r->work > TEMPLATE_MAX_WORK || r->out->n - r->start > r->max)
			return fail(r, t, "too much work or output, do sections or partials repeat one another?");
	}
	return true;
}

static bool render(const struct template *t, const struct view *v, struct buf *out,
                   void (*escape)(struct buf *out, str s), size_t max, struct err *e)
{
	struct render r;

	r.out = out;
	r.e = e;
	r.start = out->n;
	r.work = 0;
	r.max = max;
	r.escape = escape;
	r.n_contexts = 1;
	r.indent_from = r.indent_to = 0;
	/* the rest of r stays unset: clearing it would cost more than a small page */
	r.context[0] = (struct context){ .view = v };
	fill_slots(&r, v);
	return run(&r, t, 0);
}

bool template_render(const struct template *t, const struct view *v, struct buf *out, struct err *e)
{
	return render(t, v, out, escape_html, TEMPLATE_MAX_OUTPUT, e);
}

bool template_render_plain(const struct template *t, const struct view *v, struct buf *out, struct err *e)
{
	return render(t, v, out, buf_put, TEMPLATE_MAX_PLAIN, e);
}
