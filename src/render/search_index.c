/* Builds the index of a dictionary: postings of its words and of neighbours, fields, weights. Parts of the work run side by side; what comes of
   it does not depend on how many. */
#include <stdlib.h>

#include "base/map.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "render/search_stream.h"

enum {
	DOCS_OF_A_PART = 512, /* fewer are read by one worker */
	PAIRS_START = 1 << 14
};

struct list { /* postings of a word or of two neighbours: document << 3 | impact, in order */
	uint32_t *v;
	uint32_t n;    /* while counting: how many there will be */
	uint32_t last; /* while counting: the last document, from 1 */
};
struct pair {
	uint64_t key; /* numbers of both words */
	struct list list;
};
struct builder {
	struct search_index *x;
	const struct search_input *in;
	const struct search_gone *gone; /* what the extra records are; NULL: guides */
	struct arena *a;
	struct search_stream part[POOL_MAX_WORKERS];
	uint32_t *number[POOL_MAX_WORKERS]; /* by number in a part: that in all */
	size_t n_parts;
	struct map words; /* -> number in all, from 1 */
	VEC(str) texts;   /* by that number */
	struct list *lists; /* by it, too */
	VEC(struct pair) pairs;
	uint32_t *pair_of; /* neighbours in the order they are met: position in pairs */
	size_t next_pair;
	uint32_t *slot; /* open addressing: position in pairs, from 1 */
	size_t cap;     /* a power of two */
	struct arena list_arena, pair_arena;
	struct buf text; /* postings of a token */
	size_t word_room; /* characters of those of words */
	struct search_columns *columns;
};

