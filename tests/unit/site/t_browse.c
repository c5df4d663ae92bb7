/* Values of facets and namespaces of keys, as pages show them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site/browse.h"
#include "unit/model/sample.h"

static void add(struct sample *s, const char *kind, const char *name, const char *yaml)
{
	str path = str_fmt(&s->a, "config/%s/%s.yml", kind, name);

	assert_non_null(sample_add(s, str_z(path, &s->a), yaml));
}

static const struct facet *gather(struct sample *s, struct facets *all, const char *id)
{
	struct arena scratch;

	arena_init(&scratch);
	facets_list(all, s->dialect, &s->a);
	for (size_t i = 0; i < all->n; i++)
		facet_gather(&all->all[i], &s->dict, &s->a, &scratch);
	arena_free(&scratch);
	for (size_t i = 0; i < all->n; i++)
		if (str_eq_z(all->all[i].field->id, id))
			return &all->all[i];
	fail_msg("no facet '%s'", id);
	return NULL;
}

static const struct facet_value *value(const struct facet *f, size_t i, const char *text, size_t n)
{
	assert_in_range(i, 0, f->values.n - 1);
	assert_text(f->values.v[i]->value, text);
	assert_int_equal(f->values.v[i]->entries.n, n);
	return f->values.v[i];
}

static void values_named_by_the_dialect_come_first_in_its_order(void **state)
{
	struct facets all = { 0 };
	const struct facet *f;
	struct sample s;

	(void)state;
	sample_begin(&s);
	add(&s, "metrics/counts_all", "a", "key_path: a\ndata_source: zebra\n");
	add(&s, "metrics/counts_all", "b", "key_path: b\ndata_source: system\n");
	add(&s, "metrics/counts_all", "c", "key_path: c\ndata_source: database\n");
	add(&s, "metrics/counts_all", "d", "key_path: d\ndata_source: apple\n");
	add(&s, "metrics/counts_all", "e", "key_path: e\n");
	sample_link(&s);
	f = gather(&s, &all, "data_source");
	assert_text(f->folder, "sources");
	assert_int_equal(f->values.n, 4);
	assert_text(value(f, 0, "database", 1)->word, "Database");
	(void)value(f, 1, "system", 1);
	(void)value(f, 2, "apple", 1);
	assert_text(value(f, 3, "zebra", 1)->word, "zebra");
	sample_end(&s);
}

static void a_facet_of_several_kinds_is_one_and_counts_a_value_once_per_entry(void **state)
{
	struct facets all = { 0 };
	const struct facet *f;
	struct sample s;

	(void)state;
	sample_begin(&s);
	add(&s, "events", "e", "action: e\ncategory: c\ntiers: [free, free, premium]\n");
	add(&s, "metrics/counts_all", "m", "key_path: m\ntier: [premium, ultimate]\nstatus: removed\n");
	sample_link(&s);
	f = gather(&s, &all, "tiers");
	(void)value(f, 0, "free", 1);
	assert_int_equal(value(f, 1, "premium", 2)->by_status[STATUS_REMOVED], 1);
	assert_text(f->values.v[1]->entries.v[0]->key, "m"); /* metrics stand before events */
	assert_ptr_equal(f->values.v[1]->below, f->values.v[0]);
	assert_int_equal(f->values.v[1]->beyond.n, 0); /* what it has more is removed */
	assert_null(f->values.v[0]->below);
	assert_int_equal(value(f, 2, "ultimate", 1)->beyond.n, 0);
	for (size_t i = 0; i < all.n; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(str_eq(all.all[i].folder, all.all[j].folder));
	assert_non_null(facet_of(&all, dialect_kind(s.dialect, STR("event")), f->field));
	assert_null(facet_of(&all, dialect_kind(s.dialect, STR("event")), dialect_field(s.dialect, STR("time_frame"))));
	sample_end(&s);
}

