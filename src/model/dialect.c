/* Reads dialects: YAML data into the structures of dialect.h. Names no field of any dialect; questions are answered in dialect_find.c, and the
   engine that applies them is definition.c. */

#include "base/embed.h"
#include "base/fs.h"
#include "doc/regex.h"
#include "model/definition.h"
#include "model/dialect.h"
#include "model/title.h"

static const char *const status_words[STATUS_COUNT] = { "active", "deprecated", "broken", "removed", "unknown" };

const char *status_word(enum status s)
{
	return status_words[s];
}

/* What reading needs everywhere. */
struct reader {
	struct arena *a;
	struct dialect *dialect;
	struct err *e;
	bool ok;
	struct map fields; /* id -> struct field; those that only kinds name, too */
};

/* Sets *out to the text of member `key` where there is one. */
static void read_text(const struct node *map, const char *key, str *out)
{
	const struct node *n = doc_get_z(map, key);

	if (n)
		*out = doc_text(n);
}

/* A list of texts, or one text. */
static void read_texts(struct reader *r, const struct node *n, const str **out, size_t *n_out)
{
	size_t n_items = !n ? 0 : n->kind == NODE_SEQ ? n->n : 1;
	str *all = arena_array(r->a, n_items, str);

	if (!n)
		return;
	for (size_t i = 0; i < n_items; i++)
		all[i] = doc_scalar(n->kind == NODE_SEQ ? &n->item[i] : n, r->a);
	*out = all;
	*n_out = n_items;
}

/* {value: word} or {value: {label: word, help: text}}. */
static void read_labels(struct reader *r, const struct node *map, const struct field_label **out, size_t *n_out)
{
	struct field_label *all;

	if (!map || map->kind != NODE_MAP)
		return;
	all = arena_array(r->a, map->n, struct field_label);
	for (size_t i = 0; i < map->n; i++) {
		const struct node *v = &map->member[i].value;

		all[i].value = map->member[i].key.text;
		all[i].label = v->kind == NODE_MAP ? doc_text(doc_get_z(v, "label")) : doc_scalar(v, r->a);
		all[i].help = v->kind == NODE_MAP ? doc_text(doc_get_z(v, "help")) : (str){ 0 };
	}
	*out = all;
	*n_out = map->n;
}

static void read_globs(struct reader *r, const struct node *n, struct glob_set *out)
{
	const str *patterns = NULL;
	size_t count = 0;
	const struct glob **all;

	if (!n)
		return;
	read_texts(r, n, &patterns, &count);
	all = arena_array(r->a, count, const struct glob *);
	for (size_t i = 0; i < count && r->ok; i++) {
		all[i] = glob_compile(patterns[i], r->a, r->e);
		r->ok = all[i] != NULL;
	}
	*out = glob_set_make(all, r->ok ? count : 0, r->a);
}

/* The folders to list: the fixed parts of the globs, of each alternative its own, without those inside another. */
static void find_folders(struct reader *r, struct kind *k)
{
	VEC(str) all = { 0 };
	struct map known = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < k->files.n; i++) {
		const struct glob *g = k->files.glob[i];

		for (size_t j = 0; !glob_is_exclusion(g) && j < glob_n_alternatives(g); j++) {
			str folder = glob_alternative_folder(g, j, r->a);

			if (map_mark(&known, folder, r->a))
				*vec_push(&all, r->a) = folder;
		}
	}
	for (size_t i = 0; i < all.n; i++)
		if (!fs_path_is_below_any(all.v[i], &known))
			all.v[kept++] = all.v[i];
	k->folders = all.v;
	k->n_folders = kept;
}

static void read_schema(struct reader *r, const struct node *n, struct kind *k)
{
	if (!n)
		return;
	k->builtin_schema = (str){ 0 }; /* a schema that an override names must be there, another must not take its place */
	k->n_schemas = 0;
	if (n->kind == NODE_STRING) {
		read_texts(r, n, &k->schemas, &k->n_schemas);
		return;
	}
	read_texts(r, doc_get_z(n, "path"), &k->schemas, &k->n_schemas);
	read_text(n, "builtin", &k->builtin_schema);
}

static void read_style(struct reader *r, const struct node *n, struct key_rule *key)
{
	str pattern = doc_text(doc_get_z(n, "pattern"));

	if (!pattern.n || !r->ok)
		return;
	key->style = regex_compile(pattern, r->a, r->e);
	key->shape = doc_text(doc_get_z(n, "shape"));
	r->ok = key->style != NULL;
}

