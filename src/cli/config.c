/* Reads dictum.yml: the schema says what is wrong, then the values are taken as they are. */
#include "base/embed.h"
#include "cli/config.h"
#include "cli/config_check.h"
#include "lint/custom.h"
#include "render/search.h"
#include "schema/schema.h"

static str text(const struct node *map, const char *key)
{
	return doc_text(doc_get_z(map, key));
}

static const struct schema *own_schema(str name, struct arena *a)
{
	struct schema_options o = { .draft = DRAFT_2020_12, .assert_formats = true };
	str bytes = { 0 };
	struct diag_list found;
	struct err e = { .text = "" };
	const struct schema *s;
	struct doc doc;

	diag_list_init(&found, a);
	BUG_IF(!embed_get(name, &bytes));
	doc = doc_parse_json(name, bytes, NULL, a, &found);
	BUG_IF(!doc.root);
	s = schema_compile(schema_set_new(&o, a), name, doc.root, (str){ 0 }, &found, &e);
	BUG_IF(!s);
	return s;
}

bool config_fits(str schema, str path, const struct node *root, struct diag_list *found, struct err *e)
{
	(void)schema_validate(own_schema(schema, found->a), path, root, found->a, found); /* the findings tell */
	return !found->all.n || err_findings(e, found);
}

bool config_blame(const struct config *c, const struct node *at, struct err *e)
{
	const struct err why = *e;

	if (!at || !why.is_usage)
		return false;
	return err_usage(e, "%.*s:%u:%u: %s", STR_ARG(c->path), at->at.line, at->at.column, why.text);
}

static void read_snippets(struct site_snippets *out, const struct node *list, const char *text_name, struct arena *a)
{
	for (size_t i = 0; list && i < list->n; i++)
		*vec_push(&out->all, a) = (struct site_snippet){ text(&list->item[i], "label"), text(&list->item[i], "kind"),
			                                         text(&list->item[i], text_name) };
}

static void read_privacy(struct config *c, const struct node *map, struct arena *a)
{
	for (size_t i = 0; map && i < map->n; i++) {
		const struct node *v = &map->member[i].value;

		*vec_push(&c->site.privacy, a) = (struct site_privacy){
			.category = map->member[i].key.text,
			.title = text(v, "title"),
			.summary = text(v, "summary"),
			.turn_off = text(v, "turn_off"),
			.why = text(v, "why"),
			.identifies = text(v, "identifies"),
			.sent_to = text(v, "sent_to"),
		};
	}
}

static void read_context(struct config *c, const struct node *map, struct arena *a)
{
	const struct node *fields = doc_get_z(map, "fields");

	c->site.context.summary = text(map, "summary");
	c->site.context.guide = text(map, "guide");
	for (size_t i = 0; fields && i < fields->n; i++) {
		const struct node *f = &fields->item[i];

		*vec_push(&c->site.context.fields, a) =
		        (struct site_context_field){ text(f, "name"), text(f, "type"), text(f, "description"), text(f, "example") };
	}
}

static void read_formats(struct config *c, const struct node *map, struct arena *a)
{
	struct field_label *all = arena_array(a, map ? map->n : 0, struct field_label);

	for (size_t i = 0; map && i < map->n; i++)
		all[i] = (struct field_label){ map->member[i].key.text, doc_text(&map->member[i].value), { 0 } };
	c->formats = all;
	c->n_formats = map ? map->n : 0;
}

static void read_rule_level(struct config *c, const struct member *m, const struct faults *f)
{
	struct diag_setting *row;

	if (!lint_find_in(c->custom, m->key.text)) {
		faults_add(f, &m->key, "%.*s", STR_ARG(lint_unknown_in(c->custom, m->key.text, f->a)));
		return;
	}
	row = vec_push(&c->levels, f->a);
	row->id = m->key.text;
	(void)lint_level_read(&m->value, &row->level); /* the schema lets only levels through */
}

static void read_lint(struct config *c, const struct node *lint, const struct faults *f)
{
	const struct node *rules = doc_get_z(lint, "rules"), *fail_on = doc_get_z(lint, "fail_on");

	if (fail_on)
		(void)lint_level_read(fail_on, &c->fail_on); /* the schema lets only levels through */
	c->baseline = text(lint, "baseline");
	c->custom = lint_custom_compile(doc_get_z(lint, "custom"), c->bytes, f);
	for (size_t i = 0; rules && i < rules->n && !f->found->is_cut; i++)
		read_rule_level(c, &rules->member[i], f);
}

