#ifndef DICTUM_TESTS_FUZZ_FUZZ_H
#define DICTUM_TESTS_FUZZ_FUZZ_H

/* What every fuzzer is to the two that run it: libFuzzer, and replay.c, which feeds it the kept inputs. Broken promises abort (BUG_IF). */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of the input, one after the other; zeros when they are used up. */
struct bytes {
	str rest;
};

static inline unsigned bytes_take(struct bytes *b)
{
	unsigned v = b->rest.n ? (unsigned char)b->rest.p[0] : 0;

	b->rest = str_from(b->rest, 1);
	return v;
}

static inline str bytes_take_str(struct bytes *b, size_t n)
{
	str s = str_sub(b->rest, 0, n);

	b->rest = str_from(b->rest, n);
	return s;
}

#endif
