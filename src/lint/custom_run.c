/* Custom rules over the dictionary. */
#include "base/utf8.h"
#include "lint/common.h"
#include "lint/custom_parts.h"

/* Of all rules of one dictionary: as many as rules times values are possible. */
enum {
	MAX_FOUND = 200000, /* findings, a kilobyte each */
	MAX_GAVE_UP = 100,  /* definitions that a rule's pattern took too long for, a tenth of a second each */
	MAX_KEY = 1000      /* code points of a key in a message */
};

struct check { /* one rule over one definition */
	const struct lint_ctx *ctx;
	const struct custom_rule *rule;
	const struct definition *def;
	const struct requirement *requirement;
	struct matching matching;
	bool holds;        /* where, forbid: whether a value fits */
	struct map *seen;  /* unique: hash of a value -> struct first_use */
	size_t *n_nearest;
	size_t n_before;   /* findings there were before the first rule */
	size_t n_gave_up;
};
struct first_use {
	const struct definition *def;
	const struct node *at;
};

/* ---- messages ---- */

static bool visit_words(void *arg, const struct found_value *v)
{
	value_words(arg, v->value);
	return false; /* the first one speaks for all */
}

static void put_named(struct buf *out, const struct check *c, str name, const struct node *value)
{
	str tokens[FIELD_MAX_TOKENS];
	struct field_path f;
	size_t from = out->n;

	if (str_eq_z(name, "value")) {
		value_words(out, value);
		return;
	}
	if (str_eq_z(name, "key") || str_eq_z(name, "kind")) {
		str whole = str_eq_z(name, "key") ? c->def->entries[0].key : c->def->kind->name;
		size_t end = utf8_offset(whole, MAX_KEY);

		buf_put(out, str_sub(whole, 0, end));
		buf_z(out, end < whole.n ? "..." : "");
		return;
	}
	(void)field_read(name, tokens, c->ctx->a, &f); /* in a message a '~' may stand for itself */
	field_visit(&f, c->def->root, visit_words, out);
	if (out->n == from)
		buf_z(out, "nothing");
}

/* "{name}" is a value; any other brace is a brace. */
static str expand(const struct check *c, str text, const struct node *value)
{
	struct buf b = { .a = c->ctx->a };

	for (size_t i = 0; i < text.n; i++) {
		size_t end = i + 1;

		while (text.p[i] == '{' && end < text.n && text.p[end] != '}' && text.p[end] != '{' && !byte_is_space(text.p[end]))
			end++;
		if (text.p[i] == '{' && end < text.n && text.p[end] == '}' && end > i + 1) {
			put_named(&b, c, str_sub(text, i + 1, end - i - 1), value);
			i = end;
		} else {
			buf_byte(&b, byte_is_space(text.p[i]) ? ' ' : text.p[i]);
		}
	}
	return buf_str(&b);
}

static struct span place_of(const struct check *c, const struct node *value, const struct found_value *v)
{
	const struct node *parent = v->parent;

	if (value)
		return node_span(c->def, value);
	return node_span(c->def, parent && parent->kind == NODE_MAP && parent->n ? &parent->member[0].key : parent);
}

/* `value`: the value, or the item of it that is wrong; NULL when it is missing. */
static struct diag *report(const struct check *c, const struct field_path *f, const struct found_value *v, const struct node *value)
{
	struct diag_list *found = c->ctx->found;
	str message = expand(c, c->rule->message, value);
	struct diag *d = diag_add(found, &c->rule->rule, place_of(c, value, v), "%.*s", STR_ARG(message));

	d->has_pointer = field_pointer(f, c->def->root, v, value ? f->n : v->parent_tokens, found->a, &d->pointer);
	if (!value) {
		str last = v->parent_tokens < f->n ? f->token[v->parent_tokens] : (str){ 0 };

		(void)field_pointer(f, c->def->root, v, v->parent_tokens + 1, found->a, &d->subject); /* none where it is too long */
		d->hint = str_fmt(found->a, "%.*s is missing", STR_ARG(last));
	}
	d->help = expand(c, c->rule->help, value);
	return d;
}

static void point_at_item(const struct check *c, struct diag *d, size_t index)
{
	if (d->has_pointer)
		set_pointer(d, pointer_add_index(d->pointer, index, c->ctx->a));
}

/* ---- checks of one value ---- */

static bool visit_any(void *arg, const struct found_value *v)
{
	struct check *c = arg;

	c->holds = condition_holds(&c->requirement->condition, v->value, &c->matching) && !c->matching.is_unsure;
	return !c->holds;
}

