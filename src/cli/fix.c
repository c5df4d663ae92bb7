/* dictum lint --fix. Edits replace ranges of bytes and touch nothing else. Passes go on until nothing more can be fixed, because one fix may
   stand in another one's way or reveal the next fault. What makes a file worse is a fault of ours: it is taken back and told. */
#include <fcntl.h>

#include "base/fs.h"
#include "cli/fix.h"
#include "cli/out.h"
#include "doc/edit.h"
#include "doc/patch.h"

enum { MAX_PASSES = 10 }; /* two are usual; a fix that undoes another one must not go on for ever */

struct fixed { /* one file with fixes */
	str old_path, path;
	str old, bytes;
	str before, path_before; /* the last pass */
	size_t n_fixes, n_last;  /* n_last: in the last pass */
	size_t n_found;          /* findings before the last pass */
	bool had_tree;           /* before the last pass */
	bool was_safe;           /* the last pass had safe fixes only */
	bool is_frozen;
	str refused; /* a new name that was taken */
};

bool fix_is_level(str word)
{
	return str_eq_z(word, "safe") || str_eq_z(word, "unsafe");
}

bool fix_level(const struct args *args, bool *is_wanted, bool *takes_unsafe, struct err *e)
{
	str level = args_get(args, OPT_FIX);

	*is_wanted = args_has(args, OPT_FIX) || args_has(args, OPT_DIFF);
	*takes_unsafe = str_eq_z(level, "unsafe");
	if (level.n && !fix_is_level(level))
		return err_usage(e, "--fix takes safe or unsafe, not '%.*s'", STR_ARG(level));
	return true;
}

/* ---- choosing ---- */

struct chosen { /* edits of one file that do not get in each other's way, in order */
	VEC(struct diag_edit) edits;
	str rename_to;
	size_t n_fixes;
	bool is_safe;
};

static int compare_starts(const struct place *a, const struct place *b)
{
	return place_compare_points(a->line, a->column, b->line, b->column);
}

/* a begins not after b. */
static bool overlap(const struct place *a, const struct place *b)
{
	return compare_starts(a, b) == 0 || place_compare_points(b->line, b->column, a->end_line, a->end_column) < 0;
}

