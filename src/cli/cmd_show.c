/* dictum show: one entry in the terminal or as JSON. */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/entries.h"
#include "cli/gone.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "report/report.h"
#include "site/api.h"
#include "site/query.h"

static const struct option options[] = {
	{ OPT_KIND, 0, "kind", "KIND", false, "its kind, such as metric, where several have the key" },
	{ OPT_PATH, 0, "path", "PATH", false, "the definition's file, where several have the key" },
	{ OPT_HISTORY, 0, "history", "[=MODE]", false, "and how it changed; first-parent (default) or full: also the commits of merged branches" },
	{ OPT_NO_CACHE, 0, "no-cache", NULL, false, "read the history anew, and keep nothing of it for later runs" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default), json or csv" },
	{ 0, 0, NULL, NULL, false, NULL },
};

enum {
	INDENT = 2,
	LABEL_WIDTH = 24, /* columns of the names of fields; longer ones push what they name to the right */
};

struct printer {
	struct buf *out;
	struct arena *a;
	const struct style *style;
};

static str on_one_line(const struct printer *p, str text)
{
	return str_replace(str_replace(text, '\n', ' ', p->a), '\t', ' ', p->a);
}

/* What strangers wrote, on one line where that has the room, from `column` on. */
static void put_clean(struct printer *p, str text, size_t column, size_t indent)
{
	style_wrap(p->out, p->style, diag_visible(on_one_line(p, text), p->a), column, indent);
}

static void put_row(struct printer *p, str label, str text)
{
	size_t column;

	text = str_trim(text);
	if (!text.n)
		return;
	label = on_one_line(p, label);
	column = INDENT + utf8_columns(diag_visible(label, p->a));
	buf_z(p->out, "  ");
	style_put(p->out, p->style, p->style->dim, label);
	do
		buf_byte(p->out, ' ');
	while (++column < INDENT + LABEL_WIDTH);
	put_clean(p, text, column, INDENT + LABEL_WIDTH);
	buf_byte(p->out, '\n');
}

static void put_title(struct printer *p, str title)
{
	buf_byte(p->out, '\n');
	style_put(p->out, p->style, p->style->bold, on_one_line(p, title));
	buf_byte(p->out, '\n');
}

static void put_fields(struct printer *p, const struct entry *e)
{
	const struct kind *k = e->kind;

	for (size_t i = 0; i < k->n_chips; i++)
		put_row(p, k->chips[i]->title, entry_words(e, k->chips[i], p->a));
	for (size_t i = 0; i < k->n_facts; i++)
		if (!fields_have(k->chips, k->n_chips, k->facts[i]))
			put_row(p, k->facts[i]->title, entry_words(e, k->facts[i], p->a));
}

/* "Ops / Grow"; the section alone has a row of its own. */
static void put_stage(struct printer *p, const struct entry *e)
{
	str stage = entry_stage_name(e, p->a), section = entry_section_name(e, p->a);

	if (!stage.n)
		put_row(p, STR("Section"), section);
	else
		put_row(p, STR("Stage"), section.n ? str_fmt(p->a, "%.*s / %.*s", STR_ARG(section), STR_ARG(stage)) : stage);
}

static void put_owner(struct printer *p, const struct entry *e)
{
	const struct group *g = e->owner;

	put_row(p, STR("Owner"), g ? g->name : (str){ 0 });
	put_stage(p, e);
	for (size_t i = 0; g && i < g->people.n; i++)
		put_row(p, g->people.v[i].role,
		        str_fmt(p->a, "%.*s %.*s", STR_ARG(g->people.v[i].name), STR_ARG(g->people.v[i].contact)));
}