static void entries_are_filed_under_what_their_status_means(void **state)
{
	struct facets all = { 0 };
	const struct facet *f;
	struct sample s;

	(void)state;
	sample_begin(&s);
	add(&s, "metrics/counts_all", "a", "key_path: a\n");
	add(&s, "metrics/counts_all", "b", "key_path: b\nstatus: data_available\n");
	add(&s, "metrics/counts_all", "c", "key_path: c\nstatus: not_used\n");
	add(&s, "metrics/counts_all", "d", "key_path: d\nstatus: strange\n");
	sample_link(&s);
	f = gather(&s, &all, "status");
	assert_text(value(f, 0, "active", 2)->word, "Active");
	assert_text(value(f, 1, "removed", 1)->word, "Removed");
	assert_text(value(f, 2, "strange", 1)->word, "strange");
	sample_end(&s);
}

static const struct facet *categories(struct sample *s, struct facets *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(s, "metrics/counts_all", str_z(str_fmt(&s->a, "m%05zu", i), &s->a),
		    str_z(str_fmt(&s->a, "key_path: m%05zu\nproduct_category: c%zu\n", i, i), &s->a));
	sample_link(s);
	return gather(s, all, "product_categories");
}

static void a_field_of_too_many_values_is_no_way_to_browse(void **state)
{
	struct facets all = { 0 }, more = { 0 };
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_int_equal(categories(&s, &all, FACET_MAX_VALUES)->values.n, FACET_MAX_VALUES);
	sample_end(&s);
	sample_begin(&s);
	assert_int_equal(categories(&s, &more, FACET_MAX_VALUES + 1)->values.n, 0);
	assert_int_equal(more.all[0].values.n, 1); /* others are not touched: all are active */
	sample_end(&s);
}

static void what_very_many_have_is_listed_up_to_a_limit(void **state)
{
	struct facets all = { 0 };
	const struct facet_value *active;
	struct sample s;

	(void)state;
	sample_begin(&s);
	for (size_t i = 0; i < FACET_MAX_LISTED; i++)
		add(&s, "events", str_z(str_fmt(&s.a, "e%05zu", i), &s.a), str_z(str_fmt(&s.a, "category: c\naction: e%05zu\n", i), &s.a));
	for (size_t i = 0; i <= FACET_MAX_LISTED; i++)
		add(&s, "metrics/counts_all", str_z(str_fmt(&s.a, "m%05zu", i), &s.a), str_z(str_fmt(&s.a, "key_path: m%05zu\n", i), &s.a));
	sample_link(&s);
	active = value(gather(&s, &all, "status"), 0, "active", 2 * FACET_MAX_LISTED + 1);
	assert_int_equal(active->listed.n, 2 * FACET_MAX_LISTED);
	assert_text(active->listed.v[FACET_MAX_LISTED - 1]->key, "m09999");
	assert_text(active->listed.v[FACET_MAX_LISTED]->key, "c e00000");
	sample_end(&s);
}

static void prose_is_no_value(void **state)
{
	struct facets all = { 0 };
	const struct facet *types;
	struct sample s;
	char text[FACET_MAX_BYTES + 2] = { 0 };

	(void)state;
	for (size_t i = 0; i <= FACET_MAX_BYTES; i++)
		text[i] = 'x';
	sample_begin(&s);
	add(&s, "metrics/counts_all", "a", str_z(str_fmt(&s.a, "key_path: a\nvalue_type: %s\n", text), &s.a));
	add(&s, "metrics/counts_all", "b", str_z(str_fmt(&s.a, "key_path: b\nvalue_type: %s\n", text + 1), &s.a));
	sample_link(&s);
	types = gather(&s, &all, "value_type");
	(void)value(types, 0, text + 1, 1);
	for (size_t i = 0; i < all.n; i++)
		assert_int_equal(all.all[i].has_prose, &all.all[i] == types);
	sample_end(&s);
}

/* ---- namespaces ---- */

static void find(struct sample *s, struct namespaces *out, const char *const *keys)
{
	const struct kind *k = dialect_kind(s->dialect, STR("metric"));
	struct entry **entries;
	size_t n;

	for (size_t i = 0; keys[i]; i++)
		add(s, "metrics/counts_all", str_z(str_fmt(&s->a, "m%02zu", i), &s->a),
		    str_z(str_fmt(&s->a, "key_path: \"%s\"\n", keys[i]), &s->a));
	sample_link(s);
	entries = dict_kind(&s->dict, k, &n);
	namespaces_find(out, k, entries, n, &s->a);
}

