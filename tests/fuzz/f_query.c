/* Any text as a query of a small dictionary, some keys of which are gone: it ends soon and says the same again, whatever was asked before; hits are documents of the index, each
   once, and pages of hits lie one behind the other. A second line is the key of an entry of its own: it is found when it is pasted. */
#include "base/utf8.h"
#include "fuzz.h"
#include "render/markdown.h"
#include "render/search.h"
#include "site/url.h"

enum { MAX_BYTES = 1500, MAX_KEY = 200, PAGE = 7, ALL = 100, N_GONE = 3 };

static const struct {
	const char *path, *yaml;
} files[] = {
	{ "config/events/create_merge_request.yml",
	  "action: create_merge_request\ndescription: A merge request is created\ncategory: default\nproduct_group: code_review\nstatus: active\nmilestone: '15.2'\n"
	  "tiers: [free, premium, ultimate]\nidentifiers: [user, project]\n" },
	{ "config/events/push_code.yml", "action: push_code\ndescription: Code is pushed to a repository\nproduct_group: source_code\nmilestone: '16.10'\ntiers: [ultimate]\n" },
	{ "config/metrics/counts_28d/x.yml",
	  "key_path: redis_hll_counters.code_review.users_creating_mr_monthly\ndescription: Users who create a merge request\nstatus: active\nproduct_group: code_review\n"
	  "product_stage: create\nproduct_section: dev\ntime_frame: 28d\nvalue_type: number\ndata_source: redis_hll\nmilestone: '13.9'\ntiers: [free]\n"
	  "performance_indicator_type: [gmau]\nevents: [{name: create_merge_request}]\n" },
	{ "config/metrics/counts_7d/y.yml", "key_path: counts.ci_builds\ndescription: |\n  Number of *builds*, `ci` and [links](https://example.com)\nstatus: deprecated\ntime_frame: 7d\n"
	                                    "product_group: pipeline_execution\nvalue_type: number\ndata_source: database\nmilestone: '<15.0'\n" },
	{ "config/metrics/counts_all/z.yml", "key_path: counts.ci_runners\ndescription: Laufende Builds, \303\244 \344\270\255\346\226\207\nstatus: removed\nmilestone_removed: '16.1'\ntime_frame: all\n" },
	{ "config/metrics/settings/zz.yml", "key_path: settings.flag\nvalue_type: boolean\ntime_frame: none\ndescription: Whether the flag is on\n" },
};
enum { N_FILES = sizeof files / sizeof *files };

struct library {
	struct dict dict;
	struct search_index *x;
};

static void add(struct dict *d, const char *path, str yaml)
{
	struct definition *def = arena_new(d->a, struct definition);
	struct diag_list found;

	diag_list_init(&found, d->a);
	*def = (struct definition){ .path = str_from_z(path), .bytes = yaml };
	def->kind = dialect_match(d->dialect, def->path);
	def->root = doc_parse_yaml(def->path, yaml, DOC_DEFINITION, NULL, d->a, &found).root;
	if (def->root && definition_map(def, d->a))
		dict_add(d, def);
}

static const struct search_index *make_gone(const struct dict *d, struct arena *a)
{
	static const char *const keys[N_GONE] = { "counts.ci_builds_old", "counts.merge_request", "redis_hll_counters.gone" };
	struct search_gone *all = arena_array(a, N_GONE, struct search_gone);
	struct gone *gone = arena_array(a, N_GONE, struct gone);
	const struct search_gone_input in = { .dialect = d->dialect, .all = all, .n = N_GONE };

	for (size_t i = 0; i < N_GONE; i++) {
		gone[i] = (struct gone){ .kind = dialect_kind(d->dialect, STR("metric")), .key = str_from_z(keys[i]) };
		all[i] = (struct search_gone){ &gone[i], url_gone(gone[i].kind, gone[i].key, a), STR("It was"), i ? (str){ 0 } : STR("counts.ci_builds") };
	}
	return search_build_gone(&in, a);
}

