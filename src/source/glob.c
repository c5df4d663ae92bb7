/* Glob patterns over whole paths. Alternatives {a,b} are written out when the pattern is compiled; what remains is a
   list of path segments in which `*` and whole segments in which `**` stand for anything. Both are matched by going
   back to the last star only, so the work is bounded by pattern length times path length whatever the pattern. */

#include "base/fs.h"
#include "base/utf8.h"
#include "source/source.h"

enum { MAX_PATTERN = 1024 };     /* bytes, as source.h says */
enum { MAX_GROUPS = 8 };         /* {...} in one pattern; bounds the writing out */
enum { MAX_ALTERNATIVES = 256 }; /* patterns one pattern may stand for */

enum part_kind { PART_TEXT, PART_ANY, PART_STAR, PART_SET };
struct range {
	uint32_t from, to; /* code points, both included */
};
struct part {
	enum part_kind kind;
	str text;         /* PART_TEXT, without escapes */
	bool is_negative; /* PART_SET */
	VEC(struct range) ranges;
};
struct segment {
	bool is_double_star;
	VEC(struct part) parts;
};
struct path_pattern {
	VEC(struct segment) segments;
};
struct glob {
	bool is_exclusion;
	str fixed_folder;
	VEC(struct path_pattern) alternatives;
};
struct compiler {
	str pattern;     /* as given, for messages */
	struct arena *a; /* until it is compiled */
	struct err *e;
};

static bool malformed(const struct compiler *c, const char *why)
{
	return err_usage(c->e, "pattern '%.*s' is malformed: %s", STR_ARG(c->pattern), why);
}

/* Index after the set that starts at s.p[at] == '[', or 0 when it is not closed. */
static size_t set_end(str s, size_t at)
{
	size_t i = at + 1;

	if (i < s.n && (s.p[i] == '^' || s.p[i] == '!'))
		i++;
	if (i < s.n && s.p[i] == ']')
		i++;
	while (i < s.n && s.p[i] != ']')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : 0;
}

/* Index after the unit at s.p[at]: an escape, a set or one byte. An unclosed set or escape counts as one byte;
 * parse_segment finds it. */
static size_t unit_end(str s, size_t at)
{
	size_t end = 0;

	if (s.p[at] == '\\' && at + 1 < s.n)
		return at + 2;
	if (s.p[at] == '[')
		end = set_end(s, at);
	return end ? end : at + 1;
}

/* ---- alternatives ---- */

struct group {
	size_t open, close; /* indexes of '{' and '}' */
	VEC(str) choices;
	bool found;
};

/* The first {...} of `s` with its choices, cut at the commas of its own level. */
static bool find_group(const struct compiler *c, str s, struct group *g)
{
	size_t depth = 0, from = 0;

	for (size_t i = 0; i < s.n; i = unit_end(s, i)) {
		if (s.p[i] == '{' && depth++ == 0) {
			g->open = i;
			from = i + 1;
		} else if (s.p[i] == '}' && depth == 0) {
			return malformed(c, "'}' without '{'");
		} else if (depth == 1 && (s.p[i] == ',' || s.p[i] == '}')) {
			*vec_push(&g->choices, c->a) = str_sub(s, from, i - from);
			from = i + 1;
		}
		if (s.p[i] == '}' && --depth == 0) {
			g->close = i;
			g->found = true;
			return true;
		}
	}
	return depth == 0 || malformed(c, "'{' without '}'");
}

static size_t count_groups(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i = unit_end(s, i))
		n += s.p[i] == '{';
	return n;
}

struct texts {
	VEC(str) all;
};

/* Writes `s` out into patterns without {...}. `all` is work list and result: every item is looked at until it has no
 * group. */
static bool expand(const struct compiler *c, str s, struct texts *out)
{
	struct texts work = { 0 };

	if (count_groups(s) > MAX_GROUPS)
		return malformed(c, "more than 8 groups of alternatives");
	*vec_push(&work.all, c->a) = s;
	for (size_t i = 0; i < work.all.n; i++) {
		struct group g = { 0 };
		str text = work.all.v[i];

		if (!find_group(c, text, &g))
			return false;
		if (!g.found)
			*vec_push(&out->all, c->a) = text;
		if (work.all.n + g.choices.n > 2 * MAX_ALTERNATIVES || out->all.n > MAX_ALTERNATIVES)
			return malformed(c, "its alternatives stand for more than 256 patterns");
		for (size_t k = 0; g.found && k < g.choices.n; k++) {
			str parts[] = { str_sub(text, 0, g.open), g.choices.v[k], str_from(text, g.close + 1) };

			*vec_push(&work.all, c->a) = str_join(c->a, parts, 3, STR(""));
		}
	}
	return true;
}

/* ---- one segment ---- */

