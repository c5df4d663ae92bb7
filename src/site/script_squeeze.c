/* Takes out of a script what only readers of its source need: blanks, comments, lines, long names. */
#include <string.h>

#include "base/arena.h"
#include "site/script.h"
#include "site/script_parts.h"

/* Between two words, between signs that would become others, and where a comment or an HTML one would begin. */
static bool needs_blank(const struct script_token *t, const struct script_token *next)
{
	char before = t->text.p[t->text.n - 1], after = next->text.p[0];

	if (next->kind == TOKEN_TEMPLATE || t->kind == TOKEN_TEMPLATE)
		return false;
	if (t->kind == TOKEN_PATTERN || t->kind == TOKEN_NUMBER)
		return script_is_name_byte(after) || after == (t->kind == TOKEN_NUMBER ? '.' : '/');
	return (script_is_name_byte(before) && script_is_name_byte(after)) || (before == after && strchr("+-/", after)) ||
	       (before == '<' && after == '!') || (before == '/' && after == '*') || (before == '?' && after == '.');
}

/* Whether the end of a line between them may end a statement, too: ECMA-262, 12.10. */
static bool needs_line(const struct script_token *t, const struct script_token *next)
{
	static const char *const starts[] = { "(", "[", "{", "+", "-", "++", "--", "!", "~", "...", "*" };

	return script_may_end(t) && (next->kind != TOKEN_SIGN || script_is_any(next, starts, sizeof starts / sizeof *starts));
}

/* The semicolon before a bracket that ends a block, unless it is a statement of its own. */
static bool is_idle(const struct script_tokens *all, uint32_t i)
{
	const struct script_token *before = i ? &all->v[i - 1] : NULL;

	if (!before || i + 1 >= all->n || !script_is_sign(&all->v[i], ";") || !script_is_sign(&all->v[i + 1], "}"))
		return false;
	return !before->is_head && !script_is_word(before, "else") && !script_is_word(before, "do") && !script_is_sign(before, ":");
}

/* Whether a word declares constants: not "const" as a name, not those that are exported. */
static bool is_declaration(const struct script_tokens *all, uint32_t i)
{
	const struct script_token *t = &all->v[i], *next = i + 1 < all->n ? t + 1 : NULL;

	if (!script_is_word(t, "const") || !next || (i && (script_is_word(t - 1, "export") || script_is_sign(t - 1, ".") || script_is_sign(t - 1, "?."))))
		return false;
	return next->kind == TOKEN_WORD || script_is_sign(next, "{") || script_is_sign(next, "[");
}

/* Where declarations stand behind one another, a comma for the semicolon makes them one: a declaration follows it and ends with it. */
static bool is_joint(const struct script_tokens *all, uint32_t i)
{
	const struct script_token *end = &all->v[i];

	if (!script_is_sign(end, ";") || i + 1 >= all->n || !is_declaration(all, i + 1))
		return false;
	for (uint32_t k = i; k-- > 0;) {
		const struct script_token *t = &all->v[k];

		if ((script_is_sign(t, ")") || script_is_sign(t, "]") || script_is_sign(t, "}")) && t->match < k)
			t = &all->v[k = t->match];
		if (t->depth != end->depth || script_is_sign(t, ";"))
			return false;
		if (is_declaration(all, k))
			return true;
		if (k && t->after_line && needs_line(t - 1, t))
			return false;
	}
	return false;
}

static void put(const struct script_tokens *all, struct buf *out)
{
	static const struct script_token comma = { .text = { ",", 1 }, .kind = TOKEN_SIGN };
	const struct script_token *before = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		const struct script_token *t = &all->v[i];

		if (is_idle(all, i))
			continue;
		if (is_joint(all, i)) {
			buf_byte(out, ',');
			before = &comma;
			i++; /* its "const" */
			continue;
		}
		if (before && t->after_line && needs_line(before, t))
			buf_byte(out, '\n');
		else if (before && needs_blank(before, t))
			buf_byte(out, ' ');
		buf_put(out, t->text);
		before = t;
	}
	if (before)
		buf_byte(out, '\n');
}

bool script_squeeze(str script, enum script_names names, struct arena *a, struct buf *out)
{
	struct script_tokens all = { 0 };
	bool is_plain = script_lex(script, a, &all);

	if (is_plain && names == SCRIPT_SHORT_NAMES)
		(void)script_shorten_names(&all, a); /* else they stay as they are */
	if (is_plain)
		put(&all, out);
	else
		buf_put(out, script);
	return is_plain;
}
