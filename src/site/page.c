/* What all pages share: the frame's data, words, links, rows of tables of entries. */
#include "base/arena.h"
#include "base/utf8.h"
#include "doc/json.h"
#include "site/page.h"

enum { BREAK_AFTER = 8 }; /* characters of a part of a key before an underscore may break the line */

str page_address(const struct site *s, str url, struct arena *a)
{
	struct buf b = { .a = a };

	if (!s->in->config->base_url.n)
		return (str){ 0 };
	buf_put(&b, s->in->config->base_url);
	if (!str_eq_z(url, "index.html")) /* the site's own address */
		escape_url_path(&b, url);
	return buf_str(&b);
}

/* For search engines and for whoever shows a preview of a link. */
static void view_meta(struct page *p, str name)
{
	const struct site *s = p->site;
	bool is_answer = str_eq_z(p->url, "404.html"); /* its content is that of the address asked for */

	view_text(p->view, "robots", is_answer || s->in->config->no_index ? STR("noindex") : (str){ 0 }, p->a);
	view_text(p->view, "canonical", is_answer ? (str){ 0 } : page_address(s, p->url, p->a), p->a);
	view_text(p->view, "page_name", name.n ? name : s->title, p->a);
}

void page_begin(struct page *p, str name, str description, str section)
{
	const struct site *s = p->site;
	str title = name.n ? str_fmt(p->a, "%.*s - %.*s", STR_ARG(name), STR_ARG(s->title)) : s->title;

	p->view = arena_new(p->a, struct view);
	*p->view = frame_of(s, section, p->url, p->a);
	view_text(p->view, "up", p->up, p->a);
	view_text(p->view, "page_title", title, p->a);
	view_text(p->view, "page_description", description, p->a);
	view_meta(p, name);
}

bool page_render(struct page *p, enum page_type type)
{
	return template_render(p->site->template[type], p->view, p->out, p->e);
}

str page_number(struct page *p, uint64_t n)
{
	return view_grouped(n, p->a);
}

str page_number_or_none(struct page *p, uint64_t n)
{
	return n ? page_number(p, n) : (str){ 0 };
}

str page_count(struct page *p, const struct kind_pages *k, size_t n)
{
	return str_fmt(p->a, "%.*s %.*s", STR_ARG(page_number(p, n)), STR_ARG(n == 1 ? k->kind->singular : k->plural));
}

str active_words(struct page *p, size_t n, size_t active)
{
	if (n == 1)
		return active ? STR("active") : STR("not active");
	if (active == 0)
		return STR("none of them active");
	return active == n ? STR("all active") : str_fmt(p->a, "%.*s of them active", STR_ARG(page_number(p, active)));
}

/* Whether a line may end behind byte i: "counts.|builds", "Module::|Class", "config/|events". */
static bool ends_part(str key, size_t i)
{
	return i + 1 < key.n && (key.p[i] == '.' || key.p[i] == '/' || (key.p[i] == ':' && i && key.p[i - 1] == ':'));
}

str key_html(str key, struct arena *a)
{
	struct buf b = { .a = a };
	size_t from = 0;

	buf_reserve(&b, key.n + key.n / 2 + 16);
	for (size_t i = 0; i < key.n; i++) {
		bool is_end = ends_part(key, i);

		if (!is_end && (key.p[i] != '_' || i - from < BREAK_AFTER || i + 4 > key.n))
			continue;
		escape_html(&b, str_sub(key, from, i + is_end - from));
		buf_z(&b, "<wbr>");
		from = i + is_end;
	}
	escape_html(&b, str_from(key, from));
	return buf_str(&b);
}

static bool is_flat(const struct node *n)
{
	for (size_t i = 0; n->kind == NODE_MAP && i < n->n; i++)
		if (n->member[i].value.kind >= NODE_SEQ)
			return false;
	return n->kind == NODE_MAP;
}

str node_words(const struct node *n, struct arena *a)
{
	struct buf b = { .a = a };

	if (n->kind < NODE_SEQ)
		return doc_scalar(n, a);
	if (!is_flat(n))
		return json_text(n, a);
	for (size_t i = 0; i < n->n; i++) {
		buf_put(&b, i ? STR(", ") : (str){ 0 });
		buf_put(&b, n->member[i].key.text);
		buf_z(&b, ": ");
		buf_put(&b, doc_scalar(&n->member[i].value, a));
	}
	return buf_str(&b);
}

static bool has_scheme(str url, str scheme)
{
	return url.n > scheme.n && str_starts_lower(url, scheme);
}

bool is_link_target(str url)
{
	return has_scheme(url, STR("https://")) || has_scheme(url, STR("http://")) || has_scheme(url, STR("mailto:"));
}

