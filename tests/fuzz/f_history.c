/* A repository whose files were changed: objects, packs, their indexes, references, configuration. Nothing crashes or hangs, whoever cannot read
   says so in a sentence, and a second reading tells the same.
   Input: number of a file, what is done with it, position (2 bytes), how many bytes, the bytes; and so on. */
#include <zlib.h>

#include "repository.h"
#include "source/source.h"

#define NO_REASON "no reason given" /* what is said where libgit2 says nothing */
enum { MAX_BYTES = 400, MAX_FILES = 128, MAX_PLAIN = 8192, MAX_STEPS = 6 };

struct kept_file {
	str path, bytes;
};
struct fuzzed {
	struct repository r;
	struct kept_file files[MAX_FILES];
	size_t n;
	str text;
};

static struct fuzzed *fuzzed(void)
{
	static struct fuzzed all;

	return &all;
}

static void keep(void *arg, str path, enum fs_kind kind)
{
	struct fuzzed *f = arg;
	struct kept_file *file = &f->files[f->n];
	struct err ignored;

	if (kind != FS_FILE || str_has(path, STR("/hooks/")) || str_has(path, STR("/description")) || f->n == MAX_FILES)
		return;
	file->path = path;
	BUG_IF(fs_read_at(AT_FDCWD, path, UINT32_MAX, &f->r.a, &file->bytes, &ignored) != FS_READ_OK);
	f->n++;
}

/* Under another file's number, so that whoever has it mapped keeps what it was. */
static void put(str path, str bytes, struct arena *a)
{
	const char *name = str_z(path, a);
	struct err ignored;
	int fd;

	(void)unlink(name); /* it may not be there */
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	BUG_IF(fd < 0 || !fs_write_all(fd, bytes, path, &ignored) || close(fd));
}

static void finish(void)
{
	repository_delete(&fuzzed()->r);
}

/* ---- changes ---- */

static str splice(str s, size_t at, size_t gone, str by, struct arena *a)
{
	struct buf b = { .a = a };

	buf_put(&b, str_sub(s, 0, at));
	buf_put(&b, by);
	buf_put(&b, str_from(s, at + gone));
	return buf_str(&b);
}

/* A loose object unpacked, changed and packed again: what is wrong is found by whoever reads it, not by zlib. */
static str change_content(str packed, size_t at, str by, struct arena *a)
{
	unsigned char plain[MAX_PLAIN];
	uLongf n = sizeof plain, size;
	char *out;

	if (uncompress(plain, &n, (const Bytef *)packed.p, packed.n) != Z_OK || !n)
		return packed;
	for (size_t i = 0; i < by.n; i++)
		plain[(at + i) % n] = (unsigned char)by.p[i];
	size = compressBound(n);
	out = arena_alloc(a, size, 1, 1);
	BUG_IF(compress((Bytef *)out, &size, plain, n) != Z_OK);
	return (str){ out, size };
}

static void change_file(struct fuzzed *f, struct bytes *b, struct arena *a)
{
	static const char *const others[] = { "shallow", "packed-refs", "objects/info/alternates", "config", "commondir", "refs/replace/x" };
	const struct kept_file *file = &f->files[bytes_take(b) % f->n];
	unsigned how = bytes_take(b) % 7;
	size_t at = bytes_take(b) << 8;
	str by;

	at = (at + bytes_take(b)) % (file->bytes.n + 1);
	by = bytes_take_str(b, bytes_take(b) % 64);
	switch (how) {
	case 0:
		put(file->path, splice(file->bytes, at, by.n, by, a), a);
		break;
	case 1:
		put(file->path, splice(file->bytes, at, by.n, (str){ 0 }, a), a);
		break;
	case 2:
		put(file->path, str_sub(file->bytes, 0, at), a);
		break;
	case 3:
		(void)unlink(str_z(file->path, a)); /* another change took it */
		break;
	case 4:
	case 5:
		put(file->path, change_content(file->bytes, at, by, a), a);
		break;
	default:
		put(repository_path(&f->r, others[at % (sizeof others / sizeof *others - 1)], a), by, a);
	}
}

