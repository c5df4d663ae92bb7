/* YAML into the tree of doc.h: what yaml_plain.c declines, by libyaml's events on a stack of our own, typing by scalar.c. Never yaml_parser_load,
   which has no limits and is quadratic in anchors; flow nesting is quadratic in libyaml's scanner, so the depth limit
   must end the pulling at once. */
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "base/utf8.h"
#include "doc/doc.h"
#include "doc/edit.h"
#include "doc/place.h"
#include "doc/surrogates.h"
#include "doc/yaml_plain.h"
#include "doc/yaml_words.h"

/* How often one file, and how many bytes of it, are read again to see what its fixes do; those of what is behind are not offered. */
enum { MAX_TRIED = 20, MAX_READ_AGAIN = 4 * 1024 * 1024 };
enum { MAX_DIRECTIVES = 8 }; /* lines with '%'; libyaml compares each %TAG with all others */

struct reader {
	struct yaml_tree *tree;
	str text; /* without byte order mark */
	bool is_after_block; /* the last scalar was a block of text */
	bool goes_on;        /* what was last read is a plain text of several lines */
	yaml_mark_t begin;   /* of what was last read */
	bool is_hiding; /* libyaml reads what surrogates_hide made of the text */
	bool is_single; /* no code point of several bytes: offsets count both */
	yaml_parser_t *parser;
	size_t byte, index; /* the same place, in bytes and in code points as libyaml's marks count */
};

/* Marks are 0-based, lines at most as many as there are bytes, and those are limited. */
static struct place place_of_marks(yaml_mark_t from, yaml_mark_t to)
{
	return place_make(from.line + 1, from.column + 1, to.line + 1, to.column + 1);
}

/* Byte offset of a mark; marks come in order, so this is one walk over the text. False for a mark before the last one. */
static bool byte_of(struct reader *r, yaml_mark_t mark, size_t *out)
{
	if (r->is_single) {
		*out = mark.index < r->text.n ? mark.index : r->text.n;
		return true;
	}
	if (mark.index < r->index)
		return false;
	r->byte += utf8_offset(str_from(r->text, r->byte), mark.index - r->index);
	r->index = mark.index;
	*out = r->byte;
	return true;
}

/* libyaml reports some failed allocations without saying so. */
static void check_memory(const yaml_parser_t *p)
{
	if (p->error == YAML_NO_ERROR || p->error == YAML_MEMORY_ERROR)
		arena_out_of_memory();
}

/* For errors that come with a byte offset only. */
static bool fail_at_byte(struct reader *r, size_t offset, const char *what)
{
	struct cursor c = cursor_start(r->text);
	struct place at;

	cursor_move(&c, offset);
	at = place_make(c.line, c.column, c.line, c.column + 1);
	yaml_tree_report(r->tree, RULE_YAML_ENCODING, at, what);
	return false;
}

/* libyaml points into the middle of what it could not read: the character that is broken begins further left. */
static size_t first_malformed(str text, size_t otherwise)
{
	for (size_t at = 0; at < text.n;) {
		size_t from = at;

		if (utf8_next(text, &at) == UTF8_BAD)
			return from;
	}
	return otherwise;
}

static bool fail_reader(struct reader *r)
{
	size_t offset = r->parser->problem_offset;
	unsigned value = (unsigned)r->parser->problem_value;
	char text[96];

	if (!strstr(r->parser->problem, "control characters")) {
		offset = first_malformed(r->text, offset);
		(void)snprintf(text, sizeof text, "the text is not valid UTF-8 (byte 0x%02X)",
		               offset < r->text.n ? (unsigned)(unsigned char)r->text.p[offset] : value); /* fits */
		return fail_at_byte(r, offset, text);
	}
	(void)snprintf(text, sizeof text, "control character U+%04X is not allowed", value); /* fits */
	return fail_at_byte(r, offset, text);
}

static bool is_in(const yaml_parser_t *p, const char *context)
{
	return p->context && strcmp(p->context, context) == 0;
}

/* Keys that are too long for libyaml on one line, and unknown directives: it points behind what it means. */
static bool is_about_span(const yaml_parser_t *p)
{
	return p->context && p->context_mark.line == p->problem_mark.line &&
	       (is_in(p, "while scanning a simple key") || strcmp(p->problem, "found unknown directive name") == 0);
}

