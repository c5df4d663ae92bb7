/* Findings as SARIF 2.1.0. Everything that fits is carried here, also what is suppressed and what is in the baseline only. Nothing is null: what is unknown is left
   out. */
#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "model/example.h"
#include "report/parts.h"

enum {
	MAX_CONTEXT = 1000,  /* bytes of a source line shown around a finding */
	MAX_RESULTS = 25000, /* GitHub refuses a report with more in a run (docs.github.com, "SARIF results exceed one or more limits") */
};

struct sarif {
	struct json j;
	const struct report_input *in;
	struct arena *a;
	struct map rules; /* id -> struct rule_slot, in order of appearance */
	bool has_baseline; /* findings have states */
	const struct dialect *first; /* whose examples those of rules are; NULL: nobody asks */
};
struct rule_slot {
	const struct diag_rule *rule;
	size_t index;
};

static const char *level_name(enum diag_level level)
{
	return level == DIAG_OFF ? "none" : diag_level_name(level);
}

static bool is_placeholder(str s, size_t at)
{
	size_t i = at + 1;

	while (i < s.n && byte_is_digit(s.p[i]))
		i++;
	return s.p[at] == '{' && i > at + 1 && i < s.n && s.p[i] == '}';
}

/* "{0}" is a placeholder and "[text](target)" a link (SARIF 2.1.0, 3.11.5 and 3.11.6): neither may come from a definition. */
static str message_text(str s, struct arena *a)
{
	bool has_link = str_has(s, STR("]("));
	bool is_inside = false; /* a placeholder */
	struct buf out = { .a = a };

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (has_link && (c == '[' || c == ']'))
			buf_byte(&out, '\\');
		if (is_placeholder(s, i))
			is_inside = true;
		if (is_inside && (c == '{' || c == '}'))
			buf_byte(&out, c);
		if (c == '}')
			is_inside = false;
		buf_byte(&out, c);
	}
	return buf_str(&out);
}

static void put_message(struct sarif *s, str words)
{
	part_text(&s->j, "message", message_text(words, s->a));
}

/* ---- the tool ---- */

static size_t rule_index(struct sarif *s, const struct diag_rule *rule)
{
	void **slot = map_put(&s->rules, str_from_z(rule->id), s->a);
	struct rule_slot *r = *slot;

	if (!r) {
		*slot = r = arena_new(s->a, struct rule_slot);
		*r = (struct rule_slot){ rule, s->rules.n - 1 };
	}
	return r->index;
}

/* An indented block is code whatever it holds. */
static void put_block(struct buf *out, const char *title, str as, const char *text)
{
	str rest = str_from_z(text);

	if (!rest.n)
		return;
	buf_fmt(out, "\n\n%s%.*s:\n", title, STR_ARG(as));
	while (rest.n) {
		struct cut line = str_cut(rest, '\n');

		buf_fmt(out, "\n    %.*s", STR_ARG(line.head));
		rest = line.tail;
	}
}

static str words_of_examples(const struct sarif *s, const struct diag_rule *r)
{
	return s->first && example_is_foreign(s->first, s->in->dialect, r) ? example_words(s->first, s->a) : (str){ 0 };
}

static void put_rule_help(struct sarif *s, const struct diag_rule *r)
{
	str as = words_of_examples(s, r);
	struct buf help = { .a = s->a };

	buf_z(&help, r->reason);
	put_block(&help, "Bad", as, r->bad);
	put_block(&help, "Good", as, r->good);
	if (r->fix)
		buf_fmt(&help, "\n\nFix: %s", r->fix);
	if (!help.n)
		return; /* a message needs a text */
	json_key(&s->j, "help");
	json_begin(&s->j, '{');
	json_member(&s->j, "text", buf_str(&help));
	json_member(&s->j, "markdown", buf_str(&help));
	json_end(&s->j);
}

/* GitHub sorts by precision; what is only a hint claims less. */
static const char *precision(enum diag_level level)
{
	static const char *const names[] = { "low", "medium", "high", "very-high" };

	return names[level];
}

static void put_rule(struct sarif *s, const struct diag_rule *r)
{
	struct json *j = &s->j;

	json_begin(j, '{');
	json_key(j, "id");
	json_z(j, r->id);
	json_key(j, "name");
	json_z(j, r->id);
	part_text(j, "shortDescription", str_from_z(r->title));
	part_text(j, "fullDescription", str_from_z(r->reason));
	put_rule_help(s, r);
	json_key(j, "defaultConfiguration");
	json_begin(j, '{');
	json_key(j, "level");
	json_z(j, level_name(r->level));
	json_end(j);
	json_key(j, "properties");
	json_begin(j, '{');
	json_key(j, "tags");
	json_begin(j, '[');
	json_str(j, str_cut(str_from_z(r->id), '-').head);
	json_end(j);
	json_key(j, "precision");
	json_z(j, precision(r->level));
	json_end(j);
	json_end(j);
}

