/* The bound of findings in one file: early, so that a file of nothing else takes no memory of the run, and at the end, when it is known which are open. */
#include "lint/bound.h"

#include "base/map.h"
#include "lint/suppress.h"

enum { MAX_PER_FILE = 500 }; /* findings of one rule */

struct tally { /* of one rule */
	size_t n, n_left, last;
};
struct tallies {
	struct map by_rule[2]; /* open, suppressed: those that comments suppress take no room from the others */
	struct arena *a;
};

static struct tally *tally_of(struct tallies *all, const struct diag_rule *rule, bool is_suppressed)
{
	struct tally **t = (struct tally **)map_put(&all->by_rule[is_suppressed], str_from_z(rule->id), all->a);

	if (!*t)
		*t = arena_new(all->a, struct tally);
	return *t;
}

/* ---- early ---- */

void lint_bound_file(struct lint_file *f, const struct lint_options *o, struct diag_list *found, struct arena *a)
{
	struct tallies tallies = { .a = found->a };
	bool *is_needed;
	size_t kept = 0;

	if (found->all.n <= LINT_MAX_EARLY)
		return;
	is_needed = arena_array(found->a, found->all.n, bool);
	diag_sort(found);
	if (f->is_marked)
		lint_suppress_ahead(f, o, found, is_needed);
	for (size_t i = 0; i < found->all.n; i++) {
		struct diag *d = &found->all.v[i];
		bool is_suppressed = d->is_suppressed;

		if (++tally_of(&tallies, d->rule, is_suppressed)->n > LINT_MAX_EARLY && !is_needed[i]) {
			lint_file_leave(f, d->rule, is_suppressed, a);
			continue;
		}
		d->is_suppressed = d->is_in_source = false; /* until they are settled */
		found->all.v[kept++] = *d;
	}
	found->all.n = kept;
}

/* ---- at the end ---- */

/* Where the schema speaks, too, it may have silenced some of those that went early. */
static const char *exactness(const struct lint_file *f, const struct diag_list *found, size_t from, size_t to)
{
	for (size_t i = from; f && f->left.n && i < to; i++)
		if (str_starts(str_from_z(found->all.v[i].rule->id), STR("schema-")))
			return "up to ";
	return "";
}

static void tell_left(const struct tallies *tallies, const char *exactness, struct diag_list *found)
{
	for (size_t i = 0; i < 2; i++)
		for (const struct map_slot *slot = tallies->by_rule[i].first; slot; slot = slot->next) {
			const struct tally *t = slot->value;

			if (t->n && t->n_left)
				found->all.v[t->last].help = str_fmt(found->a, "%s%zu more like this in this file are not shown", exactness, t->n_left);
		}
}

/* The findings [from, to) are those of a file; NULL where it is no definition. */
static void keep_first(const struct lint_file *f, struct diag_list *found, size_t from, size_t to, size_t *kept)
{
	struct tallies tallies = { .a = found->a };
	const char *how = exactness(f, found, from, to);

	for (size_t i = 0; f && i < f->left.n; i++)
		tally_of(&tallies, f->left.v[i].rule, f->left.v[i].is_suppressed)->n_left = f->left.v[i].n;
	for (size_t i = from; i < to; i++) {
		const struct diag *d = &found->all.v[i];
		struct tally *t = tally_of(&tallies, d->rule, d->is_suppressed);

		if (++t->n > MAX_PER_FILE) {
			t->n_left++;
			continue;
		}
		t->last = *kept;
		found->all.v[(*kept)++] = *d;
	}
	tell_left(&tallies, how, found);
}

void lint_bound(const struct lint_files *files, struct diag_list *found)
{
	size_t kept = 0;

	for (size_t from = 0, to; from < found->all.n; from = to) {
		const struct lint_file *f = lint_files_get(files, found->all.v[from].at.path);

		for (to = from + 1; to < found->all.n && str_eq(found->all.v[to].at.path, found->all.v[from].at.path);)
			to++;
		if (to - from > MAX_PER_FILE || (f && f->left.n))
			keep_first(f, found, from, to, &kept);
		else
			for (size_t i = from; i < to; i++)
				found->all.v[kept++] = found->all.v[i];
	}
	found->all.n = kept;
}
