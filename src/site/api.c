/* Entries as JSON; api_csv.c makes tables of them. */
#include "model/gone.h"
#include "site/api_csv.h"
#include "site/url.h"

static str status_told(const struct entry *e)
{
	return e->status == STATUS_UNKNOWN ? e->status_text : str_from_z(status_word(e->status));
}

/* Members that stand outside "fields": key, description, status, owner, and lists of references. */
static bool has_own_place(const struct entry *e, str name)
{
	const struct kind *k = e->kind;
	const str roles[] = { k->description, k->group, k->stage, k->section };

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (pointer_is_member(roles[i], name))
			return true;
	if (pointer_is_member(k->status, name)) /* a word of the definition's own says more */
		return str_eq(status_told(e), e->status_text);
	for (size_t i = 0; e->key_rule && i < e->key_rule->n_parts; i++)
		if (pointer_is_member(e->key_rule->parts[i], name))
			return true;
	for (size_t i = 0; i < k->n_refs; i++)
		if (pointer_is_member(k->refs[i].list, name))
			return true;
	return false;
}

static void put_owner(struct json *j, const struct entry *e)
{
	if (!e->group.n && !e->stage.n && !e->section.n)
		return;
	json_key(j, "owner");
	json_begin(j, '{');
	json_member(j, "group", e->group);
	json_member(j, "stage", entry_stage_id(e));
	json_member(j, "section", entry_section_id(e));
	json_end(j);
}

static void put_fields(struct json *j, const struct entry *e, struct arena *scratch)
{
	const struct node *root = e->definition->told;

	json_key(j, "fields");
	json_begin(j, '{');
	for (size_t i = 0; i < root->n; i++) {
		if (has_own_place(e, root->member[i].key.text))
			continue;
		json_key_str(j, root->member[i].key.text);
		json_node(j, &root->member[i].value, scratch);
	}
	json_end(j);
}

static void put_rule_part(struct json *j, const char *name, const struct node *rule, str field, struct arena *scratch)
{
	const struct node *n = field.n ? doc_get(rule, field) : NULL;

	if (!n || n->kind == NODE_NULL)
		return;
	json_key(j, name);
	json_node(j, n, scratch);
}

/* What the entry counts, in its own order; legacy names that repeat are linked to the first definition. */
static void put_refs(struct json *j, const struct dict *d, const struct entry *e, struct arena *scratch)
{
	if (!e->n_refs)
		return;
	json_key(j, "events");
	json_begin(j, '[');
	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref *r = &e->refs[i];

		if (!r->n_to && r->role->is_optional)
			continue;
		json_begin(j, '{');
		json_key(j, "name");
		json_str(j, r->name);
		put_rule_part(j, "unique", r->rule, r->role->unique, scratch);
		put_rule_part(j, "filter", r->rule, r->role->filter, scratch);
		put_rule_part(j, "operator", r->rule, r->role->operation, scratch);
		if (r->n_to)
			json_member(j, "url", url_entry(d, r->to[0], scratch));
		json_end(j);
	}
	json_end(j);
}

/* The entries it feeds, each once. */
static void put_back(struct json *j, const struct dict *d, const struct entry *e, struct arena *scratch)
{
	const struct entry *last = NULL;

	if (!e->back.n)
		return;
	json_key(j, "metrics");
	json_begin(j, '[');
	for (size_t i = 0; i < e->back.n; i++) {
		const struct entry *from = e->back.v[i].from;

		if (from == last) /* several rules of one metric stand together */
			continue;
		last = from;
		json_begin(j, '{');
		json_key(j, "key");
		json_str(j, from->key);
		json_key(j, "url");
		json_str(j, url_entry(d, from, scratch));
		json_end(j);
	}
	json_end(j);
}

static void put_history(struct json *j, const struct entry_history *h)
{
	if (!h)
		return;
	json_key(j, "history");
	json_begin(j, '{');
	json_member(j, "added", h->added);
	json_member(j, "changed", h->changed);
	json_member_bool(j, "truncated", h->is_truncated);
	json_end(j);
}

