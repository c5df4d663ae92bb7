/* Plans every file of the site, then renders them on all processors: one job a file, memory of a job dies with it. The search index comes first:
   every page names its folder, and it takes most memory. */
#include <stdatomic.h>

#include "base/pool.h"
#include "site/page.h"
#include "site/search.h"

enum { KEPT_OUTPUT = 1024 * 1024 }; /* bytes; what a longer file needed is given back at once */

struct worker {
	struct arena keep, scratch, output; /* keep: what pages need later; output: the file at hand */
	struct buf out;
	size_t failed; /* index of the first job that failed; SIZE_MAX: none */
	struct err err;
};
struct builder {
	struct site site;
	struct search_files search;
	struct api_kept kept;
	struct jobs pages;
	size_t n_run; /* of them, so far */
	struct worker *workers;
	size_t n_workers;
	site_sink *sink, *plain; /* plain: takes what is never compressed */
	void *sink_arg;
	atomic_size_t failed; /* jobs behind it need not run */
};

static void plan(struct builder *b, struct jobs *jobs, str url, page_fn *make, const void *arg)
{
	*vec_push(&jobs->all, b->site.a) = (struct job){ url, make, arg };
}

/* A page for readers; the pages of 404 and of search results have nothing of their own. */
static void plan_page(struct builder *b, str url, page_fn *make, const void *arg)
{
	plan(b, &b->pages, url, make, arg);
	*vec_push(&b->site.pages, b->site.a) = url;
}

static void plan_kind(struct builder *b, const struct kind_pages *k)
{
	struct arena *a = b->site.a;

	if (k->n && k->n <= PAGE_ALL_NAMES)
		plan_page(b, url_names(k->kind, a), page_names, k);
	for (size_t page = 1; page <= k->pages; page++) {
		struct list_part *part = arena_new(a, struct list_part);

		*part = (struct list_part){ k, page };
		plan_page(b, url_list(k->kind, page, a), page_list, part);
	}
	for (size_t i = 0; i < k->n; i++) {
		const struct entry *e = k->entries[i];

		plan_page(b, b->site.url[e->index], page_entry, e);
		if (!b->site.is_large)
			plan(b, &b->pages, url_entry_json(b->site.dict, e, a), file_entry, e);
	}
}

static size_t at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static void plan_namespaces(struct builder *b, const struct kind_pages *k)
{
	for (size_t i = 0; i < k->namespaces.all.n; i++) {
		const struct namespace *at = &k->namespaces.all.v[i];

		for (size_t page = 1; page <= list_page_of(at_most(at->n, b->site.max_listed) - 1); page++) {
			struct namespace_part *part = arena_new(b->site.a, struct namespace_part);

			*part = (struct namespace_part){ k, at, page };
			plan_page(b, url_namespace(k->kind, at->prefix, page, b->site.a), page_namespace, part);
		}
	}
}

struct facet_pages {
	page_fn *values, *value, *csv;
};

static struct facet_pages pages_of(const struct facet *f)
{
	switch (f->role) {
	case FACET_PLAIN:
		break;
	case FACET_PRIVACY:
		return (struct facet_pages){ page_privacy, page_category, file_value };
	case FACET_INDICATOR:
		return (struct facet_pages){ page_indicators, page_indicator, NULL };
	}
	return (struct facet_pages){ page_values, page_value, f->field->has_csv ? file_value : NULL };
}

static void plan_value(struct builder *b, const struct facet *f, const struct facet_value *v)
{
	const struct facet_pages pages = pages_of(f);
	struct arena *a = b->site.a;

	for (size_t page = 1; page <= list_page_of(v->listed.n - 1); page++) {
		struct value_part *part = arena_new(a, struct value_part);

		*part = (struct value_part){ f, v, page };
		plan_page(b, url_value(f->folder, v->value, page, a), pages.value, part);
	}
	if (pages.csv && !b->site.is_large)
		plan(b, &b->pages, url_value_csv(f->folder, v->value, a), pages.csv, v);
}

/* What one rung of a ladder has and the one below it has not. */
static void plan_beyond(struct builder *b, const struct facet *f, const struct facet_value *v)
{
	struct arena *a = b->site.a;

	for (size_t page = 1; v->beyond.n && page <= list_page_of(at_most(v->beyond.n, b->site.max_listed) - 1); page++) {
		struct value_part *part = arena_new(a, struct value_part);

		*part = (struct value_part){ f, v, page };
		plan_page(b, url_beyond(f->folder, v->value, page, a), page_beyond, part);
	}
	if (v->beyond.n && f->field->has_csv && !b->site.is_large)
		plan(b, &b->pages, url_beyond_csv(f->folder, v->value, a), file_beyond, v);
}

