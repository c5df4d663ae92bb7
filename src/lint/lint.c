/* The registry of rules, and running them. */
#include "base/pool.h"
#include "doc/anchor.h"
#include "schema/schema.h"
#include "lint/bound.h"
#include "lint/custom.h"
#include "lint/fingerprint.h"
#include "lint/lint.h"
#include "lint/settle.h"
#include "lint/suppress.h"

static const struct lint_rule *const tables[] = {
	lint_rules_naming,   lint_rules_place,       lint_rules_lifecycle, lint_rules_reference,  lint_rules_selection,
	lint_rules_property, lint_rules_description, lint_rules_link,      lint_rules_whitespace, lint_rules_text,
	lint_rules_replacement, lint_rules_suppress, lint_rules_baseline, lint_rules_custom,
};
enum { N_TABLES = sizeof tables / sizeof *tables };

static const struct diag_rule *nth(const struct diag_rule *rules, size_t *i)
{
	for (; rules->id; rules++)
		if ((*i)-- == 0)
			return rules;
	return NULL;
}

const struct diag_rule *lint_rule_at_in(const struct lint_custom *custom, size_t i)
{
	const struct diag_rule *rule = nth(doc_rules, &i);

	if (!rule)
		rule = nth(schema_rules, &i);
	for (size_t t = 0; t < N_TABLES && !rule; t++)
		for (const struct lint_rule *row = tables[t]; row->rule.id && !rule; row++)
			if (i-- == 0)
				rule = &row->rule;
	return rule || !custom ? rule : lint_custom_rule(custom, i);
}

static const struct diag_rule *find(const struct diag_rule *rules, str id)
{
	for (; rules->id; rules++)
		if (str_eq_z(id, rules->id))
			return rules;
	return NULL;
}

const struct diag_rule *lint_find_in(const struct lint_custom *custom, str id)
{
	const struct diag_rule *rule = find(doc_rules, id);

	if (!rule)
		rule = find(schema_rules, id);
	for (size_t t = 0; t < N_TABLES && !rule; t++)
		for (const struct lint_rule *row = tables[t]; row->rule.id && !rule; row++)
			if (str_eq_z(id, row->rule.id))
				rule = &row->rule;
	return rule ? rule : lint_custom_find(custom, id);
}

str lint_nearest_in(const struct lint_custom *custom, str id)
{
	str best = { 0 };
	struct str_near near;
	const struct diag_rule *rule;

	str_near_begin(&near, id);
	for (size_t i = 0; near.is_open && (rule = lint_rule_at_in(custom, i)); i++)
		if (str_near_try(&near, str_from_z(rule->id)))
			best = str_from_z(rule->id);
	return best;
}

str lint_unknown_in(const struct lint_custom *custom, str id, struct arena *a)
{
	str near = lint_nearest_in(custom, id);

	if (!near.n)
		return str_fmt(a, "unknown rule '%.*s', see 'dictum explain --list'", STR_ARG(id));
	return str_fmt(a, "unknown rule '%.*s', did you mean '%.*s'?", STR_ARG(id), STR_ARG(near));
}

const struct diag_rule *lint_find(str id)
{
	return lint_find_in(NULL, id);
}

bool lint_level_read(const struct node *n, enum diag_level *out)
{
	bool is_off = n->kind == NODE_BOOL && !n->is_true;

	return diag_level_parse(is_off ? STR("off") : doc_text(n), out);
}

enum diag_level lint_level_of(const struct lint_options *o, const struct diag_rule *rule)
{
	return diag_level_of(rule, o->levels, o->n_levels);
}

/* Rules run on all threads, each with findings of its own; sorting makes the order of work invisible. First those that look at the whole
   dictionary, which take long, then files in small runs, which even out. */
enum { FILES_AT_ONCE = 16 }; /* about 150 us */
struct looking {
	struct lint_files *files;
	const struct lint_options *options;
	VEC(const struct lint_rule *) whole, each; /* rules that are not off */
	struct lint_ctx ctx[POOL_MAX_WORKERS];
	struct arena scratch[POOL_MAX_WORKERS]; /* one file */
	struct diag_list found[POOL_MAX_WORKERS];
};

/* Most files are clean: nothing stays of what was worked out about them. */
static void look_at_file(struct looking *l, size_t worker, struct lint_file *f)
{
	struct arena *scratch = &l->scratch[worker];
	struct lint_ctx c = { .dict = l->ctx[worker].dict, .schemas = l->ctx[worker].schemas, .a = scratch };
	struct diag_list found;

	f->is_marked = lint_is_marked(f->bytes);
	diag_list_init(&found, scratch);
	c.found = &found;
	for (size_t i = 0; i < l->each.n && f->definition; i++)
		l->each.v[i]->definition(&c, &l->each.v[i]->rule, f->definition);
	lint_bound_file(f, l->options, &found, l->found[worker].a);
	diag_copy(&l->found[worker], &found);
	arena_reset(scratch);
}

