/* gzip files, made with zlib in memory of an arena, and read only to compare. */
#define ZLIB_CONST /* input is not written to */
#include "render/gzip.h"

#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/diag.h"

enum {
	WINDOW = 15 + 16,   /* the largest, and a gzip header (zlib.h, deflateInit2) */
	MEMORY = 8,         /* zlib's default */
	OS_UNKNOWN = 255,   /* RFC 1952 section 2.3.1 */
	HEADER_BYTES = 18,  /* with the trailer; deflateBound leaves them out before a header is set */
	ROOM = 32 * 1024,   /* bytes inflated at once */
	PIECE = 1 << 30     /* bytes handed to zlib at once: it counts in unsigned int */
};

static void *allocate(void *a, unsigned int n, unsigned int size)
{
	return arena_alloc(a, n, size, _Alignof(max_align_t));
}

static void forget(void *a, void *p)
{
	(void)a; /* dies as a whole */
	(void)p;
}

/* Room is enough for all of it, so it ends. */
static void deflate_all(z_stream *z, str bytes, size_t room)
{
	size_t from = 0, start = room;
	int rc = Z_OK;

	while (rc == Z_OK) {
		size_t in = bytes.n - from < PIECE ? bytes.n - from : PIECE, out = room < PIECE ? room : PIECE;

		z->next_in = (z_const Bytef *)bytes.p + from;
		z->avail_in = (uInt)in;
		z->avail_out = (uInt)out;
		rc = deflate(z, from + in == bytes.n ? Z_FINISH : Z_NO_FLUSH);
		from += in - z->avail_in;
		room -= out - z->avail_out;
	}
	BUG_IF(rc != Z_STREAM_END || from != bytes.n || room > start);
}

str gzip_bytes(str bytes, struct arena *a)
{
	gz_header header = { .os = OS_UNKNOWN };
	struct arena temp;
	z_stream z = { .zalloc = allocate, .zfree = forget, .opaque = &temp };
	size_t room;
	char *out;

	arena_init(&temp);
	BUG_IF(deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK);
	BUG_IF(deflateSetHeader(&z, &header) != Z_OK);
	room = deflateBound(&z, bytes.n) + HEADER_BYTES;
	out = arena_array(&temp, room, char);
	z.next_out = (Bytef *)out;
	deflate_all(&z, bytes, room);
	(void)deflateEnd(&z); /* says only whether it had ended */
	bytes = str_dup((str){ out, z.total_out }, a);
	arena_free(&temp);
	return bytes;
}

bool gzip_holds(str packed, str bytes)
{
	unsigned char *room;
	struct arena temp;
	z_stream z = { .zalloc = allocate, .zfree = forget, .opaque = &temp };
	int rc = packed.n && packed.n <= PIECE ? Z_OK : Z_DATA_ERROR;

	arena_init(&temp);
	room = arena_array(&temp, ROOM, unsigned char);
	BUG_IF(inflateInit2(&z, WINDOW) != Z_OK);
	z.next_in = (z_const Bytef *)packed.p;
	z.avail_in = (uInt)packed.n; /* at most PIECE, or not read */
	while (rc == Z_OK) {
		size_t n;

		z.next_out = room;
		z.avail_out = ROOM;
		rc = inflate(&z, Z_NO_FLUSH);
		n = ROOM - z.avail_out;
		if ((rc != Z_OK && rc != Z_STREAM_END) || n > bytes.n || (n && memcmp(room, bytes.p, n) != 0))
			rc = Z_DATA_ERROR;
		else
			bytes = str_from(bytes, n);
	}
	(void)inflateEnd(&z); /* says only whether it was a stream */
	arena_free(&temp);
	return rc == Z_STREAM_END && !bytes.n && !z.avail_in;
}
