/* Writes the index as the shards that browsers load: classic scripts of one call, because those work from any host and from the disk. */
#include "base/hash.h"
#include "base/utf8.h"
#include "render/search_parts.h"

enum { HASH_DIGITS = 10, LONGEST_COMMON = 31 };

struct writer {
	const struct search_index *x;
	struct arena *a;
	struct search_files *out;
};

enum text_form {
	TEXT_BYTES,     /* one character a byte: what is compared as bytes */
	TEXT_CHARACTERS /* what is shown */
};

static void put_character(struct buf *b, uint32_t c)
{
	if (c >= 0x10000) {
		buf_fmt(b, "\\u%04x\\u%04x", (unsigned)(0xD800 + ((c - 0x10000) >> 10)), (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
		return;
	}
	buf_fmt(b, "\\u%04x", (unsigned)c);
}

/* A string of JavaScript, ASCII only, without what HTML would act on. */
static void put_string(struct buf *b, str s, enum text_form form)
{
	size_t i = 0;

	buf_byte(b, '"');
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 && form == TEXT_CHARACTERS) {
			put_character(b, utf8_next(s, &i));
			continue;
		}
		if (c == '"' || c == '\\')
			buf_byte(b, '\\');
		if (c < ' ' || c >= 0x7F || c == '<')
			buf_fmt(b, "\\x%02x", c);
		else
			buf_byte(b, (char)c);
		i++;
	}
	buf_byte(b, '"');
}

static void put_strings(struct buf *b, const str *all, size_t n)
{
	buf_byte(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(b, ',');
		put_string(b, all[i], TEXT_CHARACTERS);
	}
	buf_byte(b, ']');
}

/* mm_("p",3, ... ) */
static struct buf begin(struct writer *w, const char *folder)
{
	struct buf b = { .a = w->a };

	buf_fmt(&b, "mm_(\"%s\",", folder);
	return b;
}

static void end(struct writer *w, struct buf *b, str name)
{
	buf_z(b, ")\n");
	*vec_push(&w->out->all, w->a) = (struct search_file){ name, buf_str(b) };
}

static void write_postings(struct writer *w)
{
	const struct search_index *x = w->x;

	for (size_t s = 0; s < x->shards.n; s++) {
		size_t to = s + 1 < x->shards.n ? x->shards.v[s + 1] : x->tokens.n;
		struct buf b = begin(w, "p");

		buf_fmt(&b, "%zu,\"", s);
		for (size_t i = x->shards.v[s]; i < to; i++) {
			if (i > x->shards.v[s])
				buf_byte(&b, ' ');
			buf_put(&b, x->tokens.v[i].postings);
		}
		buf_byte(&b, '"');
		end(w, &b, str_fmt(w->a, "p/%zu.js", s));
	}
}

/* Most addresses follow from the key and are left out. */
static str short_url(struct writer *w, uint32_t id)
{
	const struct search_doc *d = &w->x->docs[id];
	const struct search_kind *k = search_kind_of(w->x, id);

	if (str_eq(d->url, str_fmt(w->a, "%.*s/%.*s.html", STR_ARG(k->folder), STR_ARG(d->key))))
		return (str){ 0 };
	return d->url;
}

static void write_block(struct writer *w, uint32_t block)
{
	const struct search_index *x = w->x;
	uint32_t from = block * SEARCH_BLOCK, n = x->n - from < SEARCH_BLOCK ? x->n - from : SEARCH_BLOCK;
	str column[SEARCH_BLOCK] = { { 0 } };
	struct buf b = begin(w, "r");
	bool has_url = false;

	buf_fmt(&b, "%u,[", block);
	for (uint32_t i = 0; i < n; i++)
		column[i] = x->docs[from + i].key;
	put_strings(&b, column, n);
	buf_byte(&b, ',');
	for (uint32_t i = 0; i < n; i++)
		column[i] = x->docs[from + i].excerpt;
	put_strings(&b, column, n);
	buf_z(&b, ",\"");
	for (uint32_t i = 0; i < n; i++)
		search_put_digit(&b, x->docs[from + i].status);
	buf_z(&b, "\",\"");
	for (uint32_t i = 0; i < n; i++)
		search_put_number(&b, x->docs[from + i].owner);
	buf_z(&b, "\",");
	for (uint32_t i = 0; i < n; i++) {
		column[i] = short_url(w, from + i);
		has_url = has_url || column[i].n;
	}
	put_strings(&b, column, has_url ? n : 0);
	buf_byte(&b, ']');
	end(w, &b, str_fmt(w->a, "r/%u.js", block));
}

