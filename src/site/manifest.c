/* Reads and writes the list of published files. The file may come from anyone (an output folder can be part of a
   checkout), so nothing in it is believed before it is checked: no path may lead out of the folder. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "site/manifest.h"

#define FIRST_LINE "dictum-manifest 1"
#define OWN_PREFIX ".dictum-" /* manifest and work files at the top of the output */
static const char digest_key[] = "digest ";
static const char input_key[] = "input ";

static bool part_is_safe(str part)
{
	if (!part.n || part.n > MANIFEST_MAX_PART || str_eq_z(part, ".") || str_eq_z(part, ".."))
		return false;
	for (size_t i = 0; i < part.n; i++)
		if ((unsigned char)part.p[i] < 0x20 || part.p[i] == 0x7f)
			return false;
	return true;
}

bool manifest_path_check(str path, struct err *e)
{
	struct arena scratch;
	bool is_safe = path.n > 0 && path.n <= MANIFEST_MAX_PATH && !str_starts(path, STR(OWN_PREFIX));
	struct cut c = { .tail = path, .found = true };

	for (size_t depth = 0; is_safe && c.found; depth++) {
		c = str_cut(c.tail, '/');
		is_safe = depth < MANIFEST_MAX_DEPTH && part_is_safe(c.head);
	}
	if (is_safe)
		return true;
	arena_init(&scratch);
	err_set(e, "%.*s cannot be the path of a published file", STR_ARG(diag_quote(path, &scratch)));
	arena_free(&scratch);
	return false;
}

static int compare_files(const void *a, const void *b)
{
	return str_cmp(((const struct manifest_file *)a)->path, ((const struct manifest_file *)b)->path);
}

void manifest_sort(struct manifest *m)
{
	if (m->files.n)
		qsort(m->files.v, m->files.n, sizeof *m->files.v, compare_files);
}

bool manifest_check(const struct manifest *m, struct arena *scratch, struct err *e)
{
	struct manifest_folders folders = { 0 };

	for (size_t i = 1; i < m->files.n; i++)
		if (str_eq(m->files.v[i - 1].path, m->files.v[i].path))
			return err_set(e, "the site has two files named '%.*s'", STR_ARG(m->files.v[i].path));
	manifest_folders(m, scratch, &folders);
	for (size_t i = 0; i < folders.all.n; i++)
		if (manifest_find(m, folders.all.v[i]))
			return err_set(e, "'%.*s' is both a file and a folder of the site", STR_ARG(folders.all.v[i]));
	return true;
}

