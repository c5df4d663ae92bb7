/* Turns a schema and everything it refers to into a plan, subschema by subschema, from a queue: references may go round
   in circles. Finds circles that could never end. */
#include "schema/check.h"
#include "schema/compile.h"

struct schema_set *schema_set_new(const struct schema_options *o, struct arena *a)
{
	struct schema_set *s = arena_new(a, struct schema_set);

	s->options = *o;
	s->a = a;
	return s;
}

void schema_set_list(struct schema_set *s, str format, const str *values, size_t n)
{
	struct named_list *list = arena_new(s->a, struct named_list);
	str *copy = arena_array(s->a, n, str);

	for (size_t i = 0; i < n; i++) {
		copy[i] = str_dup(values[i], s->a);
		*map_put(&list->set, copy[i], s->a) = &copy[i];
	}
	list->values = (struct str_list){ n, copy };
	*map_put(&s->lists, str_dup(format, s->a), s->a) = list;
}

enum { MAX_BROKEN = 20 }; /* findings about one schema; its author mends the first ones first */

void compile_broken(struct compiler *c, const struct document *d, struct place at, const char *fmt, ...)
{
	va_list args;
	str message;

	c->n_broken++;
	if (c->n_broken > MAX_BROKEN)
		return;
	va_start(args, fmt);
	message = str_vfmt(c->a, fmt, args);
	va_end(args);
	(void)diag_add(c->found, &schema_rules[RULE_SCHEMA_BROKEN], (struct span){ d->path, at }, "%.*s",
	               STR_ARG(message));
}

static void use_document(struct compiler *c, struct document *d)
{
	if (d->generation == c->set->generation)
		return;
	d->generation = c->set->generation;
	*vec_push(&c->documents, c->a) = d;
}

/* Everything with a dynamic anchor in a resource may be the target of a $dynamicRef elsewhere. */
static struct scope *use_resource(struct compiler *c, struct resource *r)
{
	struct dynamic_target *target;

	if (r->generation == c->set->generation)
		return r->scope;
	r->generation = c->set->generation;
	r->scope = arena_new(c->a, struct scope);
	use_document(c, r->document);
	target = arena_array(c->a, r->dynamic.n, struct dynamic_target);
	r->scope->target = target;
	r->scope->n = r->dynamic.n;
	for (size_t i = 0; i < r->dynamic.n; i++) {
		target[i].name = r->dynamic.v[i].name;
		target[i].sub = compile_site(c, r->dynamic.v[i].site);
	}
	return r->scope;
}

const struct sub *compile_site(struct compiler *c, struct site *site)
{
	const struct node *n = site->node;

	if (site->generation == c->set->generation)
		return site->sub;
	site->generation = c->set->generation;
	site->sub = arena_new(c->a, struct sub);
	site->sub->site = site;
	if (n->kind == NODE_BOOL)
		site->sub->kind = n->is_true ? SUB_TRUE : SUB_FALSE;
	else
		*vec_push(&c->queue, c->a) = site;
	site->sub->scope = use_resource(c, site->resource);
	return site->sub;
}

/* Draft 7, 8.3: all other properties in a "$ref" object are ignored. */
static bool is_only_ref(const struct site *site)
{
	return site->resource->dialect == DIALECT_7 && doc_get_z(site->node, "$ref");
}

static void read_words(struct sub *sub, const struct node *n)
{
	sub->x_error = doc_text(doc_get_z(n, "x-error"));
	sub->title = doc_text(doc_get_z(n, "title"));
	if (!sub->title.n)
		sub->title = doc_text(doc_get_z(n, "description"));
}

static void read_site(struct compiler *c, const struct site *site)
{
	struct resource *r = site->resource;
	struct draft d = { .sub = site->sub, .resource = r };
	bool only_ref = is_only_ref(site);

	read_words(site->sub, site->node);
	for (size_t i = 0; i < site->node->n; i++) {
		const struct member *m = &site->node->member[i];
		const struct keyword_row *row = keyword_find(m->key.text, r->dialect, r->vocabularies);

		if (row && (!only_ref || str_eq_z(m->key.text, "$ref")))
			keyword_read(c, row, m, &d);
	}
	keyword_finish(c, &d);
}

static void report_problems(struct compiler *c)
{
	for (size_t i = 0; i < c->documents.n; i++) {
		const struct document *d = c->documents.v[i];

		for (size_t k = 0; k < d->problems.n; k++)
			compile_broken(c, d, d->problems.v[k].at, "%.*s", STR_ARG(d->problems.v[k].message));
	}
}

static bool is_new(struct compiler *c, struct span at)
{
	return map_mark(&c->set->misspelt, str_fmt(c->a, "%u:%u %.*s", at.at.line, at.at.column, STR_ARG(at.path)), c->a);
}

/* A word of a member that is nearly another; `meant` is empty for those that are not. */
struct misspelt_word {
	enum schema_rule rule;
	const struct node *at;
	str meant;
	const char *is_no;
};

static void report_word(struct compiler *c, const struct site *site, const struct member *m, const struct misspelt_word *w)
{
	struct span at = { site->resource->document->path, w->at->at };
	struct diag *d;

	if (!w->meant.n || !is_new(c, at))
		return;
	d = diag_add(c->found, &schema_rules[w->rule], at, "%.*s is no %s, so nothing is checked by it",
	             STR_ARG(diag_quote(w->at->text, c->a)), w->is_no);
	d->hint = str_fmt(c->found->a, "did you mean %.*s?", STR_ARG(diag_quote(w->meant, c->a)));
	d->pointer = pointer_add(site_pointer(site, c->a), m->key.text, c->found->a);
	d->has_pointer = true;
}

