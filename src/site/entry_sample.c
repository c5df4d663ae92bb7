/* What is sent, by example: the payload of an event made from its definition, and the form of a value that has a schema of its own. */
#include "doc/json.h"
#include "site/page_entry.h"

enum {
	EXAMPLE_BYTES = 40,       /* of a value that a description names; longer ones are no values */
	SCHEMA_BYTES = 16 * 1024, /* of a value's schema on the page; what an example has behind them is left out */
	SCHEMAS_SHARED = 32 * 1024 * 1024, /* bytes of memory for those that pages share; each takes a few MB at most */
	SCHEMA_ROWS = 50,         /* of its table, and members of an example */
	SCHEMA_DEPTH = 8,         /* levels of an example */
	REPORT_DEPTH = 16,        /* parts of a key; with both and the levels of a tree below JSON_MAX_DEPTH */
	EXAMPLE_NUMBER = 42
};

static bool is_number(str text)
{
	size_t digits = 0, dots = 0;

	text = str_from(text, str_starts(text, STR("-")));
	for (size_t i = 0; i < text.n; i++) {
		digits += byte_is_digit(text.p[i]);
		dots += i && i + 1 < text.n && text.p[i] == '.';
	}
	return digits && dots < 2 && digits + dots == text.n && (text.p[0] != '0' || text.n == 1 || text.p[1] == '.');
}

/* The first value that a description names: "Type of the item: `task`, `bug`". */
static str example_of(str description)
{
	struct cut open = str_cut(description, '`'), close = str_cut(open.tail, '`');
	bool is_value = open.found && close.found && close.head.n && close.head.n <= EXAMPLE_BYTES;

	return is_value && str_find(close.head, ' ') == close.head.n ? close.head : (str){ 0 };
}

/* What the definition gives as an example, as JSON Schema does; NULL: nothing. */
static const struct node *property_example(const struct node *property)
{
	const struct node *given = doc_get_z(property, "example"), *values = doc_get_z(property, "enum");

	if (given && given->kind != NODE_NULL)
		return given;
	return values && values->kind == NODE_SEQ && values->n ? &values->item[0] : NULL;
}

static void put_value(struct json *j, str type, str example)
{
	if (str_eq_z(type, "array")) {
		json_raw(j, STR("[]"));
	} else if (str_eq_z(type, "object")) {
		json_raw(j, STR("{}"));
	} else if (str_eq_z(type, "number") || str_eq_z(type, "integer")) {
		json_raw(j, is_number(example) ? example : STR("1"));
	} else if (str_eq_z(type, "boolean")) {
		json_bool(j, !str_eq_z(example, "false"));
	} else {
		json_str(j, example.n ? example : STR("text"));
	}
}

/* Schemas may refer to themselves, in many places, and examples be long. */
static bool has_room(const struct json *j, size_t members)
{
	return members < SCHEMA_ROWS && j->out->n < SCHEMA_BYTES;
}

/* Infinities and NaN have no digits. */
static bool is_in_json(const struct node *n, struct arena *a)
{
	str number = doc_number(n, a);

	return !number.n || byte_is_digit(number.p[number.n - 1]);
}

/* As it was read, as far as there is room; `depth` levels of it. For numbers that JSON does not have stands one that it has. */
static void put_cut(struct json *j, const struct node *n, size_t depth, struct arena *a)
{
	bool is_map = n->kind == NODE_MAP;

	if (!is_map && n->kind != NODE_SEQ) {
		if (is_in_json(n, a))
			json_node(j, n, a);
		else
			put_value(j, STR("number"), (str){ 0 });
		return;
	}
	json_begin(j, is_map ? '{' : '[');
	for (size_t i = 0; depth && i < n->n && has_room(j, i); i++) {
		if (is_map)
			json_key_str(j, n->member[i].key.text);
		put_cut(j, is_map ? &n->member[i].value : &n->item[i], depth - 1, a);
	}
	json_end(j);
}

static bool has_other_form(str type)
{
	static const char *const types[] = { "array", "object", "number", "integer", "boolean", NULL };

	return str_is_among_z(type, types);
}

