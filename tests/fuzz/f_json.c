/* Any bytes as JSON: what is read is written and read again as the same, in both forms; what is not has a place inside the text. The grammar of
   RFC 8259 stands here once more, so that neither reader takes more or less than the other. */
#include "base/utf8.h"
#include "doc/edit.h"
#include "doc/json.h"
#include "fuzz.h"

enum { MAX_BYTES = 4096, MAX_DEPTH = 60 };

/* ---- the grammar ---- */

struct scan {
	str s;
	size_t at;
	bool has_half; /* of a surrogate pair */
};

static bool take(struct scan *t, char c)
{
	if (t->at >= t->s.n || t->s.p[t->at] != c)
		return false;
	t->at++;
	return true;
}

static void skip_space(struct scan *t)
{
	while (take(t, ' ') || take(t, '\t') || take(t, '\n') || take(t, '\r'))
		;
}

static bool take_word(struct scan *t, const char *word)
{
	for (; *word; word++)
		if (!take(t, *word))
			return false;
	return true;
}

static bool take_digits(struct scan *t)
{
	size_t from = t->at;

	while (t->at < t->s.n && byte_is_digit(t->s.p[t->at]))
		t->at++;
	return t->at > from;
}

static bool take_number(struct scan *t)
{
	(void)take(t, '-'); /* may be missing */
	if (!take(t, '0') && !take_digits(t))
		return false;
	if (take(t, '.') && !take_digits(t))
		return false;
	if (!take(t, 'e') && !take(t, 'E'))
		return true;
	if (!take(t, '+'))
		(void)take(t, '-'); /* neither is needed */
	return take_digits(t);
}

static bool take_unit(struct scan *t, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, t->at++) {
		int digit = t->at < t->s.n ? byte_hex(t->s.p[t->at]) : -1;

		if (digit < 0)
			return false;
		*unit = *unit * 16 + (uint32_t)digit;
	}
	return true;
}

/* Behind the backslash. */
static bool take_escape(struct scan *t)
{
	struct scan after;
	uint32_t unit, low;

	if (t->at < t->s.n && t->s.p[t->at] && strchr("\"\\/bfnrt", t->s.p[t->at])) {
		t->at++;
		return true;
	}
	if (!take(t, 'u') || !take_unit(t, &unit))
		return false;
	after = *t;
	if (unit >= 0xD800 && unit < 0xDC00 && take_word(&after, "\\u") && take_unit(&after, &low) && low >= 0xDC00 && low < 0xE000)
		*t = after;
	else
		t->has_half = t->has_half || (unit >= 0xD800 && unit < 0xE000);
	return true;
}

static bool take_string(struct scan *t)
{
	if (!take(t, '"'))
		return false;
	while (t->at < t->s.n) {
		unsigned char c = (unsigned char)t->s.p[t->at];

		if (take(t, '"'))
			return true;
		if (c < 0x20 || (take(t, '\\') ? !take_escape(t) : utf8_next(t->s, &t->at) == UTF8_BAD))
			return false;
	}
	return false;
}

static bool take_value(struct scan *t, int depth);

static bool take_items(struct scan *t, char end, bool has_keys, int depth)
{
	skip_space(t);
	if (take(t, end))
		return true;
	do {
		skip_space(t);
		if (has_keys && !take_string(t))
			return false;
		skip_space(t);
		if ((has_keys && !take(t, ':')) || !take_value(t, depth + 1))
			return false;
	} while (take(t, ','));
	return take(t, end);
}

static bool take_value(struct scan *t, int depth)
{
	bool ok;

	skip_space(t);
	if (t->at >= t->s.n || depth > MAX_DEPTH)
		return false;
	switch (t->s.p[t->at]) {
	case '{':
	case '[':
		ok = take(t, '{') ? take_items(t, '}', true, depth) : take(t, '[') && take_items(t, ']', false, depth);
		break;
	case '"':
		ok = take_string(t);
		break;
	case 't':
		ok = take_word(t, "true");
		break;
	case 'f':
		ok = take_word(t, "false");
		break;
	case 'n':
		ok = take_word(t, "null");
		break;
	default:
		ok = take_number(t);
	}
	skip_space(t);
	return ok;
}

static bool is_json(str text, bool *has_half)
{
	struct scan t = { text, 0, false };
	bool ok = take_value(&t, 0) && t.at == text.n;

	*has_half = t.has_half;
	return ok;
}

/* ---- the reader ---- */

static str write(const struct node *root, bool is_pretty, struct arena *a)
{
	struct buf out = { .a = a };
	struct json j;

	json_init(&j, &out, is_pretty);
	json_node(&j, root, a);
	return buf_str(&out);
}

static void check_again(const struct node *root, bool is_pretty, struct arena *a)
{
	struct doc_limits wide = { .bytes = UINT32_MAX, .nodes = UINT32_MAX, .depth = 90, .digits = 1000 };
	struct diag_list found;
	str text = write(root, is_pretty, a);
	struct doc again;
	bool has_half;

	diag_list_init(&found, a);
	again = doc_parse_json(STR("y.json"), text, &wide, a, &found);
	BUG_IF(!again.root || found.all.n || !is_json(text, &has_half) || has_half);
	BUG_IF(!node_equal(root, again.root) || node_hash(root) != node_hash(again.root));
	BUG_IF(!str_eq(text, write(again.root, is_pretty, a)));
}

static bool has_limit(const struct diag_list *found)
{
	for (size_t i = 0; i < found->all.n; i++)
		if (found->all.v[i].rule == &doc_rules[RULE_YAML_LIMIT])
			return true;
	return false;
}

static void check_places(str text, const struct diag_list *found, struct arena *a)
{
	for (size_t i = 0; i < found->all.n && i < 20; i++) {
		const struct diag *d = &found->all.v[i];
		struct diag_edit here = { d->at.at, { 0 } };
		str cut;

		BUG_IF(!utf8_is_valid(d->message) || !edit_apply(text, &here, 1, a, &cut));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct diag_list found;
	struct doc doc;
	bool has_half;

	if (size > MAX_BYTES)
		return 0;
	diag_list_init(&found, &a);
	doc = doc_parse_json(STR("x.json"), text, NULL, &a, &found);
	BUG_IF(!doc.root && !found.all.n);
	if (!has_limit(&found))
		BUG_IF((doc.root != NULL) != is_json(text, &has_half) || (has_half && !found.all.n));
	check_places(text, &found, &a);
	if (doc.root) {
		check_again(doc.root, true, &a);
		check_again(doc.root, false, &a);
	}
	arena_free(&a);
	return 0;
}
