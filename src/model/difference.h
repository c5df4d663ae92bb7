#ifndef DICTUM_MODEL_DIFFERENCE_H
#define DICTUM_MODEL_DIFFERENCE_H

/* What two definitions say differently. Comments, order of keys, quotes, line breaks and notation of numbers say nothing; nor do white space in
   texts, capitals of values that the dialect knows in small letters, and the order of lists of plain values. A field that is absent, null or
   an empty collection is the same: nothing is said of it; but a property is there by its name alone. One plain value and a list of it alone are the same in a field of the dialect. */
#include "model/definition.h"

struct differ; /* what comparing needs of a dialect; any thread may use it */
struct differ *differ_new(const struct dialect *d, struct arena *a);

/* One place where the values of a field differ. Absent on a side: node NULL, and the place is that of what it would be in. */
struct difference_part {
	str pointer; /* where it is in the new tree; in the old one when it was taken away. Never longer than POINTER_MAX */
	bool is_cut; /* names in the pointer end early, with "...": it leads nowhere, but lies below what the whole one lies below */
	const struct node *old_node, *new_node;
	struct place old_at, new_at;
};
/* A field that differs: the whole values, and the parts of them that do. */
struct difference {
	const struct field *field; /* of the dialect; NULL: it knows none of that name */
	str name;    /* the field's id, else the name of the member at the top of the definition */
	str pointer; /* of the value: in the new tree, in the old one when it was taken away. As long as the field's name */
	str base;    /* what the pointers of its parts begin with: the same, cut when it is long */
	const struct node *old_node, *new_node; /* NULL: nothing was, is said */
	struct place old_at, new_at;
	/* At least one. Of lists of plain values: each value that came or went. Of lists of references (events): each that came or went, and inside
	   of those that stayed each member that differs. Of mappings: each member that differs, however deep. Else the value itself. */
	VEC(struct difference_part) parts;
};
struct difference_list {
	VEC(struct difference) all; /* in the order of the new tree, then what was taken away in the order of the old one */
};

/* Everything that the definitions of two entries of one kind say differently: the field that was expanded counts by the entry's own value, and where
   the keys are equal, how they were made does not count. Adds to `out`; all memory is of `a`, nodes and texts are those of the trees. Linear in the
   size of the trees. */
void difference_entries(const struct differ *d, const struct entry *old, const struct entry *new, struct arena *a,
                        struct difference_list *out);

/* Whether two values, such as members of a field's mapping, say the same; NULL: there is none. */
bool difference_is_none(const struct node *old, const struct node *new, struct arena *a);

/* A value on one line, for people: plain ones as they are, others as JSON; cut after `max` code points. "nothing" for NULL. */
str difference_words(const struct node *n, size_t max, struct arena *a);
/* Where two texts are worth reading of which one has more than `max` code points, 60 or more: the byte at which a word or a value in JSON begins some
   bytes before their first difference. 0 where that is near the start, or there is none. */
size_t difference_from(str one, str other, size_t max);
/* At most `max` code points of the text from that byte on, with "..." where it is cut. */
str difference_cut(str text, size_t from, size_t max, struct arena *a);
bool difference_has_words(str text, size_t n); /* at least n parts between blanks: spaces, tabs and line breaks */
/* Bytes of the words that both texts begin with, and of those that both end with, which do not overlap; blanks belong to neither. 0: they share none there. */
struct difference_ends {
	size_t first, last;
};
struct difference_ends difference_ends(str one, str other);

#endif
