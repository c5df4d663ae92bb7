#ifndef DICTUM_REPORT_PARTS_H
#define DICTUM_REPORT_PARTS_H

/* What several formats share: words of a finding, its identity, escapes. Only files of this folder include it. */
#include "doc/json.h"
#include "report/report.h"

/* One finding as text without colors or with them, the empty line behind it included; its first line alone. */
void text_finding(struct buf *out, const struct report_input *in, const struct diag *d);
void text_first_line(struct buf *out, const struct report_input *in, const struct diag *d);

/* The hint beside the caret and the help below it, "hint; help"; may be empty. */
str part_remedy(const struct diag *d, struct arena *a);
/* "message; hint; help", visible. */
str part_words(const struct diag *d, struct arena *a);
/* Indexes of the findings shown, worst level first, else in their order. */
struct part_order {
	size_t *v, n;
};
struct part_order part_worst_first(const struct report_input *in, struct arena *a);
/* For every finding whether it is one of the `max` worst, those that do not count behind all others. */
bool *part_worst(const struct report_input *in, size_t max, struct arena *a);
/* One identity per finding, 32 hexadecimal digits, all different: the finding's fingerprint (where it has none yet, a hash of rule, path, pointer and
   message) for the first of several equal ones, a hash of it and n for the n-th. Findings that are gone are numbered after those that are there. */
str *part_fingerprints(const struct report_input *in, struct arena *a);
const char *part_command(const struct report_input *in); /* "lint" */
/* The source line of a place; false when it is not to be had. */
bool part_line(const struct report_input *in, str path, uint32_t line, str *out);
void part_number(struct json *j, const char *key, uint64_t v);   /* left out when 0 */
void part_text(struct json *j, const char *key, str value);      /* "key": {"text": value}, left out when empty */

/* XML text: markup and carriage returns as references, what XML 1.0 forbids as U+FFFD. */
void escape_xml_text(struct buf *out, str s);
void escape_xml_attribute(struct buf *out, str s); /* also tab and line ends, which readers would turn into blanks */
void xml_attribute(struct buf *out, const char *name, str value); /* with the blank in front */
/* A path as the path of a URI: everything but unreserved characters and '/' is percent-encoded. */
void escape_uri_path(struct buf *out, str path);
/* GitHub's workflow commands. Only % CR LF, and : , in properties, have an escape; other controls are made visible. */
void escape_github_data(struct buf *out, str s);
void escape_github_property(struct buf *out, str s);
bool escape_is_command(str line); /* whether GitHub would take a line that begins so for a workflow command */
/* A cell of a Markdown table: nothing in it is markup, a mention or a reference. */
void escape_markdown(struct buf *out, str s);

#endif
