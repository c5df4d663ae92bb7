/* Reading suppressing comments, matching them with findings, and finding those that do nothing. */
#include "lint/suppress.h"

#include "base/look_alike.h"
#include "base/map.h"
#include "base/utf8.h"
#include "doc/comment.h"
#include "doc/place.h"
#include "lint/common.h"
#include "schema/schema.h"

enum { MAX_LEVELS = 92 }; /* of nesting; doc_limits lets no deeper tree through */
enum suppress_rule { SUPPRESSION_UNUSED, SUPPRESSION_UNKNOWN, SUPPRESSION_NO_REASON, N_SUPPRESS_RULES };

static const char marker[] = "dictum:";

struct lines {
	uint32_t from, to; /* both included */
};
struct suppression { /* one rule of one comment */
	const struct diag_rule *rule;
	struct place at; /* of the rule's name */
	str reason;
	struct lines lines;
	struct diag *const *about; /* findings */
	size_t n_about;
	bool is_file, is_used;
};
struct reading { /* the comments of one file */
	struct lint_file *file;
	const struct lint_options *options;
	struct diag_list *found;
	struct lines *lines; /* of each comment */
	size_t *n_nearest;   /* searches for a near name, of all files */
	VEC(struct suppression) all;
	size_t n_said[N_SUPPRESS_RULES];
	bool is_silent;
};

/* Whether a rule may say one thing more of the file; what it may not is counted. */
static bool may_say(struct reading *r, enum suppress_rule rule)
{
	const struct diag_rule *row = &lint_rules_suppress[rule].rule;

	if (r->is_silent || lint_level_of(r->options, row) == DIAG_OFF)
		return false;
	if (r->n_said[rule]++ < LINT_MAX_EARLY)
		return true;
	lint_file_leave(r->file, row, false, r->found->a);
	return false;
}

static struct diag *report(const struct reading *r, enum suppress_rule rule, struct place at, str message)
{
	const struct diag_rule *row = &lint_rules_suppress[rule].rule;
	struct diag *d = diag_add(r->found, row, (struct span){ r->file->path, at }, "%.*s", STR_ARG(message));

	d->level = lint_level_of(r->options, row);
	return d;
}

/* ---- which lines a comment is about ---- */

/* "-" or "- -", maybe with a comment: what the item holds begins below. */
static bool is_bare_dash(str line)
{
	str rest = str_trim(str_cut(line, '#').head);

	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] != (i % 2 ? ' ' : '-')) /* "---" is none */
			return false;
	return rest.n > 0;
}

struct ends { /* of each line the last one of the longest member or item that begins on it; 0: none does */
	VEC(uint32_t) all;
};

static void put_end(struct ends *ends, uint32_t from, uint32_t to, struct arena *a)
{
	while (ends->all.n <= from)
		*vec_push(&ends->all, a) = 0;
	if (ends->all.v[from] < to)
		ends->all.v[from] = to;
}

static uint32_t end_of(const struct node *n)
{
	return n->at.end_line > n->at.line ? n->at.end_line : n->at.line;
}

/* What comes back is the last line of `n`. That of a block is the last one of what is in it, which is not always its last member: one that is there twice
   stands where the first one did. */
static uint32_t widen(const struct node *n, struct ends *ends, struct arena *a, int depth)
{
	bool is_map = n->kind == NODE_MAP, is_filled = n->n && (is_map || n->kind == NODE_SEQ);
	uint32_t last = is_filled && n->style != STYLE_FLOW ? n->at.line : end_of(n);

	for (size_t i = 0; is_filled && depth <= MAX_LEVELS && i < n->n; i++) {
		const struct node *value = is_map ? &n->member[i].value : &n->item[i], *first = is_map ? &n->member[i].key : value;
		uint32_t to = widen(value, ends, a, depth + 1);

		to = is_map && end_of(first) > to ? end_of(first) : to;
		put_end(ends, first->at.line, to, a);
		last = to > last ? to : last;
	}
	return last;
}

/* The line that the item begins on whose dashes stand alone on those from the one below the comment on. */
static uint32_t below_dashes(str bytes, const struct comment *c, const struct ends *ends)
{
	size_t at = place_line_end(bytes, (size_t)(c->text.p - bytes.p)), from;
	uint32_t line = c->at.line + 1;

	for (; at < bytes.n && (line >= ends->all.n || !ends->all.v[line]); line++) {
		from = at + place_break(bytes, at);
		at = place_line_end(bytes, from);
		if (!is_bare_dash(str_sub(bytes, from, at - from)))
			break;
	}
	return line;
}

