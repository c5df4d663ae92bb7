#ifndef DICTUM_MODEL_CHANGE_PARTS_H
#define DICTUM_MODEL_CHANGE_PARTS_H

/* What the files of the change engine share. Only they include it. */
#include "model/change.h"

enum { MAX_WORDS = 60 }; /* code points of a value in a message */

struct changer {
	const struct dialect *dialect;
	const struct change_options *options;
	struct differ *differ;
};

/* "time_frame changed from 28d to 7d", "tiers gained premium and lost free": the parts that are taken, is_taken having a value for
   each part of the difference. */
str change_describe(const struct kind *k, const struct difference *d, const bool *is_taken, struct arena *a);
/* Share of words that two texts have in common, in percent; capitals, order and ASCII punctuation do not count. Where no blanks stand between words,
   each character is one. */
unsigned change_similarity(str a, str b, struct arena *arena);
/* "a", "a and b", "a, b and c". Of many the first few, which are all that is read, and how many more there are. */
str change_join(const str *words, size_t n, struct arena *a);

/* A change of an entry as a whole. */
struct change *change_add(const struct change_class *class, const struct entry *old, const struct entry *new, struct arena *a,
                          struct change_list *out);
/* Excuses and levels of the changes from position `from` on; those whose class is off go. */
void change_settle(const struct changer *c, struct change_list *out, size_t from, struct arena *a);
/* Adds protected-changed where the changes from position `from` on are those of a protected entry. */
void change_protect(const struct changer *c, struct arena *a, struct change_list *out, size_t from);
const struct change_class *change_class_of(const char *id);
/* Class of an entry that is gone. */
const struct change_class *change_deletion(const struct kind *k);

/* The row of the dialect that another key belongs to; NULL: there is none. */
const struct change_role *change_rename(const struct kind *k, const struct entry *old, const struct entry *new, struct arena *a);
const struct change_class *change_class_of_role(const struct change_role *row, const char *otherwise); /* `row` may be NULL */
/* Pointer of what makes the key another one: of its parts the last that differs, which is nearest to a name; else what chose them, or expanded it.
   Empty: nothing of the definition does. */
str change_key_part(const struct kind *k, const struct entry *old, const struct entry *new, struct arena *a);

/* Where two JSON Schemas differ so that readers of the values break: one sentence for each, at most a few. Of `a` only they take memory. */
struct str_list {
	VEC(str) all;
};
void schema_break_find(str old_path, str old_text, str new_path, str new_text, struct arena *a, struct str_list *out);

#endif
