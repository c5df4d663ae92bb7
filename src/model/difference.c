/* Comparing two trees by meaning. Pairs what belongs together (members by name, references by what they refer to) and tells what is left.
   Knows no field by name: what a field is comes from the dialect. Called by changes and timelines. */
#include "model/difference.h"

#include <string.h>

#include "base/utf8.h"
#include "model/difference_parts.h"

enum { FEW = 16 };         /* members looked for one after the other */
enum { MAX_DEPTH = 96 };   /* levels; trees have at most 90 */

struct differ {
	const struct dialect *dialect;
	struct map fields; /* name of a member at the top -> struct field */
};

struct differ *differ_new(const struct dialect *d, struct arena *a)
{
	struct differ *out = arena_new(a, struct differ);

	out->dialect = d;
	for (size_t i = 0; i < d->n_fields; i++) {
		struct field *f = &d->fields[i];

		for (size_t j = 0; j < f->n_from; j++) {
			str name = pointer_last_name(f->from[j], a);

			if (pointer_is_member(f->from[j], name) && !map_has(&out->fields, name))
				*map_put(&out->fields, name, a) = f;
		}
	}
	return out;
}

/* ---- telling ---- */

struct comparing {
	const struct kind *kind;
	const struct field *field;
	str old_base, new_base; /* pointers of the field: they differ where it has another name */
	bool is_cut;            /* one of them is */
	struct arena *a;
	struct difference *out; /* the field being compared */
};

struct side { /* a value that may not be there, and where it would be */
	const struct node *node;
	struct place near;
	bool is_property; /* its name says that it is there, whatever is said of it */
};

static struct place start_of(const struct place *at)
{
	return (struct place){ at->line, at->column, at->line, at->column };
}

static struct place place_of(const struct side *s)
{
	return s->node ? s->node->at : s->near;
}

static struct side absent_in(const struct side *around)
{
	return (struct side){ .near = around->node && around->near.line ? around->near : start_of(&around->node->at) };
}

static bool is_absent(const struct side *s)
{
	return !s->is_property && is_nothing(s->node);
}

static void begin_pointer(struct pointer *p, str base)
{
	BUG_IF(base.n > POINTER_MAX);
	if (base.n)
		memcpy(p->text, base.p, base.n);
	p->n = base.n;
}

/* Only what is told has a pointer: thousands of values may lie below one long key. `at`: the way from the field. */
static void tell(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at)
{
	str base = is_absent(new) ? c->old_base : c->new_base;
	struct pointer pointer;
	bool is_whole;

	if (is_absent(old) && is_absent(new)) /* an empty item came or went */
		return;
	begin_pointer(&pointer, base);
	is_whole = pointer_put_short_way(&pointer, at);
	*vec_push(&c->out->parts, c->a) = (struct difference_part){
		.pointer = at ? str_dup(pointer_str(&pointer), c->a) : base,
		.is_cut = !is_whole || c->is_cut,
		.old_node = is_absent(old) ? NULL : old->node,
		.new_node = is_absent(new) ? NULL : new->node,
		.old_at = place_of(old),
		.new_at = place_of(new),
	};
}

static void tell_old(struct comparing *c, const struct node *n, const struct side *new_around, const struct pointer_step *at)
{
	struct side old = { .node = n, .near = n->at }, new = absent_in(new_around);

	tell(c, &old, &new, at);
}

static void tell_new(struct comparing *c, const struct side *old_around, const struct node *n, const struct pointer_step *at)
{
	struct side old = absent_in(old_around), new = { .node = n, .near = n->at };

	tell(c, &old, &new, at);
}

/* ---- what the dialect says of a place ---- */

static bool are_properties(const struct comparing *c, const struct pointer_step *at)
{
	struct pointer p;

	if (!c->kind->properties.n)
		return false;
	begin_pointer(&p, c->new_base);
	return pointer_put_way(&p, at) && str_eq(pointer_str(&p), c->kind->properties);
}

