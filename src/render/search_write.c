/* Writes the index as the shards that browsers load: classic scripts of one call, because those work from any host and from the disk. */
#include "base/hash.h"
#include "render/gzip.h"
#include "render/search_parts.h"

enum { HASH_DIGITS = 10, LONGEST_COMMON = 31 };

struct writer {
	const struct search_index *x;
	struct arena *a;
	struct search_files *out;
	struct buf values; /* lists of rare values that share a file */
	size_t n_values;   /* such files before */
};

/* mm_("p",3, ... ); mm_("gp",3, ... ) where they are keys that are gone */
static struct buf begin(struct writer *w, const char *folder)
{
	struct buf b = { .a = w->a };

	buf_fmt(&b, "mm_(\"%s%s\",", w->x->former ? "g" : "", folder);
	return b;
}

static void end(struct writer *w, struct buf *b, str name)
{
	buf_z(b, ")\n");
	*vec_push(&w->out->all, w->a) = (struct search_file){ name, buf_str(b) };
}

/* One digit tells it. */
static size_t common(str a, str b)
{
	return str_common(str_sub(a, 0, LONGEST_COMMON), b);
}

/* Texts of tokens, each with what it shares with the one before; a blank ends it. */
static void put_fronts(struct writer *w, struct buf *b, const struct search_token *all, size_t n)
{
	struct buf text = { .a = w->a };
	str before = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t same = common(before, all[i].text);

		search_put_digit(&text, (uint32_t)same);
		buf_put(&text, str_from(all[i].text, same));
		buf_byte(&text, ' ');
		before = all[i].text;
	}
	search_put_text(b, buf_str(&text), SEARCH_BYTES);
}

/* Postings of the tokens from..to-1, in as many files as they need. */
static void write_run(struct writer *w, size_t number, size_t from, size_t to)
{
	struct buf all = { .a = w->a };
	size_t part = 0;

	for (size_t i = from; i < to; i++) {
		if (i > from)
			buf_byte(&all, ' ');
		buf_put(&all, w->x->tokens.v[i].postings);
	}
	for (str rest = buf_str(&all); part == 0 || rest.n; part++) {
		str name = part ? str_fmt(w->a, "%zu_%zu", number, part) : str_fmt(w->a, "%zu", number);
		struct buf b = begin(w, "p");

		buf_fmt(&b, "\"%.*s\",\"", STR_ARG(name));
		buf_put(&b, str_sub(rest, 0, SEARCH_PART));
		buf_byte(&b, '"');
		end(w, &b, str_fmt(w->a, "p/%.*s.js", STR_ARG(name)));
		rest = str_from(rest, rest.n < SEARCH_PART ? rest.n : SEARCH_PART);
	}
}

static void write_postings(struct writer *w)
{
	const struct search_index *x = w->x;

	for (size_t i = 0; i < x->files.n; i++)
		write_run(w, i, x->files.v[i].from, i + 1 < x->files.n ? x->files.v[i + 1].from : x->tokens.n);
}

/* Tokens of few documents and their postings, only read for a word that no other token is. */
static void write_rare(struct writer *w)
{
	const struct search_index *x = w->x;

	for (size_t s = 0; s < x->rare_shards.n; s++) {
		size_t from = x->rare_shards.v[s], to = s + 1 < x->rare_shards.n ? x->rare_shards.v[s + 1] : x->rare.n;
		struct buf b = begin(w, "l");

		buf_fmt(&b, "%zu,", s);
		put_fronts(w, &b, x->rare.v + from, to - from);
		buf_z(&b, ",\"");
		for (size_t i = from; i < to; i++) {
			if (i > from)
				buf_byte(&b, ' ');
			buf_put(&b, x->rare.v[i].postings);
		}
		buf_byte(&b, '"');
		end(w, &b, str_fmt(w->a, "l/%zu.js", s));
	}
}

static void write_block(struct writer *w, uint32_t i)
{
	struct buf b = begin(w, "r");

	buf_fmt(&b, "%u,[", i);
	buf_put(&b, w->x->blocks.v[i].text);
	buf_byte(&b, ']');
	end(w, &b, str_fmt(w->a, "r/%u.js", i));
}

/* The shortest text that is greater than the last key of the block before and not greater than the first of this one. */
static str separator(struct writer *w, uint32_t block)
{
	const struct search_index *x = w->x;
	uint32_t first = x->blocks.v[block].from;
	size_t kind = (size_t)(search_kind_of(x, first) - x->kinds.v);
	str key = x->docs[first].key, before = block ? x->docs[first - 1].key : (str){ 0 };

	if (!block || search_kind_of(x, first) != search_kind_of(x, first - 1))
		return str_fmt(w->a, "%c", (int)('A' + kind));
	return str_fmt(w->a, "%c%.*s", (int)('A' + kind), STR_ARG(str_sub(key, 0, str_common(key, before) + 1)));
}

