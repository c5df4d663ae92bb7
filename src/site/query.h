#ifndef DICTUM_SITE_QUERY_H
#define DICTUM_SITE_QUERY_H

/* "Query it": what to paste to get the values of an entry, on its page and in a terminal. */
#include "render/template.h"
#include "site/site.h"

struct snippet { /* a query or a link, filled in for each entry that it is meant for */
	str label;
	str kind;      /* of these entries; empty: any */
	str warehouse; /* of their kinds; empty: any */
	const struct template *template;
};
struct snippets {
	VEC(struct snippet) all;
};
/* Those of the configuration, also where it has none; where it says nothing, those of GitLab's warehouse, whose templates are taken from `set` and else
   from those compiled in. false (usage): one is no template. */
bool queries_load(struct snippets *out, const struct site_config *c, struct template_set *set, struct arena *a, struct err *e);
/* The links of the configuration. */
bool links_load(struct snippets *out, const struct site_config *c, struct template_set *set, struct arena *a, struct err *e);

struct entry_query {
	str label, sql;
};
struct entry_queries {
	VEC(struct entry_query) all;
};
/* The first `max` queries that are meant for an entry and say something of it, filled in, in `a`; `commit` may be empty. false (usage): a template went over a limit. */
bool entry_queries(const struct snippets *queries, const struct entry *entry, str commit, size_t max, struct arena *a, struct entry_queries *out,
                   struct err *e);

#endif
