/* Whether the examples of a rule show what definitions here have: their keys are looked for among what the roles of kinds point at. */
#include <stddef.h>

#include "base/fs.h"
#include "model/example.h"

/* Pointers of a kind to members of its definitions. */
static const size_t roles[] = {
	offsetof(struct kind, alias),          offsetof(struct kind, expand),          offsetof(struct kind, description),
	offsetof(struct kind, group),          offsetof(struct kind, stage),           offsetof(struct kind, section),
	offsetof(struct kind, status),         offsetof(struct kind, added_milestone), offsetof(struct kind, added_url),
	offsetof(struct kind, removed_milestone), offsetof(struct kind, removed_url),  offsetof(struct kind, broken_url),
	offsetof(struct kind, identifiers),    offsetof(struct kind, properties),      offsetof(struct kind, value_schema),
	offsetof(struct kind, value_type),
};

/* Whether a pointer leads to the member or into it. */
static bool leads_to(str pointer, str member)
{
	return str_starts(pointer, STR("/")) && str_eq(str_cut(str_from(pointer, 1), '/').head, member);
}

static bool one_leads_to(const str *pointers, size_t n, str member)
{
	for (size_t i = 0; i < n; i++)
		if (leads_to(pointers[i], member))
			return true;
	return false;
}

static bool fields_lead_to(const struct field *const *fields, size_t n, str member)
{
	for (size_t i = 0; i < n; i++)
		if (one_leads_to(fields[i]->from, fields[i]->n_from, member))
			return true;
	return false;
}

static bool key_leads_to(const struct kind *k, str member)
{
	for (size_t i = 0; i < k->n_keys; i++)
		if (leads_to(k->keys[i].when, member) || one_leads_to(k->keys[i].parts, k->keys[i].n_parts, member))
			return true;
	return false;
}

static bool kind_has(const struct kind *k, str member)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (leads_to(*(const str *)(const void *)((const char *)k + roles[i]), member))
			return true;
	for (size_t i = 0; i < k->n_refs; i++)
		if (leads_to(k->refs[i].list, member))
			return true;
	return key_leads_to(k, member) || fields_lead_to(k->chips, k->n_chips, member) || fields_lead_to(k->facts, k->n_facts, member) ||
	       fields_lead_to(k->facets, k->n_facets, member);
}

static bool has_member(const struct dialect *d, str member)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (kind_has(&d->kinds[i], member))
			return true;
	return false;
}

static bool has_folder(const struct dialect *d, str folder)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t j = 0; j < d->kinds[i].n_folders; j++)
			if (fs_path_is_within(d->kinds[i].folders[j], folder))
				return true;
	return false;
}

/* Of "key_path: counts.issues", also as the item of a list and as a line of a patch. */
static str key_of_line(str line)
{
	bool is_marked = str_starts(line, STR("-")) || str_starts(line, STR("+"));

	return str_cut(is_marked ? str_trim(str_from(line, 1)) : line, ':').head;
}

/* A key at the beginning of a line that `origin` knows and `d` does not. */
static bool shows_others(const struct dialect *origin, const struct dialect *d, str text)
{
	for (size_t i = 0; i < origin->n_detect; i++)
		if (str_has(text, origin->detect[i]) && !has_folder(d, origin->detect[i]))
			return true;
	while (text.n) {
		struct cut line = str_cut(text, '\n');
		str key = key_of_line(line.head);

		if (has_member(origin, key) && !has_member(d, key))
			return true;
		text = line.tail;
	}
	return false;
}

bool example_is_foreign(const struct dialect *origin, const struct dialect *d, const struct diag_rule *rule)
{
	return shows_others(origin, d, str_from_z(rule->bad)) || shows_others(origin, d, str_from_z(rule->good));
}

str example_words(const struct dialect *origin, struct arena *a)
{
	return str_fmt(a, ", as dialect %.*s writes it", STR_ARG(origin->name));
}