static void plan_facet(struct builder *b, const struct facet *f)
{
	for (size_t page = 1; f->values.n && page <= list_page_of(f->values.n - 1); page++) {
		struct values_part *part = arena_new(b->site.a, struct values_part);

		*part = (struct values_part){ f, page };
		plan_page(b, url_values(f->folder, page, b->site.a), pages_of(f).values, part);
	}
	for (size_t i = 0; i < f->values.n; i++) {
		plan_value(b, f, f->values.v[i]);
		if (f->role == FACET_PLAIN)
			plan_beyond(b, f, f->values.v[i]);
	}
}

static void plan_removed(struct builder *b)
{
	for (size_t page = 1; site_n_removed(&b->site) && page <= list_page_of(site_n_removed(&b->site) - 1); page++) {
		struct removed_part *part = arena_new(b->site.a, struct removed_part);

		part->page = page;
		plan_page(b, url_removed(page, b->site.a), page_removed, part);
	}
}

/* Ways through the dictionary besides lists and owners. */
static void plan_browsing(struct builder *b)
{
	for (size_t i = 0; i < b->site.facets.n; i++)
		plan_facet(b, &b->site.facets.all[i]);
	for (size_t i = 0; i < b->site.dict->dialect->n_kinds; i++)
		plan_namespaces(b, &b->site.kinds[i]);
	plan_removed(b);
}

static void plan_group(struct builder *b, const struct group *g)
{
	struct arena *a = b->site.a;

	for (size_t page = 1; page <= (g->entries.n ? list_page_of(g->entries.n - 1) : 1); page++) {
		struct group_part *part = arena_new(a, struct group_part);

		*part = (struct group_part){ g, page };
		plan_page(b, url_group_page(g->id, page, a), page_group, part);
	}
	if (!g->entries.n || b->site.is_large)
		return;
	plan(b, &b->pages, url_group_csv(g->id, a), file_group_csv, g);
	plan(b, &b->pages, url_group_json(g->id, a), file_group_json, g);
}

static void plan_owners(struct builder *b)
{
	const struct owners *o = &b->site.dict->owners;

	plan_page(b, STR("owners/index.html"), page_owners, NULL);
	for (size_t i = 0; i < o->groups.n; i++)
		plan_group(b, o->groups.v[i]);
	for (size_t i = 0; i < o->sections.n; i++)
		if (o->sections.v[i]->stages.n)
			plan_page(b, url_section(o->sections.v[i]->id, b->site.a), page_section, o->sections.v[i]);
	if (o->stages.n)
		plan_page(b, STR("stages/index.html"), page_stages, NULL);
	for (size_t i = 0; i < o->stages.n; i++)
		plan_page(b, url_stage(o->stages.v[i]->id, b->site.a), page_stage, o->stages.v[i]);
}

static void plan_rule(struct builder *b, const struct health_rule *r)
{
	for (size_t page = 1; page <= list_page_of(r->list.found.n - 1); page++) {
		struct rule_part *part = arena_new(b->site.a, struct rule_part);

		*part = (struct rule_part){ r, page };
		plan_page(b, url_rule(str_from_z(r->rule->id), page, b->site.a), page_rule, part);
	}
}

/* What fits the page of the group has none of its own. */
static void plan_owner_health(struct builder *b, const struct health_owner *o)
{
	struct arena *a = b->site.a;

	if (o->group && o->list.found.n <= HEALTH_OWNER_ROWS)
		return;
	for (size_t page = 1; page <= list_page_of(o->list.found.n - 1); page++) {
		struct owner_part *part = arena_new(a, struct owner_part);

		*part = (struct owner_part){ o, page };
		plan_page(b, o->group ? url_group_health(o->group->id, page, a) : url_unowned_health(page, a), page_owner_health, part);
	}
}

static void plan_health(struct builder *b)
{
	const struct health *h = &b->site.health;

	plan_page(b, STR("health/index.html"), page_health, NULL);
	for (size_t i = 0; i < h->rules.n; i++)
		plan_rule(b, h->rules.v[i]);
	for (size_t i = 0; i < h->owners.n; i++)
		plan_owner_health(b, h->owners.v[i]);
}

static void plan_properties(struct builder *b)
{
	const struct sent *s = &b->site.sent;
	struct arena *a = b->site.a;

	for (size_t page = 1; s->n && page <= list_page_of(s->n - 1); page++) {
		struct properties_part *part = arena_new(a, struct properties_part);

		part->page = page;
		plan_page(b, url_properties(page, a), page_properties, part);
	}
	for (size_t i = 0; i < s->n; i++) {
		for (size_t page = 1; page <= list_page_of(at_most(s->all[i]->events.n, b->site.max_listed) - 1); page++) {
			struct property_part *part = arena_new(a, struct property_part);

			*part = (struct property_part){ s->all[i], page };
			plan_page(b, url_property(s->all[i]->name, page, a), page_property, part);
		}
	}
}

