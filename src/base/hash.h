#ifndef DICTUM_BASE_HASH_H
#define DICTUM_BASE_HASH_H

/* One content hash everywhere: XXH3-128 (manifest, asset names, caches). Not a defence against forgery. */
#include "base/str.h"

struct hash {
	uint64_t high, low;
};
struct hash_state; /* a running hash */

struct hash hash_bytes(str bytes);
bool hash_eq(struct hash a, struct hash b);
str hash_hex(struct hash h, struct arena *a);             /* 32 lower-case digits */
bool hash_parse(str hex, struct hash *out);               /* false unless 32 hexadecimal digits */
struct hash_state *hash_begin(struct arena *a);
void hash_add(struct hash_state *s, str field); /* length-prefixed, so fields cannot run into one another */
struct hash hash_end(struct hash_state *s);

#endif
