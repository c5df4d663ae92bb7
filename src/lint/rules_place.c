/* Rules about where a definition lies: its folder and file name against what it says. */
#include "base/fs.h"
#include "lint/common.h"

/* Where the part of paths begins that is the dictionary's own: folders above it say nothing of its definitions. */
static size_t below_root(const struct lint_ctx *c)
{
	return c->dict->root.n ? c->dict->root.n + 1 : 0;
}

/* Whether a folder of the path is called `folder`; *at is where its name begins. */
static bool lies_below(str path, str folder, size_t *at)
{
	for (struct cut c = str_cut(path, '/'); c.found; c = str_cut(c.tail, '/')) {
		*at = (size_t)(c.head.p - path.p);
		if (str_eq(c.head, folder))
			return true;
	}
	return false;
}

static str parent_folder(const struct lint_ctx *c, str path)
{
	struct cut cut = str_cut_last(str_from(path, below_root(c)), '/');

	return cut.found ? fs_path_name(cut.head) : (str){ 0 };
}

/* ---- folder-time-frame ---- */

static str folder_of_value(const struct kind *k, str value)
{
	for (size_t i = 0; i < k->n_value_folders; i++)
		if (str_eq(k->value_folders[i].label, value))
			return k->value_folders[i].value;
	return (str){ 0 };
}

/* The same file in `folder` instead of its own. */
static str moved_to(const struct lint_ctx *c, str path, str folder)
{
	str own = str_cut_last(path, '/').head, above = str_cut_last(own, '/').found ? str_cut_last(own, '/').head : (str){ 0 };

	return str_fmt(c->a, "%.*s%s%.*s/%.*s", STR_ARG(above), above.n ? "/" : "", STR_ARG(folder), STR_ARG(fs_path_name(path)));
}

static str moved_below(const struct lint_ctx *c, str path, str folder)
{
	str name = fs_path_name(path);

	return str_fmt(c->a, "%.*s%.*s/%.*s", STR_ARG(str_sub(path, 0, path.n - name.n)), STR_ARG(folder), STR_ARG(name));
}

static void report_folder(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d, const struct node *n,
                          str folder, str value)
{
	const bool is_list = n->kind == NODE_SEQ;
	str pointer = d->kind->expand, wanted = is_list ? d->kind->list_folder : folder_of_value(d->kind, n->text);
	struct diag *f = diag_add(c->found, rule, node_span(d, n), "%.*s is %.*s, expected %.*s in folder %.*s", STR_ARG(pointer_last_name(pointer, c->a)),
	                          STR_ARG(is_list ? STR("a list") : n->text), STR_ARG(value), STR_ARG(folder));

	set_pointer(f, pointer);
	if (!wanted.n) {
		f->help = str_fmt(c->a, "correct the %.*s, or move the file", STR_ARG(pointer_last_name(pointer, c->a)));
		return;
	}
	f->help = str_fmt(c->a, "correct the %.*s, or move the file to folder %.*s", STR_ARG(pointer_last_name(pointer, c->a)), STR_ARG(wanted));
	fix_rename(c, f, moved_to(c, d->path, wanted));
}

/* A list lies in its own folder, whatever is in it. */
static bool is_misplaced_list(const struct kind *k, const struct node *n, str folder)
{
	return n->n && k->list_folder.n && !str_eq(folder, k->list_folder);
}

static bool is_other_value(const struct node *n, str value)
{
	return n->kind == NODE_STRING && !str_eq(n->text, value);
}

static void check_folder(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct kind *k = d->kind;
	str folder = k->n_value_folders ? parent_folder(c, d->path) : (str){ 0 };
	const struct node *n;

	for (size_t i = 0; i < k->n_value_folders; i++) {
		if (!str_eq(k->value_folders[i].value, folder))
			continue;
		n = node_at(d, k->expand);
		if (n && (n->kind == NODE_SEQ ? is_misplaced_list(k, n, folder) : is_other_value(n, k->value_folders[i].label)))
			report_folder(c, rule, d, n, folder, k->value_folders[i].label);
	}
}

