/* What two definitions say differently. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"
#include "model/difference.h"

#define METRIC "config/metrics/counts_all/x.yml"
#define EVENT "config/events/x.yml"

/* One line for each part: "field pointer: old -> new". */
static str lines(struct sample *s, const struct difference_list *l)
{
	struct buf out = { .a = &s->a };

	for (size_t i = 0; i < l->all.n; i++) {
		const struct difference *d = &l->all.v[i];

		assert_true(d->parts.n > 0);
		for (size_t j = 0; j < d->parts.n; j++)
			buf_fmt(&out, "%.*s %.*s: %.*s -> %.*s\n", STR_ARG(d->name), STR_ARG(d->parts.v[j].pointer),
			        STR_ARG(difference_words(d->parts.v[j].old_node, 80, &s->a)),
			        STR_ARG(difference_words(d->parts.v[j].new_node, 80, &s->a)));
	}
	return buf_str(&out);
}

static struct difference_list compare(struct sample *s, const char *path, const char *old, const char *new)
{
	struct difference_list l = { .all = { 0 } };
	struct entry *from = sample_add(s, path, old), *to = sample_add(s, path, new);

	assert_non_null(from);
	assert_non_null(to);
	difference_entries(differ_new(s->dialect, &s->a), from, to, &s->a, &l);
	return l;
}

static void expect(const char *path, const char *old, const char *new, const char *want)
{
	struct sample s;
	struct difference_list l;

	sample_begin(&s);
	l = compare(&s, path, old, new);
	assert_text(lines(&s, &l), want);
	sample_end(&s);
}

static void comments_order_quotes_and_notation_say_nothing(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nstatus: active\nn: 1000\nx: 1.0\ndescription: one two\n",
	       "# a comment\ndescription: >\n  one\n  two\nstatus: 'active' # still\nx: 1\nn: 1_000\n\"key_path\": \"a\"\n", "");
}

static void absent_null_and_empty_are_the_same(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nx: null\ny: []\n", "key_path: a\nz: {}\nw: ~\noptions: {}\n", "");
	expect(METRIC, "key_path: a\noptions: {prefix: null, x: 1}\n", "key_path: a\noptions: {x: 1, events: []}\n", "");
}

static void properties_are_there_by_their_names_alone(void **state)
{
	(void)state;
	expect(EVENT, "action: a\nadditional_properties: {label: {}, value: ~}\n", "action: a\nadditional_properties: {value: []}\n",
	       "additional_properties /additional_properties/label: nothing -> nothing\n");
	expect(EVENT, "action: a\nadditional_properties: {label: {description: one}}\n", "action: a\nadditional_properties: {label: ~, value: {}}\n",
	       "additional_properties /additional_properties/label: {\"description\":\"one\"} -> nothing\n"
	       "additional_properties /additional_properties/value: nothing -> nothing\n");
	expect(EVENT, "action: a\nadditional_properties: {}\n", "action: a\n", "");
}

static void empty_items_of_lists_come_and_go_unsaid(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents: [{name: x}]\n", "key_path: a\nevents: [~, {name: x}, [], {}]\n", "");
	expect(METRIC, "key_path: a\nevents: [~, {name: x}, [], {}]\n", "key_path: a\nevents: [{name: y}]\n",
	       "events /events/0: nothing -> {\"name\":\"y\"}\nevents /events/1: {\"name\":\"x\"} -> nothing\n");
	expect(METRIC, "key_path: a\nevents: [{name: x}]\n", "key_path: a\nevents: [~]\n", "events /events/0: {\"name\":\"x\"} -> nothing\n");
}

static void capitals_of_known_values_do_not_count(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ndata_category: Optional\n", "key_path: a\ndata_category: optional\n", "");
	expect(METRIC, "key_path: a\nother: Optional\n", "key_path: a\nother: optional\n", "other /other: Optional -> optional\n");
}

static void a_changed_field_is_told_with_both_values(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ntime_frame: 28d\n", "key_path: a\ntime_frame: 7d\n", "time_frame /time_frame: 28d -> 7d\n");
	expect(METRIC, "key_path: a\nmilestone: \"16.1\"\n", "key_path: a\nmilestone: 16.1\n", "milestone /milestone: 16.1 -> 16.1\n");
}

