/* Reading, matching and writing baselines. Nothing here touches files. */
#include "lint/baseline.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "doc/json.h"

enum { MAX_ENTRIES = 1000000 };

struct entry_line {
	struct hash fingerprint;
	str hex, rule, path, message; /* hex: of the fingerprint, in lower case */
	struct place at;
	bool is_matched, is_unread, is_kept;
};
struct baseline {
	str path;
	struct entry_line *all;
	size_t n;
	struct map by_hex;
};

/* ---- reading ---- */

static bool refuse(str path, const struct node *n, struct err *e, const char *what)
{
	return err_usage(e, "%.*s:%u:%u: %s", STR_ARG(path), n->at.line, n->at.column, what);
}

static bool read_text(str path, const struct node *entry, const char *key, str *out, struct err *e)
{
	const struct node *n = doc_get_z(entry, key);
	char what[64];

	if (n && n->kind == NODE_STRING && n->text.n) {
		*out = n->text;
		return true;
	}
	(void)snprintf(what, sizeof what, "expected a text \"%s\"", key); /* short keys of ours */
	return refuse(path, n ? n : entry, e, what);
}

static bool read_entry(struct baseline *b, const struct node *n, struct entry_line *out, struct arena *a, struct err *e)
{
	if (n->kind != NODE_MAP)
		return refuse(b->path, n, e, "expected a finding");
	out->at = (struct place){ n->at.line, n->at.column, n->at.line, n->at.column };
	if (!read_text(b->path, n, "fingerprint", &out->hex, e) || !read_text(b->path, n, "rule", &out->rule, e) ||
	    !read_text(b->path, n, "path", &out->path, e) || !read_text(b->path, n, "message", &out->message, e))
		return false;
	if (!hash_parse(out->hex, &out->fingerprint))
		return refuse(b->path, doc_get_z(n, "fingerprint"), e, "expected 32 hexadecimal digits");
	if (n->n != 4)
		return refuse(b->path, n, e, "expected fingerprint, rule, path and message and nothing else");
	out->hex = hash_hex(out->fingerprint, a);
	return true;
}

static bool read_entries(struct baseline *b, const struct node *root, struct arena *a, struct err *e)
{
	const struct node *version = doc_get_z(root, "version"), *list = doc_get_z(root, "findings");

	if (root->kind != NODE_MAP || !version || version->kind != NODE_INT || node_integer(version) != 1)
		return refuse(b->path, version ? version : root, e, "expected \"version\": 1, is this a baseline?");
	if (!list || list->kind != NODE_SEQ)
		return refuse(b->path, list ? list : root, e, "expected a list \"findings\"");
	b->all = arena_array(a, list->n, struct entry_line);
	b->n = list->n;
	for (size_t i = 0; i < list->n; i++) {
		void **slot;

		if (!read_entry(b, &list->item[i], &b->all[i], a, e))
			return false;
		slot = map_put(&b->by_hex, b->all[i].hex, a);
		if (!*slot)
			*slot = &b->all[i]; /* the same entry again, after a merge, is stale */
	}
	return true;
}

struct baseline *baseline_read(str path, str bytes, struct arena *a, struct err *e)
{
	const struct doc_limits limits = { .bytes = BASELINE_MAX_BYTES, .nodes = 10 * MAX_ENTRIES };
	struct baseline *b = arena_new(a, struct baseline);
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, a);
	doc = doc_parse_json(path, bytes, &limits, a, &found);
	if (!doc.root || found.all.n) {
		const struct diag *d = &found.all.v[0];

		err_usage(e, "%.*s:%u:%u: %.*s", STR_ARG(path), d->at.at.line, d->at.at.column, STR_ARG(d->message));
		return NULL;
	}
	b->path = path;
	return read_entries(b, doc.root, a, e) ? b : NULL;
}

size_t baseline_size(const struct baseline *b)
{
	return b->n;
}

void baseline_leave_unread(struct baseline *b, baseline_unread_fn *is_unread, void *arg)
{
	for (size_t i = 0; i < b->n; i++)
		b->all[i].is_unread = is_unread(arg, b->all[i].path);
}

/* ---- matching ---- */

/* Whether nothing can be said about an entry because its rule is off. */
static bool is_off(const struct lint_options *o, const struct diag_rule *rule)
{
	return rule && lint_level_of(o, rule) == DIAG_OFF;
}

/* Whether the entry stands there before, too: that one tells whether the finding is gone. */
static bool is_listed_before(const struct baseline *b, const struct entry_line *entry)
{
	return map_get(&b->by_hex, entry->hex) != entry;
}

static void tell(const struct baseline *b, const struct entry_line *entry, const struct diag_rule *rule, const struct lint_options *o,
                 struct diag_list *found)
{
	const struct diag_rule *stale = &lint_rules_baseline[0].rule;
	enum diag_level level = lint_level_of(o, stale);
	bool is_again = is_listed_before(b, entry);
	struct diag *d;

	if (rule && !is_again) {
		d = diag_add(found, rule, (struct span){ entry->path, { 0, 0, 0, 0 } }, "%.*s", STR_ARG(entry->message));
		d->level = lint_level_of(o, rule);
		d->fingerprint = entry->fingerprint;
		d->state = DIAG_ABSENT;
	}
	if (level == DIAG_OFF)
		return;
	d = diag_add(found, stale, (struct span){ b->path, entry->at }, "%.*s %s %.*s %s", STR_ARG(entry->rule),
	             is_again ? "in" : "is not found in", STR_ARG(entry->path), is_again ? "is listed twice" : "any more");
	d->level = level;
	d->state = DIAG_NEW;
	d->help = STR("`dictum lint --baseline-prune` removes it");
	d->fingerprint = d->identity = d->in_file = hash_bytes(str_fmt(found->a, "baseline-stale %.*s", STR_ARG(entry->hex)));
}

