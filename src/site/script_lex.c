/* JavaScript in tokens (ECMA-262, 12). What this is not sure of it refuses: nothing is changed then. */
#include <string.h>

#include "site/script_parts.h"

struct lexer {
	str text;
	size_t at;
	struct arena *a;
	VEC(struct script_token) all;
	VEC(uint32_t) open; /* brackets and templates */
	bool after_line;
};

bool script_is_name_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

bool script_is_sign(const struct script_token *t, const char *sign)
{
	return t->kind == TOKEN_SIGN && str_eq_z(t->text, sign);
}

bool script_is_word(const struct script_token *t, const char *word)
{
	return script_is_name(t) && str_eq_z(t->text, word);
}

bool script_is_name(const struct script_token *t)
{
	return t->kind == TOKEN_WORD && t->role != ROLE_PROPERTY && t->role != ROLE_METHOD;
}

bool script_is_any(const struct script_token *t, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (script_is_word(t, texts[i]) || script_is_sign(t, texts[i]))
			return true;
	return false;
}

bool script_sign_at(const struct script_tokens *all, uint32_t i, const char *sign)
{
	return i < all->n && script_is_sign(&all->v[i], sign);
}

bool script_word_at(const struct script_tokens *all, uint32_t i, const char *word)
{
	return i < all->n && script_is_word(&all->v[i], word);
}

static struct script_token *last(const struct lexer *l)
{
	return l->all.n ? &l->all.v[l->all.n - 1] : NULL;
}

static bool is_property_sign(const struct script_token *t)
{
	return t && (script_is_sign(t, ".") || script_is_sign(t, "?."));
}

static struct script_token *add(struct lexer *l, enum token_kind kind, size_t n)
{
	struct script_token *t;
	bool is_property = kind == TOKEN_WORD && is_property_sign(last(l));

	t = vec_push(&l->all, l->a);
	*t = (struct script_token){ .text = str_sub(l->text, l->at, n), .kind = kind, .role = is_property ? ROLE_PROPERTY : ROLE_NONE,
		                    .after_line = l->after_line, .depth = (uint32_t)l->open.n, .match = SCRIPT_NONE };
	l->after_line = false;
	l->at += n;
	return t;
}

static void open_bracket(struct lexer *l)
{
	uint32_t i = (uint32_t)l->all.n - 1;

	*vec_push(&l->open, l->a) = i;
}

/* Ties the newest token to what was opened last; that must be `sign`, NULL: a template. */
static bool close_bracket(struct lexer *l, const char *sign)
{
	static const char *const heads[] = { "if", "for", "while", "with" };
	struct script_token *t = last(l), *other;
	uint32_t i;

	if (!l->open.n)
		return false;
	i = l->open.v[--l->open.n];
	other = &l->all.v[i];
	if (sign ? !script_is_sign(other, sign) : other->kind != TOKEN_TEMPLATE)
		return false;
	t->depth = other->depth;
	t->match = i;
	i -= i && script_is_word(&l->all.v[i - 1], "await"); /* for await (...) */
	t->is_head = i && script_is_any(&l->all.v[i - 1], heads, sizeof heads / sizeof *heads);
	other->match = (uint32_t)l->all.n - 1;
	return true;
}

/* Length of what begins at `at` and ends with `end`; 0 when it does not end. */
static size_t closed(const struct lexer *l, char end)
{
	bool in_set = false, is_pattern = end == '/';

	for (size_t i = l->at + 1; i < l->text.n; i++) {
		char c = l->text.p[i];

		if (c == '\n')
			return 0;
		if (c == '\\')
			i += i + 1 < l->text.n && l->text.p[i + 1] != '\n';
		else if (is_pattern && (c == '[' || c == ']'))
			in_set = c == '[';
		else if (c == end && !in_set)
			return i + 1 - l->at;
	}
	return 0;
}

static bool take_text(struct lexer *l)
{
	size_t n = closed(l, l->text.p[l->at]);

	return n && add(l, TOKEN_TEXT, n);
}

/* A piece of a template, from ` or } to ${ or `. */
static bool take_piece(struct lexer *l)
{
	size_t i = l->at + 1;
	bool is_first = l->text.p[l->at] == '`', opens;

	while (i < l->text.n && l->text.p[i] != '`' && !str_starts(str_from(l->text, i), STR("${")))
		i += l->text.p[i] == '\\' ? 2 : 1;
	if (i >= l->text.n)
		return false;
	opens = l->text.p[i] == '$';
	add(l, TOKEN_TEMPLATE, i + (opens ? 2 : 1) - l->at);
	if (!is_first && !close_bracket(l, NULL))
		return false;
	if (opens)
		open_bracket(l);
	return true;
}

