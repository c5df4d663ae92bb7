#ifndef DICTUM_RENDER_MARKDOWN_PARTS_H
#define DICTUM_RENDER_MARKDOWN_PARTS_H

/* What markdown.c is made of. Nobody else includes this but tests of the parts. */
#include "render/markdown.h"

/* markdown_source.c: looking at the text before cmark does. */

bool markdown_is_within_limits(str source, size_t max_bytes);
/* Whether all of it is one paragraph of nothing but text, so that cmark would find no markup in it; `text` is then that paragraph. Texts that are no
   more may be told to be markup. */
bool markdown_is_plain(str source, str *text);
str markdown_clean(str source, struct arena *a); /* valid UTF-8 without NUL and byte order mark */
struct markdown_lines {
	VEC(str) all; /* without line ends */
};
void markdown_split_lines(str source, struct arena *a, struct markdown_lines *out);

/* markdown_link.c: where links may lead, and names of headings. */

enum markdown_target { TARGET_REFUSED, TARGET_INSIDE, TARGET_OUTSIDE };
/* mailto and #fragments are inside. */
enum markdown_target markdown_target_kind(str target);
bool markdown_target_is_relative(str target); /* has no scheme and is no fragment */
void markdown_put_href(struct buf *out, str target); /* percent-encoded and escaped for a quoted attribute */
struct regex_words;
/* Never empty. `*words` is made where the first text needs it. */
str markdown_slug(str text, struct regex_words **words, struct arena *a);

/* markdown_table.c: pipe tables (GitHub Flavored Markdown 0.29, section 4.10). cmark sees them as paragraphs. */

struct cmark_node;
enum markdown_align { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };
struct markdown_row {
	size_t first, n; /* cells of struct markdown_tables */
};
struct markdown_table {
	struct cmark_node *paragraph;
	str lead; /* lines in front of the header, a paragraph of their own; may be empty */
	size_t n_columns;
	enum markdown_align align[MARKDOWN_MAX_COLUMNS];
	VEC(struct markdown_row) rows; /* the header first; rows may have fewer cells than columns, never more */
};
struct markdown_tables {
	VEC(struct markdown_table) all; /* in document order */
	VEC(str) cells; /* Markdown, pipes unescaped, trimmed; may be empty */
};
/* Finds the tables of a parsed document. */
void markdown_find_tables(struct cmark_node *document, const struct markdown_lines *lines, struct arena *a,
                          struct markdown_tables *out);
/* A document whose first children are, table by table, the lead (if any) and the cells that are not empty, each one a
   paragraph; `source` follows, for its link definitions. A cell's paragraph starts with a text node that starts with
   MARKDOWN_CELL_MARK. */
str markdown_cells_source(const struct markdown_tables *tables, str source, struct arena *a);
#define MARKDOWN_CELL_MARK "\xE2\x80\x8B" /* U+200B */

#endif
