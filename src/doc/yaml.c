/* YAML into the tree of doc.h: libyaml's events on a stack of our own, typing by scalar.c. Never yaml_parser_load, which has no limits and is
   quadratic in anchors; flow nesting is quadratic in libyaml's scanner, so the depth limit must end the pulling at once. */
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "base/utf8.h"
#include "doc/build.h"
#include "doc/doc.h"
#include "doc/place.h"
#include "doc/scalar.h"
#include "doc/yaml_words.h"

enum { MAX_DIRECTIVES = 8 }; /* lines with '%'; libyaml compares each %TAG with all others */
enum { MAX_FINDINGS = 200 }; /* in one file; nobody reads more, and each takes a kilobyte */

/* What is remembered of a waiting key in its n, see build.h. */
enum { KEY_MERGES = 1 /* "<<" */, KEY_MERGED = 2 /* came by a "<<" */, KEY_OWN_LINE = 4 /* only spaces before it */ };
/* What is remembered of an open collection in its n. */
enum { SEQ_ORDERED = 1 /* !!omap */ };

struct reader {
	str path, text; /* text: without byte order mark */
	enum doc_mode mode;
	yaml_parser_t *parser;
	struct build build;
	struct diag_list *found;
	size_t n_before;    /* findings of other files */
	size_t n_dropped;   /* findings over MAX_FINDINGS */
	size_t byte, index; /* the same place, in bytes and in code points as libyaml's marks count */
	bool is_complete;
};

static const struct diag_rule *rule(enum doc_rule id)
{
	return &doc_rules[id];
}

static struct span span_at(const struct reader *r, struct place at)
{
	return (struct span){ r->path, at };
}

/* Marks are 0-based, lines at most as many as there are bytes, and those are limited. */
static struct place place_of(yaml_mark_t from, yaml_mark_t to)
{
	return (struct place){ (uint32_t)from.line + 1, (uint32_t)from.column + 1, (uint32_t)to.line + 1, (uint32_t)to.column + 1 };
}

/* Byte offset of a mark; marks come in order, so this is one walk over the text. False for a mark before the last one. */
static bool byte_of(struct reader *r, yaml_mark_t mark, size_t *out)
{
	if (mark.index < r->index)
		return false;
	while (r->index < mark.index && r->byte < r->text.n) {
		(void)utf8_next(r->text, &r->byte); /* libyaml has checked what it read */
		r->index++;
	}
	*out = r->byte;
	return true;
}

/* libyaml reports some failed allocations without saying so. */
static void check_memory(const yaml_parser_t *p)
{
	if (p->error == YAML_NO_ERROR || p->error == YAML_MEMORY_ERROR)
		arena_out_of_memory();
}

static bool fail_limit(struct reader *r, struct place at, const char *what, uint64_t limit)
{
	diag_add(r->found, rule(RULE_YAML_LIMIT), span_at(r, at), "%s, the limit is %llu", what, (unsigned long long)limit);
	return false;
}

/* For errors that come with a byte offset only. */
static bool fail_at_byte(struct reader *r, size_t offset, const char *what)
{
	struct cursor c = cursor_start(r->text);
	struct place at;

	cursor_move(&c, offset);
	at = (struct place){ c.line, c.column, c.line, c.column + 1 };
	diag_add(r->found, rule(RULE_YAML_ENCODING), span_at(r, at), "%s", what);
	return false;
}

static bool fail_reader(struct reader *r)
{
	size_t offset = r->parser->problem_offset;
	unsigned value = (unsigned)r->parser->problem_value;
	char text[96];

	if (!strstr(r->parser->problem, "control characters")) {
		(void)snprintf(text, sizeof text, "the text is not valid UTF-8 (byte 0x%02X)",
		               offset < r->text.n ? (unsigned)(unsigned char)r->text.p[offset] : value); /* fits */
		return fail_at_byte(r, offset, text);
	}
	(void)snprintf(text, sizeof text, "control character U+%04X is not allowed", value); /* fits */
	return fail_at_byte(r, offset, text);
}

