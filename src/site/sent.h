#ifndef DICTUM_SITE_SENT_H
#define DICTUM_SITE_SENT_H

/* Inside of the site: what is sent with events, by name. Who sends it, with which description, and which entries count
 * unique values of it or filter by it. */
#include "model/dict.h"

struct sending {
	const struct entry *from;
	str description; /* Markdown; empty for identifiers */
	bool is_identifier, is_property;
};
struct sent_use {
	const struct entry *by;
	bool is_unique, is_filter;
};
struct sent_count {
	size_t still, removed; /* by status: what was removed neither sends nor counts any more */
};
struct sent_name {
	str name, word, help; /* word, help: of an identifier that the dialect explains */
	bool is_identifier, is_property, /* a name may be both */
	        is_custom, is_builtin;   /* a property that events may only have beside others, and one of these; neither where kinds say nothing of it */
	size_t rank;
	VEC(struct sending) events;   /* in dictionary order */
	VEC(struct sent_use) metrics; /* likewise */
	struct sent_count sent, unique, filter; /* events, and metrics by what they do with it */
};
struct sent {
	struct sent_name **all; /* identifiers, built-in properties, custom ones by name */
	size_t n;
	struct map by_name;
	const struct kind *sender, *user; /* the first kind that sends, the first that counts unique values or filters; NULL: there is none */
};

void sent_gather(struct sent *out, const struct dict *d, struct arena *a);

#endif
