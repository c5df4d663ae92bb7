/* Health: what the checks found, by rule and by owner; a page for each rule with findings and for each owner with more than fit the owner's page. */
#include "model/example.h"
#include "site/page.h"

struct level_look {
	const char *css, *one, *many;
};

static const struct level_look level_looks[HEALTH_LEVELS] = {
	[DIAG_OFF] = { "mute", "off", "off" },
	[DIAG_NOTE] = { "info", "note", "notes" },
	[DIAG_WARNING] = { "warn", "warning", "warnings" },
	[DIAG_ERROR] = { "bad", "error", "errors" },
};

str upper_first(str text, struct arena *a)
{
	if (!text.n)
		return text;
	if (text.p[0] < 'a' || text.p[0] > 'z')
		return text;
	return str_fmt(a, "%c%.*s", text.p[0] - 'a' + 'A', STR_ARG(str_from(text, 1)));
}

void view_level(struct view *v, enum diag_level level, struct arena *a)
{
	view_text(v, "level_class", str_from_z(level_looks[level].css), a);
	view_text(v, "level", upper_first(str_from_z(level_looks[level].one), a), a);
}

static str level_word(enum diag_level level, size_t n)
{
	return str_from_z(n == 1 ? level_looks[level].one : level_looks[level].many);
}

void view_by_level(struct view *v, const size_t *by_level, struct arena *a)
{
	struct view *list = view_list(v, "by_level", a);

	for (enum diag_level level = DIAG_ERROR; level > DIAG_OFF; level--) {
		struct view *item;

		if (!by_level[level])
			continue;
		item = view_list_add(list, a);
		view_text(item, "status_class", str_from_z(level_looks[level].css), a);
		view_text(item, "status", upper_first(level_word(level, by_level[level]), a), a);
		view_uint(item, "n", by_level[level], a);
	}
	view_flag(v, "has_levels", list->n, a);
}

str level_words(struct page *p, const size_t *by_level)
{
	struct buf b = { .a = p->a };

	for (enum diag_level level = DIAG_ERROR; level > DIAG_OFF; level--) {
		size_t n = by_level[level];

		if (!n)
			continue;
		buf_put(&b, b.n ? STR(", ") : STR(""));
		buf_put(&b, page_number(p, n));
		buf_byte(&b, ' ');
		buf_put(&b, level_word(level, n));
	}
	return b.n ? buf_str(&b) : STR("no findings");
}

/* Rounded down, so that only all of them are 100%. */
static str percent(size_t part, size_t whole, struct arena *a)
{
	size_t tenths = (size_t)((uint64_t)part * 1000 / whole);

	if (tenths % 10 == 0)
		return str_fmt(a, "%zu%%", tenths / 10);
	return str_fmt(a, "%zu.%zu%%", tenths / 10, tenths % 10);
}

void view_clean(struct page *p, struct view *v)
{
	const struct health *h = &p->site->health;

	view_text(v, "n_clean", page_number(p, h->clean), p->a);
	view_text(v, "n_files", page_number(p, h->files), p->a);
	view_flag(v, "one_clean", h->clean == 1, p->a);
	view_flag(v, "one_file", h->files == 1, p->a);
	view_text(v, "percent", h->files ? percent(h->clean, h->files, p->a) : (str){ 0 }, p->a);
	view_flag(v, "all_clean", h->files && h->clean == h->files, p->a);
}

/* Where all findings of an owner are: its own page unless there are more than that shows. */
static str owner_health_url(struct page *p, const struct health_owner *o)
{
	if (!o->group)
		return url_unowned_health(1, p->a);
	if (o->list.found.n > HEALTH_OWNER_ROWS)
		return url_group_health(o->group->id, 1, p->a);
	return str_fmt(p->a, "%.*s#health", STR_ARG(url_group(o->group->id, p->a)));
}

