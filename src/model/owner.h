#ifndef DICTUM_MODEL_OWNER_H
#define DICTUM_MODEL_OWNER_H

/* Groups, stages and sections: who to ask. From owners.yml, or from the definitions' own fields where no file exists. */
#include "model/definition.h"

struct person {
	str role, name, contact;
};
struct owner_link {
	str label, url, name;
};
struct stage;
struct group {
	str id, name, description;
	struct stage *stage; /* NULL: unknown */
	struct place at;     /* in owners.yml; line 0 when made from definitions */
	VEC(struct person) people;
	VEC(struct owner_link) channels;
	VEC(struct owner_link) links;
	VEC(struct entry *) entries; /* in dictionary order */
};
struct section {
	str id, name;
	VEC(struct stage *) stages;
	VEC(struct entry *) others; /* as those of a stage */
};
struct stage {
	str id, name, description;
	struct section *section; /* NULL: unknown */
	VEC(struct group *) groups;
	VEC(struct entry *) others; /* what names it itself: no group brings it there; in dictionary order */
};
struct owners {
	bool from_file; /* false: made from definitions, so no group can be unknown */
	str path;       /* of owners.yml */
	VEC(struct group *) groups; /* by id */
	VEC(struct stage *) stages;
	VEC(struct section *) sections;
	struct map by_id; /* group id -> struct group */
	struct map stages_by_id, sections_by_id;
};

/* `root` is owners.yml's tree, NULL when there is none. Faults of the file's shape are failures (usage) with path, line and column. */
bool owners_read(struct owners *o, str path, const struct node *root, struct arena *a, struct err *e);
/* Ids of the stage and the section that an entry is in, else those that its definition names; may be empty. */
str entry_stage_id(const struct entry *e);
str entry_section_id(const struct entry *e);
/* What these are called, by words made of the id where nothing else is known: theirs, or in `a`. */
str entry_stage_name(const struct entry *e, struct arena *a);
str entry_section_name(const struct entry *e, struct arena *a);

#endif
