/* Everyday YAML, line by line: which collections a line's indentation ends and begins. Its scalars are read by yaml_plain_text.c. */
#include "doc/yaml_plain.h"

#include "doc/yaml_plain_text.h"

enum { MAX_KEY = 1000 }; /* code points in the file; libyaml refuses those of more than 1024 */

/* An open block collection. A sequence may have the column of the mapping it is a value of. */
struct level {
	size_t column; /* from 0; libyaml's indent */
	bool is_seq;
};

struct plain {
	struct plain_text text;
	struct yaml_tree *tree;
	struct level level[BUILD_MAX_DEPTH];
	size_t n_levels;
	bool is_waiting;     /* a value is due: of a key, of a "-", or the root */
	const char *empty, *empty_line; /* where it is if it does not come, and the line of that */
	size_t empty_n;                 /* from 1 */
	bool is_after_block; /* the last scalar was a block of text */
};

static inline bool put_scalar(struct plain *r, struct node *n)
{
	bool is_text = n->style != STYLE_PLAIN;

	r->is_after_block = n->style == STYLE_LITERAL || n->style == STYLE_FOLDED;
	return yaml_tree_scalar(r->tree, n, is_text ? YAML_TEXT_QUOTED : YAML_TEXT_TYPED, (struct yaml_tag){ .name = { 0 } });
}

/* `start` is where it stands. */
static bool put_key(struct plain *r, struct node *key, const char *start)
{
	if (key->at.end_column - key->at.column > MAX_KEY)
		return false;
	if (start == r->text.first)
		key->n = YAML_KEY_OWN_LINE | (r->is_after_block ? YAML_KEY_AFTER_BLOCK : 0);
	return put_scalar(r, key);
}

/* Where p is a value is due; without one there is an empty one. True: it is not on this line. */
static bool is_value_later(struct plain *r)
{
	const char *here = r->text.p, *line = r->text.line;

	r->is_waiting = true;
	if (!plain_text_end_line(&r->text))
		return false;
	r->empty_line = line;
	r->empty_n = r->text.n_line - 1;
	r->empty = here;
	return true;
}

static bool put_empty(struct plain *r)
{
	struct plain_text t = { .line = r->empty_line, .counted = r->empty_line, .column = 1, .n_line = r->empty_n, .is_ascii = r->text.is_ascii };
	struct node n = { .style = STYLE_PLAIN, .at = plain_text_place(&t, r->empty, r->empty), .text = { r->empty, 0 } };

	r->is_waiting = false;
	return put_scalar(r, &n);
}

static bool open_flow(struct plain *r, enum node_kind kind)
{
	struct node n = { .kind = kind & 7, .style = STYLE_FLOW, .at = plain_text_place(&r->text, r->text.p, r->text.p + 1) };

	r->is_waiting = false;
	r->text.p++;
	return yaml_tree_open(r->tree, &n, (struct yaml_tag){ .name = { 0 } });
}

static bool open_block(struct plain *r, enum node_kind kind, struct place at)
{
	struct node n = { .kind = kind & 7, .style = STYLE_BLOCK, .at = at };

	r->is_waiting = false;
	if (!yaml_tree_open(r->tree, &n, (struct yaml_tag){ .name = { 0 } }))
		return false;
	r->level[r->n_levels++] = (struct level){ at.column - 1, kind == NODE_SEQ }; /* the tree has the same limit of levels */
	return true;
}

static bool close_block(struct plain *r)
{
	r->n_levels--;
	return yaml_tree_close(r->tree, (struct place){ 0 });
}

static bool is_entry(const char *p)
{
	return *p == '-' && (p[1] == ' ' || p[1] == '\n');
}

/* "---" or "..." */
static bool is_marker(const char *p)
{
	return (*p == '-' || *p == '.') && p[1] == *p && p[2] == *p && (p[3] == ' ' || p[3] == '\n');
}

/* Over spaces and line ends between the parts of a flow collection. */
static void skip_flow_space(struct plain_text *t)
{
	while (*t->p == ' ' || (*t->p == '\n' && t->p + 1 < t->end)) {
		if (*t->p == ' ') {
			t->p++;
			continue;
		}
		plain_text_next(t);
		plain_text_indent(t);
	}
}

