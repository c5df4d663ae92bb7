/* Performance indicators: which groups and stages have one, and which lack one that they are expected to have. */
#include "site/page.h"

enum {
	SHOWN_METRICS = 3,    /* of a group; its page has all of them */
	SHOWN_INDICATORS = 20 /* on the page of an owner */
};

struct coverage { /* of a group or a stage */
	size_t n;
	const struct entry *shown[SHOWN_METRICS];
};
enum level { LEVEL_NONE, LEVEL_GROUP, LEVEL_STAGE }; /* who is expected to have the indicator */

static enum level level_of(const struct site *s, const struct facet *f, str value)
{
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		const struct kind *k = &s->dict->dialect->kinds[i];

		if (!k->indicator || !str_eq(k->indicator->id, f->field->id))
			continue;
		if (str_is_among(value, k->stage_indicators, k->n_stage_indicators))
			return LEVEL_STAGE;
		if (str_is_among(value, k->group_indicators, k->n_group_indicators))
			return LEVEL_GROUP;
	}
	return LEVEL_NONE;
}

static void cover(struct coverage *c, const struct entry *e)
{
	if (c->n < SHOWN_METRICS)
		c->shown[c->n] = e;
	c->n++;
}

/* Everything of one value, by group and by stage; what has no owner is left over. */
struct tally {
	struct map groups, stages; /* struct group *, struct stage * by id -> struct coverage */
	struct coverage unowned;
	bool is_cut; /* there are more rows than are shown */
};

static struct coverage *coverage_get(struct map *m, str id, struct arena *a)
{
	void **slot = map_put(m, id, a);

	if (!*slot)
		*slot = arena_new(a, struct coverage);
	return *slot;
}

static void tally_entries(struct tally *t, const struct facet_value *v, struct arena *a)
{
	*t = (struct tally){ .unowned = { 0 } };
	for (size_t i = 0; i < v->entries.n; i++) {
		const struct entry *e = v->entries.v[i];
		str stage = entry_stage_id(e);

		if (e->status == STATUS_REMOVED)
			continue;
		if (e->owner)
			cover(coverage_get(&t->groups, e->owner->id, a), e);
		else
			cover(&t->unowned, e);
		if (stage.n)
			cover(coverage_get(&t->stages, stage, a), e);
	}
}

static void view_coverage(struct page *p, struct view *row, const struct coverage *c)
{
	size_t n = c ? c->n : 0, shown = n < SHOWN_METRICS ? n : SHOWN_METRICS;
	struct view *list = view_list(row, "metrics", p->a);

	for (size_t i = 0; i < shown; i++) {
		struct view *item = view_list_add(list, p->a);

		view_text(item, "metric_url", p->site->url[c->shown[i]->index], p->a);
		view_html(item, "key_html", key_html(c->shown[i]->key, p->a), p->a);
		view_flag(item, "comma", i + 1 < shown, p->a);
	}
	view_text(row, "more", n > shown ? page_number(p, n - shown) : (str){ 0 }, p->a);
	view_flag(row, "is_gap", !n, p->a);
}

/* Whether one more is shown; without rows none is. */
static bool has_room(const struct view *rows, struct tally *t)
{
	bool has = rows && rows->n < PAGE_OWNER_ROWS;

	t->is_cut = t->is_cut || (rows && !has);
	return has;
}

static void view_group_row(struct page *p, struct view *rows, const struct group *g, const struct coverage *c)
{
	struct view *row = view_list_add(rows, p->a);

	view_text(row, "url", url_group(g->id, p->a), p->a);
	view_text(row, "name", g->name, p->a);
	view_text(row, "stage_name", g->stage ? g->stage->name : (str){ 0 }, p->a);
	view_coverage(p, row, c);
}

static void view_stage_row(struct page *p, struct view *rows, const struct stage *s, const struct coverage *c)
{
	struct view *row = view_list_add(rows, p->a);

	view_text(row, "url", url_stage(s->id, p->a), p->a);
	view_text(row, "name", s->name, p->a);
	view_text(row, "stage_name", s->section ? s->section->name : (str){ 0 }, p->a);
	view_coverage(p, row, c);
}

