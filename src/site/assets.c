/* Templates and static files: those compiled in, file by file replaced by the user's. Static files get a hash in their name, so that hosts may keep
   them for ever. */
#include "base/embed.h"
#include "base/hash.h"
#include "base/map.h"
#include "site/page.h"
#include "site/script.h"

static const char *const template_names[PAGE_TYPES] = {
	[PAGE_HOME] = "home",
	[PAGE_LIST] = "list",
	[PAGE_NAMES] = "names",
	[PAGE_ENTRY] = "entry",
	[PAGE_OWNERS] = "owners",
	[PAGE_GROUP] = "group",
	[PAGE_STAGES] = "stages",
	[PAGE_STAGE] = "stage",
	[PAGE_SECTION] = "section",
	[PAGE_VALUES] = "values",
	[PAGE_VALUE] = "value",
	[PAGE_BEYOND] = "beyond",
	[PAGE_NAMESPACE] = "namespace",
	[PAGE_REMOVED] = "removed",
	[PAGE_GONE] = "gone",
	[PAGE_GUIDES] = "guides",
	[PAGE_GUIDE] = "guide",
	[PAGE_HEALTH] = "health",
	[PAGE_RULE] = "rule",
	[PAGE_OWNER_HEALTH] = "owner_health",
	[PAGE_PRIVACY] = "privacy",
	[PAGE_CATEGORY] = "category",
	[PAGE_INDICATORS] = "indicators",
	[PAGE_INDICATOR] = "indicator",
	[PAGE_STATS] = "stats",
	[PAGE_PROPERTIES] = "properties",
	[PAGE_PROPERTY] = "property",
	[PAGE_CONTEXT] = "context",
	[PAGE_CHANGES] = "changes",
	[PAGE_PERIOD] = "period",
	[PAGE_RANGE] = "range",
	[PAGE_VERSIONS] = "versions",
	[PAGE_VERSION] = "version",
	[PAGE_ABOUT] = "about",
	[PAGE_NOT_FOUND] = "404",
	[PAGE_SEARCH] = "search",
};

struct embedded { /* names without folder */
	VEC(str) names;
};

static struct embedded list_embedded(str folder, struct arena *a)
{
	struct embedded all = { .names = { 0 } };

	for (size_t i = 0; i < embed_n_files; i++) {
		str name = str_from_z(embed_files[i].name);

		if (str_starts(name, folder))
			*vec_push(&all.names, a) = str_from(name, folder.n);
	}
	return all;
}

static const struct site_file *find_file(const struct site_files *files, str name)
{
	for (size_t i = 0; i < files->all.n; i++)
		if (str_eq(files->all.v[i].name, name))
			return &files->all.v[i];
	return NULL;
}

/* The user's bytes where there are some. */
static str bytes_of(const struct site_files *own, str folder, str name, struct arena *a)
{
	const struct site_file *f = find_file(own, name);
	str bytes = { 0 };

	if (f)
		return f->bytes;
	BUG_IF(!embed_get(str_fmt(a, "%.*s%.*s", STR_ARG(folder), STR_ARG(name)), &bytes));
	return bytes;
}

static str stem_of(str name)
{
	return str_cut_last(name, '.').head;
}

static bool refuse_unknown(const struct site_files *own, const struct embedded *all, struct arena *a, struct err *e)
{
	str *stems = arena_array(a, all->names.n, str);

	for (size_t i = 0; i < own->all.n; i++) {
		str name = own->all.v[i].name;
		size_t near;

		if (str_is_among(name, all->names.v, all->names.n))
			continue;
		for (size_t j = 0; j < all->names.n; j++)
			stems[j] = stem_of(all->names.v[j]);
		near = str_nearest(stem_of(name), stems, all->names.n);
		if (near < all->names.n)
			return err_usage(e, "no page uses a template named '%.*s', did you mean '%.*s'?", STR_ARG(name),
			                 STR_ARG(all->names.v[near]));
		return err_usage(e, "no page uses a template named '%.*s'", STR_ARG(name));
	}
	return true;
}

/* Tables say what their parts are, because style sheets of narrow screens make blocks of them and some browsers forget it then. A large site leaves that
   to its script: it is a twelfth of the bytes. */
static str without_roles(str bytes, struct arena *a)
{
	static const char *const roles[] = { "table", "rowgroup", "row", "columnheader", "rowheader", "cell" };
	struct buf out = { .a = a };

	while (bytes.n) {
		size_t at = 0, n = 0;

		while (at < bytes.n && !str_starts(str_from(bytes, at), STR(" role=\"")))
			at++;
		buf_put(&out, str_sub(bytes, 0, at));
		bytes = str_from(bytes, at);
		for (size_t i = 0; i < sizeof roles / sizeof *roles && !n; i++) {
			str whole = str_fmt(a, " role=\"%s\"", roles[i]);

			n = str_starts(bytes, whole) ? whole.n : 0;
		}
		if (!n && bytes.n)
			buf_byte(&out, bytes.p[n++]);
		bytes = str_from(bytes, n);
	}
	return buf_str(&out);
}

bool site_load_templates(struct site *s, struct err *e)
{
	struct embedded all = list_embedded(STR("templates/"), s->a);

	s->templates = template_set_new(s->a);
	if (!refuse_unknown(&s->in->templates, &all, s->a, e))
		return false;
	for (size_t i = 0; i < all.names.n; i++) {
		str bytes = bytes_of(&s->in->templates, STR("templates/"), all.names.v[i], s->a);

		if (s->is_large && !find_file(&s->in->templates, all.names.v[i]))
			bytes = without_roles(bytes, s->a);
		if (!template_add(s->templates, str_cut_last(all.names.v[i], '.').head, bytes, e))
			return false;
	}
	for (size_t i = 0; i < PAGE_TYPES; i++) {
		s->template[i] = template_get(s->templates, str_from_z(template_names[i]));
		BUG_IF(!s->template[i]);
	}
	return queries_load(&s->queries, s->in->config, s->templates, s->a, e) && links_load(&s->links, s->in->config, s->templates, s->a, e) &&
	       template_check_partials(s->templates, e);
}