/* Each with what it shares with the one before; a byte that no UTF-8 has ends it, for keys may have any other. */
static void put_separators(struct writer *w, struct buf *b, const str *all, size_t n)
{
	struct buf text = { .a = w->a };
	str before = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t same = common(before, all[i]);

		search_put_digit(&text, (uint32_t)same);
		buf_put(&text, str_from(all[i], same));
		buf_byte(&text, '\xff');
		before = all[i];
	}
	search_put_text(b, buf_str(&text), SEARCH_BYTES);
}

static void write_keys(struct writer *w, size_t file, const str *all, size_t n)
{
	struct buf b = begin(w, "k");

	buf_fmt(&b, "%zu,", file);
	put_separators(w, &b, all, n);
	end(w, &b, str_fmt(w->a, "k/%zu.js", file));
}

/* Groups of them in k/0.js ...; the first of each are part of the root. */
static void write_all_keys(struct writer *w, struct buf *root)
{
	size_t blocks = w->x->blocks.n, groups = 0;
	str *all = arena_array(w->a, blocks, str), *tops = arena_array(w->a, blocks / SEARCH_KEY_GROUP + 1, str);

	for (size_t i = 0; i < blocks; i++)
		all[i] = separator(w, (uint32_t)i);
	for (size_t from = 0; from < blocks; from += SEARCH_KEY_GROUP, groups++) {
		tops[groups] = all[from];
		write_keys(w, groups, all + from, blocks - from < SEARCH_KEY_GROUP ? blocks - from : SEARCH_KEY_GROUP);
	}
	put_separators(w, root, tops, groups);
}

static void put_labels(struct buf *b, const struct search_facet *f)
{
	bool has_label = false;

	for (size_t i = 0; i < f->labels.n; i++)
		has_label = has_label || f->labels.v[i].n;
	search_put_texts(b, f->labels.v, has_label ? f->labels.n : 0);
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

/* Its file has its place in the root for a name: its own may be none that all disks and addresses take, such as "../x" or "con". */
static void write_facet(struct writer *w, size_t place)
{
	const struct search_facet *f = &w->x->facets.v[place];
	struct buf b = begin(w, "f");

	buf_fmt(&b, "%zu,", place);
	search_put_texts(&b, f->values.v, f->in_root ? 0 : f->values.n);
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
	end(w, &b, str_fmt(w->a, "f/%zu.js", place));
}

static void put_lexicon(struct writer *w, struct buf *b)
{
	const struct search_index *x = w->x;
	VEC(struct search_token) firsts = { 0 };

	put_fronts(w, b, x->tokens.v, x->tokens.n);
	buf_z(b, ",df:\"");
	for (size_t i = 0; i < x->tokens.n; i++)
		search_put_number(b, x->tokens.v[i].df);
	buf_z(b, "\",st:\"");
	for (size_t i = 0; i < x->files.n; i++)
		search_put_number(b, x->files.v[i].from - (i ? x->files.v[i - 1].from + 1 : 0));
	buf_z(b, "\",sz:\"");
	for (size_t i = 0; i < x->files.n; i++)
		search_put_number(b, x->files.v[i].size << 1 | x->files.v[i].begins_shard);
	buf_z(b, "\",idf:\"");
	for (size_t i = 0; i < x->idf.n; i++)
		search_put_number(b, x->idf.v[i]);
	buf_z(b, "\",bs:\"");
	for (size_t i = 0; x->has_cut_blocks && i < x->blocks.n; i++)
		search_put_digit(b, (i + 1 < x->blocks.n ? x->blocks.v[i + 1].from : x->n) - x->blocks.v[i].from - 1);
	buf_z(b, "\",ls:");
	for (size_t i = 0; i < x->rare_shards.n; i++)
		*vec_push(&firsts, w->a) = x->rare.v[x->rare_shards.v[i]];
	put_fronts(w, b, firsts.v, firsts.n);
}

static void end_values(struct writer *w)
{
	struct buf b = begin(w, "v");

	buf_fmt(&b, "%zu,\"%.*s\"", w->n_values, STR_ARG(buf_str(&w->values)));
	end(w, &b, str_fmt(w->a, "v/%zu.js", w->n_values));
	w->n_values++;
	w->values = (struct buf){ .a = w->a };
}

/* The lists of a facet in files of their own, and in the root where they are: the first file, and the characters of each list. A list is in
   the file of the one before when both fit. */
static void put_value_lists(struct writer *w, struct buf *b, const struct search_facet *f)
{
	str *lists = NULL;
	size_t n = search_value_lists(w->x, f, w->a, &lists);

	if (!n)
		return;
	buf_fmt(b, ",p:%zu,q:\"", w->n_values);
	w->values = (struct buf){ .a = w->a };
	for (size_t i = 0; i < n; i++) {
		search_put_number(b, (uint32_t)lists[i].n);
		if (w->values.n && w->values.n + lists[i].n > SEARCH_SHARD)
			end_values(w);
		buf_put(&w->values, lists[i]);
	}
	if (w->values.n)
		end_values(w);
	buf_byte(b, '"');
}

static void put_names(struct buf *b, const struct search_facet *f)
{
	buf_z(b, ",a:[");
	for (size_t i = 0; i < f->names.n; i++) {
		if (i)
			buf_byte(b, ',');
		search_put_text(b, f->names.v[i], SEARCH_BYTES);
	}
	buf_byte(b, ']');
}

static void put_facets(struct writer *w, struct buf *b)
{
	const struct search_index *x = w->x;

	buf_z(b, ",\nfacets:[");
	for (size_t i = 0; i < x->facets.n; i++) {
		const struct search_facet *f = &x->facets.v[i];

		buf_z(b, i ? ",\n{n:" : "\n{n:");
		search_put_text(b, f->name, SEARCH_CHARACTERS);
		buf_z(b, ",t:");
		search_put_text(b, f->title, SEARCH_CHARACTERS);
		put_names(b, f);
		buf_fmt(b, ",s:%zu", f->size);
		if (f->has_words)
			buf_z(b, ",w:1");
		if (f->in_root) {
			buf_z(b, ",v:");
			search_put_texts(b, f->values.v, f->values.n);
			buf_z(b, ",l:");
			put_labels(b, f);
			put_value_lists(w, b, f);
		}
		buf_byte(b, '}');
	}
	buf_z(b, "]");
}

/* [name,title,folder,separator,word for one,first document], and 1 behind them where keys have blanks */
static void put_kinds(struct buf *b, const struct search_index *x)
{
	buf_z(b, ",\nkinds:[");
	for (size_t i = 0; i < x->kinds.n; i++) {
		const struct search_kind *k = &x->kinds.v[i];
		const str texts[] = { k->name, k->title, k->folder, k->separator, k->singular };

		buf_z(b, i ? ",[" : "[");
		for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
			search_put_text(b, texts[j], SEARCH_CHARACTERS);
			buf_byte(b, ',');
		}
		buf_fmt(b, "%u%s]", k->from, k->has_blanks ? ",1" : "");
	}
	buf_z(b, "],\nsyn:[");
	for (size_t i = 0; i < x->synonyms.n; i++) {
		buf_z(b, i ? ",[" : "[");
		search_put_text(b, x->synonyms.v[i].word, SEARCH_BYTES);
		buf_byte(b, ',');
		search_put_text(b, x->synonyms.v[i].token, SEARCH_BYTES);
		buf_byte(b, ']');
	}
	buf_z(b, "]");
}

