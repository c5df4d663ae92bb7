#ifndef DICTUM_DOC_YAML_WORDS_H
#define DICTUM_DOC_YAML_WORDS_H

/* libyaml's messages in words for authors of definitions. For yaml.c only. */
#include "base/str.h"

/* What is wrong; libyaml's own words where none are better. Either may be NULL. */
const char *yaml_problem_words(const char *problem, const char *context);
/* What is wrong where a key was expected, by the text before it and from there on; NULL: nothing closer is known. */
const char *yaml_words_no_key(str before, str here);
/* What stands in a text, up to the end of its line, in place of the space behind its first colon, or behind the dash that it begins with, and only
   looks like one: how many characters stand before it, and what is wrong. 0: nothing. */
uint32_t yaml_words_no_space(str text, struct arena *a, str *words);
/* What the other place, where the context began, is: "the list starts here". */
const char *yaml_context_words(const char *context);
/* The first line that git left for somebody to decide, from 1; 0: none. */
uint32_t yaml_conflict_line(str text);

#endif