/* What is not ended: libyaml points to the line, or the end of the file, where it stopped to look. */
static bool is_about_start(const yaml_parser_t *p, const char *problem)
{
	static const char *const endless[] = { "found unexpected end of stream", "found unexpected document indicator", "the closing ] is missing",
		                               "the closing } is missing" };

	if (!p->context || is_in(p, "while scanning a simple key"))
		return p->context != NULL;
	for (size_t i = 0; problem && i < sizeof endless / sizeof *endless; i++)
		if (strcmp(problem, endless[i]) == 0)
			return true;
	return false;
}

/* libyaml says the same of a tab in front of a value as of any other character that cannot start one. */
static const char *problem_of(struct reader *r)
{
	const char *problem = r->parser->problem;
	size_t at;

	if (problem && byte_of(r, r->parser->problem_mark, &at) && at >= r->text.n) {
		if (strcmp(problem, "did not find expected ',' or ']'") == 0)
			return "the closing ] is missing";
		if (strcmp(problem, "did not find expected ',' or '}'") == 0)
			return "the closing } is missing";
		if (strcmp(problem, "did not find expected node content") == 0)
			return "a value or a closing bracket is missing";
	}
	if (problem && is_about_span(r->parser) && strcmp(problem, "could not find expected ':'") == 0)
		return "a key longer than 1024 characters";
	if (problem && strcmp(problem, "found character that cannot start any token") == 0 &&
	    byte_of(r, r->parser->problem_mark, &at) && at < r->text.n && r->text.p[at] == '\t')
		return "found a tab character where an indentation space is expected";
	return problem;
}

/* libyaml takes the end of the text for a new line, also behind a last line that no break ends. */
static struct place place_inside(str text, struct place at)
{
	struct cursor last = cursor_start(text);

	cursor_move(&last, text.n);
	return at.line > last.line ? place_make(last.line, last.column, last.line, last.column) : at;
}

/* Why there is no key where one is expected, which libyaml does not tell; NULL: it is another problem, or not known. */
static const char *why_no_key(struct reader *r)
{
	const yaml_parser_t *p = r->parser;
	size_t at;

	if (!p->problem || strcmp(p->problem, "did not find expected key") != 0 || !byte_of(r, p->problem_mark, &at))
		return NULL;
	return yaml_words_no_key(str_sub(r->text, 0, at), str_from(r->text, at));
}

/* Where the text begins that may be no key for want of a space; NULL: the problem is another. A text that goes on is told of at its next colon,
   further down. */
static const yaml_mark_t *begin_of_no_key(const struct reader *r)
{
	const yaml_parser_t *p = r->parser;

	if (p->problem && is_in(p, "while scanning a simple key") && strcmp(p->problem, "could not find expected ':'") == 0)
		return &p->context_mark;
	return p->problem && r->goes_on && strcmp(p->problem, "mapping values are not allowed in this context") == 0 ? &r->begin : NULL;
}

/* Whether something that only looks like a space is the cause, which is told then. */
static bool is_lost_space(struct reader *r)
{
	const yaml_mark_t *begin = begin_of_no_key(r);
	struct arena *a = r->tree->found->a;
	struct place at;
	str words, line;
	uint32_t before;

	if (!begin)
		return false;
	at = place_of_marks(*begin, *begin);
	line = edit_line(r->text, at.line);
	before = yaml_words_no_space(str_from(line, utf8_offset(line, begin->column)), a, &words);
	if (before)
		(void)yaml_tree_report(r->tree, RULE_YAML_SYNTAX, place_make(at.line, at.column + before, at.line, at.column + before + 1),
		                       str_z(words, a)); /* complete */
	return before != 0;
}

static bool fail_syntax(struct reader *r)
{
	const yaml_parser_t *p = r->parser;
	uint32_t conflict = yaml_conflict_line(r->text);
	const char *problem, *no_key;
	yaml_mark_t from, next;
	struct diag *d;

	check_memory(p);
	if (p->error == YAML_READER_ERROR)
		return fail_reader(r);
	if (conflict) {
		yaml_tree_report(r->tree, RULE_YAML_SYNTAX, place_make(conflict, 1, conflict, 8),
		                 "a merge conflict begins here and is not resolved");
		return false;
	}
	if (is_lost_space(r))
		return false;
	problem = problem_of(r);
	no_key = why_no_key(r);
	from = next = is_about_span(p) || is_about_start(p, problem) ? p->context_mark : p->problem_mark;
	next.column++;
	d = yaml_tree_report(r->tree, RULE_YAML_SYNTAX, place_inside(r->text, place_of_marks(from, is_about_span(p) ? p->problem_mark : next)),
	                     no_key ? no_key : yaml_problem_words(problem, p->context));
	if (p->context && p->context_mark.line != from.line && !no_key) /* where the mapping began adds nothing to that */
		diag_relate(r->tree->found, d, (struct span){ r->tree->path, place_of_marks(p->context_mark, p->context_mark) },
		            str_from_z(yaml_context_words(p->context)));
	return false;
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return STYLE_FOLDED;
	case YAML_PLAIN_SCALAR_STYLE:
	case YAML_ANY_SCALAR_STYLE:
		break;
	}
	return STYLE_PLAIN;
}

