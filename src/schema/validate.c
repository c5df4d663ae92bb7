/* Walks an instance and a plan together. First only for the verdict; where that is no, once more to collect the
   failures, which report.c turns into findings. */

#include "schema/check.h"

enum { TREE_MAX_DEPTH = 1024 }; /* levels counted; readers stop far earlier */

bool marks_have(const struct marks *m, size_t i)
{
	return m->bit[i / 64] >> (i % 64) & 1;
}

void marks_set(struct marks *m, size_t i)
{
	m->bit[i / 64] |= (uint64_t)1 << (i % 64);
}

void marks_set_all(struct marks *m)
{
	for (size_t i = 0; i < m->n; i++)
		m->bit[i] = UINT64_MAX;
}

static void marks_merge(struct marks *into, const struct marks *from)
{
	for (size_t i = 0; i < into->n; i++)
		into->bit[i] |= from->bit[i];
}

static bool marks_open(struct run *r, const struct frame *f, struct marks *m)
{
	m->n = f->spot->at->n / 64 + 1;
	if (!run_spend(r, f, m->n))
		return false;
	m->bit = arena_array(r->scratch, m->n, uint64_t);
	return true;
}

bool run_stop(struct run *r, const struct frame *f, enum stop why)
{
	r->stop = why;
	r->stopped_at = f->sub;
	return false;
}

static size_t size_below(const struct node *n, unsigned depth)
{
	size_t total = 1;

	if (depth > TREE_MAX_DEPTH)
		return CHECK_MAX_STEPS;
	if (n->kind == NODE_SEQ)
		for (size_t i = 0; i < n->n; i++)
			total += size_below(&n->item[i], depth + 1);
	if (n->kind == NODE_MAP)
		for (size_t i = 0; i < n->n; i++)
			total += 1 + size_below(&n->member[i].value, depth + 1);
	return total;
}

size_t tree_size(const struct node *n)
{
	return size_below(n, 0);
}

bool run_goes_on(struct run *r, size_t steps)
{
	if (!r->most_steps)
		r->most_steps = CHECK_STEPS_A_VALUE * tree_size(r->root);
	return r->steps + steps <= r->most_steps;
}

static size_t spot_depth(const struct spot *s)
{
	size_t n = 0;

	for (; s->up; s = s->up)
		n++;
	return n;
}

static bool is_word(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && s.p[i] != '_' && s.p[i] != '-' && s.p[i] != '$')
			return false;
	return s.n > 0;
}

static void put_step(struct fail *fail, struct buf *label, const struct spot *s, struct arena *a)
{
	str key;

	if (s->kind == SPOT_KEY)
		return;
	if (s->kind == SPOT_ITEM) {
		buf_fmt(label, "[%zu]", s->index);
		if (fail->has_pointer)
			fail->pointer = pointer_add_index(fail->pointer, s->index, a);
		return;
	}
	key = s->member->key.text;
	buf_z(label, label->n ? "." : "");
	buf_put(label, is_word(key) ? words_text(key, a) : diag_quote(key, a));
	if (fail->has_pointer)
		fail->pointer = pointer_add(fail->pointer, key, a);
}

/* Pointer and label of the instance: "/events/0/name", "events[0].name". Failures of one instance share them. */
static void place_fail(struct fail *fail, const struct fail *before, const struct spot *s, struct arena *a)
{
	const struct spot **way;
	struct buf label = { .a = a };
	size_t bytes = 0;

	fail->depth = spot_depth(s);
	if (before && before->at == fail->at) {
		fail->pointer = before->pointer;
		fail->has_pointer = before->has_pointer;
		fail->label = before->label;
		return;
	}
	way = arena_array(a, fail->depth, const struct spot *);
	for (size_t i = fail->depth; i; i--, s = s->up) {
		way[i - 1] = s;
		bytes += s->kind == SPOT_MEMBER ? s->member->key.text.n : 1;
	}
	fail->has_pointer = bytes <= POINTER_MAX;
	for (size_t i = 0; i < fail->depth; i++)
		put_step(fail, &label, way[i], a);
	fail->label = buf_str(&label);
}

struct fail *fail_put(struct run *r, struct fails *list, const struct frame *f, const struct keyword *k, enum op op)
{
	struct fail *fail;

	if (++list->n > FAILS_KEPT)
		return NULL;
	fail = arena_new(r->scratch, struct fail);
	*fail = (struct fail){ .op = op, .sub = f->sub, .keyword = k, .at = f->spot->at };
	if (k)
		fail->token = k->name;
	else if (f->spot->kind == SPOT_MEMBER)
		fail->member = f->spot->member;
	place_fail(fail, list->last, f->spot, r->scratch);
	if (list->last)
		list->last->next = fail;
	else
		list->first = fail;
	list->last = fail;
	return fail;
}

struct fail *fail_add(struct run *r, const struct frame *f, const struct keyword *k, enum op op)
{
	return r->fails ? fail_put(r, r->fails, f, k, op) : NULL;
}

