/* Files of a commit, read with libgit2 from the object store only: no index, no work tree, no configuration outside the
   repository, no hook, filter or program. Failures become one sentence that says what is wrong and what to do. */
#include <string.h>

#include <git2.h>

#include "base/fs.h"
#include "base/map.h"
#include "source/backend.h"
#include "source/gitfail.h"
#include "source/gitloose.h"
#include "source/gitsrc.h"
#include "source/packs.h"

enum { MAX_TREE_BYTES = 64 * 1024 * 1024 }; /* one folder; the largest known ones have some MiB */
enum { KEPT_FILES = 1024 * 1024, KEPT_SAME = 4 }; /* bytes of unpacked files that others may be told by, and more where files are large:
                                                     they are read in the order of the pack */

struct gitsrc {
	struct source base;
	struct gitfail fail;
	git_repository *repo;
	git_odb *odb;
	git_oid commit, tree;
	struct pack_reader *packs; /* opened when the first object is read */
	struct map folders;        /* those that were looked into: id -> struct map, name -> struct found */
	struct map unread;         /* ids of objects that were to be read and are missing or damaged */
	struct arena kept;         /* where these are */
};

/* ---- objects ---- */

/* A `git gc` that runs meanwhile moves objects into other packs: on any failure, look at the packs again and try once
 * more. */
static int read_header(struct gitsrc *g, const git_oid *id, size_t *size, git_object_t *type)
{
	int rc = git_odb_read_header(size, type, g->odb, id);

	if (rc && !git_odb_refresh(g->odb))
		rc = git_odb_read_header(size, type, g->odb, id);
	return rc;
}

static int read_object(struct gitsrc *g, const git_oid *id, git_odb_object **out)
{
	int rc = git_odb_read(out, g->odb, id);

	if (rc && !git_odb_refresh(g->odb))
		rc = git_odb_read(out, g->odb, id);
	return rc;
}

static struct pack_reader *packs_of(struct gitsrc *g)
{
	struct arena scratch = { 0 };

	if (!g->packs)
		g->packs = pack_reader_new(packs_open(fs_path_join(&scratch, str_from_z(git_repository_commondir(g->repo)), STR("objects"))));
	arena_free(&scratch);
	return g->packs;
}

const struct map *gitsrc_unread(const struct source *s)
{
	return &((const struct gitsrc *)s)->unread;
}

void gitsrc_note_unread(struct source *s, const unsigned char *id)
{
	struct gitsrc *g = (struct gitsrc *)s;

	if (!map_has(&g->unread, source_id_str(id)))
		(void)map_mark(&g->unread, str_dup(source_id_str(id), &g->kept), &g->kept); /* it is new */
}

struct object *gitsrc_read_object(struct source *s, const unsigned char *id, int type, size_t max)
{
	struct gitsrc *g = (struct gitsrc *)s;
	struct object *o = pack_reader_read(packs_of(g), id, max);
	git_odb_object *object = NULL;
	git_oid oid;

	if (o && o->type == type)
		return o;
	object_free(o);
	(void)git_oid_fromraw(&oid, id); /* copies 20 bytes */
	if (read_object(g, &oid, &object)) {
		gitsrc_note_unread(s, id);
		return NULL;
	}
	if ((int)git_odb_object_type(object) != type || git_odb_object_size(object) > max) {
		git_odb_object_free(object);
		return NULL;
	}
	o = object_new(git_odb_object_size(object), type);
	memcpy((char *)(o + 1), git_odb_object_data(object), o->bytes.n);
	git_odb_object_free(object);
	return o;
}

bool gitsrc_has_object(struct source *s, const unsigned char *id)
{
	git_oid oid;

	(void)git_oid_fromraw(&oid, id); /* copies 20 bytes */
	return git_odb_exists_ext(((struct gitsrc *)s)->odb, &oid, GIT_ODB_LOOKUP_NO_REFRESH);
}

void source_blob_id(str bytes, unsigned char id[SOURCE_ID_BYTES])
{
	git_oid oid = { { 0 } };

	(void)git_odb_hash(&oid, bytes.p, bytes.n, GIT_OBJECT_BLOB); /* all zeros, which no file has, on failure */
	memcpy(id, oid.id, sizeof oid.id);
}

