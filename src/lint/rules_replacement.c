/* Rules about `replacements` of dictum.yml: what is used instead must be there, and must lead somewhere. */
#include "lint/common.h"

static struct span place_of(const struct lint_ctx *c, struct place at)
{
	return (struct span){ c->dict->replacements->path, at };
}

/* The first entry with a key; of the old keys only one of their kind. */
static const struct entry *entry_with(const struct dict *d, str key, str kind)
{
	for (size_t i = 0; i < d->dialect->n_kinds; i++) {
		const struct kind *k = &d->dialect->kinds[i];
		const struct entry_list *list = kind.n && !str_eq(kind, k->name) ? NULL : dict_get(d, k, key);

		if (list)
			return list->all.v[0];
	}
	return NULL;
}

static size_t count(const struct lint_ctx *c)
{
	return c->dict->replacements ? c->dict->replacements->all.n : 0;
}

static const struct replacement *nth(const struct lint_ctx *c, size_t i)
{
	return &c->dict->replacements->all.v[i];
}

static const struct replacement *next(const struct lint_ctx *c, const struct replacement *r)
{
	return map_get(&c->dict->replacements->by_key, r->use);
}

/* ---- replacement-unknown ---- */

static bool is_cut(const struct dict *d)
{
	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		if (d->is_cut[i])
			return true;
	return false;
}

/* The file that would define a key by its name; NULL: all can be read that may. */
static const struct unreadable *unreadable_of(const struct dict *d, str key)
{
	const struct unreadable *u = NULL;

	for (size_t i = 0; i < d->dialect->n_kinds && !u; i++) {
		const struct kind *k = &d->dialect->kinds[i];
		str name = name_in_key(k, key);

		u = dict_unreadable(d, k, name);
		if (!u)
			u = dict_unreadable(d, k, kind_stem(k, name));
	}
	return u;
}

static void check_unknown(const struct lint_ctx *c, const struct diag_rule *rule)
{
	size_t n = is_cut(c->dict) ? 0 : count(c); /* the key may be of what is not here */
	str *keys = n ? arena_array(c->a, c->dict->all.n, str) : NULL;
	struct names names = { .all = keys };
	struct diag *d;

	for (size_t i = 0; keys && i < c->dict->all.n; i++)
		if (c->dict->all.v[i]->status != STATUS_REMOVED) /* proposing what is gone helps nobody */
			keys[names.n++] = c->dict->all.v[i]->key;
	for (size_t i = 0; i < n; i++) {
		const struct replacement *r = nth(c, i);
		const struct unreadable *u;

		if (next(c, r) || entry_with(c->dict, r->use, (str){ 0 }))
			continue;
		d = diag_add(c->found, rule, place_of(c, r->use_at), "%s is to be used instead of %s, but no definition has this key", quoted_key(c, r->use),
		             quoted_key(c, r->key));
		u = unreadable_of(c->dict, r->use);
		if (u) {
			blame_unreadable(c, d, u);
			continue;
		}
		hint_name(c, d, names_nearest(&names, r->use));
		d->help = STR("name a key of this dictionary");
	}
}

/* ---- replacement-cycle ---- */

enum { FRESH, ON_THE_WAY, DONE };
struct walk {
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	uint8_t *state; /* per replacement */
};

static size_t index_of(const struct lint_ctx *c, const struct replacement *r)
{
	return (size_t)(r - c->dict->replacements->all.v);
}

/* Each circle is told once, at the first replacement that leads into it. */
static void follow(struct walk *w, const struct replacement *from)
{
	const struct replacement *at = from;

	while (at && w->state[index_of(w->c, at)] == FRESH) {
		w->state[index_of(w->c, at)] = ON_THE_WAY;
		at = next(w->c, at);
	}
	if (at && w->state[index_of(w->c, at)] == ON_THE_WAY) {
		struct diag *d = diag_add(w->c->found, w->rule, place_of(w->c, from->use_at), at == from && next(w->c, at) == at ?
		                          "%s is to be used instead of itself" : "the replacements of %s lead in a circle",
		                          quoted(w->c, from->key));

		d->help = STR("let the last of them name a key that is in use");
	}
	for (at = from; at && w->state[index_of(w->c, at)] == ON_THE_WAY; at = next(w->c, at))
		w->state[index_of(w->c, at)] = DONE;
}