/* One member of a set at s.p[*at], which moves past it. */
static uint32_t set_member(str s, size_t *at)
{
	if (s.p[*at] == '\\' && *at + 1 < s.n)
		++*at;
	return utf8_next(s, at);
}

/* The inside of [...], without the brackets. */
static bool parse_set(const struct compiler *c, str inside, struct part *out)
{
	size_t i = 0;

	out->kind = PART_SET;
	if (str_has(inside, STR("/")))
		return malformed(c, "a set cannot contain '/'");
	if (str_starts(inside, STR("[:")))
		return malformed(c, "classes like [:alpha:] are not supported, write a range like [a-z]");
	if (inside.p[0] == '^' || inside.p[0] == '!') {
		out->is_negative = true;
		i++;
	}
	while (i < inside.n) {
		struct range r;

		r.from = r.to = set_member(inside, &i);
		if (i + 1 < inside.n && inside.p[i] == '-') {
			i++;
			r.to = set_member(inside, &i);
		}
		if (r.from == UTF8_BAD || r.to == UTF8_BAD)
			return malformed(c, "a set that is not UTF-8");
		if (r.from > r.to)
			return malformed(c, "a range of a set runs backwards");
		*vec_push(&out->ranges, c->a) = r;
	}
	return true;
}

/* Adds one byte of plain text, to the text part before it where there is one. */
static void put_text(const struct compiler *c, struct segment *s, struct buf *text, char byte)
{
	struct part *last = s->parts.n ? &s->parts.v[s->parts.n - 1] : NULL;

	if (!last || last->kind != PART_TEXT) {
		*text = (struct buf){ .a = c->a };
		last = vec_push(&s->parts, c->a);
		*last = (struct part){ .kind = PART_TEXT };
	}
	buf_byte(text, byte);
	last->text = buf_str(text);
}

static void put_star(const struct compiler *c, struct segment *s)
{
	if (!s->parts.n || s->parts.v[s->parts.n - 1].kind != PART_STAR)
		*vec_push(&s->parts, c->a) = (struct part){ .kind = PART_STAR };
}

static bool parse_segment(const struct compiler *c, str s, struct segment *out)
{
	struct buf text = { .a = c->a };

	if (!s.n || str_eq_z(s, ".") || str_eq_z(s, ".."))
		return malformed(c, "empty, '.' and '..' parts are not possible, paths are relative to the root");
	out->is_double_star = str_eq_z(s, "**");
	for (size_t i = 0; i < s.n && !out->is_double_star; i = unit_end(s, i)) {
		size_t end = unit_end(s, i);

		if (s.p[i] == '[') {
			struct part *set = vec_push(&out->parts, c->a);

			*set = (struct part){ 0 };
			if (end < i + 3)
				return malformed(c, "'[' without ']'");
			if (!parse_set(c, str_sub(s, i + 1, end - i - 2), set))
				return false;
		} else if (s.p[i] == '*') {
			put_star(c, out);
		} else if (s.p[i] == '?') {
			*vec_push(&out->parts, c->a) = (struct part){ .kind = PART_ANY };
		} else if (s.p[i] == '\\' && end == i + 1) {
			return malformed(c, "'\\' at the end");
		} else {
			put_text(c, out, &text, s.p[end - 1]);
		}
	}
	return true;
}

/* ---- compiling ---- */

/* `a\/b` is a/b, as git reads it: no name has a slash in it. */
static str bare_slashes(const struct compiler *c, str s)
{
	struct buf b = { .a = c->a };

	if (!str_has(s, STR("\\/")))
		return s;
	for (size_t i = 0; i < s.n; i = unit_end(s, i)) {
		str unit = str_sub(s, i, unit_end(s, i) - i);

		buf_put(&b, str_eq_z(unit, "\\/") ? STR("/") : unit);
	}
	return buf_str(&b);
}

static bool parse_path(const struct compiler *c, str s, struct path_pattern *out)
{
	s = bare_slashes(c, s);
	while (str_starts(s, STR("./")))
		s = str_from(s, 2);
	if (str_starts(s, STR("/")))
		return malformed(c, "it starts with '/', but paths are relative to the root");
	if (s.n > 1 && str_ends(s, STR("/")))
		return malformed(c, "it ends with '/', write '/**' for everything in a folder");
	for (size_t from = 0, i = 0; i <= s.n; i = i < s.n ? unit_end(s, i) : i + 1) {
		struct segment *segment;

		if (i < s.n && s.p[i] != '/')
			continue;
		segment = vec_push(&out->segments, c->a);
		*segment = (struct segment){ 0 };
		if (!parse_segment(c, str_sub(s, from, i - from), segment))
			return false;
		from = i + 1;
	}
	return true;
}

static bool is_fixed(const struct segment *s)
{
	return !s->is_double_star && s->parts.n == 1 && s->parts.v[0].kind == PART_TEXT;
}

