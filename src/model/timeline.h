#ifndef DICTUM_MODEL_TIMELINE_H
#define DICTUM_MODEL_TIMELINE_H

/* How every entry changed, from the history of its files. An entry keeps its identity by kind and key, and its path where keys repeat: a
   file that moves is no change of meaning. Only what difference.h tells counts. */
#include "model/change.h"
#include "source/history.h"

enum timeline_change {
	TIMELINE_ADDED,
	TIMELINE_RETURNED, /* added again after it was deleted */
	TIMELINE_MOVED,    /* to another file */
	TIMELINE_CHANGED,
	TIMELINE_ACTIVE,   /* the status became active, deprecated, broken or removed; other fields may have changed with it */
	TIMELINE_DEPRECATED,
	TIMELINE_BROKEN,
	TIMELINE_REMOVED,
	TIMELINE_DELETED,    /* its file went away, or the file has another key now */
	TIMELINE_UNREADABLE, /* what the file said then cannot be read; the next event is told against what was read last */
};
const char *timeline_word(enum timeline_change c); /* "added", ... */

struct timeline_field {
	str name;     /* the field's id */
	str old, now; /* values as JSON on one line; empty: there was none */
	const struct change_class *class; /* what it breaks; NULL: nothing */
};
struct timeline_event {
	enum timeline_change change;
	uint32_t commit; /* position in the history */
	str path;        /* of the file, after the change; of a deleted entry where it was */
	str from;        /* TIMELINE_MOVED: where it was */
	enum status status; /* after the change; says nothing of entries that are deleted or not readable */
	str key; /* TIMELINE_ADDED, TIMELINE_RETURNED: the key that the same definition had before; TIMELINE_DELETED: the key that it has now; may be empty */
	const struct change_class *class; /* of another key: what that breaks; NULL: not known */
	const struct timeline_field *fields; /* that changed; of a new key those besides the key */
	size_t n_fields;
};
struct timeline {
	const struct kind *kind;
	str key;
	str path; /* of its file, the last one it had */
	VEC(struct timeline_event) events; /* oldest first: in the order of commits */
	size_t first;      /* how many events the timelines before it have */
	bool is_alive;     /* it is in the newest commit, if only in a file that cannot be read */
	bool is_truncated; /* it was there before anything that can be read here: when it was added is unknown */
	enum status was;   /* is_truncated: the status that it had then */
};
struct timeline_record; /* what later commits can be added to */
struct timelines {
	const struct history *history;
	const struct timeline_record *record;
	VEC(struct timeline *) all; /* by kind, then key, then path, in bytes; a key that went and came back is one timeline */
	struct map *by_key;         /* one per kind: key -> what timelines_get and timelines_find look at */
};
struct timeline_list {
	VEC(struct timeline *) all;
};

struct timeline_input {
	struct source *source; /* where the history was read */
	const struct history *history;
	const struct dialect *dialect;
	str root; /* of the dictionary, from the top of the repository */
	const struct timeline_record *known; /* used where the history was extended from the record's; may be NULL */
	size_t workers;
	struct arena *worker; /* one for each, living as long as the result */
	struct arena *record; /* where the record is put, which is large; NULL: with the rest */
	const struct map *definitions; /* 20 bytes of a blob's id -> struct definition that was read from it: spares reading it again; may be NULL */
};
/* Whether a file is a definition of the dialect, for history_walk; `arg` is a struct timeline_input. */
bool timeline_takes(const void *arg, str path);
/* Reads every version of every file once. Versions that are missing, damaged or no definitions are events of what was read before. False and
   err only when the repository cannot be opened. */
bool timelines_build(const struct timeline_input *in, struct arena *a, struct timelines *out, struct err *e);
/* Sets `first` of all timelines, whose events have to be there; timelines_build has done it. */
void timelines_number(struct timelines *t);

/* A record as bytes, to be kept under a key that says all it depends on besides commits. `unread`: see history_unread. */
str timelines_save(const struct timelines *t, const struct map *unread, struct hash key, struct arena *a);
/* NULL for anything but whole bytes of timelines_save with this key. `bytes` must live as long as `a`; what only reading on needs is put in `work`: the
   record itself, which is good for one history_walk and timelines_build. They add to its lists. */
const struct timeline_record *timelines_load(str bytes, struct hash key, const struct dialect *d, struct arena *a, struct arena *work);
const struct history *timelines_known(const struct timeline_record *r);
const struct map *timelines_unread(const struct timeline_record *r); /* what it was saved with: once one of these can be read, it says too little */

/* The timeline of an entry; NULL where nothing is known of it. Of several with one key that whose file is `path`, if any; without a path one
   that is alive, else the one that ended last. */
const struct timeline *timelines_find(const struct timelines *t, const struct kind *k, str key, str path);
const struct timeline_list *timelines_get(const struct timelines *t, const struct kind *k, str key); /* NULL if absent */
/* What the definition of an entry that is deleted said last, read from the repository; false when that cannot be read. Of `in` only source, dialect and
   root count. */
bool timeline_last(const struct timeline_input *in, const struct timeline *t, struct arena *a, struct definition *out);
/* The first event if that tells when the entry came, NULL when it is not known. */
const struct timeline_event *timeline_added(const struct timeline *t);
/* The event that made the status of the last one what it is, `s`, also under keys that the definition had before; NULL when the last one has another
   status or it is not known. */
const struct timeline_event *timeline_since(const struct timelines *all, const struct timeline *t, enum status s);
/* The last event that changed what the entry says, its addition included; NULL when none is known. */
const struct timeline_event *timeline_changed(const struct timeline *t);

#endif
