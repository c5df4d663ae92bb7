#ifndef DICTUM_DOC_YAML_WORDS_H
#define DICTUM_DOC_YAML_WORDS_H

/* libyaml's messages in words for authors of definitions. For yaml.c only. */
#include "base/str.h"

/* What is wrong; libyaml's own words where none are better. Either may be NULL. */
const char *yaml_problem_words(const char *problem, const char *context);
/* What is wrong where a key was expected, by the text before it and from there on; NULL: nothing closer is known. */
const char *yaml_words_no_key(str before, str here);
/* What the other place, where the context began, is: "the list starts here". */
const char *yaml_context_words(const char *context);

#endif
