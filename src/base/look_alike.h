#ifndef DICTUM_BASE_LOOK_ALIKE_H
#define DICTUM_BASE_LOOK_ALIKE_H

/* Characters that look like nothing or like another: what people who see neither name nor number of one are told of it. */
#include "base/str.h"

/* Joiners and direction marks are spelling in some scripts, curly quotes are in prose. */
struct look_alike {
	uint32_t from, to; /* code points */
	const char *name, *instead; /* "a zero-width space", "" */
	bool is_fine_in_prose;
};
enum { LOOK_ALIKE_EMBEDDING = 0x202A, LOOK_ALIKE_ISOLATE = 0x2066 }; /* `from` of the controls that turn words around */

const struct look_alike *look_alike_of(uint32_t code_point); /* NULL: it looks like itself */
bool look_alike_is_nothing(str text); /* whether people see none: there are only blanks of any kind and characters that look like nothing */

#endif
