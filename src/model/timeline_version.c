/* One version of a file: which files are definitions, what their bytes say, and how two entries differ. */
#include <string.h>

#include "base/fs.h"
#include "base/map.h"
#include "doc/json.h"
#include "model/timeline_parts.h"

static const struct kind *kind_of(const struct timeline_input *in, str path)
{
	return dialect_match(in->dialect, str_from(path, in->root.n ? in->root.n + 1 : 0));
}

bool timeline_takes(const void *arg, str path)
{
	const struct timeline_input *in = arg;

	return fs_path_is_below(path, in->root) && kind_of(in, path) != NULL;
}

bool timeline_has_id(const unsigned char *id)
{
	static const unsigned char none[SOURCE_ID_BYTES];

	return id && memcmp(id, none, sizeof none) != 0;
}

bool timeline_parse(const struct timeline_input *in, str path, str bytes, struct arena *a, struct definition *out)
{
	struct diag_list ignored;
	struct doc doc;

	diag_list_init(&ignored, a);
	*out = (struct definition){ .kind = kind_of(in, path), .path = path, .bytes = bytes };
	if (!out->kind || source_is_lfs_pointer(bytes))
		return false;
	doc = doc_parse_yaml(path, bytes, DOC_DEFINITION, NULL, a, &ignored);
	out->root = doc.root;
	return doc.root && definition_map(out, a);
}

bool timeline_read(const struct timeline_input *in, const unsigned char *id, str path, struct arena *a, struct definition *out)
{
	struct file file = { .path = path, .kind = FILE_REGULAR };
	str bytes;

	memcpy(file.id, id, sizeof file.id);
	return source_read(in->source, &file, doc_default_limits.bytes, a, &bytes, NULL) == SOURCE_OK && timeline_parse(in, path, bytes, a, out);
}

static str json_of(const struct node *n, struct arena *a, struct arena *scratch)
{
	return n ? str_dup(json_text(n, scratch), a) : (str){ 0 };
}

/* The worst that the changes of each field break, by its name. */
static struct map classes_of(const struct change_list *changes, struct arena *a)
{
	struct map worst = { 0 };

	for (size_t i = 0; i < changes->all.n; i++) {
		const struct change *c = &changes->all.v[i];
		const struct change_class **slot;

		if (c->class->category == CHANGE_SAFE)
			continue;
		slot = (const struct change_class **)map_put(&worst, c->field, a);
		if (!*slot || c->class->rule.level > (*slot)->rule.level)
			*slot = c->class;
	}
	return worst;
}

/* Whether all of it makes the keys, which differ: the rename tells that. */
static bool is_of_key(const struct difference *d, const struct entry *old, const struct entry *now)
{
	const struct key_rule *rules[] = { old->key_rule, now->key_rule };

	for (size_t i = 0; i < d->parts.n; i++) {
		bool is_part = false;

		for (size_t r = 0; r < 2; r++)
			is_part = is_part || (rules[r] && str_is_among(d->parts.v[i].pointer, rules[r]->parts, rules[r]->n_parts));
		if (!is_part)
			return false;
	}
	return true;
}

size_t timeline_compare(const struct timeline_tools *t, const struct entry *old, const struct entry *now, struct arena *a, struct arena *scratch,
                        const struct timeline_field **out)
{
	struct difference_list found = { .all = { 0 } };
	struct change_list changes = { .all = { 0 } };
	struct timeline_field *fields;
	struct map classes;
	size_t n = 0;

	difference_entries(t->differ, old, now, scratch, &found);
	if (found.all.n)
		change_entries(t->changer, old, now, scratch, &changes);
	classes = classes_of(&changes, scratch);
	fields = arena_array(a, found.all.n, struct timeline_field);
	for (size_t i = 0; i < found.all.n; i++) {
		const struct difference *d = &found.all.v[i];

		if (!str_eq(old->key, now->key) && is_of_key(d, old, now))
			continue;
		fields[n++] = (struct timeline_field){ str_dup(d->name, a), json_of(d->old_node, a, scratch), json_of(d->new_node, a, scratch),
			                               map_get(&classes, d->name) };
	}
	*out = fields;
	return n;
}