static bool take_flow_scalar(struct plain *r, struct node *n, enum plain_stop *stop)
{
	struct plain_text *t = &r->text;

	*n = (struct node){ 0 };
	if (*t->p == '"' || *t->p == '\'') {
		if (!plain_text_quoted(t, n, r->tree->build.a))
			return false;
		*stop = *t->p == ':' ? PLAIN_COLON : PLAIN_FLOW;
		return true;
	}
	if (*t->p == ':' || !plain_text_starts_plain(t->p) || (*t->p == '-' && !byte_is_digit(t->p[1])))
		return false;
	if (t->p == t->line && is_marker(t->p))
		return false; /* it ends the document, even here */
	*stop = plain_text_in_flow(t, n);
	return *stop != PLAIN_ALIEN && *stop != PLAIN_COMMENT;
}

/* "key: " of a flow mapping, up to its value. */
static bool take_flow_key(struct plain *r)
{
	const char *start = r->text.p;
	enum plain_stop stop;
	struct node key;

	if (!take_flow_scalar(r, &key, &stop) || stop != PLAIN_COLON || r->text.p[1] != ' ')
		return false;
	r->text.p++;
	while (*r->text.p == ' ')
		r->text.p++;
	return put_key(r, &key, start);
}

enum flow_state { FLOW_OPEN /* behind a bracket */, FLOW_COMMA, FLOW_ITEM };

/* One bracket, comma or scalar. */
static bool take_flow_part(struct plain *r, enum flow_state *state, bool is_in_map)
{
	struct plain_text *t = &r->text;
	enum plain_stop stop;
	struct node n;

	if (*state == FLOW_ITEM) {
		*state = FLOW_COMMA;
		return *t->p++ == ',';
	}
	if (is_in_map && !take_flow_key(r))
		return false;
	if (*t->p == '[' || *t->p == '{') {
		*state = FLOW_OPEN;
		return open_flow(r, *t->p == '[' ? NODE_SEQ : NODE_MAP);
	}
	*state = FLOW_ITEM;
	return take_flow_scalar(r, &n, &stop) && stop != PLAIN_COLON && put_scalar(r, &n);
}

static bool close_flow(struct plain *r)
{
	struct place bracket = plain_text_place(&r->text, r->text.p, r->text.p + 1);

	r->text.p++;
	return yaml_tree_close(r->tree, bracket);
}

static bool take_flow(struct plain *r)
{
	size_t outside = r->tree->build.open.n;
	enum flow_state state = FLOW_OPEN;

	if (!open_flow(r, *r->text.p == '[' ? NODE_SEQ : NODE_MAP))
		return false;
	while (r->tree->build.open.n > outside) {
		size_t n;
		bool is_in_map = build_parent(&r->tree->build, &n)->kind == NODE_MAP;

		skip_flow_space(&r->text);
		if (*r->text.p == (is_in_map ? '}' : ']') && state != FLOW_COMMA) {
			state = FLOW_ITEM;
			if (!close_flow(r))
				return false;
		} else if (!take_flow_part(r, &state, is_in_map)) {
			return false;
		}
	}
	return plain_text_end_line(&r->text);
}

static size_t least_column(const struct plain *r)
{
	return r->level[r->n_levels - 1].column + 1;
}

static bool take_block(struct plain *r)
{
	struct node n = { 0 };

	r->is_waiting = false;
	return plain_text_block(&r->text, least_column(r), &n, r->tree->build.a) && put_scalar(r, &n);
}

/* The value of the key on this line. */
static bool take_value(struct plain *r)
{
	struct plain_text *t = &r->text;
	struct node n = { 0 };

	if (*t->p == '[' || *t->p == '{')
		return take_flow(r);
	if (*t->p == '|' || *t->p == '>')
		return take_block(r);
	r->is_waiting = false;
	if (*t->p == '"' || *t->p == '\'')
		return plain_text_quoted(t, &n, r->tree->build.a) && plain_text_end_line(t) && put_scalar(r, &n);
	return plain_text_starts_plain(t->p) && plain_text_value(t, least_column(r), &n, r->tree->build.a) && put_scalar(r, &n);
}

