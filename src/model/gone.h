#ifndef DICTUM_MODEL_GONE_H
#define DICTUM_MODEL_GONE_H

/* Keys that nothing has any more, from the history and from `replacements` of dictum.yml, and what to use in their place. */
#include "model/dict.h"
#include "model/timeline.h"

enum { GONE_MOST = 10000 }; /* keys; hosts take 200,000 files of a site, and half of that may be entries */

struct gone {
	const struct kind *kind;
	str key;
	const struct timeline *timeline;      /* the one that ended last; NULL: only dictum.yml names the key */
	const struct timeline_event *deleted; /* its end; NULL as above */
	const struct entry *last;             /* as it was read last; NULL: not known */
	struct entry_history history;
	size_t n_others; /* definitions in other files that had the key before */
};
struct gone_list {
	struct gone *all; /* by kind, then key, in bytes */
	size_t n;
	size_t n_left_out; /* keys beyond the limit: those that went first */
	struct map *by_key; /* one per kind: key -> struct gone */
};

/* Keys that ended or that dictum.yml replaces, and that no entry has. `t` NULL: there is no history. At most `most` of them; those that dictum.yml
   names come before others. Leaves `last` to gone_read. */
void gone_find(struct gone_list *out, const struct dict *d, const struct timelines *t, size_t most, struct arena *a);
/* Reads what their definitions said last; what cannot be read stays unknown. `in` as for timelines_build. */
void gone_read(struct gone_list *l, const struct timeline_input *in, const struct dict *d, struct arena *a);
/* `l` may be NULL. NULL: there is none. */
const struct gone *gone_get(const struct gone_list *l, const struct kind *k, str key);

/* A step on the way from a key to the one that is used now. */
struct gone_step {
	const struct kind *kind;
	str key;
	const struct entry *entry;        /* the first that has the key; NULL: none */
	const struct gone *gone;          /* NULL: not known */
	const struct replacement *reason; /* dictum.yml says so; NULL: the definition was renamed */
};
enum { GONE_STEPS = 20 }; /* longer ways end there */
/* How a key ended; REPLACED: nothing but dictum.yml knows it. */
enum gone_end { GONE_DELETED, GONE_RENAMED, GONE_REPLACED, GONE_ENDS };
enum gone_end gone_end(const struct gone *g);
const char *gone_end_word(enum gone_end end); /* "deleted" */
/* The way on from a key, the key itself left out; the last step is the one to use. What dictum.yml says comes before renames; entries that are active or
   broken end the way. Returns how many; none where they lead in a circle. */
size_t gone_steps(const struct dict *d, const struct gone_list *l, const struct kind *k, str key, struct gone_step *out);
/* Whether the end of a way is to be used: an entry, or what dictum.yml says. */
bool gone_is_of_use(const struct gone_step *way, size_t n);

#endif
