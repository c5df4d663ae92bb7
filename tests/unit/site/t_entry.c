/* The page of one entry: what is sent, how it is asked for, what is next to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/site/built.h"

static void event_add(struct fixture *f, const char *yaml)
{
	(void)sample_add(&f->s, "config/events/e.yml", yaml);
	sample_link(&f->s);
	build(f);
}

static void a_payload_is_made_from_the_definition(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	event_add(&f, "internal_events: true\naction: e\nidentifiers: [user, feature_enabled_by_namespace_ids]\n"
	              "additional_properties:\n"
	              "  label: {description: 'Kind: `task`, `bug`'}\n"
	              "  value: {description: 'Seconds, such as `7`'}\n"
	              "  property: {description: 'A sentence, `with blanks inside`'}\n"
	              "  own: {description: Unknown}\n");
	assert_has(&f, "events/e.html", "<h2 id=\"sample\">Sample payload</h2>");
	assert_has(&f, "events/e.html", "&quot;action&quot;: &quot;e&quot;,\n  &quot;user&quot;: {&quot;id&quot;: 42},\n"
	                                "  &quot;feature_enabled_by_namespace_ids&quot;: [42],\n  &quot;additional_properties&quot;: {\n"
	                                "    &quot;label&quot;: &quot;task&quot;,\n    &quot;value&quot;: 7,\n    &quot;property&quot;: "
	                                "&quot;text&quot;,\n    &quot;own&quot;: &quot;text&quot;\n  }");
	assert_has(&f, "events/e.html", "<td role=\"cell\">Number</td>");
	assert_has(&f, "events/e.html", "<td role=\"cell\">Custom property</td>");
	end(&f);
}

static void a_number_that_is_no_number_becomes_one(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	event_add(&f, "internal_events: true\naction: e\nadditional_properties:\n  value: {description: 'From `007` or `1.2.3`'}\n");
	assert_has(&f, "events/e.html", "&quot;value&quot;: 1\n");
	end(&f);
}

static void what_carries_nothing_has_no_payload(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	event_add(&f, "category: c\naction: e\nidentifiers: []\nadditional_properties: {}\n");
	assert_lacks(&f, "events/c~20e.html", "Sample payload");
	end(&f);
}

static const char schema[] = "{\"description\": \"All <servers>\", \"properties\": {"
			     "\"nodes\": {\"type\": \"array\", \"description\": \"One each\", \"items\": {\"type\": \"integer\"}},"
			     "\"share\": {\"type\": \"number\", \"maximum\": 0.5}, \"mode\": {\"enum\": [1]}, \"at\": {\"type\": [\"string\", \"null\"]},"
			     "\"loop\": {\"$ref\": \"#/properties/loop2\"}, \"loop2\": {\"type\": \"object\", \"description\": \"Again\", \"properties\": {\"a\": "
			     "{\"$ref\": \"#/properties/loop2\"}}}}}\n";

static void the_schema_of_a_value_is_told_in_a_table(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.json\n");
	(void)sample_add(&f.s, "config/metrics/settings/u.yml", "key_path: u\nvalue_type: object\nvalue_json_schema: gone.json\n");
	dict_add_text(&f.s.dict, STR("t.json"), str_from_z(schema));
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/t.html", "<p>All &lt;servers&gt;</p>");
	assert_has(&f, "metrics/t.html", "<span class=\"key\">nodes</span></th><td role=\"cell\">array</td><td role=\"cell\">One each</td>");
	assert_has(&f, "metrics/t.html", "<td role=\"cell\">one of several values</td>");
	assert_has(&f, "metrics/t.html", "<td role=\"cell\">string or null</td>");
	assert_has(&f, "metrics/t.html", "<span class=\"key\">loop</span></th><td role=\"cell\">object</td><td role=\"cell\">Again</td>");
	assert_has(&f, "metrics/t.html", "<summary>JSON Schema</summary>");
	assert_lacks(&f, "metrics/u.html", "id=\"value\"");
	assert_has(&f, "metrics/t.html", "{\n  &quot;t&quot;: {\n    &quot;nodes&quot;: [\n      42\n    ],\n    &quot;share&quot;: 0.5,\n    &quot;mode&quot;: 1,\n"
	                                 "    &quot;at&quot;: &quot;text&quot;,\n    &quot;loop&quot;: {\n");
	assert_has(&f, "metrics/u.html", "{\n  &quot;u&quot;: {}\n}");
	end(&f);
}

static void a_schema_in_yaml_is_told_like_one_in_json(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.yml\n");
	dict_add_text(&f.s.dict, STR("t.yml"), STR("type: object\nproperties:\n  size: {type: integer, description: How many}\n"));
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/t.html", "<span class=\"key\">size</span></th><td role=\"cell\">integer</td><td role=\"cell\">How many</td>");
	assert_has(&f, "metrics/t.html", "{\n  &quot;t&quot;: {\n    &quot;size&quot;: 42\n  }\n}");
	end(&f);
}

/* Only what is known is shown: "text" might be what the other file refuses. */
static void what_another_file_says_of_a_value_is_not_guessed(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.json\n");
	(void)sample_add(&f.s, "config/metrics/settings/u.yml", "key_path: u\nvalue_type: object\nvalue_json_schema: u.json\n");
	dict_add_text(&f.s.dict, STR("t.json"),
	              STR("{\"properties\": {\"seat\": {\"$ref\": \"seat.json\"}, \"seats\": {\"type\": \"array\", \"items\": {\"$ref\": \"seat.json\"}},"
	                  "\"near\": {\"$ref\": \"seat.json\", \"type\": \"boolean\"}, \"row\": {\"$ref\": \"seat.json\", \"const\": 5},"
	                  "\"side\": {\"$ref\": \"seat.json\", \"enum\": [\"a\"]}, \"name\": {\"$ref\": \"seat.json\", \"examples\": [\"k\"]},"
	                  "\"none\": {\"$ref\": \"seat.json\", \"enum\": []}, \"nowhere\": {\"$ref\": \"#/nowhere\"}}}"));
	dict_add_text(&f.s.dict, STR("u.json"), STR("{\"$ref\": \"seat.json\"}"));
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/t.html", "<span class=\"key\">seat</span></th><td role=\"cell\">see seat.json</td>");
	assert_has(&f, "metrics/t.html", "{\n  &quot;t&quot;: {\n    &quot;seats&quot;: [],\n    &quot;near&quot;: true,\n"
	                                 "    &quot;row&quot;: 5,\n    &quot;side&quot;: &quot;a&quot;,\n    &quot;name&quot;: &quot;k&quot;\n  }\n}");
	assert_has(&f, "metrics/u.html", "{\n  &quot;u&quot;: {}\n}");
	end(&f);
}

