/* Answers questions about dialects that are read. */
#include "base/part.h"
#include "model/dialect.h"

str status_title(enum status s)
{
	static const char *const titles[STATUS_COUNT] = { "Active", "Deprecated", "Broken", "Removed", "Unknown status" };

	return str_from_z(titles[s]);
}

str dialect_kind_names(const struct dialect *d, struct arena *a)
{
	str *all = arena_array(a, d->n_kinds, str);

	for (size_t i = 0; i < d->n_kinds; i++)
		all[i] = d->kinds[i].name;
	return str_join(a, all, d->n_kinds, STR(", "));
}

const struct field *dialect_field_from(const struct dialect *d, str pointer)
{
	for (size_t i = 0; i < d->n_fields; i++)
		for (size_t j = 0; j < d->fields[i].n_from; j++)
			if (str_eq(d->fields[i].from[j], pointer))
				return &d->fields[i];
	return NULL;
}

const struct ref_role *kind_ref(const struct kind *k, str list)
{
	for (size_t i = 0; i < k->n_refs; i++)
		if (str_eq(k->refs[i].list, list))
			return &k->refs[i];
	return NULL;
}

bool kind_is_builtin(const struct kind *k, str property)
{
	for (size_t i = 0; i < k->n_before_custom; i++)
		for (size_t j = 0; j < k->before_custom[i].n; j++)
			if (str_eq(k->before_custom[i].names[j], property))
				return true;
	return false;
}

bool fields_have(const struct field *const *fields, size_t n, const struct field *f)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i] == f)
			return true;
	return false;
}

bool kind_has_field(const struct kind *k, const struct field *f)
{
	return fields_have(k->chips, k->n_chips, f) || fields_have(k->facts, k->n_facts, f) || fields_have(k->facets, k->n_facets, f) ||
	       f == k->privacy || f == k->indicator || f == k->categories;
}

str kind_status(const struct kind *k, enum status s)
{
	str word = str_from_z(status_word(s));

	if (!k->status.n)
		return (str){ 0 };
	for (size_t i = 0; i < k->n_statuses; i++)
		if (str_eq(k->statuses[i].label, word))
			return k->statuses[i].value;
	return !k->n_statuses || str_eq(k->status_default, word) ? word : (str){ 0 };
}

/* The default, and all texts of a kind that translates none, may be words of ours. */
enum status kind_find_status(const struct kind *k, str text)
{
	str word = !k->n_statuses || str_eq(text, k->status_default) ? text : (str){ 0 };

	for (size_t i = 0; i < k->n_statuses; i++)
		if (str_eq(k->statuses[i].value, text))
			word = k->statuses[i].label;
	for (size_t s = 0; s < STATUS_UNKNOWN; s++)
		if (str_eq_z(word, status_word((enum status)s)))
			return (enum status)s;
	return STATUS_UNKNOWN;
}

bool field_is_status(const struct kind *k, const struct field *f)
{
	return k->status.n && str_is_among(k->status, f->from, f->n_from);
}

bool field_has_status(const struct kind *k, const struct field *f)
{
	return str_eq_z(f->id, "status") && field_is_status(k, f);
}

const struct field *dialect_field(const struct dialect *d, str id)
{
	for (size_t i = 0; i < d->n_fields; i++)
		if (str_eq(d->fields[i].id, id))
			return &d->fields[i];
	return NULL;
}

const struct kind *dialect_match(const struct dialect *d, str path)
{
	if (part_name(path).n) /* half a definition, whatever patterns say */
		return NULL;
	for (size_t i = 0; i < d->n_kinds; i++)
		if (glob_set_match(&d->kinds[i].files, path) && !glob_set_match(&d->kinds[i].ignored, path))
			return &d->kinds[i];
	return NULL;
}