/* "assets/site.1a2b3c4d.css" */
static str hashed_name(str name, str bytes, struct arena *a)
{
	struct cut c = str_cut_last(name, '.');
	str hash = str_sub(hash_hex(hash_bytes(bytes), a), 0, 8);

	return str_fmt(a, "assets/%.*s.%.*s.%.*s", STR_ARG(c.head), STR_ARG(hash), STR_ARG(c.tail));
}

enum { MAX_STATIC_NAME = 100 }; /* bytes; leaves room for what is made of a name */

static bool is_safe_name(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!byte_is_alpha(name.p[i]) && !byte_is_digit(name.p[i]) && str_find(STR("._-"), name.p[i]) == 3)
			return false;
	return true;
}

static bool check_name(str name, struct err *e)
{
	if (!is_safe_name(name))
		return err_usage(e, "the name of static file '%.*s' may hold only letters, digits, '.', '_' and '-'", STR_ARG(name));
	if (name.n > MAX_STATIC_NAME)
		return err_usage(e, "the name of static file '%.*s' has %zu bytes, at most %d can be taken", STR_ARG(name), name.n,
		                 MAX_STATIC_NAME);
	return true;
}

struct loader {
	struct site *s;
	struct embedded all;
	struct map taken; /* paths */
	site_sink *sink;
	void *arg;
	struct err *e;
};

static bool add_asset(struct loader *l, str name, str bytes, str *url)
{
	*url = hashed_name(name, bytes, l->s->a);
	(void)map_mark(&l->taken, *url, l->s->a); /* no two of ours have one name */
	return l->sink(l->arg, *url, bytes, l->e);
}

static bool is_script(str name)
{
	return str_ends(name, STR(".js"));
}

/* Ours are parts of two: one of every page, and the search engine, which is loaded when somebody is about to search. */
static bool add_scripts(struct loader *l)
{
	struct site *s = l->s;
	VEC(struct script_module) modules = { 0 };
	str js, engine;

	for (size_t i = 0; i < l->all.names.n; i++) {
		str name = l->all.names.v[i];

		if (is_script(name))
			*vec_push(&modules, s->a) =
				(struct script_module){ name, bytes_of(&s->in->statics, STR("static/"), name, s->a),
					                find_file(&s->in->statics, name) != NULL };
	}
	return script_join(modules.v, modules.n, STR("app.js"), s->a, &js, l->e) && add_asset(l, STR("app.js"), js, &s->js) &&
	       script_join(modules.v, modules.n, STR("search_main.js"), s->a, &engine, l->e) &&
	       add_asset(l, STR("search.js"), engine, &s->engine);
}

static bool is_own(const struct loader *l, const struct site_file *f)
{
	return !str_is_among(f->name, l->all.names.v, l->all.names.n);
}

static str own_path(const struct loader *l, const struct site_file *f)
{
	return str_fmt(l->s->a, "assets/%.*s", STR_ARG(f->name));
}

/* Where a file has a compressed copy, the name of that is taken, too. */
static bool check_copy(const struct loader *l, const struct site_file *f)
{
	struct cut c = str_cut_last(own_path(l, f), '.');

	if (!str_eq_z(c.tail, "gz") || !map_has(&l->taken, c.head) || !l->s->in->has_copy || !l->s->in->has_copy(c.head))
		return true;
	return err_usage(l->e, "the name of static file '%.*s' is that of the compressed copy of '%.*s'", STR_ARG(f->name), STR_ARG(c.head));
}

static bool note_own(struct loader *l, const struct site_file *f)
{
	str path = own_path(l, f);

	if (!check_name(f->name, l->e))
		return false;
	return map_mark(&l->taken, path, l->s->a) ||
	       err_usage(l->e, "the name of static file '%.*s' is that of a file that the site has anyway", STR_ARG(f->name));
}

/* Files that are not ours keep their names: only the user's templates know them. */
static bool add_own(struct loader *l)
{
	const struct site_files *files = &l->s->in->statics;

	for (size_t i = 0; i < files->all.n; i++)
		if (is_own(l, &files->all.v[i]) && !note_own(l, &files->all.v[i]))
			return false;
	for (size_t i = 0; i < files->all.n; i++) {
		const struct site_file *f = &files->all.v[i];

		if (is_own(l, f) && !(check_copy(l, f) && l->sink(l->arg, own_path(l, f), f->bytes, l->e)))
			return false;
	}
	return true;
}

bool site_load_assets(struct site *s, site_sink *sink, void *arg, struct err *e)
{
	struct loader l = { .s = s, .all = list_embedded(STR("static/"), s->a), .sink = sink, .arg = arg, .e = e };
	const struct {
		const char *name;
		str *url;
	} known[] = { { "site.css", &s->css }, { "favicon.svg", &s->icon } };

	for (size_t i = 0; i < l.all.names.n; i++) {
		str name = l.all.names.v[i], url;

		if (is_script(name))
			continue;
		if (!add_asset(&l, name, bytes_of(&s->in->statics, STR("static/"), name, s->a), &url))
			return false;
		for (size_t j = 0; j < sizeof known / sizeof *known; j++)
			if (str_eq_z(name, known[j].name))
				*known[j].url = url;
	}
	BUG_IF(!s->css.n || !s->icon.n);
	return add_scripts(&l) && add_own(&l);
}
