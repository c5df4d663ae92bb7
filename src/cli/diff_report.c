/* Changes as findings for the report formats, and as JSON of their own. */
#include "cli/diff.h"
#include "cli/targets.h"
#include "doc/json.h"

/* ---- findings ---- */

static enum diag_level level_of(const struct diff *d, const struct change *x)
{
	if (change_is_breaking(x, d->category))
		return DIAG_ERROR;
	if (x->excuse != CHANGE_NO_EXCUSE || x->class->category > d->category)
		return DIAG_NOTE;
	return x->level;
}

/* What is about the entry as a whole has its key in quotes; in a text that changed it may stand by chance. */
static str with_key(const struct diff *d, const struct change *x)
{
	str message = x->message;

	if (!str_has(message, diag_quote_key(change_key(x), d->a)))
		message = str_fmt(d->a, "%.*s: %.*s", STR_ARG(change_key(x)), STR_ARG(message));
	if (x->also.n)
		message = str_fmt(d->a, "%.*s (also %.*s)", STR_ARG(message), STR_ARG(str_join(d->a, x->also.v, x->also.n, STR(", "))));
	if (x->excuse != CHANGE_NO_EXCUSE)
		message = str_fmt(d->a, "%.*s; %s: %.*s", STR_ARG(message), change_excuse_name(x->excuse), STR_ARG(x->reason));
	return message;
}

/* Stays the same while the change does, wherever it stands. */
static struct hash fingerprint(const struct diff *d, const struct change *x)
{
	struct hash_state *h = hash_begin(d->a);

	hash_add(h, str_from_z(x->class->rule.id));
	hash_add(h, change_kind(x));
	hash_add(h, change_key(x));
	hash_add(h, x->pointer);
	return hash_end(h);
}

static bool shows_pointer(const struct change *x)
{
	return x->pointer.n > 0 && x->pointer.n <= POINTER_MAX;
}

/* A file that is gone has the place it had; one that is another now, that of its key, or else its first line. */
static struct span place_of(const struct diff *d, const struct change *x)
{
	const struct definition *now = x->is_at_old ? dict_definition(&d->new->dict, x->at.path) : NULL;
	struct span at = x->at;

	if (now && now->n_entries && now->entries[0].key_node)
		return node_span(now, now->entries[0].key_node);
	if (x->is_at_old && map_has(&d->new_paths, at.path))
		at.at = (struct place){ 1, 1, 1, 1 };
	return at;
}

static void find_change(struct diff *d, const struct change *x)
{
	struct diag *f;

	if (x->is_again)
		return;
	f = diag_add(&d->found, &x->class->rule, place_of(d, x), "%s", str_z(with_key(d, x), d->a));
	f->level = level_of(d, x);
	f->help = x->excuse == CHANGE_NO_EXCUSE ? x->help : (str){ 0 }; /* nothing is left to be done */
	f->has_pointer = shows_pointer(x);
	if (f->has_pointer)
		f->pointer = x->pointer;
	f->kind = change_kind(x);
	f->key = change_key(x);
	f->fingerprint = fingerprint(d, x);
	for (size_t i = 0; i < x->related.n; i++)
		diag_relate(&d->found, f, x->related.v[i].at, x->related.v[i].message);
}

/* In the configuration; `help`: what is to be done. */
static void add_allowed(struct diff *d, const struct change_class *class, struct place at, str message, str help)
{
	struct diag *f = diag_add(&d->found, &class->rule, (struct span){ d->new->config.path, at }, "%s", str_z(message, d->a));

	f->level = diag_level_of(&class->rule, d->options.levels, d->options.n_levels);
	f->help = help;
	if (f->level == DIAG_OFF)
		d->found.all.n--;
}

/* Of a key that is there twice the last one is counted. */
static bool is_key_used(const struct change_allow *w, size_t i)
{
	size_t last = glob_set_plain(&w->keys, w->key[i].pattern);

	return w->key[i].n_excused || (last < w->keys.n && w->key[last].n_excused) || glob_is_exclusion(w->keys.glob[i]);
}