static void set_known(struct diag *d, bool is_known)
{
	d->state = is_known ? DIAG_UNCHANGED : DIAG_NEW;
	if (d->is_in_source)
		return;
	d->is_suppressed = is_known;
	d->justification = is_known ? STR("baseline") : (str){ 0 };
}

struct elsewhere { /* equal findings that entries of one path have matched in other files */
	VEC(struct diag *) all;
};

static struct elsewhere **elsewhere_of(struct map *m, const struct diag *d, str path, struct arena *a)
{
	return (struct elsewhere **)map_put(m, str_fmt(a, "%.*s\n%.*s", STR_ARG(hash_hex(d->identity, a)), STR_ARG(path)), a);
}

static void match(struct baseline *b, struct diag *d, struct map *elsewhere, struct arena *a)
{
	struct entry_line *entry = map_get(&b->by_hex, hash_hex(d->fingerprint, a));
	struct elsewhere **here;

	set_known(d, entry != NULL);
	if (!entry)
		return;
	entry->is_matched = true;
	if (str_eq(entry->path, d->at.path))
		return;
	here = elsewhere_of(elsewhere, d, entry->path, a);
	if (!*here)
		*here = arena_new(a, struct elsewhere);
	*vec_push(&(*here)->all, a) = d;
}

/* Equal findings are numbered in the order of paths, so that one in a new file takes the number of one that is known: it gives it back, and so does
   the one that has that one's. Each step puts one in its place. */
static void give_back(struct diag *d, struct map *elsewhere, struct arena *a)
{
	while (d->state == DIAG_NEW) {
		struct elsewhere *here = *elsewhere_of(elsewhere, d, d->at.path, a);
		struct diag *other;
		struct hash fingerprint = d->fingerprint;

		if (!here || !here->all.n)
			return;
		other = here->all.v[--here->all.n];
		d->fingerprint = other->fingerprint;
		other->fingerprint = fingerprint;
		set_known(d, true);
		set_known(other, false);
		d = other;
	}
}

size_t baseline_apply(struct baseline *b, const struct lint_options *o, enum baseline_stale stale, struct diag_list *found)
{
	struct map elsewhere = { 0 };
	size_t n_stale = 0, n = found->all.n;

	for (size_t i = 0; i < n; i++)
		match(b, &found->all.v[i], &elsewhere, found->a);
	for (size_t i = 0; elsewhere.n && i < n; i++)
		give_back(&found->all.v[i], &elsewhere, found->a);
	for (size_t i = 0; i < b->n; i++) {
		struct entry_line *entry = &b->all[i];
		const struct diag_rule *rule = entry->is_matched ? NULL : lint_find_in(o->custom, entry->rule);

		entry->is_kept = entry->is_matched || entry->is_unread || o->is_partial || is_off(o, rule);
		if (entry->is_kept)
			continue;
		n_stale++;
		if (stale == BASELINE_TELL)
			tell(b, entry, rule, o, found);
	}
	diag_sort(found);
	return n_stale;
}

/* ---- writing ---- */

static int compare_lines(const void *a, const void *b)
{
	const struct entry_line *p = a, *q = b;
	int order = str_cmp(p->path, q->path);

	if (!order)
		order = str_cmp(p->rule, q->rule);
	return order ? order : str_cmp(p->hex, q->hex);
}

static void put_line(struct buf *out, const struct entry_line *entry)
{
	struct json j;

	json_init(&j, out, false);
	json_begin(&j, '{');
	json_member(&j, "fingerprint", entry->hex);
	json_member(&j, "rule", entry->rule);
	json_member(&j, "path", entry->path);
	json_member(&j, "message", entry->message);
	json_end(&j);
}

static void put_all(struct buf *out, const struct entry_line *all, size_t n)
{
	buf_z(out, "{\"version\": 1, \"findings\": [");
	for (size_t i = 0; i < n; i++) {
		buf_z(out, i ? ",\n" : "\n");
		put_line(out, &all[i]);
	}
	buf_z(out, "\n]}\n");
}

size_t baseline_write(const struct diag_list *found, struct buf *out)
{
	struct entry_line *all = arena_array(out->a, found->all.n, struct entry_line);
	size_t n = 0;

	for (size_t i = 0; i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i];

		if (d->is_in_source)
			continue;
		all[n++] = (struct entry_line){ .hex = hash_hex(d->fingerprint, out->a),
			                        .rule = str_from_z(d->rule->id),
			                        .path = d->at.path,
			                        .message = d->message };
	}
	if (n)
		qsort(all, n, sizeof *all, compare_lines);
	put_all(out, all, n);
	return n;
}

void baseline_prune(const struct baseline *b, struct buf *out)
{
	struct entry_line *kept = arena_array(out->a, b->n, struct entry_line);
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		if (b->all[i].is_kept)
			kept[n++] = b->all[i];
	put_all(out, kept, n);
}

const struct lint_rule lint_rules_baseline[] = {
	{ .rule = { "baseline-stale", DIAG_NOTE, "all", "an entry of the baseline that is not found any more, or is listed twice",
	            "Where the finding was repaired, the entry may go: as long as it stays, the same mistake may come back without anybody noticing.",
	            "{\"version\": 1, \"findings\": [\n{\"fingerprint\": \"...\", \"rule\": \"schema-enum\", \"path\": \"a.yml\", \"message\": \"...\"}\n]}\n",
	            "{\"version\": 1, \"findings\": [\n]}\n", "safe: dictum lint --baseline-prune removes it" } },
	{ .rule = { 0 } },
};