static void milestones_that_differ_are_told_as_they_are_written(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nmilestone: \"17.1\"\n", "key_path: a\nmilestone: 16.10\n", "milestone /milestone: 17.1 -> 16.10\n");
	expect(METRIC, "key_path: a\n", "key_path: a\nmilestone_removed: 16.10\n", "milestone_removed /milestone_removed: nothing -> 16.10\n");
	expect(METRIC, "key_path: a\nmilestone: 16.10\nn: 16.20\n", "key_path: a\nmilestone: 16.20\nn: 16.10\n",
	       "milestone /milestone: 16.10 -> 16.20\nn /n: 16.2 -> 16.1\n");
	expect(METRIC, "key_path: a\nmilestone: \"16.10\"\n", "key_path: a\nmilestone: 16.10\n", "milestone /milestone: 16.10 -> 16.1\n");
	expect(METRIC, "key_path: a\nmilestone: [16.10]\n", "key_path: a\nmilestone: 16.20\n", "milestone /milestone: [16.1] -> 16.20\n");
}

static void fields_that_come_and_go_are_told(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nstatus: active\n", "key_path: a\nproduct_group: x\n",
	       "product_group /product_group: nothing -> x\nstatus /status: active -> nothing\n");
}

static void lists_of_plain_values_are_sets(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ntiers: [free, premium]\n", "key_path: a\ntiers:\n- premium\n- free\n- free\n", "");
	expect(METRIC, "key_path: a\ntiers: [free, premium]\n", "key_path: a\ntiers: [ultimate, premium]\n",
	       "tiers /tiers/0: nothing -> ultimate\ntiers /tiers/0: free -> nothing\n");
	expect(METRIC, "key_path: a\ntiers: [free, premium, premium]\n", "key_path: a\ntiers: [ultimate, ultimate, free]\n",
	       "tiers /tiers/0: nothing -> ultimate\ntiers /tiers/1: premium -> nothing\n");
	expect(METRIC, "key_path: a\noptions: {events: [a, b, 1]}\n", "key_path: a\noptions: {events: [1.0, b, c]}\n",
	       "options /options/events/2: nothing -> c\noptions /options/events/0: a -> nothing\n");
}

static void one_value_is_a_list_of_it_in_fields_of_the_dialect_alone(void **state)
{
	(void)state;
	expect(EVENT, "action: a\nidentifiers: user\n", "action: a\nidentifiers: [user]\n", "");
	expect(EVENT, "action: a\nidentifiers: user\n", "action: a\nidentifiers: [project, user]\n",
	       "identifiers /identifiers/0: nothing -> project\n");
	expect(EVENT, "action: a\nmine: user\n", "action: a\nmine: [user]\n", "mine /mine: user -> [\"user\"]\n");
}

static void another_name_of_the_same_field_is_no_difference(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ntier: [free]\n", "key_path: a\ntiers: [free]\n", "");
	expect(METRIC, "key_path: a\ntier: [free, premium]\nproduct_category: x\n", "key_path: a\nproduct_categories: [y]\ntiers: [free]\n",
	       "product_categories /product_categories/0: nothing -> y\nproduct_categories /product_category: x -> nothing\n"
	       "tiers /tier/1: premium -> nothing\n");
	expect(METRIC, "key_path: a\ntier: [free]\n", "key_path: a\n", "tiers /tier: [\"free\"] -> nothing\n");
}

static void references_are_paired_by_name_wherever_they_stand(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents:\n- {name: x, unique: user.id}\n- {name: y}\n",
	       "key_path: a\nevents:\n- {name: y}\n- {unique: user.id, name: x}\n", "");
	expect(METRIC, "key_path: a\nevents:\n- {name: x, unique: user.id}\n- {name: y}\n",
	       "key_path: a\nevents:\n- {name: z}\n- {name: x, unique: project.id, filter: {label: l}}\n",
	       "events /events/0: nothing -> {\"name\":\"z\"}\nevents /events/1/unique: user.id -> project.id\n"
	       "events /events/1/filter: nothing -> {\"label\":\"l\"}\nevents /events/1: {\"name\":\"y\"} -> nothing\n");
}

