/* Rules about how metrics count their events: what is unique, filtered and summed has to be sent with the event. */
#include "lint/common.h"

/* ---- what an event sends ---- */

struct sent { /* by one event */
	bool knows_identifiers, knows_properties; /* false: its definition does not say */
	struct map identifiers, properties;       /* name -> node */
	str *properties_in_order;
	size_t n_properties;
};
struct sending { /* made when first asked for, once per event */
	const struct lint_ctx *c;
	struct sent **by_index; /* of the dictionary's entries */
	size_t searches;
};

static struct sending sending_new(const struct lint_ctx *c)
{
	return (struct sending){ .c = c, .by_index = arena_array(c->a, c->dict->all.n, struct sent *) };
}

static void read_identifiers(struct sent *s, const struct node *list, struct arena *a)
{
	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++)
		*map_put(&s->identifiers, doc_scalar(&list->item[i], a), a) = s;
}

static void read_properties(struct sent *s, const struct node *map, struct arena *a)
{
	if (!map || map->kind != NODE_MAP)
		return;
	s->properties_in_order = arena_array(a, map->n, str);
	for (size_t i = 0; i < map->n; i++) {
		*map_put(&s->properties, map->member[i].key.text, a) = s;
		s->properties_in_order[s->n_properties++] = map->member[i].key.text;
	}
}

/* Events that are there to be counted name all they send: a list they do not have is an empty one. */
static const struct sent *sent_by(struct sending *all, const struct entry *event)
{
	struct sent **slot = &all->by_index[event->index], *s = *slot;
	const struct definition *d = event->definition;
	const struct node *identifiers, *properties;
	bool names_all = event->key_rule && event->key_rule->is_counted;

	if (s)
		return s;
	s = *slot = arena_new(all->c->a, struct sent);
	identifiers = node_at(d, d->kind->identifiers);
	properties = node_at(d, d->kind->properties);
	s->knows_identifiers = d->kind->identifiers.n && (names_all || (identifiers && identifiers->kind == NODE_SEQ));
	s->knows_properties = d->kind->properties.n && (names_all || (properties && properties->kind == NODE_MAP));
	read_identifiers(s, identifiers, all->c->a);
	read_properties(s, properties, all->c->a);
	return s;
}

/* ---- one rule of a metric ---- */

struct selection {
	const struct entry *metric;
	const struct ref *ref;
	str pointer; /* to the rule */
	const struct node *unique, *operation; /* texts, NULL when absent */
};

static const struct node *text_of(const struct ref *r, str part)
{
	const struct node *n = ref_part(r, part);

	return n && n->kind == NODE_STRING && n->text.n ? n : NULL;
}

static struct selection selection_of(const struct entry *metric, const struct ref *r)
{
	return (struct selection){
		.metric = metric,
		.ref = r,
		.pointer = r->rule == r->at ? r->pointer : parent_pointer(r->pointer),
		.unique = text_of(r, r->role->unique),
		.operation = text_of(r, r->role->operation),
	};
}

/* "user" of "user.id"; false when the value of a property is meant. */
static bool identifier_in(const struct ref_role *role, str unique, str *out)
{
	if (!role->identifier_suffix.n || !str_ends(unique, role->identifier_suffix) || unique.n == role->identifier_suffix.n)
		return false;
	*out = str_sub(unique, 0, unique.n - role->identifier_suffix.n);
	return true;
}

/* "value" of "sum(value)"; empty when there are no parentheses. */
static str operand_of(str operation)
{
	struct cut c = str_cut(operation, '(');

	return c.found && str_ends(c.tail, STR(")")) ? str_trim(str_sub(c.tail, 0, c.tail.n - 1)) : (str){ 0 };
}

enum sent_part { SENT_IDENTIFIER, SENT_PROPERTY };
struct needed { /* what a rule takes from its event */
	enum sent_part part;
	str name;
	const struct node *at; /* that names it */
	str parent, member;    /* pointer to what `at` is in, and its key there */
};

/* An event that does not send it: none of those the rule may mean does, and all of them say what they send. NULL: fine, or unknown. */
static const struct entry *who_does_not_send(struct sending *all, const struct ref *r, const struct needed *what)
{
	for (size_t i = 0; i < r->n_to; i++) {
		const struct sent *s = sent_by(all, r->to[i]);

		if (r->to[i]->status == STATUS_REMOVED)
			return NULL; /* that is said by another rule */
		if (what->part == SENT_IDENTIFIER ? !s->knows_identifiers || map_has(&s->identifiers, what->name)
		                                  : !s->knows_properties || map_has(&s->properties, what->name))
			return NULL;
	}
	return r->n_to ? r->to[0] : NULL;
}