static void read_keys(struct reader *r, const struct node *n, struct kind *k)
{
	struct key_rule *all;
	size_t count;

	if (!n)
		return;
	if (n->kind == NODE_STRING) { /* key: /name */
		all = arena_new(r->a, struct key_rule);
		read_texts(r, n, &all->parts, &all->n_parts);
		all->duplicate_rule = STR("key-duplicate");
		count = 1;
	} else {
		count = n->kind == NODE_SEQ ? n->n : 0;
		all = arena_array(r->a, count, struct key_rule);
		for (size_t i = 0; i < count; i++) {
			read_text(&n->item[i], "when", &all[i].when);
			read_text(&n->item[i], "join", &all[i].join);
			read_text(&n->item[i], "duplicate", &all[i].duplicate_rule);
			read_text(&n->item[i], "title", &all[i].title);
			all[i].is_counted = doc_is_true(doc_get_z(&n->item[i], "counted"));
			read_style(r, doc_get_z(&n->item[i], "style"), &all[i]);
			read_texts(r, doc_get_z(&n->item[i], "parts"), &all[i].parts, &all[i].n_parts);
		}
	}
	k->keys = all;
	k->n_keys = count;
}

static void read_refs(struct reader *r, const struct node *n, struct kind *k)
{
	size_t count = n && n->kind == NODE_SEQ ? n->n : 0;
	struct ref_role *all = arena_array(r->a, count, struct ref_role);

	if (!n)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct node *row = &n->item[i];

		read_text(row, "list", &all[i].list);
		read_text(row, "name", &all[i].name);
		read_text(row, "to", &all[i].to);
		read_text(row, "unique", &all[i].unique);
		read_text(row, "filter", &all[i].filter);
		read_text(row, "operation", &all[i].operation);
		read_text(row, "title", &all[i].title);
		read_text(row, "back", &all[i].back);
		read_text(row, "identifier_suffix", &all[i].identifier_suffix);
		all[i].is_optional = doc_is_true(doc_get_z(row, "optional"));
	}
	k->refs = all;
	k->n_refs = count;
}

/* A field is shown under its own name, as words, where nothing else is said. */
static void begin_field(struct reader *r, str id, struct field *f)
{
	str *from = arena_new(r->a, str);

	*from = pointer_add((str){ 0 }, id, r->a);
	*f = (struct field){ .id = id, .title = owner_title(id, r->a), .folder = id, .from = from, .n_from = 1 };
	*map_put(&r->fields, id, r->a) = f;
}

/* The dialect has it, or only kinds name it. */
static const struct field *field_named(struct reader *r, str id)
{
	struct field *f = map_get(&r->fields, id);

	if (f)
		return f;
	f = arena_new(r->a, struct field);
	begin_field(r, id, f);
	return f;
}

static void read_field_list(struct reader *r, const struct node *n, const struct field ***out, size_t *n_out)
{
	const str *ids = NULL;
	size_t count = 0;
	const struct field **all;

	if (!n)
		return;
	read_texts(r, n, &ids, &count);
	all = arena_array(r->a, count, const struct field *);
	for (size_t i = 0; i < count; i++)
		all[i] = field_named(r, ids[i]);
	*out = all;
	*n_out = count;
}

/* {7d: [weekly, per week]} */
static void read_words(struct reader *r, const struct node *map, struct kind *k)
{
	struct value_words *all;

	if (!map || map->kind != NODE_MAP)
		return;
	all = arena_array(r->a, map->n, struct value_words);
	for (size_t i = 0; i < map->n; i++) {
		const str *words = NULL;
		str *kept;

		all[i].value = map->member[i].key.text;
		read_texts(r, &map->member[i].value, &words, &all[i].n_words);
		kept = arena_array(r->a, all[i].n_words, str);
		for (size_t j = 0; j < all[i].n_words; j++)
			kept[j] = (str){ str_z(words[j], r->a), words[j].n };
		all[i].words = kept;
	}
	k->words = all;
	k->n_words = map->n;
}

static void read_expand(struct reader *r, const struct node *n, struct kind *k)
{
	read_text(n, "list", &k->expand);
	read_labels(r, doc_get_z(n, "key_suffix"), &k->suffixes, &k->n_suffixes);
	read_labels(r, doc_get_z(n, "folders"), &k->value_folders, &k->n_value_folders);
	read_text(n, "list_folder", &k->list_folder);
	read_words(r, doc_get_z(n, "words"), k);
	read_texts(r, doc_get_z(n, "windows"), &k->windows, &k->n_windows);
}