str link_label(str url, struct arena *a)
{
	static const struct {
		str part;
		const char *word;
	} forms[] = {
		{ { "/merge_requests/", 16 }, "merge request" }, { { "/pull/", 6 }, "pull request" },
		{ { "/issues/", 8 }, "issue" },                  { { "/work_items/", 12 }, "work item" },
		{ { "/epics/", 7 }, "epic" },                    { { "/commit/", 8 }, "commit" },
	};
	struct cut scheme = str_cut(url, ':');

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		for (size_t at = 0; at + forms[i].part.n < url.n; at++) {
			str rest = str_from(url, at);
			size_t n = 0;

			if (!str_starts(rest, forms[i].part))
				continue;
			rest = str_from(rest, forms[i].part.n);
			while (n < rest.n && n < 10 && (byte_is_digit(rest.p[n]) || byte_is_alpha(rest.p[n])))
				n++;
			if (n)
				return str_fmt(a, "%s %.*s", forms[i].word, STR_ARG(str_sub(rest, 0, n)));
		}
	}
	return str_starts(scheme.tail, STR("//")) ? str_from(scheme.tail, 2) : scheme.tail;
}

str source_url(struct page *p, str form, str path, uint32_t line)
{
	return source_url_at(p, form, p->site->in->commit.n ? p->site->in->commit : STR("HEAD"), path, line);
}

str source_url_at(struct page *p, str form, str commit, str path, uint32_t line)
{
	const struct {
		str name, value;
	} holes[] = {
		{ STR("{path}"), path },
		{ STR("{commit}"), commit },
		{ STR("{line}"), str_fmt(p->a, "%u", line) },
	};
	struct buf b = { .a = p->a };

	for (size_t at = 0; at < form.n;) {
		size_t i = 0;

		while (i < 3 && !str_starts(str_from(form, at), holes[i].name))
			i++;
		if (i < 3) {
			escape_url_path(&b, holes[i].value);
			at += holes[i].name.n;
		} else {
			buf_byte(&b, form.p[at++]);
		}
	}
	return is_link_target(buf_str(&b)) ? buf_str(&b) : (str){ 0 };
}

/* Chips tell a status by shape, colour and word. */
str status_class(enum status s)
{
	static const char *const classes[STATUS_COUNT] = { "ok", "warn", "broken", "bad", "mute" };

	return str_from_z(classes[s]);
}

void view_status(struct view *v, const struct entry *e, struct arena *a)
{
	bool is_unknown = e->status == STATUS_UNKNOWN && e->status_text.n;

	view_text(v, "status_class", status_class(e->status), a);
	view_text(v, "status", is_unknown ? e->status_text : status_title(e->status), a);
}

void view_by_status(struct view *v, const size_t *by_status, struct arena *a)
{
	struct view *list = view_list(v, "by_status", a);

	for (size_t i = 0; i < STATUS_COUNT; i++) {
		struct view *item;

		if (!by_status[i])
			continue;
		item = view_list_add(list, a);
		view_text(item, "status_class", status_class((enum status)i), a);
		view_text(item, "status", status_title((enum status)i), a);
		view_uint(item, "n", by_status[i], a);
	}
	view_flag(v, "has_statuses", list->n, a);
}

const struct kind_pages *site_kind(const struct site *s, const struct kind *k)
{
	return &s->kinds[k->index];
}

