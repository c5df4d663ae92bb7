/* dictum diff --fix: a deleted definition comes back as a removed one, with what --set says of its removal; the same goes for definitions that
   were removed without it. Edits are those of lint --fix: nothing but the members in question changes. */
#include "base/fs.h"
#include "cli/diff.h"
#include "cli/fix.h"
#include "cli/out.h"
#include "cli/read.h"
#include "doc/edit.h"
#include "doc/patch.h"

/* Value that --set gives a member; empty: none. */
static str value_of(const struct args *args, str name)
{
	str value = { 0 };

	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut(args->options.v[i].value, '=');

		if (args->options.v[i].id == OPT_SET && str_eq(c.head, name))
			value = c.tail;
	}
	return value;
}

/* Members that tell of the end of a definition, of all kinds. */
static size_t member_names(const struct dialect *dialect, str *out, struct arena *a)
{
	size_t n = 0;

	for (size_t i = 0; i < dialect->n_kinds; i++) {
		const struct kind *k = &dialect->kinds[i];
		str pointers[] = { k->removed_milestone, k->removed_url, k->broken_url };

		for (size_t j = 0; j < sizeof pointers / sizeof *pointers; j++)
			if (pointers[j].n && !str_is_among(pointer_words(pointers[j], a), out, n))
				out[n++] = pointer_words(pointers[j], a);
	}
	return n;
}

/* A value for another member would be written nowhere. */
static bool check_names(const struct diff *d, struct err *e)
{
	str *names = arena_array(d->a, d->new->dialect->n_kinds * 3, str);
	size_t n = member_names(d->new->dialect, names, d->a);

	for (size_t i = 0; i < d->args->options.n; i++) {
		str name = str_cut(d->args->options.v[i].value, '=').head;

		if (d->args->options.v[i].id == OPT_SET && !str_is_among(name, names, n))
			return err_usage(e, "--set writes no '%.*s', expected %.*s", STR_ARG(name),
			                 STR_ARG(n ? str_fmt(d->a, "one of %.*s", STR_ARG(str_join(d->a, names, n, STR(", ")))) :
			                             STR("kinds in dictum.yml that say where a removal is told")));
	}
	return true;
}

struct goals { /* what members of one definition are to say */
	struct {
		str pointer, value;
	} all[3];
	size_t n;
};

static void want(struct goals *g, str pointer, str value)
{
	if (!pointer.n || !value.n)
		return;
	g->all[g->n].pointer = pointer;
	g->all[g->n++].value = value;
}

static struct goals goals_of(const struct diff *d, const struct definition *def, bool is_removal)
{
	const struct kind *k = def->kind;
	struct goals g = { .n = 0 };
	bool is_broken = !is_removal && def->entries[0].status == STATUS_BROKEN;
	str names[] = { is_broken ? k->broken_url : k->removed_milestone, is_broken ? (str){ 0 } : k->removed_url };

	if (is_removal && def->entries[0].status != STATUS_REMOVED)
		want(&g, k->status, kind_status(k, STATUS_REMOVED));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].n && !doc_is_given(doc_at(def->root, names[i]))) /* what is known of a removal is not replaced */
			want(&g, names[i], value_of(d->args, pointer_words(names[i], d->a)));
	return g;
}

/* The same definition, read from other bytes. */
static bool read_again(struct diff *d, struct definition *def, str bytes)
{
	struct diag_list ignored;

	diag_list_init(&ignored, d->a);
	def->bytes = bytes;
	def->root = doc_parse_yaml(def->path, bytes, DOC_DEFINITION, NULL, d->a, &ignored).root;
	return def->root != NULL;
}

/* Sets those members that are there, or those that are not. */
static bool set_some(struct diff *d, struct definition *def, const struct goals *g, bool are_there)
{
	struct diag_edit edits[sizeof g->all / sizeof *g->all];
	size_t n = 0;
	str bytes;

	for (size_t i = 0; i < g->n; i++) {
		str pointer = g->all[i].pointer;

		if (are_there != (doc_at(def->root, pointer) != NULL))
			continue;
		if (str_find(str_from(pointer, 1), '/') != pointer.n - 1 || !fix_set_edit(def, pointer_words(pointer, d->a), g->all[i].value, d->a, &edits[n++]))
			return false;
	}
	return !n || (edit_apply(def->bytes, edits, n, d->a, &bytes) && read_again(d, def, bytes));
}

static bool says_all(const struct definition *def, const struct goals *g, struct arena *a)
{
	for (size_t i = 0; i < g->n; i++)
		if (!str_eq(doc_scalar(doc_at(def->root, g->all[i].pointer), a), g->all[i].value))
			return false;
	return true;
}

/* Members that are there come first: behind one that is left out others may be added. */
static bool edit(struct diff *d, const struct definition *def, bool is_removal, str *out)
{
	struct goals g = goals_of(d, def, is_removal);
	struct definition now = { .kind = def->kind, .path = def->path, .bytes = def->bytes, .root = def->root };
	bool is_set = set_some(d, &now, &g, true) && set_some(d, &now, &g, false);

	*out = now.bytes;
	return is_set && says_all(&now, &g, d->a) && definition_map(&now, d->a) && str_eq(now.entries[0].key, def->entries[0].key) &&
	       now.entries[0].status == (is_removal ? STATUS_REMOVED : def->entries[0].status);
}

/* Whether a file called so would be read as one of the same kind. */
static bool is_taken(const struct diff *d, const struct definition *def, str path)
{
	const struct kind *k = read_kind_of(d->new, path);

	return k && str_eq(k->name, def->kind->name);
}

