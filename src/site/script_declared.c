/* The names that a script declares for all of it. It goes by tokens alone, so that it can be told of any script what it would collide with. */
#include "site/script_parts.h"

static bool sign_at(const struct script_tokens *all, uint32_t i, const char *sign)
{
	return i < all->n && script_is_sign(&all->v[i], sign);
}

static bool word_at(const struct script_tokens *all, uint32_t i, const char *word)
{
	return i < all->n && script_is_word(&all->v[i], word);
}

static bool is_name(const struct script_tokens *all, uint32_t i)
{
	const struct script_token *t = &all->v[i];

	return t->kind == TOKEN_WORD && (t->role == ROLE_NONE || t->role == ROLE_SHORTHAND) && !sign_at(all, i + 1, ":");
}

uint32_t script_pattern(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	bool expected = true; /* a name or a pattern comes; else a value */
	uint32_t end = all->v[i].match;

	if (end == SCRIPT_NONE && all->v[i].kind == TOKEN_WORD)
		*vec_push(&out->all, a) = i;
	if (end == SCRIPT_NONE || end < i)
		return i + 1;
	for (i++; i < end; i++) {
		const struct script_token *t = &all->v[i];

		if (expected && is_name(all, i)) {
			*vec_push(&out->all, a) = i;
			expected = false;
		} else if (sign_at(all, i, ",") || sign_at(all, i, ":"))
			expected = true;
		else if (sign_at(all, i, "=") || sign_at(all, i, "}") || sign_at(all, i, "]"))
			expected = false;
		else if (t->match != SCRIPT_NONE && t->match > i && (!expected || sign_at(all, t->match + 1, ":")))
			i = t->match - (t->kind == TOKEN_TEMPLATE);
	}
	return end + 1;
}

/* Whether what stands before token i may end a statement at a bracket or a line. */
static bool is_behind_statement(const struct script_tokens *all, uint32_t i)
{
	if (!i || sign_at(all, i - 1, ";") || sign_at(all, i - 1, "}"))
		return true;
	return all->v[i].after_line && (all->v[i - 1].kind != TOKEN_SIGN || sign_at(all, i - 1, ")") || sign_at(all, i - 1, "]"));
}

/* Past the value that begins at i, of a list of declarations that has this depth. */
static uint32_t end_of_value(const struct script_tokens *all, uint32_t i, uint32_t depth)
{
	for (; i < all->n && all->v[i].depth >= depth; i++) {
		const struct script_token *t = &all->v[i];

		if (t->depth > depth)
			continue;
		if (sign_at(all, i, ",") || sign_at(all, i, ";"))
			break;
		if (t->after_line && t->kind == TOKEN_WORD && is_behind_statement(all, i) && !word_at(all, i, "in") && !word_at(all, i, "instanceof"))
			break;
	}
	return i;
}

static uint32_t add_list(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	uint32_t depth = all->v[i].depth;

	do {
		i = script_pattern(all, i + 1, a, out);
		if (sign_at(all, i, "="))
			i = end_of_value(all, i + 1, depth);
	} while (sign_at(all, i, ",") && all->v[i].depth == depth && i + 1 < all->n);
	return i;
}

static bool begins_list(const struct script_tokens *all, uint32_t i, const char *word)
{
	return word_at(all, i, word) && i + 1 < all->n && (all->v[i + 1].kind == TOKEN_WORD || sign_at(all, i + 1, "{") || sign_at(all, i + 1, "["));
}

/* What a function has inside is its own. */
static bool is_body(const struct script_tokens *all, uint32_t i)
{
	uint32_t from;

	if (!i || !sign_at(all, i, "{"))
		return false;
	if (!sign_at(all, i - 1, ")"))
		return sign_at(all, i - 1, "=>");
	from = all->v[i - 1].match;
	return !all->v[i - 1].is_head && !(from && (word_at(all, from - 1, "catch") || word_at(all, from - 1, "switch")));
}

/* A function or class is declared where a statement begins with it. */
static void add_one(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	uint32_t first = i, name = i + 1 + sign_at(all, i + 1, "*");

	while (first && (word_at(all, first - 1, "async") || word_at(all, first - 1, "export")))
		first--;
	if (name < all->n && is_name(all, name) && is_behind_statement(all, first))
		*vec_push(&out->all, a) = name;
}

void script_declared(const struct script_tokens *all, struct arena *a, struct script_declared *out)
{
	for (uint32_t i = 0; i < all->n;) {
		bool is_outermost = !all->v[i].depth;

		if (is_body(all, i))
			i = all->v[i].match + 1;
		else if (begins_list(all, i, "var"))
			i = add_list(all, i, a, &out->vars);
		else if (is_outermost && (begins_list(all, i, "const") || begins_list(all, i, "let")))
			i = add_list(all, i, a, &out->names);
		else {
			if (is_outermost && (word_at(all, i, "function") || word_at(all, i, "class")))
				add_one(all, i, a, &out->names);
			i++;
		}
	}
}
