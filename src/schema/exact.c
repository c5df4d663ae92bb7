/* Comparison, integrality and divisibility of numbers by their decimal text, where doubles would round. Knows no
 * schemas. */
#include <stdio.h>
#include <string.h>

#include "schema/plan.h"

enum {
	DIGITS_INLINE = 48,             /* digits that need no arena */
	EXPONENT_MAX = 1000000,         /* larger exponents are cut here; nothing is compared that far out */
	SHORT_DIVISOR = 9,              /* digits that leave room for a square in 64 bits */
	DIVISION_MAX_STEPS = 256 * 1024 /* digits of the dividend times digits of a long divisor */
};
static const double EXACT_BELOW = 9007199254740992.0; /* 2^53 */

/* 0.DIGITS * 10^point; no zero digit at either end; no digits: zero. */
struct decimal {
	const char *digit;
	size_t n;
	int64_t point;
	bool is_negative;
	char small[DIGITS_INLINE];
};

/* The parts of a JSON number. */
struct parts {
	str whole, fraction;
	int64_t exponent;
	bool is_negative;
};

static str take_digits(str *s)
{
	size_t n = 0;

	while (n < s->n && byte_is_digit(s->p[n]))
		n++;
	str digits = str_sub(*s, 0, n);
	*s = str_from(*s, n);
	return digits;
}

