/* Compiling schemas: what is broken and where, drafts, references between documents, circles, depth from both sides. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "schema/schema.h"
#include "unit/text.h"

struct run {
	struct arena arena;
	struct diag_list found;
	struct err e;
	struct schema_options options;
	struct schema_set *set;
	const struct schema *schema;
	const char *remote_uri, *remote; /* what load knows */
};

static const struct node *parse(struct run *r, const char *text)
{
	struct doc_limits limits = { .depth = 400 };
	struct diag_list found;
	struct doc d;

	diag_list_init(&found, &r->arena);
	d = doc_parse_yaml(STR("schema.yml"), str_from_z(text), DOC_CONFIG, &limits, &r->arena, &found);
	if (!d.root)
		fail_msg("cannot read: %s", text);
	return d.root;
}

static const struct node *load(void *arg, str *found, struct err *e)
{
	str uri = *found;
	struct run *r = arg;

	if (r->remote_uri && str_eq_z(uri, r->remote_uri))
		return parse(r, r->remote);
	err_usage(e, "no file %.*s", STR_ARG(uri));
	return NULL;
}

static void compile_as(struct run *r, const char *uri, const char *schema)
{
	diag_list_init(&r->found, &r->arena);
	r->options.load = load;
	r->options.load_arg = r;
	r->set = schema_set_new(&r->options, &r->arena);
	r->schema = schema_compile(r->set, str_from_z(uri), parse(r, schema), str_from_z(uri), &r->found, &r->e);
	assert_int_equal(r->schema != NULL, r->found.all.n == 0);
}

static bool accepts(struct run *r, const char *doc)
{
	struct diag_list told;

	if (!r->schema)
		fail_msg("broken: %.*s", STR_ARG(r->found.all.n ? r->found.all.v[0].message : str_from_z(r->e.text)));
	diag_list_init(&told, &r->arena);
	return schema_validate(r->schema, STR("doc"), parse(r, doc), &r->arena, &told);
}

static void done(struct run *r)
{
	arena_free(&r->arena);
	*r = (struct run){ 0 };
}

