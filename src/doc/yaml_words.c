/* libyaml 0.2.5's messages (scanner.c, parser.c) in words that say what to do. */
#include "doc/yaml_words.h"

#include <stddef.h>
#include <string.h>

#include "base/look_alike.h"
#include "base/utf8.h"

struct words {
	const char *theirs, *ours;
};

static const char *find(const struct words *table, size_t n, const char *theirs)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(table[i].theirs, theirs) == 0)
			return table[i].ours;
	return NULL;
}

#define FIND(table, theirs) find(table, sizeof table / sizeof *table, theirs)

/* Problems that say little without what the reader was doing. */
static const char *words_in_context(const char *problem, const char *context)
{
	static const struct words mapping[] = {
		{ "did not find expected key",
		  "expected a key at this indentation, or the end of the mapping; a quote or bracket "
		  "may be missing before it" },
	};
	static const struct words list[] = {
		{ "did not find expected '-' indicator",
		  "expected \"- \" and the next item of the list, or the end of the list" },
	};
	static const struct words key[] = {
		{ "could not find expected ':'",
		  "expected \": \" after this key; text over several lines needs quotes or |" },
		{ "a key longer than 1024 characters", "a key may have 1024 characters at most" }, /* yaml.c finds out */
	};
	static const struct words quoted[] = {
		{ "found unexpected end of stream", "the closing quote is missing" },
		{ "found unexpected document indicator", "the closing quote is missing" },
		{ "found unknown escape character", "unknown escape; in double quotes a backslash is written \\\\" },
		{ "did not find expected hexdecimal number", "expected hexadecimal digits in this escape" },
		{ "found invalid Unicode character escape code", "this escape is no Unicode character" },
	};

	if (strcmp(context, "while parsing a block mapping") == 0)
		return FIND(mapping, problem);
	if (strcmp(context, "while parsing a block collection") == 0)
		return FIND(list, problem);
	if (strcmp(context, "while scanning a simple key") == 0)
		return FIND(key, problem);
	if (strcmp(context, "while scanning a quoted scalar") == 0 ||
	    strcmp(context, "while parsing a quoted scalar") == 0)
		return FIND(quoted, problem);
	return NULL;
}

const char *yaml_problem_words(const char *problem, const char *context)
{
	static const struct words table[] = {
		{ "mapping values are not allowed in this context",
		  "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation" },
		{ "block sequence entries are not allowed in this context",
		  "a list item (\"- \") is not allowed here: start it on a line of its own, or quote the text" },
		{ "mapping keys are not allowed in this context", "a \"?\" is not allowed here: quote the text" },
		{ "found character that cannot start any token",
		  "this character cannot start a value: quote the text" },
		{ "found a tab character where an indentation space is expected",
		  "a tab is used for indentation, expected spaces" },
		{ "found a tab character that violates indentation", "a tab is used for indentation, expected spaces" },
		{ "did not find expected ',' or ']'", "expected , or ] in this list" },
		{ "did not find expected ',' or '}'", "expected , or } in this mapping" },
		{ "did not find expected node content", "expected a value here" },
		{ "did not find expected <document start>",
		  "expected the end of the file, or --- before another document" },
		{ "found incompatible YAML document", "unsupported YAML version, expected %YAML 1.1 or 1.2" },
		{ "found unknown directive name",
		  "unknown directive, expected %YAML or %TAG; quote the text if it starts with %" },
		{ "found duplicate %YAML directive", "the %YAML directive is there twice" },
		{ "found duplicate %TAG directive", "the %TAG directive for this handle is there twice" },
		{ "found undefined tag handle",
		  "this tag's handle is not defined by a %TAG line; quote the text if it starts with !" },
		{ "did not find expected comment or line break", "expected nothing more on this line but a comment" },
		{ "did not find expected whitespace or line break", "expected a space or a line break here" },
		{ "did not find expected alphabetic or numeric character",
		  "expected a name of letters and digits; quote the text if it starts with & or *" },
		{ "found an indentation indicator equal to 0", "the number after | or > must be 1 to 9" },
		{ "found invalid version number", "expected a version number such as 1.2" },
		{ "found extremely long version number", "expected a version number such as 1.2" },
	};
	const char *ours;

	if (!problem)
		return "the text is not valid YAML";
	ours = context ? words_in_context(problem, context) : NULL;
	if (!ours)
		ours = FIND(table, problem);
	return ours ? ours : problem;
}

