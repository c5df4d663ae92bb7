/* Names to URLs. */
#include "base/fs.h"
#include "base/hash.h"
#include "render/markdown.h"
#include "site/url.h"

enum {
	SLUG_MAX = 100, /* bytes; with a folder and an ending far below every file system's 255 */
	SLUG_CUT = 84,
	HASH_DIGITS = 12
};

static bool is_kept(char c)
{
	return (c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '.' || c == '_' || c == '-';
}

/* Names that Windows keeps for devices, with any ending: CON, COM1 ... (Microsoft, "Naming Files, Paths, and Namespaces"). */
static bool is_device(str name)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul", NULL };
	str base = str_cut(name, '.').head;

	if (str_is_among_z(base, devices))
		return true;
	return base.n == 4 && byte_is_digit(base.p[3]) && (str_starts(base, STR("com")) || str_starts(base, STR("lpt")));
}

/* Our own pages in folders of entries: index, all, p2, p3 ... */
static bool is_own_page(str name)
{
	static const char *const pages[] = { "index", "all", "ns", NULL };
	size_t i = 1;

	if (str_is_among_z(name, pages))
		return true;
	while (i < name.n && byte_is_digit(name.p[i]))
		i++;
	return name.n > 1 && name.p[0] == 'p' && i == name.n;
}

static bool is_escaped(str name, size_t i)
{
	char c = name.p[i];

	if (!is_kept(c) || (i == 0 && (c == '.' || c == '-')) || (i + 1 == name.n && c == '.'))
		return true;
	return i == 0 && (is_device(name) || is_own_page(name));
}

static void put_hash(struct buf *b, struct hash h)
{
	struct arena *a = b->a;

	buf_z(b, "~~"); /* no escape looks like this, so no other name ends so */
	buf_put(b, str_sub(hash_hex(h, a), 0, HASH_DIGITS));
}

/* Most names need nothing. */
static bool is_slug(str name)
{
	if (!name.n || name.n > SLUG_MAX || is_escaped(name, 0) || is_escaped(name, name.n - 1))
		return false;
	for (size_t i = 1; i < name.n; i++)
		if (!is_kept(name.p[i]))
			return false;
	return true;
}

str url_slug(str name, struct arena *a)
{
	struct buf b = { .a = a };

	if (is_slug(name))
		return name;
	for (size_t i = 0; i < name.n; i++) {
		if (is_escaped(name, i))
			buf_fmt(&b, "~%02x", (unsigned char)name.p[i]);
		else
			buf_byte(&b, name.p[i]);
	}
	if (b.n > SLUG_MAX || !b.n) {
		b.n = b.n < SLUG_CUT ? b.n : SLUG_CUT;
		while (b.n && (b.p[b.n - 1] == '~' || (b.n > 1 && b.p[b.n - 2] == '~')))
			b.n--; /* no half escape before the hash */
		put_hash(&b, hash_bytes(name));
	}
	return buf_str(&b);
}

static str entry_slug(const struct dict *d, const struct entry *e, struct arena *a)
{
	const struct entry_list *same = dict_get(d, e->kind, e->key);
	struct buf b = { .a = a };
	struct hash_state *h;

	if (same && same->all.n < 2)
		return url_slug(e->key, a);
	h = hash_begin(a);
	hash_add(h, e->key);
	hash_add(h, e->definition->path);
	buf_put(&b, str_sub(url_slug(e->key, a), 0, SLUG_CUT));
	while (b.n && (b.p[b.n - 1] == '~' || (b.n > 1 && b.p[b.n - 2] == '~')))
		b.n--;
	put_hash(&b, hash_end(h));
	return buf_str(&b);
}

static str in_folder(str folder, str slug, const char *ending, struct arena *a)
{
	const str parts[] = { folder, STR("/"), slug, str_from_z(ending) };
	struct buf b = { .a = a, .cap = folder.n + 1 + slug.n + parts[3].n };

	b.p = arena_array(a, b.cap, char); /* exactly: sites keep many of them */
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		buf_put(&b, parts[i]);
	return buf_str(&b);
}

