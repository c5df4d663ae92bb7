/* Compiles Mustache text into a flat list of operations (template_code.h) and keeps templates by name. Rendering is
   template_render.c. */
#include "base/arena.h"
#include "base/utf8.h"
#include "doc/place.h"
#include "render/template_code.h"

struct template_set {
	struct arena *a;
	struct map by_name; /* struct template */
};

struct open_section {
	str name;
	uint32_t op;
	size_t at; /* offset of its tag */
};
struct compiler {
	struct template *t;
	struct arena *a;
	struct err *e;
	str text;
	str open, close;   /* delimiters in force */
	bool line_pending; /* the next operation is the first one of a line */
	size_t n_open;
	struct open_section section[TEMPLATE_MAX_SECTIONS];
};
/* One tag; offsets into the text. */
struct tag {
	char sigil; /* '\0' for a name alone */
	str body;   /* without white space at the ends */
	size_t from, to;
	size_t line_from, line_to; /* standalone: what of the text it takes with it, else from and to */
	bool is_standalone;
};

struct template_set *template_set_new(struct arena *a)
{
	struct template_set *s = arena_new(a, struct template_set);

	s->a = a;
	return s;
}

const struct template *template_get(const struct template_set *s, str name)
{
	return map_get(&s->by_name, name);
}

str template_quoted(str s, struct arena *a)
{
	str q = diag_quote(s, a);

	return str_sub(q, 1, q.n - 2);
}

/* "template 'home', line 3, column 5: " */
static str place_in(const struct template *t, size_t at, struct arena *a)
{
	str name = template_quoted(t->name, a);
	size_t line = 1, line_start = 0;

	for (size_t i = 0; i < at; i++) {
		if (t->text.p[i] == '\n') {
			line++;
			line_start = i + 1;
		}
	}
	return str_fmt(a, "template '%.*s', line %zu, column %zu: ", STR_ARG(name), line,
	               utf8_count(str_sub(t->text, line_start, at - line_start)) + 1);
}

static str place_of(const struct compiler *c, size_t at)
{
	return place_in(c->t, at, c->a);
}

static size_t line_of(const struct compiler *c, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += c->text.p[i] == '\n';
	return line;
}

/* Returns false, for callers to pass on. */
static bool fail(const struct compiler *c, size_t at, const char *what)
{
	return err_usage(c->e, "%.*s%s", STR_ARG(place_of(c, at)), what);
}

static bool fail_name(const struct compiler *c, size_t at, const char *what, str name)
{
	return err_usage(c->e, "%.*s%s '%.*s'", STR_ARG(place_of(c, at)), what, STR_ARG(template_quoted(name, c->a)));
}

/* Index of the first `part` (not empty) from `at` on, s.n when absent. */
static size_t find_part(str s, str part, size_t at)
{
	while (at < s.n) {
		at += str_find(str_from(s, at), part.p[0]);
		if (at < s.n && str_starts(str_from(s, at), part))
			return at;
		at++;
	}
	return s.n;
}

static bool starts_line(str text, size_t at)
{
	return at == 0 || text.p[at - 1] == '\n';
}

/* The first operation of a line prints a partial's indentation, also when a comment stood before it. */
static struct op *op_add(struct compiler *c, enum op_kind kind)
{
	struct op *op = vec_push(&c->t->op, c->a);

	*op = (struct op){ .kind = (uint8_t)kind, .at_line_start = c->line_pending };
	c->line_pending = false;
	return op;
}

static void text_add(struct compiler *c, size_t from, size_t to)
{
	if (from == to)
		return;
	c->line_pending = c->line_pending || starts_line(c->text, from);
	op_add(c, OP_TEXT)->text = str_sub(c->text, from, to - from);
}

static bool name_set(struct compiler *c, struct op *op, const struct tag *tag)
{
	str rest = tag->body;
	uint32_t n = 1;

	if (str_eq(rest, STR(".")))
		return true;
	for (size_t i = 0; i < rest.n; i++)
		n += rest.p[i] == '.';
	op->segment = arena_array(c->a, n, struct view_name);
	while (op->n_segments < n) {
		struct cut dot = str_cut(rest, '.');

		if (!dot.head.n)
			return fail_name(c, tag->from, "empty part in the name", tag->body);
		op->segment[op->n_segments++] = view_name(dot.head);
		rest = dot.tail;
	}
	return true;
}

static bool section_open(struct compiler *c, const struct tag *tag)
{
	struct op *op = op_add(c, tag->sigil == '#' ? OP_SECTION : OP_INVERTED);

	if (c->n_open == TEMPLATE_MAX_SECTIONS)
		return fail(c, tag->from, "more than 64 sections inside one another");
	c->section[c->n_open++] = (struct open_section){ tag->body, (uint32_t)(op - c->t->op.v), tag->from };
	return name_set(c, op, tag);
}

