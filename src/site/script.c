/* ES modules to one classic script: import lines and the word export go, modules follow in the order they need each other. What
   only readers of the source need goes, too. */
#include "base/arena.h"
#include "base/map.h"
#include "doc/place.h"
#include "site/script.h"
#include "site/script_parts.h"

enum state { UNSEEN, OPEN, DONE };

struct part { /* of one module, without words of modules */
	str text;
	bool is_foreign;
};
struct joiner {
	const struct script_module *all;
	size_t n;
	enum state *state;
	struct map names; /* declared for all of it -> struct script_module */
	struct map exported; /* those of them that others may import */
	VEC(struct part) parts;
	bool is_mixed; /* one of them is foreign */
	struct arena *a;
	struct err *e;
};

static bool refuse(struct joiner *j, const struct script_module *m, size_t line, const char *why)
{
	return err_usage(j->e, "script '%.*s', line %zu: %s", STR_ARG(m->name), line, why);
}

/* What follows a word of the language of modules at the start of a line, behind blanks or not. */
static bool begins(str line, str word, str *rest)
{
	static const str after = { " \t{*\"'", 6 };

	line = str_trim(line);
	*rest = str_trim(str_from(line, word.n));
	return str_starts(line, word) && (line.n == word.n || str_find(after, line.p[word.n]) < after.n);
}

/* {"a, b", "x.js"} of what follows the word in `import {a, b} from "./x.js";`; without a file when the line has another form. */
struct import {
	str names, file;
};
static struct import imported(str rest)
{
	static const str before = { "\"./", 3 }, after = { "\";", 2 };
	struct import i = { .names = { 0 } };

	if (str_starts(rest, STR("{"))) {
		struct cut c = str_cut(str_from(rest, 1), '}');

		i.names = c.head;
		rest = str_trim(c.tail);
		if (!str_starts(rest, STR("from")))
			return i;
		rest = str_trim(str_from(rest, 4));
	}
	if (rest.n > before.n + after.n && str_starts(rest, before) && str_ends(rest, after))
		i.file = str_sub(rest, before.n, rest.n - before.n - after.n);
	return i;
}

/* A module line by line; a copy begins anew. */
struct reading {
	str rest, line;
	size_t number;               /* of the line */
	bool is_statement;           /* it begins outside of comments, texts and brackets, as far as is known */
	bool is_plain;               /* that is known */
	struct script_tokens tokens; /* if plain */
	uint32_t at;
	uint32_t listed; /* where the last list that was looked at ends: lines in it begin none */
};

static struct reading read_module(const struct joiner *j, const struct script_module *m)
{
	struct reading r = { .rest = str_from(m->text, place_bom(m->text)) };

	r.is_plain = script_lex(r.rest, j->a, &r.tokens);
	return r;
}

static bool begins_outside(struct reading *r)
{
	const char *first = str_trim(r->line).p;

	while (r->at < r->tokens.n && r->tokens.v[r->at].text.p < first)
		r->at++;
	return r->at < r->tokens.n && r->tokens.v[r->at].text.p == first && !r->tokens.v[r->at].depth;
}

static bool next_line(struct reading *r)
{
	struct cut c = str_cut(r->rest, '\n');

	if (!r->rest.n)
		return false;
	r->line = c.head;
	r->rest = c.tail;
	r->number++;
	r->is_statement = !r->is_plain || begins_outside(r);
	return true;
}

/* What a line that begins with function, const ... declares first; empty: nothing, or a pattern. */
static str declared(str line)
{
	static const str words[] = { { "async function ", 15 }, { "function ", 9 }, { "const ", 6 }, { "let ", 4 }, { "class ", 6 } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		str rest = str_from(line, words[i].n);
		size_t n = 0;

		if (!str_starts(line, words[i]))
			continue;
		while (n < rest.n && script_is_name_byte(rest.p[n]))
			n++;
		return str_sub(rest, 0, n);
	}
	return (str){ 0 };
}

struct names {
	VEC(str) all;
};

