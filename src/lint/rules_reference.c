/* Rules about what definitions refer to: events, owners, categories and files. */
#include "lint/common.h"

struct targets { /* what references to one kind may lead to; listed when the first one leads nowhere */
	struct names names;
	struct map by_file; /* stem of the file -> its first entry, e.g. to say that an event was renamed */
	bool is_listed;
};

static void list_targets(const struct lint_ctx *c, const struct kind *k, struct targets *t)
{
	size_t n;
	struct entry **entries = dict_kind(c->dict, k, &n), **first;
	str *all = arena_array(c->a, n, str);

	for (size_t i = 0; i < n; i++) {
		if (entries[i]->status != STATUS_REMOVED) /* proposing what is gone helps nobody */
			all[t->names.n++] = entries[i]->alias;
		first = (struct entry **)map_put(&t->by_file, path_stem(entries[i]->definition->path), c->a);
		if (!*first)
			*first = entries[i];
	}
	t->names.all = all;
	t->is_listed = true;
}

/* The file that should define the name tells why it does not: it cannot be read, has no key, or defines another name. */
static void name_cause(const struct lint_ctx *c, struct diag *d, const struct kind *k, str name, const struct targets *t)
{
	const struct unreadable *u = dict_unreadable(c->dict, k, name);
	const struct entry *e = map_get(&t->by_file, name);

	if (u) {
		blame_unreadable(c, d, u);
	} else if (e) {
		d->cause = e->definition->path;
		diag_relate(c->found, d, node_span(e->definition, e->key_node),
		            str_fmt(c->a, "this file defines \"%.*s\" instead", STR_ARG(e->alias)));
		d->help = str_fmt(c->a, "rename the %.*s back, or refer to \"%.*s\"", STR_ARG(k->name), STR_ARG(e->alias));
	}
}

static void check_ref(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *e, const struct ref *r,
                      struct targets *t)
{
	const struct kind *to = dialect_kind(c->dict->dialect, r->role->to);
	struct diag *d;
	str near;

	if (r->n_to || r->role->is_optional || !to || c->dict->is_cut[to->index])
		return;
	d = diag_add(c->found, rule, node_span(e->definition, r->at), "%.*s %s is not defined", STR_ARG(to->name),
	             quoted_key(c, r->name));
	d->pointer = r->pointer;
	d->has_pointer = true;
	d->help = str_fmt(c->a, "define the %.*s, or correct its name", STR_ARG(to->name));
	if (!t->is_listed)
		list_targets(c, to, t);
	name_cause(c, d, to, r->name, t);
	if (d->cause.n)
		return;
	near = names_nearest(&t->names, r->name);
	hint_name(c, d, near);
	if (near.n)
		fix_replace(c, d, r->at, near);
}

static void check_refs(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct targets *targets = arena_array(c->a, c->dict->dialect->n_kinds, struct targets);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct entry *e = &c->dict->definitions.v[i]->entries[0]; /* the others have the same references */

		for (size_t j = 0; j < e->n_refs && e->status != STATUS_REMOVED; j++) {
			const struct kind *to = dialect_kind(c->dict->dialect, e->refs[j].role->to);

			if (to)
				check_ref(c, rule, e, &e->refs[j], &targets[to->index]);
		}
	}
}

static void report_owner(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, struct names *names)
{
	const struct entry *e = &def->entries[0];
	const struct node *n = doc_at(def->root, def->kind->group);
	struct diag *d = diag_add(c->found, rule, node_span(def, n), "group %s is not in %.*s",
	                          quoted(c, doc_scalar(n, c->a)), STR_ARG(c->dict->owners.path));
	str near = names_nearest(names, e->group);

	d->pointer = def->kind->group;
	d->has_pointer = true;
	d->help = str_fmt(c->a, "use a group of %.*s, or add this one to it", STR_ARG(c->dict->owners.path));
	hint_name(c, d, near);
	if (near.n && !(def->kind->group_prefix.n && str_starts(doc_text(n), def->kind->group_prefix)))
		fix_replace(c, d, n, near);
}

