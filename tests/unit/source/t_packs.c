/* Objects out of packs of every shape that git writes, against git's own reading of them; and packs that anybody may have written. */
#include "sandbox.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "source/packs.h"

/* One line in 40 of `f` changes with every commit, so that git tells most versions by their difference from others. */
static const char versions[] =
        "git init -q r; mkdir r/d; seq 1 400 >r/d/f; : >r/empty; noise 70000 >r/large; i=0; while [ $i -lt 60 ]; do i=$((i + 1));"
        "sed -i \"$((i * 5))s/$/ changed $i/\" r/d/f; echo $i >r/d/g$i; commit r; done;";

static struct pack_reader *open_reader(struct sandbox *s)
{
	return pack_reader_new(packs_open(at(s, "r/.git/objects")));
}

static void id_of(str hex, unsigned char *out)
{
	for (size_t i = 0; i < 20; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex.p + 2 * i, "%2x", &byte), 1);
		out[i] = (unsigned char)byte;
	}
}

/* How many objects of the repository the reader gives; each as git does. */
static size_t read_all(struct sandbox *s, struct pack_reader *r)
{
	str ids = file_bytes(s, "ids"), all = file_bytes(s, "all");
	size_t n = 0;

	for (; ids.n; ids = str_cut(ids, '\n').tail) {
		str line = str_cut(ids, '\n').head, size = str_cut_last(line, ' ').tail, type = str_cut(str_from(line, 41), ' ').head;
		unsigned char id[20];
		struct object *o;
		int64_t bytes = 0;

		assert_true(str_to_i64(size, &bytes));
		id_of(line, id);
		o = pack_reader_read(r, id, 1000000);
		if (o) {
			n++;
			assert_true(str_eq(o->bytes, str_sub(all, 1, (size_t)bytes)));
			assert_int_equal(o->bytes.p[bytes], '\0');
			assert_int_equal(o->type, str_eq_z(type, "commit") ? 1 : str_eq_z(type, "tree") ? 2 : str_eq_z(type, "blob") ? 3 : 4);
		}
		object_free(o);
		all = str_from(all, (size_t)bytes + 2); /* an empty head of a line of its own */
	}
	return n;
}

static size_t count_objects(struct sandbox *s)
{
	size_t n = 0;

	for (str ids = file_bytes(s, "ids"); ids.n; ids = str_cut(ids, '\n').tail)
		n++;
	return n;
}

/* Twice, so that kept objects are read, too. */
static void expect_all(struct sandbox *s)
{
	struct pack_reader *r = open_reader(s);

	run(s, "git -C r cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype) %(objectsize)' >ids;"
	       "git -C r cat-file --batch-all-objects --batch-check='%(objectname)' | git -C r cat-file --batch='' >all");
	assert_true(count_objects(s) > 200);
	assert_int_equal(read_all(s, r), count_objects(s));
	assert_int_equal(read_all(s, r), count_objects(s));
	pack_reader_free(r);
}

static void packs_of_gc_are_read_as_git_reads_them(void **state)
{
	run(*state, versions);
	run(*state, "git -C r tag -a -m text v1; git -C r repack -qadf");
	expect_all(*state);
}

static void bases_named_by_ids_are_found(void **state)
{
	run(*state, versions);
	run(*state, "git -C r -c repack.useDeltaBaseOffset=false repack -qadf");
	expect_all(*state);
}

static void packs_of_fast_import_are_read_as_git_reads_them(void **state)
{
	run(*state, versions);
	run(*state, "git -C r fast-export --all >stream; rm -rf r; git init -q r; git -C r fast-import --quiet <stream");
	expect_all(*state);
}

static void long_chains_and_several_packs_are_read(void **state)
{
	run(*state, versions);
	run(*state, "git -C r repack -qd; git -C r reset -q --soft HEAD~20; git -C r repack -qadf --depth=4000; echo n >r/n; commit r; git -C r repack -qd;"
	            "ls r/.git/objects/pack/*.pack | wc -l | grep -q 2; git -C r reset -q --hard; git -C r reflog expire --all --expire=now");
	expect_all(*state);
}

static void what_is_in_no_pack_is_not_read(void **state)
{
	struct sandbox *s = *state;
	struct pack_reader *r;

	run(s, versions);
	run(s, "git -C r cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype) %(objectsize)' >ids; : >all");
	r = open_reader(s);
	assert_int_equal(read_all(s, r), 0);
	pack_reader_free(r);
}

