/* A pack and its index made by a stranger. Whatever order objects are read in, each is the same or is refused; what is read is what libgit2 reads
   there, where it reads anything.
   Input: 1st byte even: bytes of the index (size in 2 bytes) and of the pack; odd: entries that are packed here, see read_entry. 2 makes checks of
   the head pass. At most MAX_CHANGES changes of single bytes come last when 4 is set. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include "base/fs.h"
#include "fuzz.h"
#include "source/packs.h"

enum { MAX_BYTES = 4096, MAX_ENTRIES = 40, PACK_BYTES = 65536, MAX_CHANGES = 8, HEAD = 12, ID = 20, INDEX_HEAD = 8 + 1024, TRAILER = 40 };
enum { LARGEST = 1024 * 1024 }; /* bytes of an object that is read: a few of them are told by 100 bytes of a pack */

struct made {
	unsigned char pack[PACK_BYTES], index[PACK_BYTES];
	size_t n, n_index;
	uint32_t offset[MAX_ENTRIES];
	size_t n_entries;
};
struct folder {
	char top[64], pack[96], index[96], objects[80];
};

static struct folder *folder(void)
{
	static struct folder f;

	return &f;
}

static void finish(void)
{
	struct folder *f = folder();

	(void)unlink(f->pack); /* what is left is in a temporary folder */
	(void)unlink(f->index);
	(void)rmdir(f->objects);
	(void)rmdir(f->top);
}

static void start(void)
{
	struct folder *f = folder();
	const char *tmp = getenv("TMPDIR");
	int n;

	if (f->top[0])
		return;
	if (!tmp)
		tmp = fs_is_dir(AT_FDCWD, STR("/dev/shm")) ? "/dev/shm" : "/tmp";
	n = snprintf(f->top, sizeof f->top, "%s/dictum-fuzz-XXXXXX", tmp);
	BUG_IF(n < 0 || n >= (int)sizeof f->top || !mkdtemp(f->top));
	n = snprintf(f->objects, sizeof f->objects, "%s/pack", f->top);
	BUG_IF(n < 0 || mkdir(f->objects, 0700));
	n = snprintf(f->pack, sizeof f->pack, "%s/pack-p.pack", f->objects);
	n = n < 0 ? n : snprintf(f->index, sizeof f->index, "%s/pack-p.idx", f->objects);
	BUG_IF(n < 0 || git_libgit2_init() < 0);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0); /* cannot fail */
	(void)atexit(finish);                                               /* a temporary folder would stay */
}

static void put_file(const char *path, const unsigned char *p, size_t n)
{
	struct err ignored;
	int fd;

	(void)unlink(path); /* whoever has it mapped keeps it; the first time it is not there */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	BUG_IF(fd < 0 || !fs_write_all(fd, (str){ (const char *)p, n }, STR("pack"), &ignored) || close(fd));
}

/* ---- making ---- */

static void put_u32(unsigned char *p, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(n >> (24 - 8 * i));
}

static uint32_t read_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_byte(struct made *m, unsigned v)
{
	if (m->n < PACK_BYTES - ID)
		m->pack[m->n++] = (unsigned char)v;
}

static void put_head(struct made *m, unsigned type, size_t size)
{
	put_byte(m, (unsigned)(type << 4 | (size & 15) | (size >> 4 ? 0x80 : 0)));
	for (size >>= 4; size; size >>= 7)
		put_byte(m, (unsigned)((size & 127) | (size >> 7 ? 0x80 : 0)));
}

static void put_distance(struct made *m, uint64_t distance)
{
	unsigned char bytes[10];
	size_t i = sizeof bytes;

	for (bytes[--i] = distance & 127; distance >>= 7;)
		bytes[--i] = (unsigned char)(0x80 | (--distance & 127));
	for (; i < sizeof bytes; i++)
		put_byte(m, bytes[i]);
}

