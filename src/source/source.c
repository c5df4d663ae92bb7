/* One interface over work trees and commits: what both need (limits, order of a listing, paths that lead outside) is
 * here. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/pool.h"
#include "source/backend.h"

struct source_place source_place_dup(const struct source_place *p, struct arena *a)
{
	return (struct source_place){ str_dup(p->top, a), str_dup(p->prefix, a), str_dup(p->git_dir, a), p->is_bare };
}

struct source *source_open_dir(const struct source_place *p, struct arena *a, struct err *e)
{
	return worktree_open(p, a, e);
}

struct source *source_open_git(const struct source_place *p, str rev, struct arena *a, struct err *e)
{
	return gitsrc_open(p, rev, a, e);
}

struct source *source_open_index(const struct source_place *p, struct arena *a, struct err *e)
{
	return gitindex_open(p, a, e);
}

struct source *source_open_sparse(struct source *tree, struct arena *a, struct err *why)
{
	return sparse_open(tree, a, why);
}

struct source *source_open_overlay(struct source *inner, const struct overlay_file *files, size_t n, struct arena *a)
{
	return overlay_open(inner, files, n, a);
}

struct source *source_open_moved(struct source *commit, str from, str to, struct arena *a)
{
	return moved_open(commit, from, to, a);
}

bool source_merge_base(const struct source_place *p, str one, str other, struct arena *a, struct merge_base *out, struct err *e)
{
	return gitbase_find(p, one, other, a, out, e);
}

bool source_messages(const struct source_place *p, str base, str tip, struct arena *a, struct message_list *out, struct err *e)
{
	return gitbase_messages(p, base, tip, a, out, e);
}

bool source_last_release(const struct source_place *p, str commit, struct arena *a, struct release *out, bool *found, struct err *e)
{
	return gitbase_release(p, commit, a, out, found, e);
}

struct source *source_clone(const struct source *s, struct arena *a, struct err *e)
{
	return s->backend->clone(s, a, e);
}

void source_close(struct source *s)
{
	if (s)
		s->backend->close(s);
}

bool source_is_commit(const struct source *s)
{
	return s->backend->is_commit;
}

str source_commit(const struct source *s)
{
	return s->commit;
}

int64_t source_commit_time(const struct source *s)
{
	return s->commit_time;
}

bool source_is_lfs_pointer(str bytes)
{
	return bytes.n <= 1024 && str_starts(bytes, STR("version https://git-lfs.github.com/spec/"));
}

/* ---- listing ---- */

bool source_name_is_hostile(str name)
{
	if (!name.n || str_eq_z(name, ".") || str_eq_z(name, "..") || str_eq_lower(name, STR(".git")))
		return true;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f || name.p[i] == '/')
			return true;
	return false;
}

bool source_path_is_hostile(str path)
{
	for (; path.n; path = str_cut(path, '/').tail)
		if (source_name_is_hostile(str_cut(path, '/').head))
			return true;
	return false;
}

bool listing_path(struct listing *l, str folder, str name, str *path)
{
	size_t n = folder.n ? folder.n + 1 + name.n : name.n;
	char *p;

	l->path_bytes += n;
	if (++l->n_seen > SOURCE_MAX_ENTRIES || l->path_bytes > SOURCE_MAX_PATH_BYTES)
		return err_set(l->e, "there are too many files (over 1,000,000) at and before folder '%.*s'",
		               STR_ARG(str_sub(folder, 0, 200)));
	p = arena_array(l->a, n, char);
	if (folder.n) {
		memcpy(p, folder.p, folder.n);
		p[folder.n] = '/';
	}
	memcpy(p + n - name.n, name.p, name.n);
	*path = (str){ p, n };
	return true;
}

bool listing_depth(struct listing *l, str folder, size_t depth)
{
	return depth <= SOURCE_MAX_DEPTH ||
	       err_set(l->e, "folder '%.*s' is nested more than 64 folders deep", STR_ARG(folder));
}

void listing_add(struct listing *l, str path, enum file_kind kind, const unsigned char *id)
{
	struct file *f = vec_push(&l->out->all, &l->files);

	*f = (struct file){ .path = path, .kind = kind };
	if (id)
		memcpy(f->id, id, sizeof f->id);
}

