/* What YAML events make of a tree, as Psych's revive_hash does it, and the findings about what Psych refuses or
   silently drops. Does not know libyaml. */
#include "doc/yaml_tree.h"

#include "doc/edit.h"
#include "doc/place.h"
#include "doc/scalar.h"

enum { MAX_FINDINGS = 200 }; /* in one file; nobody reads more, and each takes a kilobyte */

/* What is remembered of a waiting key in its n, see build.h, besides YAML_KEY_OWN_LINE and YAML_KEY_AFTER_BLOCK. */
enum { KEY_MERGES = 1 /* "<<" */, KEY_MERGED = 2 /* came by a "<<" */ };
/* What is remembered of an open collection in its n. */
enum { SEQ_ORDERED = 1 /* !!omap */ };

void yaml_tree_start(struct yaml_tree *t, const struct doc_limits *lim, struct arena *a, struct diag_list *found)
{
	t->found = found;
	t->n_before = found->all.n;
	t->n_dropped = 0;
	t->is_complete = true;
	t->has_odd_key = false;
	build_start(&t->build, a, lim);
}

void yaml_tree_end(struct yaml_tree *t)
{
	build_end(&t->build);
}

void yaml_tree_keep_last(struct yaml_tree *t)
{
	t->found->all.v[t->n_before] = t->found->all.v[t->found->all.n - 1];
	t->found->all.n = t->n_before + 1;
}

static const struct diag_rule *rule(enum doc_rule id)
{
	return &doc_rules[id];
}

static struct span span_at(const struct yaml_tree *t, struct place at)
{
	return (struct span){ t->path, at };
}

struct diag *yaml_tree_report(struct yaml_tree *t, enum doc_rule id, struct place at, const char *what)
{
	return diag_add(t->found, rule(id), span_at(t, at), "%s", what);
}

bool yaml_tree_fail_limit(struct yaml_tree *t, struct place at, const char *what, uint64_t limit)
{
	diag_add(t->found, rule(RULE_YAML_LIMIT), span_at(t, at), "%s, the limit is %llu", what,
	         (unsigned long long)limit);
	return false;
}

static bool built(struct yaml_tree *t, enum build_result result, struct place at)
{
	switch (result) {
	case BUILD_OK:
		return true;
	case BUILD_TOO_MANY:
		return yaml_tree_fail_limit(t, at, "too many values in one file", t->build.limit.nodes);
	case BUILD_TOO_DEEP:
		return yaml_tree_fail_limit(t, at, "too many levels of nesting", t->build.limit.depth);
	}
	return false;
}

/* Whether one more finding about the tree is wanted. */
static bool may_report(struct yaml_tree *t)
{
	bool is_wanted = t->found->all.n - t->n_before < MAX_FINDINGS;

	t->n_dropped += !is_wanted;
	return is_wanted;
}

/* The text of a value as it is named in a mapping: 1 for 0x1, true for yes. */
static void name_key(struct yaml_tree *t, struct node *key)
{
	if (key->kind == NODE_NULL)
		key->text = (str){ 0 };
	else if (key->kind != NODE_STRING)
		key->text = doc_scalar(key, t->build.a);
}

/* A member whose key is a collection is dropped as soon as it has its value; the finding was made at its start. */
static void drop_odd_key(struct yaml_tree *t)
{
	size_t n;
	const struct node *parent = build_parent(&t->build, &n);
	const struct node *key;

	if (!parent || parent->kind != NODE_MAP || n == 0 || n % 2)
		return;
	key = build_last(&t->build) - 1;
	if (key->kind == NODE_SEQ || key->kind == NODE_MAP)
		t->build.waiting.n -= 2;
}

static void report_odd_key(struct yaml_tree *t, const struct node *n)
{
	struct diag *d;

	if (!yaml_tree_wants_key(t))
		return;
	t->is_complete = false;
	t->has_odd_key = true;
	if (!may_report(t))
		return;
	d = diag_add(t->found, rule(RULE_YAML_SYNTAX), span_at(t, n->at), "a %s cannot be a key here, expected text",
	             n->kind == NODE_SEQ ? "list" : "mapping");
	if (n->kind == NODE_MAP)
		d->hint = STR("text that begins with a brace needs quotes"); /* {{ name }} of a template */
}

