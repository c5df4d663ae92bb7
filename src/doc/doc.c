/* Looking things up in trees, and comparing them. The readers are yaml.c and json_read.c, the rules' texts doc_rules.c.
 */
#include "doc/doc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/look_alike.h"
#include "base/utf8.h"
#include "doc/build.h"
#include "doc/number.h"

const struct doc_limits doc_default_limits = { .bytes = 1024 * 1024, .nodes = 100000, .depth = 64, .digits = 400 };

static const struct member *find_marked(const struct node *map, uint32_t mark, str key)
{
	const struct member *end = map->member + map->n;

	for (const struct member *m = map->member; m < end; m++)
		if (m->key.n == mark && str_eq(m->key.text, key))
			return m;
	return NULL;
}

/* The readers mark all keys of a map; who makes one of his own need not. */
const struct member *doc_member(const struct node *map, str key)
{
	bool is_marked;

	if (!map || map->kind != NODE_MAP || !map->n)
		return NULL;
	is_marked = map->member[0].key.n > 0;
	return find_marked(map, is_marked ? doc_key_mark(key) : 0, key);
}

const struct node *doc_get(const struct node *map, str key)
{
	const struct member *m = doc_member(map, key);

	return m ? &m->value : NULL;
}

/* Compares `key` with a reference token, in which ~1 is / and ~0 is ~ (RFC 6901 section 4). */
static bool token_is(str token, str key)
{
	size_t i = 0, k = 0;

	while (i < token.n && k < key.n) {
		char c = token.p[i++];

		if (c == '~') {
			if (i == token.n || (token.p[i] != '0' && token.p[i] != '1'))
				return false;
			c = token.p[i++] == '0' ? '~' : '/';
		}
		if (c != key.p[k++])
			return false;
	}
	return i == token.n && k == key.n;
}

const struct node *doc_child(const struct node *n, str token)
{
	int64_t index;

	if (n->kind == NODE_MAP)
		return doc_get(n, token);
	if (n->kind != NODE_SEQ || !token.n || !byte_is_digit(token.p[0]) || (token.n > 1 && token.p[0] == '0'))
		return NULL;
	return str_to_i64(token, &index) && index < n->n ? &n->item[index] : NULL;
}

static const struct node *step(const struct node *n, str token, bool has_tilde)
{
	if (n->kind != NODE_MAP || !has_tilde)
		return doc_child(n, token);
	for (size_t i = 0; i < n->n; i++)
		if (token_is(token, n->member[i].key.text))
			return &n->member[i].value;
	return NULL;
}

const struct node *doc_at(const struct node *root, str pointer)
{
	bool has_tilde = pointer.n && memchr(pointer.p, '~', pointer.n);

	while (root && pointer.n) {
		const char *slash = pointer.n > 1 ? memchr(pointer.p + 1, '/', pointer.n - 1) : NULL;
		size_t n = slash ? (size_t)(slash - pointer.p) : pointer.n;

		if (pointer.p[0] != '/')
			return NULL;
		root = step(root, (str){ pointer.p + 1, n - 1 }, has_tilde);
		pointer = (str){ pointer.p + n, pointer.n - n };
	}
	return root;
}

str doc_text(const struct node *n)
{
	return n && n->kind == NODE_STRING ? n->text : (str){ 0 };
}

bool doc_is_given(const struct node *n)
{
	return n && n->kind != NODE_NULL && !(n->kind == NODE_STRING && look_alike_is_nothing(n->text));
}

bool doc_is_said_null(const struct node *n)
{
	return n && n->kind == NODE_NULL && n->text.n;
}

bool node_is_number(const struct node *n)
{
	return n && (n->kind == NODE_INT || n->kind == NODE_FLOAT);
}

str doc_number(const struct node *n, struct arena *a)
{
	struct buf out = { .a = a };
	struct decimal d;
	double real;

	if (!node_is_number(n))
		return (str){ 0 };
	if (decimal_of(n, &d)) {
		decimal_write(&out, &d, n->kind == NODE_FLOAT);
		return buf_str(&out);
	}
	real = node_real(n);
	if (isnan(real))
		return STR("NaN");
	return real < 0 ? STR("-Infinity") : STR("Infinity");
}

str doc_scalar(const struct node *n, struct arena *a)
{
	if (!n)
		return (str){ 0 };
	if (n->kind == NODE_STRING)
		return n->text;
	if (n->kind == NODE_BOOL)
		return n->is_true ? STR("true") : STR("false");
	return doc_number(n, a);
}

