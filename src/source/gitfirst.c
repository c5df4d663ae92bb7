/* Where the history that is here begins: edges of shallow clones, and the oldest commit that first parents lead to. */
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

/* First parent of `id`, in place. False when there is none here. */
static bool go_to_parent(const struct gitfail *g, git_oid *id, git_commit **last)
{
	const git_oid *parent = git_commit_parent_id(*last, 0);
	git_commit *commit = NULL;

	if (!parent || git_commit_lookup(&commit, g->repo, parent))
		return false;
	*id = *parent;
	git_commit_free(*last);
	*last = commit;
	return true;
}

/* Own walk: libgit2's finds no commit at all in a shallow clone. Ends at a root, at the edge of a shallow clone, and
   where the parent is not here. */
str gitsrc_first_commit(struct source *s, struct arena *a)
{
	const struct gitfail *g = gitsrc_of(s);
	struct map shallow;
	git_oid id;
	git_commit *commit = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	struct arena scratch;

	arena_init(&scratch);
	(void)git_oid_fromstrn(&id, source_commit(s).p, GIT_OID_HEXSZ); /* our own digits */
	shallow = gitsrc_read_shallow(g, &scratch);
	if (!git_commit_lookup(&commit, g->repo, &id))
		while (!map_has(&shallow, source_id_str(id.id)) && go_to_parent(g, &id, &commit))
			;
	git_commit_free(commit);
	arena_free(&scratch);
	return str_dup(str_from_z(git_oid_tostr(hex, sizeof hex, &id)), a);
}