/* A block scalar's end mark is column 0 of a later line: its end is behind the last character that is no white space. */
static void clamp_block(struct reader *r, const yaml_event_t *e, size_t start, struct place *at)
{
	struct cursor c = { r->text, start, at->line, at->column };
	size_t end;

	if (!byte_of(r, e->end_mark, &end))
		return;
	while (end > start && place_is_white(r->text.p[end - 1]))
		end--;
	cursor_move(&c, end);
	*at = place_make(at->line, at->column, c.line, c.column);
}

/* The scalar without its tag and anchor, which libyaml counts in: known for plain ones on one line. */
static size_t skip_properties(const yaml_event_t *e, str text, size_t start, str value, struct place *at)
{
	str source = str_from(text, start);
	size_t n;

	if (!value.n || (!e->data.scalar.tag && !e->data.scalar.anchor) || at->line != at->end_line)
		return start;
	n = e->end_mark.index -
	    e->start_mark.index; /* code points; a tag may not hold others than ASCII, the value may */
	n = utf8_offset(source, n);
	if (n < value.n || !str_eq(str_sub(source, n - value.n, value.n), value))
		return start;
	*at = place_make(at->line, at->end_column - utf8_count(value), at->end_line, at->end_column);
	return start + n - value.n;
}

static bool starts_line(str text, size_t at)
{
	while (at && text.p[at - 1] == ' ')
		at--;
	return at == 0 || text.p[at - 1] == '\n' || text.p[at - 1] == '\r';
}

/* Fills in place and text; borrows the file's bytes when the text stands there as it is. */
static void place_scalar(struct reader *r, const yaml_event_t *e, struct node *n)
{
	str value = { (const char *)e->data.scalar.value, e->data.scalar.length };
	size_t start;

	if (r->is_hiding)
		value = surrogates_show(value, r->tree->build.a);
	n->at = place_of_marks(e->start_mark, e->end_mark);
	if (!byte_of(r, e->start_mark, &start)) {
		n->text = str_dup(value, r->tree->build.a);
		return;
	}
	if (n->style == STYLE_PLAIN)
		start = skip_properties(e, r->text, start, value, &n->at);
	if (yaml_tree_wants_key(r->tree) && starts_line(r->text, start))
		n->n = YAML_KEY_OWN_LINE | (r->is_after_block ? YAML_KEY_AFTER_BLOCK : 0);
	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		clamp_block(r, e, start, &n->at);
	n->text = str_sub(r->text, start + (n->style != STYLE_PLAIN), value.n);
	if (!str_eq(n->text, value))
		n->text = str_dup(value, r->tree->build.a);
}

/* A tag may stand behind an anchor, also on a later line. Before white space it ends with a comma in a flow collection, and "!<uri>" with its bracket. */
static struct yaml_tag tag_of(struct reader *r, const yaml_char_t *name, yaml_mark_t start)
{
	struct yaml_tag tag = { str_from_z((const char *)name), place_of_marks(start, start) };
	struct cursor c = { .text = r->text, .line = tag.at.line, .column = tag.at.column };
	bool is_uri;
	size_t end;

	if (!tag.name.n || !byte_of(r, start, &c.at))
		return tag;
	if (r->text.p[c.at] == '&') {
		for (end = c.at; end < r->text.n && !place_is_white(r->text.p[end]);)
			end++;
		cursor_move(&c, place_skip_nothing(r->text, end));
	}
	is_uri = str_starts(str_from(r->text, c.at), STR("!<"));
	for (end = c.at; end < r->text.n && !place_is_white(r->text.p[end]) && r->text.p[end] != (is_uri ? '>' : ',');)
		end++;
	end += is_uri && end < r->text.n;
	tag.at = place_make(c.line, c.column, c.line, c.column + utf8_count(str_sub(r->text, c.at, end - c.at)));
	return tag;
}

static bool add_scalar(struct reader *r, const yaml_event_t *e)
{
	struct node n = { .style = scalar_style(e->data.scalar.style) & 7 };
	/* "! text" is typed, whatever its quotes: libyaml tells so. */
	enum yaml_text text = e->data.scalar.quoted_implicit ? YAML_TEXT_QUOTED : YAML_TEXT_TYPED;
	struct yaml_tag tag = tag_of(r, e->data.scalar.tag, e->start_mark);

	place_scalar(r, e, &n);
	r->is_after_block = n.style == STYLE_LITERAL || n.style == STYLE_FOLDED;
	return yaml_tree_scalar(r->tree, &n, text, tag);
}

