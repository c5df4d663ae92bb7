/* The page of an entry: name, status, description, references both ways, findings, source. Its list of facts is entry_facts.c, queries and links are
   entry_snippets.c. */
#include "base/time.h"
#include "site/page_entry.h"

static void view_crumbs(struct page *p, const struct entry *e, const struct kind_pages *k)
{
	view_key_crumbs(p, k, e->key, namespace_at(&k->namespaces, (size_t)(e->index - k->entries[0]->index)));
}

static void add_chip(struct page *p, struct view *chips, str text, str url)
{
	struct view *chip = view_list_add(chips, p->a);

	view_text(chip, "text", text, p->a);
	view_text(chip, "url", url, p->a);
}

/* "Free and above" is one chip, other lists have one for each value. */
static void view_field_chips(struct page *p, struct view *chips, const struct entry *e, const struct field *f)
{
	str *values, rung;
	size_t n = entry_values(e, f, p->a, &values);

	if (field_on_ladder(f, values, n, &rung)) {
		add_chip(p, chips, entry_words(e, f, p->a), site_value_url(p->site, e->kind, f, rung));
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_chip(p, chips, field_word(f, values[i]), site_value_url(p->site, e->kind, f, values[i]));
}

/* All but the status are among the facts, too: a large site leaves them there. */
static void view_chips(struct page *p, const struct entry *e)
{
	const struct kind *k = e->kind;
	struct view *chips;

	view_status(p->view, e, p->a);
	view_text(p->view, "status_url", site_status_url(p->site, e), p->a);
	chips = view_list(p->view, "chips", p->a);
	if (k->n_keys > 1 && e->key_rule)
		add_chip(p, chips, e->key_rule->title, (str){ 0 });
	for (size_t i = 0; i < k->n_chips && !p->site->is_large; i++)
		view_field_chips(p, chips, e, k->chips[i]);
}

/* " since 2023-05-22" where history knows when it got the status it has. */
static str status_date(struct page *p, const struct entry *e, const char *word)
{
	const struct site_history *h = p->site->in->history;
	const struct timeline *t = h && e->history ? e->history->timeline : NULL;
	const struct timeline_event *since = t ? timeline_since(h->timelines, t, e->status) : NULL;

	return since ? str_fmt(p->a, " %s %.*s", word, STR_ARG(time_date(news_time(h, since), p->a))) : (str){ 0 };
}

/* What a reader must know before using an entry that is not active. */
static void view_banner(struct page *p, const struct entry *e)
{
	const struct kind *k = e->kind;
	str milestone = entry_milestone(e, k->removed_milestone), date, text = { 0 }, url = { 0 };

	switch (e->status) {
	case STATUS_ACTIVE:
		break;
	case STATUS_DEPRECATED:
		date = status_date(p, e, "since");
		text = str_fmt(p->a, "Deprecated%.*s. It still works and is going to be removed.", STR_ARG(date));
		break;
	case STATUS_BROKEN:
		date = status_date(p, e, "since");
		text = str_fmt(p->a, "Broken%.*s. Do not rely on its values until it is repaired.", STR_ARG(date));
		url = entry_text(e, k->broken_url, p->a);
		break;
	case STATUS_REMOVED:
		date = status_date(p, e, "on");
		text = str_fmt(p->a, "Removed%s%.*s%.*s. It is no longer collected.", milestone.n ? " in " : "", STR_ARG(milestone), STR_ARG(date));
		url = entry_text(e, k->removed_url, p->a);
		break;
	case STATUS_UNKNOWN:
		text = str_fmt(p->a, "Its status \"%.*s\" is not one this dictionary knows.", STR_ARG(e->status_text));
		break;
	}
	view_text(p->view, "banner", text, p->a);
	view_text(p->view, "banner_url", is_link_target(url) ? url : (str){ 0 }, p->a);
	view_text(p->view, "banner_link", is_link_target(url) ? link_label(url, p->a) : url, p->a);
	if (text.n)
		view_instead(p, e);
}

static str rule_text(struct page *p, const struct ref *r, str part)
{
	const struct node *n = ref_part(r, part);

	return !n || n->kind == NODE_NULL ? (str){ 0 } : node_words(n, p->a);
}

struct rule_columns {
	bool unique, filter, operation;
};

static void view_rule(struct page *p, struct view *row, const struct ref *r, struct rule_columns *c)
{
	str unique = rule_text(p, r, r->role->unique), filter = rule_text(p, r, r->role->filter);
	str operation = rule_text(p, r, r->role->operation);

	view_text(row, "unique", unique, p->a);
	view_text(row, "filter", filter, p->a);
	view_text(row, "operation", operation, p->a);
	c->unique = c->unique || unique.n;
	c->filter = c->filter || filter.n;
	c->operation = c->operation || operation.n;
}

static void view_rule_columns(struct page *p, struct view *table, struct rule_columns c)
{
	view_flag(table, "unique_column", c.unique, p->a);
	view_flag(table, "filter_column", c.filter, p->a);
	view_flag(table, "operation_column", c.operation, p->a);
}

/* What one of those it refers to is called; a kind that is left out has its name alone. */
static str ref_header(struct page *p, const struct ref_role *role)
{
	const struct kind *to = dialect_kind(p->site->dict->dialect, role->to);

	return owner_title(to ? to->singular : role->to, p->a);
}

/* Roles of one title share a table. */
static void view_refs_of(struct page *p, struct view *tables, const struct entry *e, const struct ref_role *role)
{
	struct view *table = view_list_add(tables, p->a), *rows;
	struct rule_columns columns = { 0 };
	str slug = url_slug(lower_first(str_replace(role->title, ' ', '-', p->a), p->a), p->a);
	size_t n = 0, shown;

	view_text(table, "title", role->title, p->a);
	view_text(table, "id", str_fmt(p->a, "to-%.*s", STR_ARG(slug)), p->a); /* no other heading's, whatever it is called */
	view_text(table, "header", ref_header(p, role), p->a);
	rows = view_list(table, "rows", p->a);
	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref *r = &e->refs[i];

		if (!str_eq(r->role->title, role->title))
			continue;
		for (size_t j = 0; j < (r->n_to ? r->n_to : 1); j++, n++) {
			struct view *row = n < PAGE_REF_ROWS ? view_list_add(rows, p->a) : NULL;

			if (!row)
				continue;
			if (r->n_to)
				view_target(p, row, r->to[j]);
			else
				view_gone_target(p, row, dialect_kind(p->site->dict->dialect, role->to), r->name);
			view_rule(p, row, r, &columns);
		}
	}
	shown = rows->n;
	view_rule_columns(p, table, columns);
	view_text(table, "total", n > shown ? page_number(p, n) : (str){ 0 }, p->a);
	view_text(table, "shown", page_number(p, shown), p->a);
}

