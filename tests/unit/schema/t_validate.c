/* Findings of a validation: one per cause, with its sentence, its place and its remedy; limits from both sides. Schemas
   and documents are written in YAML here, because it is shorter. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "schema/schema.h"
#include "unit/text.h"

struct run {
	struct arena arena, scratch;
	struct diag_list found;
	bool is_valid;
};

static const struct node *parse(struct run *r, str text)
{
	struct diag_list found;
	struct doc d;

	diag_list_init(&found, &r->arena);
	d = doc_parse_yaml(STR("doc.yml"), text, DOC_CONFIG, NULL, &r->arena, &found);
	if (!d.root)
		fail_msg("cannot read: %.*s", STR_ARG(text));
	return d.root;
}

static void validate_trees(struct run *r, const struct node *schema, const struct node *doc)
{
	static const str groups[] = { { "source_code", 11 }, { "runner", 6 } };
	struct schema_options options = { .assert_formats = true };
	struct schema_set *set = schema_set_new(&options, &r->arena);
	struct diag_list broken;
	struct err e = { 0 };
	const struct schema *plan;

	schema_set_list(set, STR("known_group"), groups, 2);
	diag_list_init(&broken, &r->arena);
	diag_list_init(&r->found, &r->arena);
	plan = schema_compile(set, STR("schema.yml"), schema, STR("schema.yml"), &broken, &e);
	if (!plan)
		fail_msg("broken: %.*s", STR_ARG(broken.all.n ? broken.all.v[0].message : str_from_z(e.text)));
	r->is_valid = schema_validate(plan, STR("doc.yml"), doc, &r->scratch, &r->found);
	assert_int_equal(r->is_valid, r->found.all.n == 0);
}

static void validate(struct run *r, const char *schema, const char *doc)
{
	*r = (struct run){ 0 };
	validate_trees(r, parse(r, str_from_z(schema)), parse(r, str_from_z(doc)));
}

static void done(struct run *r)
{
	arena_free(&r->arena);
	arena_free(&r->scratch);
}

static const struct diag *only(const struct run *r)
{
	if (r->found.all.n != 1) {
		for (size_t i = 0; i < r->found.all.n; i++)
			print_message("# %.*s\n", STR_ARG(r->found.all.v[i].message));
		fail_msg("%zu findings, expected one", r->found.all.n);
	}
	return &r->found.all.v[0];
}

struct row {
	const char *schema, *doc, *rule, *message, *schema_pointer;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct run r;
		const struct diag *d;

		validate(&r, rows[i].schema, rows[i].doc);
		d = only(&r);
		assert_str(d->message, rows[i].message);
		assert_string_equal(d->rule->id, rows[i].rule);
		assert_str(d->schema_pointer, rows[i].schema_pointer);
		assert_true(d->has_pointer);
		done(&r);
	}
}

static void every_assertion_says_what_is_there_and_what_was_expected(void **state)
{
	static const struct row rows[] = {
		{ "{properties: {a: {type: string}}}", "a: 15.10", "schema-type",
		  "a is the number 15.1, expected a string", "#/properties/a/type" },
		{ "{properties: {a: {type: [string, 'null']}}}", "a: [1]", "schema-type",
		  "a is a list of 1 item, expected a string or null", "#/properties/a/type" },
		{ "{type: object}", "[]", "schema-type", "the document is an empty list, expected a mapping",
		  "#/type" },
		{ "{properties: {a: {type: integer}}}", "a: 1.5", "schema-type",
		  "a is the number 1.5, expected a whole number", "#/properties/a/type" },
		{ "{properties: {a: {const: b c}}}", "a: x", "schema-const", "a is \"x\", expected \"b c\"",
		  "#/properties/a/const" },
		{ "{properties: {a: {minimum: 5}}}", "a: 3", "schema-minimum", "a is 3, expected at least 5",
		  "#/properties/a/minimum" },
		{ "{properties: {a: {maximum: 5}}}", "a: 6", "schema-maximum", "a is 6, expected at most 5",
		  "#/properties/a/maximum" },
		{ "{properties: {a: {exclusiveMinimum: 5}}}", "a: 5", "schema-exclusive-minimum",
		  "a is 5, expected more than 5", "#/properties/a/exclusiveMinimum" },
		{ "{properties: {a: {exclusiveMaximum: 5}}}", "a: 5", "schema-exclusive-maximum",
		  "a is 5, expected less than 5", "#/properties/a/exclusiveMaximum" },
		{ "{properties: {a: {multipleOf: 2}}}", "a: 3", "schema-multiple-of",
		  "a is 3, expected a multiple of 2", "#/properties/a/multipleOf" },
		{ "{properties: {a: {minLength: 2}}}", "a: \u00fc", "schema-min-length",
		  "a has 1 character, expected at least 2", "#/properties/a/minLength" },
		{ "{properties: {a: {maxLength: 2}}}", "a: abc", "schema-max-length",
		  "a has 3 characters, expected at most 2", "#/properties/a/maxLength" },
		{ "{properties: {a: {pattern: '^[0-9]+\\.[0-9]+$'}}}", "a: x", "schema-pattern",
		  "a is \"x\", expected to match ^[0-9]+\\.[0-9]+$", "#/properties/a/pattern" },
		{ "{properties: {a: {format: uri}}}", "a: tbd", "schema-format",
		  "a is \"tbd\", expected a URI such as https://example.com/page", "#/properties/a/format" },
		{ "{properties: {a: {enum: []}}}", "a: x", "schema-enum", "a is \"x\", expected a value of an empty list",
		  "#/properties/a/enum" },
		{ "{properties: {a: {minItems: 1}}}", "a: []", "schema-min-items", "a has 0 items, expected at least 1",
		  "#/properties/a/minItems" },
		{ "{properties: {a: {maxItems: 1}}}", "a: [1, 2]", "schema-max-items",
		  "a has 2 items, expected at most 1", "#/properties/a/maxItems" },
		{ "{properties: {a: {uniqueItems: true}}}", "a: [x, 1, 1.0]", "schema-unique-items",
		  "a repeats 1: items 2 and 3 are equal", "#/properties/a/uniqueItems" },
		{ "{properties: {a: {contains: {const: 1}}}}", "a: [2]", "schema-contains",
		  "a has 0 items of the form that is wanted, expected at least 1", "#/properties/a/contains" },
		{ "{properties: {a: {contains: {const: 1}, maxContains: 1}}}", "a: [1, 1]", "schema-contains",
		  "a has 2 items of the form that is wanted, expected at most 1", "#/properties/a/maxContains" },
		{ "{minProperties: 2}", "a: 1", "schema-min-properties", "the document has 1 key, expected at least 2",
		  "#/minProperties" },
		{ "{maxProperties: 1}", "{a: 1, b: 2}", "schema-max-properties",
		  "the document has 2 keys, expected at most 1", "#/maxProperties" },
		{ "{properties: {a: {not: {const: x}}}}", "a: x", "schema-not", "a is \"x\", which is not allowed",
		  "#/properties/a/not" },
		{ "{not: {required: [a, b]}}", "{a: 1, b: 1}", "schema-not",
		  "the document is not allowed where a is present and b is present", "#/not" },
		{ "{properties: {a: false}}", "a: x", "schema-false", "a is not allowed", "#/properties/a" },
		{ "{properties: {a: {prefixItems: [true], items: false}}}", "a: [1, 2, 3]", "schema-false",
		  "a has 3 items, expected at most 1", "#/properties/a/items" },
		{ "{properties: {a: {items: [true], additionalItems: false}}}", "a: [1, 2, 3]", "schema-false",
		  "a has 3 items, expected at most 1", "#/properties/a/additionalItems" },
		{ "{propertyNames: {pattern: '^[a-z]+$'}}", "{ab: 1, A-b: 1}", "schema-property-names",
		  "the key \"A-b\" is not allowed: it is \"A-b\", expected to match ^[a-z]+$", "#/propertyNames" },
		{ "{dependentRequired: {a: [b]}}", "a: 1", "schema-dependent",
		  "b is missing, required because a is present", "#/dependentRequired" },
		{ "{dependencies: {a: [b]}}", "a: 1", "schema-dependent", "b is missing, required because a is present",
		  "#/dependencies" },
		{ "{dependentSchemas: {a: {properties: {b: {type: string}}}}}", "{a: 1, b: 1}", "schema-type",
		  "b is the number 1, expected a string, because a is present",
		  "#/dependentSchemas/a/properties/b/type" },
		{ "{properties: {a: {items: {required: [b]}}}}", "a: [{c: 1}]", "schema-required", "a[0].b is missing",
		  "#/properties/a/items/required" },
	};

	(void)state;
	check_rows(rows, sizeof rows / sizeof *rows);
}

static void references_are_transparent(void **state)
{
	static const struct row rows[] = {
		{ "{properties: {a: {$ref: '#/$defs/x%7C'}}, $defs: {'x|': {allOf: [{enum: [b, c]}]}}}", "a: z",
		  "schema-enum", "a is \"z\", expected one of b, c", "#/$defs/x%7C/allOf/0/enum" },
		{ "{properties: {a: {$ref: '#name'}}, $defs: {n: {$anchor: name, type: string}}}", "a: 1",
		  "schema-type", "a is the number 1, expected a string", "#/$defs/n/type" },
		{ "{properties: {a: {$ref: '#name'}}, definitions: {n: {$id: '#name', type: string}}}", "a: 1",
		  "schema-type", "a is the number 1, expected a string", "#/definitions/n/type" },
	};

	(void)state;
	check_rows(rows, sizeof rows / sizeof *rows);
}

#define WORD_OF_64 "a234567890123456789012345678901234567890123456789012345678901234"
static void conditions_are_said_in_words(void **state)
{
	static const struct row rows[] = {
		{ "{if: {properties: {status: {const: removed}}}, then: {required: [milestone_removed]}}",
		  "status: removed", "schema-required",
		  "milestone_removed is missing, required because status is removed", "#/then/required" },
		{ "{if: {properties: {a: {type: string, const: x}}, required: [a]}, then: {required: [m]}}", "a: x", "schema-required",
		  "m is missing, required because a is x", "#/then/required" }, /* that it is a string goes without saying */
		{ "{if: {properties: {status: {const: removed}}}, then: {required: [m]}}", "other: 1",
		  "schema-required", "m is missing, required because status is missing", "#/then/required" },
		{ "{required: [status], if: {properties: {status: {const: removed}}}, then: {required: [m], properties: {other: {const: 2}}}}",
		  "other: 1", "schema-required", "status is missing", "#/required" }, /* what else is needed shows when it is there */
		{ "{required: [a], allOf: [{if: {allOf: [{$ref: '#/$defs/x'}]}, then: {required: [m]}}], $defs: {x: {properties: {a: {const: 1}}}}}", "b: 1",
		  "schema-required", "a is missing", "#/required" },
		{ "{required: [a], if: {properties: {b: {const: 1}}}, then: {properties: {c: {required: [m]}}}}", "{a: 1, c: {}}", "schema-required",
		  "c.m is missing, required because b is missing", "#/then/properties/c/required" },
		{ "{if: {properties: {status: {const: removed}}}, else: {required: [m]}}", "status: active",
		  "schema-required", "m is missing, required because status is not removed", "#/else/required" },
		{ "{if: {required: [a], properties: {b: {enum: [p, q]}, c: {type: string}}}, then: {properties: {d: "
		  "{const: 1}}}}",
		  "{a: 1, b: q, c: s, d: 2}", "schema-const",
		  "d is 2, expected 1, because a is present, b is q and c is a string", "#/then/properties/d/const" },
		{ "{if: {properties: {a: {not: {enum: [p, q, r, s]}}}}, then: {required: [m]}}", "a: x",
		  "schema-required", "m is missing, required because a is not one of 4 listed values",
		  "#/then/required" },
		{ "{if: {properties: {a: {const: " WORD_OF_64 "}}}, then: {required: [m]}}", "a: " WORD_OF_64, "schema-required",
		  "m is missing, required because a is " WORD_OF_64, "#/then/required" },
		{ "{if: {properties: {a: {const: " WORD_OF_64 "x}}}, then: {required: [m]}}", "a: " WORD_OF_64 "x", "schema-required",
		  "m is missing, required because a is \"" WORD_OF_64 "x\"", "#/then/required" },
		{ "{if: {properties: {a: {not: {enum: [p, q, r]}}}}, then: {required: [m]}}", "a: x",
		  "schema-required", "m is missing, required because a is not one of p, q, r", "#/then/required" },
		{ "{if: {properties: {a: {const: 1}, b: {const: 1}, c: {const: 1}, d: {const: 1}}}, then: {required: [m]}}",
		  "{a: 1, b: 1, c: 1, d: 1}", "schema-required", "m is missing, required because a is 1, b is 1 and c is 1",
		  "#/then/required" }, /* three of them are enough */
		{ "{if: {minProperties: 1, title: it has keys}, then: {required: [m]}}", "a: x", "schema-required",
		  "m is missing, required because of the condition: it has keys", "#/then/required" },
		{ "{if: {minProperties: 1}, then: {required: [m]}}", "a: x", "schema-required",
		  "m is missing, required because the condition at #/if holds", "#/then/required" },
	};

	(void)state;
	check_rows(rows, sizeof rows / sizeof *rows);
}

