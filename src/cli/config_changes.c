/* `changes` of dictum.yml: categories, levels, what is let through, who is told. The schema has checked its form. */
#include "base/time.h"
#include "cli/config.h"
#include "lint/lint.h"

struct reader {
	struct config_changes *out;
	const struct faults *f;
	struct arena *a;
};

static size_t count(const struct node *n)
{
	return !n ? 0 : n->kind == NODE_SEQ ? n->n : 1;
}

static const struct node *nth(const struct node *n, size_t i)
{
	return n->kind == NODE_SEQ ? &n->item[i] : n;
}

static const str *read_names(const struct reader *r, const struct node *n, size_t *n_out)
{
	str *names = arena_array(r->a, count(n), str);

	for (size_t i = 0; i < count(n); i++)
		names[i] = doc_text(nth(n, i));
	*n_out = count(n);
	return names;
}

static void read_keys(const struct reader *r, const struct node *n, struct glob_set *out)
{
	const struct glob **all = arena_array(r->a, count(n), const struct glob *);
	size_t n_read = 0, n_before = r->out->n_wild;
	struct err wrong;

	for (size_t i = 0; i < count(n); i++) {
		all[n_read] = glob_compile(doc_text(nth(n, i)), r->a, &wrong);
		if (all[n_read])
			n_read++;
		else
			faults_add(r->f, nth(n, i), "%s", wrong.text);
	}
	*out = glob_set_make(all, n_read, r->a);
	r->out->n_wild += out->n_wild;
	if (n_before <= CONFIG_MAX_WILD && r->out->n_wild > CONFIG_MAX_WILD)
		faults_add(r->f, n, "changes has more than %d keys with wildcards, expected at most that many", CONFIG_MAX_WILD);
}

static void check_class(const struct reader *r, const struct node *at, str id)
{
	if (!change_class_find(id) && !r->f->found->is_cut)
		faults_add(r->f, at, "%.*s", STR_ARG(change_class_unknown(id, r->a)));
}

static void read_rules(const struct reader *r, const struct node *rules)
{
	struct diag_setting *levels = arena_array(r->a, rules ? rules->n : 0, struct diag_setting);

	for (size_t i = 0; rules && i < rules->n; i++) {
		const struct member *m = &rules->member[i];

		check_class(r, &m->key, m->key.text);
		levels[i].id = m->key.text;
		(void)lint_level_read(&m->value, &levels[i].level); /* the schema lets only levels through */
	}
	r->out->options.levels = levels;
	r->out->options.n_levels = rules ? rules->n : 0;
}

static void read_allowed(const struct reader *r, const struct node *row, struct change_allow *out)
{
	const struct node *classes = doc_get_z(row, "class"), *keys = doc_get_z(row, "key"), *reason = doc_get_z(row, "reason");

	for (size_t i = 0; i < count(classes); i++)
		check_class(r, nth(classes, i), doc_text(nth(classes, i)));
	if (!doc_is_given(reason))
		faults_add(r->f, reason, "the reason is one that nobody sees");
	out->classes = read_names(r, classes, &out->n_classes);
	out->reason = doc_text(reason);
	out->at = row->at;
	out->key = arena_array(r->a, count(keys), struct change_allow_key);
	for (size_t i = 0; i < count(keys); i++)
		out->key[i] = (struct change_allow_key){ .pattern = doc_text(nth(keys, i)), .at = nth(keys, i)->at };
	read_keys(r, keys, &out->keys);
}

/* The schema lets days and releases through, also days that no month has. */
static void check_until(const struct reader *r, const struct node *until)
{
	struct release release;
	int64_t day;

	if (until && !release_parse(doc_text(until), &release) && !time_parse_date(doc_text(until), &day))
		faults_add(r->f, until, "there is no day '%.*s'", STR_ARG(doc_text(until)));
}

static void read_allow(const struct reader *r, const struct node *list)
{
	size_t n = list ? list->n : 0;

	r->out->options.allow = arena_array(r->a, n, struct change_allow);
	r->out->options.n_allow = n;
	r->out->until = arena_array(r->a, n, str);
	for (size_t i = 0; i < n; i++) {
		const struct node *until = doc_get_z(&list->item[i], "until");

		read_allowed(r, &list->item[i], &r->out->options.allow[i]);
		check_until(r, until);
		r->out->until[i] = doc_text(until);
	}
}

static void read_migrations(const struct reader *r, const struct node *list)
{
	size_t n = list ? list->n : 0;
	struct change_migration *all = arena_array(r->a, n, struct change_migration);

	for (size_t i = 0; i < n; i++) {
		const struct node *row = &list->item[i];

		all[i] = (struct change_migration){ doc_text(doc_get_z(row, "field")), doc_text(doc_get_z(row, "from")), doc_text(doc_get_z(row, "to")) };
	}
	r->out->options.migrations = all;
	r->out->options.n_migrations = n;
}

void config_read_changes(struct config_changes *c, const struct node *n, const struct faults *f)
{
	const struct reader r = { c, f, f->a };
	const struct node *category = doc_get_z(n, "category"), *released = doc_get_z(n, "released"), *protected = doc_get_z(n, "protected");

	if (category)
		(void)change_category_parse(doc_text(category), &c->category); /* the schema lets only these through */
	if (released)
		c->options.has_released = release_parse(doc_text(released), &c->options.released);
	read_migrations(&r, doc_get_z(n, "migrations"));
	c->options.notify = read_names(&r, doc_get_z(protected, "notify"), &c->options.n_notify);
	read_rules(&r, doc_get_z(n, "rules"));
	read_allow(&r, doc_get_z(n, "allow"));
	read_keys(&r, doc_get_z(protected, "keys"), &c->options.protected);
}
