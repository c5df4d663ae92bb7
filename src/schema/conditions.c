/* Schemas in words, for "because status is removed". Says what is short and certain; for the rest it names the author's
   title or the place in the schema. */
#include <string.h>

#include "schema/check.h"

enum { PHRASES_MAX = 3, NESTING_MAX = 4, CHOICES_MAX = 3 };
enum { STEPS_MAX = 100000 }; /* subschemas and members passed for one sentence: there are many sentences, and conditions as long as documents */

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNSURE };
struct phrase {
	str yes, no; /* status is removed, status is not removed */
	enum truth truth;
};
struct phrases {
	struct phrase v[PHRASES_MAX];
	size_t n, steps;
	bool is_complete; /* says everything the schema says */
	struct arena *a;
};

/* Whether anything may come that makes a difference. */
static bool goes_on(struct phrases *p, size_t steps)
{
	p->steps += steps;
	p->is_complete = p->is_complete && p->steps <= STEPS_MAX;
	return p->steps <= STEPS_MAX && (p->n < PHRASES_MAX || p->is_complete);
}

static void say(struct phrases *p, str yes, str no, enum truth truth)
{
	if (p->n < PHRASES_MAX)
		p->v[p->n++] = (struct phrase){ yes, no, truth };
	else
		p->is_complete = false;
}

static enum truth truth_of(bool b)
{
	return b ? TRUTH_YES : TRUTH_NO;
}

static enum truth in_list(const struct node *list, const struct node *value)
{
	for (size_t i = 0; i < list->n; i++)
		if (node_equal(&list->item[i], value))
			return TRUTH_YES;
	return TRUTH_NO;
}

/* One keyword about one value. False when it cannot be said shortly. */
static bool say_keyword(struct phrases *p, str name, const struct keyword *k, const struct node *value)
{
	struct arena *a = p->a;
	enum truth truth = TRUTH_UNSURE;
	str words, none;

	switch ((int)k->op) {
	case OP_CONST:
		words = none = words_plain(k->node, a);
		truth = truth_of(node_equal(k->node, value));
		break;
	case OP_ENUM:
		truth = in_list(k->node, value);
		none = k->node->n > CHOICES_MAX ? str_fmt(a, "one of %zu listed values", (size_t)k->node->n)
		                                : words_choices(k->node, value, a);
		words = truth == TRUTH_YES ? words_plain(value, a) : none;
		break;
	case OP_TYPE:
		words = none = words_types(k->as.types, a);
		break;
	default:
		return false;
	}
	say(p, str_fmt(a, "%.*s is %.*s", STR_ARG(name), STR_ARG(words)),
	    str_fmt(a, "%.*s is not %.*s", STR_ARG(name), STR_ARG(none)), truth);
	return true;
}

static bool say_not(struct phrases *p, str name, const struct sub *s, const struct node *value)
{
	size_t before = p->n;

	if (s->n != 1 || !say_keyword(p, name, &s->keyword[0], value) || p->n == before)
		return false;
	struct phrase *last = &p->v[p->n - 1];
	*last = (struct phrase){ last->no, last->yes,
		                 last->truth == TRUTH_UNSURE ? TRUTH_UNSURE : truth_of(last->truth == TRUTH_NO) };
	return true;
}

/* A type beside const or enum goes without saying. */
static void say_value(struct phrases *p, str name, const struct sub *s, const struct node *value)
{
	bool has_value = false;

	if (s->kind == SUB_TRUE)
		return;
	if (!value) {
		say(p, str_fmt(p->a, "%.*s is missing", STR_ARG(name)), str_fmt(p->a, "%.*s is present", STR_ARG(name)),
		    TRUTH_YES);
		return;
	}
	if (s->kind == SUB_FALSE) {
		p->is_complete = false;
		return;
	}
	for (size_t i = 0; i < s->n; i++)
		has_value = has_value || s->keyword[i].op == OP_CONST || s->keyword[i].op == OP_ENUM;
	for (size_t i = 0; i < s->n; i++) {
		const struct keyword *k = &s->keyword[i];

		if (k->op == OP_TYPE && has_value)
			continue;
		if (k->op == OP_NOT ? !say_not(p, name, k->as.sub, value) : !say_keyword(p, name, k, value))
			p->is_complete = false;
	}
}

