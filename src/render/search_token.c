/* Texts to words, for the index and for queries. static/search_text.js does the same byte for byte; tests/search/words.tsv holds both to it. */
#include <string.h>

#include "render/search_parts.h"

/* Bytes of a punctuation mark above ASCII: U+0080..U+00BF, U+2000..U+207F, U+3000..U+303F. 0: none starts here. */
static size_t mark_length(str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i], next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;

	if (c == 0xC2 && next >= 0x80)
		return 2;
	if (i + 2 < s.n && ((c == 0xE2 && (next == 0x80 || next == 0x81)) || (c == 0xE3 && next == 0x80)))
		return 3;
	return 0;
}

enum { WIDE = 3 }; /* bytes of a character that is_wide knows */

/* Whether a character of a script begins here that stands without blanks: Han, kana, Thai, Lao. */
static bool is_wide(str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i], next = i + 2 < s.n ? (unsigned char)s.p[i + 1] : 0;

	if (c < 0xE0 || c > 0xE9 || !next)
		return false;
	return c >= 0xE4 || (c == 0xE3 && next > 0x80) || (c == 0xE0 && next >= 0xB8 && next <= 0xBB);
}

enum byte_class { BETWEEN_WORDS, DIGIT_BYTE, LOWER_BYTE, UPPER_BYTE, HIGH_BYTE };

static enum byte_class class_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return LOWER_BYTE;
	if (c >= 'A' && c <= 'Z')
		return UPPER_BYTE;
	if ((unsigned char)c >= 0x80)
		return HIGH_BYTE;
	return byte_is_digit(c) ? DIGIT_BYTE : BETWEEN_WORDS;
}

static str cap(str word)
{
	size_t n = SEARCH_TOKEN;

	if (word.n <= n)
		return word;
	while (n && ((unsigned char)word.p[n] & 0xC0) == 0x80)
		n--; /* no half character */
	return str_sub(word, 0, n);
}

/* The word that begins at `at`, lowered into the same place of `lower`; returns its end. */
static size_t lower_word(str text, size_t at, char *lower)
{
	enum byte_class class = class_of(text.p[at]), last;

	do {
		lower[at] = byte_lower(text.p[at]);
		for (at++; at < text.n && text.p[at] >= 'a' && text.p[at] <= 'z'; at++) { /* most bytes of most words */
			lower[at] = text.p[at];
			class = LOWER_BYTE;
		}
		if (at == text.n)
			break;
		last = class;
		class = class_of(text.p[at]);
	} while (class != BETWEEN_WORDS && !(class == UPPER_BYTE && last == LOWER_BYTE) &&
	         !(class == HIGH_BYTE && (mark_length(text, at) || is_wide(text, at))));
	return at;
}

/* Where the next word begins. */
static size_t skip_between(str text, size_t at)
{
	while (at < text.n) {
		enum byte_class class = class_of(text.p[at]);
		size_t mark = class == HIGH_BYTE ? mark_length(text, at) : 0;

		if (!mark && class != BETWEEN_WORDS)
			break;
		at += mark ? mark : 1;
	}
	return at;
}

/* Whether a word that ends here goes on in a capital letter. */
static bool is_hump(str text, size_t end)
{
	return end < text.n && class_of(text.p[end]) == UPPER_BYTE;
}

/* Nobody can tell where words end there: every two neighbours are one, so that whatever is asked for is found in the middle of them, too. Returns the end
   of the run of such characters at `at`. */
static size_t put_pairs(str text, size_t at, enum search_keep keep, char *room, struct arena *a, struct search_words *out)
{
	size_t end = at;

	for (; end < text.n && is_wide(text, end); end += WIDE)
		memcpy(room + end, text.p + end, WIDE);
	if (end - at == WIDE || keep == SEARCH_WHOLE)
		*vec_push(&out->all, a) = (str){ room + at, end - at };
	for (; keep != SEARCH_WHOLE && at + WIDE < end; at += WIDE)
		*vec_push(&out->all, a) = (str){ room + at, (size_t)2 * WIDE };
	return end;
}

void search_tokenize(str text, enum search_keep keep, struct arena *a, struct search_words *out)
{
	char *lower = arena_array(a, text.n, char);

	for (size_t i = skip_between(text, 0); i < text.n; i = skip_between(text, i)) {
		size_t from = i;
		str word;

		if (is_wide(text, i)) {
			i = put_pairs(text, i, keep, lower, a, out);
			continue;
		}
		i = lower_word(text, i, lower);
		out->has_humps = out->has_humps || is_hump(text, i);
		word = cap((str){ lower + from, i - from });
		if (word.n > 1 || (keep != SEARCH_WORDS && word.n))
			*vec_push(&out->all, a) = word;
	}
}

