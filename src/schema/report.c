/* Turns failures into findings: place, rule, pointers. One finding per cause; says how many were left out. */
#include "schema/check.h"
#include "schema/uri.h"

/* The rule that says that a keyword failed. OP_REF, OP_DYNAMIC_REF, OP_ALL_OF and OP_IF never fail by themselves. */
static const enum schema_rule rule_of[] = {
	[OP_TYPE] = RULE_SCHEMA_TYPE,
	[OP_CONST] = RULE_SCHEMA_CONST,
	[OP_ENUM] = RULE_SCHEMA_ENUM,
	[OP_MINIMUM] = RULE_SCHEMA_MINIMUM,
	[OP_MAXIMUM] = RULE_SCHEMA_MAXIMUM,
	[OP_EXCLUSIVE_MINIMUM] = RULE_SCHEMA_EXCLUSIVE_MINIMUM,
	[OP_EXCLUSIVE_MAXIMUM] = RULE_SCHEMA_EXCLUSIVE_MAXIMUM,
	[OP_MULTIPLE_OF] = RULE_SCHEMA_MULTIPLE_OF,
	[OP_MIN_LENGTH] = RULE_SCHEMA_MIN_LENGTH,
	[OP_MAX_LENGTH] = RULE_SCHEMA_MAX_LENGTH,
	[OP_PATTERN] = RULE_SCHEMA_PATTERN,
	[OP_FORMAT] = RULE_SCHEMA_FORMAT,
	[OP_MIN_ITEMS] = RULE_SCHEMA_MIN_ITEMS,
	[OP_MAX_ITEMS] = RULE_SCHEMA_MAX_ITEMS,
	[OP_UNIQUE_ITEMS] = RULE_SCHEMA_UNIQUE_ITEMS,
	[OP_CONTAINS] = RULE_SCHEMA_CONTAINS,
	[OP_MIN_PROPERTIES] = RULE_SCHEMA_MIN_PROPERTIES,
	[OP_MAX_PROPERTIES] = RULE_SCHEMA_MAX_PROPERTIES,
	[OP_REQUIRED] = RULE_SCHEMA_REQUIRED,
	[OP_OBJECT] = RULE_SCHEMA_UNKNOWN_KEY,
	[OP_UNEVALUATED_PROPERTIES] = RULE_SCHEMA_UNKNOWN_KEY,
	[OP_PROPERTY_NAMES] = RULE_SCHEMA_PROPERTY_NAMES,
	[OP_DEPENDENT] = RULE_SCHEMA_DEPENDENT,
	[OP_ANY_OF] = RULE_SCHEMA_ANY_OF,
	[OP_ONE_OF] = RULE_SCHEMA_ONE_OF,
	[OP_NOT] = RULE_SCHEMA_NOT,
	[OP_PATTERN_LIMIT] = RULE_SCHEMA_PATTERN_LIMIT,
	[OP_ARRAY] = RULE_SCHEMA_FALSE,
	[OP_UNEVALUATED_ITEMS] = RULE_SCHEMA_FALSE,
	[OP_FALSE] = RULE_SCHEMA_FALSE,
};

static struct place place_of(const struct fail *f)
{
	switch ((int)f->op) {
	case OP_REQUIRED:
	case OP_DEPENDENT:
		return f->at->n ? f->at->member[0].key.at : f->at->at;
	case OP_OBJECT:
	case OP_UNEVALUATED_PROPERTIES:
	case OP_PROPERTY_NAMES:
		return f->member->key.at;
	case OP_FALSE:
		return f->member ? f->member->key.at : f->at->at;
	case OP_UNIQUE_ITEMS:
		return f->at->item[f->second].at;
	case OP_ARRAY:
	case OP_UNEVALUATED_ITEMS:
		return f->at->item[f->first].at;
	default:
		return f->at->at;
	}
}

/* What a finding is placed at: the value inside that the closest form blames alone. */
static const struct fail *spot_of(const struct fail *f)
{
	const struct fail *blamed = blamed_fail(f);

	return blamed->depth > f->depth ? blamed : f;
}

static str schema_pointer(const struct schema *s, const struct fail *f, struct arena *a)
{
	struct buf b = { .a = a };
	str pointer = site_pointer(f->sub->site, a);

	if (!pointer.n && f->sub->site->up)
		return (str){ 0 }; /* too long to be of use */
	buf_put(&b, refs_relative(s->document, f->sub->site->resource->document, a));
	buf_byte(&b, '#');
	uri_put_fragment(&b, pointer);
	if (f->token.n) {
		buf_byte(&b, '/');
		uri_put_fragment(&b, f->token);
	}
	return buf_str(&b);
}

