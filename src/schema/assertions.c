/* Keywords that look at one value and hold no subschemas. No allocation when a value is right, but for uniqueItems of
 * long lists. */
#include <stdlib.h>

#include "base/utf8.h"
#include "doc/regex.h"
#include "schema/check.h"

enum {
	UNIQUE_ON_STACK = 64,  /* items whose hashes need no arena */
	BYTES_PER_STEP = 16    /* of a text that a pattern looks at */
};

static bool check_type(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;

	if (k->as.types & (1U << at->kind))
		return true;
	if ((k->as.types & TYPE_INTEGER) && number_is_integer(at))
		return true;
	(void)fail_add(r, f, k, OP_TYPE); /* the keyword and the instance say all */
	return false;
}

static bool is_collection(const struct node *n)
{
	return n->kind == NODE_SEQ || n->kind == NODE_MAP;
}

/* What comparing a value costs. */
static bool spend_tree(struct run *r, const struct frame *f, const struct node *n)
{
	return run_spend(r, f, is_collection(n) ? tree_size(n) : 1);
}

static bool same(const struct node *a, const struct node *b)
{
	if (a->kind == NODE_STRING || b->kind == NODE_STRING)
		return a->kind == b->kind && str_eq(a->text, b->text);
	return node_equal(a, b);
}

static bool check_const(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;

	if (is_collection(at) && !(at->kind == k->node->kind && at->n == k->node->n)) {
		(void)fail_add(r, f, k, OP_CONST); /* sizes differ: no need to compare */
		return false;
	}
	if (!spend_tree(r, f, at))
		return false;
	if (same(at, k->node))
		return true;
	(void)fail_add(r, f, k, OP_CONST); /* complete */
	return false;
}