static void put_life(struct printer *p, const struct entry *e)
{
	const struct kind *k = e->kind;
	str added = entry_milestone(e, k->added_milestone), removed = entry_milestone(e, k->removed_milestone);

	put_row(p, STR("Introduced"), str_fmt(p->a, "%.*s %.*s", STR_ARG(added), STR_ARG(entry_text(e, k->added_url, p->a))));
	if (e->status == STATUS_REMOVED)
		put_row(p, STR("Removed"), str_fmt(p->a, "%.*s %.*s", STR_ARG(removed), STR_ARG(entry_text(e, k->removed_url, p->a))));
	if (e->status == STATUS_BROKEN)
		put_row(p, STR("Repair issue"), entry_text(e, k->broken_url, p->a));
}

static void put_name(struct printer *p, str name)
{
	buf_z(p->out, "  ");
	diag_put_visible(p->out, on_one_line(p, name), "");
	buf_byte(p->out, '\n');
}

/* How an event is counted: "unique by user.id where label is default". */
static str ref_words(const struct printer *p, const struct ref *r)
{
	const struct node *unique = r->role->unique.n ? doc_get(r->rule, r->role->unique) : NULL;
	const struct node *operation = r->role->operation.n ? doc_get(r->rule, r->role->operation) : NULL;
	const struct node *filter = r->role->filter.n ? doc_get(r->rule, r->role->filter) : NULL;
	struct buf words = { .a = p->a };

	if (!r->n_to)
		return STR("not defined");
	if (unique)
		buf_fmt(&words, "unique by %.*s", STR_ARG(doc_text(unique)));
	else if (operation)
		buf_put(&words, doc_text(operation));
	else if (r->role->unique.n) /* it could be unique, so that says something */
		buf_put(&words, STR("every time"));
	for (size_t i = 0; filter && filter->kind == NODE_MAP && i < filter->n; i++)
		buf_fmt(&words, "%s%.*s is %.*s", i ? " and " : " where ", STR_ARG(filter->member[i].key.text),
		        STR_ARG(doc_scalar(&filter->member[i].value, p->a)));
	return buf_str(&words);
}

static void put_refs(struct printer *p, const struct entry *e)
{
	str title = { 0 }, words;

	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref *r = &e->refs[i];

		if (!r->n_to && r->role->is_optional)
			continue;
		if (!str_eq(title, r->role->title))
			put_title(p, r->role->title);
		title = r->role->title;
		words = ref_words(p, r);
		if (words.n)
			put_row(p, r->name, words);
		else
			put_name(p, r->name);
	}
}

/* What is sent with it: "total    number. Sum in cents." */
static void put_properties(struct printer *p, const struct entry *e)
{
	const struct node *map = e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;

	if (!map || map->kind != NODE_MAP || !map->n)
		return;
	put_title(p, STR("Properties"));
	for (size_t i = 0; i < map->n; i++) {
		const struct member *property = &map->member[i];
		str type = property_type(e->kind, property, p->a), description = str_trim(doc_text(property_description(&property->value)));
		str words = str_fmt(p->a, "%.*s%s%.*s", STR_ARG(type), type.n && description.n ? ". " : "", STR_ARG(description));

		if (words.n)
			put_row(p, property->key.text, words);
		else
			put_name(p, property->key.text);
	}
}

static void put_back(struct printer *p, const struct entry *e)
{
	const struct back_ref **groups;
	size_t n = back_groups(e, p->a, &groups);

	for (size_t i = 0; i < n; i++) {
		const struct entry *last = NULL;

		put_title(p, groups[i]->ref->role->back);
		for (size_t j = 0; j < e->back.n; j++) {
			const struct back_ref *b = &e->back.v[j];

			if (b->from == last || !back_is_of(groups[i], b))
				continue;
			last = b->from;
			put_name(p, last->key);
		}
	}
}

/* As it is, so that it can be pasted: a line of it is one line here however long it is. */
static void put_sql(struct printer *p, str sql)
{
	struct cut line = { .tail = sql, .found = true };

	while (line.found) {
		line = str_cut(line.tail, '\n');
		buf_z(p->out, line.head.n ? "    " : "");
		diag_put_visible(p->out, line.head, "\t");
		buf_byte(p->out, '\n');
	}
}

