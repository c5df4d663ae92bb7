/* Regular expressions for JSON Schema and configuration: ecma.c writes the PCRE2 pattern, this file compiles and runs
   it. The interpreter and never the JIT, so that every machine gives the same answer; every limit counts steps, none
   counts time. */
#include "doc/regex.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"
#include "doc/ecma.h"
#include "doc/regex_row.h"

enum {
	STEP_BUDGET = 20 * 1000 * 1000, /* steps of one search, about a tenth of a second */
	START_BUDGET = 5 * 1000 * 1000, /* steps of one start: backtracking costs more than looking on */
	STEPS_AT_LEAST = 1000,          /* from each start */
	CALLOUT_STEPS = 4,              /* what a callout itself costs */
	MAX_BACKTRACK_DEPTH = 100 * 1000,
	MAX_HEAP_KIB = 64 * 1024,
	PATTERN_PER_WEIGHT = 32, /* bytes; a step costs more in a pattern with large classes */
	ROOM_SIZE = 24 * 1024    /* bytes; PCRE2 begins with 20 KiB of backtracking frames */
};

struct regex {
	str prefix; /* all there is to the pattern but its ^; empty: more than that */
	const struct regex_row *row; /* the same for a row of classes; NULL: more than that */
	const pcre2_code *code;
	uint32_t weight; /* of a step */
	bool has_charges;
	bool is_anchored; /* only one start */
};

/* Compiling */

static void *compile_malloc(PCRE2_SIZE size, void *arena)
{
	return arena_alloc(arena, 1, size, alignof(max_align_t));
}

static void compile_free(void *p, void *arena)
{
	(void)p; /* goes with the arena */
	(void)arena;
}

/* The ECMA group that PCRE2 complains about: lookbehinds are all it finds wrong in a place. */
static size_t place_of(const struct ecma_result *t, PCRE2_SIZE out_at)
{
	size_t at = 0;
	for (size_t i = 0; i < t->groups.n; i++)
		if (t->groups.v[i].kind == ECMA_LOOKBEHIND && (at == 0 || t->groups.v[i].out_at <= out_at))
			at = t->groups.v[i].at;
	return at;
}

static bool report(str pattern, int code, size_t at, struct arena *a, struct err *e)
{
	PCRE2_UCHAR text[256];
	switch (code) {
	case PCRE2_ERROR_HEAP_FAILED:
		arena_out_of_memory();
	case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
	case PCRE2_ERROR_LOOKBEHIND_TOO_COMPLICATED:
	case PCRE2_ERROR_LOOKBEHIND_TOO_LONG:
		return ecma_fail(pattern, at, a, e,
		                 STR("a lookbehind whose alternatives have no fixed length is not supported"));
	case PCRE2_ERROR_PATTERN_TOO_LARGE:
	case PCRE2_ERROR_PATTERN_TOO_COMPLICATED:
		return ecma_fail(pattern, 0, a, e,
		                 STR("its repetitions add up to a program that is too large, beginning"));
	default:
		if (pcre2_get_error_message(code, text, sizeof text) < 0)
			text[0] = '\0';
		return ecma_fail(pattern, 0, a, e, str_fmt(a, "it is not supported (%s),", (const char *)text));
	}
}

static const pcre2_code *compile(str pattern, str written, const struct ecma_result *t, struct arena *a, struct err *e)
{
	uint32_t options =
	        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
	if (t->has_negated_property)
		options |=
		        PCRE2_NO_AUTO_POSSESS; /* 10.42 takes \P{Lu}+\P{Ll} for two sets without a common character */
	if (t->begins_with_lookahead)
		options |= PCRE2_NO_START_OPTIMIZE; /* 10.42 begins behind the a of (?=a) to look for that of b?a */
	pcre2_general_context *general = pcre2_general_context_create(compile_malloc, compile_free, a);
	pcre2_compile_context *context = pcre2_compile_context_create(general);
	int code = 0;
	PCRE2_SIZE at = 0;
	const pcre2_code *got = pcre2_compile((PCRE2_SPTR)written.p, written.n, options, &code, &at, context);
	if (got == NULL)
		(void)report(pattern, code, place_of(t, at), a, e); /* false, as NULL says */
	return got;
}

