/* Compiling custom rules from dictum.yml. */
#include "lint/custom.h"

#include "base/utf8.h"
#include "doc/edit.h"
#include "doc/regex.h"
#include "lint/custom_parts.h"
#include "lint/files.h"

struct compiling {
	struct lint_custom *c;
	struct arena *a;
	const struct faults *f;
};

/* ---- fields ---- */

static void read_field(const struct compiling *p, const struct node *at, str name, struct field_path *out)
{
	switch (field_read(name, arena_array(p->a, FIELD_MAX_TOKENS, str), p->a, out)) {
	case FIELD_FINE:
		if (!name.n)
			faults_add(p->f, at, "expected the name of a field");
		break;
	case FIELD_TOO_LONG:
		faults_add(p->f, at, "the pointer has more than 16 parts");
		break;
	case FIELD_BAD_ESCAPE:
		faults_add(p->f, at, "'~' in a JSON Pointer is written ~0, and '/' in a name ~1");
		break;
	}
}

/* ---- conditions ---- */

static void read_pattern(const struct compiling *p, const struct node *at, struct condition *out)
{
	struct err broken = { .text = "" };

	out->pattern_text = at->text;
	out->pattern = regex_compile(at->text, p->a, &broken);
	if (!out->pattern)
		faults_add(p->f, at, "%s", broken.text);
}

static void read_condition(const struct compiling *p, const struct node *n, int depth, struct condition *out);

static const struct condition *read_negated(const struct compiling *p, const struct node *n, int depth)
{
	struct condition *inner = arena_new(p->a, struct condition);

	if (depth == CONDITION_MAX_NOT)
		faults_add(p->f, n, "`not` is nested more than 8 levels deep");
	else
		read_condition(p, n, depth + 1, inner);
	return inner;
}

static void read_conditions(const struct compiling *p, const struct node *n, int depth, struct condition *out)
{
	const struct node *exists = doc_get_z(n, "exists"), *pattern = doc_get_z(n, "pattern");
	const struct node *negated = doc_get_z(n, "not"), *equals = doc_get_z(n, "equals");

	out->equals = value_is_absent(equals) ? NULL : equals;
	out->one_of = doc_get_z(n, "one_of");
	out->contains = doc_get_z(n, "contains");
	out->has_exists = exists || (equals && !out->equals);
	out->exists = exists && exists->is_true;
	if (negated)
		out->negated = read_negated(p, negated, depth);
	if (pattern)
		read_pattern(p, pattern, out);
}

/* Anything but a mapping is short for `equals`, and null for `exists: false`. */
static void read_condition(const struct compiling *p, const struct node *n, int depth, struct condition *out)
{
	if (n->kind == NODE_MAP)
		read_conditions(p, n, depth, out);
	else if (n->kind == NODE_NULL)
		out->has_exists = true;
	else
		out->equals = n;
}

/* A mapping of fields to conditions, or a list of fields that have to exist. */
static void read_requirements(const struct compiling *p, const struct node *n, struct requirements *out)
{
	for (size_t i = 0; n && i < n->n; i++) {
		const struct node *name = n->kind == NODE_MAP ? &n->member[i].key : &n->item[i];
		struct requirement *r = vec_push(&out->all, p->a);

		*r = (struct requirement){ .condition = { .has_exists = n->kind == NODE_SEQ, .exists = n->kind == NODE_SEQ } };
		read_field(p, name, name->text, &r->field);
		if (n->kind == NODE_MAP)
			read_condition(p, &n->member[i].value, 0, &r->condition);
	}
}

/* `pattern` and `one_of`: conditions where the field is there. */
static void read_values(const struct compiling *p, const struct node *rule, struct requirements *out)
{
	const struct node *patterns = doc_get_z(rule, "pattern"), *lists = doc_get_z(rule, "one_of");

	for (size_t i = 0; patterns && i < patterns->n; i++) {
		struct requirement *r = vec_push(&out->all, p->a);

		*r = (struct requirement){ .condition = { .equals = NULL } };
		read_field(p, &patterns->member[i].key, patterns->member[i].key.text, &r->field);
		read_pattern(p, &patterns->member[i].value, &r->condition);
	}
	for (size_t i = 0; lists && i < lists->n; i++) {
		struct requirement *r = vec_push(&out->all, p->a);

		*r = (struct requirement){ .condition = { .one_of = &lists->member[i].value } };
		read_field(p, &lists->member[i].key, lists->member[i].key.text, &r->field);
	}
}

static void read_unique(const struct compiling *p, const struct node *n, struct custom_rule *out)
{
	for (size_t i = 0; n && i < (n->kind == NODE_SEQ ? n->n : 1); i++) {
		const struct node *name = n->kind == NODE_SEQ ? &n->item[i] : n;
		struct field_path *path = vec_push(&out->unique, p->a);

		read_field(p, name, name->text, path);
		if (path->has_star && n->kind == NODE_SEQ && n->n > 1)
			faults_add(p->f, name, "values of several fields together cannot be those of a list");
	}
}