/* Of each comment the lines it is about. Comments stand in file order: those below one that are alone on their lines belong to what comes next, too. */
static void find_lines(struct reading *r, const struct comments *all, struct arena *scratch)
{
	struct ends ends = { .all = { 0 } };

	r->lines = arena_array(scratch, all->all.n, struct lines);
	if (r->file->root)
		(void)widen(r->file->root, &ends, scratch, 0); /* of the whole file nobody asks */
	for (size_t i = all->all.n; i > 0; i--) {
		const struct comment *c = &all->all.v[i - 1], *next = i < all->all.n ? c + 1 : NULL;
		struct lines *l = &r->lines[i - 1];

		uint32_t line = c->is_alone ? below_dashes(r->file->bytes, c, &ends) : c->at.line;

		l->from = c->at.line + c->is_alone;
		l->to = c->is_alone && line < ends.all.n && ends.all.v[line] > l->from ? ends.all.v[line] : l->from;
		if (c->is_alone && next && next->is_alone && next->at.line == l->from)
			*l = r->lines[i];
	}
}

/* ---- reading one comment ---- */

static bool is_comment_of_ours(str text)
{
	return str_starts(text, str_from_z(marker));
}

struct point { /* in a comment; goes forward, so that each code point is counted once */
	const char *p;
	size_t column;
};

static struct point point_of(const struct comment *c)
{
	struct point start = { c->text.p, c->at.column + (size_t)1 };

	while (start.p[-1] != '#') /* the text begins behind it and blanks */
		start.p--;
	return start;
}

/* The place of `part`, a slice of the comment's text; that of the comment when it is empty. */
static struct place place_of(const struct comment *c, struct point *from, str part)
{
	if (!part.n)
		return c->at;
	from->column += utf8_count((str){ from->p, (size_t)(part.p - from->p) });
	from->p = part.p;
	return place_make(c->at.line, from->column, c->at.end_line, from->column + utf8_count(part));
}

static void report_unknown(struct reading *r, struct place at, str name)
{
	str near, quoted;
	struct diag *d;

	if (!may_say(r, SUPPRESSION_UNKNOWN))
		return;
	near = (*r->n_nearest)++ < MAX_NEAREST ? lint_nearest_in(r->options->custom, name) : (str){ 0 };
	quoted = diag_quote(name, r->found->a);
	d = report(r, SUPPRESSION_UNKNOWN, at,
	           name.n ? str_fmt(r->found->a, "there is no rule %.*s", STR_ARG(quoted)) : STR("the comment names no rule"));
	if (near.n)
		d->hint = str_fmt(r->found->a, "did you mean \"%.*s\"?", STR_ARG(near));
	d->help = STR("name rules as in `# dictum: ignore RULE[, RULE] -- reason`");
}

/* Whether the comment's line begins behind a line break that nobody sees, so that the comment cannot excuse it. */
static bool is_hidden(const struct reading *r, const struct comment *c)
{
	size_t i = (size_t)(c->text.p - r->file->bytes.p);

	while (i-- > 0)
		if (place_break(r->file->bytes, i))
			return r->file->bytes.p[i] != '\n';
	return false;
}

static void read_names(struct reading *r, const struct comment *c, str names, const struct suppression *like)
{
	struct point from = point_of(c);
	bool more = true, hidden = is_hidden(r, c);

	while (more) {
		struct cut cut = str_cut(names, ',');
		str name = str_trim(cut.head);
		const struct diag_rule *rule = lint_find_in(r->options->custom, name);
		struct suppression *s;

		more = cut.found;
		names = cut.tail;
		if (!rule) {
			report_unknown(r, place_of(c, &from, name), name);
			continue;
		}
		if (hidden && str_eq_z(str_from_z(rule->id), LINE_BREAK_INVISIBLE))
			continue;
		s = vec_push(&r->all, r->found->a);
		*s = *like;
		s->rule = rule;
		s->at = place_of(c, &from, name);
	}
}

/* "RULE, RULE -- reason": where the reason begins; the text's length when there is none. */
static size_t find_dashes(str s)
{
	for (size_t i = 0; i + 2 <= s.n; i++)
		if (s.p[i] == '-' && s.p[i + 1] == '-' && (i == 0 || byte_is_space(s.p[i - 1])))
			return i;
	return s.n;
}