static bool fail_syntax(struct reader *r)
{
	const yaml_parser_t *p = r->parser;
	yaml_mark_t end = p->problem_mark;
	struct diag *d;

	check_memory(p);
	if (p->error == YAML_READER_ERROR)
		return fail_reader(r);
	end.column++;
	d = diag_add(r->found, rule(RULE_YAML_SYNTAX), span_at(r, place_of(p->problem_mark, end)), "%s",
	             yaml_problem_words(p->problem, p->context));
	if (p->context && p->context_mark.line != p->problem_mark.line)
		diag_relate(r->found, d, span_at(r, place_of(p->context_mark, p->context_mark)),
		            str_from_z(yaml_context_words(p->context)));
	return false;
}

static bool built(struct reader *r, enum build_result result, struct place at)
{
	switch (result) {
	case BUILD_OK:
		return true;
	case BUILD_TOO_MANY:
		return fail_limit(r, at, "too many values in one file", r->build.limit.nodes);
	case BUILD_TOO_DEEP:
		return fail_limit(r, at, "too many levels of nesting", r->build.limit.depth);
	}
	return false;
}

/* Whether one more finding about the tree is wanted. */
static bool may_report(struct reader *r)
{
	bool is_wanted = r->found->all.n - r->n_before < MAX_FINDINGS;

	r->n_dropped += !is_wanted;
	return is_wanted;
}

/* Whether the next node added is the key of a mapping. */
static bool is_key_next(struct reader *r)
{
	size_t n;
	const struct node *parent = build_parent(&r->build, &n);

	return parent && parent->kind == NODE_MAP && n % 2 == 0;
}

/* The text of a value as it is named in a mapping: 1 for 0x1, true for yes. */
static void name_key(struct reader *r, struct node *key)
{
	if (key->kind == NODE_NULL)
		key->text = (str){ 0 };
	else if (key->kind != NODE_STRING)
		key->text = doc_scalar(key, r->build.a);
}

/* A member whose key is a collection is dropped as soon as it has its value; the finding was made at its start. */
static void drop_odd_key(struct reader *r)
{
	size_t n;
	const struct node *parent = build_parent(&r->build, &n);
	const struct node *key;

	if (!parent || parent->kind != NODE_MAP || n == 0 || n % 2)
		return;
	key = build_last(&r->build) - 1;
	if (key->kind == NODE_SEQ || key->kind == NODE_MAP)
		r->build.waiting.n -= 2;
}

static void report_odd_key(struct reader *r, const struct node *n)
{
	if (!is_key_next(r))
		return;
	r->is_complete = false;
	if (!may_report(r))
		return;
	diag_add(r->found, rule(RULE_YAML_SYNTAX), span_at(r, n->at), "a %s cannot be a key here, expected text",
	         n->kind == NODE_SEQ ? "list" : "mapping");
}

/* Scalars */

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

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A block scalar's end mark is column 0 of a later line: its end is behind the last character that is no white space. */
static void clamp_block(struct reader *r, const yaml_event_t *e, size_t start, struct place *at)
{
	size_t end, line_start;
	uint32_t line = at->end_line;

	if (!byte_of(r, e->end_mark, &end))
		return;
	while (end > start && is_white(r->text.p[end - 1])) {
		end--;
		line -= r->text.p[end] == '\n' || (r->text.p[end] == '\r' && !(end + 1 < r->text.n && r->text.p[end + 1] == '\n'));
	}
	for (line_start = end; line_start > start && r->text.p[line_start - 1] != '\n' && r->text.p[line_start - 1] != '\r';)
		line_start--;
	at->end_line = line;
	at->end_column = (uint32_t)utf8_count(str_sub(r->text, line_start, end - line_start)) + (line_start > start ? 1 : at->column);
}

/* The scalar without its tag and anchor, which libyaml counts in: known for plain ones on one line. */
static size_t skip_properties(const yaml_event_t *e, str text, size_t start, str value, struct place *at)
{
	str source = str_from(text, start);
	size_t n;

	if (!value.n || (!e->data.scalar.tag && !e->data.scalar.anchor) || at->line != at->end_line)
		return start;
	n = e->end_mark.index - e->start_mark.index; /* code points; a tag may not hold others than ASCII, the value may */
	n = utf8_offset(source, n);
	if (n < value.n || !str_eq(str_sub(source, n - value.n, value.n), value))
		return start;
	at->column = at->end_column - (uint32_t)utf8_count(value);
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

	n->at = place_of(e->start_mark, e->end_mark);
	if (!byte_of(r, e->start_mark, &start)) {
		n->text = str_dup(value, r->build.a);
		return;
	}
	if (n->style == STYLE_PLAIN)
		start = skip_properties(e, r->text, start, value, &n->at);
	if (is_key_next(r) && starts_line(r->text, start))
		n->n = KEY_OWN_LINE;
	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		clamp_block(r, e, start, &n->at);
	n->text = str_sub(r->text, start + (n->style != STYLE_PLAIN), value.n);
	if (!str_eq(n->text, value))
		n->text = str_dup(value, r->build.a);
}