static void the_closest_form_gives_the_cause(void **state)
{
	static const struct row rows[] = {
		{ "{properties: {a: {anyOf: [{type: string}, {type: 'null'}]}}}", "a: 1", "schema-any-of",
		  "a is the number 1, expected a string or null", "#/properties/a/anyOf" },
		{ "{properties: {a: {oneOf: [{type: string, enum: [all]}, {type: array, items: {enum: [7d, 28d]}}]}}}",
		  "a: [7d, x]", "schema-one-of",
		  "a matches none of 2 forms; the closest fails because a[1] is \"x\", expected one of \"7d\", \"28d\"",
		  "#/properties/a/oneOf" },
		{ "{oneOf: [{properties: {kind: {const: a}}, required: [p]}, {properties: {kind: {const: b}}, "
		  "required: [q, r]}]}",
		  "kind: b", "schema-one-of",
		  "the document matches none of 2 forms; the closest fails because q is missing (and 1 more)",
		  "#/oneOf" },
		{ "{anyOf: [{required: [a, b, c]}, {title: the short one, required: [d]}]}", "x: 1", "schema-any-of",
		  "the document matches none of 2 forms; the closest (the short one) fails because d is missing",
		  "#/anyOf" },
		{ "{anyOf: [{properties: {a: {type: string}}}, {properties: {a: {properties: {b: {type: string}}}}}]}",
		  "a: {b: 1}", "schema-any-of",
		  "the document matches none of 2 forms; the closest fails because a.b is the number 1, expected a "
		  "string",
		  "#/anyOf" },
		/* another type, or what nothing fits, is farther away than any number of values that are missing */
		{ "{properties: {a: {anyOf: [{type: string, title: s}, {type: object, title: o, required: [x, y]}]}}}", "a: {}", "schema-any-of",
		  "a matches none of 2 forms; the closest (o) fails because a.x is missing (and 1 more)", "#/properties/a/anyOf" },
		{ "{properties: {a: {anyOf: [false, {title: o, required: [x, y]}]}}}", "a: {}", "schema-any-of",
		  "a matches none of 2 forms; the closest (o) fails because a.x is missing (and 1 more)", "#/properties/a/anyOf" },
		{ "{properties: {a: {anyOf: [{type: string, title: s}, {title: o, enum: [{x: 1}, {x: 2}], required: [x]}]}}}", "a: {}", "schema-any-of",
		  "a matches none of 2 forms; the closest (o) fails because a is an empty mapping, expected one of a mapping, a mapping (and 1 more)",
		  "#/properties/a/anyOf" },
		{ "{properties: {a: {anyOf: [{enum: [1, 2]}, {title: o, required: [x, y]}]}}}", "a: {}", "schema-any-of",
		  "a matches none of 2 forms; the closest (o) fails because a.x is missing (and 1 more)", "#/properties/a/anyOf" },
		{ "{oneOf: [{title: One, required: [a]}, {required: [b]}, {required: [c]}]}", "{a: 1, c: 1}",
		  "schema-one-of", "the document matches 2 of 3 forms, expected exactly one: \"One\" and form 3",
		  "#/oneOf" },
		{ "{oneOf: [{required: [b]}, {required: [a]}, {minProperties: 1}]}", "a: 1", "schema-one-of",
		  "the document matches 2 of 3 forms, expected exactly one: form 2 and form 3", "#/oneOf" },
	};

	(void)state;
	check_rows(rows, sizeof rows / sizeof *rows);
}

