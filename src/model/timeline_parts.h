#ifndef DICTUM_MODEL_TIMELINE_PARTS_H
#define DICTUM_MODEL_TIMELINE_PARTS_H

/* What the parts of timelines share: files are read version by version in timeline_file.c, what came of it is joined by key in timeline.c, with
   what timeline_key.c knows of those with one key, timeline_place.c of those that are elsewhere and timeline_merge.c of merges, and questions are
   answered in timeline_find.c. */
#include "model/timeline.h"

enum step_event {
	STEP_APPEARED, STEP_VANISHED, STEP_MOVED, STEP_CHANGED, STEP_UNREADABLE,
	STEP_READ,  /* it can be read again */
	STEP_KNOWN, /* nothing happened, but the entry is there and nobody knows since when */
};
/* What one version of one file did to one entry. */
struct step {
	uint32_t commit, change; /* positions in the history */
	uint32_t order;          /* among the steps of this change */
	enum step_event event;
	const struct kind *kind;
	str key;
	str path, from; /* from: where it was before, of a file that moved or an entry that had another key */
	str other_key;  /* STEP_APPEARED, STEP_VANISHED: what the same definition had before, has now */
	const struct change_class *class; /* of the other key; NULL: there is none */
	const uint32_t *unreadable; /* STEP_APPEARED, STEP_KNOWN: changes of the file before, of which nothing could be read */
	size_t n_unreadable;
	enum status old_status, status;
	unsigned char id[SOURCE_ID_BYTES]; /* the version with the entry; STEP_VANISHED, STEP_UNREADABLE: the one that was read last */
	str id_path;          /* of that version */
	const struct timeline_field *fields;
	size_t n_fields;
};
struct step_list {
	VEC(struct step) all;
};

struct last_read { /* the version that was read last */
	unsigned char id[SOURCE_ID_BYTES];
	str path;
};
struct growing { /* a timeline, and what is needed to go on */
	struct timeline t;
	const struct last_read *last; /* of what cannot be read, or was deleted, since then; else it says nothing */
	struct growing_list *list;
	uint32_t at;    /* its position there */
	uint32_t life;  /* how often it came */
	VEC(uint32_t) places; /* of a full history: positions of the events that told where it is */
	uint32_t fresh; /* the commit that it appeared in; changes of this commit against an older version say nothing */
	bool is_unreadable; /* since `last` */
};
struct growing_list { /* timelines of one key, oldest first */
	struct timeline_list all;
	struct growing_many *many; /* NULL while there are few */
	uint32_t n_ended, n_unreadable; /* not alive; is_unreadable */
};

struct doubt { /* an entry, and a file that may have it */
	const struct kind *kind;
	str key, path;
};
struct doubt_list {
	VEC(struct doubt) all;
};

struct timeline_record {
	struct history history; /* its files are not set */
	struct step_list steps; /* in the order of commits */
	uint8_t *unreadable;    /* per change: nothing could be read of the new version */
	struct map unread;      /* of one that was kept: see timelines_unread */
};

/* Whether there is a file: an id that is none, or is not known, has no version. */
bool timeline_has_id(const unsigned char *id);
/* A definition from a version of a file; false when there is none in it, or it cannot be read. */
bool timeline_read(const struct timeline_input *in, const unsigned char *id, str path, struct arena *a, struct definition *out);
/* A definition from the bytes of a version; false when there is none in them. */
bool timeline_parse(const struct timeline_input *in, str path, str bytes, struct arena *a, struct definition *out);
struct timeline_tools { /* what comparing needs; any thread may use them */
	const struct differ *differ;
	const struct changer *changer;
};
/* Fields that differ between two entries, as JSON, without those that make their keys; texts of `a`. Returns how many. */
size_t timeline_compare(const struct timeline_tools *t, const struct entry *old, const struct entry *now, struct arena *a, struct arena *scratch,
                       const struct timeline_field **out);
/* Every step of all files, in the order of commits. */
bool steps_read(const struct timeline_input *in, const struct timeline_tools *t, struct arena *a, struct timeline_record *out, struct err *e);

/* What a merge makes of entries, whose timelines tell everything up to it. Texts of `a`; everything else is of `scratch`. */
struct merging *merging_new(const struct timeline_input *in, const struct timeline_tools *tools, struct timelines *out, struct arena *a, struct arena *scratch);
/* All outcomes of the merge, at least one, the steps since its first parent, and what these were in doubt of. */
void merging_take(struct merging *m, const struct history_outcome *const *outcomes, size_t n, const struct step *steps, size_t n_steps,
                  const struct doubt_list *strays);
/* Entries that are elsewhere, came or went, from what the merge itself did against its first parent: to be taken before what follows. */
void merging_places(struct merging *m, const struct step *own, size_t n_own, struct step_list *out);
/* The next timeline of which something else was told than the merge says: path, fields and both status of `out` are that. NULL: there are no more. */
struct timeline *merging_next(struct merging *m, struct step *out);

struct places { /* of entries that are not in the file a step names */
	struct map elsewhere; /* entries of unreadable files that have turned up in others: kind, path, key */
	struct map left;      /* of a full history: kind, path, key -> what has left this file */
	struct doubt_list strays; /* of a full history, to be emptied at each merge, which says where they are: entries that a step did not find in its file */
	bool is_full;
	struct arena *a; /* of all that */
};
void places_leave(struct places *p, struct growing *g, const struct step *s, str path); /* the entry of the step goes from this file, or ends there */
/* Whether another branch has made the entry leave this file. `out` is its timeline, which is alive; NULL where it ended. */
bool places_find(struct places *p, const struct step *s, str path, struct timeline **out);
void **places_claim(struct places *p, const struct step *s, str path); /* where it is kept whether the entry of this unreadable file is elsewhere */
bool places_take_claim(struct places *p, const struct step *s, str path); /* whether it is; that is forgotten */

struct growing_list *growing_list_of(struct timelines *t, const struct kind *k, str key, struct arena *a); /* a new one where there is none */
const struct timeline_list *growing_at_path(const struct growing_list *list, str path); /* with others, where there are few; NULL: none */
/* Path and state are set by these, for they are looked for by them; `a` is that of growing_list_of. */
void growing_add(struct growing_list *list, struct growing *g, struct arena *a);
void growing_set_path(struct growing *g, str path, struct arena *a);
void growing_set_alive(struct growing *g, bool is_alive, struct arena *a);
void growing_set_unreadable(struct growing *g, bool is_unreadable, struct arena *a);
void growing_told(struct growing *g, struct arena *a); /* after an event was added */
struct timeline *growing_alive_at(const struct growing_list *list, str path);
struct timeline *growing_alive(const struct growing_list *list); /* the oldest */
struct growing *growing_unreadable(const struct growing_list *list); /* the oldest that is alive */
struct timeline *growing_ended(const struct growing_list *list, str path); /* that of this path, else the one that ended last */

#endif
