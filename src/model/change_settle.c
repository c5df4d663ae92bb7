/* What stands in the way of a change being breaking: levels, unreleased definitions, migrations, the allow-list; and whom protected entries
   concern. */
#include "model/change_parts.h"

static bool milestone_of(const struct entry *e, struct release *out)
{
	return release_parse(entry_milestone(e, e->kind->added_milestone), out) && !out->is_before;
}

/* Never in any release: nobody relies on it yet. */
static bool is_unreleased(const struct change_options *o, const struct change *x)
{
	struct release added, released = release_series(&o->released);

	if (!o->has_released || !x->old || x->class->category == CHANGE_RECORD || x->class->category == CHANGE_SAFE || !milestone_of(x->old, &added))
		return false;
	added = release_series(&added);
	return release_compare(&added, &released) > 0;
}

bool change_is_wanted(const struct change_options *o, str field, str from, str to)
{
	for (size_t i = 0; o && i < o->n_migrations; i++)
		if (str_eq(o->migrations[i].field, field) && str_eq(o->migrations[i].from, from) && str_eq(o->migrations[i].to, to))
			return true;
	return false;
}

static bool is_migration(const struct change_options *o, const struct change *x, struct arena *a)
{
	return o->n_migrations && x->old_node && x->new_node &&
	       change_is_wanted(o, x->field, doc_scalar(x->old_node, a), doc_scalar(x->new_node, a));
}

static enum diag_level level_of(const struct change_class *c, const struct change_options *o)
{
	return o ? diag_level_of(&c->rule, o->levels, o->n_levels) : c->rule.level;
}

bool change_class_breaks(const struct change_class *c, const struct change_options *o)
{
	return c->category <= CHANGE_COMPARABLE && level_of(c, o) == DIAG_ERROR;
}

static bool has_key(const struct glob_set *keys, const struct change *x)
{
	return (x->old && glob_set_match(keys, x->old->key)) || (x->new && glob_set_match(keys, x->new->key));
}

static bool is_about(const struct change_allow *w, const struct change *x)
{
	bool is_class = !w->n_classes;

	for (size_t i = 0; i < w->n_classes && !is_class; i++)
		is_class = str_eq_z(w->classes[i], x->class->rule.id);
	return is_class && (!w->keys.n || has_key(&w->keys, x));
}

static void count_key(struct change_allow *w, str key)
{
	size_t plain = glob_set_plain(&w->keys, key);

	if (plain < w->keys.n)
		w->key[plain].n_excused++;
	for (size_t i = 0; i < w->keys.n_wild; i++)
		w->key[w->keys.wild[i]].n_excused += glob_match(w->keys.glob[w->keys.wild[i]], key);
}

static void count_excused(struct change_allow *w, const struct change *x)
{
	w->n_excused++;
	if (w->key && x->old)
		count_key(w, x->old->key);
	if (w->key && x->new)
		count_key(w, x->new->key);
}

static const struct change_allow *find_allow(const struct change_options *o, const struct change *x)
{
	const struct change_allow *found = NULL;

	for (size_t i = 0; i < o->n_allow && x->class->category != CHANGE_SAFE; i++) {
		struct change_allow *w = &o->allow[i];

		if (!is_about(w, x))
			continue;
		count_excused(w, x);
		if (!found && !w->is_expired)
			found = w;
	}
	return found;
}

static void excuse(const struct change_options *o, struct change *x, struct arena *a)
{
	const struct change_allow *allow = find_allow(o, x);

	if (allow) {
		x->excuse = CHANGE_ALLOWED;
		x->reason = allow->reason;
	} else if (is_migration(o, x, a)) {
		x->excuse = CHANGE_MIGRATION;
		x->reason = STR("dictum.yml lists this migration");
	} else if (is_unreleased(o, x)) {
		x->excuse = CHANGE_UNRELEASED;
		x->reason = str_fmt(a, "it is in no release yet, the last one is %.*s", STR_ARG(release_text(&o->released, a)));
	}
}

void change_settle(const struct changer *c, struct change_list *out, size_t from, struct arena *a)
{
	const struct change_options *o = c->options;
	size_t kept = from;

	for (size_t i = from; i < out->all.n; i++) {
		struct change *x = &out->all.v[i];

		if (o->n_levels)
			x->level = level_of(x->class, o);
		if (x->level == DIAG_OFF)
			continue;
		excuse(o, x, a);
		if (kept < i)
			out->all.v[kept] = *x;
		kept++;
	}
	out->all.n = kept;
}

/* ---- protected entries ---- */

static bool is_indicator(const struct kind *k, const struct entry *e, struct arena *a)
{
	str *values;
	size_t n = e && k->indicator ? entry_values(e, k->indicator, a, &values) : 0;

	for (size_t i = 0; i < n; i++)
		if (str_is_among(values[i], k->protected_indicators, k->n_protected_indicators))
			return true;
	return false;
}

static str fields_of(const struct change_list *out, size_t from, struct arena *a)
{
	VEC(str) names = { 0 };

	for (size_t i = from; i < out->all.n; i++)
		if (out->all.v[i].field.n && !str_is_among(out->all.v[i].field, names.v, names.n))
			*vec_push(&names, a) = out->all.v[i].field;
	return change_join(names.v, names.n, a);
}

static void add_notify(struct buf *out, const str *names, size_t n, struct arena *a)
{
	if (!n)
		return;
	buf_z(out, out->n ? ", " : "");
	buf_put(out, change_join(names, n, a));
}

void change_protect(const struct changer *c, struct arena *a, struct change_list *out, size_t from)
{
	const struct change first = from < out->all.n ? out->all.v[from] : (struct change){ 0 };
	const struct kind *k = first.old ? dialect_kind(c->dialect, first.old->kind->name) : NULL;
	const struct change_options *o = c->options;
	struct buf who = { .a = a };
	bool by_indicator, by_key;
	struct change *x;
	str fields;

	if (!k)
		return;
	by_indicator = is_indicator(k, first.old, a) || is_indicator(k, first.new, a);
	by_key = o->protected.n && (glob_set_match(&o->protected, first.old->key) || (first.new && glob_set_match(&o->protected, first.new->key)));
	if (!by_indicator && !by_key)
		return;
	fields = fields_of(out, from, a);
	x = change_add(change_class_of("protected-changed"), first.old, first.new, a, out);
	x->at = first.at;
	x->message = str_fmt(a, "the protected %.*s %.*s %s%.*s", STR_ARG(k->name), STR_ARG(diag_quote_key(first.old->key, a)),
	                     !first.new ? "was deleted" : fields.n ? "changed: " : "changed", STR_ARG(first.new ? fields : (str){ 0 }));
	if (by_indicator)
		add_notify(&who, k->notify, k->n_notify, a);
	if (by_key)
		add_notify(&who, o->notify, o->n_notify, a);
	if (who.n)
		x->help = str_fmt(a, "tell %.*s; %.*s", STR_ARG(buf_str(&who)), STR_ARG(x->help));
}
