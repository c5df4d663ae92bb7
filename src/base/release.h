#ifndef DICTUM_BASE_RELEASE_H
#define DICTUM_BASE_RELEASE_H

/* Versions and milestones: "16.10", "16.10.2". They compare number by number: 16.10 comes after 16.9. */
#include "base/str.h"

enum { RELEASE_PARTS = 4 }; /* numbers that are compared: 16.10.2 has three */
struct release {
	int64_t part[RELEASE_PARTS]; /* absent ones are 0 */
	bool is_before;              /* "<13.9": some version before that one */
};

/* false, *out undefined, for anything but two to four numbers, with "<" in front of them or not. */
bool release_parse(str text, struct release *out);
int release_compare(const struct release *a, const struct release *b); /* by the numbers; -1, 0 or 1 */
struct release release_series(const struct release *v); /* its first two numbers alone: 16.10 of 16.10.2 */
/* The release that a tag names: "v16.4.1" is 16.4.1, and "16.4.0-ee" 16.4.0. false for other names and for pre-releases ("v16.4.0-rc1"). */
bool release_of_tag(str tag, struct release *out);
str release_text(const struct release *v, struct arena *a); /* its first two numbers: "16.4" */

#endif
