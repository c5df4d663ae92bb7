/* Building the data of a template: maps, lists and texts. template_render.c reads them. */
#include <string.h>

#include "base/arena.h"
#include "render/template.h"

enum { FIRST_ITEMS = 8 }; /* of a list or map */

/* What was moved stays behind as nothing: where every object has a malloc of its own, so among the tests, adding to it is a bug that is seen. */
static void leave(struct view *old)
{
#ifdef DICTUM_ARENA_MALLOC
	old->kind = VIEW_NONE;
#else
	(void)old;
#endif
}

static uint32_t bigger(uint32_t cap)
{
	uint32_t twice;

	if (!cap)
		return FIRST_ITEMS;
	if (__builtin_mul_overflow(cap, 2, &twice))
		arena_out_of_memory();
	return twice;
}

struct view *view_add(struct view *map, struct view_name name, struct arena *a)
{
	BUG_IF(map->kind != VIEW_MAP);
	if (map->n == map->cap) {
		struct view_field *more = arena_array(a, bigger(map->cap), struct view_field);

		if (map->n)
			memcpy(more, map->field, map->n * sizeof *more);
		for (size_t i = 0; i < map->n; i++)
			leave(&map->field[i].value);
		map->field = more;
		map->cap = bigger(map->cap);
	}
	map->field[map->n] = (struct view_field){ .name = name };
	return &map->field[map->n++].value;
}

static struct view *item_add(struct view *list, struct arena *a)
{
	BUG_IF(list->kind != VIEW_LIST);
	if (list->n == list->cap) {
		struct view *more = arena_array(a, bigger(list->cap), struct view);

		if (list->n)
			memcpy(more, list->item, list->n * sizeof *more);
		for (size_t i = 0; i < list->n; i++)
			leave(&list->item[i]);
		list->item = more;
		list->cap = bigger(list->cap);
	}
	list->item[list->n] = (struct view){ 0 };
	return &list->item[list->n++];
}

struct view *view_map(struct arena *a)
{
	struct view *v = arena_new(a, struct view);

	v->kind = VIEW_MAP;
	return v;
}

struct view view_copy(const struct view *map, uint32_t more, struct arena *a)
{
	struct view copy = { .kind = VIEW_MAP, .n = map->n };

	BUG_IF(map->kind != VIEW_MAP);
	if (__builtin_add_overflow(map->n, more, &copy.cap))
		arena_out_of_memory();
	copy.field = arena_array(a, copy.cap, struct view_field);
	if (map->n)
		memcpy(copy.field, map->field, map->n * sizeof *copy.field);
	return copy;
}

str view_grouped(uint64_t v, struct arena *a)
{
	char *digits = arena_array(a, 26, char); /* 20 digits and 6 commas */
	size_t at = 26, n = 0;

	do {
		if (n && n % 3 == 0)
			digits[--at] = ',';
		digits[--at] = (char)('0' + v % 10);
		n++;
	} while (v /= 10);
	return (str){ digits + at, 26 - at };
}

struct view *view_list_add(struct view *list, struct arena *a)
{
	struct view *item = item_add(list, a);

	item->kind = VIEW_MAP;
	return item;
}

void view_list_text(struct view *list, str text, struct arena *a)
{
	*item_add(list, a) = (struct view){ .kind = VIEW_TEXT, .text = text };
}