static bool section_close(struct compiler *c, const struct tag *tag)
{
	struct open_section section;
	bool is_inverted;

	if (!c->n_open)
		return fail_name(c, tag->from, "closing tag without an open section", tag->body);
	section = c->section[--c->n_open];
	if (!str_eq(section.name, tag->body))
		return err_usage(c->e, "%.*sclosing tag '%.*s' does not match the section '%.*s' opened in line %zu",
		                 STR_ARG(place_of(c, tag->from)), STR_ARG(template_quoted(tag->body, c->a)),
		                 STR_ARG(template_quoted(section.name, c->a)), line_of(c, section.at));
	is_inverted = c->t->op.v[section.op].kind == OP_INVERTED;
	op_add(c, is_inverted ? OP_END_INVERTED : OP_END)->jump = section.op;
	c->t->op.v[section.op].jump = (uint32_t)(c->t->op.n - 1); /* fewer operations than TEMPLATE_MAX_BYTES */
	return true;
}

static bool partial_add(struct compiler *c, const struct tag *tag)
{
	struct op *op = op_add(c, OP_PARTIAL);

	op->text = tag->body;
	op->is_standalone = tag->is_standalone;
	op->indent = str_sub(c->text, tag->line_from, tag->from - tag->line_from);
	return true;
}

static bool is_delimiter(str s)
{
	return s.n && s.n <= TEMPLATE_MAX_DELIMITER && !str_has_space(s) && str_find(s, '=') == s.n;
}

static bool delimiters_set(struct compiler *c, const struct tag *tag)
{
	size_t n = 0;
	str open, close;

	while (n < tag->body.n && !byte_is_space(tag->body.p[n]))
		n++;
	open = str_sub(tag->body, 0, n);
	close = str_trim(str_from(tag->body, n));
	if (!is_delimiter(open) || !is_delimiter(close))
		return fail_name(c, tag->from, "expected two delimiters like {{=<% %>=}}, got", tag->body);
	c->open = open;
	c->close = close;
	return true;
}

static bool value_add(struct compiler *c, const struct tag *tag)
{
	return name_set(c, op_add(c, tag->sigil ? OP_RAW : OP_ESCAPED), tag);
}

static bool nothing_add(struct compiler *c, const struct tag *tag)
{
	(void)c;
	(void)tag; /* a comment */
	return true;
}

static const struct {
	char sigil;
	bool has_name;        /* its body is a name */
	bool may_stand_alone; /* on a line of its own, which then vanishes */
	bool (*add)(struct compiler *c, const struct tag *tag);
} tag_kinds[] = {
	{ '\0', true, false, value_add },  { '&', true, false, value_add },   { '{', true, false, value_add },
	{ '#', true, true, section_open }, { '^', true, true, section_open }, { '/', true, true, section_close },
	{ '>', true, true, partial_add },  { '!', false, true, nothing_add }, { '=', false, true, delimiters_set },
};

static size_t kind_of(char sigil)
{
	for (size_t i = 1; i < sizeof tag_kinds / sizeof *tag_kinds; i++)
		if (tag_kinds[i].sigil == sigil)
			return i;
	return 0;
}

