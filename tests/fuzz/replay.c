/* Feeds a fuzzer what is kept in tests/fuzz/corpus/NAME, without libFuzzer: seeds, and inputs that broke something once. Each is a test of `make
   check`. Any compiler and any variant builds it. Runs in the top folder of the project. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"
#include "fuzz.h"

enum { MAX_INPUT = 1024 * 1024 }; /* bytes */

/* In memory of exactly its size, so that sanitizers see the first byte read behind it. */
static void feed(str bytes)
{
	uint8_t *exact = arena_malloc_or_die(bytes.n ? bytes.n : 1);

	if (bytes.n)
		memcpy(exact, bytes.p, bytes.n);
	(void)LLVMFuzzerTestOneInput(exact, bytes.n); /* always 0 */
	free(exact);
}

static bool replay(int folder, str name, struct arena *a)
{
	struct err e = { .text = "" };
	str bytes = { 0 };

	if (fs_read_at(folder, name, MAX_INPUT, a, &bytes, &e) != FS_READ_OK) {
		(void)printf("# %.*s: %s\n", STR_ARG(name), e.text); /* the exit status tells, too */
		return false;
	}
	feed(bytes);
	return true;
}

/* "build/release/replay/f_slug" has its inputs in tests/fuzz/corpus/slug. */
static const char *folder_of(const char *program, struct arena *a)
{
	str name = str_cut_last(str_from_z(program), '/').tail;

	return str_z(str_fmt(a, "tests/fuzz/corpus/%.*s", STR_ARG(str_from(name, 2))), a);
}

int main(int argc, char **argv)
{
	struct arena a = { 0 };
	const char *path = folder_of(argc > 0 ? argv[0] : "", &a);
	struct fs_items items = { 0 };
	struct err e = { .text = "" };
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = folder >= 0 && fs_list(folder, (str){ 0 }, &a, &items, &e) && items.all.n;

	(void)printf("1..%zu\n", items.all.n + 1); /* prove counts the lines */
	feed((str){ 0 });
	(void)printf("%s 1 - there are inputs in %s\n", ok ? "ok" : "not ok", path);
	for (size_t i = 0; i < items.all.n; i++) {
		bool passed;

		(void)fflush(stdout); /* what came before must be seen when this one aborts */
		passed = replay(folder, items.all.v[i].name, &a);
		(void)printf("%s %zu - %.*s breaks nothing\n", passed ? "ok" : "not ok", i + 2, STR_ARG(items.all.v[i].name));
		ok = ok && passed;
	}
	arena_free(&a);
	return ok && !close(folder) ? 0 : 1;
}
