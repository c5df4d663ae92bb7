/* Which entry became which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"
#include "model/change.h"

struct two {
	struct sample old, new;
};

static void begin(struct two *t)
{
	sample_begin(&t->old);
	sample_begin(&t->new);
}

static void end(struct two *t)
{
	sample_end(&t->old);
	sample_end(&t->new);
}

/* "old -> new" of every entry in the order of the old dictionary, then what is new; with its file's stem where `with_path`. */
static str pairs(struct two *t, bool with_path)
{
	struct pairing p;
	struct buf out = { .a = &t->new.a };

	sample_link(&t->old);
	sample_link(&t->new);
	p = pairing_of(&t->old.dict, &t->new.dict, &t->new.a);
	for (size_t i = 0; i < t->old.dict.all.n; i++) {
		const struct entry *old = t->old.dict.all.v[i], *new = p.to_new[i];

		buf_fmt(&out, "%.*s -> %.*s\n", STR_ARG(with_path ? path_stem(old->definition->path) : old->key),
		        STR_ARG(!new ? STR("gone") : with_path ? path_stem(new->definition->path) : new->key));
		assert_true(!new || p.to_old[new->index] == old);
	}
	for (size_t i = 0; i < t->new.dict.all.n; i++)
		if (!p.to_old[i])
			buf_fmt(&out, "new %.*s\n", STR_ARG(with_path ? path_stem(t->new.dict.all.v[i]->definition->path) : t->new.dict.all.v[i]->key));
	return buf_str(&out);
}

#define IN(folder, name) "config/metrics/" folder "/" name ".yml"
#define FIELDS "description: Pushes to any branch\nvalue_type: number\nstatus: active\nmilestone: \"16.0\"\nproduct_group: source_code\n"

static void equal_keys_belong_together_wherever_they_stand(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\nstatus: active\n");
	sample_add(&t.old, IN("counts_all", "b"), "key_path: b\n");
	sample_add(&t.new, IN("counts_all", "a"), "key_path: b\n");
	sample_add(&t.new, IN("settings", "z"), "key_path: a\nstatus: removed\n");
	assert_text(pairs(&t, false), "a -> a\nb -> b\n");
	end(&t);
}

static void another_key_in_the_same_file_is_a_new_name(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\nstatus: active\n");
	sample_add(&t.new, IN("counts_all", "a"), "key_path: b\nvalue_type: string\n");
	assert_text(pairs(&t, false), "a -> b\n");
	end(&t);
}

static void a_duplicate_becomes_no_other_entry(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.old, IN("counts_all", "b"), "key_path: a\n" FIELDS);
	sample_add(&t.old, IN("counts_all", "c"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("counts_all", "b"), "key_path: b\n" FIELDS);
	sample_add(&t.new, IN("settings", "d"), "key_path: d\n" FIELDS);
	assert_text(pairs(&t, false), "a -> a\na -> gone\na -> gone\nnew b\nnew d\n");
	end(&t);
}

static void time_frames_keep_theirs_when_the_name_changes(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\ntime_frame: [7d, 28d]\n");
	sample_add(&t.new, IN("counts_all", "a"), "key_path: b\ntime_frame: [28d, 7d, all]\n");
	assert_text(pairs(&t, false), "a_monthly -> b_monthly\na_weekly -> b_weekly\nnew b\n");
	end(&t);
}

static void another_time_frame_of_a_list_is_no_new_name(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\ntime_frame: [7d]\n");
	sample_add(&t.new, IN("counts_all", "a"), "key_path: a\ntime_frame: [28d]\n");
	assert_text(pairs(&t, false), "a_weekly -> gone\nnew a_monthly\n");
	end(&t);
}

static void four_fifths_of_the_fields_make_it_the_same(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("settings", "x"), "key_path: b\n" FIELDS "tiers: [free]\n"); /* 5 of 6 */
	assert_text(pairs(&t, false), "a -> b\n");
	end(&t);
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("settings", "x"), "key_path: b\n" FIELDS "tiers: [free]\nname: x\n"); /* 5 of 7 */
	assert_text(pairs(&t, false), "a -> gone\nnew b\n");
	end(&t);
}

