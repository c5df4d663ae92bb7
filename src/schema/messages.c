/* The sentence about one failure: what is there, what was expected, and why. */
#include "doc/regex.h"
#include "schema/check.h"

enum { INNER_MAX = 3 }; /* forms inside forms that are spelled out */

static str subject(const struct fail *f)
{
	return f->label.n ? f->label : STR("the document");
}

/* events[0].name */
static str member_name(str label, str key, struct arena *a)
{
	str shown = key.n && key.n == words_text(key, a).n && str_find(key, ' ') == key.n ? key : diag_quote(key, a);

	return label.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(label), STR_ARG(shown)) : shown;
}

static str size_message(const struct fail *f, struct arena *a)
{
	bool at_least = f->op == OP_MIN_LENGTH || f->op == OP_MIN_ITEMS || f->op == OP_MIN_PROPERTIES;
	const char *unit = f->op == OP_MIN_LENGTH || f->op == OP_MAX_LENGTH ? "character"
	                   : f->op == OP_MIN_ITEMS || f->op == OP_MAX_ITEMS ? "item"
	                                                                    : "key";

	return str_fmt(a, "%.*s has %.*s, expected %s %llu", STR_ARG(subject(f)),
	               STR_ARG(str_quantity(f->count, unit, a)), at_least ? "at least" : "at most",
	               (unsigned long long)f->keyword->as.limit);
}

static const char *number_words(enum op op)
{
	return op == OP_MINIMUM             ? "at least"
	       : op == OP_MAXIMUM           ? "at most"
	       : op == OP_EXCLUSIVE_MINIMUM ? "more than"
	       : op == OP_EXCLUSIVE_MAXIMUM ? "less than"
	                                    : "a multiple of";
}

static str type_message(const struct fail *f, struct arena *a)
{
	return str_fmt(a, "%.*s is %s%.*s, expected %.*s", STR_ARG(subject(f)),
	               node_is_number(f->at) ? "the number " : "", STR_ARG(words_value(f->at, a)),
	               STR_ARG(words_types(f->keyword->as.types, a)));
}

static str format_message(const struct fail *f, struct arena *a)
{
	const struct format_rule *format = &f->keyword->as.format;
	str words = words_format(format->name);

	if (format->list)
		return str_fmt(a, "%.*s is %.*s, which is not in the list %.*s", STR_ARG(subject(f)),
		               STR_ARG(words_value(f->at, a)), STR_ARG(words_text(format->name, a)));
	return str_fmt(a, "%.*s is %.*s, expected %s%.*s", STR_ARG(subject(f)), STR_ARG(words_value(f->at, a)),
	               words.n ? "" : "the format ", STR_ARG(words.n ? words : words_text(format->name, a)));
}

static str contains_message(const struct fail *f, struct arena *a)
{
	const struct contains_rule *c = f->keyword->as.contains;
	bool too_many = f->count > c->max;
	str title = c->sub->title.n ? str_fmt(a, " (%.*s)", STR_ARG(words_text(c->sub->title, a))) : (str){ 0 };

	return str_fmt(a, "%.*s has %.*s of the form that is wanted%.*s, expected at %s %llu", STR_ARG(subject(f)),
	               STR_ARG(str_quantity(f->count, "item", a)), STR_ARG(title), too_many ? "most" : "least",
	               (unsigned long long)(too_many ? c->max : c->min));
}

static str not_message(const struct fail *f, struct arena *a)
{
	const struct sub *s = f->keyword->as.sub;
	str words = condition_of(s, f->at, a);

	if (f->at->kind == NODE_MAP && words.n)
		return str_fmt(a, "%.*s is not allowed where %.*s", STR_ARG(subject(f)), STR_ARG(words));
	if (s->title.n)
		return str_fmt(a, "%.*s is %.*s, which is not allowed: %.*s", STR_ARG(subject(f)),
		               STR_ARG(words_value(f->at, a)), STR_ARG(words_text(s->title, a)));
	return str_fmt(a, "%.*s is %.*s, which is not allowed", STR_ARG(subject(f)), STR_ARG(words_value(f->at, a)));
}