static bool is_anchored(const pcre2_code *code)
{
	uint32_t options = 0;
	(void)pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS,
	                         &options); /* cannot fail: the code was compiled just now */
	return (options & PCRE2_ANCHORED) != 0;
}

/* "^https://" and the like, the most frequent pattern of definitions, need no engine. */
static str plain_prefix(str pattern)
{
	str text = str_from(pattern, 1);

	if (!str_starts(pattern, STR("^")))
		return (str){ 0 };
	for (size_t i = 0; i < text.n; i++)
		if (!byte_is_alpha(text.p[i]) && !byte_is_digit(text.p[i]) && !memchr("/:_- ", text.p[i], 5))
			return (str){ 0 };
	return text;
}

struct regex *regex_compile(str pattern, struct arena *a, struct err *e)
{
	if (pattern.n > REGEX_MAX_PATTERN) {
		(void)err_usage(e, "a pattern of %zu bytes is over the limit of %d bytes", pattern.n,
		                REGEX_MAX_PATTERN);
		return NULL;
	}
	struct buf written = { .a = a };
	struct ecma_result t;
	if (!ecma_translate(pattern, &written, &t, e))
		return NULL;
	buf_byte(&written, '\0'); /* so that an empty pattern has an address; not counted below */
	const pcre2_code *code = compile(pattern, (str){ written.p, written.n - 1 }, &t, a, e);
	if (code == NULL)
		return NULL;
	struct regex *r = arena_new(a, struct regex);
	*r = (struct regex){ str_dup(plain_prefix(pattern), a), regex_row_compile(pattern, a), code, (uint32_t)(1 + pattern.n / PATTERN_PER_WEIGHT), t.has_charges, is_anchored(code) };
	return r;
}

/* Matching. What PCRE2 wants for one search comes from the stack; only deep backtracking goes to malloc. */

/* Compilers that are told to zero the stack would spend more time on the room than PCRE2 on a search. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define NOT_ZEROED __attribute__((uninitialized))
#endif
#endif
#ifndef NOT_ZEROED
#define NOT_ZEROED
#endif

struct room {
	alignas(max_align_t) unsigned char bytes[ROOM_SIZE];
	size_t used;
};

static void *room_malloc(PCRE2_SIZE size, void *arg)
{
	struct room *room = arg;
	if (size > ROOM_SIZE - room->used)
		return arena_malloc_or_die(size);
	void *p = room->bytes + room->used;
	size_t padded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	room->used = padded < ROOM_SIZE - room->used ? room->used + padded : ROOM_SIZE;
	return p;
}

static void room_free(void *p, void *arg)
{
	uintptr_t begin = (uintptr_t)((struct room *)arg)->bytes;
	if ((uintptr_t)p < begin || (uintptr_t)p >= begin + ROOM_SIZE)
		free(p);
}

struct meter {
	size_t left; /* steps */
	size_t last; /* where the last callout was */
};

static size_t longest_group(const pcre2_callout_block *c)
{
	size_t longest = 0;
	for (size_t i = 1; i < c->capture_top; i++) {
		PCRE2_SIZE begin = c->offset_vector[2 * i], end = c->offset_vector[2 * i + 1];
		if (begin != PCRE2_UNSET && end > begin && end - begin > longest)
			longest = end - begin;
	}
	return longest;
}

static size_t steps_of(const pcre2_callout_block *c, size_t last)
{
	if (c->callout_number == ECMA_CHARGE_RUN)
		return c->current_position > last ? c->current_position - last : 0;
	if (c->callout_number == ECMA_CHARGE_COPY)
		return longest_group(c);
	size_t needed = (size_t)1 << c->callout_number;
	return needed < c->subject_length ? needed : c->subject_length;
}