/* A file's bytes out of a pack, if the hash is right. */
static bool read_packed(struct gitsrc *g, const git_oid *id, uint64_t max, struct arena *a, str *out)
{
	struct object *o = max < SIZE_MAX ? pack_reader_read(packs_of(g), id->id, (size_t)max) : NULL;
	git_oid is;
	bool ok = o && o->type == GIT_OBJECT_BLOB && !git_odb_hash(&is, o->bytes.p, o->bytes.n, GIT_OBJECT_BLOB) && git_oid_equal(id, &is);

	if (ok)
		*out = str_dup(o->bytes, a);
	pack_reader_forget(g->packs, KEPT_FILES + KEPT_SAME * (o ? o->bytes.n : 0)); /* at most `max` each */
	object_free(o);
	return ok;
}

static git_tree *read_tree(struct gitsrc *g, const git_oid *id, str path, struct err *e)
{
	git_tree *tree = NULL;
	git_object_t type;
	size_t size;
	int rc = read_header(g, id, &size, &type);

	if (!rc && (type != GIT_OBJECT_TREE || size > MAX_TREE_BYTES)) {
		err_set(e, "cannot read folder '%.*s': its object is %s", STR_ARG(path),
		        type == GIT_OBJECT_TREE ? "larger than 64 MiB" : "no folder");
		return NULL;
	}
	if (!rc)
		rc = git_tree_lookup(&tree, g->repo, id);
	if (rc)
		gitfail_object(&g->fail, rc, id, "folder", path, e);
	return rc ? NULL : tree;
}

struct found {
	bool is_there;
	git_filemode_t mode;
	git_oid id;
};

static struct found found_entry(const git_tree_entry *entry)
{
	return (struct found){ true, git_tree_entry_filemode_raw(entry), *git_tree_entry_id(entry) };
}

/* What stands in a folder, by name; of two with one name the first. Kept, so that each of many files of one folder is found at once. */
static const struct map *look_into(struct gitsrc *g, const git_oid *id, str path, struct err *e)
{
	str key = { (const char *)id->id, sizeof id->id };
	struct map *names = map_get(&g->folders, key);
	git_tree *tree = names ? NULL : read_tree(g, id, path, e);

	if (!tree)
		return names;
	names = arena_new(&g->kept, struct map);
	map_reserve(names, git_tree_entrycount(tree), &g->kept);
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) { /* hostile trees are not sorted */
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		struct found **slot = (struct found **)map_put(names, str_dup(str_from_z(git_tree_entry_name(entry)), &g->kept), &g->kept);

		if (*slot)
			continue;
		*slot = arena_new(&g->kept, struct found);
		**slot = found_entry(entry);
	}
	git_tree_free(tree);
	*map_put(&g->folders, str_dup(key, &g->kept), &g->kept) = names;
	return names;
}

static bool find_entry(struct gitsrc *g, const git_oid *folder, str path, str name, struct found *out, struct err *e)
{
	const struct map *names = look_into(g, folder, path, e);
	const struct found *found = names ? map_get(names, name) : NULL;

	*out = found ? *found : (struct found){ 0 };
	return names != NULL;
}

enum file_kind gitsrc_kind(unsigned mode)
{
	switch (mode & MODE_TYPE) {
	case MODE_FILE:
		return FILE_REGULAR;
	case MODE_LINK:
		return FILE_LINK;
	case MODE_SUBMODULE:
		return FILE_SUBMODULE;
	default:
		return FILE_OTHER;
	}
}

static bool is_tree(const struct found *f)
{
	return ((unsigned)f->mode & MODE_TYPE) == MODE_TREE;
}

/* Follows `path` down from the top until it ends, is not there or is no folder. `*end` is where the part looked at last
 * ends. */
static bool find_path(struct gitsrc *g, str path, struct found *out, size_t *end, struct err *e)
{
	*out = (struct found){ true, (git_filemode_t)MODE_TREE, g->tree };
	*end = 0;
	while (*end < path.n && out->is_there && is_tree(out)) {
		size_t from = *end ? *end + 1 : 0;
		str folder = str_sub(path, 0, *end);
		git_oid id = out->id;

		*end = from + str_find(str_from(path, from), '/');
		if (!find_entry(g, &id, folder, str_sub(path, from, *end - from), out, e))
			return false;
	}
	return true;
}

