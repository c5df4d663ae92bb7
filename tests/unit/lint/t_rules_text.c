/* Rules about descriptions, links, properties and characters nobody sees, from both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "doc/edit.h"
#include "unit/lint/rule_sample.h"

#define REMOVED "status: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: https://git.example.com/1\n"
#define SAID(text) { ALL "a.yml", "key_path: a\ndescription: " text "\n" }

/* ---- descriptions ---- */

static void a_description_that_is_not_there_is_found_at_the_first_key(void **state)
{
	(void)state;
	says("description-missing", ALL "a.yml:1:1: description is missing\n", { ALL "a.yml", "key_path: a\n" });
	says("description-missing", ALL "a.yml:2:14: description is empty\n", SAID("\" \""));
	says("description-missing", ALL "a.yml:2:14: description is empty\n", SAID("\xE2\x80\x8B\xC2\xA0"));
	says("description-missing", "", SAID("TBD"));
	says("description-missing", "", SAID("42"));
}

static void words_for_later_are_no_description(void **state)
{
	(void)state;
	says("description-placeholder", ALL "a.yml:2:14: description is still \"TODO\"\n", SAID("TODO"));
	says("description-placeholder", ALL "a.yml:2:14: description is still \"tbd.\"\n", SAID("tbd."));
	says("description-placeholder", "", SAID("TODO items that users check off in a day"));
	says("description-placeholder", "", SAID("TODO(s) that users marked as done in a week"));
	says("description-placeholder", ALL "a.yml:2:14: description is still \"FIXME(ann) say what it is\"\n", SAID("FIXME(ann) say what it is"));
	says("description-placeholder", "", SAID("Todos"));
}

static void properties_need_texts_too(void **state)
{
	(void)state;
	says("description-placeholder", EVENTS "p.yml:3:24: the description of property \"label\" is still \"TODO\"\n",
	     { EVENTS "p.yml", "action: p\nadditional_properties:\n  label: {description: TODO}\n" });
	says("description-placeholder", EVENTS "p.yml:3:24: the description of property \"label\" is empty\n",
	     { EVENTS "p.yml", "action: p\nadditional_properties:\n  label: {description: \xE2\x80\x8B}\n" });
	says("description-placeholder", "", { EVENTS "removed/p.yml", "action: p\nadditional_properties:\n  label: {description: TODO}\n" REMOVED });
}

static void five_words_are_enough(void **state)
{
	(void)state;
	says("description-short", ALL "a.yml:2:14: description has 4 words, expected at least 5\n", SAID("Jobs of all pipelines"));
	says("description-short", ALL "a.yml:2:14: description has 1 word, expected at least 5\n", SAID("Jobs"));
	says("description-short", "", SAID("Jobs of all the pipelines"));
	says("description-short", "", SAID("\"\""));
	says("description-short", "", SAID("\xE2\x80\x8B"));
	says("description-short", "", SAID("TODO"));
	says("description-short", "", { ALL "a.yml", "key_path: a\ndescription: Jobs\n" REMOVED });
}

static void scripts_without_blanks_are_counted_by_character(void **state)
{
	(void)state;
	says("description-short", "", SAID("\xE3\x83\x91\xE3\x82\xA4\xE3\x83\x97\xE3\x83\xA9\xE3\x82\xA4\xE3\x83\xB3\xE3\x81\xAE\xE6\x95\xB0"));
	says("description-short", ALL "a.yml:2:14: description has 2 words, expected at least 5\n", SAID("\xE3\x83\x91\xE3\x82\xA4"));
	says("description-short", "", SAID("\xE0\xB8\x88\xE0\xB8\xB3\xE0\xB8\x99\xE0\xB8\xA7\xE0\xB8\x99\xE0\xB8\x81\xE0\xB8\xB2\xE0\xB8\xA3\xE0\xB8\x9E\xE0\xB8\xB8"));
}

#define TEXT "description: Jobs of all pipelines\n"
#define LONG_KEY "counts.clicks_of_the_button_that_opens_the_list_of_all_requests_of_a_group_or_project_or_user"

