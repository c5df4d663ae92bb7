/* Two versions of a JSON Schema of values: what readers of the values lose. Follows properties and items; knows nothing of $ref. */
#include "model/change_parts.h"

enum { MAX_DEPTH = 32, MAX_TOLD = 5 };

struct comparison {
	struct arena *a;
	struct str_list *out;
};

static void tell(struct comparison *c, str pointer, const char *what, str more)
{
	str name = pointer.n ? str_from(pointer, 1) : STR("the value");

	if (c->out->all.n < MAX_TOLD)
		*vec_push(&c->out->all, c->a) = str_fmt(c->a, "%.*s %s%.*s", STR_ARG(name), what, STR_ARG(more));
}

/* Whether `type` (a word or a list of words) takes values of this one. */
static bool takes(const struct node *type, str word)
{
	for (size_t i = 0; type->kind == NODE_SEQ && i < type->n; i++)
		if (takes(&type->item[i], word))
			return true;
	return str_eq(doc_text(type), word) || (str_eq_z(doc_text(type), "number") && str_eq_z(word, "integer"));
}

static bool takes_all(const struct node *old, const struct node *new)
{
	for (size_t i = 0; new->kind == NODE_SEQ && i < new->n; i++)
		if (!takes(old, doc_text(&new->item[i])))
			return false;
	return new->kind == NODE_SEQ || takes(old, doc_text(new));
}

/* Fewer types than before are no harm: readers know them all. */
static void compare_types(struct comparison *c, const struct node *old, const struct node *new, str pointer)
{
	str words[2];

	if (!old || (new && takes_all(old, new)))
		return;
	words[0] = difference_words(old, MAX_WORDS, c->a);
	words[1] = difference_words(new, MAX_WORDS, c->a);
	tell(c, pointer, new ? "has another type: " : "has any type, no longer ",
	     new ? str_fmt(c->a, "%.*s instead of %.*s", STR_ARG(words[1]), STR_ARG(words[0])) : words[0]);
}

static struct map names_of(const struct node *list, struct arena *a)
{
	struct map names = { 0 };

	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++)
		*map_put(&names, doc_text(&list->item[i]), a) = &list->item[i];
	return names;
}

static struct map members_of(const struct node *n, struct arena *a)
{
	struct map members = { 0 };

	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->n; i++)
		*map_put(&members, n->member[i].key.text, a) = &n->member[i].value;
	return members;
}

static void compare_required(struct comparison *c, const struct node *old, const struct node *new, const struct map *known, str pointer)
{
	struct map before = names_of(old, c->a), after = names_of(new, c->a);

	for (const struct map_slot *s = after.first; s; s = s->next)
		if (!map_has(&before, s->key) && map_has(known, s->key))
			tell(c, pointer_add(pointer, s->key, c->a), "is required now", (str){ 0 });
}

static void compare(struct comparison *c, const struct node *old, const struct node *new, str pointer, size_t depth)
{
	struct map before, after;

	if (depth > MAX_DEPTH || !old || !new || old->kind != NODE_MAP || new->kind != NODE_MAP)
		return;
	before = members_of(doc_get_z(old, "properties"), c->a);
	after = members_of(doc_get_z(new, "properties"), c->a);
	compare_types(c, doc_get_z(old, "type"), doc_get_z(new, "type"), pointer);
	for (const struct map_slot *s = before.first; s; s = s->next) {
		str at = pointer_add(pointer, s->key, c->a);

		if (!map_has(&after, s->key))
			tell(c, at, "is gone", (str){ 0 });
		else
			compare(c, s->value, map_get(&after, s->key), at, depth + 1);
	}
	compare_required(c, doc_get_z(old, "required"), doc_get_z(new, "required"), &before, pointer);
	compare(c, doc_get_z(old, "items"), doc_get_z(new, "items"), pointer_add(pointer, STR("*"), c->a), depth + 1);
}

static const struct node *parse(str path, str text, struct arena *a)
{
	struct diag_list ignored;

	diag_list_init(&ignored, a);
	return doc_parse_json(path, text, NULL, a, &ignored).root;
}

void schema_break_find(str old_path, str old_text, str new_path, str new_text, struct arena *a, struct str_list *out)
{
	struct comparison c = { a, out };
	const struct node *old = old_text.n ? parse(old_path, old_text, a) : NULL, *new;

	if (!old || (str_eq(old_path, new_path) && str_eq(old_text, new_text)))
		return;
	new = new_text.n ? parse(new_path, new_text, a) : NULL;
	if (!new_path.n || !new_text.n)
		tell(&c, (str){ 0 }, "has no schema any more", (str){ 0 });
	else if (!new)
		tell(&c, (str){ 0 }, "has a schema that cannot be read", (str){ 0 });
	else
		compare(&c, old, new, (str){ 0 }, 0);
}
