#ifndef DICTUM_SITE_SCRIPT_PARTS_H
#define DICTUM_SITE_SCRIPT_PARTS_H

/* Inside of the scripts: a script in tokens, included by src/site/script*.c and their tests only. */
#include "base/str.h"
#include "base/vec.h"

enum token_kind {
	TOKEN_WORD, /* names and keywords */
	TOKEN_NUMBER,
	TOKEN_TEXT,
	TOKEN_TEMPLATE, /* one piece of it: `a${, }b${, }c` */
	TOKEN_PATTERN,  /* a regular expression */
	TOKEN_SIGN
};
enum token_role { ROLE_NONE, ROLE_PROPERTY, ROLE_METHOD, ROLE_SHORTHAND };
#define SCRIPT_NONE UINT32_MAX /* no such token */

struct script_token {
	str text;
	enum token_kind kind;
	enum token_role role; /* of words */
	bool after_line;      /* a line ends before it */
	bool is_head;         /* of ')': it closes what if, for or while asks */
	uint32_t depth;       /* how many brackets are open around it */
	uint32_t match;       /* of brackets: the other one; of pieces of templates: the next piece */
};
struct script_tokens {
	struct script_token *v;
	uint32_t n;
};

/* False when it is not plain what a byte means. Texts are slices of `text`. */
bool script_lex(str text, struct arena *a, struct script_tokens *out);
bool script_is_sign(const struct script_token *t, const char *sign);
bool script_is_word(const struct script_token *t, const char *word);
bool script_is_name(const struct script_token *t); /* or a keyword, not a property's name */
bool script_is_any(const struct script_token *t, const char *const *texts, size_t n); /* one of these words or signs */
bool script_is_name_byte(char c); /* bytes above ASCII count, too */
/* False past the end. */
bool script_sign_at(const struct script_tokens *all, uint32_t i, const char *sign);
bool script_word_at(const struct script_tokens *all, uint32_t i, const char *word);

/* Whether a statement may end with this token, if a line ends behind it. */
bool script_may_end(const struct script_token *t);
/* Whether something must follow a word, on the same line or not: typeof, new, function ... */
bool script_takes_operand(const struct script_token *t);
/* Whether what stands before token i ends a statement, a semicolon or not. */
bool script_begins_statement(const struct script_tokens *all, uint32_t i);
/* Past the value that begins at i and has this depth: at what ends it. */
uint32_t script_end_of_value(const struct script_tokens *all, uint32_t i, uint32_t depth);

struct script_found { /* names, by their tokens */
	VEC(uint32_t) all;
};
/* Adds the names of the pattern at token i: a, {a, b: c, [d]: e, ...f}, [a = 1, [b]]. Returns the token behind it, at least i + 1. */
uint32_t script_pattern(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out);
/* Adds the names of the declarations behind the word const, let or var at token i, which must have one behind it. Returns the token behind
   the list. */
uint32_t script_list(const struct script_tokens *all, uint32_t i, struct arena *a, struct script_found *out);

struct script_declared {
	struct script_found names; /* of const, let, function and class, outside of all brackets */
	struct script_found vars;  /* of var, outside of functions; may be declared again */
};
void script_declared(const struct script_tokens *all, struct arena *a, struct script_declared *out);

/* Gives names that a script declares short ones, those of each function anew; false, and nothing is done, when the script has what this
   does not understand. */
bool script_shorten_names(struct script_tokens *all, struct arena *a);

#endif