/* ---- key-suffix-time-frame ---- */

static bool has_suffix_row(const struct kind *k, str value)
{
	for (size_t i = 0; i < k->n_suffixes; i++)
		if (str_eq(k->suffixes[i].value, value))
			return true;
	return false;
}

/* The finding is about the value, and found there: it silences what else disagrees with that value. */
static void check_suffix(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct entry *e = &d->entries[0];
	const struct field_label *suffix = d->kind->n_suffixes ? kind_suffix_of(d->kind, doc_text(e->key_node)) : NULL;
	const struct node *n = suffix ? node_at(d, d->kind->expand) : NULL;
	str pointer = d->kind->expand;
	struct diag *f;

	if (!n)
		return;
	if (n->kind == NODE_SEQ && n->n) {
		f = diag_add(c->found, rule, node_span(d, e->key_node), "the key ends in \"%.*s\", which the list of %.*s adds by itself",
		             STR_ARG(suffix->label), STR_ARG(pointer_last_name(pointer, c->a)));
		f->help = str_fmt(c->a, "the entry is called %s now: take the ending away, or write one %.*s", quoted_key(c, e->key),
		                  STR_ARG(pointer_last_name(pointer, c->a)));
		diag_relate(c->found, f, node_span(d, n), STR("this list adds it"));
	} else if (n->kind == NODE_STRING && !str_eq(n->text, suffix->value) && has_suffix_row(d->kind, n->text)) {
		f = diag_add(c->found, rule, node_span(d, n), "%.*s is %.*s, expected %.*s because the key ends in \"%.*s\"",
		             STR_ARG(pointer_last_name(pointer, c->a)), STR_ARG(n->text), STR_ARG(suffix->value), STR_ARG(suffix->label));
		f->help = str_fmt(c->a, "correct the %.*s; a key is never renamed once it is in use", STR_ARG(pointer_last_name(pointer, c->a)));
		diag_relate(c->found, f, node_span(d, e->key_node), STR("the key"));
		fix_replace(c, f, n, suffix->value);
	} else {
		return;
	}
	set_pointer(f, pointer);
}

/* ---- folder-edition ---- */

/* Whether the kind's patterns know the folder at all. */
static bool has_edition_folder(const struct kind *k)
{
	size_t at;

	for (size_t i = 0; k->edition_folder.n && k->edition_field && i < k->n_folders; i++)
		if (str_eq(k->folders[i], k->edition_folder) || lies_below(k->folders[i], k->edition_folder, &at))
			return true;
	return false;
}

struct edition {
	const struct node *n; /* the values; NULL: they decide nothing */
	bool is_inside;       /* lies below the edition's folder */
	bool belongs;         /* should lie there */
	size_t at;            /* where the folder's name begins in the path */
};

/* One text is a list of one. */
static size_t n_values(const struct node *n)
{
	return n->kind == NODE_SEQ ? n->n : n->kind == NODE_STRING && n->text.n;
}

static const struct node *value_at(const struct node *n, size_t i)
{
	return n->kind == NODE_SEQ ? &n->item[i] : n;
}

/* A value that does not exist was meant to be another: nobody knows which. */
static bool are_known(const struct field *f, const struct node *values)
{
	for (size_t i = 0; f->n_ladder && i < n_values(values); i++) {
		size_t rung = 0;

		while (rung < f->n_ladder && !str_eq(f->ladder[rung], doc_text(value_at(values, i))))
			rung++;
		if (rung == f->n_ladder)
			return false;
	}
	return true;
}

static bool holds_value(const struct node *values, str value)
{
	for (size_t i = 0; i < n_values(values); i++) {
		const struct node *n = value_at(values, i);

		if (n->kind == NODE_STRING && str_eq(n->text, value))
			return true;
	}
	return false;
}

