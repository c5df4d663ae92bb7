#ifndef DICTUM_SITE_VERSIONS_H
#define DICTUM_SITE_VERSIONS_H

/* What was collected in every release. Where a release is tagged its history tells; else the milestones in which definitions were added and removed. */
#include "site/news.h"

/* Hosts take a gigabyte of a site, so not every release can list everything: the newest ones do, as many as fit. A row of a file has about 70 bytes. */
enum { VERSION_ROWS = 10000, VERSION_CSV_ROWS = 200000 }; /* entries of all lists on pages together, and of all files */

struct version_span { /* an entry that was not removed, of one status, in releases that follow each other */
	const struct kind *kind;
	str key;
	const struct entry *entry; /* NULL: it is not there any more */
	enum status status;
	size_t from, to; /* [from, to) of the releases with the same source, oldest first */
	size_t since;    /* the one that it came with; SIZE_MAX: unknown */
	str row;         /* of files; empty where there are none */
};
struct version_spans {
	VEC(struct version_span) all; /* by kind, then key */
};
struct version {
	str name; /* "16.4" */
	struct release release; /* its first two numbers */
	str tag;          /* the last one that is of it; empty: the milestones of definitions tell */
	int64_t time;     /* of its first tag; 0: unknown */
	uint32_t commit;  /* position in the history, of the last tag */
	size_t at;        /* among those with the same source, oldest first */
	size_t n, *count; /* entries; count: of kind k with status s at [k * STATUS_COUNT + s] */
	size_t added, removed;            /* without a tag */
	const struct news_period *period; /* with a tag: its changes */
	const struct version *newer, *older;
	bool has_csv, is_listed;
	const struct version_span **rows; /* is_listed: n of them */
};
struct versions {
	VEC(struct version *) all; /* newest first */
	struct map by_name;        /* the same */
	struct version_spans by_tag, by_milestone;
	size_t n_unknown; /* entries that do not say in which milestones they were there; 0 where all releases are tagged */
};
struct versions_input {
	const struct dict *dict;
	const struct site_history *history; /* NULL: none */
	const struct news *news;
};

/* All memory is of `a`. */
void versions_gather(struct versions *out, const struct versions_input *in, struct arena *a);
const struct version *version_find(const struct versions *all, str name); /* NULL: there is none */
bool version_has(const struct version *v, const struct version_span *s);
const struct version_spans *version_spans_of(const struct versions *all, const struct version *v);
/* In how many of them the entries were there, by the milestones that these name: counts[i] for the newest `n` releases (at most as many as there are), the
   newest first. What comes back is the number of entries that do not say so. */
size_t versions_growth(const struct versions *all, struct entry *const *entries, size_t n_entries, size_t *counts, size_t n);

#endif
