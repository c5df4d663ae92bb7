#ifndef DICTUM_DOC_COMMENT_H
#define DICTUM_DOC_COMMENT_H

/* Comments of a YAML text, which the tree does not keep: what follows a '#' outside of everything the tree knows. */
#include "doc/doc.h"

struct comment {
	struct place at; /* from '#' to the end of the line */
	str text;        /* without '#' and without blanks at both ends */
	bool is_alone;   /* nothing but blanks before it */
	bool is_on_top;  /* nothing but comments, blank lines, directives and a '---' before it */
};
struct comments {
	VEC(struct comment) all; /* in file order */
};

/* All comments of a text whose tree is `root`. Text that the tree has dropped (the earlier of two equal keys, a second
   document) is no place for comments. root NULL, for a text that does not parse: only those on top. */
void comments_find(str bytes, const struct node *root, struct arena *a, struct comments *out);

#endif
