/* Rules about names: each key once, and names that are easy to tell apart and to guess. */
#include "base/utf8.h"
#include "doc/regex.h"
#include "lint/common.h"
#include "model/difference.h"

static bool same_definition(const struct entry *a, const struct entry *b)
{
	return a->definition == b->definition;
}

static void report_duplicate(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *first,
                             const struct entry *again)
{
	struct diag *d = diag_add(c->found, rule, node_span(again->definition, again->key_node),
	                          "%.*s %s is already defined in %.*s", STR_ARG(again->kind->name),
	                          quoted_key(c, again->key), STR_ARG(first->definition->path));

	if (again->key_rule->n_parts)
		set_pointer(d, again->key_rule->parts[again->key_rule->n_parts - 1]);
	diag_relate(c->found, d, node_span(first->definition, first->key_node), STR("first defined here"));
	d->help = STR("give one of the two another name, or remove it when both mean the same");
}

static bool is_claimed_by(const struct entry *e, const struct diag_rule *rule)
{
	return e->key_rule && str_eq_z(e->key_rule->duplicate_rule, rule->id);
}

/* Names a pair of files, of which one finding tells enough. */
static str both_paths(const struct lint_ctx *c, const struct entry *first, const struct entry *again)
{
	return str_fmt(c->a, "%.*s\n%.*s", STR_ARG(first->definition->path), STR_ARG(again->definition->path));
}

/* Entries of one key stand together in path order. The second time frame of the same two files is the same cause. */
static void check_duplicates(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct map reported = { 0 };
	const struct entry *first = NULL; /* to claim this key */

	for (size_t i = 0; i < c->dict->all.n; i++) {
		const struct entry *e = c->dict->all.v[i];

		if (!is_claimed_by(e, rule))
			continue;
		if (!first || first->kind != e->kind || !str_eq(first->key, e->key))
			first = e;
		if (same_definition(first, e))
			continue;
		if (map_mark(&reported, both_paths(c, first, e), c->a))
			report_duplicate(c, rule, first, e);
	}
}

static bool has_entry(const struct definition *def, str value)
{
	for (size_t i = 0; i < def->n_entries; i++)
		if (str_eq(def->entries[i].variant, value))
			return true;
	return false;
}

/* The entry that has the key which an expanded value would have. */
static const struct entry *entry_of_suffix(const struct definition *def, str suffix)
{
	for (size_t i = 0; i < def->n_entries; i++)
		if (str_eq(kind_suffix(def->kind, def->entries[i].variant), suffix))
			return &def->entries[i];
	BUG_IF(true);
	return NULL;
}

static void report_lost(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, size_t at, str value)
{
	const struct kind *k = def->kind;
	const struct entry *first = entry_of_suffix(def, kind_suffix(k, value));
	struct diag *d = diag_add(c->found, rule, node_span(def, &doc_at(def->root, k->expand)->item[at]),
	                          "%.*s %s is already made of %s, so %s has no entry", STR_ARG(k->name), quoted_key(c, first->key),
	                          quoted(c, first->variant), quoted(c, value));

	set_pointer(d, pointer_add_index(k->expand, at, c->a));
	d->help = str_fmt(c->a, "name in dictum.yml what %s adds to the key, other than %s: kinds, %.*s, expand, key_suffix", quoted(c, value),
	                  quoted(c, first->variant), STR_ARG(k->name));
}

/* Values of an expanded list that add the same to the key: the first has the entry. One that stands there twice is another matter. */
static void check_expansion(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *list = def->kind->expand.n ? doc_at(def->root, def->kind->expand) : NULL;
	struct map lost = { 0 };

	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++) {
		str value = doc_scalar(&list->item[i], c->a);

		if (value.n && !has_entry(def, value) && map_mark(&lost, value, c->a))
			report_lost(c, rule, def, i, value);
	}
}

/* ---- key-collides-by-case ---- */