static void relate_event(const struct lint_ctx *c, struct diag *d, const struct entry *event, enum sent_part part)
{
	const struct kind *k = event->kind;
	const struct node *n = node_at(event->definition, part == SENT_IDENTIFIER ? k->identifiers : k->properties);

	if (n && n->kind == NODE_MAP && n->n)
		n = &n->member[0].key;
	diag_relate(c->found, d, node_span(event->definition, n ? n : event->key_node),
	            part == SENT_IDENTIFIER ? STR("what identifies who did it") : STR("what is sent with it"));
}

static struct diag *report_unsent(struct sending *all, const struct diag_rule *rule, const struct selection *s, const struct needed *what,
                                  const struct entry *event)
{
	const struct lint_ctx *c = all->c;
	struct diag *d = diag_add(c->found, rule, node_span(s->metric->definition, what->at), "event %s does not send %s %s", quoted_key(c, event->alias),
	                          what->part == SENT_IDENTIFIER ? "the identifier" : "a property", quoted(c, what->name));
	const struct sent *sent = sent_by(all, event);
	struct names names = { .all = sent->properties_in_order, .n = sent->n_properties, .searches = all->searches++ };
	str near = what->part == SENT_PROPERTY ? names_nearest(&names, what->name) : (str){ 0 };

	set_pointer(d, pointer_add(what->parent, what->member, c->a));
	relate_event(c, d, event, what->part);
	hint_name(c, d, near);
	if (near.n && str_eq(what->at->text, what->name))
		fix_replace(c, d, what->at, near);
	return d;
}

static void check_sent(struct sending *all, const struct diag_rule *rule, const struct selection *s, const struct needed *what, const char *help)
{
	const struct entry *event = who_does_not_send(all, s->ref, what);

	if (event)
		report_unsent(all, rule, s, what, event)->help = str_from_z(help);
}

/* ---- the rules ---- */

typedef void check_selection(struct sending *all, const struct diag_rule *rule, const struct selection *s);

static void each_selection(const struct lint_ctx *c, const struct diag_rule *rule, check_selection *check)
{
	struct sending all = sending_new(c);

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct entry *e = &c->dict->definitions.v[i]->entries[0]; /* the others have the same rules */

		for (size_t j = 0; j < e->n_refs && e->status != STATUS_REMOVED; j++) {
			struct selection s = selection_of(e, &e->refs[j]);

			if (e->refs[j].rule->kind == NODE_MAP && e->refs[j].n_to)
				check(&all, rule, &s);
		}
	}
}

static struct needed needed_unique(const struct selection *s)
{
	struct needed what = { .name = s->unique->text, .at = s->unique, .parent = s->pointer, .member = s->ref->role->unique };

	what.part = identifier_in(s->ref->role, s->unique->text, &what.name) ? SENT_IDENTIFIER : SENT_PROPERTY;
	return what;
}

static void check_one_unique(struct sending *all, const struct diag_rule *rule, const struct selection *s)
{
	struct needed what;

	if (!s->unique)
		return;
	what = needed_unique(s);
	check_sent(all, rule, s, &what, "add it to the event, or count by something the event sends");
}

static void check_one_filter(struct sending *all, const struct diag_rule *rule, const struct selection *s)
{
	const struct node *filter = s->ref->role->filter.n ? doc_get(s->ref->rule, s->ref->role->filter) : NULL;
	str pointer;

	if (!filter || filter->kind != NODE_MAP)
		return;
	pointer = pointer_add(s->pointer, s->ref->role->filter, all->c->a);
	for (size_t i = 0; i < filter->n; i++) {
		const struct node *key = &filter->member[i].key;
		struct needed what = { SENT_PROPERTY, key->text, key, pointer, key->text };

		check_sent(all, rule, s, &what, "add it to the event, or filter by something the event sends");
	}
}

static void check_one_sum(struct sending *all, const struct diag_rule *rule, const struct selection *s)
{
	str operand = s->operation ? operand_of(s->operation->text) : (str){ 0 };
	struct needed what = { SENT_PROPERTY, operand, s->operation, s->pointer, s->ref->role->operation };

	if (operand.n)
		check_sent(all, rule, s, &what, "add it to the event, or count the event in another way");
}

static void check_uniques(const struct lint_ctx *c, const struct diag_rule *rule)
{
	each_selection(c, rule, check_one_unique);
}

static void check_filters(const struct lint_ctx *c, const struct diag_rule *rule)
{
	each_selection(c, rule, check_one_filter);
}

