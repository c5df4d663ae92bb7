/* Two encodings besides UTF-8 stand in commits of old: ISO-8859-1, where every byte is its code point, and what Windows made of it. git writes the name as
   the configuration gives it (i18n.commitEncoding). */
#include "source/encoding.h"

#include "base/utf8.h"

enum { MAX_NAME = 32 }; /* bytes; longer names are none of ours */

/* 0x80 to 0x9f as https://encoding.spec.whatwg.org/#windows-1252 has them, where those without a character stay what they are */
static const uint16_t windows[] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
	0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static const struct encoding {
	const char *name; /* letters and digits */
	bool is_of_windows;
} encodings[] = {
	{ "iso88591", false }, { "latin1", false }, { "l1", false }, { "windows1252", true }, { "cp1252", true },
};

/* "ISO_8859-1" as "iso88591": programs write them in many ways. */
static str plain_name(str name, char *room)
{
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < MAX_NAME; i++)
		if (byte_is_alpha(name.p[i]) || byte_is_digit(name.p[i]))
			room[n++] = byte_lower(name.p[i]);
	return (str){ room, n };
}

static const struct encoding *find(str name)
{
	char room[MAX_NAME];

	name = plain_name(name, room);
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
		if (str_eq_z(name, encodings[i].name))
			return &encodings[i];
	return NULL;
}

str encoding_decode(str text, str encoding, struct arena *a)
{
	const struct encoding *of = find(encoding);
	struct buf out = { .a = a };

	if (!of)
		return utf8_clean(text, a);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		utf8_put(&out, of->is_of_windows && c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c);
	}
	return buf_str(&out);
}