/* What was removed stays where it was. */
static struct edition edition_of(const struct lint_ctx *c, const struct definition *d)
{
	struct edition e = { .n = entry_node(&d->entries[0], d->kind->edition_field) };

	if (e.n && (!n_values(e.n) || d->entries[0].status == STATUS_REMOVED || !are_known(d->kind->edition_field, e.n)))
		e.n = NULL;
	e.is_inside = lies_below(str_from(d->path, below_root(c)), d->kind->edition_folder, &e.at);
	e.at += below_root(c);
	e.belongs = e.n && !holds_value(e.n, d->kind->edition_value);
	return e;
}

/* The same path below the edition's folder, or without it. */
static str edition_path(const struct lint_ctx *c, const struct definition *d, const struct edition *e)
{
	const struct kind *k = d->kind;
	size_t at;

	if (e->is_inside)
		return str_fmt(c->a, "%.*s%.*s", STR_ARG(str_sub(d->path, 0, e->at)),
		               STR_ARG(str_from(d->path, e->at + k->edition_folder.n + 1)));
	for (at = below_root(c); at < d->path.n; at++)
		for (size_t i = 0; i < k->n_folders && (at == below_root(c) || d->path.p[at - 1] == '/'); i++)
			if (k->folders[i].n && str_starts(str_from(d->path, at), k->folders[i]))
				return str_fmt(c->a, "%.*s%.*s/%.*s", STR_ARG(str_sub(d->path, 0, at)), STR_ARG(k->edition_folder),
				               STR_ARG(str_from(d->path, at)));
	return (str){ 0 };
}

static void report_edition(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d, const struct edition *e)
{
	const struct kind *k = d->kind;
	str path = edition_path(c, d, e);
	struct diag *f = diag_add(c->found, rule, node_span(d, e->n), "%.*s is %s %.*s, but the file %s below %.*s/",
	                          STR_ARG(k->edition_value), e->belongs ? "not among" : "among", STR_ARG(k->edition_field->id),
	                          e->is_inside ? "lies" : "does not lie", STR_ARG(k->edition_folder));

	for (size_t i = 0; i < k->edition_field->n_from; i++)
		if (node_at(d, k->edition_field->from[i]) == e->n)
			set_pointer(f, k->edition_field->from[i]);
	f->help = str_fmt(c->a, "correct the %.*s, or move the file%s%.*s", STR_ARG(k->edition_field->id), path.n ? " to " : "",
	                  STR_ARG(path));
	if (path.n)
		fix_rename(c, f, path);
}

struct misplaced {
	const struct definition *definition;
	struct edition edition;
};

struct editions {
	VEC(struct misplaced) misplaced; /* whose field says another place than they lie in */
	size_t inside, belong, others;
};

static void gather_editions(const struct lint_ctx *c, struct editions *all)
{
	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		const struct definition *d = c->dict->definitions.v[i];
		struct edition e;

		if (!has_edition_folder(d->kind))
			continue;
		e = edition_of(c, d);
		all->inside += e.is_inside;
		all->belong += e.belongs;
		all->others += e.n && !e.belongs;
		if (e.n && e.is_inside != e.belongs)
			*vec_push(&all->misplaced, c->a) = (struct misplaced){ .definition = d, .edition = e };
	}
}

/* A repository whose definitions are mostly of one edition and none of which lies in the folder does not part editions by folder. */
static void check_editions(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct editions all = { 0 };
	bool are_parted;

	gather_editions(c, &all);
	are_parted = all.inside || all.belong <= all.others;
	for (size_t i = 0; are_parted && i < all.misplaced.n; i++)
		report_edition(c, rule, all.misplaced.v[i].definition, &all.misplaced.v[i].edition);
}

/* ---- file-name ---- */

/* Lower case, every run of other characters one underscore: what old generators made file names from. */
static str plain(str text, struct arena *a)
{
	char *p = arena_array(a, text.n, char);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (byte_is_alpha(text.p[i]) || byte_is_digit(text.p[i]))
			p[n++] = byte_lower(text.p[i]);
		else if (n && p[n - 1] != '_')
			p[n++] = '_';
	}
	while (n && p[n - 1] == '_')
		n--;
	return (str){ p, n };
}

