/* Builds the index of a dictionary: which word occurs where, and how much it says there. */
#include <stdlib.h>

#include "base/utf8.h"
#include "render/search_parts.h"

enum impact { /* of a word at a place; one less for what is removed or deprecated */
	IMPACT_SHORT_NAME = 7,
	IMPACT_NAME = 6,
	IMPACT_KEY = 4,
	IMPACT_TEXT = 2,
	IMPACT_LABEL = 1,
	SHORT_NAME = 4,  /* words of the last part of a key */
	JOINED = 5,      /* bytes of two neighbours that people write as one word: dev_ops, web_ide */
	TABLE_START = 1 << 14
};

struct posting {
	uint32_t doc, impact;
};
struct term {
	str text;        /* of a pair: empty until it is kept */
	uint64_t hash;
	uint32_t first, second; /* of a pair: its terms */
	bool starts_phrase;     /* a synonym's phrase begins like this */
	VEC(struct posting) all; /* by document */
};
struct table { /* open addressing; positions in terms, from 1 */
	uint32_t *slot;
	size_t cap; /* a power of two */
	VEC(struct term) terms;
};
struct builder {
	struct search_index *x;
	const struct search_input *in;
	struct arena *a;
	struct arena scratch; /* one document */
	struct table words, pairs;
	uint32_t doc, penalty;
	const str *facet_words; /* ids of fields whose values count as words */
};

static void table_grow(struct table *t, struct arena *a)
{
	size_t cap = t->cap ? t->cap * 2 : TABLE_START;
	uint32_t *slot = arena_array(a, cap, uint32_t);

	for (size_t i = 0; i < t->terms.n; i++) {
		size_t at = t->terms.v[i].hash & (cap - 1);

		while (slot[at])
			at = (at + 1) & (cap - 1);
		slot[at] = (uint32_t)i + 1;
	}
	t->slot = slot;
	t->cap = cap;
}

static uint32_t add_term(struct table *t, size_t at, struct term term, struct arena *a)
{
	*vec_push(&t->terms, a) = term;
	t->slot[at] = (uint32_t)t->terms.n;
	return (uint32_t)t->terms.n - 1;
}

static bool starts_phrase(const struct search_index *x, str word)
{
	for (size_t i = 0; i < x->synonyms.n; i++)
		if (x->synonyms.v[i].n > 1 && search_stem_eq(x->synonyms.v[i].words[0], word))
			return true;
	return false;
}

static uint32_t find_word(struct builder *b, str word)
{
	struct table *t = &b->words;
	uint64_t hash = str_hash(word);
	size_t at;

	if (t->terms.n * 2 >= t->cap)
		table_grow(t, b->a);
	for (at = hash & (t->cap - 1); t->slot[at]; at = (at + 1) & (t->cap - 1)) {
		const struct term *term = &t->terms.v[t->slot[at] - 1];

		if (term->hash == hash && str_eq(term->text, word))
			return t->slot[at] - 1;
	}
	word = str_dup(word, b->a);
	return add_term(t, at, (struct term){ .text = word, .hash = hash, .starts_phrase = starts_phrase(b->x, word) }, b->a);
}

static uint32_t find_pair(struct builder *b, uint32_t first, uint32_t second)
{
	struct table *t = &b->pairs;
	uint64_t hash = ((uint64_t)first << 32 | second) * 0x9E3779B97F4A7C15u;
	size_t at;

	hash ^= hash >> 32;
	if (t->terms.n * 2 >= t->cap)
		table_grow(t, b->a);
	for (at = hash & (t->cap - 1); t->slot[at]; at = (at + 1) & (t->cap - 1)) {
		const struct term *term = &t->terms.v[t->slot[at] - 1];

		if (term->first == first && term->second == second)
			return t->slot[at] - 1;
	}
	return add_term(t, at, (struct term){ .hash = hash, .first = first, .second = second }, b->a);
}

