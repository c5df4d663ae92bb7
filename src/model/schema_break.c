/* Two versions of a JSON Schema of values: what readers of the values lose. Goes along both at once: properties and items by name, alternatives by
   what they say or else by position, references within the file to where they lead. Knows no other keywords, and nothing of other files. */
#include "doc/index.h"
#include "model/change_parts.h"
#include "schema/uri.h"

enum {
	MAX_TOLD = 5,
	MAX_REPEATED = 100, /* sentences that were told: names are cut, and thousands may begin alike */
	MAX_DEPTH = 32,    /* levels of values; schemas that refer to themselves have no end */
	MAX_LAYERS = 8,    /* references that lead to references */
	MAX_STEPS = 200000 /* schemas, properties and names: as many as a file can have without references, which may bring each schema of one version
	                      together with each of the other */
};
enum { FEW = 16 }; /* members: are looked through sooner than looked up */

struct way { /* from the whole value to one in it */
	const struct way *up; /* NULL: this is the whole */
	str name;             /* "*": any item or property */
	size_t depth;
};
struct pair { /* of schemas that stand for the same value */
	const struct node *old, *new;
	const struct way *at;
};
struct comparison {
	const struct node *old_root, *new_root;
	struct doc_index index;
	struct map names, targets, seen, alternatives; /* by address: those of a large map or list, where a reference leads, pairs, and lists */
	VEC(struct pair) pairs;
	size_t steps, repeated;
	struct arena scratch, words; /* words: of one sentence, which may be told already */
	struct arena *a; /* of what is told */
	struct str_list *out;
};

static bool has_time(struct comparison *c)
{
	return c->out->all.n < MAX_TOLD && c->repeated < MAX_REPEATED && c->steps++ < MAX_STEPS;
}

/* ---- telling ---- */

/* "events/any/label"; names are as long as files, and cut. */
static str way_text(const struct way *at, struct arena *a)
{
	str names[MAX_DEPTH + 2], out = { 0 };
	size_t n = 0;

	for (; at->up; at = at->up)
		names[n++] = at->name;
	while (n-- > 0)
		out = pointer_add(out, difference_cut(names[n], 0, MAX_WORDS, a), a);
	return out.n ? pointer_words(out, a) : STR("the value");
}

/* `more` may lie in c->words, which are forgotten. */
static void tell(struct comparison *c, const struct way *at, const char *what, str more)
{
	str name = way_text(at, &c->words), said = str_fmt(&c->words, "%.*s %s%.*s", STR_ARG(name), what, STR_ARG(more));

	if (str_is_among(said, c->out->all.v, c->out->all.n))
		c->repeated++;
	else if (c->out->all.n < MAX_TOLD)
		*vec_push(&c->out->all, c->a) = str_dup(said, c->a);
	arena_reset(&c->words);
}

/* ---- schemas and where they refer to ---- */

static str address(const void *p, struct arena *a)
{
	return str_dup((str){ (const char *)&p, sizeof p }, a);
}

/* Values of a map by key, or items of a list of texts by what they say. */
static const struct map *names_of(struct comparison *c, const struct node *n)
{
	struct map *names = map_get(&c->names, (str){ (const char *)&n, sizeof n });

	if (names)
		return names;
	names = arena_new(&c->scratch, struct map);
	for (size_t i = 0; i < n->n; i++) {
		const struct node *item = n->kind == NODE_MAP ? &n->member[i].value : &n->item[i];

		*map_put(names, n->kind == NODE_MAP ? n->member[i].key.text : doc_text(item), &c->scratch) = (void *)(uintptr_t)item;
	}
	*map_put(&c->names, address(n, &c->scratch), &c->scratch) = names;
	return names;
}

/* NULL: there is none of that name. */
static const struct node *look_up(struct comparison *c, const struct node *n, str name)
{
	if (!n || (n->kind != NODE_MAP && n->kind != NODE_SEQ))
		return NULL;
	return n->kind == NODE_MAP && n->n <= FEW ? doc_get(n, name) : map_get(names_of(c, n), name);
}

static const struct node *follow(struct comparison *c, const struct node *root, str reference)
{
	str pointer = str_from(reference, 1);

	if (!reference.n || reference.p[0] != '#' || reference.n > POINTER_MAX)
		return NULL;
	return doc_index_at(&c->index, root, str_has(pointer, STR("%")) ? uri_unescape(pointer, &c->scratch) : pointer, &c->scratch);
}