static str unknown_key_message(const struct fail *f, struct arena *a)
{
	str key = diag_quote(f->member->key.text, a);

	if (!f->label.n)
		return str_fmt(a, "unknown key %.*s", STR_ARG(key));
	return str_fmt(a, "unknown key %.*s in %.*s", STR_ARG(key), STR_ARG(f->label));
}

static str extra_items_message(const struct fail *f, struct arena *a)
{
	return str_fmt(a, "%.*s has %.*s, expected at most %zu", STR_ARG(subject(f)),
	               STR_ARG(str_quantity(f->count, "item", a)), f->first);
}

/* When every form wants another type, the types say it all. */
static bool all_types(const struct fail *f, unsigned *types)
{
	*types = 0;
	for (size_t i = 0; i < f->n_branches; i++) {
		const struct fail *only = f->branch[i].n == 1 ? f->branch[i].first : NULL;

		if (!only || only->op != OP_TYPE || only->at != f->at)
			return false;
		*types |= only->keyword->as.types;
	}
	return f->n_branches > 0;
}

static str form_name(const struct sub *s, size_t i, struct arena *a)
{
	if (s->kind == SUB_OBJECT && s->title.n)
		return diag_quote(s->title, a);
	return str_fmt(a, "form %zu", i + 1);
}

static str several_message(const struct fail *f, struct arena *a)
{
	const struct sub_list *subs = &f->keyword->as.subs;
	str first = form_name(subs->v[f->first], f->first, a);
	str second = form_name(subs->v[f->second], f->second, a);

	return str_fmt(a, "%.*s matches %llu of %zu forms, expected exactly one: %.*s%s%.*s%s", STR_ARG(subject(f)),
	               (unsigned long long)f->count, subs->n, STR_ARG(first), f->count > 2 ? ", " : " and ",
	               STR_ARG(second), f->count > 2 ? " ..." : "");
}

static str forms_message(const struct fail *f, struct arena *a, unsigned depth)
{
	size_t best = best_branch(f);
	const struct sub *s = f->keyword->as.subs.v[best];
	const struct fails *why = &f->branch[best];
	str title = { 0 }, more = { 0 };
	unsigned types;

	if (all_types(f, &types))
		return str_fmt(a, "%.*s is %s%.*s, expected %.*s", STR_ARG(subject(f)),
		               node_is_number(f->at) ? "the number " : "", STR_ARG(words_value(f->at, a)),
		               STR_ARG(words_types(types, a)));
	if (s->kind == SUB_OBJECT && s->title.n)
		title = str_fmt(a, " (%.*s)", STR_ARG(words_text(s->title, a)));
	if (!why->first || depth >= INNER_MAX)
		return str_fmt(a, "%.*s matches none of %.*s", STR_ARG(subject(f)),
		               STR_ARG(str_quantity(f->n_branches, "form", a)));
	if (why->n > 1)
		more = str_fmt(a, " (and %zu more)", why->n - 1);
	if (f->n_branches == 1)
		return str_fmt(a, "%.*s does not have the only form allowed%.*s: %.*s%.*s", STR_ARG(subject(f)),
		               STR_ARG(title), STR_ARG(message_of(why->first, a, depth + 1)), STR_ARG(more));
	return str_fmt(a, "%.*s matches none of %zu forms; the closest%.*s fails because %.*s%.*s", STR_ARG(subject(f)),
	               f->n_branches, STR_ARG(title), STR_ARG(message_of(why->first, a, depth + 1)), STR_ARG(more));
}

/* The failures about a name say "the document" or nothing; what they expect is what counts. */
static str name_message(const struct fail *f, struct arena *a, unsigned depth)
{
	const struct fail *why = f->branch[0].first;
	str key = diag_quote(f->member->key.text, a), where = { 0 }, inner = { 0 };

	if (f->label.n)
		where = str_fmt(a, " in %.*s", STR_ARG(f->label));
	if (why && why->op != OP_FALSE && depth < INNER_MAX) {
		struct fail named = *why;

		named.label = STR("it");
		inner = str_fmt(a, ": %.*s", STR_ARG(message_of(&named, a, depth + 1)));
	}
	return str_fmt(a, "the key %.*s%.*s is not allowed%.*s", STR_ARG(key), STR_ARG(where), STR_ARG(inner));
}