/* The text in quotes, for fixes; empty when it would need escapes. */
static str quoted(str text, struct arena *a)
{
	char quote = str_find(text, '"') < text.n || str_find(text, '\\') < text.n ? '\'' : '"';

	if (quote == '\'' && str_find(text, '\'') < text.n)
		return (str){ 0 };
	return str_fmt(a, "%c%.*s%c", quote, STR_ARG(text), quote);
}

static void report_type(struct reader *r, const struct node *n, enum scalar_result result, str tag)
{
	static const char *const what[] = {
		[SCALAR_DATE] = "a date, which the safe loader refuses",
		[SCALAR_TIME] = "a time, which the safe loader refuses",
		[SCALAR_SYMBOL] = "a symbol, which the safe loader refuses",
		[SCALAR_BROKEN] = "a number, which the safe loader fails on",
	};
	struct arena *a = r->found->a;
	struct diag *d;
	str fixed;

	r->is_complete = false;
	if (!may_report(r))
		return;
	if (result == SCALAR_REFUSED || result == SCALAR_BINARY) {
		diag_add(r->found, rule(RULE_YAML_TAG), span_at(r, n->at), "%s %.*s",
		         result == SCALAR_BINARY ? "the data is no text, tag" : "the safe loader refuses the tag", STR_ARG(diag_quote(tag, a)));
		return;
	}
	d = diag_add(r->found, rule(RULE_YAML_TAG), span_at(r, n->at), "%s%.*s is read as %s", tag.n ? "" : "unquoted ",
	             STR_ARG(diag_quote(n->text, a)), what[result]);
	d->hint = STR("quote it");
	fixed = quoted(n->text, a);
	if (!tag.n && n->style == STYLE_PLAIN && n->at.line == n->at.end_line && fixed.n)
		diag_edit_add(r->found, diag_fix_add(r->found, d, true, STR("quote the text")), n->at, fixed);
}

static bool type_scalar(struct reader *r, const yaml_event_t *e, struct node *n)
{
	str tag = str_from_z((const char *)e->data.scalar.tag);
	uint32_t max_digits = r->build.limit.digits;
	enum scalar_result result = SCALAR_OK;

	n->kind = NODE_STRING;
	if (tag.n)
		result = scalar_type_tagged(n, tag, max_digits, r->build.a);
	else if (!e->data.scalar.quoted_implicit) /* "! text" is typed, whatever its quotes */
		result = scalar_type(n, max_digits);
	if (result == SCALAR_TOO_LONG)
		return fail_limit(r, n->at, "too many digits in one number", max_digits);
	if (result != SCALAR_OK && (tag.n || r->mode == DOC_DEFINITION))
		report_type(r, n, result, str_starts(tag, STR("tag:yaml.org,2002:")) ?
		                                  str_fmt(r->found->a, "!!%.*s", STR_ARG(str_from(tag, 18))) : tag);
	return true;
}

static bool add_scalar(struct reader *r, const yaml_event_t *e)
{
	struct node n = { .style = (uint8_t)scalar_style(e->data.scalar.style) };
	const char *tag = (const char *)e->data.scalar.tag;

	place_scalar(r, e, &n);
	if (!type_scalar(r, e, &n))
		return false;
	if (is_key_next(r)) {
		name_key(r, &n);
		if (n.kind == NODE_STRING && str_eq_z(n.text, "<<") && (!tag || strcmp(tag, "tag:yaml.org,2002:str") != 0))
			n.n |= KEY_MERGES;
	}
	if (!built(r, build_add(&r->build, n), n.at))
		return false;
	drop_odd_key(r);
	return true;
}