/* Where the reference of a schema leads; NULL: it has none that leads to a place in its file. */
static const struct node *target_of(struct comparison *c, const struct node *root, const struct node *schema)
{
	str reference = doc_text(look_up(c, schema, STR("$ref")));
	void **slot;

	if (!reference.n)
		return NULL;
	if (!map_has(&c->targets, (str){ (const char *)&schema, sizeof schema })) {
		slot = map_put(&c->targets, address(schema, &c->scratch), &c->scratch);
		*slot = (void *)(uintptr_t)follow(c, root, reference);
	}
	return map_get(&c->targets, (str){ (const char *)&schema, sizeof schema });
}

static bool is_schema(const struct node *n)
{
	return n && (n->kind == NODE_MAP || n->kind == NODE_BOOL);
}

static bool is_false(const struct node *n)
{
	return n && n->kind == NODE_BOOL && !n->is_true;
}

struct schema { /* together with what it refers to; `true` is one without any layer */
	const struct node *layer[MAX_LAYERS];
	size_t n;
	bool takes_nothing;
};

static struct schema schema_of(struct comparison *c, const struct node *root, const struct node *n)
{
	struct schema s = { .n = 0 };

	for (; n && n->kind == NODE_MAP && s.n < MAX_LAYERS; n = target_of(c, root, n))
		s.layer[s.n++] = n;
	s.takes_nothing = is_false(n);
	return s;
}

static const struct node *keyword(struct comparison *c, const struct schema *s, str name)
{
	const struct node *found = NULL;

	for (size_t i = 0; i < s->n && !found; i++)
		found = look_up(c, s->layer[i], name);
	return found;
}

/* A name in the map or list that a keyword holds. */
static const struct node *named(struct comparison *c, const struct schema *s, str word, str name)
{
	const struct node *found = NULL;

	for (size_t i = 0; i < s->n && !found; i++)
		found = look_up(c, look_up(c, s->layer[i], word), name);
	return found;
}

/* ---- comparing ---- */

/* Has two schemas compared, unless they were. `name`: of the value in that at `up`; NULL: they are of the same value. */
static void put_off(struct comparison *c, const struct node *old, const struct node *new, const struct way *up, const str *name)
{
	const struct node *both[] = { old, new };
	struct way *in = NULL;

	if (!is_schema(old) || !is_schema(new) || (name && up->depth == MAX_DEPTH))
		return;
	if (!map_mark(&c->seen, str_dup((str){ (const char *)both, sizeof both }, &c->scratch), &c->scratch))
		return;
	if (name) {
		in = arena_new(&c->scratch, struct way);
		*in = (struct way){ up, *name, up->depth + 1 };
	}
	*vec_push(&c->pairs, &c->scratch) = (struct pair){ old, new, in ? in : up };
}

enum { TYPE_ARRAY = 1 << 5, TYPE_OBJECT = 1 << 6 }; /* of types_of */

/* The types that `type`, a word or a list of words, takes: a bit for each, the last one for all words that are none. */
static unsigned types_of(struct comparison *c, const struct node *type)
{
	static const char *const words[] = { "integer", "number", "string", "boolean", "null", "array", "object" };
	enum { N = sizeof words / sizeof *words };
	size_t n = type->kind == NODE_SEQ ? type->n : 1;
	unsigned types = 0;

	c->steps += n; /* many schemas may refer to one long list */
	for (size_t i = 0; i < n; i++) {
		str word = doc_text(type->kind == NODE_SEQ ? &type->item[i] : type);
		size_t w = 0;

		while (w < N && !str_eq_z(word, words[w]))
			w++;
		types |= w == 1 ? 3U : 1U << w; /* an integer is a number */
	}
	return types;
}

