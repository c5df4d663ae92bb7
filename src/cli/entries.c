/* What `show` and `list` share. */
#include "cli/entries.h"

bool entries_kind(const struct run *r, const struct args *args, const struct kind **out, struct err *e)
{
	str name = args_get(args, OPT_KIND);
	struct buf known = { .a = r->a };

	*out = name.n ? dialect_kind(r->dialect, name) : NULL;
	if (*out || !args_has(args, OPT_KIND))
		return true;
	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		buf_fmt(&known, "%s%.*s", i ? ", " : "", STR_ARG(r->dialect->kinds[i].name));
	return err_usage(e, "unknown kind '%.*s', expected one of %.*s", STR_ARG(name), STR_ARG(buf_str(&known)));
}

void entries_offer(struct err *e, size_t i, const struct kind *kind, str path)
{
	enum { MAX_SHOWN = 8 };

	if (i < MAX_SHOWN)
		err_line(e, "  %.*s: %.*s", STR_ARG(kind->name), STR_ARG(path));
	else if (i == MAX_SHOWN)
		err_line(e, "  ...");
}
