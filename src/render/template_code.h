#ifndef DICTUM_RENDER_TEMPLATE_CODE_H
#define DICTUM_RENDER_TEMPLATE_CODE_H

/* Compiled form of a template: what template.c makes and template_render.c runs. Nobody else includes this. */
#include "render/template.h"

enum op_kind { OP_TEXT, OP_ESCAPED, OP_RAW, OP_SECTION, OP_INVERTED, OP_END, OP_END_INVERTED, OP_PARTIAL };

struct op {
	uint8_t kind;       /* enum op_kind */
	bool at_line_start; /* a partial's indentation goes in front of it */
	bool is_standalone; /* OP_PARTIAL: alone on its line, so its own lines are indented by `indent` */
	uint32_t jump;      /* OP_SECTION, OP_INVERTED: index of their end; OP_END: index of its section */
	uint32_t n_segments; /* of the name; 0 is "." */
	struct view_name *segment; /* "a.b" is "a", "b" */
	str text;            /* OP_TEXT: as written; OP_PARTIAL: name */
	str indent;
};
struct template {
	str name, text;
	const struct template_set *set;
	VEC(struct op) op;
};

/* A name as messages show it, without quotes around it. */
str template_quoted(str s, struct arena *a);

#endif
