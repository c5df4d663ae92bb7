#ifndef DICTUM_SITE_CHANGE_VIEW_H
#define DICTUM_SITE_CHANGE_VIEW_H

/* Changes of entries in words, for pages and feeds. */
#include "site/page.h"

enum { CHANGE_FIELDS = 12 }; /* of one change that are shown; more are counted */

/* A value that came or went, or the text that was and the text that is. */
struct change_words {
	str text;
	bool is_new;
	bool follows; /* the new text behind the old one */
};
struct changed_field {
	str title;
	str before, after; /* words of a text that stayed, around those that did not; cut where it is long; may be empty */
	VEC(struct change_words) all;
	size_t n_more; /* values that are not among them */
};
/* What a field was and is, in few words: of lists what came and went. */
void change_words(struct page *p, const struct timeline_field *f, struct changed_field *out);

/* Fields date, what, milestone, by, is_break, renamed_from, renamed_to, renamed_url, from, changed; where that was not made before: fields {title,
   before, items {text, is_new, follows}, after, more}, has_fields, more_fields, one_more_field. */
void view_change(struct page *p, struct view *item, const struct timeline *t, const struct timeline_event *ev);
/* The page of the key it is about; empty: there is none. */
str news_url(const struct site *s, const struct news_item *item);
/* A list of news: fields of view_change, is_end, did ("added"), key_html, url, kind, description. */
void view_news(struct page *p, struct view *list, const struct news_item *const *items, size_t n);
/* The same for pages of periods: field row; where that was not made before, those of view_news. */
void view_news_rows(struct page *p, struct view *list, const struct news_item *const *items, size_t n);
/* "2024-05-01" where a history breaks off; empty: nowhere. */
str change_edge(struct page *p);

#endif
