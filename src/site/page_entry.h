#ifndef DICTUM_SITE_PAGE_ENTRY_H
#define DICTUM_SITE_PAGE_ENTRY_H

/* Parts of an entry's page that have files of their own. */
#include "site/page.h"

/* The list of facts: owner, fields, life, file. */
void view_facts(struct page *p, const struct entry *e);
/* What an event sends: identifiers and additional properties. */
void view_properties(struct page *p, const struct entry *e);
/* "Query it" and links from configuration. false: a template went over a limit. */
bool view_queries(struct page *p, const struct entry *e);
bool view_links(struct page *p, const struct entry *e);

#endif
