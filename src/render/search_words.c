/* Reads definitions: which words a document has, how much each says there, and which stand next to one another. */
#include <string.h>

#include "base/map.h"
#include "model/placeholder.h"
#include "render/search_stream.h"

enum impact { /* of a word at a place; one less for what is removed or deprecated */
	IMPACT_SHORT_NAME = 7,
	IMPACT_NAME = 6,
	IMPACT_KEY = 4,
	IMPACT_TEXT = 2,
	IMPACT_LABEL = 1,
	SHORT_NAME = 4,  /* words of the last part of a key */
	JOINED = 5,      /* bytes of two neighbours that people write as one word: dev_ops, web_ide */
	TABLE_START = 1 << 12,
	CODES = 64,          /* of a document, usually: room for them is made at once */
	MOST_WORDS = 1 << 27 /* numbers that fit a code */
};

struct known { /* a word */
	uint64_t hash;
	const struct search_synonym **phrases; /* those that begin like this, and a NULL; NULL: none do */
};
struct said { /* a label that many documents have */
	uint32_t *codes, n;
};
struct reader {
	const struct search_index *x;
	const struct search_input *in;
	struct search_stream *s;
	struct arena *a;      /* lives as long as the stream */
	struct arena scratch; /* one document */
	uint32_t *slot;       /* open addressing: number of a word, from 1 */
	size_t cap;           /* a power of two */
	VEC(struct known) known;
	struct map labels; /* -> struct said */
	uint32_t penalty;
};

static void table_grow(struct reader *r)
{
	size_t cap = r->cap ? r->cap * 2 : TABLE_START;
	uint32_t *slot = arena_array(r->a, cap, uint32_t);

	for (size_t i = 0; i < r->known.n; i++) {
		size_t at = r->known.v[i].hash & (cap - 1);

		while (slot[at])
			at = (at + 1) & (cap - 1);
		slot[at] = (uint32_t)i + 1;
	}
	r->slot = slot;
	r->cap = cap;
}

static const struct search_synonym **phrases_of(struct reader *r, str word)
{
	VEC(const struct search_synonym *) all = { 0 };

	for (size_t i = 0; i < r->x->synonyms.n; i++) {
		const struct search_synonym *s = &r->x->synonyms.v[i];

		if (s->n > 1 && search_stem_eq(s->words[0], word))
			*vec_push(&all, r->a) = s;
	}
	if (all.n)
		*vec_push(&all, r->a) = NULL;
	return all.v;
}

static uint32_t find_word(struct reader *r, str word)
{
	uint64_t hash = str_hash(word);
	size_t at;

	if (r->known.n * 2 >= r->cap)
		table_grow(r);
	for (at = hash & (r->cap - 1); r->slot[at]; at = (at + 1) & (r->cap - 1)) {
		uint32_t number = r->slot[at] - 1;

		if (r->known.v[number].hash == hash && str_eq(r->s->words.v[number], word))
			return number;
	}
	BUG_IF(r->known.n >= MOST_WORDS);
	*vec_push(&r->known, r->a) = (struct known){ hash, phrases_of(r, word) };
	*vec_push(&r->s->words, r->a) = str_dup(word, r->a);
	r->slot[at] = (uint32_t)r->known.n;
	return r->slot[at] - 1;
}

static void post(struct reader *r, uint32_t number, uint32_t impact, enum search_place place)
{
	*vec_push(&r->s->codes, r->a) = search_code(number, impact - (impact ? r->penalty : 0), place);
}

/* The phrases of synonyms are words of their own, in their own spelling. */
static void post_phrases(struct reader *r, const struct search_synonym **phrases, const str *words, size_t n, uint32_t impact)
{
	for (; *phrases; phrases++) {
		const struct search_synonym *s = *phrases;
		size_t k = 1;

		while (k < s->n && k < n && search_stem_eq(words[k], s->words[k]))
			k++;
		if (k == s->n)
			post(r, find_word(r, s->token), impact, PLACE_ALONE);
	}
}

