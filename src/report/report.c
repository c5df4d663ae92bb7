/* The table of formats, and words all of them share. */
#include "report/report.h"

#include "base/arena.h"

const struct report_format report_formats[] = {
	{ "text", "for people: place, message, source line with a caret, remedy", report_text },
	{ "concise", "the first line of each finding only, for editors", report_concise },
	{ "rules", "how many findings each rule has, and how many of them have a fix", report_rules },
	{ "json", "one document with a summary and all findings", report_json },
	{ "jsonl", "one finding per line, as in json", report_jsonl },
	{ "sarif", "SARIF 2.1.0, for code scanning and editors", report_sarif },
	{ "codequality", "GitLab Code Quality, for artifacts:reports:codequality", report_codequality },
	{ "junit", "JUnit XML, for artifacts:reports:junit and Jenkins", report_junit },
	{ "github", "workflow commands that annotate files on GitHub", report_github },
	{ "checkstyle", "Checkstyle XML", report_checkstyle },
	{ "rdjson", "reviewdog's JSON, with safe fixes as suggestions", report_rdjson },
	{ "markdown", "a comment for a merge request", report_markdown },
	{ NULL, NULL, NULL },
};

report_fn *report_find(const struct report_format *formats, str name)
{
	for (const struct report_format *f = formats; f->name; f++)
		if (str_eq_z(name, f->name))
			return f->write;
	return NULL;
}

str report_names(const struct report_format *formats, struct arena *a)
{
	struct buf names = { .a = a };

	for (const struct report_format *f = formats; f->name; f++)
		buf_fmt(&names, "%s%s", f == formats ? "" : ", ", f->name);
	return buf_str(&names);
}

void report_help(const struct report_format *formats, struct buf *out)
{
	buf_z(out, "\nformats:\n");
	for (const struct report_format *f = formats; f->name; f++)
		buf_fmt(out, "  %-12s %s\n", f->name, f->what);
}

str report_summary(const struct report_input *in, struct arena *a)
{
	str errors = str_quantity(diag_count(in->found, DIAG_ERROR), "error", a);
	str warnings = str_quantity(diag_count(in->found, DIAG_WARNING), "warning", a);
	str notes = str_quantity(diag_count(in->found, DIAG_NOTE), "note", a);
	str files = str_quantity(in->files, "file", a);
	size_t suppressed = diag_count_suppressed(in->found);
	str aside = suppressed ? str_fmt(a, "; %zu suppressed", suppressed) : (str){ 0 };

	return str_fmt(a, "%.*s, %.*s, %.*s in %.*s%.*s", STR_ARG(errors), STR_ARG(warnings), STR_ARG(notes), STR_ARG(files),
	               STR_ARG(aside));
}