static void of_two_references_with_one_name_the_one_that_stayed_is_told_apart(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents:\n- {name: x, filter: {label: a}}\n- {name: x, filter: {label: b}}\n",
	       "key_path: a\nevents:\n- {name: x, filter: {label: b}}\n- {name: x, filter: {label: c}}\n",
	       "events /events/1/filter/label: a -> c\n");
}

static void mappings_differ_by_pointer(void **state)
{
	(void)state;
	expect(EVENT, "action: a\nadditional_properties:\n  label: {description: one}\n  b/c: {description: two}\n",
	       "action: a\nadditional_properties:\n  b/c: {description: 2}\n  value: {description: x}\n",
	       "additional_properties /additional_properties/b~1c/description: two -> 2\n"
	       "additional_properties /additional_properties/value: nothing -> {\"description\":\"x\"}\n"
	       "additional_properties /additional_properties/label: {\"description\":\"one\"} -> nothing\n");
}

static void other_lists_of_mappings_are_paired_in_order(void **state)
{
	(void)state;
	expect(EVENT, "action: a\nmine:\n- {x: 1}\n- {x: 2}\n", "action: a\nmine:\n- {x: 2}\n- {x: 3}\n- {x: 4}\n",
	       "mine /mine/1/x: 1 -> 3\nmine /mine/2: nothing -> {\"x\":4}\n");
}

static void places_are_those_of_both_sides(void **state)
{
	struct sample s;
	struct difference_list l;
	const struct difference *d;

	(void)state;
	sample_begin(&s);
	l = compare(&s, METRIC, "key_path: a\ntiers:\n  - free\n  - premium\n", "status: active\nkey_path: a\ntiers:\n  - free\n");
	assert_int_equal(l.all.n, 2);
	d = &l.all.v[0];
	assert_text(d->name, "status");
	assert_null(d->old_node);
	assert_int_equal(d->old_at.line, 1);
	assert_int_equal(d->new_at.line, 1);
	assert_int_equal(d->new_at.column, 9);
	d = &l.all.v[1];
	assert_true(d->field == dialect_field(s.dialect, STR("tiers")));
	assert_int_equal(d->parts.v[0].old_at.line, 4);
	assert_int_equal(d->parts.v[0].old_at.column, 5);
	assert_int_equal(d->parts.v[0].new_at.line, 3); /* where the list is */
	assert_int_equal(d->parts.v[0].new_at.column, 1);
	assert_null(d->parts.v[0].new_node);
	sample_end(&s);
}

/* ---- entries ---- */

static void expect_entries(const char *old, size_t from, const char *new, size_t to, const char *want)
{
	struct sample s;
	struct difference_list l = { .all = { 0 } };
	struct entry *one, *other;

	sample_begin(&s);
	one = sample_add(&s, METRIC, old);
	other = sample_add(&s, METRIC, new);
	difference_entries(differ_new(s.dialect, &s.a), &one[from], &other[to], &s.a, &l);
	assert_text(lines(&s, &l), want);
	sample_end(&s);
}

static void an_entry_has_its_own_time_frame_alone(void **state)
{
	(void)state;
	expect_entries("key_path: a\ntime_frame: [7d, 28d]\n", 1, "key_path: a\ntime_frame: [28d, all]\n", 0, "");
	expect_entries("key_path: a_monthly\ntime_frame: 28d\n", 0, "key_path: a\ntime_frame: [7d, 28d]\n", 1, "");
	expect_entries("key_path: a\ntime_frame: all\n", 0, "key_path: a\ntime_frame: [none, 7d]\n", 0, "time_frame /time_frame: all -> none\n");
}

static void the_key_is_told_where_it_differs(void **state)
{
	(void)state;
	expect_entries("key_path: a\n", 0, "key_path: b\n", 0, "key_path /key_path: a -> b\n");
}

/* ---- limits ---- */