static void add_kinds(struct search_index *x, const struct search_input *in, const struct search_gone *gone)
{
	const struct dict *d = in->dict;
	uint32_t from = 0;

	for (size_t i = 0; i < d->dialect->n_kinds; i++) {
		const struct kind *k = &d->dialect->kinds[i];
		str separator = k->separator;

		for (size_t j = 0; j < k->n_keys && !separator.n; j++)
			separator = k->keys[j].join;
		for (; gone && from < x->n && gone[from].gone->kind->index < i; from++)
			;
		*vec_push(&x->kinds, x->a) = (struct search_kind){
			.name = k->name,
			.title = k->title,
			.folder = k->folder,
			.singular = k->singular,
			.separator = str_sub(separator, 0, 1),
			.from = gone ? from : (uint32_t)d->kind_from[i],
		};
	}
	if (gone)
		return;
	*vec_push(&x->kinds, x->a) =
	        (struct search_kind){ .name = STR("guide"), .title = STR("Guides"), .folder = STR("guides"), .singular = STR("guide"), .from = (uint32_t)d->all.n };
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

/* What a record shows. */
static void add_docs(struct builder *b, struct search_stream *s)
{
	const struct dict *d = b->in->dict;

	for (size_t i = s->from; i < s->to; i++) {
		const struct search_extra *x = i < d->all.n ? NULL : &b->in->extra[i - d->all.n];
		str key = x ? x->title : d->all.v[i]->key, excerpt = x ? x->excerpt : b->in->excerpt[i], use = b->gone ? b->gone[i].use : (str){ 0 };

		b->x->docs[i] = (struct search_doc){ .key = utf8_clean(key, &s->a), .excerpt = utf8_clean(excerpt, &s->a),
			                             .url = x ? x->url : b->in->url[i], .use = use.n ? utf8_clean(use, &s->a) : use,
			                             .status = x ? SEARCH_NO_STATUS : (uint8_t)d->all.v[i]->status };
		if (b->gone)
			b->x->docs[i].status = (uint8_t)gone_end(b->gone[i].gone);
		s->has_unclean = s->has_unclean || b->x->docs[i].key.p != key.p || b->x->docs[i].excerpt.p != excerpt.p || b->x->docs[i].use.p != use.p;
	}
}

/* What is no longer the text of the definition lives as long as the index. */
static void keep_docs(struct builder *b, const struct search_stream *s)
{
	for (size_t i = s->from; s->has_unclean && i < s->to; i++) {
		b->x->docs[i].key = str_dup(b->x->docs[i].key, b->a);
		b->x->docs[i].excerpt = str_dup(b->x->docs[i].excerpt, b->a);
		b->x->docs[i].use = str_dup(b->x->docs[i].use, b->a);
	}
}

/* Parts are neighbouring documents, so that numbers of words follow the order in which all documents have them. */
static void cut_parts(struct builder *b)
{
	size_t most = b->x->n / DOCS_OF_A_PART + 1;

	b->n_parts = b->in->workers < 1 ? 1 : b->in->workers > POOL_MAX_WORKERS ? POOL_MAX_WORKERS : b->in->workers;
	b->n_parts = b->n_parts > most ? most : b->n_parts;
	for (size_t i = 0; i < b->n_parts; i++) {
		arena_init(&b->part[i].a);
		b->part[i].from = (uint32_t)((uint64_t)b->x->n * i / b->n_parts);
		b->part[i].to = (uint32_t)((uint64_t)b->x->n * (i + 1) / b->n_parts);
	}
}

static void read_part(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;

	(void)worker; /* each part has an arena of its own */
	b->part[i].part = i;
	b->part[i].columns = b->columns;
	add_docs(b, &b->part[i]);
	search_read_words(b->x, b->in, &b->part[i]);
}

static void number_words(struct builder *b)
{
	for (size_t p = 0; p < b->n_parts; p++) {
		const struct search_stream *s = &b->part[p];

		keep_docs(b, s);
		b->number[p] = arena_array(&b->list_arena, s->words.n, uint32_t);
		for (size_t i = 0; i < s->words.n; i++) {
			void **slot = map_put(&b->words, s->words.v[i], &b->list_arena);

			if (!*slot) {
				*vec_push(&b->texts, &b->list_arena) = str_dup(s->words.v[i], b->a);
				*slot = (void *)(uintptr_t)b->texts.n;
			}
			b->number[p][i] = (uint32_t)(uintptr_t)*slot - 1;
		}
	}
}

static void count(struct list *l, uint32_t doc)
{
	l->n += l->last != doc + 1;
	l->last = doc + 1;
}

/* Makes room for what was counted. */
static uint32_t *give_room(struct list *l, uint32_t *room)
{
	l->v = room;
	room += l->n;
	l->n = 0;
	return room;
}

static void put(struct list *l, uint32_t doc, uint32_t impact)
{
	if (!l->n || l->v[l->n - 1] >> 3 != doc)
		l->v[l->n++] = doc << 3 | impact;
	else if ((l->v[l->n - 1] & 7) < impact)
		l->v[l->n - 1] = doc << 3 | impact;
}

typedef void word_fn(struct builder *b, uint32_t doc, uint32_t word, uint32_t impact);
typedef void pair_fn(struct builder *b, uint32_t doc, uint64_t key, uint32_t impact);

static void each_word(struct builder *b, word_fn *take)
{
	for (size_t p = 0; p < b->n_parts; p++) {
		const struct search_stream *s = &b->part[p];
		uint32_t at = 0;

		for (uint32_t doc = s->from; doc < s->to; doc++)
			for (; at < s->end[doc - s->from]; at++)
				take(b, doc, b->number[p][search_code_word(s->codes.v[at])], search_code_impact(s->codes.v[at]));
	}
}

static void each_pair(struct builder *b, pair_fn *take)
{
	for (size_t p = 0; p < b->n_parts; p++) {
		const struct search_stream *s = &b->part[p];
		uint32_t at = 0, last = 0;

		for (uint32_t doc = s->from; doc < s->to; doc++)
			for (; at < s->end[doc - s->from]; at++) {
				enum search_place place = search_code_place(s->codes.v[at]);
				uint32_t word = b->number[p][search_code_word(s->codes.v[at])];

				if (place == PLACE_NEXT)
					take(b, doc, (uint64_t)last << 32 | word, search_code_impact(s->codes.v[at]));
				last = place == PLACE_ALONE ? last : word;
			}
	}
}

static void count_word(struct builder *b, uint32_t doc, uint32_t word, uint32_t impact)
{
	(void)impact; /* later */
	count(&b->lists[word], doc);
}

static void put_word(struct builder *b, uint32_t doc, uint32_t word, uint32_t impact)
{
	put(&b->lists[word], doc, impact);
}

static void list_words(struct builder *b)
{
	uint32_t *room;
	size_t n = 0;

	b->lists = arena_array(&b->list_arena, b->texts.n, struct list);
	each_word(b, count_word);
	for (size_t i = 0; i < b->texts.n; i++)
		n += b->lists[i].n;
	room = arena_array(&b->list_arena, n, uint32_t);
	for (size_t i = 0; i < b->texts.n; i++)
		room = give_room(&b->lists[i], room);
	each_word(b, put_word);
}

static size_t pair_place(const struct builder *b, uint64_t key)
{
	uint64_t hash = key * 0x9E3779B97F4A7C15u;

	return (size_t)(hash ^ hash >> 32) & (b->cap - 1);
}

static void grow_pairs(struct builder *b)
{
	b->cap = b->cap ? b->cap * 2 : PAIRS_START;
	b->slot = arena_array(&b->pair_arena, b->cap, uint32_t);
	for (size_t i = 0; i < b->pairs.n; i++) {
		size_t at = pair_place(b, b->pairs.v[i].key);

		while (b->slot[at])
			at = (at + 1) & (b->cap - 1);
		b->slot[at] = (uint32_t)i + 1;
	}
}

static void count_pair(struct builder *b, uint32_t doc, uint64_t key, uint32_t impact)
{
	size_t at;

	(void)impact; /* later */
	if (b->pairs.n * 2 >= b->cap)
		grow_pairs(b);
	at = pair_place(b, key);
	while (b->slot[at] && b->pairs.v[b->slot[at] - 1].key != key)
		at = (at + 1) & (b->cap - 1);
	if (!b->slot[at]) {
		*vec_push(&b->pairs, &b->pair_arena) = (struct pair){ .key = key };
		b->slot[at] = (uint32_t)b->pairs.n;
	}
	count(&b->pairs.v[b->slot[at] - 1].list, doc);
	b->pair_of[b->next_pair++] = b->slot[at] - 1;
}

static void put_pair(struct builder *b, uint32_t doc, uint64_t key, uint32_t impact)
{
	struct list *l = &b->pairs.v[b->pair_of[b->next_pair++]].list;

	(void)key; /* its position is known */
	if (l->v)
		put(l, doc, impact);
}

/* Only pairs that are frequent enough get lists. */
static void list_pairs(struct builder *b)
{
	uint32_t *room;
	size_t n = 0;

	for (size_t p = 0; p < b->n_parts; p++)
		n += b->part[p].codes.n;
	b->pair_of = arena_array(&b->pair_arena, n, uint32_t);
	each_pair(b, count_pair);
	n = 0;
	for (size_t i = 0; i < b->pairs.n; i++)
		n += b->pairs.v[i].list.n >= SEARCH_PAIR_MIN ? b->pairs.v[i].list.n : 0;
	room = arena_array(&b->pair_arena, n, uint32_t);
	for (size_t i = 0; i < b->pairs.n; i++)
		if (b->pairs.v[i].list.n >= SEARCH_PAIR_MIN)
			room = give_room(&b->pairs.v[i].list, room);
	b->next_pair = 0;
	each_pair(b, put_pair);
}

static void encode(const struct list *l, struct buf *out)
{
	uint32_t n_of[SEARCH_IMPACTS] = { 0 };

	for (uint32_t i = 0; i < l->n; i++)
		n_of[l->v[i] & 7]++;
	for (uint32_t impact = SEARCH_IMPACTS; impact-- > 0;) {
		uint32_t next = 0;

		if (!n_of[impact])
			continue;
		search_put_digit(out, impact);
		search_put_number(out, n_of[impact]);
		for (uint32_t i = 0; i < l->n; i++) {
			if ((l->v[i] & 7) != impact)
				continue;
			search_put_number(out, (l->v[i] >> 3) - next);
			next = (l->v[i] >> 3) + 1;
		}
	}
}

struct term {
	str text;
	const struct list *list;
};
typedef VEC(struct term) term_list;

static struct search_token token_of(struct builder *b, const struct term *t)
{
	buf_clear(&b->text);
	encode(t->list, &b->text);
	return (struct search_token){ t->text, str_dup(buf_str(&b->text), b->a), t->list->n };
}

/* Of words: while others work on pairs and columns this alone writes to the memory of the index. */
static void add_words(struct builder *b)
{
	vec_reserve(&b->x->tokens, b->texts.n + SEARCH_PAIR_MAX, b->a);
	for (size_t i = 0; i < b->texts.n; i++) {
		struct search_token *token = vec_push(&b->x->tokens, b->a);

		*token = token_of(b, &(struct term){ b->texts.v[i], &b->lists[i] });
		b->word_room += token->postings.n;
	}
}

/* Lists of words, of pairs, and one column after the other. */
static void make_lists(void *arg, size_t worker, size_t i)
{
	struct builder *b = arg;

	if (i == 0)
		list_pairs(b);
	else if (i == 1) {
		list_words(b);
		add_words(b);
	} else
		search_join_column(b->columns, worker, i - 2);
}

/* Frequent pairs first; of equally frequent ones the first in bytes. */
static int by_frequency(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->list->n != y->list->n)
		return x->list->n > y->list->n ? -1 : 1;
	return str_cmp(x->text, y->text);
}