/* more: a definition behind the others; may be empty. */
static void make(struct library *l, str more, struct arena *a)
{
	static const struct field_label synonyms[] = { { { "mr", 2 }, { "merge request", 13 }, { 0 } } };
	static const struct search_extra guide = { { "Guide", 5 }, { "guides/x.html", 13 }, { "How to add a metric", 19 }, { "How to", 6 } };
	struct search_input in = { .dict = &l->dict, .extra = &guide, .n_extra = 1, .synonyms = synonyms, .n_synonyms = 1 };
	str *url, *excerpt;
	struct err e;

	dict_init(&l->dict, dialect_load(STR("gitlab"), NULL, a, &e), a);
	for (size_t i = 0; i < N_FILES; i++)
		add(&l->dict, files[i].path, str_from_z(files[i].yaml));
	if (more.n)
		add(&l->dict, "config/metrics/settings/zzz.yml", more);
	dict_finish(&l->dict);
	dict_link(&l->dict);
	url = arena_array(a, l->dict.all.n, str);
	excerpt = arena_array(a, l->dict.all.n, str);
	for (size_t i = 0; i < l->dict.all.n; i++) {
		url[i] = url_entry(&l->dict, l->dict.all.v[i], a);
		excerpt[i] = markdown_excerpt(l->dict.all.v[i]->description, SEARCH_EXCERPT, a);
	}
	in.url = url;
	in.excerpt = excerpt;
	l->x = search_build(&in, a);
	search_join_gone(l->x, make_gone(&l->dict, a));
}

static void check_hits(const struct library *l, const struct search_result *r, const struct search_options *o)
{
	BUG_IF(r->hits.n > o->limit || r->hits.n > r->total || r->total > l->dict.all.n + 1 + N_GONE);
	BUG_IF(!r->is_about && r->hits.n != (r->total < o->offset ? 0 : r->total - o->offset < o->limit ? r->total - o->offset : o->limit));
	for (size_t i = 0; i < r->hits.n; i++) {
		BUG_IF(r->hits.v[i].id > l->dict.all.n + N_GONE || !search_record(l->x, r->hits.v[i].id).url.n);
		for (size_t k = 0; k < i; k++)
			BUG_IF(r->hits.v[i].id == r->hits.v[k].id);
	}
	for (size_t i = 0; i < r->notices.n; i++)
		BUG_IF(!r->notices.v[i].n);
}

static void check_same(const struct search_result *one, const struct search_result *other, size_t from, size_t n)
{
	BUG_IF(one->total != other->total || one->notices.n != other->notices.n || one->is_about != other->is_about);
	for (size_t i = 0; i < n && from + i < one->hits.n; i++)
		BUG_IF(i >= other->hits.n || one->hits.v[from + i].id != other->hits.v[i].id);
	for (size_t i = 0; i < one->notices.n; i++)
		BUG_IF(!str_eq(one->notices.v[i], other->notices.v[i]));
}

static void check_query(const struct library *l, str query, struct arena *a)
{
	static const struct search_options all = { .limit = ALL }, head = { .limit = PAGE }, tail = { .limit = PAGE, .offset = 3 };
	struct search_result r, again, page;

	search_query(l->x, query, &all, a, &r);
	check_hits(l, &r, &all);
	search_query(l->x, query, &head, a, &page);
	check_hits(l, &page, &head);
	check_same(&r, &page, 0, PAGE);
	search_query(l->x, query, &tail, a, &page);
	check_hits(l, &page, &tail);
	check_same(&r, &page, tail.offset, PAGE);
	search_query(l->x, query, &all, a, &again);
	check_same(&r, &again, 0, ALL);
}

/* A key as people have them: what blanks and quotes mean in a query is told by the parser's tests. */
static bool is_key(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'z') && s.p[i] != '_' && s.p[i] != '.')
			return false;
	return s.n > 1 && s.n <= MAX_KEY && byte_is_alpha(s.p[0]) && s.p[s.n - 1] != '.' && s.p[s.n - 1] != '_';
}

static void check_pasted(str key, str query, struct arena *a)
{
	struct search_options first = { .limit = 1 };
	struct library own = { .x = NULL };
	struct search_files shards = { .all = { 0 } };
	struct search_result r;
	struct err e;

	make(&own, str_fmt(a, "key_path: \"%.*s\"\ndescription: Own\n", STR_ARG(key)), a);
	search_query(own.x, key, &first, a, &r);
	BUG_IF(!r.hits.n || !str_eq(search_record(own.x, r.hits.v[0].id).key, key));
	check_query(&own, query, a);
	BUG_IF(!search_write(own.x, a, &shards, &e));
	for (size_t i = 0; i < shards.all.n; i++)
		for (size_t k = 0; k < shards.all.v[i].bytes.n; k++)
			BUG_IF((unsigned char)shards.all.v[i].bytes.p[k] >= 0x80);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena keep;
	static struct library library;
	struct cut c = str_cut((str){ (const char *)data, size }, '\n');
	struct arena a = { 0 };

	if (size > MAX_BYTES)
		return 0;
	if (!library.x)
		make(&library, (str){ 0 }, &keep);
	check_query(&library, c.head, &a);
	check_query(&library, (str){ (const char *)data, size }, &a);
	if (is_key(c.tail))
		check_pasted(c.tail, c.head, &a);
	arena_free(&a);
	return 0;
}