static bool check_with(struct run *r, const struct sub *s, const struct spot *spot, const struct frame *up,
                       struct marks *marks, struct fails *list)
{
	struct fails *before = r->fails;
	bool ok;

	r->fails = list;
	ok = check_sub(r, s, spot, up, marks);
	r->fails = before;
	return ok;
}

bool check_quietly(struct run *r, const struct sub *s, const struct spot *spot, const struct frame *up)
{
	return check_with(r, s, spot, up, NULL, NULL);
}

/* A branch counts as evaluated only where it succeeds. */
static bool check_branch(struct run *r, const struct frame *f, const struct sub *s, struct marks *marks)
{
	struct marks own;

	if (!marks || s->kind != SUB_OBJECT)
		return check_quietly(r, s, f->spot, f);
	if (!marks_open(r, f, &own) || !check_with(r, s, f->spot, f, &own, NULL))
		return false;
	marks_merge(marks, &own);
	return true;
}

/* Why every branch failed. What they evaluated counts, so that nothing is reported twice. */
static void explain_branches(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	struct fail *fail = fail_add(r, f, k, k->op);

	if (!fail)
		return;
	fail->n_branches = k->as.subs.n;
	fail->branch = arena_array(r->scratch, k->as.subs.n, struct fails);
	for (size_t i = 0; i < k->as.subs.n && !r->stop; i++)
		(void)check_with(r, k->as.subs.v[i], f->spot, f, marks, &fail->branch[i]); /* known to fail */
}

static bool check_any_of(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	bool any = false;

	for (size_t i = 0; i < k->as.subs.n; i++) {
		any = check_branch(r, f, k->as.subs.v[i], marks) || any;
		if (r->stop)
			return false;
		if (any && !marks)
			return true;
	}
	if (!any && r->fails)
		explain_branches(r, f, k, marks);
	return any;
}

static bool check_one_of(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	size_t n = 0, first = 0, second = 0;
	struct fail *fail;

	for (size_t i = 0; i < k->as.subs.n; i++) {
		if (check_branch(r, f, k->as.subs.v[i], marks)) {
			first = n ? first : i;
			second = n == 1 ? i : second;
			n++;
		}
		if (r->stop || (n > 1 && !r->fails))
			return false;
	}
	if (n == 1)
		return true;
	if (!n && r->fails)
		explain_branches(r, f, k, marks);
	fail = n ? fail_add(r, f, k, OP_ONE_OF) : NULL;
	if (fail) {
		fail->count = n;
		fail->first = first;
		fail->second = second;
	}
	return false;
}

