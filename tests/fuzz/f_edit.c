/* Edits of a text, its difference from what it was, and members written by --set. An edit changes what it says and not one byte more; the
   difference, applied by the rules of patch(1), gives the text; a member that was written is read back, with everything else as it was.
   Input: number of edits, for each of them line, column, lines and columns on, size of its text, the text; then the text that is edited. */
#include "base/utf8.h"
#include "cli/fix.h"
#include "doc/edit.h"
#include "doc/patch.h"
#include "doc/place.h"
#include "fuzz.h"

enum { MAX_BYTES = 4096, MAX_EDITS = 8 };

struct input {
	struct diag_edit edits[MAX_EDITS];
	size_t n;
	str text;
};

static struct input read_input(struct bytes *b)
{
	struct input in = { .n = bytes_take(b) % (MAX_EDITS + 1) };

	for (size_t i = 0; i < in.n; i++) {
		unsigned line = bytes_take(b), column = bytes_take(b), end_line = line + bytes_take(b) % 4;
		unsigned end_column = end_line > line ? bytes_take(b) : column + bytes_take(b) % 16;

		in.edits[i].at = place_make(line, column, end_line, end_column);
		in.edits[i].text = bytes_take_str(b, bytes_take(b) % 16);
	}
	in.text = b->rest;
	return in;
}

/* ---- edits ---- */

/* Looks from the start of the text, however long that takes. */
static bool offset_of(str text, uint32_t line, uint32_t column, size_t *out)
{
	size_t at = place_bom(text);

	for (; line > 1; line--) {
		at = place_line_end(text, at);
		if (at == text.n) {
			*out = at;
			return line == 2 && column == 1; /* one past the last */
		}
		at += place_break(text, at);
	}
	for (; column > 1; column--) {
		if (at == text.n || place_break(text, at))
			return false;
		(void)utf8_next(text, &at); /* a malformed byte is one column */
	}
	*out = at;
	return true;
}

static bool is_before(uint32_t line, uint32_t column, uint32_t other_line, uint32_t other_column)
{
	return line < other_line || (line == other_line && column < other_column);
}

static bool goes_first(struct place a, struct place b)
{
	if (a.line != b.line || a.column != b.column)
		return is_before(a.line, a.column, b.line, b.column);
	return is_before(a.end_line, a.end_column, b.end_line, b.end_column);
}

static void sort(struct input *in)
{
	for (size_t i = 1; i < in->n; i++) {
		for (size_t k = i; k && goes_first(in->edits[k].at, in->edits[k - 1].at); k--) {
			struct diag_edit swap = in->edits[k];

			in->edits[k] = in->edits[k - 1];
			in->edits[k - 1] = swap;
		}
	}
}

/* What edit_apply is to do. */
static bool apply(struct input in, struct arena *a, str *out)
{
	struct buf b = { .a = a };
	size_t kept = 0;

	sort(&in);
	for (size_t i = 0; i < in.n; i++) {
		struct place p = in.edits[i].at, before = i ? in.edits[i - 1].at : p;
		size_t from, to;

		if (!p.line || !p.column || !p.end_column || is_before(p.end_line, p.end_column, p.line, p.column))
			return false;
		if (i && is_before(p.line, p.column, before.end_line, before.end_column))
			return false;
		if (!offset_of(in.text, p.line, p.column, &from) || !offset_of(in.text, p.end_line, p.end_column, &to))
			return false;
		buf_put(&b, str_sub(in.text, kept, from - kept));
		buf_put(&b, in.edits[i].text);
		kept = to;
	}
	buf_put(&b, str_from(in.text, kept));
	*out = buf_str(&b);
	return true;
}

static str check_edits(const struct input *in, struct arena *a)
{
	str got = in->text, want = in->text;
	bool is_applied = edit_apply(in->text, in->edits, in->n, a, &got);

	BUG_IF(is_applied != apply(*in, a, &want) || !str_eq(got, want));
	return got;
}

/* ---- differences ---- */

static str take_line(str *s)
{
	size_t n = str_find(*s, '\n') + 1;
	str line = str_sub(*s, 0, n);

	*s = str_from(*s, n);
	return line;
}

/* A path as git quotes it; the rest of its line behind it. */
static str read_path(str *s, str prefix, struct arena *a)
{
	struct buf b = { .a = a };
	bool is_quoted = str_starts(*s, STR("\""));

	*s = str_from(*s, is_quoted);
	BUG_IF(!str_starts(*s, prefix));
	*s = str_from(*s, prefix.n);
	while (s->n && (is_quoted ? s->p[0] != '"' : s->p[0] != '\n' && s->p[0] != '\t')) {
		size_t n = 1;
		char c = s->p[0];

		BUG_IF((unsigned char)c < ' ' || (unsigned char)c >= 0x7F);
		if (c == '\\' && s->n > 3 && byte_is_digit(s->p[1])) {
			c = (char)((s->p[1] - '0') * 64 + (s->p[2] - '0') * 8 + (s->p[3] - '0'));
			n = 4;
		} else if (c == '\\') {
			c = s->p[1];
			n = 2;
		}
		buf_byte(&b, c);
		*s = str_from(*s, n);
	}
	*s = str_from(*s, is_quoted);
	return buf_str(&b);
}

static void check_name(str *patch, const char *sign, str prefix, str path, struct arena *a)
{
	str got, blank = str_find(path, ' ') < path.n ? STR("\t\n") : STR("\n");

	BUG_IF(!str_starts(*patch, str_from_z(sign)));
	*patch = str_from(*patch, strlen(sign));
	if (!prefix.n) {
		BUG_IF(!str_starts(*patch, STR("/dev/null\n")));
		(void)take_line(patch);
		return;
	}
	got = read_path(patch, prefix, a);
	BUG_IF(!str_eq(got, path) || !str_starts(*patch, blank));
	*patch = str_from(*patch, blank.n);
}

