#ifndef DICTUM_BASE_VERSION_H
#define DICTUM_BASE_VERSION_H

/* Versions and milestones: "16.10", "16.10.2". They compare number by number: 16.10 comes after 16.9. */
#include "base/str.h"

enum { VERSION_PARTS = 4 }; /* numbers that are compared: 16.10.2 has three */
struct version {
	int64_t part[VERSION_PARTS]; /* absent ones are 0 */
	bool is_before;              /* "<13.9": some version before that one */
};

/* false, *out undefined, for anything but two to four numbers, with "<" in front of them or not. */
bool version_parse(str text, struct version *out);
int version_compare(const struct version *a, const struct version *b); /* by the numbers; -1, 0 or 1 */
/* The release that a tag names: "v16.4.1" is 16.4.1, and "16.4.0-ee" 16.4.0. false for other names and for pre-releases ("v16.4.0-rc1"). */
bool version_of_tag(str tag, struct version *out);
str version_text(const struct version *v, struct arena *a); /* its first two numbers: "16.4" */

#endif
