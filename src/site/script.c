/* ES modules to one classic script: import lines and the word export go, modules follow in the order they need each other. What
   only readers of the source need goes, too. */
#include "base/arena.h"
#include "base/map.h"
#include "site/script.h"
#include "site/script_parts.h"

enum state { UNSEEN, OPEN, DONE };

struct joiner {
	const struct script_module *all;
	size_t n;
	enum state *state;
	struct map names; /* declared at the start of a line -> struct script_module */
	struct buf out;
	enum script_names use;
	struct err *e;
};

static bool refuse(struct joiner *j, const struct script_module *m, size_t line, const char *why)
{
	return err_usage(j->e, "script '%.*s', line %zu: %s", STR_ARG(m->name), line, why);
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
	str name;

	if (str_starts(line, STR("import ")))
		return true;
	if (str_starts(line, STR("export "))) {
		line = str_trim(str_from(line, 7));
		if (!declared(line).n)
			return refuse(j, m, number, "expected 'export' before function, const, let or class and a name");
	}
	name = declared(line);
	if (name.n && !note_name(j, m, number, name))
		return false;
	buf_put(&j->out, line);
	buf_byte(&j->out, '\n');
	return true;
}

static bool add_text(struct joiner *j, const struct script_module *m)
{
	str rest = m->text;

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