static void view_refs(struct page *p, const struct entry *e)
{
	struct view *tables = view_list(p->view, "refs", p->a);
	str *titles = arena_array(p->a, e->kind->n_refs, str);
	size_t n = 0;

	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref_role *role = e->refs[i].role;

		if (str_is_among(role->title, titles, n))
			continue;
		titles[n++] = role->title;
		view_refs_of(p, tables, e, role);
	}
}

/* What is there to be counted and is not says so. */
static void view_uncounted(struct page *p, const struct entry *e)
{
	const struct dialect *d = p->site->dict->dialect;
	const struct ref_role *by = NULL;

	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t j = 0; j < d->kinds[i].n_refs && !by; j++)
			if (str_eq(d->kinds[i].refs[j].to, e->kind->name)) {
				by = &d->kinds[i].refs[j];
				view_text(p->view, "uncounted_title", by->back, p->a);
				view_text(p->view, "counted_by", site_kind(p->site, &d->kinds[i])->plural, p->a);
			}
	view_flag(p->view, "is_uncounted", by && !e->back.n && e->key_rule && e->key_rule->is_counted, p->a);
	view_flag(p->view, "is_inactive", e->status == STATUS_REMOVED, p->a);
}

static void view_back_row(struct page *p, struct view *row, const struct back_ref *b, struct rule_columns *columns)
{
	const struct kind_pages *k = site_kind(p->site, b->from->kind);

	view_target(p, row, b->from);
	view_text(row, "column", k->column ? entry_shown_words(p->site, b->from, k->column, p->a) : (str){ 0 }, p->a);
	view_rule(p, row, b->ref, columns);
}

