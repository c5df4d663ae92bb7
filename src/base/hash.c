/* XXH3-128 behind our own names. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"

enum { HEX_DIGITS = 32 };

struct hash_state {
	XXH3_state_t xxh;
};

static struct hash from_xxh(XXH128_hash_t h)
{
	return (struct hash){ h.high64, h.low64 };
}

struct hash hash_bytes(str bytes)
{
	return from_xxh(XXH3_128bits(bytes.n ? bytes.p : "", bytes.n));
}

bool hash_eq(struct hash a, struct hash b)
{
	return a.high == b.high && a.low == b.low;
}

str hash_hex(struct hash h, struct arena *a)
{
	char *hex = arena_array(a, HEX_DIGITS, char);

	for (size_t i = 0; i < HEX_DIGITS; i++)
		hex[i] = "0123456789abcdef"[(i < HEX_DIGITS / 2 ? h.high : h.low) >> (60 - 4 * (i % (HEX_DIGITS / 2))) & 0xF];
	return (str){ hex, HEX_DIGITS };
}

bool hash_parse(str hex, struct hash *out)
{
	uint64_t half[2] = { 0, 0 };

	if (hex.n != HEX_DIGITS)
		return false;
	for (size_t i = 0; i < hex.n; i++) {
		int digit = byte_hex(hex.p[i]);

		if (digit < 0)
			return false;
		half[i / (HEX_DIGITS / 2)] = half[i / (HEX_DIGITS / 2)] << 4 | (uint64_t)digit;
	}
	*out = (struct hash){ half[0], half[1] };
	return true;
}

struct hash_state *hash_begin(struct arena *a)
{
	struct hash_state *s = arena_alloc(a, 1, sizeof *s, 64); /* XXH3_state_t wants 64 bytes of alignment */

	BUG_IF(XXH3_128bits_reset(&s->xxh) != XXH_OK);
	return s;
}

void hash_add(struct hash_state *s, str field)
{
	uint64_t n = field.n;
	unsigned char length[8];

	for (size_t i = 0; i < sizeof length; i++)
		length[i] = (unsigned char)(n >> 8 * i);
	BUG_IF(XXH3_128bits_update(&s->xxh, length, sizeof length) != XXH_OK);
	if (field.n)
		BUG_IF(XXH3_128bits_update(&s->xxh, field.p, field.n) != XXH_OK);
}

struct hash hash_end(struct hash_state *s)
{
	return from_xxh(XXH3_128bits_digest(&s->xxh));
}