static bool is_loose(char byte)
{
	return byte == '-' || byte == '_';
}

/* What a key looks like to somebody who remembers it by sound: lower case, one kind of dash. */
static str loose_key(str key, struct arena *a)
{
	char *p = NULL;

	for (size_t i = 0; i < key.n; i++) {
		char loose = is_loose(key.p[i]) ? '_' : byte_lower(key.p[i]);

		if (loose == key.p[i])
			continue;
		if (!p) {
			p = arena_array(a, key.n, char);
			for (size_t j = 0; j < key.n; j++)
				p[j] = key.p[j];
		}
		p[i] = loose;
	}
	return p ? (str){ p, key.n } : key;
}

static const char *difference(const struct lint_ctx *c, str key, str other)
{
	if (str_eq(str_lower(key, c->a), str_lower(other, c->a)))
		return "letter case";
	if (str_eq(str_replace(key, '-', '_', c->a), str_replace(other, '-', '_', c->a)))
		return "dashes and underscores";
	return "letter case, dashes and underscores";
}

static void report_collision(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *first, const struct entry *again)
{
	const struct key_rule *key = again->key_rule;
	struct diag *d = diag_add(c->found, rule, node_span(again->definition, again->key_node), "%.*s %s differs from %s only in %s",
	                          STR_ARG(again->kind->name), quoted_key(c, again->key), quoted_key(c, first->key),
	                          difference(c, again->key, first->key));

	if (key->n_parts)
		set_pointer(d, key->parts[key->n_parts - 1]);
	d->help = STR("give one of the two another name, or remove it when both mean the same");
	diag_relate(c->found, d, node_span(first->definition, first->key_node), STR("the other one"));
}

/* One finding for two files, however many time frames they have. */
static void check_collisions(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct map *seen = arena_array(c->a, c->dict->dialect->n_kinds, struct map);
	struct map reported = { 0 };

	for (size_t i = 0; i < c->dict->all.n; i++) {
		struct entry *e = c->dict->all.v[i], **first;

		if (!e->key_rule || !e->key_rule->duplicate_rule.n)
			continue;
		first = (struct entry **)map_put(&seen[e->kind->index], loose_key(e->key, c->a), c->a);
		if (!*first)
			*first = e;
		if (!str_eq((*first)->key, e->key) && !same_definition(*first, e) && map_mark(&reported, both_paths(c, *first, e), c->a))
			report_collision(c, rule, *first, e);
	}
}

/* ---- key-invisible ---- */

/* Where the first character is that is not seen: all white space but blanks between others. `key.n`: all are. */
static size_t find_unseen(str key, uint32_t *out)
{
	*out = ' ';
	if (key.n && (key.p[0] == ' ' || key.p[key.n - 1] == ' '))
		return key.p[0] == ' ' ? 0 : key.n - 1;
	for (size_t at = 0; (at += utf8_printable(key, at)) < key.n;) {
		size_t from = at;

		*out = utf8_next(key, &at);
		if (diag_is_invisible_in_name(*out) || utf8_is_space(*out))
			return from;
	}
	return key.n;
}

/* A long key is told from some characters before the place on. */
static const char *quoted_near(const struct lint_ctx *c, str key, size_t at)
{
	enum { BEFORE = 40, MOST = 80 }; /* bytes; code points */
	size_t from = key.n > MOST && at > BEFORE ? utf8_head(key, at - BEFORE).n : 0;

	return quoted_key(c, difference_cut(key, from, MOST, c->a));
}

static void check_visible(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct entry *e = &def->entries[0];
	uint32_t code_point;
	size_t at = find_unseen(e->key, &code_point);
	struct diag *d;

	if (at == e->key.n)
		return;
	d = diag_add(c->found, rule, node_span(def, e->key_node), "%.*s %s has the character U+%04X%s, which nobody sees", STR_ARG(e->kind->name),
	             quoted_near(c, e->key, at), (unsigned)code_point, code_point == ' ' ? " at an end" : "");
	if (e->key_rule && e->key_rule->n_parts)
		set_pointer(d, e->key_rule->parts[e->key_rule->n_parts - 1]);
	d->help = STR("write the key without it");
}

