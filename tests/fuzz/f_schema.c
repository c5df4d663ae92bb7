/* The first line is a schema, the rest a document, both JSON. Two compilations and two validations must agree, and the
   order of keys must not matter for the verdict. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct node *parse(str text, struct arena *a)
{
	struct diag_list found;

	diag_list_init(&found, a);
	return doc_parse_json(STR("x.json"), text, NULL, a, &found).root;
}

static struct node reversed(const struct node *n, struct arena *a)
{
	struct node copy = *n;

	if (n->kind == NODE_SEQ) {
		copy.item = arena_array(a, n->n, struct node);
		for (size_t i = 0; i < n->n; i++)
			copy.item[i] = reversed(&n->item[i], a);
	} else if (n->kind == NODE_MAP) {
		copy.member = arena_array(a, n->n, struct member);
		for (size_t i = 0; i < n->n; i++) {
			copy.member[i].key = n->member[n->n - 1 - i].key;
			copy.member[i].value = reversed(&n->member[n->n - 1 - i].value, a);
		}
	}
	return copy;
}

static const struct schema *compile(const struct node *root, enum schema_draft draft, struct arena *a)
{
	struct schema_options options = { .draft = draft, .assert_formats = true };
	struct diag_list found;
	struct err e = { 0 };
	const struct schema *s;

	diag_list_init(&found, a);
	s = schema_compile(schema_set_new(&options, a), STR("s.json"), root, STR("dir/s.json"), &found, &e);
	if ((s == NULL) != diag_reaches(&found, DIAG_ERROR)) /* what is only misspelt is a warning */
		abort();
	return s;
}

/* 1 valid, 0 not, -1 given up: that may depend on the order. */
static int verdict(const struct schema *s, const struct node *doc, struct arena *a)
{
	struct diag_list found;
	bool valid;

	diag_list_init(&found, a);
	valid = schema_validate(s, STR("x.json"), doc, a, &found);
	if (valid != (found.all.n == 0))
		abort();
	for (size_t i = 0; i < found.all.n; i++) {
		const struct diag *d = &found.all.v[i];

		if (d->rule == NULL || !d->message.n || !utf8_is_valid(d->message))
			abort();
		if (str_eq_z(str_from_z(d->rule->id), "schema-too-complex") ||
		    str_eq_z(str_from_z(d->rule->id), "schema-pattern-limit"))
			return -1;
	}
	return valid;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cut half = str_cut((str){ (const char *)data, size }, '\n');
	struct arena a;
	const struct node *schema, *doc;

	arena_init(&a);
	schema = parse(half.head, &a);
	doc = parse(half.tail, &a);
	for (int draft = DRAFT_UNKNOWN; schema && doc && draft <= DRAFT_2020_12; draft++) {
		struct node *other = arena_new(&a, struct node), *other_schema = arena_new(&a, struct node);
		const struct schema *s = compile(schema, (enum schema_draft)draft, &a), *again;
		int first, second, third;

		*other = reversed(doc, &a);
		*other_schema = reversed(schema, &a);
		again = compile(other_schema, (enum schema_draft)draft, &a);
		if ((s == NULL) != (again == NULL))
			abort();
		if (!s)
			continue;
		first = verdict(s, doc, &a);
		second = verdict(s, other, &a);
		third = verdict(again, doc, &a);
		if (first >= 0 && ((second >= 0 && second != first) || (third >= 0 && third != first)))
			abort();
	}
	arena_free(&a);
	return 0;
}