static bool add_alias(struct reader *r, const yaml_event_t *e)
{
	struct node n = { .kind = NODE_NULL, .at = place_of(e->start_mark, e->end_mark) };
	str name = str_from_z((const char *)e->data.alias.anchor);

	r->is_complete = false;
	if (may_report(r))
		diag_add(r->found, rule(RULE_YAML_ALIAS), span_at(r, n.at), "the safe loader refuses the alias %.*s, write the value out",
		         STR_ARG(diag_quote(name, r->found->a)));
	if (!built(r, build_add(&r->build, n), n.at))
		return false;
	drop_odd_key(r);
	return true;
}

/* Collections */

static void check_tag(struct reader *r, struct node *n, const yaml_char_t *name)
{
	str tag = str_from_z((const char *)name);
	enum tag_effect effect;

	if (!tag.n)
		return;
	effect = n->kind == NODE_SEQ ? scalar_seq_tag(tag) : scalar_map_tag(tag);
	if (effect == TAG_ORDERED)
		n->n = SEQ_ORDERED;
	if (effect == TAG_REFUSED)
		report_type(r, n, SCALAR_REFUSED, str_starts(tag, STR("tag:yaml.org,2002:")) ?
		                                          str_fmt(r->found->a, "!!%.*s", STR_ARG(str_from(tag, 18))) : tag);
}

static bool open_collection(struct reader *r, const yaml_event_t *e)
{
	bool is_seq = e->type == YAML_SEQUENCE_START_EVENT;
	bool is_flow = is_seq ? e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE :
	                        e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	struct node n = { .kind = is_seq ? NODE_SEQ : NODE_MAP, .style = is_flow ? STYLE_FLOW : STYLE_BLOCK };

	n.at = place_of(e->start_mark, e->end_mark);
	check_tag(r, &n, is_seq ? e->data.sequence_start.tag : e->data.mapping_start.tag);
	report_odd_key(r, &n);
	return built(r, build_open(&r->build, n), n.at);
}

/* Takes out the earlier member's lines. */
static void offer_removal(struct reader *r, struct diag *d, const struct member *earlier, const struct member *later)
{
	struct place lines = { earlier->key.at.line, 1, earlier->value.at.end_line + 1, 1 };

	if (!(earlier->key.n & KEY_OWN_LINE) || !(later->key.n & KEY_OWN_LINE) || lines.end_line > later->key.at.line)
		return;
	diag_edit_add(r->found, diag_fix_add(r->found, d, false, STR("remove the earlier one, which has no effect")), lines,
	              (str){ 0 });
}

static void report_duplicate(void *arg, const struct member *earlier, const struct member *later)
{
	struct reader *r = arg;
	bool by_merge = later->key.n & KEY_MERGED;
	struct diag *d;

	if (earlier->key.n & KEY_MERGED || !may_report(r)) /* replacing a merged key is what merging is for */
		return;
	d = diag_add(r->found, rule(RULE_YAML_DUPLICATE_KEY), span_at(r, later->key.at),
	             by_merge ? "key %.*s replaces the one before the merge" : "key %.*s is there twice, the last one counts",
	             STR_ARG(diag_quote(later->key.text, r->found->a)));
	diag_relate(r->found, d, span_at(r, earlier->key.at), STR("first defined here"));
	if (!by_merge)
		offer_removal(r, d, earlier, later);
}

static bool is_list_of_maps(const struct node *n)
{
	if (n->kind != NODE_SEQ)
		return false;
	for (size_t i = 0; i < n->n; i++)
		if (n->item[i].kind != NODE_MAP)
			return false;
	return true;
}

static void merge_map(struct reader *r, struct build_map *into, const struct node *map)
{
	for (size_t i = 0; i < map->n; i++) {
		struct member m = map->member[i];

		m.key.n = KEY_MERGED;
		build_map_put(into, m, report_duplicate, r);
	}
}

/* One "<<": of a list the first maps win. False: it is a key like any other. */
static bool merge(struct reader *r, struct build_map *into, const struct node *value)
{
	struct build_map sum = { .temp = &r->build.temp };

	if (value->kind == NODE_MAP) {
		merge_map(r, into, value);
		return true;
	}
	if (!is_list_of_maps(value))
		return false;
	for (size_t i = value->n; i-- > 0;)
		for (size_t k = 0; k < value->item[i].n; k++)
			build_map_put(&sum, value->item[i].member[k], NULL, NULL);
	for (size_t i = 0; i < sum.all.n; i++) {
		sum.all.v[i].key.n = KEY_MERGED;
		build_map_put(into, sum.all.v[i], report_duplicate, r);
	}
	return true;
}

