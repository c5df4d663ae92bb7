/* Findings counted by rule, for people who have many: a line for each rule with its count, its level and how many have a fix, most findings first. */
#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "report/parts.h"
#include "report/style.h"

struct tally {
	str id; /* of the rule */
	enum diag_level level; /* the worst of its findings */
	size_t n, safe, unsafe; /* findings: all, those with a safe fix, those with another one only */
};
struct tallies {
	VEC(struct tally *) all;
	size_t digits, width; /* of the largest count; of the widest name, columns */
};

static struct tally *tally_of(struct tallies *t, struct map *by_id, str id, struct arena *a)
{
	struct tally **slot = (struct tally **)map_put(by_id, id, a);

	if (!*slot) {
		*slot = arena_new(a, struct tally);
		(*slot)->id = id;
		*vec_push(&t->all, a) = *slot;
	}
	return *slot;
}

static void add(struct tally *t, const struct diag *d)
{
	t->n++;
	t->level = d->level > t->level ? d->level : t->level;
	if (d->fixes.n)
		*(diag_has_safe_fix(d) ? &t->safe : &t->unsafe) += 1;
}

static int compare(const void *x, const void *y)
{
	const struct tally *a = *(struct tally *const *)x, *b = *(struct tally *const *)y;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return str_cmp(a->id, b->id); /* ids are unique */
}

static struct tallies count(const struct diag_list *found, struct arena *a)
{
	struct tallies t = { .digits = 0 };
	struct map by_id = { .n = 0 };

	for (size_t i = 0; i < found->all.n; i++)
		if (diag_counts(&found->all.v[i]))
			add(tally_of(&t, &by_id, str_from_z(found->all.v[i].rule->id), a), &found->all.v[i]);
	if (!t.all.n)
		return t;
	qsort(t.all.v, t.all.n, sizeof *t.all.v, compare);
	t.digits = str_fmt(a, "%zu", t.all.v[0]->n).n;
	for (size_t i = 0; i < t.all.n; i++) {
		size_t width = utf8_columns(t.all.v[i]->id);

		t.width = width > t.width ? width : t.width;
	}
	return t;
}

/* "3 safe fixes, 1 unsafe fix" behind the name, which is padded for it only. */
static void put_fixes(struct buf *out, const struct tally *t, size_t width)
{
	str parts[2];
	size_t n = 0;

	if (t->safe)
		parts[n++] = str_quantity(t->safe, "safe fix", out->a);
	if (t->unsafe)
		parts[n++] = str_quantity(t->unsafe, "unsafe fix", out->a);
	if (!n)
		return;
	buf_fmt(out, "%*s  ", (int)(width - utf8_columns(t->id)), "");
	buf_put(out, str_join(out->a, parts, n, STR(", ")));
}

void report_rules(const struct report_input *in, struct buf *out)
{
	const struct style *s = style_of(in->is_colored);
	struct tallies t = count(in->found, out->a);
	int level_width = (int)strlen(diag_level_name(DIAG_WARNING)); /* the longest */

	for (size_t i = 0; i < t.all.n; i++) {
		const struct tally *row = t.all.v[i];

		buf_fmt(out, "%*zu %s%-*s%s ", (int)t.digits, row->n, style_level(s, row->level), level_width, diag_level_name(row->level), s->off);
		style_put(out, s, s->bold, row->id);
		put_fixes(out, row, t.width);
		buf_byte(out, '\n');
	}
}
