/* Which rule speaks when several see the same cause. */
#include <string.h>

#include "base/map.h"
#include "doc/doc.h"
#include "lint/settle.h"

/* `speaker` silences `silenced` where both are about the same member of the same file. A speaker's name ending in '-' stands for all rules that begin so.
   Of two that silence one another the row further up counts. */
struct precedence {
	const char *speaker, *silenced;
	unsigned how;
};
enum {
	AT_POINTER = 1,     /* where what speaks is about the member that the other points at, though that is about another one */
	TAKES_SAFE_FIX = 2, /* the fix of what is silenced mends what speaks: quotes make the text that the schema asks for */
	TAKES_FIX = 4,      /* the same of any fix: a character that is taken away is not in the key any more */
	TAKES_REASON = 8,   /* what is silenced says why: nobody sees the character that a pattern does not want */
	NOT_BEFORE = 16     /* only what does not stand before what speaks: in the value that is refused, not in its key */
};
static const struct precedence precedences[] = {
	{ "milestone-unquoted", "schema-type", 0 },
	{ "milestone-unquoted", "schema-pattern", 0 },
	{ "milestone-unquoted", "schema-any-of", 0 },
	{ "milestone-unquoted", "schema-one-of", 0 },
	{ "milestone-unquoted", "yaml-ambiguous-scalar", TAKES_SAFE_FIX },
	{ "unique-time-frame", "schema-any-of", 0 },
	{ "unique-time-frame", "schema-one-of", 0 },
	{ "schema-", "yaml-ambiguous-scalar", TAKES_SAFE_FIX },
	{ "schema-", "key-missing", 0 },
	{ "schema-", "removed-incomplete", 0 },
	{ "schema-", "broken-incomplete", 0 },
	{ "schema-", "active-with-removal", 0 },
	{ "schema-false", "active-with-removal", AT_POINTER },
	{ "schema-", "removed-event-place", 0 },
	{ "schema-", "milestone-order", 0 },
	{ "schema-", "unique-time-frame", 0 },
	{ "schema-", "folder-time-frame", 0 },
	{ "schema-", "key-suffix-time-frame", 0 },
	{ "schema-", "category-unknown", 0 },
	{ "schema-", "value-schema-missing", 0 },
	{ "schema-", "properties-builtin-first", 0 },
	{ "schema-", "unique-not-identifier", 0 },
	{ "schema-", "sum-needs-value", 0 },
	{ "schema-", "selection-mixed", 0 },
	{ "schema-", "event-undefined", 0 },
	{ "schema-", "owner-unknown", 0 },
	{ "schema-", "action-style", 0 },
	{ "schema-", "file-name", 0 },
	{ "schema-", "folder-edition", 0 },
	{ "schema-", "description-missing", 0 },
	{ "schema-", "description-placeholder", 0 },
	{ "schema-", "description-short", 0 },
	{ "schema-", "url-dead-form", 0 },
	{ "schema-", "url-placeholder", 0 },
	{ "schema-pattern", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-enum", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-const", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-format", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-type", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-any-of", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-one-of", "text-whitespace", TAKES_FIX | TAKES_REASON | NOT_BEFORE },
	{ "schema-", "text-whitespace", NOT_BEFORE }, /* a key that nobody knows, a length: another character mends neither */
	{ "key-invisible", "text-whitespace", TAKES_FIX | NOT_BEFORE },
	{ "key-duplicate", "file-name", 0 },
	{ "action-duplicate", "file-name", 0 },
	{ "active-with-removal", "removed-event-place", 0 },
	{ "key-suffix-time-frame", "folder-time-frame", 0 },
	{ "key-suffix-time-frame", "description-time-frame", 0 },
	{ "folder-time-frame", "description-time-frame", 0 },
	{ "unique-not-identifier", "selection-mixed", 0 },
	{ "sum-needs-value", "selection-mixed", 0 },
	{ "description-placeholder", "description-short", 0 },
};
enum { N_PRECEDENCES = sizeof precedences / sizeof *precedences };

static bool speaks_as(const struct diag *d, const char *name)
{
	size_t n = strlen(name);

	return name[n - 1] == '-' ? strncmp(d->rule->id, name, n) == 0 : strcmp(d->rule->id, name) == 0;
}

static str place_key(const struct diag *d, str pointer, struct arena *a)
{
	return str_fmt(a, "%.*s%c%.*s", STR_ARG(d->at.path), '\n', STR_ARG(pointer));
}

static str subject_of(const struct diag *d)
{
	return d->subject.n ? d->subject : d->pointer;
}

struct part { /* of one rule in the precedences */
	bool may_silence, may_be_silenced;
};

