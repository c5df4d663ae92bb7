/* Rules about what is sent with an event. */
#include "lint/common.h"

static const struct node *properties_of(const struct definition *d)
{
	const struct node *n = node_at(d, d->kind->properties);

	return n && n->kind == NODE_MAP && n->n && d->entries[0].status != STATUS_REMOVED ? n : NULL;
}

/* ---- properties-builtin-first ---- */

static bool has_all(const struct node *map, const struct name_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (!doc_get(map, set->names[i]))
			return false;
	return true;
}

/* "label and property, or value" */
static str sets_in_words(const struct lint_ctx *c, const struct kind *k)
{
	str *all = arena_array(c->a, k->n_before_custom, str);

	for (size_t i = 0; i < k->n_before_custom; i++)
		all[i] = str_join(c->a, k->before_custom[i].names, k->before_custom[i].n, STR(" and "));
	return str_join(c->a, all, k->n_before_custom, STR(", or "));
}

static void check_builtin(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct kind *k = def->kind;
	const struct node *map = k->n_before_custom ? properties_of(def) : NULL;
	size_t custom = 0;
	struct diag *d;

	if (!map)
		return;
	while (custom < map->n && kind_is_builtin(k, map->member[custom].key.text))
		custom++;
	for (size_t i = 0; i < k->n_before_custom; i++)
		if (custom == map->n || has_all(map, &k->before_custom[i]))
			return;
	d = diag_add(c->found, rule, node_span(def, &map->member[custom].key), "property %s needs %.*s beside it",
	             quoted(c, map->member[custom].key.text), STR_ARG(sets_in_words(c, k)));
	set_pointer(d, pointer_add(k->properties, map->member[custom].key.text, c->a));
	d->subject = k->properties;
	d->help = STR("use the built-in properties first; they are columns of their own where the events arrive");
}

/* ---- pii-property ---- */

static void report_personal(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, const struct node *key)
{
	struct diag *d = diag_add(c->found, rule, node_span(def, key), "property %s is called like personal data", quoted(c, key->text));

	set_pointer(d, pointer_add(def->kind->properties, key->text, c->a));
	d->help = STR("send an id or a class instead of the value, or rename the property if it holds neither names nor addresses");
}

enum verdict { VERDICT_HARMLESS, VERDICT_PERSONAL };

/* Few names are used over and over: each is looked at once. */
static bool is_personal(const struct lint_ctx *c, const struct kind *k, str name, struct map *known)
{
	enum verdict **verdict = (enum verdict **)map_put(known, name, c->a);

	if (!*verdict) {
		*verdict = arena_new(c->a, enum verdict);
		**verdict = glob_set_match(&k->personal, str_lower(name, c->a)) ? VERDICT_PERSONAL : VERDICT_HARMLESS;
	}
	return **verdict == VERDICT_PERSONAL;
}

static void check_personal(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct map *known = arena_array(c->a, c->dict->dialect->n_kinds, struct map);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct definition *d = c->dict->definitions.v[i];
		const struct node *map = d->kind->personal.n ? properties_of(d) : NULL;

		for (size_t j = 0; map && j < map->n; j++)
			if (is_personal(c, d->kind, map->member[j].key.text, &known[d->kind->index]))
				report_personal(c, rule, d, &map->member[j].key);
	}
}

const struct lint_rule lint_rules_property[] = {
	{ .rule = { "properties-builtin-first", DIAG_WARNING, "gitlab", "custom properties without the built-in ones",
	            "label, property and value are columns where events arrive; other properties are not. Custom ones are for what no longer fits: "
	            "after label and property, or after value.",
	            "additional_properties:\n  language: {description: Language of the file}\n",
	            "additional_properties:\n  label: {description: Language of the file}\n", NULL },
	  .definition = check_builtin },
	{ .rule = { "pii-property", DIAG_WARNING, "gitlab", "a property of an event that is called like personal data",
	            "Names, addresses, links and paths of people and their projects are classified data, and events leave the instance. What is sent "
	            "once cannot be called back.",
	            "additional_properties:\n  email: {description: Address of the invited user}\n",
	            "additional_properties:\n  label: {description: How the user was invited}\n", NULL },
	  .whole = check_personal },
	{ .rule = { 0 } },
};
