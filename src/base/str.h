#ifndef DICTUM_BASE_STR_H
#define DICTUM_BASE_STR_H

/* Text as (pointer, length). A `str` never owns and is never NUL-terminated by promise. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

typedef struct {
	const char *p;
	size_t n;
} str; /* n in bytes, UTF-8 unless said otherwise */
struct cut {
	str head, tail;
	bool found;
};

#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })
/* The two arguments of printf's "%.*s". */
#define STR_ARG(s) str_precision(s), str_chars(s)
static inline int str_precision(str s)
{
	return (int)(s.n > INT32_MAX ? INT32_MAX : s.n);
}
static inline const char *str_chars(str s)
{
	return s.p ? s.p : "";
}

str str_from_z(const char *z); /* NULL gives the empty slice */
static inline bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
bool str_eq_z(str a, const char *z);
bool str_eq_lines(str a, str b); /* with CRLF as LF: a checkout may end lines in another way than commits do (core.autocrlf) */
int str_cmp(str a, str b); /* byte order, shorter first; -1, 0 or 1 */
bool str_starts(str s, str prefix);
size_t str_common(str a, str b); /* bytes both begin with */
bool str_ends(str s, str suffix);
/* The same of `s` in small letters, ASCII only: "HTTP://x" starts with "http://". What it is compared with has none but small ones. */
bool str_starts_lower(str s, str lower);
static inline bool str_eq_lower(str s, str lower)
{
	return s.n == lower.n && str_starts_lower(s, lower);
}
bool str_has(str s, str part);
bool str_has_space(str s); /* as byte_is_space has it */
bool str_is_among(str s, const str *all, size_t n);
bool str_is_among_z(str s, const char *const *all); /* which end with NULL */
size_t str_find(str s, char c);          /* index of the first c, s.n when absent */
str str_trim(str s);                     /* without ASCII white space at both ends */
str str_sub(str s, size_t from, size_t n); /* clamps, never reads outside */
/* The rest from index `from`; empty when past the end. */
static inline str str_from(str s, size_t from)
{
	if (from >= s.n)
		return (str){ s.n ? s.p + s.n : s.p, 0 };
	return (str){ s.p + from, s.n - from };
}
struct cut str_cut(str s, char at);      /* at the first `at`; not found: head = s, tail empty */
struct cut str_cut_last(str s, char at); /* at the last `at`; not found: head = s, tail empty */
bool str_to_i64(str s, int64_t *out);    /* decimal, optional '-'; false on junk or overflow, out untouched */
uint64_t str_hash(str s);                /* XXH3-64, the same on every machine */
str str_dup(str s, struct arena *a);
const char *str_z(str s, struct arena *a); /* NUL-terminated copy for C APIs */
str str_lower(str s, struct arena *a);     /* ASCII letters only; other bytes kept */
str str_hex(const unsigned char *bytes, size_t n, struct arena *a); /* two lower-case digits each */
str str_replace(str s, char from, char to, struct arena *a);
/* printf into the arena. `%.*s` with STR_ARG for slices. Locale is never set, so numbers print as in "C". */
str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
str str_vfmt(struct arena *a, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
str str_plural(str one, struct arena *a); /* "entries" of "entry", "days", "fixes", "branches": the usual endings of English */
str str_quantity(uint64_t n, const char *one, struct arena *a); /* "1 entry", "2 entries", "0 files", "3 fixes" */
str str_join(struct arena *a, const str *parts, size_t n, str between);
enum { STR_DISTANCE_MAX = 64 }; /* bytes, one bit of a word each; names are shorter */
/* Edit distance (insert, delete, replace, swap of neighbours) of the code bytes, or limit + 1 when it is larger (limit < SIZE_MAX).
   Strings over STR_DISTANCE_MAX bytes count as limit + 1. */
size_t str_distance(str a, str b, size_t limit);
/* The candidate nearest to a word within a third of its length (at least 1), ignoring ASCII case and typographic quotes around either. The first of
   equally near ones wins. */
struct str_near {
	char lower[STR_DISTANCE_MAX];
	size_t n, limit;
	bool is_open; /* a nearer one than those before is possible */
};
void str_near_begin(struct str_near *n, str word);
bool str_near_try(struct str_near *n, str candidate); /* whether it is nearer than all before */
/* Index of the nearest candidate; n when none is near. */
size_t str_nearest(str word, const str *candidates, size_t n);

static inline bool byte_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool byte_is_alpha(char c) /* ASCII */
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool byte_is_space(char c) /* space, tab, LF, VT, FF, CR */
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char byte_lower(char c) /* ASCII */
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline int byte_hex(char c) /* value of a hexadecimal digit, -1 for every other byte */
{
	c = byte_lower(c);
	return byte_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Growing output. Memory is the arena's; `buf_str` stays valid as long as the arena. */
struct buf {
	struct arena *a;
	char *p;
	size_t n, cap;
};
char *buf_reserve(struct buf *b, size_t n); /* room for n more bytes; caller adds what it wrote to b->n */
static inline void buf_put(struct buf *b, str s)
{
	if (!s.n)
		return;
	memcpy(s.n <= b->cap - b->n ? b->p + b->n : buf_reserve(b, s.n), s.p, s.n);
	b->n += s.n;
}
static inline void buf_byte(struct buf *b, char c)
{
	*(b->n < b->cap ? b->p + b->n : buf_reserve(b, 1)) = c;
	b->n++;
}
static inline void buf_z(struct buf *b, const char *z)
{
	buf_put(b, (str){ z, z ? strlen(z) : 0 });
}
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_uint(struct buf *b, uint64_t v);
void buf_repeat(struct buf *b, char c, size_t n);
/* Percent-encodes all bytes but ASCII letters, digits and those of `kept` (RFC 3986 section 2.1). */
void buf_percent(struct buf *b, str s, const char *kept);
void buf_clear(struct buf *b); /* keeps the memory */
str buf_str(const struct buf *b);

#endif
