#ifndef DICTUM_MODEL_DIALECT_H
#define DICTUM_MODEL_DIALECT_H

/* Dialects and kinds as data: how a family of repositories writes its definitions. Read from model/dialects/NAME.yml, overridden by the
   `kinds` of dictum.yml. Everything that would name a field of one dialect in C is a role of this page instead. */
#include "base/vec.h"
#include "doc/doc.h"
#include "source/source.h"

enum field_form { FORM_TEXT, FORM_CODE, FORM_PARTS }; /* parts: a mapping, shown member by member; it has no values */

/* A word for a value of a field. */
struct field_label {
	str value, label, help;
};
/* A field of definitions: where its value is, what it is called on screen. */
struct field {
	str id;    /* "time_frame" */
	str title; /* "Time frame" */
	str help;
	const str *from; /* JSON Pointers, the first that leads somewhere counts */
	size_t n_from;
	const struct field_label *labels;
	size_t n_labels;
	const str *ladder; /* ordered values: a list of one value and all after it reads "Free and above" */
	size_t n_ladder;
	enum field_form form;
	str folder; /* of the pages by value, where the field is a facet; its id unless named */
	bool has_csv; /* a CSV file of the entries beside each of these pages */
};

struct key_rule { /* the first rule whose condition holds makes the key */
	str when; /* pointer that must hold `true`; empty: always */
	const str *parts; /* pointers of its parts; absent ones are left out */
	size_t n_parts;
	str join;           /* between the parts */
	str duplicate_rule; /* id of the rule that two equal keys break; empty: keys may repeat */
	str title;          /* "Internal event" */
	bool is_counted;    /* such definitions are there to be counted, and name everything that is sent with them */
	const struct regex *style; /* what the last part should look like; NULL: anything */
	str shape;                 /* the style in words: "operation_target_place" */
};

struct ref_role { /* definitions of this kind name definitions of another */
	str list;  /* pointer to a list of names or mappings, or to one name */
	str name;  /* field of a mapping that holds the name; empty: the item is the name */
	str to;    /* kind */
	str unique, filter, operation; /* fields of a mapping */
	str identifier_suffix; /* what is unique and ends so is an identifier (".id"), anything else a property */
	bool is_optional;              /* a name nobody defines is no finding */
	str title;                     /* "Counts these events"; the kind's title where nothing else is said */
	str back;                      /* what the named entries say of it: "Metrics built from it"; "Metrics that use it" where nothing else is said */
};

enum status { STATUS_ACTIVE, STATUS_DEPRECATED, STATUS_BROKEN, STATUS_REMOVED, STATUS_UNKNOWN };
enum { STATUS_COUNT = STATUS_UNKNOWN + 1 };
const char *status_word(enum status s); /* "active", ...; unknown: "unknown" */
str status_title(enum status s);        /* the same for people: "Active", ...; unknown: "Unknown status" */

/* Words of descriptions that speak of one expanded value. */
struct value_words {
	str value; /* "7d" */
	const str *words; /* "weekly", "per week"; end in NUL */
	size_t n_words;
};
/* Names of which all are needed together. */
struct name_set {
	const str *names;
	size_t n;
};

/* What a change of a definition breaks: a class of model/change.h, and what it looks at. Rows are tried in order. */
struct change_role {
	str class; /* "metric-same-time-frame" */
	str when;  /* "changed" (a value at one of `at` differs), "lost" (an item or member of one), "lowered" (its value goes down in `order`), "deleted",
	              "renamed" (the key differs; with `at`: only because of those) */
	const str *at; /* pointers */
	size_t n_at;
	const str *order;  /* values, the highest first */
	size_t n_order;
	const str *notify; /* whom to tell */
	size_t n_notify;
};