static const char *repeated(struct sample *s, const char *head, const char *format, size_t from, size_t to)
{
	struct buf out = { .a = &s->a };

	buf_z(&out, head);
	for (size_t i = from; i < to; i++)
		buf_put(&out, str_replace(str_fmt(&s->a, "%s%zu: {name: %zu}\n", format, i, i), '!', ' ', &s->a));
	buf_byte(&out, '\0');
	return out.p;
}

static void thousands_of_members_cost_linear_time(void **state)
{
	enum { MANY = 10000 };
	struct sample s;
	struct difference_list l;

	(void)state;
	sample_begin(&s);
	l = compare(&s, METRIC, repeated(&s, "key_path: a\n", "k", 0, MANY), repeated(&s, "key_path: a\n", "k", 1, MANY + 1));
	assert_int_equal(l.all.n, 2);
	l = compare(&s, METRIC, repeated(&s, "key_path: a\nevents:\n", "!-!k", 0, MANY), repeated(&s, "key_path: a\nevents:\n", "!-!k", 1, MANY + 1));
	assert_int_equal(l.all.n, 1);
	sample_end(&s);
}

static const char *nested(struct sample *s, size_t depth, const char *leaf)
{
	struct buf out = { .a = &s->a };

	buf_z(&out, "key_path: a\nx: ");
	for (size_t i = 0; i < depth; i++)
		buf_z(&out, i % 2 ? "{a: " : "[");
	buf_z(&out, leaf);
	for (size_t i = depth; i-- > 0;)
		buf_byte(&out, i % 2 ? '}' : ']');
	buf_byte(&out, '\0');
	return out.p;
}

static void trees_as_deep_as_the_limit_are_compared(void **state)
{
	struct sample s;
	struct difference_list l;

	(void)state;
	sample_begin(&s);
	l = compare(&s, METRIC, nested(&s, 62, "1"), nested(&s, 62, "2"));
	assert_int_equal(l.all.n, 1);
	assert_int_equal(l.all.v[0].parts.n, 1);
	sample_end(&s);
}

static void odd_keys_have_pointers_too(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\n", "key_path: a\n\"x\\ny/~\": 1\n\"\": 2\n", "x\ny/~ /x\ny~1~0: nothing -> 1\n /: nothing -> 2\n");
}

/* What is below one very long key, at the top or in a field. */
static struct difference_list compare_below_long_key(struct sample *s, bool is_at_top, size_t n)
{
	static const char *const values[] = { "1", "2" };
	struct entry *entry[2];
	struct difference_list l = { .all = { 0 } };

	for (size_t v = 0; v < 2; v++) {
		struct buf yaml = { .a = &s->a };

		buf_fmt(&yaml, "key_path: a\n%s? %.*s\n%s:\n", is_at_top ? "" : "x:\n ", SAMPLE_LONG_KEY,
		        str_replace((str){ arena_array(&s->a, SAMPLE_LONG_KEY, char), SAMPLE_LONG_KEY }, '\0', 'k', &s->a).p, is_at_top ? "" : " ");
		for (size_t i = 0; i < n; i++)
			buf_fmt(&yaml, "  m%zu: {b: %s}\n", i, values[v]);
		entry[v] = sample_add(s, METRIC, str_z(buf_str(&yaml), &s->a));
		assert_non_null(entry[v]);
	}
	difference_entries(differ_new(s->dialect, &s->a), entry[0], entry[1], &s->a, &l);
	return l;
}

static void what_differs_below_a_very_long_key_has_a_pointer_that_is_cut(void **state)
{
	(void)state;
	for (int is_at_top = 0; is_at_top < 2; is_at_top++) {
		struct sample s;
		struct difference_list l;
		const struct difference *d;

		sample_begin(&s);
		l = compare_below_long_key(&s, is_at_top, 1000);
		assert_int_equal(l.all.n, 1);
		d = l.all.v;
		assert_int_equal(d->parts.n, 1000);
		for (size_t i = 0; i < d->parts.n; i++) {
			assert_true(d->parts.v[i].is_cut && d->parts.v[i].pointer.n <= POINTER_MAX);
			assert_true(str_starts(d->parts.v[i].pointer, d->base));
			assert_true(str_ends(d->parts.v[i].pointer, str_fmt(&s.a, "k.../m%zu/b", i)));
		}
		assert_true(s.a.used < 64 * (size_t)SAMPLE_LONG_KEY + 1000 * (size_t)POINTER_MAX);
		sample_end(&s);
	}
}