static void report_verb(struct reading *r, const struct comment *c, str verb)
{
	struct point from = point_of(c);
	str quoted;

	if (!may_say(r, SUPPRESSION_UNKNOWN))
		return;
	quoted = diag_quote(verb, r->found->a);
	report(r, SUPPRESSION_UNKNOWN, place_of(c, &from, verb),
	       str_fmt(r->found->a, "%.*s is not known here, expected ignore or ignore-file", STR_ARG(quoted)))
	        ->help = STR("write `# dictum: ignore RULE -- reason`, or begin a comment for people with other words");
}

static void report_no_reason(struct reading *r, const struct comment *c)
{
	if (may_say(r, SUPPRESSION_NO_REASON))
		report(r, SUPPRESSION_NO_REASON, c->at, STR("the comment gives no reason, so it suppresses nothing"))->help =
		        STR("add it behind two dashes: `# dictum: ignore RULE -- reason`");
}

static void report_low(struct reading *r, const struct comment *c)
{
	if (may_say(r, SUPPRESSION_UNUSED))
		report(r, SUPPRESSION_UNUSED, c->at, STR("ignore-file works among the comments at the top of the file only"))->help =
		        STR("move it to the first line");
}

static void read_comment(struct reading *r, const struct comments *comments, size_t i)
{
	const struct comment *c = &comments->all.v[i];
	str rest = str_trim(str_from(c->text, sizeof marker - 1)), verb, names;
	struct suppression like = { .rule = NULL };
	size_t end = 0, dashes;

	while (end < rest.n && !byte_is_space(rest.p[end]))
		end++;
	verb = str_sub(rest, 0, end);
	rest = str_from(rest, end);
	like.is_file = str_eq_z(verb, "ignore-file");
	if (!like.is_file && !str_eq_z(verb, "ignore")) {
		report_verb(r, c, verb);
		return;
	}
	dashes = find_dashes(rest);
	names = str_sub(rest, 0, dashes);
	like.reason = str_trim(str_from(rest, dashes + 2));
	if (look_alike_is_nothing(like.reason)) {
		report_no_reason(r, c);
		return;
	}
	if (!like.is_file && !r->file->root)
		return;
	if (like.is_file && !c->is_on_top) {
		report_low(r, c);
		return;
	}
	like.lines = r->lines[i];
	read_names(r, c, names, &like);
}

/* ---- matching ---- */

/* Findings of one rule in one file, by line. */
struct of_rule {
	VEC(struct diag *) all;
	size_t *next; /* the first from here on, or the end, that no comment has suppressed yet */
};

/* The findings [from, to) by rule. */
static struct map by_rule(const struct reading *r, size_t from, size_t to, struct arena *scratch)
{
	struct map rules = { 0 };

	for (size_t i = from; i < to; i++) {
		struct diag *d = &r->found->all.v[i];
		struct of_rule **of = (struct of_rule **)map_put(&rules, str_from_z(d->rule->id), scratch);

		if (!*of)
			*of = arena_new(scratch, struct of_rule);
		*vec_push(&(*of)->all, scratch) = d;
	}
	for (const struct map_slot *slot = rules.first; slot; slot = slot->next) {
		struct of_rule *of = slot->value;

		of->next = arena_array(scratch, of->all.n + 1, size_t);
		for (size_t i = 0; i <= of->all.n; i++)
			of->next[i] = i;
	}
	return rules;
}

/* The way there is made half as long each time, so that many comments about the same findings do not look at each of them again. */
static size_t next_open(const struct of_rule *of, size_t i)
{
	while (of->next[i] != i)
		i = of->next[i] = of->next[of->next[i]];
	return i;
}