struct kind {
	str name;   /* "metric" */
	str title;  /* "Metrics" */
	str singular; /* "metric": one of them, in a sentence */
	str folder; /* of its pages and of its lists: "metrics" */
	str what;   /* one sentence for readers */
	size_t index; /* position in the dialect */
	struct glob_set files;   /* relative to the dictionary's root */
	struct glob_set ignored; /* files that lie there and are no definitions */
	const str *folders;      /* the globs' fixed folders */
	size_t n_folders;
	const str *schemas; /* candidates in the repository, the first that exists counts */
	size_t n_schemas;
	str builtin_schema; /* embedded name; empty: none */
	const struct key_rule *keys;
	size_t n_keys;
	str separator; /* between the parts of a key: "."; empty: keys have no parts */
	str warehouse; /* the form in which the product's warehouse has it, which says what queries fit: "ping", "event"; empty: none do */
	str alias;     /* pointer to the name that references use; empty: the key */
	str expand;    /* pointer to a list that yields one entry per value; empty: none */
	const struct field_label *suffixes; /* value -> suffix (in label) of the key */
	size_t n_suffixes;
	const struct field_label *value_folders; /* folder -> the expanded value its files have (in label) */
	size_t n_value_folders;
	str list_folder; /* where files with a list lie */
	const struct value_words *words;
	size_t n_words;
	const str *windows; /* expanded values that unique counts may have */
	size_t n_windows;
	str edition_folder; /* files lie below it unless `edition_value` is among the values of `edition_field` */
	const struct field *edition_field;
	str edition_value;
	bool is_named_after_key; /* files are called like the last part of the key */
	str description, group, stage, section, group_prefix;
	str status, status_default;
	const struct field_label *statuses; /* value in the file -> status_word (in label) */
	size_t n_statuses;
	str added_milestone, added_url, removed_milestone, removed_url, broken_url;
	str removed_folder; /* where files of removed definitions lie; empty: where they were */
	const struct ref_role *refs;
	size_t n_refs;
	str identifiers, properties; /* what an event sends: list of names; mapping of names, see property_description */
	const struct name_set *before_custom; /* properties: one of these sets has to be there before any other name may be */
	size_t n_before_custom;
	const struct field_label *property_types; /* name -> its JSON type (in label) */
	size_t n_property_types;
	struct glob_set personal; /* names of properties that hold personal data */
	str value_schema;            /* pointer to the path of a JSON Schema */
	str value_type, value_type_needs; /* pointer, and the type whose values need a schema */
	const struct field *categories; /* field whose values are those of a list */
	str category_list;              /* its name in `formats` */
	const struct field *privacy;    /* the data category: why data is collected, who may turn it off; NULL: none */
	const struct field *indicator;  /* performance indicators; NULL: none */
	const str *group_indicators, *stage_indicators; /* those that every group, every stage should have */
	size_t n_group_indicators, n_stage_indicators;
	const str *protected_indicators; /* entries with one of these are protected: who depends on them hears of every change */
	size_t n_protected_indicators;
	const str *notify; /* who depends on protected entries */
	size_t n_notify;
	const struct change_role *changes;
	size_t n_changes;
	const struct field **chips, **facts, **facets; /* fields shown as chips, in the list of facts (all facets are there or chips), as filters */
	size_t n_chips, n_facts, n_facets;
};

struct dialect_search { /* what search calls the dialect's fields */
	const struct field_label *fields;   /* name in queries -> id of the field (in label) */
	const struct field_label *synonyms; /* word -> words */
	const str *words;                   /* ids of fields whose values are found by plain words, too */
	size_t n_fields, n_synonyms, n_words;
};

struct dialect {
	str name, title;
	const str *detect; /* folders or files any of which makes a repository one of this dialect */
	size_t n_detect;
	struct kind *kinds;
	size_t n_kinds;
	VEC(str) left_out; /* kinds of the dialect that the configuration does without */
	struct field *fields;
	size_t n_fields;
	const struct field_label *formats; /* JSON Schema "format" -> file with the list of its values (in label) */
	size_t n_formats;
	struct dialect_search search;
};

#define DIALECT_FIRST "gitlab" /* of those compiled in: what definitions are taken for. "plain" is the other one and has no kinds */
/* What dictum.yml lays over a dialect; either may be NULL. */
struct dialect_overrides {
	const struct node *kinds, *fields;
};
/* Reads the built-in dialect `name` and lays `overrides` (may be NULL) over it; kinds and fields it does not know are added. NULL and err
   (usage) on an unknown name or a malformed override. */
const struct dialect *dialect_load(str name, const struct dialect_overrides *overrides, struct arena *a, struct err *e);
const struct dialect *dialect_first(struct arena *a); /* with nothing laid over it */
const struct kind *dialect_kind(const struct dialect *d, str name);  /* NULL if absent */
str dialect_kind_names(const struct dialect *d, struct arena *a);    /* as sentences end with them: "metric, event" */
const struct field *dialect_field(const struct dialect *d, str id);  /* NULL if absent */
const struct field *dialect_field_from(const struct dialect *d, str pointer); /* the first that is read from there; NULL if absent */
bool fields_have(const struct field *const *fields, size_t n, const struct field *f);
bool kind_has_field(const struct kind *k, const struct field *f); /* whether pages of its entries show it: definitions of other kinds may hold it by mistake */
const struct ref_role *kind_ref(const struct kind *k, str list); /* of the references in the list at this pointer; NULL: it holds none */
bool kind_is_builtin(const struct kind *k, str property); /* whether it is of a set that comes before custom properties */
/* What a text says in a definition of this kind; unknown where it says nothing of ours. */
enum status kind_find_status(const struct kind *k, str text);
str kind_status(const struct kind *k, enum status s); /* the word for it in files of the kind; empty: there is none */
/* Whether a field is what the kind's status is read from: its values are words for few things. */
bool field_is_status(const struct kind *k, const struct field *f);
/* Whether it goes by the name "status", too: then its values are our words for them, as in tables and in search; any other has what is written. */
bool field_has_status(const struct kind *k, const struct field *f);
/* The kind whose globs take `path` (relative to the dictionary's root) and do not ignore it; NULL if none does. */
const struct kind *dialect_match(const struct dialect *d, str path);

#endif