#define TEN "0123456789"
#define FORTY TEN TEN TEN TEN
#define ACCENTS "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" /* ten of two bytes */

/* Of each pair the first: the other one has b for its a. */
static void long_texts_are_cut_to_a_word_or_value_before_where_they_differ(void **state)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ FORTY TEN "a", FORTY TEN "a" },
		{ TEN "a" FORTY TEN, TEN "a" FORTY "012345678..." },
		{ FORTY TEN TEN "a", "...6789" TEN TEN "a" },
		{ FORTY TEN TEN "a" FORTY, "...6789" TEN TEN "a" TEN TEN TEN "01234..." },
		{ FORTY " 12345678 " TEN TEN "a", "...12345678 " TEN TEN "a" },
		{ FORTY "{\"b\":\"" TEN TEN "\"},{\"c\":a}]}", "...\"b\":\"" TEN TEN "\"},{\"c\":a}]}" },
		{ FORTY "x" ACCENTS ACCENTS "a", "...\xc3\xa9\xc3\xa9" ACCENTS "a" },
		{ FORTY ACCENTS ACCENTS "xa", "...\xc3\xa9\xc3\xa9" ACCENTS "xa" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str text = str_from_z(rows[i].text), other = str_replace(text, 'a', 'b', &a);

		assert_text(difference_cut(text, difference_from(text, other, 60), 60, &a), rows[i].shown);
		assert_int_equal(difference_from(text, text, 60), 0);
	}
	arena_free(&a);
}

static void texts_of_which_one_goes_on_are_cut_where_the_other_ends(void **state)
{
	(void)state;
	assert_int_equal(difference_from(STR(FORTY TEN TEN), STR(FORTY TEN TEN TEN), 60), 36);
	assert_int_equal(difference_from(STR(FORTY TEN TEN), STR(FORTY TEN TEN TEN), 70), 0);
	assert_int_equal(difference_from(STR(""), STR(FORTY TEN TEN TEN), 60), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_order_quotes_and_notation_say_nothing),
		cmocka_unit_test(absent_null_and_empty_are_the_same),
		cmocka_unit_test(properties_are_there_by_their_names_alone),
		cmocka_unit_test(empty_items_of_lists_come_and_go_unsaid),
		cmocka_unit_test(capitals_of_known_values_do_not_count),
		cmocka_unit_test(a_changed_field_is_told_with_both_values),
		cmocka_unit_test(milestones_that_differ_are_told_as_they_are_written),
		cmocka_unit_test(fields_that_come_and_go_are_told),
		cmocka_unit_test(lists_of_plain_values_are_sets),
		cmocka_unit_test(one_value_is_a_list_of_it_in_fields_of_the_dialect_alone),
		cmocka_unit_test(another_name_of_the_same_field_is_no_difference),
		cmocka_unit_test(references_are_paired_by_name_wherever_they_stand),
		cmocka_unit_test(of_two_references_with_one_name_the_one_that_stayed_is_told_apart),
		cmocka_unit_test(mappings_differ_by_pointer),
		cmocka_unit_test(other_lists_of_mappings_are_paired_in_order),
		cmocka_unit_test(places_are_those_of_both_sides),
		cmocka_unit_test(an_entry_has_its_own_time_frame_alone),
		cmocka_unit_test(the_key_is_told_where_it_differs),
		cmocka_unit_test(thousands_of_members_cost_linear_time),
		cmocka_unit_test(trees_as_deep_as_the_limit_are_compared),
		cmocka_unit_test(odd_keys_have_pointers_too),
		cmocka_unit_test(what_differs_below_a_very_long_key_has_a_pointer_that_is_cut),
		cmocka_unit_test(long_texts_are_cut_to_a_word_or_value_before_where_they_differ),
		cmocka_unit_test(texts_of_which_one_goes_on_are_cut_where_the_other_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
