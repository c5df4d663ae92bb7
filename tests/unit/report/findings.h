#ifndef DICTUM_TESTS_UNIT_REPORT_FINDINGS_H
#define DICTUM_TESTS_UNIT_REPORT_FINDINGS_H

/* Made-up findings for the tests of report formats: by name, so that the programs that read the reports back can ask for the same ones. */
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "doc/edit.h"
#include "report/report.h"

static const struct diag_rule enum_rule = { "schema-enum", DIAG_ERROR, "all", "a value that is not listed", "Others are lost silently.",
	                                    "status: actve\n", "# one of three\nstatus: active\n", "safe: writes the nearest" };
static const struct diag_rule text_rule = { "text-quote", DIAG_WARNING, "all", "a curly quote", "It breaks queries.", "a: b\n", "a: c\n", NULL };
static const struct diag_rule note_rule = { "event-unused", DIAG_NOTE, "gitlab", "an event nobody counts", "It costs.", "", "", NULL };

/* What strangers may write: an escape sequence, a right-to-left override, NUL, a byte that is no UTF-8, what XML 1.0 has no character for, markup and
   the separators of every format. 0x01 stands for NUL until hostile_text. */
#define HOSTILE \
	"%0A%25\r\n::stop-commands::x]]><!--<script>&amp;\"'`|\\ @all #1 {0} [y](http://z) a,b:c \x1b[31m\xe2\x80\xae\xff\xef\xbf\xbf \xf0\x9f\x98\x80\x01"
#define HOSTILE_VISIBLE \
	"%0A%25\\u{D}\\u{A}::stop-commands::x]]><!--<script>&amp;\"'`|\\ @all #1 {0} [y](http://z) a,b:c \\u{1B}[31m\\u{202E}\\xFF" \
	"\xef\xbf\xbf \xf0\x9f\x98\x80\\u{0}"
/* A name a file may have; those with controls are refused before there are findings, formats do not rely on it. */
#define HOSTILE_PATH "config/a b%,:<&\"'|]]>\xc3\xa9\xe2\x80\xae`\xff.yml"

struct bench {
	struct arena a;
	struct diag_list found;
	struct report_input in;
	str source; /* of every file */
};

static inline bool bench_line(void *arg, str path, uint32_t line, str *out)
{
	const struct bench *b = arg;

	(void)path;
	*out = edit_line(b->source, line);
	return out->n > 0;
}

static inline void bench_begin(struct bench *b)
{
	*b = (struct bench){ .source = str_from_z("key: a\nstatus: actve\n\xc3\xa9\xc3\xa9: x\n") };
	arena_init(&b->a);
	diag_list_init(&b->found, &b->a);
	b->in = (struct report_input){ .found = &b->found, .files = 4, .definitions = 4, .entries = 5, .has_dictionary = true };
	b->in.line = bench_line;
	b->in.line_arg = b;
}

static inline void bench_paths(struct bench *b, const char *const *paths, size_t n)
{
	str *copy = arena_array(&b->a, n, str);

	for (size_t i = 0; i < n; i++)
		copy[i] = str_from_z(paths[i]);
	b->in.paths = copy;
	b->in.n_paths = n;
}

static inline struct span span_at(const char *path, uint32_t line, uint32_t column, uint32_t end_line, uint32_t end_column)
{
	return (struct span){ str_from_z(path), place_make(line, column, end_line, end_column) };
}

static inline struct diag *add(struct bench *b, const struct diag_rule *rule, struct span at, const char *message)
{
	return diag_add(&b->found, rule, at, "%s", message);
}

/* One of each level, with everything a finding can have. */
static inline void some_findings(struct bench *b)
{
	static const char *const paths[] = { "config/a.yml", "config/b.yml", "config/c.yml", "config/d.yml" };
	struct diag *d = add(b, &enum_rule, span_at("config/a.yml", 2, 9, 2, 14), "status is \"actve\", expected one of active, removed");
	struct diag_fix *f;

	bench_paths(b, paths, 4);
	d->hint = STR("did you mean \"active\"?");
	d->help = STR("correct it");
	d->kind = STR("metric");
	d->key = STR("counts.a");
	d->has_pointer = true;
	d->pointer = STR("/status");
	d->schema_pointer = STR("#/properties/status/enum");
	diag_relate(&b->found, d, span_at("config/b.yml", 3, 1, 3, 3), STR("first defined here"));
	f = diag_fix_add(&b->found, d, true, STR("write active"));
	diag_edit_add(&b->found, f, (struct place){ 2, 9, 2, 14 }, STR("active"));
	f = diag_fix_add(&b->found, d, false, STR("remove it"));
	diag_edit_add(&b->found, f, (struct place){ 2, 1, 3, 1 }, STR(""));
	diag_edit_add(&b->found, f, (struct place){ 1, 1, 1, 1 }, STR("# removed\n"));
	add(b, &note_rule, span_at("config/b.yml", 1, 1, 1, 4), "event \"a\" feeds no metric");
	add(b, &text_rule, span_at("config/b.yml", 3, 5, 3, 6), "a curly quote");
	add(b, &text_rule, span_at("config/c.yml", 0, 0, 0, 0), "a whole file");
}

