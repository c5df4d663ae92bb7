/* Where the history that is here begins: edges of shallow clones. */
#include <git2.h>

#include "source/gitsrc.h"

struct map gitsrc_read_shallow(const struct gitfail *g, struct arena *a)
{
	str text = gitfail_read_list(g, "shallow", a);
	struct map ids = { 0 };

	while (text.n) {
		struct cut c = str_cut(text, '\n');
		git_oid *id = arena_new(a, git_oid);

		if (c.head.n >= GIT_OID_HEXSZ && !git_oid_fromstrn(id, c.head.p, GIT_OID_HEXSZ))
			*map_put(&ids, source_id_str(id->id), a) = id;
		text = c.tail;
	}
	return ids;
}
