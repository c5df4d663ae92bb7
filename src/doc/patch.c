/* Unified diffs. Finds a shortest edit script after Myers (1986); where two texts have too little in common it replaces all lines between
   what they share at both ends. */
#include "doc/patch.h"

#include "base/vec.h"

enum {
	CONTEXT = 3,     /* lines around a change */
	MAX_EDITS = 1000 /* lines taken out and put in; the search keeps half the square of those it needs in memory */
};

struct lines {
	VEC(str) all; /* with their ends */
};
struct change { /* lines [from, to) of the old text become [new_from, new_to) of the other */
	size_t from, to, new_from, new_to;
};
struct changes {
	VEC(struct change) all;
};

static struct lines split(str text, struct arena *a)
{
	struct lines l = { .all = { 0 } };

	while (text.n) {
		size_t n = str_find(text, '\n');

		n += n < text.n;
		*vec_push(&l.all, a) = str_sub(text, 0, n);
		text = str_from(text, n);
	}
	return l;
}

/* ---- the shortest edit script ---- */

struct middle { /* what is left between equal starts and equal ends */
	const str *old, *now;
	size_t n_old, n_now;
};

/* Row d: for each diagonal (lines taken out less lines put in: -d, -d + 2, ... d) how many old lines d edits can get past. */
struct rows {
	size_t *row[MAX_EDITS]; /* made when the search comes to them: most texts differ by a few lines, however long they are */
};

/* Whether edit d on the i-th diagonal puts a line in; else it takes one out. */
static bool puts_in(const size_t *before, size_t d, size_t i)
{
	return i == 0 || (i < d && before[i - 1] < before[i]);
}

/* Number of edits, or MAX_EDITS when that many are not enough; *at is the diagonal the search ended on. */
static size_t find_edits(const struct middle *m, struct rows *rows, struct arena *a, size_t *at)
{
	for (size_t d = 0; d < MAX_EDITS; d++) {
		size_t *here = arena_array(a, d + 1, size_t), *before = d ? rows->row[d - 1] : NULL;

		rows->row[d] = here;
		for (size_t i = 0; i <= d; i++) {
			size_t x = 0, y;

			if (d)
				x = puts_in(before, d, i) ? before[i] : before[i - 1] + 1;
			y = x + d - 2 * i; /* never negative: the way here has y lines put in or kept */
			while (x < m->n_old && y < m->n_now && str_eq(m->old[x], m->now[y])) {
				x++;
				y++;
			}
			here[i] = x;
			*at = i;
			if (x == m->n_old && y == m->n_now)
				return d;
		}
	}
	return MAX_EDITS;
}

/* Comes from the end of the texts to their start; touching changes are one. */
static void add_backwards(struct changes *c, struct arena *a, struct change one)
{
	struct change *last = c->all.n ? &c->all.v[c->all.n - 1] : NULL;

	if (last && one.to == last->from && one.new_to == last->new_from) {
		last->from = one.from;
		last->new_from = one.new_from;
		return;
	}
	*vec_push(&c->all, a) = one;
}

static void trace_back(const struct rows *rows, size_t d, size_t i, size_t offset, struct changes *out, struct arena *a)
{
	for (; d; d--) {
		const size_t *before = rows->row[d - 1];
		bool is_put = puts_in(before, d, i);
		size_t j = is_put ? i : i - 1, x = before[j] + offset, y = x + d - 1 - 2 * j;

		add_backwards(out, a, (struct change){ x, x + !is_put, y, y + is_put });
		i = j;
	}
	for (size_t k = 0; k < out->all.n / 2; k++) {
		struct change swap = out->all.v[k];

		out->all.v[k] = out->all.v[out->all.n - 1 - k];
		out->all.v[out->all.n - 1 - k] = swap;
	}
}

static struct changes compare(const struct lines *old, const struct lines *now, struct arena *a)
{
	struct middle m = { old->all.v, now->all.v, old->all.n, now->all.n };
	struct changes c = { .all = { 0 } };
	struct rows rows;
	size_t offset = 0, edits, at = 0;

