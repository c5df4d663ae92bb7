/* "Did you mean": the value or key that was meant, with the fix that writes it. */
#include "doc/edit.h"
#include "schema/check.h"

static void suggest(struct diag_list *found, struct diag *d, const struct node *old, str text)
{
	struct arena *a = found->a;
	struct diag_fix *fix;
	str written;

	d->hint = str_fmt(a, "did you mean %.*s?", STR_ARG(diag_quote(text, a)));
	if (!edit_written_like(old, text, a, &written))
		return;
	fix = diag_fix_add(
	        found, d, false,
	        str_fmt(a, "replace %.*s with %.*s", STR_ARG(diag_quote(old->text, a)), STR_ARG(diag_quote(text, a))));
	diag_edit_add(found, fix, old->at, written);
}

static void suggest_from(struct diag_list *found, struct diag *d, const struct node *old, const str *candidates,
                         size_t n)
{
	enum { CANDIDATES_MAX = 5000 }; /* more are not compared; nobody types from such lists by heart */
	size_t near;

	n = n < CANDIDATES_MAX ? n : CANDIDATES_MAX;
	near = str_nearest(old->text, candidates, n);
	if (near < n)
		suggest(found, d, old, candidates[near]);
}

static void suggest_value(struct diag_list *found, struct diag *d, const struct fail *f, struct arena *scratch)
{
	const struct node *list = f->keyword->node;
	str *candidates;
	size_t n = 0;

	if (f->at->kind != NODE_STRING)
		return;
	if (f->op == OP_CONST) {
		str only = doc_text(list);

		suggest_from(found, d, f->at, &only, list->kind == NODE_STRING);
		return;
	}
	candidates = arena_array(scratch, list->n, str);
	for (size_t i = 0; i < list->n; i++)
		if (list->item[i].kind == NODE_STRING)
			candidates[n++] = list->item[i].text;
	suggest_from(found, d, f->at, candidates, n);
}

/* Names a mapping may have, from `properties` of one subschema and of those applied to the same instance. */
struct names {
	VEC(str) all;
	struct arena *a;
	const struct node *at;            /* without those it has; NULL: all */
	const struct misspellings *taken; /* and without those it has with another spelling */
};

/* Each name is looked for in the mapping, at each of its findings: enough for a suggestion, and none in a mapping of many members. */
enum { NAMES_MAX = 1000, MEMBERS_MAX = 200 };

static bool is_taken(const struct names *names, str name)
{
	for (size_t i = 0; names->taken && i < names->taken->all.n; i++)
		if (names->taken->all.v[i].missing->at == names->at && str_eq(names->taken->all.v[i].missing->name, name))
			return true;
	return false;
}

static void add_names(struct names *names, const struct object_rule *o)
{
	for (size_t i = 0; i < o->names.n && names->all.n <= NAMES_MAX; i++)
		if (!doc_member(names->at, o->names.v[i]) && !is_taken(names, o->names.v[i]) && o->named[i]->kind != SUB_FALSE)
			*vec_push(&names->all, names->a) = o->names.v[i];
}

static void collect_names(struct names *names, const struct sub *s, unsigned depth)
{
	enum { NESTING_MAX = 6 };

	if (depth > NESTING_MAX || names->all.n > NAMES_MAX)
		return;
	for (size_t i = 0; i < s->n; i++) {
		const struct keyword *k = &s->keyword[i];

		if (k->op == OP_OBJECT)
			add_names(names, k->as.object);
		else if (k->op == OP_REF)
			collect_names(names, k->as.reference.sub, depth + 1);
		else if (k->op == OP_ALL_OF || k->op == OP_ANY_OF || k->op == OP_ONE_OF)
			for (size_t b = 0; b < k->as.subs.n; b++)
				collect_names(names, k->as.subs.v[b], depth + 1);
	}
}

/* NULL: there is none, or nothing says which keys are known. */
static const struct member *find_misspelt(const struct schema *s, const struct fail *f, struct arena *scratch)
{
	struct names known = { .a = scratch };
	const struct member **members = arena_array(scratch, f->at->n, const struct member *);
	str *keys = arena_array(scratch, f->at->n, str);
	size_t n = 0, near;

	collect_names(&known, f->sub, 0);
	if (!f->pointer.n)
		collect_names(&known, s->root, 0);
	for (size_t i = 0; known.all.n && i < f->at->n; i++)
		if (!str_is_among(f->at->member[i].key.text, known.all.v, known.all.n)) {
			members[n] = &f->at->member[i];
			keys[n++] = f->at->member[i].key.text;
		}
	near = str_nearest(f->name, keys, n);
	return near < n ? members[near] : NULL;
}

void find_misspellings(const struct schema *s, const struct fails *fails, struct arena *scratch, struct misspellings *out)
{
	for (const struct fail *f = fails->first; f && out->all.n < SCHEMA_MAX_FINDINGS; f = f->next) {
		const struct member *m = f->op == OP_REQUIRED && f->at->n <= MEMBERS_MAX ? find_misspelt(s, f, scratch) : NULL;

		if (m)
			*vec_push(&out->all, scratch) = (struct misspelt){ f, m };
	}
}

const struct member *misspelt_as(const struct misspellings *m, const struct fail *f)
{
	for (size_t i = 0; i < m->all.n; i++)
		if (m->all.v[i].missing == f)
			return m->all.v[i].written;
	return NULL;
}

bool is_told_as_missing(const struct misspellings *m, const struct fail *f)
{
	bool is_unknown_key = f->op == OP_OBJECT || f->op == OP_UNEVALUATED_PROPERTIES;

	for (size_t i = 0; is_unknown_key && i < m->all.n; i++)
		if (m->all.v[i].written == f->member)
			return true;
	return false;
}

static void suggest_key(struct diag_list *found, struct diag *d, const struct fail *f, const struct misspellings *taken, struct arena *scratch)
{
	struct names names = { .a = scratch, .at = f->at, .taken = taken };

	if (f->at->n > MEMBERS_MAX)
		return;
	if (f->declared)
		add_names(&names, f->declared);
	else
		collect_names(&names, f->sub, 0);
	suggest_from(found, d, &f->member->key, names.all.v, names.all.n);
}

/* The finding is about the key that is missing: the other one is named, too. */
static void suggest_missing(struct diag_list *found, struct diag *d, const struct node *written, str missing)
{
	suggest(found, d, written, missing);
	d->hint = str_fmt(found->a, "%.*s stands here: %.*s", STR_ARG(diag_quote(written->text, found->a)), STR_ARG(d->hint));
}

void suggest_remedy(struct diag_list *found, struct diag *d, const struct fail *f, const struct misspellings *misspellings, struct arena *scratch)
{
	const struct member *written = misspelt_as(misspellings, f);

	f = blamed_fail(f); /* the message says what that one expects */
	switch ((int)f->op) {
	case OP_CONST:
	case OP_ENUM:
		suggest_value(found, d, f, scratch);
		break;
	case OP_OBJECT:
	case OP_UNEVALUATED_PROPERTIES:
		suggest_key(found, d, f, misspellings, scratch);
		break;
	case OP_REQUIRED:
		if (written)
			suggest_missing(found, d, &written->key, f->name);
		break;
	case OP_FORMAT:
		if (f->keyword->as.format.list)
			suggest_from(found, d, f->at, f->keyword->as.format.list->values.v, f->keyword->as.format.list->values.n);
		break;
	default:
		break;
	}
}