static void forms_are_told_at_the_value_that_the_closest_one_blames(void **state)
{
	static const struct {
		const char *schema, *doc, *pointer, *subject;
		unsigned line, column;
	} rows[] = {
		{ "{oneOf: [{properties: {a: {enum: [x, y]}}}, {properties: {a: {type: array}}}]}", "k: 1\na: z\n", "", "/a", 2, 4 },
		{ "{anyOf: [{properties: {a: {items: {enum: [x, y]}}}}, {required: [b, c]}]}", "a: [x, z]\n", "", "/a/1", 1, 8 },
		{ "{anyOf: [{oneOf: [{properties: {a: {oneOf: [{const: x}]}}}]}]}", "k: 1\na: z\n", "", "/a", 2, 4 },
		{ "{anyOf: [{properties: {a: {required: [b]}}}]}", "a:\n  k: 1\n", "", "/a/b", 2, 3 },
		{ "{anyOf: [{properties: {a: {properties: {b: {}}, additionalProperties: false}}}]}", "a:\n  b: 1\n  k: 1\n", "", "/a/k", 3, 3 },
		{ "{anyOf: [{properties: {a: false}}]}", "k: 1\na: z\n", "", "/a", 2, 1 },
		{ "{properties: {a: {oneOf: [{items: {const: x}}]}}}", "a: [x, z]\n", "/a", "/a/1", 1, 8 },
		/* the whole is told where there is more than one cause, or none inside */
		{ "{anyOf: [{properties: {a: {const: x}, k: {const: 2}}}]}", "k: 1\na: z\n", "", "", 1, 1 },
		{ "{anyOf: [{required: [b]}, {required: [c, d]}]}", "k: 1\na: z\n", "", "", 1, 1 },
		{ "{oneOf: [{properties: {a: {const: z}}}, {properties: {k: {const: 1}}}]}", "k: 1\na: z\n", "", "", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;
		const struct diag *d;

		validate(&r, rows[i].schema, rows[i].doc);
		d = only(&r);
		assert_str(d->pointer, rows[i].pointer);
		assert_str(d->subject, rows[i].subject);
		assert_int_equal(d->at.at.line, rows[i].line);
		assert_int_equal(d->at.at.column, rows[i].column);
		assert_true(str_ends(d->schema_pointer, STR("Of")));
		done(&r);
	}
}

static void a_value_of_a_list_is_suggested_and_can_be_fixed(void **state)
{
	struct run r;
	const struct diag *d;

	(void)state;
	validate(&r, "{properties: {status: {type: string, enum: [active, removed, broken]}}}",
	         "key: x\nstatus: actve\n");
	d = only(&r);
	assert_str(d->message, "status is \"actve\", expected one of active, removed, broken");
	assert_str(d->hint, "did you mean \"active\"?");
	assert_str(d->pointer, "/status");
	assert_int_equal(d->at.at.line, 2);
	assert_int_equal(d->at.at.column, 9);
	assert_int_equal(d->at.at.end_column, 14);
	assert_int_equal(d->fixes.n, 1);
	assert_false(d->fixes.v[0].is_safe);
	assert_str(d->fixes.v[0].edits.v[0].text, "active");
	assert_int_equal(d->fixes.v[0].edits.v[0].at.column, 9);
	done(&r);
	validate(&r, "{properties: {a: {enum: ['yes', maybe]}}}", "a: yess\n");
	assert_str(only(&r)->fixes.v[0].edits.v[0].text, "\"yes\"");
	done(&r);
	validate(&r, "{properties: {a: {enum: [alpha, beta]}}}", "a: 'alhpa'\n");
	assert_str(only(&r)->fixes.v[0].edits.v[0].text, "'alpha'");
	done(&r);
	validate(&r, "{properties: {a: {enum: [alpha, beta]}}}", "a: |-\n  alhpa\n");
	assert_str(only(&r)->hint, "did you mean \"alpha\"?");
	assert_int_equal(only(&r)->fixes.n, 0);
	done(&r);
}

static void what_the_closest_form_knows_is_suggested_and_can_be_fixed(void **state)
{
	static const struct {
		const char *schema, *doc, *hint, *text;
	} rows[] = {
		{ "{properties: {a: {oneOf: [{enum: [7d, all]}, {type: array}]}}}", "a: alll\n", "did you mean \"all\"?", "all" },
		{ "{properties: {a: {oneOf: [{enum: [7d, all]}, {type: array}]}}}", "a: 7D\n", "did you mean \"7d\"?", "7d" },
		{ "{properties: {a: {anyOf: [{type: 'null'}, {type: array, items: {const: all}}]}}}", "a: ['al']\n", "did you mean \"all\"?", "'all'" },
		{ "{oneOf: [{properties: {a: {anyOf: [{const: all}, {type: array}]}}}]}", "a: All\n", "did you mean \"all\"?", "all" },
		{ "{anyOf: [{properties: {label: {}}, additionalProperties: false}, {type: array}]}", "lable: 1\n", "did you mean \"label\"?", "label" },
		{ "{anyOf: [{properties: {g: {format: known_group}}}]}", "g: runer\n", "did you mean \"runner\"?", "runner" },
		{ "{properties: {a: {oneOf: [{enum: [7d, all]}, {type: array}]}}}", "a: weekly\n", "", NULL },
		{ "{properties: {a: {oneOf: [{enum: [all], maxLength: 3}, {type: array}]}}}", "a: alll\n", "", NULL }, /* two causes */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;

		validate(&r, rows[i].schema, rows[i].doc);
		assert_str(only(&r)->hint, rows[i].hint);
		assert_int_equal(only(&r)->fixes.n, rows[i].text != NULL);
		if (rows[i].text) {
			assert_str(only(&r)->fixes.v[0].edits.v[0].text, rows[i].text);
			assert_false(only(&r)->fixes.v[0].is_safe);
		}
		done(&r);
	}
}

static void quotes_of_prose_are_slips(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{properties: {status: {enum: [active, removed, broken]}}}", "status: \u201Cactive\u201D\n");
	assert_str(only(&r)->message, "status is \"\u201Cactive\u201D\", expected one of active, removed, broken");
	assert_str(only(&r)->hint, "did you mean \"active\"?");
	assert_str(only(&r)->fixes.v[0].edits.v[0].text, "active");
	done(&r);
	validate(&r, "{items: {format: known_group}}", "[\u00ABrunner\u00BB]");
	assert_str(only(&r)->hint, "did you mean \"runner\"?");
	done(&r);
	validate(&r, "{properties: {status: {}}, additionalProperties: false}", "\u2018status\u2019: x\n");
	assert_str(only(&r)->hint, "did you mean \"status\"?");
	assert_str(only(&r)->fixes.v[0].edits.v[0].text, "status");
	done(&r);
	validate(&r, "{properties: {id: {}}, required: [id]}", "\u201Cid\u201D: x\n");
	assert_str(only(&r)->hint, "\"\u201Cid\u201D\" stands here: did you mean \"id\"?");
	done(&r);
}

static void long_lists_show_the_nearest_values(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{enum: [aaa, bbb, ccc, ddd, eee, fff, ggg, hhh, zz_top]}", "zz_tpo");
	assert_str(only(&r)->message, "the document is \"zz_tpo\", expected one of 9 values such as zz_top, aaa, bbb");
	assert_str(only(&r)->hint, "did you mean \"zz_top\"?");
	done(&r);
}

static void named_lists_are_formats(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{items: {format: known_group}}", "[runner, runer]");
	assert_str(only(&r)->message, "[1] is \"runer\", which is not in the list known_group");
	assert_str(only(&r)->hint, "did you mean \"runner\"?");
	assert_str(only(&r)->pointer, "/1");
	done(&r);
}

static void each_unknown_key_is_reported_at_the_key(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{properties: {status: {}, name: {}}, additionalProperties: false}",
	         "staus: x\nname: y\nzzz: 1\n");
	assert_int_equal(r.found.all.n, 2);
	assert_str(r.found.all.v[0].message, "unknown key \"staus\"");
	assert_str(r.found.all.v[0].hint, "did you mean \"status\"?");
	assert_str(r.found.all.v[0].schema_pointer, "#/additionalProperties");
	assert_str(r.found.all.v[0].pointer, "");
	assert_int_equal(r.found.all.v[0].at.at.end_column, 6);
	assert_str(r.found.all.v[0].fixes.v[0].edits.v[0].text, "status");
	assert_int_equal(r.found.all.v[1].at.at.line, 3);
	assert_str(r.found.all.v[1].hint, "");
	done(&r);
	validate(&r, "{allOf: [{properties: {status: {}}}], unevaluatedProperties: false}", "staus: x\n");
	assert_str(only(&r)->hint, "did you mean \"status\"?");
	assert_str(only(&r)->schema_pointer, "#/unevaluatedProperties");
	done(&r);
	validate(&r, "{properties: {a: {}, b: {}}, additionalProperties: false}", "{a: 1, b: 1, ab: 1}");
	assert_str(only(&r)->hint, "");
	done(&r);
}

