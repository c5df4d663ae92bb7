/* Changes from one dictionary to another: every pair judged, and what only the whole can tell: deletions, events in use, schemas of values. */
#include "model/change_parts.h"

enum { MAX_USERS = 5 }; /* metrics that a message names */

struct user_list {
	VEC(const struct ref *) refs; /* one per definition, at most MAX_USERS */
	VEC(struct entry *) entries;  /* the same */
	const struct definition *last;
	size_t n; /* all of them */
};
struct whole {
	const struct changer *c;
	const struct dict *old, *new;
	struct pairing pairs;
	struct map unreadable; /* path -> struct unreadable of the new version */
	struct map users;      /* kind and name -> struct user_list, of entries that are not removed; filled when first asked */
	bool has_users;
	struct map told; /* what an entry of a definition said already -> position + 1 */
	struct map schemas; /* paths of two schemas of values -> what breaks; entries may share them by the thousand */
	struct arena *a;
	struct change_list *out;
};

/* ---- events in use ---- */

static str user_key(str kind, str name, struct arena *a)
{
	return str_fmt(a, "%.*s\n%.*s", STR_ARG(kind), STR_ARG(name));
}

static void add_user(struct whole *w, struct entry *e, const struct ref *r)
{
	struct user_list **slot = (struct user_list **)map_put(&w->users, user_key(r->role->to, r->name, w->a), w->a);

	if (!*slot)
		*slot = arena_new(w->a, struct user_list);
	if ((*slot)->last == e->definition)
		return; /* another time frame, or the event a second time */
	(*slot)->last = e->definition;
	(*slot)->n++;
	if ((*slot)->entries.n == MAX_USERS)
		return;
	*vec_push(&(*slot)->entries, w->a) = e;
	*vec_push(&(*slot)->refs, w->a) = r;
}

static const struct user_list *users_of(struct whole *w, str kind, str name)
{
	for (size_t i = 0; !w->has_users && i < w->new->all.n; i++) {
		struct entry *e = w->new->all.v[i];

		for (size_t r = 0; e->status != STATUS_REMOVED && r < e->n_refs; r++)
			add_user(w, e, &e->refs[r]);
	}
	w->has_users = true;
	return map_get(&w->users, user_key(kind, name, w->a));
}

/* Whether some living entry of the new dictionary goes by this name. */
static bool is_alive(const struct whole *w, const struct kind *k, str name)
{
	const struct kind *now = dialect_kind(w->new->dialect, k->name);
	const struct entry_list *list = now ? dict_alias(w->new, now, name) : NULL;

	for (size_t i = 0; list && i < list->all.n; i++)
		if (list->all.v[i]->status != STATUS_REMOVED)
			return true;
	return false;
}

/* Users of an entry that goes away with this version; NULL when it does not, or nobody uses it. */
static const struct user_list *orphans_of(struct whole *w, const struct entry *old, const struct entry *new)
{
	bool goes = !new || (new->status == STATUS_REMOVED && old->status != STATUS_REMOVED) || !str_eq(old->alias, new->alias);

	if (!goes || old->status == STATUS_REMOVED || is_alive(w, old->kind, old->alias))
		return NULL;
	return users_of(w, old->kind->name, old->alias);
}

static void tell_orphans(struct whole *w, const struct entry *old, const struct entry *new, const struct user_list *users)
{
	struct change *x = change_add(change_class_of("event-in-use"), old, new, w->a, w->out);
	const char *what = !new ? "was deleted" : new->status == STATUS_REMOVED ? "was removed" : "was renamed";
	str keys[MAX_USERS];

	for (size_t i = 0; i < users->entries.n; i++) {
		const struct entry *e = users->entries.v[i];

		keys[i] = e->variant.n ? e->stem : e->key;
		*vec_push(&x->related, w->a) =
		        (struct diag_related){ node_span(e->definition, users->refs.v[i]->at),
			                       str_fmt(w->a, "%.*s still refers to it", STR_ARG(diag_quote_key(keys[i], w->a))) };
	}
	x->message = str_fmt(w->a, "%.*s %.*s %s while %.*s", STR_ARG(old->kind->name), STR_ARG(diag_quote_key(old->alias, w->a)), what,
	                     STR_ARG(change_join(keys, users->entries.n, w->a)));
	x->message = str_fmt(w->a, users->n > users->entries.n ? "%.*s and %zu more refer to it" : users->n > 1 ? "%.*s refer to it" : "%.*s refers to it",
	                     STR_ARG(x->message), users->n - users->entries.n);
	if (!new)
		x->help = str_fmt(w->a, "%.*s; %.*s", STR_ARG(x->help), STR_ARG(change_remedy(change_deletion(old->kind), old->kind, w->a)));
}

