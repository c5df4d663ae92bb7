#ifndef DICTUM_TESTS_UNIT_KINDS_H
#define DICTUM_TESTS_UNIT_KINDS_H

/* What JSON Schema calls the kinds of nodes. */
#include "doc/doc.h"

static inline const char *node_kind_name(const struct node *n)
{
	static const char *const names[] = {
		[NODE_NULL] = "null",     [NODE_BOOL] = "boolean", [NODE_INT] = "integer", [NODE_FLOAT] = "number",
		[NODE_STRING] = "string", [NODE_SEQ] = "array",    [NODE_MAP] = "object"
	};

	return names[n->kind];
}

#endif