str url_entry(const struct dict *d, const struct entry *e, struct arena *a)
{
	return in_folder(e->kind->folder, entry_slug(d, e, a), ".html", a);
}

str url_gone(const struct kind *k, str key, struct arena *a)
{
	return in_folder(k->folder, url_slug(key, a), ".html", a);
}

str url_entry_json(const struct dict *d, const struct entry *e, struct arena *a)
{
	return in_folder(e->kind->folder, entry_slug(d, e, a), ".json", a);
}

str url_list(const struct kind *k, size_t page, struct arena *a)
{
	if (page == 1)
		return in_folder(k->folder, STR("index"), ".html", a);
	return str_fmt(a, "%.*s/p%zu.html", STR_ARG(k->folder), page);
}

str url_names(const struct kind *k, struct arena *a)
{
	return in_folder(k->folder, STR("all"), ".html", a);
}

str url_csv(const struct kind *k, struct arena *a)
{
	return str_fmt(a, "%.*s.csv", STR_ARG(k->folder));
}

str url_api(const struct kind *k, struct arena *a)
{
	return str_fmt(a, "api/v1/%.*s.json", STR_ARG(k->folder));
}

str url_group(str id, struct arena *a)
{
	return in_folder(STR("owners"), url_slug(id, a), ".html", a);
}

str url_stage(str id, struct arena *a)
{
	return in_folder(STR("stages"), url_slug(id, a), ".html", a);
}

str url_group_csv(str id, struct arena *a)
{
	return in_folder(STR("owners"), url_slug(id, a), ".csv", a);
}

str url_group_json(str id, struct arena *a)
{
	return in_folder(STR("owners"), url_slug(id, a), ".json", a);
}

str url_section(str id, struct arena *a)
{
	return in_folder(STR("sections"), url_slug(id, a), ".html", a);
}

str url_removed(size_t page, struct arena *a)
{
	return page == 1 ? STR("removed.html") : str_fmt(a, "removed~p%zu.html", page);
}

str url_guide(str file, struct arena *a)
{
	return in_folder(STR("guides"), url_slug(str_cut_last(file, '.').head, a), ".html", a);
}

str url_to_file(str target, str from, struct arena *a)
{
	bool is_from_top = str_starts(target, STR("/"));
	str name = markdown_target_decoded(str_from(target, is_from_top), a);
	str path = fs_path_clean(a, is_from_top ? name : fs_path_join(a, fs_path_folder(from), name));

	if (str_eq_z(path, "..") || str_starts(path, STR("../")) || str_eq_z(path, ".") || str_find(target, '?') < target.n)
		return (str){ 0 };
	return path;
}

bool url_is_page(str target)
{
	return str_ends(str_cut(str_cut(target, '#').head, '?').head, STR(".html"));
}

str url_search(str hash, struct arena *a)
{
	return str_fmt(a, "i/%.*s/", STR_ARG(hash));
}

str url_search_gone(str hash, struct arena *a)
{
	return str_fmt(a, "i/g%.*s/", STR_ARG(hash));
}

/* Slugs hold no "~p": neither escapes nor hashes look like it. */
static str numbered(str folder, str id, size_t page, struct arena *a)
{
	if (page == 1)
		return in_folder(folder, url_slug(id, a), ".html", a);
	return str_fmt(a, "%.*s/%.*s~p%zu.html", STR_ARG(folder), STR_ARG(url_slug(id, a)), page);
}

str url_group_page(str id, size_t page, struct arena *a)
{
	return numbered(STR("owners"), id, page, a);
}

str url_rule(str id, size_t page, struct arena *a)
{
	return numbered(STR("health"), id, page, a);
}