static const struct part *part_of(struct map *parts, const struct diag *d, struct arena *a)
{
	struct part **slot = (struct part **)map_put(parts, str_from_z(d->rule->id), a), *part = *slot;

	if (part)
		return part;
	part = *slot = arena_new(a, struct part);
	for (size_t i = 0; i < N_PRECEDENCES; i++) {
		part->may_silence |= speaks_as(d, precedences[i].speaker);
		part->may_be_silenced |= speaks_as(d, precedences[i].silenced);
	}
	return part;
}

static bool stands_before(const struct diag *d, const struct diag *other)
{
	return place_compare_points(d->at.at.line, d->at.at.column, other->at.at.line, other->at.at.column) < 0;
}

/* NULL: the first does not silence the other at such a place. */
static const struct precedence *row_of(const struct diag *speaker, const struct diag *other, bool at_pointer)
{
	for (size_t i = 0; i < N_PRECEDENCES; i++) {
		const struct precedence *row = &precedences[i];

		if (((row->how & AT_POINTER) != 0) != at_pointer)
			continue;
		if (speaks_as(speaker, row->speaker) && speaks_as(other, row->silenced))
			return row;
		if (speaks_as(other, row->speaker) && speaks_as(speaker, row->silenced))
			return NULL;
	}
	return NULL;
}

struct speaker {
	struct diag *d;
	const struct diag_rule *helper; /* whose fix it has taken; NULL: of none */
	str remedy;                     /* what each part of that fix does */
};
struct speakers {
	VEC(struct speaker) all; /* one of each rule: the first */
};

/* One of two curly quotes alone would leave quotes open. */
static void join_fix(struct speaker *speaker, const struct diag_fix *more, struct arena *a)
{
	struct diag_fix *fix = &speaker->d->fixes.v[0];

	fix->is_safe = fix->is_safe && more->is_safe;
	for (size_t i = 0; i < more->edits.n; i++)
		*vec_push(&fix->edits, a) = more->edits.v[i];
	if (!str_eq(speaker->remedy, more->description))
		speaker->remedy = STR("write plain characters");
	fix->description = str_fmt(a, "%.*s, at %zu places", STR_ARG(speaker->remedy), fix->edits.n);
}

static void take_fix(struct speaker *speaker, const struct diag *d, unsigned how, struct arena *a)
{
	bool is_taken = d->fixes.n && ((how & TAKES_FIX) || ((how & TAKES_SAFE_FIX) && d->fixes.v[0].is_safe));

	if (is_taken && speaker->helper == d->rule) {
		join_fix(speaker, &d->fixes.v[0], a);
	} else if (is_taken && !speaker->d->fixes.n) {
		speaker->helper = d->rule;
		speaker->remedy = d->fixes.v[0].description;
		speaker->d->fixes.v = d->fixes.v;
		speaker->d->fixes.n = speaker->d->fixes.cap = d->fixes.n;
	}
}

/* Whether one of those that speak at the place silences `d`. */
static bool is_silenced_at(const struct map *places, str pointer, bool at_pointer, const struct diag *d, struct arena *a)
{
	struct speakers *here = map_get(places, place_key(d, pointer, a));

	for (size_t i = 0; here && i < here->all.n; i++) {
		struct diag *speaker = here->all.v[i].d;
		const struct precedence *row = row_of(speaker, d, at_pointer);

		if (!row || ((row->how & NOT_BEFORE) && stands_before(d, speaker)))
			continue;
		if (!speaker->schema_pointer.n) /* readers of reports still learn which keyword failed */
			speaker->schema_pointer = d->schema_pointer;
		if ((row->how & TAKES_REASON) && !speaker->help.n)
			speaker->help = str_fmt(a, "there is %.*s", STR_ARG(d->message));
		take_fix(&here->all.v[i], d, row->how, a);
		return true;
	}
	return false;
}

/* Blanks at the ends of lines are about the text alone: what is told of the whole document does not silence them. */
static bool is_about_data(const struct diag *d)
{
	return d->has_pointer || d->subject.n;
}

static bool is_silenced(const struct map *places, const struct diag *d, struct arena *a)
{
	if (!is_about_data(d))
		return false;
	return is_silenced_at(places, subject_of(d), false, d, a) || is_silenced_at(places, d->pointer, true, d, a);
}

static bool is_rule(const struct diag *d, const char *id)
{
	return strcmp(d->rule->id, id) == 0;
}

static str spot_of(const struct diag *d, struct arena *a)
{
	return str_fmt(a, "%.*s%c%u:%u", STR_ARG(d->at.path), '\n', d->at.at.line, d->at.at.column);
}