static void a_value_whose_report_is_too_deep_is_shown_alone(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q\nvalue_type: object\nvalue_json_schema: t.json\n");
	(void)sample_add(&f.s, "config/metrics/settings/u.yml", "key_path: b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q\nvalue_type: object\nvalue_json_schema: t.json\n");
	dict_add_text(&f.s.dict, STR("t.json"), STR("{\"properties\": {\"size\": {\"type\": \"integer\"}}}"));
	sample_link(&f.s);
	build(&f);
	assert_lacks(&f, "metrics/a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.html", "In the report of an instance");
	assert_has(&f, "metrics/a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.html", "<summary>Example, as JSON</summary>");
	assert_has(&f, "metrics/a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.html", "<code>{\n  &quot;size&quot;: 42\n}</code>");
	assert_has(&f, "metrics/b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.html", "In the report of an instance");
	assert_lacks(&f, "metrics/b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.html", "Example, as JSON");
	end(&f);
}

static void a_broken_or_long_schema_is_no_obstacle(void **state)
{
	struct fixture f;
	char *bytes;

	(void)state;
	begin(&f);
	bytes = arena_array(&f.s.a, 17000, char);
	for (size_t i = 0; i < 17000; i++)
		bytes[i] = '[';
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_json_schema: t.json\n");
	dict_add_text(&f.s.dict, STR("t.json"), (str){ bytes, 17000 });
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/t.html", "Its JSON Schema is longer than 16 KB: see <code class=\"path\">t.json</code>");
	end(&f);
}

