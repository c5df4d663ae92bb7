/* Strict JSON, RFC 8259, into the tree of doc.h. One pass, no recursion; the first thing that is wrong ends it with one
 * finding. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/build.h"
#include "doc/doc.h"
#include "doc/number.h"
#include "doc/place.h"

#define NO_COMMENT "JSON has no comments"
#define NO_KEY "expected a key in double quotes"
#define NO_NUMBER "JSON has no NaN and no Infinity, expected a number or null"
enum { MAX_FINDINGS = 200 }; /* in one text that can be read; nobody reads more */

struct reader {
	str path, text;
	size_t at;          /* next byte */
	struct cursor seen; /* last place asked for */
	struct build build;
	struct diag_list *found;
	size_t n_reported;
	bool is_complete, failed;
};

static struct place place_between(struct reader *r, size_t from, size_t to)
{
	uint32_t line, column;

	cursor_move(&r->seen, from);
	line = r->seen.line;
	column = r->seen.column;
	cursor_move(&r->seen, to);
	return place_make(line, column, r->seen.line, r->seen.column);
}

/* The character at the next byte, for findings; empty at the end. */
static struct place place_here(struct reader *r)
{
	size_t end = r->at;

	if (end < r->text.n)
		(void)utf8_next(r->text, &end); /* a malformed byte is a character too */
	return place_between(r, r->at, end);
}

static bool fail(struct reader *r, struct place at, const char *what)
{
	if (!r->failed)
		diag_add(r->found, &doc_rules[RULE_JSON_SYNTAX], (struct span){ r->path, at }, "%s", what);
	r->failed = true;
	return false;
}

static bool fail_here(struct reader *r, const char *what)
{
	return fail(r, place_here(r), what);
}

/* The same inside of a list or mapping, which may have begun far away. */
static bool fail_inside(struct reader *r, const struct node *around, const char *what)
{
	struct place here = place_here(r);

	(void)fail(r, here, what);
	if (around->at.line != here.line)
		diag_relate(r->found, &r->found->all.v[r->found->all.n - 1], (struct span){ r->path, around->at },
		            around->kind == NODE_MAP ? STR("the mapping starts here") : STR("the list starts here"));
	return false;
}

static bool fail_limit(struct reader *r, struct place at, const char *what, uint64_t limit)
{
	diag_add(r->found, &doc_rules[RULE_YAML_LIMIT], (struct span){ r->path, at }, "%s, the limit is %llu", what,
	         (unsigned long long)limit);
	r->failed = true;
	return false;
}

static bool built(struct reader *r, enum build_result result, struct place at)
{
	switch (result) {
	case BUILD_OK:
		return true;
	case BUILD_TOO_MANY:
		return fail_limit(r, at, "too many values in one file", r->build.limit.nodes);
	case BUILD_TOO_DEEP:
		return fail_limit(r, at, "too many levels of nesting", r->build.limit.depth);
	}
	return false;
}

static void skip_space(struct reader *r)
{
	while (r->at < r->text.n) {
		char c = r->text.p[r->at];

		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			break;
		r->at++;
	}
}