/* The most frequent pairs, as long as there is room for them. */
static void add_pairs(struct builder *b, size_t room)
{
	term_list all = { 0 };
	size_t used = 0;

	for (size_t i = 0; i < b->pairs.n; i++) {
		const struct pair *p = &b->pairs.v[i];
		str text;

		if (!p->list.v)
			continue;
		text = str_fmt(b->a, "%.*s+%.*s", STR_ARG(b->texts.v[p->key >> 32]), STR_ARG(b->texts.v[p->key & UINT32_MAX]));
		if (!map_has(&b->words, text)) /* else it is a synonym's phrase */
			*vec_push(&all, &b->list_arena) = (struct term){ text, &p->list };
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_frequency);
	for (size_t i = 0; i < all.n && i < SEARCH_PAIR_MAX; i++) {
		struct search_token token = token_of(b, &all.v[i]);

		used += token.postings.n;
		if (used > room)
			return;
		*vec_push(&b->x->tokens, b->a) = token;
	}
}

static int by_token(const void *a, const void *b)
{
	const struct search_token *x = a, *y = b;

	return str_cmp(x->text, y->text);
}

static void finish_tokens(struct builder *b)
{
	size_t used = b->word_room / SEARCH_PAIR_SHARE;

	if (!b->gone)
		add_pairs(b, used > SEARCH_PAIR_ROOM ? used : SEARCH_PAIR_ROOM);
	if (b->x->tokens.n)
		qsort(b->x->tokens.v, b->x->tokens.n, sizeof *b->x->tokens.v, by_token);
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

	for (uint32_t i = 0; f && i < x->n; i++) {
		size_t at = 0;
		str set = f->sets.v[f->set[i]];

		x->docs[i].owner = set.n ? search_number(set, &at) + 1 : 0;
	}
}