static void the_likest_one_is_taken(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("settings", "b"), "key_path: b\n" FIELDS "tiers: [free]\n");
	sample_add(&t.new, IN("settings", "c"), "key_path: c\n" FIELDS);
	sample_add(&t.new, IN("settings", "d"), "key_path: d\n" FIELDS);
	assert_text(pairs(&t, false), "a -> c\nnew b\nnew d\n"); /* of equal ones the first */
	end(&t);
}

static void definitions_of_few_fields_are_alike_by_chance(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\nstatus: active\nvalue_type: number\ntime_frame: all\n");
	sample_add(&t.new, IN("settings", "x"), "key_path: b\nstatus: active\nvalue_type: number\ntime_frame: all\n");
	assert_text(pairs(&t, false), "a -> gone\nnew b\n");
	end(&t);
}

static void of_repeated_keys_files_then_bytes_then_order_decide(void **state)
{
	struct two t;
	const char *one = "category: c\naction: a\ndescription: one\n", *other = "category: c\naction: a\ndescription: two\n";

	(void)state;
	begin(&t);
	sample_add(&t.old, "config/events/1.yml", one);
	sample_add(&t.old, "config/events/2.yml", other);
	sample_add(&t.old, "config/events/3.yml", one);
	sample_add(&t.new, "config/events/2.yml", one);
	sample_add(&t.new, "config/events/7.yml", "category: c\naction: a\n");
	sample_add(&t.new, "config/events/8.yml", one);
	assert_text(pairs(&t, true), "1 -> 8\n2 -> 2\n3 -> 7\n");
	end(&t);
}

static void files_that_cannot_be_read_are_left_alone(void **state)
{
	struct two t;

	(void)state;
	begin(&t);
	sample_add(&t.old, IN("counts_all", "a"), "key_path: a\n" FIELDS);
	sample_add(&t.new, IN("counts_all", "a"), "key_path: [\n");
	sample_add(&t.new, IN("settings", "x"), "key_path: b\n" FIELDS);
	assert_text(pairs(&t, false), "a -> gone\nnew b\n");
	end(&t);
}

static void thousands_that_look_alike_are_paired_in_linear_time(void **state)
{
	enum { MANY = 4000 };
	struct two t;
	struct pairing p;

	(void)state;
	begin(&t);
	for (size_t i = 0; i < MANY; i++) {
		str path = str_fmt(&t.old.a, "config/metrics/counts_all/%05zu.yml", i), other = str_fmt(&t.new.a, "config/metrics/settings/%05zu.yml", i);

		sample_add(&t.old, str_z(path, &t.old.a), str_z(str_fmt(&t.old.a, "key_path: a%05zu\n" FIELDS, i), &t.old.a));
		sample_add(&t.new, str_z(other, &t.new.a), str_z(str_fmt(&t.new.a, "key_path: b%05zu\n" FIELDS, i), &t.new.a));
	}
	sample_link(&t.old);
	sample_link(&t.new);
	p = pairing_of(&t.old.dict, &t.new.dict, &t.new.a);
	for (size_t i = 0; i < MANY; i++)
		assert_null(p.to_new[i]); /* nothing tells them apart */
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_keys_belong_together_wherever_they_stand),
		cmocka_unit_test(another_key_in_the_same_file_is_a_new_name),
		cmocka_unit_test(a_duplicate_becomes_no_other_entry),
		cmocka_unit_test(time_frames_keep_theirs_when_the_name_changes),
		cmocka_unit_test(another_time_frame_of_a_list_is_no_new_name),
		cmocka_unit_test(four_fifths_of_the_fields_make_it_the_same),
		cmocka_unit_test(the_likest_one_is_taken),
		cmocka_unit_test(definitions_of_few_fields_are_alike_by_chance),
		cmocka_unit_test(of_repeated_keys_files_then_bytes_then_order_decide),
		cmocka_unit_test(files_that_cannot_be_read_are_left_alone),
		cmocka_unit_test(thousands_that_look_alike_are_paired_in_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
