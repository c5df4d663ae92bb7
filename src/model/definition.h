#ifndef DICTUM_MODEL_DEFINITION_H
#define DICTUM_MODEL_DEFINITION_H

/* Definitions as authors wrote them, and the entries of the dictionary made from them. */
#include "model/dialect.h"

struct definition {
	const struct kind *kind;
	str path;      /* as printed: from the top of the repository */
	str bytes;     /* of the file; the tree borrows them */
	const struct node *root; /* the mapping */
	const struct node *told; /* the same, but milestones that YAML reads as numbers are texts: 16.10 is another release than 16.1; set by definition_map */
	struct entry *entries;   /* one per expanded value, at least one */
	size_t n_entries;
};

struct entry;
struct ref {
	const struct ref_role *role;
	str name;
	const struct node *at;   /* the name's scalar: for places */
	const struct node *rule; /* the event selection rule, or the name itself */
	str pointer;             /* to `at` */
	struct entry **to;       /* set by dict_link, in dictionary order; several where legacy names repeat */
	size_t n_to;
};
struct back_ref {
	struct entry *from;
	const struct ref *ref;
};

struct group;
struct section;
struct stage;
struct timeline;
struct entry_history { /* when it came and changed, as dates "2023-05-22" of commits, UTC; empty where that is not known */
	str added, changed; /* changed: empty when it has not been since it was added */
	bool is_truncated;  /* it was there before the oldest commit that can be read */
	const struct timeline *timeline; /* NULL: nothing is known */
};
struct entry_list {
	VEC(struct entry *) all; /* in dictionary order */
};
struct entry {
	const struct kind *kind;
	const struct definition *definition;
	const struct key_rule *key_rule;
	str key, name;  /* name: last part of the key */
	str alias;      /* what references call it */
	str variant;    /* the expanded value ("7d"); empty when nothing was expanded */
	str stem;       /* key without the expansion's suffix */
	str description;
	enum status status;
	str status_text; /* as written */
	const struct node *key_node; /* for places; NULL when the key is missing */
	str group, stage, section; /* ids, normalised: "project_management"; may be empty */
	const struct group *owner; /* set by dict_link; NULL without a group */
	const struct stage *in_stage;     /* likewise: the owner's, else the one that is named; NULL: nothing is known of it, or there is none */
	const struct section *in_section; /* of that stage, else as the stage */
	struct ref *refs;
	size_t n_refs;
	VEC(struct back_ref) back;      /* entries that refer to this one */
	const struct entry_list *family; /* same stem, itself included; NULL when it is the only one */
	const struct entry_history *history; /* NULL: none was read, or it has not been committed yet */
	uint32_t findings;              /* findings in its file */
	uint32_t index;                 /* position in the dictionary */
};

/* Turns one definition into entries: a pure function of its arguments. false when it has no key: nothing is added (the schema says why). Everything lives in
   `a`, next to the tree. */
bool definition_map(struct definition *d, struct arena *a);
const struct key_rule *kind_key_rule(const struct kind *k, const struct node *root); /* what makes the key of a definition; NULL: nothing fits */
struct entry *definition_entry(const struct definition *d, str key); /* the one of this key; NULL if absent */
str kind_suffix(const struct kind *k, str value); /* what an expanded value adds to the key; empty: nothing */
const struct field_label *kind_suffix_of(const struct kind *k, str key); /* the longest that the key ends in; NULL: none */
str kind_stem(const struct kind *k, str key); /* without it: definitions may write the suffix themselves */
str entry_frame(const struct entry *e, struct arena *a); /* the expanded value, or what stands in its place; may be empty */
/* What a definition says about a property: {description: ...}, or the text itself. NULL: nothing. */
const struct node *property_description(const struct node *property);
/* Type of a property of this name that the dialect knows, whatever definitions say; empty: none. */
str kind_property_type(const struct kind *k, str name);
/* Type of a property that the dialect knows, else the one that the definition gives it: "string", "number or null"; empty: neither says. */
str property_type(const struct kind *k, const struct member *property, struct arena *a);
/* The name in an item of a list of references: the part that the role says, or the item itself. NULL: there is no such part. */
const struct node *ref_name(const struct ref_role *role, const struct node *item);
/* Another part of the reference's rule, one of the role's; NULL: it has none. */
const struct node *ref_part(const struct ref *r, str part);

/* The node a field's value is in; NULL when the definition has none. */
const struct node *entry_node(const struct entry *e, const struct field *f);
/* Values of a field as texts: the items of a list, else one; the variant replaces the expanded field; capitals of values that the dialect
   knows in small letters do not count. Returns how many. */
size_t entry_values(const struct entry *e, const struct field *f, struct arena *a, str **out);
/* The same for readers: what is nested, a mapping or a list in a list, is one text of JSON in its place. A mapping that is shown member by member has none. */
struct shown_value {
	str text;
	bool is_nested;
};
size_t entry_shown(const struct entry *e, const struct field *f, struct arena *a, struct shown_value **out);
/* A value as all lists and counts take it: "Optional" is the "optional" that the dialect knows. */
str field_value(const struct field *f, str text);
/* A value in words: its label, else the value itself. */
str field_word(const struct field *f, str value);
/* Whether a list of values is a rung of the field's ladder and all above it ("Free and above"); *rung is the lowest. */
bool field_on_ladder(const struct field *f, const str *values, size_t n, str *rung);
/* All that is shown in words: "Free and above", "7 days", joined by ", ". Empty when there are none. */
str entry_words(const struct entry *e, const struct field *f, struct arena *a);
/* Text of the scalar at a role's pointer; empty when absent. */
str entry_text(const struct entry *e, str pointer, struct arena *a);
/* A milestone at a role's pointer as it is written: YAML reads 13.10 as the number 13.1. Empty when absent; borrowed from the definition. */
str entry_milestone(const struct entry *e, str pointer);
/* Span of a node; of the file where it is NULL. */
struct span node_span(const struct definition *d, const struct node *n);
/* "project_management" from "group::Project Management". */
str owner_id(str text, str prefix, struct arena *a);
/* File name without folders, ending and a leading time stamp ("20210216_x.yml" -> "x"). */
str path_stem(str path);

#endif