static void check_sums(const struct lint_ctx *c, const struct diag_rule *rule)
{
	each_selection(c, rule, check_one_sum);
}

/* ---- selection-mixed ---- */

static bool same_text(const struct node *a, const struct node *b)
{
	return str_eq(doc_text(a), doc_text(b));
}

static bool can_select(const struct ref *r)
{
	return (r->role->unique.n || r->role->operation.n) && r->rule->kind == NODE_MAP;
}

/* "unique user.id", "sum(value)", "all of them". */
static str in_words(const struct lint_ctx *c, const struct selection *s)
{
	if (s->operation)
		return s->operation->text;
	return s->unique ? str_fmt(c->a, "unique %.*s", STR_ARG(s->unique->text)) : STR("every event");
}

/* Of two that differ, the one whose own event cannot be counted so is the odd one: then another rule explains it. */
static bool cannot_be_counted(struct sending *all, const struct selection *s)
{
	struct needed what;

	if (!s->unique)
		return false;
	what = needed_unique(s);
	return who_does_not_send(all, s->ref, &what);
}

static void report_mixed(struct sending *all, const struct diag_rule *rule, const struct selection *first, const struct selection *other)
{
	const struct lint_ctx *c = all->c;
	bool first_is_odd = cannot_be_counted(all, first);
	const struct selection *odd = first_is_odd ? first : other, *rest = first_is_odd ? other : first;
	const struct node *at = odd->unique ? odd->unique : odd->operation ? odd->operation : odd->ref->at;
	const struct definition *def = odd->metric->definition;
	struct diag *d = diag_add(c->found, rule, node_span(def, at), "%s counts %.*s, but %s counts %.*s", quoted_key(c, odd->ref->name),
	                          STR_ARG(in_words(c, odd)), quoted_key(c, rest->ref->name), STR_ARG(in_words(c, rest)));

	set_pointer(d, at == odd->ref->at ? odd->ref->pointer :
	                                    pointer_add(odd->pointer, at == odd->unique ? odd->ref->role->unique : odd->ref->role->operation, c->a));
	d->help = STR("count all of them in one way, or make an entry for each");
	diag_relate(c->found, d, node_span(def, rest->unique ? rest->unique : rest->operation ? rest->operation : rest->ref->at),
	            STR("counted differently here"));
}

static void check_both(struct sending *all, const struct diag_rule *rule, const struct selection *s)
{
	struct diag *d;

	if (!s->unique || !s->operation)
		return;
	d = diag_add(all->c->found, rule, node_span(s->metric->definition, s->operation), "%s is counted by unique %.*s and by %.*s at once",
	             quoted(all->c, s->ref->name), STR_ARG(s->unique->text), STR_ARG(s->operation->text));
	set_pointer(d, pointer_add(s->pointer, s->ref->role->operation, all->c->a));
	d->help = STR("keep one of the two");
	diag_relate(all->c->found, d, node_span(s->metric->definition, s->unique), STR("unique here"));
}

/* One finding per metric. */
static void check_mix_of(struct sending *all, const struct diag_rule *rule, const struct entry *e)
{
	struct selection first = { .ref = NULL }; /* of its role */

	for (size_t i = 0; i < e->n_refs; i++) {
		struct selection s;

		if (!can_select(&e->refs[i]))
			continue;
		s = selection_of(e, &e->refs[i]);
		check_both(all, rule, &s);
		if (!first.ref || first.ref->role != s.ref->role) { /* those of a role stand together */
			first = s;
		} else if (!same_text(first.unique, s.unique) || !same_text(first.operation, s.operation)) {
			report_mixed(all, rule, &first, &s);
			return;
		}
	}
}

static void check_mixes(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct sending all = sending_new(c);

	for (size_t i = 0; i < c->dict->definitions.n; i++)
		if (c->dict->definitions.v[i]->entries[0].status != STATUS_REMOVED)
			check_mix_of(&all, rule, &c->dict->definitions.v[i]->entries[0]);
}

/* ---- unique-time-frame ---- */

/* What all rules of the metric count uniquely; NULL when one of them does not, which is another rule's matter. */
static const struct node *all_unique(const struct entry *e)
{
	const struct node *unique = NULL;

	for (size_t i = 0; i < e->n_refs; i++) {
		struct selection s;

		if (!can_select(&e->refs[i]))
			continue;
		s = selection_of(e, &e->refs[i]);
		if (!s.unique)
			return NULL;
		unique = unique ? unique : s.unique;
	}
	return unique;
}

static bool is_window(const struct kind *k, str value)
{
	return str_is_among(value, k->windows, k->n_windows);
}