/* Quotes stand around numbers in YAML, and are left out around texts that look like them: there the type says what is meant. */
static void put_property(struct json *j, str type, const struct node *property, struct arena *a)
{
	const struct node *given = property_example(property);

	if (!given)
		put_value(j, type, example_of(doc_text(property_description(property))));
	else if (given->kind == NODE_STRING && has_other_form(type))
		put_value(j, type, given->text);
	else if (str_eq_z(type, "string") && (given->kind == NODE_BOOL || node_is_number(given)))
		json_str(j, doc_scalar(given, a));
	else
		put_cut(j, given, SCHEMA_DEPTH, a);
}

/* What makes up the key: {"category": "boards", "action": "click_card"}. */
static void put_key(struct json *j, const struct entry *e, struct arena *a)
{
	for (size_t i = 0; e->key_rule && i < e->key_rule->n_parts; i++) {
		str text = entry_text(e, e->key_rule->parts[i], a);

		if (!text.n)
			continue;
		json_key_str(j, pointer_last_name(e->key_rule->parts[i], a));
		json_str(j, text);
	}
}

/* What the warehouse knows comes as it has it: "user": {"id": 42}, names in the plural as lists. Of all else the name is known alone. */
static void put_identifier(struct json *j, const struct kind *k, str name)
{
	if (!k->warehouse.n)
		put_value(j, (str){ 0 }, (str){ 0 });
	else
		json_raw(j, str_ends(name, STR("_ids")) ? STR("[42]") : STR("{\"id\": 42}")); /* of a user, a project ... */
}

static size_t put_identifiers(struct json *j, const struct kind *k, const struct node *list)
{
	size_t n = 0;

	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++) {
		str name = doc_text(&list->item[i]);

		if (!name.n)
			continue;
		json_key_str(j, name);
		put_identifier(j, k, name);
		n++;
	}
	return n;
}

static size_t put_properties(struct json *j, const struct kind *k, const struct node *properties, struct arena *a)
{
	size_t n = properties && properties->kind == NODE_MAP ? properties->n : 0;

	if (!n)
		return 0;
	json_key_str(j, pointer_last_name(k->properties, a));
	json_begin(j, '{');
	for (size_t i = 0; i < n; i++) {
		const struct member *property = &properties->member[i];

		json_key_str(j, property->key.text);
		put_property(j, str_cut(property_type(k, property, a), ' ').head, &property->value, a);
	}
	json_end(j);
	return n;
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
	n = put_identifiers(&j, k, k->identifiers.n ? doc_at(root, k->identifiers) : NULL);
	n += put_properties(&j, k, k->properties.n ? doc_at(root, k->properties) : NULL, p->a);
	json_end(&j);
	view_text(p->view, "sample", n ? buf_str(&out) : (str){ 0 }, p->a);
}

/* ---- what an instance reports ---- */

static const struct node *follow(const struct node *root, const struct node *schema)
{
	str ref = doc_text(doc_get_z(schema, "$ref"));

	return str_starts(ref, STR("#/")) ? doc_at(root, str_from(ref, 1)) : schema;
}

/* The type, or the first of several; what has members is an object. */
static str first_type(const struct node *schema)
{
	const struct node *type = doc_get_z(schema, "type");

	if (type && type->kind == NODE_SEQ && type->n)
		type = &type->item[0];
	if (!doc_text(type).n && doc_get_z(schema, "properties"))
		return STR("object");
	return doc_text(type);
}

/* Looked for among as many as an example has members: schemas name very many. NULL: none, or no list. */
static const struct node *first_in_json(const struct node *list, struct arena *a)
{
	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n && i < SCHEMA_ROWS; i++)
		if (is_in_json(&list->item[i], a))
			return &list->item[i];
	return NULL;
}

/* The value that the schema itself names; NULL: none. */
static const struct node *given_of(const struct node *schema, struct arena *a)
{
	const struct node *given = doc_get_z(schema, "const");

	if (!given)
		given = first_in_json(doc_get_z(schema, "enum"), a);
	return given ? given : first_in_json(doc_get_z(schema, "examples"), a);
}

