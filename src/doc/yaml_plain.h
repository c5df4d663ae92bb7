#ifndef DICTUM_DOC_YAML_PLAIN_H
#define DICTUM_DOC_YAML_PLAIN_H

/* The YAML that definitions are written in, read in one walk over its bytes: libyaml needs half of all the instructions of a lint for it (5.8 us a
   file, where a walk over its lines takes 0.23 us). What is not of the kind below is declined as soon as it is seen, and libyaml reads the file from
   its start: it alone finds errors and knows all of YAML. What this reader takes gives the same tree, places and findings, byte for byte
   (t_yaml_plain.c, f_yaml_plain.c).

   Taken: one document, with "---" before it or without, whose root is a block mapping or sequence; comments; keys that are plain or quoted and stand
   on one line with their colon; block mappings and sequences, also "- " below a key that is not further left, and "- key: value", "- - value"; plain
   scalars on one or several lines; quoted scalars on one line with \n \t \" \\ \/ and ''; "|" and ">" with "-" or "+"; flow collections of keys with
   values and of plain or quoted scalars on one line, and of such collections; values that are left out.
   Declined: everything else, such as anchors, aliases, tags, directives, "?" keys, tabs, carriage returns, byte order marks, control characters, text
   that is no UTF-8, blocks on a last line without an end, further documents, keys of more than 1000 characters, other escapes, and whatever is over a limit or wrong. */
#include "doc/yaml_tree.h"

/* Reads `text`, which is all of the tree's, into a tree that was just started. False: declined, and the tree and its findings are as far as it came. */
bool yaml_plain_read(struct yaml_tree *tree, str text);

/* doc_parse_yaml, and which reader did it; tests compare the two. */
enum yaml_reader { YAML_BY_LIBYAML, YAML_BY_EITHER };
struct yaml_input { /* as for doc_parse_yaml */
	str path, bytes;
	enum doc_mode mode;
	const struct doc_limits *limits;
};
struct doc yaml_parse_by(enum yaml_reader reader, const struct yaml_input *in, struct arena *a, struct diag_list *found, bool *was_plain);

#endif