static void an_example_is_a_number_where_json_has_it(void **state)
{
	static const struct {
		const char *example, *shown;
	} rows[] = { { "0.5", "0.5" }, { "0", "0" }, { "10.25", "10.25" }, { "00.5", "1" }, { "007", "1" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f;

		begin(&f);
		(void)sample_add(&f.s, "config/events/e.yml",
		                 str_z(str_fmt(&f.s.a, "internal_events: true\naction: e\nadditional_properties: {value: {type: number, description: x, example: \"%s\"}}\n", rows[i].example), &f.s.a));
		sample_link(&f.s);
		build(&f);
		assert_has(&f, "events/e.html", str_z(str_fmt(&f.s.a, "&quot;value&quot;: %s", rows[i].shown), &f.s.a));
		end(&f);
	}
}

static void a_payload_has_the_examples_as_they_are_given(void **state)
{
	static const struct {
		const char *property, *shown;
	} rows[] = {
		{ "type: number, example: -33.86", "-33.86" },
		{ "type: number, example: \"-33.86\"", "-33.86" },
		{ "type: number, example: \"-\"", "1" },
		{ "type: number, example: .inf", "1" },
		{ "type: number, enum: [.nan]", "1" },
		{ "type: array, example: [-.inf, {k: .nan}]", "[\n      1,\n      {\n        &quot;k&quot;: 1\n      }\n    ]" },
		{ "type: string, example: .inf", "&quot;Infinity&quot;" },
		{ "example: .inf", "1" },
		{ "type: number, example: 1.5e+999", "1.5e+999" },
		{ "type: integer, example: -5", "-5" },
		{ "type: integer, enum: [3, 4]", "3" },
		{ "type: boolean, example: false", "false" },
		{ "type: boolean, example: \"false\"", "false" },
		{ "type: boolean, enum: [false]", "false" },
		{ "type: array, example: [a, b]", "[\n      &quot;a&quot;,\n      &quot;b&quot;\n    ]" },
		{ "type: array, example: a", "[]" },
		{ "type: object, example: {k: [1]}", "{\n      &quot;k&quot;: [\n        1\n      ]\n    }" },
		{ "type: [\"null\", number], example: 7", "7" },
		{ "type: string, example: 7", "&quot;7&quot;" },
		{ "type: string, example: \"\"", "&quot;&quot;" },
		{ "type: string, example: , enum: [a, b]", "&quot;a&quot;" },
		{ "enum: [null, a]", "null" },
		{ "example: 7", "7" },
		{ "example: false", "false" },
		{ "example: \"7\"", "&quot;7&quot;" },
		{ "example: [[[[[[[[[1]]]]]]]]]", "[\n      [\n        [\n          [\n            [\n              [\n                [\n                  [\n                    []\n" },
		{ "type: boolean", "true" },
		{ "type: array", "[]" },
		{ "example: ", "&quot;text&quot;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f;

		begin(&f);
		event_add(&f, str_z(str_fmt(&f.s.a, "internal_events: true\naction: e\nadditional_properties: {own: {%s}}\n", rows[i].property), &f.s.a));
		assert_has(&f, "events/e.html", str_z(str_fmt(&f.s.a, "&quot;own&quot;: %s", rows[i].shown), &f.s.a));
		end(&f);
	}
}

static void the_values_that_a_schema_names_are_such_as_json_has(void **state)
{
	static const struct {
		const char *schema, *shown;
	} rows[] = {
		{ "{type: number, examples: [.nan, 1]}", "1" },
		{ "{type: number, enum: [.inf, -.inf, 3]}", "3" },
		{ "{type: number, enum: [.inf], examples: [7]}", "7" },
		{ "{type: number, examples: [.nan]}", "42" },
		{ "{type: number, maximum: -.inf}", "1" },
		{ "{const: .inf}", "1" },
		{ "{const: 1.5e+999}", "1.5e+999" },
		{ "{const: [.nan, {k: .inf}]}", "[\n    1,\n    {\n      &quot;k&quot;: 1\n    }\n  ]" },
		{ "{const: null}", "null" },
		{ "{const: .inf, enum: [3]}", "1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f;

		begin(&f);
		(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.yml\n");
		dict_add_text(&f.s.dict, STR("t.yml"), str_from_z(rows[i].schema));
		sample_link(&f.s);
		build(&f);
		assert_has(&f, "metrics/t.html", str_z(str_fmt(&f.s.a, "{\n  &quot;t&quot;: %s\n}", rows[i].shown), &f.s.a));
		end(&f);
	}
}

static void a_long_value_that_a_schema_names_is_cut(void **state)
{
	struct fixture f;
	struct buf b = { 0 };

	(void)state;
	begin(&f);
	b.a = &f.s.a;
	buf_z(&b, "{\"const\": [");
	for (size_t i = 0; i < 20000; i++)
		buf_fmt(&b, "%s%zu", i ? "," : "", i + 1000);
	buf_z(&b, "]}");
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.json\n");
	dict_add_text(&f.s.dict, STR("t.json"), buf_str(&b));
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/t.html", "    1049\n  ]\n}");
	end(&f);
}

static void a_long_example_is_cut(void **state)
{
	struct fixture f;
	struct buf b = { 0 };

	(void)state;
	begin(&f);
	b.a = &f.s.a;
	buf_z(&b, "internal_events: true\naction: e\nadditional_properties: {own: {example: [");
	for (size_t i = 0; i < 60; i++)
		buf_fmt(&b, "%s%zu", i ? ", " : "", i + 1000);
	buf_z(&b, "]}}\n");
	event_add(&f, str_z(buf_str(&b), &f.s.a));
	assert_has(&f, "events/e.html", "      1049\n    ]");
	end(&f);
}

static void examples_of_a_schema_that_contains_itself_end(void **state)
{
	struct fixture f;
	struct buf b = { 0 };
	struct buf key = { 0 };

	(void)state;
	begin(&f);
	b.a = key.a = &f.s.a;
	buf_z(&b, "{\"type\": \"object\", \"properties\": {");
	for (size_t i = 0; i < 50; i++)
		buf_fmt(&b, "%s\"m%zu\": {\"$ref\": \"#\"}", i ? "," : "", i);
	buf_z(&b, "}}");
	buf_z(&key, "key_path: a");
	for (size_t i = 0; i < 40; i++)
		buf_z(&key, ".a");
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: object\nvalue_json_schema: t.json\n");
	(void)sample_add(&f.s, "config/metrics/settings/u.yml", str_z(buf_str(&key), &f.s.a));
	dict_add_text(&f.s.dict, STR("t.json"), buf_str(&b));
	sample_link(&f.s);
	build(&f);
	assert_true(file(&f, "metrics/t.html").n < 200000);
	assert_lacks(&f, str_z(str_fmt(&f.s.a, "metrics/%.*s.html", STR_ARG(str_from(buf_str(&key), 10))), &f.s.a), "In the report of an instance");
	end(&f);
}

static void a_text_is_not_summed_up(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/settings/t.yml", "key_path: t\nvalue_type: string\n");
	(void)sample_add(&f.s, "config/metrics/settings/n.yml", "key_path: n\nvalue_type: number\n");
	sample_link(&f.s);
	build(&f);
	assert_lacks(&f, "metrics/t.html", "SUM(");
	assert_has(&f, "metrics/n.html", "SUM(monthly_metric_value) AS value");
	assert_has(&f, "metrics/n.html", "<summary>In the report of an instance, as JSON</summary>");
	assert_has(&f, "metrics/n.html", "<code>{\n  &quot;n&quot;: 42\n}</code>");
	assert_has(&f, "metrics/t.html", "<code>{\n  &quot;t&quot;: &quot;text&quot;\n}</code>");
	end(&f);
}

static void configured_links_may_lead_to_pages_of_the_site(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Own"), { 0 }, STR("guides/context.html#ids") };
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Path"), { 0 }, STR("/etc/x.html") };
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Scheme"), { 0 }, STR("data:x.html") };
	event_add(&f, "internal_events: true\naction: e\n");
	assert_has(&f, "events/e.html", "<a href=\"../guides/context.html#ids\" rel=\"noopener noreferrer\">Own</a>");
	assert_has(&f, "events/e.html", "<li>Path</li>");
	assert_has(&f, "events/e.html", "<li>Scheme</li>");
	end(&f);
}

static void what_counts_the_same_events_is_related(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: counts.a\nevents: [{name: e}]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml",
	                 "key_path: other.b\ntime_frame: [7d, 28d]\nevents: [{name: e}, {name: e, filter: {label: x}}]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: counts.c\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/counts.a.html", "<h2>Related</h2>\n<ul>\n"
	                                        "<li><a class=\"key\" href=\"other.b_monthly.html\">other.<wbr>b_monthly</a></li>\n"
	                                        "<li><a class=\"key\" href=\"counts.c.html\">c</a></li>\n</ul>");
	assert_lacks(&f, "metrics/counts.c.html", "other.");
	assert_lacks(&f, "metrics/other.b_weekly.html", "<a class=\"key\" href=\"other.b_weekly.html\">b");
	end(&f);
}

/* Whether the page names just these entries of a namespace as related: "a b " */
static void assert_related(struct fixture *f, const char *path, const char *names)
{
	static const char link[] = "href=\"counts.";
	const char *at = strstr(str_z(file(f, path), &f->s.a), "<h2>Related</h2>"), *end = at ? strstr(at, "</ul>") : NULL;
	struct buf got = { .a = &f->s.a };

	while (end && (at = strstr(at, link)) && at < end) {
		at += sizeof link - 1;
		buf_fmt(&got, "%.*s ", (int)(strstr(at, ".html") - at), at);
	}
	assert_string_equal(str_z(buf_str(&got), &f->s.a), names);
}

static void entries_whose_keys_are_like_this_one_are_related_the_likest_first(void **state)
{
	static const char *const keys[] = { "auto", "b", "ci", "ci_a", "ci_builds.below", "ci_builds_x", "ci_buildsx", "deploys", "e", "f" };
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		(void)sample_add(&f.s, str_z(str_fmt(&f.s.a, "config/metrics/counts_all/%s.yml", keys[i]), &f.s.a),
		                 str_z(str_fmt(&f.s.a, "key_path: counts.%s\n", keys[i]), &f.s.a));
	(void)sample_add(&f.s, "config/metrics/counts_all/ci_builds.yml", "key_path: counts.ci_builds\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/other.yml", "key_path: counts_monthly.ci_builds\n");
	sample_link(&f.s);
	build(&f);
	assert_related(&f, "metrics/counts.ci_builds.html", "ci_builds_x ci_a ci_buildsx ci b auto deploys e ");
	assert_related(&f, "metrics/counts_monthly.ci_builds.html", "");
	end(&f);
}

static void relatives_have_the_same_time_frame_where_they_can(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: counts.a\ntime_frame: [7d, 28d, all]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: counts.b\ntime_frame: [7d, 28d]\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/counts.a_weekly.html", "<h2>Related</h2>\n<ul>\n<li><a class=\"key\" href=\"counts.b_weekly.html\">");
	assert_has(&f, "metrics/counts.a_monthly.html", "<h2>Related</h2>\n<ul>\n<li><a class=\"key\" href=\"counts.b_monthly.html\">");
	end(&f);
}