static void post(struct builder *b, struct term *t, uint32_t impact)
{
	impact -= impact ? b->penalty : 0;
	if (!t->all.n || t->all.v[t->all.n - 1].doc != b->doc)
		*vec_push(&t->all, b->a) = (struct posting){ b->doc, impact };
	else if (t->all.v[t->all.n - 1].impact < impact)
		t->all.v[t->all.n - 1].impact = impact;
}

static void post_word(struct builder *b, str word, uint32_t impact)
{
	uint32_t id = find_word(b, word); /* it may move the terms */

	post(b, &b->words.terms.v[id], impact);
}

/* The phrases of synonyms are words of their own, in their own spelling. */
static void post_phrases(struct builder *b, const str *words, size_t n, uint32_t impact)
{
	for (size_t i = 0; i < b->x->synonyms.n; i++) {
		const struct search_synonym *s = &b->x->synonyms.v[i];
		size_t k = 0;

		while (k < s->n && k < n && search_stem_eq(words[k], s->words[k]))
			k++;
		if (s->n > 1 && k == s->n)
			post_word(b, s->token, impact);
	}
}

static void post_words(struct builder *b, const struct search_words *words, uint32_t impact)
{
	uint32_t last = UINT32_MAX;

	for (size_t i = 0; i < words->all.n; i++) {
		uint32_t id = find_word(b, words->all.v[i]), pair;

		post(b, &b->words.terms.v[id], impact);
		if (last != UINT32_MAX) {
			pair = find_pair(b, last, id);
			post(b, &b->pairs.terms.v[pair], impact);
		}
		if (b->words.terms.v[id].starts_phrase)
			post_phrases(b, words->all.v + i, words->all.n - i, impact);
		last = id;
	}
}

static void post_joined(struct builder *b, const struct search_words *words, uint32_t impact)
{
	for (size_t i = 0; i + 1 < words->all.n; i++) {
		str first = words->all.v[i], second = words->all.v[i + 1];

		if (first.n <= JOINED && second.n <= JOINED)
			post_word(b, str_fmt(&b->scratch, "%.*s%.*s", STR_ARG(first), STR_ARG(second)), impact);
	}
}

static void post_part(struct builder *b, str part, bool is_last)
{
	struct search_words words = { .all = { 0 } };
	uint32_t impact = IMPACT_KEY;

	search_tokenize(part, SEARCH_WORDS, &b->scratch, &words);
	if (is_last)
		impact = words.all.n <= SHORT_NAME ? IMPACT_SHORT_NAME : IMPACT_NAME;
	post_words(b, &words, impact);
	post_joined(b, &words, impact);
}

static void post_key(struct builder *b, str key)
{
	const struct search_kind *k = search_kind_of(b->x, b->doc);
	str last = search_last_part(k, key);
	struct cut c = { .tail = str_sub(key, 0, key.n - last.n) };

	while (c.tail.n) {
		c = str_cut(c.tail, k->separator.p[0]);
		post_part(b, c.head, false);
	}
	post_part(b, last, true);
}

/* Text without addresses: their words say nothing. */
static str without_urls(str text, struct arena *a)
{
	struct buf out = { .a = a };

	if (!str_has(text, STR("://")))
		return text;
	for (size_t i = 0; i < text.n; i++) {
		if (str_starts(str_from(text, i), STR("http://")) || str_starts(str_from(text, i), STR("https://")))
			while (i < text.n && !byte_is_space(text.p[i]) && text.p[i] != ')' && text.p[i] != '>' && text.p[i] != '"')
				i++;
		buf_byte(&out, i < text.n ? text.p[i] : ' ');
	}
	return buf_str(&out);
}

