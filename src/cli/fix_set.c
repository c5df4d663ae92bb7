/* dictum lint --set NAME=VALUE: what only a person can know, e.g. the milestone of a removal, becomes a fix of the findings that miss it. */
#include "base/utf8.h"
#include "cli/fix.h"
#include "doc/anchor.h"
#include "doc/comment.h"
#include "doc/edit.h"
#include "doc/place.h"

/* Whether an option before the one at `at` has a value for this member. */
static bool is_set_before(const struct args *args, size_t at, str name)
{
	while (at-- > 0)
		if (args->options.v[at].id == OPT_SET && str_eq(str_cut(args->options.v[at].value, '=').head, name))
			return true;
	return false;
}

bool fix_set_read(const struct args *args, struct err *e)
{
	for (size_t i = 0; i < args->options.n; i++) {
		str word = args->options.v[i].value;
		struct cut c = str_cut(word, '=');

		if (args->options.v[i].id != OPT_SET)
			continue;
		if (!c.found || !c.head.n || !c.tail.n)
			return err_usage(e, "--set takes NAME=VALUE, not '%.*s'", STR_ARG(word));
		if (!utf8_is_valid(word))
			return err_usage(e, "--set takes text in UTF-8, not '%.*s'", STR_ARG(word));
		if (is_set_before(args, i, c.head))
			return err_usage(e, "--set has two values for '%.*s'", STR_ARG(c.head));
	}
	return true;
}

enum style { IN_BLOCK, IN_FLOW, IN_JSON /* where all text is in double quotes */ };

static enum style style_of(const struct definition *d)
{
	if (d->root->style != STYLE_FLOW)
		return IN_BLOCK;
	return d->root->n && d->root->member[0].key.style == STYLE_DOUBLE ? IN_JSON : IN_FLOW;
}

/* Whether "NAME: VALUE" is read as this text. */
static bool is_plain(str value, enum style style, struct arena *a)
{
	str text = str_fmt(a, style == IN_BLOCK ? "k: %.*s\n" : "{k: %.*s}\n", STR_ARG(value)), read_as;
	struct diag_list found;
	const struct node *n;
	struct doc doc;

	diag_list_init(&found, a);
	doc = doc_parse_yaml(STR("x.yml"), text, DOC_DEFINITION, NULL, a, &found);
	n = doc_get_z(doc.root, "k");
	return n && !found.all.n && doc.root->n == 1 && n->kind == NODE_STRING && n->style == STYLE_PLAIN && str_eq(n->text, value) &&
	       !scalar_is_ambiguous(n, a, &read_as);
}

static str written(str value, enum style style, struct arena *a)
{
	return style != IN_JSON && is_plain(value, style, a) ? value : edit_double_quoted(value, a);
}

/* The last scalar or flow collection of a value: block collections end where the next token begins, this where it ends. */
static const struct node *last_part(const struct node *n)
{
	while (n->style == STYLE_BLOCK && n->n && (n->kind == NODE_SEQ || n->kind == NODE_MAP))
		n = n->kind == NODE_SEQ ? &n->item[n->n - 1] : &n->member[n->n - 1].value;
	return n;
}

/* The member the new line goes below: the status, else the last one. */
static const struct member *neighbour(const struct definition *d, struct arena *a)
{
	str name = pointer_last_name(d->kind->status, a);
	const struct member *status = pointer_is_member(d->kind->status, name) ? doc_member(d->root, name) : NULL;

	return status ? status : &d->root->member[d->root->n - 1];
}

static str line_end(str bytes)
{
	size_t n = str_find(bytes, '\n');

	if (n == bytes.n && str_find(bytes, '\r') < bytes.n)
		return STR("\r");
	return n && n < bytes.n && bytes.p[n - 1] == '\r' ? STR("\r\n") : STR("\n");
}

static bool ends_line(str bytes)
{
	return !bytes.n || bytes.p[bytes.n - 1] == '\n' || bytes.p[bytes.n - 1] == '\r';
}

static uint32_t count_lines(str bytes)
{
	uint32_t n = 1; /* as places count them */

	for (size_t i = 0; i < bytes.n;) {
		size_t end = place_break(bytes, i);

		n += end > 0;
		i += end ? end : 1;
	}
	return n;
}

static struct place last_place(str bytes)
{
	uint32_t line = count_lines(bytes);
	size_t column = utf8_count(edit_line(bytes, line)) + 1;

	return place_make(line, column, line, column);
}

/* Whether only blanks stand before it: no tag, no anchor, no dash. */
static bool begins_line(str bytes, struct place at)
{
	str line = edit_line(bytes, at.line);

	for (size_t i = 0; i + 1 < at.column; i++)
		if (i >= line.n || (line.p[i] != ' ' && line.p[i] != '\t'))
			return false;
	return true;
}

/* Whether blank lines from there on hold a tab: libyaml reads those behind plain text only. */
static bool tab_follows(str bytes, uint32_t line)
{
	str first = edit_line(bytes, line);
	size_t i = first.p ? (size_t)(first.p - bytes.p) : bytes.n;

	while (i < bytes.n && memchr(" \r\n", bytes.p[i], 3))
		i++;
	return i < bytes.n && bytes.p[i] == '\t';
}

