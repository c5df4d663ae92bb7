/* Reads an ECMA-262 pattern (u flag, ES2024 without the v flag) by its own grammar and writes a PCRE2 pattern that
   matches the same strings. Nothing is passed through: every byte written is chosen here or in ecma_text.c, so PCRE2's
   own syntax (verbs, recursion, \Q, inline flags) cannot be reached. One pass with a stack of open groups; no
   recursion. */
#include "base/utf8.h"
#include "doc/ecma_parts.h"

enum {
	MAX_GROUP_DEPTH = 200, /* levels; PCRE2 stops at 250 */
	MAX_REPEAT = 65535,    /* PCRE2's largest count */
	SMALL_LOOP = 32        /* characters; loops up to this size do not report by themselves */
};

/* What was read last, for the quantifier behind it. */
enum atom { ATOM_NONE, ATOM_CHARACTER, ATOM_REFERENCE, ATOM_GROUP };

/* Room is made for a callout in front of what is already written; the places of later groups move with it. */
static void insert_charge(struct ecma_translator *t, size_t at, unsigned number)
{
	str text = str_fmt(t->a, "(?C%u)", number);
	(void)buf_reserve(t->out, text.n); /* only the room is wanted */
	for (size_t i = t->out->n; i > at; i--)
		t->out->p[i - 1 + text.n] = t->out->p[i - 1];
	for (size_t i = 0; i < text.n; i++)
		t->out->p[at + i] = text.p[i];
	t->out->n += text.n;
	for (size_t i = 0; i < t->result->groups.n; i++) {
		struct ecma_group *g = &t->result->groups.v[i];
		g->out_at += g->out_at > at ? text.n : 0;
		g->body_at += g->body_at > at ? text.n : 0;
	}
	t->result->has_charges = true;
}

static void put_charge(struct ecma_translator *t, unsigned number)
{
	buf_fmt(t->out, "(?C%u)", number);
	t->result->has_charges = true;
}

/* Back references */

static bool put_reference(struct ecma_translator *t, size_t at, uint32_t capture)
{
	if (t->lookbehind_depth > 0)
		return ecma_fail_here(t, at, "a back reference inside a lookbehind is not supported");
	size_t target = capture <= t->captures.n ? t->captures.v[capture - 1] : 0;
	if (target == 0 || !t->result->groups.v[target].is_closed) {
		/* ECMA-262 forgets groups at each round of a loop, so a group that is not complete yet is always unset
		 * here: empty. */
		t->atom_at = t->out->n;
		buf_z(t->out, "(?:)");
		return true;
	}
	*vec_push(&t->references, t->a) =
	        (struct ecma_reference){ at, target, t->open, t->result->groups.v[t->open].n_alternatives };
	put_charge(t, ECMA_CHARGE_COPY);
	t->atom_at = t->out->n;
	buf_fmt(t->out, "\\g{%u}", (unsigned)capture);
	return true;
}

static bool read_named_reference(struct ecma_translator *t, size_t at)
{
	str name;
	if (!ecma_skip(t, "<"))
		return ecma_fail_here(t, at, "\\k needs a group name, as in \\k<name>");
	if (!ecma_read_name(t, &name))
		return false;
	for (size_t i = 0; i < t->names.n; i++)
		if (str_eq(t->names.v[i].text, name))
			return put_reference(t, at, t->names.v[i].capture);
	str quoted = diag_quote(name, t->a);
	return ecma_fail(t->in, at, t->a, t->e, str_fmt(t->a, "\\k names the unknown group %.*s", STR_ARG(quoted)));
}

static bool read_numbered_reference(struct ecma_translator *t, size_t at)
{
	uint32_t capture = 0;
	if (!ecma_read_decimal(t, &capture) || capture > t->n_captures)
		return ecma_fail_here(t, at, "a back reference to a group that does not exist");
	return put_reference(t, at, capture);
}