static bool names_property(const struct sub *s, str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->keyword[i].op == OP_OBJECT && find_property(s->keyword[i].as.object, name))
			return true;
	return false;
}

static void say_required(struct phrases *p, const struct sub *s, const struct keyword *k, const struct node *at)
{
	for (size_t i = 0; i < k->as.names.n && goes_on(p, at->n); i++) {
		str name = k->as.names.v[i];
		bool has = doc_member(at, name) != NULL;

		if (!has || !names_property(s, name))
			say(p, str_fmt(p->a, "%.*s is present", STR_ARG(name)),
			    str_fmt(p->a, "%.*s is missing", STR_ARG(name)), truth_of(has));
	}
}

static void say_object(struct phrases *p, const struct keyword *k, const struct node *at)
{
	const struct object_rule *o = k->as.object;

	for (size_t i = 0; i < o->names.n && goes_on(p, at->n); i++)
		say_value(p, o->names.v[i], o->named[i], doc_get(at, o->names.v[i]));
	if (o->n_patterns || o->additional)
		p->is_complete = false;
}

static void say_schema(struct phrases *p, const struct sub *s, const struct node *at, unsigned depth)
{
	if (s->kind != SUB_OBJECT || depth > NESTING_MAX) {
		p->is_complete = p->is_complete && s->kind == SUB_TRUE;
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct keyword *k = &s->keyword[i];

		if (k->op == OP_OBJECT)
			say_object(p, k, at);
		else if (k->op == OP_REQUIRED)
			say_required(p, s, k, at);
		else if (k->op == OP_REF)
			say_schema(p, k->as.reference.sub, at, depth + 1);
		else if (k->op == OP_ALL_OF)
			for (size_t j = 0; j < k->as.subs.n && goes_on(p, 1); j++)
				say_schema(p, k->as.subs.v[j], at, depth + 1);
		else if (k->op != OP_TYPE)
			p->is_complete = false;
	}
}

static struct phrases phrases_of(const struct sub *s, const struct node *at, struct arena *a)
{
	struct phrases p = { .is_complete = true, .a = a };

	say_schema(&p, s, at, 0);
	return p;
}

static str join_true(const struct phrases *p)
{
	str parts[PHRASES_MAX];

	for (size_t i = 0; i < p->n; i++)
		parts[i] = p->v[i].yes;
	return words_join(parts, p->n, " and ", p->a);
}

str condition_of(const struct sub *s, const struct node *at, struct arena *a)
{
	struct phrases p = phrases_of(s, at, a);

	return p.is_complete ? join_true(&p) : (str){ 0 };
}

/* Only what is known to be false: any one of the phrases may be why the condition does not hold. */
static str join_false(const struct phrases *p)
{
	str parts[PHRASES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].truth == TRUTH_NO)
			parts[n++] = p->v[i].no;
	return words_join(parts, n, " and ", p->a);
}

str condition_reason(const struct reason *r, struct arena *a)
{
	const struct sub *s = r->condition;
	struct phrases p;
	str words;

	if (r->kind == REASON_NONE)
		return (str){ 0 };
	if (r->kind == REASON_PRESENT)
		return str_fmt(a, "%.*s is present", STR_ARG(words_text(r->key, a)));
	p = phrases_of(s, r->at, a);
	words = r->kind == REASON_ELSE ? join_false(&p) : join_true(&p);
	if (words.n && (p.is_complete || (r->kind == REASON_IF && !s->title.n)))
		return words;
	if (s->title.n)
		return str_fmt(a, "%s: %.*s", r->kind == REASON_IF ? "of the condition" : "this does not hold",
		               STR_ARG(words_text(s->title, a)));
	if (words.n)
		return words;
	return str_fmt(a, "the condition at #%.*s %s", STR_ARG(words_text(site_pointer(s->site, a), a)),
	               r->kind == REASON_IF ? "holds" : "does not hold");
}

static bool is_missing(const struct fail *f, const struct node *at)
{
	return f->op == OP_REQUIRED && f->at == at && f->because.kind == REASON_NONE;
}

static bool awaits_member(const struct object_rule *o, const struct node *at, const struct fails *fails)
{
	for (const struct fail *f = fails->first; f; f = f->next)
		if (is_missing(f, at) && find_property(o, f->name))
			return true;
	return false;
}