/* The same, and what stands behind commas of const and let. Of a module that is not plain the line may be. */
static struct names all_declared(struct reading *r, str line, struct arena *a)
{
	struct script_tokens tokens = r->tokens;
	struct script_found found = { .all = { 0 } };
	struct names names = { .all = { 0 } };
	uint32_t at = r->is_plain ? r->at : 0;

	if (!declared(line).n)
		return names;
	*vec_push(&names.all, a) = declared(line);
	if (r->is_plain ? at < r->listed : !script_lex(line, a, &tokens))
		return names;
	at += script_word_at(&tokens, at, "export");
	if (script_word_at(&tokens, at, "const") || script_word_at(&tokens, at, "let"))
		r->listed = script_list(&tokens, at, a, &found);
	for (size_t i = 1; i < found.all.n; i++)
		*vec_push(&names.all, a) = tokens.v[found.all.v[i]].text;
	return names;
}

/* Lines of comments that begin with blanks may begin with these words, too, and go on in others. */
static bool may_be_prose(const struct reading *r, str rest)
{
	return !r->is_plain && r->line.n && byte_is_space(r->line.p[0]) && rest.n && byte_is_alpha(rest.p[0]);
}

static bool is_import(const struct reading *r, str *rest)
{
	return r->is_statement && begins(r->line, STR("import"), rest) && !may_be_prose(r, *rest);
}

static bool is_export(const struct reading *r, str *rest)
{
	return r->is_statement && begins(r->line, STR("export"), rest) && (declared(*rest).n || !may_be_prose(r, *rest));
}

static bool note_name(struct joiner *j, const struct script_module *m, size_t line, str name)
{
	const struct script_module *other = map_get(&j->names, name);

	if (other)
		return err_usage(j->e, "script '%.*s', line %zu: '%.*s' is declared in '%.*s', too", STR_ARG(m->name), line, STR_ARG(name),
		                 STR_ARG(other->name));
	*map_put(&j->names, name, j->a) = (void *)(uintptr_t)m;
	return true;
}

enum again { AGAIN_REFUSED, AGAIN_IN_MODULE };

static bool note_found(struct joiner *j, const struct script_module *m, const struct reading *r, const struct script_found *found, enum again again)
{
	size_t line = 1;
	const char *at = m->text.p;

	for (size_t i = 0; i < found->all.n; i++) {
		str name = r->tokens.v[found->all.v[i]].text;

		for (; at < name.p; at++)
			line += *at == '\n';
		if (again == AGAIN_IN_MODULE && map_get(&j->names, name) == m)
			continue;
		if (!note_name(j, m, line, name))
			return false;
	}
	return true;
}

/* All that the module declares; where its tokens are not plain, what its lines begin with. */
static bool note_names(struct joiner *j, const struct script_module *m, struct reading r)
{
	struct script_declared found = { .names = { .all = { 0 } } };

	if (r.is_plain) {
		script_declared(&r.tokens, j->a, &found);
		return note_found(j, m, &r, &found.vars, AGAIN_IN_MODULE) && note_found(j, m, &r, &found.names, AGAIN_REFUSED);
	}
	while (next_line(&r)) {
		str rest = { 0 };
		struct names names = all_declared(&r, is_export(&r, &rest) ? rest : r.line, j->a);

		for (size_t i = 0; i < names.all.n; i++)
			if (!note_name(j, m, r.number, names.all.v[i]))
				return false;
	}
	return true;
}

static bool add_line(struct joiner *j, const struct script_module *m, struct reading *r, struct buf *out)
{
	struct names names;
	str rest;

	if (is_import(r, &rest))
		return true;
	if (!is_export(r, &rest))
		rest = r->line;
	else {
		names = all_declared(r, rest, j->a);
		if (!names.all.n)
			return refuse(j, m, r->number, "expected 'export' before function, const, let or class and a name");
		for (size_t i = 0; i < names.all.n; i++)
			*map_put(&j->exported, names.all.v[i], j->a) = (void *)(uintptr_t)m;
	}
	buf_put(out, rest);
	buf_byte(out, '\n');
	return true;
}

static bool add_text(struct joiner *j, const struct script_module *m, struct reading r)
{
	struct buf out = { .a = j->a };

	while (next_line(&r))
		if (!add_line(j, m, &r, &out))
			return false;
	*vec_push(&j->parts, j->a) = (struct part){ buf_str(&out), m->is_foreign };
	j->is_mixed = j->is_mixed || m->is_foreign;
	return true;
}