/* ---- listing ---- */

static bool walk_tree(struct gitsrc *g, const git_oid *id, str path, size_t depth, struct listing *l);

static bool walk_entry(struct gitsrc *g, const git_tree_entry *entry, str folder, size_t depth, struct listing *l)
{
	struct found f = found_entry(entry);
	str name = str_from_z(git_tree_entry_name(entry)), path;

	if (!listing_path(l, folder, name, &path))
		return false;
	if (source_name_is_hostile(name))
		listing_add(l, path, FILE_OTHER, f.id.id);
	else if (is_tree(&f))
		return walk_tree(g, &f.id, path, depth + 1, l);
	else
		listing_add(l, path, gitsrc_kind((unsigned)f.mode), f.id.id);
	return true;
}

static bool walk_tree(struct gitsrc *g, const git_oid *id, str path, size_t depth, struct listing *l)
{
	git_tree *tree = listing_depth(l, path, depth) ? read_tree(g, id, path, l->e) : NULL;
	bool ok = tree != NULL;

	for (size_t i = 0; ok && i < git_tree_entrycount(tree); i++)
		ok = walk_entry(g, git_tree_entry_byindex(tree, i), path, depth, l);
	git_tree_free(tree);
	return ok;
}

static size_t count_folders(str path)
{
	size_t n = path.n > 0;

	for (size_t i = 0; i < path.n; i++)
		n += path.p[i] == '/';
	return n;
}

static bool gitsrc_list(struct source *s, str under, struct listing *l)
{
	struct gitsrc *g = (struct gitsrc *)s;
	struct found f;
	size_t end;

	if (!listing_depth(l, under, count_folders(under)) || !find_path(g, under, &f, &end, l->e))
		return false;
	if (!f.is_there)
		return true;
	if (is_tree(&f))
		return walk_tree(g, &f.id, under, count_folders(under), l);
	if (gitsrc_kind((unsigned)f.mode) != FILE_REGULAR) /* a link or submodule in the place of the folder */
		listing_add(l, str_sub(under, 0, end), gitsrc_kind((unsigned)f.mode), f.id.id);
	return true;
}

/* ---- reading ---- */

static enum source_read_result gitsrc_read(struct source *s, const struct file *f, uint64_t max, struct arena *a,
                                           str *out, struct err *e)
{
	struct gitsrc *g = (struct gitsrc *)s;
	git_odb_object *object = NULL;
	git_object_t type;
	git_oid id;
	size_t size;
	int rc;

	(void)git_oid_fromraw(&id, f->id); /* copies 20 bytes */
	if (read_packed(g, &id, max, a, out))
		return SOURCE_OK;
	rc = read_header(g, &id, &size, &type);
	if (!rc && type != GIT_OBJECT_BLOB) {
		if (e)
			err_set(e, "cannot read file '%.*s': its object is not a file's", STR_ARG(f->path));
		return SOURCE_FAILED;
	}
	if (!rc && size > max)
		return SOURCE_TOO_LARGE;
	if (!rc)
		rc = read_object(g, &id, &object);
	if (rc) {
		gitsrc_note_unread(s, f->id);
		if (e) /* finding out why takes time, and memory that libgit2 does not give back */
			gitfail_object(&g->fail, rc, &id, "file", f->path, e);
		return rc == GIT_ENOTFOUND ? SOURCE_MISSING : SOURCE_FAILED;
	}
	*out = str_dup((str){ git_odb_object_data(object), git_odb_object_size(object) }, a);
	git_odb_object_free(object);
	return SOURCE_OK;
}

static struct file file_of(str path, const struct found *f)
{
	struct file file = { .path = path, .kind = gitsrc_kind((unsigned)f->mode) };

	memcpy(file.id, f->id.id, sizeof file.id);
	return file;
}

static enum source_read_result gitsrc_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                                struct err *e)
{
	enum source_read_result result;
	struct file f;
	struct found found;
	size_t end;