static bool ends_with_words(str text, str end)
{
	return end.n && str_ends(text, end) && (text.n == end.n || text.p[text.n - end.n - 1] == '_');
}

static bool starts_with_words(str text, str start)
{
	return start.n && str_starts(text, start) && (text.n == start.n || text.p[start.n] == '_');
}

/* Files with a time stamp are of a generator that put other words in front of the name, or left its first ones out. */
static bool is_old_name(const struct lint_ctx *c, const struct entry *e, str stem)
{
	const struct kind *k = e->kind;
	str file = kind_stem(k, plain(stem, c->a)), name = kind_stem(k, plain(written_name(e), c->a));

	return ends_with_words(file, name) || ends_with_words(kind_stem(k, plain(e->key, c->a)), file);
}

/* Names that may repeat need files called "click_button_2". */
static bool is_told_apart(const struct lint_ctx *c, const struct entry *e, str stem)
{
	str file, name;

	if (!e->key_rule || e->key_rule->duplicate_rule.n)
		return false;
	file = plain(stem, c->a);
	name = plain(written_name(e), c->a);
	return ends_with_words(file, name) || starts_with_words(file, name);
}

enum {
	MAX_FILE_NAME = 100 /* characters: generators cut longer ones off */
};

static bool can_be_file_name(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!byte_is_alpha(name.p[i]) && !byte_is_digit(name.p[i]) && name.p[i] != '_' && name.p[i] != '-')
			return false;
	return name.n > 0;
}

static void report_file_name(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d, str stamp, str wanted)
{
	const struct entry *e = &d->entries[0];
	str file = fs_path_name(d->path), folder = str_sub(d->path, 0, d->path.n - file.n);
	str name = str_fmt(c->a, "%.*s%.*s%.*s", STR_ARG(stamp), STR_ARG(wanted), STR_ARG(str_from(file, str_cut_last(file, '.').head.n)));
	struct diag *f = diag_add(c->found, rule, node_span(d, e->key_node), "the file is called %.*s, expected %.*s", STR_ARG(file),
	                          STR_ARG(name));

	if (e->key_rule && e->key_rule->n_parts)
		set_pointer(f, e->key_rule->parts[e->key_rule->n_parts - 1]);
	f->help = str_fmt(c->a, "rename the file, or correct the %.*s", STR_ARG(pointer_last_name(f->pointer, c->a)));
	fix_rename(c, f, str_fmt(c->a, "%.*s%.*s", STR_ARG(folder), STR_ARG(name)));
}

/* Old generators put the other parts of the key in front: "1669277827_API__Commits_commit.yml". */
static str old_name(const struct lint_ctx *c, const struct entry *e)
{
	str name = e->key_rule && e->key_rule->n_parts > 1 ? str_replace(str_replace(e->key, ':', '_', c->a), ' ', '_', c->a) : (str){ 0 };

	return can_be_file_name(name) && name.n < MAX_FILE_NAME / 2 ? name : written_name(e);
}

static void check_file_name(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct entry *e = &d->entries[0];
	str file = fs_path_name(d->path), own = str_cut_last(file, '.').head, stem, name;

	if (!d->kind->is_named_after_key || e->status == STATUS_REMOVED)
		return;
	stem = path_stem(d->path);
	name = written_name(e);
	if (str_eq(name, own) || str_eq(name, stem) || file.n >= MAX_FILE_NAME || name.n >= MAX_FILE_NAME - 4)
		return;
	if (!can_be_file_name(name) || (stem.n < own.n && is_old_name(c, e, stem)) || is_told_apart(c, e, stem))
		return;
	report_file_name(c, rule, d, str_sub(own, 0, own.n - stem.n), stem.n < own.n ? old_name(c, e) : name);
}

/* ---- removed-event-place ---- */