static void mistakes_are_reported_at_their_place(void **state)
{
	static const struct {
		const char *schema, *message;
		uint32_t line, column;
	} rows[] = {
		{ "{prefixItems: [true], items: [true]}", "items is a list of 1 item, expected a schema (2020-12 calls the list prefixItems)", 1, 30 },
		{ "{items: [true], prefixItems: [true]}", "prefixItems is a list of 1 item, expected no second list beside that of items", 1, 30 },
		{ "5", "the schema is 5, expected a mapping, true or false", 1, 1 },
		{ "type: strng", "type is \"strng\", expected null, boolean, integer, number, string, array or object",
		  1, 7 },
		{ "minLength: -1", "minLength is -1, expected a whole number, 0 or more", 1, 12 },
		{ "minLength: 1.5", "minLength is 1.5, expected a whole number, 0 or more", 1, 12 },
		{ "maximum: ten", "maximum is \"ten\", expected a number", 1, 10 },
		{ "multipleOf: 0", "multipleOf is 0, expected a number above 0", 1, 13 },
		{ "uniqueItems: 1", "uniqueItems is 1, expected true or false", 1, 14 },
		{ "required: a", "required is \"a\", expected a list of strings", 1, 11 },
		{ "enum: a", "enum is \"a\", expected a list of values", 1, 7 },
		{ "properties: []", "properties is an empty list, expected a mapping", 1, 13 },
		{ "properties: {a: 1}", "a is 1, expected a schema: a mapping, true or false", 1, 17 },
		{ "anyOf: []", "anyOf is an empty list, expected a list of at least one schema", 1, 8 },
		{ "not: null", "not is null, expected a schema: a mapping, true or false", 1, 6 },
		{ "$ref: 1", "$ref is 1, expected a URI reference in a string", 1, 7 },
		{ "$ref: '#/$defs/a'", "$ref \"#/$defs/a\" leads nowhere: this schema has no schema at \"/$defs/a\"", 1,
		  7 },
		{ "a: 1\n$ref: '#a'", "$ref \"#a\" leads nowhere: this schema has no anchor \"a\"", 2, 7 },
		{ "$ref: other.json", "$ref \"other.json\" leads nowhere: no file other.json", 1, 7 },
		{ "$defs: {a: {$id: x}, b: {$id: x}}", "two schemas have the $id \"x\"", 1, 31 },
		{ "$defs: {a: {$anchor: x}, b: {$anchor: x}}", "the anchor \"x\" is defined twice in one schema", 1,
		  39 },
		{ "$schema: http://json-schema.org/draft-04/schema#",
		  "$schema is \"http://json-schema.org/draft-04/schema#\", supported are "
		  "https://json-schema.org/draft/2020-12/schema and "
		  "http://json-schema.org/draft-07/schema",
		  1, 10 },
		{ "$schema: [1]", "$schema is a list of 1 item, expected a URI in a string", 1, 10 },
		{ "{$schema: 'https://json-schema.org/draft/2020-12/schema', items: [true]}",
		  "items is a list of 1 item, expected a schema (2020-12 calls the list prefixItems)", 1, 66 },
		{ "allOf: [{$ref: '#'}]", "the schema at \"#\" refers to itself without end", 1, 1 },
		{ "$defs: {a: {not: {$ref: '#/$defs/b'}}, b: {$ref: '#/$defs/a'}}\n$ref: '#/$defs/a'",
		  "the schema at \"#/$defs/a\" refers to itself without end", 1, 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r = { 0 };
		const struct diag *d;

		compile_as(&r, "schema.yml", rows[i].schema);
		assert_null(r.schema);
		d = &r.found.all.v[0];
		assert_str(d->message, rows[i].message);
		assert_string_equal(d->rule->id, "schema-broken");
		assert_str(d->at.path, "schema.yml");
		if (d->at.at.line != rows[i].line || d->at.at.column != rows[i].column)
			fail_msg("%s: at %u:%u", rows[i].schema, d->at.at.line, d->at.at.column);
		done(&r);
	}
}

static void a_broken_pattern_says_why(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_as(&r, "schema.yml", "pattern: '(a'");
	assert_true(str_starts(r.found.all.v[0].message, STR("pattern \"(a\" is not valid at character 1: ")));
	done(&r);
	compile_as(&r, "schema.yml", "patternProperties: {'[': true}");
	assert_true(str_starts(r.found.all.v[0].message, STR("patternProperties: pattern \"[\" is not valid at character 1: ")));
	assert_int_equal(r.found.all.v[0].at.at.column, 21);
	done(&r);
}

static void a_misspelt_type_is_suggested(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_as(&r, "schema.yml", "type: [null, strng]");
	assert_str(r.found.all.v[1].hint, "did you mean \"string\"?");
	done(&r);
}

static void mistakes_of_the_same_schema_are_counted_up_to_a_limit(void **state)
{
	struct run r = { 0 };
	struct buf b = { .a = &r.arena };

	(void)state;
	for (int i = 0; i < 500; i++)
		buf_fmt(&b, "%s{type: x}", i ? ", " : "allOf: [");
	buf_z(&b, "]");
	compile_as(&r, "schema.yml", str_z(buf_str(&b), &r.arena));
	assert_int_equal(r.found.all.n, 20);
	done(&r);
}

static void no_schema_is_a_failure_of_usage(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_as(&r, "schema.yml", "true");
	assert_null(schema_compile(r.set, STR("empty.yml"), NULL, (str){ 0 }, &r.found, &r.e));
	assert_string_equal(r.e.text, "the schema empty.yml is empty or could not be read");
	assert_true(r.e.is_usage);
	assert_int_equal(r.found.all.n, 0);
	done(&r);
}

static void the_draft_decides_what_keywords_mean(void **state)
{
	static const char *const seven = "$schema: http://json-schema.org/draft-07/schema\n";
	static const char *const https_seven = "$schema: https://json-schema.org/draft-07/schema#\n";
	static const char *const twelve = "$schema: http://json-schema.org/draft/2020-12/schema#\n";
	static const struct {
		const char *const *head;
		const char *schema, *doc;
		bool valid;
	} rows[] = {
		{ &seven, "items: [{type: string}]\nadditionalItems: false", "[a, b]", false },
		{ &https_seven, "dependencies: {a: [b]}", "a: 1", false },
		{ &twelve, "dependencies: {a: [b]}", "a: 1", true },
		{ &seven, "dependentRequired: {a: [b]}", "a: 1", true },
		{ &twelve, "dependentRequired: {a: [b]}", "a: 1", false },
		{ &seven, "prefixItems: [false]", "[a]", true },
		{ &seven, "$ref: '#/definitions/a'\nmaxItems: 1\ndefinitions: {a: {type: array}}", "[1, 2]", true },
		{ &twelve, "$ref: '#/definitions/a'\nmaxItems: 1\ndefinitions: {a: {type: array}}", "[1, 2]", false },
		{ NULL, "dependencies: {a: [b]}\ndependentRequired: {c: [d]}", "c: 1", false },
		{ NULL, "dependencies: {a: [b]}\ndependentRequired: {c: [d]}", "a: 1", false },
		{ NULL, "items: [{type: string}]\nadditionalItems: false", "[a, b]", false },
		{ NULL, "prefixItems: [{type: string}]\nitems: false", "[a, b]", false },
		{ NULL, "$ref: '#/definitions/a'\nmaxItems: 1\ndefinitions: {a: {type: array}}", "[1, 2]", false },
		{ NULL, "unevaluatedProperties: false\nproperties: {a: true}", "b: 1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r = { 0 };
		str text = str_fmt(&r.arena, "%s%s", rows[i].head ? *rows[i].head : "", rows[i].schema);

		compile_as(&r, "schema.yml", str_z(text, &r.arena));
		if (accepts(&r, rows[i].doc) != rows[i].valid)
			fail_msg("%.*s: %s", STR_ARG(text), rows[i].doc);
		done(&r);
	}
}

static void the_chosen_draft_counts_without_a_schema_of_its_own(void **state)
{
	struct run r = { .options = { .draft = DRAFT_7 } };

	(void)state;
	compile_as(&r, "schema.yml", "dependentRequired: {a: [b]}");
	assert_true(accepts(&r, "a: 1"));
	done(&r);
	r.options.draft = DRAFT_2020_12;
	compile_as(&r, "schema.yml", "dependentRequired: {a: [b]}");
	assert_false(accepts(&r, "a: 1"));
	done(&r);
}

static void other_documents_are_found_beside_the_schema(void **state)
{
	struct run r = { .remote_uri = "config/metrics/groups.json", .remote = "{$defs: {g: {enum: [a, b]}}}" };
	struct diag_list found;

	(void)state;
	compile_as(&r, "config/events/schema.json", "properties: {x: {$ref: '../metrics/groups.json#/$defs/g'}}");
	assert_true(accepts(&r, "x: a"));
	diag_list_init(&found, &r.arena);
	assert_false(schema_validate(r.schema, STR("x.yml"), parse(&r, "x: c"), &r.arena, &found));
	assert_str(found.all.v[0].schema_pointer, "../metrics/groups.json#/$defs/g/enum");
	done(&r);
	r = (struct run){ .remote_uri = "file:///r/a/b.json", .remote = "{type: strng}" };
	compile_as(&r, "https://example.com/s.json", "$ref: file:///r/a/b.json");
	assert_str(r.found.all.v[0].at.path, "file:///r/a/b.json");
	done(&r);
	r = (struct run){ .remote_uri = "config/b.json", .remote = "{type: strng}" };
	compile_as(&r, "config/s.json", "$ref: b.json");
	assert_str(r.found.all.v[0].at.path, "config/b.json");
	done(&r);
}

static void a_schema_is_compiled_again_with_what_is_known(void **state)
{
	struct run r = { .remote_uri = "b.json", .remote = "{properties: {n: {$ref: 'a.json'}}, required: [n]}" };
	const struct node *again;

	(void)state;
	compile_as(&r, "a.json", "properties: {b: {$ref: b.json}}");
	assert_false(accepts(&r, "b: {}"));
	assert_true(accepts(&r, "b: {n: {b: {n: {}}}}"));
	again = parse(&r, "$ref: b.json");
	r.schema = schema_compile(r.set, STR("c.json"), again, STR("c.json"), &r.found, &r.e);
	assert_false(accepts(&r, "n: {b: 1, x: {b: {}}, b: {}}"));
	assert_ptr_not_equal(schema_compile(r.set, STR("c.json"), again, STR("c.json"), &r.found, &r.e), NULL);
	done(&r);
}

static void a_broken_document_stays_broken_for_every_schema_that_uses_it(void **state)
{
	struct run r = { .remote_uri = "b.json", .remote = "{$defs: {a: {$id: x}, b: {$id: x}}, type: strng}" };

	(void)state;
	compile_as(&r, "a.json", "$ref: b.json");
	assert_int_equal(r.found.all.n, 2);
	assert_null(schema_compile(r.set, STR("c.json"), parse(&r, "$ref: b.json"), STR("c.json"), &r.found, &r.e));
	assert_int_equal(r.found.all.n, 4);
	done(&r);
}

static void metaschemas_are_built_in(void **state)
{
	static const char *const uris[] = { "http://json-schema.org/draft-07/schema#",
		                            "https://json-schema.org/draft/2020-12/schema" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r = { 0 };

		compile_as(&r, "s.json", str_z(str_fmt(&r.arena, "$ref: %s", uris[i]), &r.arena));
		assert_true(accepts(&r, "{type: string, properties: {a: {minLength: 2}}}"));
		assert_false(accepts(&r, "{properties: {a: {minLength: -2}}}"));
		assert_false(accepts(&r, "{anyOf: []}"));
		assert_false(accepts(&r, "{type: strng}"));
		done(&r);
	}
}

static void metaschemas_of_the_user_choose_vocabularies(void **state)
{
	struct run r = { .remote_uri = "https://example.com/meta",
		         .remote = "{$schema: 'https://json-schema.org/draft/2020-12/schema', $vocabulary: {"
		                   "'https://json-schema.org/draft/2020-12/vocab/core': true,"
		                   "'https://json-schema.org/draft/2020-12/vocab/format-assertion': true}}" };

	(void)state;
	compile_as(&r, "s.json", "{$schema: 'https://example.com/meta', minimum: 5, format: ipv4}");
	assert_true(accepts(&r, "1"));
	assert_false(accepts(&r, "word"));
	done(&r);
	r = (struct run){ .remote_uri = "https://example.com/meta",
		          .remote = "{$schema: 'https://json-schema.org/draft/2020-12/schema', $vocabulary: "
		                    "{'https://x.org/v': true}}" };
	compile_as(&r, "s.json", "{$schema: 'https://example.com/meta'}");
	assert_str(r.found.all.v[0].message,
	           "its metaschema needs the vocabulary https://x.org/v, which is not supported");
	done(&r);
	r = (struct run){ .remote_uri = "https://example.com/meta", .remote = "{$schema: 'https://example.com/meta'}" };
	compile_as(&r, "s.json",
	           "{$schema: 'https://example.com/meta'}"); /* its own metaschema: no draft is named anywhere */
	done(&r);
}

/* {not: {not: ... true}}, deeper than any reader goes. */
static void compile_nested(struct run *r, size_t levels)
{
	struct node inner = { .kind = NODE_BOOL, .is_true = true };
	struct node *root = arena_new(&r->arena, struct node);

	for (size_t i = 0; i < levels; i++) {
		struct member *m = arena_new(&r->arena, struct member);

		m->key = (struct node){ .kind = NODE_STRING, .text = STR("not") };
		m->value = inner;
		inner = (struct node){ .kind = NODE_MAP, .n = 1, .member = m };
	}
	*root = inner;
	diag_list_init(&r->found, &r->arena);
	r->set = schema_set_new(&r->options, &r->arena);
	r->schema = schema_compile(r->set, STR("s.json"), root, STR("s.json"), &r->found, &r->e);
}

static void subschemas_may_be_nested_128_levels_deep(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_nested(&r, 128);
	assert_true(accepts(&r, "1"));
	done(&r);
	compile_nested(&r, 129);
	assert_str(r.found.all.v[0].message, "subschemas are nested deeper than 128 levels");
	done(&r);
}

static void identifiers_inside_values_are_no_identifiers(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_as(&r, "s.json", "enum: [{$id: x}, {$id: x}, {$anchor: y}]\n$defs: {a: {const: {$anchor: y}}}");
	assert_true(accepts(&r, "{$id: x}"));
	done(&r);
	compile_as(&r, "s.json", "x: {y: {$anchor: in, minimum: 3}}\n$ref: '#/x/y'");
	assert_false(accepts(&r, "2"));
	done(&r);
}

/* The words that are told of a schema, "patern pattern" each. */
static void assert_words(const char *schema, bool has_formats, const char *rule, const char *expected)
{
	struct run r = { .options.assert_formats = has_formats };
	struct buf got = { .a = &r.arena };
	const str stages[] = { STR("alpha") };

	diag_list_init(&r.found, &r.arena);
	r.set = schema_set_new(&r.options, &r.arena);
	schema_set_list(r.set, STR("known_stage"), stages, 1);
	assert_non_null(schema_compile(r.set, STR("s.yml"), parse(&r, schema), STR("s.yml"), &r.found, &r.e));
	for (size_t i = 0; i < r.found.all.n; i++) {
		const struct diag *d = &r.found.all.v[i];

		assert_string_equal(d->rule->id, rule);
		buf_fmt(&got, "%s%.*s %.*s", i ? ", " : "", STR_ARG(str_cut(d->message, ' ').head), STR_ARG(str_from(d->hint, 13)));
	}
	assert_str(buf_str(&got), expected);
	done(&r);
}

static void misspelt_keywords_are_told_where_they_would_count(void **state)
{
	static const struct {
		const char *schema, *told;
	} rows[] = {
		{ "requried: [a]", "\"requried\" \"required\"?" },
		{ "{propertis: {a: {patern: a}}, additionalPropertys: false}",
		  "\"propertis\" \"properties\"?, \"additionalPropertys\" \"additionalProperties\"?" },
		{ "properties: {patern: {not: {anyOff: []}}}", "\"anyOff\" \"anyOf\"?" },
		{ "{MinLength: 1, ref: x, typ: string}", "\"MinLength\" \"minLength\"?, \"ref\" \"$ref\"?, \"typ\" \"type\"?" },
		{ "{enum: [{patern: a}], const: {patern: a}, default: {patern: a}, examples: [{patern: a}], x-a: {patern: a}}", "" },
		{ "{x-patern: a, X-type: a, _enum: [], note: of ours, of: {}, deepRequired: [], tsType: a, example: a, id: a}", "" },
		{ "$defs: {a: {patern: a}}", "" }, /* nothing leads there */
		{ "{$schema: 'http://json-schema.org/draft-07/schema', minContain: 1}", "" }, /* nor is minContains one of that draft */
		{ "{$schema: 'http://json-schema.org/draft-07/schema', minContains: 1, dependentRequired: {}}", "" },
		{ "{$schema: 'http://json-schema.org/draft-07/schema', $ref: '#/definitions/a', patern: a, definitions: {a: {}}}", "" },
		{ "minContain: 1", "\"minContain\" \"minContains\"?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_words(rows[i].schema, false, "schema-unknown-keyword", rows[i].told);
}

static void misspelt_formats_are_told_where_formats_are_checked(void **state)
{
	static const struct {
		const char *schema, *told;
		bool is_unchecked;
	} rows[] = {
		{ "format: date-tiem", "\"date-tiem\" \"date-time\"?", false },
		{ "properties: {a: {format: datetime}, b: {format: URI}}", "\"datetime\" \"date-time\"?, \"URI\" \"uri\"?", false },
		{ "format: known_stages", "\"known_stages\" \"known_stage\"?", false },
		{ "format: url", "\"url\" \"uri\"?", false },
		{ "allOf: [{format: iri}, {format: idn-email}, {format: known_stage}, {format: date}, {format: snowplow}]", "", false },
		{ "allOf: [{format: ulid}, {format: guid}, {format: x-date-time}, {format: my-date-time}, {format: date-time-ms}]", "", false },
		{ "{properties: {format: {type: string}}, const: {format: dat}}", "", false },
		{ "{$schema: 'http://json-schema.org/draft-07/schema', $ref: '#/definitions/a', format: dat, definitions: {a: {}}}", "", false },
		{ "format: date-tiem", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_words(rows[i].schema, !rows[i].is_unchecked, "schema-unknown-format", rows[i].told);
}

static void a_misspelt_keyword_is_told_once_for_all_schemas(void **state)
{
	struct run r = { .remote_uri = "b.json", .remote = "{\n  patern: a}" };
	const struct diag *d;

	(void)state;
	r.options.load = load;
	r.options.load_arg = &r;
	diag_list_init(&r.found, &r.arena);
	r.set = schema_set_new(&r.options, &r.arena);
	for (size_t i = 0; i < 2; i++)
		assert_non_null(schema_compile(r.set, STR("a.json"), parse(&r, "{$ref: b.json, patern: b}"), STR("a.json"), &r.found, &r.e));
	assert_int_equal(r.found.all.n, 2);
	d = &r.found.all.v[1];
	assert_str(d->at.path, "b.json");
	assert_int_equal(d->at.at.line, 2);
	assert_int_equal(d->at.at.column, 3);
	assert_str(d->pointer, "/patern");
	done(&r);
}

static void assert_told(size_t n_misspelt, size_t n_told, const char *help)
{
	struct run r = { 0 };
	struct buf schema = { .a = &r.arena };

	diag_list_init(&r.found, &r.arena);
	for (size_t i = 0; i < n_misspelt; i++)
		buf_fmt(&schema, "%s%zu: {patern: a}", i ? ", " : "properties: {", i);
	buf_z(&schema, "}");
	r.set = schema_set_new(&r.options, &r.arena);
	assert_non_null(schema_compile(r.set, STR("s.yml"), parse(&r, str_z(buf_str(&schema), &r.arena)), STR("s.yml"), &r.found, &r.e));
	assert_int_equal(r.found.all.n, n_told);
	assert_str(r.found.all.v[n_told - 1].help, help);
	done(&r);
}

static void of_one_schema_a_hundred_misspelt_keywords_are_told(void **state)
{
	(void)state;
	assert_told(100, 100, "");
	assert_told(101, 100, "mend these, then the further ones of this schema are told");
}

static void a_broken_schema_tells_of_no_misspelt_keywords(void **state)
{
	struct run r = { 0 };

	(void)state;
	compile_as(&r, "s.json", "{patern: a, type: strng}");
	assert_int_equal(r.found.all.n, 1);
	assert_string_equal(r.found.all.v[0].rule->id, "schema-broken");
	done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_reported_at_their_place),
		cmocka_unit_test(a_broken_pattern_says_why),
		cmocka_unit_test(a_misspelt_type_is_suggested),
		cmocka_unit_test(mistakes_of_the_same_schema_are_counted_up_to_a_limit),
		cmocka_unit_test(no_schema_is_a_failure_of_usage),
		cmocka_unit_test(the_draft_decides_what_keywords_mean),
		cmocka_unit_test(the_chosen_draft_counts_without_a_schema_of_its_own),
		cmocka_unit_test(other_documents_are_found_beside_the_schema),
		cmocka_unit_test(a_schema_is_compiled_again_with_what_is_known),
		cmocka_unit_test(a_broken_document_stays_broken_for_every_schema_that_uses_it),
		cmocka_unit_test(metaschemas_are_built_in),
		cmocka_unit_test(metaschemas_of_the_user_choose_vocabularies),
		cmocka_unit_test(subschemas_may_be_nested_128_levels_deep),
		cmocka_unit_test(identifiers_inside_values_are_no_identifiers),
		cmocka_unit_test(misspelt_keywords_are_told_where_they_would_count),
		cmocka_unit_test(misspelt_formats_are_told_where_formats_are_checked),
		cmocka_unit_test(a_misspelt_keyword_is_told_once_for_all_schemas),
		cmocka_unit_test(of_one_schema_a_hundred_misspelt_keywords_are_told),
		cmocka_unit_test(a_broken_schema_tells_of_no_misspelt_keywords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