static void read_edition(struct reader *r, const struct node *n, struct kind *k)
{
	if (!n)
		return;
	read_text(n, "folder", &k->edition_folder);
	read_text(n, "unless", &k->edition_value);
	if (doc_get_z(n, "field"))
		k->edition_field = field_named(r, doc_text(doc_get_z(n, "field")));
}

static void read_properties(struct reader *r, const struct node *n, struct kind *k)
{
	const struct node *sets = doc_get_z(n, "before_custom");
	struct name_set *all;

	if (!n || n->kind == NODE_STRING) {
		k->properties = n ? n->text : k->properties;
		return;
	}
	read_text(n, "at", &k->properties);
	read_globs(r, doc_get_z(n, "personal"), &k->personal);
	read_labels(r, doc_get_z(n, "types"), &k->property_types, &k->n_property_types);
	if (!sets || sets->kind != NODE_SEQ)
		return;
	all = arena_array(r->a, sets->n, struct name_set);
	for (size_t i = 0; i < sets->n; i++)
		read_texts(r, &sets->item[i], &all[i].names, &all[i].n);
	k->before_custom = all;
	k->n_before_custom = sets->n;
}

static void read_value_schema(const struct node *n, struct kind *k)
{
	if (n && n->kind == NODE_STRING)
		k->value_schema = n->text;
	read_text(n, "path", &k->value_schema);
	read_text(n, "type", &k->value_type);
	read_text(n, "needs", &k->value_type_needs);
}

static void read_categories(struct reader *r, const struct node *n, struct kind *k)
{
	if (doc_get_z(n, "field"))
		k->categories = field_named(r, doc_text(doc_get_z(n, "field")));
	read_text(n, "list", &k->category_list);
}

static void read_indicator(struct reader *r, const struct node *n, struct kind *k)
{
	str field = n && n->kind == NODE_STRING ? n->text : doc_text(doc_get_z(n, "field"));

	if (field.n)
		k->indicator = field_named(r, field);
	read_texts(r, doc_get_z(n, "per_group"), &k->group_indicators, &k->n_group_indicators);
	read_texts(r, doc_get_z(n, "per_stage"), &k->stage_indicators, &k->n_stage_indicators);
	read_texts(r, doc_get_z(n, "protected"), &k->protected_indicators, &k->n_protected_indicators);
	read_texts(r, doc_get_z(n, "notify"), &k->notify, &k->n_notify);
}

static void read_changes(struct reader *r, const struct node *n, struct kind *k)
{
	size_t count = n && n->kind == NODE_SEQ ? n->n : 0;
	struct change_role *all = arena_array(r->a, count, struct change_role);

	if (!n)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct node *row = &n->item[i];

		all[i].when = STR("changed");
		read_text(row, "class", &all[i].class);
		read_text(row, "when", &all[i].when);
		read_texts(r, doc_get_z(row, "at"), &all[i].at, &all[i].n_at);
		read_texts(r, doc_get_z(row, "order"), &all[i].order, &all[i].n_order);
		read_texts(r, doc_get_z(row, "notify"), &all[i].notify, &all[i].n_notify);
	}
	k->changes = all;
	k->n_changes = count;
}

static void read_roles(struct reader *r, const struct node *n, struct kind *k)
{
	const struct node *owner = doc_get_z(n, "owner"), *status = doc_get_z(n, "status");
	const struct node *added = doc_get_z(n, "added"), *removed = doc_get_z(n, "removed");

	read_text(n, "description", &k->description);
	read_text(owner, "group", &k->group);
	read_text(owner, "stage", &k->stage);
	read_text(owner, "section", &k->section);
	read_text(owner, "prefix", &k->group_prefix);
	read_text(status, "field", &k->status);
	read_text(status, "default", &k->status_default);
	read_labels(r, doc_get_z(status, "values"), &k->statuses, &k->n_statuses);
	read_expand(r, doc_get_z(n, "expand"), k);
	read_edition(r, doc_get_z(n, "edition"), k);
	if (doc_get_z(n, "file_name"))
		k->is_named_after_key = str_eq_z(doc_text(doc_get_z(n, "file_name")), "key");
	read_text(added, "milestone", &k->added_milestone);
	read_text(added, "url", &k->added_url);
	read_text(removed, "milestone", &k->removed_milestone);
	read_text(removed, "url", &k->removed_url);
	read_text(removed, "folder", &k->removed_folder);
	read_text(doc_get_z(n, "broken"), "url", &k->broken_url);
	read_text(n, "identifiers", &k->identifiers);
	read_properties(r, doc_get_z(n, "properties"), k);
	read_value_schema(doc_get_z(n, "value_schema"), k);
	read_categories(r, doc_get_z(n, "categories"), k);
	if (doc_get_z(n, "privacy"))
		k->privacy = field_named(r, doc_text(doc_get_z(n, "privacy")));
	read_indicator(r, doc_get_z(n, "indicator"), k);
	read_changes(r, doc_get_z(n, "changes"), k);
}