static void post_words(struct reader *r, const struct search_words *words, uint32_t impact)
{
	for (size_t i = 0; i < words->all.n; i++) {
		uint32_t number = find_word(r, words->all.v[i]);

		post(r, number, impact, i ? PLACE_NEXT : PLACE_FIRST);
		if (r->known.v[number].phrases)
			post_phrases(r, r->known.v[number].phrases, words->all.v + i, words->all.n - i, impact);
	}
}

/* Class names are also asked for in small or capital letters only. */
static void post_humps(struct reader *r, str text, uint32_t impact)
{
	struct search_words words = { .all = { 0 } };

	search_join_humps(text, &r->scratch, &words);
	for (size_t i = 0; i < words.all.n; i++)
		post(r, find_word(r, words.all.v[i]), impact, PLACE_ALONE);
}

static void post_joined(struct reader *r, const struct search_words *words, uint32_t impact)
{
	for (size_t i = 0; i + 1 < words->all.n; i++) {
		str first = words->all.v[i], second = words->all.v[i + 1];

		char both[2 * JOINED];

		if (first.n > JOINED || second.n > JOINED)
			continue;
		memcpy(both, first.p, first.n);
		memcpy(both + first.n, second.p, second.n);
		post(r, find_word(r, (str){ both, first.n + second.n }), impact, PLACE_ALONE);
	}
}

/* Takes single characters out. Returns the one that was the last word; empty: that is longer. */
static str drop_single(struct search_words *words)
{
	str last = words->all.n ? words->all.v[words->all.n - 1] : (str){ 0 };
	size_t n = 0;

	for (size_t i = 0; i < words->all.n; i++)
		if (words->all.v[i].n > 1)
			words->all.v[n++] = words->all.v[i];
	words->all.n = n;
	return last.n == 1 ? last : (str){ 0 };
}

static void post_part(struct reader *r, str part, bool is_last)
{
	struct search_words words = { .all = { 0 } };
	uint32_t impact = IMPACT_KEY;
	str end;

	search_tokenize(part, SEARCH_ALL, &r->scratch, &words);
	end = drop_single(&words);
	if (is_last)
		impact = words.all.n <= SHORT_NAME ? IMPACT_SHORT_NAME : IMPACT_NAME;
	post_words(r, &words, impact);
	post_joined(r, &words, impact);
	if (words.has_humps)
		post_humps(r, part, impact);
	if (is_last && end.n) /* a query that ends in a single letter asks for it, too */
		post(r, find_word(r, end), impact, PLACE_ALONE);
}

static void post_key(struct reader *r, uint32_t doc)
{
	const struct search_kind *k = search_kind_of(r->x, doc);
	str key = r->x->docs[doc].key;
	str last = search_last_part(k, key);
	struct cut c = { .tail = str_sub(key, 0, key.n - last.n) };

	while (c.tail.n) {
		c = str_cut(c.tail, k->separator.p[0]);
		post_part(r, c.head, false);
	}
	post_part(r, last, true);
}

/* Where the next address begins; the end of the text: there is none. */
static size_t find_url(str text, size_t at)
{
	for (; at < text.n; at++)
		if (byte_lower(text.p[at]) == 'h' && url_after_scheme(str_from(text, at)).n)
			break;
	return at;
}

static bool is_in_url(char c)
{
	return !byte_is_space(c) && c != ')' && c != '>' && c != '"';
}

/* Text without addresses: their words say nothing. */
static str without_urls(str text, struct arena *a)
{
	struct buf out = { .a = a };

	if (str_find(text, ':') == text.n || !str_has(text, STR("://")))
		return text;
	for (size_t at = 0, url; at < text.n;) {
		url = find_url(text, at);
		buf_put(&out, str_sub(text, at, url - at));
		for (at = url; at < text.n && is_in_url(text.p[at]);)
			at++;
	}
	return buf_str(&out);
}