static bool awaits(const struct sub *s, const struct node *at, const struct fails *fails, unsigned depth)
{
	for (size_t i = 0; s->kind == SUB_OBJECT && depth <= NESTING_MAX && i < s->n; i++) {
		const struct keyword *k = &s->keyword[i];

		if (k->op == OP_OBJECT ? awaits_member(k->as.object, at, fails) : k->op == OP_REF && awaits(k->as.reference.sub, at, fails, depth + 1))
			return true;
		for (size_t j = 0; k->op == OP_ALL_OF && j < k->as.subs.n; j++)
			if (awaits(k->as.subs.v[j], at, fails, depth + 1))
				return true;
	}
	return false;
}

bool condition_is_open(const struct reason *r, const struct fails *fails)
{
	return r->kind == REASON_IF && awaits(r->condition, r->at, fails, 0);
}

/* What a form wants of a member; NULL: nothing that is easily found. */
static const struct sub *wanted_of(const struct sub *form, str name, unsigned depth)
{
	const struct sub *found = NULL;

	for (size_t i = 0; form->kind == SUB_OBJECT && depth <= NESTING_MAX && i < form->n && !found; i++) {
		const struct keyword *k = &form->keyword[i];

		if (k->op == OP_OBJECT)
			found = find_property(k->as.object, name);
		else if (k->op == OP_REF)
			found = wanted_of(k->as.reference.sub, name, depth + 1);
	}
	return found;
}

/* NULL: it does not stand there, nor behind $ref. */
static const struct keyword *keyword_of(const struct sub *s, enum op op, unsigned depth)
{
	const struct keyword *found = NULL;

	for (size_t i = 0; s->kind == SUB_OBJECT && depth <= NESTING_MAX && i < s->n && !found; i++) {
		if (s->keyword[i].op == op)
			found = &s->keyword[i];
		else if (s->keyword[i].op == OP_REF)
			found = keyword_of(s->keyword[i].as.reference.sub, op, depth + 1);
	}
	return found;
}

struct values {
	size_t n;
	const struct node *v;
	const uint64_t *hash; /* sorted; NULL: they are few */
};

/* None where there is neither const nor enum. */
static struct values values_of(const struct sub *s)
{
	const struct keyword *k = keyword_of(s, OP_CONST, 0);

	if (k)
		return (struct values){ 1, k->node, NULL };
	k = keyword_of(s, OP_ENUM, 0);
	return k ? (struct values){ k->node->n, k->node->item, k->as.values.hash } : (struct values){ 0 };
}

static bool has_all(const struct values *v, const struct values *part)
{
	for (size_t i = 0; i < part->n; i++) {
		size_t at = 0;

		while (at < v->n && !node_equal(&v->v[at], &part->v[i]))
			at++;
		if (at == v->n)
			return false;
	}
	return true;
}

static bool are_same(const struct values *one, const struct values *other)
{
	if (one->hash || other->hash)
		return one->hash && other->hash && one->n == other->n && memcmp(one->hash, other->hash, one->n * sizeof *one->hash) == 0;
	return has_all(one, other) && has_all(other, one);
}

static unsigned types_of(const struct sub *s)
{
	const struct keyword *k = keyword_of(s, OP_TYPE, 0);

	return k ? k->as.types : 0;
}

/* By const and enum, and by type where there are neither; other keywords, such as patterns, are not compared. */
static bool want_different(const struct sub *one, const struct sub *other)
{
	struct values first = values_of(one), second = values_of(other);

	return first.n || second.n ? !are_same(&first, &second) : types_of(one) != types_of(other);
}

str forms_await(const struct fail *f, const struct fails *fails)
{
	if (f->op != OP_ONE_OF || f->n_branches)
		return (str){ 0 };
	for (const struct fail *missing = fails->first; missing; missing = missing->next) {
		const struct sub_list *forms = &f->keyword->as.subs;
		const struct sub *one, *other;

		if (!is_missing(missing, f->at))
			continue;
		one = wanted_of(forms->v[f->first], missing->name, 0);
		other = one ? wanted_of(forms->v[f->second], missing->name, 0) : NULL;
		if (other && want_different(one, other))
			return missing->name;
	}
	return (str){ 0 };
}
