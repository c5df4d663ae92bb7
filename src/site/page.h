#ifndef DICTUM_SITE_PAGE_H
#define DICTUM_SITE_PAGE_H

/* Inside of the site: what is worked out once before the first page, and what all pages share. Included by src/site/ only. */
#include "model/title.h"
#include "render/markdown.h"
#include "render/template.h"
#include "site/api.h"
#include "site/browse.h"
#include "site/gone.h"
#include "site/health.h"
#include "site/news.h"
#include "site/query.h"
#include "site/sent.h"
#include "site/site.h"
#include "site/url.h"
#include "site/versions.h"

enum {
	PAGE_ALL_NAMES = 10000,     /* entries; more names on one page are slow to lay out */
	PAGE_LARGE_LISTED = 1000,   /* entries of a kind on the pages of a value, property or namespace of a large site */
	PAGE_OWNER_ROWS = 500,      /* groups or stages in the table of an indicator */
	PAGE_REF_ROWS = 100,        /* events counted, metrics fed, findings: rows of one table of an entry's page */
	PAGE_RELATED = 8,           /* neighbours named beside an entry */
	PAGE_LARGE_RELATED = 4,     /* of a large site */
	PAGE_HISTORY = 20,          /* changes on an entry's page */
	PAGE_LARGE_HISTORY = 3,     /* of a large site */
	PAGE_RAW_BYTES = 64 * 1024, /* of a definition shown as it was written */
	PAGE_MAX_JUMPS = 80,        /* places a list page lets readers jump to, parts a namespace names at once */
	PAGE_SITEMAP_URLS = 50000   /* sitemaps.org: URLs in one file */
};

enum page_type {
	PAGE_HOME,
	PAGE_LIST,
	PAGE_NAMES,
	PAGE_ENTRY,
	PAGE_OWNERS,
	PAGE_GROUP,
	PAGE_STAGES,
	PAGE_STAGE,
	PAGE_SECTION,
	PAGE_VALUES,
	PAGE_VALUE,
	PAGE_BEYOND,
	PAGE_NAMESPACE,
	PAGE_REMOVED,
	PAGE_GONE,
	PAGE_GUIDES,
	PAGE_GUIDE,
	PAGE_HEALTH,
	PAGE_RULE,
	PAGE_OWNER_HEALTH,
	PAGE_PRIVACY,
	PAGE_CATEGORY,
	PAGE_INDICATORS,
	PAGE_INDICATOR,
	PAGE_STATS,
	PAGE_PROPERTIES,
	PAGE_PROPERTY,
	PAGE_CONTEXT,
	PAGE_CHANGES,
	PAGE_PERIOD,
	PAGE_RANGE,
	PAGE_VERSIONS,
	PAGE_VERSION,
	PAGE_ABOUT,
	PAGE_NOT_FOUND,
	PAGE_SEARCH,
	PAGE_TYPES
};

struct jump { /* a place in a list: the first entry of a namespace, or of a letter */
	str label, id;
	size_t first, n; /* positions in kind_pages.entries */
};
struct kind_pages {
	const struct kind *kind;
	struct entry **entries; /* in key order */
	size_t n, pages;
	size_t by_status[STATUS_COUNT];
	VEC(struct jump) jumps;
	bool by_namespace; /* else by letter */
	const struct field *column; /* the first chip: third column of lists; NULL: none */
	const struct field *expanded; /* what its definitions are expanded by; NULL: nothing */
	str plural;        /* "metrics" */
	struct namespaces namespaces;
	struct filters filters; /* of its lists */
};
struct file_findings {
	size_t from, n; /* positions in site_input.found */
	size_t shown;
};
struct guide {
	str file, url, title, excerpt;
	struct markdown_page page;
};
struct privacy {
	str category, title; /* title: may be empty */
	str html, summary, turn_off; /* HTML; html: both parts */
	str why, identifies, sent_to; /* HTML */
};

/* Rows are kept as pages show them that lie in a folder: nearly all that have tables of entries. */
#define ROWS_UP "../"
struct entry_row { /* what the rows of an entry have in common */
	str key_html;
	struct view *common; /* fields url, key_html, description, owner, status */
	str cells;           /* HTML of the first ones; empty: made where it is needed */
	str *words;          /* of each field of site.shown */
};

