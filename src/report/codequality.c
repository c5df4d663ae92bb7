/* Findings for GitLab Code Quality: a JSON array of which GitLab reads description, fingerprint, severity and place. */
#include "report/parts.h"

static const char *severity(const struct report_input *in, enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return in->are_changes ? "critical" : "major";
	case DIAG_WARNING:
		return "minor";
	case DIAG_NOTE:
	case DIAG_OFF:
		break;
	}
	return "info";
}

static void put_location(struct json *j, const struct span *at)
{
	json_key(j, "location");
	json_begin(j, '{');
	json_key(j, "path");
	json_str(j, str_starts(at->path, STR("./")) ? str_from(at->path, 2) : at->path);
	json_key(j, "lines");
	json_begin(j, '{');
	json_key(j, "begin"); /* required: an unknown line is the first one */
	json_uint(j, at->at.line ? at->at.line : 1);
	json_end(j);
	json_end(j);
}

/* The rule stands in the description too: the widget hides check_name. */
static void put_finding(struct json *j, const struct report_input *in, const struct diag *d, str fingerprint)
{
	str words = part_words(d, j->out->a);

	json_begin(j, '{');
	json_key(j, "description");
	json_str(j, str_fmt(j->out->a, "%s: %.*s", d->rule->id, STR_ARG(words)));
	json_key(j, "check_name");
	json_z(j, d->rule->id);
	json_key(j, "fingerprint");
	json_str(j, fingerprint);
	json_key(j, "severity");
	json_z(j, severity(in, d->level));
	put_location(j, &d->at);
	json_end(j);
}

void report_codequality(const struct report_input *in, struct buf *out)
{
	str *fingerprints = part_fingerprints(in, out->a);
	bool is_pretty = true;
	struct json j;

	json_init(&j, out, is_pretty);
	json_begin(&j, '[');
	for (size_t i = 0; i < in->found->all.n; i++)
		if (diag_counts(&in->found->all.v[i]))
			put_finding(&j, in, &in->found->all.v[i], fingerprints[i]);
	json_end(&j);
	buf_byte(out, '\n');
}