/* ---- deletions ---- */

/* An entry of the same definition that is still there. */
static const struct entry *sibling_of(const struct whole *w, const struct entry *old)
{
	for (size_t i = 0; i < old->definition->n_entries; i++) {
		const struct entry *e = w->pairs.to_new[old->definition->entries[i].index];

		if (e)
			return e;
	}
	return NULL;
}

/* The file has another definition now. */
static void tell_successor(struct whole *w, struct change *x)
{
	const struct definition *now = dict_definition(w->new, x->old->definition->path);

	if (now && now->n_entries)
		x->message = str_fmt(w->a, "%.*s: its file defines %.*s now", STR_ARG(x->message), STR_ARG(diag_quote_key(now->entries[0].key, w->a)));
}

static void place_deletion(struct whole *w, struct change *x)
{
	const struct entry *sibling = sibling_of(w, x->old);
	const struct unreadable *u = map_get(&w->unreadable, x->old->definition->path);
	const struct node *list = sibling && sibling->kind->expand.n ? doc_at(sibling->definition->root, sibling->kind->expand) : NULL;

	if (u) {
		x->at = (struct span){ u->path, { 1, 1, 1, 1 } };
		x->is_at_old = false;
	} else if (list) {
		x->at = node_span(sibling->definition, list);
		x->is_at_old = false;
		x->message = str_fmt(w->a, "%.*s: %.*s lists %.*s no longer", STR_ARG(x->message),
		                     STR_ARG(pointer_last_name(x->old->kind->expand, w->a)), STR_ARG(x->old->variant));
		x->help = STR("keep it in the list, or restore it in a definition of its own that is removed, with milestone and URL of the removal");
	} else {
		tell_successor(w, x);
	}
}

static bool breaks(const struct change_list *l, size_t from)
{
	for (size_t i = from; i < l->all.n; i++)
		if (l->all.v[i].level == DIAG_ERROR && l->all.v[i].excuse == CHANGE_NO_EXCUSE)
			return true;
	return false;
}

/* Who still uses it says that it is gone, too, unless that is off, no error or excused. A duplicate is not missed. */
static void judge_lost(struct whole *w, const struct entry *old, const struct user_list *users)
{
	size_t from = w->out->all.n, behind;

	if (users) {
		tell_orphans(w, old, NULL, users);
		change_settle(w->c, w->out, from, w->a);
	}
	if (!breaks(w->out, from)) {
		if (!pairing_has_key(w->new, old))
			change_entries(w->c, old, NULL, w->a, w->out);
		return;
	}
	behind = w->out->all.n;
	change_protect(w->c, w->a, w->out, from);
	change_settle(w->c, w->out, behind, w->a);
}

static void judge_deleted(struct whole *w, const struct entry *old)
{
	const struct unreadable *u = map_get(&w->unreadable, old->definition->path);
	const struct user_list *users = u ? NULL : orphans_of(w, old, NULL);
	size_t from = w->out->all.n;
	struct change *x;

	if (u) {
		x = change_add(change_class_of("definition-unreadable"), old, NULL, w->a, w->out);
		x->message = str_fmt(w->a, "%.*s %.*s cannot be read any more%s%.*s%s", STR_ARG(old->kind->name), STR_ARG(diag_quote_key(old->key, w->a)),
		                     u->reason.n ? " (" : "", STR_ARG(u->reason), u->reason.n ? ")" : "");
		change_settle(w->c, w->out, from, w->a);
	} else {
		judge_lost(w, old, users);
	}
	for (size_t i = from; i < w->out->all.n; i++)
		place_deletion(w, &w->out->all.v[i]);
}

/* ---- pairs ---- */

/* What of a schema breaks, as a sentence; empty: nothing does. */
static str schema_breaks(struct whole *w, str from, str to)
{
	str **slot = (str **)map_put(&w->schemas, str_fmt(w->a, "%zu %.*s%.*s", from.n, STR_ARG(from), STR_ARG(to)), w->a);
	struct str_list breaks = { 0 };

	if (*slot)
		return **slot;
	schema_break_find(from, dict_text(w->old, from), to, dict_text(w->new, to), w->a, &breaks);
	*slot = arena_new(w->a, str);
	**slot = change_join(breaks.all.v, breaks.all.n, w->a);
	return **slot;
}

