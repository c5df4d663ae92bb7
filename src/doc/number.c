/* Decimal digits of numbers: from text in any notation YAML 1.1 has, to canonical JSON text, int64_t and double. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/number.h"

enum {
	LIMB = 1000000000, /* one limb holds nine decimal digits */
	LIMB_DIGITS = 9,
	MAX_LIMBS = DECIMAL_MAX / LIMB_DIGITS + 1
};

/* Unsigned integer, least limb first. */
struct big {
	uint32_t limb[MAX_LIMBS];
	size_t n;
};

static void big_mul_add(struct big *b, uint32_t factor, uint32_t addend)
{
	uint64_t carry = addend;

	for (size_t i = 0; i < b->n; i++) {
		carry += (uint64_t)b->limb[i] * factor;
		b->limb[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	while (carry) {
		BUG_IF(b->n == MAX_LIMBS);
		b->limb[b->n++] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
}

static void big_read(struct big *b, str digits, uint32_t base)
{
	for (size_t i = 0; i < digits.n; i++) {
		int v = byte_hex(digits.p[i]);

		if (v >= 0)
			big_mul_add(b, base, (uint32_t)v);
	}
}

size_t number_digits(str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += byte_hex(text.p[i]) >= 0;
	return n;
}

static void push_digit(struct decimal *d, char c)
{
	if (d->n == 0 && c == '0')
		return;
	BUG_IF(d->n == DECIMAL_MAX);
	d->digits[d->n++] = c;
}

static void drop_zeros(struct decimal *d)
{
	while (d->n && d->digits[d->n - 1] == '0')
		d->n--;
	if (d->n == 0)
		d->exponent = 0;
}

static void decimal_from_big(struct decimal *d, const struct big *b)
{
	for (size_t i = b->n; i-- > 0;)
		for (uint32_t unit = LIMB / 10; unit; unit /= 10)
			push_digit(d, (char)('0' + b->limb[i] / unit % 10));
	d->exponent = (int64_t)d->n;
	drop_zeros(d);
}

static size_t read_sign(str text, struct decimal *d)
{
	bool has_sign = text.n && (text.p[0] == '-' || text.p[0] == '+');

	d->is_negative = has_sign && text.p[0] == '-';
	return has_sign;
}

/* Text that strtol-like readers see of `s`: Ruby's to_i stops at the second of two underscores and at a last one. */
static str underscored(str s)
{
	size_t i = 0;

	while (i < s.n && (byte_is_digit(s.p[i]) || (s.p[i] == '_' && i + 1 < s.n && byte_is_digit(s.p[i + 1]))))
		i++;
	return str_sub(s, 0, i);
}

static void big_subtract(struct big *b, uint32_t small)
{
	uint32_t borrow = small; /* less than LIMB; the result is not negative */

	for (size_t i = 0; i < b->n && borrow; i++) {
		bool is_short = b->limb[i] < borrow;

		b->limb[i] += (is_short ? LIMB : 0) - borrow;
		borrow = is_short;
	}
}

static uint32_t small_number(str digits)
{
	struct big b = { 0 };

	big_read(&b, digits, 10);
	return b.n ? b.limb[0] : 0;
}

/* Psych's own rule, n * 60 ** |i - 2|: 1:30 is hours and minutes, as with two colons. Only the hours carry the sign:
 * -1:30 is -1800. */
static void read_base_60(str text, struct decimal *d)
{
	struct big b = { 0 };
	struct cut hours = str_cut(text, ':'), minutes = str_cut(hours.tail, ':');
	uint32_t seconds = small_number(minutes.head) * 60 + small_number(minutes.tail);

	big_read(&b, underscored(hours.head), 10);
	if (b.n == 0)
		d->is_negative = false;
	if (d->is_negative) {
		big_mul_add(&b, 3600, 0);
		big_subtract(&b, seconds);
	} else {
		big_mul_add(&b, 3600, seconds);
	}
	decimal_from_big(d, &b);
}

void decimal_read_int(str text, struct decimal *d)
{
	struct big b = { 0 };
	str digits;

	*d = (struct decimal){ 0 };
	digits = str_from(text, read_sign(text, d));
	if (str_find(digits, ':') < digits.n) {
		read_base_60(digits, d);
	} else if (digits.n > 1 && digits.p[0] == '0') {
		bool has_letter = digits.p[1] == 'x' || digits.p[1] == 'b';

		big_read(&b, str_from(digits, has_letter ? 2 : 1), !has_letter ? 8 : digits.p[1] == 'x' ? 16 : 2);
		decimal_from_big(d, &b);
	} else {
		BUG_IF(!decimal_read(text, d));
	}
	if (d->n == 0)
		d->is_negative = false;
}

/* Digits from text.p[*at] on, with '_' and ',' between; returns how many. Moves the exponent as digits before or after
 * the point do. */
static size_t read_digits(str text, size_t *at, bool after_point, struct decimal *d)
{
	size_t n = 0;

	for (; *at < text.n; (*at)++) {
		char c = text.p[*at];

		if (c == '_' || c == ',')
			continue;
		if (!byte_is_digit(c))
			break;
		n++;
		push_digit(d, c);
		if (after_point)
			d->exponent -= d->n == 0;
		else
			d->exponent += d->n != 0;
	}
	return n;
}

enum { EXPONENT_MAX = 1000000000 }; /* nothing is told apart beyond it, on either side */

static bool read_exponent(str text, struct decimal *d)
{
	bool has_sign = text.n && (text.p[0] == '-' || text.p[0] == '+');
	int64_t v = 0;

	if (text.n == has_sign)
		return false;
	for (size_t i = has_sign; i < text.n; i++) {
		if (!byte_is_digit(text.p[i]))
			return false;
		if (v < 10LL * EXPONENT_MAX) /* the digits in front move it by no more than a file is long */
			v = v * 10 + (text.p[i] - '0');
	}
	d->exponent += has_sign && text.p[0] == '-' ? -v : v;
	if (d->exponent > EXPONENT_MAX)
		d->exponent = EXPONENT_MAX;
	if (d->exponent < -EXPONENT_MAX)
		d->exponent = -EXPONENT_MAX;
	return true;
}

bool decimal_read(str text, struct decimal *d)
{
	size_t at, n;

	*d = (struct decimal){ 0 };
	at = read_sign(text, d);
	n = read_digits(text, &at, false, d);
	if (at < text.n && text.p[at] == '.') {
		at++;
		n += read_digits(text, &at, true, d);
	}
	if (n == 0)
		return false;
	if (at < text.n) {
		if (byte_lower(text.p[at]) != 'e' || !read_exponent(str_from(text, at + 1), d))
			return false;
	}
	drop_zeros(d);
	return true;
}

bool decimal_of(const struct node *n, struct decimal *d)
{
	char text[32];
	double real;

	if (n->kind == NODE_INT && !n->is_big) {
		int length = snprintf(text, sizeof text, "%lld", (long long)node_integer(n));

		return length > 0 && decimal_read((str){ text, (size_t)length }, d);
	}
	if (n->kind == NODE_INT) {
		decimal_read_int(n->text, d);
		return true;
	}
	if (n->kind != NODE_FLOAT)
		return false;
	/* A float written as an integer ("!!float 010") or to base 60 is worth what was read, not what its digits say.
	 */
	if (str_find(n->text, '.') < n->text.n || str_find(n->text, 'e') < n->text.n ||
	    str_find(n->text, 'E') < n->text.n)
		if (decimal_read(n->text, d))
			return true;
	real = node_real(n);
	return isfinite(real) && decimal_read((str){ text, real_write(real, text, sizeof text) }, d);
}

bool decimal_equal(const struct decimal *a, const struct decimal *b)
{
	if (a->n != b->n || a->exponent != b->exponent || memcmp(a->digits, b->digits, a->n) != 0)
		return false;
	return a->n == 0 || a->is_negative == b->is_negative;
}

static bool is_integer(const struct decimal *d)
{
	return d->n == 0 || (d->exponent > 0 && (uint64_t)d->exponent >= d->n);
}

bool decimal_to_i64(const struct decimal *d, int64_t *out)
{
	int64_t v = 0;

	if (!is_integer(d) || d->exponent > 19)
		return false;
	for (size_t i = 0; i < (size_t)d->exponent; i++) {
		int digit = i < d->n ? d->digits[i] - '0' : 0;

		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, d->is_negative ? -digit : digit, &v))
			return false;
	}
	*out = v;
	return true;
}

double decimal_to_real(const struct decimal *d)
{
	char text[DECIMAL_MAX + 32] = "-0.";
	size_t n = 3;

	memcpy(text + n, d->digits, d->n);
	n += d->n;
	(void)snprintf(text + n, sizeof text - n, "e%lld", (long long)d->exponent); /* fits: see DECIMAL_MAX + 32 */
	return strtod(text + !d->is_negative, NULL); /* the locale is never set: '.' it is */
}

enum { PLAIN_EXPONENT = 21, PLAIN_PLACES = 6 }; /* as ECMAScript: no exponent up to 21 digits and down to 0.000001 */

static void write_scientific(struct buf *out, const struct decimal *d)
{
	int64_t exponent = d->exponent - 1;

	buf_byte(out, d->digits[0]);
	buf_byte(out, '.');
	buf_put(out, d->n > 1 ? (str){ d->digits + 1, d->n - 1 } : STR("0"));
	buf_byte(out, 'e');
	buf_byte(out, exponent < 0 ? '-' : '+');
	buf_uint(out, (uint64_t)(exponent < 0 ? -exponent : exponent));
}

static void write_zeros(struct buf *out, int64_t n)
{
	for (; n > 0; n--)
		buf_byte(out, '0');
}

void decimal_write(struct buf *out, const struct decimal *d, bool is_real)
{
	size_t whole = d->exponent <= 0 ? 0 : (uint64_t)d->exponent < d->n ? (size_t)d->exponent : d->n;

	if (d->is_negative)
		buf_byte(out, '-');
	if (is_real && d->n && (d->exponent > PLAIN_EXPONENT || d->exponent < 1 - PLAIN_PLACES)) {
		write_scientific(out, d);
		return;
	}
	if (!whole)
		buf_byte(out, '0');
	buf_put(out, (str){ d->digits, whole });
	write_zeros(out, whole ? d->exponent - (int64_t)whole : 0);
	if (!is_real)
		return;
	buf_byte(out, '.');
	write_zeros(out, whole ? 0 : -d->exponent);
	buf_put(out, d->n > whole ? (str){ d->digits + whole, d->n - whole } : STR("0"));
}

void number_set_int(struct node *n, const struct decimal *d)
{
	int64_t fits;

	n->kind = NODE_INT;
	n->is_big = !decimal_to_i64(d, &fits);
}

size_t real_write(double v, char *text, size_t size)
{
	int from = isnormal(v) ? 15 : 1; /* every decimal of 15 digits is told apart, but for subnormal numbers */
	int length = 0;

	for (int precision = from; precision <= 17; precision++) {
		length = snprintf(text, size, "%.*g", precision, v);
		if (strtod(text, NULL) == v)
			break;
	}
	BUG_IF(length <= 0 || (size_t)length >= size);
	return (size_t)length;
}
