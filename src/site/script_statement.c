/* Where statements of a script end, with semicolons or without (ECMA-262, 12.10), and the names of declarations. It goes by tokens alone. */
#include "site/script_parts.h"

bool script_may_end(const struct script_token *t)
{
	static const char *const ends[] = { ")", "]", "}", "++", "--" };

	return t->kind != TOKEN_SIGN || script_is_any(t, ends, sizeof ends / sizeof *ends);
}

bool script_takes_operand(const struct script_token *t)
{
	static const char *const words[] = { "typeof", "void", "delete", "new",     "await", "in",      "instanceof", "case",
		                             "else",   "do",   "throw",  "extends", "class", "function" };

	return script_is_any(t, words, sizeof words / sizeof *words);
}

/* Whether nothing has to follow a token. */
static bool is_whole(const struct script_token *t)
{
	if (t->kind == TOKEN_TEMPLATE)
		return !str_ends(t->text, STR("${"));
	return script_may_end(t) && !script_takes_operand(t);
}

/* The same of the tokens up to i; a ++ belongs to what stands before it only on the same line. */
static bool is_whole_at(const struct script_tokens *all, uint32_t i)
{
	const struct script_token *t = &all->v[i];

	if (script_is_sign(t, "++") || script_is_sign(t, "--"))
		return i && !t->after_line && is_whole(t - 1);
	return is_whole(t);
}

/* Whether a token never continues what is whole before its line; a brace does as the body of a function or class. */
static bool begins_anew(const struct script_token *t)
{
	static const char *const words[] = { "in", "instanceof", "extends" }, *const signs[] = { "++", "--", "!", "~", "{" };

	if (t->kind == TOKEN_WORD)
		return !script_is_any(t, words, sizeof words / sizeof *words);
	return t->kind == TOKEN_NUMBER || t->kind == TOKEN_TEXT || script_is_any(t, signs, sizeof signs / sizeof *signs);
}

static bool is_behind_line(const struct script_tokens *all, uint32_t i)
{
	return i && all->v[i].after_line && begins_anew(&all->v[i]) && is_whole_at(all, i - 1);
}

bool script_begins_statement(const struct script_tokens *all, uint32_t i)
{
	static const char *const before[] = { ";", "{", "}" };

	return !i || script_is_any(&all->v[i - 1], before, sizeof before / sizeof *before) || is_behind_line(all, i);
}

uint32_t script_end_of_value(const struct script_tokens *all, uint32_t i, uint32_t depth)
{
	static const char *const heads[] = { "function", "class" };
	uint32_t choices = 0;
	bool has_head = false; /* its body is to come */

	for (; i < all->n && all->v[i].depth >= depth; i++) {
		bool is_body = has_head && script_sign_at(all, i, "{");

		if (all->v[i].depth > depth)
			continue;
		if (script_sign_at(all, i, ",") || script_sign_at(all, i, ";") || (script_sign_at(all, i, ":") && !choices))
			break;
		if (is_behind_line(all, i) && !is_body)
			break;
		has_head = !is_body && (has_head || script_is_any(&all->v[i], heads, sizeof heads / sizeof *heads));
		choices += script_sign_at(all, i, "?");
		choices -= script_sign_at(all, i, ":");
	}
	return i;
}

uint32_t script_pattern(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	uint32_t end = all->v[i].match;

	if (end == SCRIPT_NONE && all->v[i].kind == TOKEN_WORD)
		*vec_push(&out->all, a) = i;
	if (end == SCRIPT_NONE || end < i)
		return i + 1;
	for (i++; i < end; i++) {
		const struct script_token *t = &all->v[i];

		if (script_is_sign(t, "="))
			i = script_end_of_value(all, i + 1, t->depth) - 1;
		else if (t->match != SCRIPT_NONE && t->match > i && script_sign_at(all, t->match + 1, ":"))
			i = t->match; /* a name that is made */
		else if (script_is_name(t) && !script_sign_at(all, i + 1, ":"))
			*vec_push(&out->all, a) = i;
	}
	return end + 1;
}

uint32_t script_list(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	uint32_t depth = all->v[i].depth;

	do {
		i = script_pattern(all, i + 1, a, out);
		if (script_sign_at(all, i, "="))
			i = script_end_of_value(all, i + 1, depth);
	} while (script_sign_at(all, i, ",") && all->v[i].depth == depth && i + 1 < all->n);
	return i;
}