static void view_back_of(struct page *p, struct view *tables, const struct entry *e, const struct back_ref *group)
{
	struct view *table = view_list_add(tables, p->a), *rows;
	const struct kind_pages *k = site_kind(p->site, group->from->kind);
	struct rule_columns columns = { 0 };
	size_t n = 0;

	view_text(table, "id", tables->n > 1 ? str_fmt(p->a, "fed-%zu", tables->n) : STR("fed"), p->a);
	view_text(table, "title", group->ref->role->back, p->a);
	view_text(table, "header", owner_title(k->kind->singular, p->a), p->a);
	view_text(table, "column_title", k->column ? k->column->title : (str){ 0 }, p->a);
	rows = view_list(table, "rows", p->a);
	for (size_t i = 0; i < e->back.n; i++)
		if (back_is_of(group, &e->back.v[i]) && n++ < PAGE_REF_ROWS)
			view_back_row(p, view_list_add(rows, p->a), &e->back.v[i], &columns);
	view_text(table, "total", n > rows->n ? page_number(p, n) : (str){ 0 }, p->a);
	view_text(table, "shown", page_number(p, rows->n), p->a);
	view_rule_columns(p, table, columns);
}

/* "Metrics fed": entries that refer to this one. */
static void view_back(struct page *p, const struct entry *e)
{
	struct view *tables = view_list(p->view, "backs", p->a);
	const struct back_ref **groups;
	size_t n = back_groups(e, p->a, &groups);

	view_uncounted(p, e);
	for (size_t i = 0; i < n; i++)
		view_back_of(p, tables, e, groups[i]);
}

/* "Same metric, other time frames" */
static void view_family(struct page *p, const struct entry *e, const struct kind_pages *k)
{
	struct view *rows;
	str title = k->expanded ? lower_first(k->expanded->title, p->a) : STR("form");

	view_flag(p->view, "has_family", e->family, p->a);
	if (!e->family)
		return;
	view_text(p->view, "family_title",
	          str_fmt(p->a, "Same %.*s, other %.*s", STR_ARG(k->kind->singular), STR_ARG(str_plural(title, p->a))), p->a);
	view_text(p->view, "family_header", k->expanded ? k->expanded->title : (str){ 0 }, p->a);
	view_text(p->view, "key_header", owner_title(k->kind->singular, p->a), p->a);
	rows = view_list(p->view, "family", p->a);
	for (size_t i = 0; i < e->family->all.n && i < PAGE_REF_ROWS; i++) {
		const struct entry *other = e->family->all.v[i];
		struct view *row = view_list_add(rows, p->a);

		view_target(p, row, other);
		view_flag(row, "here", other == e, p->a);
		view_text(row, "column", k->expanded ? entry_words(other, k->expanded, p->a) : (str){ 0 }, p->a);
	}
}

static str namespace_of(const struct entry *e)
{
	return str_sub(e->key, 0, e->key.n - e->name.n);
}

struct related { /* found so far; at most PAGE_RELATED */
	const struct entry *to, *all[PAGE_RELATED];
	size_t n, most;
};

/* What the key has behind the name that the family shares: "_monthly". */
static str suffix_of(const struct entry *e)
{
	return str_from(e->key, e->stem.n);
}

/* Of a family the member that is like this entry, else the one at hand. */
static const struct entry *likest(const struct entry *to, const struct entry *other)
{
	for (size_t i = 0; other->family && i < other->family->all.n && i < PAGE_RELATED; i++)
		if (str_eq(suffix_of(other->family->all.v[i]), suffix_of(to)))
			return other->family->all.v[i];
	return other;
}

/* Of a family only one member is named, of its own none. */
static void relate(struct related *r, const struct entry *other)
{
	bool is_new = other != r->to && !(other->family && other->family == r->to->family) && r->n < r->most;

	for (size_t i = 0; i < r->n && is_new; i++)
		is_new = r->all[i] != other && !(other->family && r->all[i]->family == other->family);
	if (is_new)
		r->all[r->n++] = likest(r->to, other);
}