static bool has_hash(const struct value_list *v, uint64_t hash)
{
	size_t low = 0, high = v->n_hashes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (v->hash[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < v->n_hashes && v->hash[low] == hash;
}

static bool check_enum(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct value_list *v = &k->as.values;
	const struct node *at = f->spot->at;

	if (!spend_tree(r, f, at))
		return false;
	if (!v->n_hashes || has_hash(v, node_hash(at))) {
		for (size_t i = 0; i < v->node->n; i++) {
			if (!run_spend(r, f, is_collection(at) ? at->n : 1))
				return false;
			if (same(at, &v->node->item[i]))
				return true;
		}
	}
	(void)fail_add(r, f, k, OP_ENUM); /* complete */
	return false;
}

static bool check_number(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;
	int order;
	bool ok;

	if (!node_is_number(at))
		return true;
	if (!run_spend(r, f, 1 + at->text.n / BYTES_PER_STEP))
		return false;
	if (k->op == OP_MULTIPLE_OF) {
		ok = number_is_multiple(at, k->node, r->scratch);
	} else {
		order = number_compare(at, k->node, r->scratch);
		ok = k->op == OP_MINIMUM             ? order >= 0
		     : k->op == OP_MAXIMUM           ? order <= 0
		     : k->op == OP_EXCLUSIVE_MINIMUM ? order > 0
		                                     : order < 0;
	}
	if (!ok)
		(void)fail_add(r, f, k, k->op); /* complete */
	return ok;
}

static bool check_size(struct run *r, const struct frame *f, const struct keyword *k, enum node_kind kind)
{
	const struct node *at = f->spot->at;
	struct fail *fail;
	uint64_t n;
	bool at_least = k->op == OP_MIN_LENGTH || k->op == OP_MIN_ITEMS || k->op == OP_MIN_PROPERTIES;

	if (at->kind != kind)
		return true;
	if (kind == NODE_STRING && at_least && at->text.n / 4 >= k->as.limit)
		return true; /* a code point has at most four bytes */
	n = kind == NODE_STRING ? utf8_count(at->text) : at->n;
	if (at_least ? n >= k->as.limit : n <= k->as.limit)
		return true;
	fail = fail_add(r, f, k, k->op);
	if (fail)
		fail->count = n;
	return false;
}

static struct fail *find_gave_up(const struct run *r, const struct frame *f, const struct keyword *k)
{
	for (struct fail *fail = r->pattern_limits.first; fail; fail = fail->next)
		if (fail->sub == f->sub && fail->keyword == k)
			return fail;
	return NULL;
}

/* A pattern that gives up is neither a match nor none: the verdict ends, the report goes on as if it matched and says
 * so. */
static bool gave_up(struct run *r, const struct frame *f, const struct keyword *k)
{
	struct fail *fail;

	if (!r->is_reporting || r->pattern_limits.n >= CHECK_MAX_PATTERN_LIMITS)
		return run_stop(r, f, STOP_PATTERN);
	fail = fail_put(r, &r->pattern_limits, f, k, OP_PATTERN_LIMIT);
	if (k->op == OP_OBJECT)
		fail->token = STR("patternProperties");
	return true;
}

bool check_pattern(struct run *r, const struct frame *f, const struct keyword *k, const struct regex *regex,
                   str subject)
{
	if (!run_spend(r, f, 1 + subject.n / BYTES_PER_STEP))
		return false;
	if (r->pattern_limits.n && find_gave_up(r, f, k)) /* told of this document; each try takes a tenth of a second */
		return true;
	switch (regex_find(regex, subject)) {
	case REGEX_YES:
		return true;
	case REGEX_NO:
		return false;
	case REGEX_GAVE_UP:
		break;
	}
	return gave_up(r, f, k);
}

static bool check_pattern_keyword(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;

	if (at->kind != NODE_STRING || check_pattern(r, f, k, k->as.regex, at->text))
		return true;
	if (!r->stop)
		(void)fail_add(r, f, k, OP_PATTERN); /* complete */
	return false;
}

static bool check_format(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct format_rule *format = &k->as.format;
	const struct node *at = f->spot->at;
	bool ok;

	if (at->kind != NODE_STRING)
		return true;
	if (!run_spend(r, f, 1 + at->text.n / BYTES_PER_STEP))
		return false;
	ok = format->list ? map_has(&format->list->set, at->text)
	                  : format->is_valid(at->text, r->scratch);
	if (!ok)
		(void)fail_add(r, f, k, OP_FORMAT); /* complete */
	return ok;
}

struct hashed {
	uint64_t hash;
	size_t index;
};

static int compare_hashed(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

struct pair {
	size_t first, second; /* first < second; both 0: none */
};

/* The pair of equal items whose second one comes first in the list. */
static struct pair find_equal(const struct node *list, const struct hashed *h)
{
	struct pair found = { 0, 0 };

	for (size_t i = 1; i < list->n; i++) {
		size_t first = h[i - 1].index, second = h[i].index;

		if (h[i].hash != h[i - 1].hash || !same(&list->item[first], &list->item[second]))
			continue;
		if (!found.second || second < found.second)
			found = (struct pair){ first, second };
	}
	return found;
}

static bool check_unique(struct run *r, const struct frame *f, const struct keyword *k)
{
	const struct node *at = f->spot->at;
	struct hashed small[UNIQUE_ON_STACK], *h = small;
	struct pair equal;
	struct fail *fail;

	if (at->kind != NODE_SEQ || at->n < 2)
		return true;
	if (!spend_tree(r, f, at))
		return false;
	if (at->n > UNIQUE_ON_STACK)
		h = arena_array(r->scratch, at->n, struct hashed);
	for (size_t i = 0; i < at->n; i++)
		h[i] = (struct hashed){ node_hash(&at->item[i]), i };
	qsort(h, at->n, sizeof *h, compare_hashed);
	equal = find_equal(at, h);
	if (!equal.second)
		return true;
	fail = fail_add(r, f, k, OP_UNIQUE_ITEMS);
	if (fail) {
		fail->first = equal.first;
		fail->second = equal.second;
	}
	return false;
}

bool check_assertion(struct run *r, const struct frame *f, const struct keyword *k)
{
	switch ((int)k->op) {
	case OP_TYPE:
		return check_type(r, f, k);
	case OP_CONST:
		return check_const(r, f, k);
	case OP_ENUM:
		return check_enum(r, f, k);
	case OP_MIN_LENGTH:
	case OP_MAX_LENGTH:
		return check_size(r, f, k, NODE_STRING);
	case OP_MIN_ITEMS:
	case OP_MAX_ITEMS:
		return check_size(r, f, k, NODE_SEQ);
	case OP_MIN_PROPERTIES:
	case OP_MAX_PROPERTIES:
		return check_size(r, f, k, NODE_MAP);
	case OP_PATTERN:
		return check_pattern_keyword(r, f, k);
	case OP_FORMAT:
		return check_format(r, f, k);
	case OP_UNIQUE_ITEMS:
		return check_unique(r, f, k);
	default:
		return check_number(r, f, k);
	}
}