/* Of a list whose items are checked one by one, the first that is wrong. */
static const struct node *wrong_item(struct check *c, const struct node *value, size_t *index)
{
	const struct condition *all = &c->requirement->condition;
	struct condition one = { .one_of = all->one_of }, pattern = { .pattern = all->pattern };

	if (condition_holds(&one, value, &c->matching))
		one.one_of = NULL; /* it may be allowed as a whole */
	if (!condition_holds(&pattern, value, &c->matching))
		one.pattern = all->pattern;
	for (size_t i = 0; value && value->kind == NODE_SEQ && (one.one_of || one.pattern) && i < value->n; i++) {
		*index = i;
		if (!condition_holds(&one, &value->item[i], &c->matching))
			return &value->item[i];
	}
	return NULL;
}

static bool visit_required(void *arg, const struct found_value *v)
{
	struct check *c = arg;
	const struct requirement *r = c->requirement;
	const struct node *item;
	struct diag *d;
	size_t index = 0;

	if (condition_holds(&r->condition, v->value, &c->matching) || c->matching.is_unsure)
		return true;
	item = wrong_item(c, v->value, &index);
	d = report(c, &r->field, v, item ? item : v->value);
	if (item)
		point_at_item(c, d, index);
	if (v->value)
		d->hint = value_is_absent(v->value) ? STR("a value is missing") : condition_words(&r->condition, v->value, &c->matching);
	return true;
}

static bool visit_present(void *arg, const struct found_value *v)
{
	return value_is_absent(v->value) || visit_required(arg, v);
}

static bool visit_forbidden(void *arg, const struct found_value *v)
{
	struct check *c = arg;
	struct diag *d;

	if (!condition_holds(&c->requirement->condition, v->value, &c->matching) || c->matching.is_unsure)
		return true;
	d = report(c, &c->requirement->field, v, v->value);
	if (v->value)
		d->hint = STR("not allowed here");
	return true;
}

static bool is_full(const struct check *c)
{
	return c->ctx->found->all.n - c->n_before > MAX_FOUND || c->n_gave_up > MAX_GAVE_UP;
}

static void check_all(struct check *c, const struct requirements *all, visit_fn *visit)
{
	for (size_t i = 0; i < all->all.n && !is_full(c); i++) {
		c->requirement = &all->all.v[i];
		field_visit(&c->requirement->field, c->def->root, visit, c);
	}
}

/* ---- unique ---- */

static void report_again(struct check *c, const struct field_path *f, const struct found_value *v, str hash)
{
	struct first_use **first = (struct first_use **)map_put(c->seen, hash, c->ctx->a);
	struct diag *d;

	if (*first) {
		if (!node_equal((*first)->at, v->value))
			return; /* only their hashes are equal */
		d = report(c, f, v, v->value);
		diag_relate(c->ctx->found, d, node_span((*first)->def, (*first)->at), STR("first used here"));
		return;
	}
	*first = arena_new(c->ctx->a, struct first_use);
	**first = (struct first_use){ c->def, v->value };
}

/* Equal values have equal ones: 1 and 1.0, mappings in any order. */
static str hash_text(const struct node *n, struct arena *a)
{
	return str_fmt(a, "%016llx", (unsigned long long)node_hash(n));
}

static bool visit_unique(void *arg, const struct found_value *v)
{
	struct check *c = arg;

	if (!value_is_absent(v->value))
		report_again(c, &c->rule->unique.v[0], v, hash_text(v->value, c->ctx->a));
	return true;
}

static bool visit_keep(void *arg, const struct found_value *v)
{
	*(struct found_value *)arg = *v;
	return false;
}

/* Values of several fields together; definitions without one of them are left out. */
static void check_together(struct check *c)
{
	struct buf text = { .a = c->ctx->a };
	struct found_value first = { .value = NULL };

	for (size_t i = 0; i < c->rule->unique.n; i++) {
		struct found_value v = { .value = NULL };

		field_visit(&c->rule->unique.v[i], c->def->root, visit_keep, &v);
		if (value_is_absent(v.value))
			return;
		buf_put(&text, hash_text(v.value, c->ctx->a));
		if (i == 0)
			first = v;
	}
	report_again(c, &c->rule->unique.v[0], &first, buf_str(&text));
}

/* ---- exists_in_file ---- */

static void check_listed(struct check *c, const struct found_value *v, const struct node *value, size_t *index)
{
	const struct list_file *f = c->rule->file;
	str name = doc_scalar(value, c->ctx->a);
	struct diag *d;
	size_t near;

	if (value->kind == NODE_SEQ || value->kind == NODE_MAP || value->kind == NODE_NULL || map_has(&f->values, name))
		return;
	d = report(c, &f->field, v, value);
	if (index)
		point_at_item(c, d, *index);
	near = (*c->n_nearest)++ < MAX_NEAREST ? str_nearest(name, f->names, f->n_names) : f->n_names;
	d->hint = near < f->n_names ? str_fmt(c->ctx->a, "did you mean \"%.*s\"?", STR_ARG(f->names[near])) :
	                              str_fmt(c->ctx->a, "not in %.*s", STR_ARG(f->path));
}

