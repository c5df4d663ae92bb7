/* Makes every file of the site on all processors: one job a file, memory of a job dies with it. The search index comes first: every page names
   its folder, and it takes most memory. */
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

static void keep_change(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;
	struct worker *w = &b->workers[worker];
	struct page p = { .site = &b->site, .a = &w->scratch, .up = STR(ROWS_UP) };

	changes_keep(&p, i, &w->keep);
	arena_reset(&w->scratch);
}

enum { GATHER_PAST, GATHER_PRESENT, GATHER_SCHEMAS, FIRST_FACET }; /* what is gathered, each without the others */

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

	if (i == GATHER_PAST)
		gather_past(&b->site, &w->keep);
	else if (i == GATHER_PRESENT)
		gather_present(&b->site, &w->keep);
	else if (i == GATHER_SCHEMAS)
		schemas_gather(&b->site, &w->keep, &w->scratch);
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

	arena_init(&a);
	ok = search_write(site_search(&in, &a), &a, &b->search, e);
	if (ok) {
		s->search = url_search(b->search.hash, s->a);
		pool_run(b->n_workers, b->search.all.n, hand_search, b);
	}
	b->search.all.v = NULL; /* how many there were orders failures */
	arena_free(&a);
	return ok;
}

enum { SEARCH, PAST, N_BESIDE }; /* what does not wait for one another, in the order in which failures are told */
struct beside {
	struct builder *b;
	bool ok[N_BESIDE];
	struct err err[N_BESIDE];
};

static void run_beside(void *arg, size_t worker, size_t i)
{
	struct beside *s = arg;
	const struct site_input *in = s->b->site.in;

	(void)worker;
	s->ok[i] = i == SEARCH ? build_search(s->b, &s->err[i]) : !in->read_past || in->read_past(in->past_arg, &s->err[i]);
}

/* Of a large dictionary each takes much memory, and nothing of the first is left when the second begins. */
static bool build_search_and_past(struct builder *b, struct err *e)
{
	struct beside s = { .b = b };

	pool_run_singly(b->site.is_large ? 1 : b->n_workers, N_BESIDE, run_beside, &s);
	for (size_t i = 0; i < N_BESIDE; i++) {
		if (s.ok[i])
			continue;
		*e = s.err[i];
		return false;
	}
	return true;
}

/* Keys that are gone are only known once there is no other index in memory, so that they have one of their own; it is small. */
static bool build_gone_search(struct builder *b, struct err *e)
{
	struct site *s = &b->site;
	const struct site_search_input in = { .dict = s->dict, .synonyms = s->in->config->synonyms, .n_synonyms = s->in->config->n_synonyms };
	struct search_files *files = arena_new(s->a, struct search_files);
	const struct search_index *x;
	struct arena a;
	bool ok;

	arena_init(&a);
	x = site_search_gone(&in, &s->gone, &a);
	ok = !x || search_write(x, s->a, files, e);
	if (ok && x)
		s->search_gone = url_search_gone(files->hash, s->a);
	for (size_t i = 0; ok && i < files->all.n; i++) {
		str url = str_fmt(s->a, "%.*s%.*s", STR_ARG(s->search_gone), STR_ARG(files->all.v[i].name));

		*vec_push(&b->pages.all, s->a) = (struct job){ url, file_search, &files->all.v[i] };
	}
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

		arena_init(&w->keep);
		arena_init(&w->scratch);
		arena_init(&w->output);
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

static struct privacy privacy_html(struct page *p, const struct site_privacy *from)
{
	struct privacy out = { .category = from->category, .title = from->title };
	str path = text_of_config(p);
	struct buf b = { .a = p->a };

	out.summary = text_lead(p, path, from->summary);
	out.turn_off = text_html(p, path, from->turn_off);
	out.why = text_html(p, path, from->why);
	out.identifies = text_html(p, path, from->identifies);
	out.sent_to = text_html(p, path, from->sent_to);
	buf_put(&b, out.summary);
	if (out.turn_off.n) {
		buf_z(&b, "<p class=\"off\"><strong>How to turn it off</strong></p>\n");
		buf_put(&b, out.turn_off);
	}
	out.html = buf_str(&b);
	return out;
}

static bool load(struct builder *b, const struct site_input *in, struct arena *a, struct err *e)
{
	struct site *s = &b->site;
	struct page shared = { .site = s, .a = a, .up = STR(ROWS_UP) }; /* pages that have these texts lie in folders */

	*s = (struct site){ .in = in, .dict = in->dict, .a = a, .title = in->config->title };
	if (!s->title.n)
		s->title = STR("Metrics dictionary");
	s->is_large = s->dict->all.n > (in->large ? in->large : SITE_LARGE);
	s->max_listed = s->is_large ? PAGE_LARGE_LISTED : FACET_MAX_LISTED;
	if (!site_load_templates(s, e) || !site_load_assets(s, b->sink, b->sink_arg, e))
		return false;
	for (size_t i = 0; i < in->config->privacy.n; i++)
		*vec_push(&s->privacy, a) = privacy_html(&shared, &in->config->privacy.v[i]);
	site_load_guides(s);
	s->url = arena_array(a, s->dict->all.n, str);
	s->excerpt = arena_array(a, s->dict->all.n, str);
	return true;
}

/* What pages are made from. */
static bool work_out(struct builder *b, struct err *e)
{
	struct site *s = &b->site;

	facets_list(&s->facets, s->dict->dialect, s->a);
	for (size_t i = 0; i < s->facets.n; i++)
		s->facets.all[i].max_listed = s->max_listed;
	find_removed(s);
	index_findings(s);
	pool_run_singly(b->n_workers, FIRST_FACET + s->facets.n, gather, b);
	if (!build_gone_search(b, e))
		return false;
	site_plan_filters(s);
	frames_make(s);
	if (changes_keep_begin(s))
		pool_run(b->n_workers, s->news.n, keep_change, b);
	return true;
}

bool site_build(const struct site_input *in, site_sink *sink, void *arg, struct arena *a, struct err *e)
{
	struct builder b = { .sink = in->compressed ? in->compressed : sink, .plain = sink, .sink_arg = arg };
	bool ok;

	if (!load(&b, in, a, e))
		return false;
	start_workers(&b);
	pool_run(b.n_workers, in->dict->all.n, prepare, &b);
	if (!build_search_and_past(&b, e)) {
		(void)stop_workers(&b, e); /* a file of the index that could not be handed over is told before the past */
		return false;
	}
	site_count_kinds(&b.site);
	keep_all(&b);
	site_plan_data(&b.site, &b.pages); /* the longest ones, before what pages need takes room */
	run_pages(&b);
	if (!work_out(&b, e)) {
		(void)stop_workers(&b, e); /* of several failures this is told */
		return false;
	}
	site_plan_pages(&b.site, &b.pages);
	run_pages(&b);
	ok = atomic_load(&b.failed) != SIZE_MAX || sitemap_write(&b.site, b.sink, arg, e);
	return stop_workers(&b, e) && ok;
}