static void mark_blanks(struct search_index *x, size_t n_kinds)
{
	for (size_t k = 0; k < n_kinds; k++)
		for (uint32_t i = x->kinds.v[k].from, end = search_kind_end(x, k); i < end && !x->kinds.v[k].has_blanks; i++)
			x->kinds.v[k].has_blanks = !search_is_one_word(x->docs[i].key);
}

static void end_parts(struct builder *b)
{
	for (size_t i = 0; i < b->n_parts; i++)
		arena_free(&b->part[i].a);
	arena_free(&b->list_arena);
	arena_free(&b->pair_arena);
}

static struct search_index *build(const struct search_input *in, const struct search_gone *gone, struct arena *a)
{
	struct search_index *x = arena_new(a, struct search_index);
	struct builder *b = arena_new(a, struct builder);

	BUG_IF(in->dict->all.n + in->n_extra >= UINT32_MAX >> 4);
	x->a = a;
	x->n = (uint32_t)(in->dict->all.n + in->n_extra);
	x->docs = arena_array(a, x->n, struct search_doc);
	x->former = gone;
	b->x = x;
	b->in = in;
	b->gone = gone;
	b->a = a;
	arena_init(&b->list_arena);
	arena_init(&b->pair_arena);
	b->text.a = &b->list_arena;
	add_kinds(x, in, gone);
	add_synonyms(b);
	cut_parts(b);
	b->columns = search_begin_columns(x, in, b->n_parts);
	pool_run_singly(b->n_parts, b->n_parts, read_part, b);
	number_words(b);
	pool_run_singly(b->n_parts, 2 + x->facets.n, make_lists, b);
	finish_tokens(b);
	search_end_columns(b->columns);
	end_parts(b);
	search_cut_tokens(x);
	make_weights(x);
	set_owners(x);
	mark_blanks(x, in->dict->dialect->n_kinds);
	search_cut_blocks(x, b->n_parts);
	return x;
}