str url_group_health(str id, size_t page, struct arena *a)
{
	return numbered(STR("health/by-owner"), id, page, a);
}

str url_unowned_health(size_t page, struct arena *a)
{
	if (page == 1)
		return STR("health/unowned/index.html");
	return str_fmt(a, "health/unowned/p%zu.html", page);
}

str url_properties(size_t page, struct arena *a)
{
	return page == 1 ? STR("properties/index.html") : str_fmt(a, "properties/p%zu.html", page);
}

str url_property(str name, size_t page, struct arena *a)
{
	return numbered(STR("properties"), name, page, a);
}

str url_namespace(const struct kind *k, str prefix, size_t page, struct arena *a)
{
	return numbered(str_fmt(a, "%.*s/ns", STR_ARG(k->folder)), prefix, page, a);
}

/* Disks that do not tell "Tiers" from "tiers" must not, either. */
static bool is_taken(const struct dialect *d, str folder)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (str_eq_lower(d->kinds[i].folder, folder))
			return true;
	return url_is_own_folder(folder);
}

str url_values_folder(const struct dialect *d, str folder, struct arena *a)
{
	folder = url_slug(folder, a);
	while (is_taken(d, folder))
		folder = str_fmt(a, "by-%.*s", STR_ARG(folder));
	return folder;
}

str url_values(str folder, size_t page, struct arena *a)
{
	return page == 1 ? in_folder(folder, STR("index"), ".html", a) : str_fmt(a, "%.*s/p%zu.html", STR_ARG(folder), page);
}

str url_value(str folder, str value, size_t page, struct arena *a)
{
	return numbered(folder, value, page, a);
}

/* No slug holds "~o": escapes are of hexadecimal digits. */
str url_beyond(str folder, str value, size_t page, struct arena *a)
{
	str slug = url_slug(value, a);

	if (page == 1)
		return in_folder(folder, slug, "~only.html", a);
	return str_fmt(a, "%.*s/%.*s~only~p%zu.html", STR_ARG(folder), STR_ARG(slug), page);
}

str url_beyond_csv(str folder, str value, struct arena *a)
{
	return in_folder(folder, url_slug(value, a), "~only.csv", a);
}

str url_value_csv(str folder, str value, struct arena *a)
{
	return in_folder(folder, url_slug(value, a), ".csv", a);
}

str url_changes(str period, size_t page, struct arena *a)
{
	return numbered(STR("changes"), period, page, a);
}

/* Between two names ".." is no step up, for it is never all of a name. */
str url_range(str from, str to, struct arena *a)
{
	return in_folder(STR("changes"), url_slug(str_fmt(a, "%.*s..%.*s", STR_ARG(from), STR_ARG(to)), a), ".html", a);
}

str url_versions(size_t page, struct arena *a)
{
	return page == 1 ? STR("versions.html") : str_fmt(a, "versions~p%zu.html", page);
}

str url_version(str name, size_t page, struct arena *a)
{
	return numbered(STR("versions"), name, page, a);
}

str url_version_csv(str name, struct arena *a)
{
	return in_folder(STR("versions"), url_slug(name, a), ".csv", a);
}

str url_group_feed(str id, const char *ending, struct arena *a)
{
	return in_folder(STR("feeds/owners"), url_slug(id, a), ending, a);
}

str url_breaking_feed(const char *ending, struct arena *a)
{
	return in_folder(STR("feeds"), STR("breaking"), ending, a);
}

str url_up(str page, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < page.n; i++)
		if (page.p[i] == '/')
			buf_z(&b, "../");
	return buf_str(&b);
}

bool url_is_own_folder(str folder)
{
	/* gone, index and schema: files of kinds lie beside those in api/v1 */
	static const char *const folders[] = {
		"api", "assets", "changes", "feeds", "gone", "guides", "health", "i", "index", "owners", "properties", "schema", "sections", "stages", "versions", NULL,
	};

	return str_is_among_z(folder, folders);
}