void search_join_humps(str text, struct arena *a, struct search_words *out)
{
	char *lower = arena_array(a, text.n, char);

	for (size_t i = skip_between(text, 0); i < text.n; i = skip_between(text, i)) {
		size_t from = i;

		if (is_wide(text, i)) {
			i += WIDE;
			continue;
		}
		i = lower_word(text, i, lower);
		if (!is_hump(text, i))
			continue;
		while (is_hump(text, i))
			i = lower_word(text, i, lower);
		*vec_push(&out->all, a) = cap((str){ lower + from, i - from });
	}
}

size_t search_count_words(str text, struct arena *a)
{
	struct search_words words = { .all = { 0 } };

	search_tokenize(text, SEARCH_WORDS, a, &words);
	return words.all.n;
}

bool search_is_stop_word(str word)
{
	/* by length, a word a slot: this is asked of every word of every description */
	static const char *const of_length[] = { "", "a", "an as at by do in is of on or to we", "and are for how our the was who",
		                                 "does from many that this were what when with", "where which" };
	const char *words;

	if (!word.n || word.n > 5)
		return false;
	for (words = of_length[word.n]; *words; words += word.n + (words[word.n] == ' '))
		if (words[0] == word.p[0] && memcmp(words, word.p, word.n) == 0)
			return true;
	return false;
}

str search_stem(str word, char room[SEARCH_TOKEN + 1])
{
	size_t n = word.n;

	if (n < 4 || n > SEARCH_TOKEN)
		return word;
	if (n > 4 && str_ends(word, STR("ies"))) {
		memcpy(room, word.p, n - 3);
		room[n - 3] = 'y';
		return (str){ room, n - 2 };
	}
	if (n > 5 && str_ends(word, STR("ing")))
		return str_sub(word, 0, n - 3);
	if (n > 4 && (str_ends(word, STR("ed")) || str_ends(word, STR("es"))))
		return str_sub(word, 0, n - 2);
	if (n > 4 && word.p[n - 1] == 'e')
		return str_sub(word, 0, n - 1);
	if (word.p[n - 1] == 's' && word.p[n - 2] != 's')
		return str_sub(word, 0, n - 1);
	return word;
}

bool search_stem_eq(str a, str b)
{
	char room_a[SEARCH_TOKEN + 1], room_b[SEARCH_TOKEN + 1];

	if (!a.n || !b.n || a.p[0] != b.p[0]) /* no ending is a whole word */
		return !a.n && !b.n;
	return str_eq(search_stem(a, room_a), search_stem(b, room_b));
}

size_t search_distance(str a, str b, size_t limit)
{
	uint8_t row[3][SEARCH_TOKEN + 1];
	uint8_t *before = row[0], *last = row[1], *now = row[2];

	if (a.n > SEARCH_TOKEN || b.n > SEARCH_TOKEN || (a.n > b.n ? a.n - b.n : b.n - a.n) > limit)
		return limit + 1;
	for (size_t j = 0; j <= b.n; j++)
		last[j] = (uint8_t)j;
	for (size_t i = 1; i <= a.n; i++) {
		uint8_t *turn = before, best = now[0] = (uint8_t)i;

		for (size_t j = 1; j <= b.n; j++) {
			int v = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);

			v = last[j] + 1 < v ? last[j] + 1 : v;
			v = now[j - 1] + 1 < v ? now[j - 1] + 1 : v;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				v = before[j - 2] + 1 < v ? before[j - 2] + 1 : v;
			now[j] = (uint8_t)v;
			best = now[j] < best ? now[j] : best;
		}
		if (best > limit)
			return limit + 1;
		before = last, last = now, now = turn;
	}
	return last[b.n] > limit ? limit + 1 : last[b.n];
}

str search_value_id(str text, struct arena *a)
{
	struct search_words words = { .all = { 0 } };
	struct buf out = { .a = a };

	/* Camel humps stay together: FooBar is one value. */
	search_tokenize(str_lower(text, a), SEARCH_WHOLE, a, &words);
	for (size_t i = 0; i < words.all.n; i++) {
		if (i)
			buf_byte(&out, '_');
		buf_put(&out, words.all.v[i]);
	}
	return buf_str(&out);
}

/* The next number, leading zeros and separators skipped. */
static str next_number(str s, size_t *at)
{
	size_t from;

	while (*at < s.n && !byte_is_digit(s.p[*at]))
		++*at;
	while (*at + 1 < s.n && s.p[*at] == '0' && byte_is_digit(s.p[*at + 1]))
		++*at;
	from = *at;
	while (*at < s.n && byte_is_digit(s.p[*at]))
		++*at;
	return str_sub(s, from, *at - from);
}

int search_version_cmp(str a, str b)
{
	size_t i = 0, j = 0;

	for (;;) {
		str x = next_number(a, &i), y = next_number(b, &j);

		if (!x.n || !y.n)
			return x.n ? 1 : y.n ? -1 : 0;
		if (x.n != y.n)
			return x.n < y.n ? -1 : 1;
		if (!str_eq(x, y))
			return str_cmp(x, y);
	}
}