/* Regular files before others of the same path, so that what remains of a double entry does not depend on the sort. */
static int compare_files(const void *a, const void *b)
{
	const struct file *one = a, *other = b;
	int order = str_cmp(one->path, other->path);

	if (!order)
		order = one->kind < other->kind ? -1 : one->kind > other->kind;
	return order ? order : memcmp(one->id, other->id, sizeof one->id);
}

static bool is_in_order(const struct file_list *l)
{
	for (size_t i = 1; i < l->all.n; i++)
		if (str_cmp(l->all.v[i - 1].path, l->all.v[i].path) >= 0)
			return false;
	return true;
}

/* Byte order and each path once: damaged trees name one twice, two listed folders can meet the same link. */
static void put_in_order(struct file_list *l)
{
	size_t n = 0;

	if (is_in_order(l))
		return;
	qsort(l->all.v, l->all.n, sizeof *l->all.v, compare_files);
	for (size_t i = 0; i < l->all.n; i++)
		if (!n || !str_eq(l->all.v[n - 1].path, l->all.v[i].path))
			l->all.v[n++] = l->all.v[i];
	l->all.n = n;
}

/* False for paths that lead outside: nothing of the source is there. */
static bool clean_path(str path, struct arena *a, str *out)
{
	*out = fs_path_clean(a, path);
	if (str_eq_z(*out, "."))
		*out = (str){ 0 };
	return !str_starts(path, STR("/")) && !str_eq_z(*out, "..") && !str_starts(*out, STR("../")) &&
	       !(out->n && memchr(out->p, '\0', out->n));
}

static int compare_paths(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* Clean ones, none below another one. */
static size_t choose_folders(const struct source_folders *from, str *out, struct arena *a)
{
	struct arena scratch = { 0 };
	struct map known = { 0 };
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < from->n; i++)
		if (clean_path(from->under[i], a, &out[n]) && map_mark(&known, out[n], &scratch))
			n++;
	if (n)
		qsort(out, n, sizeof *out, compare_paths);
	for (size_t i = 0; i < n; i++)
		if (!fs_path_is_below_any(out[i], &known))
			out[kept++] = out[i];
	arena_free(&scratch);
	return kept;
}

/* What several threads list at once. */
struct shares {
	struct source *s;
	struct arena *worker;
	struct share {
		str under;
		struct listing l;
		struct file_list files;
		struct err e;
		bool ok;
	} * all;
};

static void list_share(void *arg, size_t worker, size_t i)
{
	struct shares *p = arg;
	struct share *share = &p->all[i];

	share->l = (struct listing){ .a = &p->worker[worker], .out = &share->files, .e = &share->e };
	share->ok = p->s->backend->list(p->s, share->under, &share->l);
}

/* One after the other. False when one failed, or all together are over the limits. */
static bool join_shares(const struct shares *p, size_t n, struct listing *l)
{
	for (size_t i = 0; i < n; i++) {
		const struct share *share = &p->all[i];

		l->n_seen += share->l.n_seen;
		l->path_bytes += share->l.path_bytes;
		if (!share->ok || l->n_seen > SOURCE_MAX_ENTRIES || l->path_bytes > SOURCE_MAX_PATH_BYTES)
			return false;
		for (size_t f = 0; f < share->files.all.n; f++)
			*vec_push(&l->out->all, &l->files) = share->files.all.v[f];
	}
	return true;
}

static bool list_at_once(struct source *s, const struct source_folders *on, const str *folders, size_t n, struct listing *l)
{
	struct shares p = { .s = s, .worker = on->worker, .all = arena_array(&l->files, n, struct share) };
	bool ok;

	for (size_t i = 0; i < n; i++)
		p.all[i].under = folders[i];
	pool_run_singly(on->n_workers, n, list_share, &p);
	ok = join_shares(&p, n, l);
	for (size_t i = 0; i < n; i++)
		arena_free(&p.all[i].l.files);
	return ok;
}

static bool list_in_turn(struct source *s, const str *folders, size_t n, struct listing *l)
{
	bool ok = true;

	*l->out = (struct file_list){ 0 };
	l->n_seen = l->path_bytes = 0;
	for (size_t i = 0; ok && i < n; i++)
		ok = s->backend->list(s, folders[i], l);
	return ok;
}

