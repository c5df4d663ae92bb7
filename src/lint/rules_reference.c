/* Rules about what definitions refer to: events and owners. */
#include "lint/lint.h"

enum { MAX_NEAREST = 200 }; /* searches for a near name in one run: each compares with every name */

struct names {
	str *all;
	size_t n, searches;
};

static struct names aliases_of(const struct lint_ctx *c, const struct kind *k)
{
	size_t n;
	struct entry **entries = dict_kind(c->dict, k, &n);
	struct names names = { .all = arena_array(c->a, n, str), .n = n };

	for (size_t i = 0; i < n; i++)
		names.all[i] = entries[i]->alias;
	return names;
}

static str nearest(struct names *names, str word)
{
	size_t i = names->searches++ < MAX_NEAREST ? str_nearest(word, names->all, names->n) : names->n;

	return i < names->n ? names->all[i] : (str){ 0 };
}

/* The file that should define the name tells why it does not: it cannot be read, or it defines another name. */
static void name_cause(const struct lint_ctx *c, struct diag *d, const struct kind *k, str name)
{
	const struct unreadable *u = dict_unreadable(c->dict, k, name);
	const struct entry_list *renamed = dict_file(c->dict, k, name);

	if (u) {
		d->cause = u->path;
		diag_relate(c->found, d, (struct span){ u->path, { 1, 1, 1, 1 } },
		            str_fmt(c->a, "this file would define it but cannot be read%s%.*s", u->reason.n ? ": " : "",
		                    STR_ARG(u->reason)));
		d->help = str_fmt(c->a, "repair %.*s", STR_ARG(u->path));
	} else if (renamed) {
		const struct entry *e = renamed->all.v[0];

		d->cause = e->definition->path;
		diag_relate(c->found, d, node_span(e->definition, e->key_node),
		            str_fmt(c->a, "this file defines \"%.*s\" instead", STR_ARG(e->alias)));
		d->help = str_fmt(c->a, "rename the event back, or refer to \"%.*s\"", STR_ARG(e->alias));
	}
}

static void check_ref(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *e, const struct ref *r,
                      struct names *names)
{
	const struct kind *to = dialect_kind(c->dict->dialect, r->role->to);
	struct diag *d;
	str near;

	if (r->n_to || r->role->is_optional || !to)
		return;
	d = diag_add(c->found, rule, node_span(e->definition, r->at), "%.*s %s is not defined", STR_ARG(to->name),
	             str_z(diag_quote(r->name, c->a), c->a));
	d->pointer = r->pointer;
	d->has_pointer = true;
	d->help = str_fmt(c->a, "define the %.*s, or correct its name", STR_ARG(to->name));
	name_cause(c, d, to, r->name);
	if (d->cause.n)
		return;
	if (!names->all)
		*names = aliases_of(c, to);
	near = nearest(names, r->name);
	if (near.n)
		d->hint = str_fmt(c->a, "did you mean \"%.*s\"?", STR_ARG(near));
}

static void check_refs(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct names *names = arena_array(c->a, c->dict->dialect->n_kinds, struct names);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct entry *e = &c->dict->definitions.v[i]->entries[0]; /* the others have the same references */

		for (size_t j = 0; j < e->n_refs && e->status != STATUS_REMOVED; j++) {
			const struct kind *to = dialect_kind(c->dict->dialect, e->refs[j].role->to);

			if (to)
				check_ref(c, rule, e, &e->refs[j], &names[to->index]);
		}
	}
}

static void report_owner(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, struct names *names)
{
	const struct entry *e = &def->entries[0];
	const struct node *n = doc_at(def->root, def->kind->group);
	struct diag *d = diag_add(c->found, rule, node_span(def, n), "group %s is not in %.*s",
	                          str_z(diag_quote(doc_scalar(n, c->a), c->a), c->a), STR_ARG(c->dict->owners.path));
	str near = nearest(names, e->group);

	d->pointer = def->kind->group;
	d->has_pointer = true;
	d->help = str_fmt(c->a, "use a group of %.*s, or add this one to it", STR_ARG(c->dict->owners.path));
	if (near.n)
		d->hint = str_fmt(c->a, "did you mean \"%.*s\"?", STR_ARG(near));
}

static struct names known_groups(const struct lint_ctx *c)
{
	const struct owners *o = &c->dict->owners;
	struct names names = { .all = arena_array(c->a, o->groups.n, str) };

	for (size_t i = 0; i < o->groups.n; i++)
		if (o->groups.v[i]->at.line)
			names.all[names.n++] = o->groups.v[i]->id;
	return names;
}

static void check_owners(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct names names = known_groups(c);

	for (size_t i = 0; c->dict->owners.from_file && i < c->dict->definitions.n; i++) {
		const struct definition *d = c->dict->definitions.v[i];

		if (d->entries[0].owner && !d->entries[0].owner->at.line)
			report_owner(c, rule, d, &names);
	}
}

const struct lint_rule lint_rules_reference[] = {
	{ .rule = { "event-undefined", DIAG_ERROR, "all", "an active metric that counts an event nobody defines",
	            "A metric fed by an unknown event stays at zero, and readers cannot learn what it counts.",
	            "# metric\nevents:\n  - name: create_ci_bild\n# event\naction: create_ci_build\n",
	            "# metric\nevents:\n  - name: create_ci_build\n# event\naction: create_ci_build\n", NULL },
	  .whole = check_refs },
	{ .rule = { "owner-unknown", DIAG_ERROR, "all", "a group that is not in the list of owners",
	            "Every definition needs somebody to ask. A group nobody knows is usually renamed or misspelt.",
	            "product_group: pipelin_execution\n", "product_group: pipeline_execution\n", NULL },
	  .whole = check_owners },
	{ .rule = { 0 } },
};