static bool visit_listed(void *arg, const struct found_value *v)
{
	if (value_is_absent(v->value))
		return true;
	if (v->value->kind != NODE_SEQ)
		check_listed(arg, v, v->value, NULL);
	for (size_t i = 0; v->value->kind == NODE_SEQ && i < v->value->n; i++)
		check_listed(arg, v, &v->value->item[i], &i);
	return true;
}

/* ---- rules ---- */

static bool is_about(const struct custom_rule *r, const struct kind *k)
{
	for (size_t i = 0; i < r->n_kinds; i++)
		if (r->kinds[i] == k)
			return true;
	return r->n_kinds == 0;
}

static bool is_selected(struct check *c)
{
	for (size_t i = 0; i < c->rule->where.all.n; i++) {
		c->requirement = &c->rule->where.all.v[i];
		c->holds = false;
		field_visit(&c->requirement->field, c->def->root, visit_any, c);
		if (!c->holds)
			return false;
	}
	return true;
}

/* A pattern without an answer is a finding, neither a match nor a miss. */
static void report_limit(struct check *c)
{
	const struct diag_rule *rule = lint_find(STR("schema-pattern-limit"));
	struct diag *d = diag_add(c->ctx->found, rule, node_span(c->def, c->matching.gave_up),
	                          "the pattern %.*s of rule %s took too long for this text", STR_ARG(c->matching.gave_up_pattern),
	                          c->rule->rule.id);

	d->help = STR("simplify the pattern, for example nested repetitions such as (a+)+");
	c->n_gave_up++;
}

static void check_definition(struct check *c)
{
	const struct custom_rule *r = c->rule;

	if (!is_selected(c))
		return;
	check_all(c, &r->require, visit_required);
	check_all(c, &r->forbid, visit_forbidden);
	check_all(c, &r->values, visit_present);
	if (r->unique.n == 1)
		field_visit(&r->unique.v[0], c->def->root, visit_unique, c);
	else if (r->unique.n)
		check_together(c);
	if (r->file)
		field_visit(&r->file->field, c->def->root, visit_listed, c);
}

/* False: there are so many findings that no more are looked for. */
static bool check_dictionary(struct check *c)
{
	const struct dict *d = c->ctx->dict;
	struct map seen = { 0 };

	c->seen = &seen;
	for (size_t i = 0; i < d->definitions.n && !is_full(c); i++) {
		c->def = d->definitions.v[i];
		c->matching = (struct matching){ .a = c->ctx->a };
		if (!is_about(c->rule, c->def->kind))
			continue;
		check_definition(c);
		if (c->matching.gave_up)
			report_limit(c);
	}
	return !is_full(c);
}

static void report_full(const struct check *c, const struct lint_custom *custom)
{
	bool is_slow = c->n_gave_up > MAX_GAVE_UP;
	struct diag *d = diag_add(c->ctx->found, &lint_rules_custom[0].rule, (struct span){ custom->path, c->rule->node->at },
	                          "rules of this dictionary %s more than %d %s; from %s on they are not all looked for",
	                          is_slow ? "take too long for" : "find", is_slow ? MAX_GAVE_UP : MAX_FOUND,
	                          is_slow ? "definitions" : "values", c->rule->rule.id);

	d->help = is_slow ? STR("simplify the patterns") : STR("mend what is found, or tell less by `where`");
}

void lint_custom_run(const struct lint_ctx *ctx, const struct lint_custom *custom)
{
	size_t n_nearest = 0;
	struct check c = { .ctx = ctx, .n_nearest = &n_nearest, .n_before = ctx->found->all.n };

	for (size_t i = 0; custom && i < custom->rules.n; i++) {
		c.rule = custom->rules.v[i];
		if (!check_dictionary(&c)) {
			report_full(&c, custom);
			return;
		}
	}
}

const struct lint_rule lint_rules_custom[] = {
	{ .rule = { "custom-limit", DIAG_ERROR, "all", "rules of dictum.yml that find more than can be told, or take too long",
	            "Each rule may find each value of each definition. What is not looked for any more could hold anything.",
	            "lint:\n  custom:\n    - {name: b, message: no b, require: {/a/*/b: {exists: true}}} # and a thousand like it\n",
	            "lint:\n  custom:\n    - {name: b, message: no b, where: {status: active}, require: {/a/*/b: {exists: true}}}\n", NULL } },
	{ .rule = { 0 } },
};