static bool number_equal(const struct node *a, const struct node *b)
{
	struct decimal x, y;
	bool is_finite;

	if (a->kind == NODE_INT && b->kind == NODE_INT && !a->is_big && !b->is_big)
		return node_integer(a) == node_integer(b);
	is_finite = decimal_of(a, &x);
	if (is_finite != decimal_of(b, &y))
		return false;
	return is_finite ? decimal_equal(&x, &y) : isnan(node_real(a)) ? isnan(node_real(b)) : node_real(a) == node_real(b);
}

enum { FEW = 32 }; /* keys looked for one after the other */

static bool equal(const struct node *a, const struct node *b, size_t depth);

static bool map_equal_few(const struct node *a, const struct node *b, size_t depth)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct node *other = doc_get(b, a->member[i].key.text);

		if (!other || !equal(&a->member[i].value, other, depth + 1))
			return false;
	}
	return true;
}

static bool map_equal_many(const struct node *a, const struct node *b, size_t depth)
{
	struct arena temp = { 0 };
	struct build_map keys = { .temp = &temp };
	bool is_equal = true;

	for (size_t i = 0; i < b->n; i++)
		build_map_put(&keys, b->member[i], NULL, NULL);
	for (size_t i = 0; is_equal && i < a->n; i++) {
		size_t at = build_map_find(&keys, a->member[i].key.text);

		is_equal = at < keys.all.n && equal(&a->member[i].value, &keys.all.v[at].value, depth + 1);
	}
	arena_free(&temp);
	return is_equal;
}

static bool seq_equal(const struct node *a, const struct node *b, size_t depth)
{
	for (size_t i = 0; i < a->n; i++)
		if (!equal(&a->item[i], &b->item[i], depth + 1))
			return false;
	return true;
}

static bool equal(const struct node *a, const struct node *b, size_t depth)
{
	BUG_IF(depth > BUILD_MAX_DEPTH);
	if (node_is_number(a) && node_is_number(b))
		return number_equal(a, b);
	if (a->kind != b->kind)
		return false;
	switch ((enum node_kind)a->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOL:
		return a->is_true == b->is_true;
	case NODE_STRING:
		return str_eq(a->text, b->text);
	case NODE_SEQ:
		return a->n == b->n && seq_equal(a, b, depth);
	case NODE_MAP:
		return a->n == b->n && (a->n <= FEW ? map_equal_few : map_equal_many)(a, b, depth);
	case NODE_INT:
	case NODE_FLOAT:
		break;
	}
	return false;
}

bool node_equal(const struct node *a, const struct node *b)
{
	return a == b || (a && b && equal(a, b, 0));
}

static uint64_t hash_pair(uint64_t a, uint64_t b)
{
	uint64_t both[] = { a, b };

	return str_hash((str){ (const char *)both, sizeof both });
}

static uint64_t number_hash(const struct node *n)
{
	struct decimal d;
	int64_t v;

	if (n->kind == NODE_INT && !n->is_big)
		return hash_pair(NODE_INT, (uint64_t)node_integer(n));
	if (!decimal_of(n, &d))
		return hash_pair(NODE_FLOAT, isnan(node_real(n)) ? 0 : node_real(n) < 0 ? 1 : 2);
	if (decimal_to_i64(&d, &v))
		return hash_pair(NODE_INT, (uint64_t)v);
	return hash_pair(str_hash((str){ d.digits, d.n }), (uint64_t)d.exponent * 2 + d.is_negative);
}

static uint64_t hash(const struct node *n, size_t depth)
{
	uint64_t h = n->n;

	BUG_IF(depth > BUILD_MAX_DEPTH);
	switch ((enum node_kind)n->kind) {
	case NODE_NULL:
		return hash_pair(NODE_NULL, 0);
	case NODE_BOOL:
		return hash_pair(NODE_BOOL, n->is_true);
	case NODE_INT:
	case NODE_FLOAT:
		return number_hash(n);
	case NODE_STRING:
		return hash_pair(NODE_STRING, str_hash(n->text));
	case NODE_SEQ:
		for (size_t i = 0; i < n->n; i++)
			h = hash_pair(h, hash(&n->item[i], depth + 1));
		return hash_pair(NODE_SEQ, h);
	case NODE_MAP:
		for (size_t i = 0; i < n->n; i++) /* a sum: order does not matter */
			h += hash_pair(str_hash(n->member[i].key.text), hash(&n->member[i].value, depth + 1));
		return hash_pair(NODE_MAP, h);
	}
	return 0;
}