static void options_of_the_class_are_told_member_by_member(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml",
	                 "key_path: a\noptions:\n  events: [x]\n  prefix: web\n  empty:\n  enabled: false\n  sizes: [1, 2]\n"
	                 "  aggregate: {operator: OR, attribute: user_id, deep: {er: 1}}\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\noptions:\n  events: [x]\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.html", "<dt>Options</dt><dd><code>prefix: web</code>, <code>enabled: false</code>, <code>sizes: 1, 2</code>, "
	                                 "<code>aggregate.operator: OR</code>, <code>aggregate.attribute: user_id</code></dd>");
	assert_lacks(&f, "metrics/b.html", "<dt>Options</dt>"); /* its events have a table */
	assert_lacks(&f, "metrics.csv", "options");
	end(&f);
}

static void a_metric_of_very_many_events_shows_the_first_hundred(void **state)
{
	struct fixture f;
	struct buf list = { 0 };

	(void)state;
	begin(&f);
	list.a = &f.s.a;
	buf_z(&list, "key_path: m\nevents:\n");
	for (size_t i = 0; i < 101; i++)
		buf_fmt(&list, "- {name: e%03zu}\n", i);
	(void)sample_add(&f.s, "config/metrics/counts_all/m.yml", str_z(buf_str(&list), &f.s.a));
	(void)sample_add(&f.s, "config/metrics/counts_all/n.yml", "key_path: n\nevents: [{name: a}]\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/m.html", "e099");
	assert_has(&f, "metrics/m.html", "The first 100 of 101.");
	assert_lacks(&f, "metrics/m.html", "e100</span>");
	assert_lacks(&f, "metrics/n.html", "The first");
	end(&f);
}