/* What the author of the schema wants to be said: of the failing subschema, or of one of the forms that failed. */
static str author_words(const struct fail *f)
{
	str words = f->sub->x_error;
	size_t best;

	if (words.n || !f->n_branches)
		return words;
	best = best_branch(f);
	if (f->branch[best].first)
		words = f->branch[best].first->sub->x_error;
	for (size_t i = 0; i < f->n_branches && !words.n; i++)
		for (const struct fail *why = f->branch[i].first; why && !words.n; why = why->next)
			words = why->sub->x_error;
	return words;
}

static void relate(struct diag_list *found, struct diag *d, const struct fail *f, str path)
{
	const struct document *schema = f->sub->site->resource->document;

	if (f->op == OP_UNIQUE_ITEMS)
		diag_relate(found, d, (struct span){ path, f->at->item[f->first].at }, STR("first here"));
	if (f->op == OP_PATTERN_LIMIT)
		diag_relate(found, d, (struct span){ schema->path, f->keyword->node->at }, STR("the pattern"));
}

static bool is_same(const struct diag *a, const struct diag_rule *rule, struct place at, str message, str pointer)
{
	return a->rule == rule && a->at.at.line == at.line && a->at.at.column == at.column &&
	       str_eq(a->message, message) && str_eq(a->pointer, pointer);
}

static bool is_reported(const struct diag_list *found, size_t from, const struct diag_rule *rule, struct place at,
                        str message, str pointer)
{
	for (size_t i = from; i < found->all.n; i++)
		if (is_same(&found->all.v[i], rule, at, message, pointer))
			return true;
	return false;
}

static str member_of(const struct fail *f, struct arena *a)
{
	bool is_missing_or_surplus = f->name.n || (f->member && f->op != OP_FALSE); /* that one's pointer is the member's own */

	return f->has_pointer && is_missing_or_surplus ? pointer_add(f->pointer, f->name.n ? f->name : f->member->key.text, a) : (str){ 0 };
}

/* The member that the finding waits for: nothing where its finding could not be known by its pointer. */
static str awaited_of(const struct fail *f, const struct fails *fails, struct arena *a)
{
	str name = f->has_pointer ? forms_await(f, fails) : (str){ 0 };

	return name.n ? pointer_add(f->pointer, name, a) : (str){ 0 };
}

/* The pointer is that of the value that fails, as other validators tell it; rules that disagree with what is blamed in it meet at the subject. */
static void point_at(struct diag *d, const struct fail *f, const struct fail *spot, struct arena *a)
{
	d->pointer = str_dup(f->pointer, a);
	d->has_pointer = f->has_pointer;
	d->subject = member_of(spot, a);
	if (!d->subject.n && spot != f)
		d->subject = str_dup(spot->pointer, a);
}

void report_fails(const struct schema *s, str path, const struct fails *fails, struct arena *scratch,
                  struct diag_list *found)
{
	size_t from = found->all.n, merged = 0, left;
	struct misspellings misspellings = { 0 };
	struct diag *d;

	find_misspellings(s, fails, scratch, &misspellings);
	for (const struct fail *f = fails->first; f && found->all.n - from < SCHEMA_MAX_FINDINGS; f = f->next) {
		const struct diag_rule *rule = &schema_rules[rule_of[f->op]];
		const struct member *written = misspelt_as(&misspellings, f);
		const struct fail *spot = spot_of(f);
		struct place at = written ? written->key.at : place_of(spot);
		str message = message_of(f, scratch, 0);

		if (is_told_as_missing(&misspellings, f) || condition_is_open(&f->because, fails) ||
		    is_reported(found, from, rule, at, message, f->pointer)) {
			merged++;
			continue;
		}
		d = diag_add(found, rule, (struct span){ path, at }, "%.*s", STR_ARG(message));
		point_at(d, f, spot, found->a);
		d->awaited = awaited_of(f, fails, found->a);
		d->schema_pointer = schema_pointer(s, f, found->a);
		d->help = str_dup(author_words(f), found->a);
		suggest_remedy(found, d, f, &misspellings, scratch);
		relate(found, d, f, path);
	}
	left = fails->n - merged - (found->all.n - from);
	if (!left)
		return;
	found->is_cut = true;
	d = diag_add(found, &schema_rules[RULE_SCHEMA_TOO_MANY], found->all.v[found->all.n - 1].at,
	             "%zu more findings of the schema in this file are not shown", left);
	d->has_pointer = true;
}
