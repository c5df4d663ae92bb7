/* What configuration adds to an entry's page: queries and links are Mustache over the entry; the addresses of its file are patterns. */
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

static void put(struct page *p, struct view *v, const char *name, str text, quote_fn *quote)
{
	view_text(v, name, quote(text, p->a), p->a);
}

static void view_fields(struct page *p, struct view *v, const struct entry *e, quote_fn *quote)
{
	const struct node *root = e->definition->root;
	struct view *fields = view_map(p->a);

	for (size_t i = 0; i < root->n; i++)
		put(p, fields, str_z(root->member[i].key.text, p->a), doc_scalar(&root->member[i].value, p->a), quote);
	view_set(v, "fields", fields, p->a);
}

static void view_segments(struct page *p, struct view *v, const struct entry *e, quote_fn *quote)
{
	struct view *list = view_list(v, "segments", p->a);
	struct cut c = { .tail = e->key, .found = true };

	while (c.found) {
		c = e->kind->separator.n ? str_cut(c.tail, e->kind->separator.p[0]) : (struct cut){ .head = e->key };
		view_list_text(list, quote(c.head, p->a), p->a);
	}
}

/* The entry as configuration sees it. */
static struct view *view_of(struct page *p, const struct entry *e, quote_fn *quote)
{
	struct view *v = view_map(p->a);

	put(p, v, "key", e->key, quote);
	put(p, v, "name", e->name, quote);
	put(p, v, "action", e->alias, quote);
	put(p, v, "kind", e->kind->name, quote);
	put(p, v, "description", e->description, quote);
	put(p, v, "status", str_from_z(status_word(e->status)), quote);
	put(p, v, "group", e->group, quote);
	put(p, v, "stage", entry_stage_id(e), quote);
	put(p, v, "section", entry_section_id(e), quote);
	put(p, v, "variant", e->variant, quote);
	put(p, v, "path", e->definition->path, quote);
	put(p, v, "commit", p->site->in->commit, quote);
	view_segments(p, v, e, quote);
	view_fields(p, v, e, quote);
	return v;
}

static bool run(struct page *p, const struct template *t, const struct view *v, str *out)
{
	struct buf b = { .a = p->a };

	if (!template_render_plain(t, v, &b, p->e))
		return false;
	*out = str_trim(buf_str(&b));
	return true;
}

static bool is_meant(const struct snippet *s, const struct entry *e)
{
	return !s->kind.n || str_eq(s->kind, e->kind->name);
}

static bool add_query(struct page *p, struct view *list, const struct template *t, str label, const struct view *v)
{
	struct view *item = view_list_add(list, p->a);
	str sql = { 0 };

	if (!run(p, t, v, &sql))
		return false;
	view_text(item, "label", label, p->a);
	view_text(item, "sql", sql, p->a);
	view_flag(item, "is_first", list->n == 1, p->a);
	return true;
}

/* What is shown where configuration has no queries, for kinds that the warehouse knows. One is enough on a large site. */
static bool add_defaults(struct page *p, struct view *list, const struct entry *e, struct view *v)
{
	static const struct {
		enum page_type type;
		const char *label;
		const char *warehouse;
	} rows[] = {
		{ PAGE_QUERY_PATH, "Service Ping, every report", "ping" },
		{ PAGE_QUERY_MONTH, "Service Ping, month by month", "ping" },
		{ PAGE_QUERY_EVENT, "Structured events, day by day", "event" },
	};
	str type = entry_text(e, e->kind->value_type, p->a);

	view_flag(v, "is_number", !type.n || str_eq_z(type, "number"), p->a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_eq_z(e->kind->warehouse, rows[i].warehouse) && !(p->site->is_large && list->n) &&
		    !add_query(p, list, p->site->template[rows[i].type], str_from_z(rows[i].label), v))
			return false;
	return true;
}

bool view_queries(struct page *p, const struct entry *e, bool has_report)
{
	const struct site *s = p->site;
	struct view *list = view_list(p->view, "queries", p->a);
	struct view *v = view_of(p, e, quote_sql);

	for (size_t i = 0; i < s->queries.n; i++)
		if (is_meant(&s->queries.v[i], e) && !add_query(p, list, s->queries.v[i].template, s->queries.v[i].label, v))
			return false;
	if (!s->in->config->has_own_queries && !add_defaults(p, list, e, v))
		return false;
	view_flag(p->view, "has_queries", list->n || has_report, p->a);
	return true;
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
	const struct view *v = s->links.n ? view_of(p, e, quote_url) : NULL;
	bool has_links = false;

	for (size_t i = 0; i < s->links.n; i++) {
		struct view *item;
		str url = { 0 };

		if (!is_meant(&s->links.v[i], e))
			continue;
		if (!run(p, s->links.v[i].template, v, &url))
			return false;
		item = view_list_add(list, p->a);
		view_text(item, "label", s->links.v[i].label, p->a);
		view_text(item, "href", href_of(p, url), p->a);
		has_links = true;
	}
	view_flag(p->view, "has_links", has_links, p->a);
	return true;
}