static bool open_collection(struct reader *r, const yaml_event_t *e)
{
	bool is_seq = e->type == YAML_SEQUENCE_START_EVENT;
	bool is_flow = is_seq ? e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
	                      : e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	struct node n = { .kind = is_seq ? NODE_SEQ : NODE_MAP, .style = is_flow ? STYLE_FLOW : STYLE_BLOCK };

	n.at = place_of_marks(e->start_mark, e->end_mark);
	return yaml_tree_open(r->tree, &n, tag_of(r, is_seq ? e->data.sequence_start.tag : e->data.mapping_start.tag, e->start_mark));
}

static void report_extra(struct reader *r, const yaml_event_t *end)
{
	struct cursor c = cursor_start(r->text);
	size_t at;
	struct place place;

	if (!byte_of(r, end->end_mark, &at))
		return;
	at = place_skip_nothing(r->text, at);
	if (at >= r->text.n)
		return;
	cursor_move(&c, at);
	place = place_make(c.line, c.column, c.line, c.column + 1);
	yaml_tree_report(r->tree, RULE_YAML_EXTRA_DOCUMENT, place,
	                 str_starts(str_from(r->text, at), STR("---")) ? "a second document is never read"
	                                                               : "text after the first document is never read");
	r->tree->is_complete = false;
}

static bool take_event(struct reader *r, const yaml_event_t *e, bool *is_done)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(r, e);
	case YAML_ALIAS_EVENT:
		return yaml_tree_alias(r->tree, str_from_z((const char *)e->data.alias.anchor),
		                       place_of_marks(e->start_mark, e->end_mark));
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return open_collection(r, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return yaml_tree_close(r->tree, place_of_marks(e->start_mark, e->end_mark));
	case YAML_DOCUMENT_END_EVENT:
		report_extra(r, e);
		*is_done = true;
		return true;
	case YAML_STREAM_END_EVENT:
		*is_done = true;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
		break;
	}
	return true;
}

static void note_begin(struct reader *r, const yaml_event_t *e)
{
	r->goes_on = e->type == YAML_SCALAR_EVENT && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && e->start_mark.line < e->end_mark.line;
	r->begin = e->start_mark;
}

static bool pull(struct reader *r)
{
	bool is_done = false, is_good = true;

	while (is_good && !is_done) {
		yaml_event_t event;

		if (!yaml_parser_parse(r->parser, &event))
			return fail_syntax(r);
		is_good = take_event(r, &event, &is_done);
		note_begin(r, &event);
		yaml_event_delete(&event);
	}
	return is_good;
}

static bool check_directives(struct reader *r)
{
	size_t n = 0;
	uint32_t line = 1;

	for (size_t at = 0; at < r->text.n; line++) {
		size_t start = at;
		char first = r->text.p[at];

		while (at < r->text.n && !place_break(r->text, at))
			at++;
		if (first == '%' && ++n > MAX_DIRECTIVES)
			return yaml_tree_fail_limit(r->tree, place_make(line, 1, line, 2),
			                            "too many lines with %", MAX_DIRECTIVES);
		if (first != '%' && first != '#' && str_trim(str_sub(r->text, start, at - start)).n)
			break;
		at += at < r->text.n ? place_break(r->text, at) : 0;
	}
	return true;
}

static bool check_encoding(struct reader *r)
{
	static const struct place start = { 1, 1, 1, 1 };
	const char *other = utf8_not_by_mark(r->text);
	size_t bom = place_bom(r->text);

	if (other) {
		yaml_tree_report(r->tree, RULE_YAML_ENCODING, start,
		                 str_z(str_fmt(r->tree->found->a, "the file is %s, expected UTF-8", other), r->tree->found->a));
		return false;
	}
	r->text = str_from(r->text, bom);
	if (!bom)
		return true;
	if (place_bom(r->text)) {
		yaml_tree_report(r->tree, RULE_YAML_ENCODING, start, "the file starts with several byte order marks");
		return false;
	}
	yaml_tree_report(r->tree, RULE_YAML_ENCODING, start,
	                 r->tree->mode == DOC_DEFINITION
	                         ? "the file starts with a byte order mark: GitLab keeps only the first key"
	                         : "the file starts with a byte order mark, expected UTF-8 without one");
	return true;
}