static int peek(const struct reader *r)
{
	return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static bool read_hex4(struct reader *r, uint32_t *out)
{
	uint32_t v = 0;

	for (size_t i = 0; i < 4; i++) {
		int digit = r->at < r->text.n ? byte_hex(r->text.p[r->at]) : -1;

		if (digit < 0)
			return fail_here(r, "expected four hexadecimal digits after \\u");
		v = v * 16 + (uint32_t)digit;
		r->at++;
	}
	*out = v;
	return true;
}

/* After "\u". Halves of a pair are joined; a lone one is a finding and becomes U+FFFD. */
static bool read_unicode(struct reader *r, struct buf *out)
{
	size_t from = r->at - 2;
	uint32_t c, low;

	if (!read_hex4(r, &c))
		return false;
	if (c >= 0xD800 && c < 0xDC00 && str_starts(str_from(r->text, r->at), STR("\\u"))) {
		size_t second = r->at;

		r->at += 2;
		if (!read_hex4(r, &low))
			return false;
		if (low >= 0xDC00 && low < 0xE000)
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		else
			r->at = second; /* read again, by itself */
	}
	if (c >= 0xD800 && c < 0xE000) {
		r->is_complete = false;
		if (r->n_reported++ < MAX_FINDINGS)
			diag_add(r->found, &doc_rules[RULE_JSON_SYNTAX],
			         (struct span){ r->path, place_between(r, from, r->at) },
			         "\\u%04X is half of a surrogate pair, the other half is missing", (unsigned)c);
		c = 0xFFFD;
	}
	utf8_put(out, c);
	return true;
}

static bool read_escape(struct reader *r, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int c = peek(r);
	const char *at = c > 0 ? strchr(from, c) : NULL;

	if (c == 'u') {
		r->at++;
		return read_unicode(r, out);
	}
	if (!at)
		return fail_here(r, "unknown escape, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
	buf_byte(out, to[at - from]);
	r->at++;
	return true;
}

static bool fail_control(struct reader *r, unsigned char c)
{
	char what[96];

	if (c == '\n' || c == '\r')
		return fail_here(r, "the string has no end on its line, expected \"; a line break inside is written \\n");
	if (c == '\t')
		return fail_here(r, "a tab in a string is written \\t");
	(void)snprintf(what, sizeof what, "control character U+%04X in a string is written \\u%04X", (unsigned)c, (unsigned)c); /* fits */
	return fail_here(r, what);
}

/* Moves over characters that stand for themselves. */
static bool skip_verbatim(struct reader *r)
{
	while (r->at < r->text.n) {
		unsigned char c = (unsigned char)r->text.p[r->at];
		size_t next = r->at;

		if (c == '"' || c == '\\')
			return true;
		if (c < 0x20)
			return fail_control(r, c);
		if (c < 0x80)
			next++;
		else if (utf8_next(r->text, &next) == UTF8_BAD)
			return fail_here(r, "the text is not valid UTF-8");
		r->at = next;
	}
	return fail_here(r, "the string has no end, expected \"");
}

/* At the opening quote. Borrows the text unless it has escapes. */
static bool read_string(struct reader *r, struct node *n)
{
	size_t start = r->at++, from = r->at;
	struct place begin = place_between(r, start, start);
	struct buf out = { .a = r->build.a };

	if (!skip_verbatim(r))
		return false;
	n->text = str_sub(r->text, from, r->at - from);
	if (r->text.p[r->at] == '\\') {
		for (;;) {
			buf_put(&out, str_sub(r->text, from, r->at - from));
			if (r->text.p[r->at++] == '"')
				break;
			if (!read_escape(r, &out))
				return false;
			from = r->at;
			if (!skip_verbatim(r))
				return false;
		}
		n->text = buf_str(&out);
	} else {
		r->at++;
	}
	n->kind = NODE_STRING;
	n->style = STYLE_DOUBLE;
	n->at = place_between(r, r->at, r->at);
	n->at.line = begin.line;
	n->at.column = begin.column;
	return true;
}

static size_t skip_digits(struct reader *r)
{
	size_t from = r->at;

	while (r->at < r->text.n && byte_is_digit(r->text.p[r->at]))
		r->at++;
	return r->at - from;
}

static bool skip_fraction(struct reader *r, bool *is_real)
{
	if (peek(r) == '.') {
		r->at++;
		*is_real = true;
		if (!skip_digits(r))
			return fail_here(r, "expected a digit after the decimal point");
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->at++;
		*is_real = true;
		if (peek(r) == '-' || peek(r) == '+')
			r->at++;
		if (!skip_digits(r))
			return fail_here(r, "expected a digit in the exponent");
	}
	return true;
}

static bool read_number(struct reader *r, struct node *n)
{
	size_t from = r->at;
	struct decimal d;
	bool is_real = false;

	if (peek(r) == '-')
		r->at++;
	if (peek(r) == '0') {
		r->at++;
		if (byte_is_digit((char)peek(r)))
			return fail(r, place_between(r, from, r->at), "a number must not start with 0");
	} else if (!skip_digits(r)) {
		return fail_here(r, peek(r) == 'I' ? NO_NUMBER : "expected a digit");
	}
	if (!skip_fraction(r, &is_real))
		return false;
	n->text = str_sub(r->text, from, r->at - from);
	n->at = place_between(r, from, r->at);
	if (number_digits(n->text) > r->build.limit.digits)
		return fail_limit(r, n->at, "too many digits in one number", r->build.limit.digits);
	BUG_IF(!decimal_read(n->text, &d));
	if (is_real) {
		n->kind = NODE_FLOAT;
	} else {
		number_set_int(n, &d);
	}
	return true;
}

/* Other languages' ways to write what JSON writes otherwise. */
static const char *unlike_json(struct reader *r, const char *otherwise)
{
	static const struct {
		const char *start, *what;
	} table[] = {
		{ "//", NO_COMMENT },
		{ "/*", NO_COMMENT },
		{ "#", NO_COMMENT },
		{ "'", "expected a string in double quotes" },
		{ "NaN", NO_NUMBER },
		{ "Infinity", NO_NUMBER },
		{ "+", "a number must not start with +" },
		{ ".", "a number must start with a digit" },
		{ "True", "expected true in small letters" },
		{ "False", "expected false in small letters" },
		{ "None", "expected null" },
		{ "undefined", "expected null" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_starts(str_from(r->text, r->at), str_from_z(table[i].start)))
			return table[i].what;
	return otherwise;
}

static bool read_word(struct reader *r, struct node *n)
{
	static const struct {
		str word;
		enum node_kind kind;
		bool value;
	} words[] = { { { "true", 4 }, NODE_BOOL, true },
		      { { "false", 5 }, NODE_BOOL, false },
		      { { "null", 4 }, NODE_NULL, false } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_starts(str_from(r->text, r->at), words[i].word))
			continue;
		n->kind = words[i].kind & 7;
		n->is_true = words[i].value;
		n->text = str_sub(r->text, r->at, words[i].word.n);
		n->at = place_between(r, r->at, r->at + words[i].word.n);
		r->at += words[i].word.n;
		return true;
	}
	return fail_here(r, peek(r) < 0 ? "the text ends where a value was expected" : unlike_json(r, "expected a value"));
}

static bool read_scalar(struct reader *r)
{
	struct node n = { 0 };
	int c = peek(r);
	bool is_read;

	if (c == '"')
		is_read = read_string(r, &n);
	else if (c == '-' || byte_is_digit((char)c))
		is_read = read_number(r, &n);
	else
		is_read = read_word(r, &n);
	return is_read && built(r, build_add(&r->build, &n), n.at);
}

static bool read_key(struct reader *r)
{
	struct node n = { 0 };

	if (peek(r) != '"')
		return fail_here(r, peek(r) == '/' || peek(r) == '#' ? NO_COMMENT : NO_KEY);
	if (!read_string(r, &n) || !built(r, build_add(&r->build, &n), n.at))
		return false;
	skip_space(r);
	if (peek(r) != ':')
		return fail_here(r, "expected : after the key");
	r->at++;
	return true;
}

static bool open_collection(struct reader *r)
{
	struct node n = { .kind = peek(r) == '{' ? NODE_MAP : NODE_SEQ, .style = STYLE_FLOW };

	n.at = place_here(r);
	r->at++;
	return built(r, build_open(&r->build, &n), n.at);
}

static void report_duplicate(void *arg, const struct member *earlier, const struct member *later)
{
	struct reader *r = arg;
	struct diag *d;

	if (r->n_reported++ >= MAX_FINDINGS)
		return; /* the first of them are enough to refuse the text */
	d = diag_add(r->found, &doc_rules[RULE_JSON_SYNTAX], (struct span){ r->path, later->key.at },
	             "key %.*s is there twice, the last one counts", STR_ARG(diag_quote(later->key.text, r->found->a)));

	diag_relate(r->found, d, (struct span){ r->path, earlier->key.at }, STR("first defined here"));
}

static void close_collection(struct reader *r)
{
	struct node *n = build_close(&r->build, report_duplicate, r);
	struct place end;

	r->at++;
	end = place_between(r, r->at, r->at);
	n->at.end_line = end.end_line;
	n->at.end_column = end.end_column;
}

static const char *expected_between(struct reader *r, bool is_map)
{
	if (peek(r) < 0)
		return is_map ? "the closing } is missing" : "the closing ] is missing";
	if (peek(r) == '/' || peek(r) == '#')
		return NO_COMMENT;
	return is_map ? "expected , or }" : "expected , or ]";
}

/* Inside of an open collection: what stands between two values, or the bracket that closes it. */
static bool read_between(struct reader *r, bool *is_closed)
{
	size_t n;
	const struct node *parent = build_parent(&r->build, &n);
	bool is_map = parent->kind == NODE_MAP;
	int c;

	skip_space(r);
	c = peek(r);
	*is_closed = c == (is_map ? '}' : ']');
	if (*is_closed) {
		close_collection(r);
		return true;
	}
	if (n) {
		if (c != ',')
			return fail_inside(r, parent, expected_between(r, is_map));
		r->at++;
		skip_space(r);
		if (peek(r) == (is_map ? '}' : ']'))
			return fail_here(r, "a comma must not stand before the closing bracket");
	}
	if (is_map && !read_key(r))
		return false;
	skip_space(r);
	return true;
}

static bool read_value(struct reader *r)
{
	bool is_closed = false;

	skip_space(r);
	do {
		bool is_collection = !is_closed && (peek(r) == '{' || peek(r) == '[');

		if (!is_closed && !(is_collection ? open_collection(r) : read_scalar(r)))
			return false;
		is_closed = false;
		if (r->build.open.n && !read_between(r, &is_closed))
			return false;
		if (is_closed && r->build.open.n == 0)
			return true;
	} while (r->build.open.n);
	return true;
}

/* A text in JSON begins with an ASCII character: NUL beside it tells how many bytes each has. NULL: it may be UTF-8. */
static const char *other_encoding(str text)
{
	const char *mark = utf8_not_by_mark(text);
	size_t nul = 0;

	while (nul < text.n && !text.p[nul])
		nul++;
	if (mark || text.n < 2)
		return mark;
	if (nul == 3 || str_starts(str_from(text, 1), STR("\0\0\0")))
		return "UTF-32";
	return nul == 1 || (!nul && !text.p[1]) ? "UTF-16" : NULL;
}

static bool read_text(struct reader *r)
{
	const char *encoding = other_encoding(r->text);

	if (r->text.n > r->build.limit.bytes)
		return fail_limit(r, (struct place){ 1, 1, 1, 1 }, "the file has too many bytes", r->build.limit.bytes);
	if (place_bom(r->text)) {
		r->at = 3;
		return fail(r, (struct place){ 1, 1, 1, 1 }, "the file starts with a byte order mark, JSON has none");
	}
	if (encoding)
		return fail(r, (struct place){ 1, 1, 1, 1 }, str_z(str_fmt(r->build.a, "the file is %s, expected UTF-8", encoding), r->build.a));
	skip_space(r);
	if (peek(r) < 0)
		return fail_here(r, "the file is empty, expected a JSON value");
	if (!read_value(r))
		return false;
	skip_space(r);
	return peek(r) < 0 || fail_here(r, "expected nothing after the JSON value");
}

struct doc doc_parse_json(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct diag_list *found)
{
	struct reader r = { .path = path, .text = bytes, .found = found, .is_complete = true };
	struct doc doc = { 0 };

	r.seen = cursor_start(bytes);
	build_start(&r.build, a, lim);
	if (read_text(&r)) {
		struct node *root = arena_new(a, struct node);

		*root = *build_last(&r.build);
		doc = (struct doc){ root, r.is_complete };
	}
	build_end(&r.build);
	return doc;
}
