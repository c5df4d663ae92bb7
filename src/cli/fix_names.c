/* Names that fixes would give to files. One that cannot be given is no fix: it is taken from the finding, which tells why. */
#include "cli/fix.h"

struct names {
	struct run *r;
	struct map claimed; /* path -> path of the file that is to be called so */
};

/* Why no file may become `path`; empty: it may. */
static str what_keeps(struct names *n, const struct diag *d, str path)
{
	const str *other = map_get(&n->claimed, path);
	struct arena *a = n->r->found.a;
	str there;

	if (source_look_for_room(n->r->source, path, a, &there) != SOURCE_LOOK_NOTHING)
		return str_fmt(a, "'%.*s' is there already", STR_ARG(there));
	if (other && !str_eq(*other, d->at.path))
		return str_fmt(a, "'%.*s' is to become '%.*s', too", STR_ARG(*other), STR_ARG(path));
	return (str){ 0 };
}

static void check_names(struct names *n, struct diag *d)
{
	struct arena *a = n->r->found.a;
	size_t kept = 0;

	for (size_t i = 0; i < d->fixes.n; i++) {
		str path = d->fixes.v[i].rename_to, why = path.n ? what_keeps(n, d, path) : (str){ 0 };

		if (why.n) {
			d->help = d->help.n ? str_fmt(a, "%.*s; %.*s", STR_ARG(d->help), STR_ARG(why)) : why;
			continue;
		}
		if (path.n)
			*map_put(&n->claimed, path, a) = &d->at.path;
		d->fixes.v[kept++] = d->fixes.v[i];
	}
	d->fixes.n = kept;
}

void fix_check_names(struct run *r)
{
	struct names n = { .r = r };

	for (size_t i = 0; i < r->found.all.n; i++)
		if (diag_counts(&r->found.all.v[i]))
			check_names(&n, &r->found.all.v[i]);
}
