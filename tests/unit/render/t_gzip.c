/* Compressed copies: they unpack to what went in, and the same bytes give the same file. */
#define ZLIB_CONST /* input is not written to */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/arena.h"
#include "render/gzip.h"

static str unpack(str file, size_t size, struct arena *a)
{
	z_stream z = { .next_in = (z_const Bytef *)file.p, .avail_in = (uInt)file.n };
	char *out = arena_array(a, size + 1, char);

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)size + 1;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	(void)inflateEnd(&z);
	return (str){ out, z.total_out };
}

/* Bytes that hardly compress. */
static str noise(size_t n, struct arena *a)
{
	char *p = arena_array(a, n, char);
	uint32_t state = 1;

	for (size_t i = 0; i < n; i++) {
		state = state * 1664525 + 1013904223;
		p[i] = (char)(state >> 24);
	}
	return (str){ p, n };
}

static void assert_returns(str bytes, struct arena *a)
{
	assert_true(str_eq(unpack(gzip_bytes(bytes, a), bytes.n, a), bytes));
	assert_true(gzip_holds(gzip_bytes(bytes, a), bytes));
}

static void a_copy_holds_its_bytes_and_no_others(void **state)
{
	struct arena a;
	str text = STR("text text text text text text\n"), copy, twice;

	(void)state;
	arena_init(&a);
	copy = gzip_bytes(text, &a);
	assert_false(gzip_holds(copy, str_sub(text, 0, text.n - 1)));
	assert_false(gzip_holds(copy, STR("text text text text text text\n.")));
	assert_false(gzip_holds(copy, STR("text text text text text texT\n")));
	assert_false(gzip_holds(copy, (str){ 0 }));
	assert_false(gzip_holds((str){ 0 }, (str){ 0 }));
	assert_false(gzip_holds(text, text));
	for (size_t i = 1; i <= copy.n; i++)
		assert_false(gzip_holds(str_sub(copy, 0, copy.n - i), text));
	twice = str_join(&a, (const str[]){ copy, copy }, 2, (str){ 0 });
	assert_false(gzip_holds(twice, text));
	assert_false(gzip_holds(twice, str_join(&a, (const str[]){ text, text }, 2, (str){ 0 }))); /* not all readers go on after the first */
	arena_free(&a);
}

static void a_copy_unpacks_to_the_bytes(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_returns((str){ 0 }, &a);
	assert_returns(STR("x"), &a);
	assert_returns(STR("text text text text text text\n"), &a);
	assert_returns(noise(1, &a), &a);
	assert_returns(noise(1000 * 1000, &a), &a);
	arena_free(&a);
}

static void repetition_takes_little_room(void **state)
{
	struct arena a;
	char *p;

	(void)state;
	arena_init(&a);
	p = arena_array(&a, 100 * 1000, char);
	memset(p, 'x', 100 * 1000);
	assert_true(gzip_bytes((str){ p, 100 * 1000 }, &a).n < 500);
	arena_free(&a);
}

static void a_copy_holds_no_time_name_or_system(void **state)
{
	static const unsigned char start[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 }; /* RFC 1952 section 2.3 */
	struct arena a;
	str one, other;

	(void)state;
	arena_init(&a);
	one = gzip_bytes(STR("the same"), &a);
	other = gzip_bytes(STR("the same"), &a);
	assert_true(str_eq(one, other));
	assert_true(one.n > sizeof start);
	assert_memory_equal(one.p, start, sizeof start);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_unpacks_to_the_bytes),
		cmocka_unit_test(a_copy_holds_its_bytes_and_no_others),
		cmocka_unit_test(repetition_takes_little_room),
		cmocka_unit_test(a_copy_holds_no_time_name_or_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