/* The place behind a key's colon. False when there is none beside the key, as of one that "?" announces, maybe some lines above: what is written there
   would be part of it. */
static bool behind_colon(str bytes, struct place key, struct place *out)
{
	str line = edit_line(bytes, key.end_line), rest = str_from(line, utf8_offset(line, key.end_column - 1));
	size_t n = 0, column;

	while (n < rest.n && (rest.p[n] == ' ' || rest.p[n] == '\t'))
		n++;
	column = key.end_column + n + 1;
	*out = place_make(key.end_line, column, key.end_line, column);
	return n < rest.n && rest.p[n] == ':';
}

static bool is_left_out(const struct node *n)
{
	return n->at.line == n->at.end_line && n->at.column == n->at.end_column;
}

/* The line where a key begins together with the comments directly above it, which are about it; 0 where they may be about the file. */
static uint32_t first_line(const struct definition *d, struct place key)
{
	struct comments comments = { .all = { 0 } };
	struct arena scratch = { 0 };
	uint32_t line = key.line;

	comments_find(d->bytes, d->root, &scratch, &comments);
	for (size_t i = comments.all.n; i > 0 && line; i--) {
		const struct comment *c = &comments.all.v[i - 1];

		if (c->is_alone && c->at.line + 1u == line)
			line = c->is_on_top ? 0 : c->at.line;
	}
	arena_free(&scratch);
	return line;
}

/* The edit that writes a member which is not there. It stands above a block of text, and above what tabs follow: blank lines and line ends behind
   that may be its own. */
static bool add_line(const struct definition *d, str name, str value, struct arena *a, struct diag_edit *out)
{
	const struct member *near = d->root->n && d->root->style == STYLE_BLOCK ? neighbour(d, a) : NULL;
	const struct node *part = near ? last_part(&near->value) : NULL;
	bool is_above = near && (part->style == STYLE_LITERAL || part->style == STYLE_FOLDED || tab_follows(d->bytes, part->at.end_line + 1));
	uint32_t line = !near ? 0 : is_above ? first_line(d, near->key.at) : part->at.end_line + 1u;
	str end = line_end(d->bytes);
	bool is_last = near && line > count_lines(d->bytes) && !ends_line(d->bytes);
	struct place behind;

	if (!line || near->key.at.column == 0 || line > count_lines(d->bytes) + 1 || !begins_line(d->bytes, near->key.at) ||
	    !behind_colon(d->bytes, near->key.at, &behind))
		return false;
	out->at = is_last ? last_place(d->bytes) : place_make(line, 1, line, 1);
	out->text = str_fmt(a, "%.*s%*s%.*s: %.*s%.*s", STR_ARG(is_last ? end : (str){ 0 }), (int)(near->key.at.column - 1), "",
	                    STR_ARG(name), STR_ARG(value), STR_ARG(is_last ? (str){ 0 } : end));
	return true;
}

/* Whether a comment may stand behind a place of a line. */
static bool comment_follows(str bytes, uint32_t line, uint32_t column)
{
	str text = edit_line(bytes, line);

	return str_has(str_from(text, utf8_offset(text, column - 1)), STR("#"));
}

/* The same inside of braces: behind the neighbour and a comma, or before it and what is about it where a comment would come to stand behind another member.
   A line of its own where the neighbour has one. */
static bool add_in_flow(const struct definition *d, str name, str value, struct arena *a, struct diag_edit *out)
{
	const struct member *near = d->root->n ? neighbour(d, a) : NULL;
	struct place key, at;
	str indent, end;

	if (!near || near->key.at.column == 0)
		return false;
	key = near->key.at;
	at = near->value.at;
	if (is_left_out(&near->value) && !behind_colon(d->bytes, key, &at))
		return false;
	indent = begins_line(d->bytes, key) ? str_sub(edit_line(d->bytes, key.line), 0, key.column - 1) : (str){ 0 };
	end = begins_line(d->bytes, key) ? line_end(d->bytes) : STR(" ");
	if (!comment_follows(d->bytes, at.end_line, at.end_column)) {
		out->at = place_make(at.end_line, at.end_column, at.end_line, at.end_column);
		out->text = str_fmt(a, "%s%.*s%.*s%.*s: %.*s", is_left_out(&near->value) ? " ," : "," /* "q:," is no YAML */, STR_ARG(end), STR_ARG(indent), STR_ARG(name), STR_ARG(value));
		return true;
	}
	if (begins_line(d->bytes, key))
		key = place_make(first_line(d, key), 1, 0, 0);
	out->at = place_make(key.line, key.column, key.line, key.column);
	out->text = str_fmt(a, "%.*s%.*s: %.*s,%.*s", STR_ARG(indent), STR_ARG(name), STR_ARG(value), STR_ARG(end));
	return true;
}

