#ifndef DICTUM_BASE_PROGRAM_H
#define DICTUM_BASE_PROGRAM_H

/* Which program this is. */
#include "base/str.h"

/* What tells this program from every other one: the build id that the linker made of all its bytes (ld(1), --build-id), without reading a file; where
   there is none the bytes of the program, at most 256 MiB; where those cannot be read its version, for releases at least are told apart. Borrowed or of `a`,
   never empty. */
str program_id(struct arena *a);

#endif