static void view_rules(struct page *p, const struct health *h)
{
	struct view *list = view_list(p->view, "rules", p->a);

	for (size_t i = 0; i < h->rules.n; i++) {
		const struct health_rule *r = h->rules.v[i];
		struct view *row = view_list_add(list, p->a);

		view_text(row, "rule", str_from_z(r->rule->id), p->a);
		view_text(row, "rule_url", url_rule(str_from_z(r->rule->id), 1, p->a), p->a);
		view_text(row, "title", upper_first(str_from_z(r->rule->title), p->a), p->a);
		view_level(row, r->level, p->a);
		view_uint(row, "n", r->list.found.n, p->a);
	}
}

static void view_owners(struct page *p, const struct health *h)
{
	struct view *list = view_list(p->view, "owners", p->a);

	for (size_t i = 0; i < h->owners.n; i++) {
		const struct health_owner *o = h->owners.v[i];
		struct view *row = view_list_add(list, p->a);

		view_text(row, "group_url", owner_health_url(p, o), p->a);
		view_text(row, "group_name", o->group ? o->group->name : STR("No owner"), p->a);
		view_text(row, "stage_name", o->group && o->group->stage ? o->group->stage->name : (str){ 0 }, p->a);
		view_uint(row, "errors", o->list.by_level[DIAG_ERROR], p->a);
		view_uint(row, "warnings", o->list.by_level[DIAG_WARNING], p->a);
		view_uint(row, "notes", o->list.by_level[DIAG_NOTE], p->a);
	}
}

struct found_entries {
	struct entry_list list;
	bool *is_in; /* by index in the dictionary */
};

/* Of each definition with findings all entries, once. */
static void take_entries(struct page *p, struct found_entries *all, const struct health_list *l)
{
	for (size_t i = 0; i < l->found.n; i++) {
		const struct entry *e = p->site->health.entry[l->found.v[i]];
		const struct definition *d = e ? e->definition : NULL;

		for (size_t j = 0; d && !all->is_in[d->entries->index] && j < d->n_entries; j++)
			*vec_push(&all->list.all, p->a) = &d->entries[j];
		if (d)
			all->is_in[d->entries->index] = true;
	}
}

/* What has findings of a rule, of any one where it is NULL. */
static void view_found_by_release(struct page *p, str title, const struct health_rule *rule, str what)
{
	const struct health *h = &p->site->health;
	struct found_entries all = { .is_in = arena_array(p->a, p->site->dict->all.n, bool) };

	for (size_t i = 0; i < h->rules.n; i++)
		if (!rule || h->rules.v[i] == rule)
			take_entries(p, &all, &h->rules.v[i]->list);
	view_growth(p, title, all.list.all.v, all.list.all.n, what);
}

bool page_health(struct page *p, const void *arg)
{
	const struct health *h = &p->site->health;

	(void)arg; /* there is one such page */
	page_begin(p, STR("Health"), STR("What the checks found in the definitions, by rule and by owner."), (str){ 0 });
	view_clean(p, p->view);
	view_flag(p->view, "is_clean", !h->shown, p->a);
	view_text(p->view, "suppressed", page_number_or_none(p, h->suppressed), p->a);
	view_flag(p->view, "one_suppressed", h->suppressed == 1, p->a);
	view_by_level(p->view, h->by_level, p->a);
	view_text(p->view, "total", page_number(p, h->shown), p->a);
	view_flag(p->view, "one_finding", h->shown == 1, p->a);
	view_flag(p->view, "lint", p->site->in->lint != NULL, p->a);
	view_rules(p, h);
	view_owners(p, h);
	view_found_by_release(p, STR("Health"), NULL, STR("entries with findings today"));
	return page_render(p, PAGE_HEALTH);
}

