#ifndef DICTUM_RENDER_MARKDOWN_H
#define DICTUM_RENDER_MARKDOWN_H

/* Markdown to HTML by cmark, safe: no raw HTML, only http, https, mailto, relative and #fragment targets, images become links, pipe tables. */
#include "base/str.h"
#include "base/vec.h"

enum {
	MARKDOWN_MAX_BYTES = 16 * 1024, /* of a description: nested lists with blank lines are quadratic in cmark 0.30 (5 s at 64 KB) */
	MARKDOWN_MAX_GUIDE = 256 * 1024, /* of a guide */
	MARKDOWN_MAX_NESTING = 32       /* containers on one line */
};
struct markdown_heading {
	int level; /* 1..6 */
	str text, id; /* id: unique within the page */
};
struct markdown_page {
	str html;
	str title; /* text of the first level-1 heading, which is left out of html; empty when there is none */
	VEC(struct markdown_heading) headings; /* without the title */
};
/* Rewrites a relative target (for guides that link to one another); empty result: leave as written. */
typedef str markdown_link_fn(str target, void *arg, struct arena *a);

/* A description: block HTML without headings ids. Text over the limits comes back escaped inside <pre>. */
str markdown_html(str source, struct arena *a);
/* The first paragraph's text without markup, white space folded; cut at a word before `max` code points with "...". */
str markdown_excerpt(str source, size_t max, struct arena *a);
void markdown_guide(str source, markdown_link_fn *link, void *arg, struct arena *a, struct markdown_page *out);

#endif