/* A fifth of them in each state. */
static inline void states(struct bench *b)
{
	struct diag *d;

	add(b, &enum_rule, span_at("config/a.yml", 2, 9, 2, 14), "new")->state = DIAG_NEW;
	d = add(b, &enum_rule, span_at("config/a.yml", 2, 9, 2, 14), "by a comment");
	d->state = DIAG_NEW;
	d->is_suppressed = d->is_in_source = true;
	d->justification = STR("kept for customers");
	d = add(b, &text_rule, span_at("config/a.yml", 3, 1, 3, 3), "in the baseline");
	d->state = DIAG_UNCHANGED;
	d->is_suppressed = true;
	add(b, &text_rule, span_at("config/z.yml", 9, 1, 9, 3), "gone")->state = DIAG_ABSENT;
	add(b, &note_rule, span_at("config/b.yml", 1, 1, 1, 2), "new, too")->state = DIAG_NEW;
}

static inline str hostile_text(struct bench *b)
{
	return str_replace(str_from_z(HOSTILE), '\x01', '\0', &b->a);
}

/* Everything a stranger can influence is hostile. */
static inline void hostile(struct bench *b)
{
	static const char *const paths[] = { HOSTILE_PATH, "clean " HOSTILE_PATH };
	str text = hostile_text(b);
	struct diag *d = add(b, &enum_rule, span_at(HOSTILE_PATH, 1, 2, 1, 4), "");
	struct diag_fix *f;

	bench_paths(b, paths, 2);
	b->source = text;
	b->in.root = STR("/a b%/" HOSTILE_PATH);
	d->message = d->hint = d->help = d->kind = d->key = d->schema_pointer = text;
	d->has_pointer = true;
	d->pointer = str_join(&b->a, (str[]){ STR("/"), text }, 2, (str){ 0 });
	diag_relate(&b->found, d, span_at(HOSTILE_PATH, 1, 1, 1, 2), text);
	f = diag_fix_add(&b->found, d, true, text);
	diag_edit_add(&b->found, f, (struct place){ 1, 2, 1, 4 }, text);
	d = add(b, &text_rule, span_at(HOSTILE_PATH, 1, 1, 1, 2), "");
	d->message = text;
	d->is_suppressed = d->is_in_source = true;
	d->justification = text;
}

/* 120 that cannot be told apart, each level. */
static inline void equal_findings(struct bench *b)
{
	static const struct diag_rule *const rules[] = { &note_rule, &text_rule, &enum_rule };

	for (size_t r = 0; r < 3; r++)
		for (size_t i = 0; i < 120; i++)
			add(b, rules[r], span_at("config/a.yml", 1, 1, 1, 4), "the same");
}

/* A run with something to say besides its findings, about a file with an odd name. */
static inline void noticed(struct bench *b)
{
	some_findings(b);
	b->in.notice = str_join(&b->a, (str[]){ STR("rules were changed, too: '"), hostile_text(b), STR("'") }, 3, (str){ 0 });
}

static inline void no_findings(struct bench *b)
{
	b->in.files = b->in.definitions = b->in.entries = 0;
}

static const struct {
	const char *name;
	void (*fill)(struct bench *b);
} findings_by_name[] = {
	{ "some", some_findings }, { "states", states }, { "hostile", hostile }, { "equal", equal_findings }, { "noticed", noticed }, { "none", no_findings },
};

static inline bool bench_fill(struct bench *b, const char *name)
{
	for (size_t i = 0; i < sizeof findings_by_name / sizeof *findings_by_name; i++) {
		if (strcmp(findings_by_name[i].name, name) != 0)
			continue;
		bench_begin(b);
		findings_by_name[i].fill(b);
		b->in.exit_code = diag_count(&b->found, DIAG_ERROR) ? 1 : 0;
		return true;
	}
	return false;
}

static inline str bench_render(struct bench *b, report_fn *write)
{
	struct buf out = { .a = &b->a };

	write(&b->in, &out);
	return buf_str(&out);
}

#endif
