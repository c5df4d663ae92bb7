#ifndef DICTUM_DOC_NUMBER_H
#define DICTUM_DOC_NUMBER_H

/* Exact numbers without a big-number library: a number is its decimal digits. For doc/ only; others ask doc_number. */
#include "doc/doc.h"

enum {
	NUMBER_MAX_DIGITS = 1000, /* no limit of doc_limits goes above it */
	DECIMAL_MAX = 1216        /* decimal digits of 1000 hexadecimal ones, times 3600 */
};

/* 0.d1d2d3... times 10 to the exponent; neither the first nor the last digit is 0, zero has none. */
struct decimal {
	bool is_negative;
	int64_t exponent;
	size_t n;
	char digits[DECIMAL_MAX]; /* '0'..'9' */
};

size_t number_digits(str text); /* how many digits stand in it, as doc_limits counts them */
/* Decimal text: sign, digits with '_' and ',' between, fraction, exponent. False for anything else. */
bool decimal_read(str text, struct decimal *d);
/* Exact value of an integer as YAML 1.1 and Psych write it: decimal, 0octal, 0x, 0b, base 60. The caller has checked
 * the form. */
void decimal_read_int(str text, struct decimal *d);
/* Of a number node; false for infinities, NaN and nodes that are no numbers. */
bool decimal_of(const struct node *n, struct decimal *d);
bool decimal_equal(const struct decimal *a, const struct decimal *b);
bool decimal_to_i64(const struct decimal *d, int64_t *out); /* false when it does not fit or has a fraction */
double decimal_to_real(const struct decimal *d);            /* nearest double, infinity when too large */
/* Canonical JSON: "-12", "16.1", "1.0" with `is_real`, "1.5e+300" when very large or small. */
void decimal_write(struct buf *out, const struct decimal *d, bool is_real);
/* Fills `n` as the number `d` says. */
void number_set_int(struct node *n, const struct decimal *d);
/* Shortest text that reads back as `v`, which is finite; `size` >= 32. Returns its length. */
size_t real_write(double v, char *text, size_t size);

#endif