/* Leading folders of `p` without wildcards, as far as they agree with the first `limit` ones of `first`. */
static size_t count_fixed(const struct path_pattern *p, const struct path_pattern *first, size_t limit)
{
	size_t n = 0;

	while (n < limit && n + 1 < p->segments.n && is_fixed(&p->segments.v[n]) &&
	       str_eq(p->segments.v[n].parts.v[0].text, first->segments.v[n].parts.v[0].text))
		n++;
	return n;
}

static size_t count_all_fixed(const struct path_pattern *p)
{
	size_t n = 0;

	while (n + 1 < p->segments.n && is_fixed(&p->segments.v[n]))
		n++;
	return n;
}

/* The first `n` segments, which are fixed. */
static str join_fixed(const struct path_pattern *p, size_t n, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(&b, '/');
		buf_put(&b, p->segments.v[i].parts.v[0].text);
	}
	return buf_str(&b);
}

static str find_fixed_folder(const struct glob *g, struct arena *a)
{
	const struct path_pattern *first = &g->alternatives.v[0];
	size_t n = count_all_fixed(first);

	for (size_t i = 1; i < g->alternatives.n; i++)
		n = count_fixed(&g->alternatives.v[i], first, n);
	return join_fixed(first, n, a);
}

/* From where it was gathered to where it stays, without room for more: a pattern may stand for many, each with many segments. */
static void settle(struct path_pattern *p, struct arena *a)
{
	vec_settle(&p->segments, a);
	for (size_t i = 0; i < p->segments.n; i++) {
		struct segment *s = &p->segments.v[i];

		vec_settle(&s->parts, a);
		for (size_t k = 0; k < s->parts.n; k++) {
			s->parts.v[k].text = str_dup(s->parts.v[k].text, a);
			vec_settle(&s->parts.v[k].ranges, a);
		}
	}
}

static bool compile(struct compiler *c, struct glob *g, struct arena *a)
{
	struct texts texts = { 0 };
	str s = c->pattern;

	if (s.n > MAX_PATTERN)
		return err_usage(c->e, "pattern '%.*s...' is longer than 1024 bytes", 40, s.p);
	g->is_exclusion = str_starts(s, STR("!"));
	s = str_from(s, g->is_exclusion);
	if (!s.n)
		return err_usage(c->e, "a pattern is empty, expected one like 'config/metrics/**/*.yml'");
	if (!expand(c, s, &texts))
		return false;
	vec_reserve(&g->alternatives, texts.all.n, a);
	for (size_t i = 0; i < texts.all.n; i++) {
		struct path_pattern *p = vec_push(&g->alternatives, a);

		*p = (struct path_pattern){ 0 };
		if (!parse_path(c, texts.all.v[i], p))
			return false;
		settle(p, a);
	}
	g->fixed_folder = find_fixed_folder(g, a);
	return true;
}

struct glob *glob_compile(str pattern, struct arena *a, struct err *e)
{
	struct arena scratch = { 0 };
	struct compiler c = { .pattern = pattern, .a = &scratch, .e = e };
	struct glob *g = arena_new(a, struct glob);
	bool ok = compile(&c, g, a);

	arena_free(&scratch);
	return ok ? g : NULL;
}

/* ---- matching ---- */

static bool in_set(const struct part *p, uint32_t code_point)
{
	for (size_t i = 0; i < p->ranges.n; i++)
		if (code_point >= p->ranges.v[i].from && code_point <= p->ranges.v[i].to)
			return !p->is_negative;
	return p->is_negative;
}

/* Whether `p`, which is no star, matches at name.p[*at]; *at then moves past what it matched. */
static bool match_part(const struct part *p, str name, size_t *at)
{
	str rest = str_from(name, *at);

	if (p->kind == PART_TEXT) {
		if (!str_starts(rest, p->text))
			return false;
		*at += p->text.n;
		return true;
	}
	if (!rest.n)
		return false;
	if (p->kind == PART_SET)
		return in_set(p, utf8_next(name, at));
	(void)utf8_next(name, at); /* `?` takes any character, malformed bytes one by one */
	return true;
}

/* "*.yml": what follows the last star is plain text. */
static bool ends_with_text(const struct segment *s, size_t part)
{
	return part + 1 == s->parts.n && s->parts.v[part].kind == PART_TEXT;
}

static bool match_segment(const struct segment *s, str name)
{
	size_t part = 0, at = 0, star = SIZE_MAX, star_at = 0;

	for (;;) {
		if (part < s->parts.n && s->parts.v[part].kind == PART_STAR) {
			star = part++;
			star_at = at;
			if (part == s->parts.n)
				return true;
			if (ends_with_text(s, part))
				return str_ends(str_from(name, at), s->parts.v[part].text);
			continue;
		}
		if (part == s->parts.n && at == name.n)
			return true;
		if (part < s->parts.n && match_part(&s->parts.v[part], name, &at)) {
			part++;
			continue;
		}
		if (star == SIZE_MAX || star_at >= name.n)
			return false;
		(void)utf8_next(name, &star_at); /* the star takes one character more */
		at = star_at;
		part = star + 1;
	}
}