static void look(void *arg, size_t worker, size_t i)
{
	struct looking *l = arg;
	size_t from;

	if (i < l->whole.n) {
		l->whole.v[i]->whole(&l->ctx[worker], &l->whole.v[i]->rule);
		return;
	}
	from = (i - l->whole.n) * FILES_AT_ONCE;
	for (size_t f = from; f < l->files->n && f < from + FILES_AT_ONCE; f++)
		look_at_file(l, worker, &l->files->all[f]);
}

static void list_rules(struct looking *l, const struct lint_options *o, struct arena *a)
{
	for (size_t t = 0; t < N_TABLES; t++)
		for (const struct lint_rule *row = tables[t]; row->rule.id; row++) {
			if (lint_level_of(o, &row->rule) == DIAG_OFF)
				continue;
			if (row->whole)
				*vec_push(&l->whole, a) = row;
			if (row->definition)
				*vec_push(&l->each, a) = row;
		}
}

static void run_rules(const struct lint_ctx *c, const struct lint_options *o, struct lint_files *files)
{
	struct looking *l = arena_new(c->a, struct looking);
	size_t n = o->worker ? o->n_workers : 1;

	l->files = files;
	l->options = o;
	list_rules(l, o, c->a);
	for (size_t i = 0; i < n; i++) {
		diag_list_init(&l->found[i], o->worker ? &o->worker[i] : c->a);
		l->ctx[i] = (struct lint_ctx){ .dict = c->dict, .schemas = c->schemas, .found = &l->found[i], .a = l->found[i].a };
	}
	pool_run_singly(n, l->whole.n + (files->n + FILES_AT_ONCE - 1) / FILES_AT_ONCE, look, l);
	for (size_t i = 0; i < n; i++) {
		diag_merge(c->found, &l->found[i]);
		arena_free(&l->scratch[i]);
	}
}

static void apply_levels(struct diag_list *found, const struct lint_options *o)
{
	struct map levels = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < o->n_levels; i++)
		*map_put(&levels, o->levels[i].id, found->a) = (void *)(uintptr_t)&o->levels[i];
	for (size_t i = 0; i < found->all.n; i++) {
		struct diag *d = &found->all.v[i];
		const struct diag_setting *row = levels.n ? map_get(&levels, str_from_z(d->rule->id)) : NULL;

		if (row)
			d->level = row->level;
		if (d->level != DIAG_OFF)
			found->all.v[kept++] = *d;
	}
	found->all.n = kept;
}

/* Kind and key of the definition each finding is about, for reports. */
static void name_definitions(const struct lint_files *files, struct diag_list *found)
{
	for (size_t i = 0; i < found->all.n; i++) {
		struct diag *finding = &found->all.v[i];
		const struct lint_file *f = lint_files_get(files, finding->at.path);
		struct entry *first = f && f->definition ? f->definition->entries : NULL;

		if (!first)
			continue;
		finding->kind = first->kind->name;
		finding->key = first->key;
	}
}

static void count(const struct lint_files *files, const struct diag_list *found)
{
	for (size_t i = 0; i < files->n; i++)
		for (size_t j = 0; files->all[i].definition && j < files->all[i].definition->n_entries; j++)
			files->all[i].definition->entries[j].findings = 0;
	for (size_t i = 0; i < found->all.n; i++) {
		const struct lint_file *f = diag_counts(&found->all.v[i]) ? lint_files_get(files, found->all.v[i].at.path) : NULL;

		for (size_t j = 0; f && f->definition && j < f->definition->n_entries; j++)
			f->definition->entries[j].findings++;
	}
}

void lint_count(const struct dict *d, const struct diag_list *found)
{
	struct lint_files files = lint_files_of(d, d->a);

	count(&files, found);
}

/* The findings are sorted, so the aliases of a file are counted once. */
static void keep_anchors(const struct lint_files *files, struct diag_list *found)
{
	struct anchors anchors = { 0 };
	str path = { 0 };

	for (size_t i = 0; i < found->all.n; i++) {
		struct diag *d = &found->all.v[i];
		const struct lint_file *f;

		if (!d->fixes.n)
			continue;
		if (!str_eq(path, d->at.path)) {
			f = lint_files_get(files, d->at.path);
			anchors = (struct anchors){ .bytes = f ? f->bytes : (str){ 0 }, .a = found->a };
			path = d->at.path;
		}
		anchors_check(&anchors, d);
	}
}

void lint_run(const struct dict *d, const struct lint_options *o, struct diag_list *found)
{
	struct lint_ctx c = { .dict = d, .schemas = o->schemas, .found = found, .a = found->a };
	struct lint_files files = lint_files_of(d, found->a);

	run_rules(&c, o, &files);
	lint_custom_run(&c, o->custom);
	apply_levels(found, o); /* first: a rule that is off silences nobody */
	diag_sort(found);
	lint_settle(found);
	lint_suppress(&files, o, found);
	diag_sort(found);
	lint_bound(&files, found);
	keep_anchors(&files, found);
	name_definitions(&files, found);
	lint_fingerprint(&files, found);
	count(&files, found);
}