static void report_window(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, const struct node *n,
                          str pointer, const struct node *unique)
{
	const struct kind *k = def->kind;
	size_t near = str_nearest(n->text, k->windows, k->n_windows);
	struct diag *d = diag_add(c->found, rule, node_span(def, n), "%.*s is %.*s, but unique counts need %.*s", STR_ARG(pointer_last_name(k->expand, c->a)),
	                          STR_ARG(n->text), STR_ARG(str_join(c->a, k->windows, k->n_windows, STR(" or "))));

	set_pointer(d, pointer);
	d->subject = k->expand;
	d->help = STR("unique values are remembered for a while only: choose a window, or count every event");
	diag_relate(c->found, d, node_span(def, unique), STR("counted once per value"));
	if (near == k->n_windows)
		return;
	hint_name(c, d, k->windows[near]);
	fix_replace(c, d, n, k->windows[near]);
}

static void check_window(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct kind *k = d->kind;
	const struct entry *e = &d->entries[0];
	const struct node *unique = k->n_windows && e->n_refs && e->status != STATUS_REMOVED ? all_unique(e) : NULL;
	const struct node *n = unique ? node_at(d, k->expand) : NULL;

	if (n && n->kind == NODE_STRING && !is_window(k, n->text))
		report_window(c, rule, d, n, k->expand, unique);
	for (size_t i = 0; n && n->kind == NODE_SEQ && i < n->n; i++)
		if (n->item[i].kind == NODE_STRING && !is_window(k, n->item[i].text))
			report_window(c, rule, d, &n->item[i], pointer_add_index(k->expand, i, c->a), unique);
}

const struct lint_rule lint_rules_selection[] = {
	{ .rule = { "unique-not-identifier", DIAG_ERROR, "all", "a metric that counts by something its event does not send",
	            "A unique count of users needs to know the user. Where the event does not send what is counted, the number stays at zero.",
	            "# metric\nevents:\n  - name: create_ci_build\n    unique: user.id\n# event\naction: create_ci_build\nidentifiers: [project]\n",
	            "# metric\nevents:\n  - name: create_ci_build\n    unique: project.id\n# event\naction: create_ci_build\nidentifiers: [project]\n",
	            "unsafe: writes the nearest property of the event" },
	  .whole = check_uniques },
	{ .rule = { "filter-unknown-property", DIAG_ERROR, "all", "a filter on a property its event does not send",
	            "Filters compare with what is sent. A property that never comes matches nothing, so the metric stays at zero.",
	            "# metric\nevents:\n  - name: create_ci_build\n    filter: {lable: push}\n# event\naction: create_ci_build\n"
	            "additional_properties:\n  label: {description: Source of the pipeline}\n",
	            "# metric\nevents:\n  - name: create_ci_build\n    filter: {label: push}\n# event\naction: create_ci_build\n"
	            "additional_properties:\n  label: {description: Source of the pipeline}\n",
	            "unsafe: writes the nearest property of the event" },
	  .whole = check_filters },
	{ .rule = { "sum-needs-value", DIAG_ERROR, "all", "a sum over a property its event does not send",
	            "There is nothing to add up, so the metric stays at zero.",
	            "# metric\nevents:\n  - name: create_ci_build\n    operator: sum(value)\n# event\naction: create_ci_build\n",
	            "# metric\nevents:\n  - name: create_ci_build\n    operator: sum(value)\n# event\naction: create_ci_build\n"
	            "additional_properties:\n  value: {description: Seconds it took}\n",
	            NULL },
	  .whole = check_sums },
	{ .rule = { "selection-mixed", DIAG_ERROR, "all", "a metric that counts its events in different ways",
	            "One metric is one number: the way its first event is counted decides for all of them, so the others are counted wrongly.",
	            "events:\n  - name: create_ci_build\n    unique: user.id\n  - name: retry_ci_build\n",
	            "events:\n  - name: create_ci_build\n    unique: user.id\n  - name: retry_ci_build\n    unique: user.id\n", NULL },
	  .whole = check_mixes },
	{ .rule = { "unique-time-frame", DIAG_ERROR, "all", "a unique count without a window of time",
	            "Unique values are kept for some weeks only, so nobody can count them over all time. Where only some of the events are counted "
	            "uniquely, selection-mixed speaks.",
	            "time_frame: all\nevents:\n  - name: create_ci_build\n    unique: user.id\n",
	            "time_frame: 28d\nevents:\n  - name: create_ci_build\n    unique: user.id\n", "unsafe: writes the window of which the value is a misspelling" },
	  .definition = check_window },
	{ .rule = { 0 } },
};