static void read_synonyms(struct config *c, const struct node *map, const struct faults *f)
{
	struct field_label *all = arena_array(f->a, map ? map->n : 0, struct field_label);

	for (size_t i = 0; map && i < map->n; i++) {
		const struct node *key = &map->member[i].key, *words = &map->member[i].value;
		size_t n = search_count_words(doc_text(words), f->a);

		if (!n || n > SEARCH_SYNONYM_WORDS)
			faults_add(f, words, "search.synonyms.%.*s has %.*s of 2 letters or more, expected 1 to %d", STR_ARG(key->text),
			           STR_ARG(str_quantity(n, "word", f->a)), SEARCH_SYNONYM_WORDS);
		all[i] = (struct field_label){ str_lower(key->text, f->a), doc_text(words), { 0 } };
	}
	c->site.synonyms = all;
	c->site.n_synonyms = map ? map->n : 0;
}

/* A key to use instead, or a mapping that also tells why. */
static void read_replacements(struct config *c, const struct node *map, struct arena *a)
{
	c->replaced = map;
	c->replacements.path = c->path;
	for (size_t i = 0; map && i < map->n; i++) {
		const struct member *m = &map->member[i];
		const struct node *use = m->value.kind == NODE_MAP ? doc_get_z(&m->value, "use") : &m->value;

		replacements_add(&c->replacements,
		                 &(struct replacement){ .key = m->key.text,
		                                        .use = doc_text(use),
		                                        .reason = text(&m->value, "reason"),
		                                        .kind = text(&m->value, "kind"),
		                                        .at = m->key.at,
		                                        .use_at = use->at },
		                 a);
	}
	replacements_index(&c->replacements, a);
}

static void read_source(struct config *c, const struct node *sources)
{
	const struct node *first = sources && sources->n ? &sources->item[0] : NULL;

	c->site.edit_url = text(first, "edit_url");
	c->site.view_url = text(first, "view_url");
}

str config_base_url(str url, struct arena *a)
{
	return str_ends(url, STR("/")) ? url : str_fmt(a, "%.*s/", STR_ARG(url));
}

static void read_values(struct config *c, const struct node *root, const struct faults *f)
{
	struct arena *a = f->a;
	str base_url = text(root, "base_url"), title = text(root, "title");

	if (title.n)
		c->site.title = title;
	if (base_url.n)
		c->site.base_url = config_base_url(base_url, a);
	c->site.no_index = str_eq_z(text(root, "robots"), "noindex");
	c->root = root;
	c->named_dialect = doc_get_z(root, "dialect");
	c->dialect = doc_text(c->named_dialect);
	c->has_authors = doc_is_true(doc_get_z(doc_get_z(root, "history"), "authors"));
	c->kinds = doc_get_z(root, "kinds");
	c->fields = doc_get_z(root, "fields");
	c->owners = text(root, "owners");
	c->guides = text(root, "guides");
	read_source(c, doc_get_z(root, "sources"));
	read_formats(c, doc_get_z(root, "formats"), a);
	c->queries = doc_get_z(root, "queries");
	c->links = doc_get_z(root, "links");
	c->site.has_own_queries = c->queries;
	read_snippets(&c->site.queries, c->queries, "sql", a);
	read_snippets(&c->site.links, c->links, "url", a);
	read_privacy(c, doc_get_z(root, "privacy"), a);
	read_context(c, doc_get_z(root, "context"), a);
	read_replacements(c, doc_get_z(root, "replacements"), a);
	read_synonyms(c, doc_get_z(doc_get_z(root, "search"), "synonyms"), f);
	config_read_changes(&c->changes, doc_get_z(root, "changes"), f);
	read_lint(c, doc_get_z(root, "lint"), f);
}

void config_defaults(struct config *c)
{
	*c = (struct config){ .fail_on = DIAG_ERROR, .changes.category = CHANGE_COMPARABLE };
	c->site.title = STR("Metrics dictionary");
}

bool config_read(struct config *c, str path, str bytes, struct arena *a, struct err *e)
{
	struct diag_list found;
	const struct faults f = { path, a, &found };
	struct doc doc;

	diag_list_init(&found, a);
	c->path = path;
	c->bytes = bytes;
	doc = doc_parse_yaml(path, bytes, DOC_CONFIG, NULL, a, &found);
	if (doc.root && doc.root->kind == NODE_NULL && !found.all.n)
		return true; /* an empty file configures nothing */
	if (found.all.n)
		return err_findings(e, &found);
	config_check_values(&f, doc.root); /* what it says of a value is told, not what the schema makes of it: it comes first at its place */
	if (!config_fits(STR("cli/embed/dictum.schema.json"), path, doc.root, &found, e))
		return false;
	read_values(c, doc.root, &f);
	return !found.all.n || err_findings(e, &found);
}