static void read_title(struct reader *r, const struct node *n, struct kind *k)
{
	read_text(n, "title", &k->title);
	k->singular = title_singular(k->title, k->singular, r->a);
	read_text(n, "singular", &k->singular);
}

/* Lays what `n` says over `k`; what it does not mention stays. */
static void read_kind(struct reader *r, const struct node *n, struct kind *k)
{
	read_title(r, n, k);
	read_text(n, "folder", &k->folder);
	read_text(n, "what", &k->what);
	read_text(n, "separator", &k->separator);
	read_text(n, "warehouse", &k->warehouse);
	read_text(n, "alias", &k->alias);
	if (doc_get_z(n, "files")) /* what is ignored lay among the files of before */
		k->ignored = (struct glob_set){ 0 };
	read_globs(r, doc_get_z(n, "files"), &k->files);
	k->files.passes_hidden = true; /* what editors and systems leave there: .#name of Emacs, ._name of macOS */
	read_globs(r, doc_get_z(n, "ignore"), &k->ignored);
	read_schema(r, doc_get_z(n, "schema"), k);
	read_keys(r, doc_get_z(n, "key"), k);
	read_refs(r, doc_get_z(n, "refs"), k);
	read_roles(r, n, k);
	read_field_list(r, doc_get_z(n, "chips"), &k->chips, &k->n_chips);
	read_field_list(r, doc_get_z(n, "facts"), &k->facts, &k->n_facts);
	read_field_list(r, doc_get_z(n, "facets"), &k->facets, &k->n_facets);
	if (r->ok)
		find_folders(r, k);
}

static enum field_form read_form(str word)
{
	if (str_eq_z(word, "code"))
		return FORM_CODE;
	return str_eq_z(word, "parts") ? FORM_PARTS : FORM_TEXT;
}

/* Lays what `n` says over `f`. */
static void read_field(struct reader *r, const struct node *n, struct field *f)
{
	const struct node *form = doc_get_z(n, "form");

	read_text(n, "title", &f->title);
	read_text(n, "help", &f->help);
	read_texts(r, doc_get_z(n, "from"), &f->from, &f->n_from);
	read_labels(r, doc_get_z(n, "values"), &f->labels, &f->n_labels);
	read_texts(r, doc_get_z(n, "ladder"), &f->ladder, &f->n_ladder);
	read_text(n, "folder", &f->folder);
	f->has_csv = f->has_csv || doc_is_true(doc_get_z(n, "csv"));
	if (form)
		f->form = read_form(doc_text(form));
}

static void read_fields(struct reader *r, const struct node *base, const struct node *overrides)
{
	const struct node *maps[] = { base, overrides };
	struct dialect *d = r->dialect;

	d->fields = arena_array(r->a, (base ? base->n : 0) + (overrides ? overrides->n : 0), struct field);
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; maps[pass] && i < maps[pass]->n; i++) {
			str id = maps[pass]->member[i].key.text;
			struct field *f = map_get(&r->fields, id);

			if (!f) {
				f = &d->fields[d->n_fields++];
				begin_field(r, id, f);
			}
			read_field(r, &maps[pass]->member[i].value, f);
		}
}

static struct kind *find_kind(const struct dialect *d, str name)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (str_eq(d->kinds[i].name, name))
			return &d->kinds[i];
	return NULL;
}

/* A kind that has no title goes by its name as words; there are several of it. */
static struct kind *add_kind(struct dialect *d, str name, struct arena *a)
{
	struct kind *k = &d->kinds[d->n_kinds];
	str title = owner_title(name, a), singular = lower_first(title, a);

	if (!str_ends(title, STR("s")))
		title = str_fmt(a, "%.*ss", STR_ARG(title));

	*k = (struct kind){ .name = name, .title = title, .singular = singular, .folder = name, .index = d->n_kinds++, .status_default = STR("active") };
	return k;
}

/* `metric: false` */
static bool is_left_out(const struct node *overrides, str name)
{
	const struct node *n = doc_get(overrides, name);

	return n && n->kind == NODE_BOOL && !n->is_true;
}

