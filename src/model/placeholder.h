#ifndef DICTUM_MODEL_PLACEHOLDER_H
#define DICTUM_MODEL_PLACEHOLDER_H

/* What stands for something that is still to be written. */
#include "base/str.h"

/* "to be done" and the like, alone, or "TODO: ..." and what else begins with such a mark; an empty text is none */
bool is_placeholder(str text);
str url_after_scheme(str url); /* what follows "https://" or "http://"; empty for anything else */
/* A placeholder, or an address that has one in its path or ends where a number is missing: ".../merge_requests/" */
bool is_unfinished_url(str url);

#endif