static void check_removed_place(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct kind *k = d->kind;
	const struct entry *e = &d->entries[0];
	bool is_inside = k->removed_folder.n && str_eq(parent_folder(c, d->path), k->removed_folder);
	str own = str_cut_last(d->path, '/').head, path;
	const struct node *status = node_at(d, k->status);
	struct diag *f;

	if (!k->removed_folder.n || is_inside == (e->status == STATUS_REMOVED))
		return;
	path = is_inside ? str_fmt(c->a, "%.*s%.*s", STR_ARG(str_sub(own, 0, own.n - k->removed_folder.n)), STR_ARG(fs_path_name(d->path))) :
	                   moved_below(c, d->path, k->removed_folder);
	f = diag_add(c->found, rule, node_span(d, status ? status : e->key_node), "the %.*s is %.*s, but its file %s in folder %.*s",
	             STR_ARG(k->name), STR_ARG(e->status_text), is_inside ? "lies" : "does not lie", STR_ARG(k->removed_folder));
	set_pointer(f, status ? k->status : (str){ 0 });
	f->subject = k->status;
	f->help = str_fmt(c->a, "%smove the file to %.*s", is_inside ? "correct the status, or " : "", STR_ARG(path));
	fix_rename(c, f, path);
}

const struct lint_rule lint_rules_place[] = {
	{ .rule = { "key-suffix-time-frame", DIAG_WARNING, "all", "a key that ends like another time frame than the definition has",
	            "Readers take counts_monthly for a number of 28 days. Where the key says one time frame and the field another, half of them "
	            "compare numbers that do not belong together.",
	            "key_path: counts.ci_builds_weekly\ntime_frame: 28d\n", "key_path: counts.ci_builds_weekly\ntime_frame: 7d\n",
	            "unsafe: writes the time frame the key speaks of" },
	  .definition = check_suffix },
	{ .rule = { "folder-time-frame", DIAG_WARNING, "gitlab", "a file in the folder of another time frame",
	            "People look for a metric in the folder of its time frame. A file in the wrong one is either misplaced or has the wrong time "
	            "frame. A list of time frames lies in counts_all.",
	            "# config/metrics/counts_7d/ci_builds_monthly.yml\ntime_frame: 28d\n",
	            "# config/metrics/counts_28d/ci_builds_monthly.yml\ntime_frame: 28d\n", "unsafe: moves the file" },
	  .definition = check_folder },
	{ .rule = { "folder-edition", DIAG_WARNING, "gitlab", "a file below ee/ although the free tier has it, or the reverse",
	            "What lies below ee/ is not part of the free edition, so the definition of something free is missing there. Removed "
	            "definitions stay where they are. Where no file lies below ee/ and more of them belong there than do not, editions are not "
	            "parted by folder, and nothing is said.",
	            "# config/events/export_report.yml\ntiers: [premium, ultimate]\n",
	            "# ee/config/events/export_report.yml\ntiers: [premium, ultimate]\n", "unsafe: moves the file" },
	  .whole = check_editions },
	{ .rule = { "file-name", DIAG_WARNING, "gitlab", "a file that is not called like what it defines",
	            "A definition is found by its name. Files of old generators may have a time stamp, and other words in front of the name; "
	            "removed definitions keep their file.",
	            "# config/events/create_build.yml\naction: create_ci_build\n", "# config/events/create_ci_build.yml\naction: create_ci_build\n",
	            "unsafe: renames the file" },
	  .definition = check_file_name },
	{ .rule = { "removed-event-place", DIAG_WARNING, "gitlab", "a removed event outside of the folder removed/, or another one in it",
	            "Events in removed/ are not loaded any more. A removed event elsewhere can still be sent; an active one in there cannot.",
	            "# config/events/create_ci_build.yml\nstatus: removed\n", "# config/events/removed/create_ci_build.yml\nstatus: removed\n",
	            "unsafe: moves the file" },
	  .definition = check_removed_place },
	{ .rule = { 0 } },
};
