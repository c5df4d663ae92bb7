/* What is wrong in a file of ours. cli/ reads dictum.yml with it, lint/ the rules in it. */
#include <stdarg.h>

#include "doc/faults.h"

/* The id comes before those of schemas: of one place it tells what is wrong. */
static const struct diag_rule fault_rule = { .id = "config", .level = DIAG_ERROR };

void faults_add(const struct faults *f, const struct node *at, const char *fmt, ...)
{
	va_list words;
	str text;

	if (f->found->all.n >= FAULTS_MAX) {
		f->found->is_cut = true;
		return;
	}
	va_start(words, fmt);
	text = str_vfmt(f->a, fmt, words);
	va_end(words);
	(void)diag_add(f->found, &fault_rule, (struct span){ f->path, at->at }, "%.*s", STR_ARG(text));
}