/* ---- action-style ---- */

static void check_style(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct entry *e = &def->entries[0];
	struct diag *d;
	str name;

	if (!e->key_rule || !e->key_rule->style || e->status == STATUS_REMOVED)
		return;
	name = written_name(e);
	if (regex_find(e->key_rule->style, name) != REGEX_NO)
		return;
	d = diag_add(c->found, rule, node_span(def, e->key_node), "%s is not of the form %.*s", quoted_key(c, name), STR_ARG(e->key_rule->shape));
	if (e->key_rule->n_parts)
		set_pointer(d, e->key_rule->parts[e->key_rule->n_parts - 1]);
	d->help = STR("choose such names for what is new; a name that is in use stays as it is");
}

const struct lint_rule lint_rules_naming[] = {
	{ .rule = { "key-missing", DIAG_ERROR, "all", "a definition without a key",
	            "The key is what a definition is found by; without one it cannot be in the dictionary. Reported where the schema lets it pass. "
	            "A file in a folder of another kind is told where it belongs, by what the schema says, too.",
	            "key_path: \"\"\n", "key_path: counts.ci_builds\n", NULL } }, /* reported where definitions become entries */
	{ .rule = { "key-duplicate", DIAG_ERROR, "all", "a key that two definitions claim",
	            "Consumers look values up by key; with two definitions nobody knows which one a number follows. Keys are compared after "
	            "lists of time frames are expanded. Two values of such a list that add the same to the key are told of, too: only the first has an "
	            "entry.",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci_builds\n",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci_builds_failed\n", NULL },
	  .definition = check_expansion,
	  .whole = check_duplicates },
	{ .rule = { "action-duplicate", DIAG_ERROR, "gitlab", "an action that two internal events claim",
	            "An internal event is recorded under its action alone, so two definitions of one action cannot be told apart. Legacy events may "
	            "share an action.",
	            "# a.yml\ninternal_events: true\naction: create_ci_build\n# b.yml\ninternal_events: true\naction: create_ci_build\n",
	            "# a.yml\ninternal_events: true\naction: create_ci_build\n# b.yml\ninternal_events: true\naction: retry_ci_build\n", NULL },
	  .whole = check_duplicates },
	{ .rule = { "key-collides-by-case", DIAG_WARNING, "all", "keys that differ only in letter case, or in dashes and underscores",
	            "Nobody remembers which of two such keys is which, and some databases and file systems cannot tell them apart.",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci-builds\n",
	            "# a.yml\nkey_path: counts.ci_builds\n# b.yml\nkey_path: counts.ci_builds_failed\n", NULL },
	  .whole = check_collisions },
	{ .rule = { "key-invisible", DIAG_ERROR, "all", "a key with control characters, or with others nobody sees, blanks at its ends among them",
	            "Keys are copied into queries, terminals and file names. One with such a character looks like another key and never equals what "
	            "somebody types; some programs cut it off there, or show the rest backwards.",
	            "key_path: \"counts.ci\\u200bbuilds\"\n", "key_path: counts.ci_builds\n", "unsafe: removes the character, or writes a plain one" },
	  .definition = check_visible },
	{ .rule = { "action-style", DIAG_NOTE, "gitlab", "an action that is not of the form operation_target_place",
	            "Names of one form can be guessed and stand together in lists. Prefixes such as i_ and g_ are relics, and click alone says nothing "
	            "of what was clicked. What is in use is never renamed; new actions say what is done to what.",
	            "internal_events: true\naction: g_project_import\n", "internal_events: true\naction: import_project_from_template\n", NULL },
	  .definition = check_style },
	{ .rule = { 0 } },
};
