/* Colors: few, and the same for the same meaning in every command. */
#include "report/style.h"

static const struct style colored = { "\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[2m", "\033[1m", "\033[0m" };
static const struct style plain = { "", "", "", "", "", "" };

const struct style *style_of(bool is_colored)
{
	return is_colored ? &colored : &plain;
}

const char *style_level(const struct style *s, enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return s->error;
	case DIAG_WARNING:
		return s->warning;
	case DIAG_NOTE:
	case DIAG_OFF:
		break;
	}
	return s->note;
}

/* What is broken waits for repair, what is deprecated will go. With what is gone nothing is wrong, but it is of no use any more. */
const char *style_fate(const struct style *s, str word)
{
	static const struct {
		const char *word;
		enum diag_level level;
	} fates[] = {
		{ "broken", DIAG_ERROR }, { "deprecated", DIAG_WARNING }, { "removed", DIAG_NOTE },
		{ "deleted", DIAG_NOTE }, { "renamed", DIAG_NOTE },       { "replaced", DIAG_NOTE },
	};

	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
		if (str_eq_z(word, fates[i].word))
			return style_level(s, fates[i].level);
	return "";
}

void style_put(struct buf *out, const struct style *s, const char *code, str text)
{
	buf_z(out, code);
	diag_put_visible(out, text, "");
	buf_z(out, *code ? s->off : "");
}