static bool is_look(enum ecma_group_kind kind)
{
	return kind == ECMA_LOOKAHEAD || kind == ECMA_LOOKBEHIND;
}

static bool is_inside(const struct ecma_result *r, size_t group, size_t outer)
{
	while (group != outer && group != 0)
		group = r->groups.v[group].parent;
	return group == outer;
}

/* Does the reference stand in the alternative of `outer`, which holds both, to which `child` belongs? Then `child` was
 * passed. */
static bool shares_alternative(const struct ecma_result *r, struct ecma_reference ref, size_t child, size_t outer)
{
	uint32_t alternative = ref.alternative;
	for (size_t i = ref.inside; i != outer; i = r->groups.v[i].parent)
		alternative = r->groups.v[i].alternative;
	return alternative == r->groups.v[child].alternative;
}

/* May the last round of `loop`, which is or holds the target, have left the target unset when the reference is reached?
 */
static bool may_be_skipped(const struct ecma_result *r, struct ecma_reference ref, size_t loop)
{
	for (size_t i = ref.target; i != loop; i = r->groups.v[i].parent) {
		size_t outer = r->groups.v[i].parent;
		if (r->groups.v[i].min == 0)
			return true;
		if (is_inside(r, ref.inside, outer))
			return !shares_alternative(r, ref, i, outer);
		if (r->groups.v[outer].n_alternatives > 1)
			return true;
	}
	return false;
}

/* Can the target be more than its loop passed over? */
static bool is_looked_at(const struct ecma_result *r, size_t target, size_t loop)
{
	for (size_t i = target; i != loop; i = r->groups.v[i].parent)
		if (is_look(r->groups.v[i].kind))
			return true;
	return false;
}

/* ECMA-262 takes back a round that matches nothing and was not asked for (22.2.2.3.1, step 2.b), PCRE2 leaves with what
 * it set. Of a loop of one round that is no difference: empty is as good as unset. */
static bool may_be_taken_back(const struct ecma_result *r, struct ecma_reference ref, size_t loop)
{
	const struct ecma_group *g = &r->groups.v[loop];
	return g->may_be_empty && g->max > g->min && !is_inside(r, ref.inside, loop) &&
	       (g->max > 1 || is_looked_at(r, ref.target, loop));
}

/* ECMA-262 unsets the groups of a loop at each round, PCRE2 keeps them: only a reference can tell. */
static bool check_references(struct ecma_translator *t)
{
	for (size_t i = 0; i < t->references.n; i++) {
		struct ecma_reference r = t->references.v[i];
		for (size_t loop = r.target; loop != 0; loop = t->result->groups.v[loop].parent)
			if ((t->result->groups.v[loop].max > 1 && may_be_skipped(t->result, r, loop)) ||
			    may_be_taken_back(t->result, r, loop))
				return ecma_fail_here(
				        t, r.at,
				        "a back reference to a group that a repetition may skip is not supported");
	}
	return true;
}

/* Groups */

static const struct opening {
	const char *ecma, *pcre;
	enum ecma_group_kind kind;
} openings[] = {
	{ "(?:", "(?:", ECMA_PLAIN },        { "(?=", "(?=", ECMA_LOOKAHEAD },    { "(?!", "(?!", ECMA_LOOKAHEAD },
	{ "(?<=", "(?<=", ECMA_LOOKBEHIND }, { "(?<!", "(?<!", ECMA_LOOKBEHIND }, { "(?<", "(", ECMA_CAPTURE },
};

static const struct opening *find_opening(struct ecma_translator *t)
{
	static const struct opening capture = { "(", "(", ECMA_CAPTURE };
	for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++)
		if (ecma_skip(t, openings[i].ecma))
			return &openings[i];
	if (ecma_peek(t, 1) == '?')
		return NULL;
	t->at++;
	return &capture;
}

static void end_alternative(struct ecma_group *g)
{
	g->may_be_empty |= g->is_empty;
	g->is_empty = true;
}