static void check_cycle(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct walk w = { c, rule, arena_array(c->a, count(c), uint8_t) };

	for (size_t i = 0; i < count(c); i++)
		follow(&w, nth(c, i));
}

/* ---- replacement-active, replacement-removed ---- */

/* The remedy, in the words of the kind's own files. */
static str retire(const struct lint_ctx *c, const struct kind *k)
{
	str words[] = { kind_status(k, STATUS_DEPRECATED), kind_status(k, STATUS_REMOVED) };
	size_t from = words[0].n ? 0 : 1, n = words[1].n ? 2 - from : 1 - from;

	if (!n)
		return STR("take the replacement away");
	return str_fmt(c->a, "set its %.*s to %.*s, or take the replacement away", STR_ARG(pointer_last_name(k->status, c->a)),
	               STR_ARG(str_join(c->a, words + from, n, STR(" or "))));
}

static void check_replaced(const struct lint_ctx *c, const struct diag_rule *rule)
{
	for (size_t i = 0; i < count(c); i++) {
		const struct replacement *r = nth(c, i);
		const struct entry *e = entry_with(c->dict, r->key, r->kind);
		struct diag *d;

		if (!e || e->status != STATUS_ACTIVE)
			continue;
		d = diag_add(c->found, rule, place_of(c, r->at), "%s is replaced, but its definition says that it is active", quoted_key(c, r->key));
		d->help = retire(c, e->kind);
		diag_relate(c->found, d, node_span(e->definition, e->key_node), STR("defined here"));
	}
}

static void check_end(const struct lint_ctx *c, const struct diag_rule *rule)
{
	for (size_t i = 0; i < count(c); i++) {
		const struct replacement *r = nth(c, i);
		const struct entry *e = next(c, r) ? NULL : entry_with(c->dict, r->use, (str){ 0 });
		struct diag *d;

		if (!e || e->status != STATUS_REMOVED)
			continue;
		d = diag_add(c->found, rule, place_of(c, r->use_at), "%s is to be used instead of %s, but it is removed itself", quoted_key(c, r->use),
		             quoted_key(c, r->key));
		d->help = STR("name a key that is in use, or say what to use in place of this one, too");
		diag_relate(c->found, d, node_span(e->definition, e->key_node), STR("defined here"));
	}
}

const struct lint_rule lint_rules_replacement[] = {
	{ .rule = { "replacement-unknown", DIAG_ERROR, "all", "a replacement that no definition has",
	            "Readers of an old key are sent on to one that does not exist.", "replacements:\n  counts.old: counts.bulids\n",
	            "replacements:\n  counts.old: counts.builds\n", NULL },
	  .whole = check_unknown },
	{ .rule = { "replacement-cycle", DIAG_ERROR, "all", "replacements that lead in a circle",
	            "Readers of an old key are sent in a circle, so they are told of no replacement at all.",
	            "replacements:\n  counts.a: counts.b\n  counts.b: counts.a\n", "replacements:\n  counts.a: counts.b\n  counts.b: counts.builds\n", NULL },
	  .whole = check_cycle },
	{ .rule = { "replacement-active", DIAG_WARNING, "all", "a replacement of an active definition",
	            "Readers cannot tell whether the old key may still be used. Nothing is said on its page as long as it is active.",
	            "replacements:\n  counts.builds: counts.pipelines   # status of counts.builds: active\n",
	            "replacements:\n  counts.builds: counts.pipelines   # status of counts.builds: deprecated\n", NULL },
	  .whole = check_replaced },
	{ .rule = { "replacement-removed", DIAG_WARNING, "all", "a replacement that is removed itself",
	            "Readers of an old key are sent on to one that is not collected any more.",
	            "replacements:\n  counts.old: counts.builds   # status of counts.builds: removed\n",
	            "replacements:\n  counts.old: counts.builds\n  counts.builds: counts.pipelines\n", NULL },
	  .whole = check_end },
	{ .rule = { 0 } },
};
