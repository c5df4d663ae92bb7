/* Short names for what a script declares. A function's names are given anew: they only keep clear of those of outer functions that are used
   in it. Names of blocks count as those of their function; where an outer function has the same name they stay one with it, so that every
   name means what it meant. Property names and names that nobody declares stay. */
#include <stdlib.h>

#include "base/map.h"
#include "site/script_parts.h"

enum {
	LEFT_TO_INNER = 8, /* of the shortest names, which outermost ones do not take: repetitions pack well */
	LETTERS = 54,      /* a name begins with, */
	SIGNS = 64         /* and goes on with */
};
#define NO_SCOPE UINT32_MAX

struct binding {
	uint32_t name, scope; /* name: from 1 */
	uint32_t next;        /* in this scope, from 1 */
	uint32_t count, first;
	uint32_t room; /* its place among short names */
	uint32_t hides; /* while it is open: the binding that the name had before, from 1 */
};
struct scope { /* a function, from its parameters to its end; the first is the script */
	uint32_t from, to, outer, depth;
	uint32_t bindings; /* from 1 */
};
struct namer {
	struct script_tokens *all;
	struct arena *a;
	uint32_t *end;   /* by token where a function begins: where it ends */
	uint32_t *scope; /* by token */
	uint32_t *bound; /* by token: its binding, from 1 */
	VEC(struct scope) scopes;
	VEC(struct binding) bindings;
	VEC(struct binding) of_blocks; /* to be declared after those of functions */
	struct map names; /* -> number, from 1 */
	uint32_t *open;   /* by name: the binding it has at a place, from 1 */
	struct map kept;  /* words that are no names of ours */
	VEC(str) room;
	struct script_found found; /* in the declaration looked at */
};

/* Whether the brace at i holds names and values, not statements. */
static bool is_object(const struct namer *m, uint32_t i)
{
	static const char *const before[] = { "(", ",", "=", "[", ":", "?", "&&", "||", "?\?", "...", "return", "const", "let", "var", "of", "in", "await" };
	const struct script_token *t = i ? &m->all->v[i - 1] : NULL;

	if (!t || !script_is_sign(&m->all->v[i], "{"))
		return false;
	return t->kind == TOKEN_TEMPLATE || script_is_any(t, before, sizeof before / sizeof *before);
}

/* What this does not know the rules of. */
static bool is_strange(const struct namer *m, uint32_t i)
{
	static const char *const words[] = { "class", "with", "eval", "switch", "import", "export" };

	if (m->all->v[i].kind != TOKEN_WORD)
		return false;
	for (size_t k = 0; k < m->all->v[i].text.n; k++)
		if ((unsigned char)m->all->v[i].text.p[k] >= 0x80)
			return true;
	return script_is_any(&m->all->v[i], words, sizeof words / sizeof *words);
}

/* Of a word in an object, behind `{` or `,`. False: an accessor or such. */
static bool set_role(const struct namer *m, uint32_t i)
{
	static const char *const ends[] = { ",", "}", "=" };
	struct script_token *t = &m->all->v[i];

	if (t->kind == TOKEN_WORD && script_sign_at(m->all, i + 1, ":"))
		t->role = ROLE_PROPERTY;
	else if (t->kind == TOKEN_WORD && script_sign_at(m->all, i + 1, "("))
		t->role = ROLE_METHOD;
	else if (t->kind == TOKEN_WORD && i + 1 < m->all->n && script_is_any(&m->all->v[i + 1], ends, sizeof ends / sizeof *ends))
		t->role = ROLE_SHORTHAND;
	else
		return t->kind != TOKEN_WORD && !script_is_sign(t, "*");
	return true;
}

static bool set_roles(const struct namer *m)
{
	bool *in_object = arena_array(m->a, (size_t)m->all->n + 2, bool); /* by depth */

	for (uint32_t i = 0; i < m->all->n; i++) {
		const struct script_token *t = &m->all->v[i];

		if (is_strange(m, i))
			return false;
		if (i && in_object[t->depth] && script_is_any(&m->all->v[i - 1], (const char *const[]){ "{", "," }, 2) && !set_role(m, i))
			return false;
		if (t->match != SCRIPT_NONE && t->match > i)
			in_object[t->depth + 1] = is_object(m, i);
	}
	return true;
}

/* A function that has its parameters at i and its body at `body`. */
static bool add_function(struct namer *m, uint32_t i, uint32_t body)
{
	if (body >= m->all->n)
		return false;
	m->end[i] = script_sign_at(m->all, body, "{") ? m->all->v[body].match + 1 : script_end_of_value(m->all, body, m->all->v[body].depth);
	return true;
}

static bool find_function(struct namer *m, uint32_t i)
{
	uint32_t at = i + 1;

	if (script_is_word(&m->all->v[i], "function")) {
		while (at < m->all->n && !script_sign_at(m->all, at, "("))
			at++;
	} else if (script_sign_at(m->all, i, "=>")) {
		if (!i)
			return false;
		return add_function(m, script_sign_at(m->all, i - 1, ")") ? m->all->v[i - 1].match : i - 1, i + 1);
	} else if (m->all->v[i].role != ROLE_METHOD)
		return true;
	return at < m->all->n && script_sign_at(m->all, m->all->v[at].match + 1, "{") && add_function(m, at, m->all->v[at].match + 1);
}