static void put_tool(struct sarif *s)
{
	struct json *j = &s->j;

	json_key(j, "tool");
	json_begin(j, '{');
	json_key(j, "driver");
	json_begin(j, '{');
	json_key(j, "name");
	json_z(j, "dictum");
	json_key(j, "version");
	json_z(j, DICTUM_VERSION);
	json_key(j, "semanticVersion");
	json_z(j, DICTUM_VERSION);
	json_key(j, "rules");
	json_begin(j, '[');
	for (size_t i = 0; i < s->in->found->all.n; i++) {
		(void)rule_index(s, s->in->found->all.v[i].rule);
		s->has_baseline |= s->in->found->all.v[i].state != DIAG_STATE_NONE;
	}
	for (const struct map_slot *m = s->rules.first; m; m = m->next)
		put_rule(s, ((const struct rule_slot *)m->value)->rule);
	json_end(j);
	json_end(j);
	json_end(j);
}

/* ---- the run ---- */

static str file_uri(struct sarif *s, str folder)
{
	struct buf uri = { .a = s->a };

	buf_z(&uri, "file://");
	escape_uri_path(&uri, folder);
	buf_z(&uri, str_ends(folder, STR("/")) ? "" : "/");
	return buf_str(&uri);
}

static void put_base(struct json *j)
{
	json_key(j, "uriBaseId");
	json_z(j, "%SRCROOT%");
}

static void put_origin(struct sarif *s)
{
	struct json *j = &s->j;
	const struct report_input *in = s->in;

	if (in->root.n) {
		json_key(j, "originalUriBaseIds");
		json_begin(j, '{');
		json_key(j, "%SRCROOT%");
		json_begin(j, '{');
		json_member(j, "uri", file_uri(s, in->root));
		json_end(j);
		json_end(j);
	}
	if (!in->commit.n || (!in->repository.n && !in->root.n))
		return;
	json_key(j, "versionControlProvenance");
	json_begin(j, '[');
	json_begin(j, '{');
	json_member(j, "repositoryUri", in->repository.n ? in->repository : file_uri(s, in->root));
	json_member(j, "revisionId", in->commit);
	json_member(j, "branch", in->branch);
	if (in->root.n) {
		json_key(j, "mappedTo");
		json_begin(j, '{');
		put_base(j);
		json_end(j);
	}
	json_end(j);
	json_end(j);
}

/* Whoever changes rules and definitions together decides how they are checked: a condition of the tool's configuration (3.20.22). */
static void put_notice(struct sarif *s)
{
	struct json *j = &s->j;

	if (!s->in->notice.n)
		return;
	json_key(j, "toolConfigurationNotifications");
	json_begin(j, '[');
	json_begin(j, '{');
	json_key(j, "level");
	json_z(j, "warning");
	put_message(s, diag_visible(s->in->notice, s->a));
	json_end(j);
	json_end(j);
}

/* What the run did not report, a condition of the tool's execution (3.20.21). */
static void put_left(struct sarif *s)
{
	struct json *j = &s->j;
	size_t n = s->in->found->all.n;

	if (n <= MAX_RESULTS)
		return;
	json_key(j, "toolExecutionNotifications");
	json_begin(j, '[');
	json_begin(j, '{');
	json_key(j, "level");
	json_z(j, "note");
	put_message(s, str_fmt(s->a, "%.*s without a result, for a run may hold %d; `dictum %s` lists all that count",
	                       STR_ARG(str_quantity(n - MAX_RESULTS, s->in->are_changes ? "more change" : "more finding", s->a)), MAX_RESULTS,
	                       part_command(s->in)));
	json_end(j);
	json_end(j);
}

/* The breaks of doc/place.h: readers count lines by CRLF and LF unless told otherwise (3.14.26). */
static void put_breaks(struct json *j)
{
	static const char *const breaks[] = { "\r\n", "\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9" };

	json_key(j, "newlineSequences");
	json_begin(j, '[');
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		json_z(j, breaks[i]);
	json_end(j);
}

