/* Schemas of several documents as one: references, anchors, names, named lists, and what cannot be bundled. Written in YAML, as it is shorter. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "schema/bundle.h"

struct documents {
	struct arena *a;
	const char *const (*all)[2]; /* URI, text */
};

static const struct node *read_yaml(str text, struct arena *a)
{
	struct diag_list found;

	diag_list_init(&found, a);
	return doc_parse_yaml(STR("s.yml"), text, DOC_CONFIG, NULL, a, &found).root;
}

static const struct node *load(void *arg, str *found, struct err *e)
{
	str uri = *found;
	const struct documents *d = arg;

	for (size_t i = 0; d->all && d->all[i][0]; i++)
		if (str_eq_z(uri, d->all[i][0]))
			return read_yaml(str_from_z(d->all[i][1]), d->a);
	err_usage(e, "there is no '%.*s'", STR_ARG(uri));
	return NULL;
}

/* The bundle without blanks, or the error. */
static str bundle(const char *schema, const char *const (*all)[2], struct arena *a)
{
	static const str groups[] = { { "one", 3 }, { "two", 3 } };
	static const struct schema_list list = { { "group", 5 }, groups, 2 };
	struct documents d = { a, all };
	struct bundle_options o = { .load = load, .load_arg = &d, .lists = &list, .n_lists = 1 };
	struct buf out = { .a = a }, dense = { .a = a };
	struct err e = { .text = "" };

	if (!schema_bundle(read_yaml(str_from_z(schema), a), STR("file:///s/a.json"), &o, &out, &e))
		return str_dup(str_from_z(e.text), a);
	for (size_t i = 0; i < out.n; i++)
		if (out.p[i] != ' ' && out.p[i] != '\n')
			buf_byte(&dense, out.p[i]);
	return buf_str(&dense);
}

static void check(const char *schema, const char *const (*all)[2], const char *want)
{
	struct arena a;
	str got;

	arena_init(&a);
	got = bundle(schema, all, &a);
	if (!str_eq_z(got, want))
		fail_msg("%s:\ngot  %.*s\nwant %s", schema, STR_ARG(got), want);
	arena_free(&a);
}

static void references_inside_of_the_document_stay_pointers(void **state)
{
	(void)state;
	check("{$ref: '#/$defs/x', $defs: {x: {type: string}}}", NULL, "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":\"string\"}}}");
	check("{$ref: '#x', $defs: {y: {$anchor: x}}}", NULL, "{\"$ref\":\"#/$defs/y\",\"$defs\":{\"y\":{}}}");
	check("{$ref: '#x', $anchor: r, $dynamicAnchor: q, $defs: {y: {$dynamicAnchor: x}}}", NULL, "{\"$ref\":\"#/$defs/y\",\"$defs\":{\"y\":{}}}");
	check("{$ref: '#x', definitions: {y: {$id: '#x'}}}", NULL, "{\"$ref\":\"#/definitions/y\",\"definitions\":{\"y\":{}}}");
	check("{$ref: other.json, $defs: {y: {$id: other.json, type: object}}}", NULL, "{\"$ref\":\"#/$defs/y\",\"$defs\":{\"y\":{\"type\":\"object\"}}}");
	check("{$ref: '#/$defs/a%20b', $defs: {'a b': true}}", NULL, "{\"$ref\":\"#/$defs/a%20b\",\"$defs\":{\"ab\":true}}");
	check("{$ref: '#'}", NULL, "{\"$ref\":\"#\"}");
	check("{enum: [{$ref: nowhere.json}], const: {$ref: nowhere.json}}", NULL, "{\"enum\":[{\"$ref\":\"nowhere.json\"}],\"const\":{\"$ref\":\"nowhere.json\"}}");
}