static void make_id(size_t number, unsigned char *out)
{
	memset(out, 0, ID);
	out[0] = (unsigned char)(number * 6); /* in order, below 256 */
	out[ID - 1] = 1;
}

static void put_base(struct made *m, unsigned type, unsigned base, uint32_t start)
{
	unsigned char id[ID];

	if (type == 6) {
		put_distance(m, base < m->n_entries ? start - m->offset[base] : (uint64_t)base * base * base);
		return;
	}
	make_id(base % (MAX_ENTRIES + 1), id);
	for (size_t i = 0; i < ID; i++)
		put_byte(m, id[i]);
}

/* Type and how it is wrong, base, size of the content, the content: of a difference its instructions behind the two sizes. */
static void read_entry(struct made *m, struct bytes *b)
{
	unsigned char plain[256], packed[512];
	unsigned first = bytes_take(b), type = first & 7, base = bytes_take(b);
	str content = bytes_take_str(b, bytes_take(b));
	size_t n = content.n;
	uLongf size = sizeof packed;
	uint32_t start;

	memcpy(plain, content.n ? content.p : "", content.n);
	BUG_IF(compress(packed, &size, plain, n) != Z_OK);
	start = (uint32_t)m->n;
	put_head(m, type, first & 8 ? n + 1 : first & 16 ? (size_t)base << 13 : n);
	if (type == 6 || type == 7)
		put_base(m, type, base, start);
	if (first & 32)
		size -= size < 5 ? 0 : 4; /* cut short */
	for (size_t i = 0; i < size; i++)
		put_byte(m, packed[i]);
	m->offset[m->n_entries++] = start;
}

static void make_index(struct made *m)
{
	unsigned char *p = m->index, *ids = p + INDEX_HEAD;
	size_t n = m->n_entries;

	memcpy(p, "\377tOc\0\0\0\2", 8);
	for (size_t i = 0; i < 256; i++)
		put_u32(p + 8 + 4 * i, (uint32_t)(i / 6 + 1 < n ? i / 6 + 1 : n));
	for (size_t i = 0; i < n; i++) {
		make_id(i, ids + ID * i);
		put_u32(ids + (ID + 4) * n + 4 * i, m->offset[i]);
	}
	m->n_index = INDEX_HEAD + n * 28 + TRAILER;
}

static void make_pack(struct made *m, struct bytes *b)
{
	memcpy(m->pack, "PACK\0\0\0\2", 8);
	m->n = HEAD;
	while (b->rest.n && m->n_entries < MAX_ENTRIES && m->n < PACK_BYTES / 2)
		read_entry(m, b);
	put_u32(m->pack + 8, (uint32_t)m->n_entries);
	m->n += ID;
	make_index(m);
}

static void take_pack(struct made *m, struct bytes *b)
{
	size_t n = bytes_take(b) << 8;
	str index, pack;

	n += bytes_take(b);
	index = bytes_take_str(b, n);
	pack = b->rest;
	memcpy(m->index, index.n ? index.p : "", index.n);
	memcpy(m->pack, pack.n ? pack.p : "", pack.n);
	m->n_index = index.n;
	m->n = pack.n;
}

/* Magic, version, number of objects, and the hash that both name. */
static void mend(struct made *m)
{
	if (m->n_index < INDEX_HEAD + TRAILER || m->n < HEAD + ID)
		return;
	memcpy(m->index, "\377tOc\0\0\0\2", 8);
	memcpy(m->pack, "PACK\0\0\0\2", 8);
	put_u32(m->pack + 8, read_u32(m->index + 8 + 4 * 255));
	memcpy(m->pack + m->n - ID, m->index + m->n_index - TRAILER, ID);
}