struct shared_schema {
	const struct node *root; /* NULL: nothing of it could be read */
};

struct change_html { /* what several pages tell of an event of a timeline */
	str changed; /* HTML of its fields; empty: made where it is needed */
	bool is_break;
};

struct nav_link { /* of the header */
	str section, url, text;
	const struct view *frame; /* of the pages of its section */
};
struct frames {
	VEC(struct nav_link) links;
	const struct view *other; /* of pages in no section */
};
struct site {
	const struct site_input *in;
	const struct dict *dict;
	struct arena *a;
	str title, commit; /* commit: in short */
	bool is_large;     /* SITE_LARGE */
	size_t max_listed; /* entries of a kind on the pages of a value, property or namespace */
	struct template_set *templates;
	const struct template *template[PAGE_TYPES];
	str css, js, engine, icon; /* URLs; engine: the script that searches */
	str search; /* folder of the search index, with a slash at its end */
	str search_gone; /* that of the index of keys that are gone; empty: none is */
	struct kind_pages *kinds;
	str *url, *excerpt; /* of entries, by index */
	const struct api_kept *kept; /* of entries; NULL on a large site, which has no memory for it */
	struct entry_row *rows;      /* of entries, by index; likewise */
	VEC(const struct field *) shown; /* fields that tables of entries have a column for */
	const struct template *entry_cells;
	const struct template *change, *period_row;
	struct change_html *changes; /* of events of timelines, in the order of timeline.first; NULL: nothing is kept */
	str *news_rows; /* HTML of the news on pages of periods, in the order of news.all; likewise; empty: made where it is needed */
	struct map findings; /* path -> struct file_findings */
	struct map schemas;  /* path -> struct shared_schema; others are read by the page that shows them */
	struct health health;
	struct sent sent;
	struct news news; /* empty without history */
	struct gone_pages gone;
	struct versions versions;
	struct facets facets;
	struct filters filters; /* of each facet that has values, over all kinds */
	VEC(struct entry *) removed; /* in dictionary order */
	VEC(struct guide) guides;
	struct frames frames;
	struct snippets queries, links;
	VEC(struct privacy) privacy;
	VEC(str) pages; /* URLs of all pages for readers, in the order of rendering: the sitemap */
	VEC(str) data;  /* URLs of all files for programs but those of single entries, sorted */
};

/* One file in the making. Everything in `a` dies with it. */
struct page {
	const struct site *site;
	struct arena *a;
	struct buf *out;
	struct view *view; /* of the template */
	str url, up;       /* up: what leads to the root */
	struct err *e;
};

/* Renders what a page consists of into p->out; `arg` is whatever the job was planned with. */
typedef bool page_fn(struct page *p, const void *arg);
page_fn page_home, page_list, page_names, page_entry, page_owners, page_group, page_stages, page_stage, page_guides,
	page_guide, page_health, page_rule, page_owner_health, page_about, page_not_found, page_search;
page_fn page_properties, page_property, page_context;
page_fn page_privacy, page_category, page_indicators, page_indicator; /* values_part, value_part */
page_fn page_stats;
page_fn page_section, page_values, page_value, page_namespace, page_removed;
page_fn page_beyond; /* value_part */
page_fn page_gone; /* gone_page */
page_fn file_gone;
page_fn page_changes, page_period, page_range;
page_fn page_versions, page_version, file_version; /* versions_part, version_part, a version */
/* Feeds: of a feed. */
page_fn file_atom, file_json_feed;
/* Files for programs: of a kind_pages, a facet_value, a group, an entry, a search_file; without what is removed where it is about what is collected. */
page_fn file_entries, file_csv, file_value, file_beyond, file_group_csv, file_group_json, file_entry, file_index, file_schema, file_lint, file_search,
	file_search_current, file_llms;

struct list_part { /* what page_list is given */
	const struct kind_pages *kind;
	size_t page; /* from 1 */
};
struct values_part { /* page_values */
	const struct facet *facet;
	size_t page;
};
struct value_part { /* page_value */
	const struct facet *facet;
	const struct facet_value *value;
	size_t page;
};
struct namespace_part { /* page_namespace */
	const struct kind_pages *kind;
	const struct namespace *at;
	size_t page;
};
struct removed_part { /* page_removed */
	size_t page;
};
struct rule_part { /* page_rule */
	const struct health_rule *rule;
	size_t page;
};
struct group_part { /* page_group */
	const struct group *group;
	size_t page;
};
struct owner_part { /* page_owner_health */
	const struct health_owner *owner;
	size_t page;
};