/* What dictum.yml says to use in place of an entry that is deprecated or removed. */
static void put_replacement(struct json *j, const struct dict *d, const struct entry *e, struct arena *scratch)
{
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(d, NULL, e->kind, e->key, way);

	if (!n)
		return;
	json_key(j, "replacement");
	json_begin(j, '{');
	json_member(j, "kind", way[n - 1].kind->name);
	json_member(j, "key", way[n - 1].key);
	json_member(j, "reason", way[0].reason->reason);
	json_member(j, "url", way[n - 1].entry ? url_entry(d, way[n - 1].entry, scratch) : (str){ 0 });
	json_end(j);
}

void api_entry(struct json *j, const struct dict *d, const struct entry *e, str commit, struct arena *scratch)
{
	json_begin(j, '{');
	json_member(j, "kind", e->kind->name);
	json_member(j, "key", e->key);
	json_member(j, "name", e->name);
	json_member(j, "description", e->description);
	json_member(j, "status", status_told(e));
	put_owner(j, e);
	if (e->variant.n) {
		json_key(j, "expanded");
		json_begin(j, '{');
		json_member(j, "field", pointer_words(e->kind->expand, scratch));
		json_member(j, "value", e->variant);
		json_end(j);
	}
	put_fields(j, e, scratch);
	put_refs(j, d, e, scratch);
	put_back(j, d, e, scratch);
	json_member(j, "path", e->definition->path);
	json_member_uint(j, "line", e->definition->root->at.line);
	json_member(j, "commit", commit);
	put_history(j, e->history);
	put_replacement(j, d, e, scratch);
	json_member_uint(j, "findings", e->findings);
	json_member(j, "url", url_entry(d, e, scratch));
	json_end(j);
}

static void put_start(struct json *j, str commit)
{
	json_begin(j, '{');
	json_member_uint(j, "version", 1);
	json_member(j, "commit", commit);
}

void api_reserve(struct buf *out, struct entry *const *entries, size_t n)
{
	size_t size = 1024;

	for (size_t i = 0; i < n; i++)
		size += entries[i]->definition->bytes.n * 2 + 600;
	(void)buf_reserve(out, size);
}

void api_entries(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, str commit, const struct api_kept *kept)
{
	struct arena scratch; /* one entry */
	struct json j;

	arena_init(&scratch);
	api_reserve(out, entries, n);
	json_init(&j, out, false);
	put_start(&j, commit);
	json_key(&j, "entries");
	json_begin(&j, '[');
	for (size_t i = 0; i < n; i++) {
		if (kept)
			json_raw(&j, kept->entry[entries[i]->index].json);
		else
			api_entry(&j, d, entries[i], commit, &scratch);
		arena_reset(&scratch);
	}
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
	arena_free(&scratch);
}

static void put_counts(struct json *j, const struct dict *d, const struct kind *k)
{
	size_t n, by_status[STATUS_COUNT] = { 0 };
	struct entry **entries = dict_kind(d, k, &n);

	for (size_t i = 0; i < n; i++)
		by_status[entries[i]->status]++;
	json_begin(j, '{');
	json_member(j, "kind", k->name);
	json_member_uint(j, "entries", n);
	json_key(j, "status");
	json_begin(j, '{');
	for (size_t s = 0; s < STATUS_COUNT; s++)
		if (by_status[s])
			json_member_uint(j, status_word((enum status)s), by_status[s]);
	json_end(j);
	json_end(j);
}

void api_index(struct buf *out, const struct dict *d, str title, str commit, const str *files, size_t n_files)
{
	struct json j;

	json_init(&j, out, true);
	put_start(&j, commit);
	json_member(&j, "title", title);
	json_key(&j, "kinds");
	json_begin(&j, '[');
	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		put_counts(&j, d, &d->dialect->kinds[i]);
	json_end(&j);
	json_key(&j, "files");
	json_begin(&j, '[');
	for (size_t i = 0; i < n_files; i++)
		json_str(&j, files[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

void api_keep_begin(struct api_kept *k, const struct dict *d, struct arena *a)
{
	k->columns = api_csv_columns(d, a);
	k->entry = arena_array(a, d->all.n, struct api_bytes);
}

void api_keep(struct api_kept *k, const struct dict *d, const struct entry *e, str commit, struct arena *a, struct arena *scratch)
{
	struct api_bytes *out = &k->entry[e->index];
	struct buf b = { .a = scratch };
	struct json j;

	json_init(&j, &b, false);
	api_entry(&j, d, e, commit, scratch);
	out->json = str_dup(buf_str(&b), a);
	api_keep_csv(out, d, e, k->columns, a, scratch);
}
