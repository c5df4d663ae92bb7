#ifndef DICTUM_TESTS_UNIT_REPORT_EXPECT_H
#define DICTUM_TESTS_UNIT_REPORT_EXPECT_H

/* What the tests of report formats say about a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/doc.h"
#include "findings.h"

static inline void is_text(str got, const char *want)
{
	if (!str_eq_z(got, want))
		fail_msg("got\n%.*s\nwant\n%s", STR_ARG(got), want);
}

static inline void has_text(str got, const char *want)
{
	if (!str_has(got, str_from_z(want)))
		fail_msg("there is no\n%s\nin\n%.*s", want, STR_ARG(got));
}

static inline void has_no_text(str got, const char *part)
{
	if (str_has(got, str_from_z(part)))
		fail_msg("there is\n%s\nin\n%.*s", part, STR_ARG(got));
}

static inline size_t count_text(str s, const char *part)
{
	size_t n = 0, length = strlen(part);

	for (size_t i = 0; i + length <= s.n; i++)
		n += memcmp(s.p + i, part, length) == 0;
	return n;
}

static inline const struct node *json_tree(struct bench *b, report_fn *write)
{
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, &b->a);
	doc = doc_parse_json(STR("report"), bench_render(b, write), NULL, &b->a, &found);
	assert_int_equal(found.all.n, 0);
	assert_non_null(doc.root);
	return doc.root;
}

static inline void json_has(const struct node *root, const char *pointer, const char *want)
{
	const struct node *n = doc_at(root, str_from_z(pointer));

	if (!n)
		fail_msg("there is no %s", pointer);
	if (!str_eq_z(n->text, want))
		fail_msg("%s is \"%.*s\", want \"%s\"", pointer, STR_ARG(n->text), want);
}

static inline void json_lacks(const struct node *root, const char *pointer)
{
	if (doc_at(root, str_from_z(pointer)))
		fail_msg("there is a %s", pointer);
}

static inline size_t json_count(const struct node *root, const char *pointer)
{
	const struct node *n = doc_at(root, str_from_z(pointer));

	assert_non_null(n);
	return n->n;
}

/* A bench with `n` findings of a rule in config/a.yml, one a line. */
static inline void bench_repeat(struct bench *b, const struct diag_rule *rule, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(b, rule, span_at("config/a.yml", (uint32_t)i + 1, 1, (uint32_t)i + 1, 4), "the same");
}

#endif
