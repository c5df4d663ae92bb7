#ifndef DICTUM_RENDER_TEMPLATE_H
#define DICTUM_RENDER_TEMPLATE_H

/* Mustache (specification's core modules). Compiled once, rendered from many threads. {{x}} is escaped for HTML text and quoted attributes; {{{x}}} and {{&x}} print values of kind VIEW_HTML as they are
   and escape everything else, so that no template can let definition text through unescaped. */
#include "base/diag.h"
#include "base/map.h"

enum view_kind { VIEW_NONE, VIEW_TEXT, VIEW_HTML, VIEW_BOOL, VIEW_LIST, VIEW_MAP };
struct view_field;
struct view {
	enum view_kind kind;
	bool on;  /* VIEW_BOOL */
	str text; /* VIEW_TEXT, VIEW_HTML */
	struct view *item;        /* VIEW_LIST */
	struct view_field *field; /* VIEW_MAP; looked up by name, first wins */
	size_t n, cap;
};
struct view_field {
	str name;
	struct view value;
};

/* Building views; strings are borrowed. */
struct view *view_map(struct arena *a);
void view_text(struct view *map, const char *name, str text, struct arena *a); /* empty text: nothing is set, so sections stay closed */
void view_html(struct view *map, const char *name, str html, struct arena *a);
void view_flag(struct view *map, const char *name, bool on, struct arena *a);
void view_uint(struct view *map, const char *name, uint64_t v, struct arena *a); /* grouped by commas: 6,214 */
void view_set(struct view *map, const char *name, const struct view *value, struct arena *a); /* shallow copy; NULL: nothing */
struct view *view_list(struct view *map, const char *name, struct arena *a); /* valid until the next field is added to map */
struct view *view_list_add(struct view *list, struct arena *a);              /* a new empty map; valid until the next add */

struct template;
struct template_set; /* templates by name, for partials */
struct template_set *template_set_new(struct arena *a);
/* NULL on a syntax error: err (usage) names template, line and column. */
const struct template *template_add(struct template_set *s, str name, str text, struct err *e);
const struct template *template_get(const struct template_set *s, str name); /* NULL if absent */
/* Partials are looked up by name in the set; a missing one renders nothing, as the specification wants. false: too deep (32 partials). */
bool template_render(const struct template *t, const struct view *v, struct buf *out, struct err *e);
/* Like template_render, but escapes nothing: for SQL and URLs, whose caller escapes the result as a whole. */
bool template_render_plain(const struct template *t, const struct view *v, struct buf *out, struct err *e);

/* One escaper per context. */
void escape_html(struct buf *out, str s);      /* text and quoted attributes: & < > " ' ` */
void escape_xml(struct buf *out, str s);       /* also replaces what XML 1.0 forbids by U+FFFD */
void escape_url_path(struct buf *out, str s);  /* percent-encodes all but unreserved characters and '/' */
void escape_url_part(struct buf *out, str s);  /* percent-encodes all but unreserved characters */
void escape_csv(struct buf *out, str s);       /* one cell, quoted where needed; a leading = + - @ tab gets an apostrophe */

#endif