static void read_file(const struct compiling *p, const struct node *n, struct custom_rule *out)
{
	const struct node *field = doc_get_z(n, "field");

	if (!n)
		return;
	out->file = arena_new(p->a, struct list_file);
	out->file->path_node = doc_get_z(n, "file");
	out->file->path = doc_text(out->file->path_node);
	out->file->at = doc_text(doc_get_z(n, "at"));
	read_field(p, field, field->text, &out->file->field);
}

/* ---- rules ---- */

static void check_name(const struct compiling *p, const struct node *name)
{
	if (lint_find_in(p->c, name->text))
		faults_add(p->f, name, "there is a rule '%.*s' already", STR_ARG(name->text));
	else if (str_starts(name->text, STR("schema-")))
		faults_add(p->f, name, "names that begin with 'schema-' are kept for the rules of JSON Schema");
}

static void describe(const struct compiling *p, const struct node *n, struct custom_rule *out)
{
	const struct node *level = doc_get_z(n, "level");

	out->message = doc_text(doc_get_z(n, "message"));
	out->help = doc_text(doc_get_z(n, "help"));
	out->rule = (struct diag_rule){
		.id = str_z(doc_text(doc_get_z(n, "name")), p->a),
		.level = DIAG_ERROR,
		.scope = "custom",
		.title = str_z(out->message, p->a),
		.reason = out->help.n ? str_z(out->help, p->a) : "A rule of this dictionary, set in its dictum.yml.",
		.bad = "",
		.good = "",
	};
	if (level)
		(void)lint_level_read(level, &out->rule.level); /* the schema lets only levels through */
}

static void check_purpose(const struct compiling *p, const struct node *n)
{
	static const char *const checks[] = { "require", "forbid", "pattern", "one_of", "unique", "exists_in_file" };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (doc_get_z(n, checks[i]))
			return;
	faults_add(p->f, n, "the rule checks nothing, expected require, forbid, pattern, one_of, unique or exists_in_file");
}

static void read_rule(const struct compiling *p, const struct node *n)
{
	struct custom_rule *r = arena_new(p->a, struct custom_rule);
	const struct node *name = doc_get_z(n, "name");

	r->node = n;
	r->kind_names = doc_get_z(n, "kinds");
	describe(p, n, r);
	check_name(p, name);
	check_purpose(p, n);
	read_requirements(p, doc_get_z(n, "where"), &r->where);
	read_requirements(p, doc_get_z(n, "require"), &r->require);
	read_requirements(p, doc_get_z(n, "forbid"), &r->forbid);
	read_values(p, n, &r->values);
	read_unique(p, doc_get_z(n, "unique"), r);
	read_file(p, doc_get_z(n, "exists_in_file"), r);
	*vec_push(&p->c->rules, p->a) = r;
	*map_put(&p->c->by_name, name->text, p->a) = r;
}

struct lint_custom *lint_custom_compile(const struct node *list, str bytes, const struct faults *f)
{
	struct lint_custom *c = arena_new(f->a, struct lint_custom);
	const struct compiling p = { c, f->a, f };

	*c = (struct lint_custom){ .a = f->a, .path = f->path, .bytes = bytes };
	for (size_t i = 0; list && i < list->n; i++)
		read_rule(&p, &list->item[i]);
	return c;
}

static const struct kind *find_kind(const struct dialect *d, const struct node *name, const struct faults *f)
{
	const struct kind *kind = dialect_kind(d, name->text);

	if (!kind && !f->found->is_cut)
		faults_add(f, name, "unknown kind '%.*s', expected one of %.*s", STR_ARG(name->text), STR_ARG(dialect_kind_names(d, f->a)));
	return kind;
}

void lint_custom_bind(struct lint_custom *c, const struct dialect *d, const struct faults *f)
{
	for (size_t i = 0; c && i < c->rules.n; i++) {
		struct custom_rule *r = c->rules.v[i];

		r->n_kinds = r->kind_names ? r->kind_names->n : 0;
		r->kinds = arena_array(c->a, r->n_kinds, const struct kind *);
		for (size_t j = 0; j < r->n_kinds; j++)
			r->kinds[j] = find_kind(d, &r->kind_names->item[j], f);
	}
}

/* ---- lists in files ---- */

/* What an earlier rule has of the same file, and of the same place in it where there is one: it is large, and many rules may name it. */
static const struct list_file *loaded_before(const struct lint_custom *c, size_t i)
{
	const struct list_file *f = c->rules.v[i]->file, *found = NULL;

	for (size_t j = 0; j < i; j++) {
		const struct list_file *other = c->rules.v[j]->file;

		if (!other || !str_eq(other->path, f->path))
			continue;
		found = other;
		if (str_eq(other->at, f->at))
			break;
	}
	return found;
}