static void add_scope(struct namer *m, uint32_t from, uint32_t to, uint32_t outer)
{
	*vec_push(&m->scopes, m->a) = (struct scope){ .from = from, .to = to, .outer = outer, .depth = to > from ? m->all->v[from].depth + 1 : 0 };
}

static bool find_scopes(struct namer *m)
{
	uint32_t now = 0;

	for (uint32_t i = 0; i < m->all->n; i++)
		if (!find_function(m, i))
			return false;
	add_scope(m, 0, m->all->n, NO_SCOPE);
	m->scopes.v[0].depth = 0;
	for (uint32_t i = 0; i < m->all->n; i++) {
		while (i >= m->scopes.v[now].to)
			now = m->scopes.v[now].outer;
		if (m->end[i]) {
			add_scope(m, i, m->end[i], now);
			now = (uint32_t)m->scopes.n - 1;
		}
		m->scope[i] = now;
	}
	return true;
}

static uint32_t number_of(struct namer *m, str name)
{
	void **slot = map_put(&m->names, name, m->a);

	if (!*slot)
		*slot = (void *)(uintptr_t)m->names.n;
	return (uint32_t)(uintptr_t)*slot;
}

static bool has_name(const struct namer *m, uint32_t scope, uint32_t name)
{
	uint32_t i = m->scopes.v[scope].bindings;

	while (i && m->bindings.v[i - 1].name != name)
		i = m->bindings.v[i - 1].next;
	return i;
}

static void declare(struct namer *m, uint32_t scope, uint32_t name)
{
	if (has_name(m, scope, name))
		return;
	*vec_push(&m->bindings, m->a) = (struct binding){ .name = name, .scope = scope, .next = m->scopes.v[scope].bindings };
	m->scopes.v[scope].bindings = (uint32_t)m->bindings.n;
}

enum level { OF_FUNCTION, OF_BLOCK };

static void declare_at(struct namer *m, uint32_t i, uint32_t scope, enum level level)
{
	uint32_t name = number_of(m, m->all->v[i].text);

	if (level == OF_FUNCTION)
		declare(m, scope, name);
	else
		*vec_push(&m->of_blocks, m->a) = (struct binding){ .name = name, .scope = scope };
}

static int by_scope(const void *a, const void *b)
{
	const struct binding *x = a, *y = b;

	return x->scope < y->scope ? -1 : x->scope > y->scope;
}

/* Outer functions first. */
static void declare_names_of_blocks(struct namer *m)
{
	if (m->of_blocks.n)
		qsort(m->of_blocks.v, m->of_blocks.n, sizeof *m->of_blocks.v, by_scope);
	for (size_t i = 0; i < m->of_blocks.n; i++) {
		const struct binding *b = &m->of_blocks.v[i];
		uint32_t outer = m->scopes.v[b->scope].outer;

		while (outer != NO_SCOPE && !has_name(m, outer, b->name))
			outer = m->scopes.v[outer].outer;
		if (outer == NO_SCOPE)
			declare(m, b->scope, b->name);
	}
}

static void declare_found(struct namer *m, uint32_t scope, enum level level)
{
	for (size_t i = 0; i < m->found.all.n; i++)
		declare_at(m, m->found.all.v[i], scope, level);
	m->found.all.n = 0;
}

static void declare_pattern(struct namer *m, uint32_t i, enum level level)
{
	(void)script_pattern(m->all, i, m->a, &m->found); /* what is behind it comes anyway */
	declare_found(m, m->scope[i], level);
}

static void declare_list(struct namer *m, uint32_t i)
{
	uint32_t scope = m->scope[i];

	(void)script_list(m->all, i, m->a, &m->found); /* likewise */
	declare_found(m, scope, m->all->v[i].depth == m->scopes.v[scope].depth ? OF_FUNCTION : OF_BLOCK);
}

/* A function's name is one of its surroundings only as a statement. */
static void declare_function(struct namer *m, uint32_t i)
{
	uint32_t before = i && script_is_word(&m->all->v[i - 1], "async") ? i - 1 : i, scope = m->scope[i];
	bool is_statement = script_begins_statement(m->all, before);

	i += script_sign_at(m->all, i + 1, "*");
	if (i + 1 < m->all->n && script_is_name(&m->all->v[i + 1]))
		declare_at(m, i + 1, scope, is_statement && m->all->v[i].depth == m->scopes.v[scope].depth ? OF_FUNCTION : OF_BLOCK);
}

static void declare_all(struct namer *m)
{
	static const char *const lists[] = { "const", "let", "var" };

	for (uint32_t i = 0; i + 1 < m->all->n; i++) {
		if (m->end[i])
			declare_pattern(m, i, OF_FUNCTION);
		if (m->all->v[i].kind != TOKEN_WORD)
			continue;
		if (script_is_any(&m->all->v[i], lists, sizeof lists / sizeof *lists))
			declare_list(m, i);
		else if (script_is_word(&m->all->v[i], "function"))
			declare_function(m, i);
		else if (script_is_word(&m->all->v[i], "catch") && script_sign_at(m->all, i + 1, "("))
			declare_pattern(m, i + 1, OF_BLOCK);
	}
	declare_names_of_blocks(m);
}