static void view_finding(struct page *p, struct view *row, size_t i)
{
	const struct site *s = p->site;
	const struct diag *d = &s->in->found->all.v[i];
	const struct entry *e = s->health.entry[i];
	const struct group *g = e ? e->owner : NULL;
	str place = d->at.path;
	uint32_t line = d->at.at.line;

	if (line)
		place = str_fmt(p->a, "%.*s:%u", STR_ARG(place), line);
	view_text(row, "id", s->health.id[i], p->a);
	view_level(row, d->level, p->a);
	view_text(row, "url", e ? s->url[e->index] : (str){ 0 }, p->a);
	view_html(row, "key_html", e ? entry_key_html(p->site, e, p->a) : (str){ 0 }, p->a);
	view_text(row, "message", d->message, p->a);
	view_text(row, "help", d->help.n ? d->help : d->hint, p->a);
	view_html(row, "place_html", key_html(place, p->a), p->a);
	view_text(row, "view_url", source_url(p, s->in->config->view_url, d->at.path, line ? line : 1), p->a);
	view_text(row, "rule", str_from_z(d->rule->id), p->a);
	view_text(row, "rule_url", url_rule(str_from_z(d->rule->id), 1, p->a), p->a);
	view_text(row, "group_url", g ? url_group(g->id, p->a) : (str){ 0 }, p->a);
	view_text(row, "group_name", g ? g->name : (str){ 0 }, p->a);
}

static void view_findings(struct page *p, const struct health_list *l, size_t from, size_t n)
{
	struct view *rows = view_list(p->view, "findings", p->a);

	for (size_t i = from; i < l->found.n && i - from < n; i++)
		view_finding(p, view_list_add(rows, p->a), l->found.v[i]);
}

/* "Findings 101 to 200 of 240, worst first" */
static str caption(struct page *p, const struct health_list *l, size_t page, const char *order)
{
	size_t n = l->found.n, from = (page - 1) * URL_PAGE_ROWS, to = n - from < URL_PAGE_ROWS ? n : from + URL_PAGE_ROWS;

	if (n <= URL_PAGE_ROWS)
		return str_fmt(p->a, "%.*s, %s", STR_ARG(str_quantity(n, "finding", p->a)), order);
	return str_fmt(p->a, "Findings %.*s to %.*s of %.*s, %s", STR_ARG(page_number(p, from + 1)), STR_ARG(page_number(p, to)),
	               STR_ARG(page_number(p, n)), order);
}

static void view_part(struct page *p, const struct health_list *l, size_t page, const char *order)
{
	view_by_level(p->view, l->by_level, p->a);
	view_text(p->view, "caption", caption(p, l, page, order), p->a);
	view_findings(p, l, (page - 1) * URL_PAGE_ROWS, URL_PAGE_ROWS);
}

/* "safe: quotes an unquoted date" in words. */
static void view_fix(struct page *p, const struct diag_rule *r)
{
	static const struct {
		str mark;
		const char *help;
	} forms[] = {
		{ { "safe: ", 6 }, "Safe: what the definition means stays the same." },
		{ { "unsafe: ", 8 }, "To be looked at: what the definition means may change." },
	};
	str fix = str_from_z(r->fix), help = { 0 };

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!str_starts(fix, forms[i].mark))
			continue;
		fix = str_from(fix, forms[i].mark.n);
		help = str_from_z(forms[i].help);
		break;
	}
	view_text(p->view, "fix", fix.n ? upper_first(fix, p->a) : STR("By hand"), p->a);
	view_text(p->view, "fix_help", help, p->a);
}

static str scope_words(struct page *p, const struct diag_rule *r)
{
	if (!r->scope || str_eq_z(STR("all"), r->scope))
		return STR("Every dictionary");
	if (str_eq_z(STR("custom"), r->scope))
		return STR("This dictionary: a rule of its configuration");
	if (str_eq_z(p->site->dict->dialect->name, r->scope))
		return p->site->dict->dialect->title;
	return str_fmt(p->a, "Dialect %s, and kinds of dictum.yml that ask for it", r->scope);
}