static bool refuse(const struct lint_custom *c, const struct node *at, struct err *e, str why)
{
	return err_usage(e, "%.*s:%u:%u: %.*s", STR_ARG(c->path), at->at.line, at->at.column, STR_ARG(why));
}

static bool take_list(struct lint_custom *c, struct list_file *f, struct err *e)
{
	const struct node *root = doc_at(f->root, f->at);

	if (!root || (root->kind != NODE_SEQ && root->kind != NODE_MAP))
		return refuse(c, f->path_node, e, str_fmt(c->a, "there is no list or mapping at \"%.*s\" in '%.*s'", STR_ARG(f->at), STR_ARG(f->path)));
	f->names = arena_array(c->a, root->n, str);
	for (size_t i = 0; i < root->n; i++) {
		str name = root->kind == NODE_SEQ ? doc_scalar(&root->item[i], c->a) : root->member[i].key.text;

		f->names[f->n_names++] = name;
		*map_put(&f->values, name, c->a) = f;
	}
	return true;
}

static bool read_root(struct lint_custom *c, struct list_file *f, lint_custom_read_fn *read, void *arg, struct err *e)
{
	struct err failure = { .text = "" };
	str bytes = { 0 };

	if (read(arg, f->path, &bytes, &failure)) {
		f->root = doc_require(f->path, bytes, NULL, c->a, e);
		return f->root;
	}
	if (failure.is_usage)
		return refuse(c, f->path_node, e, str_from_z(failure.text));
	*e = failure;
	return false;
}

static bool load_list(struct lint_custom *c, size_t i, lint_custom_read_fn *read, void *arg, struct err *e)
{
	struct list_file *f = c->rules.v[i]->file;
	const struct list_file *before = loaded_before(c, i);

	f->root = before ? before->root : NULL;
	if (before && (!f->root || str_eq(before->at, f->at))) { /* what is broken was told */
		f->values = before->values;
		f->names = before->names;
		f->n_names = before->n_names;
		return true;
	}
	return (f->root || read_root(c, f, read, arg, e)) && take_list(c, f, e);
}

bool lint_custom_load(struct lint_custom *c, lint_custom_read_fn *read, void *arg, struct err *e)
{
	struct err later;
	bool ok = true;

	for (size_t i = 0; c && i < c->rules.n; i++)
		ok = (!c->rules.v[i]->file || load_list(c, i, read, arg, ok ? e : &later)) && ok;
	return ok;
}

/* ---- for explain ---- */

const struct diag_rule *lint_custom_rule(const struct lint_custom *c, size_t i)
{
	return c && i < c->rules.n ? &c->rules.v[i]->rule : NULL;
}

const struct diag_rule *lint_custom_find(const struct lint_custom *c, str name)
{
	const struct custom_rule *r = c ? map_get(&c->by_name, name) : NULL;

	return r ? &r->rule : NULL;
}

/* The line a node ends on; block collections end with what is in them. */
static uint32_t last_line(const struct node *n)
{
	uint32_t line = n->at.line;

	while ((n->kind == NODE_SEQ || n->kind == NODE_MAP) && n->style != STYLE_FLOW && n->n) {
		if (n->kind == NODE_MAP && n->member[n->n - 1].key.at.end_line > line)
			line = n->member[n->n - 1].key.at.end_line;
		n = n->kind == NODE_MAP ? &n->member[n->n - 1].value : &n->item[n->n - 1];
	}
	return n->at.end_line > line ? n->at.end_line : line;
}

/* Its lines, as far to the left as they go. */
static str text_of(const struct lint_custom *c, const struct node *n, struct arena *a)
{
	struct buf b = { .a = a };
	uint32_t last = last_line(n);
	struct edit_lines lines = { .bytes = c->bytes };

	for (uint32_t line = n->at.line; line <= last; line++) {
		str text = edit_lines_at(&lines, line);
		size_t blanks = 0;

		if (n->style == STYLE_FLOW && line == last)
			text.n = utf8_offset(text, n->at.end_column - 1); /* behind it the list may end */

		while (blanks + 1 < n->at.column && blanks < text.n && (text.p[blanks] == ' ' || line == n->at.line))
			blanks++;
		buf_put(&b, str_from(text, blanks));
		buf_byte(&b, '\n');
	}
	return buf_str(&b);
}

str lint_custom_text(const struct lint_custom *c, const struct diag_rule *rule, struct arena *a, uint32_t *line)
{
	for (size_t i = 0; c && i < c->rules.n; i++) {
		if (&c->rules.v[i]->rule != rule)
			continue;
		*line = c->rules.v[i]->node->at.line;
		return text_of(c, c->rules.v[i]->node, a);
	}
	return (str){ 0 };
}
