#ifndef DICTUM_MODEL_PLACEHOLDER_H
#define DICTUM_MODEL_PLACEHOLDER_H

/* What stands for something that is still to be written. */
#include "base/str.h"

/* "to be done" and the like, alone; an empty text is none */
bool is_placeholder(str text);

#endif