static void a_missing_key_that_is_written_with_a_slip_is_told_once_and_there(void **state)
{
	static const char *const forms[] = { "{properties: {status: {}, name: {}}, required: [status], additionalProperties: false}",
		                             "{properties: {status: {}, name: {}}, required: [status]}",
		                             "{properties: {status: {}, name: {}}, allOf: [{required: [status]}]}" };
	struct run r;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		validate(&r, forms[i], "name: y\nstaus: x\n");
		assert_str(only(&r)->message, "status is missing");
		assert_str(only(&r)->hint, "\"staus\" stands here: did you mean \"status\"?");
		assert_int_equal(only(&r)->at.at.line, 2);
		assert_str(only(&r)->subject, "/status");
		assert_str(only(&r)->fixes.v[0].edits.v[0].text, "status");
		assert_false(only(&r)->fixes.v[0].is_safe);
		done(&r);
	}
}

static void a_key_that_is_known_or_far_is_no_slip_of_a_missing_one(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{properties: {event: {}, events: {}}, required: [event]}", "events: x\n");
	assert_str(only(&r)->hint, "");
	done(&r);
	validate(&r, "{required: [event]}", "events: x\n"); /* nothing says which are known */
	assert_str(only(&r)->hint, "");
	done(&r);
	validate(&r, "{properties: {status: {}}, required: [status], additionalProperties: false}", "severity: x\n");
	assert_int_equal(r.found.all.n, 2);
	done(&r);
}