/* Of a list's items; NULL: they are no references. */
static const struct ref_role *role_of(const struct comparing *c, const struct pointer_step *list)
{
	struct pointer p;

	if (!c->kind->n_refs)
		return NULL;
	begin_pointer(&p, c->new_base);
	return pointer_put_way(&p, list) ? kind_ref(c->kind, pointer_str(&p)) : NULL;
}

/* ---- collections ---- */

static void compare(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at, size_t depth);

static const struct node *nth(const struct node *n, size_t i)
{
	return n->kind == NODE_SEQ ? &n->item[i] : n;
}

static size_t count(const struct node *n)
{
	return n->kind == NODE_SEQ ? n->n : 1;
}

static struct map keys_of(struct comparing *c, const struct node *n)
{
	struct map keys = { 0 };

	for (size_t i = 0; i < count(n); i++) {
		void **slot = map_put(&keys, plain_key(nth(n, i), c->field, c->a), c->a);

		if (!*slot)
			*slot = (void *)(uintptr_t)nth(n, i);
	}
	return keys;
}

/* Lists of plain values, or one such value: which came, which went. */
static void compare_sets(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at)
{
	struct map before = keys_of(c, old->node), after = keys_of(c, new->node);

	for (size_t i = 0; i < count(new->node); i++) {
		const struct node *n = nth(new->node, i);
		struct pointer_step step = { at, new->node, i };
		str key = plain_key(n, c->field, c->a);

		if (!map_has(&before, key) && map_get(&after, key) == n)
			tell_new(c, old, n, new->node->kind == NODE_SEQ ? &step : at);
	}
	for (size_t i = 0; i < count(old->node); i++) {
		const struct node *n = nth(old->node, i);
		struct pointer_step step = { at, old->node, i };
		str key = plain_key(n, c->field, c->a);

		if (!map_has(&after, key) && map_get(&before, key) == n)
			tell_old(c, n, new, old->node->kind == NODE_SEQ ? &step : at);
	}
}

/* Items of the old list by some key, handed out once each, in order. */
struct pile {
	struct map first; /* key -> position + 1 of the first item that waits */
	size_t *next;     /* position + 1 of the next one with the same key, 0: none */
};

static void pile_add(struct pile *p, str key, size_t i, struct arena *a)
{
	void **slot = map_put(&p->first, key, a);

	p->next[i] = (size_t)(uintptr_t)*slot;
	*slot = (void *)(uintptr_t)(i + 1);
}

/* Position + 1, 0: none is left. */
static size_t pile_take(struct pile *p, str key, struct arena *a)
{
	size_t found = map_has(&p->first, key) ? (size_t)(uintptr_t)map_get(&p->first, key) : 0;

	if (found)
		*map_put(&p->first, key, a) = (void *)(uintptr_t)p->next[found - 1];
	return found;
}

struct pairing { /* of two lists */
	size_t *of_new; /* position + 1 in the old list, 0: none */
	bool *is_taken; /* items of the old list */
};

typedef str key_fn(const struct node *item, const struct ref_role *role, struct arena *a);

/* The same item anywhere in the list. */
static str whole_key(const struct node *item, const struct ref_role *role, struct arena *a)
{
	uint64_t hash = node_hash(item);

	(void)role;
	return str_dup((str){ (const char *)&hash, sizeof hash }, a);
}

/* References by the name they refer to; of other lists the items that are left are paired in order. */
static str name_key(const struct node *item, const struct ref_role *role, struct arena *a)
{
	(void)a;
	return role ? doc_text(ref_name(role, item)) : (str){ 0 };
}

static void pair(struct pairing *p, const struct node *old, const struct node *new, const struct ref_role *role, key_fn *key, struct arena *a)
{
	struct pile waiting = { .next = arena_array(a, old->n, size_t) };

	for (size_t i = old->n; i-- > 0;)
		if (!p->is_taken[i])
			pile_add(&waiting, key(&old->item[i], role, a), i, a);
	for (size_t i = 0; i < new->n; i++) {
		if (!p->of_new[i])
			p->of_new[i] = pile_take(&waiting, key(&new->item[i], role, a), a);
		if (p->of_new[i])
			p->is_taken[p->of_new[i] - 1] = true;
	}
}

