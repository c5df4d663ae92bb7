#ifndef DICTUM_MODEL_TITLE_H
#define DICTUM_MODEL_TITLE_H

/* Words on screen made of names, and of other words. All answers are in the arena, or the text itself. */
#include "base/str.h"

/* "Project management" from "project_management". */
str owner_title(str id, struct arena *a);
/* "feature flags" from "Feature flags"; "SQL" and "ID" stay. */
str lower_first(str text, struct arena *a);
/* What one of many is called: the word, of one byte or more, if the title begins like it ("Queries", "query"), else the title without the usual
   endings of English plurals: "feature flag" where the word is "flag" and the title "Feature flags". */
str title_singular(str title, str word, struct arena *a);

#endif