static void plan_changes(struct builder *b)
{
	struct jobs pages = { .all = { 0 } };

	changes_plan(&b->site, &pages, &b->pages);
	versions_plan(&b->site, &pages, &b->pages);
	for (size_t i = 0; i < pages.all.n; i++)
		plan_page(b, pages.all.v[i].url, pages.all.v[i].make, pages.all.v[i].arg);
	feeds_plan(&b->site, &b->pages);
	pages.all.n = 0;
	gone_plan(&b->site, &pages);
	for (size_t i = 0; i < pages.all.n; i++)
		plan_page(b, pages.all.v[i].url, pages.all.v[i].make, pages.all.v[i].arg);
	if (site_has_gone_file(&b->site))
		plan(b, &b->pages, STR("api/v1/gone.json"), file_gone, NULL);
}

static void plan_pages(struct builder *b)
{
	plan_page(b, STR("index.html"), page_home, NULL);
	for (size_t i = 0; i < b->site.dict->dialect->n_kinds; i++)
		plan_kind(b, &b->site.kinds[i]);
	plan_browsing(b);
	plan_owners(b);
	plan_changes(b);
	if (b->site.guides.n)
		plan_page(b, STR("guides/index.html"), page_guides, NULL);
	for (size_t i = 0; i < b->site.guides.n; i++)
		plan_page(b, b->site.guides.v[i].url, page_guide, &b->site.guides.v[i]);
	plan_properties(b);
	if (b->site.in->config->context.fields.n)
		plan_page(b, STR("context.html"), page_context, NULL);
	plan_page(b, STR("stats.html"), page_stats, NULL);
	plan_health(b);
	plan_page(b, STR("about.html"), page_about, NULL);
	plan(b, &b->pages, STR("404.html"), page_not_found, NULL);
	plan(b, &b->pages, STR("search.html"), page_search, NULL);
}

static void plan_data(struct builder *b)
{
	struct arena *a = b->site.a;

	for (size_t i = 0; i < b->site.dict->dialect->n_kinds; i++) {
		plan(b, &b->pages, url_api(b->site.kinds[i].kind, a), file_entries, &b->site.kinds[i]);
		plan(b, &b->pages, url_csv(b->site.kinds[i].kind, a), file_csv, &b->site.kinds[i]);
	}
	plan(b, &b->pages, STR("api/v1/index.json"), file_index, NULL);
	plan(b, &b->pages, STR("api/v1/schema.json"), file_schema, NULL);
	if (b->site.in->lint)
		plan(b, &b->pages, STR("lint.json"), file_lint, NULL);
}

/* What every page asks of every entry. */
static void prepare(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];
	const struct entry *e = b->site.dict->all.v[i];
	str excerpt;

	b->site.url[i] = str_dup(url_entry(b->site.dict, e, &w->scratch), &w->keep);
	excerpt = markdown_excerpt(e->description, SEARCH_EXCERPT, &w->scratch);
	b->site.excerpt[i] = str_eq(excerpt, e->description) ? e->description : str_dup(excerpt, &w->keep);
	arena_reset(&w->scratch);
}

/* What many files say of an entry. */
static void keep(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];

	api_keep(&b->kept, b->site.dict, b->site.dict->all.v[i], b->site.in->commit, &w->keep, &w->scratch);
	rows_keep(&b->site, b->site.dict->all.v[i], &w->keep, &w->scratch);
	arena_reset(&w->scratch);
}

static void keep_all(struct builder *b)
{
	if (b->site.is_large)
		return;
	api_keep_begin(&b->kept, b->site.dict, b->site.a);
	rows_begin(&b->site);
	pool_run(b->n_workers, b->site.dict->all.n, keep, b);
	b->site.kept = &b->kept;
}

enum { PAST, PRESENT, FIRST_FACET }; /* what is gathered, each without the others */

static void gather_past(struct site *s, struct arena *a)
{
	if (s->in->history)
		news_gather(&s->news, s->in->history, s->dict, s->in->gone, s->in->changes, a);
	versions_gather(&s->versions, &(struct versions_input){ s->dict, s->in->history, &s->news }, a);
}

static void gather_present(struct site *s, struct arena *a)
{
	sent_gather(&s->sent, s->dict, a);
	health_gather(&s->health, s->dict, s->in->found, a);
	gone_pages_gather(&s->gone, s->in->gone, s->dict, s->url, a);
}

