/* What `show`, `log`, `list` and `search` share. */
#include "cli/entries.h"

#include "base/fs.h"
#include "cli/out.h"
#include "render/search.h"

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

static const struct entry *entry_of_key(const struct run *r, str key)
{
	const struct entry_list *list = NULL;

	for (size_t i = 0; !list && i < r->dialect->n_kinds; i++)
		list = dict_get(&r->dict, &r->dialect->kinds[i], key);
	return list ? list->all.v[0] : NULL;
}

/* A file's path in place of a key, from the current folder or the top. */
static const struct entry *entry_in_file(const struct run *r, str word)
{
	str below = fs_path_clean(r->a, fs_path_join(r->a, r->place.prefix, word)), path = fs_path_clean(r->a, word);

	for (size_t i = 0; i < r->dict.all.n; i++) {
		str at = r->dict.all.v[i]->definition->path;

		if (str_eq(at, path) || str_eq(at, below))
			return r->dict.all.v[i];
	}
	return NULL;
}

/* The key that a spelling of SQL, JSON or Ruby means, else the nearest one, else that of the only entry with this name; empty: none. */
static str key_meant(const struct run *r, str word, const str *keys, size_t n)
{
	str spelt[3], named = { 0 };
	size_t n_spelt = search_keys(word, spelt, r->a), near = str_nearest(word, keys, n), n_named = 0;
	struct map known = { 0 };

	for (size_t i = 0; i < n; i++)
		(void)map_put(&known, keys[i], r->a);
	for (size_t i = 0; i < n_spelt; i++)
		if (map_has(&known, spelt[i]))
			return spelt[i];
	if (near < n)
		return keys[near];
	for (size_t i = 0; i < r->dict.all.n; i++)
		if (str_eq(r->dict.all.v[i]->name, word) && map_has(&known, r->dict.all.v[i]->key)) {
			named = r->dict.all.v[i]->key;
			n_named++;
		}
	return n_named == 1 ? named : (str){ 0 };
}

void entries_note_absent(const struct run *r, str key, str said, str was, const str *keys, size_t n)
{
	const struct entry *other = entry_of_key(r, key), *in_file = entry_in_file(r, key);
	str meant = key_meant(r, key, keys, n);

	if (other)
		out_note(r->args, "%.*s, but %.*s defines %.*s '%.*s'", STR_ARG(said), STR_ARG(other->definition->path), STR_ARG(other->kind->name), STR_ARG(key));
	else if (was.n)
		out_note(r->args, "%.*s, but %.*s", STR_ARG(said), STR_ARG(was));
	else if (in_file)
		out_note(r->args, "%.*s, but that file defines %.*s '%.*s'", STR_ARG(said), STR_ARG(in_file->kind->name), STR_ARG(in_file->key));
	else if (meant.n)
		out_note(r->args, "%.*s, did you mean '%.*s'?", STR_ARG(said), STR_ARG(meant));
	else
		out_note(r->args, "%.*s: 'dictum search' finds entries by parts of their keys", STR_ARG(said));
}
