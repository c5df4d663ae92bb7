#ifndef DICTUM_RENDER_TEMPLATE_H
#define DICTUM_RENDER_TEMPLATE_H

/* Mustache (the specification's core modules; no lambdas, no inheritance). Compiled once, rendered from many
   threads. {{x}} is escaped for HTML text and quoted attributes, whatever the value's kind. {{{x}}} and {{&x}} print
   values of kind VIEW_HTML as they are and escape everything else, so that no template can let definition text
   through unescaped. */
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
struct view_field {
	str name;
	struct view value;
};

/* Building views; strings are borrowed. A field that was set hides one of the same name further out, also when it is
   empty: a row without a description does not show the page's. */
struct view *view_map(struct arena *a);
void view_text(struct view *map, const char *name, str text, struct arena *a); /* empty text is false */
void view_html(struct view *map, const char *name, str html, struct arena *a);
void view_flag(struct view *map, const char *name, bool on, struct arena *a);
void view_uint(struct view *map, const char *name, uint64_t v, struct arena *a); /* grouped by commas: 6,214 */
/* shallow copy; NULL: VIEW_NONE */
void view_set(struct view *map, const char *name, const struct view *value, struct arena *a);
/* valid until the next field is added to map */
struct view *view_list(struct view *map, const char *name, struct arena *a);
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
	TEMPLATE_MAX_WORK = 1 << 25              /* tags run and fields looked at in one rendering; a third of a second */
};

struct template;
struct template_set; /* templates by name, for partials */
struct template_set *template_set_new(struct arena *a);
/* Name and text are borrowed. A second template of the same name takes the place of the first. NULL on a syntax
   error: err (usage) names template, line and column. Not thread-safe; add all before rendering. */
const struct template *template_add(struct template_set *s, str name, str text, struct err *e);
const struct template *template_get(const struct template_set *s, str name); /* NULL if absent */
/* Fails (usage) where a template wants a partial that the set has not; the nearest name is told. */
bool template_check_partials(const struct template_set *s, struct err *e);
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
