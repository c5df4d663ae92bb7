/* Keywords about the members of a mapping and the items of a list. */
#include "schema/check.h"

const struct sub *find_property(const struct object_rule *o, str name)
{
	uint64_t hash;

	if (!o->n_slots)
		return NULL;
	hash = str_hash(name);
	for (size_t i = hash & (o->n_slots - 1); o->slot[i].sub; i = (i + 1) & (o->n_slots - 1))
		if (o->slot[i].hash == hash && str_eq(o->slot[i].name, name))
			return o->slot[i].sub;
	return NULL;
}

static bool check_member(struct run *r, const struct frame *f, const struct sub *sub, const struct member *m)
{
	struct spot spot = { .up = f->spot, .at = &m->value, .kind = SPOT_MEMBER, .member = m };

	return check_sub(r, sub, &spot, f, NULL);
}

static bool check_item(struct run *r, const struct frame *f, const struct sub *sub, size_t i)
{
	struct spot spot = { .up = f->spot, .at = &f->spot->at->item[i], .kind = SPOT_ITEM, .index = i };

	return check_sub(r, sub, &spot, f, NULL);
}

static bool unknown_key(struct run *r, const struct frame *f, const struct keyword *k, const struct member *m,
                        str token)
{
	struct fail *fail = fail_add(r, f, k, OP_OBJECT);

	if (fail) {
		fail->member = m;
		fail->token = token;
		if (k->op == OP_OBJECT)
			fail->declared = k->as.object;
	}
	return false;
}

/* The member with that key, or NULL. A look through all keys costs steps by their number. */
static bool look_up(struct run *r, const struct frame *f, str key, const struct member **out)
{
	enum { KEYS_PER_STEP = 8 };

	if (!run_spend(r, f, 1 + f->spot->at->n / KEYS_PER_STEP))
		return false;
	*out = doc_member(f->spot->at, key);
	return true;
}

static bool check_one_member(struct run *r, const struct frame *f, const struct keyword *k, const struct member *m,
                             bool *known)
{
	const struct object_rule *o = k->as.object;
	const struct sub *sub = find_property(o, m->key.text);
	bool ok = true;

	*known = sub != NULL;
	if (sub)
		ok = check_member(r, f, sub, m);
	for (size_t i = 0; i < o->n_patterns && (ok || r->fails); i++) {
		if (!check_pattern(r, f, k, o->pattern[i].regex, m->key.text))
			continue;
		*known = true;
		ok = check_member(r, f, o->pattern[i].sub, m) && ok;
	}
	if (*known || !o->additional || r->stop)
		return ok;
	*known = true;
	if (o->additional->kind == SUB_FALSE)
		return unknown_key(r, f, k, m, STR("additionalProperties"));
	return check_member(r, f, o->additional, m);
}

/* Where a few keys are named and the others may be anything, as in conditions, these few are looked up. */
static bool check_named(struct run *r, const struct frame *f, const struct object_rule *o)
{
	for (size_t i = 0; i < o->names.n; i++) {
		const struct member *m;

		if (!look_up(r, f, o->names.v[i], &m) || (m && !check_member(r, f, o->named[i], m)))
			return false;
	}
	return true;
}

static bool is_quickly_named(const struct object_rule *o, size_t n_members)
{
	enum { FEW = 4 }; /* takes no more steps than a walk through the members */

	return o->names.n <= FEW && o->names.n < n_members && !o->n_patterns && !o->additional;
}

