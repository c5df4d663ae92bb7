/* $schema and $vocabulary: which draft a schema is written in and which of its keywords count. A $schema that is
   neither draft 7 nor 2020-12 is looked up like any other reference, so that metaschemas of the user's own work. */
#include "schema/check.h"
#include "schema/plan.h"

enum { MAX_METASCHEMAS = 4 }; /* metaschemas that describe one another; longer chains are loops */

static const struct {
	const char *uri; /* without scheme and fragment */
	const char *file;
} embedded[] = {
	{ "json-schema.org/draft-07/schema", "schema/metaschemas/draft-07.json" },
	{ "json-schema.org/draft/2020-12/schema", "schema/metaschemas/2020-12-schema.json" },
	{ "json-schema.org/draft/2020-12/meta/core", "schema/metaschemas/2020-12-core.json" },
	{ "json-schema.org/draft/2020-12/meta/applicator", "schema/metaschemas/2020-12-applicator.json" },
	{ "json-schema.org/draft/2020-12/meta/unevaluated", "schema/metaschemas/2020-12-unevaluated.json" },
	{ "json-schema.org/draft/2020-12/meta/validation", "schema/metaschemas/2020-12-validation.json" },
	{ "json-schema.org/draft/2020-12/meta/meta-data", "schema/metaschemas/2020-12-meta-data.json" },
	{ "json-schema.org/draft/2020-12/meta/format-annotation", "schema/metaschemas/2020-12-format-annotation.json" },
	{ "json-schema.org/draft/2020-12/meta/format-assertion", "schema/metaschemas/2020-12-format-assertion.json" },
	{ "json-schema.org/draft/2020-12/meta/content", "schema/metaschemas/2020-12-content.json" },
};

static const struct {
	const char *name; /* after .../vocab/ */
	enum vocabulary flag;
} vocabularies[] = {
	{ "core", VOCABULARY_CORE },
	{ "applicator", VOCABULARY_APPLICATOR },
	{ "unevaluated", VOCABULARY_UNEVALUATED },
	{ "validation", VOCABULARY_VALIDATION },
	{ "meta-data", VOCABULARY_META_DATA },
	{ "format-annotation", VOCABULARY_FORMAT },
	{ "format-assertion", VOCABULARY_FORMAT | VOCABULARY_FORMAT_ASSERTION },
	{ "content", VOCABULARY_CONTENT },
};
enum { VOCABULARIES_DEFAULT = 0xFF & ~VOCABULARY_FORMAT_ASSERTION };

/* People write http and https, with and without an empty fragment. */
static str bare(str uri)
{
	uri = refs_cut(uri).uri;
	if (str_starts(uri, STR("https://")))
		return str_from(uri, 8);
	return str_starts(uri, STR("http://")) ? str_from(uri, 7) : uri;
}

str dialect_embedded_name(str uri)
{
	str name = bare(uri);

	for (size_t i = 0; name.n != uri.n && i < sizeof embedded / sizeof *embedded; i++)
		if (str_eq_z(name, embedded[i].uri))
			return str_from_z(embedded[i].file);
	return (str){ 0 };
}

struct dialect_choice dialect_default(enum schema_draft draft)
{
	struct dialect_choice c = { DIALECT_MIXED, VOCABULARIES_DEFAULT };

	if (draft != DRAFT_UNKNOWN)
		c.dialect = draft == DRAFT_7 ? DIALECT_7 : DIALECT_2020;
	return c;
}

static bool is_known(str uri, struct dialect_choice *out)
{
	str name = bare(uri);

	if (refs_cut(uri).fragment.n)
		return false;
	if (str_eq_z(name, embedded[0].uri))
		*out = dialect_default(DRAFT_7);
	else if (str_eq_z(name, embedded[1].uri))
		*out = dialect_default(DRAFT_2020_12);
	else
		return false;
	return true;
}

static bool read_vocabularies(const struct node *map, unsigned *out, struct err *e)
{
	unsigned flags = VOCABULARY_CORE;

	for (size_t i = 0; i < map->n; i++) {
		const struct member *m = &map->member[i];
		str name = bare(m->key.text);
		bool found = false;

		for (size_t k = 0; k < sizeof vocabularies / sizeof *vocabularies; k++) {
			str prefix = STR("json-schema.org/draft/2020-12/vocab/");

			if (str_starts(name, prefix) && str_eq_z(str_from(name, prefix.n), vocabularies[k].name)) {
				flags |= vocabularies[k].flag;
				found = true;
			}
		}
		if (!found && doc_is_true(&m->value))
			return err_usage(e, "its metaschema needs the vocabulary %.*s, which is not supported",
			                 STR_ARG(m->key.text));
	}
	*out = flags;
	return true;
}

/* The document that an unknown $schema names decides: by its own $schema and its $vocabulary. */
static bool from_metaschema(struct schema_set *s, str uri, struct dialect_choice *out, struct err *e)
{
	static const struct resource nowhere; /* $schema is absolute */
	struct err why = { 0 };
	const struct site *meta = NULL;
	const struct node *list;

	if (s->loading < MAX_METASCHEMAS) {
		s->loading++;
		meta = refs_find(s, &nowhere, uri, &why);
		s->loading--;
	}
	if (!meta)
		return err_usage(e,
		                 "$schema is \"%.*s\", supported are https://json-schema.org/draft/2020-12/schema and "
		                 "http://json-schema.org/draft-07/schema",
		                 STR_ARG(uri));
	*out = (struct dialect_choice){ meta->resource->dialect, meta->resource->vocabularies };
	if (out->dialect == DIALECT_MIXED)
		out->dialect = DIALECT_2020;
	list = doc_get_z(meta->node, "$vocabulary");
	if (out->dialect == DIALECT_2020 && list && list->kind == NODE_MAP)
		return read_vocabularies(list, &out->vocabularies, e);
	return true;
}

bool dialect_of(struct schema_set *s, const struct node *schema, struct dialect_choice *out, struct err *e)
{
	const struct node *named = doc_get_z(schema, "$schema");

	if (!named)
		return true;
	if (named->kind != NODE_STRING)
		return err_usage(e, "$schema is %.*s, expected a URI in a string", STR_ARG(words_value(named, s->a)));
	return is_known(named->text, out) || from_metaschema(s, named->text, out, e);
}