static void what_nothing_counts_says_so(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/a.yml", "internal_events: true\naction: a\n");
	(void)sample_add(&f.s, "config/events/b.yml", "internal_events: true\naction: b\nstatus: removed\n");
	(void)sample_add(&f.s, "config/events/c.yml", "category: c\naction: c\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "events/a.html", "<h2 id=\"fed\">Metrics fed</h2>\n<p class=\"empty\">Nothing counts this event yet: it is counted as soon as one of the metrics names it.</p>");
	assert_has(&f, "events/b.html", "<p class=\"empty\">Nothing counts this event.</p>");
	assert_lacks(&f, "events/c~20c.html", "Nothing counts"); /* others may count legacy events */
	end(&f);
}

static void the_start_page_shows_what_can_be_asked(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/a.yml", "internal_events: true\naction: a\nproduct_group: one\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/m.yml", "key_path: m\nproduct_group: two words\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/n.yml", "key_path: n\nproduct_group: two words\nstatus: removed\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "index.html", "<a href=\"search.html?q=owner%3Atwo_words\"><code>owner:two_words</code></a>");
	assert_has(&f, "index.html", "<code>kind:event</code>");
	assert_has(&f, "index.html", "<code>status:removed</code>");
	end(&f);
}

static void ranges_to_ask_for_are_those_of_milestones_that_are_here(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\nmilestone: '16.10'\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\nmilestone: '<9.0'\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\nmilestone: '16.9'\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/d.yml", "key_path: d\nmilestone: soon\n");
	build(&f);
	assert_has(&f, "search.html", "<code>added:&gt;=16.10</code>, <code>added:16.9..16.10</code>, <code>added:..16.9</code>: ranges.");
	end(&f);
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\nmilestone: '<9.0'\n");
	build(&f);
	assert_lacks(&f, "search.html", "added:");
	assert_lacks(&f, "search.html", ": ranges.");
	end(&f);
}

