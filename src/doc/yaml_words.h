#ifndef DICTUM_DOC_YAML_WORDS_H
#define DICTUM_DOC_YAML_WORDS_H

/* libyaml's messages in words for authors of definitions. For yaml.c only. */
#include "base/str.h"

/* What is wrong; libyaml's own words where none are better. Either may be NULL. */
const char *yaml_problem_words(const char *problem, const char *context);
/* What is wrong where a key was expected, by the text before it and from there on; NULL: nothing closer is known. */
const char *yaml_words_no_key(str before, str here);
/* The line, from 1, in which a colon may be none for want of a space; 0: the problem is another. Both lines are libyaml's, from 0. */
size_t yaml_words_line_no_space(const char *problem, const char *context, size_t problem_line, size_t context_line);
/* What stands in a line in place of the space behind its first colon, or behind the dash that it begins with, and only looks like one: its column,
   from 1, and what is wrong. 0: nothing. */
uint32_t yaml_words_no_space(str line, struct arena *a, str *words);
/* What the other place, where the context began, is: "the list starts here". */
const char *yaml_context_words(const char *context);
/* The first line that git left for somebody to decide, from 1; 0: none. */
uint32_t yaml_conflict_line(str text);

#endif