static void view_rule_texts(struct page *p, const struct diag_rule *r)
{
	const struct dialect *first = p->site->health.first;
	bool is_foreign = example_is_foreign(first, p->site->dict->dialect, r);

	view_text(p->view, "rule", str_from_z(r->id), p->a);
	view_html(p->view, "rule_html", key_html(str_from_z(r->id), p->a), p->a);
	view_text(p->view, "title", upper_first(str_from_z(r->title), p->a), p->a);
	view_text(p->view, "reason", str_from_z(r->reason), p->a);
	view_text(p->view, "bad", str_from_z(r->bad), p->a);
	view_text(p->view, "good", str_from_z(r->good), p->a);
	view_text(p->view, "example_origin", is_foreign ? first->title : (str){ 0 }, p->a);
	view_flag(p->view, "has_example", (r->bad && *r->bad) || (r->good && *r->good), p->a);
	view_fix(p, r);
	view_text(p->view, "scope", scope_words(p, r), p->a);
}

static str rule_page_url(const void *arg, size_t page, struct arena *a)
{
	const struct diag_rule *r = arg;

	return url_rule(str_from_z(r->id), page, a);
}

bool page_rule(struct page *p, const void *arg)
{
	const struct rule_part *part = arg;
	const struct health_list *l = &part->rule->list;
	const struct diag_rule *r = part->rule->rule;
	str name = page_numbered(p, str_from_z(r->id), part->page), title = str_from_z(r->title);

	page_begin(p, str_fmt(p->a, "%.*s - Health", STR_ARG(name)), title.n ? upper_first(title, p->a) : name, (str){ 0 });
	view_rule_texts(p, r);
	view_text(p->view, "first_url", url_rule(str_from_z(r->id), 1, p->a), p->a);
	view_flag(p->view, "owner_column", true, p->a);
	view_part(p, l, part->page, "by file");
	view_pager(p, part->page, list_page_of(l->found.n - 1), rule_page_url, r);
	if (part->page == 1)
		view_found_by_release(p, upper_first(title, p->a), part->rule, STR("entries with such findings today"));
	return page_render(p, PAGE_RULE);
}

static str owner_page_url(const void *arg, size_t page, struct arena *a)
{
	const struct health_owner *o = arg;

	return o->group ? url_group_health(o->group->id, page, a) : url_unowned_health(page, a);
}

bool page_owner_health(struct page *p, const void *arg)
{
	const struct owner_part *part = arg;
	const struct health_owner *o = part->owner;
	str heading = STR("Findings without an owner");

	if (o->group)
		heading = str_fmt(p->a, "Findings of the %.*s group", STR_ARG(o->group->name));
	page_begin(p, page_numbered(p, heading, part->page), level_words(p, o->list.by_level), (str){ 0 });
	view_text(p->view, "heading", heading, p->a);
	view_text(p->view, "group_url", o->group ? url_group(o->group->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "group_name", o->group ? o->group->name : (str){ 0 }, p->a);
	view_flag(p->view, "rule_column", true, p->a);
	view_part(p, &o->list, part->page, "worst first");
	view_pager(p, part->page, list_page_of(o->list.found.n - 1), owner_page_url, o);
	return page_render(p, PAGE_OWNER_HEALTH);
}

void view_group_health(struct page *p, const struct group *g)
{
	const struct health_owner *o = map_get(&p->site->health.owner_of, g->id);
	const struct health_list *l = o ? &o->list : NULL;

	view_flag(p->view, "has_findings", l, p->a);
	if (!l)
		return;
	view_text(p->view, "found", level_words(p, l->by_level), p->a);
	view_by_level(p->view, l->by_level, p->a);
	view_flag(p->view, "rule_column", true, p->a);
	view_findings(p, l, 0, HEALTH_OWNER_ROWS);
	if (l->found.n > HEALTH_OWNER_ROWS) {
		view_text(p->view, "findings_url", url_group_health(g->id, 1, p->a), p->a);
		view_text(p->view, "findings_total", page_number(p, l->found.n), p->a);
	}
}