/* Of another file, or where a second reference leads, nothing is known but what stands beside the reference. */
static bool is_known(const struct node *schema, struct arena *a)
{
	return schema && (!doc_get_z(schema, "$ref") || first_type(schema).n || given_of(schema, a));
}

/* Not more than the schema allows. */
static void put_number(struct json *j, const struct node *schema, struct arena *a)
{
	const struct node *most = doc_get_z(schema, "maximum");
	bool is_less = most && ((most->kind == NODE_INT && !most->is_big && node_integer(most) < EXAMPLE_NUMBER) ||
	                        (most->kind == NODE_FLOAT && node_real(most) < EXAMPLE_NUMBER));

	if (is_less)
		put_cut(j, most, 0, a);
	else
		json_uint(j, EXAMPLE_NUMBER);
}

/* schema: NULL where there is none. */
static void put_plain(struct json *j, str type, const struct node *schema, struct arena *a)
{
	if (str_eq_z(type, "number") || str_eq_z(type, "integer"))
		put_number(j, schema, a);
	else if (str_eq_z(type, "boolean"))
		json_bool(j, true);
	else if (str_eq_z(type, "null"))
		json_null(j);
	else
		json_str(j, STR("text"));
}

/* A value that the schema lets through, as far as types, members and items go; `depth` levels of it. */
static void put_example(struct json *j, const struct node *root, const struct node *schema, size_t depth, struct arena *a)
{
	const struct node *given, *members, *items;
	str type;

	schema = follow(root, schema);
	given = given_of(schema, a);
	type = first_type(schema);
	members = doc_get_z(schema, "properties");
	items = doc_get_z(schema, "items");
	if (given) {
		put_cut(j, given, SCHEMA_DEPTH, a);
	} else if (str_eq_z(type, "object")) {
		json_begin(j, '{');
		for (size_t i = 0; depth && members && members->kind == NODE_MAP && i < members->n && has_room(j, i); i++) {
			const struct node *value = &members->member[i].value;

			if (!is_known(follow(root, value), a))
				continue;
			json_key_str(j, members->member[i].key.text);
			put_example(j, root, value, depth - 1, a);
		}
		json_end(j);
	} else if (str_eq_z(type, "array")) {
		json_begin(j, '[');
		if (depth && items && is_known(follow(root, items), a) && has_room(j, 0))
			put_example(j, root, items, depth - 1, a);
		json_end(j);
	} else {
		put_plain(j, type, schema, a);
	}
}

/* A schema with faults is still worth reading. */
static const struct node *read_schema(str path, str bytes, struct arena *a, struct arena *scratch)
{
	struct diag_list ignored;

	diag_list_init(&ignored, scratch);
	return doc_parse(path, bytes, NULL, a, &ignored).root;
}

static const struct node *value_schema(struct page *p, const struct entry *e)
{
	str path = entry_text(e, e->kind->value_schema, p->a), bytes = dict_text(p->site->dict, path);
	const struct shared_schema *shared = map_get(&p->site->schemas, path);

	if (shared)
		return shared->root;
	return bytes.n ? read_schema(path, bytes, p->a, p->a) : NULL;
}

void schemas_gather(struct site *s, struct arena *a, struct arena *scratch)
{
	size_t most = a->used + SCHEMAS_SHARED;
	struct map named = { 0 };

	for (size_t i = 0; i < s->dict->all.n && a->used < most && !s->is_large; i++) {
		const struct entry *e = s->dict->all.v[i];
		str path = entry_text(e, e->kind->value_schema, a), bytes = dict_text(s->dict, path);
		struct shared_schema *shared;

		if (!bytes.n || map_mark(&named, path, scratch) || map_has(&s->schemas, path))
			continue;
		shared = arena_new(a, struct shared_schema);
		shared->root = read_schema(path, bytes, a, scratch);
		*map_put(&s->schemas, path, a) = shared;
	}
}