static void put_invocation(struct sarif *s)
{
	struct json *j = &s->j;

	json_key(j, "automationDetails");
	json_begin(j, '{');
	json_key(j, "id");
	json_str(j, str_fmt(s->a, "dictum/%s/", part_command(s->in)));
	json_end(j);
	json_key(j, "columnKind");
	json_z(j, "unicodeCodePoints");
	put_breaks(j);
	put_origin(s);
	json_key(j, "invocations");
	json_begin(j, '[');
	json_begin(j, '{');
	json_member_bool(j, "executionSuccessful", true); /* findings are no failure of the run; a run that fails writes nothing */
	json_key(j, "exitCode");
	json_int(j, s->in->exit_code);
	put_notice(s);
	put_left(s);
	json_end(j);
	json_end(j);
}

/* ---- places ---- */

static void put_artifact(struct sarif *s, str path)
{
	struct json *j = &s->j;
	struct buf uri = { .a = s->a };

	escape_uri_path(&uri, path);
	json_key(j, "artifactLocation");
	json_begin(j, '{');
	json_key(j, "uri");
	json_str(j, buf_str(&uri));
	put_base(j);
	json_end(j);
}

/* Columns from 1, the end exclusive (3.30). An end is only written where it is one. */
static void put_region_places(struct json *j, const struct place *at)
{
	part_number(j, "startLine", at->line);
	part_number(j, "startColumn", at->column);
	if (at->end_line < at->line || (at->end_line == at->line && at->end_column < at->column))
		return;
	part_number(j, "endLine", at->end_line);
	part_number(j, "endColumn", at->column ? at->end_column : 0);
}

/* The words a place covers, when it lies within one line. */
static str covered(str line, const struct place *at)
{
	size_t from, to;

	if (at->end_line != at->line || !at->column || at->end_column <= at->column)
		return (str){ 0 };
	from = utf8_offset(line, at->column - 1);
	to = utf8_offset(line, at->end_column - 1);
	return str_sub(line, from, to - from);
}

static void put_regions(struct sarif *s, str path, const struct place *at, bool has_excerpt)
{
	struct json *j = &s->j;
	str line = { 0 };
	bool has_line = has_excerpt && part_line(s->in, path, at->line, &line) && line.n <= MAX_CONTEXT;

	if (!at->line)
		return;
	json_key(j, "region");
	json_begin(j, '{');
	put_region_places(j, at);
	if (has_line)
		part_text(j, "snippet", covered(line, at));
	json_end(j);
	if (!has_line || at->end_line != at->line)
		return;
	json_key(j, "contextRegion");
	json_begin(j, '{');
	part_number(j, "startLine", at->line);
	part_text(j, "snippet", line);
	json_end(j);
}

static void put_physical(struct sarif *s, const struct span *at, bool has_excerpt)
{
	json_key(&s->j, "physicalLocation");
	json_begin(&s->j, '{');
	put_artifact(s, at->path);
	put_regions(s, at->path, &at->at, has_excerpt);
	json_end(&s->j);
}

static void put_logical(struct sarif *s, const struct diag *d)
{
	struct json *j = &s->j;
	str field = pointer_last_name(d->pointer, s->a);
	str whole[] = { d->key, d->pointer };

	if (!d->key.n)
		return;
	json_key(j, "logicalLocations");
	json_begin(j, '[');
	json_begin(j, '{');
	json_member(j, "name", field.n ? field : d->key);
	json_member(j, "fullyQualifiedName", str_join(s->a, whole, 2, (str){ 0 }));
	json_key(j, "kind");
	json_z(j, field.n ? "member" : "object");
	json_end(j);
	json_end(j);
}

static void put_locations(struct sarif *s, const struct diag *d)
{
	struct json *j = &s->j;
	enum { NO_EXCERPT, EXCERPT };

	json_key(j, "locations");
	json_begin(j, '[');
	json_begin(j, '{');
	put_physical(s, &d->at, d->state == DIAG_ABSENT ? NO_EXCERPT : EXCERPT);
	put_logical(s, d);
	json_end(j);
	json_end(j);
	if (!d->related.n)
		return;
	json_key(j, "relatedLocations");
	json_begin(j, '[');
	for (size_t i = 0; i < d->related.n; i++) {
		json_begin(j, '{');
		part_number(j, "id", i + 1);
		put_message(s, diag_visible(d->related.v[i].message, s->a));
		put_physical(s, &d->related.v[i].at, NO_EXCERPT);
		json_end(j);
	}
	json_end(j);
}

/* ---- results ---- */

static const char *state_name(enum diag_state state)
{
	switch (state) {
	case DIAG_UNCHANGED:
		return "unchanged";
	case DIAG_ABSENT:
		return "absent";
	case DIAG_NEW:
	case DIAG_STATE_NONE:
		break;
	}
	return "new";
}

