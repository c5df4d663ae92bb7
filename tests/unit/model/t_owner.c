/* owners.yml as it is taken after its schema let it through, and what only reading it shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"
#include "model/title.h"

struct bench {
	struct arena a;
	struct owners o;
	struct err e;
};

static int set_up(void **state)
{
	static struct bench b;

	b = (struct bench){ .e = { .text = "" } };
	arena_init(&b.a);
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	arena_free(&b->a);
	return 0;
}

#define owner_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static bool read_owners(struct bench *b, const char *yaml)
{
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, &b->a);
	doc = doc_parse_yaml(STR("owners.yml"), str_from_z(yaml), DOC_CONFIG, NULL, &b->a, &found);
	assert_non_null(doc.root);
	assert_int_equal(found.all.n, 0);
	return owners_read(&b->o, STR("owners.yml"), doc.root, &b->a, &b->e);
}

static void expect_refusal(struct bench *b, const char *yaml, const char *want)
{
	assert_false(read_owners(b, yaml));
	assert_string_equal(b->e.text, want);
	assert_true(b->e.is_usage);
}

static void groups_belong_to_stages_and_stages_to_sections(void **state)
{
	struct bench *b = *state;
	const struct group *g;

	assert_true(read_owners(b, "sections: {ops: {name: Operations}}\n"
	                           "stages: {deploy: {section: ops, description: Ships}}\n"
	                           "groups:\n  release_tools: {stage: deploy, name: Release tools}\n  lonely: {}\n"));
	assert_true(b->o.from_file);
	g = map_get(&b->o.by_id, STR("release_tools"));
	assert_text(g->name, "Release tools");
	assert_int_equal(g->at.line, 4);
	assert_int_equal(g->at.column, 3);
	assert_text(g->stage->description, "Ships");
	assert_text(g->stage->section->name, "Operations");
	assert_ptr_equal(g->stage->groups.v[0], g);
	assert_ptr_equal(b->o.sections.v[0]->stages.v[0], g->stage);
	g = map_get(&b->o.by_id, STR("lonely"));
	assert_null(g->stage);
}

static void names_are_the_same_in_other_capitals_and_with_blanks(void **state)
{
	struct bench *b = *state;
	const struct group *g;

	assert_true(read_owners(b, "stages: {Package It: }\ngroups: {Code Review: {stage: package_it}}\n"));
	g = map_get(&b->o.by_id, STR("code_review"));
	assert_non_null(g);
	assert_text(g->name, "Code Review");
	assert_text(g->stage->id, "package_it");
}

static void a_name_that_is_there_twice_is_refused(void **state)
{
	expect_refusal(*state, "groups:\n  Code Review: {}\n  code_review: {}\n",
	               "owners.yml:3:3: the same name stands here before, written with other capitals or blanks");
}

static void names_that_are_not_given_are_made_from_the_short_ones(void **state)
{
	struct bench *b = *state;
	const struct group *g;

	assert_true(read_owners(b, "groups: {release_tools: }\n"));
	g = map_get(&b->o.by_id, STR("release_tools"));
	assert_text(g->name, str_z(owner_title(STR("release_tools"), &b->a), &b->a));
}

static void people_channels_and_links_keep_their_order(void **state)
{
	struct bench *b = *state;
	const struct group *g;

	assert_true(read_owners(b,
	                        "groups:\n  g:\n    people: [{role: Lead, name: Ann, contact: \"@ann\"}, {name: Bob}]\n"
	                        "    channels: [{label: Chat, url: \"https://chat.example.com\", name: \"#g\"}]\n"
	                        "    links: [{label: A, url: a}, {label: B, url: b}]\n"));
	g = map_get(&b->o.by_id, STR("g"));
	assert_int_equal(g->people.n, 2);
	assert_text(g->people.v[0].role, "Lead");
	assert_text(g->people.v[0].contact, "@ann");
	assert_text(g->people.v[1].name, "Bob");
	assert_int_equal(g->people.v[1].role.n, 0);
	assert_int_equal(g->channels.n, 1);
	assert_text(g->channels.v[0].name, "#g");
	assert_int_equal(g->links.n, 2);
	assert_text(g->links.v[1].url, "b");
}

static void without_a_file_there_are_no_owners(void **state)
{
	struct bench *b = *state;

	assert_true(owners_read(&b->o, (str){ 0 }, NULL, &b->a, &b->e));
	assert_false(b->o.from_file);
	assert_int_equal(b->o.groups.n + b->o.stages.n + b->o.sections.n, 0);
}

static void stages_and_sections_must_be_defined_at_the_place_that_names_them(void **state)
{
	expect_refusal(*state, "stages:\n  verify: {section: ci}\n",
	               "owners.yml:2:21: this section is not defined under 'sections'");
	expect_refusal(*state, "groups:\n  g: {stage: verify}\n",
	               "owners.yml:2:14: this stage is not defined under 'stages'");
}

static void the_first_fault_is_the_one_told(void **state)
{
	expect_refusal(*state, "groups:\n  g: {stage: x}\n  h: {stage: y}\nstages: {s: {section: z}}\n",
	               "owners.yml:4:23: this section is not defined under 'sections'");
}

static void other_shapes_are_refused(void **state)
{
	expect_refusal(*state, "- a\n", "owners.yml:1:1: expected a mapping with 'sections', 'stages' and 'groups'");
	expect_refusal(*state, "groups: [a]\n", "owners.yml:1:9: 'groups' must be a mapping from names to their data");
	expect_refusal(*state, "stages: s\n", "owners.yml:1:9: 'stages' must be a mapping from names to their data");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		owner_test(groups_belong_to_stages_and_stages_to_sections),
		owner_test(names_are_the_same_in_other_capitals_and_with_blanks),
		owner_test(a_name_that_is_there_twice_is_refused),
		owner_test(names_that_are_not_given_are_made_from_the_short_ones),
		owner_test(people_channels_and_links_keep_their_order),
		owner_test(without_a_file_there_are_no_owners),
		owner_test(stages_and_sections_must_be_defined_at_the_place_that_names_them),
		owner_test(the_first_fault_is_the_one_told),
		owner_test(other_shapes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