/* The text in quotes, for fixes; empty when it would need escapes. */
static str quoted(str text, struct arena *a)
{
	char quote = str_find(text, '"') < text.n || str_find(text, '\\') < text.n ? '\'' : '"';

	if (quote == '\'' && str_find(text, '\'') < text.n)
		return (str){ 0 };
	return str_fmt(a, "%c%.*s%c", quote, STR_ARG(text), quote);
}

/* As people write it: "!!set" for tag:yaml.org,2002:set. */
static str tag_text(struct yaml_tree *t, str tag)
{
	if (!str_starts(tag, STR("tag:yaml.org,2002:")))
		return tag;
	return str_fmt(t->found->a, "!!%.*s", STR_ARG(str_from(tag, STR("tag:yaml.org,2002:").n)));
}

/* What a tag brings about is told at the tag. */
static void report_type(struct yaml_tree *t, const struct node *n, enum scalar_result result, struct yaml_tag tag)
{
	static const char *const what[] = {
		[SCALAR_DATE] = "a date, which the safe loader refuses",
		[SCALAR_TIME] = "a time, which the safe loader refuses",
		[SCALAR_SYMBOL] = "a symbol, which the safe loader refuses",
		[SCALAR_BROKEN] = "a number, which the safe loader fails on",
	};
	struct span at = span_at(t, tag.name.n ? tag.at : n->at);
	struct arena *a = t->found->a;
	struct diag *d;
	str fixed;

	t->is_complete = false;
	if (!may_report(t))
		return;
	if (result == SCALAR_REFUSED || result == SCALAR_BINARY) {
		diag_add(t->found, rule(RULE_YAML_TAG), at, "%s %.*s",
		         result == SCALAR_BINARY ? "the data is no text, tag" : "the safe loader refuses the tag",
		         STR_ARG(diag_quote(tag_text(t, tag.name), a)));
		return;
	}
	d = diag_add(t->found, rule(RULE_YAML_TAG), at, "%s%.*s is read as %s", tag.name.n ? "" : "unquoted ",
	             STR_ARG(diag_quote(n->text, a)), what[result]);
	d->hint = tag.name.n ? STR("because of this tag") : STR("quote it");
	fixed = quoted(n->text, a);
	if (!tag.name.n && n->style == STYLE_PLAIN && n->at.line == n->at.end_line && fixed.n)
		diag_edit_add(t->found, diag_fix_add(t->found, d, true, STR("quote the text")), n->at, fixed);
}

/* A block of text in front of what is taken out would go on with the blank lines behind it, which go too, and with a comment, which may not. */
static bool take_blank_lines(const struct yaml_tree *t, struct place *lines)
{
	str line = edit_line(t->text, lines->end_line), rest = str_from(t->text, t->text.n);

	if (line.p)
		rest = str_from(t->text, (size_t)(line.p - t->text.p));
	while (!str_trim(line).n && line.n < rest.n) {
		lines->end_line++;
		rest = str_from(rest, line.n + place_break(rest, line.n));
		line = str_sub(rest, 0, place_line_end(rest, 0));
	}
	return !str_starts(str_trim(line), STR("#"));
}

/* Takes out the earlier member's lines. */
static void offer_removal(struct yaml_tree *t, struct diag *d, const struct member *earlier, const struct member *later)
{
	struct place lines = { earlier->key.at.line, 1, earlier->value.at.end_line + 1, 1 };

	if (!(earlier->key.n & YAML_KEY_OWN_LINE) || !(later->key.n & YAML_KEY_OWN_LINE) ||
	    lines.end_line > later->key.at.line)
		return;
	if ((earlier->key.n & YAML_KEY_AFTER_BLOCK) && !take_blank_lines(t, &lines))
		return;
	diag_edit_add(t->found, diag_fix_add(t->found, d, false, STR("remove the earlier one, which has no effect")),
	              lines, (str){ 0 });
}

bool yaml_tree_is_duplicate(const struct diag *d)
{
	return d->rule == rule(RULE_YAML_DUPLICATE_KEY);
}