static bool has_merge(const struct node *child, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		if (child[i].n & KEY_MERGES)
			return true;
	return false;
}

/* Merged members are copied once for each level: they count as nodes again, so that nested merges stay within the limit. */
static bool close_merging(struct reader *r, const struct node *child, size_t n)
{
	struct build_map members = { .temp = &r->build.temp };

	for (size_t i = 0; i < n; i += 2) {
		struct member m = { child[i], child[i + 1] };
		bool is_merged = (m.key.n & KEY_MERGES) && merge(r, &members, &m.value);

		if (!is_merged)
			build_map_put(&members, m, report_duplicate, r);
	}
	r->build.n_nodes += (uint32_t)members.all.n * 2; /* at most limit.nodes each time */
	if (r->build.n_nodes > r->build.limit.nodes)
		return built(r, BUILD_TOO_MANY, child[0].at);
	build_close_as(&r->build, &members);
	return true;
}

/* !!omap: a list of single pairs is read as one mapping. */
static void close_ordered(struct reader *r, struct node *seq, size_t n)
{
	struct build_map members = { .temp = &r->build.temp };

	for (size_t i = 1; i <= n; i++) {
		if (seq[i].kind != NODE_MAP || seq[i].n != 1) {
			report_type(r, seq, SCALAR_REFUSED, STR("!!omap"));
			build_close(&r->build, NULL, NULL);
			return;
		}
		build_map_put(&members, *seq[i].member, report_duplicate, r);
	}
	build_close_as(&r->build, &members);
}

/* The end mark of a block collection is the start of whatever follows: its end is that of its last value. */
static void end_collection(struct node *n, const yaml_event_t *e, bool has_child, struct place last)
{
	struct place end = place_of(e->start_mark, e->end_mark);

	if (n->style == STYLE_BLOCK)
		end = has_child ? last : n->at;
	n->at.end_line = end.end_line;
	n->at.end_column = end.end_column;
}

static bool close_collection(struct reader *r, const yaml_event_t *e)
{
	size_t n;
	struct node *open = build_parent(&r->build, &n);
	struct place last = build_last(&r->build)->at;

	end_collection(open, e, n > 0, last);
	if (open->kind == NODE_MAP && has_merge(open + 1, n)) {
		if (!close_merging(r, open + 1, n))
			return false;
	} else if (open->n & SEQ_ORDERED) {
		close_ordered(r, open, n);
	} else {
		build_close(&r->build, report_duplicate, r);
	}
	drop_odd_key(r);
	return true;
}

/* What stands behind the first document but white space, comments and "...": its byte offset; text.n when nothing does. */
static size_t skip_nothing(str text, size_t at)
{
	bool is_free = at == 0 || is_white(text.p[at - 1]);

	while (at < text.n) {
		size_t size = place_break(text, at);
		str rest = str_from(text, at);

		if (size || is_white(text.p[at])) {
			at += size ? size : 1;
			is_free = true;
		} else if (text.p[at] == '#' && is_free) {
			while (at < text.n && !place_break(text, at))
				at++;
		} else if (str_starts(rest, STR("...")) && is_free && (rest.n == 3 || is_white(rest.p[3]))) {
			at += 3;
		} else {
			break;
		}
	}
	return at;
}

static void report_extra(struct reader *r, const yaml_event_t *end)
{
	struct cursor c = cursor_start(r->text);
	size_t at;
	struct place place;

	if (!byte_of(r, end->end_mark, &at))
		return;
	at = skip_nothing(r->text, at);
	if (at >= r->text.n)
		return;
	cursor_move(&c, at);
	place = (struct place){ c.line, c.column, c.line, c.column + 1 };
	diag_add(r->found, rule(RULE_YAML_EXTRA_DOCUMENT), span_at(r, place), "%s is never read, the file ends for its readers before it",
	         str_starts(str_from(r->text, at), STR("---")) ? "a second document" : "text after the first document");
	r->is_complete = false;
}

