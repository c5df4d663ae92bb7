/* The kept history read back after its bytes were changed. With a hash that does not fit it is refused; with one that was made to fit it may be
   refused, and what is taken is used without harm; the bytes as they were give what there is without them.
   Input: 1 makes the hash fit; then position (2 bytes), what is done there, how many bytes, the bytes; and so on. */
#include "repository.h"

enum { MAX_BYTES = 2000, DIGEST = 16 };

struct kept {
	struct repository r;
	struct hash key;
	str record; /* of an older commit */
	str text;   /* what is told of the newest, without the record */
};

static void make(struct kept *k)
{
	struct err e = { .text = "" };
	struct past old, now;

	repository_make(&k->r);
	k->key = hash_bytes(STR("key"));
	BUG_IF(!past_read(&old, &k->r, "HEAD~2", NULL, false, &k->r.a, &e) || !past_read(&now, &k->r, "HEAD", NULL, false, &k->r.a, &e));
	k->record = str_dup(timelines_save(&old.t, history_unread(old.source), k->key, &k->r.a), &k->r.a);
	k->text = past_text(&now, &k->r.a);
	past_close(&old);
	past_close(&now);
	BUG_IF(k->record.n < 500 || !str_has(k->text, STR("counts.d")));
}

/* Replaces `gone` bytes at `at`. */
static str splice(str s, size_t at, size_t gone, str by, struct arena *a)
{
	struct buf b = { .a = a };

	at = at < s.n ? at : s.n;
	buf_put(&b, str_sub(s, 0, at));
	buf_put(&b, by);
	buf_put(&b, str_from(s, at + gone));
	return buf_str(&b);
}

static str change(str record, struct bytes *b, struct arena *a)
{
	while (b->rest.n) {
		size_t at = bytes_take(b) << 8, how, n;
		str by;

		at = (at + bytes_take(b)) % (record.n + 1);
		how = bytes_take(b) % 4;
		n = bytes_take(b) % 9;
		by = how == 2 ? (str){ 0 } : bytes_take_str(b, n);
		record = splice(record, at, how == 0 ? by.n : how == 1 ? 0 : how == 2 ? n : record.n, by, a);
	}
	return record;
}

static str with_digest(str record, struct arena *a)
{
	str body = str_sub(record, 0, record.n > DIGEST ? record.n - DIGEST : record.n);
	struct hash digest = hash_bytes(body);
	struct buf b = { .a = a };

	buf_put(&b, body);
	buf_put(&b, (str){ (const char *)&digest, sizeof digest });
	return buf_str(&b);
}

static struct kept *kept(void)
{
	static struct kept all;

	return &all;
}

static void finish(void)
{
	repository_delete(&kept()->r);
}

static void use(const struct timeline_record *record, bool is_same, struct arena *a)
{
	struct err e = { .text = "" };
	struct past p;
	bool is_read = past_read(&p, &kept()->r, "HEAD", record, false, a, &e);

	BUG_IF(!is_read);
	if (is_same)
		BUG_IF(!str_eq(past_text(&p, a), kept()->text));
	else
		(void)past_text(&p, a); /* only crashes count */
	past_close(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { { (const char *)data, size } };
	const struct timeline_record *record;
	const struct dialect *d;
	struct arena a = { 0 };
	bool is_mended;
	struct err e;
	str bytes;

	if (size > MAX_BYTES)
		return 0;
	if (!kept()->record.n) {
		make(kept());
		(void)atexit(finish); /* a temporary folder would stay */
	}
	is_mended = bytes_take(&b) & 1;
	bytes = change(kept()->record, &b, &a);
	bytes = is_mended ? with_digest(bytes, &a) : bytes;
	d = dialect_load(STR("gitlab"), NULL, &a, &e);
	record = timelines_load(bytes, kept()->key, d, &a, &a);
	BUG_IF(timelines_load(bytes, hash_bytes(STR("other")), d, &a, &a));
	BUG_IF(record && !is_mended && !str_eq(bytes, kept()->record));
	BUG_IF(!record && str_eq(bytes, kept()->record));
	if (record)
		use(record, str_eq(bytes, kept()->record), &a);
	arena_free(&a);
	return 0;
}