/* The first of them that stands at `index` of the dictionary or behind it. */
static size_t lower_bound(struct entry *const *entries, size_t n, size_t index)
{
	size_t from = 0;

	while (n) {
		size_t half = n / 2;

		if (entries[from + half]->index < index) {
			from += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return from;
}

struct stretch site_stretch(const struct site *s, struct entry *const *entries, size_t n, const struct kind *k)
{
	size_t from = lower_bound(entries, n, s->dict->kind_from[k->index]);

	return (struct stretch){ from, lower_bound(entries, n, s->dict->kind_from[k->index + 1]) - from };
}

str entries_words(struct page *p, struct entry *const *entries, size_t n)
{
	struct buf b = { .a = p->a };

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		size_t of_kind = site_stretch(p->site, entries, n, p->site->kinds[i].kind).n;

		if (!of_kind)
			continue;
		buf_z(&b, b.n ? ", " : "");
		buf_put(&b, page_count(p, &p->site->kinds[i], of_kind));
	}
	return buf_str(&b);
}

size_t list_page_of(size_t i)
{
	return i / URL_PAGE_ROWS + 1;
}

struct pager {
	size_t at;
	page_url_fn *url;
	const void *arg;
};

static void add_page(struct page *p, struct view *list, const struct pager *g, size_t page)
{
	struct view *item = view_list_add(list, p->a);

	view_flag(item, "gap", page == 0, p->a);
	view_text(item, "url", page ? g->url(g->arg, page, p->a) : (str){ 0 }, p->a);
	view_text(item, "text", page_number(p, page), p->a);
	view_flag(item, "current", page == g->at, p->a);
}

str page_numbered(struct page *p, str name, size_t page)
{
	return page > 1 ? str_fmt(p->a, "%.*s, page %zu", STR_ARG(name), page) : name;
}

/* 1 ... 4 5 6 7 8 ... 23: the first, the last, and two on each side; a gap of one page is that page. */
void view_pager(struct page *p, size_t at, size_t n, page_url_fn *url, const void *arg)
{
	const struct pager g = { at, url, arg };
	size_t from = at > 5 ? at - 2 : 1, to = at + 5 > n ? n : at + 2;
	struct view *list;

	view_text(p->view, "page_text", at > 1 ? page_number(p, at) : (str){ 0 }, p->a);
	view_text(p->view, "previous", at > 1 ? url(arg, at - 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "next", at < n ? url(arg, at + 1, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "has_pages", n > 1, p->a);
	list = view_list(p->view, "pages", p->a);
	if (from > 1)
		add_page(p, list, &g, 1);
	if (from > 2)
		add_page(p, list, &g, 0);
	for (size_t i = from; i <= to; i++)
		add_page(p, list, &g, i);
	if (to + 1 < n)
		add_page(p, list, &g, 0);
	if (to < n)
		add_page(p, list, &g, n);
}

static str first_segment(const struct kind *k, str key)
{
	struct cut c = k->separator.n ? str_cut(key, k->separator.p[0]) : (struct cut){ .head = key };

	return c.found ? c.head : (str){ 0 };
}

/* "at-" and the label; bytes other than letters, digits and '_' as "-XX", so that different labels have different ids. */
static str jump_id(str label, struct arena *a)
{
	struct buf b = { .a = a };

	buf_z(&b, "at-");
	for (size_t i = 0; i < label.n; i++) {
		if (byte_is_alpha(label.p[i]) || byte_is_digit(label.p[i]) || label.p[i] == '_')
			buf_byte(&b, label.p[i]);
		else
			buf_fmt(&b, "-%02x", (unsigned char)label.p[i]);
	}
	return buf_str(&b);
}

/* Entries without a label belong to no place; those with the same one stand together. */
static void find_jumps(struct site *s, struct kind_pages *k, str (*label_of)(const struct kind *, str))
{
	k->jumps.n = 0;
	for (size_t i = 0; i < k->n && k->jumps.n <= PAGE_MAX_JUMPS; i++) {
		str label = label_of(k->kind, k->entries[i]->key);
		struct jump *last = k->jumps.n ? &k->jumps.v[k->jumps.n - 1] : NULL;

		if (!label.n)
			continue;
		if (last && str_eq(last->label, label)) {
			last->n++;
			continue;
		}
		last = vec_push(&k->jumps, s->a);
		*last = (struct jump){ .label = label, .first = i, .n = 1 };
		last->id = jump_id(label, s->a);
	}
}

static str first_letter(const struct kind *k, str key)
{
	(void)k; /* letters are the same for every kind */
	return str_sub(key, 0, utf8_offset(key, 1));
}

/* Namespaces where there are some and not too many, else letters, else nothing. */
static void choose_jumps(struct site *s, struct kind_pages *k)
{
	find_jumps(s, k, first_segment);
	k->by_namespace = k->jumps.n > 1 && k->jumps.n <= PAGE_MAX_JUMPS;
	if (!k->by_namespace)
		find_jumps(s, k, first_letter);
	if (k->jumps.n < 2 || k->jumps.n > PAGE_MAX_JUMPS)
		k->jumps.n = 0;
}

void site_count_kinds(struct site *s)
{
	const struct dialect *d = s->dict->dialect;

	s->kinds = arena_array(s->a, d->n_kinds, struct kind_pages);
	for (size_t i = 0; i < d->n_kinds; i++) {
		struct kind_pages *k = &s->kinds[i];

		k->kind = &d->kinds[i];
		k->entries = dict_kind(s->dict, k->kind, &k->n);
		k->pages = k->n ? list_page_of(k->n - 1) : 1;
		k->column = k->kind->n_chips ? k->kind->chips[0] : NULL;
		k->expanded = k->kind->expand.n ? dialect_field_from(d, k->kind->expand) : NULL;
		k->plural = lower_first(k->kind->title, s->a);
		for (size_t j = 0; j < k->n; j++)
			k->by_status[k->entries[j]->status]++;
		choose_jumps(s, k);
		namespaces_find(&k->namespaces, k->kind, k->entries, k->n, s->a);
	}
}