	if (!find_path((struct gitsrc *)s, path, &found, &end, e))
		return SOURCE_FAILED;
	if (!found.is_there)
		return SOURCE_MISSING;
	f = file_of(path, &found);
	if (end < path.n)
		return f.kind == FILE_REGULAR || f.kind == FILE_SUBMODULE ? SOURCE_MISSING : SOURCE_NOT_FILE;
	if (is_tree(&found) || f.kind != FILE_REGULAR)
		return SOURCE_NOT_FILE;
	result = gitsrc_read(s, &f, max, a, out, e);
	return result == SOURCE_MISSING ? SOURCE_FAILED : result; /* the path is there, its object is not */
}

static enum source_look gitsrc_look(struct source *s, str path, struct arena *a, str *link)
{
	struct file f;
	struct found found;
	struct err ignored;
	size_t end;

	if (!find_path((struct gitsrc *)s, path, &found, &end, &ignored) || !found.is_there || end < path.n)
		return SOURCE_LOOK_NOTHING;
	if (is_tree(&found))
		return SOURCE_LOOK_FOLDER;
	f = file_of(path, &found);
	return source_look_at(s, &f, a, link);
}

static void gitsrc_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n)
{
	pack_order_sort(pack_reader_packs(packs_of((struct gitsrc *)s)), files, order, n);
}

/* ---- life ---- */

static void gitsrc_close(struct source *s)
{
	struct gitsrc *g = (struct gitsrc *)s;

	pack_reader_free(g->packs);
	git_odb_free(g->odb);
	git_repository_free(g->repo);
	g->packs = NULL;
	g->odb = NULL;
	g->repo = NULL;
	g->folders = g->unread = (struct map){ 0 };
	arena_free(&g->kept);
	gitlib_stop();
}

static struct source *gitsrc_clone(const struct source *s, struct arena *a, struct err *e);

static const struct source_backend gitsrc_backend = {
	.is_commit = true,
	.list = gitsrc_list,
	.read = gitsrc_read,
	.read_path = gitsrc_read_path,
	.look = gitsrc_look,
	.clone = gitsrc_clone,
	.read_order = gitsrc_read_order,
	.close = gitsrc_close,
};

static bool open_repository(struct gitsrc *g, struct arena *a, struct err *e)
{
	/* BARE: nothing here may look for a work tree; NO_SEARCH and NO_DOTGIT: exactly this folder */
	unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT | GIT_REPOSITORY_OPEN_BARE;
	str objects;

	if (!gitfail_check_files(&g->fail, a, e))
		return false;
	if (git_repository_open_ext(&g->repo, str_z(g->base.place.git_dir, a), flags, NULL))
		return gitfail_open(&g->fail, e);
	g->fail.repo = g->repo;
	if (!gitfail_check_ids(&g->fail, e))
		return false;
	if (git_repository_odb(&g->odb, g->repo))
		return gitfail_open(&g->fail, e);
	objects = fs_path_join(a, str_from_z(git_repository_commondir(g->repo)), STR("objects"));
	return gitloose_install(g->odb, objects, a) || gitfail_open(&g->fail, e);
}

/* A handle without a commit yet. The library has been started. */
static struct gitsrc *gitsrc_new(const struct source_place *p, struct arena *a)
{
	struct gitsrc *g = arena_new(a, struct gitsrc);

	g->base = (struct source){ .backend = &gitsrc_backend, .place = source_place_dup(p, a) };
	g->fail = (struct gitfail){ .top = g->base.place.top, .git_dir = g->base.place.git_dir };
	return g;
}

static void load_commit(struct gitsrc *g, git_commit *commit, struct arena *a)
{
	char hex[GIT_OID_HEXSZ + 1];

	g->commit = *git_commit_id(commit);
	g->tree = *git_commit_tree_id(commit);
	g->base.commit_time = git_commit_time(commit);
	g->base.commit = str_dup(str_from_z(git_oid_tostr(hex, sizeof hex, &g->commit)), a);
}