/* An entry that excuses nothing is one finding; of others each key that does not. */
static void find_allowed(struct diff *d, const struct change_allow *w)
{
	const struct change_class *unused = change_class_find(STR("allow-unused")), *expired = change_class_find(STR("allow-expired"));
	str classes = str_join(d->a, w->classes, w->n_classes, STR(", "));

	if (!w->at.line)
		return;
	if (w->is_expired) {
		add_allowed(d, expired, w->at, str_fmt(d->a, "%.*s is allowed no longer", STR_ARG(classes)), str_from_z(expired->help));
		return;
	}
	if (!w->n_excused) {
		add_allowed(d, unused, w->at, str_fmt(d->a, "%.*s is allowed, but nothing changes in this way", STR_ARG(classes)), str_from_z(unused->help));
		return;
	}
	for (size_t i = 0; i < w->keys.n; i++)
		if (!is_key_used(w, i))
			add_allowed(d, unused, w->key[i].at,
			            str_fmt(d->a, "%.*s is allowed for %.*s, but nothing changes in this way there", STR_ARG(classes),
			                    STR_ARG(diag_quote_key(w->key[i].pattern, d->a))),
			            STR("take the key away"));
}

void diff_find(struct diff *d)
{
	diag_list_init(&d->found, d->a);
	for (size_t i = 0; i < d->changes.all.n; i++)
		find_change(d, &d->changes.all.v[i]);
	for (size_t i = 0; i < d->options.n_allow; i++)
		find_allowed(d, &d->options.allow[i]);
	diag_sort(&d->found);
}

/* Changes are found in definitions, what is wrong with changes.allow in the configuration. */
static bool is_of_allow(const struct diff *d, const struct diag *f)
{
	return str_eq(f->at.path, d->new->config.path);
}

static size_t count_allow_errors(const struct diff *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->found.all.n; i++)
		n += d->found.all.v[i].level == DIAG_ERROR && is_of_allow(d, &d->found.all.v[i]);
	return n;
}

/* "2 breaking changes (COMPARABLE), 5 changes in all, 1 error in dictum.yml" */
static str summary_of(const struct diff *d, size_t n_breaking, size_t errors)
{
	str breaking = str_quantity(n_breaking, "breaking change", d->a), all = str_quantity(d->changes.all.n, "change", d->a);

	return str_fmt(d->a, "%.*s (%s), %.*s in all%.*s", STR_ARG(breaking), change_category_name(d->category), STR_ARG(all),
	               STR_ARG(errors ? str_fmt(d->a, ", %.*s in %.*s", STR_ARG(str_quantity(errors, "error", d->a)), STR_ARG(d->new->config.path)) :
	                                (str){ 0 }));
}

/* A file that is gone is shown as it was. */
static struct run *side_of(const struct diff *d, str path)
{
	return map_has(&d->new_paths, path) || str_eq(path, d->new->config.path) ? d->new : d->old;
}

static bool line_of(void *arg, str path, uint32_t line, str *out)
{
	const struct diff *d = arg;

	return run_line(side_of(d, path), path, line, out);
}

static str commit_of(void *arg, str *path)
{
	const struct diff *d = arg;
	const struct run *r = side_of(d, *path);

	*path = run_path_then(r, *path, d->a);
	return report_commit(r, d->a);
}

void diff_input(struct diff *d, struct report_input *out)
{
	const struct run *r = d->new;
	size_t n_breaking = diff_count_breaking(d), errors = count_allow_errors(d);
	str *paths = arena_array(d->a, r->files.all.n, str);

	for (size_t i = 0; i < r->files.all.n; i++)
		paths[i] = r->files.all.v[i].path;
	*out = (struct report_input){ .found = &d->found, .files = r->n_files, .has_dictionary = true, .line = line_of,
		                      .commit_of = commit_of, .line_arg = d, .paths = paths, .n_paths = r->files.all.n, .are_changes = true, .command = "diff" };
	out->title = summary_of(d, n_breaking, errors);
	out->definitions = r->dict.definitions.n;
	out->entries = r->dict.all.n;
	out->exit_code = n_breaking || errors ? EXIT_FOUND : EXIT_CLEAN;
	report_place(r, d->a, out);
}

/* ---- text: what breaks and what warns in full, the others as one line each ---- */