static bool add_module(struct joiner *j, str name, const struct script_module *from, size_t line, size_t depth);

static bool check_name(const struct joiner *j, const struct script_module *m, size_t line, str name, str file)
{
	const struct script_module *from = map_get(&j->exported, name);

	if (from && str_eq(from->name, file))
		return true;
	return err_usage(j->e, "script '%.*s', line %zu: '%.*s' exports no '%.*s'", STR_ARG(m->name), line, STR_ARG(file), STR_ARG(name));
}

/* One script has no other names than those that its modules gave: what is imported keeps its own. */
static bool check_names(const struct joiner *j, const struct script_module *m, size_t line, const struct import *i)
{
	for (struct cut c = { .tail = i->names }; c.tail.n;) {
		str name;

		c = str_cut(c.tail, ',');
		name = str_trim(c.head);
		if (name.n && !check_name(j, m, line, name, i->file))
			return false;
	}
	return true;
}

static bool add_imports(struct joiner *j, const struct script_module *m, struct reading r, size_t depth)
{
	while (next_line(&r)) {
		struct import i;
		str said;

		if (!is_import(&r, &said))
			continue;
		i = imported(said);
		if (!i.file.n)
			return refuse(j, m, r.number, "expected 'import {name} from \"./file.js\";'");
		if (!add_module(j, i.file, m, r.number, depth + 1) || !check_names(j, m, r.number, &i))
			return false;
	}
	return true;
}

/* The module `name`, which line `line` of `from` imports (NULL: the entry). */
static bool add_module(struct joiner *j, str name, const struct script_module *from, size_t line, size_t depth)
{
	struct reading r;
	size_t i = 0;

	while (i < j->n && !str_eq(j->all[i].name, name))
		i++;
	if (i == j->n && !from)
		return err_usage(j->e, "there is no script '%.*s'", STR_ARG(name));
	if (i == j->n)
		return err_usage(j->e, "script '%.*s', line %zu: there is no script '%.*s'", STR_ARG(from->name), line, STR_ARG(name));
	if (j->state[i] == DONE)
		return true;
	if (from && (j->state[i] == OPEN || depth >= SCRIPT_MAX_MODULES))
		return refuse(j, from, line, "scripts import each other in a circle");
	j->state[i] = OPEN;
	r = read_module(j, &j->all[i]);
	if (!add_imports(j, &j->all[i], r, depth) || !add_text(j, &j->all[i], r) || !note_names(j, &j->all[i], r))
		return false;
	j->state[i] = DONE;
	return true;
}

/* What is not ours stays what it is; a module without a semicolon at its end ends all the same. */
static void put_part(const struct joiner *j, const struct part *p, struct buf *out)
{
	if (p->is_foreign || !j->is_mixed)
		buf_put(out, p->text);
	else
		(void)script_squeeze(p->text, SCRIPT_NAMES_STAY, j->a, out); /* else it is as it was */
	if (j->is_mixed)
		buf_z(out, ";\n");
}

static str join_parts(const struct joiner *j)
{
	struct buf whole = { .a = j->a }, small = { .a = j->a };

	buf_z(&whole, "(() => {\n\"use strict\";\n");
	for (size_t i = 0; i < j->parts.n; i++)
		put_part(j, &j->parts.v[i], &whole);
	buf_z(&whole, "})();\n");
	if (j->is_mixed)
		return buf_str(&whole);
	(void)script_squeeze(buf_str(&whole), SCRIPT_SHORT_NAMES, j->a, &small); /* else it is as it was */
	return buf_str(&small);
}

bool script_join(const struct script_module *all, size_t n, str entry, struct arena *a, str *out, struct err *e)
{
	struct arena scratch = { 0 };
	struct joiner j = { .all = all, .n = n, .state = arena_array(&scratch, n, enum state), .a = &scratch, .e = e };
	bool ok = add_module(&j, entry, NULL, 0, 0);

	if (ok)
		*out = str_dup(join_parts(&j), a);
	arena_free(&scratch);
	return ok;
}
