#ifndef DICTUM_SITE_NEWS_H
#define DICTUM_SITE_NEWS_H

/* What changed in the dictionary, newest first: what the pages of changes and the feeds are made of. A file that moved is no news. */
#include "base/map.h"
#include "site/site.h"

enum { NEWS_FEED = 50 }; /* changes of a feed, and what is kept for every owner */

enum news_part { NEWS_ADDED, NEWS_CHANGED, NEWS_REMOVED /* or deprecated */, NEWS_RENAMED, NEWS_PARTS };
struct news_item {
	const struct timeline *timeline;
	const struct timeline_event *event;
	const struct entry *entry; /* NULL: it is not there any more */
	const struct gone *gone;   /* then what is known of its key; may be NULL */
	enum news_part part;
	bool is_breaking; /* values before and after it cannot be compared, or there are none after it */
	bool is_end;      /* it is breaking because the key is gone */
	const struct timeline *told_by; /* of a rename that the old key tells: that of the new key, which tells it in lists of everything; NULL: nothing does */
	const struct timeline_event *told_as; /* the event there */
};
struct news_list {
	VEC(const struct news_item *) all;
};
struct news_period { /* a month, a release, or what is in no release yet */
	str id, name; /* "2023-05", "16.1", "unreleased"; name: "Not released yet", else the same */
	struct release version; /* of a release: its first two numbers */
	int64_t time;           /* of a month: some moment in it; else 0 */
	bool is_unreleased;
	size_t count[NEWS_PARTS], n_breaking;
	struct news_list items; /* by part, then newest first */
};
struct news {
	struct news_item *all;
	size_t n, n_told; /* n_told: without those that another one tells */
	VEC(struct news_period *) months;     /* newest first, those with changes only */
	VEC(struct news_period *) milestones; /* newest first, every release there is; before them what is in none yet, if there is something */
	struct map by_id;          /* the same */
	struct news_list breaking; /* the last NEWS_FEED */
	str *milestone; /* of each commit: "16.1", the first release with it; empty: none yet */
	struct map owners; /* id of a group -> struct news_list, the last NEWS_FEED */
};

/* All memory is of `a`. `o` says what is breaking; NULL: the classes themselves. */
void news_gather(struct news *out, const struct site_history *h, const struct dict *d, const struct gone_list *gone,
                 const struct change_options *o, struct arena *a);
const struct news_period *news_release(const struct news *n, str name); /* "16.1"; NULL: there is none */
/* The entries of timelines, by whose addresses they are found; memory of `a`, and of their histories. */
struct map news_entries(const struct dict *d, struct arena *a);
/* The entry whose timeline it is; NULL: it is not there any more. */
const struct entry *news_entry(const struct map *entries, const struct timeline *t);
const struct news_list *news_of_owner(const struct news *n, const struct group *g); /* NULL: nothing */
/* Whether an event is marked as one that breaks something. */
bool news_is_break(const struct timeline_event *ev, const struct change_options *o);
/* What a deletion or another key breaks. */
const struct change_class *news_end_class(const struct timeline *t, const struct timeline_event *ev);
str news_word(const struct timeline_event *ev); /* "Added", "Added again", of both keys "Renamed" */
/* "16.1", the first release with a commit; empty: none yet. */
str news_milestone(const struct site_history *h, uint32_t commit, struct arena *a);
int64_t news_time(const struct site_history *h, const struct timeline_event *ev); /* seconds, UTC */

#endif