struct properties_part { /* page_properties */
	size_t page;
};
struct property_part { /* page_property */
	const struct sent_name *name;
	size_t page;
};

struct period_place { /* a period among its likes, newest first */
	struct news_period *const *all;
	size_t n, i;
	bool is_release;
};
struct feed { /* file_atom, file_json_feed */
	str title;
	str url;  /* without an ending */
	str page; /* URL of the page that shows the same */
	const struct news_item *const *items; /* newest first */
	size_t n;
};

struct job { /* a file to be made */
	str url;
	page_fn *make;
	const void *arg;
};
struct jobs {
	VEC(struct job) all;
};
/* Adds the files for programs, which need nothing but the dictionary, and all others. */
void site_plan_data(struct site *s, struct jobs *files);
void site_plan_pages(struct site *s, struct jobs *files);
/* Adds what there is to tell of changes: pages for readers, feeds. Nothing without history. `files` takes what is no page of its own. */
void changes_plan(const struct site *s, struct jobs *pages, struct jobs *files);
void period_plan(const struct site *s, struct jobs *pages, struct jobs *files, const struct period_place *at);
void versions_plan(const struct site *s, struct jobs *pages, struct jobs *files);
void feeds_plan(const struct site *s, struct jobs *files);
/* Adds the pages of keys that are gone. */
void gone_plan(const struct site *s, struct jobs *pages);
/* Keys with a page that are not collected any more: removed entries, and keys that are gone. */
size_t site_n_removed(const struct site *s);
/* Whether there is a file of keys that are gone. */
bool site_has_gone_file(const struct site *s);

/* Before the first page. */
bool site_load_templates(struct site *s, struct err *e);
bool site_load_assets(struct site *s, site_sink *sink, void *arg, struct err *e); /* hands the files over, too */
void site_load_guides(struct site *s);
/* HTML of a text that stands in the file of this path, in which links to files of the repository lead to the page of a guide or where view_url shows
   them. Block HTML; the same right below a page's title; a guide, whose links to *.html lead to pages of the site. */
str text_html(struct page *p, str path, str text);
str text_of_config(struct page *p); /* the path for texts of dictum.yml, whatever file was read in its place */
str text_lead(struct page *p, str path, str text);
void text_guide(struct page *p, str path, str text, struct markdown_page *out);
str guide_title(str file, const struct markdown_page *page, struct arena *a); /* its heading, else from the file's name */
void site_count_kinds(struct site *s);
/* When facets are known, before the first page. */
void frames_make(struct site *s);
/* What the template of a page sees of its frame, with room for what the page adds; lists in it are shared. */
struct view frame_of(const struct site *s, str section, str url, struct arena *a);
void site_plan_filters(struct site *s); /* after facets and groups are known */

/* Starts p->view with what every page needs. `section` is the part of the navigation the page belongs to: a kind's
   folder, "owners", "guides" or nothing. */
