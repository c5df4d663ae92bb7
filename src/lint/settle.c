/* Which rule speaks when several see the same cause. */
#include <string.h>

#include "base/map.h"
#include "lint/settle.h"

/* `speaker` silences `silenced` where both are about the same member of the same file. A speaker's name ending in '-' stands for all rules that begin so. */
struct precedence {
	const char *speaker, *silenced;
};
static const struct precedence precedences[] = {
	{ "milestone-unquoted", "schema-type" },
	{ "milestone-unquoted", "schema-pattern" },
	{ "milestone-unquoted", "schema-any-of" },
	{ "milestone-unquoted", "schema-one-of" },
	{ "milestone-unquoted", "yaml-ambiguous-scalar" },
	{ "schema-", "yaml-ambiguous-scalar" },
	{ "schema-", "key-missing" },
	{ "schema-", "removed-incomplete" },
	{ "schema-", "broken-incomplete" },
	{ "schema-", "active-with-removal" },
	{ "schema-", "removed-event-place" },
	{ "schema-", "milestone-order" },
	{ "schema-", "unique-time-frame" },
	{ "schema-", "folder-time-frame" },
	{ "schema-", "key-suffix-time-frame" },
	{ "schema-", "category-unknown" },
	{ "schema-", "value-schema-missing" },
	{ "schema-", "properties-builtin-first" },
	{ "schema-", "unique-not-identifier" },
	{ "schema-", "sum-needs-value" },
	{ "schema-", "selection-mixed" },
	{ "schema-", "event-undefined" },
	{ "schema-", "owner-unknown" },
	{ "schema-", "action-style" },
	{ "schema-", "file-name" },
	{ "schema-", "folder-edition" },
	{ "schema-", "description-missing" },
	{ "schema-", "description-placeholder" },
	{ "schema-", "description-short" },
	{ "schema-", "url-dead-form" },
	{ "schema-", "url-placeholder" },
	{ "schema-", "text-whitespace" },
	{ "key-invisible", "text-whitespace" },
	{ "key-duplicate", "file-name" },
	{ "action-duplicate", "file-name" },
	{ "active-with-removal", "removed-event-place" },
	{ "key-suffix-time-frame", "folder-time-frame" },
	{ "key-suffix-time-frame", "description-time-frame" },
	{ "folder-time-frame", "description-time-frame" },
	{ "unique-not-identifier", "selection-mixed" },
	{ "sum-needs-value", "selection-mixed" },
	{ "description-placeholder", "description-short" },
};
enum { N_PRECEDENCES = sizeof precedences / sizeof *precedences };

/* The same where what speaks is about the member that the other points at, though its subject is another one. */
static const struct precedence by_pointer = { "schema-false", "active-with-removal" };

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
	struct part **part = (struct part **)map_put(parts, str_from_z(d->rule->id), a);

	if (*part)
		return *part;
	*part = arena_new(a, struct part);
	for (size_t i = 0; i < N_PRECEDENCES; i++) {
		(*part)->may_silence |= speaks_as(d, precedences[i].speaker);
		(*part)->may_be_silenced |= speaks_as(d, precedences[i].silenced);
	}
	return *part;
}

static bool beats(const struct diag *speaker, const struct diag *other, const struct precedence *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (speaks_as(speaker, rows[i].speaker) && speaks_as(other, rows[i].silenced))
			return true;
	return false;
}

struct speakers {
	VEC(struct diag *) all;
};

/* The first of those that speak at a place and silence `d`; NULL: none. */
static struct diag *who_silences(const struct map *places, str place, const struct diag *d, const struct precedence *rows, size_t n)
{
	struct speakers *here = map_get(places, place);

	for (size_t i = 0; here && i < here->all.n; i++)
		if (beats(here->all.v[i], d, rows, n))
			return here->all.v[i];
	return NULL;
}

/* Whether the fix of what is silenced mends what the speaker tells: quotes make the text that the schema asks for, and a character that is taken away
   is not in the key any more. */
static bool hands_over(const struct diag *speaker, const struct diag *d)
{
	if (strcmp(d->rule->id, "yaml-ambiguous-scalar") == 0)
		return d->fixes.n && d->fixes.v[0].is_safe;
	return speaks_as(speaker, "key-invisible");
}

static bool is_silenced(const struct map *places, const struct diag *d, struct arena *a)
{
	struct diag *speaker = who_silences(places, place_key(d, subject_of(d), a), d, precedences, N_PRECEDENCES);

	if (!speaker)
		return who_silences(places, place_key(d, d->pointer, a), d, &by_pointer, 1) != NULL;
	if (!speaker->schema_pointer.n) /* readers of reports still learn which keyword failed */
		speaker->schema_pointer = d->schema_pointer;
	if (!speaker->fixes.n && hands_over(speaker, d)) {
		speaker->fixes.v = d->fixes.v;
		speaker->fixes.n = speaker->fixes.cap = d->fixes.n;
	}
	return true;
}

static bool is_alias(const struct diag *d)
{
	return strcmp(d->rule->id, "yaml-alias") == 0;
}

static str spot_of(const struct diag *d, struct arena *a)
{
	return str_fmt(a, "%.*s%c%u:%u", STR_ARG(d->at.path), '\n', d->at.at.line, d->at.at.column);
}

/* Where aliases are refused: nothing stands there, and whoever misses something there has no other cause to tell. */
static struct map aliases_of(const struct diag_list *found)
{
	struct map spots = { 0 };

	for (size_t i = 0; i < found->all.n; i++)
		if (is_alias(&found->all.v[i]))
			*map_put(&spots, spot_of(&found->all.v[i], found->a), found->a) = &found->all.v[i];
	return spots;
}

void lint_settle(struct diag_list *found)
{
	struct map places = { 0 }, parts = { 0 }, aliases = aliases_of(found);
	bool *drop = arena_array(found->a, found->all.n, bool);
	size_t kept = 0;

	for (size_t i = 0; i < found->all.n; i++) {
		struct speakers **here;

		if (!part_of(&parts, &found->all.v[i], found->a)->may_silence)
			continue;
		here = (struct speakers **)map_put(&places, place_key(&found->all.v[i], subject_of(&found->all.v[i]), found->a), found->a);
		if (!*here)
			*here = arena_new(found->a, struct speakers);
		*vec_push(&(*here)->all, found->a) = &found->all.v[i];
	}
	for (size_t i = 0; i < found->all.n; i++)
		drop[i] = places.n && part_of(&parts, &found->all.v[i], found->a)->may_be_silenced &&
		          is_silenced(&places, &found->all.v[i], found->a);
	for (size_t i = 0; aliases.n && i < found->all.n; i++)
		drop[i] = drop[i] || (!is_alias(&found->all.v[i]) && map_has(&aliases, spot_of(&found->all.v[i], found->a)));
	for (size_t i = 0; i < found->all.n; i++)
		if (!drop[i])
			found->all.v[kept++] = found->all.v[i];
	found->all.n = kept;
}