/* Position of the first edit that begins after `at` does. */
static size_t position(const struct chosen *c, const struct place *at)
{
	size_t low = 0, high = c->edits.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_starts(&c->edits.v[middle].at, at) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool fits(const struct chosen *c, const struct diag_fix *fix)
{
	for (size_t i = 0; i < fix->edits.n; i++) {
		const struct place *at = &fix->edits.v[i].at;
		size_t here = position(c, at);

		if ((here && overlap(&c->edits.v[here - 1].at, at)) || (here < c->edits.n && overlap(at, &c->edits.v[here].at)))
			return false;
	}
	return fix->rename_to.n == 0 || c->rename_to.n == 0;
}

static void take(struct chosen *c, const struct diag_fix *fix, struct arena *a)
{
	for (size_t i = 0; i < fix->edits.n; i++) {
		size_t here = position(c, &fix->edits.v[i].at);

		(void)vec_push(&c->edits, a); /* filled below */
		for (size_t k = c->edits.n - 1; k > here; k--)
			c->edits.v[k] = c->edits.v[k - 1];
		c->edits.v[here] = fix->edits.v[i];
	}
	if (fix->rename_to.n)
		c->rename_to = fix->rename_to;
	c->is_safe = c->is_safe && fix->is_safe;
	c->n_fixes++;
}

static const struct diag_fix *choose(const struct diag *d, bool takes_unsafe)
{
	for (size_t i = 0; i < d->fixes.n; i++)
		if (d->fixes.v[i].is_safe)
			return &d->fixes.v[i];
	return takes_unsafe && d->fixes.n ? &d->fixes.v[0] : NULL;
}

/* ---- one pass ---- */

struct pass {
	struct fixer *f;
	struct run *r;
	struct arena *a; /* the run's */
	const struct diag_list *all;
	struct map n_found; /* path -> findings, as size_t * */
};

static void count_findings(struct pass *p)
{
	for (size_t i = 0; i < p->all->all.n; i++) {
		size_t **n;

		if (!diag_counts(&p->all->all.v[i]))
			continue;
		n = (size_t **)map_put(&p->n_found, p->all->all.v[i].at.path, p->a);
		if (!*n)
			*n = arena_new(p->a, size_t);
		++**n;
	}
}

static size_t found_in(const struct pass *p, str path)
{
	const size_t *n = map_get(&p->n_found, path);

	return n ? *n : 0;
}

static bool has_tree(str path, str bytes, struct arena *a)
{
	struct diag_list ignored;

	diag_list_init(&ignored, a);
	return doc_parse_yaml(path, bytes, DOC_DEFINITION, NULL, a, &ignored).root != NULL;
}

static bool is_given(const struct fixer *f, str path)
{
	for (size_t i = 0; i < f->n_files; i++)
		if (str_eq(f->files[i].path, path))
			return true;
	return false;
}

bool fix_leaves(struct map *left, const struct source_place *place, str path, struct arena *a)
{
	if (fs_look(AT_FDCWD, fs_path_join(a, place->top, path), FS_LINK_ITSELF) != FS_LOOK_MISSING)
		return false;
	if (!map_has(left, path))
		(void)map_mark(left, str_dup(path, a), a); /* true */
	return true;
}

void fix_note_left(const struct map *left, const struct args *args, struct arena *a)
{
	if (left->n)
		out_note(args, "a sparse checkout keeps %.*s with fixes out of the work tree, where nothing is mended, such as '%.*s': git sparse-checkout add brings %s",
		         STR_ARG(str_quantity(left->n, "file", a)), STR_ARG(left->first->key), left->n > 1 ? "them" : "it");
}

static struct fixed *fixed_of(struct pass *p, str path)
{
	struct fixed *x = map_get(&p->f->by_path, path);
	struct arena *a = p->f->a;
	struct err ignored;
	str bytes;

	if (x)
		return x;
	if (source_read_path(p->r->source, path, doc_default_limits.bytes, p->a, &bytes, &ignored) != SOURCE_OK)
		return NULL;
	if (!is_given(p->f, path) && fix_leaves(&p->f->left, &p->r->place, path, a))
		return NULL;
	x = arena_new(a, struct fixed);
	x->old_path = x->path = str_dup(path, a);
	x->old = x->bytes = str_dup(bytes, a);
	*map_put(&p->f->by_path, x->path, a) = x;
	*vec_push(&p->f->fixed, a) = x;
	return x;
}

static bool is_free(struct pass *p, str path)
{
	struct err ignored;
	str bytes;

	return !map_get(&p->f->by_path, path) && source_read_path(p->r->source, path, 0, p->a, &bytes, &ignored) == SOURCE_MISSING;
}

static void tell_undone(struct pass *p, struct fixed *x, size_t n, const char *why)
{
	x->is_frozen = true;
	out_note(p->f->args, "%.*s: %zu %s undone, because %s", STR_ARG(x->path), n, n == 1 ? "fix is" : "fixes are", why);
}

static void set_path(struct pass *p, struct fixed *x, str path)
{
	*map_put(&p->f->by_path, x->path, p->f->a) = NULL;
	x->path = path;
	*map_put(&p->f->by_path, x->path, p->f->a) = x;
}

/* Where the file may go; empty: it stays. */
static str free_name(struct pass *p, struct fixed *x, str wanted)
{
	bool is_taken = wanted.n && !is_free(p, wanted);

	if (!wanted.n || (!is_taken && cone_takes(p->f->cone, wanted)))
		return wanted;
	if (!str_eq(wanted, x->refused))
		out_note(p->f->args, "%.*s: not renamed, '%.*s' is %s", STR_ARG(x->path), STR_ARG(wanted),
		         is_taken ? "there already" : "kept out of the work tree by a sparse checkout: git sparse-checkout add brings its folder");
	x->refused = str_dup(wanted, p->f->a);
	return (str){ 0 };
}

/* Whether something changed. */
static bool apply(struct pass *p, struct fixed *x, const struct chosen *c)
{
	bool had_tree = has_tree(x->path, x->bytes, p->a);
	str bytes = x->bytes, rename_to;
	size_t n_fixes;

	if (!edit_apply(x->bytes, c->edits.v, c->edits.n, p->f->a, &bytes)) {
		tell_undone(p, x, c->n_fixes, "they do not fit the file");
		return false;
	}
	if (had_tree && !has_tree(x->path, bytes, p->a)) {
		tell_undone(p, x, c->n_fixes, "the file could not be read any more");
		return false;
	}
	rename_to = free_name(p, x, c->rename_to);
	n_fixes = c->n_fixes - (c->rename_to.n && !rename_to.n);
	if (str_eq(bytes, x->bytes) && !rename_to.n)
		return false;
	x->before = x->bytes;
	x->path_before = x->path;
	x->n_found = found_in(p, x->path);
	x->n_last = n_fixes;
	x->had_tree = had_tree;
	x->was_safe = c->is_safe;
	x->n_fixes += n_fixes;
	x->bytes = bytes;
	if (rename_to.n)
		set_path(p, x, str_dup(rename_to, p->f->a));
	return true;
}

/* Findings [from, to) are those of one file. */
static bool fix_file(struct pass *p, size_t from, size_t to)
{
	struct chosen c = { .is_safe = true };
	struct fixed *x;

	for (; from < to; from++) {
		const struct diag *d = &p->r->found.all.v[from];
		const struct diag_fix *fix = diag_counts(d) ? choose(d, p->f->takes_unsafe) : NULL;

		if (fix && fits(&c, fix))
			take(&c, fix, p->a);
	}
	x = c.n_fixes ? fixed_of(p, p->r->found.all.v[to - 1].at.path) : NULL;
	return x && !x->is_frozen && apply(p, x, &c);
}

static size_t apply_all(struct pass *p)
{
	const struct diag_list *found = &p->r->found;
	size_t n_changed = 0;

	for (size_t i = 0; i < p->f->fixed.n; i++)
		p->f->fixed.v[i]->n_last = 0;
	for (size_t i = 0, end; i < found->all.n; i = end) {
		for (end = i + 1; end < found->all.n && str_eq(found->all.v[i].at.path, found->all.v[end].at.path);)
			end++;
		n_changed += fix_file(p, i, end);
	}
	return n_changed;
}

/* Takes back the last pass where it made a file worse. Unsafe fixes may reveal more, e.g. what a key's right name asks for. */
static size_t undo_worse(struct pass *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->f->fixed.n; i++) {
		struct fixed *x = p->f->fixed.v[i];

		if (!x->n_last || !x->was_safe || !x->had_tree || found_in(p, x->path) <= x->n_found)
			continue;
		tell_undone(p, x, x->n_last, "there would be more findings than before");
		x->bytes = x->before;
		set_path(p, x, x->path_before);
		x->n_fixes -= x->n_last;
		x->n_last = 0;
		n++;
	}
	return n;
}