static size_t take_number(str *s)
{
	size_t n = 0, i = 0;

	for (; i < s->n && byte_is_digit(s->p[i]); i++)
		n = n * 10 + (size_t)(s->p[i] - '0');
	BUG_IF(!i);
	*s = str_from(*s, i);
	return n;
}

static size_t take_range(str *s, const char *sign, size_t *from)
{
	BUG_IF(!str_starts(*s, str_from_z(sign)));
	*s = str_from(*s, strlen(sign));
	*from = take_number(s);
	if (!str_starts(*s, STR(",")))
		return 1;
	*s = str_from(*s, 1);
	return take_number(s);
}

static str take_text(str *s)
{
	static const char no_end[] = "\\ No newline at end of file\n";
	str line = str_from(take_line(s), 1);

	if (str_starts(*s, str_from_z(no_end))) {
		(void)take_line(s);
		line.n--;
	}
	return line;
}

/* Applies one hunk; *n_old and *n_now are how many lines of each text are behind us. */
static void apply_hunk(str *patch, str *old, struct buf *now, size_t *n_old, size_t *n_now)
{
	size_t old_from, from, n_removed = take_range(patch, "@@ -", &old_from), n_added = take_range(patch, " +", &from);

	BUG_IF(!str_starts(*patch, STR(" @@\n")));
	(void)take_line(patch);
	for (; *n_old + (n_removed > 0) < old_from; ++*n_old, ++*n_now) {
		BUG_IF(!old->n);
		buf_put(now, take_line(old));
	}
	BUG_IF(*n_now + (n_added > 0) != from);
	while (n_removed || n_added) {
		char sign = patch->n ? patch->p[0] : '\0';
		str line = take_text(patch);

		BUG_IF(sign != ' ' && sign != '-' && sign != '+');
		BUG_IF((sign != '+' && !n_removed) || (sign != '-' && !n_added));
		if (sign != '+') {
			BUG_IF(!str_eq(take_line(old), line));
			n_removed--;
			++*n_old;
		}
		if (sign != '-') {
			buf_put(now, line);
			n_added--;
			++*n_now;
		}
	}
}

static void check_patch(str old_path, str path, str old, str text, struct arena *a)
{
	struct buf b = { .a = a }, now = { .a = a };
	size_t n_old = 0, n_now = 0;
	str patch;

	patch_put(&b, old_path, path, old, text);
	patch = buf_str(&b);
	if (!patch.n) {
		BUG_IF(!str_eq(old, text) || !str_eq(old_path, path));
		return;
	}
	while (patch.n && !str_starts(patch, STR("--- ")))
		(void)take_line(&patch);
	if (patch.n) {
		check_name(&patch, "--- ", old_path.n ? STR("a/") : (str){ 0 }, old_path, a);
		check_name(&patch, "+++ ", STR("b/"), path, a);
		BUG_IF(!patch.n);
	}
	while (patch.n)
		apply_hunk(&patch, &old, &now, &n_old, &n_now);
	buf_put(&now, old);
	BUG_IF(!str_eq(buf_str(&now), text));
}

/* ---- --set ---- */

static const struct kind *kind_of_metrics(void)
{
	static struct arena a;
	static const struct dialect *d;
	struct err e;

	if (!d)
		d = dialect_load(STR("gitlab"), NULL, &a, &e);
	BUG_IF(!d);
	return dialect_kind(d, STR("metric"));
}

static bool read_definition(str bytes, struct arena *a, struct definition *out)
{
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, a);
	doc = doc_parse_yaml(STR("x.yml"), bytes, DOC_DEFINITION, NULL, a, &found);
	*out = (struct definition){ .kind = kind_of_metrics(), .path = STR("x.yml"), .bytes = bytes, .root = doc.root };
	return doc.root && !found.all.n;
}

static bool is_same_beside(const struct node *one, const struct node *other, str name)
{
	size_t n = 0;

	for (size_t i = 0; i < one->n; i++) {
		const struct member *m = &one->member[i];

		if (str_eq(m->key.text, name))
			continue;
		n++;
		if (!doc_get(other, m->key.text) || !node_equal(&m->value, doc_get(other, m->key.text)))
			return false;
	}
	return n + 1 == other->n;
}

static void check_set(str bytes, str name, str value, struct arena *a)
{
	struct definition d, again;
	struct diag_edit edit;
	str result;

	if (!value.n || !utf8_is_valid(value) || str_find(value, '\0') < value.n || !read_definition(bytes, a, &d) ||
	    !fix_set_edit(&d, name, value, a, &edit))
		return;
	BUG_IF(!edit_apply(bytes, &edit, 1, a, &result));
	BUG_IF(!read_definition(result, a, &again));
	BUG_IF(!str_eq(doc_text(doc_get(again.root, name)), value));
	BUG_IF(!is_same_beside(d.root, again.root, name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { { (const char *)data, size } };
	struct arena a = { 0 };
	struct input in;
	str now, path;

	if (size > MAX_BYTES)
		return 0;
	in = read_input(&b);
	now = check_edits(&in, &a);
	path = str_fmt(&a, "x%.*s", STR_ARG(str_sub(in.text, 0, in.n * 4)));
	check_patch(path, path, in.text, now, &a);
	check_patch(path, STR("y z.yml"), now, in.text, &a);
	check_patch((str){ 0 }, path, (str){ 0 }, now, &a);
	check_set(in.text, STR("milestone_removed"), in.edits[0].text, &a);
	check_set(in.text, STR("status"), STR("removed"), &a);
	arena_free(&a);
	return 0;
}