static void slips_are_looked_for_among_two_hundred_keys(void **state)
{
	char yaml[4096];
	struct run r;

	(void)state;
	for (int n = 200; n <= 201; n++) {
		size_t at = (size_t)snprintf(yaml, sizeof yaml, "staus:\n");

		for (int i = 1; i < n; i++)
			at += (size_t)snprintf(yaml + at, sizeof yaml - at, "other_key_%d:\n", i);
		validate(&r, "{properties: {status: {}}, required: [status]}", yaml);
		assert_str(only(&r)->hint, n == 200 ? "\"staus\" stands here: did you mean \"status\"?" : "");
		done(&r);
	}
}

static void a_name_that_one_key_was_meant_for_is_not_suggested_for_another(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{properties: {description: {}}, required: [description], additionalProperties: false}", "descripton: x\ndistribution: y\n");
	assert_int_equal(r.found.all.n, 2);
	assert_str(r.found.all.v[0].message, "description is missing");
	assert_str(r.found.all.v[0].hint, "\"descripton\" stands here: did you mean \"description\"?");
	assert_str(r.found.all.v[1].message, "unknown key \"distribution\"");
	assert_str(r.found.all.v[1].hint, "");
	done(&r);
}

#define ALL_OF(inner) "allOf: [{" inner "}]"
static void names_are_suggested_from_six_levels_of_subschemas(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{unevaluatedProperties: false, " ALL_OF(ALL_OF(ALL_OF(ALL_OF(ALL_OF(ALL_OF("properties: {status: {}}")))))) "}", "staus: x\n");
	assert_str(only(&r)->hint, "did you mean \"status\"?");
	done(&r);
	validate(&r, "{unevaluatedProperties: false, " ALL_OF(ALL_OF(ALL_OF(ALL_OF(ALL_OF(ALL_OF(ALL_OF("properties: {status: {}}"))))))) "}", "staus: x\n");
	assert_str(only(&r)->hint, "");
	done(&r);
}

static void each_missing_key_is_reported_at_the_first_key(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{properties: {o: {required: [a, b, c]}}}", "x: 1\no:\n  b: 1\n");
	assert_int_equal(r.found.all.n, 2);
	assert_str(r.found.all.v[0].message, "o.a is missing");
	assert_str(r.found.all.v[1].message, "o.c is missing");
	assert_str(r.found.all.v[0].pointer, "/o");
	assert_int_equal(r.found.all.v[0].at.at.line, 3);
	assert_int_equal(r.found.all.v[0].at.at.column, 3);
	done(&r);
}

static void forms_that_a_missing_key_tells_apart_wait_for_it(void **state)
{
	static const char *const open[] = {
		"{required: [t], oneOf: [{properties: {t: {enum: [a, b]}}}, {properties: {t: {type: array}}}]}",
		"{required: [t], oneOf: [{$ref: '#/$defs/x'}, {properties: {t: {type: array}}}], $defs: {x: {properties: {t: {const: a}}}}}",
		"{required: [t], oneOf: [{properties: {t: {enum: [a, b]}}}, {properties: {t: {enum: [a, b, c]}}}]}",
		"{required: [t], oneOf: [{properties: {t: {$ref: '#/$defs/x'}}}, {properties: {t: {const: b}}}], $defs: {x: {const: a}}}",
		"{required: [t], oneOf: [{properties: {t: {const: a}}}, {properties: {t: {type: string}}}]}",
		"{required: [t], oneOf: [{type: object, $ref: '#/$defs/x'}, {properties: {t: {const: b}}}], $defs: {x: {properties: {t: {const: a}}}}}",
		"{required: [t], oneOf: [{properties: {t: {enum: [1, 2, 3, 4, 5, 6, 7, 8, 9]}}}, {properties: {t: {enum: [1, 2, 3, 4, 5, 6, 7, 8, 0]}}}]}",
		"{required: [t], oneOf: [{properties: {t: {enum: [1, 2, 3, 4, 5, 6, 7, 8, 9]}}}, {properties: {t: {enum: [1, 2, 3, 4, 5, 6, 7, 8]}}}]}",
	};
	static const char *const told[] = { /* with another cause */
		"{required: [t], oneOf: [{properties: {t: {const: a, description: one}}}, {properties: {t: {const: a, description: other}}}]}",
		"{required: [t], oneOf: [{properties: {t: {enum: [a, b]}}}, {properties: {t: {type: string, enum: [b, a]}}}]}",
		"{required: [t], oneOf: [{properties: {t: {const: a}}}, {properties: {t: {enum: [a]}}}]}",
		"{required: [t], oneOf: [{properties: {t: {enum: [1, 2, 3, 4, 5, 6, 7, 8, 9]}}}, {properties: {t: {enum: [9, 8, 7, 6, 5, 4, 3, 2, 1]}}}]}",
		"{required: [t], oneOf: [{properties: {t: {type: string}}}, {properties: {t: {$ref: '#/$defs/x'}}}], $defs: {x: {type: [string]}}}",
		"{required: [t], oneOf: [{properties: {k: {const: 1}}}, {properties: {k: {type: integer}}}]}",
		"{required: [t], oneOf: [{properties: {t: {type: array}}}, {properties: {k: {const: 1}}}]}",
		"{required: [t], oneOf: [{properties: {t: {type: string}, k: {const: 1}}}, {properties: {t: {type: string}, k: {type: integer}}}]}",
		"{properties: {o: {required: [t]}}, oneOf: [{properties: {t: {const: a}}}, {properties: {t: {const: b}}}]}",
	};
	struct run r;

	(void)state;
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		validate(&r, open[i], "k: 1\n");
		assert_int_equal(r.found.all.n, 2);
		assert_str(r.found.all.v[0].message, "t is missing");
		assert_string_equal(r.found.all.v[1].rule->id, "schema-one-of");
		assert_str(r.found.all.v[1].awaited, "/t");
		done(&r);
	}
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		validate(&r, told[i], "{k: 1, o: {x: 1}}");
		assert_int_equal(r.found.all.n, 2);
		assert_string_equal(r.found.all.v[1].rule->id, "schema-one-of");
		assert_str(r.found.all.v[1].awaited, "");
		done(&r);
	}
	validate(&r, "{oneOf: [{properties: {t: {const: a}}}, {properties: {t: {const: b}}}]}", "k: 1\n"); /* nobody asks for t */
	assert_string_equal(only(&r)->rule->id, "schema-one-of");
	done(&r);
}

