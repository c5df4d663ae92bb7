#ifndef DICTUM_SITE_CHANGE_DATA_H
#define DICTUM_SITE_CHANGE_DATA_H

/* A change of an entry as data: the members that `dictum log` and feeds have by the same names. */
#include "doc/json.h"
#include "model/timeline.h"

struct change_about { /* what an event itself does not say; empty ones are left out */
	str kind, key, commit, date, milestone, author;
};
struct change_limits {
	size_t n_fields, value_size; /* value_size: bytes of a value as JSON; one that is longer is left out */
};

/* change, those of `about`, path, from, and renamed_to or renamed_from, into an object that is open. */
void change_data(struct json *j, const struct timeline_event *ev, const struct change_about *about);
/* fields and, of those beyond the limit, more_fields; nothing where none changed. */
void change_data_fields(struct json *j, const struct timeline_event *ev, struct change_limits max);

#endif