static void two_entries_do_not_share_a_text(void **state)
{
	(void)state;
	says("description-same", ALL "b.yml:2:14: description is word for word that of \"counts.a\"\n", { ALL "a.yml", "key_path: counts.a\n" TEXT },
	     { ALL "b.yml", "key_path: counts.b\ndescription: Jobs of all pipelines.\n" });
	says("description-same", ALL "b.yml:2:14: description is word for word that of \"" LONG_KEY "\"\n",
	     { ALL "a.yml", "key_path: " LONG_KEY "\n" TEXT }, { ALL "b.yml", "key_path: counts.b\n" TEXT });
	says("description-same", "", { EVENTS "a.yml", "internal_events: true\naction: a\n" TEXT }, { ALL "b.yml", "key_path: counts.b\n" TEXT });
	says("description-same", "", { ALL "a.yml", "key_path: a\n" TEXT }, { ALL "b.yml", "key_path: b\n" TEXT REMOVED });
	says("description-same", "", { ALL "a.yml", "key_path: a\ndescription: TBD\n" }, { ALL "b.yml", "key_path: b\ndescription: TBD\n" });
}

static void time_frames_of_one_thing_share_it(void **state)
{
	(void)state;
	says("description-same", "", { MONTH "a.yml", "key_path: counts.a_monthly\n" TEXT }, { WEEK "a.yml", "key_path: counts.a_weekly\n" TEXT },
	     { ALL "b.yml", "key_path: usage.stage.a\n" TEXT });
}

static void two_things_over_several_time_frames_are_one_finding(void **state)
{
	(void)state;
	says("description-same", MONTH "b.yml:2:14: description is word for word that of \"a_monthly\"\n", { MONTH "a.yml", "key_path: a_monthly\n" TEXT },
	     { MONTH "b.yml", "key_path: b_monthly\n" TEXT }, { WEEK "a.yml", "key_path: a_weekly\n" TEXT },
	     { WEEK "b.yml", "key_path: b_weekly\n" TEXT });
}

#define SETTING "config/metrics/settings/a.yml"
#define OVER(frame, text) { SETTING, "key_path: a\ntime_frame: " frame "\ndescription: " text "\n" }
#define OTHER(word, frame) SETTING ":3:14: description says \"" word "\", but time_frame is " frame "\n"

static void a_count_speaks_of_its_own_time_frame(void **state)
{
	(void)state;
	says("description-time-frame", OTHER("weekly", "28d"), OVER("28d", "Weekly count of users who push"));
	says("description-time-frame", OTHER("weekly", "28d"), OVER("28d", "Number of weekly active users"));
	says("description-time-frame", OTHER("weekly", "28d"), OVER("28d", "Users (weekly) who push"));
	says("description-time-frame", OTHER("per month", "7d"), OVER("7d", "Users per month who push"));
	says("description-time-frame", OTHER("last 7 days", "28d"), OVER("28d", "Users who pushed in the last 7 days"));
	says("description-time-frame", SETTING ":3:14: description says \"monthly\", which is none of its time_frame\n",
	     OVER("[7d, all]", "Monthly count of users who push"));
}

static void what_is_counted_may_be_weekly(void **state)
{
	(void)state;
	says("description-time-frame", "", OVER("28d", "Users who open the weekly report"));
	says("description-time-frame", "", OVER("28d", "Biweekly count of users"));
	says("description-time-frame", "", OVER("28d", "Monthly count of users with a weekly count over five"));
	says("description-time-frame", "", OVER("[7d, 28d]", "Weekly count of users who push"));
	says("description-time-frame", "", OVER("all", "Projects that are cleaned up monthly, total"));
	says("description-time-frame", "", OVER("all", "Weekly count of users who push"));
	says("description-time-frame", "", OVER("7", "Monthly count of users who push"));
}

/* ---- links ---- */

#define LINK(url) { ALL "a.yml", "key_path: a\nintroduced_by_url: " url "\n" }
#define DEAD(url) ALL "a.yml:2:20: introduced_by_url is \"" url "\", expected an http or https URL\n"
#define UNFINISHED(url) ALL "a.yml:2:20: introduced_by_url is \"" url "\", which is still to be filled in\n"