static void report_duplicate(void *arg, const struct member *earlier, const struct member *later)
{
	struct yaml_tree *t = arg;
	bool by_merge = later->key.n & KEY_MERGED;
	struct diag *d;

	if (earlier->key.n & KEY_MERGED || !may_report(t)) /* replacing a merged key is what merging is for */
		return;
	d = diag_add(t->found, rule(RULE_YAML_DUPLICATE_KEY), span_at(t, later->key.at),
	             by_merge ? "key %.*s replaces the one before the merge"
	                      : "key %.*s is there twice, the last one counts",
	             STR_ARG(diag_quote(later->key.text, t->found->a)));
	diag_relate(t->found, d, span_at(t, earlier->key.at), STR("first defined here"));
	if (!by_merge)
		offer_removal(t, d, earlier, later);
}

static bool is_list_of_maps(const struct node *n)
{
	if (n->kind != NODE_SEQ)
		return false;
	for (size_t i = 0; i < n->n; i++)
		if (n->item[i].kind != NODE_MAP)
			return false;
	return true;
}

static void merge_map(struct yaml_tree *t, struct build_map *into, const struct node *map)
{
	for (size_t i = 0; i < map->n; i++) {
		struct member m = map->member[i];

		m.key.n = KEY_MERGED;
		build_map_put(into, m, report_duplicate, t);
	}
}

/* One "<<": of a list the first maps win. False: it is a key like any other. */
static bool merge(struct yaml_tree *t, struct build_map *into, const struct node *value)
{
	struct build_map sum = { .temp = &t->build.temp };

	if (value->kind == NODE_MAP) {
		merge_map(t, into, value);
		return true;
	}
	if (!is_list_of_maps(value))
		return false;
	for (size_t i = value->n; i-- > 0;)
		for (size_t k = 0; k < value->item[i].n; k++)
			build_map_put(&sum, value->item[i].member[k], NULL, NULL);
	for (size_t i = 0; i < sum.all.n; i++) {
		sum.all.v[i].key.n = KEY_MERGED;
		build_map_put(into, sum.all.v[i], report_duplicate, t);
	}
	return true;
}

static bool has_merge(const struct node *child, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		if (child[i].n & KEY_MERGES)
			return true;
	return false;
}

/* Merged members are copied once for each level: they count as nodes again, so that nested merges stay within the
 * limit. */
static bool close_merging(struct yaml_tree *t, const struct node *child, size_t n)
{
	struct build_map members = { .temp = &t->build.temp };

	for (size_t i = 0; i < n; i += 2) {
		struct member m = { child[i], child[i + 1] };
		bool is_merged = (m.key.n & KEY_MERGES) && merge(t, &members, &m.value);

		if (!is_merged)
			build_map_put(&members, m, report_duplicate, t);
	}
	t->build.n_nodes += (uint32_t)members.all.n * 2; /* at most limit.nodes each time */
	if (t->build.n_nodes > t->build.limit.nodes)
		return built(t, BUILD_TOO_MANY, child[0].at);
	build_close_as(&t->build, &members);
	return true;
}

/* !!omap: a list of single pairs is read as one mapping. */
static void close_ordered(struct yaml_tree *t, struct node *seq, size_t n)
{
	struct build_map members = { .temp = &t->build.temp };

	for (size_t i = 1; i <= n; i++) {
		struct member m;

		if (seq[i].kind != NODE_MAP || seq[i].n != 1) {
			report_type(t, seq, SCALAR_REFUSED, (struct yaml_tag){ STR("!!omap"), seq->at });
			build_close(&t->build, NULL, NULL);
			return;
		}
		m = *seq[i].member;
		m.key.n = 0; /* of its place in the map it was in nothing is left */
		build_map_put(&members, m, report_duplicate, t);
	}
	build_close_as(&t->build, &members);
}