static void references_to_metaschemas_stay(void **state)
{
	(void)state;
	check("{$ref: 'http://json-schema.org/draft-07/schema#'}", NULL, "{\"$ref\":\"http://json-schema.org/draft-07/schema#\"}");
	check("{$ref: 'https://json-schema.org/draft/2020-12/schema'}", NULL, "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
}

static void other_documents_become_members_with_names_of_their_own(void **state)
{
	static const char *const all[][2] = { { "file:///s/b.json", "{$schema: x, $id: b.json, type: string}" },
		                              { "file:///s/t/b.json", "{$ref: '../b.json'}" },
		                              { "file:///s/sp%20ace.v1.json", "true" },
		                              { "file:///s/.json", "{$ref: a.json}" },
		                              { NULL, NULL } };

	(void)state;
	check("{$ref: b.json}", all, "{\"$ref\":\"#/$defs/b\",\"$defs\":{\"b\":{\"type\":\"string\"}}}");
	check("{$ref: b.json, $defs: {b: false}}", all, "{\"$ref\":\"#/$defs/b_2\",\"$defs\":{\"b\":false,\"b_2\":{\"type\":\"string\"}}}");
	check("{allOf: [{$ref: t/b.json}]}", all,
	      "{\"allOf\":[{\"$ref\":\"#/$defs/b\"}],\"$defs\":{\"b\":{\"$ref\":\"#/$defs/b_2\"},\"b_2\":{\"type\":\"string\"}}}");
	check("{$ref: sp%20ace.v1.json}", all, "{\"$ref\":\"#/$defs/sp_ace_v1\",\"$defs\":{\"sp_ace_v1\":true}}");
	check("{$ref: .json}", all, "{\"$ref\":\"#/$defs/schema\",\"$defs\":{\"schema\":{\"$ref\":\"#\"}}}");
}

static void a_named_list_becomes_an_enum_of_texts(void **state)
{
	(void)state;
	check("{type: string, format: group}", NULL, "{\"type\":\"string\",\"enum\":[\"one\",\"two\"]}");
	check("{format: group}", NULL, "{\"allOf\":[{\"if\":{\"type\":\"string\"},\"then\":{\"enum\":[\"one\",\"two\"]}}]}");
	check("{type: string, enum: [one], format: group}", NULL,
	      "{\"type\":\"string\",\"enum\":[\"one\"],\"allOf\":[{\"if\":{\"type\":\"string\"},\"then\":{\"enum\":[\"one\",\"two\"]}}]}");
	check("{format: group, allOf: [true]}", NULL, "{\"allOf\":[true,{\"if\":{\"type\":\"string\"},\"then\":{\"enum\":[\"one\",\"two\"]}}]}");
	check("{format: email, properties: {format: {type: string}}}", NULL, "{\"format\":\"email\",\"properties\":{\"format\":{\"type\":\"string\"}}}");
}

static void what_leads_nowhere_or_moves_is_told(void **state)
{
	static const char *const all[][2] = { { "file:///s/b.json", "{$ref: c.json}" }, { NULL, NULL } };

	(void)state;
	check("{$ref: '#/x'}", NULL, "s/a.json:1:8: the reference '#/x' leads nowhere");
	check("{$ref: '#x'}", NULL, "s/a.json:1:8: the reference '#x' leads nowhere");
	check("{$ref: b.json}", all, "there is no 'file:///s/c.json'");
	check("{anyOf: [{properties: {a: {$ref: c.json}}}, {$ref: d.json}]}", all, "there is no 'file:///s/c.json'");
	check("{items: {$dynamicRef: '#x'}}", NULL, "the schema has a dynamic reference, which cannot be bundled");
	check("{items: {$recursiveRef: '#'}}", NULL, "the schema has a dynamic reference, which cannot be bundled");
}

static void what_leads_nowhere_below_a_keyword_that_holds_no_schemas_stays_as_it_is(void **state)
{
	static const char *const all[][2] = { { "file:///s/b.json", "{x-docs: {$ref: c.json}}" }, { "file:///s/d.json", "{items: {$ref: c.json}}" },
		                              { NULL, NULL } };

	(void)state;
	check("{x-docs: {$ref: wiki/page, items: [{$ref: '#/x'}]}}", all, "{\"x-docs\":{\"$ref\":\"wiki/page\",\"items\":[{\"$ref\":\"#/x\"}]}}");
	check("{$ref: b.json}", all, "{\"$ref\":\"#/$defs/b\",\"$defs\":{\"b\":{\"x-docs\":{\"$ref\":\"c.json\"}}}}");
	check("{x-docs: {$ref: d.json}}", all, "{\"x-docs\":{\"$ref\":\"#/$defs/d\"},\"$defs\":{\"d\":{\"items\":{\"$ref\":\"c.json\"}}}}");
	check("{$ref: '#/x-a', x-a: {$ref: '#/x-b'}, x-b: {$ref: d.json#/items}}", all, "{\"$ref\":\"#/x-a\",\"x-a\":{\"$ref\":\"#/x-b\"},"
	      "\"x-b\":{\"$ref\":\"#/$defs/d/items\"},\"$defs\":{\"d\":{\"items\":{\"$ref\":\"c.json\"}}}}");
}

static void without_a_loader_no_document_is_known(void **state)
{
	struct arena a;
	struct buf out;
	struct err e = { .text = "" };

	(void)state;
	arena_init(&a);
	out = (struct buf){ .a = &a };
	assert_false(schema_bundle(read_yaml(STR("{$ref: b.json}"), &a), STR("file:///s/a.json"), &(struct bundle_options){ .n_lists = 0 }, &out, &e));
	assert_string_equal(e.text, "schema 'file:///s/b.json' is not known here");
	arena_free(&a);
}

static const struct node *load_next(void *arg, str *found, struct err *e)
{
	str uri = *found;
	struct documents *d = arg;
	int64_t n;

	(void)e;
	assert_true(str_to_i64(str_cut_last(uri, '/').tail, &n));
	return read_yaml(str_fmt(d->a, "{$ref: '%lld'}", (long long)n + 1), d->a);
}

static void documents_without_end_are_a_failure(void **state)
{
	struct arena a;
	struct documents d = { &a, NULL };
	struct buf out;
	struct err e = { .text = "" };

	(void)state;
	arena_init(&a);
	out = (struct buf){ .a = &a };
	assert_false(schema_bundle(read_yaml(STR("{$ref: '1'}"), &a), STR("file:///s/0"), &(struct bundle_options){ .load = load_next, .load_arg = &d }, &out, &e));
	assert_string_equal(e.text, "the schema refers to more than 1000 documents");
	arena_free(&a);
}

static void the_oldest_draft_reads_nothing_beside_a_reference(void **state)
{
	static const char *const all[][2] = { { "file:///s/b.json", "true" }, { NULL, NULL } };

	(void)state;
	check("{$schema: 'http://json-schema.org/draft-07/schema#', allOf: [{$id: 'file:///t/c.json', $ref: b.json}]}", all,
	      "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"allOf\":[{\"$ref\":\"#/$defs/b\"}],\"$defs\":{\"b\":true}}");
}

/* One document, and the other one it refers to. */
static void check_two(const char *schema, const char *other, const char *want)
{
	const char *const all[][2] = { { "file:///s/sub/b%20c.json", other }, { NULL, NULL } };

	check(schema, all, want);
}

#define OLD "$schema: 'http://json-schema.org/draft-07/schema#', "
#define NEW "$schema: 'https://json-schema.org/draft/2020-12/schema', "
#define REFERS "$ref: sub/b%20c.json"
#define OLD_OUT "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/$defs/b_c\",\"$defs\":{\"b_c\":"
#define NEW_OUT "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$ref\":\"#/$defs/b_c\",\"$defs\":{\"b_c\":"

static void an_anchor_below_a_key_that_is_too_long_to_repeat_is_refused(void **state)
{
	struct arena a = { 0 };
	str key = str_replace((str){ arena_array(&a, 5000, char), 5000 }, '\0', 'k', &a);

	(void)state;
	check(str_z(str_fmt(&a, "{$ref: '#x', $defs: {? %.*s : {$anchor: x}}}", STR_ARG(key)), &a), NULL,
	      "s/a.json:1:8: the reference '#x' leads below a key that is too long to be bundled");
	arena_free(&a);
}

static void what_the_draft_of_the_first_schema_reads_otherwise_is_refused(void **state)
{
	static const struct {
		const char *schema, *other, *place, *keyword;
	} all[] = {
		{ "{" NEW REFERS "}", "{" OLD "items: {$ref: '#', maximum: 0}}", "1:73", "maximum" },
		{ "{" OLD REFERS "}", "{" NEW "items: {$ref: '#', maximum: 0}}", "1:78", "maximum" },
		{ "{" REFERS "}", "{" OLD "$ref: '#', maximum: 0}", "1:65", "maximum" },
		{ "{" NEW REFERS "}", "{" OLD "items: [true]}", "1:54", "items" },
		{ "{" NEW REFERS "}", "{" OLD "properties: {items: true}, dependencies: {a: [b]}}", "1:81", "dependencies" },
		{ "{" REFERS "}", "{" NEW "dependencies: {a: [b]}}", "1:59", "dependencies" },
		{ "{" OLD REFERS "}", "{" NEW "unevaluatedProperties: false}", "1:59", "unevaluatedProperties" },
		{ "{" NEW REFERS "}", "{$defs: {x: {$id: x, " OLD "prefixItems: [true]}}}", "1:74", "prefixItems" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char want[300];

		(void)snprintf(want, sizeof want, // as long as the rows need
		               "s/sub/b c.json:%s: the draft of 's/a.json' reads '%s' here in another way, and what is printed has one draft only: write both in the same",
		               all[i].place, all[i].keyword);
		check_two(all[i].schema, all[i].other, want);
	}
}

static void what_two_drafts_read_alike_becomes_one_document(void **state)
{
	(void)state;
	check_two("{" NEW REFERS "}", "{" OLD "$ref: '#/definitions/y', title: t, definitions: {y: {items: true}}}",
	          NEW_OUT "{\"$ref\":\"#/$defs/b_c/definitions/y\",\"title\":\"t\",\"definitions\":{\"y\":{\"items\":true}}}}}");
	check_two("{" OLD REFERS "}", "{" NEW "properties: {prefixItems: true}, enum: [{minContains: 1}]}",
	          OLD_OUT "{\"properties\":{\"prefixItems\":true},\"enum\":[{\"minContains\":1}]}}}");
}

static void a_document_without_a_draft_has_that_of_the_one_that_refers_to_it(void **state)
{
	(void)state;
	check_two("{" OLD REFERS "}", "{$id: ignored/, $ref: '#/x', maximum: 0, dependencies: {}, x: true}",
	          OLD_OUT "{\"$ref\":\"#/$defs/b_c/x\",\"maximum\":0,\"dependencies\":{},\"x\":true}}}");
	check_two("{" NEW REFERS "}", "{$ref: '#/x', prefixItems: [], x: true}", NEW_OUT "{\"$ref\":\"#/$defs/b_c/x\",\"prefixItems\":[],\"x\":true}}}");
}

static void anchors_are_found_by_every_address_of_their_document(void **state)
{
	static const char *const to_other = "{$id: 'file:///s/z.json', " REFERS "#x}";
	static const char *const out = "{\"$id\":\"file:///s/z.json\",\"$ref\":\"#/$defs/b_c/$defs/q\",\"$defs\":{\"b_c\":{\"$defs\":{\"q\":{}}}}}";

	(void)state;
	check_two(to_other, "{$defs: {q: {$anchor: x}}}", out);
	check_two(to_other, "{$defs: {q: {$id: '#x'}}}", out);
	check_two(to_other, "{$id: 'https://other.example/', $defs: {q: {$anchor: x}}}", out);
	check_two(to_other, "{$defs: {q: {$id: 'r.json#x'}}}", "s/a.json:1:33: the reference 'sub/b%20c.json#x' leads nowhere");
	check("{$ref: 'r.json#x', definitions: {q: {$id: 'r.json#x'}}}", NULL, "{\"$ref\":\"#/definitions/q\",\"definitions\":{\"q\":{}}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_inside_of_the_document_stay_pointers),
		cmocka_unit_test(references_to_metaschemas_stay),
		cmocka_unit_test(other_documents_become_members_with_names_of_their_own),
		cmocka_unit_test(a_named_list_becomes_an_enum_of_texts),
		cmocka_unit_test(what_leads_nowhere_or_moves_is_told),
		cmocka_unit_test(what_leads_nowhere_below_a_keyword_that_holds_no_schemas_stays_as_it_is),
		cmocka_unit_test(without_a_loader_no_document_is_known),
		cmocka_unit_test(documents_without_end_are_a_failure),
		cmocka_unit_test(the_oldest_draft_reads_nothing_beside_a_reference),
		cmocka_unit_test(an_anchor_below_a_key_that_is_too_long_to_repeat_is_refused),
		cmocka_unit_test(what_the_draft_of_the_first_schema_reads_otherwise_is_refused),
		cmocka_unit_test(what_two_drafts_read_alike_becomes_one_document),
		cmocka_unit_test(a_document_without_a_draft_has_that_of_the_one_that_refers_to_it),
		cmocka_unit_test(anchors_are_found_by_every_address_of_their_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