static void a_wrong_type_is_one_cause(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{type: string, enum: [a], pattern: b, minLength: 3, required: [x]}", "5");
	assert_string_equal(only(&r)->rule->id, "schema-type");
	done(&r);
	validate(&r, "{allOf: [{required: [a]}, {required: [a]}]}", "{}");
	assert_str(only(&r)->message, "a is missing");
	done(&r);
}

static void a_failing_property_is_not_unevaluated_as_well(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{anyOf: [{properties: {a: {type: string}}}], unevaluatedProperties: false}", "a: 1");
	assert_string_equal(only(&r)->rule->id, "schema-any-of");
	done(&r);
}

static void the_author_of_the_schema_may_add_help(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{additionalProperties: {type: 'null', x-error: use label first}}", "a: 1");
	assert_str(only(&r)->help, "use label first");
	done(&r);
	validate(&r, "{anyOf: [{required: [a, b]}, {additionalProperties: {type: 'null', x-error: use label first}}]}",
	         "c: 1");
	assert_str(only(&r)->help, "use label first");
	done(&r);
	validate(&r, "{anyOf: [{properties: {a: {type: string}}}, {type: 'null', x-error: use null}]}", "a: 1");
	assert_str(only(&r)->message, "the document matches none of 2 forms; the closest fails because a is the number 1, expected a string");
	assert_str(only(&r)->help, "use null");
	done(&r);
}

static void numbers_are_compared_exactly(void **state)
{
	static const struct {
		const char *schema, *doc;
		bool valid;
	} rows[] = {
		{ "{maximum: 9007199254740992}", "9007199254740993", false },
		{ "{maximum: 9007199254740993}", "9007199254740993", true },
		{ "{maximum: 18446744073709551616}", "18446744073709551616", true },
		{ "{maximum: 18446744073709551616}", "18446744073709551617", false },
		{ "{exclusiveMinimum: -18446744073709551617}", "-18446744073709551616", true },
		{ "{exclusiveMinimum: -18446744073709551616}", "-18446744073709551617", false },
		{ "{minimum: 0.1}", "0.1", true },
		{ "{multipleOf: 0.1}", "0.3", true },
		{ "{multipleOf: 0.01}", "19.99", true },
		{ "{multipleOf: 0.3}", "0.7", false },
		{ "{multipleOf: 3}", "1000000000000000000000000000001", false },
		{ "{multipleOf: 3}", "1000000000000000000000000000002", true },
		{ "{multipleOf: 123456789012345678}", "246913578024691356000", true },
		{ "{multipleOf: 123456789012345678}", "246913578024691356001", false },
		{ "{multipleOf: 7}", "0", true },
		{ "{type: integer}", "1.0", true },
		{ "{type: integer}", "1.1", false },
		{ "{type: integer}", "0.0", true },
		{ "{type: integer}", "-15.0", true },
		{ "{type: integer}", "1.5e+1", true },
		{ "{type: integer}", "1.55e+1", false },
		{ "{type: integer}", "100.0e-2", true },
		{ "{type: integer}", "105.0e-2", false },
		{ "{type: integer}", "1.0e+400", true },
		{ "{type: integer}", "1_000.0", true },
		{ "{type: integer}", "1_000.5", false },
		{ "{type: integer}", ".5", false },
		{ "{type: integer}", "1.", true },
		{ "{type: integer}", ".inf", false },
		{ "{type: integer}", "-.inf", false },
		{ "{type: integer}", ".nan", false },
		{ "{type: integer}", "true", false },
		{ "{minimum: 0.10000000000000001}", "0.1", false },
		{ "{maximum: 0.10000000000000001}", "0.1", true },
		{ "{minimum: -0.10000000000000001}", "-0.1", true },
		{ "{maximum: -0.10000000000000001}", "-0.1", false },
		{ "{minimum: 1_0.5}", "10.5", true },
		{ "{minimum: 1.0e+401}", "1.0e+400", false },
		{ "{minimum: 1.0e+400}", "1.0e+401", true },
		{ "{minimum: 1.0e+400}", "-1.0e+400", false },
		{ "{maximum: -1.0e+401}", "-1.0e+400", false },
		{ "{minimum: 1.0e-400}", "0", false },
		{ "{minimum: -1.0e-400}", "0", true },
		{ "{minimum: 0}", "1.0e-400", true },
		{ "{minimum: 0}", "-1.0e-400", false },
		{ "{minimum: 0}", "0.0", true },
		{ "{minimum: -1.0e-400}", "1.0e-400", true },
		{ "{minimum: 1.0e-400}", "-1.0e-400", false },
		{ "{minimum: .inf}", ".inf", true },
		{ "{minimum: 5}", ".inf", true },
		{ "{multipleOf: 2}", ".inf", false },
		{ "{multipleOf: 0.5}", "1", true },
		{ "{multipleOf: 2}", "3.0", false },
		{ "{multipleOf: 1234567890123}", "12345678901230000000000000000000000000000000000000000000000000000", true },
		{ "{multipleOf: 0.123456789012345678901234567890123456789012345678901234567890}",
		  "0.246913578024691357802469135780246913578024691357802469135780", true },
		{ "{multipleOf: 0.123456789012345678901234567890123456789012345678901234567890}",
		  "0.246913578024691357802469135780246913578024691357802469135781", false },
		{ "{multipleOf: 1234567890123}", "1.0e+300000", false }, /* no multiple, and not worth the time to know */
		{ "{enum: [1]}", "1.0", true },
		{ "{const: true}", "1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r;

		validate(&r, rows[i].schema, rows[i].doc);
		if (r.is_valid != rows[i].valid)
			fail_msg("%s is not %d for %s", rows[i].doc, rows[i].valid, rows[i].schema);
		done(&r);
	}
}

static const struct node *repeat(struct run *r, const char *head, const char *item, size_t n, const char *tail)
{
	struct buf b = { .a = &r->arena };

	buf_z(&b, head);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%zu%s", item, i, ": 1\n");
	buf_z(&b, tail);
	return parse(r, buf_str(&b));
}

static void at_most_a_hundred_findings_are_shown(void **state)
{
	struct run r = { 0 };
	const struct diag *last;

	(void)state;
	validate_trees(&r, parse(&r, STR("{additionalProperties: false}")), repeat(&r, "", "key_", 100, ""));
	assert_int_equal(r.found.all.n, 100);
	assert_string_equal(r.found.all.v[99].rule->id, "schema-unknown-key");
	done(&r);
	r = (struct run){ 0 };
	validate_trees(&r, parse(&r, STR("{additionalProperties: false}")), repeat(&r, "", "key_", 350, ""));
	assert_int_equal(r.found.all.n, 101);
	last = &r.found.all.v[100];
	assert_string_equal(last->rule->id, "schema-too-many");
	assert_str(last->message, "up to 250 more findings of the schema in this file are not shown");
	done(&r);
}

static void findings_that_are_not_shown_are_counted_once(void **state)
{
	static const char twice[] = "{allOf: [{additionalProperties: {type: string}}, {allOf: [{additionalProperties: {type: string}}]}]}";
	static const struct {
		size_t n;
		const char *last;
	} rows[] = {
		{ 100, "key_99 is the number 1, expected a string" }, /* the second of each is of these */
		{ 101, "up to 3 more findings of the schema in this file are not shown" },
		{ 150, "up to 150 more findings of the schema in this file are not shown" },
	};
	struct run r = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		validate_trees(&r, parse(&r, str_from_z(twice)), repeat(&r, "", "key_", rows[i].n, ""));
		assert_str(r.found.all.v[r.found.all.n - 1].message, rows[i].last);
		assert_int_equal(r.found.all.n, 100 + (rows[i].n > 100));
		done(&r);
		r = (struct run){ 0 };
	}
	validate_trees(&r, parse(&r, STR("{allOf: [{additionalProperties: {type: string}}, {properties: {key_0: {type: string}, key_149: {type: string}}}]}")),
	               repeat(&r, "", "key_", 150, ""));
	assert_str(r.found.all.v[100].message, "50 more findings of the schema in this file are not shown");
	done(&r);
}

