/* Differences as sentences, and how alike two texts are. */
#include "base/map.h"
#include "base/utf8.h"
#include "model/change_parts.h"

enum {
	MAX_LISTED = 5, /* names in one sentence; the others are counted */
	MAX_NAME = 512, /* code points of a name in it, which is told whole: far more than real ones have */
};

str change_join(const str *words, size_t n, struct arena *a)
{
	struct buf out = { .a = a };
	size_t shown = n > MAX_LISTED ? MAX_LISTED : n;

	for (size_t i = 0; i < shown; i++) {
		buf_z(&out, i == 0 ? "" : i + 1 == n ? " and " : ", ");
		buf_put(&out, words[i]);
	}
	if (n > shown)
		buf_fmt(&out, " and %zu more", n - shown);
	return buf_str(&out);
}

/* Of the references in a field's list; none where it holds none. */
static struct map names_in(const struct kind *k, str field, const struct node *list, struct arena *a)
{
	const struct ref_role *role = kind_ref(k, field);
	struct map names = { 0 };

	for (size_t i = 0; role && list && list->kind == NODE_SEQ && i < list->n; i++) {
		str name = doc_text(ref_name(role, &list->item[i]));

		if (name.n)
			*map_put(&names, name, a) = a;
	}
	return names;
}

/* What an item is called: a reference by its name where that tells it from those of the other side, a member by its key, anything else by its value,
   of which *max code points are shown. */
static str item_name(const struct kind *k, const struct map *others, const struct difference_part *p, struct arena *a, size_t *max)
{
	str around = str_cut_last(p->pointer, '/').head, name;
	const struct node *n = p->new_node ? p->new_node : p->old_node;
	const struct ref_role *role = kind_ref(k, around);
	bool is_index = pointer_last_name(p->pointer, a).n && byte_is_digit(pointer_last_name(p->pointer, a).p[0]);

	name = role ? doc_text(ref_name(role, n)) : (str){ 0 };
	*max = MAX_WORDS;
	if (name.n && !map_has(others, name)) {
		*max = MAX_NAME;
		n = ref_name(role, n);
	} else if (!name.n && !is_index) {
		*max = SIZE_MAX; /* no pointer is long */
		return pointer_last_name(p->pointer, a);
	}
	return difference_words(n, SIZE_MAX, a);
}

/* What an item of the field's own list of references refers to; empty: it is none. */
static str referred(const struct kind *k, const struct difference *d, str rest)
{
	const struct ref_role *role = kind_ref(k, d->pointer);
	struct cut item = str_cut(str_from(rest, 1), '/');
	const struct node *n;
	int64_t index;

	if (!role || !role->name.n || !d->new_node || d->new_node->kind != NODE_SEQ || !item.found || !str_to_i64(item.head, &index) ||
	    index < 0 || (uint64_t)index >= d->new_node->n)
		return (str){ 0 };
	n = &d->new_node->item[index];
	return n->kind == NODE_MAP ? doc_text(doc_get(n, role->name)) : (str){ 0 };
}

/* The way to a part from its field: "additional_properties/label/description", "unique of push". */
static str part_name(const struct kind *k, const struct difference *d, const struct difference_part *p, struct arena *a)
{
	str rest = pointer_is_under(p->pointer, d->base) ? str_from(p->pointer, d->base.n) : (str){ 0 };
	str name = rest.n ? referred(k, d, rest) : (str){ 0 };

	if (name.n)
		return str_fmt(a, "%.*s of %.*s", STR_ARG(str_cut(str_from(rest, 1), '/').tail), STR_ARG(name));
	return str_fmt(a, "%.*s%.*s", STR_ARG(d->name), STR_ARG(rest));
}

/* The collection, there on both sides, that a part came to or went from: the field itself, or a list of references in it. Empty: none. */
static str list_of(const struct kind *k, const struct difference *d, const struct difference_part *p)
{
	str around = str_cut_last(p->pointer, '/').head;

	if (!d->old_node || !d->new_node || (p->old_node && p->new_node) || p->pointer.n <= d->base.n)
		return (str){ 0 };
	if (str_eq(around, d->base) || !pointer_is_under(p->pointer, d->base))
		return d->base;
	return kind_ref(k, around) ? around : (str){ 0 };
}

/* A value as it is shown. Texts of several words stand in quotes. */
static str value_words(const struct node *n, str words, size_t from, bool is_quoted, struct arena *a)
{
	str shown = difference_cut(words, from, MAX_WORDS, a);

	return n && n->kind == NODE_STRING && (is_quoted || !words.n || str_find(words, ' ') < words.n) ? diag_quote(shown, a) : shown;
}

static str part_words(const struct kind *k, const struct difference *d, const struct difference_part *p, struct arena *a)
{
	str name = part_name(k, d, p, a), old = difference_words(p->old_node, SIZE_MAX, a), new = difference_words(p->new_node, SIZE_MAX, a);
	bool are_alike = p->old_node && p->new_node && str_eq(old, new); /* a text that became a number, or the other way round */
	size_t from = difference_from(old, new, MAX_WORDS);

	old = value_words(p->old_node, old, from, are_alike, a);
	new = value_words(p->new_node, new, from, are_alike, a);
	if (!p->old_node)
		return str_fmt(a, "%.*s was added: %.*s", STR_ARG(name), STR_ARG(new));
	if (!p->new_node)
		return str_fmt(a, "%.*s was taken away: %.*s", STR_ARG(name), STR_ARG(old));
	return str_fmt(a, "%.*s changed from %.*s to %.*s", STR_ARG(name), STR_ARG(old), STR_ARG(new));
}