static void a_link_is_an_address(void **state)
{
	static const char *const fine[] = { "https://git.example.com/1", "HTTP://h", "https://h:8080/?q=1#a", "\"\"", "~" };

	(void)state;
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		struct sample s;
		char yaml[200];
		struct written f = { ALL "a.yml", yaml };

		(void)snprintf(yaml, sizeof yaml, "key_path: a\nintroduced_by_url: %s\n", fine[i]);
		lint_files(&s, "url-dead-form", &f, 1, "");
		assert_null(first_of(&s, "url-placeholder"));
		sample_end(&s);
	}
	says("url-dead-form", DEAD("see merge request 12"), LINK("see merge request 12"));
	says("url-dead-form", DEAD("git.example.com/1"), LINK("git.example.com/1"));
	says("url-dead-form", DEAD("https://"), LINK("https://"));
	says("url-dead-form", DEAD("https:///1"), LINK("https:///1"));
	says("url-dead-form", DEAD("ftp://h/1"), LINK("ftp://h/1"));
	says("url-dead-form", DEAD("https://h/a b"), LINK("https://h/a b"));
}

static void a_link_is_finished(void **state)
{
	(void)state;
	says("url-placeholder", UNFINISHED("TODO"), LINK("TODO"));
	says("url-placeholder", UNFINISHED("https://h/-/merge_requests/"), LINK("https://h/-/merge_requests/"));
	says("url-placeholder", UNFINISHED("https://h/-/merge_requests/TODO"), LINK("https://h/-/merge_requests/TODO"));
	says("url-placeholder", UNFINISHED("https://h/-/issues/XXXX"), LINK("https://h/-/issues/XXXX"));
	says("url-placeholder", UNFINISHED("https://h/issues/<id>?x"), LINK("https://h/issues/<id>?x"));
	says("url-dead-form", "", LINK("TODO"));
	says("url-placeholder", UNFINISHED("https://<host>/issues/12"), LINK("https://<host>/issues/12"));
	says("url-placeholder", "", LINK("https://[2001:db8::1]:8080/issues/12"));
	says("url-placeholder", "", LINK("https://h/-/merge_requests/12/"));
	says("url-placeholder", "", LINK("https://h/-/issues/12/description"));
	says("url-placeholder", "", LINK("https://h/todo_list/-/issues?state=opened#todo"));
}

static void links_of_removals_and_repairs_count_too(void **state)
{
	(void)state;
	says("url-placeholder", ALL "a.yml:2:17: removed_by_url is \"TODO\", which is still to be filled in\n" ALL
	                            "a.yml:3:19: repair_issue_url is \"tbd\", which is still to be filled in\n",
	     { ALL "a.yml", "key_path: a\nremoved_by_url: TODO\nrepair_issue_url: tbd\n" });
}

/* ---- properties ---- */

#define SENT(names) { EVENTS "push.yml", "action: push\nadditional_properties:\n" names }

static void custom_properties_come_after_the_built_in_ones(void **state)
{
	(void)state;
	says("properties-builtin-first", EVENTS "push.yml:4:3: property \"tool\" needs label and property, or value beside it\n",
	     SENT("  label: {}\n  tool: {}\n"));
	says("properties-builtin-first", "", SENT("  label: {}\n  property: {}\n  tool: {}\n"));
	says("properties-builtin-first", "", SENT("  tool: {}\n  value: {}\n"));
	says("properties-builtin-first", "", SENT("  label: {}\n"));
	says("properties-builtin-first", "", SENT("  {}\n"));
}

static void names_of_personal_data_are_found(void **state)
{
	(void)state;
	says("pii-property", EVENTS "push.yml:3:3: property \"email\" is called like personal data\n" EVENTS
	                            "push.yml:4:3: property \"Remote_IP\" is called like personal data\n" EVENTS
	                            "push.yml:5:3: property \"page_url\" is called like personal data\n",
	     SENT("  email: {}\n  Remote_IP: {}\n  page_url: {}\n"));
	says("pii-property", "", SENT("  label: {}\n  tool_name: {}\n  ship: {}\n  description: {}\n  host_name: {}\n  upgrade_path: {}\n"));
}

