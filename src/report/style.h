#ifndef DICTUM_REPORT_STYLE_H
#define DICTUM_REPORT_STYLE_H

/* Colors and lines of what people read on a terminal: the only place that knows the codes, and how texts are fitted to its width. Whether there are
   any colors, and how wide it is, is decided by who prints. */
#include "base/diag.h"

#define STYLE_ANY_WIDTH SIZE_MAX /* no terminal, or nobody knows: nothing is fitted */

struct style {
	const char *error, *warning, *note, *dim, *bold, *off;
	size_t width; /* columns of a line */
};
const struct style *style_of(bool is_colored); /* all codes are empty where it is not; lines of any width */
const char *style_level(const struct style *s, enum diag_level level);
/* For what became of an entry, "broken", "removed", "deleted": the color of a finding that is as grave; empty for words that warn of nothing. */
const char *style_fate(const struct style *s, str word);
/* What strangers wrote in one of the codes of `s`, made visible first, so that the codes are the only ones. */
void style_put(struct buf *out, const struct style *s, const char *code, str text);
/* Columns that are left of a line behind `used` of them. */
size_t style_left(const struct style *s, size_t used);
/* A cell of a table: `text`, which is visible, in so many columns, with an ellipsis where it is wider. Keys are not fitted: people copy them. */
str style_fit(str text, size_t columns, struct arena *a);
/* A paragraph: `text`, which is visible, begins in `column`, from 0 on; what has no room goes on behind `indent` blanks on the next line, by whole
   words. Wider words, such as addresses, stay whole. */
void style_wrap(struct buf *out, const struct style *s, str text, size_t column, size_t indent);

#endif
