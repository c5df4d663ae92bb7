/* Judging one pair of entries: of every difference one class. Whoever comes first claims a difference; what nobody claims breaks nothing. */
#include "model/change.h"

#include <string.h>

#include "model/change_parts.h"
#include "model/placeholder.h"

enum { MEANING_KEPT = 50 }; /* percent of the words of a description that stay */

struct changer *changer_new(const struct dialect *d, const struct change_options *o, struct arena *a)
{
	struct changer *c = arena_new(a, struct changer);

	*c = (struct changer){ d, o, differ_new(d, a) };
	return c;
}

const struct change_class *change_class_of(const char *id)
{
	const struct change_class *c = change_class_find(str_from_z(id));

	BUG_IF(!c);
	return c;
}

struct judging {
	const struct changer *c;
	const struct entry *old, *new;
	const struct kind *k;
	struct difference_list diffs;
	bool **is_claimed; /* per difference, per part */
	struct arena *a;
	struct change_list *out;
};

/* Which parts are asked for. */
struct wish {
	const str *at; /* parts under any of these */
	size_t n_at;
	enum { WISH_ANY, WISH_LOST, WISH_RETYPED } what;
	const struct ref_role *role; /* else: those of a reference */
	str member;                  /* of the reference; empty: all that is left */
};

static bool is_lost(const struct difference_part *p, str at)
{
	str rest;

	if (!pointer_is_under(p->pointer, at) || !p->old_node)
		return false;
	rest = str_from(p->pointer, at.n);
	if (!rest.n)
		return !p->new_node || p->old_node->kind == NODE_MAP;
	return !p->new_node && str_find(str_from(rest, 1), '/') == rest.n - 1;
}

static bool is_of_role(const struct difference_part *p, const struct ref_role *role, str member)
{
	struct cut item;

	if (!pointer_is_under(p->pointer, role->list))
		return false;
	item = str_cut(str_from(p->pointer, role->list.n + 1), '/');
	return !member.n || str_eq(str_cut(item.tail, '/').head, member);
}

/* Where the type that the part is of is said, of one of the properties at `at`; empty: it is of none, or of one whose type is not for definitions to
   say. */
static str type_of_part(const struct judging *j, const struct difference_part *p, str at)
{
	struct cut property, word;

	if (!pointer_is_under(p->pointer, at))
		return (str){ 0 };
	property = str_cut(str_from(p->pointer, at.n + 1), '/');
	word = str_cut(property.tail, '/');
	if (!str_eq_z(word.head, "type") || kind_property_type(j->k, pointer_unescape(property.head, j->a)).n)
		return (str){ 0 };
	return str_sub(p->pointer, 0, at.n + 1 + property.head.n + 1 + word.head.n);
}

static bool has_type(const struct node *types, str type)
{
	for (size_t i = 0; types->kind == NODE_SEQ && i < types->n; i++)
		if (str_eq(doc_text(&types->item[i]), type))
			return true;
	return str_eq(doc_text(types), type);
}

/* Whether one of the old types, or a list of them, came in the place of them. Linear: of two lists the items are told. */
static bool has_types(const struct node *old, const struct node *new)
{
	size_t n = new->kind == NODE_SEQ ? new->n : 1;

	for (size_t i = 0; i < n; i++) {
		str type = doc_text(new->kind == NODE_SEQ ? &new->item[i] : new);

		if (!type.n || !has_type(old, type))
			return false;
	}
	return true;
}

/* Something that readers do not know, of a type that both sides give. What went from a list belongs to what came into it, which stands before it. */
static bool is_retyped(const struct judging *j, const struct difference_part *p, const struct difference_part *before, str at)
{
	str type = type_of_part(j, p, at);

	if (!type.n)
		return false;
	if (p->pointer.n == type.n)
		return p->old_node && p->new_node && !has_types(p->old_node, p->new_node);
	return p->new_node || (before && str_eq(type_of_part(j, before, at), type));
}

/* `before`: the part before that, where it fits; else NULL. */
static bool fits(const struct judging *j, const struct wish *w, const struct difference_part *p, const struct difference_part *before)
{
	if (w->role)
		return is_of_role(p, w->role, w->member);
	for (size_t i = 0; i < w->n_at; i++)
		if (w->what == WISH_LOST ? is_lost(p, w->at[i]) :
		    w->what == WISH_RETYPED ? is_retyped(j, p, before, w->at[i]) :
		                            pointer_is_under(p->pointer, w->at[i]))
			return true;
	return false;
}

static str word_of(const struct kind *k, enum status s)
{
	return k ? kind_status(k, s) : str_from_z(status_word(s));
}

