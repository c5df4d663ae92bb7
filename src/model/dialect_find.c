/* Answers questions about dialects that are read. */
#include "base/part.h"
#include "model/dialect.h"

str dialect_kind_names(const struct dialect *d, struct arena *a)
{
	str *all = arena_array(a, d->n_kinds, str);

	for (size_t i = 0; i < d->n_kinds; i++)
		all[i] = d->kinds[i].name;
	return str_join(a, all, d->n_kinds, STR(", "));
}

bool fields_have(const struct field *const *fields, size_t n, const struct field *f)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i] == f)
			return true;
	return false;
}

bool field_is_status(const struct kind *k, const struct field *f)
{
	return k->status.n && str_is_among(k->status, f->from, f->n_from);
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