static void text_of(const struct report_input *in, struct buf *out, bool are_notes, report_fn *write)
{
	struct report_input part = *in;
	struct diag_list chosen;

	diag_list_init(&chosen, out->a);
	for (size_t i = 0; i < in->found->all.n; i++)
		if ((in->found->all.v[i].level == DIAG_NOTE) == are_notes)
			*vec_push(&chosen.all, out->a) = in->found->all.v[i];
	part.found = &chosen;
	write(&part, out);
}

static void put_text(const struct report_input *in, struct buf *out)
{
	text_of(in, out, false, report_text);
	text_of(in, out, true, report_concise);
}

/* ---- JSON ---- */

static void put_node(struct json *j, const char *name, const struct node *n)
{
	if (!n)
		return;
	json_key(j, name);
	json_node(j, n, j->out->a);
}

static void put_place(struct json *j, const struct span *at)
{
	json_member(j, "path", at->path);
	if (!at->at.line)
		return;
	json_member_uint(j, "line", at->at.line);
	if (!at->at.column)
		return;
	json_member_uint(j, "column", at->at.column);
}

static void put_change(struct json *j, const struct diff *d, const struct change *x)
{
	struct span at = place_of(d, x);

	json_begin(j, '{');
	json_member(j, "class", str_from_z(x->class->rule.id));
	json_member(j, "category", str_from_z(change_category_name(x->class->category)));
	json_member(j, "level", str_from_z(diag_level_name(x->level)));
	json_member_bool(j, "breaking", change_is_breaking(x, d->category));
	json_member(j, "excuse", str_from_z(change_excuse_name(x->excuse)));
	json_member(j, "reason", x->reason);
	json_member(j, "kind", change_kind(x));
	json_key(j, "key");
	json_str(j, change_key(x));
	if (x->old && x->new && !str_eq(x->old->key, x->new->key))
		json_member(j, "old_key", x->old->key);
	json_member(j, "field", x->field);
	if (shows_pointer(x))
		json_member(j, "pointer", x->pointer);
	put_node(j, "old", x->old_node);
	put_node(j, "new", x->new_node);
	put_place(j, &at);
	json_member(j, "message", x->message);
	json_member(j, "help", x->help);
	json_end(j);
}

static void put_finding(struct json *j, const struct diag *f)
{
	json_begin(j, '{');
	json_member(j, "rule", str_from_z(f->rule->id));
	json_member(j, "level", str_from_z(diag_level_name(f->level)));
	put_place(j, &f->at);
	json_member(j, "message", f->message);
	json_member(j, "help", f->help);
	json_end(j);
}

static void put_json(const struct report_input *in, struct buf *out)
{
	const struct diff *d = in->line_arg;
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	json_member(&j, "base", source_commit(d->old->source));
	json_member(&j, "head", source_commit(d->new->source));
	json_member(&j, "category", str_from_z(change_category_name(d->category)));
	json_key(&j, "summary");
	json_begin(&j, '{');
	json_member_uint(&j, "breaking", diff_count_breaking(d));
	json_member_uint(&j, "changes", d->changes.all.n);
	json_end(&j);
	json_member(&j, "notice", in->notice);
	json_key(&j, "changes");
	json_begin(&j, '[');
	for (size_t i = 0; i < d->changes.all.n; i++)
		put_change(&j, d, &d->changes.all.v[i]);
	json_end(&j);
	json_key(&j, "findings");
	json_begin(&j, '[');
	for (size_t i = 0; i < d->found.all.n; i++)
		if (is_of_allow(d, &d->found.all.v[i]))
			put_finding(&j, &d->found.all.v[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

const struct report_format diff_formats[] = {
	{ "text", "for people: what breaks in full, the others as a line each", put_text },
	{ "concise", "a line for each change", report_concise },
	{ "json", "one document with a summary and all changes", put_json },
	{ "markdown", "a comment for a merge request", report_markdown },
	{ "sarif", "SARIF 2.1.0, for code scanning and editors", report_sarif },
	{ "codequality", "GitLab Code Quality, for artifacts:reports:codequality", report_codequality },
	{ "github", "workflow commands that annotate files on GitHub", report_github },
	{ "junit", "JUnit XML, for artifacts:reports:junit and Jenkins", report_junit },
	{ "checkstyle", "Checkstyle XML", report_checkstyle },
	{ "rdjson", "reviewdog's JSON", report_rdjson },
	{ NULL, NULL, NULL },
};