/* Where a removed definition lies. */
static str home_of(const struct diff *d, const struct definition *def)
{
	struct cut c = str_cut_last(def->path, '/');
	str home;

	if (!def->kind->removed_folder.n || !c.found || str_eq(fs_path_name(c.head), def->kind->removed_folder))
		return def->path;
	home = str_fmt(d->a, "%.*s/%.*s/%.*s", STR_ARG(c.head), STR_ARG(def->kind->removed_folder), STR_ARG(c.tail));
	return is_taken(d, def, home) ? home : def->path;
}

/* Why there is no room for a definition at `path`; empty: there is. */
static str what_keeps(const struct diff *d, const struct definition *def, str path)
{
	str there;

	if (!is_taken(d, def, path))
		return str_fmt(d->a, "files of kind '%.*s' do not take %.*s", STR_ARG(def->kind->name), STR_ARG(path));
	if (map_has(&d->new_paths, path)) /* or is about to be there */
		return str_fmt(d->a, "another file is called %.*s", STR_ARG(path));
	switch (source_look_for_room(d->new->source, path, d->a, &there)) {
	case SOURCE_LOOK_NOTHING:
		break;
	case SOURCE_LOOK_LINK:
		return str_fmt(d->a, "%.*s is a symbolic link", STR_ARG(there));
	case SOURCE_LOOK_SUBMODULE:
		return str_fmt(d->a, "%.*s is a submodule", STR_ARG(there));
	case SOURCE_LOOK_FOLDER:
		return str_fmt(d->a, "%.*s is a folder", STR_ARG(there));
	case SOURCE_LOOK_FILE:
		return str_fmt(d->a, str_eq(there, path) ? "another file is called %.*s" : "%.*s is no folder", STR_ARG(there));
	}
	return (str){ 0 };
}

/* Why a definition that there is room for is not restored. */
static str why_not(const struct diff *d, const struct definition *def)
{
	return def->kind->status.n ? STR("its status is written in a way that is not changed by itself") :
	                             str_fmt(d->a, "kind '%.*s' has no status", STR_ARG(def->kind->name));
}

static bool restore(struct diff *d, const struct definition *def, struct diff_fixed *out, struct err *e)
{
	str path = home_of(d, def), why = what_keeps(d, def, path), bytes;

	if (why.n || !edit(d, def, true, &bytes)) {
		out_note(d->args, "%.*s cannot be restored as removed by itself: %.*s", STR_ARG(def->path), STR_ARG(why.n ? why : why_not(d, def)));
		out->n_left++;
		return true;
	}
	if (!cone_takes(out->cone, path)) {
		(void)map_mark(&out->left, path, d->a); /* two of one name stay together */
		return true;
	}
	*map_put(&d->new_paths, path, d->a) = d; /* once */
	out->n_restored++;
	if (out->is_dry)
		patch_put(&out->patch, (str){ 0 }, path, (str){ 0 }, bytes);
	return out->is_dry || source_create(&d->new->place, path, bytes, d->a, e);
}

static bool complete(struct diff *d, const struct definition *def, struct diff_fixed *out, struct err *e)
{
	str bytes;

	if (!edit(d, def, false, &bytes) || str_eq(bytes, def->bytes)) {
		out->n_left++;
		return true;
	}
	if (fix_leaves(&out->left, &d->new->place, def->path, d->a))
		return true;
	out->n_completed++;
	if (out->is_dry)
		patch_put(&out->patch, def->path, def->path, def->bytes, bytes);
	return out->is_dry || source_rewrite(&d->new->place, def->path, def->bytes, bytes, d->a, e);
}

/* Its file may be there, with another definition. */
static bool is_definition_gone(const struct diff *d, const struct change *x)
{
	const struct definition *old = x->old ? x->old->definition : NULL, *now = old ? dict_definition(&d->new->dict, old->path) : NULL;

	if (x->new || !x->is_at_old)
		return false;
	for (size_t i = 0; now && i < now->n_entries; i++)
		if (now->kind == dialect_kind(d->new->dialect, old->kind->name) && str_eq(now->entries[i].stem, old->entries[0].stem))
			return false;
	return now || !map_has(&d->new_paths, old->path);
}

static bool lacks_evidence(const struct change *x)
{
	return str_eq_z(str_from_z(x->class->rule.id), "removed-needs-evidence") || str_eq_z(str_from_z(x->class->rule.id), "broken-needs-issue");
}

bool diff_fix(struct diff *d, struct diff_fixed *out, struct err *e)
{
	struct map restored = { 0 }, completed = { 0 }; /* paths of older and of newer files: entries of one definition are one file */

	out->patch.a = d->a;
	if (!check_names(d, e))
		return false;
	if (d->new->place.is_bare)
		return err_usage(e, "'%.*s' is a bare repository and has no work tree to fix", STR_ARG(d->new->place.top));
	if (!cone_open(&d->new->place, d->a, &out->cone, e))
		return false;
	for (size_t i = 0; i < d->changes.all.n; i++) {
		const struct change *x = &d->changes.all.v[i];
		const struct definition *def = (x->new ? x->new : x->old)->definition;
		bool is_gone = is_definition_gone(d, x);

		if (!change_is_breaking(x, CHANGE_COMPARABLE) || (!is_gone && !lacks_evidence(x)) || !map_mark(is_gone ? &restored : &completed, def->path, d->a))
			continue;
		if (!(is_gone ? restore : complete)(d, def, out, e))
			return false;
	}
	return true;
}