void page_begin(struct page *p, str name, str description, str section);
bool page_render(struct page *p, enum page_type type);
/* The whole address of a page; empty without base_url. */
str page_address(const struct site *s, str url, struct arena *a);
/* "A definition", "12 metrics": `n` things of a kind in words. */
str page_count(struct page *p, const struct kind_pages *k, size_t n);
/* "all active", "12 of them active", "not active": what follows the words for `n` things. */
str active_words(struct page *p, size_t n, size_t active);
str page_number(struct page *p, uint64_t n); /* 6,214 */
str page_number_or_none(struct page *p, uint64_t n); /* 0: empty */
/* A key or path as HTML that may break after dots, slashes and "::" and in front of underscores. */
str key_html(str key, struct arena *a);
/* A value in one line: a scalar as a person would write it, a map of scalars as "name: push, unique: user.id", what is deeper as JSON. */
str node_words(const struct node *n, struct arena *a);
/* http, https and mailto; everything else is text. */
bool is_link_target(str url);
/* "merge request 123" for addresses of well-known forms, else without scheme. */
str link_label(str url, struct arena *a);
/* Status chip: fields status_class and status. */
void view_status(struct view *v, const struct entry *e, struct arena *a);
/* An entry that is named: fields key_html and url, and its status chip. */
void view_target(struct page *p, struct view *row, const struct entry *e);
/* Counts by status: field by_status, a list of {status_class, status, n} without the statuses nobody has, and has_statuses. */
void view_by_status(struct view *v, const size_t *by_status, struct arena *a);
/* Before the first page, for each entry. */
void rows_begin(struct site *s);
void rows_keep(struct site *s, const struct entry *e, struct arena *a, struct arena *scratch);
/* The same for each of the news, where it returns true: it does not on a large site, which has no memory for it. `p` is any page of folder changes/ */
bool changes_keep_begin(struct site *s);
void changes_keep(struct page *p, size_t i, struct arena *a);
/* key_html and entry_words, made once where many pages show them. */
str entry_key_html(const struct site *s, const struct entry *e, struct arena *a);
str entry_shown_words(const struct site *s, const struct entry *e, const struct field *f, struct arena *a);
/* Rows of a table of entries: key, url, description, status, owner, column. A large site describes entries in the lists of all and on their own
   pages only. */
enum row_form { ROW_OF_ALL, ROW_OF_SOME };
void view_rows(struct page *p, struct view *list, struct entry *const *entries, size_t n, const struct field *column, enum row_form form);
str status_class(enum status s); /* of a status chip */
str news_words(struct page *p, const struct news_period *period); /* "12 added, 1 changed"; "nothing changed" */
/* How much changed: fields added, changed, removed, renamed, breaking; empty for none. */
void view_period_counts(struct page *p, struct view *row, const struct news_period *period);
/* Where the entries of a kind stand among entries in dictionary order. */
struct stretch {
	size_t from, n;
};
struct stretch site_stretch(const struct site *s, struct entry *const *entries, size_t n, const struct kind *k);
const struct kind_pages *site_kind(const struct site *s, const struct kind *k);
/* The page of a list that position `i` is on. */
size_t list_page_of(size_t i);
/* What the pages of a list are called: "Versions", "Versions, page 2". */
str page_numbered(struct page *p, str name, size_t page);
/* Links to the pages of a list that has `n` of them, of which this one is `at`, and its number where it is not the first; url: of a page, from 1. */
typedef str page_url_fn(const void *arg, size_t page, struct arena *a);
void view_pager(struct page *p, size_t at, size_t n, page_url_fn *url, const void *arg);
/* One page of a list of entries of any kinds: fields tables (one for each kind on the page), kinds (to jump to) and the pager's. */
struct listing {
	struct entry *const *entries; /* in dictionary order */
	size_t n, page;
	const struct field *column; /* third column; NULL: that of each kind */
	const struct kind_pages *marked; /* rows its jumps lead to carry an id; NULL: none */
	void (*more)(struct page *p, struct view *table, struct view *rows, struct entry *const *entries); /* adds to the rows, then to their table; may be NULL */
	size_t behind; /* rows that are no entries and follow them */
	page_url_fn *url;
	const void *arg;
	size_t all; /* entries there are; more than n where the pages end before them */
	bool is_owned; /* all have one owner, which needs no column */
};
void view_listing(struct page *p, const struct listing *l);
/* The files of the kinds of some entries, and the column of a field in them, where a list has no file of its own: the field files. A file whose column
   is that of the one before names none. `f` may be NULL: then none does. */
void view_files(struct page *p, const struct field *f, struct entry *const *entries, size_t n);
/* Pages of a facet and of a value, for view_pager: `arg` is a struct facet, a struct value_part. */
page_url_fn values_page_url, value_page_url;
/* Links to the other values of a facet, as the list filters; `here`: URL of the value shown. */
void view_siblings(struct page *p, const struct facet *f, str here);
/* Links beside a list as an item of filters; `here`: URL of the value shown. */
void view_filter(struct page *p, struct view *list, const struct filter *f, str here);
/* Kind and the parts of a key but the last; those that have a page, up to `deepest`, are links. */
void view_key_crumbs(struct page *p, const struct kind_pages *k, str key, const struct namespace *deepest);
/* The page of a value of a facet of kind k; empty: there is none. */
str site_value_url(const struct site *s, const struct kind *k, const struct field *f, str value);
/* The page of a key that is gone; empty: it has none. */
str site_gone_url(const struct site *s, const struct kind *k, str key);
str site_key_url(const struct site *s, const struct kind *k, str key); /* the same of any key, that of its first entry where it has some */
/* What dictum.yml says to use in place of an entry: fields instead (a list of at most one {key_html, url, status_class, status, is_gone}), is_of_use, reason,
   has_way, way. */
