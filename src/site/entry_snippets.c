/* Queries and links of an entry: Mustache over what it says, harmless where it is put. Pages show both, `dictum show` the queries. */
#include "base/embed.h"
#include "site/page_entry.h"

/* How values are made harmless where they are put. */
typedef str quote_fn(str text, struct arena *a);

static bool ends_strings(char c)
{
	return c == '\'' || c == '\\';
}

/* Inside a string of SQL: '' is one quote, and where a backslash takes the next character, as Snowflake, BigQuery and MySQL have it, \\ is one.
   Elsewhere it is two, and the query finds nothing, but none of it is more than text. */
static str quote_sql(str text, struct arena *a)
{
	struct buf b = { .a = a };

	if (str_find(text, '\'') == text.n && str_find(text, '\\') == text.n)
		return text;
	for (size_t i = 0; i < text.n; i++) {
		buf_byte(&b, text.p[i]);
		if (ends_strings(text.p[i]))
			buf_byte(&b, text.p[i]);
	}
	return buf_str(&b);
}

static str quote_url(str text, struct arena *a)
{
	struct buf b = { .a = a };

	escape_url_part(&b, text);
	return buf_str(&b);
}

static void put(struct arena *a, struct view *v, const char *name, str text, quote_fn *quote)
{
	view_text(v, name, quote(text, a), a);
}

static void view_fields(struct arena *a, struct view *v, const struct entry *e, quote_fn *quote)
{
	const struct node *told = e->definition->told;
	struct view *fields = view_map(a);

	for (size_t i = 0; i < told->n; i++)
		put(a, fields, str_z(told->member[i].key.text, a), doc_scalar(&told->member[i].value, a), quote);
	view_set(v, "fields", fields, a);
}

static void view_segments(struct arena *a, struct view *v, const struct entry *e, quote_fn *quote)
{
	struct view *list = view_list(v, "segments", a);
	struct cut c = { .tail = e->key, .found = true };

	while (c.found) {
		c = e->kind->separator.n ? str_cut(c.tail, e->kind->separator.p[0]) : (struct cut){ .head = e->key };
		view_list_text(list, quote(c.head, a), a);
	}
}

/* The entry as configuration sees it. */
static struct view *view_of(const struct entry *e, str commit, quote_fn *quote, struct arena *a)
{
	struct view *v = view_map(a);

	put(a, v, "key", e->key, quote);
	put(a, v, "name", e->name, quote);
	put(a, v, "action", e->alias, quote);
	put(a, v, "kind", e->kind->name, quote);
	put(a, v, "description", e->description, quote);
	put(a, v, "status", str_from_z(status_word(e->status)), quote);
	put(a, v, "group", e->group, quote);
	put(a, v, "stage", entry_stage_id(e), quote);
	put(a, v, "section", entry_section_id(e), quote);
	put(a, v, "variant", e->variant, quote);
	put(a, v, "path", e->definition->path, quote);
	put(a, v, "commit", commit, quote);
	view_segments(a, v, e, quote);
	view_fields(a, v, e, quote);
	return v;
}

static bool run(const struct template *t, const struct view *v, struct arena *a, str *out, struct err *e)
{
	struct buf b = { .a = a };

	if (!template_render_plain(t, v, &b, e))
		return false;
	*out = str_trim(buf_str(&b));
	return true;
}

static bool is_meant(const struct snippet *s, const struct entry *e)
{
	return (!s->kind.n || str_eq(s->kind, e->kind->name)) && (!s->warehouse.n || str_eq(s->warehouse, e->kind->warehouse));
}

static bool load(struct snippets *out, const char *what, const struct site_snippets *own, struct template_set *set, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < own->all.n; i++) {
		const struct site_snippet *s = &own->all.v[i];
		str name = str_fmt(a, "%s '%.*s' of the configuration", what, STR_ARG(s->label));
		const struct template *t = template_add(set, name, s->text, e);

		if (!t)
			return false;
		*vec_push(&out->all, a) = (struct snippet){ .label = s->label, .kind = s->kind, .template = t };
	}
	return true;
}

/* ---- queries ---- */

/* The user's where the set has it. */
static bool find_warehouse(struct template_set *set, const char *name, struct arena *a, const struct template **out, struct err *e)
{
	str bytes;

	*out = template_get(set, str_from_z(name));
	if (*out)
		return true;
	BUG_IF(!embed_get(str_fmt(a, "templates/%s.mustache", name), &bytes));
	*out = template_add(set, str_from_z(name), bytes, e);
	return *out;
}

