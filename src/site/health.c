/* Gathers findings by rule and by owner: a few passes over definitions and findings, then rules and owners are sorted. */
#include <stdlib.h>

#include "site/health.h"

enum { ID_DIGITS = 12 }; /* of a fingerprint */

bool health_is_shown(const struct diag *d)
{
	return d->level != DIAG_OFF && diag_counts(d);
}

static void list_add(struct health_list *l, size_t i, enum diag_level level, struct arena *a)
{
	*vec_push(&l->found, a) = i;
	l->by_level[level]++;
}

/* The entry a finding names, else the first of its file. */
static const struct entry *entry_of(const struct entry *first, const struct diag *d)
{
	const struct entry *named = first ? definition_entry(first->definition, d->key) : NULL;

	return named ? named : first;
}

static void find_entries(struct health *h, const struct dict *dict, const struct diag_list *found, struct arena *a, struct arena *scratch)
{
	struct map by_path = { .n = 0 };

	h->entry = arena_array(a, found->all.n, const struct entry *);
	if (!found->all.n)
		return;
	map_reserve(&by_path, dict->definitions.n, scratch);
	for (size_t i = 0; i < dict->definitions.n; i++)
		*map_put(&by_path, dict->definitions.v[i]->path, scratch) = dict->definitions.v[i]->entries;
	for (size_t i = 0; i < found->all.n; i++)
		h->entry[i] = entry_of(map_get(&by_path, found->all.v[i].at.path), &found->all.v[i]);
}

static void count_clean(struct health *h, const struct dict *dict, const struct diag_list *found, struct arena *scratch)
{
	struct map touched = { .n = 0 };

	for (size_t i = 0; i < found->all.n; i++)
		if (health_is_shown(&found->all.v[i]))
			(void)map_put(&touched, found->all.v[i].at.path, scratch); /* only that it is there */
	h->files = dict->definitions.n + dict->unreadable.n;
	for (size_t i = 0; i < dict->definitions.n; i++)
		h->clean += !map_has(&touched, dict->definitions.v[i]->path);
	for (size_t i = 0; i < dict->unreadable.n; i++)
		h->clean += !map_has(&touched, dict->unreadable.v[i]->path);
}

/* "f-" and the fingerprint; its number where it has none or shares it. */
static str make_id(const struct diag *d, size_t i, struct map *used, struct arena *a, struct arena *scratch)
{
	str id = str_fmt(a, "f-%.*s", ID_DIGITS, hash_hex(d->fingerprint, scratch).p);
	void **slot = map_put(used, id, scratch);

	if (*slot || (!d->fingerprint.high && !d->fingerprint.low))
		return str_fmt(a, "n-%zu", i + 1);
	*slot = used;
	return id;
}

static struct health_rule *rule_of(struct health *h, const struct diag_rule *rule, struct arena *a)
{
	struct health_rule **slot = (struct health_rule **)map_put(&h->rule_of, str_from_z(rule->id), a);

	if (!*slot) {
		*slot = arena_new(a, struct health_rule);
		(*slot)->rule = rule;
		*vec_push(&h->rules, a) = *slot;
	}
	return *slot;
}

static struct health_owner *owner_of(struct health *h, const struct entry *e, struct arena *a)
{
	const struct group *group = e ? e->owner : NULL;
	struct health_owner **slot = (struct health_owner **)map_put(&h->owner_of, group ? group->id : (str){ 0 }, a);

	if (!*slot) {
		*slot = arena_new(a, struct health_owner);
		(*slot)->group = group;
		*vec_push(&h->owners, a) = *slot;
	}
	return *slot;
}

static void gather_rules(struct health *h, const struct diag_list *found, struct arena *a, struct arena *scratch)
{
	struct map used = { .n = 0 };

	h->id = arena_array(a, found->all.n, str);
	h->suppressed = diag_count_suppressed(found);
	for (size_t i = 0; i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i];
		struct health_rule *r;

		if (!health_is_shown(d))
			continue;
		r = rule_of(h, d->rule, a);
		r->level = d->level > r->level ? d->level : r->level;
		list_add(&r->list, i, d->level, a);
		h->by_level[d->level]++;
		h->shown++;
		h->id[i] = make_id(d, i, &used, a, scratch);
	}
}

static void gather_owners(struct health *h, const struct diag_list *found, struct arena *a)
{
	for (int level = DIAG_ERROR; level > DIAG_OFF; level--) {
		for (size_t i = 0; i < found->all.n; i++) {
			const struct diag *d = &found->all.v[i];

			if ((int)d->level == level && health_is_shown(d))
				list_add(&owner_of(h, h->entry[i], a)->list, i, d->level, a);
		}
	}
}

static int compare_rules(const void *x, const void *y)
{
	const struct health_rule *a = *(struct health_rule *const *)x, *b = *(struct health_rule *const *)y;

	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	if (a->list.found.n != b->list.found.n)
		return a->list.found.n > b->list.found.n ? -1 : 1;
	return str_cmp(str_from_z(a->rule->id), str_from_z(b->rule->id)); /* ids are unique */
}

static int compare_owners(const void *x, const void *y)
{
	const struct health_owner *a = *(struct health_owner *const *)x, *b = *(struct health_owner *const *)y;

	for (int level = DIAG_ERROR; level > DIAG_OFF; level--)
		if (a->list.by_level[level] != b->list.by_level[level])
			return a->list.by_level[level] > b->list.by_level[level] ? -1 : 1;
	if (!a->group || !b->group)
		return a->group ? -1 : 1; /* nobody comes last */
	return str_cmp(a->group->id, b->group->id); /* ids are unique */
}

void health_gather(struct health *h, const struct dict *dict, const struct diag_list *found, struct arena *a)
{
	struct arena scratch = { 0 };

	*h = (struct health){ .first = dialect_first(a) };
	find_entries(h, dict, found, a, &scratch);
	count_clean(h, dict, found, &scratch);
	gather_rules(h, found, a, &scratch);
	gather_owners(h, found, a);
	arena_free(&scratch);
	if (h->rules.n)
		qsort(h->rules.v, h->rules.n, sizeof *h->rules.v, compare_rules);
	if (h->owners.n)
		qsort(h->owners.v, h->owners.n, sizeof *h->owners.v, compare_owners);
}