/* Files as they are now. */
static struct run_view view_of(const struct fixer *f, struct arena *a)
{
	VEC(struct overlay_file) files = { 0 };

	for (size_t i = 0; i < f->n_files; i++)
		if (!map_get(&f->by_path, f->files[i].path))
			*vec_push(&files, a) = f->files[i];
	for (size_t i = 0; i < f->fixed.n; i++) /* first: another file may have got the name */
		*vec_push(&files, a) = (struct overlay_file){ .path = f->fixed.v[i]->old_path, .is_gone = true };
	for (size_t i = 0; i < f->fixed.n; i++)
		*vec_push(&files, a) = (struct overlay_file){ .path = f->fixed.v[i]->path, .bytes = f->fixed.v[i]->bytes };
	return (struct run_view){ .files = files.v, .n_files = files.n };
}

bool fix_run(struct fixer *f, struct run *r, struct arena *last, struct err *e)
{
	for (size_t pass = 0;; pass++) {
		struct run_view *view = arena_new(f->a, struct run_view);
		struct diag_list all = { .all = { 0 } };
		struct pass p = { .f = f, .r = r, .a = last, .all = &all };
		bool goes_on;

		*view = view_of(f, f->a);
		if (!f->check(f->check_arg, r, view, last, &all, e) || (!pass && !cone_open(&r->place, f->a, &f->cone, e)))
			return false;
		count_findings(&p);
		goes_on = undo_worse(&p) > 0 || (pass < MAX_PASSES && apply_all(&p) > 0);
		if (!goes_on)
			return true;
		run_close(r);
		arena_free(last);
	}
}

