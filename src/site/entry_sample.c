/* What is sent, by example: the payload of an event made from its definition, and the form of a value that has a schema of its own. */
#include "doc/json.h"
#include "site/page_entry.h"

enum {
	EXAMPLE_BYTES = 40,       /* of a value that a description names; longer ones are no values */
	SCHEMA_BYTES = 16 * 1024, /* of a value's schema on the page */
	SCHEMA_ROWS = 50          /* of its table */
};

static str last_token(str pointer)
{
	return str_cut_last(pointer, '/').tail;
}

static bool is_number(str text)
{
	size_t digits = 0, dots = 0;

	for (size_t i = 0; i < text.n; i++) {
		digits += byte_is_digit(text.p[i]);
		dots += i && i + 1 < text.n && text.p[i] == '.';
	}
	return digits && dots < 2 && digits + dots == text.n && (text.p[0] != '0' || dots || text.n == 1);
}

/* The first value that a description names: "Type of the item: `task`, `bug`". */
static str example_of(str description)
{
	struct cut open = str_cut(description, '`'), close = str_cut(open.tail, '`');
	bool is_value = open.found && close.found && close.head.n && close.head.n <= EXAMPLE_BYTES;

	return is_value && str_find(close.head, ' ') == close.head.n ? close.head : (str){ 0 };
}

static void put_value(struct json *j, str type, str description)
{
	str example = example_of(description);

	if (str_eq_z(type, "number")) {
		json_raw(j, is_number(example) ? example : STR("1"));
	} else if (str_eq_z(type, "boolean")) {
		json_bool(j, true);
	} else {
		json_str(j, example.n ? example : STR("text"));
	}
}

/* What makes up the key: {"category": "boards", "action": "click_card"}. */
static void put_key(struct json *j, const struct entry *e, struct arena *a)
{
	for (size_t i = 0; e->key_rule && i < e->key_rule->n_parts; i++) {
		str text = entry_text(e, e->key_rule->parts[i], a);

		if (!text.n)
			continue;
		json_key_str(j, last_token(e->key_rule->parts[i]));
		json_str(j, text);
	}
}

/* "user": {"id": 42}; names in the plural are lists. */
static size_t put_identifiers(struct json *j, const struct node *list)
{
	size_t n = 0;

	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++) {
		str name = doc_text(&list->item[i]);

		if (!name.n)
			continue;
		json_key_str(j, name);
		json_raw(j, str_ends(name, STR("_ids")) ? STR("[42]") : STR("{\"id\": 42}")); /* of a user, a project ... */
		n++;
	}
	return n;
}

static size_t put_properties(struct json *j, const struct kind *k, const struct node *properties)
{
	size_t n = properties && properties->kind == NODE_MAP ? properties->n : 0;

	if (!n)
		return 0;
	json_key_str(j, last_token(k->properties));
	json_begin(j, '{');
	for (size_t i = 0; i < n; i++) {
		const struct node *value = &properties->member[i].value;
		str name = properties->member[i].key.text;

		json_key_str(j, name);
		put_value(j, property_type(k, name), property_text(value));
	}
	json_end(j);
	return n;
}

str property_type(const struct kind *k, str name)
{
	for (size_t i = 0; i < k->n_property_types; i++)
		if (str_eq(k->property_types[i].value, name))
			return k->property_types[i].label;
	return (str){ 0 };
}

str property_text(const struct node *value)
{
	return value->kind == NODE_MAP ? doc_text(doc_get(value, STR("description"))) : doc_text(value);
}

void view_sample(struct page *p, const struct entry *e)
{
	const struct kind *k = e->kind;
	const struct node *root = e->definition->root;
	struct buf out = { .a = p->a };
	struct json j;
	size_t n;

	json_init(&j, &out, true);
	json_begin(&j, '{');
	put_key(&j, e, p->a);
	n = put_identifiers(&j, k->identifiers.n ? doc_at(root, k->identifiers) : NULL);
	n += put_properties(&j, k, k->properties.n ? doc_at(root, k->properties) : NULL);
	json_end(&j);
	view_text(p->view, "sample", n ? buf_str(&out) : (str){ 0 }, p->a);
}

/* "number", "array", "string or null"; where there is none, what stands in for it. */
static str type_words(struct page *p, const struct node *schema)
{
	const struct node *type = doc_get(schema, STR("type"));
	struct buf b = { .a = p->a };

	if (doc_text(type).n)
		return type->text;
	for (size_t i = 0; type && type->kind == NODE_SEQ && i < type->n; i++) {
		buf_z(&b, i ? " or " : "");
		buf_put(&b, doc_text(&type->item[i]));
	}
	return b.n ? buf_str(&b) : doc_get(schema, STR("enum")) ? STR("one of several values") : (str){ 0 };
}

static void view_members(struct page *p, const struct node *schema)
{
	const struct node *members = doc_get(schema, STR("properties"));
	struct view *rows = view_list(p->view, "members", p->a);
	size_t n = members && members->kind == NODE_MAP ? members->n : 0;

	for (size_t i = 0; i < n && i < SCHEMA_ROWS; i++) {
		const struct node *value = &members->member[i].value;
		struct view *row = view_list_add(rows, p->a);

		view_text(row, "name", members->member[i].key.text, p->a);
		view_text(row, "type", type_words(p, value), p->a);
		view_text(row, "about", doc_text(doc_get(value, STR("description"))), p->a);
	}
	view_flag(p->view, "has_members", rows->n > 0, p->a);
}

/* The schema of a value, where definitions name a file that was read. */
void view_value_schema(struct page *p, const struct entry *e)
{
	str path = entry_text(e, e->kind->value_schema, p->a), bytes = dict_text(p->site->dict, path);
	struct diag_list ignored; /* a schema with faults is still worth reading */
	struct doc doc;

	view_text(p->view, "schema_path", bytes.n ? path : (str){ 0 }, p->a);
	if (!bytes.n)
		return;
	diag_list_init(&ignored, p->a);
	doc = doc_parse_json(path, bytes, NULL, p->a, &ignored);
	view_text(p->view, "schema_about", doc_text(doc_get(doc.root, STR("description"))), p->a);
	view_members(p, doc.root);
	view_flag(p->view, "schema_cut", bytes.n > SCHEMA_BYTES, p->a);
	view_text(p->view, "schema", bytes.n > SCHEMA_BYTES ? (str){ 0 } : str_trim(bytes), p->a);
}
