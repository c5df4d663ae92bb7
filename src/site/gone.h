#ifndef DICTUM_SITE_GONE_H
#define DICTUM_SITE_GONE_H

/* Keys that are gone and keep their pages: where these lie, and who still names them. */
#include "model/gone.h"

struct gone_page {
	const struct gone *gone;
	str url;
	str excerpt;                    /* of its last description; may be empty */
	VEC(const struct entry *) back; /* entries that still name it, each once */
};
struct gone_pages {
	const struct gone_list *list; /* NULL: none */
	struct gone_page *all;        /* by kind, then key */
	size_t n;
	struct map *by_key, *by_alias; /* one per kind: what references call it -> struct gone_page */
};

/* `url`: of entries, by index; where the page of an entry lies there is none of a key that is gone. */
void gone_pages_gather(struct gone_pages *out, const struct gone_list *list, const struct dict *d, const str *url, struct arena *a);
/* NULL: it has no page. */
const struct gone_page *gone_page_get(const struct gone_pages *all, const struct kind *k, str key);
const struct gone_page *gone_page_named(const struct gone_pages *all, const struct kind *k, str alias);

#endif