static struct names known_groups(const struct lint_ctx *c)
{
	const struct owners *o = &c->dict->owners;
	str *all = arena_array(c->a, o->groups.n, str);
	size_t n = 0;

	for (size_t i = 0; i < o->groups.n; i++)
		if (o->groups.v[i]->at.line)
			all[n++] = o->groups.v[i]->id;
	return (struct names){ .all = all, .n = n };
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

/* ---- event-removed ---- */

static bool are_all_removed(const struct ref *r)
{
	for (size_t i = 0; i < r->n_to; i++)
		if (r->to[i]->status != STATUS_REMOVED)
			return false;
	return r->n_to > 0;
}

static void report_removed(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *e, const struct ref *r)
{
	const struct entry *event = r->to[0];
	const struct kind *k = event->kind;
	str when = entry_milestone(event, k->removed_milestone);
	struct diag *d = diag_add(c->found, rule, node_span(e->definition, r->at), "%.*s %s was removed%s%.*s", STR_ARG(k->name),
	                          quoted_key(c, r->name), when.n ? " in " : "", STR_ARG(when));
	const struct node *status = node_at(event->definition, k->status);

	set_pointer(d, r->pointer);
	d->help = str_fmt(c->a, "remove the %.*s too, or %s another %.*s", STR_ARG(e->kind->name), r->role->unique.n ? "count" : "refer to",
	                  STR_ARG(k->name)); /* what is never counted as unique may not be counted at all */
	diag_relate(c->found, d, node_span(event->definition, status ? status : event->key_node), STR("removed here"));
}

static void check_removed_refs(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct entry *e = &def->entries[0];

	for (size_t i = 0; i < e->n_refs && e->status != STATUS_REMOVED; i++)
		if (!e->refs[i].role->is_optional && are_all_removed(&e->refs[i]))
			report_removed(c, rule, e, &e->refs[i]);
}

/* ---- event-unused ---- */

static bool feeds_something(const struct entry *e)
{
	for (size_t i = 0; i < e->back.n; i++)
		if (e->back.v[i].from->status != STATUS_REMOVED)
			return true;
	return false;
}

/* Whether there are definitions that could refer to this kind: a dictionary of events alone is no dictionary of unused events. */
static bool *referred_kinds(const struct lint_ctx *c)
{
	const struct dialect *dialect = c->dict->dialect;
	bool *referred = arena_array(c->a, dialect->n_kinds, bool), *is_cut = arena_array(c->a, dialect->n_kinds, bool);

	for (size_t i = 0; i < dialect->n_kinds; i++)
		for (size_t j = 0; j < dialect->kinds[i].n_refs; j++) {
			const struct kind *to = dialect_kind(dialect, dialect->kinds[i].refs[j].to);
			size_t n;

			(void)dict_kind(c->dict, &dialect->kinds[i], &n); /* only how many */
			if (to && n)
				referred[to->index] = true;
			if (to && c->dict->is_cut[i])
				is_cut[to->index] = true;
		}
	for (size_t i = 0; i < dialect->n_kinds; i++)
		referred[i] = referred[i] && !is_cut[i];
	return referred;
}

/* What kinds that refer to this one are called: "metric", "metric or report". */
static str kinds_that_count(const struct lint_ctx *c, const struct kind *k)
{
	const struct dialect *dialect = c->dict->dialect;
	str *names = arena_array(c->a, dialect->n_kinds, str);
	size_t n = 0;

	for (size_t i = 0; i < dialect->n_kinds; i++)
		for (size_t j = 0; j < dialect->kinds[i].n_refs; j++)
			if (str_eq(dialect->kinds[i].refs[j].to, k->name) && (!n || !str_eq(names[n - 1], dialect->kinds[i].name)))
				names[n++] = dialect->kinds[i].name;
	return str_join(c->a, names, n, STR(" or "));
}

static void put_words(struct map *words, str text, struct arena *a)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++)
		if (i == text.n || byte_is_space(text.p[i]) || strchr("'\"[]{},", text.p[i])) {
			if (i > from)
				*map_put(words, str_sub(text, from, i - from), a) = words;
			from = i + 1;
		}
}

