/* git's Documentation, gitrepository-layout and git-pack-refs: a file for each tag below refs/tags, and "packed-refs", whose lines count for those that
   have no file. git packs by writing the list before it removes files, so here files are read before the list: nothing is missed meanwhile. */
#include "source/gitrefs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <git2.h>

#include "base/fs.h"
#include "base/map.h"

enum { MAX_DEPTH = 32 };                   /* folders below refs/tags; bounds recursion */
enum { MAX_FILE = 4096 };                  /* bytes; a file has 41, or the name of another */
enum { MAX_PACKED = 1024 * 1024 * 1024 };  /* bytes; ten million tags */

struct reading {
	const struct gitfail *fail;
	struct arena *a;
	struct tag_refs *out;
	struct map seen; /* names */
	struct err *e;
};

/* *out has the name and what it says. */
static bool parse_name(str name, struct tag_ref *out)
{
	*out = (struct tag_ref){ .name = name, .tag = fs_path_name(name) };
	return release_of_tag(out->tag, &out->version);
}

static bool is_release(str name)
{
	struct tag_ref ignored;

	return parse_name(name, &ignored);
}

static bool read_id(str text, unsigned char *id)
{
	git_oid parsed;

	if (text.n < GIT_OID_HEXSZ || git_oid_fromstrn(&parsed, text.p, GIT_OID_HEXSZ))
		return false;
	memcpy(id, parsed.id, sizeof parsed.id);
	return true;
}

static void add(struct reading *r, str name, const unsigned char *id)
{
	struct tag_ref *ref = vec_push(&r->out->all, r->a);

	(void)parse_name(name, ref); /* it is the name of a release */
	memcpy(ref->id, id, sizeof ref->id);
	*map_put(&r->seen, name, r->a) = r;
}

/* A tag that stands for another reference, or one that is linked to it. */
static bool follow(struct reading *r, str name)
{
	git_oid id;
	int rc = git_reference_name_to_id(&id, r->fail->repo, str_z(name, r->a));

	if (!rc)
		add(r, name, id.id);
	return !rc || rc == GIT_ENOTFOUND || gitfail_list(r->fail, "tags", r->e);
}

static bool read_tag(struct reading *r, int folder, str file, str name)
{
	unsigned char id[sizeof((git_oid *)0)->id];
	struct err why;
	str text = { 0 };

	switch (fs_read_at(folder, file, MAX_FILE, r->a, &text, &why)) {
	case FS_READ_MISSING: /* packed meanwhile, or deleted */
		return true;
	case FS_READ_NOT_FILE:
		return follow(r, name);
	case FS_READ_OK:
		if (str_starts(text, STR("ref:")))
			return follow(r, name);
		if (read_id(text, id) && (text.n == GIT_OID_HEXSZ || byte_is_space(text.p[GIT_OID_HEXSZ]))) {
			add(r, name, id);
			return true;
		}
		break;
	case FS_READ_TOO_LARGE:
		break;
	case FS_READ_FAILED:
		return err_set(r->e, "'%.*s' of repository '%.*s': %s", STR_ARG(name), STR_ARG(r->fail->top), why.text);
	}
	return err_set(r->e, "'%.*s' of repository '%.*s' is damaged: run git fsck", STR_ARG(name), STR_ARG(r->fail->top));
}

static bool read_folder(struct reading *r, int fd, str name, size_t depth);