/* Reads the tag whose opening delimiter is at tag->from. */
static bool tag_read(const struct compiler *c, struct tag *tag)
{
	char ending[TEMPLATE_MAX_DELIMITER + 1];
	size_t at = tag->from + c->open.n, end;
	struct buf close = { .p = ending, .cap = sizeof ending };

	if (at < c->text.n && c->text.p[at] == '{')
		tag->sigil = '{';
	while (!tag->sigil && at < c->text.n && byte_is_space(c->text.p[at]))
		at++;
	if (at < c->text.n && c->text.p[at] != '{')
		tag->sigil = tag_kinds[kind_of(c->text.p[at])].sigil;
	at += tag->sigil != 0;
	if (tag->sigil == '{' || tag->sigil == '=')
		buf_byte(&close, tag->sigil == '=' ? '=' : '}');
	buf_put(&close, c->close);
	end = find_part(c->text, buf_str(&close), at);
	if (end == c->text.n)
		return err_usage(c->e, "%.*sthis tag is never closed, expected '%.*s'",
		                 STR_ARG(place_of(c, tag->from)), STR_ARG(buf_str(&close)));
	tag->body = str_trim(str_sub(c->text, at, end - at));
	tag->to = end + close.n;
	return true;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* A tag that prints nothing takes its whole line with it when there is only white space beside it. `floor` is where
   the last tag ended. */
static void find_line(str text, size_t floor, struct tag *tag)
{
	size_t from = tag->from, to = tag->to;

	tag->line_from = from;
	tag->line_to = to;
	while (from > floor && is_blank(text.p[from - 1]))
		from--;
	while (to < text.n && is_blank(text.p[to]))
		to++;
	if (to + 1 < text.n && text.p[to] == '\r' && text.p[to + 1] == '\n')
		to++;
	if (!starts_line(text, from) || (to < text.n && text.p[to] != '\n'))
		return;
	tag->is_standalone = true;
	tag->line_from = from;
	tag->line_to = to < text.n ? to + 1 : to;
}

static bool tag_check(const struct compiler *c, const struct tag *tag)
{
	if (!tag->body.n)
		return fail(c, tag->from, "tag without a name");
	if (str_has_space(tag->body))
		return fail_name(c, tag->from, "white space in the name", tag->body);
	if (!tag->sigil && (tag->body.p[0] == '<' || tag->body.p[0] == '$'))
		return fail_name(c, tag->from, "template inheritance is not supported:", tag->body);
	return true;
}

/* Compiles one tag and what stands before it, from `*at`; moves *at behind it. */
static bool tag_compile(struct compiler *c, size_t from, size_t *at)
{
	struct tag tag = { .from = from, .line_from = from };
	size_t kind;

	if (!tag_read(c, &tag))
		return false;
	kind = kind_of(tag.sigil);
	tag.line_to = tag.to;
	if (tag_kinds[kind].may_stand_alone)
		find_line(c->text, *at, &tag);
	if (tag_kinds[kind].has_name && !tag_check(c, &tag))
		return false;
	text_add(c, *at, tag.line_from);
	*at = tag.line_to;
	if (!tag.is_standalone)
		c->line_pending = c->line_pending || starts_line(c->text, tag.from);
	return tag_kinds[kind].add(c, &tag);
}

static bool compile(struct compiler *c)
{
	size_t at = 0;

	while (at < c->text.n) {
		size_t from = find_part(c->text, c->open, at);

		if (from == c->text.n)
			break;
		if (!tag_compile(c, from, &at))
			return false;
	}
	text_add(c, at, c->text.n);
	if (!c->n_open)
		return true;
	c->n_open--;
	return fail_name(c, c->section[c->n_open].at, "this section is never closed:", c->section[c->n_open].name);
}

static size_t first_malformed(str text)
{
	size_t from = 0;

	for (size_t at = 0; at < text.n && utf8_next(text, &at) != UTF8_BAD; from = at)
		;
	return from;
}

const struct template *template_add(struct template_set *s, str name, str text, struct err *e)
{
	struct template *t = arena_new(s->a, struct template);
	struct compiler c = { .t = t, .a = s->a, .e = e, .open = STR("{{"), .close = STR("}}") };

	text = str_from(text, place_bom(text)); /* some editors begin a file with one */
	c.text = text;
	t->name = name;
	t->text = text;
	t->set = s;
	if (text.n > TEMPLATE_MAX_BYTES) {
		err_usage(e, "template '%.*s' has %zu bytes, at most %d are read", STR_ARG(template_quoted(name, s->a)),
		          text.n, TEMPLATE_MAX_BYTES);
		return NULL;
	}
	if (!utf8_is_valid(text)) {
		(void)fail(&c, first_malformed(text), "the text is not valid UTF-8");
		return NULL;
	}
	if (!compile(&c))
		return NULL;
	*map_put(&s->by_name, name, s->a) = t;
	return t;
}

static bool fault_partial(const struct template_set *s, const struct template *t, str wanted, struct err *e)
{
	str place = place_in(t, (size_t)(wanted.p - t->text.p), s->a); /* names are parts of the text */
	str *names = arena_array(s->a, s->by_name.n, str);
	size_t n = 0, near;

	for (const struct map_slot *m = s->by_name.first; m; m = m->next)
		names[n++] = m->key;
	near = str_nearest(wanted, names, n);
	if (near < n)
		return err_usage(e, "%.*sthere is no partial '%.*s', did you mean '%.*s'?", STR_ARG(place),
		                 STR_ARG(template_quoted(wanted, s->a)), STR_ARG(names[near]));
	return err_usage(e, "%.*sthere is no partial '%.*s'", STR_ARG(place), STR_ARG(template_quoted(wanted, s->a)));
}

bool template_check_partials(const struct template_set *s, struct err *e)
{
	for (const struct map_slot *m = s->by_name.first; m; m = m->next) {
		const struct template *t = m->value;

		for (size_t j = 0; j < t->op.n; j++)
			if (t->op.v[j].kind == OP_PARTIAL && !template_get(s, t->op.v[j].text))
				return fault_partial(s, t, t->op.v[j].text, e);
	}
	return true;
}

str template_partial(const struct template *t)
{
	for (size_t i = 0; i < t->op.n; i++)
		if (t->op.v[i].kind == OP_PARTIAL)
			return t->op.v[i].text;
	return (str){ 0 };
}

bool template_each_outer_name(const struct template *t, bool (*visit)(void *arg, str name), void *arg)
{
	size_t depth = 0;

	for (size_t i = 0; i < t->op.n; i++) {
		const struct op *op = &t->op.v[i];
		bool ends = op->kind == OP_END || op->kind == OP_END_INVERTED, has_name = op->kind != OP_TEXT && op->kind != OP_PARTIAL && !ends;

		depth -= ends;
		if (has_name && !depth && op->n_segments && !visit(arg, (str){ op->segment[0].p, op->segment[0].n }))
			return false;
		depth += op->kind == OP_SECTION || op->kind == OP_INVERTED;
	}
	return true;
}