/* What a name in braces stands for: the words of the kind's own files. */
static str spell(const struct kind *k, str name, struct arena *a)
{
	str words[STATUS_UNKNOWN];
	size_t n = 0;

	if (str_eq_z(name, "status"))
		return k && k->status.n ? pointer_last_name(k->status, a) : name;
	for (size_t s = 0; s < STATUS_UNKNOWN; s++) {
		words[n] = word_of(k, (enum status)s);
		if (str_eq_z(name, status_word((enum status)s)))
			return words[n];
		n += words[n].n > 0;
	}
	return change_join(words, n, a); /* {statuses} */
}

str change_remedy(const struct change_class *class, const struct kind *k, struct arena *a)
{
	struct buf out = { .a = a };
	str rest = str_from_z(class->help);

	if (class->is_by_status && !word_of(k, STATUS_REMOVED).n)
		return STR("undo it, or say with changes.allow of dictum.yml why it may be: definitions of this kind have no status that could be removed");
	while (rest.n) {
		struct cut text = str_cut(rest, '{'), name = str_cut(text.tail, '}');

		buf_put(&out, text.head);
		if (text.found)
			buf_put(&out, spell(k, name.head, a));
		rest = name.tail;
	}
	return buf_str(&out);
}

struct change *change_add(const struct change_class *class, const struct entry *old, const struct entry *new, struct arena *a,
                          struct change_list *out)
{
	struct change *x = vec_push(&out->all, a);
	const struct entry *e = new ? new : old;

	*x = (struct change){ .class = class, .level = class->rule.level, .old = old, .new = new, .is_at_old = !new };
	x->at = node_span(e->definition, e->key_node);
	x->help = change_remedy(class, e->kind, a);
	return x;
}

/* One change of the parts of one difference that `taken` marks. */
static struct change *tell(struct judging *j, const struct change_class *class, size_t i, const bool *taken)
{
	const struct difference *d = &j->diffs.all.v[i];
	struct change *x = change_add(class, j->old, j->new, j->a, j->out);
	const struct difference_part *first = NULL;
	bool is_one;
	size_t n = 0;

	for (size_t p = 0; p < d->parts.n; p++) {
		if (!taken[p])
			continue;
		j->is_claimed[i][p] = true;
		first = first ? first : &d->parts.v[p];
		n++;
	}
	BUG_IF(!first); /* whoever calls has found one */
	is_one = n == 1 && d->parts.n > 1 && !first->is_cut;
	x->field = d->name;
	x->pointer = is_one ? first->pointer : d->pointer;
	x->old_node = is_one ? first->old_node : d->old_node;
	x->new_node = is_one ? first->new_node : d->new_node;
	x->at.at = first->new_at;
	x->message = change_describe(j->k, d, taken, j->a);
	return x;
}

/* Claims what the wish fits and nobody claimed; one change per field. The last one, NULL: none. */
static struct change *claim(struct judging *j, const struct change_class *class, const struct wish *w)
{
	struct change *last = NULL;

	for (size_t i = 0; i < j->diffs.all.n; i++) {
		const struct difference *d = &j->diffs.all.v[i];
		bool *taken = arena_array(j->a, d->parts.n, bool), is_any = false;

		for (size_t p = 0; p < d->parts.n; p++) {
			taken[p] = !j->is_claimed[i][p] && fits(j, w, &d->parts.v[p], p && taken[p - 1] ? &d->parts.v[p - 1] : NULL);
			is_any = is_any || taken[p];
		}
		if (is_any)
			last = tell(j, class, i, taken);
	}
	return last;
}

static struct change *claim_at(struct judging *j, const char *class, str at)
{
	struct wish w = { .at = &at, .n_at = 1 };

	return at.n ? claim(j, change_class_of(class), &w) : NULL;
}

/* The unclaimed part at exactly this pointer. */
static const struct difference_part *find(const struct judging *j, str at)
{
	for (size_t i = 0; i < j->diffs.all.n && at.n; i++) {
		const struct difference *d = &j->diffs.all.v[i];

		for (size_t p = 0; p < d->parts.n; p++)
			if (!j->is_claimed[i][p] && str_eq(d->parts.v[p].pointer, at))
				return &d->parts.v[p];
	}
	return NULL;
}

static void claim_silently(struct judging *j, str at)
{
	for (size_t i = 0; i < j->diffs.all.n; i++)
		for (size_t p = 0; p < j->diffs.all.v[i].parts.n; p++)
			if (pointer_is_under(j->diffs.all.v[i].parts.v[p].pointer, at))
				j->is_claimed[i][p] = true;
}

