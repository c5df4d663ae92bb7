/* What `show`, `log`, `list` and `search` share. */
#include "cli/entries.h"

#include "cli/out.h"

bool entries_format(const struct args *args, enum entries_format *out, struct err *e)
{
	static const char *const names[] = { "text", "json", "csv", NULL };
	size_t i;

	if (!out_format(args, names, &i, e))
		return false;
	*out = (enum entries_format)i;
	return true;
}

bool entries_kind(const struct run *r, const struct args *args, const struct kind **out, struct err *e)
{
	str name = args_get(args, OPT_KIND);

	*out = name.n ? dialect_kind(r->dialect, name) : NULL;
	if (*out || !args_has(args, OPT_KIND))
		return true;
	return err_usage(e, "unknown kind '%.*s', expected one of %.*s", STR_ARG(name), STR_ARG(dialect_kind_names(r->dialect, r->a)));
}

void entries_offer(struct err *e, size_t i, const struct kind *kind, str path)
{
	enum { MAX_SHOWN = 8 };

	if (i < MAX_SHOWN)
		err_line(e, "  %.*s: %.*s", STR_ARG(kind->name), STR_ARG(path));
	else if (i == MAX_SHOWN)
		err_line(e, "  ...");
}