static void one_finding_that_is_not_shown_is_told_as_one(void **state)
{
	struct run r = { 0 };

	(void)state;
	validate_trees(&r, parse(&r, STR("additionalProperties: {type: string}")), repeat(&r, "", "key_", 101, ""));
	assert_str(r.found.all.v[100].message, "1 more finding of the schema in this file is not shown");
	done(&r);
}

/* Properties times members are the steps; each of these says nothing, so that only the number of them makes the words less than all of it. */
static void a_condition_that_is_too_long_to_say_goes_by_its_title(void **state)
{
	static const struct {
		size_t n;
		const char *message;
	} rows[] = {
		{ 300, "m is missing, required because key_0 is present" },
		{ 320, "m is missing, required because of the condition: it has keys" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r = { 0 };
		struct buf schema = { .a = &r.arena };

		buf_z(&schema, "{if: {title: it has keys, required: [key_0], properties: {");
		for (size_t k = 1; k < rows[i].n; k++)
			buf_fmt(&schema, "key_%zu: true, ", k);
		buf_z(&schema, "}}, then: {required: [m]}}");
		validate_trees(&r, parse(&r, buf_str(&schema)), repeat(&r, "", "key_", rows[i].n, ""));
		assert_str(r.found.all.v[0].message, rows[i].message);
		done(&r);
	}
}

static void a_schema_with_too_many_steps_is_reported_at_the_schema(void **state)
{
	struct run r = { 0 };
	struct buf b = { .a = &r.arena };

	(void)state;
	buf_z(&b, "{$defs: {d0: {type: object}");
	for (int i = 1; i < 25; i++) /* 2^24 ways to the bottom */
		buf_fmt(&b, ", d%d: {allOf: [{$ref: '#/$defs/d%d'}, {$ref: '#/$defs/d%d'}]}", i, i - 1, i - 1);
	buf_z(&b, "}, $ref: '#/$defs/d24'}");
	validate_trees(&r, parse(&r, buf_str(&b)), parse(&r, STR("{}")));
	assert_string_equal(only(&r)->rule->id, "schema-too-complex");
	assert_str(only(&r)->at.path, "schema.yml");
	assert_str(only(&r)->related.v[0].at.path, "doc.yml");
	done(&r);
	r = (struct run){ 0 };
	b = (struct buf){ .a = &r.arena };
	buf_z(&b, "{$defs: {d0: {type: object}");
	for (int i = 1; i < 15; i++)
		buf_fmt(&b, ", d%d: {allOf: [{$ref: '#/$defs/d%d'}, {$ref: '#/$defs/d%d'}]}", i, i - 1, i - 1);
	buf_z(&b, "}, $ref: '#/$defs/d14'}");
	validate_trees(&r, parse(&r, buf_str(&b)), parse(&r, STR("{}")));
	assert_true(r.is_valid);
	done(&r);
}

/* Items of a list, each checked in so many ways. */
static void check_items(struct run *r, unsigned ways, size_t n)
{
	struct buf schema = { .a = &r->arena }, doc = { .a = &r->arena };

	buf_z(&schema, "{items: {allOf: [true");
	for (unsigned i = 1; i < ways; i++)
		buf_z(&schema, ", {type: integer}");
	buf_z(&schema, "]}}");
	buf_z(&doc, "[1");
	for (size_t i = 1; i < n; i++)
		buf_z(&doc, ",1");
	buf_z(&doc, "]");
	validate_trees(r, parse(r, buf_str(&schema)), parse(r, buf_str(&doc)));
}

static void a_large_document_may_take_more_steps_for_each_of_its_values(void **state)
{
	struct run r = { 0 };

	(void)state;
	check_items(&r, 50, 30000);
	assert_true(r.is_valid);
	done(&r);
	r = (struct run){ 0 };
	check_items(&r, 120, 30000);
	assert_string_equal(only(&r)->rule->id, "schema-too-complex");
	done(&r);
}

static void references_that_never_end_are_reported(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{if: true, then: {$ref: '#'}}", "{}");
	assert_string_equal(only(&r)->rule->id, "schema-too-complex");
	assert_str(only(&r)->message, "the schema refers to itself without end for doc.yml");
	done(&r);
	validate(&r, "{properties: {a: {$ref: '#'}}, required: [b]}", "{b: 1, a: {b: 1, a: {c: 1}}}");
	assert_str(only(&r)->message, "a.a.b is missing");
	done(&r);
}

static void a_chain_of_references_may_be_long_but_not_endless(void **state)
{
	enum { SHORT = 500, LONG = 1500 };

	(void)state;
	for (int n = SHORT; n <= LONG; n += LONG - SHORT) {
		struct run r = { 0 };
		struct buf b = { .a = &r.arena };

		buf_z(&b, "{$defs: {d0: {type: object}");
		for (int i = 1; i < n; i++)
			buf_fmt(&b, ", d%d: {$ref: '#/$defs/d%d'}", i, i - 1);
		buf_fmt(&b, "}, $ref: '#/$defs/d%d'}", n - 1);
		validate_trees(&r, parse(&r, buf_str(&b)), parse(&r, STR("{}")));
		assert_int_equal(r.is_valid, n == SHORT);
		if (n == LONG)
			assert_string_equal(only(&r)->rule->id, "schema-too-complex");
		done(&r);
	}
}

static void a_pattern_that_gives_up_is_neither_right_nor_wrong(void **state)
{
	struct run r;
	const struct diag *d;

	(void)state;
	validate(&r, "{properties: {a: {pattern: '^(a+)+$'}}}",
	         "a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	d = only(&r);
	assert_string_equal(d->rule->id, "schema-pattern-limit");
	assert_str(d->schema_pointer, "#/properties/a/pattern");
	assert_str(d->related.v[0].at.path, "schema.yml");
	done(&r);
	validate(&r, "{not: {properties: {a: {pattern: '^(a+)+$'}}}}",
	         "a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	assert_string_equal(r.found.all.v[0].rule->id, "schema-pattern-limit");
	done(&r);
}

static void long_lists_without_repetition_take_linear_steps(void **state)
{
	struct run r = { 0 };
	struct buf b = { .a = &r.arena };

	(void)state;
	buf_z(&b, "[0");
	for (int i = 1; i < 20000; i++)
		buf_fmt(&b, ", %d", i);
	buf_z(&b, "]");
	validate_trees(&r, parse(&r, STR("{uniqueItems: true}")), parse(&r, buf_str(&b)));
	assert_true(r.is_valid);
	b.n--;
	buf_z(&b, ", 17]");
	validate_trees(&r, parse(&r, STR("{uniqueItems: true}")), parse(&r, buf_str(&b)));
	assert_str(only(&r)->message, "the document repeats 17: items 18 and 20001 are equal");
	done(&r);
}

static void keys_of_a_megabyte_do_not_multiply(void **state)
{
	enum { KEY = 500000, ITEMS = 150 };
	struct run r = { 0 };
	struct buf key = { .a = &r.arena }, doc = { .a = &r.arena }, schema = { .a = &r.arena };

	(void)state;
	for (int i = 0; i < KEY; i++)
		buf_byte(&key, 'k');
	buf_fmt(&doc, "{\"%.*s\": [1", STR_ARG(buf_str(&key)));
	buf_fmt(&schema, "{\"properties\": {\"%.*s\": {\"items\": {\"type\": \"string\"}, \"allOf\": [true",
	        STR_ARG(buf_str(&key)));
	for (int i = 1; i < ITEMS; i++) {
		buf_fmt(&doc, ", %d", i);
		buf_z(&schema, ", {\"type\": \"array\"}");
	}
	buf_z(&doc, "]}");
	buf_z(&schema, "]}}}");
	struct diag_list found;
	diag_list_init(&found, &r.arena);
	validate_trees(&r, doc_parse_json(STR("s.json"), buf_str(&schema), NULL, &r.arena, &found).root,
	               doc_parse_json(STR("d.json"), buf_str(&doc), NULL, &r.arena, &found).root);
	assert_int_equal(r.found.all.n, SCHEMA_MAX_FINDINGS + 1);
	assert_false(r.found.all.v[0].has_pointer);
	assert_true(r.arena.used + r.scratch.used < 32 * (size_t)KEY);
	done(&r);
}

static void hostile_texts_are_made_visible(void **state)
{
	struct run r;

	(void)state;
	validate(&r, "{additionalProperties: {type: string}}", "\"a\\nb \\u202e\": 1");
	assert_str(only(&r)->message, "\"a\\nb \\u{202E}\" is the number 1, expected a string");
	done(&r);
}

static void every_rule_is_explained_and_sorted_out(void **state)
{
	(void)state;
	for (size_t i = 0; schema_rules[i].id; i++) {
		const struct diag_rule *r = &schema_rules[i];

		assert_true(str_starts(str_from_z(r->id), STR("schema-")));
		assert_int_equal(r->level, str_eq_z(STR("schema-unknown-keyword"), r->id) || str_eq_z(STR("schema-unknown-format"), r->id) ? DIAG_WARNING : DIAG_ERROR);
		assert_non_null(r->title);
		assert_non_null(r->reason);
		assert_non_null(r->bad);
		assert_non_null(r->good);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(r->id, schema_rules[k].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_assertion_says_what_is_there_and_what_was_expected),
		cmocka_unit_test(references_are_transparent),
		cmocka_unit_test(conditions_are_said_in_words),
		cmocka_unit_test(the_closest_form_gives_the_cause),
		cmocka_unit_test(forms_are_told_at_the_value_that_the_closest_one_blames),
		cmocka_unit_test(a_value_of_a_list_is_suggested_and_can_be_fixed),
		cmocka_unit_test(what_the_closest_form_knows_is_suggested_and_can_be_fixed),
		cmocka_unit_test(quotes_of_prose_are_slips),
		cmocka_unit_test(long_lists_show_the_nearest_values),
		cmocka_unit_test(named_lists_are_formats),
		cmocka_unit_test(each_unknown_key_is_reported_at_the_key),
		cmocka_unit_test(a_missing_key_that_is_written_with_a_slip_is_told_once_and_there),
		cmocka_unit_test(a_key_that_is_known_or_far_is_no_slip_of_a_missing_one),
		cmocka_unit_test(slips_are_looked_for_among_two_hundred_keys),
		cmocka_unit_test(a_name_that_one_key_was_meant_for_is_not_suggested_for_another),
		cmocka_unit_test(names_are_suggested_from_six_levels_of_subschemas),
		cmocka_unit_test(each_missing_key_is_reported_at_the_first_key),
		cmocka_unit_test(forms_that_a_missing_key_tells_apart_wait_for_it),
		cmocka_unit_test(a_wrong_type_is_one_cause),
		cmocka_unit_test(a_failing_property_is_not_unevaluated_as_well),
		cmocka_unit_test(the_author_of_the_schema_may_add_help),
		cmocka_unit_test(numbers_are_compared_exactly),
		cmocka_unit_test(at_most_a_hundred_findings_are_shown),
		cmocka_unit_test(findings_that_are_not_shown_are_counted_once),
		cmocka_unit_test(one_finding_that_is_not_shown_is_told_as_one),
		cmocka_unit_test(a_condition_that_is_too_long_to_say_goes_by_its_title),
		cmocka_unit_test(a_schema_with_too_many_steps_is_reported_at_the_schema),
		cmocka_unit_test(a_large_document_may_take_more_steps_for_each_of_its_values),
		cmocka_unit_test(references_that_never_end_are_reported),
		cmocka_unit_test(a_chain_of_references_may_be_long_but_not_endless),
		cmocka_unit_test(a_pattern_that_gives_up_is_neither_right_nor_wrong),
		cmocka_unit_test(long_lists_without_repetition_take_linear_steps),
		cmocka_unit_test(keys_of_a_megabyte_do_not_multiply),
		cmocka_unit_test(hostile_texts_are_made_visible),
		cmocka_unit_test(every_rule_is_explained_and_sorted_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