/* ---- text-whitespace ---- */

static const struct diag *whitespace(struct sample *s, const char *yaml, const char *want)
{
	struct written f = { ALL "a.yml", yaml };

	lint_files(s, "text-whitespace", &f, 1, want);
	return first_of(s, "text-whitespace");
}

static void characters_deep_below_a_key_that_is_too_long_to_show_are_told(void **state)
{
	enum { N = 20, DEPTH = 50 };
	struct sample s;
	struct buf line = { .a = &s.a };

	(void)state;
	sample_begin(&s);
	buf_z(&line, "  - ");
	for (int i = 0; i < DEPTH; i++)
		buf_byte(&line, '[');
	buf_z(&line, "x\xE2\x80\x8By");
	for (int i = 0; i < DEPTH; i++)
		buf_byte(&line, ']');
	sample_add_below_long_key(&s, ALL "a.yml", str_z(buf_str(&line), &s.a), N);
	sample_link(&s);
	assert_true(str_starts(said_by(&s, "text-whitespace"), STR(ALL "a.yml:4:56: a zero-width space (U+200B) in the value of 0\n")));
	assert_false(first_of(&s, "text-whitespace")->has_pointer);
	assert_true(s.a.used < 100 * (size_t)SAMPLE_LONG_KEY);
	sample_end(&s);
}

static void blanks_at_ends_of_lines_are_one_finding_with_a_safe_fix(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	d = whitespace(&s, "key_path: a \nname: \xC3\xA9\t\t\n \n", ALL "a.yml:1:12: blanks at the end of this line and of 2 more\n");
	assert_true(d->fixes.v[0].is_safe);
	assert_int_equal(d->fixes.v[0].edits.n, 3);
	assert_int_equal(d->fixes.v[0].edits.v[1].at.column, 8);
	assert_int_equal(d->fixes.v[0].edits.v[1].at.end_column, 10);
	sample_end(&s);
}

static void the_end_of_a_line_is_found_before_a_carriage_return_and_without_a_line_feed(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "key_path: a\r\nname: b \r\n", ALL "a.yml:2:8: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\nname: b ", ALL "a.yml:2:8: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\r\nname: b", "");
	sample_end(&s);
}

static void a_blank_that_is_part_of_a_text_stays(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "key_path: a\nname: \"b\\ \n  c\"\n", "");
	sample_end(&s);
	whitespace(&s, "key_path: a\nname: \"b\\\t \n  c\"\n", ALL "a.yml:2:11: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\nname: \"b\\\\ \n  c\"\n", ALL "a.yml:2:11: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\n? |\n  name \n  more\n: b \n", ALL "a.yml:5:4: blanks at the end of the line\n");
	sample_end(&s);
}

/* The same lines as those of other findings and of edits: whoever takes a place must get the blanks that were meant. */
static void lines_end_where_yaml_ends_them(void **state)
{
	static const char *const breaks[] = { "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9" };

	(void)state;
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
		struct sample s;
		struct arena a;

		arena_init(&a);
		whitespace(&s, str_z(str_fmt(&a, "key_path: a\ndescription: \"x %s y\"\nname: b \n", breaks[i]), &a),
		           ALL "a.yml:2:16: blanks at the end of this line and of 1 more\n");
		assert_int_equal(first_of(&s, "text-whitespace")->fixes.v[0].edits.v[1].at.line, 4);
		sample_end(&s);
		whitespace(&s, str_z(str_fmt(&a, "key_path: a\ndescription: \"x%s y\"\nname: a\xE2\x80\x8B\n", breaks[i]), &a),
		           ALL "a.yml:4:8: a zero-width space (U+200B) in the value of name\n");
		sample_end(&s);
		arena_free(&a);
	}
}

static void a_byte_order_mark_stands_before_the_first_column(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "\xEF\xBB\xBFkey_path: a \n", ALL "a.yml:1:12: blanks at the end of the line\n");
	sample_end(&s);
}