	while (m.n_old && m.n_now && str_eq(*m.old, *m.now))
		m = (struct middle){ m.old + 1, m.now + 1, m.n_old - 1, m.n_now - 1 }, offset++;
	while (m.n_old && m.n_now && str_eq(m.old[m.n_old - 1], m.now[m.n_now - 1]))
		m.n_old--, m.n_now--;
	if (!m.n_old && !m.n_now)
		return c;
	edits = find_edits(&m, &rows, a, &at);
	if (edits < MAX_EDITS)
		trace_back(&rows, edits, at, offset, &c, a);
	else
		*vec_push(&c.all, a) = (struct change){ offset, offset + m.n_old, offset, offset + m.n_now };
	return c;
}

/* ---- writing ---- */

/* As git writes them: in quotes with octal escapes where anything is unusual. */
static void put_path(struct buf *out, const char *prefix, str path, bool is_header)
{
	bool is_odd = false, has_space = false;

	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		is_odd = is_odd || c < ' ' || c >= 0x7F || c == '"' || c == '\\';
		has_space = has_space || c == ' ';
	}
	buf_z(out, is_odd ? "\"" : "");
	buf_z(out, prefix);
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c < ' ' || c >= 0x7F)
			buf_fmt(out, "\\%03o", c);
		else
			buf_fmt(out, "%s%c", c == '"' || c == '\\' ? "\\" : "", c);
	}
	buf_z(out, is_odd ? "\"" : "");
	buf_z(out, is_header && has_space ? "\t" : ""); /* where the name ends */
}

static void put_range(struct buf *out, char sign, size_t from, size_t to)
{
	buf_fmt(out, " %c%zu", sign, from + (to > from));
	if (to - from != 1)
		buf_fmt(out, ",%zu", to - from);
}

static void put_lines(struct buf *out, char sign, const struct lines *l, size_t from, size_t to)
{
	for (; from < to; from++) {
		buf_byte(out, sign);
		buf_put(out, l->all.v[from]);
		if (!str_ends(l->all.v[from], STR("\n")))
			buf_z(out, "\n\\ No newline at end of file\n");
	}
}

/* Changes [i, end) with their context. */
static void put_hunk(struct buf *out, const struct lines *old, const struct lines *now, const struct changes *c, size_t i, size_t end)
{
	const struct change *first = &c->all.v[i], *last = &c->all.v[end - 1];
	size_t before = first->from < CONTEXT ? first->from : CONTEXT;
	size_t after = old->all.n - last->to < CONTEXT ? old->all.n - last->to : CONTEXT;
	size_t at = first->from - before;

	buf_z(out, "@@");
	put_range(out, '-', at, last->to + after);
	put_range(out, '+', first->new_from - before, last->new_to + after);
	buf_z(out, " @@\n");
	for (; i < end; i++) {
		put_lines(out, ' ', old, at, c->all.v[i].from);
		put_lines(out, '-', old, c->all.v[i].from, c->all.v[i].to);
		put_lines(out, '+', now, c->all.v[i].new_from, c->all.v[i].new_to);
		at = c->all.v[i].to;
	}
	put_lines(out, ' ', old, at, last->to + after);
}

static void put_header(struct buf *out, str old_path, str path, bool is_changed)
{
	bool is_new = !old_path.n;

	buf_z(out, "diff --git ");
	put_path(out, "a/", is_new ? path : old_path, false);
	buf_byte(out, ' ');
	put_path(out, "b/", path, false);
	buf_byte(out, '\n');
	if (is_new) {
		buf_z(out, "new file mode 100644\n");
	} else if (!str_eq(old_path, path)) {
		buf_z(out, "rename from ");
		put_path(out, "", old_path, false);
		buf_z(out, "\nrename to ");
		put_path(out, "", path, false);
		buf_byte(out, '\n');
	}
	if (!is_changed)
		return;
	buf_z(out, is_new ? "--- /dev/null" : "--- ");
	if (!is_new)
		put_path(out, "a/", old_path, true);
	buf_z(out, "\n+++ ");
	put_path(out, "b/", path, true);
	buf_byte(out, '\n');
}

void patch_put(struct buf *out, str old_path, str path, str old, str text)
{
	struct lines before = split(old, out->a), after = split(text, out->a);
	struct changes c = compare(&before, &after, out->a);

	if (!c.all.n && str_eq(old_path, path))
		return;
	put_header(out, old_path, path, c.all.n > 0);
	for (size_t i = 0, end; i < c.all.n; i = end) {
		for (end = i + 1; end < c.all.n && c.all.v[end].from - c.all.v[end - 1].to <= 2 * CONTEXT;)
			end++;
		put_hunk(out, &before, &after, &c, i, end);
	}
}