/* ---- results ---- */

static bool is_changed(const struct fixed *x)
{
	return !str_eq(x->bytes, x->old) || !str_eq(x->path, x->old_path);
}

size_t fix_count(const struct fixer *f, size_t *n_files)
{
	size_t n = 0;

	*n_files = 0;
	for (size_t i = 0; i < f->fixed.n; i++) {
		if (!is_changed(f->fixed.v[i])) /* fixes that undo one another have done nothing */
			continue;
		n += f->fixed.v[i]->n_fixes;
		++*n_files;
	}
	return n;
}

/* Files in a circle have one another's names. What is at the place of the first one goes where it belongs, until that is the first place itself. */
static bool turn_circle(const struct fixer *f, const struct source_place *place, struct map *waiting, struct map_slot *first, struct err *e)
{
	for (const struct fixed *x = first->value; x; x = first->value) {
		void **there = map_put(waiting, x->path, f->a);
		struct fixed *other = *there;

		if (!source_swap(place, first->key, x->path, f->a, e))
			return false;
		first->value = str_eq(other->path, first->key) ? NULL : other;
		*there = NULL;
	}
	return true;
}

/* A name that another file has to give up first is taken later. */
static bool move_all(const struct fixer *f, const struct source_place *place, struct err *e)
{
	struct map waiting = { 0 }; /* where a file is -> struct fixed */
	size_t n_left = 0, n_before;

	for (size_t i = 0; i < f->fixed.n; i++) {
		if (str_eq(f->fixed.v[i]->path, f->fixed.v[i]->old_path))
			continue;
		*map_put(&waiting, f->fixed.v[i]->old_path, f->a) = f->fixed.v[i];
		n_left++;
	}
	do {
		n_before = n_left;
		for (struct map_slot *s = waiting.first; s; s = s->next) {
			const struct fixed *x = s->value;

			if (!x || map_get(&waiting, x->path))
				continue;
			if (!source_move(place, x->old_path, x->path, f->a, e))
				return false;
			s->value = NULL;
			n_left--;
		}
	} while (n_left && n_left < n_before);
	for (struct map_slot *s = waiting.first; s; s = s->next)
		if (!turn_circle(f, place, &waiting, s, e))
			return false;
	return true;
}

bool fix_write(const struct fixer *f, const struct source_place *place, struct err *e)
{
	for (size_t i = 0; i < f->fixed.n; i++) {
		const struct fixed *x = f->fixed.v[i];

		if (!str_eq(x->bytes, x->old) && !source_rewrite(place, x->old_path, x->old, x->bytes, f->a, e))
			return false;
	}
	return move_all(f, place, e);
}

void fix_remove_parts(const struct run *r)
{
	for (size_t i = 0; i < r->parts.n; i++)
		if (source_remove_part(&r->place, r->parts.v[i], r->a))
			out_note(r->args, "'%.*s' removed, a run that was killed left it behind", STR_ARG(r->parts.v[i]));
}

void fix_diff(const struct fixer *f, struct buf *out)
{
	VEC(const struct fixed *) sorted = { 0 };

	for (size_t i = 0; i < f->fixed.n; i++) {
		size_t at = sorted.n;

		(void)vec_push(&sorted, f->a); /* filled below */
		for (; at && str_cmp(sorted.v[at - 1]->old_path, f->fixed.v[i]->old_path) > 0; at--)
			sorted.v[at] = sorted.v[at - 1];
		sorted.v[at] = f->fixed.v[i];
	}
	for (size_t i = 0; i < sorted.n; i++)
		patch_put(out, sorted.v[i]->old_path, sorted.v[i]->path, sorted.v[i]->old, sorted.v[i]->bytes);
}
