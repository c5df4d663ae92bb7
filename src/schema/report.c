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

struct reporting {
	const struct schema *schema;
	str path;
	const struct fails *fails;
	struct misspellings misspellings;
	struct arena *scratch;
	struct diag_list *found, beyond; /* which are not shown, with what tells them apart and no more */
	size_t from;                     /* the first of these in `found` */
};

static void add_finding(struct reporting *r, const struct fail *f, const struct diag_rule *rule, struct place at, str message)
{
	struct diag *d = diag_add(r->found, rule, (struct span){ r->path, at }, "%.*s", STR_ARG(message));

	point_at(d, f, spot_of(f), r->found->a);
	d->awaited = awaited_of(f, r->fails, r->found->a);
	d->schema_pointer = schema_pointer(r->schema, f, r->found->a);
	d->help = str_dup(author_words(f), r->found->a);
	suggest_remedy(r->found, d, f, &r->misspellings, r->scratch);
	relate(r->found, d, f, r->path);
}

static void report_fail(struct reporting *r, const struct fail *f)
{
	const struct diag_rule *rule = &schema_rules[rule_of[f->op]];
	const struct member *written = misspelt_as(&r->misspellings, f);
	struct place at = written ? written->key.at : place_of(spot_of(f));
	str message = message_of(f, r->scratch, 0);

	if (is_told_as_missing(&r->misspellings, f) || condition_is_open(&f->because, r->fails) ||
	    is_reported(r->found, r->from, rule, at, message, f->pointer) || is_reported(&r->beyond, 0, rule, at, message, f->pointer))
		return;
	if (r->found->all.n - r->from < SCHEMA_MAX_FINDINGS)
		add_finding(r, f, rule, at, message);
	else
		diag_add(&r->beyond, rule, (struct span){ r->path, at }, "%.*s", STR_ARG(message))->pointer = f->pointer;
}

/* Nobody knows which of the failures that were not kept say the same as others. */
static void report_left(struct reporting *r)
{
	size_t lost = r->fails->n > FAILS_KEPT ? r->fails->n - FAILS_KEPT : 0, left = r->beyond.all.n + lost;
	struct diag *d;

	if (!left)
		return;
	r->found->is_cut = true;
	d = diag_add(r->found, &schema_rules[RULE_SCHEMA_TOO_MANY], r->found->all.v[r->found->all.n - 1].at,
	             "%s%.*s of the schema in this file %s not shown", lost ? "up to " : "", STR_ARG(str_quantity(left, "more finding", r->found->a)),
	             left == 1 ? "is" : "are");
	d->has_pointer = true;
}

void report_fails(const struct schema *s, str path, const struct fails *fails, struct arena *scratch,
                  struct diag_list *found)
{
	struct reporting r = { .schema = s, .path = path, .fails = fails, .scratch = scratch, .found = found, .from = found->all.n };

	diag_list_init(&r.beyond, scratch);
	find_misspellings(s, fails, scratch, &r.misspellings);
	for (const struct fail *f = fails->first; f; f = f->next)
		report_fail(&r, f);
	report_left(&r);
}