static void put_queries(struct printer *p, const struct entry_queries *queries)
{
	if (queries->all.n)
		put_title(p, STR("Query it"));
	for (size_t i = 0; i < queries->all.n; i++) {
		put_name(p, queries->all.v[i].label);
		put_sql(p, queries->all.v[i].sql);
	}
}

static void put_history(struct printer *p, const struct run_history *h, const struct entry *e)
{
	if (!h->is_there)
		return;
	put_title(p, STR("History"));
	if (!e->history)
		buf_z(p->out, "  it has not been committed yet\n");
	else if (e->history->is_truncated)
		buf_z(p->out, "  it was there before the history that can be read here begins\n");
	if (e->history)
		run_history_text(h, e->history->timeline, p->style, "  ", p->out);
}

/* What to use in place of an entry that is deprecated or removed. */
static void put_instead(struct printer *p, const struct dict *d, const struct entry *e)
{
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(d, NULL, e->kind, e->key, way);
	str reason = n ? way[0].reason->reason : (str){ 0 };

	if (n)
		put_row(p, STR("Use instead"), way[n - 1].key);
	put_row(p, STR("Why"), reason);
}

static void put_text(struct printer *p, const struct dict *d, const struct entry *e)
{
	str status = str_from_z(status_word(e->status));

	style_put(p->out, p->style, p->style->bold, on_one_line(p, e->key));
	buf_fmt(p->out, "\n%.*s, ", STR_ARG(e->kind->name));
	style_put(p->out, p->style, style_fate(p->style, status), status);
	buf_z(p->out, "\n\n");
	if (e->description.n) {
		buf_z(p->out, "  ");
		put_clean(p, e->description, INDENT, INDENT);
		buf_z(p->out, "\n\n");
	}
	put_owner(p, e);
	put_fields(p, e);
	put_life(p, e);
	put_instead(p, d, e);
	put_row(p, STR("File"), str_fmt(p->a, "%.*s:%u", STR_ARG(e->definition->path), e->definition->root->at.line));
	put_properties(p, e);
	put_refs(p, e);
	put_back(p, e);
}

static bool put_entry(struct printer *p, const struct run *r, const struct entry *e, const struct run_history *h, struct err *err)
{
	struct snippets templates = { .all = { 0 } };
	struct entry_queries queries = { .all = { 0 } };
	struct err why;

	if (!queries_load(&templates, &r->config.site, template_set_new(p->a), p->a, err))
		return false;
	if (!entry_queries(&templates, e, source_commit(r->source), SIZE_MAX, p->a, &queries, &why)) {
		out_note(r->args, "how to query it is left out: %s", why.text);
		queries.all.n = 0;
	}
	put_text(p, &r->dict, e);
	put_queries(p, &queries);
	put_history(p, h, e);
	report_disarm(p->out);
	return true;
}

struct matches {
	VEC(struct entry *) all;
};

static void find(const struct run *r, const struct kind *kind, str key, str word, struct matches *out)
{
	struct entries_path path = entries_path(r, word);

	for (size_t i = 0; i < r->dialect->n_kinds; i++) {
		const struct kind *k = &r->dialect->kinds[i];
		const struct entry_list *list = kind && k != kind ? NULL : dict_get(&r->dict, k, key);

		for (size_t j = 0; list && j < list->all.n; j++)
			if (entries_path_is(&path, list->all.v[j]->definition->path))
				*vec_push(&out->all, r->a) = list->all.v[j];
	}
}

static bool is_ambiguous(const struct run *r, const struct matches *m, struct err *e)
{
	struct entries_choice *all = arena_array(r->a, m->all.n, struct entries_choice);

	for (size_t i = 0; i < m->all.n; i++)
		all[i] = (struct entries_choice){ m->all.v[i]->kind, m->all.v[i]->definition->path };
	return entries_are_ambiguous(m->all.v[0]->key, all, m->all.n, r->a, e);
}