static void post_text(struct builder *b, str text, uint32_t impact)
{
	struct search_words words = { .all = { 0 } };
	size_t n = 0;

	search_tokenize(without_urls(text, &b->scratch), SEARCH_WORDS, &b->scratch, &words);
	for (size_t i = 0; i < words.all.n; i++)
		if (!search_is_stop_word(words.all.v[i]))
			words.all.v[n++] = words.all.v[i];
	words.all.n = n;
	post_words(b, &words, impact);
}

/* A group, stage or section: its id and its name. */
static void post_role(struct builder *b, str id, str name)
{
	post_text(b, id, IMPACT_LABEL);
	if (!str_eq(id, name))
		post_text(b, name, IMPACT_LABEL);
}

/* Property names, and what the definition names elsewhere. */
static void post_details(struct builder *b, const struct entry *e)
{
	const struct node *properties = e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;
	const struct dialect *d = b->in->dict->dialect;

	for (size_t i = 0; properties && properties->kind == NODE_MAP && i < properties->n; i++) {
		post_text(b, properties->member[i].key.text, IMPACT_TEXT);
		post_text(b, doc_text(doc_get(&properties->member[i].value, STR("description"))), IMPACT_LABEL);
	}
	for (size_t i = 0; i < e->n_refs; i++)
		post_text(b, e->refs[i].name, IMPACT_LABEL);
	post_role(b, e->group, search_owner_name(e));
	post_role(b, e->stage, search_stage_name(e));
	post_role(b, e->section, search_section_name(e));
	for (size_t i = 0; i < d->search.n_words; i++) {
		const struct field *f = dialect_field(d, d->search.words[i]);
		str *values = NULL;
		size_t n = f ? entry_values(e, f, &b->scratch, &values) : 0;

		for (size_t j = 0; j < n; j++) {
			post_text(b, values[j], IMPACT_LABEL);
			post_text(b, field_word(f, values[j]), IMPACT_LABEL);
		}
	}
}

static void post_entry(struct builder *b, const struct entry *e)
{
	struct search_doc *doc = &b->x->docs[b->doc];

	*doc = (struct search_doc){ .key = utf8_clean(e->key, b->a), .excerpt = utf8_clean(b->in->excerpt[b->doc], b->a),
		                    .url = b->in->url[b->doc], .status = (uint8_t)e->status };
	b->penalty = e->status == STATUS_REMOVED || e->status == STATUS_DEPRECATED;
	post_key(b, doc->key);
	post_text(b, e->description, IMPACT_TEXT);
	post_details(b, e);
}

static void post_extra(struct builder *b, const struct search_extra *x)
{
	b->x->docs[b->doc] = (struct search_doc){ .key = utf8_clean(x->title, b->a), .excerpt = utf8_clean(x->excerpt, b->a),
		                                  .url = x->url, .status = SEARCH_NO_STATUS };
	b->penalty = 0;
	post_key(b, b->x->docs[b->doc].key);
	post_text(b, x->text, IMPACT_TEXT);
}

static void add_kind(struct builder *b, str name, str title, str folder, str separator, uint32_t from)
{
	*vec_push(&b->x->kinds, b->a) = (struct search_kind){ name, title, folder, separator, from };
}

static void add_kinds(struct builder *b)
{
	const struct dict *d = b->in->dict;

	for (size_t i = 0; i < d->dialect->n_kinds; i++) {
		const struct kind *k = &d->dialect->kinds[i];
		str separator = k->separator;

		for (size_t j = 0; j < k->n_keys && !separator.n; j++)
			separator = k->keys[j].join;
		add_kind(b, k->name, k->title, k->folder, str_sub(separator, 0, 1), (uint32_t)d->kind_from[i]);
	}
	add_kind(b, STR("guide"), STR("Guides"), STR("guides"), (str){ 0 }, (uint32_t)d->all.n);
}