static bool enter(struct reading *r, int parent, str folder, str name, size_t depth)
{
	int fd = openat(parent, str_z(folder, r->a), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return errno == ENOENT || err_set(r->e, "cannot open '%.*s' of repository '%.*s': %s", STR_ARG(name),
		                                  STR_ARG(r->fail->top), strerror(errno));
	ok = read_folder(r, fd, name, depth);
	(void)close(fd); /* only read from */
	return ok;
}

static bool read_folder(struct reading *r, int fd, str name, size_t depth)
{
	struct fs_items items = { 0 };
	struct err why;

	if (depth > MAX_DEPTH)
		return err_set(r->e, "'%.*s' of repository '%.*s' lies too deep", STR_ARG(name), STR_ARG(r->fail->top));
	if (!fs_list(fd, (str){ 0 }, r->a, &items, &why))
		return err_set(r->e, "'%.*s' of repository '%.*s': %s", STR_ARG(name), STR_ARG(r->fail->top), why.text);
	for (size_t i = 0; i < items.all.n; i++) {
		str item = items.all.v[i].name, path = fs_path_join(r->a, name, item);

		if (items.all.v[i].kind == FS_DIR) {
			if (!enter(r, fd, item, path, depth + 1))
				return false;
		} else if (is_release(item) && !str_ends(item, STR(".lock")) && !read_tag(r, fd, item, path)) {
			return false;
		}
	}
	return true;
}

/* "<id> refs/tags/v1.0"; "^<id>" is the commit of the line before, "#" begins a head. */
static bool read_packed_line(struct reading *r, str line)
{
	unsigned char id[sizeof((git_oid *)0)->id];
	str name = str_from(line, GIT_OID_HEXSZ + 1);

	if (!line.n || line.p[0] == '#' || line.p[0] == '^')
		return true;
	if (!read_id(line, id) || line.n < GIT_OID_HEXSZ + 2 || line.p[GIT_OID_HEXSZ] != ' ')
		return err_set(r->e, "'packed-refs' of repository '%.*s' is damaged: run git fsck", STR_ARG(r->fail->top));
	if (str_starts(name, STR("refs/tags/")) && is_release(name) && !map_has(&r->seen, name))
		add(r, name, id);
	return true;
}

static bool read_packed(struct reading *r, str folder)
{
	struct err why;
	str text = { 0 };

	switch (fs_read_at(AT_FDCWD, fs_path_join(r->a, folder, STR("packed-refs")), MAX_PACKED, r->a, &text, &why)) {
	case FS_READ_OK:
		break;
	case FS_READ_MISSING:
		return true;
	case FS_READ_NOT_FILE:
	case FS_READ_TOO_LARGE:
		return err_set(r->e, "'packed-refs' of repository '%.*s' is no file of git's", STR_ARG(r->fail->top));
	case FS_READ_FAILED:
		*r->e = why;
		return false;
	}
	for (; text.n; text = str_cut(text, '\n').tail)
		if (!read_packed_line(r, str_cut(text, '\n').head))
			return false;
	return true;
}

static int compare_refs(const void *a, const void *b)
{
	return str_cmp(((const struct tag_ref *)a)->name, ((const struct tag_ref *)b)->name);
}

bool gitrefs_releases(const struct gitfail *g, struct arena *a, struct tag_refs *out, struct err *e)
{
	struct reading r = { .fail = g, .a = a, .out = out, .e = e };
	str folder = str_from_z(git_repository_commondir(g->repo));

	*out = (struct tag_refs){ .all = { 0 } };
	if (!enter(&r, AT_FDCWD, fs_path_join(a, folder, STR("refs/tags")), STR("refs/tags"), 0) || !read_packed(&r, folder))
		return false;
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, compare_refs); /* names are unique */
	return true;
}

bool gitrefs_commit(const struct gitfail *g, const struct tag_ref *ref, struct git_object **out, struct err *e)
{
	git_object *object = NULL;
	git_oid id;
	int rc;

	*out = NULL;
	(void)git_oid_fromraw(&id, ref->id); /* copies 20 bytes */
	rc = git_object_lookup(&object, g->repo, &id, GIT_OBJECT_ANY);
	if (!rc)
		rc = git_object_peel(out, object, GIT_OBJECT_COMMIT);
	git_object_free(object);
	return !rc || rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC || (rc == GIT_ENOTFOUND && gitfail_may_lack_objects(g)) ||
	       gitfail_object(g, rc, &id, "tag", str_cut_last(ref->name, '/').tail, e);
}