static str member_of(const struct diag *d, struct arena *a)
{
	return place_key(d, subject_of(d), a);
}

static str line_of(const struct diag *d, struct arena *a)
{
	return str_fmt(a, "%.*s%c%u", STR_ARG(d->at.path), '\n', d->at.at.line);
}

/* The findings of a rule by where they stand. */
static struct map found_at(const struct diag_list *found, const char *id, str (*where)(const struct diag *d, struct arena *a))
{
	struct map places = { 0 };

	for (size_t i = 0; i < found->all.n; i++)
		if (is_rule(&found->all.v[i], id))
			*map_put(&places, where(&found->all.v[i], found->a), found->a) = &found->all.v[i];
	return places;
}

/* Where aliases are refused nothing stands there, and whoever misses something there has no other cause to tell. */
static void drop_at_aliases(const struct diag_list *found, bool *drop)
{
	struct map aliases = found_at(found, "yaml-alias", spot_of);

	for (size_t i = 0; aliases.n && i < found->all.n; i++)
		drop[i] = drop[i] || (!is_rule(&found->all.v[i], "yaml-alias") && map_has(&aliases, spot_of(&found->all.v[i], found->a)));
}

/* Forms that a missing key tells apart. */
static void drop_waiting(const struct diag_list *found, bool *drop)
{
	struct map missing = found_at(found, "schema-required", member_of);

	for (size_t i = 0; missing.n && i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i];

		drop[i] = drop[i] || (d->awaited.n && map_has(&missing, place_key(d, d->awaited, found->a)));
	}
}

/* A value that the schema does not want becomes none that it wants by quotes. */
static void drop_tags(const struct diag_list *found, bool *drop)
{
	struct map tags = found_at(found, "yaml-tag", spot_of);

	for (size_t i = 0; tags.n && i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i], *tag = speaks_as(d, "schema-") ? map_get(&tags, spot_of(d, found->a)) : NULL;

		if (tag)
			drop[tag - found->all.v] = true;
	}
}

/* Whether something that could not be read stands in what is told of on this line. */
static bool is_around(const struct diag *d, const struct diag *syntax)
{
	return syntax && !is_rule(d, "yaml-syntax") && is_about_data(d) && d->at.at.end_line == d->at.at.line &&
	       d->at.at.column <= syntax->at.at.column && syntax->at.at.column < d->at.at.end_column;
}

static void drop_around_syntax(const struct diag_list *found, bool *drop)
{
	struct map lines = found_at(found, "yaml-syntax", line_of);

	for (size_t i = 0; lines.n && i < found->all.n; i++)
		drop[i] = drop[i] || is_around(&found->all.v[i], map_get(&lines, line_of(&found->all.v[i], found->a)));
}

static void put_speaker(struct map *places, struct diag *d, str pointer, struct arena *a)
{
	struct speakers **here = (struct speakers **)map_put(places, place_key(d, pointer, a), a);

	if (!*here)
		*here = arena_new(a, struct speakers);
	for (size_t i = 0; i < (*here)->all.n; i++)
		if ((*here)->all.v[i].d->rule == d->rule)
			return;
	*vec_push(&(*here)->all, a) = (struct speaker){ .d = d };
}

/* Where somebody speaks. What is told of an item of a list as a matter of the list, or the other way round, is about both. */
static void put_speaker_everywhere(struct map *places, struct diag *d, struct arena *a)
{
	str subject = subject_of(d);

	put_speaker(places, d, subject, a);
	if (pointer_is_under(d->pointer, subject) || pointer_is_under(subject, d->pointer))
		put_speaker(places, d, d->pointer, a);
}

void lint_settle(struct diag_list *found)
{
	struct map places = { 0 }, parts = { 0 };
	bool *drop = arena_array(found->a, found->all.n, bool);
	size_t kept = 0;

	drop_waiting(found, drop); /* first: what waits silences nobody */
	for (size_t i = 0; i < found->all.n; i++)
		if (!drop[i] && is_about_data(&found->all.v[i]) && part_of(&parts, &found->all.v[i], found->a)->may_silence)
			put_speaker_everywhere(&places, &found->all.v[i], found->a);
	for (size_t i = 0; i < found->all.n; i++)
		drop[i] = drop[i] || (places.n && part_of(&parts, &found->all.v[i], found->a)->may_be_silenced &&
		                      is_silenced(&places, &found->all.v[i], found->a));
	drop_at_aliases(found, drop);
	drop_tags(found, drop);
	drop_around_syntax(found, drop);
	for (size_t i = 0; i < found->all.n; i++)
		if (!drop[i])
			found->all.v[kept++] = found->all.v[i];
	found->all.n = kept;
}