static void blanks_of_block_texts_are_text(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "key_path: a\ndescription: |\n  a  \n  b  \nname: c\n", "");
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: >\n  a  \n  b  \n", "");
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: |\n  a\nname: c \n", ALL "a.yml:4:8: blanks at the end of the line\n");
	sample_end(&s);
}

static void lines_of_blanks_behind_what_is_seen_of_a_block_text_are_text(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "key_path: a\ndescription: |\n  a\n     \nname: c \n", ALL "a.yml:5:8: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\noptions:\n  - |\n    a\n      \n  - b\n", "");
	sample_end(&s);
	whitespace(&s, "key_path: a\n? |\n  k\n   \n: v\n", "");
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: |\n  a\n# c \n", ALL "a.yml:4:4: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: |\n  a\n# c\n     \nname: c\n", ALL "a.yml:5:1: blanks at the end of the line\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\n   \nname: c\n", ALL "a.yml:2:1: blanks at the end of the line\n");
	sample_end(&s);
}

/* The text as fixes leave it, if there are some. */
static str fixed_text(struct sample *s, str text)
{
	const struct diag *d = first_of(s, "text-whitespace");
	str out = text;

	if (d)
		assert_true(edit_apply(text, d->fixes.v[0].edits.v, d->fixes.v[0].edits.n, &s->a, &out));
	return out;
}

/* `text` is the bytes of a metric; what it is read as is the same without the blanks that are reported. */
static void means_the_same_fixed(const char *text)
{
	struct sample s;
	struct diag_list found;
	struct doc before, after;

	sample_begin(&s);
	(void)sample_add(&s, ALL "a.yml", text);
	sample_link(&s);
	(void)said_by(&s, "text-whitespace");
	diag_list_init(&found, &s.a);
	before = doc_parse_yaml(STR("a.yml"), str_from_z(text), DOC_DEFINITION, NULL, &s.a, &found);
	after = doc_parse_yaml(STR("a.yml"), fixed_text(&s, str_from_z(text)), DOC_DEFINITION, NULL, &s.a, &found);
	if (!before.root || !after.root || !node_equal(before.root, after.root))
		fail_msg("reads as something else without its blanks:\n%s", text);
	sample_end(&s);
}

static void no_text_of_a_block_is_changed_with_its_blanks(void **state)
{
	static const char *const headers[] = { "|", "|-", ">+", ">- " };
	static const char *const lines[] = { "", "   ", "      ", "    b  ", "      c", "    \t" }; /* below a first one with four blanks */
	static const char *const forms[][2] = { { "description: %s\n    a\n", "name: c \n" }, { "options:\n  - %s\n    a\n", "  - c \n" },
		                                { "? %s\n    a\n", ": v \n" }, { "options:\n  d: %s\n    a\n", "" } };
	enum { N_LINES = sizeof lines / sizeof *lines, N_TEXTS = N_LINES * N_LINES * N_LINES };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < N_TEXTS * 4 * 4; i++) {
		struct buf text = { .a = &a };
		const char *const *form = forms[i / N_TEXTS % 4], *mark = strchr(form[0], '%');

		buf_fmt(&text, "key_path: a \n%.*s%s%s", (int)(mark - form[0]), form[0], headers[i / N_TEXTS / 4], mark + 2);
		for (size_t j = 0, rest = i % N_TEXTS; j < 3; j++, rest /= N_LINES)
			buf_fmt(&text, "%s\n", lines[rest % N_LINES]);
		buf_z(&text, form[1]);
		means_the_same_fixed(str_z(buf_str(&text), &a));
		arena_reset(&a);
	}
	arena_free(&a);
}

static void characters_that_look_like_a_blank_are_replaced(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	d = whitespace(&s, "key_path: a\ndescription: \xC3\xA9t\xC3\xA9\xC2\xA0x y\n",
	               ALL "a.yml:2:17: a non-breaking space (U+00A0) in the value of description\n");
	assert_true(d->fixes.v[0].is_safe);
	assert_text(d->fixes.v[0].edits.v[0].text, " ");
	assert_text(d->pointer, "/description");
	sample_end(&s);
}