static void judge_value_schema(struct whole *w, const struct entry *old, const struct entry *new)
{
	const struct kind *k = new->kind;
	str from = old->kind->value_schema.n ? doc_text(doc_at(old->definition->root, old->kind->value_schema)) : (str){ 0 };
	str to = k->value_schema.n ? doc_text(doc_at(new->definition->root, k->value_schema)) : (str){ 0 };
	str breaks = from.n ? schema_breaks(w, from, to) : (str){ 0 };
	struct change *x;

	if (!breaks.n)
		return;
	x = change_add(change_class_of("value-json-schema-compatible"), old, new, w->a, w->out);
	x->pointer = k->value_schema;
	x->field = pointer_last_name(k->value_schema, w->a);
	x->at = node_span(new->definition, to.n ? doc_at(new->definition->root, k->value_schema) : new->key_node);
	x->message = str_fmt(w->a, "the schema of the values changed: %.*s", STR_ARG(breaks));
}

static bool tells_orphans(const struct change_list *l, size_t from)
{
	for (size_t i = from; i < l->all.n; i++)
		if (l->all.v[i].class == change_class_of("event-in-use"))
			return true;
	return false;
}

/* A removal that is told for another reason. */
static void drop_status(struct whole *w, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < w->out->all.n; i++) {
		const struct change *x = &w->out->all.v[i];

		if (x->class->category != CHANGE_SAFE || !str_eq(x->pointer, x->new->kind->status))
			w->out->all.v[kept++] = *x;
	}
	w->out->all.n = kept;
}

static void judge_together(struct whole *w, const struct entry *old, const struct entry *new)
{
	const struct user_list *users = orphans_of(w, old, new);
	size_t from = w->out->all.n, behind;

	if (old->definition->root != new->definition->root && !str_eq(old->definition->bytes, new->definition->bytes))
		change_entries(w->c, old, new, w->a, w->out);
	behind = w->out->all.n;
	if (users)
		tell_orphans(w, old, new, users);
	judge_value_schema(w, old, new);
	change_settle(w->c, w->out, behind, w->a);
	if (tells_orphans(w->out, behind))
		drop_status(w, from);
}

static str identity(const struct change *x, struct arena *a)
{
	return str_fmt(a, "%s\n%d\n%.*s\n%p\n%p\n%p\n%p\n%.*s", x->class->rule.id, (int)x->excuse, STR_ARG(x->reason), (const void *)(x->old ? x->old->definition : NULL),
	               (const void *)(x->new ? x->new->definition : NULL), (const void *)x->old_node, (const void *)x->new_node,
	               STR_ARG(x->pointer));
}

/* What entries of one definition say alike is told once to people. */
static void mark_again(struct whole *w, size_t from)
{
	for (size_t i = from; i < w->out->all.n; i++) {
		struct change *x = &w->out->all.v[i];
		const struct definition *d = (x->new ? x->new : x->old)->definition;
		bool is_dropped = !x->new && sibling_of(w, x->old); /* each time frame by itself */
		void **slot;

		if (d->n_entries < 2 || is_dropped)
			continue;
		slot = map_put(&w->told, identity(x, w->a), w->a);
		x->is_again = *slot != NULL;
		if (x->is_again)
			*vec_push(&w->out->all.v[(uintptr_t)*slot - 1].also, w->a) = change_key(x);
		else
			*slot = (void *)(uintptr_t)(i + 1);
	}
}

static int compare_keys(const struct whole *w, const struct entry *old, const struct entry *new)
{
	const struct kind *k = dialect_kind(w->new->dialect, old->kind->name);
	size_t index = k ? k->index : SIZE_MAX;

	if (index != new->kind->index)
		return index < new->kind->index ? -1 : 1;
	return str_cmp(old->key, new->key);
}

void change_dictionaries(const struct changer *c, const struct dict *old, const struct dict *new, struct arena *a, struct change_list *out)
{
	struct whole w = { .c = c, .old = old, .new = new, .pairs = pairing_of(old, new, a), .a = a, .out = out };
	size_t i = 0;

	for (size_t u = 0; u < new->unreadable.n; u++)
		*map_put(&w.unreadable, new->unreadable.v[u]->path, a) = new->unreadable.v[u];
	for (size_t n = 0; n <= new->all.n; n++) {
		const struct entry *next = n < new->all.n ? new->all.v[n] : NULL;
		size_t from = out->all.n;

		for (; i < old->all.n && (!next || compare_keys(&w, old->all.v[i], next) < 0); i++)
			if (!w.pairs.to_new[i])
				judge_deleted(&w, old->all.v[i]);
		if (next && w.pairs.to_old[n])
			judge_together(&w, w.pairs.to_old[n], next);
		else if (next)
			change_entries(c, NULL, next, a, out);
		mark_again(&w, from);
	}
}