/* A reference that is a name only, as the mapping it may be written as. */
static const struct node *as_mapping(const struct ref_role *role, const struct node *item, struct arena *a)
{
	struct member *name;
	struct node *out;

	if (item->kind != NODE_STRING)
		return item;
	name = arena_new(a, struct member);
	name->key = (struct node){ .kind = NODE_STRING, .at = item->at, .n = doc_key_mark(role->name), .text = role->name };
	name->value = *item;
	out = arena_new(a, struct node);
	*out = (struct node){ .kind = NODE_MAP, .style = STYLE_FLOW, .at = item->at, .n = 1, .member = name };
	return out;
}

/* Items of two lists that belong together. */
static void compare_pair(struct comparing *c, const struct node *old, const struct node *new, const struct ref_role *role,
                         const struct pointer_step *at, size_t depth)
{
	struct side one = { .node = old }, other = { .node = new };

	if (old->kind != new->kind && role && role->name.n) {
		one.node = as_mapping(role, old, c->a);
		other.node = as_mapping(role, new, c->a);
	}
	compare(c, &one, &other, at, depth);
}

static void compare_items(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at, size_t depth)
{
	const struct node *from = old->node, *to = new->node;
	struct pairing p = { arena_array(c->a, to->n, size_t), arena_array(c->a, from->n, bool) };
	const struct ref_role *role = role_of(c, at);

	pair(&p, from, to, role, whole_key, c->a);
	pair(&p, from, to, role, name_key, c->a);
	for (size_t i = 0; i < to->n; i++) {
		const struct node *before = p.of_new[i] ? &from->item[p.of_new[i] - 1] : NULL;
		struct pointer_step step = { at, to, i };

		if (!before)
			tell_new(c, old, &to->item[i], &step);
		else
			compare_pair(c, before, &to->item[i], role, &step, depth + 1);
	}
	for (size_t i = 0; i < from->n; i++)
		if (!p.is_taken[i])
			tell_old(c, &from->item[i], new, &(struct pointer_step){ at, from, i });
}

struct lookup { /* members of a mapping by name */
	const struct node *map;
	struct map by_name; /* of large ones */
};

static struct lookup lookup_of(const struct node *map, struct arena *a)
{
	struct lookup l = { .map = map };

	for (size_t i = 0; map->n > FEW && i < map->n; i++)
		*map_put(&l.by_name, map->member[i].key.text, a) = &map->member[i];
	return l;
}

static const struct member *look_up(const struct lookup *l, str name)
{
	return l->by_name.n ? map_get(&l->by_name, name) : doc_member(l->map, name);
}

/* What a member says, and where it would stand. */
static struct side side_of(const struct member *m, const struct side *around)
{
	return m ? (struct side){ .node = &m->value, .near = m->key.at } : absent_in(around);
}

/* The same of a mapping's member, which may be a property. */
static struct side inner_side(const struct member *m, const struct side *around, bool is_property)
{
	struct side out = side_of(m, around);

	out.is_property = m && is_property;
	return out;
}

static void compare_maps(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at, size_t depth)
{
	struct lookup before = lookup_of(old->node, c->a), after = lookup_of(new->node, c->a);
	bool is_property = are_properties(c, at);

	for (size_t i = 0; i < new->node->n; i++) {
		const struct member *m = &new->node->member[i];
		struct side one = inner_side(look_up(&before, m->key.text), old, is_property), other = inner_side(m, new, is_property);

		compare(c, &one, &other, &(struct pointer_step){ at, new->node, i }, depth + 1);
	}
	for (size_t i = 0; i < old->node->n; i++) {
		const struct member *m = &old->node->member[i];
		struct side one = inner_side(m, old, is_property), other = absent_in(new);

		if (!look_up(&after, m->key.text))
			compare(c, &one, &other, &(struct pointer_step){ at, old->node, i }, depth + 1);
	}
}