static bool take_byte(str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool take_exponent(str *s, int64_t *out)
{
	bool is_negative;
	int64_t e = 0;
	str digits;

	if (!take_byte(s, 'e') && !take_byte(s, 'E'))
		return true;
	is_negative = take_byte(s, '-');
	if (!is_negative)
		(void)take_byte(s, '+'); /* an optional sign */
	digits = take_digits(s);
	for (size_t i = 0; i < digits.n && e < EXPONENT_MAX; i++)
		e = e * 10 + (digits.p[i] - '0');
	*out = is_negative ? -e : e;
	return digits.n > 0;
}

/* RFC 8259 section 6. False for everything else, such as YAML's 1_000 or 0x1F. */
static bool parse(str text, struct parts *out)
{
	*out = (struct parts){ .is_negative = take_byte(&text, '-') };
	out->whole = take_digits(&text);
	if (!out->whole.n || (out->whole.n > 1 && out->whole.p[0] == '0'))
		return false;
	if (take_byte(&text, '.')) {
		out->fraction = take_digits(&text);
		if (!out->fraction.n)
			return false;
	}
	return take_exponent(&text, &out->exponent) && !text.n;
}

static void to_decimal(const struct parts *p, struct decimal *out, struct arena *scratch)
{
	size_t total = p->whole.n + p->fraction.n, from = 0;
	char *digit = total <= DIGITS_INLINE ? out->small : arena_array(scratch, total, char);

	memcpy(digit, p->whole.p, p->whole.n);
	if (p->fraction.n)
		memcpy(digit + p->whole.n, p->fraction.p, p->fraction.n);
	while (total && digit[total - 1] == '0')
		total--;
	while (from < total && digit[from] == '0')
		from++;
	out->digit = digit + from;
	out->n = total - from;
	out->point = out->n ? (int64_t)p->whole.n - (int64_t)from + p->exponent : 0;
	out->is_negative = p->is_negative && out->n;
}

/* False for infinities and NaN. */
static bool read_decimal(const struct node *n, struct decimal *out, struct arena *scratch)
{
	char integer[24];
	struct parts p;
	bool ok;

	if (n->kind == NODE_INT && !n->is_big) {
		int length = snprintf(integer, sizeof integer, "%lld", (long long)node_integer(n));

		BUG_IF(length < 0);
		ok = parse((str){ integer, (size_t)length }, &p);
	} else {
		ok = parse(n->text, &p) || parse(doc_number(n, scratch), &p);
	}
	if (ok)
		to_decimal(&p, out, scratch);
	return ok;
}

static double nearest(const struct node *n)
{
	return n->kind == NODE_INT && !n->is_big ? (double)node_integer(n) : node_real(n);
}

static int compare_decimals(const struct decimal *a, const struct decimal *b)
{
	int sign = a->is_negative ? -1 : 1;
	int order;

	if (!a->n || !b->n)
		return a->n ? sign : b->n ? (b->is_negative ? 1 : -1) : 0;
	if (a->is_negative != b->is_negative)
		return sign;
	if (a->point != b->point)
		return a->point < b->point ? -sign : sign;
	order = str_cmp((str){ a->digit, a->n }, (str){ b->digit, b->n });
	return sign * order;
}

int number_compare(const struct node *a, const struct node *b, struct arena *scratch)
{
	double x = nearest(a), y = nearest(b);
	struct decimal left, right;

	if (a->kind == NODE_INT && b->kind == NODE_INT && !a->is_big && !b->is_big)
		return node_integer(a) < node_integer(b) ? -1 : node_integer(a) > node_integer(b);
	/* Rounding keeps order, so different doubles decide; equal ones do not. */
	if (x < y || x > y)
		return x < y ? -1 : 1;
	if (!read_decimal(a, &left, scratch) || !read_decimal(b, &right, scratch))
		return 0;
	return compare_decimals(&left, &right);
}

/* The last digit that is not zero stands before the point. */
static bool is_whole(const struct parts *p)
{
	int64_t last = (int64_t)p->fraction.n;

	while (last > 0 && p->fraction.p[last - 1] == '0')
		last--;
	if (last > 0)
		return last <= p->exponent;
	for (size_t i = p->whole.n; i; i--, last--)
		if (p->whole.p[i - 1] != '0')
			return last <= p->exponent;
	return true;
}

bool number_is_integer(const struct node *n)
{
	struct parts p;

	if (n->kind == NODE_INT)
		return true;
	if (n->kind != NODE_FLOAT)
		return false;
	if (parse(n->text, &p))
		return is_whole(&p);
	if (!(node_real(n) > -EXACT_BELOW &&
	      node_real(n) < EXACT_BELOW)) /* infinity and NaN, or too large for a fraction */
		return node_real(n) - node_real(n) == 0.0;
	return (double)(int64_t)node_real(n) == node_real(n);
}

/* remainder * 10 + digit, less `by` as often as it fits. All are digit strings of `n` + 1 places, most significant
 * first. */
static void divide_step(unsigned char *remainder, const unsigned char *by, size_t n, unsigned char digit)
{
	memmove(remainder, remainder + 1, n);
	remainder[n] = digit;
	while (memcmp(remainder, by, n + 1) >= 0) {
		int borrow = 0;

		for (size_t i = n + 1; i; i--) {
			int d = remainder[i - 1] - by[i - 1] - borrow;

			borrow = d < 0;
			remainder[i - 1] = (unsigned char)(borrow ? d + 10 : d);
		}
	}
}

static bool divides(const struct decimal *dividend, const struct decimal *divisor, size_t zeros, struct arena *scratch)
{
	unsigned char small[2 * (DIGITS_INLINE + 1)] = { 0 };
	size_t n = divisor->n;
	unsigned char *remainder = n <= DIGITS_INLINE ? small : arena_array(scratch, 2 * (n + 1), unsigned char);
	unsigned char *by = remainder + n + 1;

	for (size_t i = 0; i < n; i++)
		by[i + 1] = (unsigned char)(divisor->digit[i] - '0');
	for (size_t i = 0; i < dividend->n; i++)
		divide_step(remainder, by, n, (unsigned char)(dividend->digit[i] - '0'));
	for (size_t i = 0; i < zeros; i++)
		divide_step(remainder, by, n, 0);
	for (size_t i = 0; i <= n; i++)
		if (remainder[i])
			return false;
	return true;
}

/* (a * 10^zeros) mod b for a divisor of at most SHORT_DIVISOR digits. */
static bool divides_short(const struct decimal *dividend, const struct decimal *divisor, uint64_t zeros)
{
	uint64_t by = 0, remainder = 0, power = 10;

	for (size_t i = 0; i < divisor->n; i++)
		by = by * 10 + (uint64_t)(divisor->digit[i] - '0');
	for (size_t i = 0; i < dividend->n; i++)
		remainder = (remainder * 10 + (uint64_t)(dividend->digit[i] - '0')) % by;
	for (power %= by; zeros; zeros >>= 1) {
		if (zeros & 1)
			remainder = remainder * power % by;
		power = power * power % by;
	}
	return remainder == 0;
}

bool number_is_multiple(const struct node *n, const struct node *of, struct arena *scratch)
{
	struct decimal a, b;
	int64_t zeros;

	if (n->kind == NODE_INT && of->kind == NODE_INT && !n->is_big && !of->is_big && node_integer(of) > 0)
		return node_integer(n) % node_integer(of) == 0;
	if (!read_decimal(n, &a, scratch) || !read_decimal(of, &b, scratch) || !b.n)
		return false; /* infinities are multiples of nothing */
	if (!a.n)
		return true;
	/* Neither ends in a zero digit: with more places than the divisor a number is no multiple of it. */
	zeros = (a.point - (int64_t)a.n) - (b.point - (int64_t)b.n);
	if (zeros < 0)
		return false;
	if (b.n <= SHORT_DIVISOR)
		return divides_short(&a, &b, (uint64_t)zeros);
	if (zeros > DIVISION_MAX_STEPS || a.n > DIVISION_MAX_STEPS || b.n > DIVISION_MAX_STEPS ||
	    ((uint64_t)zeros + a.n) * b.n > DIVISION_MAX_STEPS)
		return false; /* hundreds of digits on both sides: not worth the time */
	return divides(&a, &b, (size_t)zeros, scratch);
}
