/* Escapes texts for readers that are not ours: each text of standard input, which ends with a byte 0xFF, is written to standard output in the
   order of `ways`, each followed by 0xFF. Texts are UTF-8, so that byte is in none of them. For the tests of escapers. */
#include <fcntl.h>
#include <stdio.h>

#include "base/fs.h"
#include "doc/json.h"
#include "render/template.h"
#include "report/parts.h"
#include "site/url.h"

enum { MAX_INPUT = 1 << 30 }; /* bytes */

static void put_slug(struct buf *out, str s)
{
	buf_put(out, url_slug(s, out->a));
}

static void put_json(struct buf *out, str s)
{
	struct json j;

	json_init(&j, out, false);
	json_str(&j, s);
}

static void (*const ways[])(struct buf *out, str s) = { put_slug,    escape_html,     escape_xml, escape_xml_text, escape_xml_attribute, escape_url_path,
	                                                escape_url_part, escape_uri_path, put_json,   escape_csv };

static bool answer(struct err *e)
{
	struct arena a = { 0 }, scratch = { 0 };
	struct buf out = { .a = &a };
	str all = { 0 };
	bool ok = fs_read_named(STR("-"), MAX_INPUT, &a, &all, e);

	while (ok && all.n) {
		struct cut c = str_cut(all, '\xff');

		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
			struct buf one = { .a = &scratch };

			ways[i](&one, c.head);
			buf_put(&out, buf_str(&one));
			buf_byte(&out, '\xff');
		}
		arena_reset(&scratch);
		all = c.tail;
	}
	ok = ok && fs_write_all(1, buf_str(&out), STR("standard output"), e);
	arena_free(&scratch);
	arena_free(&a);
	return ok;
}

int main(void)
{
	struct err e = { .text = "" };

	if (answer(&e))
		return 0;
	(void)fprintf(stderr, "escape_driver: %s\n", e.text); /* nothing else can be told */
	return 3;
}
