#ifndef DICTUM_DOC_YAML_PLAIN_TEXT_H
#define DICTUM_DOC_YAML_PLAIN_TEXT_H

/* The lines and the scalars of everyday YAML, for yaml_plain.c only. Whatever answers bool or PLAIN_ALIEN means by it: not in the subset, libyaml
   has to read the file. */
#include "doc/doc.h"

/* A text that ends with a line feed, which all loops stop at: p[1] is there wherever *p is none. It holds neither tabs nor carriage returns nor
   other line breaks nor anything that libyaml refuses. */
struct plain_text {
	const char *p, *end;
	const char *line;  /* where the line begins that p is on */
	const char *first; /* what stands first on that line, behind its spaces */
	size_t n_line;     /* from 1 */
	bool is_ascii;     /* bytes are columns */
	bool is_ended;     /* the last line feed is not in the file */
	const char *counted; /* the last place whose column was counted, and that column; else the start of the text */
	size_t column;
};

/* `a` takes a copy of a text whose last line has no end. */
bool plain_text_start(struct plain_text *t, str text, struct arena *a);

/* Column, from 1, of a place on the line that is read. Cheap for places that are asked for in their order. */
size_t plain_text_wide_column(struct plain_text *t, const char *at);
static inline size_t plain_text_column(struct plain_text *t, const char *at)
{
	return t->is_ascii ? (size_t)(at - t->line) + 1 : plain_text_wide_column(t, at);
}
static inline struct place plain_text_place(struct plain_text *t, const char *from, const char *to)
{
	size_t column = plain_text_column(t, from); /* first: in the order of the text */

	return place_make(t->n_line, column, t->n_line, plain_text_column(t, to));
}

/* To the next line from the line feed at p. */
static inline void plain_text_next(struct plain_text *t)
{
	t->p++;
	t->line = t->p;
	t->n_line++;
}
/* To the first character of the line that is no space. */
static inline void plain_text_indent(struct plain_text *t)
{
	while (*t->p == ' ')
		t->p++;
	t->first = t->p;
}
/* Over the rest of the line, whatever it is, and to the next one. */
void plain_text_skip_line(struct plain_text *t);
/* The same where nothing but spaces and a comment is left; else false, and p stays. */
bool plain_text_end_line(struct plain_text *t);

/* What a plain scalar's line ends at, with p there. */
enum plain_stop { PLAIN_LINE, PLAIN_COMMENT, PLAIN_COLON /* and a blank: it is a key */, PLAIN_FLOW /* one of ,[]{} */, PLAIN_ALIEN };
/* Whether a plain scalar may begin at p, a character that is no space. */
bool plain_text_starts_plain(const char *p);

/* These read the scalar at p into `n`: place, style and text. They leave p behind it; ..._value and ..._block on the next line. `least` is the
   column from 0 that further lines of the same scalar have at least. Texts that are not as in the file lie in `a`. */
enum plain_stop plain_text_key(struct plain_text *t, struct node *n);
enum plain_stop plain_text_in_flow(struct plain_text *t, struct node *n);
bool plain_text_value(struct plain_text *t, size_t least, struct node *n, struct arena *a);
bool plain_text_quoted(struct plain_text *t, struct node *n, struct arena *a);
bool plain_text_block(struct plain_text *t, size_t least, struct node *n, struct arena *a);
/* The plain scalar that plain_text_key has read was a value: what follows of it. */
bool plain_text_go_on(struct plain_text *t, enum plain_stop stop, size_t least, struct node *n, struct arena *a);

#endif