static void gather(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];

	if (i == PAST)
		gather_past(&b->site, &w->keep);
	else if (i == PRESENT)
		gather_present(&b->site, &w->keep);
	else
		facet_gather(&b->site.facets.all[i - FIRST_FACET], b->site.dict, &w->keep, &w->scratch);
	arena_reset(&w->scratch);
}

static void find_removed(struct site *s)
{
	for (size_t i = 0; i < s->dict->all.n; i++)
		if (s->dict->all.v[i]->status == STATUS_REMOVED)
			*vec_push(&s->removed, s->a) = s->dict->all.v[i];
}

static str up_of(const struct builder *b, str url, struct arena *a)
{
	/* It is shown for addresses in any folder. */
	if (str_eq_z(url, "404.html") && b->site.in->config->base_url.n)
		return b->site.in->config->base_url;
	return url_up(url, a);
}

/* Pages of entries make most of the files, and a large site must count them; their data files are too short for it to pay. */
static site_sink *sink_of(const struct builder *b, const struct job *j)
{
	return j->make == file_entry || (j->make == page_entry && b->site.is_large) ? b->plain : b->sink;
}

static bool run_job(struct builder *b, struct worker *w, const struct job *j)
{
	struct page p = { .site = &b->site, .a = &w->scratch, .out = &w->out, .url = j->url, .e = &w->err };
	bool ok;

	p.up = up_of(b, j->url, p.a);
	ok = j->make(&p, j->arg) && sink_of(b, j)(b->sink_arg, j->url, buf_str(&w->out), &w->err);
	buf_clear(&w->out);
	if (w->out.cap > KEPT_OUTPUT) {
		arena_free(&w->output);
		w->out = (struct buf){ .a = &w->output };
	}
	arena_reset(&w->scratch);
	return ok;
}

static bool must_run(const struct builder *b, const struct worker *w, size_t order)
{
	return order < atomic_load(&b->failed) && w->failed == SIZE_MAX;
}

static void note_failure(struct builder *b, struct worker *w, size_t order)
{
	size_t failed = atomic_load(&b->failed);

	w->failed = order;
	while (order < failed && !atomic_compare_exchange_weak(&b->failed, &failed, order))
		;
}

static void hand_search(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];
	const struct search_file *f = &b->search.all.v[i];
	str path = str_fmt(&w->scratch, "%.*s%.*s", STR_ARG(b->site.search), STR_ARG(f->name));

	if (must_run(b, w, i) && !b->sink(b->sink_arg, path, f->bytes, &w->err))
		note_failure(b, w, i);
	arena_reset(&w->scratch);
}

/* Nothing stays of it but the names of its files. */
static bool build_search(struct builder *b, struct err *e)
{
	struct site *s = &b->site;
	struct site_search_input in = { .dict = s->dict,
		                        .guides = &s->in->guides,
		                        .synonyms = s->in->config->synonyms,
		                        .n_synonyms = s->in->config->n_synonyms,
		                        .url = s->url,
		                        .excerpt = s->excerpt,
		                        .workers = b->n_workers };
	struct arena a;
	bool ok;

	arena_init(&a, 0);
	ok = search_write(site_search(&in, &a), &a, &b->search, e);
	if (ok) {
		s->search = url_search(b->search.hash, s->a);
		pool_run(b->n_workers, b->search.all.n, hand_search, b);
	}
	b->search.all.v = NULL; /* how many there were orders failures */
	arena_free(&a);
	return ok;
}

static void run_page(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];
	size_t at = b->n_run + i, order = b->search.all.n + at;

	if (must_run(b, w, order) && !run_job(b, w, &b->pages.all.v[at]))
		note_failure(b, w, order);
}

/* Those that were planned since the last time. */
static void run_pages(struct builder *b)
{
	pool_run_singly(b->n_workers, b->pages.all.n - b->n_run, run_page, b);
	b->n_run = b->pages.all.n;
}

static void start_workers(struct builder *b)
{
	b->n_workers = b->site.in->workers ? b->site.in->workers : 1;
	if (b->n_workers > POOL_MAX_WORKERS)
		b->n_workers = POOL_MAX_WORKERS;
	b->workers = arena_array(b->site.a, b->n_workers, struct worker);
	for (size_t i = 0; i < b->n_workers; i++) {
		struct worker *w = &b->workers[i];

		arena_init(&w->keep, 0);
		arena_init(&w->scratch, 0);
		arena_init(&w->output, 0);
		w->out.a = &w->output;
		w->failed = SIZE_MAX;
	}
	atomic_init(&b->failed, SIZE_MAX);
}