/* Names are as long as keys: only those that are shown are written. */
struct listed {
	str words[MAX_LISTED];
	size_t max[MAX_LISTED];   /* code points of them */
	size_t times[MAX_LISTED]; /* how often each came or went */
	size_t n;
};

/* What the list has already is counted: rules for one event may differ in what is not told. */
static void add_listed(struct listed *list, str word, size_t max)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!str_eq(list->words[i], word))
			continue;
		list->times[i]++;
		return;
	}
	list->words[list->n] = word;
	list->max[list->n] = max;
	list->times[list->n++] = 1;
}

static void tell_times(struct listed *list, struct arena *a)
{
	for (size_t i = 0; i < list->n && i < MAX_LISTED; i++)
		if (list->times[i] > 1)
			list->words[i] = str_fmt(a, "%.*s (%zu times)", STR_ARG(list->words[i]), list->times[i]);
}

/* One for one, both are told from where they differ. */
static void cut_items(struct listed *gained, struct listed *lost, struct arena *a)
{
	struct listed *lists[] = { gained, lost };
	size_t max = gained->max[0] < lost->max[0] ? gained->max[0] : lost->max[0];
	size_t from = gained->n == 1 && lost->n == 1 ? difference_from(gained->words[0], lost->words[0], max) : 0;

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->n && i < MAX_LISTED; i++)
			lists[l]->words[i] = difference_cut(lists[l]->words[i], from, lists[l]->max[i], a);
}

/* What came to a collection and went from it. */
struct moved {
	struct map was, is; /* references by name */
	struct listed gained, lost;
};

static struct moved *moved_in(struct map *all, const struct kind *k, const struct difference *d, str list, struct arena *a)
{
	struct moved **slot = (struct moved **)map_put(all, list, a), *moved = *slot;
	str way = str_from(list, d->base.n);

	if (moved)
		return moved;
	moved = *slot = arena_new(a, struct moved);
	moved->was = names_in(k, list, way.n ? doc_at(d->old_node, way) : d->old_node, a);
	moved->is = names_in(k, list, way.n ? doc_at(d->new_node, way) : d->new_node, a);
	return moved;
}

/* "options/events gained a and lost b" */
static void put_moved(struct buf *out, const struct difference *d, const struct map_slot *s, struct arena *a)
{
	struct moved *m = s->value;

	cut_items(&m->gained, &m->lost, a);
	tell_times(&m->gained, a);
	tell_times(&m->lost, a);
	buf_fmt(out, "%s%.*s%.*s", out->n ? ", " : "", STR_ARG(d->name), STR_ARG(str_from(s->key, d->base.n)));
	if (m->gained.n)
		buf_fmt(out, " gained %.*s", STR_ARG(change_join(m->gained.words, m->gained.n, a)));
	if (m->lost.n)
		buf_fmt(out, "%s lost %.*s", m->gained.n ? " and" : "", STR_ARG(change_join(m->lost.words, m->lost.n, a)));
}

str change_describe(const struct kind *k, const struct difference *d, const bool *is_taken, struct arena *a)
{
	struct listed other = { .n = 0 };
	struct map lists = { 0 }; /* pointer -> struct moved */
	struct buf out = { .a = a };
	str sentence;

	for (size_t i = 0; i < d->parts.n; i++) {
		const struct difference_part *p = &d->parts.v[i];
		str at = is_taken[i] ? list_of(k, d, p) : (str){ 0 };
		struct moved *m = at.n ? moved_in(&lists, k, d, at, a) : NULL;
		struct listed *list = !m ? &other : p->new_node ? &m->gained : &m->lost;
		size_t max = MAX_WORDS;
		str word;

		if (!is_taken[i])
			continue;
		if (list->n >= MAX_LISTED) { /* no longer told by name */
			list->n++;
			continue;
		}
		word = m ? item_name(k, p->new_node ? &m->was : &m->is, p, a, &max) : part_words(k, d, p, a);
		add_listed(list, word, max);
	}
	tell_times(&other, a);
	for (const struct map_slot *s = lists.first; s; s = s->next)
		put_moved(&out, d, s, a);
	sentence = change_join(other.words, other.n, a);
	if (sentence.n)
		buf_fmt(&out, "%s%.*s", out.n ? ", " : "", STR_ARG(sentence));
	return buf_str(&out);
}

/* ---- likeness ---- */

static bool is_word_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80 || c == '_';
}

/* A word, or one character where no blanks stand between words; empty: there is none. */
static str next_word(str *rest)
{
	size_t from = 0, to;
	str word;

	while (from < rest->n && !is_word_byte(rest->p[from]))
		from++;
	for (to = from; to < rest->n && is_word_byte(rest->p[to]);) {
		size_t next = to;
		bool is_alone = utf8_is_unspaced(utf8_next(*rest, &next));

		if (!is_alone || to == from)
			to = next;
		if (is_alone)
			break;
	}
	word = str_sub(*rest, from, to - from);
	*rest = str_from(*rest, to);
	return word;
}

unsigned change_similarity(str a, str b, struct arena *arena)
{
	struct map count = { 0 };
	size_t n = 0, common = 0;

	for (str rest = str_lower(a, arena), word; (word = next_word(&rest)).n; n++) {
		void **slot = map_put(&count, word, arena);

		*slot = (void *)((uintptr_t)*slot + 1);
	}
	for (str rest = str_lower(b, arena), word; (word = next_word(&rest)).n; n++) {
		void **slot = map_has(&count, word) ? map_put(&count, word, arena) : NULL;

		if (!slot || !*slot)
			continue;
		*slot = (void *)((uintptr_t)*slot - 1);
		common++;
	}
	return n ? (unsigned)(200 * common / n) : 100;
}
