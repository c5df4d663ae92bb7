#ifndef DICTUM_SITE_URL_H
#define DICTUM_SITE_URL_H

/* The site's URL scheme lives here and nowhere else. All URLs are relative to the site's root and safe as file names everywhere. */
#include "model/dict.h"

enum { URL_PAGE_ROWS = 100 }; /* entries or findings on one page of a list */

/* File name for a name, injective: bytes of [a-z0-9_-.] stay, others become ~XX; a leading '.' or '-', a trailing '.', names of our own pages (index, all, p2
   ...) and of devices (con, nul ...) have a byte escaped; over 100 bytes: 84 bytes, "~~" and 12 digits of a hash. At most 100 bytes, never empty. */
str url_slug(str name, struct arena *a); /* `name` itself where nothing had to change */
/* "metrics/counts.ci_builds.html". Entries that share a key all carry a hash of key and path, so no URL depends on what came first. */
str url_entry(const struct dict *d, const struct entry *e, struct arena *a);
str url_gone(const struct kind *k, str key, struct arena *a); /* of a key that no entry has: where its page was */
str url_entry_json(const struct dict *d, const struct entry *e, struct arena *a);
str url_list(const struct kind *k, size_t page, struct arena *a); /* page from 1: "metrics/index.html", "metrics/p2.html" */
str url_names(const struct kind *k, struct arena *a);             /* "metrics/all.html" */
str url_csv(const struct kind *k, struct arena *a);               /* "metrics.csv" */
str url_api(const struct kind *k, struct arena *a);               /* "api/v1/metrics.json" */
str url_group(str id, struct arena *a);                           /* "owners/code_review.html" */
str url_group_page(str id, size_t page, struct arena *a);         /* "owners/code_review~p2.html" */
str url_stage(str id, struct arena *a);                           /* "stages/create.html" */
str url_guide(str file, struct arena *a);                         /* "guides/privacy.html" from "privacy.md" */
/* The file of the repository that a relative link, or one from its top, means in the text of the file `from`: "doc/a b.md" of "../doc/a%20b.md" in
   definitions/x.yml, of "/doc/a%20b.md" anywhere; empty: none. */
str url_to_file(str target, str from, struct arena *a);
bool url_is_page(str target); /* whether a link of a guide means a page of the site, as it is: "../search.html?q=a" */
str url_group_csv(str id, struct arena *a);                       /* "owners/code_review.csv": what the group owns */
str url_group_json(str id, struct arena *a);
str url_section(str id, struct arena *a);                         /* "sections/dev.html" */
str url_removed(size_t page, struct arena *a);                    /* "removed.html", "removed~p2.html" */
/* Entries whose key begins with `prefix` and a separator: "metrics/ns/counts.ci.html", "metrics/ns/counts.ci~p2.html" */
str url_namespace(const struct kind *k, str prefix, size_t page, struct arena *a);
/* Folder of the pages of a field's values: as the dialect names it, with "by-" in front while other pages lie there. */
str url_values_folder(const struct dialect *d, str folder, struct arena *a);
str url_values(str folder, size_t page, struct arena *a);           /* "tiers/index.html", "tiers/p2.html" */
str url_value(str folder, str value, size_t page, struct arena *a); /* "tiers/free.html", "tiers/free~p2.html" */
str url_beyond(str folder, str value, size_t page, struct arena *a); /* "tiers/ultimate~only.html", "tiers/ultimate~only~p2.html" */
str url_beyond_csv(str folder, str value, struct arena *a);
str url_value_csv(str folder, str value, struct arena *a);          /* "tiers/free.csv" */
/* The script that names the folders of the search index: pages name it alone, so that they stay as they are when the index changes. */
#define URL_SEARCH_CURRENT "i/current.js"
str url_search(str hash, struct arena *a);                        /* "i/0123456789/": its shards never change */
str url_search_gone(str hash, struct arena *a);                   /* "i/g0123456789/" */
/* Whether pages that belong to no kind lie in this folder: "owners", "api" ... */
bool url_is_own_folder(str folder);
/* Findings of a rule, of a group, of nobody; page from 1: "health/some-rule.html", "health/some-rule~p2.html". */
str url_rule(str id, size_t page, struct arena *a);
str url_group_health(str id, size_t page, struct arena *a);       /* "health/by-owner/code_review.html" */
str url_unowned_health(size_t page, struct arena *a);             /* "health/unowned/index.html", "health/unowned/p2.html" */
/* Identifiers and properties that are sent: "properties/index.html", "properties/p2.html"; "properties/user.html", "properties/user~p2.html". */
str url_properties(size_t page, struct arena *a);
str url_property(str name, size_t page, struct arena *a);
/* Changes of a month or a milestone: "changes/2023-05.html", "changes/2023-05~p2.html". */
str url_changes(str period, size_t page, struct arena *a);
str url_range(str from, str to, struct arena *a);                 /* "changes/16.0..16.1.html" */
str url_versions(size_t page, struct arena *a);                   /* "versions.html", "versions~p2.html" */
str url_version(str name, size_t page, struct arena *a);          /* "versions/16.1.html", "versions/16.1~p2.html" */
str url_version_csv(str name, struct arena *a);
/* Feeds of a group and of breaking changes; ending: "", ".xml", ".json". */
str url_group_feed(str id, const char *ending, struct arena *a);    /* "feeds/owners/code_review.xml" */
str url_breaking_feed(const char *ending, struct arena *a);         /* "feeds/breaking.xml" */
/* What leads from a page to the site's root: "", "../", "../../". */
str url_up(str page, struct arena *a);

#endif