static const struct namespace *space(const struct namespaces *all, size_t i, const char *prefix, size_t first, size_t n)
{
	const struct namespace *at = &all->all.v[i];

	assert_true(i < all->all.n);
	assert_text(at->prefix, prefix);
	assert_int_equal(at->first, first);
	assert_int_equal(at->n, n);
	return at;
}

static void prefixes_of_two_entries_or_more_are_namespaces(void **state)
{
	static const char *const keys[] = { "a.b.c.d.e", "a.b.c.d.f", "a.b.x", "a.lone.x", "a.z", "alone.x", "b.c.d", "b.c.e", "plain", NULL };
	struct namespaces all = { 0 };
	struct sample s;

	(void)state;
	sample_begin(&s);
	find(&s, &all, keys);
	assert_int_equal(all.all.n, 5);
	assert_int_equal(space(&all, 0, "a", 0, 5)->n_parts, 1);
	assert_int_equal(space(&all, 1, "a.b", 0, 3)->n_parts, 1);
	assert_int_equal(space(&all, 2, "a.b.c", 0, 2)->depth, NAMESPACE_DEPTH);
	(void)space(&all, 3, "b", 6, 2);
	(void)space(&all, 4, "b.c", 6, 2);
	assert_ptr_equal(namespace_at(&all, 0), &all.all.v[2]);
	assert_ptr_equal(namespace_at(&all, 2), &all.all.v[1]);
	assert_ptr_equal(namespace_at(&all, 3), &all.all.v[0]); /* "a.lone" has one entry only */
	assert_null(namespace_at(&all, 5));
	assert_null(namespace_at(&all, 8));
	assert_ptr_equal(namespace_parent(&all, &all.all.v[2]), &all.all.v[1]);
	assert_null(namespace_parent(&all, &all.all.v[3]));
	assert_int_equal(all.all.v[0].next, 3);
	assert_int_equal(all.all.v[1].next, 3);
	assert_int_equal(all.all.v[3].next, 5);
	assert_int_equal(all.all.v[0].by_status[STATUS_ACTIVE], 5);
	sample_end(&s);
}

static void parts_without_letters_are_no_namespaces(void **state)
{
	static const char *const keys[] = { ".a", ".b", "x.", "x..a", "x..b", "y", "y.", NULL };
	struct namespaces all = { 0 };
	struct sample s;

	(void)state;
	sample_begin(&s);
	find(&s, &all, keys);
	assert_int_equal(all.all.n, 1);
	assert_int_equal(space(&all, 0, "x", 3, 2)->n_parts, 0);
	sample_end(&s);
}

static void a_prefix_of_letters_is_no_prefix_of_parts(void **state)
{
	static const char *const keys[] = { "ab-c.x", "ab.x", "ab.y", "abc.x", NULL };
	struct namespaces all = { 0 };
	struct sample s;

	(void)state;
	sample_begin(&s);
	find(&s, &all, keys);
	assert_int_equal(all.all.n, 1);
	(void)space(&all, 0, "ab", 1, 2);
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_named_by_the_dialect_come_first_in_its_order),
		cmocka_unit_test(a_facet_of_several_kinds_is_one_and_counts_a_value_once_per_entry),
		cmocka_unit_test(entries_are_filed_under_what_their_status_means),
		cmocka_unit_test(a_field_of_too_many_values_is_no_way_to_browse),
		cmocka_unit_test(what_very_many_have_is_listed_up_to_a_limit),
		cmocka_unit_test(prose_is_no_value),
		cmocka_unit_test(prefixes_of_two_entries_or_more_are_namespaces),
		cmocka_unit_test(parts_without_letters_are_no_namespaces),
		cmocka_unit_test(a_prefix_of_letters_is_no_prefix_of_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