static bool read_text(struct reader *r)
{
	struct arena scratch = { 0 };
	yaml_parser_t parser;
	bool is_good;

	if (!check_encoding(r) || !check_directives(r))
		return false;
	if (!yaml_parser_initialize(&parser))
		arena_out_of_memory();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	str text = surrogates_hide(r->tree->path, r->text, &r->tree->build.limit, &scratch);
	r->is_hiding = text.p != r->text.p;
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
	r->parser = &parser;
	r->is_single = utf8_count(r->text) == r->text.n;
	is_good = pull(r);
	yaml_parser_delete(&parser);
	arena_free(&scratch);
	return is_good;
}

static bool read_by_libyaml(struct yaml_tree *tree)
{
	struct reader r = { .tree = tree, .text = tree->text };

	return read_text(&r);
}

/* Declined: as if nothing had been read. */
static bool read_plain(struct yaml_tree *t)
{
	if (yaml_plain_read(t, t->text))
		return true;
	t->found->all.n = t->n_before;
	yaml_tree_end(t);
	yaml_tree_start(t, &t->build.limit, t->build.a, t->found);
	return false;
}

struct doc yaml_parse_by(enum yaml_reader reader, const struct yaml_input *in, struct arena *a, struct diag_list *found, bool *was_plain)
{
	struct doc doc = { .root = NULL };
	BUILD_NOT_CLEARED struct yaml_tree t;
	bool is_good;

	*was_plain = false;
	t.path = in->path;
	t.text = in->bytes;
	t.mode = in->mode;
	yaml_tree_start(&t, in->limits, a, found);
	if (in->bytes.n > t.build.limit.bytes)
		is_good = yaml_tree_fail_limit(&t, (struct place){ 1, 1, 1, 1 }, "the file has too many bytes", t.build.limit.bytes);
	else
		is_good = (reader == YAML_BY_EITHER && (*was_plain = read_plain(&t))) || read_by_libyaml(&t);
	if (is_good) {
		doc.root = yaml_tree_root(&t);
		doc.is_complete = doc.root && t.is_complete;
	} else {
		yaml_tree_keep_last(&t);
	}
	yaml_tree_end(&t);
	return doc;
}

/* Whether the text after a fix reads as this tree. */
static bool reads_the_same(const struct yaml_input *in, const struct diag_fix *fix, const struct node *root)
{
	struct yaml_input fixed = { .path = in->path, .mode = in->mode, .limits = in->limits };
	struct arena scratch = { 0 };
	struct diag_list found;
	struct doc again = { .root = NULL };
	bool was_plain, is_same;

	diag_list_init(&found, &scratch);
	if (root && edit_apply(in->bytes, fix->edits.v, fix->edits.n, &scratch, &fixed.bytes))
		again = yaml_parse_by(YAML_BY_EITHER, &fixed, &scratch, &found, &was_plain);
	is_same = again.root && node_equal(root, again.root);
	arena_free(&scratch);
	return is_same;
}

/* Lines that are taken out may have ended a text before them, or have been what a '?' stands for: such a fix is not offered. */
static void check_removals(const struct yaml_input *in, const struct node *root, struct diag_list *found, size_t first)
{
	size_t left = MAX_READ_AGAIN, n = 0;

	for (size_t i = first; i < found->all.n; i++) {
		struct diag *d = &found->all.v[i];

		if (!d->fixes.n || !yaml_tree_is_duplicate(d))
			continue;
		if (n++ >= MAX_TRIED || in->bytes.n > left || !reads_the_same(in, &d->fixes.v[0], root))
			d->fixes.n = 0;
		left -= in->bytes.n < left ? in->bytes.n : left;
	}
}

struct doc doc_parse_yaml(str path, str bytes, enum doc_mode mode, const struct doc_limits *lim, struct arena *a, struct diag_list *found)
{
	const struct yaml_input in = { path, bytes, mode, lim };
	size_t first = found->all.n;
	bool was_plain;
	struct doc doc = yaml_parse_by(YAML_BY_EITHER, &in, a, found, &was_plain);

	if (found->all.n > first)
		check_removals(&in, doc.root, found, first);
	return doc;
}

struct doc doc_parse(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct diag_list *found)
{
	if (str_ends(path, STR(".json")))
		return doc_parse_json(path, bytes, lim, a, found);
	return doc_parse_yaml(path, bytes, DOC_CONFIG, lim, a, found);
}

const struct node *doc_require(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct err *e)
{
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, a);
	doc = doc_parse(path, bytes, lim, a, &found);
	if (doc.root && !found.all.n)
		return doc.root;
	(void)err_finding(e, &found); /* always false */
	return NULL;
}
