/* Findings as Checkstyle XML: one file element for each path, in the order of the findings. */
#include "report/parts.h"

static void put_number(struct buf *out, const char *name, uint32_t v)
{
	if (v)
		buf_fmt(out, " %s=\"%u\"", name, v);
}

static void put_finding(struct buf *out, const struct diag *d)
{
	buf_z(out, "    <error");
	put_number(out, "line", d->at.at.line);
	put_number(out, "column", d->at.at.line ? d->at.at.column : 0);
	xml_attribute(out, "severity", str_from_z(d->level == DIAG_NOTE ? "info" : diag_level_name(d->level)));
	xml_attribute(out, "message", part_words(d, out->a));
	xml_attribute(out, "source", str_fmt(out->a, "dictum.%s", d->rule->id));
	buf_z(out, "/>\n");
}

void report_checkstyle(const struct report_input *in, struct buf *out)
{
	const struct diag *before = NULL; /* whose file element is open */

	buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
	for (size_t i = 0; i < in->found->all.n; i++) {
		const struct diag *d = &in->found->all.v[i];

		if (!diag_counts(d))
			continue;
		if (!before || !str_eq(before->at.path, d->at.path)) {
			buf_z(out, before ? "  </file>\n" : "");
			buf_z(out, "  <file");
			xml_attribute(out, "name", d->at.path);
			buf_z(out, ">\n");
		}
		put_finding(out, d);
		before = d;
	}
	buf_z(out, before ? "  </file>\n" : "");
	buf_z(out, "</checkstyle>\n");
}
