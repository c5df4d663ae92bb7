/* Findings as JUnit XML: a file without findings is a case that passes, each finding one that fails; changes that are notes pass. Valid against
   junit-10.xsd. No times: the same input gives the same bytes. */
#include "report/parts.h"

#include "base/arena.h"
#include "base/map.h"

/* GitLab takes only the first of several cases with one name. Lines are not part of it, so that a finding keeps its name when lines move. */
static str name_of(const struct diag *d, struct map *taken, struct arena *a)
{
	str field = d->pointer.n ? d->pointer : d->subject;
	struct buf text = { .a = a };
	str base, name;

	diag_put_visible(&text, d->at.path, "");
	buf_fmt(&text, ": %s%s", d->rule->id, field.n ? " " : "");
	diag_put_visible(&text, field, "");
	base = name = buf_str(&text);
	for (size_t *last = NULL; map_has(taken, name);) {
		if (!last)
			last = map_get(taken, base);
		name = str_fmt(a, "%.*s (%zu)", STR_ARG(base), ++*last);
	}
	*map_put(taken, name, a) = arena_new(a, size_t);
	*(size_t *)map_get(taken, name) = 1;
	return name;
}

static void begin_case(struct buf *out, const struct report_input *in, str name)
{
	buf_fmt(out, "    <testcase classname=\"dictum.%s\"", part_command(in));
	xml_attribute(out, "name", name);
}

/* A change that breaks nothing is no fault: an added metric fails no pipeline. */
static bool fails(const struct report_input *in, const struct diag *d)
{
	return diag_counts(d) && !(in->are_changes && d->level == DIAG_NOTE);
}

static void put_finding(struct buf *out, const struct report_input *in, const struct diag *d, str name)
{
	const char *element = fails(in, d) ? "failure" : "system-out";
	struct buf text = { .a = out->a };

	begin_case(out, in, name);
	buf_fmt(out, ">\n      <%s", element);
	if (fails(in, d)) {
		xml_attribute(out, "type", str_from_z(d->rule->id));
		xml_attribute(out, "message", diag_visible(d->message, out->a));
	}
	buf_byte(out, '>');
	text_finding(&text, in, d);
	escape_xml_text(out, str_trim(buf_str(&text)));
	buf_fmt(out, "</%s>\n    </testcase>\n", element);
}

static void put_findings(struct buf *out, const struct report_input *in)
{
	struct report_input plain = *in;
	struct map taken = { 0 };

	plain.is_colored = false;
	for (size_t i = 0; i < in->found->all.n; i++) {
		const struct diag *d = &in->found->all.v[i];

		if (diag_counts(d))
			put_finding(out, &plain, d, name_of(d, &taken, out->a));
	}
}

/* Files without findings, in their order. */
static struct part_order passing(const struct report_input *in, struct arena *a)
{
	struct part_order clean = { arena_array(a, in->n_paths, size_t), 0 };
	struct map faulty = { 0 };

	for (size_t i = 0; i < in->found->all.n; i++)
		if (diag_counts(&in->found->all.v[i]))
			(void)map_put(&faulty, in->found->all.v[i].at.path, a);
	for (size_t i = 0; i < in->n_paths; i++)
		if (!map_has(&faulty, in->paths[i]))
			clean.v[clean.n++] = i;
	return clean;
}

static void put_counts(struct buf *out, const struct report_input *in, const char *element, size_t passing_files)
{
	size_t cases = passing_files, failures = 0;

	for (size_t i = 0; i < in->found->all.n; i++) {
		cases += diag_counts(&in->found->all.v[i]);
		failures += fails(in, &in->found->all.v[i]);
	}
	buf_fmt(out, "<%s name=\"dictum %s\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", element, part_command(in), cases, failures);
}

void report_junit(const struct report_input *in, struct buf *out)
{
	struct part_order clean = passing(in, out->a);

	buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	put_counts(out, in, "testsuites", clean.n);
	buf_z(out, "  ");
	put_counts(out, in, "testsuite", clean.n);
	put_findings(out, in);
	for (size_t i = 0; i < clean.n; i++) {
		begin_case(out, in, diag_visible(in->paths[clean.v[i]], out->a));
		buf_z(out, "/>\n");
	}
	if (in->notice.n) {
		buf_z(out, "    <system-err>");
		escape_xml_text(out, diag_visible(in->notice, out->a));
		buf_z(out, "</system-err>\n");
	}
	buf_z(out, "  </testsuite>\n</testsuites>\n");
}