static bool is_plain_list(const struct node *n)
{
	for (size_t i = 0; i < n->n; i++)
		if (!is_plain(&n->item[i]))
			return false;
	return true;
}

static bool are_sets(const struct comparing *c, const struct node *old, const struct node *new, size_t depth)
{
	bool is_loose = depth == 0 && c->field; /* one value may stand for a list of it */

	if (old->kind != NODE_SEQ && new->kind != NODE_SEQ)
		return false;
	if (!is_loose && (old->kind != NODE_SEQ || new->kind != NODE_SEQ))
		return false;
	return (old->kind == NODE_SEQ ? is_plain_list(old) : is_plain(old)) && (new->kind == NODE_SEQ ? is_plain_list(new) : is_plain(new));
}

static void compare(struct comparing *c, const struct side *old, const struct side *new, const struct pointer_step *at, size_t depth)
{
	bool was_said = !is_nothing(old->node), is_said = !is_nothing(new->node);

	BUG_IF(depth > MAX_DEPTH);
	if (!was_said && !is_said && is_absent(old) == is_absent(new))
		return;
	if (!was_said || !is_said)
		tell(c, old, new, at);
	else if (are_sets(c, old->node, new->node, depth))
		compare_sets(c, old, new, at);
	else if (old->node->kind == NODE_MAP && new->node->kind == NODE_MAP)
		compare_maps(c, old, new, at, depth);
	else if (old->node->kind == NODE_SEQ && new->node->kind == NODE_SEQ)
		compare_items(c, old, new, at, depth);
	else if (!is_plain(old->node) || !is_plain(new->node) || !plain_equal(old->node, new->node, depth == 0 ? c->field : NULL))
		tell(c, old, new, at);
}

bool difference_is_none(const struct node *old, const struct node *new, struct arena *a)
{
	static const struct kind no_kind;
	struct difference found = { .name = { 0 } };
	struct comparing c = { .kind = &no_kind, .a = a, .out = &found };
	struct side one = { .node = old }, other = { .node = new };

	compare(&c, &one, &other, NULL, 0);
	return !found.parts.n;
}

/* ---- definitions ---- */

/* Two definitions on their way through comparison. */
struct whole {
	const struct differ *d;
	const struct entry *old_entry, *new_entry;
	const struct kind *kind;
	struct side old, new; /* the roots */
	struct arena *a;
	struct difference_list *out;
};

/* Leaves room behind it. */
static str base_of(str pointer, struct arena *a)
{
	return pointer.n <= POINTER_MAX / 2 ? pointer : str_fmt(a, "%.*s...", STR_ARG(utf8_head(pointer, POINTER_MAX / 2)));
}

static bool is_milestone(const struct kind *k, str pointer)
{
	return str_eq(pointer, k->added_milestone) || str_eq(pointer, k->removed_milestone);
}

/* As written; empty: it is no single value. */
static str written(const struct node *n)
{
	return n && is_plain(n) ? str_trim(n->text) : (str){ 0 };
}

/* Milestones that differ are told as they are written, not as the numbers that YAML reads. Where only quotes differ, what is read tells more. */
static void tell_milestone(const struct whole *w, struct difference *d, str old_pointer)
{
	const struct node *old, *new;

	if (d->parts.n != 1 || !is_milestone(w->kind, d->pointer))
		return;
	old = doc_at(w->old_entry->definition->told, old_pointer);
	new = doc_at(w->new_entry->definition->told, d->pointer);
	if (str_eq(written(old), written(new)))
		return;
	d->old_node = d->parts.v[0].old_node = d->old_node ? old : NULL;
	d->new_node = d->parts.v[0].new_node = d->new_node ? new : NULL;
}

static void compare_field(struct whole *w, struct difference *d, str old_pointer, const struct side *old, const struct side *new)
{
	struct comparing c = { .kind = w->kind, .field = d->field, .a = w->a, .out = d };

	d->base = c.new_base = base_of(d->pointer, w->a);
	c.old_base = base_of(old_pointer, w->a);
	c.is_cut = c.new_base.p != d->pointer.p || c.old_base.p != old_pointer.p;
	d->old_at = place_of(old);
	d->new_at = place_of(new);
	d->old_node = is_nothing(old->node) ? NULL : old->node;
	d->new_node = is_nothing(new->node) ? NULL : new->node;
	compare(&c, old, new, NULL, 0);
	tell_milestone(w, d, old_pointer);
	if (d->parts.n)
		*vec_push(&w->out->all, w->a) = *d;
}

