#ifndef DICTUM_SITE_SEARCH_H
#define DICTUM_SITE_SEARCH_H

/* What the site knows and the search index needs: addresses, excerpts, guides. The site and the command line build the same index. */
#include "render/search.h"
#include "site/gone.h"
#include "site/site.h"

struct site_search_input {
	const struct dict *dict;
	const struct site_files *guides;
	const struct field_label *synonyms; /* of the configuration */
	size_t n_synonyms;
	const str *url, *excerpt; /* of entries, by index; NULL: they are worked out */
	size_t workers;           /* threads that may help */
};
struct search_index *site_search(const struct site_search_input *in, struct arena *a);
/* The index of keys that are gone and have a page; NULL where none has. Of the input only dictionary and synonyms count. */
struct search_index *site_search_gone(const struct site_search_input *in, const struct gone_pages *gone, struct arena *a);

#endif
