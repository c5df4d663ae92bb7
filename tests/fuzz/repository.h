#ifndef DICTUM_TESTS_FUZZ_REPOSITORY_H
#define DICTUM_TESTS_FUZZ_REPOSITORY_H

/* A small bare repository in memory-backed storage, the same on every machine: eight commits with a merge, a rename, a file that comes back and
   one that is broken; the older ones in a pack, the others loose; two tags of releases. Made once, removed at the end of the program. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "base/fs.h"
#include "fuzz.h"
#include "model/timeline.h"

/* libgit2 1.5 forgets a few hundred bytes where a revision cannot be read (leaks.h of the unit tests tells more; t_gitsrc.c
   finds what we forget): seeing through its frames would take ten times as long here. The sanitizers look for these names. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:gitlib.c\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

enum { REPOSITORY_COMMITS = 8, REPOSITORY_PACKED = 5 };

struct repository {
	struct arena a;
	char top[64];
	git_oid commits[REPOSITORY_COMMITS];
};

#define REPOSITORY_METRIC(key, words, status) \
	"key_path: " key "\ndescription: " words "\nstatus: " status "\nproduct_group: code_review\ntime_frame: all\nvalue_type: number\n" \
	"data_source: database\nmilestone: \"16.0\"\ntiers:\n- free\n- premium\n"

/* path, text, ..., NULL: all files of each commit */
static const char *const repository_files[REPOSITORY_COMMITS][9] = {
	{ "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One", "active"), "config/metrics/counts/b.yml", REPOSITORY_METRIC("counts.b", "Two", "active"), NULL },
	{ "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One and more", "active"), "config/metrics/counts/b.yml",
	  REPOSITORY_METRIC("counts.b", "Two", "active"), NULL },
	{ "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One and more", "deprecated"), "config/metrics/license/c.yml",
	  REPOSITORY_METRIC("counts.b", "Two", "active"), NULL },
	{ "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One and more", "active"), "config/metrics/counts/b.yml",
	  REPOSITORY_METRIC("counts.b", "Two", "active"), "config/metrics/counts/d.yml", REPOSITORY_METRIC("counts.d", "Four", "active"), NULL },
	{ "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One and more", "deprecated"), "config/metrics/counts/d.yml",
	  REPOSITORY_METRIC("counts.d", "Four", "active"), "config/metrics/license/c.yml", REPOSITORY_METRIC("counts.b", "Two", "active"), NULL },
	{ "config/events/e.yml", "action: push\ndescription: Code is pushed\nproduct_group: source_code\nmilestone: \"16.1\"\ntiers:\n- free\n",
	  "config/metrics/counts/d.yml", REPOSITORY_METRIC("counts.d", "Four", "active"), "config/metrics/license/c.yml",
	  REPOSITORY_METRIC("counts.c", "Two", "active"), NULL },
	{ "config/events/e.yml", "action: [push\n", "config/metrics/counts/d.yml", REPOSITORY_METRIC("counts.d", "Four", "removed"),
	  "config/metrics/license/c.yml", REPOSITORY_METRIC("counts.c", "Two", "active"), NULL },
	{ "config/events/e.yml", "action: push\ndescription: Code is pushed somewhere\nproduct_group: source_code\nmilestone: \"16.1\"\ntiers:\n- premium\n",
	  "config/metrics/counts/a.yml", REPOSITORY_METRIC("counts.a", "One again", "active"), "config/metrics/license/c.yml",
	  REPOSITORY_METRIC("counts.c", "Two", "active"), NULL },
};
/* positions of parents, -1: none */
static const int repository_parents[REPOSITORY_COMMITS][2] = { { -1, -1 }, { 0, -1 }, { 1, -1 }, { 1, -1 }, { 2, 3 }, { 4, -1 }, { 5, -1 }, { 6, -1 } };

static void repository_check(int rc, const char *what)
{
	const git_error *error = rc ? git_error_last() : NULL;

	if (!rc)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, error ? error->message : "no reason given");
	abort();
}