static bool add(const struct definition *d, str name, str value, struct arena *a, struct diag_edit *out)
{
	enum style style = style_of(d);

	name = written(name, style, a);
	return style == IN_BLOCK ? add_line(d, name, value, a, out) : add_in_flow(d, name, value, a, out);
}

/* The edit that fills in a member which is empty: "name:", "name: ~" or "name: ''"; or replaces what it says. */
static bool fill_in(const struct definition *d, const struct member *m, str value, struct arena *a, struct diag_edit *out)
{
	const struct node *n = &m->value;
	struct place at;

	if (n->kind == NODE_SEQ || n->kind == NODE_MAP)
		return false;
	if (n->at.line != n->at.end_line || n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		return false;
	if (str_starts(value, STR("\"")) && tab_follows(d->bytes, n->at.end_line + 1))
		return false;
	*out = (struct diag_edit){ n->at, value };
	if (!is_left_out(n))
		return true;
	if (!behind_colon(d->bytes, m->key.at, &at))
		return false;
	*out = (struct diag_edit){ at, str_fmt(a, " %.*s", STR_ARG(value)) };
	return true;
}

static bool lacks(const struct definition *d, str name)
{
	const struct member *m = doc_member(d->root, name);

	return !m || !doc_is_given(&m->value);
}

/* Whether two maps have the same members in the same order, whatever they say of this one, which `other` has. */
static bool is_same_beside(const struct node *map, const struct node *other, str name)
{
	size_t k = 0;

	for (size_t i = 0; i < map->n; i++) {
		if (str_eq(map->member[i].key.text, name))
			continue;
		k += k < other->n && str_eq(other->member[k].key.text, name);
		if (k == other->n || !str_eq(other->member[k].key.text, map->member[i].key.text) ||
		    !node_equal(&other->member[k].value, &map->member[i].value))
			return false;
		k++;
	}
	return other->n == map->n + !doc_member(map, name);
}

static bool is_bare(const struct node *n)
{
	return n && (n->kind == NODE_BOOL || node_is_number(n));
}

/* Whether the file is then read as saying this, by a boolean or a number where it has to be `bare` and else by a text, and nothing else otherwise
   than before. */
static bool is_read_as_set(const struct definition *d, str name, str value, bool bare, const struct diag_edit *edit)
{
	struct arena scratch = { 0 };
	struct diag_list ignored;
	const struct node *root = NULL, *set;
	bool is_right;
	str bytes;

	diag_list_init(&ignored, &scratch);
	if (edit_apply(d->bytes, edit, 1, &scratch, &bytes))
		root = doc_parse_yaml(d->path, bytes, DOC_DEFINITION, NULL, &scratch, &ignored).root;
	set = doc_get(root, name);
	is_right = set && (bare ? is_bare(set) : set->kind == NODE_STRING) && str_eq(doc_scalar(set, &scratch), value) && is_same_beside(d->root, root, name);
	arena_free(&scratch);
	return is_right;
}

static bool set_as(const struct definition *d, str name, str value, bool bare, struct arena *a, struct diag_edit *out)
{
	const struct member *m = doc_member(d->root, name);
	struct anchors anchors = { .bytes = d->bytes, .a = a };
	str text = bare ? value : written(value, style_of(d), a);

	return (m ? fill_in(d, m, text, a, out) : add(d, name, text, a, out)) && anchors_stay(&anchors, out, 1) &&
	       is_read_as_set(d, name, value, bare, out);
}

/* In place of a boolean or a number comes another one where the value is one: schemas ask for those. */
bool fix_set_edit(const struct definition *d, str name, str value, struct arena *a, struct diag_edit *out)
{
	return (is_bare(doc_get(d->root, name)) && set_as(d, name, value, true, a, out)) || set_as(d, name, value, false, a, out);
}

/* Whether the finding takes it. */
static bool offer(struct run *r, struct diag *d, str name, str value)
{
	const struct definition *def = dict_definition(&r->dict, d->at.path);
	struct diag_edit edit;
	struct diag_fix *fix;

	if (!def || !lacks(def, name) || !fix_set_edit(def, name, value, r->a, &edit))
		return false;
	fix = diag_fix_add(&r->found, d, true, str_fmt(r->a, "set %.*s to %.*s", STR_ARG(name), STR_ARG(written(value, style_of(def), r->a))));
	diag_edit_add(&r->found, fix, edit.at, edit.text);
	return true;
}

void fix_set_offer(struct run *r, struct map *taken, struct arena *a)
{
	for (size_t i = 0; i < r->args->options.n; i++) {
		struct cut c = str_cut(r->args->options.v[i].value, '=');

		for (size_t k = 0; r->args->options.v[i].id == OPT_SET && k < r->found.all.n; k++) {
			struct diag *d = &r->found.all.v[k];
			str pointer = d->subject.n ? d->subject : d->pointer;

			if (diag_counts(d) && !d->fixes.n && str_eq(pointer, pointer_add((str){ 0 }, c.head, r->a)) && offer(r, d, c.head, c.tail))
				(void)map_mark(taken, c.head, a); /* maybe not the first time */
		}
	}
}