bool queries_load(struct snippets *out, const struct site_config *c, struct template_set *set, struct arena *a, struct err *e)
{
	static const struct {
		const char *name, *label, *warehouse;
	} rows[] = {
		{ "query_path", "Service Ping, every report", "ping" },
		{ "query_month", "Service Ping, month by month", "ping" },
		{ "query_event", "Structured events, day by day", "event" },
	};

	if (!load(out, "query", &c->queries, set, a, e))
		return false;
	for (size_t i = 0; !c->has_own_queries && i < sizeof rows / sizeof *rows; i++) {
		const struct template *t;

		if (!find_warehouse(set, rows[i].name, a, &t, e))
			return false;
		*vec_push(&out->all, a) =
			(struct snippet){ .label = str_from_z(rows[i].label), .warehouse = str_from_z(rows[i].warehouse), .template = t };
	}
	return true;
}

bool entry_queries(const struct snippets *queries, const struct entry *entry, str commit, size_t max, struct arena *a, struct entry_queries *out,
                   struct err *e)
{
	struct view *v = view_of(entry, commit, quote_sql, a);
	str type = entry_text(entry, entry->kind->value_type, a);

	view_flag(v, "is_number", !type.n || str_eq_z(type, "number"), a);
	for (size_t i = 0; i < queries->all.n && out->all.n < max; i++) {
		const struct snippet *s = &queries->all.v[i];
		str sql = { 0 };

		if (!is_meant(s, entry))
			continue;
		if (!run(s->template, v, a, &sql, e))
			return false;
		if (str_trim(sql).n) /* sections may leave nothing of it */
			*vec_push(&out->all, a) = (struct entry_query){ s->label, sql };
	}
	return true;
}

bool view_queries(struct page *p, const struct entry *e, bool has_report)
{
	const struct site *s = p->site;
	struct view *list = view_list(p->view, "queries", p->a);
	size_t max = s->is_large && !s->in->config->has_own_queries ? 1 : SIZE_MAX; /* one is enough on a large site */
	struct entry_queries found = { .all = { 0 } };

	if (!entry_queries(&s->queries, e, s->in->commit, max, p->a, &found, p->e))
		return false;
	for (size_t i = 0; i < found.all.n; i++) {
		struct view *item = view_list_add(list, p->a);

		view_text(item, "label", found.all.v[i].label, p->a);
		view_text(item, "sql", found.all.v[i].sql, p->a);
		view_flag(item, "is_first", i == 0, p->a);
	}
	view_flag(p->view, "has_queries", found.all.n || has_report, p->a);
	return true;
}

/* ---- links ---- */

bool links_load(struct snippets *out, const struct site_config *c, struct template_set *set, struct arena *a, struct err *e)
{
	return load(out, "link", &c->links, set, a, e);
}

/* http, https and mailto as they are; without a scheme it has to be a page of this site. */
static str href_of(struct page *p, str url)
{
	bool is_own = url.n && byte_is_alpha(url.p[0]) && str_find(url, ':') == url.n && str_has(url, STR(".html"));

	if (is_link_target(url))
		return url;
	return is_own ? str_fmt(p->a, "%.*s%.*s", STR_ARG(p->up), STR_ARG(url)) : (str){ 0 };
}

bool view_links(struct page *p, const struct entry *e)
{
	const struct site *s = p->site;
	struct view *list = view_list(p->view, "links", p->a);
	const struct view *v = s->links.all.n ? view_of(e, s->in->commit, quote_url, p->a) : NULL;
	bool has_links = false;

	for (size_t i = 0; i < s->links.all.n; i++) {
		struct view *item;
		str url = { 0 };

		if (!is_meant(&s->links.all.v[i], e))
			continue;
		if (!run(s->links.all.v[i].template, v, p->a, &url, p->e))
			return false;
		if (!str_trim(url).n)
			continue;
		item = view_list_add(list, p->a);
		view_text(item, "label", s->links.all.v[i].label, p->a);
		view_text(item, "href", href_of(p, url), p->a);
		has_links = true;
	}
	view_flag(p->view, "has_links", has_links, p->a);
	return true;
}