static void repository_commit(struct repository *r, git_repository *repo, size_t i)
{
	const git_commit *parents[2];
	git_commit *found[2] = { NULL, NULL };
	git_index *index = NULL;
	git_tree *tree = NULL;
	git_signature *who = NULL;
	git_oid id;
	size_t n = 0;

	repository_check(git_index_new(&index), "index");
	for (size_t k = 0; repository_files[i][k]; k += 2) {
		git_index_entry entry = { .mode = GIT_FILEMODE_BLOB, .path = repository_files[i][k] };

		repository_check(git_blob_create_from_buffer(&entry.id, repo, repository_files[i][k + 1], strlen(repository_files[i][k + 1])), "blob");
		repository_check(git_index_add(index, &entry), "entry");
	}
	repository_check(git_index_write_tree_to(&id, index, repo), "write tree");
	repository_check(git_tree_lookup(&tree, repo, &id), "tree");
	for (; n < 2 && repository_parents[i][n] >= 0; n++) {
		repository_check(git_commit_lookup(&found[n], repo, &r->commits[repository_parents[i][n]]), "parent");
		parents[n] = found[n];
	}
	repository_check(git_signature_new(&who, "A", "a@example.com", (git_time_t)(1700000000 + 100000 * (int64_t)i), 60), "signature");
	repository_check(git_commit_create(&r->commits[i], repo, NULL, who, who, NULL, "change\n", tree, n, parents), "commit");
	git_commit_free(found[0]);
	git_commit_free(found[1]);
	git_signature_free(who);
	git_tree_free(tree);
	git_index_free(index);
}

static str repository_path(const struct repository *r, const char *name, struct arena *a)
{
	return str_fmt(a, "%s/%s", r->top, name);
}

/* Calls `visit` for every file, and for every folder behind what is in it; paths are absolute. */
static void repository_each(str folder, void (*visit)(void *arg, str path, enum fs_kind kind), void *arg, struct arena *a)
{
	VEC(str) folders = { 0 };
	size_t i = 0;

	for (*vec_push(&folders, a) = folder; i < folders.n; i++) {
		struct fs_items items = { 0 };
		struct err ignored;

		(void)fs_list(AT_FDCWD, folders.v[i], a, &items, &ignored); /* nothing there: nothing to visit */
		for (size_t k = 0; k < items.all.n; k++) {
			str path = fs_path_join(a, folders.v[i], items.all.v[k].name);

			if (items.all.v[k].kind == FS_DIR)
				*vec_push(&folders, a) = path;
			else
				visit(arg, path, items.all.v[k].kind);
		}
	}
	while (i--)
		visit(arg, folders.v[i], FS_DIR);
}

static void repository_remove(void *arg, str path, enum fs_kind kind)
{
	struct arena *a = arg;

	(void)(kind == FS_DIR ? rmdir(str_z(path, a)) : unlink(str_z(path, a))); /* what is left is in a temporary folder */
}

static void repository_remove_loose(void *arg, str path, enum fs_kind kind)
{
	if (kind == FS_FILE && !str_has(path, STR("/pack/")))
		(void)unlink(str_z(path, arg)); /* a second copy does not harm */
}

static void repository_pack(struct repository *r, git_repository *repo)
{
	git_packbuilder *pack = NULL;
	git_revwalk *walk = NULL;

	repository_check(git_packbuilder_new(&pack, repo), "pack");
	(void)git_packbuilder_set_threads(pack, 1); /* returns how many */
	repository_check(git_revwalk_new(&walk, repo), "walk");
	repository_check(git_revwalk_push(walk, &r->commits[REPOSITORY_PACKED - 1]), "push");
	repository_check(git_packbuilder_insert_walk(pack, walk), "insert");
	repository_check(git_packbuilder_write(pack, NULL, 0, NULL, NULL), "write pack");
	git_revwalk_free(walk);
	git_packbuilder_free(pack);
	repository_each(repository_path(r, "objects", &r->a), repository_remove_loose, &r->a, &r->a);
}

static void repository_tag(struct repository *r, git_repository *repo)
{
	git_reference *ref = NULL;
	git_object *target = NULL;
	git_signature *who = NULL;
	git_oid id;

	repository_check(git_reference_create(&ref, repo, "refs/heads/main", &r->commits[REPOSITORY_COMMITS - 1], 1, NULL), "main");
	git_reference_free(ref);
	repository_check(git_reference_symbolic_create(&ref, repo, "HEAD", "refs/heads/main", 1, NULL), "HEAD");
	git_reference_free(ref);
	repository_check(git_reference_create(&ref, repo, "refs/tags/v16.0.0", &r->commits[4], 1, NULL), "tag");
	git_reference_free(ref);
	repository_check(git_object_lookup(&target, repo, &r->commits[6], GIT_OBJECT_COMMIT), "target");
	repository_check(git_signature_new(&who, "A", "a@example.com", 1710000000, 0), "signature");
	repository_check(git_tag_create(&id, repo, "v16.1.0", target, who, "release\n", 1), "annotated tag");
	git_signature_free(who);
	git_object_free(target);
}