/* Whether a match may begin here: nothing was asked for before. */
static bool may_begin(const struct ecma_translator *t)
{
	size_t group = t->open;
	while (group != 0 && t->result->groups.v[group].is_empty)
		group = t->result->groups.v[group].parent;
	return t->result->groups.v[group].is_empty;
}

static bool open_group(struct ecma_translator *t)
{
	size_t at = t->at;
	const struct opening *o = find_opening(t);
	if (o == NULL)
		return ecma_fail_here(
		        t, at, "ECMA-262 has no group that begins like this, only (?: (?= (?! (?<= (?<! and (?<name>");
	str name;
	if (o == &openings[sizeof openings / sizeof openings[0] - 1] && !ecma_read_name(t, &name))
		return false;
	if (++t->depth > MAX_GROUP_DEPTH)
		return ecma_fail_here(t, at, "groups are nested deeper than 200 levels");
	t->result->begins_with_lookahead |= str_eq_z(STR("(?="), o->pcre) && may_begin(t);
	struct ecma_group g = { .kind = o->kind, .parent = t->open, .at = at, .out_at = t->out->n, .is_empty = true };
	g.alternative = t->result->groups.v[t->open].n_alternatives;
	buf_z(t->out, o->pcre);
	g.body_at = t->out->n;
	g.min = g.max = g.n_alternatives = 1;
	t->open = t->result->groups.n;
	*vec_push(&t->result->groups, t->a) = g;
	if (o->kind == ECMA_CAPTURE)
		*vec_push(&t->captures, t->a) = t->open;
	t->lookbehind_depth += o->kind == ECMA_LOOKBEHIND;
	return true;
}

static bool close_group(struct ecma_translator *t, enum atom *atom)
{
	if (t->depth == 0)
		return ecma_fail_here(t, t->at, "\")\" closes no group; write \\) for the character itself");
	t->at++;
	t->depth--;
	struct ecma_group *g = &t->result->groups.v[t->open];
	g->is_closed = true;
	t->lookbehind_depth -= g->kind == ECMA_LOOKBEHIND;
	t->open = g->parent;
	t->atom_at = g->out_at;
	t->result->groups.v[t->open].cost += g->cost;
	buf_byte(t->out, ')');
	end_alternative(g);
	*atom = is_look(g->kind) ? ATOM_NONE : ATOM_GROUP;
	return true;
}

/* The groups must be known before the first reference is read. Anything wrong but names is left for the main pass. */
static bool collect_name(struct ecma_translator *t)
{
	size_t at = t->at;
	str name;
	t->at += 3;
	if (!ecma_read_name(t, &name))
		return false;
	for (size_t i = 0; i < t->names.n; i++)
		if (str_eq(t->names.v[i].text, name))
			return ecma_fail_here(t, at, "two groups have the same name");
	*vec_push(&t->names, t->a) = (struct ecma_name){ name, t->n_captures };
	return true;
}

static bool collect_groups(struct ecma_translator *t)
{
	bool in_class = false;
	while (!ecma_at_end(t)) {
		char c = ecma_peek(t, 0);
		bool is_name = str_starts(str_from(t->in, t->at), STR("(?<")) && ecma_peek(t, 3) != '=' &&
		               ecma_peek(t, 3) != '!';
		if (c == '[' || c == ']')
			in_class = c == '[';
		if (c == '(' && !in_class && (ecma_peek(t, 1) != '?' || is_name)) {
			t->n_captures++;
			if (is_name) {
				if (!collect_name(t))
					return false;
				continue;
			}
		}
		t->at += c == '\\' ? 2 : 1;
	}
	t->at = 0;
	return true;
}

/* Quantifiers */

struct repeat {
	uint32_t min, max;
	bool is_found, is_lazy;
};