/* What counts the same events; of an event that thousands count only the first are looked at. */
static void relate_by_target(struct related *r)
{
	for (size_t i = 0; i < r->to->n_refs; i++) {
		const struct ref *ref = &r->to->refs[i];

		for (size_t j = 0; j < ref->n_to && j < PAGE_RELATED; j++)
			for (size_t b = 0; b < ref->to[j]->back.n && b < 4 * PAGE_RELATED && r->n < r->most; b++)
				relate(r, ref->to[j]->back.v[b].from);
	}
}

static bool is_in_word(str s, size_t at)
{
	return at < s.n && s.p[at] != '_' && s.p[at] != '.' && s.p[at - 1] != '_' && s.p[at - 1] != '.';
}

/* How much of their beginnings two keys have in common, in whole words; one more than that, and 0 where `b` is outside of the namespace of `a`. */
static size_t likeness(const struct entry *a, const struct entry *b)
{
	size_t n = str_common(a->key, b->key);

	if (n < namespace_of(a).n)
		return 0;
	while (n && (is_in_word(a->key, n) || is_in_word(b->key, n)))
		n--;
	return n + 1;
}

/* The rest is filled with entries around position `at`, where keys that begin alike stand: the likest first, the nearer of those that are as like. */
static void relate_by_key(struct related *r, const struct kind_pages *k, size_t at)
{
	size_t from = at, to = at + 1; /* those between were looked at */

	while (r->n < r->most && to - from <= 4 * r->most) {
		size_t before = from ? likeness(r->to, k->entries[from - 1]) : 0, after = to < k->n ? likeness(r->to, k->entries[to]) : 0;
		const struct entry *next;

		if (!before && !after)
			return;
		next = before > after || (before == after && at - from < to - at) ? k->entries[--from] : k->entries[to++];
		if (str_eq(namespace_of(next), namespace_of(r->to)))
			relate(r, next); /* others are of namespaces below this one */
	}
}

/* The page of another entry as the page of `e` names it, mostly one of the same folder: nothing repeats as often as these links. */
static str beside(const struct page *p, const struct entry *e, const struct entry *other)
{
	str url = p->site->url[other->index];

	return other->kind == e->kind ? str_from(url, e->kind->folder.n + 1) : str_fmt(p->a, "../%.*s", STR_ARG(url));
}

/* What counts the same events, then entries of its namespace whose keys are like this one's. */
static void view_related(struct page *p, const struct entry *e, const struct kind_pages *k)
{
	struct view *list = view_list(p->view, "related", p->a);
	struct related r = { .to = e, .most = p->site->is_large ? PAGE_LARGE_RELATED : PAGE_RELATED };

	relate_by_target(&r);
	if (namespace_of(e).n)
		relate_by_key(&r, k, (size_t)(e->index - k->entries[0]->index));
	for (size_t i = 0; i < r.n; i++) {
		bool is_near = str_eq(namespace_of(r.all[i]), namespace_of(e));
		struct view *item = view_list_add(list, p->a);

		view_text(item, "url", beside(p, e, r.all[i]), p->a);
		view_html(item, "key_html", is_near ? key_html(r.all[i]->name, p->a) : entry_key_html(p->site, r.all[i], p->a), p->a);
	}
	view_flag(p->view, "has_related", r.n > 0, p->a);
}

static void view_findings(struct page *p, const struct entry *e)
{
	const struct file_findings *f = map_get(&p->site->findings, e->definition->path);
	size_t n = !f ? 0 : f->shown < PAGE_REF_ROWS ? f->shown : PAGE_REF_ROWS;
	struct view *rows = view_list(p->view, "findings", p->a);

	for (size_t i = 0; rows->n < n && i < f->n; i++) {
		const struct diag *d = &p->site->in->found->all.v[f->from + i];
		struct view *row;

		if (!health_is_shown(d))
			continue;
		row = view_list_add(rows, p->a);
		view_level(row, d->level, p->a);
		view_text(row, "rule", str_from_z(d->rule->id), p->a);
		view_text(row, "rule_url", url_rule(str_from_z(d->rule->id), 1, p->a), p->a);
		view_text(row, "message", d->message, p->a);
		view_text(row, "help", d->help.n ? d->help : d->hint, p->a);
		view_text(row, "view_url", source_url(p, p->site->in->config->view_url, d->at.path, d->at.at.line), p->a);
		view_text(row, "line", d->at.at.line ? page_number(p, d->at.at.line) : (str){ 0 }, p->a);
	}
	view_flag(p->view, "has_findings", n > 0, p->a);
	view_text(p->view, "findings_total", f && f->shown > n ? page_number(p, f->shown) : (str){ 0 }, p->a);
	view_text(p->view, "findings_shown", page_number(p, n), p->a);
}