static bool take_event(struct reader *r, const yaml_event_t *e, bool *is_done)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(r, e);
	case YAML_ALIAS_EVENT:
		return add_alias(r, e);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return open_collection(r, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_collection(r, e);
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

static bool pull(struct reader *r)
{
	bool is_done = false, is_good = true;

	while (is_good && !is_done) {
		yaml_event_t event;

		if (!yaml_parser_parse(r->parser, &event))
			return fail_syntax(r);
		is_good = take_event(r, &event, &is_done);
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
			return fail_limit(r, (struct place){ line, 1, line, 2 }, "too many lines with %", MAX_DIRECTIVES);
		if (first != '%' && first != '#' && str_trim(str_sub(r->text, start, at - start)).n)
			break;
		at += at < r->text.n ? place_break(r->text, at) : 0;
	}
	return true;
}

static bool check_encoding(struct reader *r)
{
	static const struct place start = { 1, 1, 1, 1 };
	size_t bom = place_bom(r->text);

	if (str_starts(r->text, STR("\xFF\xFE")) || str_starts(r->text, STR("\xFE\xFF"))) {
		diag_add(r->found, rule(RULE_YAML_ENCODING), span_at(r, start), "the file is UTF-16, expected UTF-8");
		return false;
	}
	r->text = str_from(r->text, bom);
	if (!bom)
		return true;
	if (place_bom(r->text)) {
		diag_add(r->found, rule(RULE_YAML_ENCODING), span_at(r, start), "the file starts with several byte order marks");
		return false;
	}
	diag_add(r->found, rule(RULE_YAML_ENCODING), span_at(r, start), "%s",
	         r->mode == DOC_DEFINITION ? "the file starts with a byte order mark: GitLab keeps only the first key" :
	                                     "the file starts with a byte order mark, expected UTF-8 without one");
	return true;
}

static bool read_text(struct reader *r)
{
	yaml_parser_t parser;
	bool is_good;

	if (r->text.n > r->build.limit.bytes)
		return fail_limit(r, (struct place){ 1, 1, 1, 1 }, "the file has too many bytes", r->build.limit.bytes);
	if (!check_encoding(r) || !check_directives(r))
		return false;
	if (!yaml_parser_initialize(&parser))
		arena_out_of_memory();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(r->text.n ? r->text.p : ""), r->text.n);
	r->parser = &parser;
	is_good = pull(r);
	yaml_parser_delete(&parser);
	return is_good;
}

/* The tree, or NULL where a definition was expected and there is none. */
static const struct node *take_root(struct reader *r)
{
	static const struct place start = { 1, 1, 1, 1 };
	struct node *root = arena_new(r->build.a, struct node);

	root->at = start;
	if (r->build.waiting.n)
		*root = *build_last(&r->build);
	if (r->mode == DOC_CONFIG || root->kind == NODE_MAP)
		return root;
	if (root->kind == NODE_NULL)
		diag_add(r->found, rule(RULE_FILE_EMPTY), span_at(r, start), "the file is empty, expected a definition");
	else
		diag_add(r->found, rule(RULE_FILE_NOT_MAPPING), span_at(r, root->at), "the file holds %s, expected a mapping of keys to values",
		         root->kind == NODE_SEQ ? "a list" : "a single value");
	return NULL;
}

struct doc doc_parse_yaml(str path, str bytes, enum doc_mode mode, const struct doc_limits *lim, struct arena *a,
                          struct diag_list *found)
{
	struct reader r = { .path = path, .text = bytes, .mode = mode, .found = found, .is_complete = true };
	struct doc doc = { 0 };

	r.n_before = found->all.n;
	build_start(&r.build, a, lim);
	if (read_text(&r)) {
		if (r.n_dropped)
			fail_limit(&r, (struct place){ 1, 1, 1, 1 }, "more findings in one file than are shown", MAX_FINDINGS);
		doc.root = take_root(&r);
		doc.is_complete = doc.root && r.is_complete;
	} else {
		/* A file that does not parse is one finding: what was said about its readable part goes. */
		found->all.v[r.n_before] = found->all.v[found->all.n - 1];
		found->all.n = r.n_before + 1;
	}
	build_end(&r.build);
	return doc;
}

struct doc doc_parse(str path, str bytes, enum doc_mode mode, const struct doc_limits *lim, struct arena *a, struct diag_list *found)
{
	if (str_ends(path, STR(".json")))
		return doc_parse_json(path, bytes, lim, a, found);
	return doc_parse_yaml(path, bytes, mode, lim, a, found);
}