bool source_list_all(struct source *s, const struct source_folders *folders, struct arena *a, struct file_list *out, struct err *e)
{
	struct listing l = { .a = a, .out = out, .e = e };
	str *chosen = arena_array(a, folders->n, str);
	size_t n = choose_folders(folders, chosen, a);
	bool ok;

	*out = (struct file_list){ 0 };
	/* A failure is told as one thread comes upon it. */
	ok = (folders->n_workers > 1 && n > 1 && s->backend->lists_at_once && list_at_once(s, folders, chosen, n, &l)) || list_in_turn(s, chosen, n, &l);
	put_in_order(out);
	vec_settle(&out->all, a);
	arena_free(&l.files);
	return ok;
}

bool source_list(struct source *s, str under, struct arena *a, struct file_list *out, struct err *e)
{
	return source_list_all(s, &(struct source_folders){ .under = &under, .n = 1 }, a, out, e);
}

/* ---- reading ---- */

enum source_read_result source_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out,
                                    struct err *e)
{
	if (f->kind != FILE_REGULAR)
		return SOURCE_NOT_FILE;
	return s->backend->read(s, f, max, a, out, e);
}

enum source_read_result source_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                         struct err *e)
{
	str clean;

	if (!clean_path(path, a, &clean)) {
		err_set(e, "cannot read '%.*s': it lies outside '%.*s'", STR_ARG(path), STR_ARG(s->place.top));
		return SOURCE_FAILED;
	}
	if (!clean.n || source_path_is_hostile(clean))
		return SOURCE_NOT_FILE;
	return s->backend->read_path(s, clean, max, a, out, e);
}

bool source_refuse(enum source_read_result why, str subject, uint64_t max, struct err *e)
{
	switch (why) {
	case SOURCE_MISSING:
		return err_usage(e, "%.*s does not exist", STR_ARG(subject));
	case SOURCE_TOO_LARGE:
		return err_usage(e, "%.*s is larger than %llu MiB", STR_ARG(subject), (unsigned long long)(max >> 20));
	case SOURCE_NOT_FILE:
		return err_usage(e, "%.*s is no regular file, or lies behind a link: links are not followed", STR_ARG(subject));
	case SOURCE_ABSENT:
		return err_usage(e, "%.*s is kept out of the work tree by a sparse checkout, and this partial clone does not have it: git sparse-checkout add brings it",
		                 STR_ARG(subject));
	case SOURCE_OK:
	case SOURCE_FAILED:
		break;
	}
	return false;
}

enum source_look source_look_at(struct source *s, const struct file *f, struct arena *a, str *link)
{
	switch (f->kind) {
	case FILE_REGULAR:
	case FILE_ABSENT:
		return SOURCE_LOOK_FILE;
	case FILE_SUBMODULE:
		return SOURCE_LOOK_SUBMODULE;
	case FILE_LINK:
		return s->backend->read(s, f, PATH_MAX, a, link, NULL) == SOURCE_OK ? SOURCE_LOOK_LINK : SOURCE_LOOK_NOTHING;
	case FILE_OTHER:
		break;
	}
	return SOURCE_LOOK_NOTHING;
}

enum source_look source_look(struct source *s, str path, struct arena *a, str *link)
{
	str clean;

	if (!clean_path(path, a, &clean) || source_path_is_hostile(clean))
		return SOURCE_LOOK_NOTHING;
	return clean.n ? s->backend->look(s, clean, a, link) : SOURCE_LOOK_FOLDER;
}

enum source_look source_look_for_room(struct source *s, str path, struct arena *a, str *there)
{
	enum source_look found;
	struct err ignored;
	str unused;

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/')
			continue;
		*there = str_sub(path, 0, i);
		found = source_look(s, *there, a, &unused);
		if (found != SOURCE_LOOK_NOTHING && found != SOURCE_LOOK_FOLDER)
			return found;
	}
	*there = path;
	found = source_look(s, path, a, &unused);
	if (found != SOURCE_LOOK_NOTHING)
		return found;
	return source_read_path(s, path, 0, a, &unused, &ignored) == SOURCE_MISSING ? SOURCE_LOOK_NOTHING : SOURCE_LOOK_FILE;
}

void source_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n)
{
	if (s->backend->read_order)
		s->backend->read_order(s, files, order, n);
}