static void in_names_more_is_found_and_the_fix_is_not_safe(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	d = whitespace(&s, "key_path: a\nname: a\xE2\x80\x8B\n", ALL "a.yml:2:8: a zero-width space (U+200B) in the value of name\n");
	assert_false(d->fixes.v[0].is_safe);
	sample_end(&s);
	whitespace(&s, "key_path: a\nname: \xE2\x80\x99x\n", ALL "a.yml:2:7: a curly quote (U+2019) in the value of name\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\noptions:\n  x\xE2\x80\x8D: 1\n", ALL "a.yml:3:4: a zero-width joiner (U+200D) in the key x\xE2\x80\x8D\n");
	sample_end(&s);
	d = whitespace(&s, "key_path: a\noptions:\n  x/y: a\xE2\x80\x8B\n", ALL "a.yml:3:9: a zero-width space (U+200B) in the value of x/y\n");
	assert_text(d->pointer, "/options/x~1y");
	sample_end(&s);
}

static void words_that_are_turned_around_are_found_and_emoji_are_not(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	d = whitespace(&s, "key_path: a\ndescription: it is \xE2\x80\xAE" "evas ton\n",
	               ALL "a.yml:2:20: a bidirectional control (U+202E) in the value of description\n");
	assert_false(d->fixes.v[0].is_safe);
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: it is \xE2\x81\xA6" "evas ton\n",
	           ALL "a.yml:2:20: a bidirectional control (U+2066) in the value of description\n");
	sample_end(&s);
	whitespace(&s, "key_path: a\ndescription: we \xE2\x9D\xA4\xEF\xB8\x8F it \xE1\xA0\xA0\xE1\xA0\x8B\n", "");
	sample_end(&s);
}

#define NBSP "\xC2\xA0"
#define ZERO "\xE2\x80\x8B"

