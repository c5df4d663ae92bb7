/* Reading and comparing versions. */
#include "base/release.h"

#include "base/arena.h"

enum { MAX_DIGITS = 9 }; /* of one number */

bool release_parse(str text, struct release *out)
{
	struct cut c = { .tail = str_trim(text), .found = true };
	size_t i;

	*out = (struct release){ .is_before = str_starts(c.tail, STR("<")) };
	if (out->is_before)
		c.tail = str_from(c.tail, 1);
	for (i = 0; c.found; i++) {
		c = str_cut(c.tail, '.');
		if (i == RELEASE_PARTS || c.head.n > MAX_DIGITS || str_starts(c.head, STR("-")) || !str_to_i64(c.head, &out->part[i]))
			return false;
	}
	return i >= 2;
}

int release_compare(const struct release *a, const struct release *b)
{
	for (size_t i = 0; i < RELEASE_PARTS; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i] ? -1 : 1;
	return 0;
}

struct release release_series(const struct release *v)
{
	return (struct release){ .part = { v->part[0], v->part[1] } };
}

bool release_of_tag(str tag, struct release *out)
{
	struct cut edition = str_cut(tag, '-');
	str number = str_starts(tag, STR("v")) ? str_from(edition.head, 1) : edition.head;

	if (edition.found && !str_eq_z(edition.tail, "ee") && !str_eq_z(edition.tail, "ce"))
		return false;
	return number.n && byte_is_digit(number.p[0]) && byte_is_digit(number.p[number.n - 1]) && release_parse(number, out);
}

str release_text(const struct release *v, struct arena *a)
{
	struct buf b = { .a = a };

	buf_uint(&b, (uint64_t)v->part[0]);
	buf_byte(&b, '.');
	buf_uint(&b, (uint64_t)v->part[1]);
	return buf_str(&b);
}