static bool take_comment(struct lexer *l)
{
	size_t from = l->at, n = 2;
	str rest = str_from(l->text, from);

	if (rest.p[1] == '/') {
		l->at += str_find(rest, '\n');
		return true;
	}
	while (n < rest.n && !str_starts(str_from(rest, n), STR("*/"))) {
		l->after_line = l->after_line || rest.p[n] == '\n';
		n++;
	}
	l->at += n + 2;
	return n < rest.n;
}

enum slash { SLASH_DIVIDES, SLASH_BEGINS, SLASH_UNKNOWN };

/* Whether a slash divides or begins a regular expression depends on what stands before it. */
static enum slash slash_after(const struct script_token *t)
{
	static const char *const words[] = { "return", "of", "yield" }; /* may end a statement, too */
	static const char *const ends[] = { "]", "++", "--" };

	if (!t)
		return SLASH_BEGINS;
	if (t->kind == TOKEN_WORD)
		return script_takes_operand(t) || script_is_any(t, words, sizeof words / sizeof *words) ? SLASH_BEGINS : SLASH_DIVIDES;
	if (t->kind == TOKEN_TEMPLATE)
		return str_ends(t->text, STR("${")) ? SLASH_BEGINS : SLASH_DIVIDES;
	if (t->kind != TOKEN_SIGN || script_is_any(t, ends, sizeof ends / sizeof *ends))
		return SLASH_DIVIDES;
	if (script_is_sign(t, ")"))
		return t->is_head ? SLASH_BEGINS : SLASH_DIVIDES;
	return script_is_sign(t, "}") ? SLASH_UNKNOWN : SLASH_BEGINS;
}

static bool take_sign(struct lexer *l)
{
	/* the longest first */
	static const char *const signs[] = { ">>>=", "...", "===", "!==", ">>>", "<<=", ">>=", "**=", "&&=", "||=", "?\?=", "=>", "==", "!=",
		                             "<=",   ">=",  "&&",  "||",  "??",  "?.",  "++",  "--",  "+=",  "-=",  "*=",   "/=", "%=", "&=",
		                             "|=",   "^=",  "<<",  ">>",  "**" };
	str rest = str_from(l->text, l->at);
	size_t n = 1;

	if (!strchr("{}()[];,<>+-*/%&|^!~?:=.", rest.p[0]))
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs && n == 1; i++)
		if (rest.p[0] == signs[i][0] && str_starts(rest, str_from_z(signs[i])))
			n = strlen(signs[i]);
	if (str_starts(rest, STR("?.")) && rest.n > 2 && byte_is_digit(rest.p[2]))
		n = 1; /* a ?.5 : b */
	add(l, TOKEN_SIGN, n);
	if (strchr("([{", rest.p[0]))
		open_bracket(l);
	if (strchr(")]}", rest.p[0]))
		return close_bracket(l, rest.p[0] == ')' ? "(" : rest.p[0] == ']' ? "[" : "{");
	return true;
}

static bool take_slash(struct lexer *l)
{
	str rest = str_from(l->text, l->at);
	enum slash slash = slash_after(last(l));
	size_t n;

	if (str_starts(rest, STR("//")) || str_starts(rest, STR("/*")))
		return take_comment(l);
	if (slash == SLASH_UNKNOWN)
		return false;
	if (slash == SLASH_DIVIDES)
		return take_sign(l);
	n = closed(l, '/');
	while (n && n < rest.n && script_is_name_byte(rest.p[n]))
		n++;
	return n && add(l, TOKEN_PATTERN, n);
}

static bool take_word(struct lexer *l, enum token_kind kind)
{
	str rest = str_from(l->text, l->at);
	size_t n = 0;

	while (n < rest.n && (script_is_name_byte(rest.p[n]) || (kind == TOKEN_NUMBER && rest.p[n] == '.')))
		n++;
	return add(l, kind, n);
}

static bool in_template(const struct lexer *l)
{
	return l->open.n && l->all.v[l->open.v[l->open.n - 1]].kind == TOKEN_TEMPLATE;
}

static bool take(struct lexer *l)
{
	char c = l->text.p[l->at];

	if (byte_is_space(c)) {
		l->after_line = l->after_line || c == '\n' || c == '\r';
		l->at++;
		return true;
	}
	if (c == '\0')
		return false;
	if (c == '"' || c == '\'')
		return take_text(l);
	if (c == '`' || (c == '}' && in_template(l)))
		return take_piece(l);
	if (c == '/')
		return take_slash(l);
	if (byte_is_digit(c))
		return take_word(l, TOKEN_NUMBER);
	return script_is_name_byte(c) ? take_word(l, TOKEN_WORD) : take_sign(l);
}

bool script_lex(str text, struct arena *a, struct script_tokens *out)
{
	struct lexer l = { .text = text, .a = a };

	if (text.n >= UINT32_MAX)
		return false;
	while (l.at < text.n)
		if (!take(&l))
			return false;
	*out = (struct script_tokens){ l.all.v, (uint32_t)l.all.n };
	return !l.open.n;
}
