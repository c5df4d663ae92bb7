/* Compiles and renders any text as a template that may include itself, over a small view. Only errs may come of it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "render/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct view *small_view(struct arena *a)
{
	struct view *v = view_map(a), *map = view_map(a), *list;

	view_text(v, "a", STR("<&{{b}}>"), a);
	view_html(v, "b", STR("<b>x\ny</b>"), a);
	view_flag(v, "c", true, a);
	view_text(map, "a", STR("in"), a);
	view_set(v, "d", map, a);
	list = view_list(v, "l", a);
	for (int i = 0; i < 3; i++)
		view_text(view_list_add(list, a), "b", STR("item"), a);
	view_list_text(list, STR("\xFF"), a);
	return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct template_set *s;
	struct err e = { 0 };
	struct cut half = str_cut((str){ (const char *)data, size }, '\0');
	const struct template *t;

	arena_init(&a);
	s = template_set_new(&a);
	t = template_add(s, STR("t"), half.head, &e);
	if (!template_add(s, STR("p"), half.tail, &e) && (!e.is_usage || !e.text[0]))
		abort();
	if (t) {
		struct buf out = { .a = &a };
		struct view *v = small_view(&a);

		bool ok = template_render(t, v, &out, &e), is_short = out.n < TEMPLATE_MAX_PLAIN; /* an err is fine */

		if (utf8_is_valid(half.head) && utf8_is_valid(half.tail) && !utf8_is_valid(buf_str(&out)))
			abort();
		buf_clear(&out);
		if (ok && is_short && !template_render_plain(t, v, &out, &e)) /* nothing is longer without escapes */
			abort();
	} else if (!e.is_usage || !e.text[0]) {
		abort();
	}
	arena_free(&a);
	return 0;
}