/* What files that yield no entry name, of kinds that refer to others: these may count it, and have a finding of their own. */
static struct map named_by_unreadable(const struct lint_ctx *c)
{
	struct map words = { 0 };

	for (size_t i = 0; i < c->dict->unreadable.n; i++)
		if (c->dict->unreadable.v[i]->kind->n_refs)
			put_words(&words, c->dict->unreadable.v[i]->bytes, c->a);
	return words;
}

static void check_unused(const struct lint_ctx *c, const struct diag_rule *rule)
{
	const bool *referred = referred_kinds(c);
	str *who = arena_array(c->a, c->dict->dialect->n_kinds, str); /* counts those of a kind, in words */
	const struct map named = named_by_unreadable(c);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct entry *e = &c->dict->definitions.v[i]->entries[0];
		struct diag *d;
		str *counts = &who[e->kind->index];

		if (!e->key_rule || !e->key_rule->is_counted || e->status != STATUS_ACTIVE || !referred[e->kind->index] || feeds_something(e) ||
		    map_has(&named, e->alias))
			continue;
		if (!counts->n)
			*counts = kinds_that_count(c, e->kind);
		d = diag_add(c->found, rule, node_span(e->definition, e->key_node), "no %.*s counts the %.*s %s", STR_ARG(*counts),
		             STR_ARG(e->kind->name), quoted_key(c, e->alias));
		if (e->key_rule->n_parts)
			set_pointer(d, e->key_rule->parts[0]);
		d->help = str_fmt(c->a, "define a %.*s that counts it, or remove the %.*s", STR_ARG(*counts), STR_ARG(e->kind->name));
	}
}

/* ---- category-unknown ---- */

struct listed { /* a list and the search for near names in it */
	const struct name_list *list;
	struct names names;
};

static void check_category(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, const struct node *n,
                           str pointer, struct listed *listed)
{
	struct diag *d;
	str near;

	if (n->kind != NODE_STRING || !n->text.n || map_has(&listed->list->known, n->text))
		return;
	d = diag_add(c->found, rule, node_span(def, n), "category %s is not in %.*s", quoted(c, n->text), STR_ARG(listed->list->path));
	set_pointer(d, pointer);
	d->help = str_fmt(c->a, "use a category of %.*s", STR_ARG(listed->list->path));
	near = names_nearest(&listed->names, n->text);
	hint_name(c, d, near);
	if (near.n)
		fix_replace(c, d, n, near);
}

static void check_categories_of(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d, struct listed *listed)
{
	const struct field *f = d->kind->categories;

	for (size_t i = 0; i < f->n_from; i++) {
		const struct node *n = node_at(d, f->from[i]);

		if (n && n->kind != NODE_SEQ)
			check_category(c, rule, d, n, f->from[i], listed);
		for (size_t j = 0; n && n->kind == NODE_SEQ && j < n->n; j++)
			check_category(c, rule, d, &n->item[j], pointer_add_index(f->from[i], j, c->a), listed);
	}
}

/* Removed definitions keep the category they had. */
static void check_categories(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct listed *lists = arena_array(c->a, c->dict->dialect->n_kinds, struct listed);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct definition *d = c->dict->definitions.v[i];
		struct listed *listed = &lists[d->kind->index];

		if (!d->kind->categories || d->entries[0].status == STATUS_REMOVED)
			continue;
		if (!listed->list)
			listed->list = dict_list(c->dict, d->kind->category_list);
		if (!listed->list)
			continue;
		listed->names.all = listed->list->names;
		listed->names.n = listed->list->n;
		check_categories_of(c, rule, d, listed);
	}
}

/* ---- value-schema-missing ---- */