static void add_synonym(struct builder *b, const struct field_label *row)
{
	struct search_words word = { .all = { 0 } }, words = { .all = { 0 } };
	struct search_synonym s = { .n = 0 };

	search_tokenize(str_dup(row->value, b->a), SEARCH_WORDS, b->a, &word);
	search_tokenize(str_dup(row->label, b->a), SEARCH_WORDS, b->a, &words);
	if (word.all.n != 1 || !words.all.n || words.all.n > sizeof s.words / sizeof *s.words)
		return;
	s.word = word.all.v[0];
	s.n = words.all.n;
	for (size_t i = 0; i < s.n; i++)
		s.words[i] = words.all.v[i];
	s.token = str_join(b->a, s.words, s.n, STR("+"));
	*vec_push(&b->x->synonyms, b->a) = s;
}

static void add_synonyms(struct builder *b)
{
	const struct dialect *d = b->in->dict->dialect;

	for (size_t i = 0; i < b->in->n_synonyms; i++)
		add_synonym(b, &b->in->synonyms[i]);
	for (size_t i = 0; i < d->search.n_synonyms; i++) {
		bool is_replaced = false;

		for (size_t j = 0; j < b->in->n_synonyms; j++)
			is_replaced = is_replaced || str_eq(d->search.synonyms[i].value, b->in->synonyms[j].value);
		if (!is_replaced)
			add_synonym(b, &d->search.synonyms[i]);
	}
}

static str encode(const struct term *t, struct arena *a)
{
	struct buf out = { .a = a };
	uint32_t count[SEARCH_IMPACTS] = { 0 };

	for (size_t i = 0; i < t->all.n; i++)
		count[t->all.v[i].impact]++;
	for (uint32_t impact = SEARCH_IMPACTS; impact-- > 0;) {
		uint32_t next = 0;

		if (!count[impact])
			continue;
		search_put_digit(&out, impact);
		search_put_number(&out, count[impact]);
		for (size_t i = 0; i < t->all.n; i++) {
			if (t->all.v[i].impact != impact)
				continue;
			search_put_number(&out, t->all.v[i].doc - next);
			next = t->all.v[i].doc + 1;
		}
	}
	return buf_str(&out);
}

static int by_text(const void *a, const void *b)
{
	const struct term *const *x = a, *const *y = b;

	return str_cmp((*x)->text, (*y)->text);
}

/* Frequent pairs first; of equally frequent ones the first in bytes. */
static int by_frequency(const void *a, const void *b)
{
	const struct term *const *x = a, *const *y = b;

	if ((*x)->all.n != (*y)->all.n)
		return (*x)->all.n > (*y)->all.n ? -1 : 1;
	return str_cmp((*x)->text, (*y)->text);
}

typedef VEC(struct term *) term_list;

static bool is_word(const struct builder *b, str text)
{
	const struct table *t = &b->words;
	uint64_t hash = str_hash(text);

	for (size_t at = hash & (t->cap - 1); t->cap && t->slot[at]; at = (at + 1) & (t->cap - 1))
		if (str_eq(t->terms.v[t->slot[at] - 1].text, text))
			return true;
	return false;
}

static void keep_pairs(struct builder *b, term_list *all)
{
	term_list kept = { 0 };

	for (size_t i = 0; i < b->pairs.terms.n; i++) {
		struct term *t = &b->pairs.terms.v[i];

		if (t->all.n < SEARCH_PAIR_MIN)
			continue;
		t->text = str_fmt(b->a, "%.*s+%.*s", STR_ARG(b->words.terms.v[t->first].text), STR_ARG(b->words.terms.v[t->second].text));
		if (!is_word(b, t->text)) /* else it is a synonym's phrase */
			*vec_push(&kept, b->a) = t;
	}
	if (kept.n)
		qsort(kept.v, kept.n, sizeof *kept.v, by_frequency);
	for (size_t i = 0; i < kept.n && i < SEARCH_PAIR_MAX; i++)
		*vec_push(all, b->a) = kept.v[i];
}

