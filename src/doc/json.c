/* Streaming JSON writer: commas, indentation, escapes. Never fails; the memory is the buffer's arena. */
#include "doc/json.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/utf8.h"
#include "doc/number.h"

void json_init(struct json *j, struct buf *out, bool is_pretty)
{
	*j = (struct json){ .out = out, .is_pretty = is_pretty };
}

static void break_line(struct json *j)
{
	if (!j->is_pretty)
		return;
	buf_byte(j->out, '\n');
	for (size_t i = 0; i < j->depth; i++)
		buf_z(j->out, "  ");
}

/* What stands before a value or key at this place. */
static void before_item(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	if (j->has_item[j->depth - 1])
		buf_byte(j->out, ',');
	j->has_item[j->depth - 1] = true;
	break_line(j);
}

/* Every value comes through here. */
static struct buf *value(struct json *j)
{
	BUG_IF(j->depth && j->open[j->depth - 1] == '{' && !j->after_key);
	before_item(j);
	return j->out;
}

void json_begin(struct json *j, char bracket)
{
	BUG_IF(bracket != '{' && bracket != '[');
	BUG_IF(j->depth == JSON_MAX_DEPTH);
	buf_byte(value(j), bracket);
	j->open[j->depth] = bracket;
	j->has_item[j->depth] = false;
	j->depth++;
}

void json_end(struct json *j)
{
	BUG_IF(j->depth == 0 || j->after_key);
	j->depth--;
	if (j->has_item[j->depth])
		break_line(j);
	buf_byte(j->out, j->open[j->depth] == '{' ? '}' : ']');
}

static void put_escape(struct buf *out, uint32_t c)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";

	for (size_t i = 0; i < sizeof from - 1; i++) {
		if (c == (unsigned char)from[i]) {
			buf_byte(out, '\\');
			buf_byte(out, to[i]);
			return;
		}
	}
	buf_fmt(out, "\\u%04x", (unsigned)c);
}

/* C0, DEL, quote, backslash, and what HTML or JavaScript could take for markup or a line end; of what CI takes for a command the first character. */
static bool needs_escape(uint32_t c, str rest)
{
	return c < 0x20 || c == '"' || c == '\\' || c == 0x7F || c == '<' || c == '>' || c == '&' || c == 0x2028 ||
	       c == 0x2029 || (c == '#' && diag_is_command(rest));
}

/* How many bytes from the start stand as they are: eight are looked at at once. */
static size_t plain_run(str s)
{
#define ESCAPED4(c) [c] = 1, [(c) + 1] = 1, [(c) + 2] = 1, [(c) + 3] = 1
#define ESCAPED16(c) ESCAPED4(c), ESCAPED4((c) + 4), ESCAPED4((c) + 8), ESCAPED4((c) + 12)
	static const unsigned char special[256] = {
		ESCAPED16(0),   ESCAPED16(16),  ESCAPED16(128), ESCAPED16(144), ESCAPED16(160), ESCAPED16(176), ESCAPED16(192),
		ESCAPED16(208), ESCAPED16(224), ESCAPED16(240), ['"'] = 1,      ['\\'] = 1,     [0x7F] = 1,     ['<'] = 1,
		['>'] = 1,      ['&'] = 1,      ['#'] = 1,
	};
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	while (s.n - i >= 8 && !(special[p[i]] | special[p[i + 1]] | special[p[i + 2]] | special[p[i + 3]] | special[p[i + 4]] |
	                         special[p[i + 5]] | special[p[i + 6]] | special[p[i + 7]]))
		i += 8;
	while (i < s.n && !special[p[i]])
		i++;
	return i;
}

static void put_string(struct buf *out, str s)
{
	size_t kept = 0; /* bytes before it are written */

	buf_byte(out, '"');
	for (size_t i = 0; (i += plain_run(str_from(s, i))) < s.n;) {
		size_t from = i;
		uint32_t c = utf8_next(s, &i);

		if (c != UTF8_BAD && !needs_escape(c, str_from(s, from)))
			continue;
		buf_put(out, str_sub(s, kept, from - kept));
		kept = i;
		if (c == UTF8_BAD)
			utf8_put(out, 0xFFFD);
		else
			put_escape(out, c);
	}
	buf_put(out, str_from(s, kept));
	buf_byte(out, '"');
}

void json_key_str(struct json *j, str key)
{
	BUG_IF(j->depth == 0 || j->open[j->depth - 1] != '{' || j->after_key);
	before_item(j);
	put_string(j->out, key);
	buf_put(j->out, j->is_pretty ? STR(": ") : STR(":"));
	j->after_key = true;
}

void json_key(struct json *j, const char *key)
{
	json_key_str(j, str_from_z(key));
}

void json_str(struct json *j, str s)
{
	put_string(value(j), s);
}

void json_z(struct json *j, const char *z)
{
	json_str(j, str_from_z(z));
}

void json_int(struct json *j, int64_t v)
{
	struct buf *out = value(j);

	if (v < 0)
		buf_byte(out, '-');
	buf_uint(out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void json_uint(struct json *j, uint64_t v)
{
	buf_uint(value(j), v);
}

void json_bool(struct json *j, bool v)
{
	buf_put(value(j), v ? STR("true") : STR("false"));
}

void json_null(struct json *j)
{
	buf_put(value(j), STR("null"));
}

void json_raw(struct json *j, str valid_json)
{
	buf_put(value(j), valid_json);
}

/* JSON has no word for infinities and NaN. */
static void put_number(struct json *j, str text)
{
	if (byte_is_digit(text.p[text.n - 1]))
		json_raw(j, text);
	else
		json_str(j, text);
}

static void put_scalar(struct json *j, const struct node *n, struct arena *scratch)
{
	if (n->kind == NODE_STRING)
		json_str(j, n->text);
	else if (n->kind == NODE_BOOL)
		json_bool(j, n->is_true);
	else if (node_is_number(n))
		put_number(j, doc_number(n, scratch));
	else
		json_null(j);
}

static void put_node(struct json *j, const struct node *n, struct arena *scratch, size_t depth)
{
	BUG_IF(depth >= JSON_MAX_DEPTH);
	if (n->kind == NODE_SEQ) {
		json_begin(j, '[');
		for (size_t i = 0; i < n->n; i++)
			put_node(j, &n->item[i], scratch, depth + 1);
		json_end(j);
	} else if (n->kind == NODE_MAP) {
		json_begin(j, '{');
		for (size_t i = 0; i < n->n; i++) {
			json_key_str(j, n->member[i].key.text);
			put_node(j, &n->member[i].value, scratch, depth + 1);
		}
		json_end(j);
	} else {
		put_scalar(j, n, scratch);
	}
}

void json_node(struct json *j, const struct node *n, struct arena *scratch)
{
	if (n)
		put_node(j, n, scratch, 0);
	else
		json_null(j);
}

str json_text(const struct node *n, struct arena *a)
{
	struct buf b = { .a = a };
	struct json j;

	json_init(&j, &b, false);
	json_node(&j, n, a);
	return buf_str(&b);
}

void json_member(struct json *j, const char *key, str value)
{
	if (!value.n)
		return;
	json_key(j, key);
	json_str(j, value);
}

void json_member_uint(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_uint(j, v);
}

void json_member_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}