static void what_yaml_would_read_in_another_way_is_not_offered(void **state)
{
	static const struct {
		const char *value;
		bool is_fixed;
	} rows[] = {
		{ "\xE2\x80\x99x", false },     { "x\xE2\x80\x99s", true },      { "\xE2\x80\x9C" "active\xE2\x80\x9D", true },
		{ "\xE2\x80\x98" "a\xE2\x80\x9D", false }, { "\xE2\x80\x99", false },  { "'x\xE2\x80\x99s'", false },
		{ "\"x\xE2\x80\x99s\"", true }, { "'x\xE2\x80\x9Ds'", true },    { "\"x\xE2\x80\x9Ds\"", false },
		{ "the issue" NBSP "#1", false }, { "the issue " ZERO "#1", false },  { "the issue" ZERO "#1", true },
		{ "\"the issue" NBSP "#1\"", true }, { "see:" NBSP "x y", false },     { "see:" ZERO " x", false },
		{ "see:" ZERO "x y", true },    { "x y:" ZERO, false },          { "-" NBSP "x y", false },
		{ "x -" NBSP "y", true },       { "?" ZERO " x", false },        { NBSP "# x y", false },
		{ ZERO "'t is", false },        { NBSP "x y", true },            { "|\n  a" NBSP "# b", true },
		{ "|\n  " NBSP "\n  a b", false },  { ">\n  a b\n  " ZERO " c", false }, { ">\n  a b\n  " ZERO "c", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample s;
		struct arena a;

		arena_init(&a);
		sample_begin(&s);
		(void)sample_add(&s, ALL "a.yml", str_z(str_fmt(&a, "key_path: a\nname: %s\n", rows[i].value), &a));
		sample_link(&s);
		(void)said_by(&s, "text-whitespace");
		if (first_of(&s, "text-whitespace")->fixes.n != rows[i].is_fixed)
			fail_msg("%s", rows[i].value);
		sample_end(&s);
		arena_free(&a);
	}
}

static void quotes_and_joiners_in_prose_escapes_and_comments_are_fine(void **state)
{
	struct sample s;

	(void)state;
	whitespace(&s, "# it\xE2\x80\x99s\xC2\xA0x\nkey_path: a\ndescription: the user\xE2\x80\x99s \xE2\x80\x8D\nname: \"a\\u00a0b\"\n", "");
	sample_end(&s);
	whitespace(&s, "\xEF\xBB\xBFkey_path: a\n", "");
	sample_end(&s);
}

static void put_times(struct buf *yaml, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_z(yaml, line);
}

static void all_blanks_are_counted_and_the_first_50_removed(void **state)
{
	static const struct {
		size_t n, n_edits;
		const char *message, *fix;
	} rows[] = {
		{ 50, 50, ALL "a.yml:2:2: blanks at the end of this line and of 49 more\n", "remove the blanks" },
		{ 51, 50, ALL "a.yml:2:2: blanks at the end of this line and of 50 more\n", "remove the first of the blanks" },
		{ 5000, 50, ALL "a.yml:2:2: blanks at the end of this line and of 4999 more\n", "remove the first of the blanks" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample s;
		struct arena a;
		struct buf yaml = { .a = &a };
		const struct diag *d;

		arena_init(&a);
		buf_z(&yaml, "key_path: a\n");
		put_times(&yaml, "# \n", rows[i].n);
		d = whitespace(&s, str_z(buf_str(&yaml), &a), rows[i].message);
		assert_int_equal(d->fixes.v[0].edits.n, rows[i].n_edits);
		assert_text(d->fixes.v[0].description, rows[i].fix);
		sample_end(&s);
		arena_free(&a);
	}
}

/* Of 50 of them on, lines of a block, prose and comments once took the room of what is to be told. */
static void what_is_fine_takes_no_room_from_what_is_not(void **state)
{
	static const size_t counts[] = { 0, 49, 50, 5000 };

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct sample s;
		struct arena a;
		struct buf yaml = { .a = &a };
		unsigned n = (unsigned)counts[i];

		arena_init(&a);
		buf_z(&yaml, "key_path: a\nx: |\n  a b\n");
		put_times(&yaml, "  a line \xE2\x80\x9Cof\xE2\x80\x9D text \n", n);
		put_times(&yaml, "#" NBSP "\n", n);
		buf_z(&yaml, "name: c \nz: \"a" ZERO "b\"\n");
		(void)whitespace(&s, str_z(buf_str(&yaml), &a),
		                 str_z(str_fmt(&a, ALL "a.yml:%u:8: blanks at the end of the line\n" ALL "a.yml:%u:6: a zero-width space (U+200B) in the value of z\n",
		                               2 * n + 4, 2 * n + 5),
		                       &a));
		sample_end(&s);
		arena_free(&a);
	}
}

static void blanks_and_characters_take_no_room_from_one_another(void **state)
{
	struct sample s;
	struct arena a;
	struct buf yaml = { .a = &a }, want = { .a = &a };

	(void)state;
	arena_init(&a);
	buf_z(&yaml, "key_path: a\n");
	put_times(&yaml, "# \n", 60);
	buf_z(&yaml, "z: \"");
	put_times(&yaml, ZERO, 60);
	buf_z(&yaml, "\" \n");
	buf_z(&want, ALL "a.yml:2:2: blanks at the end of this line and of 60 more\n");
	for (unsigned i = 0; i < 50; i++)
		buf_fmt(&want, ALL "a.yml:62:%u: a zero-width space (U+200B) in the value of z\n", 5 + i);
	(void)whitespace(&s, str_z(buf_str(&yaml), &a), str_z(buf_str(&want), &a));
	sample_end(&s);
	arena_free(&a);
}

/* ---- line-break-invisible ---- */

#define LS "\xE2\x80\xA8"
#define BREAKS(text) { ALL "a.yml", text }
#define BROKEN(at, point, line) ALL "a.yml:" at ": the line breaks at U+" point ", which few programs show as a break: \"" line "\" is a line of its own\n"

static void a_key_behind_a_break_nobody_sees_is_told(void **state)
{
	(void)state;
	says("line-break-invisible", BROKEN("2:6", "2028", "value_type: string"), BREAKS("key_path: a\n# old" LS "value_type: string\n"));
	says("line-break-invisible", BROKEN("2:6", "2029", "x: 1"), BREAKS("key_path: a\n# old\xE2\x80\xA9x: 1\n"));
	says("line-break-invisible", BROKEN("2:6", "0085", "x: 1"), BREAKS("key_path: a\n# old\xC2\x85x: 1\n"));
	says("line-break-invisible", BROKEN("2:6", "000D", "x: 1"), BREAKS("key_path: a\n# old\rx: 1\n"));
	says("line-break-invisible", BROKEN("3:7", "2028", "x: 1"), BREAKS("key_path: a\nb: |\n  text" LS "x: 1\n"));
	says("line-break-invisible", "", BREAKS("key_path: a\r# old\rx: 1\r"));
	says("line-break-invisible", "", BREAKS("key_path: a\r\n# old\r\nx: 1"));
	says("line-break-invisible", "", BREAKS("key_path: a\nb: \"c" LS " d\"\ne: 'f\xC2\x85 g'\n"));
}

static void many_breaks_in_quotes_hide_no_other(void **state)
{
	struct arena a;
	struct buf yaml = { .a = &a };

	(void)state;
	arena_init(&a);
	buf_z(&yaml, "key_path: a\nb: \"");
	for (int i = 0; i < 5000; i++)
		buf_z(&yaml, LS " c");
	buf_z(&yaml, "\"\n# old" LS "x: 1\n");
	says("line-break-invisible", BROKEN("5003:6", "2028", "x: 1"), BREAKS(str_z(buf_str(&yaml), &a)));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_description_that_is_not_there_is_found_at_the_first_key),
		cmocka_unit_test(words_for_later_are_no_description),
		cmocka_unit_test(properties_need_texts_too),
		cmocka_unit_test(five_words_are_enough),
		cmocka_unit_test(scripts_without_blanks_are_counted_by_character),
		cmocka_unit_test(two_entries_do_not_share_a_text),
		cmocka_unit_test(time_frames_of_one_thing_share_it),
		cmocka_unit_test(two_things_over_several_time_frames_are_one_finding),
		cmocka_unit_test(a_count_speaks_of_its_own_time_frame),
		cmocka_unit_test(what_is_counted_may_be_weekly),
		cmocka_unit_test(a_link_is_an_address),
		cmocka_unit_test(a_link_is_finished),
		cmocka_unit_test(links_of_removals_and_repairs_count_too),
		cmocka_unit_test(custom_properties_come_after_the_built_in_ones),
		cmocka_unit_test(names_of_personal_data_are_found),
		cmocka_unit_test(characters_deep_below_a_key_that_is_too_long_to_show_are_told),
		cmocka_unit_test(blanks_at_ends_of_lines_are_one_finding_with_a_safe_fix),
		cmocka_unit_test(the_end_of_a_line_is_found_before_a_carriage_return_and_without_a_line_feed),
		cmocka_unit_test(a_blank_that_is_part_of_a_text_stays),
		cmocka_unit_test(lines_end_where_yaml_ends_them),
		cmocka_unit_test(a_byte_order_mark_stands_before_the_first_column),
		cmocka_unit_test(blanks_of_block_texts_are_text),
		cmocka_unit_test(lines_of_blanks_behind_what_is_seen_of_a_block_text_are_text),
		cmocka_unit_test(no_text_of_a_block_is_changed_with_its_blanks),
		cmocka_unit_test(characters_that_look_like_a_blank_are_replaced),
		cmocka_unit_test(in_names_more_is_found_and_the_fix_is_not_safe),
		cmocka_unit_test(words_that_are_turned_around_are_found_and_emoji_are_not),
		cmocka_unit_test(what_yaml_would_read_in_another_way_is_not_offered),
		cmocka_unit_test(quotes_and_joiners_in_prose_escapes_and_comments_are_fine),
		cmocka_unit_test(all_blanks_are_counted_and_the_first_50_removed),
		cmocka_unit_test(what_is_fine_takes_no_room_from_what_is_not),
		cmocka_unit_test(blanks_and_characters_take_no_room_from_one_another),
		cmocka_unit_test(a_key_behind_a_break_nobody_sees_is_told),
		cmocka_unit_test(many_breaks_in_quotes_hide_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
