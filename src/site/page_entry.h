#ifndef DICTUM_SITE_PAGE_ENTRY_H
#define DICTUM_SITE_PAGE_ENTRY_H

/* Parts of an entry's page that have files of their own. */
#include "site/page.h"

/* The list of facts: owner, fields, life, file. */
void view_facts(struct page *p, const struct entry *e);
/* What an event sends: identifiers and additional properties. */
void view_properties(struct page *p, const struct entry *e);
/* "Query it", where there are queries or a report, and links from configuration. false: a template went over a limit. */
bool view_queries(struct page *p, const struct entry *e, bool has_report);
bool view_links(struct page *p, const struct entry *e);

/* An example of what is sent with an event. */
void view_sample(struct page *p, const struct entry *e);
/* The schema of a value, and by example where it stands in what instances report; false: it is in no report that is known, and shown alone. */
bool view_value(struct page *p, const struct entry *e);

/* What is named and not defined: key_html, and url and status where it was once. */
void view_gone_target(struct page *p, struct view *row, const struct kind *k, str name);
/* A definition as it was written, cut at the end of a line where it is long; a large site leaves it to the host of the source. */
void view_raw(struct page *p, str bytes);
void view_history(struct page *p, const struct entry *e);
void view_history_of(struct page *p, const struct entry_history *history); /* of a key that is gone */
str commit_hex(struct page *p, uint32_t commit);  /* its id; position in the history */
str commit_page(struct page *p, uint32_t commit); /* where the host shows it; empty: not known */

#endif