static void put_suppression(struct sarif *s, const struct diag *d)
{
	struct json *j = &s->j;
	str reason = d->justification;

	if (!d->is_suppressed)
		return;
	if (!reason.n && !d->is_in_source)
		reason = STR("baseline");
	json_key(j, "suppressions");
	json_begin(j, '[');
	json_begin(j, '{');
	json_key(j, "kind");
	json_z(j, d->is_in_source ? "inSource" : "external");
	json_key(j, "status");
	json_z(j, "accepted");
	json_member(j, "justification", reason);
	json_end(j);
	json_end(j);
}

static void put_replacement(struct sarif *s, const struct diag_edit *e)
{
	struct json *j = &s->j;

	json_begin(j, '{');
	json_key(j, "deletedRegion");
	json_begin(j, '{');
	put_region_places(j, &e->at);
	json_end(j);
	part_text(j, "insertedContent", e->text);
	json_end(j);
}

static void put_fix(struct sarif *s, str path, const struct diag_fix *f)
{
	struct json *j = &s->j;

	json_begin(j, '{');
	part_text(j, "description", f->description);
	json_key(j, "artifactChanges");
	json_begin(j, '[');
	json_begin(j, '{');
	put_artifact(s, path);
	json_key(j, "replacements");
	json_begin(j, '[');
	for (size_t i = 0; i < f->edits.n; i++)
		put_replacement(s, &f->edits.v[i]);
	json_end(j);
	json_end(j);
	json_end(j);
	json_key(j, "properties");
	json_begin(j, '{');
	json_key(j, "safety");
	json_z(j, f->is_safe ? "safe" : "unsafe");
	json_end(j);
	json_end(j);
}

/* A fix without edits is advice, and there is no form for a new file name. */
static void put_fixes(struct sarif *s, const struct diag *d)
{
	bool is_open = false;

	for (size_t i = 0; i < d->fixes.n; i++) {
		if (!d->fixes.v[i].edits.n || d->fixes.v[i].rename_to.n)
			continue;
		if (!is_open) {
			json_key(&s->j, "fixes");
			json_begin(&s->j, '[');
			is_open = true;
		}
		put_fix(s, d->at.path, &d->fixes.v[i]);
	}
	if (is_open)
		json_end(&s->j);
}

static void put_result(struct sarif *s, const struct diag *d, str fingerprint)
{
	struct json *j = &s->j;

	json_begin(j, '{');
	json_key(j, "ruleId");
	json_z(j, d->rule->id);
	json_member_uint(j, "ruleIndex", rule_index(s, d->rule));
	json_key(j, "level");
	json_z(j, level_name(d->level));
	json_key(j, "kind");
	json_z(j, "fail");
	put_message(s, part_words(d, s->a));
	put_locations(s, d);
	json_key(j, "partialFingerprints");
	json_begin(j, '{');
	json_key(j, "dictumKey/v1");
	json_str(j, fingerprint);
	json_end(j);
	if (s->has_baseline) {
		json_key(j, "baselineState");
		json_z(j, state_name(d->state));
	}
	put_suppression(s, d);
	put_fixes(s, d);
	json_end(j);
}

static void put_results(struct sarif *s)
{
	str *fingerprints = part_fingerprints(s->in, s->a);
	bool *is_shown = part_worst(s->in, MAX_RESULTS, s->a);

	json_key(&s->j, "results");
	json_begin(&s->j, '[');
	for (size_t i = 0; i < s->in->found->all.n; i++)
		if (is_shown[i])
			put_result(s, &s->in->found->all.v[i], fingerprints[i]);
	json_end(&s->j);
}

void report_sarif(const struct report_input *in, struct buf *out)
{
	struct sarif s = { .in = in, .a = out->a, .first = in->dialect ? dialect_first(out->a) : NULL };
	bool is_pretty = true;

	json_init(&s.j, out, is_pretty);
	json_begin(&s.j, '{');
	json_key(&s.j, "$schema");
	json_z(&s.j, "https://json.schemastore.org/sarif-2.1.0.json");
	json_key(&s.j, "version");
	json_z(&s.j, "2.1.0");
	json_key(&s.j, "runs");
	json_begin(&s.j, '[');
	json_begin(&s.j, '{');
	put_tool(&s);
	put_invocation(&s);
	put_results(&s);
	json_end(&s.j);
	json_end(&s.j);
	json_end(&s.j);
	buf_byte(out, '\n');
}