static void open_scope(struct namer *m, uint32_t scope)
{
	for (uint32_t i = m->scopes.v[scope].bindings; i; i = m->bindings.v[i - 1].next) {
		m->bindings.v[i - 1].hides = m->open[m->bindings.v[i - 1].name];
		m->open[m->bindings.v[i - 1].name] = i;
	}
}

static void close_scope(struct namer *m, uint32_t scope)
{
	for (uint32_t i = m->scopes.v[scope].bindings; i; i = m->bindings.v[i - 1].next)
		m->open[m->bindings.v[i - 1].name] = m->bindings.v[i - 1].hides;
}

static void bind(struct namer *m)
{
	uint32_t now = 0;

	m->open = arena_array(m->a, m->names.n + 1, uint32_t);
	open_scope(m, 0);
	for (uint32_t i = 0; i < m->all->n; i++) {
		while (i >= m->scopes.v[now].to) {
			close_scope(m, now);
			now = m->scopes.v[now].outer;
		}
		if (m->scope[i] != now)
			open_scope(m, now = m->scope[i]);
		if (!script_is_name(&m->all->v[i]))
			continue;
		m->bound[i] = m->open[(uintptr_t)map_get(&m->names, m->all->v[i].text)];
		if (!m->bound[i])
			*map_put(&m->kept, m->all->v[i].text, m->a) = m;
	}
}

/* a, b ... Z, _, $, aa, ab ...: those that mean nothing else here. */
static void make_names(struct namer *m)
{
	static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789";
	static const char *const words[] = { "do", "if", "in", "of", "for", "let", "new", "try", "var", "get", "set", "NaN" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		*map_put(&m->kept, str_from_z(words[i]), m->a) = m;
	for (size_t i = 0; m->room.n < m->bindings.n + LEFT_TO_INNER; i++) {
		struct buf name = { .a = m->a };

		buf_byte(&name, signs[i % LETTERS]);
		for (size_t rest = i / LETTERS; rest; rest = (rest - 1) / SIGNS)
			buf_byte(&name, signs[(rest - 1) % SIGNS]);
		if (!map_has(&m->kept, buf_str(&name)))
			*vec_push(&m->room, m->a) = buf_str(&name);
	}
}

static int by_count(const void *a, const void *b)
{
	const struct binding *x = *(const struct binding *const *)a, *y = *(const struct binding *const *)b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int by_place(const void *a, const void *b)
{
	const struct binding *x = *(const struct binding *const *)a, *y = *(const struct binding *const *)b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Outer scopes have their names already: `taken` by room is the number of the scope, from 1, where outer names use it. */
static void name_scope(struct namer *m, uint32_t scope, uint32_t *taken)
{
	const struct scope *s = &m->scopes.v[scope];
	VEC(struct binding *) own = { 0 };
	bool is_outermost = !scope || (scope == 1 && !m->scopes.v[0].bindings); /* the second: `(() => {` around all */
	uint32_t room = is_outermost ? LEFT_TO_INNER : 0;

	for (uint32_t i = s->from; i < s->to; i++) {
		struct binding *b = m->bound[i] ? &m->bindings.v[m->bound[i] - 1] : NULL;

		if (b && b->scope < scope)
			taken[b->room] = scope + 1;
		if (!b || b->scope != scope)
			continue;
		if (!b->count++) {
			b->first = i;
			*vec_push(&own, m->a) = b;
		}
	}
	if (own.n)
		qsort(own.v, own.n, sizeof *own.v, is_outermost ? by_count : by_place);
	for (size_t i = 0; i < own.n; i++) {
		while (taken[room] == scope + 1)
			room++;
		own.v[i]->room = room++;
	}
}

static void rename_token(const struct namer *m, uint32_t i)
{
	struct script_token *t = &m->all->v[i];
	str name = m->room.v[m->bindings.v[m->bound[i] - 1].room];

	if (t->role == ROLE_SHORTHAND && !str_eq(name, t->text))
		t->text = str_fmt(m->a, "%.*s:%.*s", STR_ARG(t->text), STR_ARG(name));
	else
		t->text = name;
}

bool script_shorten_names(struct script_tokens *all, struct arena *a)
{
	struct namer m = { .all = all, .a = a };
	uint32_t *taken;

	m.end = arena_array(a, all->n, uint32_t);
	m.scope = arena_array(a, all->n, uint32_t);
	m.bound = arena_array(a, all->n, uint32_t);
	if (!set_roles(&m) || !find_scopes(&m))
		return false;
	declare_all(&m);
	bind(&m);
	make_names(&m);
	taken = arena_array(a, m.room.n, uint32_t);
	for (uint32_t i = 0; i < m.scopes.n; i++)
		name_scope(&m, i, taken);
	for (uint32_t i = 0; i < all->n; i++)
		if (m.bound[i])
			rename_token(&m, i);
	return true;
}
