/* Where fields of custom rules lead to in a definition. */
#include "lint/custom_parts.h"

bool value_is_absent(const struct node *n)
{
	return !n || n->kind == NODE_NULL;
}

/* A token as the name that it stands for. */
static bool unescape(str token, struct arena *a, str *out)
{
	for (size_t i = 0; i < token.n; i++)
		if (token.p[i] == '~' && (++i == token.n || (token.p[i] != '0' && token.p[i] != '1')))
			return false;
	*out = pointer_unescape(token, a);
	return true;
}

enum field_fault field_read(str name, str *tokens, struct arena *a, struct field_path *out)
{
	enum field_fault fault = FIELD_FINE;
	str rest = name;

	*out = (struct field_path){ .name = name, .token = tokens };
	if (!str_starts(name, STR("/"))) {
		tokens[out->n++] = name;
		return FIELD_FINE;
	}
	while (rest.n) {
		struct cut c = str_cut(str_from(rest, 1), '/');
		str *token = &tokens[out->n];

		if (out->n == FIELD_MAX_TOKENS)
			return FIELD_TOO_LONG;
		if (!unescape(c.head, a, token)) {
			*token = c.head;
			fault = FIELD_BAD_ESCAPE;
		}
		out->has_star = out->has_star || str_eq_z(*token, "*");
		out->n++;
		rest = c.found ? str_from(rest, c.head.n + 1) : (str){ 0 };
	}
	return fault;
}

struct walk {
	const struct field_path *field;
	visit_fn *visit;
	void *arg;
	struct found_value at;
};

static bool step(struct walk *w, size_t i, const struct node *n);

static bool step_all(struct walk *w, size_t i, const struct node *n)
{
	for (size_t j = 0; (n->kind == NODE_SEQ || n->kind == NODE_MAP) && j < n->n; j++) {
		w->at.index[i] = j;
		w->at.parent = n;
		w->at.parent_tokens = i;
		if (!step(w, i + 1, n->kind == NODE_SEQ ? &n->item[j] : &n->member[j].value))
			return false;
	}
	return true;
}

static bool has_star_behind(const struct field_path *f, size_t i)
{
	for (; i < f->n; i++)
		if (str_eq_z(f->token[i], "*"))
			return true;
	return false;
}

/* At most FIELD_MAX_TOKENS deep. */
static bool step(struct walk *w, size_t i, const struct node *n)
{
	const struct node *next;

	if (i == w->field->n) {
		w->at.value = n;
		return w->visit(w->arg, &w->at);
	}
	if (str_eq_z(w->field->token[i], "*"))
		return step_all(w, i, n);
	w->at.parent = n;
	w->at.parent_tokens = i;
	next = doc_child(n, w->field->token[i]);
	if (next)
		return step(w, i + 1, next);
	if (has_star_behind(w->field, i))
		return true; /* there are no items */
	w->at.value = NULL;
	return w->visit(w->arg, &w->at);
}

void field_visit(const struct field_path *f, const struct node *root, visit_fn *visit, void *arg)
{
	struct walk w = { .field = f, .visit = visit, .arg = arg };

	(void)step(&w, 0, root); /* whether it was ended early does not matter */
}

bool field_pointer(const struct field_path *f, const struct node *root, const struct found_value *v, size_t n_tokens, struct arena *a, str *out)
{
	const struct node *n = root;
	struct pointer pointer = { .n = 0 };
	bool fits = true;

	for (size_t i = 0; fits && i < n_tokens && i < f->n; i++) {
		bool is_star = str_eq_z(f->token[i], "*");

		if (is_star && n && n->kind == NODE_SEQ)
			fits = pointer_put_index(&pointer, v->index[i]);
		else
			fits = pointer_put(&pointer, is_star && n ? n->member[v->index[i]].key.text : f->token[i]);
		if (!n)
			continue;
		if (is_star)
			n = n->kind == NODE_SEQ ? &n->item[v->index[i]] : &n->member[v->index[i]].value;
		else
			n = doc_child(n, f->token[i]);
	}
	if (fits)
		*out = str_dup(pointer_str(&pointer), a);
	return fits;
}
