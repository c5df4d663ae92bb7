/* Gathers what events send: one pass for senders, one for those that refer to what is sent. */
#include <stdlib.h>

#include "site/sent.h"

struct gatherer {
	struct sent *out;
	const struct dict *dict;
	struct arena *a, growing; /* growing: lists, until they are whole */
};

static struct sent_name *name_get(struct gatherer *g, str name)
{
	void **slot = map_put(&g->out->by_name, name, g->a);
	struct sent_name *n = *slot;

	if (n)
		return n;
	n = arena_new(g->a, struct sent_name);
	n->name = name;
	n->rank = SIZE_MAX;
	*slot = n;
	return n;
}

static void count(struct sent_count *c, const struct entry *e)
{
	++*(e->status == STATUS_REMOVED ? &c->removed : &c->still);
}

/* One for each event, however often it names it. */
static struct sending *sending_get(struct gatherer *g, struct sent_name *n, const struct entry *from)
{
	if (!n->events.n || n->events.v[n->events.n - 1].from != from) {
		*vec_push(&n->events, &g->growing) = (struct sending){ .from = from };
		count(&n->sent, from);
	}
	return &n->events.v[n->events.n - 1];
}

/* Its place and meaning among those the dialect knows. */
static void explain_identifier(struct gatherer *g, struct sent_name *n, str pointer)
{
	const struct field *f = dialect_field_from(g->dict->dialect, pointer);

	for (size_t i = 0; f && i < f->n_labels; i++) {
		if (!str_eq(f->labels[i].value, n->name))
			continue;
		n->word = f->labels[i].label;
		n->help = f->labels[i].help;
		n->rank = i;
	}
}

static void add_identifiers(struct gatherer *g, const struct entry *e)
{
	const struct node *list = e->kind->identifiers.n ? doc_at(e->definition->root, e->kind->identifiers) : NULL;

	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++) {
		str name = doc_scalar(&list->item[i], g->a);
		struct sent_name *n;

		if (!name.n)
			continue;
		n = name_get(g, name);
		if (!n->is_identifier)
			explain_identifier(g, n, e->kind->identifiers);
		n->is_identifier = true;
		sending_get(g, n, e)->is_identifier = true;
	}
}

static void add_properties(struct gatherer *g, const struct entry *e)
{
	const struct node *map = e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;

	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++) {
		const struct node *value = &map->member[i].value;
		struct sent_name *n;
		struct sending *s;

		if (!map->member[i].key.text.n)
			continue;
		n = name_get(g, map->member[i].key.text);
		n->is_property = true;
		n->is_builtin = n->is_builtin || kind_is_builtin(e->kind, n->name);
		n->is_custom = n->is_custom || (e->kind->n_before_custom && !kind_is_builtin(e->kind, n->name));
		s = sending_get(g, n, e);
		s->is_property = true;
		s->description = doc_text(property_description(value));
	}
}

enum use { USE_UNIQUE, USE_FILTER };

static void add_use(struct gatherer *g, str name, const struct entry *e, enum use use)
{
	struct sent_name *n = map_get(&g->out->by_name, name);
	struct sent_use *last;
	bool *is_used;

	if (!n)
		return;
	if (!n->metrics.n || n->metrics.v[n->metrics.n - 1].by != e)
		*vec_push(&n->metrics, &g->growing) = (struct sent_use){ .by = e };
	last = &n->metrics.v[n->metrics.n - 1];
	is_used = use == USE_UNIQUE ? &last->is_unique : &last->is_filter;
	if (!*is_used)
		count(use == USE_UNIQUE ? &n->unique : &n->filter, e);
	*is_used = true;
}

static void add_uses(struct gatherer *g, const struct entry *e)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref *r = &e->refs[i];
		const struct node *unique, *filter;
		str name;

		if (r->rule->kind != NODE_MAP)
			continue;
		unique = r->role->unique.n ? doc_get(r->rule, r->role->unique) : NULL;
		filter = r->role->filter.n ? doc_get(r->rule, r->role->filter) : NULL;
		name = unique ? doc_scalar(unique, g->a) : (str){ 0 };
		if (r->role->identifier_suffix.n && str_ends(name, r->role->identifier_suffix))
			name.n -= r->role->identifier_suffix.n;
		if (name.n)
			add_use(g, name, e, USE_UNIQUE);
		for (size_t j = 0; filter && filter->kind == NODE_MAP && j < filter->n; j++)
			add_use(g, filter->member[j].key.text, e, USE_FILTER);
	}
}

static int class_of(const struct sent_name *n)
{
	return n->is_identifier ? 0 : n->is_custom ? 2 : 1;
}

static int by_class(const void *a, const void *b)
{
	const struct sent_name *x = *(struct sent_name *const *)a, *y = *(struct sent_name *const *)b;

	if (class_of(x) != class_of(y))
		return class_of(x) - class_of(y);
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return str_cmp(x->name, y->name);
}

/* Whether its references say what is counted of the names that are sent. */
static bool counts_names(const struct kind *k)
{
	for (size_t i = 0; i < k->n_refs; i++)
		if (k->refs[i].unique.n || k->refs[i].filter.n)
			return true;
	return false;
}

static void find_kinds(struct sent *out, const struct dialect *d)
{
	for (size_t i = 0; i < d->n_kinds; i++) {
		const struct kind *k = &d->kinds[i];

		if (!out->sender && (k->identifiers.n || k->properties.n))
			out->sender = k;
		if (!out->user && counts_names(k))
			out->user = k;
	}
}

void sent_gather(struct sent *out, const struct dict *d, struct arena *a)
{
	struct gatherer g = { .out = out, .dict = d, .a = a };

	*out = (struct sent){ .all = NULL };
	find_kinds(out, d->dialect);
	for (size_t i = 0; i < d->all.n; i++) {
		add_identifiers(&g, d->all.v[i]);
		add_properties(&g, d->all.v[i]);
	}
	for (size_t i = 0; i < d->all.n; i++)
		add_uses(&g, d->all.v[i]);
	out->all = arena_array(a, out->by_name.n, struct sent_name *);
	for (const struct map_slot *slot = out->by_name.first; slot; slot = slot->next) {
		struct sent_name *n = slot->value;

		vec_settle(&n->events, a);
		vec_settle(&n->metrics, a);
		out->all[out->n++] = n;
	}
	arena_free(&g.growing);
	if (out->n)
		qsort(out->all, out->n, sizeof *out->all, by_class);
}
