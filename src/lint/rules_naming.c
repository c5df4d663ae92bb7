/* Rules about names: each key once. */
#include "lint/lint.h"

static bool same_definition(const struct entry *a, const struct entry *b)
{
	return a->definition == b->definition;
}

static void report_duplicate(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *first,
                             const struct entry *again)
{
	struct diag *d = diag_add(c->found, rule, node_span(again->definition, again->key_node),
	                          "%.*s %s is already defined in %.*s", STR_ARG(again->kind->name),
	                          str_z(diag_quote(again->key, c->a), c->a), STR_ARG(first->definition->path));

	diag_relate(c->found, d, node_span(first->definition, first->key_node), STR("first defined here"));
	d->help = STR("give one of the two another name, or remove it when both mean the same");
}

/* Entries of one key stand together in path order. The second time frame of the same two files is the same cause. */
static void check_duplicates(const struct lint_ctx *c, const struct diag_rule *rule)
{
	const struct definition *reported = NULL;
	struct map seen = { 0 };

	for (size_t i = 1; i < c->dict->all.n; i++) {
		const struct entry *first = c->dict->all.v[i - 1], *again = c->dict->all.v[i];
		size_t from = i - 1;

		if (first->kind != again->kind || !str_eq(first->key, again->key) || same_definition(first, again))
			continue;
		if (!again->key_rule || !str_eq_z(again->key_rule->duplicate_rule, rule->id))
			continue;
		if (!first->key_rule || !str_eq_z(first->key_rule->duplicate_rule, rule->id))
			continue;
		while (from && c->dict->all.v[from - 1]->kind == first->kind &&
		       str_eq(c->dict->all.v[from - 1]->key, first->key) && from + 64 > i)
			from--;
		reported = again->definition;
		if (map_has(&seen, reported->path))
			continue;
		*map_put(&seen, reported->path, c->a) = &seen;
		report_duplicate(c, rule, c->dict->all.v[from], again);
	}
}

const struct lint_rule lint_rules_naming[] = {
	{ .rule = { "key-missing", DIAG_ERROR, "all", "a definition without a key",
	            "The key is what a definition is found by; without one it cannot be in the dictionary. Reported where the schema lets it pass.",
	            "key_path: \"\"\n", "key_path: counts.ci_builds\n", NULL } }, /* reported where definitions become entries */
	{ .rule = { "key-duplicate", DIAG_ERROR, "all", "a key that two definitions claim",
	            "Consumers look values up by key; with two definitions nobody knows which one a number follows. Keys are compared after "
	            "lists of time frames are expanded.",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci_builds\n",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci_builds_failed\n", NULL },
	  .whole = check_duplicates },
	{ .rule = { "action-duplicate", DIAG_ERROR, "gitlab", "an action that two internal events claim",
	            "An internal event is recorded under its action alone, so two definitions of one action cannot be told apart. Legacy events may "
	            "share an action.",
	            "# a.yml\ninternal_events: true\naction: create_ci_build\n# b.yml\ninternal_events: true\naction: create_ci_build\n",
	            "# a.yml\ninternal_events: true\naction: create_ci_build\n# b.yml\ninternal_events: true\naction: retry_ci_build\n", NULL },
	  .whole = check_duplicates },
	{ .rule = { 0 } },
};
