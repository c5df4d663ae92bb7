#ifndef DICTUM_RENDER_TEMPLATE_H
#define DICTUM_RENDER_TEMPLATE_H

/* Mustache (the specification's core modules; no lambdas, no inheritance). Compiled once, rendered from many
   threads. {{x}} is escaped for HTML text and quoted attributes, whatever the value's kind. {{{x}}} and {{&x}} print
   values of kind VIEW_HTML as they are and escape everything else, so that no template can let definition text
   through unescaped. */
#include <string.h>

#include "base/diag.h"
#include "base/map.h"

/* False, so that sections stay closed and inverted ones open: VIEW_NONE, empty text or HTML, a flag that is off, an
   empty list. */
enum view_kind { VIEW_NONE, VIEW_TEXT, VIEW_HTML, VIEW_BOOL, VIEW_LIST, VIEW_MAP };
struct view_field;
struct view { /* small: a page has thousands, and what it took is cleared for the next one */
	uint8_t kind; /* enum view_kind */
	bool on;      /* VIEW_BOOL; prints as true or false */
	uint32_t cap;
	union {
		str text; /* VIEW_TEXT, VIEW_HTML */
		struct {
			union {
				struct view *item;        /* VIEW_LIST; prints as nothing, like a map */
				struct view_field *field; /* VIEW_MAP; looked up by name, first wins */
			};
			size_t n;
		};
	};
};
struct view_name {
	const char *p;
	uint32_t n;   /* bytes; names stand in programs and in definitions of a megabyte at most */
	uint32_t tag; /* tells nearly all different names apart */
};
struct view_field {
	struct view_name name;
	struct view value;
};

/* Inline, as all that builds views: compilers work the tag of a name that stands in the program out. */
static inline struct view_name view_name(str s)
{
	uint32_t n = (uint32_t)s.n, first = n ? (unsigned char)s.p[0] : 0, middle = n ? (unsigned char)s.p[n / 2] : 0;
	uint32_t last = n ? (unsigned char)s.p[n - 1] : 0;

	return (struct view_name){ s.p, n, first << 24 | middle << 16 | last << 8 | (n & 255) };
}

static inline bool view_name_eq(struct view_name a, struct view_name b)
{
	return a.tag == b.tag && a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

/* Building views; strings are borrowed. A field that was set hides one of the same name further out, also when it is
   empty: a row without a description does not show the page's. */
struct view *view_map(struct arena *a);
/* A field without a value; valid until the next one is added to map. */
struct view *view_add(struct view *map, struct view_name name, struct arena *a);
/* A map with the same fields and room for `more`. */
struct view view_copy(const struct view *map, uint32_t more, struct arena *a);
str view_grouped(uint64_t v, struct arena *a); /* 6,214 */

static inline struct view *view_add_z(struct view *map, const char *name, struct arena *a)
{
	return view_add(map, view_name((str){ name, strlen(name) }), a);
}

/* Empty text is false. */
static inline void view_text(struct view *map, const char *name, str text, struct arena *a)
{
	*view_add_z(map, name, a) = (struct view){ .kind = VIEW_TEXT, .text = text };
}

static inline void view_html(struct view *map, const char *name, str html, struct arena *a)
{
	*view_add_z(map, name, a) = (struct view){ .kind = VIEW_HTML, .text = html };
}

static inline void view_flag(struct view *map, const char *name, bool on, struct arena *a)
{
	*view_add_z(map, name, a) = (struct view){ .kind = VIEW_BOOL, .on = on };
}

static inline void view_uint(struct view *map, const char *name, uint64_t v, struct arena *a)
{
	view_text(map, name, view_grouped(v, a), a);
}

/* A shallow copy; NULL: VIEW_NONE. */
static inline void view_set(struct view *map, const char *name, const struct view *value, struct arena *a)
{
	struct view copy = value ? *value : (struct view){ 0 };

	*view_add_z(map, name, a) = copy;
}

/* Valid until the next field is added to map. */
static inline struct view *view_list(struct view *map, const char *name, struct arena *a)
{
	struct view *list = view_add_z(map, name, a);

	list->kind = VIEW_LIST;
	return list;
}

/* a new empty map; valid until the next add */
struct view *view_list_add(struct view *list, struct arena *a);
void view_list_text(struct view *list, str text, struct arena *a);           /* an item printed by {{.}} */

/* Templates may come from users, so every limit ends in an err and not in a hang. */
enum {
	TEMPLATE_MAX_BYTES = 1024 * 1024,        /* of one template's text */
	TEMPLATE_MAX_SECTIONS = 64,              /* open at the same place, over all partials on the way */
	TEMPLATE_MAX_PARTIALS = 32,              /* partials inside partials */
	TEMPLATE_MAX_DELIMITER = 16,             /* bytes */
	TEMPLATE_MAX_OUTPUT = 64 * 1024 * 1024,  /* bytes of one rendering */
	TEMPLATE_MAX_PLAIN = 4 * 1024 * 1024,    /* the same without escaping; a definition of 1 MiB has 3 as part of an address */
	TEMPLATE_MAX_WORK = 1 << 23              /* tags run and fields looked at in one rendering; 64 MiB of names of entries take 5 million */
};

struct template;
struct template_set; /* templates by name, for partials */
struct template_set *template_set_new(struct arena *a);
/* Name and text are borrowed; a byte order mark in front is passed over. A second template of the same name takes the place of the first. NULL on a syntax
   error: err (usage) names template, line and column. Not thread-safe; add all before rendering. */
const struct template *template_add(struct template_set *s, str name, str text, struct err *e);
const struct template *template_get(const struct template_set *s, str name); /* NULL if absent */
/* Fails (usage) where a template wants a partial that the set has not; the nearest name is told. */
bool template_check_partials(const struct template_set *s, struct err *e);
str template_partial(const struct template *t); /* name of the first partial it wants, borrowed from its text; empty: it wants none */
/* Calls `visit` with the first part of every name that is looked up outside of all sections, those of sections included, until it returns
   false; so does this function then. */
bool template_each_outer_name(const struct template *t, bool (*visit)(void *arg, str name), void *arg);
/* Appends to `out`. Partials are looked up by name in the set; a missing one renders nothing, as the specification
   wants. false (usage): a limit was reached; what was written so far stays in `out`. */
bool template_render(const struct template *t, const struct view *v, struct buf *out, struct err *e);
/* Like template_render, but escapes nothing: for SQL and URLs, whose caller escapes the result as a whole. */
bool template_render_plain(const struct template *t, const struct view *v, struct buf *out, struct err *e);

/* One escaper per context. */
/* Text and quoted attributes: & < > " ' `. C0 controls but tab and line ends, DEL, U+FFFE, U+FFFF and malformed
   UTF-8 become U+FFFD. */
void escape_html(struct buf *out, str s);
void escape_xml(struct buf *out, str s); /* likewise what XML 1.0 forbids; CR as a reference, so that it arrives */
void escape_url_path(struct buf *out, str s); /* percent-encodes all but unreserved characters and '/' */
void escape_url_part(struct buf *out, str s); /* percent-encodes all but unreserved characters */
/* one cell, quoted where needed; a leading = + - @ tab CR gets an apostrophe */
void escape_csv(struct buf *out, str s);

#endif
