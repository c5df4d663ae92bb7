/* The table of formats, and words all of them share. */
#include "report/report.h"

#include "base/arena.h"

const struct report_format report_formats[] = {
	{ "text", "for people: place, message, source line with a caret, remedy", report_text },
	{ "json", "one document with a summary and all findings, see dictum-lint(1)", report_json },
	{ NULL, NULL, NULL },
};

report_fn *report_find(str name)
{
	for (const struct report_format *f = report_formats; f->name; f++)
		if (str_eq_z(name, f->name))
			return f->write;
	return NULL;
}

static str count(struct arena *a, size_t n, const char *what)
{
	return str_fmt(a, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

str report_summary(const struct report_input *in, struct arena *a)
{
	str errors = count(a, diag_count(in->found, DIAG_ERROR), "error");
	str warnings = count(a, diag_count(in->found, DIAG_WARNING), "warning");
	str notes = count(a, diag_count(in->found, DIAG_NOTE), "note");
	str files = count(a, in->files, "file");
	size_t suppressed = diag_count_suppressed(in->found);
	str aside = suppressed ? str_fmt(a, "; %zu suppressed", suppressed) : (str){ 0 };

	return str_fmt(a, "%.*s, %.*s, %.*s in %.*s%.*s", STR_ARG(errors), STR_ARG(warnings), STR_ARG(notes), STR_ARG(files),
	               STR_ARG(aside));
}