bool check_object(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct node *at = f->spot->at;
	bool ok = true;

	if (at->kind != NODE_MAP)
		return true;
	if (!r->fails && !marks && is_quickly_named(k->as.object, at->n))
		return check_named(r, f, k->as.object);
	for (size_t i = 0; i < at->n; i++) {
		bool known;

		if (!run_spend(r, f, 1))
			return false;
		ok = check_one_member(r, f, k, &at->member[i], &known) && ok;
		if (known && marks)
			marks_set(marks, i);
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}

/* One finding for all items past the end of what is allowed. */
static bool extra_items(struct run *r, const struct frame *f, const struct keyword *k, size_t allowed, str token)
{
	struct fail *fail = fail_add(r, f, k, OP_ARRAY);

	if (fail) {
		fail->count = f->spot->at->n;
		fail->first = allowed;
		fail->token = token;
	}
	return false;
}

bool check_array(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct array_rule *rule = k->as.array;
	const struct node *at = f->spot->at;
	bool ok = true;

	if (at->kind != NODE_SEQ)
		return true;
	for (size_t i = 0; i < at->n; i++) {
		const struct sub *sub = i < rule->prefix.n ? rule->prefix.v[i] : rule->rest;

		if (!sub)
			return ok;
		if (!run_spend(r, f, 1))
			return false;
		if (i >= rule->prefix.n && sub->kind == SUB_FALSE) {
			if (marks)
				marks_set_all(marks);
			return extra_items(r, f, k, rule->prefix.n, rule->rest_token);
		}
		ok = check_item(r, f, sub, i) && ok;
		if (marks)
			marks_set(marks, i);
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}

bool check_contains(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct contains_rule *rule = k->as.contains;
	const struct node *at = f->spot->at;
	struct fail *fail;
	uint64_t n = 0;

	if (at->kind != NODE_SEQ)
		return true;
	for (size_t i = 0; i < at->n; i++) {
		struct spot spot = { .up = f->spot, .at = &at->item[i], .kind = SPOT_ITEM, .index = i };

		if (!run_spend(r, f, 1))
			return false;
		if (check_quietly(r, rule->sub, &spot, f)) {
			n++;
			if (marks)
				marks_set(marks, i);
		}
		if (r->stop)
			return false;
	}
	if (n >= rule->min && n <= rule->max)
		return true;
	fail = fail_add(r, f, k, OP_CONTAINS);
	if (fail) {
		fail->count = n;
		fail->token = n > rule->max ? STR("maxContains") : rule->has_min ? STR("minContains") : STR("contains");
	}
	return false;
}

/* Names are strings to a schema whatever YAML read them as. */
static bool check_name(struct run *r, const struct frame *f, const struct keyword *k, const struct member *m)
{
	struct node name = m->key;
	struct spot spot = { .up = f->spot, .at = &name, .kind = SPOT_KEY, .member = m };
	struct fails *list = r->fails;
	struct node *kept;
	struct fail *fail;

	name.kind = NODE_STRING;
	if (check_quietly(r, k->as.sub, &spot, f))
		return true;
	fail = r->stop ? NULL : fail_add(r, f, k, OP_PROPERTY_NAMES);
	if (!fail)
		return false;
	kept = arena_new(r->scratch, struct node);
	*kept = name;
	spot.at = kept;
	fail->member = m;
	fail->n_branches = 1;
	fail->branch = arena_new(r->scratch, struct fails);
	r->fails = fail->branch;
	(void)check_sub(r, k->as.sub, &spot, f, NULL); /* known to fail; for the reasons */
	r->fails = list;
	return false;
}

bool check_property_names(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;
	bool ok = true;

	if (at->kind != NODE_MAP)
		return true;
	for (size_t i = 0; i < at->n; i++) {
		if (!run_spend(r, f, 1))
			return false;
		ok = check_name(r, f, k, &at->member[i]) && ok;
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}

static bool check_names(struct run *r, const struct frame *f, const struct keyword *k, const struct str_list *names,
                        enum op op, struct reason because)
{
	bool ok = true;

	for (size_t i = 0; i < names->n; i++) {
		const struct member *m;
		struct fail *fail;

		if (!look_up(r, f, names->v[i], &m))
			return false;
		if (m)
			continue;
		ok = false;
		if (!r->fails)
			return false;
		fail = fail_add(r, f, k, op);
		if (fail) {
			fail->name = names->v[i];
			fail->because = because;
		}
	}
	return ok;
}

bool check_required(struct run *r, const struct frame *f, const struct keyword *k)
{
	if (f->spot->at->kind != NODE_MAP)
		return true;
	return check_names(r, f, k, &k->as.names, OP_REQUIRED, (struct reason){ 0 });
}

void give_reason(struct run *r, const struct fail *before, struct reason because)
{
	struct fail *fail;

	if (!r->fails)
		return;
	for (fail = before ? before->next : r->fails->first; fail; fail = fail->next)
		if (fail->because.kind == REASON_NONE)
			fail->because = because;
}

bool check_dependent(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct dependencies *d = &k->as.dependencies;
	bool ok = true;

	if (f->spot->at->kind != NODE_MAP)
		return true;
	for (size_t i = 0; i < d->n; i++) {
		struct reason because = { .kind = REASON_PRESENT, .key = d->v[i].key };
		const struct fail *before = r->fails ? r->fails->last : NULL;
		const struct member *m;

		if (!look_up(r, f, d->v[i].key, &m))
			return false;
		if (!m)
			continue;
		if (!d->v[i].sub) {
			ok = check_names(r, f, k, &d->v[i].names, OP_DEPENDENT, because) && ok;
		} else {
			ok = check_sub(r, d->v[i].sub, f->spot, f, marks) && ok;
			give_reason(r, before, because);
		}
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}

bool check_unevaluated(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks)
{
	const struct node *at = f->spot->at;
	bool is_map = k->op == OP_UNEVALUATED_PROPERTIES;
	bool ok = true;

	if (at->kind != (is_map ? NODE_MAP : NODE_SEQ))
		return true;
	for (size_t i = 0; i < at->n; i++) {
		if (!run_spend(r, f, 1))
			return false;
		if (marks_have(marks, i))
			continue;
		marks_set(marks, i);
		if (k->as.sub->kind != SUB_FALSE) {
			ok = (is_map ? check_member(r, f, k->as.sub, &at->member[i])
			             : check_item(r, f, k->as.sub, i)) &&
			     ok;
		} else if (is_map) {
			ok = unknown_key(r, f, k, &at->member[i], k->name);
		} else {
			marks_set_all(marks);
			return extra_items(r, f, k, i, k->name);
		}
		if (r->stop || (!ok && !r->fails))
			return false;
	}
	return ok;
}