const char *yaml_words_no_key(str before, str here)
{
	size_t line = before.n;

	while (line && before.p[line - 1] != '\n' && before.p[line - 1] != '\r')
		line--;
	before = str_trim(str_from(before, line));
	if (!before.n)
		return str_starts(here, STR("-")) ? "expected a key, not a list item (\"- \"); the items of a list begin in one column" : NULL;
	switch (before.p[before.n - 1]) {
	case '\'':
		return "nothing may follow the closing quote; within single quotes ' is written ''";
	case '"':
		return "nothing may follow the closing quote; within double quotes \" is written \\\"";
	case ']':
	case '}':
		return "nothing may follow the closing bracket; text that begins with a bracket needs quotes";
	}
	return NULL;
}

/* What stands at a byte of a line in place of a space and only looks like it, or like nothing; NULL: nothing does. */
static const char *false_space(str line, size_t at, uint32_t *c)
{
	const struct look_alike *what;

	*c = at < line.n ? utf8_next(line, &at) : 0;
	what = look_alike_of(*c);
	if (what && (!*what->instead || *what->instead == ' '))
		return what->name;
	return *c >= 0x80 && utf8_is_space(*c) ? "another kind of space" : NULL;
}

/* Up to its comment; nothing of what is not plain: quotes and brackets may hold colons of their own. */
static str plain_part(str text)
{
	if (text.n && strchr("\"'[{", text.p[0]))
		return (str){ 0 };
	for (size_t at = 1; at < text.n; at++)
		if (text.p[at] == '#' && byte_is_space(text.p[at - 1]))
			return str_sub(text, 0, at);
	return text;
}

uint32_t yaml_words_no_space(str text, struct arena *a, str *words)
{
	str plain = plain_part(text);
	size_t at = 1;
	uint32_t c;
	const char *what = str_starts(plain, STR("-")) ? false_space(plain, at, &c) : NULL;
	const char *behind = what ? "dash" : "colon";

	if (!what) {
		at = str_find(plain, ':') + 1;
		what = false_space(plain, at, &c);
	}
	if (!what)
		return 0;
	*words = str_fmt(a, "there is %s (U+%04X) behind this %s, expected a plain space", what, (unsigned)c, behind);
	return (uint32_t)utf8_count(str_sub(plain, 0, at));
}

const char *yaml_context_words(const char *context)
{
	static const struct words table[] = {
		{ "while parsing a block mapping", "the mapping starts here" },
		{ "while parsing a flow mapping", "the mapping starts here" },
		{ "while parsing a block collection", "the list starts here" },
		{ "while parsing a flow sequence", "the list starts here" },
		{ "while parsing a block node", "the value starts here" },
		{ "while parsing a flow node", "the value starts here" },
		{ "while scanning a simple key", "the key starts here" },
		{ "while scanning a quoted scalar", "the quoted text starts here" },
		{ "while parsing a quoted scalar", "the quoted text starts here" },
		{ "while scanning a block scalar", "the block of text starts here" },
		{ "while scanning a plain scalar", "the text starts here" },
		{ "while scanning a directive", "the directive starts here" },
		{ "while scanning an anchor", "the anchor starts here" },
		{ "while scanning an alias", "the alias starts here" },
		{ "while parsing a tag", "the tag starts here" },
		{ "while scanning a tag", "the tag starts here" },
	};
	const char *ours = context ? FIND(table, context) : NULL;

	return ours ? ours : "it starts here";
}

uint32_t yaml_conflict_line(str text)
{
	uint32_t line = 1;

	for (struct cut c = str_cut(text, '\n'); c.head.n || c.found; c = str_cut(c.tail, '\n'), line++)
		if (str_starts(c.head, STR("<<<<<<< ")))
			return line;
	return 0;
}