/* Whether another keyword than before, or another file, says what values are where `type` does not. */
static bool is_typed_otherwise(struct comparison *c, const struct schema *old, const struct schema *new)
{
	static const char *const words[] = { "anyOf", "oneOf", "allOf", "enum", "const" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (keyword(c, new, str_from_z(words[i])) && !keyword(c, old, str_from_z(words[i])))
			return true;
	return new->n && look_up(c, new->layer[new->n - 1], STR("$ref")); /* the last leads elsewhere */
}

/* Fewer types than before are no harm: readers know them all. */
static void compare_types(struct comparison *c, const struct schema *old_schema, const struct schema *new_schema, const struct way *at)
{
	const struct node *old = keyword(c, old_schema, STR("type")), *new = keyword(c, new_schema, STR("type"));
	str words[2];

	if (!old || (new ? !(types_of(c, new) & ~types_of(c, old)) : is_typed_otherwise(c, old_schema, new_schema)))
		return;
	words[0] = difference_words(old, MAX_WORDS, &c->words);
	words[1] = difference_words(new, MAX_WORDS, &c->words);
	tell(c, at, new ? "has another type: " : "has any type, no longer ",
	     new ? str_fmt(&c->words, "%.*s instead of %.*s", STR_ARG(words[1]), STR_ARG(words[0])) : words[0]);
}

/* `word`: "properties", by their names, or "patternProperties", by the patterns of them. */
static void compare_members(struct comparison *c, const struct schema *old, const struct schema *new, str word, const struct way *at)
{
	for (size_t i = 0; i < old->n; i++) {
		const struct node *all = look_up(c, old->layer[i], word);

		for (size_t m = 0; all && all->kind == NODE_MAP && m < all->n && has_time(c); m++) {
			str name = all->member[m].key.text;
			const struct node *now = named(c, new, word, name);

			if (now)
				put_off(c, &all->member[m].value, now, at, &name);
			else if (!is_false(&all->member[m].value))
				tell(c, &(struct way){ at, name, at->depth + 1 }, "is gone", (str){ 0 });
		}
	}
}

static void compare_required(struct comparison *c, const struct schema *old, const struct schema *new, const struct way *at)
{
	for (size_t i = 0; i < new->n; i++) {
		const struct node *all = look_up(c, new->layer[i], STR("required"));

		for (size_t m = 0; all && all->kind == NODE_SEQ && m < all->n && has_time(c); m++) {
			str name = doc_text(&all->item[m]);

			if (!named(c, old, STR("required"), name) && named(c, old, STR("properties"), name))
				tell(c, &(struct way){ at, name, at->depth + 1 }, "is required now", (str){ 0 });
		}
	}
}

/* Values without a name of their own. Where there can be none any more, their type tells it. */
static void compare_unnamed(struct comparison *c, const struct schema *old, const struct schema *new, const struct way *at)
{
	static const struct {
		const char *word;
		unsigned in; /* type of the values that have them */
	} unnamed[] = { { "items", TYPE_ARRAY }, { "additionalProperties", TYPE_OBJECT } };
	static const struct node anything = { .kind = NODE_BOOL, .is_true = 1 };
	const struct node *type = keyword(c, new, STR("type"));
	unsigned types = type ? types_of(c, type) : TYPE_ARRAY | TYPE_OBJECT;
	const str any = STR("*");

	for (size_t i = 0; i < sizeof unnamed / sizeof *unnamed; i++) {
		str word = str_from_z(unnamed[i].word);
		const struct node *was = keyword(c, old, word), *is = keyword(c, new, word);

		if (was && was->kind == NODE_MAP && was->n && (types & unnamed[i].in)) /* `true` and {} promise nothing */
			put_off(c, was, is ? is : &anything, at, &any);
	}
}

/* Whether nothing is said of values; unknown keywords may say something. */
static bool is_open(const struct schema *s)
{
	static const char *const notes[] = { "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "examples", "default", NULL };
	bool is_note = true;

	for (size_t i = 0; i < s->n; i++)
		for (size_t m = 0; m < s->layer[i]->n && is_note; m++) {
			str key = s->layer[i]->member[m].key.text;

			is_note = str_is_among_z(key, notes) || (i + 1 < s->n && str_eq(key, STR("$ref"))); /* the last leads elsewhere */
		}
	return is_note;
}

struct alternatives { /* of a list, without those that take nothing */
	size_t n;
	const struct node **v;
	uint64_t *hash; /* alike for those that read the same */
	size_t *next;   /* for pair_alike */
};

static struct alternatives *alternatives_of(struct comparison *c, const struct node *list)
{
	struct alternatives **slot = (struct alternatives **)map_put(&c->alternatives, address(list, &c->scratch), &c->scratch), *l = *slot;

	c->steps += list->n; /* as in types_of */
	if (l)
		return l;
	l = *slot = arena_new(&c->scratch, struct alternatives);
	l->v = arena_array(&c->scratch, list->n, const struct node *);
	l->hash = arena_array(&c->scratch, list->n, uint64_t);
	l->next = arena_array(&c->scratch, list->n, size_t);
	for (size_t i = 0; i < list->n; i++) {
		if (is_false(&list->item[i]))
			continue;
		l->hash[l->n] = node_hash(&list->item[i]);
		l->v[l->n++] = &list->item[i];
	}
	return l;
}

/* Those that read the same, wherever they stand; `is_paired`: of the old ones, then of the new ones. They are compared, too: what they refer to may
   have changed. */
static void pair_alike(struct comparison *c, const struct alternatives *old, const struct alternatives *new, const struct way *at, bool *is_paired)
{
	struct map first = { 0 }; /* by hash: the first of the new ones, from 1; each knows the next */

	for (size_t i = new->n; i-- > 0;) {
		size_t *slot = (size_t *)map_put(&first, (str){ (const char *)&new->hash[i], sizeof *new->hash }, &c->scratch);

		new->next[i] = *slot;
		*slot = i + 1;
	}
	for (size_t i = 0; i < old->n; i++) {
		size_t *slot = (size_t *)map_put(&first, (str){ (const char *)&old->hash[i], sizeof *old->hash }, &c->scratch), found = *slot;

		if (!found)
			continue;
		*slot = new->next[found - 1];
		is_paired[i] = is_paired[old->n + found - 1] = true;
		put_off(c, old->v[i], new->v[found - 1], at, NULL);
	}
}

/* More alternatives than before are not put together with those that were. */
static void compare_lists(struct comparison *c, const struct node *old_list, const struct node *new_list, const struct way *at)
{
	const struct alternatives *old = alternatives_of(c, old_list), *new = alternatives_of(c, new_list);
	bool *is_paired;

	if (new->n < old->n)
		tell(c, at, "has fewer alternatives: ", str_fmt(&c->words, "%zu instead of %zu", new->n, old->n));
	if (new->n != old->n)
		return;
	is_paired = arena_array(&c->scratch, old->n + new->n, bool);
	pair_alike(c, old, new, at, is_paired);
	for (size_t i = 0, k = 0; i < old->n && has_time(c); i++) {
		if (is_paired[i])
			continue;
		while (is_paired[old->n + k])
			k++;
		put_off(c, old->v[i], new->v[k++], at, NULL);
	}
}

/* Alternatives may be named by the other word now, or be put in other keywords, which are not put together with them. */
static void compare_alternatives(struct comparison *c, const struct schema *old, const struct schema *new, const struct way *at)
{
	const str words[] = { STR("anyOf"), STR("oneOf") };

	for (size_t i = 0; i < 2; i++) {
		const struct node *was = keyword(c, old, words[i]), *same = keyword(c, new, words[i]);
		const struct node *is = same || keyword(c, old, words[1 - i]) ? same : keyword(c, new, words[1 - i]);

		if (!was || was->kind != NODE_SEQ || !was->n)
			continue;
		if (is && is->kind == NODE_SEQ && is->n)
			compare_lists(c, was, is, at);
		else if (is_open(new))
			tell(c, at, "takes any value, no longer one of ", str_quantity(was->n, "alternative", &c->words));
	}
}

static void compare(struct comparison *c, const struct pair *p)
{
	struct schema old = schema_of(c, c->old_root, p->old), new = schema_of(c, c->new_root, p->new);

	if (old.takes_nothing)
		return;
	if (new.takes_nothing) {
		tell(c, p->at, "is gone", (str){ 0 });
		return;
	}
	compare_types(c, &old, &new, p->at);
	compare_members(c, &old, &new, STR("properties"), p->at);
	compare_members(c, &old, &new, STR("patternProperties"), p->at);
	compare_required(c, &old, &new, p->at);
	compare_unnamed(c, &old, &new, p->at);
	compare_alternatives(c, &old, &new, p->at);
}

/* What is nearest to the whole first, so that all of it is looked at that is no deeper than MAX_DEPTH. */
static void compare_all(struct comparison *c, const struct way *whole)
{
	put_off(c, c->old_root, c->new_root, whole, NULL);
	for (size_t i = 0; i < c->pairs.n && has_time(c); i++) {
		struct pair p = c->pairs.v[i];

		compare(c, &p);
	}
}

static const struct node *parse(str path, str text, struct arena *a)
{
	struct diag_list ignored;

	diag_list_init(&ignored, a);
	return text.n ? doc_parse(path, text, NULL, a, &ignored).root : NULL;
}

void schema_break_find(str old_path, str old_text, str new_path, str new_text, struct arena *a, struct str_list *out)
{
	struct comparison c = { .a = a, .out = out };
	const struct way whole = { .depth = 0 };

	if (str_eq(old_path, new_path) && str_eq(old_text, new_text))
		return;
	arena_init(&c.scratch);
	arena_init(&c.words);
	c.old_root = parse(old_path, old_text, &c.scratch);
	c.new_root = c.old_root && new_path.n ? parse(new_path, new_text, &c.scratch) : NULL;
	if (c.old_root && (!new_path.n || !new_text.n))
		tell(&c, &whole, "has no schema any more", (str){ 0 });
	else if (is_schema(c.old_root) && !is_schema(c.new_root))
		tell(&c, &whole, "has a schema that cannot be read", (str){ 0 });
	else if (c.old_root)
		compare_all(&c, &whole);
	arena_free(&c.words);
	arena_free(&c.scratch);
}