/* Returns how many lack it. With rows NULL it only counts. */
static size_t view_stages_of(struct page *p, struct view *rows, struct tally *t)
{
	const struct owners *o = &p->site->dict->owners;
	size_t gaps = 0;

	for (size_t i = 0; i < o->stages.n; i++) {
		const struct coverage *c = map_get(&t->stages, o->stages.v[i]->id);

		gaps += !c;
		if (has_room(rows, t))
			view_stage_row(p, rows, o->stages.v[i], c);
	}
	return gaps;
}

static void view_group_of(struct page *p, struct view *rows, const struct group *g, struct tally *t,
                          enum level level, size_t *gaps)
{
	const struct coverage *c = map_get(&t->groups, g->id);

	*gaps += !c;
	if ((c || level == LEVEL_GROUP) && has_room(rows, t))
		view_group_row(p, rows, g, c);
}

/* Stage by stage, then the groups without one. */
static size_t view_groups_of(struct page *p, struct view *rows, struct tally *t, enum level level)
{
	const struct owners *o = &p->site->dict->owners;
	size_t gaps = 0;

	for (size_t i = 0; i < o->stages.n; i++)
		for (size_t j = 0; j < o->stages.v[i]->groups.n; j++)
			view_group_of(p, rows, o->stages.v[i]->groups.v[j], t, level, &gaps);
	for (size_t i = 0; i < o->groups.n; i++)
		if (!o->groups.v[i]->stage)
			view_group_of(p, rows, o->groups.v[i], t, level, &gaps);
	return gaps;
}

static size_t view_level_of(struct page *p, struct view *rows, struct tally *t, enum level level)
{
	switch (level) {
	case LEVEL_STAGE:
		return view_stages_of(p, rows, t);
	case LEVEL_GROUP:
		return view_groups_of(p, rows, t, level);
	case LEVEL_NONE:
		break;
	}
	if (rows)
		(void)view_groups_of(p, rows, t, level); /* nobody lacks what nobody is expected to have */
	return 0;
}

static size_t n_of_level(const struct site *s, enum level level)
{
	return level == LEVEL_STAGE ? s->dict->owners.stages.n : level == LEVEL_GROUP ? s->dict->owners.groups.n : 0;
}

static const char *level_words_of(enum level level, size_t n)
{
	if (level == LEVEL_STAGE)
		return n == 1 ? "stage" : "stages";
	return n == 1 ? "group" : "groups";
}

/* "3 of 20 groups"; empty where nobody is expected to have it. */
static str gap_words(struct page *p, enum level level, size_t gaps)
{
	size_t n = n_of_level(p->site, level);

	if (!n)
		return (str){ 0 };
	return str_fmt(p->a, "%.*s of %.*s %s", STR_ARG(page_number(p, gaps)), STR_ARG(page_number(p, n)),
	               level_words_of(level, n));
}

static bool owns(const struct group *g, const struct stage *s, const struct entry *e)
{
	return g ? e->owner == g : e->in_stage == s;
}

static void view_owned(struct page *p, struct view *list, const struct facet *f, const struct facet_value *v,
                       const struct group *g, const struct stage *s)
{
	enum level level = level_of(p->site, f, v->value);
	struct coverage c = { .n = 0 };
	struct view *item;

	for (size_t i = 0; i < v->entries.n; i++)
		if (v->entries.v[i]->status != STATUS_REMOVED && owns(g, s, v->entries.v[i]))
			cover(&c, v->entries.v[i]);
	if (!c.n && level != (g ? LEVEL_GROUP : LEVEL_STAGE))
		return;
	item = view_list_add(list, p->a);
	view_text(item, "word", v->word, p->a);
	view_text(item, "url", v->url, p->a);
	view_coverage(p, item, &c);
}

void view_indicators(struct page *p, struct view *v, const struct group *g, const struct stage *s)
{
	const struct facet *f = facet_for(&p->site->facets, FACET_INDICATOR);
	struct view *list = view_list(v, "indicators", p->a);

	for (size_t i = 0; f && i < f->values.n && i < SHOWN_INDICATORS; i++)
		view_owned(p, list, f, f->values.v[i], g, s);
	view_flag(v, "has_indicators", list->n > 0, p->a);
}