/* Where the value stands: {"counts": {"ci_builds": 42}}. false: there is no report. */
static bool view_report(struct page *p, const struct entry *e, const struct node *schema)
{
	const struct kind *k = e->kind;
	str type = entry_text(e, k->value_type, p->a);
	struct cut c = { .tail = e->key, .found = k->warehouse.n > 0 && k->separator.n > 0 && k->value_type.n > 0 };
	struct buf out = { .a = p->a };
	struct json j;

	json_init(&j, &out, true);
	while (c.found && j.depth < REPORT_DEPTH) {
		c = str_cut(c.tail, k->separator.p[0]);
		json_begin(&j, '{');
		json_key_str(&j, c.head);
	}
	if (!j.depth || c.found) { /* nothing is known of reports, keys have no parts, or very many */
		view_text(p->view, "report", (str){ 0 }, p->a);
		return false;
	}
	if (schema && is_known(follow(schema, schema), p->a))
		put_example(&j, schema, schema, SCHEMA_DEPTH, p->a);
	else if (str_eq(type, k->value_type_needs))
		json_raw(&j, STR("{}"));
	else
		put_plain(&j, type.n ? type : STR("number"), NULL, p->a);
	while (j.depth)
		json_end(&j);
	view_text(p->view, "report", buf_str(&out), p->a);
	return true;
}

/* What stands in for a type: "see seat.json". */
static str other_words(struct page *p, const struct node *schema)
{
	str ref = doc_text(doc_get_z(schema, "$ref"));

	if (doc_get_z(schema, "enum"))
		return STR("one of several values");
	return ref.n && ref.p[0] != '#' ? str_fmt(p->a, "see %.*s", STR_ARG(ref)) : (str){ 0 };
}

/* "number", "array", "string or null" */
static str type_words(struct page *p, const struct node *schema)
{
	const struct node *type = doc_get_z(schema, "type");
	struct buf b = { .a = p->a };

	if (doc_text(type).n)
		return type->text;
	for (size_t i = 0; type && type->kind == NODE_SEQ && i < type->n; i++) {
		buf_z(&b, i ? " or " : "");
		buf_put(&b, doc_text(&type->item[i]));
	}
	return b.n ? buf_str(&b) : other_words(p, schema);
}

/* The value by itself, of what is in no report that is known. */
static void view_value_example(struct page *p, const struct node *schema)
{
	struct buf out = { .a = p->a };
	struct json j;

	json_init(&j, &out, true);
	if (schema && is_known(follow(schema, schema), p->a))
		put_example(&j, schema, schema, SCHEMA_DEPTH, p->a);
	view_text(p->view, "value_example", buf_str(&out), p->a);
}

static void view_members(struct page *p, const struct node *schema)
{
	const struct node *members = doc_get_z(schema, "properties");
	struct view *rows = view_list(p->view, "members", p->a);
	size_t n = members && members->kind == NODE_MAP ? members->n : 0;

	for (size_t i = 0; i < n && i < SCHEMA_ROWS; i++) {
		const struct node *value = &members->member[i].value, *meant = follow(schema, value);
		str about = doc_text(doc_get_z(value, "description"));
		struct view *row = view_list_add(rows, p->a);

		view_text(row, "name", members->member[i].key.text, p->a);
		view_text(row, "type", type_words(p, meant), p->a);
		view_text(row, "about", about.n ? about : doc_text(doc_get_z(meant, "description")), p->a);
	}
	view_flag(p->view, "has_members", rows->n > 0, p->a);
}

/* The schema itself, where definitions name a file that was read. */
static void view_value_schema(struct page *p, const struct entry *e, const struct node *schema)
{
	str path = entry_text(e, e->kind->value_schema, p->a), bytes = dict_text(p->site->dict, path);

	view_text(p->view, "schema_path", bytes.n ? path : (str){ 0 }, p->a);
	view_text(p->view, "schema_about", doc_text(doc_get_z(schema, "description")), p->a);
	view_members(p, schema);
	view_flag(p->view, "schema_cut", bytes.n > SCHEMA_BYTES, p->a);
	view_text(p->view, "schema", bytes.n > SCHEMA_BYTES ? (str){ 0 } : str_trim(bytes), p->a);
}

bool view_value(struct page *p, const struct entry *e)
{
	const struct node *schema = value_schema(p, e);
	bool has_report = view_report(p, e, schema);

	view_value_schema(p, e, schema);
	view_value_example(p, has_report ? NULL : schema);
	return has_report;
}
