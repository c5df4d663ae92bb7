/* ES modules to one classic script: import lines and the word export go, modules follow in the order they need each other. What
   only readers of the source need goes, too. */
#include "base/arena.h"
#include "base/map.h"
#include "doc/place.h"
#include "site/script.h"
#include "site/script_parts.h"

enum state { UNSEEN, OPEN, DONE };

struct joiner {
	const struct script_module *all;
	size_t n;
	enum state *state;
	struct map names; /* declared at the start of a line -> struct script_module */
	struct map exported; /* those of them that others may import */
	struct buf out;
	enum script_names use;
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

/* Some editors begin a file with a byte order mark. */
static str text_of(const struct script_module *m)
{
	return str_from(m->text, place_bom(m->text));
}

/* What a line that begins with function, const ... declares; empty: nothing, or more than one name. */
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

/* Lines of comments that begin with blanks may begin with these words, too, and go on in others. */
static bool may_be_prose(str line, str rest)
{
	return line.n && byte_is_space(line.p[0]) && rest.n && byte_is_alpha(rest.p[0]);
}

static bool is_import(str line, str *rest)
{
	return begins(line, STR("import"), rest) && !may_be_prose(line, *rest);
}

static bool is_export(str line, str *rest)
{
	return begins(line, STR("export"), rest) && (declared(*rest).n || !may_be_prose(line, *rest));
}

static bool note_name(struct joiner *j, const struct script_module *m, size_t line, str name)
{
	const struct script_module *other = map_get(&j->names, name);

	if (other)
		return err_usage(j->e, "script '%.*s', line %zu: '%.*s' is declared in '%.*s', too", STR_ARG(m->name), line, STR_ARG(name),
		                 STR_ARG(other->name));
	*map_put(&j->names, name, j->out.a) = (void *)(uintptr_t)m;
	return true;
}

static bool add_line(struct joiner *j, const struct script_module *m, size_t number, str line)
{
	str name, rest;
	bool is_exported = is_export(line, &rest);

	if (is_import(line, &(str){ 0 }))
		return true;
	line = is_exported ? rest : line;
	name = declared(line);
	if (is_exported && !name.n)
		return refuse(j, m, number, "expected 'export' before function, const, let or class and a name");
	if (name.n && !note_name(j, m, number, name))
		return false;
	if (is_exported)
		*map_put(&j->exported, name, j->out.a) = (void *)(uintptr_t)m;
	buf_put(&j->out, line);
	buf_byte(&j->out, '\n');
	return true;
}

static bool add_text(struct joiner *j, const struct script_module *m)
{
	str rest = text_of(m);

	if (m->is_foreign)
		j->use = SCRIPT_NAMES_STAY;
	for (size_t number = 1; rest.n; number++) {
		struct cut c = str_cut(rest, '\n');

		if (!add_line(j, m, number, c.head))
			return false;
		rest = c.tail;
	}
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

static bool add_imports(struct joiner *j, const struct script_module *m, size_t depth)
{
	str rest = text_of(m);

	for (size_t number = 1; rest.n; number++) {
		struct cut c = str_cut(rest, '\n');
		struct import i;
		str said;

		rest = c.tail;
		if (!is_import(c.head, &said))
			continue;
		i = imported(said);
		if (!i.file.n)
			return refuse(j, m, number, "expected 'import {name} from \"./file.js\";'");
		if (!add_module(j, i.file, m, number, depth + 1) || !check_names(j, m, number, &i))
			return false;
	}
	return true;
}

/* The module `name`, which line `line` of `from` imports (NULL: the entry). */
static bool add_module(struct joiner *j, str name, const struct script_module *from, size_t line, size_t depth)
{
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
	if (!add_imports(j, &j->all[i], depth) || !add_text(j, &j->all[i]))
		return false;
	j->state[i] = DONE;
	return true;
}

bool script_join(const struct script_module *all, size_t n, str entry, struct arena *a, str *out, struct err *e)
{
	struct joiner j = { .all = all, .n = n, .state = arena_array(a, n, enum state), .out = { .a = a }, .use = SCRIPT_SHORT_NAMES, .e = e };
	struct buf small = { .a = a };

	buf_z(&j.out, "(() => {\n\"use strict\";\n");
	if (!add_module(&j, entry, NULL, 0, 0))
		return false;
	buf_z(&j.out, "})();\n");
	(void)script_squeeze(buf_str(&j.out), j.use, a, &small); /* else it is as it was */
	*out = buf_str(&small);
	return true;
}