uint64_t node_hash(const struct node *n)
{
	return n ? hash(n, 0) : 0;
}

/* With its slash, and ~ and / escaped. */
static size_t token_size(str token)
{
	size_t n = 1 + token.n;

	for (size_t i = 0; i < token.n; i++)
		n += token.p[i] == '~' || token.p[i] == '/';
	return n;
}

static void write_token(char *out, str token)
{
	*out++ = '/';
	for (size_t i = 0; i < token.n; i++) {
		char c = token.p[i];
		bool is_escaped = c == '~' || c == '/';

		*out++ = is_escaped ? '~' : c;
		if (is_escaped)
			*out++ = c == '~' ? '0' : '1';
	}
}

str pointer_add(str pointer, str token, struct arena *a)
{
	struct buf out = { .a = a };
	size_t n = token_size(token);

	buf_reserve(&out, pointer.n + n);
	buf_put(&out, pointer);
	write_token(buf_reserve(&out, n), token);
	out.n += n;
	return buf_str(&out);
}

str pointer_add_index(str pointer, size_t index, struct arena *a)
{
	return str_fmt(a, "%.*s/%zu", STR_ARG(pointer), index);
}

str pointer_unescape(str token, struct arena *a)
{
	struct buf out = { .a = a };

	if (str_find(token, '~') == token.n)
		return token;
	for (size_t i = 0; i < token.n; i++) {
		bool is_escape = token.p[i] == '~' && i + 1 < token.n && (token.p[i + 1] == '0' || token.p[i + 1] == '1');

		buf_byte(&out, is_escape ? (token.p[++i] == '1' ? '/' : '~') : token.p[i]);
	}
	return buf_str(&out);
}

str pointer_last_name(str pointer, struct arena *a)
{
	return pointer_unescape(str_cut_last(pointer, '/').tail, a);
}

str pointer_words(str pointer, struct arena *a)
{
	return pointer_unescape(str_from(pointer, 1), a);
}

bool pointer_is_member(str pointer, str name)
{
	str token = pointer.n ? str_from(pointer, 1) : pointer;

	return pointer.n && pointer.p[0] == '/' && str_find(token, '/') == token.n && token_is(token, name);
}

bool pointer_is_under(str pointer, str at)
{
	return at.n && str_starts(pointer, at) && (pointer.n == at.n || pointer.p[at.n] == '/');
}

bool pointer_put(struct pointer *p, str token)
{
	size_t n = token.n < POINTER_MAX ? token_size(token) : POINTER_MAX + 1;

	if (n > POINTER_MAX - p->n)
		return false;
	write_token(p->text + p->n, token);
	p->n += n;
	return true;
}

bool pointer_put_index(struct pointer *p, size_t index)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%zu", index);

	BUG_IF(n < 0);
	return pointer_put(p, (str){ digits, (size_t)n });
}

/* With no more than the first `max` bytes of it. */
static bool put_cut(struct pointer *p, str token, size_t max)
{
	str mark = STR("...");

	if (token.n <= max)
		return pointer_put(p, token);
	if (!pointer_put(p, utf8_head(token, max)) || mark.n > POINTER_MAX - p->n)
		return false;
	memcpy(p->text + p->n, mark.p, mark.n);
	p->n += mark.n;
	return true;
}

/* `max`: bytes of a name */
static bool put_way(struct pointer *p, const struct pointer_step *to, size_t max)
{
	if (!to)
		return true;
	if (!put_way(p, to->up, max))
		return false;
	return to->in->kind == NODE_MAP ? put_cut(p, to->in->member[to->index].key.text, max) : pointer_put_index(p, to->index);
}

bool pointer_put_way(struct pointer *p, const struct pointer_step *to)
{
	return put_way(p, to, SIZE_MAX);
}

bool pointer_put_short_way(struct pointer *p, const struct pointer_step *to)
{
	size_t from = p->n, max = POINTER_MAX;

	if (pointer_put_way(p, to))
		return true;
	do {
		BUG_IF(!max); /* the way has more steps than any tree */
		max /= 2;
		p->n = from;
	} while (!put_way(p, to, max));
	return false;
}