/* Its file is the first, whatever is written on the way. */
static void write_root(struct writer *w)
{
	struct buf b = begin(w, "root");

	(void)vec_push(&w->out->all, w->a);
	buf_fmt(&b, "{v:1,n:%u,b:%d,g:%d,kg:%d,k:", w->x->n, SEARCH_BLOCK, SEARCH_GROUP, SEARCH_KEY_GROUP);
	write_all_keys(w, &b);
	buf_z(&b, ",status:[");
	for (unsigned s = 0; s < (w->x->former ? (unsigned)GONE_ENDS : (unsigned)STATUS_COUNT); s++)
		buf_fmt(&b, "%s\"%s\"", s ? "," : "", w->x->former ? gone_end_word(s) : status_word(s));
	buf_z(&b, "],\nlex:");
	put_lexicon(w, &b);
	put_kinds(&b, w->x);
	put_facets(w, &b);
	buf_z(&b, "})\n");
	w->out->all.v[0] = (struct search_file){ STR("root.js"), buf_str(&b) };
}

/* Its texts are bounded one by one; this is for what nobody thought of. */
static bool check_root(const struct search_file *root, struct arena *a, struct err *e)
{
	size_t n = root->bytes.n <= SEARCH_ROOT_SIZE ? 0 : gzip_bytes(root->bytes, a).n;

	return n <= SEARCH_ROOT_SIZE || err_set(e, "what every search loads first has %zu bytes compressed, more than %d", n, SEARCH_ROOT_SIZE);
}

bool search_write(const struct search_index *x, struct arena *a, struct search_files *out, struct err *e)
{
	struct writer w = { .x = x, .a = a, .out = out };
	uint32_t blocks = (uint32_t)x->blocks.n;
	struct hash_state *h = hash_begin(a);

	write_root(&w);
	write_postings(&w);
	write_rare(&w);
	for (uint32_t i = 0; i < blocks; i++)
		write_block(&w, i);
	for (size_t i = 0; i < x->facets.n; i++)
		write_facet(&w, i);
	for (size_t i = 0; i < out->all.n; i++) {
		hash_add(h, out->all.v[i].name);
		hash_add(h, out->all.v[i].bytes);
	}
	out->hash = str_sub(hash_hex(hash_end(h), a), 0, HASH_DIGITS);
	return check_root(&out->all.v[0], a, e);
}