static bool read_counts(struct ecma_translator *t, struct repeat *r)
{
	size_t at = t->at;
	t->at++;
	if (!ecma_read_decimal(t, &r->min))
		return ecma_fail_here(t, at,
		                      "\"{\" begins no repetition like {2,5}; write \\{ for the character itself");
	r->max = r->min;
	if (ecma_skip(t, ",") && !ecma_read_decimal(t, &r->max))
		r->max = NO_MAXIMUM;
	if (!ecma_skip(t, "}"))
		return ecma_fail_here(t, at,
		                      "\"{\" begins no repetition like {2,5}; write \\{ for the character itself");
	if (r->min > r->max)
		return ecma_fail_here(t, at, "the numbers of a repetition are out of order");
	if (r->min > MAX_REPEAT)
		return ecma_fail_here(t, at, "a repetition of more than 65535 times is not supported");
	if (r->max > MAX_REPEAT)
		r->max = NO_MAXIMUM; /* no subject is longer */
	return true;
}

static bool read_repeat(struct ecma_translator *t, struct repeat *r)
{
	char c = ecma_peek(t, 0);
	*r = (struct repeat){ .min = c == '+', .max = c == '?' ? 1 : NO_MAXIMUM, .is_found = true };
	if (c == '{') {
		if (!read_counts(t, r))
			return false;
	} else if (c == '*' || c == '+' || c == '?') {
		t->at++;
	} else {
		*r = (struct repeat){ .min = 1, .max = 1 };
		return true;
	}
	r->is_lazy = ecma_skip(t, "?");
	return true;
}

static void put_repeat(struct ecma_translator *t, struct repeat r)
{
	if (r.max == NO_MAXIMUM)
		buf_fmt(t->out, "{%u,}", (unsigned)r.min);
	else if (r.min == r.max)
		buf_fmt(t->out, "{%u}", (unsigned)r.min);
	else
		buf_fmt(t->out, "{%u,%u}", (unsigned)r.min, (unsigned)r.max);
	if (r.is_lazy)
		buf_byte(t->out, '?');
}

/* The smallest number with 1 << number >= n. */
static unsigned charge_of(uint32_t n)
{
	unsigned number = 0;
	while (number < ECMA_CHARGE_MAX && (1u << number) < n)
		number++;
	return number;
}

static bool may_be_empty(const struct ecma_translator *t, enum atom atom, size_t group)
{
	return atom == ATOM_REFERENCE || (atom == ATOM_GROUP && t->result->groups.v[group].may_be_empty);
}

/* Behind an atom: what repeats it, with the callouts that keep the work bounded. */
static bool read_quantifier(struct ecma_translator *t, enum atom atom, size_t group)
{
	struct repeat r;
	if (atom == ATOM_NONE)
		return true;
	if (!read_repeat(t, &r))
		return false;
	bool is_long = r.max > SMALL_LOOP;
	if (r.min > 0 && !may_be_empty(t, atom, group))
		t->result->groups.v[t->open].is_empty = false;
	if (atom == ATOM_CHARACTER || atom == ATOM_REFERENCE)
		t->result->groups.v[t->open].cost += is_long ? 1 : r.max;
	if (!r.is_found)
		return true;
	if (atom == ATOM_GROUP) {
		struct ecma_group *g = &t->result->groups.v[group];
		g->min = r.min;
		g->max = r.max;
		if (r.max > 1)
			insert_charge(t, g->body_at, charge_of(g->cost));
		put_repeat(t, r);
		return true;
	}
	if (is_long)
		insert_charge(t, t->atom_at, charge_of(r.min));
	put_repeat(t, r);
	if (is_long)
		put_charge(t, ECMA_CHARGE_RUN);
	return true;
}

/* Terms */

