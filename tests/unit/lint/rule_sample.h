#ifndef DICTUM_TESTS_LINT_RULE_SAMPLE_H
#define DICTUM_TESTS_LINT_RULE_SAMPLE_H

/* What one rule says of a few definitions. Include after cmocka.h. */
#include "lint/lint.h"
#include "unit/model/sample.h"

#define ALL "config/metrics/counts_all/"
#define WEEK "config/metrics/counts_7d/"
#define MONTH "config/metrics/counts_28d/"
#define EVENTS "config/events/"

struct written {
	const char *path, *yaml;
};

/* The findings of `rule` after linting, each "path:line:col: message\n". */
static inline str said_by(struct sample *s, const char *rule)
{
	struct lint_options o = { .levels = NULL };
	struct buf b = { .a = &s->a };

	lint_run(&s->dict, &o, &s->found);
	for (size_t i = 0; i < s->found.all.n; i++) {
		const struct diag *d = &s->found.all.v[i];

		if (strcmp(d->rule->id, rule) == 0)
			buf_fmt(&b, "%.*s:%u:%u: %.*s\n", STR_ARG(d->at.path), d->at.at.line, d->at.at.column, STR_ARG(d->message));
	}
	return buf_str(&b);
}

/* The first finding of `rule`; NULL when it said nothing. */
static inline const struct diag *first_of(const struct sample *s, const char *rule)
{
	for (size_t i = 0; i < s->found.all.n; i++)
		if (strcmp(s->found.all.v[i].rule->id, rule) == 0)
			return &s->found.all.v[i];
	return NULL;
}

/* Files in path order. Leaves the sample open. */
static inline void lint_files(struct sample *s, const char *rule, const struct written *files, size_t n, const char *want)
{
	sample_begin(s);
	for (size_t i = 0; i < n; i++)
		(void)sample_add(s, files[i].path, files[i].yaml);
	sample_link(s);
	assert_text(said_by(s, rule), want);
}

#define says(rule, want, ...) \
	do { \
		const struct written files_[] = { __VA_ARGS__ }; \
		struct sample s_; \
		lint_files(&s_, (rule), files_, sizeof files_ / sizeof *files_, (want)); \
		sample_end(&s_); \
	} while (0)

/* The only fix of the first finding of `rule`: where the file goes, or what is written; empty without a fix. */
static inline str fix_of(const struct sample *s, const char *rule)
{
	const struct diag *d = first_of(s, rule);

	assert_non_null(d);
	if (!d->fixes.n)
		return (str){ 0 };
	return d->fixes.v[0].rename_to.n ? d->fixes.v[0].rename_to : d->fixes.v[0].edits.v[0].text;
}

#endif