/* The first of the field's members that is there, and its pointer. */
static const struct node *value_of(const struct node *root, const struct field *f, str *pointer)
{
	for (size_t i = 0; i < f->n_from; i++) {
		const struct node *n = doc_at(root, f->from[i]);

		if (n) {
			*pointer = f->from[i];
			return n;
		}
	}
	return NULL;
}

static bool makes_key(const struct key_rule *rule, str name)
{
	for (size_t i = 0; rule && i < rule->n_parts; i++)
		if (pointer_is_member(rule->parts[i], name))
			return true;
	return false;
}

/* The item that an entry was expanded from; the whole value when it was not. */
static const struct node *own_value(const struct entry *e, const struct node *value, struct arena *a)
{
	for (size_t i = 0; value && value->kind == NODE_SEQ && i < value->n; i++)
		if (str_eq(doc_scalar(&value->item[i], a), e->variant))
			return &value->item[i];
	return value;
}

static void expand(const struct whole *w, str pointer, struct side *old, struct side *new)
{
	if (!w->kind->expand.n || !str_eq(pointer, w->kind->expand))
		return;
	old->node = own_value(w->old_entry, old->node, w->a);
	new->node = own_value(w->new_entry, new->node, w->a);
}

static bool is_left_out(const struct whole *w, str name)
{
	const struct entry *old = w->old_entry, *new = w->new_entry;

	return str_eq(old->key, new->key) && (makes_key(old->key_rule, name) || makes_key(new->key_rule, name));
}

/* One member of the new tree, or of the old one that the new one has not. */
static void compare_member(struct whole *w, const struct lookup *before, const struct lookup *after, const struct member *m, bool is_new)
{
	str name = m->key.text, pointer = pointer_add((str){ 0 }, name, w->a), old_pointer = pointer, ignored;
	const struct field *f = map_get(&w->d->fields, name);
	const struct member *one = is_new ? look_up(before, name) : m, *other = is_new ? m : look_up(after, name);
	struct difference d = { .field = f, .name = f ? f->id : name, .pointer = pointer };
	struct side old = side_of(one, &w->old), new = side_of(other, &w->new);

	if (is_left_out(w, name) || (!is_new && other))
		return;
	if (f && f->n_from > 1) { /* told once, by the member that counts */
		old.node = value_of(w->old.node, f, &old_pointer);
		new.node = value_of(w->new.node, f, &ignored);
		if (is_new ? new.node != &m->value : new.node || old.node != &m->value)
			return;
	}
	expand(w, pointer, &old, &new);
	compare_field(w, &d, old_pointer, &old, &new);
}

static void compare_whole(struct whole *w)
{
	struct lookup before = lookup_of(w->old.node, w->a), after = lookup_of(w->new.node, w->a);

	for (size_t i = 0; i < w->new.node->n; i++)
		compare_member(w, &before, &after, &w->new.node->member[i], true);
	for (size_t i = 0; i < w->old.node->n; i++)
		compare_member(w, &before, &after, &w->old.node->member[i], false);
}

static bool can_compare(const struct definition *old, const struct definition *new)
{
	return old->root != new->root && old->root && new->root && old->root->kind == NODE_MAP && new->root->kind == NODE_MAP;
}

void difference_entries(const struct differ *d, const struct entry *old, const struct entry *new, struct arena *a,
                        struct difference_list *out)
{
	struct whole w = { .d = d, .old_entry = old, .new_entry = new, .kind = new->kind, .a = a, .out = out };

	w.old.node = old->definition->root;
	w.new.node = new->definition->root;
	if (can_compare(old->definition, new->definition))
		compare_whole(&w);
}
