#ifndef DICTUM_MODEL_DICT_H
#define DICTUM_MODEL_DICT_H

/* The dictionary: all entries in one order, found by key, linked to one another and to their owners. */
#include "model/owner.h"
#include "model/replacement.h"
#include "source/source.h"

struct unreadable { /* a definition file that yields no entry */
	const struct kind *kind;
	str path;
	str reason; /* rule id of its first finding; "" when it was read but has no key */
	str bytes;  /* of the file; empty when there are none: of links, and of files that are too large */
	unsigned char id[SOURCE_ID_BYTES]; /* of its blob, also where it has no bytes here; zero in a work tree */
	const struct node *root; /* NULL when it does not parse */
};

struct name_list { /* the values of a JSON Schema "format" */
	str format, path;
	const str *names;
	size_t n;
	struct map known; /* name -> not NULL */
};
struct dict {
	struct arena *a;
	struct arena *worker; /* one for each thread that dict_finish may use, living as long as `a`; NULL: the caller's thread alone */
	size_t n_workers;
	const struct dialect *dialect;
	str root; /* its folder, from the top of the repository; "" for the top */
	VEC(struct entry *) all; /* after dict_finish: by kind, then key, then path, in bytes */
	VEC(const struct definition *) definitions; /* in path order */
	VEC(struct unreadable *) unreadable;        /* in path order */
	bool *is_cut;      /* per kind: there are definitions that are not here, so what is not found may be there */
	size_t *kind_from; /* n_kinds + 1 positions in `all` */
	struct map *by_key, *by_alias; /* one per kind: text -> struct entry_list */
	struct map *unreadable_by_file;                    /* one per kind: stem -> struct unreadable */
	struct owners owners;
	VEC(struct name_list *) lists;
	struct map files; /* paths as definitions write them -> whether such a file exists; those that were looked for only */
	const struct replacements *replacements; /* NULL: none */
	struct map texts; /* the same paths -> bytes of those that were read */
};

void dict_init(struct dict *d, const struct dialect *dialect, struct arena *a);
void dict_add(struct dict *d, const struct definition *def); /* in path order */
/* The caller may fill in bytes and root. */
struct unreadable *dict_add_unreadable(struct dict *d, const struct kind *kind, str path, str reason);
void dict_add_list(struct dict *d, str format, str path, const str *names, size_t n); /* names stay where they are */
void dict_add_file(struct dict *d, str path, bool exists);
void dict_add_text(struct dict *d, str path, str bytes); /* bytes stay where they are */
void dict_finish(struct dict *d); /* sorts, indexes, finds families; once, after the last dict_add */
/* Legacy names may repeat without end: a reference is linked to the first ones only. */
enum { DICT_MAX_TARGETS = 64 };
/* Links references both ways, and owners. Once, after dict_finish and owners_read. */
void dict_link(struct dict *d);
/* What refers to an entry is shown in groups, one for each kind and heading: the first of each, in the order of `back`. Returns how many. */
size_t back_groups(const struct entry *e, struct arena *a, const struct back_ref ***out);
bool back_is_of(const struct back_ref *group, const struct back_ref *b);

const struct entry_list *dict_get(const struct dict *d, const struct kind *k, str key); /* NULL if absent */
const struct entry_list *dict_alias(const struct dict *d, const struct kind *k, str name);
/* The unreadable file whose stem is `stem`; NULL if none. */
const struct unreadable *dict_unreadable(const struct dict *d, const struct kind *k, str stem);
const struct definition *dict_definition(const struct dict *d, str path); /* NULL if the file makes none */
/* The same for all files, asked for in path order: *next is 0 at first. */
const struct definition *dict_definition_next(const struct dict *d, str path, size_t *next);
const struct name_list *dict_list(const struct dict *d, str format); /* NULL if absent */
bool dict_lacks_file(const struct dict *d, str path); /* false when nobody looked */
str dict_text(const struct dict *d, str path); /* of a file that definitions name; empty when it was not read */
struct entry **dict_kind(const struct dict *d, const struct kind *k, size_t *n); /* its entries */

#endif
