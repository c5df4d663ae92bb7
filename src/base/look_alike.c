/* The table of characters that look like others, for findings about texts and about what does not parse. */
#include "base/look_alike.h"
#include "base/utf8.h"

static const struct look_alike look_alikes[] = {
	{ 0xA0, 0xA0, "a non-breaking space", " ", false },   { 0x200B, 0x200B, "a zero-width space", "", false },
	{ 0x200C, 0x200D, "a zero-width joiner", "", true },  { 0x200E, 0x200F, "a direction mark", "", true },
	{ 0x2018, 0x2019, "a curly quote", "'", true },       { 0x201C, 0x201D, "a curly quote", "\"", true },
	{ LOOK_ALIKE_EMBEDDING, 0x202E, "a bidirectional control", "", false },
	{ 0x202F, 0x202F, "a non-breaking space", " ", false }, { 0x2060, 0x2060, "a word joiner", "", false },
	{ LOOK_ALIKE_ISOLATE, 0x2069, "a bidirectional control", "", false }, { 0xFEFF, 0xFEFF, "a byte order mark", "", false },
};

const struct look_alike *look_alike_of(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
		if (code_point >= look_alikes[i].from && code_point <= look_alikes[i].to)
			return &look_alikes[i];
	return NULL;
}

bool look_alike_is_nothing(str text)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);
		const struct look_alike *what = c < 0x80 ? NULL : look_alike_of(c);

		if (!(what && !*what->instead) && !utf8_is_space(c))
			return false;
	}
	return true;
}