static void finish_tokens(struct builder *b)
{
	term_list all = { 0 };

	for (size_t i = 0; i < b->words.terms.n; i++)
		*vec_push(&all, b->a) = &b->words.terms.v[i];
	keep_pairs(b, &all);
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_text);
	for (size_t i = 0; i < all.n; i++)
		*vec_push(&b->x->tokens, b->a) =
			(struct search_token){ all.v[i]->text, encode(all.v[i], b->a), (uint32_t)all.v[i]->all.n };
}

static void cut_shards(struct search_index *x)
{
	size_t size = 0;

	for (size_t i = 0; i < x->tokens.n; i++) {
		size_t n = x->tokens.v[i].postings.n;

		if (!i || size + n > SEARCH_SHARD) {
			*vec_push(&x->shards, x->a) = (uint32_t)i;
			*vec_push(&x->shard_size, x->a) = 0;
			size = 0;
		}
		size += n + 1;
		x->shard_size.v[x->shard_size.n - 1] = (uint32_t)size;
	}
}

/* weight(df) falls with df: for each weight the largest df that still has it, found by halving. */
static void make_weights(struct search_index *x)
{
	for (uint32_t v = 1; x->n && v <= search_weight(x->n, 1); v++) {
		uint32_t low = 1, high = x->n;

		while (low < high) {
			uint32_t middle = low + (high - low + 1) / 2;

			if (search_weight(x->n, middle) >= v)
				low = middle;
			else
				high = middle - 1;
		}
		*vec_push(&x->idf, x->a) = low;
	}
}

static void set_owners(struct search_index *x)
{
	const struct search_facet *f = search_facet(x, STR("owner"));

	for (uint32_t i = 0; i < x->n; i++) {
		size_t at = 0;
		str set = f->sets.v[f->set[i]];

		x->docs[i].owner = set.n ? search_number(set, &at) + 1 : 0;
	}
}

struct search_index *search_build(const struct search_input *in, struct arena *a)
{
	struct search_index *x = arena_new(a, struct search_index);
	struct builder b = { .x = x, .in = in, .a = a };

	BUG_IF(in->dict->all.n + in->n_extra >= UINT32_MAX / 2);
	arena_init(&b.scratch, 0);
	x->a = a;
	x->n = (uint32_t)(in->dict->all.n + in->n_extra);
	x->docs = arena_array(a, x->n, struct search_doc);
	add_kinds(&b);
	add_synonyms(&b);
	for (; b.doc < x->n; b.doc++) {
		if (b.doc < in->dict->all.n)
			post_entry(&b, in->dict->all.v[b.doc]);
		else
			post_extra(&b, &in->extra[b.doc - in->dict->all.n]);
		arena_reset(&b.scratch);
	}
	arena_free(&b.scratch);
	finish_tokens(&b);
	cut_shards(x);
	make_weights(x);
	search_find_facets(x, in);
	set_owners(x);
	return x;
}

const struct search_kind *search_kind_of(const struct search_index *x, uint32_t id)
{
	size_t i = x->kinds.n - 1;

	while (i && x->kinds.v[i].from > id)
		i--;
	return &x->kinds.v[i];
}

str search_last_part(const struct search_kind *k, str key)
{
	struct cut c = k->separator.n ? str_cut_last(key, k->separator.p[0]) : (struct cut){ .head = key };

	return c.found ? c.tail : key;
}

struct search_record search_record(const struct search_index *x, uint32_t id)
{
	const struct search_doc *d = &x->docs[id];
	const struct search_facet *owners = search_facet(x, STR("owner"));

	return (struct search_record){ .kind = search_kind_of(x, id)->name,
		                       .key = d->key,
		                       .url = d->url,
		                       .excerpt = d->excerpt,
		                       .owner = d->owner ? owners->values.v[d->owner - 1] : (str){ 0 },
		                       .status = d->status == SEARCH_NO_STATUS ? (str){ 0 } : str_from_z(status_word(d->status)) };
}