/* The shortest text that is greater than the last key of the block before and not greater than the first of this one. */
static str separator(struct writer *w, uint32_t block)
{
	const struct search_index *x = w->x;
	uint32_t first = block * SEARCH_BLOCK;
	size_t kind = (size_t)(search_kind_of(x, first) - x->kinds.v), same = 0;
	str key = x->docs[first].key, before = block ? x->docs[first - 1].key : (str){ 0 };

	if (!block || search_kind_of(x, first) != search_kind_of(x, first - 1))
		return str_fmt(w->a, "%c", (int)('A' + kind));
	while (same < key.n && same < before.n && key.p[same] == before.p[same])
		same++;
	return str_fmt(w->a, "%c%.*s", (int)('A' + kind), STR_ARG(str_sub(key, 0, same + 1)));
}

static size_t common(str a, str b)
{
	size_t n = 0;

	while (n < LONGEST_COMMON && n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

static void put_separators(struct writer *w, struct buf *b, const str *all, size_t n)
{
	struct buf text = { .a = w->a };
	str before = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t same = common(before, all[i]);

		search_put_digit(&text, (uint32_t)same);
		buf_put(&text, str_from(all[i], same));
		buf_byte(&text, '\n');
		before = all[i];
	}
	put_string(b, buf_str(&text), TEXT_BYTES);
}

static void write_keys(struct writer *w, size_t file, const str *all, size_t n)
{
	struct buf b = begin(w, "k");

	buf_fmt(&b, "%zu,", file);
	put_separators(w, &b, all, n);
	end(w, &b, str_fmt(w->a, "k/%zu.js", file));
}

/* One file, or the first separator of every group in k/0.js and the groups in k/1.js ... */
static size_t write_all_keys(struct writer *w, size_t blocks)
{
	str *all = arena_array(w->a, blocks, str), *tops = arena_array(w->a, blocks / SEARCH_KEY_GROUP + 1, str);
	size_t groups = 0;

	for (size_t i = 0; i < blocks; i++)
		all[i] = separator(w, (uint32_t)i);
	if (blocks <= SEARCH_KEY_ONE) {
		write_keys(w, 0, all, blocks);
		return 0;
	}
	for (size_t from = 0; from < blocks; from += SEARCH_KEY_GROUP, groups++)
		tops[groups] = all[from];
	write_keys(w, 0, tops, groups);
	for (size_t i = 0; i < groups; i++) {
		size_t from = i * SEARCH_KEY_GROUP, n = blocks - from < SEARCH_KEY_GROUP ? blocks - from : SEARCH_KEY_GROUP;

		write_keys(w, i + 1, all + from, n);
	}
	return SEARCH_KEY_GROUP;
}

static void put_labels(struct buf *b, const struct search_facet *f)
{
	bool has_label = false;

	for (size_t i = 0; i < f->labels.n; i++)
		has_label = has_label || f->labels.v[i].n;
	put_strings(b, f->labels.v, has_label ? f->labels.n : 0);
}

/* R: runs of equal sets, each with its length; P: one number a document. */
static void put_column(struct writer *w, struct buf *b, const struct search_facet *f)
{
	buf_z(b, f->is_runs ? "\"R" : "\"P");
	for (uint32_t i = 0, j; i < w->x->n; i = j) {
		for (j = i + 1; f->is_runs && j < w->x->n && f->set[j] == f->set[i]; j++)
			;
		search_put_number(b, f->set[i]);
		if (f->is_runs)
			search_put_number(b, j - i - 1);
	}
	buf_byte(b, '"');
}

static void write_facet(struct writer *w, const struct search_facet *f)
{
	struct buf b = begin(w, "f");

	put_string(&b, f->name, TEXT_CHARACTERS);
	buf_byte(&b, ',');
	put_strings(&b, f->values.v, f->in_root ? 0 : f->values.n);
	buf_byte(&b, ',');
	if (f->in_root)
		buf_z(&b, "[]");
	else
		put_labels(&b, f);
	buf_z(&b, ",\"");
	for (size_t i = 0; i < f->sets.n; i++) {
		if (i)
			buf_byte(&b, ' ');
		buf_put(&b, f->sets.v[i]);
	}
	buf_z(&b, "\",");
	put_column(w, &b, f);
	end(w, &b, str_fmt(w->a, "f/%.*s.js", STR_ARG(f->name)));
}

static void put_lexicon(struct writer *w, struct buf *b)
{
	const struct search_index *x = w->x;
	struct buf text = { .a = w->a };
	str before = { 0 };

	for (size_t i = 0; i < x->tokens.n; i++) {
		str word = x->tokens.v[i].text;
		size_t same = common(before, word);

		search_put_digit(&text, (uint32_t)same);
		buf_put(&text, str_from(word, same));
		buf_byte(&text, ' ');
		before = word;
	}
	put_string(b, buf_str(&text), TEXT_BYTES);
	buf_z(b, ",df:\"");
	for (size_t i = 0; i < x->tokens.n; i++)
		search_put_number(b, x->tokens.v[i].df);
	buf_z(b, "\",st:\"");
	for (size_t i = 0; i < x->shards.n; i++)
		search_put_number(b, x->shards.v[i] - (i ? x->shards.v[i - 1] + 1 : 0));
	buf_z(b, "\",sz:\"");
	for (size_t i = 0; i < x->shard_size.n; i++)
		search_put_number(b, x->shard_size.v[i]);
	buf_z(b, "\",idf:\"");
	for (size_t i = 0; i < x->idf.n; i++)
		search_put_number(b, x->idf.v[i]);
	buf_byte(b, '"');
}

static void put_facets(struct buf *b, const struct search_index *x)
{
	buf_z(b, ",\nfacets:[");
	for (size_t i = 0; i < x->facets.n; i++) {
		const struct search_facet *f = &x->facets.v[i];

		buf_z(b, i ? ",\n{n:" : "\n{n:");
		put_string(b, f->name, TEXT_CHARACTERS);
		buf_z(b, ",t:");
		put_string(b, f->title, TEXT_CHARACTERS);
		buf_fmt(b, ",s:%zu", f->size);
		if (f->is_word)
			buf_z(b, ",w:1");
		if (f->in_root) {
			buf_z(b, ",v:");
			put_strings(b, f->values.v, f->values.n);
			buf_z(b, ",l:");
			put_labels(b, f);
		}
		buf_byte(b, '}');
	}
	buf_z(b, "]");
}

static void put_kinds(struct buf *b, const struct search_index *x)
{
	buf_z(b, ",\nkinds:[");
	for (size_t i = 0; i < x->kinds.n; i++) {
		const struct search_kind *k = &x->kinds.v[i];
		const str texts[] = { k->name, k->title, k->folder, k->separator };

		buf_z(b, i ? ",[" : "[");
		for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
			put_string(b, texts[j], TEXT_CHARACTERS);
			buf_byte(b, ',');
		}
		buf_fmt(b, "%u]", k->from);
	}
	buf_z(b, "],\nsyn:[");
	for (size_t i = 0; i < x->synonyms.n; i++) {
		buf_z(b, i ? ",[" : "[");
		put_string(b, x->synonyms.v[i].word, TEXT_BYTES);
		buf_byte(b, ',');
		put_string(b, x->synonyms.v[i].token, TEXT_BYTES);
		buf_byte(b, ']');
	}
	buf_z(b, "]");
}

