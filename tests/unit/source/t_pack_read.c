/* Packs made here, each wrong in one way. */
#include "sandbox.h"

#include <zlib.h>

#include "source/packs.h"

enum { LIMIT = 64 * 1024 * 1024 }; /* above it libgit2 is to be asked */

static struct pack_reader *open_reader(struct sandbox *s, const char *objects)
{
	return pack_reader_new(packs_open(at(s, objects)));
}

/* A blob's bytes. */
static bool read_blob(struct sandbox *s, struct pack_reader *r, str id, size_t max, str *out)
{
	struct object *o = pack_reader_read(r, (const unsigned char *)id.p, max);
	bool is_blob = o && o->type == 3;

	if (is_blob)
		*out = str_dup(o->bytes, &s->a);
	object_free(o);
	return is_blob;
}

static void write_all(struct sandbox *s, const char *name, str bytes)
{
	FILE *f = fopen(str_z(at(s, name), &s->a), "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

struct made {
	unsigned char pack[400000];
	size_t n, n_entries;
	struct {
		uint32_t offset, crc;
	} entry[5000];
};

static void put_u32(unsigned char *p, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(n >> (24 - 8 * i));
}

static void put_size(struct made *m, size_t n, unsigned first)
{
	m->pack[m->n++] = (unsigned char)(first | (first ? n & 15 : n & 127) | (n >> (first ? 4 : 7) ? 0x80 : 0));
	for (n >>= first ? 4 : 7; n; n >>= 7)
		m->pack[m->n++] = (unsigned char)((n & 127) | (n >> 7 ? 0x80 : 0));
}

/* `base` is what stands between size and stream. */
static void put_entry(struct made *m, unsigned type, size_t size, str base, str content)
{
	uLongf n = sizeof m->pack - m->n;
	size_t from = m->n;

	m->entry[m->n_entries].offset = (uint32_t)from;
	put_size(m, size, type << 4);
	memcpy(m->pack + m->n, base.p, base.n);
	m->n += base.n;
	n = sizeof m->pack - m->n;
	assert_int_equal(compress(m->pack + m->n, &n, (const Bytef *)content.p, content.n), Z_OK);
	m->n += n;
	m->entry[m->n_entries++].crc = (uint32_t)crc32(0, m->pack + from, (uInt)(m->n - from));
}

static struct made *make(struct sandbox *s)
{
	struct made *m = arena_new(&s->a, struct made);

	memcpy(m->pack, "PACK\0\0\0\2", 8);
	m->n = 12;
	return m;
}

/* Of object `number`: its high byte, its low byte, zeros. */
static str id_of(struct sandbox *s, int number)
{
	char *p = arena_alloc(&s->a, 20, 1, 1);

	p[0] = (char)(number >> 8);
	p[1] = (char)(number & 255);
	return (str){ p, 20 };
}

static void put_index(struct sandbox *s, const struct made *m)
{
	size_t n = m->n_entries;
	unsigned char *p = arena_alloc(&s->a, 1, 8 + 1024 + n * 28 + 40, 1), *at_ids = p + 1032;

	memcpy(p, "\377tOc\0\0\0\2", 8);
	for (size_t i = 0; i < 256; i++)
		put_u32(p + 8 + 4 * i, (uint32_t)((i + 1) * 256 < n ? (i + 1) * 256 : n));
	for (size_t i = 0; i < n; i++) {
		memcpy(at_ids + 20 * i, id_of(s, (int)i).p, 20);
		put_u32(at_ids + 20 * n + 4 * i, m->entry[i].crc);
		put_u32(at_ids + 24 * n + 4 * i, m->entry[i].offset);
	}
	write_all(s, "objects/pack/pack-p.idx", (str){ (const char *)p, 8 + 1024 + n * 28 + 40 });
}

static bool read_made(struct sandbox *s, struct made *m, int number, str *out)
{
	struct pack_reader *r;
	bool is_read;

	run(s, "mkdir -p objects/pack");
	put_u32(m->pack + 8, (uint32_t)m->n_entries);
	memset(m->pack + m->n, 0, 20);
	write_all(s, "objects/pack/pack-p.pack", (str){ (const char *)m->pack, m->n + 20 });
	put_index(s, m);
	r = open_reader(s, "objects");
	is_read = read_blob(s, r, id_of(s, number), SIZE_MAX, out);
	pack_reader_free(r);
	return is_read;
}

static const str none = { "", 0 };

#define BYTES_OF(text) { text, sizeof text - 1 } /* in tables */
#define BYTES(text) ((str)BYTES_OF(text))

static void deltas_are_applied_or_refused_as_a_whole(void **state)
{
	static const struct {
		str delta;
		const char *result; /* NULL: refused */
	} rows[] = {
		{ BYTES_OF("\x0a\x03\x03xyz"), "xyz" },
		{ BYTES_OF("\x0a\x05\x91\x02\x03\x02uv"), "cdeuv" },
		{ BYTES_OF("\x0a\x0a\x90\x0a"), "abcdefghij" },
		{ BYTES_OF("\x0a\x00"), "" },
		{ BYTES_OF("\x0a\x03\x91\x07\x03"), "hij" },
		{ BYTES_OF("\x0a\x03\x91\x08\x03"), NULL },             /* one beyond the base */
		{ BYTES_OF("\x0a\x01\x91\x0b\x01"), NULL },             /* begins beyond */
		{ BYTES_OF("\x0a\x03\x9f\x00\x00\x00\x01\x03"), NULL }, /* far beyond */
		{ BYTES_OF("\x0a\x03\x80"), NULL },                     /* no size is 64 KiB */
		{ BYTES_OF("\x0a\x03\xf0\xff\xff\xff"), NULL },
		{ BYTES_OF("\x09\x03\x03xyz"), NULL },                  /* of another base */
		{ BYTES_OF("\x0a\x02\x03xyz"), NULL },                  /* more than it says */
		{ BYTES_OF("\x0a\x04\x03xyz"), NULL },                  /* less */
		{ BYTES_OF("\x0a\x03\x03xy"), NULL },                   /* cut */
		{ BYTES_OF("\x0a\x03\x91\x00"), NULL },
		{ BYTES_OF("\x0a\x03\x00\x03xyz"), NULL },              /* the reserved command */
		{ BYTES_OF("\x0a"), NULL },
		{ BYTES_OF(""), NULL },
		{ BYTES_OF("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), NULL },
		{ BYTES_OF("\x0a\x81\x80\x04"), NULL },                 /* 64 KiB and one */
	};
	struct sandbox *s = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (unsigned type = 6; type <= 7; type++) {
			struct made *m = make(s);
			str got = { 0 };

			put_entry(m, 3, 10, none, STR("abcdefghij"));
			put_entry(m, type, rows[i].delta.n, type == 7 ? id_of(s, 0) : str_fmt(&s->a, "%c", (int)(m->n - 12)),
			          rows[i].delta);
			if (read_made(s, m, 1, &got) != (rows[i].result != NULL))
				fail_msg("row %zu", i);
			assert_true(!rows[i].result || str_eq_z(got, rows[i].result));
		}
	}
}

static void limit_holds_on_both_sides(void **state)
{
	struct sandbox *s = *state;
	str big = { arena_alloc(&s->a, 1, LIMIT + 1, 1), LIMIT };

	for (size_t more = 0; more < 2; more++) {
		str got = { 0 };
		struct made *m = make(s);

		put_entry(m, 3, LIMIT + more, none, (str){ big.p, LIMIT + more });
		assert_int_equal(read_made(s, m, 0, &got), !more);
		assert_int_equal(got.n, more ? 0 : LIMIT);
	}
}

/* 64 KiB, of which 1,024 copies are made, and a byte. */
static void small_difference_with_a_huge_result_is_refused(void **state)
{
	struct sandbox *s = *state;
	str base = { arena_alloc(&s->a, 1, 0x10000, 1), 0x10000 };

	for (size_t more = 0; more < 2; more++) {
		char delta[2000] = "\x80\x80\x04\x80\x80\x80\x20";
		size_t n = 7;
		str got = { 0 };
		struct made *m = make(s);

		delta[3] = (char)(0x80 | more);
		memset(delta + n, 0x80, 1024);
		n += 1024;
		memcpy(delta + n, "\x01x", 2);
		put_entry(m, 3, base.n, none, base);
		put_entry(m, 7, n + 2 * more, id_of(s, 0), (str){ delta, n + 2 * more });
		assert_int_equal(read_made(s, m, 1, &got), !more);
		assert_int_equal(got.n, more ? 0 : LIMIT);
	}
}

static void callers_limit_holds_on_both_sides(void **state)
{
	struct sandbox *s = *state;
	struct made *m = make(s);
	struct pack_reader *r;
	str got = { 0 };

	put_entry(m, 3, 10, none, STR("abcdefghij"));
	assert_true(read_made(s, m, 0, &got));
	r = open_reader(s, "objects");
	assert_false(read_blob(s, r, id_of(s, 0), 9, &got));
	assert_true(read_blob(s, r, id_of(s, 0), 10, &got));
	assert_false(read_blob(s, r, id_of(s, 1), 10, &got));
	pack_reader_free(r);
}

static void sizes_that_lie_are_refused(void **state)
{
	static const size_t sizes[] = { 0, 9, 11, 15, 16, 5000, LIMIT, LIMIT + 1, SIZE_MAX };
	struct sandbox *s = *state;
	str got = { 0 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct made *m = make(s);

		put_entry(m, 3, sizes[i], none, STR("abcdefghij"));
		assert_false(read_made(s, m, 0, &got));
	}
}

static void chains_that_lead_nowhere_end(void **state)
{
	struct sandbox *s = *state;
	struct made *m = make(s);
	str delta = BYTES("\x0a\x03\x03xyz"), got = { 0 };

	put_entry(m, 7, delta.n, id_of(s, 1), delta); /* a circle */
	put_entry(m, 7, delta.n, id_of(s, 0), delta);
	put_entry(m, 7, delta.n, id_of(s, 2), delta);     /* itself */
	put_entry(m, 7, delta.n, id_of(s, 99), delta);    /* in no pack */
	put_entry(m, 6, delta.n, BYTES("\x00"), delta);    /* itself again */
	put_entry(m, 6, delta.n, BYTES("\xff\x7f"), delta); /* before the pack */
	put_entry(m, 6, delta.n, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), delta);
	put_entry(m, 1, 10, none, STR("abcdefghij"));      /* a commit */
	put_entry(m, 7, delta.n, id_of(s, 7), delta);
	put_entry(m, 0, 10, none, STR("abcdefghij"));
	put_entry(m, 5, 10, none, STR("abcdefghij"));
	for (int i = 0; i < (int)m->n_entries; i++)
		assert_false(read_made(s, m, i, &got));
}

/* Object n is a delta of n - 1 that says the same. */
static void longest_chain_is_read_and_no_longer_one(void **state)
{
	struct sandbox *s = *state;
	struct made *m = make(s);
	str same = BYTES("\x0a\x0a\x90\x0a"), got = { 0 };

	put_entry(m, 3, 10, none, STR("abcdefghij"));
	for (int i = 1; i <= 4096; i++)
		put_entry(m, 7, same.n, id_of(s, i - 1), same);
	assert_true(read_made(s, m, 4095, &got));
	assert_true(str_eq_z(got, "abcdefghij"));
	assert_false(read_made(s, m, 4096, &got));
}

static void what_was_forgotten_is_unpacked_again(void **state)
{
	struct sandbox *s = *state;
	struct made *m = make(s);
	struct pack_reader *r;
	str delta = BYTES("\x0a\x05\x91\x02\x03\x02uv"), got = { 0 };

	put_entry(m, 3, 10, none, STR("abcdefghij"));
	put_entry(m, 7, delta.n, id_of(s, 0), delta);
	assert_true(read_made(s, m, 1, &got));
	r = open_reader(s, "objects");
	for (size_t size = 0; size < 400; size += 50) { /* less than one, one, both */
		assert_true(read_blob(s, r, id_of(s, 1), 100, &got));
		assert_true(str_eq_z(got, "cdeuv"));
		pack_reader_forget(r, size);
	}
	pack_reader_free(r);
}

static void pack_of_another_index_is_left_alone(void **state)
{
	static const size_t places[] = { 0, 4, 11 };
	struct sandbox *s = *state;
	str got = { 0 };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct made *m = make(s);
		struct pack_reader *r;
		str pack;

		put_entry(m, 3, 10, none, STR("abcdefghij"));
		assert_true(read_made(s, m, 0, &got));
		pack = str_dup(file_bytes(s, "objects/pack/pack-p.pack"), &s->a);
		((char *)(uintptr_t)pack.p)[places[i]] ^= 1;
		write_all(s, "objects/pack/pack-p.pack", pack);
		r = open_reader(s, "objects");
		assert_false(read_blob(s, r, id_of(s, 0), 100, &got));
		assert_false(read_blob(s, r, id_of(s, 0), 100, &got));
		pack_reader_free(r);
	}
}

static void folder_without_packs_has_no_blobs(void **state)
{
	struct sandbox *s = *state;
	str got = { 0 };
	struct pack_reader *r = open_reader(s, "nowhere");

	assert_false(read_blob(s, r, id_of(s, 0), 100, &got));
	pack_reader_free(r);
	pack_reader_free(open_reader(s, "never read from"));
	run(s, "mkdir -p objects/pack; : >objects/pack/pack-p.keep");
	r = open_reader(s, "objects");
	assert_false(read_blob(s, r, id_of(s, 0), 100, &got));
	pack_reader_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(deltas_are_applied_or_refused_as_a_whole),
		sandbox_test(limit_holds_on_both_sides),
		sandbox_test(small_difference_with_a_huge_result_is_refused),
		sandbox_test(callers_limit_holds_on_both_sides),
		sandbox_test(sizes_that_lie_are_refused),
		sandbox_test(chains_that_lead_nowhere_end),
		sandbox_test(longest_chain_is_read_and_no_longer_one),
		sandbox_test(what_was_forgotten_is_unpacked_again),
		sandbox_test(pack_of_another_index_is_left_alone),
		sandbox_test(folder_without_packs_has_no_blobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
