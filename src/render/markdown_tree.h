#ifndef DICTUM_RENDER_MARKDOWN_TREE_H
#define DICTUM_RENDER_MARKDOWN_TREE_H

/* From a tree that cmark read to HTML; markdown.c reads, markdown_write.c writes, markdown_reference.c looks for links. */
#include "base/map.h"
#include "render/markdown_parts.h"

struct markdown_writer {
	struct buf *out; /* empty at the start */
	size_t max_size; /* bytes of `out` after which writing stops */
	struct arena *a;
	struct markdown_page *page; /* NULL: a description */
	bool is_lead;               /* a description right below the title of its page */
	struct markdown_links links;
	const struct markdown_tables *tables;
	struct cmark_node *next_cell; /* paragraph of markdown_cells_source; NULL: none left */

	/* The writer's own; zero at the start. */
	size_t next_table;
	struct map slugs;             /* the number of the last heading of that name */
	struct regex_words *words;    /* of headings; NULL: all are ASCII so far */
	struct cmark_node *bare;      /* paragraph without <p>: a table's cell */
	struct cmark_node *mark;      /* its text with MARKDOWN_CELL_MARK, which is not printed */
	struct cmark_node *open_link; /* there are no links in links */
	size_t link_start;            /* bytes of `out` when it was opened */
};
struct cmark_mem markdown_memory(void); /* ends the program with one line where cmark would end it by abort() */
/* The document belongs to `mem`, which must live as long. */
struct cmark_node *markdown_parse(str source, struct cmark_mem *mem);
/* false: the HTML grew over max_size. */
bool markdown_write(struct markdown_writer *w, struct cmark_node *root);
/* Text of everything below `n`, white space folded. Raw HTML is part of it, as it is shown; comments are not. */
str markdown_text_of(struct cmark_node *n, struct arena *a);

#endif
