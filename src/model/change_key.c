/* Which class another key belongs to, by the rows of the dialect, and what of the key it is. Called for changes and timelines. */
#include "model/change_parts.h"

static bool is_same_at(const struct entry *old, const struct entry *new, str at, struct arena *a)
{
	return str_eq(doc_scalar(doc_at(old->definition->root, at), a), doc_scalar(doc_at(new->definition->root, at), a));
}

/* Whether everything that makes the key is equal, but for what stands at `row->at`. */
static bool is_due_to(const struct change_role *row, const struct entry *old, const struct entry *new, struct arena *a)
{
	const struct key_rule *rules[] = { old->key_rule, new->key_rule };

	for (size_t r = 0; r < 2; r++)
		for (size_t i = 0; rules[r] && i < rules[r]->n_parts; i++) {
			str at = rules[r]->parts[i];

			if (!str_is_among(at, row->at, row->n_at) && !is_same_at(old, new, at, a))
				return false;
		}
	return true;
}

static bool is_about(const struct change_role *row, const char *when)
{
	return str_eq_z(row->when, when) && change_class_find(row->class);
}

const struct change_role *change_rename(const struct kind *k, const struct entry *old, const struct entry *new, struct arena *a)
{
	for (size_t i = 0; i < k->n_changes; i++)
		if (is_about(&k->changes[i], "renamed") && (!k->changes[i].n_at || is_due_to(&k->changes[i], old, new, a)))
			return &k->changes[i];
	return NULL;
}

const struct change_class *change_class_of_role(const struct change_role *row, const char *otherwise)
{
	return row ? change_class_find(row->class) : change_class_of(otherwise);
}

const struct change_class *change_deletion(const struct kind *k)
{
	size_t i = 0;

	while (i < k->n_changes && !is_about(&k->changes[i], "deleted"))
		i++;
	return change_class_of_role(i < k->n_changes ? &k->changes[i] : NULL, "entry-no-delete");
}

/* Of a rename of which nobody knows which part of the key did it: the class that is about all of it. */
const struct change_class *change_class_of_end(const struct kind *k, bool is_renamed)
{
	size_t i = 0;

	while (i < k->n_changes && (!is_about(&k->changes[i], "renamed") || k->changes[i].n_at))
		i++;
	return is_renamed ? change_class_of_role(i < k->n_changes ? &k->changes[i] : NULL, "entry-key-same") : change_deletion(k);
}

const struct change_class *change_class_of_rename(const struct entry *old, const struct entry *new, struct arena *a)
{
	return change_class_of_role(change_rename(new->kind, old, new, a), "entry-key-same");
}

str change_key_part(const struct kind *k, const struct entry *old, const struct entry *new, struct arena *a)
{
	const struct key_rule *rules[] = { new->key_rule, old->key_rule };

	for (size_t r = 0; r < 2; r++)
		for (size_t i = rules[r] ? rules[r]->n_parts : 0; i-- > 0;)
			if (!is_same_at(old, new, rules[r]->parts[i], a))
				return rules[r]->parts[i];
	for (size_t r = 0; r < 2; r++)
		if (rules[r] && rules[r]->when.n && !is_same_at(old, new, rules[r]->when, a))
			return rules[r]->when;
	return k->expand;
}