static void view_indicator(struct page *p, struct view *row, const struct facet *f, const struct facet_value *v)
{
	enum level level = level_of(p->site, f, v->value);
	struct tally t;

	tally_entries(&t, v, p->a);
	view_text(row, "url", v->url, p->a);
	view_text(row, "word", v->word, p->a);
	view_text(row, "value", str_eq(v->word, v->value) ? (str){ 0 } : v->value, p->a);
	view_text(row, "help", v->help, p->a);
	view_uint(row, "n", v->entries.n - v->by_status[STATUS_REMOVED], p->a);
	view_uint(row, "n_groups", t.groups.n, p->a);
	view_text(row, "gaps", gap_words(p, level, view_level_of(p, NULL, &t, level)), p->a);
}

bool page_indicators(struct page *p, const void *arg)
{
	const struct values_part *part = arg;
	const struct facet *f = part->facet;
	size_t from = (part->page - 1) * URL_PAGE_ROWS;
	struct view *rows;

	page_begin(p, page_numbered(p, f->field->title, part->page),
	           STR("Figures that the success of groups and stages is measured by, and who lacks one."), (str){ 0 });
	view_text(p->view, "heading", f->field->title, p->a);
	view_text(p->view, "about", f->field->help, p->a);
	rows = view_list(p->view, "rows", p->a);
	for (size_t i = from; i < f->values.n && i - from < URL_PAGE_ROWS; i++)
		view_indicator(p, view_list_add(rows, p->a), f, f->values.v[i]);
	view_pager(p, part->page, list_page_of(f->values.n - 1), values_page_url, f);
	return page_render(p, PAGE_INDICATORS);
}

/* Who has it, on the first page. */
static void view_owners(struct page *p, const struct facet *f, const struct facet_value *v)
{
	enum level level = level_of(p->site, f, v->value);
	struct view *rows;
	struct tally t;
	size_t gaps;

	tally_entries(&t, v, p->a);
	rows = view_list(p->view, "owners", p->a);
	gaps = view_level_of(p, rows, &t, level);
	if (t.unowned.n) {
		struct view *row = view_list_add(rows, p->a);

		view_text(row, "url", (str){ 0 }, p->a);
		view_text(row, "name", STR("No owner"), p->a);
		view_text(row, "stage_name", (str){ 0 }, p->a);
		view_coverage(p, row, &t.unowned);
	}
	view_flag(p->view, "has_owners", rows->n > 0, p->a);
	view_flag(p->view, "is_cut", t.is_cut, p->a);
	view_text(p->view, "owner_title", level == LEVEL_STAGE ? STR("Stages") : STR("Groups"), p->a);
	view_text(p->view, "owner_header", level == LEVEL_STAGE ? STR("Stage") : STR("Group"), p->a);
	view_text(p->view, "gaps", gap_words(p, level, gaps), p->a);
	view_flag(p->view, "no_gaps", !gaps, p->a);
}

bool page_indicator(struct page *p, const void *arg)
{
	const struct value_part *part = arg;
	const struct facet *f = part->facet;
	const struct facet_value *v = part->value;
	const struct listing l = {
		.entries = v->listed.v, .n = v->listed.n, .all = v->entries.n, .page = part->page, .url = value_page_url, .arg = part
	};
	str total = entries_words(p, v->entries.v, v->entries.n);
	str name =
	        str_eq(v->word, v->value) ? v->word : str_fmt(p->a, "%.*s (%.*s)", STR_ARG(v->word), STR_ARG(v->value));

	page_begin(p,
	           str_fmt(p->a, "%.*s - %.*s", STR_ARG(page_numbered(p, name, part->page)), STR_ARG(f->field->title)),
	           v->help.n ? v->help : str_fmt(p->a, "%.*s: %.*s.", STR_ARG(v->word), STR_ARG(total)), (str){ 0 });
	view_text(p->view, "index_url", url_values(f->folder, 1, p->a), p->a);
	view_text(p->view, "facet", f->field->title, p->a);
	view_text(p->view, "word", v->word, p->a);
	view_text(p->view, "value", v->value, p->a);
	view_text(p->view, "help", v->help, p->a);
	view_text(p->view, "total", total, p->a);
	view_by_status(p->view, v->by_status, p->a);
	view_siblings(p, f, v->url);
	view_files(p, f->field, v->entries.v, v->entries.n);
	view_listing(p, &l);
	if (part->page == 1)
		view_owners(p, f, v);
	return page_render(p, PAGE_INDICATOR);
}