static bool type_scalar(struct yaml_tree *t, struct node *n, enum yaml_text text, struct yaml_tag tag)
{
	uint32_t max_digits = t->build.limit.digits;
	enum scalar_result result = SCALAR_OK;

	n->kind = NODE_STRING;
	if (tag.name.n)
		result = scalar_type_tagged(n, tag.name, max_digits, t->build.a);
	else if (text == YAML_TEXT_TYPED && !scalar_is_surely_text(n->text))
		result = scalar_type(n, max_digits);
	if (result == SCALAR_OK)
		return true;
	if (result == SCALAR_TOO_LONG)
		return yaml_tree_fail_limit(t, n->at, "too many digits in one number", max_digits);
	if (tag.name.n || t->mode == DOC_DEFINITION)
		report_type(t, n, result, tag);
	return true;
}

static bool add(struct yaml_tree *t, const struct node *n)
{
	if (!built(t, build_add(&t->build, n), n->at))
		return false;
	if (t->has_odd_key)
		drop_odd_key(t);
	return true;
}

static bool is_merge(const struct node *key)
{
	return key->kind == NODE_STRING && key->text.n == 2 && key->text.p[0] == '<' && key->text.p[1] == '<';
}

bool yaml_tree_scalar(struct yaml_tree *t, struct node *n, enum yaml_text text, struct yaml_tag tag)
{
	if (!type_scalar(t, n, text, tag))
		return false;
	if (yaml_tree_wants_key(t)) {
		name_key(t, n);
		if (is_merge(n) && !str_eq_z(tag.name, "tag:yaml.org,2002:str"))
			n->n |= KEY_MERGES;
	}
	return add(t, n);
}

bool yaml_tree_alias(struct yaml_tree *t, str name, struct place at)
{
	t->is_complete = false;
	if (may_report(t))
		diag_add(t->found, rule(RULE_YAML_ALIAS), span_at(t, at),
		         "the safe loader refuses the alias %.*s, write the value out",
		         STR_ARG(diag_quote(name, t->found->a)));
	return add(t, &(struct node){ .kind = NODE_NULL, .at = at });
}

bool yaml_tree_open(struct yaml_tree *t, struct node *n, struct yaml_tag tag)
{
	enum tag_effect effect = TAG_NONE;

	if (tag.name.n)
		effect = n->kind == NODE_SEQ ? scalar_seq_tag(tag.name) : scalar_map_tag(tag.name);
	if (effect == TAG_ORDERED)
		n->n = SEQ_ORDERED;
	if (effect == TAG_REFUSED)
		report_type(t, n, SCALAR_REFUSED, tag);
	report_odd_key(t, n);
	return built(t, build_open(&t->build, n), n->at);
}

bool yaml_tree_close(struct yaml_tree *t, struct place bracket)
{
	size_t n;
	struct node *open = build_parent(&t->build, &n);
	/* libyaml ends a block collection where the next thing starts: its end is that of its last value. */
	struct place end = open->style == STYLE_FLOW ? bracket : build_last(&t->build)->at;

	open->at.end_line = end.end_line;
	open->at.end_column = end.end_column;
	if (open->kind == NODE_MAP && has_merge(open + 1, n)) {
		if (!close_merging(t, open + 1, n))
			return false;
	} else if (open->n & SEQ_ORDERED) {
		close_ordered(t, open, n);
	} else {
		build_close(&t->build, report_duplicate, t);
	}
	if (t->has_odd_key)
		drop_odd_key(t);
	return true;
}

const struct node *yaml_tree_root(struct yaml_tree *t)
{
	static const struct place start = { 1, 1, 1, 1 };
	struct node *root = arena_new(t->build.a, struct node);

	root->at = start;
	if (t->build.waiting.n)
		*root = *build_last(&t->build);
	if (t->n_dropped)
		yaml_tree_fail_limit(t, start, "more findings in one file than are shown", MAX_FINDINGS);
	if (t->mode == DOC_CONFIG || root->kind == NODE_MAP)
		return root;
	if (root->kind == NODE_NULL)
		yaml_tree_report(t, RULE_FILE_EMPTY, start, "the file is empty, expected a definition");
	else
		yaml_tree_report(t, RULE_FILE_NOT_MAPPING, root->at,
		                 root->kind == NODE_SEQ
		                         ? "the file holds a list, expected a mapping of keys to values"
		                         : "the file holds a single value, expected a mapping of keys to values");
	return NULL;
}