static str missing_message(const struct fail *f, str because, struct arena *a)
{
	str key = member_name(f->label, f->name, a);

	if (because.n)
		return str_fmt(a, "%.*s is missing, required because %.*s", STR_ARG(key), STR_ARG(because));
	return str_fmt(a, "%.*s is missing", STR_ARG(key));
}

/* Of a text for which no pattern gives an answer. */
static str limit_message(const struct fail *f, str who, struct arena *a)
{
	str pattern = doc_text(f->keyword->node);

	if (doc_text(f->at).n > REGEX_MAX_SUBJECT)
		return str_fmt(a, "%.*s is longer than %d KiB, too long for the patterns of the schema", STR_ARG(who), REGEX_MAX_SUBJECT / 1024);
	if (!pattern.n)
		return str_fmt(a, "a pattern of the schema takes too many steps to check %.*s", STR_ARG(who));
	return str_fmt(a, "the pattern %.*s takes too many steps to check %.*s", STR_ARG(words_text(pattern, a)), STR_ARG(who));
}

/* Keywords that compare a value with another one. */
static str value_message(const struct fail *f, struct arena *a)
{
	str who = subject(f), value = words_value(f->at, a);

	if (f->op == OP_CONST)
		return str_fmt(a, "%.*s is %.*s, expected %.*s", STR_ARG(who), STR_ARG(value),
		               STR_ARG(words_value(f->keyword->node, a)));
	if (f->op == OP_ENUM)
		return str_fmt(a, "%.*s is %.*s, expected %.*s", STR_ARG(who), STR_ARG(value),
		               STR_ARG(words_choices(f->keyword->node, f->at, a)));
	if (f->op == OP_PATTERN)
		return str_fmt(a, "%.*s is %.*s, expected to match %.*s", STR_ARG(who), STR_ARG(value),
		               STR_ARG(words_text(f->keyword->node->text, a)));
	if (f->op == OP_UNIQUE_ITEMS)
		return str_fmt(a, "%.*s repeats %.*s: items %zu and %zu are equal", STR_ARG(who),
		               STR_ARG(words_value(&f->at->item[f->first], a)), f->first + 1, f->second + 1);
	if (f->op == OP_PATTERN_LIMIT)
		return limit_message(f, who, a);
	return str_fmt(a, "%.*s is %.*s, expected %s %.*s", STR_ARG(who), STR_ARG(value), number_words(f->op),
	               STR_ARG(words_value(f->keyword->node, a)));
}

static str statement(const struct fail *f, str because, struct arena *a, unsigned depth)
{
	switch ((int)f->op) {
	case OP_REQUIRED:
	case OP_DEPENDENT:
		return missing_message(f, because, a);
	case OP_TYPE:
		return type_message(f, a);
	case OP_MIN_LENGTH:
	case OP_MAX_LENGTH:
	case OP_MIN_ITEMS:
	case OP_MAX_ITEMS:
	case OP_MIN_PROPERTIES:
	case OP_MAX_PROPERTIES:
		return size_message(f, a);
	case OP_FORMAT:
		return format_message(f, a);
	case OP_CONTAINS:
		return contains_message(f, a);
	case OP_NOT:
		return not_message(f, a);
	case OP_OBJECT:
	case OP_UNEVALUATED_PROPERTIES:
		return unknown_key_message(f, a);
	case OP_ARRAY:
	case OP_UNEVALUATED_ITEMS:
		return extra_items_message(f, a);
	case OP_PROPERTY_NAMES:
		return name_message(f, a, depth);
	case OP_ANY_OF:
	case OP_ONE_OF:
		return f->n_branches ? forms_message(f, a, depth) : several_message(f, a);
	case OP_FALSE:
		return str_fmt(a, "%.*s is not allowed", STR_ARG(subject(f)));
	default:
		return value_message(f, a);
	}
}

str message_of(const struct fail *f, struct arena *a, unsigned depth)
{
	str because = condition_reason(&f->because, a);
	str text = statement(f, because, a, depth);

	if (!because.n || f->op == OP_REQUIRED || f->op == OP_DEPENDENT)
		return text;
	return str_fmt(a, "%.*s, because %.*s", STR_ARG(text), STR_ARG(because));
}
