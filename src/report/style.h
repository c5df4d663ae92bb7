#ifndef DICTUM_REPORT_STYLE_H
#define DICTUM_REPORT_STYLE_H

/* Colors of what people read on a terminal: the only place that knows their codes. Whether there are any is decided by who prints. */
#include "base/diag.h"

struct style {
	const char *error, *warning, *note, *dim, *bold, *off;
};
const struct style *style_of(bool is_colored); /* all codes are empty where it is not */
const char *style_level(const struct style *s, enum diag_level level);
/* For what became of an entry, "broken", "removed", "deleted": the color of a finding that is as grave; empty for words that warn of nothing. */
const char *style_fate(const struct style *s, str word);
/* What strangers wrote in one of the codes of `s`, made visible first, so that the codes are the only ones. */
void style_put(struct buf *out, const struct style *s, const char *code, str text);

#endif