static void note_absent(const struct run *r, const struct args *args, const struct kind *kind, str key)
{
	str *keys = arena_array(r->a, r->dict.all.n, str), path = args_get(args, OPT_PATH);
	size_t n = 0;

	for (size_t i = 0; i < r->dict.all.n; i++)
		if (!kind || r->dict.all.v[i]->kind == kind)
			keys[n++] = r->dict.all.v[i]->key;
	entries_note_absent(r, key, str_fmt(r->a, "no %.*s '%.*s'%s%.*s", STR_ARG(kind ? kind->name : STR("entry")), STR_ARG(key),
	                                    path.n ? " in " : "", STR_ARG(path)), (str){ 0 }, keys, n);
}

/* Nobody has the key: what became of it, else what may have been meant. */
static int tell_absent(struct run *r, const struct args *args, const struct kind *kind, struct run_history *h, struct err *e)
{
	str key = args->operands.v[0];
	bool is_told;

	if (!run_gone_tell(h, kind, key, &is_told, e))
		return -1;
	if (is_told)
		return EXIT_FOUND;
	note_absent(r, args, kind, key);
	missing_note_empty(r);
	return EXIT_FOUND;
}

static int show(struct run *r, const struct args *args, struct run_history *h, struct err *e)
{
	struct buf out = { .a = r->a };
	struct style style = out_style(args);
	struct printer p = { .out = &out, .a = r->a, .style = &style };
	struct matches m = { .all = { 0 } };
	const struct kind *kind;
	enum entries_format format;
	struct json j;

	if (!entries_format(args, &format, e) || !entries_kind(r, args, &kind, e) ||
	    (args_has(args, OPT_HISTORY) && !run_history_read(r, args_get(args, OPT_HISTORY), h, e)) || !run_pipeline(r, e))
		return -1;
	run_history_join(h);
	find(r, kind, args->operands.v[0], args_get(args, OPT_PATH), &m);
	if (!m.all.n)
		return tell_absent(r, args, kind, h, e);
	if (is_ambiguous(r, &m, e))
		return -1;
	json_init(&j, &out, true);
	if (format == ENTRIES_JSON)
		api_entry(&j, &r->dict, m.all.v[0], source_commit(r->source), r->a);
	else if (format == ENTRIES_CSV)
		api_csv(&out, &r->dict, m.all.v, 1, NULL, r->a);
	else if (!put_entry(&p, r, m.all.v[0], h, e))
		return -1;
	if (format == ENTRIES_JSON)
		buf_byte(&out, '\n');
	return out_put(buf_str(&out), e) ? EXIT_CLEAN : -1;
}

/* One key. A word after --history is none of its value, which stands behind a '='. */
static bool check_operands(const struct args *args, struct arena *a, struct err *e)
{
	bool has_bare_history = args_has(args, OPT_HISTORY) && !args_get(args, OPT_HISTORY).n, ignored;
	struct err unsaid;

	for (size_t i = 0; has_bare_history && args->operands.n == 2 && i < 2; i++)
		if (args->operands.v[i].n && run_history_mode(args->operands.v[i], &ignored, &unsaid))
			return err_usage(e, "show takes one key, did you mean '--history=%.*s'?", STR_ARG(args->operands.v[i]));
	return entries_one_key(args, "show", a, e);
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct run *r = arena_new(a, struct run);
	struct run_history h = { .r = r };
	int code = -1;

	if (!check_operands(args, a, e))
		return -1;
	if (run_open(r, args, RUN_COMMIT, a, e))
		code = show(r, args, &h, e);
	run_history_close(&h);
	run_close(r);
	return code;
}

const struct command cmd_show = {
	.name = "show",
	.summary = "print one entry (definition, links, history) in the terminal or as data",
	.usage = "[OPTION]... KEY",
	.text = "Prints what the dictionary knows of one key: description, owner, fields, properties, what it counts, what it feeds, how to query it.\n"
	        "Exit code 1 when there is no such key; of one that was renamed, deleted or replaced it says so.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum show counts.ci_builds\n"
	            "  dictum show --kind event create_ci_build --format json\n"
	            "  dictum show counts.ci_builds --history\n",
	.run = run,
};