void view_instead(struct page *p, const struct entry *e);
str site_status_url(const struct site *s, const struct entry *e);
/* What configuration says about a data category; NULL: nothing. */
const struct privacy *site_privacy(const struct site *s, str category);
/* Data categories with how many entries are collected in each: fields categories, privacy_url, can_turn_off. f may be NULL. */
void view_categories(struct page *p, const struct facet *f);
/* "10 fields"; empty: nothing is said about what is sent with every event. */
str context_words(struct page *p);
/* Whether its definitions say what is sent. */
bool kind_sends(const struct kind *k);
/* The first of the groups with the most entries; NULL: none has any. */
const struct group *site_largest_group(const struct site *s);
/* "54 metrics, 12 events" */
str entries_words(struct page *p, struct entry *const *entries, size_t n);
/* "812 metrics": what of a value's entries is still collected, by kind. */
str collected_words(struct page *p, const struct facet_value *v);
/* These words and how much is removed, as fields of the page: collected, removed, one_removed. */
void view_collected(struct page *p, const struct facet_value *v, str collected);
/* A configured address of a place in a file, {path}, {commit} and {line} replaced; empty without one. */
str source_url(struct page *p, str form, str path, uint32_t line);
str source_url_at(struct page *p, str form, str commit, str path, uint32_t line);
/* Feeds the page's head names, and lists of them: those of everything, or of a group. */
void view_feeds(struct page *p, const struct group *g);
/* The last changes, of everything or of a group: fields has_news, news as of view_news. */
void view_home_news(struct page *p);
void view_group_news(struct page *p, const struct group *g);
/* Level chip: fields level_class and level. */
void view_level(struct view *v, enum diag_level level, struct arena *a);
/* Counts by level, worst first: fields by_level, a list like by_status, and has_levels. */
void view_by_level(struct view *v, const size_t *by_level, struct arena *a);
/* "240 errors, 1 warning"; "no findings" */
str level_words(struct page *p, const size_t *by_level);
/* What share of the definitions has no finding: fields n_clean, n_files, percent ("89.2%"), all_clean. */
void view_clean(struct page *p, struct view *v);
/* The findings of a group on its page. */
void view_group_health(struct page *p, const struct group *g);
/* By release, from the first one with some of the entries on, by the milestones of their definitions: field growth, a list of one {title, what, unknown, ...}
   for templates growth and chart_numbers. Empty where there are too few releases. */
void view_growth(struct page *p, str title, struct entry *const *entries, size_t n_entries, str what);
/* Performance indicators of a group, or of a stage where the group is NULL: fields has_indicators and indicators, a list of {word, url,
   is_gap, metrics, more}. What is expected and not there is a gap. */
void view_indicators(struct page *p, struct view *v, const struct group *g, const struct stage *s);
/* A section: fields section_name and section_url. `name`: what one is called of which nothing is known, whose `section` is NULL. */
void view_section(struct page *p, const struct section *section, str name);
/* Lists that several pages show: stages with `most` of their groups each; guides, `here` marked, with field more: how many
   there are, where only those near it are listed. */
void view_stages(struct page *p, struct view *list, size_t most);
void view_guides(struct page *p, const struct guide *here);
str upper_first(str text, struct arena *a);
/* Reads the schemas of values that several entries name, as many as there is memory for, into s->schemas. */
void schemas_gather(struct site *s, struct arena *a, struct arena *scratch);

/* sitemap.xml, with base_url unless the site is to stay out of search engines; robots.txt, with base_url or where it is to. */
bool sitemap_write(const struct site *s, site_sink *sink, void *arg, struct err *e);

#endif