/* ---- keys ---- */

static void place_key(struct judging *j, struct change *x)
{
	x->pointer = change_key_part(j->k, j->old, j->new, j->a);
	if (!x->pointer.n) /* the dialect makes another key of the same */
		return;
	x->field = pointer_last_name(x->pointer, j->a);
	x->old_node = doc_at(j->old->definition->root, x->pointer);
	x->new_node = doc_at(j->new->definition->root, x->pointer);
	if (x->new_node)
		x->at = node_span(j->new->definition, x->new_node);
}

static void judge_key(struct judging *j)
{
	const struct key_rule *rules[] = { j->old->key_rule, j->new->key_rule };
	const struct change_role *row;
	struct change *x;

	if (str_eq(j->old->key, j->new->key))
		return;
	row = change_rename(j->k, j->old, j->new, j->a);
	x = change_add(change_class_of_role(row, "entry-key-same"), j->old, j->new, j->a, j->out);
	x->message = str_fmt(j->a, "the key changed from %.*s to %.*s", STR_ARG(diag_quote_key(j->old->key, j->a)),
	                     STR_ARG(diag_quote_key(j->new->key, j->a)));
	place_key(j, x);
	for (size_t i = 0; row && i < row->n_at; i++)
		claim_silently(j, row->at[i]);
	for (size_t r = 0; r < 2; r++)
		for (size_t i = 0; rules[r] && i < rules[r]->n_parts; i++)
			claim_silently(j, rules[r]->parts[i]);
}

/* ---- status ---- */

static const bool is_transition[STATUS_COUNT][STATUS_COUNT] = {
	[STATUS_ACTIVE] = { [STATUS_DEPRECATED] = true, [STATUS_BROKEN] = true, [STATUS_REMOVED] = true },
	[STATUS_DEPRECATED] = { [STATUS_ACTIVE] = true, [STATUS_BROKEN] = true, [STATUS_REMOVED] = true },
	[STATUS_BROKEN] = { [STATUS_ACTIVE] = true, [STATUS_DEPRECATED] = true, [STATUS_REMOVED] = true },
	[STATUS_UNKNOWN] = { true, true, true, true, false },
};

static bool is_given(const struct entry *e, str pointer)
{
	return doc_is_given(doc_at(e->definition->root, pointer));
}

/* The same of a milestone or URL, not a word or address that is still to be filled in. */
static bool is_told(const struct entry *e, str pointer)
{
	return is_given(e, pointer) && !is_unfinished_url(str_trim(doc_text(doc_at(e->definition->root, pointer))));
}

/* The evidence that is asked for and not there, as words; empty: none. */
static str missing(const struct judging *j, str one, str other)
{
	str names[2];
	size_t n = 0;

	if (one.n && !is_given(j->new, one))
		names[n++] = pointer_last_name(one, j->a);
	if (other.n && !is_given(j->new, other))
		names[n++] = pointer_last_name(other, j->a);
	return change_join(names, n, j->a);
}

/* The evidence that the new status needs and lacks, as words. */
static str lacks_of_status(const struct judging *j)
{
	bool is_unknown = j->k->removed_url.n && doc_is_said_null(doc_at(j->new->definition->root, j->k->removed_url));

	if (j->new->status == STATUS_REMOVED)
		return missing(j, j->k->removed_milestone, is_unknown ? (str){ 0 } : j->k->removed_url);
	return j->new->status == STATUS_BROKEN ? missing(j, j->k->broken_url, (str){ 0 }) : (str){ 0 };
}

static const char *class_of_status(enum status from, enum status to, bool is_lacking)
{
	if (from == STATUS_REMOVED)
		return "no-resurrect";
	if (!is_transition[from][to])
		return "status-transition";
	if (!is_lacking)
		return "safe-edit";
	return to == STATUS_REMOVED ? "removed-needs-evidence" : "broken-needs-issue";
}

static str status_changed(struct judging *j)
{
	str field = j->k->status.n ? pointer_last_name(j->k->status, j->a) : STR("status");

	return str_fmt(j->a, "%.*s changed from %.*s to %.*s", STR_ARG(field), STR_ARG(j->old->status_text), STR_ARG(j->new->status_text));
}