struct search_index *search_build(const struct search_input *in, struct arena *a)
{
	return build(in, NULL, a);
}

struct search_index *search_build_gone(const struct search_gone_input *in, struct arena *a)
{
	const struct dict none = { .dialect = in->dialect };
	struct search_input records = { .dict = &none, .n_extra = in->n, .synonyms = in->synonyms, .n_synonyms = in->n_synonyms };
	struct search_extra *extra = arena_array(a, in->n, struct search_extra);

	for (size_t i = 0; i < in->n; i++)
		extra[i] = (struct search_extra){ .title = in->all[i].gone->key, .url = in->all[i].url, .excerpt = in->all[i].excerpt };
	records.extra = extra;
	return build(&records, in->all, a);
}

void search_join_gone(struct search_index *x, const struct search_index *gone)
{
	x->gone = gone;
}

uint32_t search_kind_end(const struct search_index *x, size_t kind)
{
	return kind + 1 < x->kinds.n ? x->kinds.v[kind + 1].from : x->n;
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

static str last_owner(const struct search_gone *g)
{
	return g->gone->last ? g->gone->last->group : (str){ 0 };
}

struct search_record search_record(const struct search_index *x, uint32_t id)
{
	const struct search_doc *d;
	const struct search_facet *owners;

	if (id >= x->n)
		return search_record(x->gone, id - x->n); /* once: that index has none */
	d = &x->docs[id];
	owners = search_facet(x, STR("owner"));
	return (struct search_record){ .kind = search_kind_of(x, id)->name,
		                       .key = d->key,
		                       .url = d->url,
		                       .excerpt = d->excerpt,
		                       .owner = x->former  ? last_owner(&x->former[id])
		                        : d->owner ? owners->values.v[d->owner - 1]
		                                   : (str){ 0 },
		                       .status = x->former                    ? str_from_z(gone_end_word(d->status))
		                         : d->status == SEARCH_NO_STATUS ? (str){ 0 }
		                                                         : str_from_z(status_word(d->status)),
		                       .use = d->use,
		                       .is_gone = x->former != NULL };
}
