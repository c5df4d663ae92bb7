#ifndef DICTUM_SOURCE_PACKS_PARTS_H
#define DICTUM_SOURCE_PACKS_PARTS_H

/* What those who read packs and their indexes byte by byte have in common (git's Documentation/gitformat-pack). Numbers are in network byte order. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ID_BYTES = 20, HEADER_BYTES = 8, FANOUT_BYTES = 1024, TRAILER_BYTES = 40 };
enum { PACK_HEAD = 12 }; /* bytes: "PACK", version, number of objects */
#define PACK_IS_LARGE UINT32_C(0x80000000) /* of an offset of 4 bytes: the other bits number one of 8 bytes */

struct mapped {
	const unsigned char *p;
	size_t size;
};
/* Regular files that are not empty; false for everything else. */
bool pack_map(int folder, const char *name, struct mapped *out);
void pack_unmap(struct mapped *m);

static inline uint32_t pack_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t pack_u64(const unsigned char *p)
{
	return (uint64_t)pack_u32(p) << 32 | pack_u32(p + 4);
}

#endif