/* Behind the key, at its colon. */
static bool take_key(struct plain *r, struct node *key, const char *start)
{
	if (r->is_waiting && !open_block(r, NODE_MAP, place_make(key->at.line, key->at.column, key->at.line, key->at.column)))
		return false;
	if (!put_key(r, key, start))
		return false;
	r->text.p++;
	if (is_value_later(r))
		return true;
	while (*r->text.p == ' ')
		r->text.p++;
	return take_value(r);
}

/* Key and value, or a value alone where one is due. */
static bool take_scalar(struct plain *r)
{
	struct plain_text *t = &r->text;
	const char *start = t->p;
	enum plain_stop stop;
	struct node n = { 0 };

	if (*start == '"' || *start == '\'') {
		if (!plain_text_quoted(t, &n, r->tree->build.a))
			return false;
		if (*t->p == ':' && (t->p[1] == ' ' || t->p[1] == '\n'))
			return take_key(r, &n, start);
		if (!plain_text_end_line(t))
			return false;
	} else {
		if (!plain_text_starts_plain(start))
			return false;
		stop = plain_text_key(t, &n);
		if (stop == PLAIN_COLON)
			return take_key(r, &n, start);
		if (!r->n_levels || !plain_text_go_on(t, stop, least_column(r), &n, r->tree->build.a))
			return false;
	}
	if (!r->is_waiting || !r->n_levels)
		return false;
	r->is_waiting = false;
	return put_scalar(r, &n);
}

/* What stands at p, first on its line or behind a "- ". */
static bool take_node(struct plain *r)
{
	struct plain_text *t = &r->text;

	while (is_entry(t->p)) {
		if (r->is_waiting && !open_block(r, NODE_SEQ, plain_text_place(t, t->p, t->p)))
			return false;
		t->p++;
		if (is_value_later(r))
			return true;
		while (*t->p == ' ')
			t->p++;
	}
	if (r->is_waiting && r->n_levels && (*t->p == '[' || *t->p == '{'))
		return take_flow(r);
	if (r->is_waiting && r->n_levels && (*t->p == '|' || *t->p == '>'))
		return take_block(r);
	return take_scalar(r);
}

/* Ends what a line with its first character at `column` is not part of. */
static bool go_to_column(struct plain *r, size_t column)
{
	const struct level *top;

	if (!r->n_levels)
		return r->is_waiting;
	top = &r->level[r->n_levels - 1];
	if (r->is_waiting) {
		if (column > top->column || (column == top->column && !top->is_seq && is_entry(r->text.p)))
			return true; /* its value */
		if (!put_empty(r))
			return false;
	}
	for (; r->n_levels && top->column > column; top--)
		if (!close_block(r))
			return false;
	if (!r->n_levels || top->column < column)
		return false;
	if (is_entry(r->text.p))
		return top->is_seq;
	if (!top->is_seq)
		return true;
	return r->n_levels > 1 && top[-1].column == column && close_block(r);
}

/* Goes over empty lines and comments, to the first character of the next line with anything else; false: there is none. */
static bool find_line(struct plain_text *t)
{
	while (t->p < t->end) {
		plain_text_indent(t);
		if (*t->p == '\n')
			plain_text_next(t);
		else if (*t->p == '#')
			plain_text_skip_line(t);
		else
			return true;
	}
	return false;
}

static bool read_lines(struct plain *r)
{
	struct plain_text *t = &r->text;

	while (find_line(t)) {
		size_t column = (size_t)(t->p - t->line);

		if ((!column && is_marker(t->p)) || !go_to_column(r, column) || !take_node(r))
			return false;
	}
	return true;
}

/* Comments and empty lines up to "---", which goes with them. */
static bool read_start(struct plain_text *t)
{
	if (!find_line(t))
		return false;
	if (t->p == t->line && *t->p == '-' && is_marker(t->p)) {
		t->p += 3;
		return plain_text_end_line(t);
	}
	t->p = t->line;
	return true;
}

bool yaml_plain_read(struct yaml_tree *tree, str text)
{
	BUILD_NOT_CLEARED struct plain r;

	r.tree = tree;
	r.n_levels = 0;
	r.is_waiting = true;
	r.is_after_block = false;
	if (!plain_text_start(&r.text, text, tree->build.a) || !read_start(&r.text) || !read_lines(&r) || !r.n_levels)
		return false;
	if (r.is_waiting && !put_empty(&r))
		return false;
	while (r.n_levels)
		if (!close_block(&r))
			return false;
	return true;
}