static size_t first_from(const struct of_rule *of, uint32_t line)
{
	size_t from = 0, to = of->all.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (of->all.v[middle]->at.at.line < line)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The first comment about a finding gives the reason. */
static void apply(struct suppression *s, const struct of_rule *of)
{
	size_t from = s->is_file ? 0 : first_from(of, s->lines.from), to = s->is_file ? of->all.n : first_from(of, s->lines.to + 1);

	s->is_used = from < to;
	s->about = of->all.v + from;
	s->n_about = to > from ? to - from : 0;
	for (size_t i = next_open(of, from); i < to; i = next_open(of, i)) {
		struct diag *d = of->all.v[i];

		of->next[i] = i + 1;
		d->is_suppressed = d->is_in_source = true;
		d->justification = s->reason;
	}
}

static void match(struct reading *r, size_t from, size_t to, struct arena *scratch)
{
	struct map rules = by_rule(r, from, to, scratch);

	for (size_t i = 0; i < r->all.n; i++) {
		const struct of_rule *of = map_get(&rules, str_from_z(r->all.v[i].rule->id));

		if (of)
			apply(&r->all.v[i], of);
	}
}

static void report_unused(struct reading *r)
{
	if (!r->file->root || r->options->is_partial)
		return; /* what stands in the way of the others may be what keeps the rule from finding anything */
	for (size_t i = 0; i < r->all.n; i++) {
		const struct suppression *s = &r->all.v[i];
		struct diag *d;

		if (s->is_used || lint_level_of(r->options, s->rule) == DIAG_OFF) /* a rule that is off finds nothing anyway */
			continue;
		if (!may_say(r, SUPPRESSION_UNUSED))
			continue;
		d = report(r, SUPPRESSION_UNUSED, s->at,
		           str_fmt(r->found->a, "there is no finding of %s here to suppress", s->rule->id));
		d->help = s->is_file ? STR("remove it") :
		                       STR("remove it, or put it at the end of the line, directly above the key, or at the top as ignore-file");
	}
}

/* First finding whose path is not before `path`, among the first n. */
static size_t lower_bound(const struct diag_list *found, size_t n, str path)
{
	size_t from = 0, to = n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (str_cmp(found->all.v[middle].at.path, path) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The findings [from, to) are those of the file. */
static void read_file(struct reading *r, size_t from, size_t to, struct arena *scratch)
{
	struct comments comments = { .all = { 0 } };

	comments_find(r->file->bytes, r->file->root, r->found->a, &comments);
	find_lines(r, &comments, scratch);
	for (size_t i = 0; i < comments.all.n; i++)
		if (is_comment_of_ours(comments.all.v[i].text))
			read_comment(r, &comments, i);
	match(r, from, to, scratch);
}

static void suppress_file(struct reading *r, size_t n_sorted, struct arena *scratch)
{
	size_t from = lower_bound(r->found, n_sorted, r->file->path), to = from;

	while (to < n_sorted && str_eq(r->found->all.v[to].at.path, r->file->path))
		to++;
	read_file(r, from, to, scratch);
	report_unused(r);
}

bool lint_is_marked(str bytes)
{
	size_t first = str_find(bytes, '#'); /* few files hold a comment */

	return first < bytes.n && str_has(str_from(bytes, first), str_from_z(marker));
}

void lint_suppress_ahead(struct lint_file *f, const struct lint_options *o, struct diag_list *found, bool *is_needed)
{
	struct reading r = { .file = f, .options = o, .found = found, .is_silent = true };

	read_file(&r, 0, found->all.n, found->a);
	for (size_t i = 0; i < r.all.n; i++)
		for (size_t k = 0; k < r.all.v[i].n_about && k <= SCHEMA_MAX_FINDINGS; k++) /* one more than the schema may silence */
			is_needed[r.all.v[i].about[k] - found->all.v] = true;
}

void lint_suppress(const struct lint_files *files, const struct lint_options *o, struct diag_list *found)
{
	struct arena scratch = { 0 };
	size_t n_sorted = found->all.n, n_nearest = 0;

	for (size_t i = 0; i < files->n; i++) {
		struct reading r = { .file = &files->all[i], .options = o, .found = found, .n_nearest = &n_nearest };

		if (r.file->is_marked)
			suppress_file(&r, n_sorted, &scratch);
		arena_reset(&scratch);
	}
	arena_free(&scratch);
}

const struct lint_rule lint_rules_suppress[] = {
	[SUPPRESSION_UNUSED] = { .rule = { "suppression-unused", DIAG_WARNING, "all", "a comment that suppresses nothing",
	            "The finding it was written for is gone, or stands elsewhere. A comment that stays behind would hide the next finding of its rule.",
	            "# dictum: ignore schema-enum -- renamed in 17.0\nstatus: active\n", "status: active\n", NULL } },
	[SUPPRESSION_UNKNOWN] = { .rule = { "suppression-unknown", DIAG_WARNING, "all", "a suppressing comment that names no rule there is",
	            "A misspelt name suppresses nothing. The comment is there for a finding, so it should say which.",
	            "# dictum: ignore schema-enumm -- renamed in 17.0\nstatus: actve\n", "# dictum: ignore schema-enum -- renamed in 17.0\nstatus: actve\n",
	            NULL } },
	[SUPPRESSION_NO_REASON] = { .rule = { "suppression-no-reason", DIAG_WARNING, "all", "a suppressing comment without a reason",
	            "Whoever meets the comment later has to know whether it may go. Without a reason it suppresses nothing.",
	            "# dictum: ignore schema-enum\nstatus: actve\n", "# dictum: ignore schema-enum -- renamed in 17.0\nstatus: actve\n", NULL } },
	{ .rule = { 0 } },
};