static void judge_status(struct judging *j)
{
	enum status from = j->old->status, to = j->new->status;
	str lacks = from == to ? (str){ 0 } : lacks_of_status(j);
	struct change *x = from == to ? NULL : claim_at(j, class_of_status(from, to, lacks.n > 0), j->k->status);

	if (!x)
		return;
	x->message = status_changed(j);
	if (lacks.n && !x->help.n) {
		x->message = str_fmt(j->a, "%.*s without %.*s", STR_ARG(x->message), STR_ARG(lacks));
		x->help = str_fmt(j->a, "add %.*s", STR_ARG(lacks));
	}
	if (to == STATUS_REMOVED || from == STATUS_REMOVED) { /* they belong to it */
		claim_silently(j, j->k->removed_milestone);
		claim_silently(j, j->k->removed_url);
	}
	if (to == STATUS_BROKEN || from == STATUS_BROKEN)
		claim_silently(j, j->k->broken_url);
}

/* 16.10 in quotes is what it was without, as it was written; without quotes it becomes what YAML reads, which is 16.1. */
static bool is_same_scalar(const struct judging *j, const struct node *old, const struct node *new)
{
	bool are_scalars = old && new && old->kind != NODE_SEQ && old->kind != NODE_MAP && new->kind != NODE_SEQ && new->kind != NODE_MAP;

	if (!are_scalars)
		return false;
	return str_eq(str_trim(old->text), str_trim(old->kind == NODE_STRING ? doc_scalar(new, j->a) : new->text));
}

/* What may be kept up to date on a removed definition, evidence that was missing, and other quotes. */
static bool may_change_removed(const struct judging *j, const struct difference_part *p)
{
	const struct kind *k = j->k;
	const str free[] = { k->description, k->group, k->stage, k->section };
	const str evidence[] = { k->removed_milestone, k->removed_url, k->added_milestone, k->added_url };

	if (is_same_scalar(j, p->old_node, p->new_node))
		return true;
	for (size_t i = 0; i < sizeof free / sizeof *free; i++)
		if (pointer_is_under(p->pointer, free[i]))
			return true;
	for (size_t i = 0; i < sizeof evidence / sizeof *evidence; i++)
		if (pointer_is_under(p->pointer, evidence[i]))
			return !is_told(j->old, evidence[i]);
	return false;
}

static void judge_frozen(struct judging *j)
{
	for (size_t i = 0; i < j->diffs.all.n && j->old->status == STATUS_REMOVED && j->new->status == STATUS_REMOVED; i++) {
		const struct difference *d = &j->diffs.all.v[i];
		bool *taken = arena_array(j->a, d->parts.n, bool), is_any = false;

		for (size_t p = 0; p < d->parts.n; p++) {
			taken[p] = !j->is_claimed[i][p] && !may_change_removed(j, &d->parts.v[p]);
			is_any = is_any || taken[p];
		}
		if (is_any)
			(void)tell(j, change_class_of("tombstone-frozen"), i, taken); /* nothing to add to it */
	}
}

/* ---- what every kind has ---- */

static void judge_origin(struct judging *j)
{
	const struct difference_part *milestone = find(j, j->k->added_milestone), *url = find(j, j->k->added_url);

	if (milestone && is_told(j->old, j->k->added_milestone) && !is_same_scalar(j, milestone->old_node, milestone->new_node))
		(void)claim_at(j, "milestone-same", j->k->added_milestone); /* it says all */
	if (url && str_has(doc_text(url->old_node), STR("://")) && is_told(j->old, j->k->added_url))
		(void)claim_at(j, "introduced-by-same", j->k->added_url); /* as above */
}

static void judge_references(struct judging *j)
{
	for (size_t i = 0; i < j->k->n_refs; i++) {
		const struct ref_role *role = &j->k->refs[i];
		struct wish w = { .role = role, .member = role->unique };

		if (role->unique.n)
			(void)claim(j, change_class_of("metric-unique-same"), &w); /* they say all */
		w.member = role->filter;
		if (role->filter.n)
			(void)claim(j, change_class_of("metric-filter-same"), &w);
		w.member = (str){ 0 };
		(void)claim(j, change_class_of("metric-events-same"), &w);
	}
}

static void judge_sent(struct judging *j)
{
	struct wish identifiers = { .at = &j->k->identifiers, .n_at = 1, .what = WISH_LOST };
	struct wish properties = { .at = &j->k->properties, .n_at = 1, .what = WISH_LOST };
	struct wish types = { .at = &j->k->properties, .n_at = 1, .what = WISH_RETYPED };

	(void)claim(j, change_class_of("event-property-no-delete"), &properties); /* they say all */
	(void)claim(j, change_class_of("event-property-same-type"), &types);
	(void)claim(j, change_class_of("event-identifier-no-delete"), &identifiers);
}

