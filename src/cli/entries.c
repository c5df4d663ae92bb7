/* What `show`, `log`, `list` and `search` share. */
#include "cli/entries.h"

#include "base/fs.h"
#include "cli/out.h"
#include "cli/scope.h"
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

bool entries_one_key(const struct args *args, const char *command, struct arena *a, struct err *e)
{
	str words;

	if (args->operands.n == 1)
		return true;
	if (!args->operands.n)
		return err_usage(e, "%s takes one key, see 'dictum %s --help'", command, command);
	words = str_join(a, args->operands.v, args->operands.n, STR(" "));
	return err_usage(e, "%s takes one key, not %zu; one with blanks stands in quotes: dictum %s '%.*s'", command, args->operands.n, command, STR_ARG(words));
}

bool entries_are_ambiguous(str key, const struct entries_choice *all, size_t n, struct arena *a, struct err *e)
{
	enum { MAX_SHOWN = 100 }; /* whoever looks through more is better off with a list of them all */
	bool kinds_differ = false;

	if (n < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		kinds_differ = kinds_differ || all[i].kind != all[0].kind;
	(void)err_usage(e, "%zu entries have the key '%.*s', choose one with %s:", n, STR_ARG(key), kinds_differ ? "--kind or --path" : "--path"); /* always false */
	for (size_t i = 0; i < n && i < MAX_SHOWN; i++)
		err_line(e, a, "  %.*s: %.*s", STR_ARG(all[i].kind->name), STR_ARG(all[i].path));
	if (n > MAX_SHOWN)
		err_line(e, a, "  and %zu more", n - MAX_SHOWN);
	return true;
}

static const struct entry *entry_of_key(const struct run *r, str key)
{
	const struct entry_list *list = NULL;

	for (size_t i = 0; !list && i < r->dialect->n_kinds; i++)
		list = dict_get(&r->dict, &r->dialect->kinds[i], key);
	return list ? list->all.v[0] : NULL;
}

struct entries_path entries_path(const struct run *r, str word)
{
	struct entries_path out = { .is_given = word.n > 0, .as_printed = fs_path_clean(r->a, word) };
	struct err ignored = { 0 }; /* what lies outside is the path of no entry */

	if (out.is_given)
		(void)scope_path(&r->place, word, r->a, &out.as_seen, &ignored); /* false: it stays empty */
	return out;
}

bool entries_path_is(const struct entries_path *p, str path)
{
	return !p->is_given || (path.n && (str_eq(path, p->as_printed) || str_eq(path, p->as_seen)));
}

/* A file's path in place of a key. */
static const struct entry *entry_in_file(const struct run *r, str word)
{
	struct entries_path p = entries_path(r, word);

	for (size_t i = 0; p.is_given && i < r->dict.all.n; i++)
		if (entries_path_is(&p, r->dict.all.v[i]->definition->path))
			return r->dict.all.v[i];
	return NULL;
}

enum { MOST_MEANT = 3 }; /* keys that are named as what was meant */

/* Whether the word is the last part of the key. */
static bool is_last_part(const struct run *r, str key, str word)
{
	if (!word.n || !str_ends(key, word) || key.n == word.n)
		return false;
	for (size_t i = 0; i < r->dialect->n_kinds; i++) {
		str separator = r->dialect->kinds[i].separator;

		if (separator.n && key.p[key.n - word.n - 1] == separator.p[0])
			return true;
	}
	return false;
}

/* The keys with this last part; none where there are too many. */
static size_t keys_named(const struct run *r, str word, const str *keys, size_t n, str *out)
{
	struct map seen = { 0 };
	size_t n_named = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_last_part(r, keys[i], word) || map_has(&seen, keys[i]))
			continue;
		if (n_named == MOST_MEANT)
			return 0;
		(void)map_put(&seen, keys[i], r->a);
		out[n_named++] = keys[i];
	}
	return n_named;
}

/* The key that a spelling of SQL, JSON or Ruby means, else the nearest one, else those with this last part. Returns how many. */
static size_t keys_meant(const struct run *r, str word, const str *keys, size_t n, str *out)
{
	str spelt[3];
	size_t n_spelt = search_keys(word, spelt, r->a), near = str_nearest(word, keys, n);
	struct map known = { 0 };

	for (size_t i = 0; i < n; i++)
		(void)map_put(&known, keys[i], r->a);
	for (size_t i = 0; i < n_spelt; i++)
		if (map_has(&known, spelt[i])) {
			out[0] = spelt[i];
			return 1;
		}
	if (near < n) {
		out[0] = keys[near];
		return 1;
	}
	return keys_named(r, word, keys, n, out);
}

/* "'a', 'b' or 'c'"; empty for none. */
static str choice(const str *keys, size_t n, struct arena *a)
{
	struct buf out = { .a = a };

	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%s'%.*s'", !i ? "" : i + 1 < n ? ", " : " or ", STR_ARG(keys[i]));
	return buf_str(&out);
}

void entries_note_absent(const struct run *r, str key, str said, str was, const str *keys, size_t n)
{
	const struct entry *other = entry_of_key(r, key), *in_file = entry_in_file(r, key);
	str near[MOST_MEANT], meant = choice(near, keys_meant(r, key, keys, n, near), r->a);

	if (other)
		out_note(r->args, "%.*s, but %.*s defines %.*s '%.*s'", STR_ARG(said), STR_ARG(other->definition->path), STR_ARG(other->kind->name), STR_ARG(key));
	else if (was.n)
		out_note(r->args, "%.*s, but %.*s", STR_ARG(said), STR_ARG(was));
	else if (in_file)
		out_note(r->args, "%.*s, but that file defines %.*s '%.*s'", STR_ARG(said), STR_ARG(in_file->kind->name), STR_ARG(in_file->key));
	else if (meant.n)
		out_note(r->args, "%.*s, did you mean %.*s?", STR_ARG(said), STR_ARG(meant));
	else if (!n && !r->dict.all.n) /* nothing to search in */
		out_note(r->args, "%.*s", STR_ARG(said));
	else
		out_note(r->args, "%.*s: 'dictum search' finds entries by parts of their keys", STR_ARG(said));
}
