/* Comparing two trees by meaning. Pairs what belongs together (members by name, references by what they refer to) and tells what is left.
   Knows no field by name: what a field is comes from the dialect. Called by changes and timelines. */
#include "model/difference.h"

#include "base/utf8.h"
#include "doc/json.h"

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
			str name = str_from(f->from[j], 1);

			if (str_find(name, '/') == name.n && !map_has(&out->fields, name))
				*map_put(&out->fields, name, a) = f;
		}
	}
	return out;
}

/* ---- plain values ---- */

static bool is_nothing(const struct node *n)
{
	return !n || n->kind == NODE_NULL || ((n->kind == NODE_SEQ || n->kind == NODE_MAP) && n->n == 0);
}

static bool is_plain(const struct node *n)
{
	return n->kind != NODE_SEQ && n->kind != NODE_MAP;
}

static bool is_plain_list(const struct node *n)
{
	for (size_t i = 0; i < n->n; i++)
		if (!is_plain(&n->item[i]))
			return false;
	return true;
}

/* The next byte with runs of white space as one blank; -1 at the end, where white space is nothing. */
static int next_byte(str s, size_t *at)
{
	size_t from = *at;

	if (from == s.n)
		return -1;
	if (!byte_is_space(s.p[from])) {
		(*at)++;
		return (unsigned char)s.p[from];
	}
	while (*at < s.n && byte_is_space(s.p[*at]))
		(*at)++;
	return *at == s.n ? -1 : ' ';
}

static bool text_equal(str a, str b)
{
	size_t i = 0, j = 0;
	int c;

	if (str_eq(a, b))
		return true;
	a = str_trim(a);
	b = str_trim(b);
	while ((c = next_byte(a, &i)) == next_byte(b, &j))
		if (c < 0)
			return true;
	return false;
}

static str value_text(const struct node *n, const struct field *f)
{
	return f ? field_value(f, n->text) : n->text;
}

static bool plain_equal(const struct node *a, const struct node *b, const struct field *f)
{
	if (a->kind == NODE_STRING && b->kind == NODE_STRING)
		return text_equal(value_text(a, f), value_text(b, f));
	return node_equal(a, b);
}

/* The same bytes for values that are equal. */
static str plain_key(const struct node *n, const struct field *f, struct arena *a)
{
	struct buf out = { .a = a };
	uint64_t hash;
	str text;
	int c;

	if (n->kind != NODE_STRING) {
		hash = node_hash(n);
		buf_put(&out, (str){ (const char *)&hash, sizeof hash });
		buf_byte(&out, '#');
		return buf_str(&out);
	}
	text = str_trim(value_text(n, f));
	buf_reserve(&out, text.n + 1);
	for (size_t i = 0; (c = next_byte(text, &i)) >= 0;)
		buf_byte(&out, (char)c);
	buf_byte(&out, '=');
	return buf_str(&out);
}

/* ---- telling ---- */