static size_t next_slash(str path, size_t from)
{
	return from + str_find(str_from(path, from), '/');
}

static bool begins_with_dot(str path, size_t at)
{
	return at < path.n && path.p[at] == '.';
}

/* Whether one of the names from here on begins with a dot. */
static bool has_hidden(str path, size_t at)
{
	for (; at <= path.n; at = next_slash(path, at) + 1)
		if (begins_with_dot(path, at))
			return true;
	return false;
}

static bool begins_with_wildcard(const struct segment *s)
{
	return s->parts.n && s->parts.v[0].kind != PART_TEXT;
}

/* As match_segment, one level up: names are what letters are there, `**` is the star. The last `**` of a pattern takes
 * at least one name. */
static bool match_path(const struct path_pattern *p, str path, bool passes_hidden)
{
	size_t part = 0, at = 0, star = SIZE_MAX, star_at = 0;

	for (;;) {
		size_t end = at <= path.n ? next_slash(path, at) : 0;

		if (part < p->segments.n && p->segments.v[part].is_double_star) {
			if (part + 1 == p->segments.n)
				return at <= path.n && !(passes_hidden && has_hidden(path, at));
			star = part++;
			star_at = at;
			continue;
		}
		if (part == p->segments.n && at > path.n)
			return true;
		if (part < p->segments.n && at <= path.n &&
		    !(passes_hidden && begins_with_dot(path, at) && begins_with_wildcard(&p->segments.v[part])) &&
		    match_segment(&p->segments.v[part], str_sub(path, at, end - at))) {
			part++;
			at = end + 1;
			continue;
		}
		if (star == SIZE_MAX || star_at > path.n || (passes_hidden && begins_with_dot(path, star_at)))
			return false;
		star_at = next_slash(path, star_at) + 1;
		at = star_at;
		part = star + 1;
	}
}

static bool match(const struct glob *g, str path, bool passes_hidden)
{
	if (!fs_path_is_below(path, g->fixed_folder))
		return false; /* most patterns end here */
	for (size_t i = 0; i < g->alternatives.n; i++)
		if (match_path(&g->alternatives.v[i], path, passes_hidden))
			return true;
	return false;
}

bool glob_match(const struct glob *g, str path)
{
	return match(g, path, false);
}

bool glob_is_exclusion(const struct glob *g)
{
	return g->is_exclusion;
}

size_t glob_n_alternatives(const struct glob *g)
{
	return g->alternatives.n;
}

str glob_alternative_folder(const struct glob *g, size_t i, struct arena *a)
{
	return join_fixed(&g->alternatives.v[i], count_all_fixed(&g->alternatives.v[i]), a);
}

/* What a pattern without wildcards matches, and nothing else. */
static bool is_plain(const struct glob *g, struct arena *a, str *text)
{
	const struct path_pattern *p = &g->alternatives.v[0];
	struct buf b = { .a = a };

	if (g->alternatives.n > 1)
		return false;
	for (size_t i = 0; i < p->segments.n; i++) {
		if (!is_fixed(&p->segments.v[i]))
			return false;
		buf_z(&b, i ? "/" : "");
		buf_put(&b, p->segments.v[i].parts.v[0].text);
	}
	*text = buf_str(&b);
	return true;
}

struct glob_set glob_set_make(const struct glob *const *globs, size_t n, struct arena *a)
{
	struct glob_set g = { .glob = globs, .n = n };
	size_t *wild = arena_array(a, n, size_t), *position = arena_array(a, n, size_t);
	str text;

	for (size_t i = 0; i < n; i++) {
		position[i] = i;
		if (is_plain(globs[i], a, &text))
			*map_put(&g.plain, text, a) = &position[i];
		else
			wild[g.n_wild++] = i;
	}
	g.wild = wild;
	return g;
}

size_t glob_set_plain(const struct glob_set *g, str path)
{
	const size_t *position = map_get(&g->plain, path);

	return position ? *position : g->n;
}

bool glob_set_match(const struct glob_set *g, str path)
{
	size_t plain = glob_set_plain(g, path);

	for (size_t i = g->n_wild; i > 0 && (plain == g->n || g->wild[i - 1] > plain); i--) {
		const struct glob *wild = g->glob[g->wild[i - 1]];

		if (match(wild, path, g->passes_hidden && !wild->is_exclusion))
			return !wild->is_exclusion;
	}
	return plain < g->n && !glob_is_exclusion(g->glob[plain]);
}