static void restore(struct fuzzed *f, struct arena *a)
{
	static const char *const others[] = { "shallow", "packed-refs", "objects/info/alternates", "commondir" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		(void)unlink(str_z(repository_path(&f->r, others[i], a), a)); /* most are not there */
	for (size_t i = 0; i < f->n; i++) {
		str is = { 0 };
		struct err ignored;

		if (fs_read_at(AT_FDCWD, f->files[i].path, UINT32_MAX, a, &is, &ignored) != FS_READ_OK || !str_eq(is, f->files[i].bytes))
			put(f->files[i].path, f->files[i].bytes, a);
	}
}

/* ---- reading ---- */

static void check_history(const struct history *h)
{
	for (size_t i = 0; i < h->commits.n; i++) {
		BUG_IF(h->commits.v[i].parent != HISTORY_NONE && h->commits.v[i].parent >= i);
		for (uint32_t k = 0; k < h->commits.v[i].n_merged; k++)
			BUG_IF(h->commits.v[i].merged[k] >= i);
	}
	for (size_t i = 0; i < h->changes.n; i++) {
		const struct history_change *c = &h->changes.v[i];

		BUG_IF(c->commit >= h->commits.n || (i && c->commit < h->changes.v[i - 1].commit));
		BUG_IF(c->source != HISTORY_NONE && (c->source >= h->changes.n || h->changes.v[c->source].target != i));
		BUG_IF(c->target != HISTORY_NONE && (c->target >= h->changes.n || h->changes.v[c->target].source != i));
	}
	for (size_t i = 1; i < h->files.n; i++)
		BUG_IF(str_cmp(h->files.v[i - 1].path, h->files.v[i].path) >= 0);
	for (size_t i = 0; i < h->outcomes.n; i++) {
		const struct history_outcome *o = &h->outcomes.v[i], *before = i ? &h->outcomes.v[i - 1] : NULL;
		int order = before ? str_cmp(before->path, o->path) : -1;

		BUG_IF(!h->is_full || o->commit >= h->commits.n || h->commits.v[o->commit].parent == HISTORY_NONE || !h->commits.v[o->commit].n_merged);
		BUG_IF(order > 0 || (!order && before->commit >= o->commit));
		BUG_IF(memcmp(history_version(h, o->path, o->commit), o->now, sizeof o->now) != 0);
	}
}

static void put_files(struct source *s, struct buf *b, struct arena *a)
{
	struct file_list files = { .all = { 0 } };
	struct err e = { .text = "" };

	if (!source_list(s, (str){ 0 }, a, &files, &e)) {
		BUG_IF(!e.text[0]);
		buf_fmt(b, "%s\n", e.text);
		return;
	}
	for (size_t i = 0; i < files.all.n; i++) {
		str bytes = { 0 };

		e.text[0] = '\0';
		if (source_read(s, &files.all.v[i], 100000, a, &bytes, &e) == SOURCE_FAILED)
			BUG_IF(!e.text[0]);
		buf_fmt(b, "%.*s %zu %s\n", STR_ARG(files.all.v[i].path), bytes.n, e.text);
	}
}

static str tell(const struct fuzzed *f, bool is_full, struct arena *a)
{
	struct buf b = { .a = a };
	struct err e = { .text = "" };
	struct past p;

	if (past_read(&p, &f->r, "HEAD", NULL, is_full, a, &e)) {
		check_history(&p.h);
		buf_put(&b, past_text(&p, a));
	} else {
		BUG_IF(!e.text[0] || strstr(e.text, NO_REASON));
		buf_fmt(&b, "%s\n", e.text);
	}
	if (p.source)
		put_files(p.source, &b, a);
	past_close(&p);
	return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { { (const char *)data, size } };
	struct fuzzed *f = fuzzed();
	struct arena a = { 0 };
	bool is_full;
	str text;

	if (size > MAX_BYTES || str_has(b.rest, STR(NO_REASON))) /* reasons quote what is damaged */
		return 0;
	if (!f->n) {
		repository_make(&f->r);
		(void)atexit(finish); /* a temporary folder would stay */
		repository_each(str_from_z(f->r.top), keep, f, &f->r.a);
		f->text = str_dup(tell(f, false, &a), &f->r.a);
		BUG_IF(!str_has(f->text, STR("counts.d")) || !str_has(f->text, STR("16.1.0")));
	}
	is_full = bytes_take(&b) & 1;
	for (int i = 0; i < MAX_STEPS && b.rest.n; i++)
		change_file(f, &b, &a);
	text = tell(f, is_full, &a);
	if (size == 0)
		BUG_IF(!str_eq(text, f->text));
	BUG_IF(!str_eq(text, tell(f, is_full, &a)));
	restore(f, &a);
	arena_free(&a);
	return 0;
}