void view_raw(struct page *p, str bytes)
{
	bool is_cut = bytes.n > PAGE_RAW_BYTES;
	size_t lines = bytes.n && bytes.p[bytes.n - 1] != '\n';

	for (size_t i = 0; i < bytes.n; i++)
		lines += bytes.p[i] == '\n';
	view_text(p->view, "lines", page_number(p, lines), p->a);
	view_flag(p->view, "one_line", lines == 1, p->a);
	view_flag(p->view, "has_raw", !p->site->is_large, p->a);
	view_flag(p->view, "raw_cut", is_cut, p->a);
	view_text(p->view, "raw", is_cut ? str_cut_last(str_sub(bytes, 0, PAGE_RAW_BYTES), '\n').head : bytes, p->a);
}

static void view_source(struct page *p, const struct entry *e)
{
	const struct site_config *c = p->site->in->config;
	uint32_t line = e->definition->root->at.line;

	view_html(p->view, "path_html", key_html(e->definition->path, p->a), p->a);
	view_text(p->view, "view_url", source_url(p, c->view_url, e->definition->path, line), p->a);
	view_text(p->view, "edit_url", source_url(p, c->edit_url, e->definition->path, line), p->a);
	view_text(p->view, "json_url", p->site->is_large ? (str){ 0 } : url_entry_json(p->site->dict, e, p->a), p->a);
	view_flag(p->view, "has_source", !p->site->is_large || c->view_url.n || c->edit_url.n, p->a);
	view_raw(p, e->definition->bytes);
}

static bool has_twin(const struct site *s, const struct entry *e)
{
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		const struct kind *k = &s->dict->dialect->kinds[i];

		if (k != e->kind && dict_get(s->dict, k, e->key))
			return true;
	}
	return false;
}

/* Titles tell pages apart also where keys repeat, within a kind or between kinds. */
static str page_name(struct page *p, const struct entry *e)
{
	const struct entry_list *same = dict_get(p->site->dict, e->kind, e->key);

	if (same && same->all.n > 1)
		return str_fmt(p->a, "%.*s (%.*s)", STR_ARG(e->key), STR_ARG(e->definition->path));
	if (has_twin(p->site, e))
		return str_fmt(p->a, "%.*s, %.*s", STR_ARG(e->key), STR_ARG(e->kind->singular));
	return e->key;
}

bool page_entry(struct page *p, const void *arg)
{
	const struct entry *e = arg;
	const struct kind_pages *k = site_kind(p->site, e->kind);
	str excerpt = p->site->excerpt[e->index];
	bool has_report = false;

	page_begin(p, page_name(p, e), excerpt.n ? excerpt : e->key, k->kind->folder);
	view_flag(p->view, "is_brief", p->site->is_large, p->a);
	view_text(p->view, "key", e->key, p->a);
	view_html(p->view, "key_html", entry_key_html(p->site, e, p->a), p->a);
	view_text(p->view, "kind", e->kind->singular, p->a);
	view_html(p->view, "description_html", text_lead(p, e->definition->path, e->description), p->a);
	view_crumbs(p, e, k);
	view_chips(p, e);
	view_banner(p, e);
	view_facts(p, e);
	view_properties(p, e);
	if (!p->site->is_large) {
		view_sample(p, e);
		has_report = view_value(p, e);
	}
	if (!view_queries(p, e, has_report) || !view_links(p, e))
		return false;
	view_refs(p, e);
	view_back(p, e);
	view_history(p, e);
	view_family(p, e, k);
	view_related(p, e, k);
	view_findings(p, e);
	view_source(p, e);
	return page_render(p, PAGE_ENTRY);
}
