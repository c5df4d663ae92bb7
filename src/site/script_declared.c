/* The names that a script declares for all of it. It goes by tokens alone, so that it can be told of any script what it would collide with. */
#include "site/script_parts.h"

static bool begins_list(const struct script_tokens *all, uint32_t i, const char *word)
{
	if (!script_word_at(all, i, word) || i + 1 >= all->n)
		return false;
	return all->v[i + 1].kind == TOKEN_WORD || script_sign_at(all, i + 1, "{") || script_sign_at(all, i + 1, "[");
}

/* Whether the brace at i, on a line of its own or not, is that of a class; one that extends more than a name has its brace on the same line. */
static bool is_of_class(const struct script_tokens *all, uint32_t i)
{
	return i > 1 && (script_word_at(all, i - 2, "class") || script_word_at(all, i - 2, "extends") || script_word_at(all, i - 1, "class"));
}

static bool is_block(const struct script_tokens *all, uint32_t i)
{
	static const char *const before[] = { ":", "else", "do", "try", "catch", "finally" }, *const heads[] = { "catch", "switch" };
	const struct script_token *t = i ? &all->v[i - 1] : NULL;

	if (t && script_is_sign(t, ")"))
		return t->is_head || (t->match && script_is_any(&all->v[t->match - 1], heads, sizeof heads / sizeof *heads));
	if (is_of_class(all, i))
		return false;
	return script_begins_statement(all, i) || script_is_any(t, before, sizeof before / sizeof *before);
}

/* What a function, a class or an object has inside is its own. */
static bool is_own(const struct script_tokens *all, uint32_t i)
{
	return script_sign_at(all, i, "{") && !is_block(all, i);
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

		if (is_own(all, i))
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