/* Behind a backslash, which is at `at`, outside classes. */
static bool read_atom_escape(struct ecma_translator *t, size_t at, enum atom *atom)
{
	char letter = ecma_peek(t, 0);
	uint32_t c = 0;
	if (letter == 'b' || letter == 'B') {
		*atom = ATOM_NONE;
		buf_z(t->out, letter == 'b' ? "\\b" : "\\B");
		t->at++;
		return true;
	}
	if (letter == 'k' || (letter >= '1' && letter <= '9')) {
		*atom = ATOM_REFERENCE;
		return ecma_skip(t, "k") ? read_named_reference(t, at) : read_numbered_reference(t, at);
	}
	size_t out_at = t->out->n;
	switch (ecma_read_escape(t, at, &c)) {
	case ECMA_ESCAPE_WRONG:
		return false;
	case ECMA_ESCAPE_NONE:
		return ecma_unknown_escape(t, at);
	case ECMA_ESCAPE_SET:
		ecma_put_set(t, out_at, letter);
		return true;
	case ECMA_ESCAPE_CHARACTER:
		if (ecma_is_surrogate(c))
			ecma_put_never(t);
		else
			ecma_put_character(t, c);
		return true;
	}
	return false;
}

static bool read_literal(struct ecma_translator *t, size_t at)
{
	switch (t->in.p[at]) {
	case '*':
	case '+':
	case '?':
		return ecma_fail_here(t, at, "there is nothing to repeat");
	case '{':
		return ecma_fail_here(t, at, "there is nothing to repeat; write \\{ for the character itself");
	case '}':
		return ecma_fail_here(t, at, "\"}\" closes nothing; write \\} for the character itself");
	case ']':
		return ecma_fail_here(t, at, "\"]\" closes nothing; write \\] for the character itself");
	default:
		ecma_put_character(t, utf8_next(t->in, &t->at));
		return true;
	}
}

static bool read_term(struct ecma_translator *t, enum atom *atom)
{
	size_t at = t->at;
	t->atom_at = t->out->n;
	*atom = ATOM_CHARACTER;
	switch (t->in.p[at]) {
	case '^':
	case '$':
		*atom = ATOM_NONE;
		buf_byte(t->out, t->in.p[t->at++]);
		return true;
	case '|':
		*atom = ATOM_NONE;
		t->result->groups.v[t->open].n_alternatives++;
		end_alternative(&t->result->groups.v[t->open]);
		buf_byte(t->out, t->in.p[t->at++]);
		return true;
	case '(':
		*atom = ATOM_NONE;
		return open_group(t);
	case ')':
		return close_group(t, atom);
	case '.':
		t->at++;
		ecma_put_dot(t);
		return true;
	case '[':
		t->at++;
		return ecma_read_class(t, at);
	case '\\':
		t->at++;
		return read_atom_escape(t, at, atom);
	default:
		return read_literal(t, at);
	}
}

static bool translate(struct ecma_translator *t)
{
	if (!utf8_is_valid(t->in))
		return err_usage(t->e, "a pattern is not valid UTF-8");
	if (!collect_groups(t))
		return false;
	while (!ecma_at_end(t)) {
		enum atom atom;
		size_t group = t->open; /* the one that closes, if one does */
		if (!read_term(t, &atom) || !read_quantifier(t, atom, group))
			return false;
	}
	if (t->depth > 0)
		return ecma_fail_here(t, t->result->groups.v[t->open].at, "\"(\" is never closed");
	if (t->result->groups.v[0].cost > SMALL_LOOP)
		insert_charge(t, 0, charge_of(t->result->groups.v[0].cost)); /* each start is a round of a loop */
	return check_references(t);
}

bool ecma_translate(str pattern, struct buf *out, struct ecma_result *result, struct err *e)
{
	struct ecma_translator t = { .in = pattern, .a = out->a, .out = out, .result = result, .e = e };
	*result = (struct ecma_result){ 0 };
	*vec_push(&result->groups, t.a) =
	        (struct ecma_group){ .kind = ECMA_PATTERN, .min = 1, .max = 1, .n_alternatives = 1, .is_empty = true };
	return translate(&t);
}
