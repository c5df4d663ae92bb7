/* ES modules to one classic script: import lines and the word export go, modules follow in the order they need each other. Comments and
   blanks go, too; lines and names stay, so that what a browser reports can be found. */
#include "base/arena.h"
#include "base/map.h"
#include "site/script.h"

enum state { UNSEEN, OPEN, DONE };

struct joiner {
	const struct script_module *all;
	size_t n;
	enum state *state;
	struct map names; /* declared at the start of a line -> struct script_module */
	struct buf out;
	struct err *e;
};

static bool refuse(struct joiner *j, const struct script_module *m, size_t line, const char *why)
{
	return err_usage(j->e, "script '%.*s', line %zu: %s", STR_ARG(m->name), line, why);
}

/* Whether a text, comment or template goes on behind the end of some line: blanks may mean something there. */
static bool has_long_text(str text)
{
	while (text.n) {
		struct cut c = str_cut(text, '\n');
		str comment = c.head;
		size_t n = 0;

		for (size_t i = 0; i < c.head.n; i++) {
			n += c.head.p[i] == '`';
			if (str_starts(str_from(c.head, i), STR("/*")))
				comment = str_from(c.head, i);
		}
		if (n % 2 || str_ends(c.head, STR("\\")) || (str_starts(comment, STR("/*")) && !str_has(comment, STR("*/"))))
			return true;
		text = c.tail;
	}
	return false;
}

/* "x.js" of `import {a} from "./x.js";`; empty when the line has another form. */
static str imported(str line)
{
	static const str before = { "\"./", 3 }, after = { "\";", 2 };
	str rest = str_trim(str_from(line, 7));

	if (str_starts(rest, STR("{"))) {
		rest = str_trim(str_cut(rest, '}').tail);
		if (!str_starts(rest, STR("from ")))
			return (str){ 0 };
		rest = str_trim(str_from(rest, 5));
	}
	if (rest.n <= before.n + after.n || !str_starts(rest, before) || !str_ends(rest, after))
		return (str){ 0 };
	return str_sub(rest, before.n, rest.n - before.n - after.n);
}

static bool is_name_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '$';
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
		while (n < rest.n && is_name_byte(rest.p[n]))
			n++;
		return str_sub(rest, 0, n);
	}
	return (str){ 0 };
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

static bool add_line(struct joiner *j, const struct script_module *m, size_t number, str line, bool keep)
{
	str code = str_trim(line), name;

	if (str_starts(line, STR("import ")))
		return true;
	if (str_starts(line, STR("export "))) {
		line = code = str_trim(str_from(line, 7));
		if (!declared(line).n)
			return refuse(j, m, number, "expected 'export' before function, const, let or class and a name");
	}
	name = declared(line);
	if (name.n && !note_name(j, m, number, name))
		return false;
	if (!keep && (!code.n || str_starts(code, STR("//"))))
		return true;
	if (keep)
		buf_put(&j->out, line);
	else
		script_squeeze(code, &j->out);
	buf_byte(&j->out, '\n');
	return true;
}

static bool add_text(struct joiner *j, const struct script_module *m)
{
	bool keep = has_long_text(m->text);
	str rest = m->text;

	for (size_t number = 1; rest.n; number++) {
		struct cut c = str_cut(rest, '\n');

		if (!add_line(j, m, number, c.head, keep))
			return false;
		rest = c.tail;
	}
	return true;
}

static bool add_module(struct joiner *j, str name, const struct script_module *from, size_t line, size_t depth);

static bool add_imports(struct joiner *j, const struct script_module *m, size_t depth)
{
	str rest = m->text;

	for (size_t number = 1; rest.n; number++) {
		struct cut c = str_cut(rest, '\n');
		str name;

		rest = c.tail;
		if (!str_starts(c.head, STR("import ")))
			continue;
		name = imported(str_trim(c.head));
		if (!name.n)
			return refuse(j, m, number, "expected 'import {name} from \"./file.js\";'");
		if (!add_module(j, name, m, number, depth + 1))
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
	struct joiner j = { .all = all, .n = n, .state = arena_array(a, n, enum state), .out = { .a = a }, .e = e };

	buf_z(&j.out, "(() => {\n\"use strict\";\n");
	if (!add_module(&j, entry, NULL, 0, 0))
		return false;
	buf_z(&j.out, "})();\n");
	*out = buf_str(&j.out);
	return true;
}