static void change(struct made *m, str changes)
{
	struct bytes b = { changes };

	for (int i = 0; i < MAX_CHANGES && b.rest.n > 2; i++) {
		bool in_index = bytes_take(&b) & 1;
		size_t at = bytes_take(&b), n = in_index ? m->n_index : m->n;
		unsigned char *p = in_index ? m->index : m->pack;

		/* what stands after the index's table, which has no change of its own in most of its bytes */
		at += in_index && m->n_index > INDEX_HEAD ? INDEX_HEAD : 0;
		if (at < n)
			p[at] = (unsigned char)bytes_take(&b);
	}
}

/* ---- reading ---- */

struct taken {
	struct object *o[MAX_ENTRIES + 2];
	size_t n;
};

static void object_id(const struct made *m, size_t i, unsigned char *out)
{
	if (m->n_entries)
		make_id(i, out);
	else
		memcpy(out, INDEX_HEAD + (i + 1) * ID <= m->n_index ? m->index + INDEX_HEAD + i * ID : (const unsigned char *)"01234567890123456789", ID);
}

static struct taken read_all(const struct made *m, bool is_backward)
{
	struct packs *packs = packs_open(str_from_z(folder()->top));
	struct pack_reader *r = pack_reader_new(packs);
	struct taken t = { .n = m->n_entries ? m->n_entries + 2 : MAX_ENTRIES };
	unsigned char id[ID];

	for (size_t i = 0; i < t.n; i++) {
		size_t k = is_backward ? t.n - 1 - i : i;

		object_id(m, k, id);
		t.o[k] = pack_reader_read(r, id, LARGEST);
		if (is_backward && k % 3 == 0)
			pack_reader_forget(r, k * 40);
		if (t.o[k] && t.o[k]->bytes.n)
			BUG_IF(pack_reader_read(r, id, t.o[k]->bytes.n - 1));
	}
	pack_reader_free(r);
	return t;
}

static bool is_same(const struct object *one, const struct object *other)
{
	if (!one || !other)
		return one == other;
	return one->type == other->type && str_eq(one->bytes, other->bytes) && one->bytes.p[one->bytes.n] == '\0';
}

/* What libgit2 says of what we have read; it may say nothing. */
static void compare(const struct made *m, const struct taken *t)
{
	git_odb_backend *backend = NULL;
	git_odb *odb = NULL;

	if (git_odb_new(&odb))
		return;
	if (!git_odb_backend_one_pack(&backend, folder()->index) && !git_odb_add_backend(odb, backend, 1)) {
		for (size_t i = 0; i < t->n; i++) {
			git_odb_object *o = NULL;
			git_oid id;

			object_id(m, i, id.id);
			if (!t->o[i] || git_odb_read(&o, odb, &id))
				continue;
			BUG_IF((int)git_odb_object_type(o) != t->o[i]->type);
			BUG_IF(!str_eq((str){ git_odb_object_data(o), git_odb_object_size(o) }, t->o[i]->bytes));
			git_odb_object_free(o);
		}
	}
	git_odb_free(odb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct made m;
	struct bytes b = { { (const char *)data, size } };
	struct taken one, other;
	unsigned how;

	if (size > MAX_BYTES)
		return 0;
	start();
	m = (struct made){ .n = 0 };
	how = bytes_take(&b);
	if (how & 1)
		make_pack(&m, &b);
	else
		take_pack(&m, &b);
	if (how & 4)
		change(&m, str_from((str){ (const char *)data, size }, size > 3 * MAX_CHANGES ? size - 3 * MAX_CHANGES : 0));
	if (how & 2)
		mend(&m);
	put_file(folder()->pack, m.pack, m.n);
	put_file(folder()->index, m.index, m.n_index);
	one = read_all(&m, false);
	other = read_all(&m, true);
	for (size_t i = 0; i < one.n; i++)
		BUG_IF(!is_same(one.o[i], other.o[i]));
	if (how & 1)
		compare(&m, &one);
	for (size_t i = 0; i < one.n; i++) {
		object_free(one.o[i]);
		object_free(other.o[i]);
	}
	return 0;
}