static void check_value_schema(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct kind *k = def->kind;
	const struct node *path = node_at(def, k->value_schema), *type;
	struct diag *d;

	if (!k->value_schema.n || def->entries[0].status == STATUS_REMOVED)
		return;
	if (doc_is_given(path)) {
		if (path->kind != NODE_STRING || !dict_lacks_file(c->dict, path->text))
			return;
		d = diag_add(c->found, rule, node_span(def, path), "there is no file %s", quoted(c, path->text));
		d->help = STR("write the path of a JSON Schema of this repository, from its top");
		set_pointer(d, k->value_schema);
		return;
	}
	type = node_at(def, k->value_type);
	if (!type || !k->value_type_needs.n || !str_eq(doc_text(type), k->value_type_needs))
		return;
	d = diag_add(c->found, rule, node_span(def, path ? path : type), "%.*s is %s, required because %.*s is %.*s",
	             STR_ARG(pointer_last_name(k->value_schema, c->a)), path ? "empty" : "missing", STR_ARG(pointer_last_name(k->value_type, c->a)),
	             STR_ARG(k->value_type_needs));
	set_pointer(d, path ? k->value_schema : k->value_type);
	d->subject = k->value_schema;
	d->help = str_fmt(c->a, "add %.*s with the path of a JSON Schema", STR_ARG(pointer_last_name(k->value_schema, c->a)));
}

const struct lint_rule lint_rules_reference[] = {
	{ .rule = { "event-undefined", DIAG_ERROR, "all", "an active metric that counts an event nobody defines",
	            "A metric fed by an unknown event stays at zero, and readers cannot learn what it counts. Active is here what is not removed.",
	            "# metric\nevents:\n  - name: create_ci_bild\n# event\naction: create_ci_build\n",
	            "# metric\nevents:\n  - name: create_ci_build\n# event\naction: create_ci_build\n", "unsafe: writes the nearest event" },
	  .whole = check_refs },
	{ .rule = { "event-removed", DIAG_ERROR, "all", "an active metric that counts a removed event",
	            "What is not sent any more is not counted: the metric stays where it is and misleads whoever reads it. Active is here what is not "
	            "removed.",
	            "# metric\nstatus: active\nevents:\n  - name: create_ci_build\n# event\naction: create_ci_build\nstatus: removed\n",
	            "# metric\nstatus: removed\nevents:\n  - name: create_ci_build\n# event\naction: create_ci_build\nstatus: removed\n", NULL },
	  .definition = check_removed_refs },
	{ .rule = { "event-unused", DIAG_NOTE, "all", "an internal event that feeds no metric",
	            "Somebody took the trouble to record it, but no number comes of it. Perhaps the metric was forgotten, or was removed without "
	            "its event.",
	            "# the only definition that mentions it\ninternal_events: true\naction: create_ci_build\n",
	            "internal_events: true\naction: create_ci_build\n# metric\nevents:\n  - name: create_ci_build\n", NULL },
	  .whole = check_unused },
	{ .rule = { "owner-unknown", DIAG_ERROR, "all", "a group that is not in the list of owners",
	            "Every definition needs somebody to ask. A group nobody knows is usually renamed or misspelt.",
	            "product_group: pipelin_execution\n", "product_group: pipeline_execution\n", "unsafe: writes the nearest group" },
	  .whole = check_owners },
	{ .rule = { "category-unknown", DIAG_ERROR, "all", "a product category that is not in the list of categories",
	            "Filters and reports by category know those of the list only. Removed definitions keep the category they had.",
	            "product_categories: [continous_integration]\n", "product_categories: [continuous_integration]\n",
	            "unsafe: writes the nearest category" },
	  .whole = check_categories },
	{ .rule = { "value-schema-missing", DIAG_ERROR, "all", "an object as value without a JSON Schema that is there",
	            "Consumers cannot read an object whose members nobody describes.",
	            "value_type: object\n", "value_type: object\nvalue_json_schema: config/metrics/objects_schemas/topology.json\n",
	            "safe: with --set of its path, writes it" },
	  .definition = check_value_schema },
	{ .rule = { 0 } },
};
