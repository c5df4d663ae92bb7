/* The names that a script declares for all of it. It goes by tokens alone, so that it can be told of any script what it would collide with. */
#include "site/script_parts.h"

static bool begins_list(const struct script_tokens *all, uint32_t i, const char *word)
{
	if (!script_word_at(all, i, word) || i + 1 >= all->n)
		return false;
	return all->v[i + 1].kind == TOKEN_WORD || script_sign_at(all, i + 1, "{") || script_sign_at(all, i + 1, "[");
}

/* What a function or a static block has inside is its own. */
static bool is_body(const struct script_tokens *all, uint32_t i)
{
	uint32_t from;

	if (!i || !script_sign_at(all, i, "{"))
		return false;
	if (!script_sign_at(all, i - 1, ")"))
		return script_sign_at(all, i - 1, "=>") || script_word_at(all, i - 1, "static");
	from = all->v[i - 1].match;
	return !all->v[i - 1].is_head && !(from && (script_word_at(all, from - 1, "catch") || script_word_at(all, from - 1, "switch")));
}

/* A function or class is declared where a statement begins with it. */
static void add_one(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out)
{
	uint32_t first = i, name = i + 1 + script_sign_at(all, i + 1, "*");

	while (first && !all->v[first].after_line && (script_word_at(all, first - 1, "async") || script_word_at(all, first - 1, "export")))
		first--;
	if (name < all->n && script_is_name(&all->v[name]) && script_begins_statement(all, first))
		*vec_push(&out->all, a) = name;
}

void script_declared(const struct script_tokens *all, struct arena *a, struct script_declared *out)
{
	for (uint32_t i = 0; i < all->n;) {
		bool is_outermost = !all->v[i].depth;

		if (is_body(all, i))
			i = all->v[i].match + 1;
		else if (begins_list(all, i, "var"))
			i = script_list(all, i, a, &out->vars);
		else if (is_outermost && (begins_list(all, i, "const") || begins_list(all, i, "let")))
			i = script_list(all, i, a, &out->names);
		else {
			if (is_outermost && (script_word_at(all, i, "function") || script_word_at(all, i, "class")))
				add_one(all, i, a, &out->names);
			i++;
		}
	}
}