static void judge_owner(struct judging *j)
{
	struct change *x;

	if (str_eq(j->old->group, j->new->group))
		return;
	x = claim_at(j, "owner-changed", j->k->group);
	if (!x)
		return;
	claim_silently(j, j->k->stage);
	claim_silently(j, j->k->section);
	if (j->old->group.n && j->new->group.n)
		x->help = str_fmt(j->a, "tell both groups, %.*s and %.*s", STR_ARG(j->old->group), STR_ARG(j->new->group));
}

static void judge_description(struct judging *j)
{
	str old = j->old->description;

	if (!str_trim(old).n || is_placeholder(old) || !find(j, j->k->description))
		return; /* it said nothing yet */
	if (change_similarity(old, j->new->description, j->a) < MEANING_KEPT)
		(void)claim_at(j, "description-meaning", j->k->description); /* it says all */
}

/* ---- the dialect's rows ---- */

static size_t rank(const struct change_role *row, const struct node *n, struct arena *a)
{
	str text = doc_scalar(n, a);
	size_t i = 0;

	while (i < row->n_order && !str_eq(row->order[i], text))
		i++;
	return i;
}

static bool is_lowered(const struct judging *j, const struct change_role *row)
{
	for (size_t i = 0; i < row->n_at; i++) {
		const struct difference_part *p = find(j, row->at[i]);

		if (p && rank(row, p->new_node, j->a) > rank(row, p->old_node, j->a))
			return true;
	}
	return false;
}

static void judge_row(struct judging *j, const struct change_role *row)
{
	struct wish w = { .at = row->at, .n_at = row->n_at, .what = str_eq_z(row->when, "lost") ? WISH_LOST : WISH_ANY };
	const struct change_class *class = change_class_find(row->class);
	struct change *x;

	if (!class || str_eq_z(row->when, "deleted") || str_eq_z(row->when, "renamed"))
		return;
	if (str_eq_z(row->when, "lowered") && !is_lowered(j, row))
		return;
	x = claim(j, class, &w);
	if (x && row->n_notify)
		x->help = str_fmt(j->a, "%.*s%stell %.*s", STR_ARG(x->help), x->help.n ? "; " : "",
		                  STR_ARG(change_join(row->notify, row->n_notify, j->a)));
}

static void judge_rest(struct judging *j)
{
	for (size_t i = 0; i < j->diffs.all.n; i++) {
		const struct difference *d = &j->diffs.all.v[i];
		bool *taken = arena_array(j->a, d->parts.n, bool), is_any = false;

		for (size_t p = 0; p < d->parts.n; p++) {
			taken[p] = !j->is_claimed[i][p];
			is_any = is_any || taken[p];
		}
		if (is_any)
			(void)tell(j, change_class_of("safe-edit"), i, taken); /* it says all */
	}
}

static void judge_pair(struct judging *j)
{
	difference_entries(j->c->differ, j->old, j->new, j->a, &j->diffs);
	j->is_claimed = arena_array(j->a, j->diffs.all.n, bool *);
	for (size_t i = 0; i < j->diffs.all.n; i++)
		j->is_claimed[i] = arena_array(j->a, j->diffs.all.v[i].parts.n, bool);
	judge_key(j);
	judge_status(j);
	judge_frozen(j);
	if (!j->diffs.all.n)
		return;
	judge_references(j);
	for (size_t i = 0; i < j->k->n_changes; i++)
		judge_row(j, &j->k->changes[i]);
	judge_origin(j);
	judge_sent(j);
	judge_owner(j);
	judge_description(j);
	judge_rest(j);
}

static void judge_single(struct judging *j)
{
	const struct entry *e = j->new ? j->new : j->old;
	const char *what = j->new ? "is new" : "was deleted";
	struct change *x = change_add(j->new ? change_class_of("safe-add") : change_deletion(j->k), j->old, j->new, j->a, j->out);

	x->message = str_fmt(j->a, "%.*s %.*s %s", STR_ARG(e->kind->name), STR_ARG(diag_quote_key(e->key, j->a)), what);
}

void change_entries(const struct changer *c, const struct entry *old, const struct entry *new, struct arena *a, struct change_list *out)
{
	struct judging j = { .c = c, .old = old, .new = new, .a = a, .out = out };
	size_t from = out->all.n;

	if (!old && !new)
		return;
	j.k = dialect_kind(c->dialect, (new ? new : old)->kind->name);
	if (!j.k)
		j.k = (new ? new : old)->kind;
	if (old && new)
		judge_pair(&j);
	else
		judge_single(&j);
	change_protect(c, a, out, from);
	change_settle(c, out, from, a);
}
