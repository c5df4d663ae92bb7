/* Own reader of loose objects for libgit2: its reader (1.5) never returns when an object's file was cut short by a full
   disk or a crash. A loose object is a zlib stream of "blob 12\0" and the content (git's Documentation, "Git
   Internals", object storage). */
#include <fcntl.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "base/fs.h"
#include "source/gitloose.h"

enum { MAX_FILE = 512 * 1024 * 1024 };       /* bytes, packed; git packs such objects at once */
enum { MAX_OBJECT = 1024 * 1024 * 1024 };    /* bytes; what an object may say it has */
enum { MAX_HEADER = 32 };                    /* bytes: the longest type, a blank, 20 digits, NUL */
enum { MAX_FOLDERS = 32, MAX_BUILTIN = 64 }; /* alternates; git itself follows 5 levels of them */
enum { MAX_ALTERNATES = 1024 * 1024 };       /* bytes of one file that lists folders */
enum { LOOSE_PRIORITY = 1 };                 /* as libgit2's own reader: after packs */

struct loose {
	git_odb_backend base;
	str folder[MAX_FOLDERS];
	size_t n_folders;
	git_odb_backend *builtin[MAX_BUILTIN]; /* libgit2's readers: they still find objects by the first digits */
	size_t n_builtin;
};

static int damaged(const char *why)
{
	(void)git_error_set_str(GIT_ERROR_ODB, why); /* keeps a copy */
	return GIT_ERROR;
}

/* "blob 12" before the NUL at `*n`. */
static bool parse_header(const char *p, size_t n_bytes, size_t *n, git_object_t *type, uint64_t *size)
{
	str header = { p, n_bytes };
	struct cut c;
	int64_t number;
	char name[MAX_HEADER + 1];

	*n = str_find(header, '\0');
	if (*n == n_bytes)
		return false;
	c = str_cut(str_sub(header, 0, *n), ' ');
	memcpy(name, c.head.p, c.head.n);
	name[c.head.n] = '\0';
	*type = git_object_string2type(name);
	if (*type == GIT_OBJECT_INVALID || !str_eq_z(c.head, git_object_type2string(*type))) /* the library takes "blobs" for "blob" */
		return false;
	if (!str_to_i64(c.tail, &number) || number < 0)
		return false;
	*size = (uint64_t)number;
	return true;
}

/* Inflates until `n` bytes are out or the stream ends or breaks; gives what came. */
static size_t inflate_some(z_stream *z, char *p, size_t n, int *rc)
{
	z->next_out = (Bytef *)p;
	z->avail_out = (uInt)n; /* callers stay below MAX_OBJECT */
	do
		*rc = inflate(z, Z_NO_FLUSH);
	while (*rc == Z_OK && z->avail_out && z->avail_in);
	if (*rc == Z_MEM_ERROR)
		arena_out_of_memory();
	return n - z->avail_out;
}

static int unpack_stream(z_stream *z, git_odb_backend *backend, void **out, size_t *size, git_object_t *type)
{
	char header[MAX_HEADER], *p, more;
	int rc;
	size_t n = inflate_some(z, header, sizeof header, &rc), start, have;
	uint64_t told;

	if (!parse_header(header, n, &start, type, &told) || told > MAX_OBJECT)
		return damaged("its file is cut short or overwritten");
	*size = (size_t)told;
	have = n - start - 1;
	if (have > *size)
		return damaged("it is longer than it says");
	p = git_odb_backend_data_alloc(backend, *size + 1);
	if (!p)
		return GIT_ERROR;
	memcpy(p, header + start + 1, have);
	if (rc == Z_OK)
		have += inflate_some(z, p + have, *size - have, &rc);
	if (rc == Z_OK && have == *size) /* nothing but the checksum may follow */
		have += inflate_some(z, &more, 1, &rc);
	if (have != *size || rc != Z_STREAM_END) {
		git_odb_backend_data_free(backend, p);
		return damaged("its file is cut short or overwritten");
	}
	p[*size] = '\0';
	*out = p;
	return 0;
}

/* What the header says is believed: nothing else is unpacked. */
static int unpack_header(z_stream *z, size_t *size, git_object_t *type)
{
	char header[MAX_HEADER];
	int rc;
	size_t n = inflate_some(z, header, sizeof header, &rc), start;
	uint64_t told;

	if (!parse_header(header, n, &start, type, &told))
		return damaged("its file is cut short or overwritten");
	*size = told < SIZE_MAX ? (size_t)told : SIZE_MAX;
	return 0;
}