static int on_callout(pcre2_callout_block *c, void *arg)
{
	struct meter *m = arg;
	size_t steps = CALLOUT_STEPS + steps_of(c, m->last);
	m->last = c->current_position;
	if (steps > m->left)
		return PCRE2_ERROR_MATCHLIMIT;
	m->left -= steps;
	return 0;
}

static pcre2_match_context *make_context(const struct regex *r, size_t n, struct meter *m,
                                         pcre2_general_context *general)
{
	pcre2_match_context *context = pcre2_match_context_create(general);
	size_t budget =
	        r->is_anchored ? START_BUDGET : STEP_BUDGET / (n + 1); /* PCRE2 begins to count anew at each start */
	uint32_t limit = (uint32_t)(budget + STEPS_AT_LEAST) / r->weight;
	(void)pcre2_set_match_limit(context, limit); /* these four always return 0 */
	(void)pcre2_set_depth_limit(context, limit < MAX_BACKTRACK_DEPTH ? limit : MAX_BACKTRACK_DEPTH);
	(void)pcre2_set_heap_limit(context, MAX_HEAP_KIB);
	if (r->has_charges)
		(void)pcre2_set_callout(context, on_callout, m);
	return context;
}

static enum regex_result result_of(int code)
{
	if (code >= 0)
		return REGEX_YES;
	if (code == PCRE2_ERROR_NOMATCH || (code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21))
		return REGEX_NO;
	if (code == PCRE2_ERROR_NOMEMORY)
		arena_out_of_memory();
	return REGEX_GAVE_UP;
}

enum regex_result regex_find(const struct regex *r, str subject)
{
	if (subject.n > REGEX_MAX_SUBJECT)
		return REGEX_GAVE_UP;
	if (r->prefix.n)
		return str_starts(subject, r->prefix) && utf8_is_valid(subject) ? REGEX_YES : REGEX_NO;
	if (r->row)
		return regex_row_matches(r->row, subject) ? REGEX_YES : REGEX_NO;
	struct room room NOT_ZEROED;
	room.used = 0;
	struct meter meter = { .left = STEP_BUDGET / r->weight };
	pcre2_general_context *general = pcre2_general_context_create(room_malloc, room_free, &room);
	pcre2_match_context *context = make_context(r, subject.n, &meter, general);
	pcre2_match_data *data = pcre2_match_data_create(1, general);
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.p ? subject.p : "");
	int code = pcre2_match(r->code, text, subject.n, 0, 0, data, context);
	pcre2_match_data_free(data);
	return result_of(code);
}

/* Words */

struct regex_words {
	const pcre2_code *code;
	pcre2_match_data *data;
};

/* Ruby's \p{Word}, by which GitLab and GitHub name headings, but for what only chooses between pictures of a character. */
#define WORD "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\t-\\r -"
static const char words_pattern[] = "[\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}]+|([" WORD "])|[^" WORD "]+";

struct regex_words *regex_words_compile(struct arena *a)
{
	struct regex_words *w = arena_new(a, struct regex_words);
	pcre2_general_context *general = pcre2_general_context_create(compile_malloc, compile_free, a);
	int code = 0;
	PCRE2_SIZE at = 0;
	w->code = pcre2_compile((PCRE2_SPTR)words_pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &code, &at, pcre2_compile_context_create(general));
	w->data = pcre2_match_data_create(2, general);
	BUG_IF(!w->code || !w->data);
	return w;
}

str regex_words(struct regex_words *w, str text, struct arena *a)
{
	static const char small[] = "\\L$1";
	PCRE2_SIZE n = text.n * 2 + 1; /* small letters have at most half as many bytes more */
	char *out = arena_array(a, n, char);
	int code = pcre2_substitute(w->code, (PCRE2_SPTR)text.p, text.n, 0, PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_EXTENDED | PCRE2_SUBSTITUTE_UNSET_EMPTY,
	                            w->data, NULL, (PCRE2_SPTR)small, sizeof small - 1, (PCRE2_UCHAR *)out, &n);
	if (code == PCRE2_ERROR_NOMEMORY)
		arena_out_of_memory();
	return code < 0 ? (str){ 0 } : (str){ out, n };
}