static void sizes_up_to_the_limit_are_read(void **state)
{
	struct sandbox *s = *state;
	struct pack_reader *r;
	unsigned char id[20];
	struct object *o;

	run(s, "git init -q r; noise 5000 >r/f; commit r; git -C r rev-parse HEAD:f >id; git -C r repack -qad");
	id_of(file_bytes(s, "id"), id);
	r = open_reader(s);
	o = pack_reader_read(r, id, 5000);
	assert_non_null(o);
	assert_null(pack_reader_read(r, id, 4999));
	pack_reader_free(r);
	assert_int_equal(o->bytes.n, 5000); /* it outlives its reader */
	object_free(o);
}

static void put(struct sandbox *s, const char *name, str bytes)
{
	FILE *f = fopen(str_z(at(s, name), &s->a), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

static void make_one_pack(struct sandbox *s)
{
	run(s, versions);
	run(s, "git -C r repack -qadf; cd r/.git/objects/pack; chmod u+w *; mv *.pack one.pack; mv *.idx one.idx;"
	       "cd ../../../..; git -C r cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype) %(objectsize)' >ids;"
	       "git -C r cat-file --batch-all-objects --batch-check='%(objectname)' | git -C r cat-file --batch='' >all");
}

/* Bytes of objects are told right or not at all: zlib's sums see to that; bytes outside of the streams may name something else. */
static void damaged_packs_harm_nobody(void **state)
{
	struct sandbox *s = *state;
	str pack, ids;
	uint32_t seed = 1;

	make_one_pack(s);
	pack = file_bytes(s, "r/.git/objects/pack/one.pack");
	ids = file_bytes(s, "ids");
	for (size_t round = 0; round < 60; round++) {
		char *bytes = (char *)(uintptr_t)pack.p, saved[8];
		size_t places[8];
		struct pack_reader *r;

		for (size_t i = 0; i < 8; i++) {
			seed = seed * 1664525 + 1013904223;
			places[i] = 12 + seed % (pack.n - 32);
			saved[i] = bytes[places[i]];
			bytes[places[i]] = (char)(seed >> 24);
		}
		put(s, "r/.git/objects/pack/one.pack", pack);
		r = open_reader(s);
		for (str rest = ids; rest.n; rest = str_cut(rest, '\n').tail) {
			unsigned char id[20];

			id_of(rest, id);
			object_free(pack_reader_read(r, id, 1000000));
		}
		pack_reader_free(r);
		for (size_t i = 8; i > 0; i--)
			bytes[places[i - 1]] = saved[i - 1];
	}
}

static void expect_left_out(struct sandbox *s, const char *commands)
{
	struct packs *p;
	struct pack_reader *r;

	run(s, commands);
	p = packs_open(at(s, "r/.git/objects"));
	assert_false(packs_are_whole(p));
	r = pack_reader_new(p);
	assert_int_equal(read_all(s, r), 0);
	pack_reader_free(r);
}

static void packs_that_do_not_fit_their_index_are_left_out(void **state)
{
	struct sandbox *s = *state;

	make_one_pack(s);
	run(s, "cp -r r/.git/objects/pack saved");
	expect_left_out(s, "rm r/.git/objects/pack/one.pack");
	expect_left_out(s, "head -c 3000 saved/one.pack >r/.git/objects/pack/one.pack");
	expect_left_out(s, "{ cat saved/one.pack; echo; } >r/.git/objects/pack/one.pack");
	expect_left_out(s, ": >r/.git/objects/pack/one.pack");
	expect_left_out(s, "{ printf KCAP; tail -c +5 saved/one.pack; } >r/.git/objects/pack/one.pack");
	expect_left_out(s, "rm r/.git/objects/pack/one.pack; mkfifo r/.git/objects/pack/one.pack");
	expect_left_out(s, "rm r/.git/objects/pack/one.*; cp saved/one.pack r/.git/objects/pack; head -c 1000 saved/one.idx >r/.git/objects/pack/one.idx");
	expect_left_out(s, "{ head -c -41 saved/one.idx; tail -c 40 saved/one.idx; } >r/.git/objects/pack/one.idx");
	expect_left_out(s, "{ head -c 100 saved/one.idx; printf '\\377\\377\\377\\377'; tail -c +105 saved/one.idx; } >r/.git/objects/pack/one.idx");
}

/* ---- what libgit2 may be shown ---- */

enum { TRAILER = 40 }; /* bytes: the two hashes that end an index */

static str misleading(struct sandbox *s)
{
	return packs_misleading(at(s, "r/.git/objects"), &s->a);
}

/* Sets the byte that is so many before the end of the index. */
static void spoil_index(struct sandbox *s, size_t before_end, unsigned char byte)
{
	str index = file_bytes(s, "r/.git/objects/pack/one.idx");

	((char *)(uintptr_t)index.p)[index.n - before_end] = (char)byte;
	put(s, "r/.git/objects/pack/one.idx", index);
}

static void an_offset_behind_the_index_is_misleading(void **state)
{
	make_one_pack(*state);
	assert_int_equal(misleading(*state).n, 0);
	spoil_index(*state, TRAILER + 4, 0xFF);
	assert_true(str_ends(misleading(*state), STR("/pack/one.idx")));
}

static void a_negative_offset_is_misleading(void **state)
{
	make_one_pack(*state);
	run(*state, "cd r/.git/objects/pack; rm one.idx; git index-pack --index-version=2,0x40 one.pack >out");
	assert_int_equal(misleading(*state).n, 0);
	spoil_index(*state, TRAILER + 8, 0x80);
	assert_true(str_ends(misleading(*state), STR("/pack/one.idx")));
}

/* Behind the pack, though not behind the index. */
static void an_offset_behind_the_pack_is_misleading(void **state)
{
	make_one_pack(*state);
	spoil_index(*state, TRAILER + 4, 0x7F);
	assert_true(str_ends(misleading(*state), STR("/pack/one.idx")));
}

/* Where the object with the last id lies. */
static void put_last_offset(struct sandbox *s, size_t offset)
{
	for (unsigned i = 0; i < 4; i++)
		spoil_index(s, TRAILER + 4 - i, (unsigned char)(offset >> (24 - 8 * i)));
}

static void an_offset_into_the_hash_that_ends_a_pack_is_misleading(void **state)
{
	struct sandbox *s = *state;
	size_t size;

	make_one_pack(s);
	size = file_bytes(s, "r/.git/objects/pack/one.pack").n;
	put_last_offset(s, size - 20);
	assert_int_equal(misleading(s).n, 0);
	put_last_offset(s, size - 19);
	assert_true(misleading(s).n > 0);
}

/* libgit2 refuses it by itself. */
static void an_index_of_another_pack_misleads_nobody(void **state)
{
	make_one_pack(*state);
	spoil_index(*state, TRAILER + 4, 0x7F);
	assert_true(misleading(*state).n > 0);
	run(*state, "cd r/.git/objects/pack; chmod u+w one.pack; truncate -s -1 one.pack");
	assert_int_equal(misleading(*state).n, 0);
}

static void an_index_without_its_pack_misleads_nobody(void **state)
{
	make_one_pack(*state);
	spoil_index(*state, TRAILER + 4, 0x7F);
	run(*state, "rm -f r/.git/objects/pack/one.pack");
	assert_int_equal(misleading(*state).n, 0);
}

static void indexes_of_version_1_are_looked_through(void **state)
{
	struct sandbox *s = *state;
	str index;

	make_one_pack(s);
	run(s, "cd r/.git/objects/pack; rm -f one.idx; git index-pack --index-version=1 one.pack >out");
	assert_int_equal(misleading(s).n, 0);
	index = file_bytes(s, "r/.git/objects/pack/one.idx");
	spoil_index(s, index.n - 1024, 0x7F);
	assert_true(misleading(s).n > 0);
}

/* An index over one pack by hand: where one object lies in it, and one offset of 8 bytes. The hash at the end is that of nothing. */
static void put_several(struct sandbox *s, const char *place, const char *large)
{
	static const char head[] = "MIDX\1\1\3\0\0\0\0\1"
	                           "PNAM\0\0\0\0\0\0\0\074"
	                           "OOFF\0\0\0\0\0\0\0\104"
	                           "LOFF\0\0\0\0\0\0\0\114"
	                           "\0\0\0\0\0\0\0\0\0\0\0\124"
	                           "one.idx";
	char bytes[84 + 20] = { 0 };

	memcpy(bytes, head, 68);
	memcpy(bytes + 68, place, 8);
	memcpy(bytes + 76, large, 8);
	put(s, "r/.git/objects/pack/multi-pack-index", (str){ bytes, sizeof bytes });
}

static void an_index_over_several_packs_is_looked_through(void **state)
{
	static const char few[] = "\0\0\0\0\0\0\0\014", negative[] = "\377\0\0\0\0\0\0\0";
	static const struct {
		const char *place, *large;
		bool is_misleading;
	} rows[] = {
		{ "\0\0\0\0\0\0\0\014", negative, false }, /* which nobody asks for */
		{ "\0\0\0\0\177\0\0\0", few, true },
		{ "\0\0\0\0\200\0\0\0", few, false },
		{ "\0\0\0\0\200\0\0\0", negative, true },
		{ "\0\0\0\0\200\0\0\1", negative, false }, /* there is no second one */
		{ "\0\0\0\1\177\0\0\0", few, false },     /* nor a second pack */
	};

	make_one_pack(*state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_several(*state, rows[i].place, rows[i].large);
		assert_int_equal(misleading(*state).n > 0, rows[i].is_misleading);
	}
}

static void spoil_several(struct sandbox *s, size_t at, const char *bytes, size_t n)
{
	str index = file_bytes(s, "r/.git/objects/pack/multi-pack-index");

	memcpy((char *)(uintptr_t)index.p + at, bytes, n);
	put(s, "r/.git/objects/pack/multi-pack-index", index);
}

/* libgit2 takes no notice of where the table says that its last chunk ends. */
static void the_last_chunk_goes_on_to_the_hash_whatever_its_table_says(void **state)
{
	make_one_pack(*state);
	put_several(*state, "\0\0\0\0\200\0\0\0", "\177\0\0\0\0\0\0");
	assert_true(misleading(*state).n > 0);
	spoil_several(*state, 12 + 3 * 12 + 11, "\114", 1); /* where the offsets of 8 bytes begin */
	assert_true(misleading(*state).n > 0);
}

static void of_two_chunks_with_one_name_the_last_counts(void **state)
{
	make_one_pack(*state);
	put_several(*state, "\0\0\0\0\0\0\0\014", "\0\0\0\0\177\0\0");
	assert_int_equal(misleading(*state).n, 0);
	spoil_several(*state, 12 + 2 * 12, "OOFF", 4);
	assert_true(misleading(*state).n > 0);
}

/* To libgit2 an offset of 4 bytes is one of 31 bits only where there are some of 8 bytes. */
static void an_empty_chunk_of_large_offsets_is_none(void **state)
{
	make_one_pack(*state);
	put_several(*state, "\0\0\0\0\200\0\0\0", "\0\0\0\0\0\0\0\014");
	assert_int_equal(misleading(*state).n, 0);
	spoil_several(*state, 12 + 12, "LOFF\0\0\0\0\0\0\0\104OOFF\0\0\0\0\0\0\0\104", 24);
	assert_true(misleading(*state).n > 0);
}

static void the_index_that_git_writes_over_several_packs_misleads_nobody(void **state)
{
	struct sandbox *s = *state;
	str index;

	make_one_pack(s);
	run(s, "cd r; git multi-pack-index write");
	assert_int_equal(misleading(s).n, 0);
	index = file_bytes(s, "r/.git/objects/pack/multi-pack-index");
	((char *)(uintptr_t)index.p)[index.n - 20 - 4] = 0x7F;
	put(s, "r/.git/objects/pack/multi-pack-index", index);
	assert_true(misleading(s).n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(packs_of_gc_are_read_as_git_reads_them),
		sandbox_test(bases_named_by_ids_are_found),
		sandbox_test(packs_of_fast_import_are_read_as_git_reads_them),
		sandbox_test(long_chains_and_several_packs_are_read),
		sandbox_test(what_is_in_no_pack_is_not_read),
		sandbox_test(sizes_up_to_the_limit_are_read),
		sandbox_test(damaged_packs_harm_nobody),
		sandbox_test(packs_that_do_not_fit_their_index_are_left_out),
		sandbox_test(an_offset_behind_the_index_is_misleading),
		sandbox_test(a_negative_offset_is_misleading),
		sandbox_test(an_offset_behind_the_pack_is_misleading),
		sandbox_test(an_offset_into_the_hash_that_ends_a_pack_is_misleading),
		sandbox_test(an_index_of_another_pack_misleads_nobody),
		sandbox_test(an_index_without_its_pack_misleads_nobody),
		sandbox_test(indexes_of_version_1_are_looked_through),
		sandbox_test(an_index_over_several_packs_is_looked_through),
		sandbox_test(the_last_chunk_goes_on_to_the_hash_whatever_its_table_says),
		sandbox_test(of_two_chunks_with_one_name_the_last_counts),
		sandbox_test(an_empty_chunk_of_large_offsets_is_none),
		sandbox_test(the_index_that_git_writes_over_several_packs_misleads_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