/* out: NULL for the header alone. */
static int unpack(str file, git_odb_backend *backend, void **out, size_t *size, git_object_t *type)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)file.p,
		       .avail_in = (uInt)file.n }; /* zlib does not write there */
	int rc = inflateInit(&z);

	if (rc == Z_MEM_ERROR)
		arena_out_of_memory();
	if (rc != Z_OK)
		return damaged("zlib cannot start");
	rc = out ? unpack_stream(&z, backend, out, size, type) : unpack_header(&z, size, type);
	(void)inflateEnd(&z); /* fails only for streams that are none */
	return rc;
}

static int read_file(git_odb_backend *backend, str folder, const git_oid *id, void **out, size_t *size,
                     git_object_t *type)
{
	struct arena scratch;
	struct err why;
	char hex[GIT_OID_HEXSZ + 1];
	str file = { 0 };
	int rc = GIT_ENOTFOUND;

	arena_init(&scratch);
	(void)git_oid_tostr(hex, sizeof hex, id); /* returns hex */
	switch (fs_read_at(AT_FDCWD, str_fmt(&scratch, "%.*s/%.2s/%s", STR_ARG(folder), hex, hex + 2), MAX_FILE,
	                   &scratch, &file, &why)) {
	case FS_READ_OK:
		rc = unpack(file, backend, out, size, type);
		break;
	case FS_READ_MISSING:
		break;
	case FS_READ_TOO_LARGE:
		rc = damaged("its file is larger than 512 MiB");
		break;
	case FS_READ_NOT_FILE:
		rc = damaged("it is no file");
		break;
	case FS_READ_FAILED:
		rc = damaged(why.text);
		break;
	}
	arena_free(&scratch);
	return rc;
}

static int read_loose(void **out, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	const struct loose *l = (const struct loose *)backend;
	int rc = GIT_ENOTFOUND;

	for (size_t i = 0; rc == GIT_ENOTFOUND && i < l->n_folders; i++)
		rc = read_file(backend, l->folder[i], id, out, size, type);
	return rc;
}

/* libgit2's own waits for ever where a pipe lies in the place of the file. */
static int read_loose_header(size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
	return read_loose(NULL, size, type, backend, id);
}

static int read_loose_prefix(git_oid *id, void **out, size_t *size, git_object_t *type, git_odb_backend *backend,
                             const git_oid *prefix, size_t n_digits)
{
	const struct loose *l = (const struct loose *)backend;
	int rc = GIT_ENOTFOUND;

	for (size_t i = 0; rc == GIT_ENOTFOUND && i < l->n_builtin; i++)
		rc = l->builtin[i]->exists_prefix(id, l->builtin[i], prefix, n_digits);
	return rc ? rc : read_loose(out, size, type, backend, id);
}

static void free_loose(git_odb_backend *backend)
{
	(void)backend; /* lies in the arena of its source */
}

static void add_folder(struct loose *l, str folder)
{
	if (l->n_folders < MAX_FOLDERS && !str_is_among(folder, l->folder, l->n_folders))
		l->folder[l->n_folders++] = folder;
}

/* The folders `folder` borrows objects from, one a line, absolute or relative to it. */
static void add_alternates(struct loose *l, str folder, struct arena *a)
{
	struct err ignored;
	str text = { 0 };

	if (fs_read_at(AT_FDCWD, fs_path_join(a, folder, STR("info/alternates")), MAX_ALTERNATES, a, &text, &ignored) !=
	    FS_READ_OK)
		return;
	for (; text.n; text = str_cut(text, '\n').tail) {
		str line = str_cut(text, '\n').head;

		if (line.n && line.p[0] != '#' && !memchr(line.p, '\0', line.n))
			add_folder(l, line.p[0] == '/' ? line : fs_path_clean(a, fs_path_join(a, folder, line)));
	}
}

bool gitloose_install(struct git_odb *odb, str objects, struct arena *a)
{
	struct loose *l = arena_new(a, struct loose);

	if (git_odb_init_backend(&l->base, GIT_ODB_BACKEND_VERSION))
		return false;
	l->base.read = read_loose;
	l->base.read_header = read_loose_header;
	l->base.read_prefix = read_loose_prefix;
	l->base.free = free_loose;
	add_folder(l, objects);
	for (size_t i = 0; i < l->n_folders; i++)
		add_alternates(l, l->folder[i], a);
	for (size_t i = 0; i < git_odb_num_backends(odb); i++) {
		git_odb_backend *backend;

		/* only readers of loose objects can read as a stream */
		if (git_odb_get_backend(&backend, odb, i) || !backend->readstream || l->n_builtin == MAX_BUILTIN)
			continue;
		backend->read = NULL;
		backend->read_prefix = NULL;
		backend->read_header = NULL;
		if (backend->exists_prefix)
			l->builtin[l->n_builtin++] = backend;
	}
	return git_odb_add_backend(odb, &l->base, LOOSE_PRIORITY) == 0;
}