/* A kind of the dialect that stays refers to nothing that is left out; every other reference gets its titles. */
static void finish_refs(struct reader *r, const struct node *overrides)
{
	for (size_t i = 0; i < r->dialect->n_kinds; i++) {
		struct kind *k = &r->dialect->kinds[i];
		struct ref_role *left = arena_array(r->a, k->n_refs, struct ref_role);
		size_t n = 0;

		for (size_t j = 0; j < k->n_refs; j++) {
			const struct kind *to = find_kind(r->dialect, k->refs[j].to);

			if (is_left_out(overrides, k->refs[j].to))
				continue;
			left[n] = k->refs[j];
			if (to && !left[n].title.n)
				left[n].title = to->title;
			if (!left[n].back.n)
				left[n].back = str_fmt(r->a, "%.*s that use it", STR_ARG(k->title));
			n++;
		}
		k->refs = left;
		k->n_refs = n;
	}
}

/* What can be browsed by is told of every entry: as a fact, where it is neither a chip nor the status. */
static void tell_facets(struct kind *k, struct arena *a)
{
	const struct field **facts = arena_array(a, k->n_facts + k->n_facets, const struct field *);
	size_t n = 0;

	for (; n < k->n_facts; n++)
		facts[n] = k->facts[n];
	for (size_t i = 0; i < k->n_facets; i++) {
		const struct field *f = k->facets[i];

		if (!fields_have(k->chips, k->n_chips, f) && !fields_have(facts, n, f) && !field_has_status(k, f))
			facts[n++] = f;
	}
	k->facts = facts;
	k->n_facts = n;
}

static void read_kinds(struct reader *r, const struct node *base, const struct node *overrides)
{
	struct dialect *d = r->dialect;
	size_t most = (base ? base->n : 0) + (overrides && overrides->kind == NODE_MAP ? overrides->n : 0);

	d->kinds = arena_array(r->a, most, struct kind);
	for (size_t pass = 0; pass < 2; pass++) {
		const struct node *map = pass ? overrides : base;

		for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n && r->ok; i++) {
			str name = map->member[i].key.text;
			struct kind *k = find_kind(d, name);

			if (is_left_out(overrides, name)) {
				if (!pass)
					*vec_push(&d->left_out, r->a) = name;
				continue;
			}
			read_kind(r, &map->member[i].value, k ? k : add_kind(d, name, r->a));
		}
	}
	finish_refs(r, overrides);
	for (size_t i = 0; i < d->n_kinds; i++)
		tell_facets(&d->kinds[i], r->a);
}

static void read_search(struct reader *r, const struct node *n, struct dialect_search *s)
{
	read_labels(r, doc_get_z(n, "fields"), &s->fields, &s->n_fields);
	read_labels(r, doc_get_z(n, "synonyms"), &s->synonyms, &s->n_synonyms);
	read_texts(r, doc_get_z(n, "words"), &s->words, &s->n_words);
}

const struct dialect *dialect_load(str name, const struct dialect_overrides *overrides, struct arena *a, struct err *e)
{
	str file = str_fmt(a, "model/dialects/%.*s.yml", STR_ARG(name)), bytes;
	struct reader r = { .a = a, .e = e, .ok = true };
	struct diag_list found;
	struct doc doc;

	if (!embed_get(file, &bytes)) {
		err_usage(e, "unknown dialect '%.*s', expected gitlab or plain", STR_ARG(name));
		return NULL;
	}
	diag_list_init(&found, a);
	doc = doc_parse_yaml(file, bytes, DOC_CONFIG, NULL, a, &found);
	BUG_IF(!doc.root || found.all.n); /* a dialect of ours does not parse */
	r.dialect = arena_new(a, struct dialect);
	r.dialect->name = name;
	read_text(doc.root, "title", &r.dialect->title);
	read_texts(&r, doc_get_z(doc.root, "detect"), &r.dialect->detect, &r.dialect->n_detect);
	read_labels(&r, doc_get_z(doc.root, "formats"), &r.dialect->formats, &r.dialect->n_formats);
	read_search(&r, doc_get_z(doc.root, "search"), &r.dialect->search);
	read_fields(&r, doc_get_z(doc.root, "fields"), overrides ? overrides->fields : NULL);
	read_kinds(&r, doc_get_z(doc.root, "kinds"), overrides ? overrides->kinds : NULL);
	return r.ok ? r.dialect : NULL;
}

const struct dialect *dialect_first(struct arena *a)
{
	struct err e;
	const struct dialect *d = dialect_load(STR(DIALECT_FIRST), NULL, a, &e);

	BUG_IF(!d); /* one built in */
	return d;
}

const struct kind *dialect_kind(const struct dialect *d, str name)
{
	return find_kind(d, name);
}
