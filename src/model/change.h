#ifndef DICTUM_MODEL_CHANGE_H
#define DICTUM_MODEL_CHANGE_H

/* What changed between two versions of an entry or of a dictionary, and what each change breaks. Which fields a class looks at comes from the
   dialect. */
#include "base/release.h"
#include "model/dict.h"
#include "model/difference.h"

/* Nested: who chooses one gets the classes of those before it, too. Changes that break nothing belong to none. */
enum change_category { CHANGE_RECORD, CHANGE_PAYLOAD, CHANGE_COMPARABLE, CHANGE_STRICT, CHANGE_SAFE };
enum { CHANGE_CATEGORIES = CHANGE_SAFE };
const char *change_category_name(enum change_category c); /* "RECORD"; CHANGE_SAFE: "" */
bool change_category_parse(str name, enum change_category *out); /* capitals do not count */

struct change_class {
	struct diag_rule rule; /* its level is that of the change */
	enum change_category category;
	const char *help; /* the remedy; {status} is the field of the status, {removed} and its like words in it, {statuses} all of them; NULL: none
	                     is needed */
	bool is_by_status; /* the remedy is a status, which definitions of the kind may not have */
};
extern const struct change_class change_classes[]; /* ends with a row whose id is NULL */
/* What is to be done, as far as a kind can do it, in the words of its files; NULL: in ours. May be empty. */
str change_remedy(const struct change_class *class, const struct kind *k, struct arena *a);
const struct change_class *change_class_find(str id); /* NULL if absent */
str change_class_nearest(str id);                     /* the id that may be meant; empty: none is near */
str change_class_unknown(str id, struct arena *a);    /* what to say of an id nobody knows */

/* Why a change that breaks something is let through. */
enum change_excuse { CHANGE_NO_EXCUSE, CHANGE_UNRELEASED, CHANGE_MIGRATION, CHANGE_ALLOWED };
const char *change_excuse_name(enum change_excuse e); /* "unreleased", "migration", "allowed" */

struct change {
	const struct change_class *class;
	enum diag_level level;
	const struct entry *old, *new; /* NULL: there is none */
	str field;   /* as in struct difference; empty: it is about the entry as a whole */
	str pointer; /* of the field or of the one part that differs */
	const struct node *old_node, *new_node; /* NULL: nothing */
	struct span at;
	bool is_at_old; /* the place is one of the old version */
	str message, help;
	enum change_excuse excuse;
	str reason;    /* of the excuse */
	bool is_again; /* an earlier entry of the same definition changes in the same way */
	VEC(str) also; /* keys of those that do so after this one */
	VEC(struct diag_related) related; /* places of the new version */
};
struct change_list {
	VEC(struct change) all;
};
/* Whether it counts for someone who chose this category. */
bool change_is_breaking(const struct change *c, enum change_category chosen);
str change_kind(const struct change *c);
str change_key(const struct change *c); /* of the new entry, where there is one */

struct change_allow_key {
	str pattern;
	struct place at;
	size_t n_excused; /* counted by comparing */
};
struct change_allow { /* changes that somebody answers for */
	const str *classes; /* none: every class */
	size_t n_classes;
	struct glob_set keys; /* none: every key */
	struct change_allow_key *key; /* of each of them; NULL: they come from somewhere else, as for at */
	str reason;
	struct place at;  /* in the configuration; zero: it comes from somewhere else */
	bool is_expired;  /* excuses nothing */
	size_t n_excused; /* counted by comparing */
};
struct change_migration { /* a change of values that is wanted */
	str field; /* id or name */
	str from, to;
};
struct change_options { /* zero: nothing is configured */
	const struct diag_setting *levels; /* the last row of a class counts */
	size_t n_levels;
	struct change_allow *allow;
	size_t n_allow;
	const struct change_migration *migrations;
	size_t n_migrations;
	struct glob_set protected; /* keys */
	const str *notify;         /* who is told about those */
	size_t n_notify;
	struct release released; /* the last release of the old version */
	bool has_released;       /* else nothing is exempt as unreleased */
};

/* Whether changes of this class break comparisons of values, by the levels that are configured; `o` may be NULL. */
bool change_class_breaks(const struct change_class *c, const struct change_options *o);
/* Whether dictum.yml lists this change of values as wanted; plain values. `o` may be NULL. */
bool change_is_wanted(const struct change_options *o, str field, str from, str to);
/* The class of an entry's end: it is gone, or it has another key. */
const struct change_class *change_class_of_end(const struct kind *k, bool is_renamed);
/* The class of another key, by what of the key differs. */
const struct change_class *change_class_of_rename(const struct entry *old, const struct entry *new, struct arena *a);

struct changer;
/* Compares by the dialect of the newer version. Of `o` only n_excused is written. */
struct changer *changer_new(const struct dialect *d, const struct change_options *o, struct arena *a);

/* Changes from one version of an entry to the next, worst reason first: of every difference one class. `old` NULL: it was added; `new` NULL: it was
   deleted. Knows nothing of other entries and files. Adds to `out`; all memory is of `a`. */
void change_entries(const struct changer *c, const struct entry *old, const struct entry *new, struct arena *a, struct change_list *out);
/* All changes from one dictionary to another, in the order of keys; both are linked. Entries are paired by key, then those of one file, then by their
   fields (at least four of five, of four or more besides the key, are equal). Files of `new` that cannot be read are no deletions. */
void change_dictionaries(const struct changer *c, const struct dict *old, const struct dict *new, struct arena *a, struct change_list *out);

/* ---- pairing, model/pairing.c ---- */

struct pairing { /* by position in the dictionaries; NULL: none */
	struct entry **to_new, **to_old;
};
struct pairing pairing_of(const struct dict *old, const struct dict *new, struct arena *a);
/* Whether the new dictionary defines the key of an old entry, which no two entries are to have: one that is paired with none was a duplicate. */
bool pairing_has_key(const struct dict *new, const struct entry *old);
/* Whether entries of two files are one under another key: at least four of five fields of their definitions are equal, of
   four or more besides the key. */
bool pairing_is_alike(const struct entry *old, const struct entry *new);

#endif