static bool check_all_of(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	bool ok = true;

	for (size_t i = 0; i < k->as.subs.n; i++) {
		ok = check_sub(r, k->as.subs.v[i], f->spot, f, marks) && ok;
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}

static bool check_not(struct run *r, const struct frame *f, const struct keyword *k)
{
	if (!check_quietly(r, k->as.sub, f->spot, f))
		return !r->stop;
	if (!r->stop)
		(void)fail_add(r, f, k, OP_NOT); /* complete */
	return false;
}

static bool check_condition(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct condition_rule *rule = k->as.condition;
	const struct fail *before = r->fails ? r->fails->last : NULL;
	struct reason because = { .condition = rule->condition, .at = f->spot->at };
	const struct sub *next;
	bool holds, ok;

	if (!rule->then && !rule->otherwise && !marks)
		return true;
	holds = check_branch(r, f, rule->condition, marks);
	next = holds ? rule->then : rule->otherwise;
	if (r->stop || !next)
		return !r->stop;
	ok = check_sub(r, next, f->spot, f, marks);
	because.kind = holds ? REASON_IF : REASON_ELSE;
	if (!ok)
		give_reason(r, before, because);
	return ok;
}

/* 2020-12, 8.2.3.2: the outermost resource of the dynamic scope with that $dynamicAnchor. */
static const struct sub *dynamic_target(const struct frame *f, const struct reference *ref)
{
	const struct sub *found = ref->sub;

	for (const struct scopes *s = f->scopes; ref->dynamic.n && s; s = s->up)
		for (size_t i = 0; i < s->scope->n; i++)
			if (str_eq(s->scope->target[i].name, ref->dynamic))
				found = s->scope->target[i].sub;
	return found;
}

static bool check_keyword(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	switch ((int)k->op) {
	case OP_ARRAY:
		return check_array(r, f, k, marks);
	case OP_CONTAINS:
		return check_contains(r, f, k, marks);
	case OP_REQUIRED:
		return check_required(r, f, k);
	case OP_OBJECT:
		return check_object(r, f, k, marks);
	case OP_PROPERTY_NAMES:
		return check_property_names(r, f, k);
	case OP_DEPENDENT:
		return check_dependent(r, f, k, marks);
	case OP_REF:
		return check_sub(r, k->as.reference.sub, f->spot, f, marks);
	case OP_DYNAMIC_REF:
		return check_sub(r, dynamic_target(f, &k->as.reference), f->spot, f, marks);
	case OP_ALL_OF:
		return check_all_of(r, f, k, marks);
	case OP_ANY_OF:
		return check_any_of(r, f, k, marks);
	case OP_ONE_OF:
		return check_one_of(r, f, k, marks);
	case OP_NOT:
		return check_not(r, f, k);
	case OP_IF:
		return check_condition(r, f, k, marks);
	case OP_UNEVALUATED_ITEMS:
	case OP_UNEVALUATED_PROPERTIES:
		return check_unevaluated(r, f, k, marks);
	default:
		return check_assertion(r, f, k);
	}
}

static bool check_keywords(struct run *r, const struct frame *f, struct marks *marks)
{
	bool wrong_type = false, ok = true;

	for (size_t i = 0; i < f->sub->n; i++) {
		const struct keyword *k = &f->sub->keyword[i];

		/* A value of the wrong type is one cause, not three. */
		if (wrong_type && (k->op == OP_CONST || k->op == OP_ENUM))
			continue;
		if (check_keyword(r, f, k, marks))
			continue;
		ok = false;
		if (r->stop || !r->fails)
			return false;
		wrong_type = wrong_type || k->op == OP_TYPE;
	}
	return ok;
}

/* A reference back to a subschema that is being applied to the same instance would never end. */
static bool enter(struct run *r, const struct frame *f)
{
	if (!run_spend(r, f, 1))
		return false;
	if (r->depth >= CHECK_MAX_DEPTH)
		return run_stop(r, f, STOP_DEPTH);
	if (!f->sub->is_target)
		return true;
	for (const struct frame *up = f->up; up && up->spot->at == f->spot->at; up = up->up)
		if (up->sub == f->sub)
			return run_stop(r, f, STOP_LOOP);
	return true;
}

bool check_sub(struct run *r, const struct sub *s, const struct spot *spot, const struct frame *up, struct marks *marks)
{
	struct scopes own_scope = { up ? up->scopes : NULL, s->scope };
	struct frame f = { up, s, spot, up && up->scopes->scope == s->scope ? up->scopes : &own_scope };
	bool is_tracked = s->tracks && (spot->at->kind == NODE_SEQ || spot->at->kind == NODE_MAP);
	struct marks own;
	bool ok;

	if (s->kind == SUB_TRUE)
		return true;
	if (s->kind == SUB_FALSE) {
		(void)fail_add(r, &f, NULL, OP_FALSE); /* complete */
		return false;
	}
	if (!enter(r, &f) || (is_tracked && !marks_open(r, &f, &own)))
		return false;
	r->depth++;
	ok = check_keywords(r, &f, is_tracked ? &own : marks);
	r->depth--;
	if (is_tracked && marks && (ok || r->fails))
		marks_merge(marks, &own);
	return ok;
}

static bool check_root(struct run *r, const struct schema *s, const struct node *doc)
{
	struct spot root = { .at = doc };

	return check_sub(r, s->root, &root, NULL, NULL);
}

static const char *const stop_texts[] = {
	[STOP_NONE] = "",
	[STOP_STEPS] = "takes too many steps to check",
	[STOP_DEPTH] = "leads through too many subschemas inside one another",
	[STOP_LOOP] = "refers to itself without end",
	[STOP_PATTERN] = "has too many patterns that give up",
};

static void report_stop(const struct run *r, str path, const struct node *doc, struct diag_list *found)
{
	const struct sub *at = r->stopped_at;
	struct span place = { at->site->resource->document->path, at->site->node->at };
	struct diag *d = diag_add(found, &schema_rules[RULE_SCHEMA_TOO_COMPLEX], place, "the schema %s for %.*s",
	                          stop_texts[r->stop], STR_ARG(path.n ? path : STR("this document")));

	d->schema_pointer = str_fmt(found->a, "#%.*s", STR_ARG(site_pointer(at->site, r->scratch)));
	diag_relate(found, d, (struct span){ path, doc->at }, STR("the document that was being checked"));
}

bool schema_validate(const struct schema *s, str path, const struct node *doc, struct arena *scratch,
                     struct diag_list *found)
{
	struct run verdict = { .scratch = scratch, .root = doc };
	struct fails fails = { 0 };
	struct run report = { .scratch = scratch, .root = doc, .is_reporting = true, .fails = &fails };

	if (check_root(&verdict, s, doc))
		return true;
	if (verdict.stop != STOP_NONE && verdict.stop != STOP_PATTERN) {
		report_stop(&verdict, path, doc, found);
		return false;
	}
	(void)check_root(&report, s, doc); /* known not to be valid */
	report_fails(s, path, &report.pattern_limits, scratch, found);
	report_fails(s, path, &fails, scratch, found);
	if (report.stop)
		report_stop(&report, path, doc, found);
	return false;
}