/* "HEAD@{2}~1" as the id HEAD had then and "~1": libgit2 looks into the branch's log instead of HEAD's own. */
static str spell_out_log(const struct gitsrc *g, str rev, struct arena *a)
{
	struct cut c = str_cut(str_from(rev, 6), '}');
	char hex[GIT_OID_HEXSZ + 1];
	git_reflog *log = NULL;
	int64_t n;

	if (!c.found || !str_to_i64(c.head, &n) || n < 0 || git_reflog_read(&log, g->repo, "HEAD"))
		return rev;
	if ((uint64_t)n < git_reflog_entrycount(log))
		rev = str_fmt(a, "%s%.*s",
		              git_oid_tostr(hex, sizeof hex,
		                            git_reflog_entry_id_new(git_reflog_entry_byindex(log, (size_t)n))),
		              STR_ARG(c.tail));
	git_reflog_free(log);
	return rev;
}

/* What git understands and libgit2 does not, in words it does: "@" for HEAD, and HEAD's log. */
static str spell_out(const struct gitsrc *g, str rev, struct arena *a)
{
	if (str_starts(rev, STR("@")) && (rev.n == 1 || rev.p[1] == '~' || rev.p[1] == '^'))
		return str_fmt(a, "HEAD%.*s", STR_ARG(str_from(rev, 1)));
	return str_starts(rev, STR("HEAD@{")) ? spell_out_log(g, rev, a) : rev;
}

static bool resolve(struct gitsrc *g, str rev, struct arena *a, struct err *e)
{
	const char *z = str_z(spell_out(g, rev, a), a);
	git_object *named = NULL, *commit = NULL;
	int rc;

	if (!rev.n || memchr(rev.p, '\0', rev.n))
		return gitfail_unknown(&g->fail, rev, (str){ 0 }, e);
	if (!gitfail_check_reference(&g->fail, rev, a, e))
		return false;
	rc = git_revparse_single(&named, g->repo, z);
	if (rc && !git_odb_refresh(g->odb)) /* git gc may run */
		rc = git_revparse_single(&named, g->repo, z);
	if (rc)
		return gitfail_revision(&g->fail, rc, rev, e);
	rc = git_object_peel(&commit, named, GIT_OBJECT_COMMIT);
	if (rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC)
		err_set(e, "revision '%.*s' of repository '%.*s' is a %s, not a commit", STR_ARG(rev),
		        STR_ARG(g->base.place.top), git_object_type2string(git_object_type(named)));
	else if (rc)
		gitfail_revision(&g->fail, rc, rev, e);
	else
		load_commit(g, (git_commit *)commit, a);
	git_object_free(commit);
	git_object_free(named);
	return rc == 0;
}

struct source *gitsrc_open_objects(const struct source_place *p, struct arena *a, struct err *e)
{
	struct gitsrc *g;

	if (!p->git_dir.n) {
		err_set(e, "'%.*s' is not in a git repository", STR_ARG(p->top));
		return NULL;
	}
	if (!gitlib_start(e))
		return NULL;
	g = gitsrc_new(p, a);
	if (open_repository(g, a, e))
		return &g->base;
	gitsrc_close(&g->base);
	return NULL;
}

struct source *gitsrc_open(const struct source_place *p, str rev, struct arena *a, struct err *e)
{
	struct source *s = gitsrc_open_objects(p, a, e);

	if (!s || resolve((struct gitsrc *)s, rev, a, e))
		return s;
	gitsrc_close(s);
	return NULL;
}

const struct gitfail *gitsrc_of(const struct source *s)
{
	return &((const struct gitsrc *)s)->fail;
}

/* Opens the repository again: its handles belong to one thread. Stays at the commit even when the revision has moved. */
static struct source *gitsrc_clone(const struct source *s, struct arena *a, struct err *e)
{
	struct gitsrc *from = (struct gitsrc *)(uintptr_t)s; /* it may open its packs now */
	struct gitsrc *g = gitsrc_new(&s->place, a);

	if (!gitlib_join(e))
		return NULL;
	g->commit = from->commit;
	g->tree = from->tree;
	g->base.commit = str_dup(s->commit, a);
	g->base.commit_time = s->commit_time;
	g->packs = pack_reader_new(packs_share(pack_reader_packs(packs_of(from))));
	if (open_repository(g, a, e))
		return &g->base;
	gitsrc_close(&g->base);
	return NULL;
}