struct comparing {
	const struct kind *kind;
	const struct field *field;
	str old_pointer, new_pointer; /* of the field: they differ where it has another name */
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

static void tell(struct comparing *c, const struct side *old, const struct side *new, str pointer)
{
	if (is_absent(old) && is_absent(new)) /* an empty item came or went */
		return;
	if (is_absent(new) && !str_eq(c->old_pointer, c->new_pointer))
		pointer = str_fmt(c->a, "%.*s%.*s", STR_ARG(c->old_pointer), STR_ARG(str_from(pointer, c->new_pointer.n)));
	*vec_push(&c->out->parts, c->a) = (struct difference_part){
		.pointer = pointer,
		.old_node = is_absent(old) ? NULL : old->node,
		.new_node = is_absent(new) ? NULL : new->node,
		.old_at = place_of(old),
		.new_at = place_of(new),
	};
}

static void tell_old(struct comparing *c, const struct node *n, const struct side *new_around, str pointer)
{
	struct side old = { .node = n, .near = n->at }, new = absent_in(new_around);

	tell(c, &old, &new, pointer);
}

static void tell_new(struct comparing *c, const struct side *old_around, const struct node *n, str pointer)
{
	struct side old = absent_in(old_around), new = { .node = n, .near = n->at };

	tell(c, &old, &new, pointer);
}

/* ---- collections ---- */

static void compare(struct comparing *c, const struct side *old, const struct side *new, str pointer, size_t depth);

static const struct node *nth(const struct node *n, size_t i)
{
	return n->kind == NODE_SEQ ? &n->item[i] : n;
}

static size_t count(const struct node *n)
{
	return n->kind == NODE_SEQ ? n->n : 1;
}

static str item_pointer(const struct node *n, str pointer, size_t i, struct arena *a)
{
	return n->kind == NODE_SEQ ? pointer_add_index(pointer, i, a) : pointer;
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
static void compare_sets(struct comparing *c, const struct side *old, const struct side *new, str pointer)
{
	struct map before = keys_of(c, old->node), after = keys_of(c, new->node);

	for (size_t i = 0; i < count(new->node); i++) {
		const struct node *n = nth(new->node, i);
		str key = plain_key(n, c->field, c->a);

		if (!map_has(&before, key) && map_get(&after, key) == n)
			tell_new(c, old, n, item_pointer(new->node, pointer, i, c->a));
	}
	for (size_t i = 0; i < count(old->node); i++) {
		const struct node *n = nth(old->node, i);
		str key = plain_key(n, c->field, c->a);

		if (!map_has(&after, key) && map_get(&before, key) == n)
			tell_old(c, n, new, item_pointer(old->node, pointer, i, c->a));
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

typedef str key_fn(const struct comparing *c, const struct node *item, str pointer);

/* The same item anywhere in the list. */
static str whole_key(const struct comparing *c, const struct node *item, str pointer)
{
	uint64_t hash = node_hash(item);

	(void)pointer;
	return str_dup((str){ (const char *)&hash, sizeof hash }, c->a);
}

/* References by the name they refer to; of other lists the items that are left are paired in order. */
static str name_key(const struct comparing *c, const struct node *item, str pointer)
{
	const struct ref_role *role = kind_ref(c->kind, pointer);

	if (!role)
		return (str){ 0 };
	return doc_text(ref_name(role, item));
}

static void pair(struct comparing *c, struct pairing *p, const struct node *old, const struct node *new, str pointer, key_fn *key)
{
	struct pile waiting = { .next = arena_array(c->a, old->n, size_t) };

	for (size_t i = old->n; i-- > 0;)
		if (!p->is_taken[i])
			pile_add(&waiting, key(c, &old->item[i], pointer), i, c->a);
	for (size_t i = 0; i < new->n; i++) {
		if (!p->of_new[i])
			p->of_new[i] = pile_take(&waiting, key(c, &new->item[i], pointer), c->a);
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
static void compare_pair(struct comparing *c, const struct node *old, const struct node *new, str list, str pointer, size_t depth)
{
	const struct ref_role *role = old->kind == new->kind ? NULL : kind_ref(c->kind, list);
	struct side one = { .node = old }, other = { .node = new };

	if (role && role->name.n) {
		one.node = as_mapping(role, old, c->a);
		other.node = as_mapping(role, new, c->a);
	}
	compare(c, &one, &other, pointer, depth);
}

static void compare_items(struct comparing *c, const struct side *old, const struct side *new, str pointer, size_t depth)
{
	const struct node *from = old->node, *to = new->node;
	struct pairing p = { arena_array(c->a, to->n, size_t), arena_array(c->a, from->n, bool) };

	pair(c, &p, from, to, pointer, whole_key);
	pair(c, &p, from, to, pointer, name_key);
	for (size_t i = 0; i < to->n; i++) {
		const struct node *before = p.of_new[i] ? &from->item[p.of_new[i] - 1] : NULL;

		if (!before)
			tell_new(c, old, &to->item[i], pointer_add_index(pointer, i, c->a));
		else
			compare_pair(c, before, &to->item[i], pointer, pointer_add_index(pointer, i, c->a), depth + 1);
	}
	for (size_t i = 0; i < from->n; i++)
		if (!p.is_taken[i])
			tell_old(c, &from->item[i], new, pointer_add_index(pointer, i, c->a));
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

static void compare_maps(struct comparing *c, const struct side *old, const struct side *new, str pointer, size_t depth)
{
	struct lookup before = lookup_of(old->node, c->a), after = lookup_of(new->node, c->a);
	bool are_properties = c->kind->properties.n && str_eq(pointer, c->kind->properties);

	for (size_t i = 0; i < new->node->n; i++) {
		const struct member *m = &new->node->member[i];
		struct side one = inner_side(look_up(&before, m->key.text), old, are_properties), other = inner_side(m, new, are_properties);

		compare(c, &one, &other, pointer_add(pointer, m->key.text, c->a), depth + 1);
	}
	for (size_t i = 0; i < old->node->n; i++) {
		const struct member *m = &old->node->member[i];
		struct side one = inner_side(m, old, are_properties), other = absent_in(new);

		if (!look_up(&after, m->key.text))
			compare(c, &one, &other, pointer_add(pointer, m->key.text, c->a), depth + 1);
	}
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

static void compare(struct comparing *c, const struct side *old, const struct side *new, str pointer, size_t depth)
{
	bool was_said = !is_nothing(old->node), is_said = !is_nothing(new->node);

	BUG_IF(depth > MAX_DEPTH);
	if (!was_said && !is_said && is_absent(old) == is_absent(new))
		return;
	if (!was_said || !is_said)
		tell(c, old, new, pointer);
	else if (are_sets(c, old->node, new->node, depth))
		compare_sets(c, old, new, pointer);
	else if (old->node->kind == NODE_MAP && new->node->kind == NODE_MAP)
		compare_maps(c, old, new, pointer, depth);
	else if (old->node->kind == NODE_SEQ && new->node->kind == NODE_SEQ)
		compare_items(c, old, new, pointer, depth);
	else if (!is_plain(old->node) || !is_plain(new->node) || !plain_equal(old->node, new->node, depth == 0 ? c->field : NULL))
		tell(c, old, new, pointer);
}

bool difference_is_none(const struct node *old, const struct node *new, struct arena *a)
{
	static const struct kind no_kind;
	struct difference found = { .name = { 0 } };
	struct comparing c = { .kind = &no_kind, .a = a, .out = &found };
	struct side one = { .node = old }, other = { .node = new };

	compare(&c, &one, &other, (str){ 0 }, 0);
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

static void compare_field(struct whole *w, struct difference *d, str old_pointer, const struct side *old, const struct side *new)
{
	struct comparing c = { .kind = w->kind, .field = d->field, .old_pointer = old_pointer, .new_pointer = d->pointer, .a = w->a, .out = d };

	d->old_at = place_of(old);
	d->new_at = place_of(new);
	d->old_node = is_nothing(old->node) ? NULL : old->node;
	d->new_node = is_nothing(new->node) ? NULL : new->node;
	compare(&c, old, new, d->pointer, 0);
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

static bool is_member(str pointer, str name)
{
	return pointer.n == name.n + 1 && pointer.p[0] == '/' && str_eq(str_from(pointer, 1), name);
}

static bool makes_key(const struct key_rule *rule, str name)
{
	for (size_t i = 0; rule && i < rule->n_parts; i++)
		if (is_member(rule->parts[i], name))
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

/* ---- words ---- */

str difference_words(const struct node *n, size_t max, struct arena *a)
{
	struct buf out = { .a = a };
	str text;
	int c;

	if (is_nothing(n))
		return STR("nothing");
	if (is_plain(n)) {
		text = str_trim(doc_scalar(n, a));
		for (size_t i = 0; (c = next_byte(text, &i)) >= 0;)
			buf_byte(&out, (char)c);
	} else {
		buf_put(&out, json_text(n, a));
	}
	text = buf_str(&out);
	if (utf8_count(text) <= max)
		return text;
	return str_fmt(a, "%.*s...", STR_ARG(str_sub(text, 0, utf8_offset(text, max))));
}