static void write_root(struct writer *w, size_t key_group)
{
	struct buf b = begin(w, "root");

	buf_fmt(&b, "{v:1,n:%u,b:%d,kg:%zu,status:[", w->x->n, SEARCH_BLOCK, key_group);
	for (size_t s = 0; s < STATUS_COUNT; s++)
		buf_fmt(&b, "%s\"%s\"", s ? "," : "", status_word((enum status)s));
	buf_z(&b, "],\nlex:");
	put_lexicon(w, &b);
	put_kinds(&b, w->x);
	put_facets(&b, w->x);
	buf_byte(&b, '}');
	end(w, &b, STR("root.js"));
}

void search_write(const struct search_index *x, struct arena *a, struct search_files *out)
{
	struct writer w = { x, a, out };
	uint32_t blocks = (x->n + SEARCH_BLOCK - 1) / SEARCH_BLOCK;
	struct hash_state *h = hash_begin(a);

	write_root(&w, write_all_keys(&w, blocks));
	write_postings(&w);
	for (uint32_t i = 0; i < blocks; i++)
		write_block(&w, i);
	for (size_t i = 0; i < x->facets.n; i++)
		write_facet(&w, &x->facets.v[i]);
	for (size_t i = 0; i < out->all.n; i++) {
		hash_add(h, out->all.v[i].name);
		hash_add(h, out->all.v[i].bytes);
	}
	out->hash = str_sub(hash_hex(hash_end(h), a), 0, HASH_DIGITS);
}