static void what_can_be_asked_is_quoted_where_signs_would_say_more(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/m.yml", "key_path: m\nproduct_group: R&D, Ops\ndata_source: /legacy\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/n.yml", "key_path: n\nproduct_group: R&D, Ops\ndata_source: 'the \"new\" one'\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "index.html", "<code>owner:&quot;r&amp;d,_ops&quot;</code>");
	assert_has(&f, "search.html", "<code>owner:&quot;r&amp;d,_ops&quot; status:active,deprecated</code>");
	assert_has(&f, "owners/r~26d~2c_ops.html", "q=owner%3A%22r%26d%2C_ops%22%20source%3A%22%2Flegacy%22\">");
	assert_has(&f, "owners/r~26d~2c_ops.html", "%20source%3A%22the%20%20new%20%20one%22\">");
	end(&f);
}

static void lines_of_a_definition_are_counted(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "\nkey_path: a\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\n\n# end");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.html", "<summary>YAML, 2 lines</summary>");
	assert_has(&f, "metrics/b.html", "<summary>YAML, 1 line</summary>");
	assert_has(&f, "metrics/c.html", "<summary>YAML, 3 lines</summary>");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_payload_is_made_from_the_definition),
		cmocka_unit_test(a_number_that_is_no_number_becomes_one),
		cmocka_unit_test(what_carries_nothing_has_no_payload),
		cmocka_unit_test(the_schema_of_a_value_is_told_in_a_table),
		cmocka_unit_test(a_schema_in_yaml_is_told_like_one_in_json),
		cmocka_unit_test(what_another_file_says_of_a_value_is_not_guessed),
		cmocka_unit_test(a_value_whose_report_is_too_deep_is_shown_alone),
		cmocka_unit_test(a_broken_or_long_schema_is_no_obstacle),
		cmocka_unit_test(examples_of_a_schema_that_contains_itself_end),
		cmocka_unit_test(an_example_is_a_number_where_json_has_it),
		cmocka_unit_test(a_payload_has_the_examples_as_they_are_given),
		cmocka_unit_test(the_values_that_a_schema_names_are_such_as_json_has),
		cmocka_unit_test(a_long_value_that_a_schema_names_is_cut),
		cmocka_unit_test(a_long_example_is_cut),
		cmocka_unit_test(a_text_is_not_summed_up),
		cmocka_unit_test(configured_links_may_lead_to_pages_of_the_site),
		cmocka_unit_test(what_counts_the_same_events_is_related),
		cmocka_unit_test(entries_whose_keys_are_like_this_one_are_related_the_likest_first),
		cmocka_unit_test(relatives_have_the_same_time_frame_where_they_can),
		cmocka_unit_test(options_of_the_class_are_told_member_by_member),
		cmocka_unit_test(a_metric_of_very_many_events_shows_the_first_hundred),
		cmocka_unit_test(what_nothing_counts_says_so),
		cmocka_unit_test(the_start_page_shows_what_can_be_asked),
		cmocka_unit_test(ranges_to_ask_for_are_those_of_milestones_that_are_here),
		cmocka_unit_test(what_can_be_asked_is_quoted_where_signs_would_say_more),
		cmocka_unit_test(lines_of_a_definition_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