static void report_misspelt(struct compiler *c, const struct site *site, const struct member *m)
{
	const struct resource *r = site->resource;

	report_word(c, site, m,
	            &(struct misspelt_word){ RULE_SCHEMA_UNKNOWN_KEYWORD, &m->key, keyword_meant(m, r->dialect, r->vocabularies, c->a),
	                                     "keyword of JSON Schema" });
	if (str_eq_z(m->key.text, "format") && keyword_find(m->key.text, r->dialect, r->vocabularies))
		report_word(c, site, m,
		            &(struct misspelt_word){ RULE_SCHEMA_UNKNOWN_FORMAT, &m->value, keyword_format_meant(c, m, r),
		                                     "known format" });
}

/* Behind the most that are told the rest is not looked at: each is told with its line, however long that is. */
static void report_unknown(struct compiler *c)
{
	size_t most = c->found->all.n + SCHEMA_MAX_FINDINGS;

	for (size_t i = 0; i < c->queue.n; i++) {
		const struct site *site = c->queue.v[i];

		for (size_t k = 0; !is_only_ref(site) && k < site->node->n; k++) {
			report_misspelt(c, site, &site->node->member[k]);
			if (c->found->all.n <= most)
				continue;
			c->found->all.n = most;
			c->found->all.v[most - 1].help = STR("mend these, then the further ones of this schema are told");
			return;
		}
	}
}

/* Subschemas that a keyword always applies to the same instance; a circle of those has no end. */
static struct sub_list always(const struct keyword *k, const struct sub **one)
{
	struct sub_list list = { 1, one };

	*one = NULL;
	switch ((int)k->op) {
	case OP_ALL_OF:
	case OP_ANY_OF:
	case OP_ONE_OF:
		return k->as.subs;
	case OP_NOT:
		*one = k->as.sub;
		break;
	case OP_IF:
		*one = k->as.condition->condition;
		break;
	case OP_REF:
		*one = k->as.reference.sub;
		break;
	default:
		list.n = 0;
		break;
	}
	return list;
}

/* Depth-first search with a stack of its own: as deep as there are subschemas. */
struct visit {
	const struct sub *sub;
	size_t keyword, child;
};
struct search {
	VEC(struct visit) stack;
};

static void open_visit(struct compiler *c, struct search *s, struct sub *sub)
{
	sub->visited = VISITED_OPEN;
	*vec_push(&s->stack, c->a) = (struct visit){ .sub = sub };
}

/* The next subschema below the top of the stack; NULL when there is none. */
static const struct sub *next_below(struct visit *v)
{
	while (v->keyword < v->sub->n) {
		const struct sub *one;
		struct sub_list list = always(&v->sub->keyword[v->keyword], &one);

		if (v->child < list.n)
			return list.v[v->child++];
		v->keyword++;
		v->child = 0;
	}
	return NULL;
}

static void find_loop(struct compiler *c, struct site *from)
{
	struct search s = { 0 };

	if (from->sub->visited != VISITED_NOT)
		return;
	open_visit(c, &s, from->sub);
	while (s.stack.n) {
		struct visit *top = &s.stack.v[s.stack.n - 1];
		const struct sub *below = next_below(top);

		if (!below) {
			top->sub->site->sub->visited = VISITED_DONE;
			s.stack.n--;
		} else if (below->visited == VISITED_OPEN) {
			compile_broken(c, below->site->resource->document, below->site->node->at,
			               "the schema at \"#%.*s\" refers to itself without end",
			               STR_ARG(site_pointer(below->site, c->a)));
		} else if (below->site && below->visited == VISITED_NOT) {
			open_visit(c, &s, below->site->sub);
		}
	}
}

static struct resource *resource_of(struct compiler *c, str path, const struct node *root, str uri)
{
	const struct site *known = refs_site(c->set, root);

	if (known && known == known->resource->root && known->resource->document->root == root) {
		known->resource->document->path = path;
		return known->resource;
	}
	return refs_add_document(c->set, path, root, refs_cut(uri).uri, NULL);
}

const struct schema *schema_compile(struct schema_set *s, str path, const struct node *root, str uri,
                                    struct diag_list *found, struct err *e)
{
	struct compiler c = { .set = s, .a = s->a, .found = found };
	struct schema *plan;
	struct resource *r;

	if (!root) {
		err_usage(e, "the schema %.*s is empty or could not be read", STR_ARG(path));
		return NULL;
	}
	s->generation++;
	r = resource_of(&c, str_dup(path, s->a), root, str_dup(uri, s->a));
	if (!r->root) {
		compile_broken(&c, r->document, root->at, "the schema is %.*s, expected a mapping, true or false",
		               STR_ARG(words_value(root, c.a)));
		return NULL;
	}
	plan = arena_new(s->a, struct schema);
	plan->document = r->document;
	plan->root = compile_site(&c, r->root);
	for (size_t i = 0; i < c.queue.n; i++)
		read_site(&c, c.queue.v[i]);
	for (size_t i = 0; i < c.queue.n; i++)
		find_loop(&c, c.queue.v[i]);
	report_problems(&c);
	if (c.n_broken)
		return NULL;
	report_unknown(&c);
	return plan;
}