static void post_text(struct reader *r, str text, uint32_t impact)
{
	struct search_words words = { .all = { 0 } };
	size_t n = 0;

	text = without_urls(text, &r->scratch);
	search_tokenize(text, SEARCH_WORDS, &r->scratch, &words);
	for (size_t i = 0; i < words.all.n; i++)
		if (!search_is_stop_word(words.all.v[i]))
			words.all.v[n++] = words.all.v[i];
	words.all.n = n;
	post_words(r, &words, impact);
	if (words.has_humps)
		post_humps(r, text, impact);
}

/* The words of a text that is met again and again: looked for once. */
static void post_label(struct reader *r, str text)
{
	const struct said *known = map_get(&r->labels, text);
	size_t from = r->s->codes.n;
	struct said *new;

	for (uint32_t i = 0; known && i < known->n; i++)
		*vec_push(&r->s->codes, r->a) = known->codes[i] - search_code(0, r->penalty, PLACE_ALONE);
	if (known || !text.n)
		return;
	post_text(r, text, IMPACT_LABEL);
	new = arena_new(r->a, struct said);
	new->n = (uint32_t)(r->s->codes.n - from);
	new->codes = arena_array(r->a, new->n, uint32_t);
	for (uint32_t i = 0; i < new->n; i++)
		new->codes[i] = r->s->codes.v[from + i] + search_code(0, r->penalty, PLACE_ALONE);
	*map_put(&r->labels, str_dup(text, r->a), r->a) = new;
}

/* What has an id and a name. */
static void post_role(struct reader *r, str id, str name)
{
	post_label(r, id);
	if (!str_eq(id, name))
		post_label(r, name);
}

/* Property names, and what the definition names elsewhere. */
static void post_details(struct reader *r, const struct entry *e)
{
	const struct node *properties = e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;
	const struct search_fields *words = &r->x->words[e->kind->index];

	for (size_t i = 0; properties && properties->kind == NODE_MAP && i < properties->n; i++) {
		post_text(r, properties->member[i].key.text, IMPACT_TEXT);
		post_text(r, doc_text(property_description(&properties->member[i].value)), IMPACT_LABEL);
	}
	for (size_t i = 0; i < e->n_refs; i++)
		post_text(r, e->refs[i].name, IMPACT_LABEL);
	post_role(r, e->group, search_owner_name(e));
	post_role(r, e->stage, entry_stage_name(e, &r->scratch));
	post_role(r, e->section, entry_section_name(e, &r->scratch));
	for (size_t i = 0; i < words->all.n; i++) {
		const struct field *f = words->all.v[i];
		str *values = NULL;
		size_t n = entry_values(e, f, &r->scratch, &values);

		for (size_t j = 0; j < n; j++)
			post_role(r, values[j], field_word(f, values[j]));
	}
}

static void post_entry(struct reader *r, uint32_t doc, const struct entry *e)
{
	r->penalty = e->status == STATUS_REMOVED || e->status == STATUS_DEPRECATED;
	post_key(r, doc);
	post_text(r, e->description, IMPACT_TEXT);
	post_details(r, e);
}

static void post_extra(struct reader *r, uint32_t doc, const struct search_extra *x)
{
	r->penalty = 0;
	post_key(r, doc);
	post_text(r, x->text, IMPACT_TEXT);
}

void search_read_words(const struct search_index *x, const struct search_input *in, struct search_stream *s)
{
	struct reader r = { .x = x, .in = in, .s = s, .a = &s->a };

	arena_init(&r.scratch);
	s->end = arena_array(r.a, s->to - s->from, uint32_t);
	s->codes.cap = (size_t)(s->to - s->from) * CODES;
	s->codes.v = arena_array(r.a, s->codes.cap, uint32_t);
	for (uint32_t doc = s->from; doc < s->to; doc++) {
		if (doc < in->dict->all.n)
			post_entry(&r, doc, in->dict->all.v[doc]);
		else
			post_extra(&r, doc, &in->extra[doc - in->dict->all.n]);
		search_read_values(s->columns, s->part, doc, &r.scratch);
		BUG_IF(s->codes.n > UINT32_MAX);
		s->end[doc - s->from] = (uint32_t)s->codes.n;
		arena_reset(&r.scratch);
	}
	arena_free(&r.scratch);
}