/* The failure of the first job in order, so that the message does not depend on the number of workers. */
static bool stop_workers(struct builder *b, struct err *e)
{
	const struct worker *first = NULL;

	for (size_t i = 0; i < b->n_workers; i++) {
		struct worker *w = &b->workers[i];

		if (w->failed != SIZE_MAX && (!first || w->failed < first->failed))
			first = w;
		arena_free(&w->keep);
		arena_free(&w->scratch);
		arena_free(&w->output);
	}
	if (first)
		*e = first->err;
	return !first;
}

static void index_findings(struct site *s)
{
	const struct diag_list *found = s->in->found;

	for (size_t i = 0; i < found->all.n; i++) {
		struct file_findings **f = (struct file_findings **)map_put(&s->findings, found->all.v[i].at.path, s->a);

		if (!*f) {
			*f = arena_new(s->a, struct file_findings);
			(*f)->from = i;
		}
		(*f)->n++; /* they are sorted by path */
		(*f)->shown += health_is_shown(&found->all.v[i]);
	}
}

static struct privacy privacy_html(const struct site_privacy *p, struct arena *a)
{
	struct privacy out = { .category = p->category, .title = p->title };
	struct buf b = { .a = a };

	out.summary = markdown_html(p->summary, a);
	out.turn_off = markdown_html(p->turn_off, a);
	out.why = markdown_html(p->why, a);
	out.identifies = markdown_html(p->identifies, a);
	out.sent_to = markdown_html(p->sent_to, a);
	buf_put(&b, out.summary);
	if (out.turn_off.n) {
		buf_z(&b, "<p class=\"off\"><strong>How to turn it off</strong></p>\n");
		buf_put(&b, out.turn_off);
	}
	out.html = buf_str(&b);
	return out;
}

static bool check_context(const struct site *s, struct err *e)
{
	str guide = s->in->config->context.guide;

	for (size_t i = 0; i < s->guides.n; i++)
		if (str_eq(s->guides.v[i].file, guide))
			return true;
	return !guide.n || err_usage(e, "context.guide of the configuration names '%.*s', which is no guide", STR_ARG(guide));
}

static bool load(struct builder *b, const struct site_input *in, struct arena *a, struct err *e)
{
	struct site *s = &b->site;

	*s = (struct site){ .in = in, .dict = in->dict, .a = a, .title = in->config->title };
	if (!s->title.n)
		s->title = STR("Metrics dictionary");
	s->is_large = s->dict->all.n > (in->large ? in->large : SITE_LARGE);
	s->max_listed = s->is_large ? PAGE_LARGE_LISTED : FACET_MAX_LISTED;
	if (!site_load_templates(s, e) || !site_load_assets(s, b->sink, b->sink_arg, e))
		return false;
	for (size_t i = 0; i < in->config->privacy.n; i++)
		*vec_push(&s->privacy, a) = privacy_html(&in->config->privacy.v[i], a);
	site_load_guides(s);
	s->url = arena_array(a, s->dict->all.n, str);
	s->excerpt = arena_array(a, s->dict->all.n, str);
	return check_context(s, e);
}

/* What pages are made from. */
static void work_out(struct builder *b)
{
	struct site *s = &b->site;

	facets_list(&s->facets, s->dict->dialect, s->a);
	for (size_t i = 0; i < s->facets.n; i++)
		s->facets.all[i].max_listed = s->max_listed;
	find_removed(s);
	index_findings(s);
	pool_run_singly(b->n_workers, FIRST_FACET + s->facets.n, gather, b);
	site_plan_filters(s);
}

bool site_build(const struct site_input *in, site_sink *sink, void *arg, struct arena *a, struct err *e)
{
	struct builder b = { .sink = in->compressed ? in->compressed : sink, .plain = sink, .sink_arg = arg };
	bool ok;

	if (!load(&b, in, a, e))
		return false;
	start_workers(&b);
	pool_run(b.n_workers, in->dict->all.n, prepare, &b);
	if (!build_search(&b, e) || (in->read_past && !in->read_past(in->past_arg, e))) {
		(void)stop_workers(&b, e); /* nothing failed in them */
		return false;
	}
	site_count_kinds(&b.site);
	keep_all(&b);
	plan_data(&b); /* the longest ones, before what pages need takes room */
	run_pages(&b);
	work_out(&b);
	plan_pages(&b);
	run_pages(&b);
	ok = atomic_load(&b.failed) != SIZE_MAX || sitemap_write(&b.site, b.sink, arg, e);
	return stop_workers(&b, e) && ok;
}
