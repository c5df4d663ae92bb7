#ifndef DICTUM_RENDER_MARKDOWN_H
#define DICTUM_RENDER_MARKDOWN_H

/* Markdown (CommonMark and pipe tables) to HTML by cmark, safe for text of strangers: raw HTML is shown as it was
   written, links lead to http, https, mailto, relative and #fragment targets only and other ones become their
   text, images become links, there are no style attributes. Outward links have rel="noopener noreferrer nofollow".
   Tables lie in <section class="table" tabindex="0" aria-label="Table">, their cells have class left, center or
   right; code blocks are <pre tabindex="0">, with class="language-x" on their <code>. Malformed UTF-8 becomes
   U+FFFD. */
#include "base/diag.h"

enum {
	MARKDOWN_MAX_BYTES = 16 * 1024,  /* of a description; bounds what is quadratic in cmark 0.30 */
	MARKDOWN_MAX_GUIDE = 256 * 1024, /* of a guide */
	MARKDOWN_MAX_NESTING = 32,       /* containers that open on one line */
	MARKDOWN_MAX_INDENT = 96,        /* columns in front of a container; nested lists cost lines times levels */
	MARKDOWN_MAX_IMAGES = 8000,      /* "![" in one text: cmark 0.30 looks at all that are open for each link that ends */
	MARKDOWN_MAX_COLUMNS = 64,       /* of a table; wider ones stay text */
	MARKDOWN_MAX_GROWTH = 32         /* HTML over source; short lines can ask for many empty cells or long links */
};
struct markdown_heading {
	int level; /* as printed, 2..6 */
	str text;  /* without markup, not escaped */
	str id;    /* letters of all scripts (small ones), digits, '_' and '-'; unique within the page */
};
struct markdown_page {
	str html;
	/* Text of the first level-1 heading outside lists and quotes, which html leaves out; empty: there is none. */
	str title;
	VEC(struct markdown_heading) headings; /* without the title and those inside lists and quotes */
};
/* Where a relative target or one starting with '/' leads; empty: nowhere, so that the link becomes its text. The result is checked like any other
   target. */
typedef str markdown_link_fn(str target, void *arg, struct arena *a);
struct markdown_links {
	markdown_link_fn *find; /* NULL: such targets stay as they are */
	void *arg;
};

/* A description: block HTML, headings from <h3> on and without ids. Text over a limit comes back escaped in <pre>. `links` may be NULL. */
str markdown_html(str source, const struct markdown_links *links, struct arena *a);
/* The same for the text right below a page's <h1>: headings from <h2> on. */
str markdown_lead(str source, const struct markdown_links *links, struct arena *a);
/* A target without its percent-escapes; '%' that begins none stays. */
str markdown_target_decoded(str target, struct arena *a);
/* The first paragraph's text without markup, white space folded (a heading's where there is no paragraph); longer text
   is cut at a word and gets "...", `max` code points in all. Not escaped. */
str markdown_excerpt(str source, size_t max, struct arena *a);
/* A guide: headings from <h2> on, with ids. Text over a limit comes back escaped inside <pre>. */
void markdown_guide(str source, const struct markdown_links *links, struct arena *a, struct markdown_page *out);
struct markdown_reference {
	str target;      /* of a link or picture; relative or starting with '/' */
	struct place at; /* where it is written; else, as of one with entities or over 1,024 bytes, the beginning of its paragraph or heading */
};
struct markdown_references {
	VEC(struct markdown_reference) all;
};
/* Those of a guide or description; none of a text over a limit of guides. */
void markdown_references(str source, struct arena *a, struct markdown_references *out);

#endif
