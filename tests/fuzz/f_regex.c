/* Patterns and subjects: the first line is the pattern, the rest the subject. Nothing may crash, leak or take more than
   a second; a pattern that compiles gives the same answer twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "doc/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Long subjects are where patterns run away: the bytes are repeated as often as the last one says. */
static str grow(str subject, struct arena *a)
{
	if (subject.n < 2)
		return subject;
	size_t times = 1 + (size_t)(unsigned char)subject.p[subject.n - 1] * 8;
	struct buf b = { .a = a };
	while (times-- > 0 && b.n + subject.n <= REGEX_MAX_SUBJECT)
		buf_put(&b, str_sub(subject, 0, subject.n - 1));
	return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct err e = { 0 };
	struct cut c = str_cut((str){ (const char *)data, size }, '\n');
	arena_init(&a);
	struct regex *r = regex_compile(c.head, &a, &e);
	if ((r == NULL) != (e.text[0] != '\0'))
		abort();
	if (r != NULL && regex_find(r, c.tail) != regex_find(r, c.tail))
		abort();
	if (r != NULL)
		(void)regex_find(r, grow(c.tail, &a)); /* only its time counts */
	arena_free(&a);
	return 0;
}