/* Makes it in a new folder. */
static void repository_make(struct repository *r)
{
	const char *tmp = getenv("TMPDIR");
	git_repository *repo = NULL;

	if (!tmp)
		tmp = fs_is_dir(AT_FDCWD, STR("/dev/shm")) ? "/dev/shm" : "/tmp";
	BUG_IF(snprintf(r->top, sizeof r->top, "%s/dictum-fuzz-XXXXXX", tmp) >= (int)sizeof r->top || !mkdtemp(r->top));
	BUG_IF(git_libgit2_init() < 0); /* one user more than the program has, so that it is not started for each input */
	repository_check(git_repository_init(&repo, r->top, 1), "repository");
	for (size_t i = 0; i < REPOSITORY_COMMITS; i++) {
		repository_commit(r, repo, i);
		if (i + 1 == REPOSITORY_PACKED)
			repository_pack(r, repo);
	}
	repository_tag(r, repo);
	git_repository_free(repo);
}

static void repository_delete(struct repository *r)
{
	repository_each(str_from_z(r->top), repository_remove, &r->a, &r->a);
	arena_free(&r->a);
}

/* ---- what is read from it ---- */

struct past {
	struct source *source;
	const struct dialect *dialect;
	struct history h;
	struct timelines t;
	struct timeline_input in;
	struct history_releases releases;
	struct arena worker;
};

/* known: of a former reading; may be NULL. False and err where nothing could be read. Closed by past_close, either way. */
static bool past_read(struct past *p, const struct repository *r, const char *rev, const struct timeline_record *known, bool is_full, struct arena *a,
                      struct err *e)
{
	static const str folder = { "config", 6 };
	struct history_options o = { .folders = &folder, .n_folders = 1, .takes = timeline_takes, .workers = 1, .has_authors = true };
	struct source_place place;

	*p = (struct past){ .source = NULL };
	if (!source_find(str_from_z(r->top), a, &place, e))
		return false;
	p->source = source_open_git(&place, str_from_z(rev), a, e);
	p->dialect = dialect_load(STR("gitlab"), NULL, a, e);
	if (!p->source || !p->dialect)
		return false;
	p->in = (struct timeline_input){ .source = p->source, .history = &p->h, .dialect = p->dialect, .known = known, .workers = 1, .worker = &p->worker };
	o.arg = &p->in;
	o.known = timelines_known(known);
	o.is_full = is_full;
	o.worker = &p->worker;
	return history_walk(p->source, &o, a, &p->h, e) && timelines_build(&p->in, a, &p->t, e) &&
	       history_releases(p->source, &p->h, a, &p->releases, e);
}

static void past_close(struct past *p)
{
	if (p->source)
		source_close(p->source);
	arena_free(&p->worker);
}

static void past_put_event(struct buf *b, const struct timeline_event *e)
{
	buf_fmt(b, " %u %s %.*s %.*s %.*s\n", e->commit, timeline_word(e->change), STR_ARG(e->path), STR_ARG(e->from), STR_ARG(e->key));
	for (size_t i = 0; i < e->n_fields; i++) {
		const struct timeline_field *f = &e->fields[i];

		buf_fmt(b, "  %.*s %.*s %.*s %s\n", STR_ARG(f->name), STR_ARG(f->old), STR_ARG(f->now), f->class ? f->class->rule.id : "");
	}
}

/* Everything that is told of a past, as text. */
static str past_text(const struct past *p, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < p->h.commits.n; i++)
		buf_fmt(&b, "%02x %lld %.*s %u\n", p->h.commits.v[i].id[0], (long long)p->h.commits.v[i].time, STR_ARG(p->h.commits.v[i].author),
		        p->h.commits.v[i].is_edge);
	for (size_t i = 0; i < p->h.gaps.n; i++)
		buf_fmt(&b, "gap %u %.*s\n", p->h.gaps.v[i].commit, STR_ARG(p->h.gaps.v[i].path));
	for (size_t i = 0; i < p->t.all.n; i++) {
		const struct timeline *t = p->t.all.v[i];

		buf_fmt(&b, "%.*s %.*s %.*s%s%s\n", STR_ARG(t->kind->name), STR_ARG(t->key), STR_ARG(t->path), t->is_alive ? "" : " gone",
		        t->is_truncated ? " cut" : "");
		for (size_t k = 0; k < t->events.n; k++)
			past_put_event(&b, &t->events.v[k]);
	}
	for (size_t i = 0; i < p->releases.all.n; i++)
		buf_fmt(&b, "%.*s %u\n", STR_ARG(p->releases.all.v[i].tag), p->releases.all.v[i].commit);
	return buf_str(&b);
}

#endif