/* Index of the first file whose path is not before `path`. */
static size_t lower_bound(const struct manifest *m, str path)
{
	size_t low = 0, high = m->files.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(m->files.v[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct manifest_file *manifest_find(const struct manifest *m, str path)
{
	size_t i = lower_bound(m, path);

	return i < m->files.n && str_eq(m->files.v[i].path, path) ? &m->files.v[i] : NULL;
}

bool manifest_has_folder(const struct manifest *m, str folder)
{
	char z[MANIFEST_MAX_PATH + 1];
	size_t i;

	if (!folder.n || folder.n >= MANIFEST_MAX_PATH)
		return false;
	memcpy(z, folder.p, folder.n);
	z[folder.n] = '/'; /* "a-b" sorts between "a" and "a/b" */
	i = lower_bound(m, (str){ z, folder.n + 1 });
	return i < m->files.n && fs_path_is_below(m->files.v[i].path, folder);
}

/* Files below one folder are neighbours: a folder is new when the file before does not share its name and slash. */
void manifest_folders(const struct manifest *m, struct arena *a, struct manifest_folders *out)
{
	str before = { 0 };

	for (size_t i = 0; i < m->files.n; i++) {
		str path = m->files.v[i].path;

		for (size_t at = str_common(before, path); at < path.n; at++)
			if (path.p[at] == '/')
				*vec_push(&out->all, a) = str_sub(path, 0, at);
		before = path;
	}
}

static void put_hash(struct buf *b, struct hash h)
{
	static const char digits[] = "0123456789abcdef";
	char *p = buf_reserve(b, 32);

	for (size_t i = 0; i < 16; i++) {
		p[i] = digits[h.high >> (60 - 4 * i) & 15];
		p[16 + i] = digits[h.low >> (60 - 4 * i) & 15];
	}
	b->n += 32;
}

static void put_digest(struct buf *b)
{
	struct hash digest = hash_bytes(buf_str(b));

	buf_z(b, digest_key);
	put_hash(b, digest);
}

str manifest_write(const struct manifest *m, struct arena *a)
{
	struct buf b = { .a = a };

	(void)buf_reserve(&b, 256 + m->files.n * 96); /* most lines are shorter: one allocation */
	buf_z(&b, FIRST_LINE "\n");
	buf_z(&b, input_key);
	put_hash(&b, m->input);
	buf_byte(&b, '\n');
	for (size_t i = 0; i < m->files.n; i++) {
		buf_put(&b, m->files.v[i].path);
		buf_byte(&b, '\t');
		buf_uint(&b, m->files.v[i].size);
		buf_byte(&b, '\t');
		put_hash(&b, m->files.v[i].hash);
		buf_byte(&b, '\n');
	}
	put_digest(&b);
	buf_byte(&b, '\n');
	return buf_str(&b);
}

static bool parse_hash_line(str line, const char *key, struct hash *out)
{
	return str_starts(line, str_from_z(key)) && hash_parse(str_from(line, strlen(key)), out);
}

/* "<path> TAB <size> TAB <hash>" */
static bool parse_file_line(str line, struct manifest_file *out)
{
	struct cut path = str_cut(line, '\t'), size = str_cut(path.tail, '\t');
	struct err ignored;
	int64_t bytes;

	if (!path.found || !size.found || !manifest_path_check(path.head, &ignored))
		return false;
	if (!byte_is_digit(size.head.n ? size.head.p[0] : 0) || !str_to_i64(size.head, &bytes))
		return false;
	*out = (struct manifest_file){ .path = path.head, .size = (uint64_t)bytes };
	return hash_parse(size.tail, &out->hash);
}

static bool damaged(str name, struct err *e)
{
	return err_set(e,
	               "'%.*s' is damaged, so it is unknown which files are dictum's: remove the folder yourself"
	               " if nothing in it is needed, or choose another output folder",
	               STR_ARG(name));
}

/* Takes the digest line off; false when it is missing or the text above is not what was written. */
static bool check_digest(str *bytes)
{
	enum { LINE = sizeof digest_key - 1 + 32 + 1 };
	struct hash digest;
	str last;

	if (bytes->n < LINE || bytes->p[bytes->n - 1] != '\n')
		return false;
	last = str_sub(*bytes, bytes->n - LINE, LINE - 1);
	*bytes = str_sub(*bytes, 0, bytes->n - LINE);
	return parse_hash_line(last, digest_key, &digest) && hash_eq(digest, hash_bytes(*bytes));
}

static bool parse_files(str rest, str name, struct arena *a, struct manifest *out, struct err *e)
{
	while (rest.n) {
		struct cut c = str_cut(rest, '\n');
		struct manifest_file *file = vec_push(&out->files, a);

		if (!c.found || !parse_file_line(c.head, file))
			return damaged(name, e);
		if (out->files.n > 1 && str_cmp(file[-1].path, file->path) >= 0)
			return damaged(name, e);
		rest = c.tail;
	}
	return true;
}

/* First line, digest and input; *rest are the lines of files. */
static bool parse_head(str bytes, struct hash *input, str *rest)
{
	struct cut first = str_cut(bytes, '\n'), second;

	if (!str_eq_z(first.head, FIRST_LINE) || !check_digest(&bytes))
		return false;
	second = str_cut(str_from(bytes, first.head.n + 1), '\n');
	*rest = second.tail;
	return second.found && parse_hash_line(second.head, input_key, input);
}

bool manifest_parse_input(str bytes, struct hash *out)
{
	str rest;

	return parse_head(bytes, out, &rest);
}

bool manifest_parse(str bytes, str name, struct arena *a, struct manifest *out, struct err *e)
{
	str first = str_cut(bytes, '\n').head, rest;
	struct manifest m = { 0 };

	if (!str_eq_z(first, FIRST_LINE) && str_starts(first, STR("dictum-manifest ")))
		return err_set(
		        e,
		        "'%.*s' was written by another version of dictum: use that one or choose another output folder",
		        STR_ARG(name));
	if (!parse_head(bytes, &m.input, &rest))
		return damaged(name, e);
	if (!parse_files(rest, name, a, &m, e))
		return false;
	*out = m;
	return manifest_check(out, a, e);
}
