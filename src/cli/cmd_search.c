/* dictum search: the dictionary searched like on the site, as text, JSON or CSV. */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/entries.h"
#include "cli/gone.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "doc/json.h"
#include "render/template.h"
#include "report/report.h"
#include "site/search.h"

enum { LIMIT = 20, MAX_LIMIT = 1000000, INDENT = sizeof "  1. " - 1 };

static const struct option options[] = {
	{ OPT_KIND, 0, "kind", "KIND", false, "entries of one kind only, such as metric" },
	{ OPT_LIMIT, 0, "limit", "N", false, "how many are shown (default: 20)" },
	{ OPT_NO_CACHE, 0, "no-cache", NULL, false, "read the history anew, and keep nothing of it for later runs" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default), json or csv" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static bool read_limit(const struct args *args, size_t *out, struct err *e)
{
	int64_t n = LIMIT;

	if (args_has(args, OPT_LIMIT) && (!str_to_i64(args_get(args, OPT_LIMIT), &n) || n < 1 || n > MAX_LIMIT))
		return err_usage(e, "--limit takes a number from 1 to %d, not '%.*s'", MAX_LIMIT, STR_ARG(args_get(args, OPT_LIMIT)));
	*out = (size_t)n;
	return true;
}

static void put_json(struct buf *out, const struct search_index *x, str query, const struct search_result *r)
{
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	json_key(&j, "query");
	json_str(&j, query);
	json_member_uint(&j, "total", r->total);
	json_member_bool(&j, "about", r->is_about);
	json_key(&j, "hits");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->hits.n; i++) {
		struct search_record record = search_record(x, r->hits.v[i].id);

		json_begin(&j, '{');
		json_member(&j, "kind", record.kind);
		json_member(&j, "key", record.key);
		json_member(&j, "url", record.url);
		json_member_uint(&j, "score", r->hits.v[i].score);
		if (record.is_gone)
			json_member(&j, "gone", record.status);
		if (record.use.n)
			json_member(&j, "use", record.use);
		json_end(&j);
	}
	json_end(&j);
	json_key(&j, "notices");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->notices.n; i++)
		json_str(&j, r->notices.v[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

static void put_csv(struct buf *out, const struct search_index *x, const struct search_result *r)
{
	buf_z(out, "rank,kind,key,status,owner,description,url,score,use\r\n");
	for (size_t i = 0; i < r->hits.n; i++) {
		struct search_record record = search_record(x, r->hits.v[i].id);
		const str cells[] = { record.kind, record.key, record.status, record.owner, record.excerpt, record.url };

		buf_uint(out, i + 1);
		for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
			buf_byte(out, ',');
			escape_csv(out, cells[k]);
		}
		buf_byte(out, ',');
		buf_uint(out, r->hits.v[i].score);
		buf_byte(out, ',');
		escape_csv(out, record.use);
		buf_z(out, "\r\n");
	}
}

/* "metric, active, source_code"; "former metric, renamed: use counts.b" */
static void put_facts(struct buf *out, const struct style *s, const struct search_record *record)
{
	const str words[] = { record->kind, record->status, record->is_gone ? (str){ 0 } : record->owner };
	const char *fate = style_fate(s, record->status), *codes[] = { s->dim, *fate ? fate : s->dim, s->dim };

	style_put(out, s, s->dim, record->is_gone ? STR("     former ") : STR("     "));
	for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
		if (k && words[k].n)
			style_put(out, s, s->dim, STR(", "));
		style_put(out, s, codes[k], words[k]);
	}
	if (record->use.n)
		style_put(out, s, s->dim, STR(": use "));
	style_put(out, s, s->bold, record->use);
	buf_byte(out, '\n');
}

static void put_text(struct buf *out, const struct style *s, const struct search_index *x, const struct search_result *r)
{
	for (size_t i = 0; i < r->hits.n; i++) {
		struct search_record record = search_record(x, r->hits.v[i].id);

		buf_fmt(out, "%s%3zu. %s", s->dim, i + 1, s->off);
		style_put(out, s, s->bold, record.key);
		buf_byte(out, '\n');
		put_facts(out, s, &record);
		if (record.excerpt.n)
			buf_fmt(out, "     %.*s\n", STR_ARG(style_fit(diag_visible(record.excerpt, out->a), style_left(s, INDENT), out->a)));
	}
	report_disarm(out);
}

static void put_notices(const struct args *args, const struct search_result *r)
{
	for (size_t i = 0; i < r->notices.n; i++)
		out_note(args, "%.*s", STR_ARG(r->notices.v[i]));
	if (r->total > r->hits.n)
		out_note(args, "showing %zu of %s%zu results", r->hits.n, r->is_about ? "about " : "", r->total);
	else if (!r->total)
		out_note(args, "nothing found");
}

/* The words as one query; --kind is a field of it. */
static str make_query(const struct args *args, str query, struct arena *a)
{
	if (!args_has(args, OPT_KIND))
		return query;
	return str_fmt(a, "kind:%.*s %.*s", STR_ARG(args_get(args, OPT_KIND)), STR_ARG(query));
}

/* Keys that are gone may answer. For words that many entries have, which hardly ever are such a key, only dictum.yml is asked: it costs nothing. */
static bool wants_gone(const struct run *r, const struct search_result *found)
{
	const struct replacements *named = r->dict.replacements;

	return found->lacks_gone || (found->lacks_key.n && named && map_has(&named->by_key, found->lacks_key));
}

/* The history is only read where keys that are gone may answer. What cannot be read of it says nothing about the entries. */
static void search_all(struct run *r, struct search_index *x, const struct site_search_input *in, str query, const struct search_options *o,
                       struct search_result *out)
{
	struct run_history h = { .r = r, .is_unsaid = true };
	struct err e = { .text = { 0 } };

	search_query(x, query, o, r->a, out);
	if (!wants_gone(r, out))
		return;
	if (!run_gone_search(&h, in, x, &e))
		out_note(r->args, "keys that are gone are not looked for: %s", e.text);
	search_query(x, query, o, r->a, out);
	run_history_close(&h);
}

static bool put_hits(struct run *r, const struct args *args, size_t *found, struct err *e)
{
	str query = str_join(r->a, args->operands.v, args->operands.n, STR(" "));
	struct search_options o = { .offset = 0 };
	struct site_search_input in;
	struct search_result result;
	struct buf out = { .a = r->a };
	struct style style = out_style(args);
	struct search_index *x;
	const struct kind *kind;
	enum entries_format format;

	r->use_of_guides = RUN_GUIDES_READ;
	if (!entries_format(args, &format, e) || !read_limit(args, &o.limit, e) || !entries_kind(r, args, &kind, e) ||
	    !run_pipeline(r, e))
		return false;
	in = (struct site_search_input){ .dict = &r->dict, .guides = &r->guides, .synonyms = r->config.site.synonyms,
		                         .n_synonyms = r->config.site.n_synonyms, .workers = r->n_workers };
	x = site_search(&in, r->a);
	search_all(r, x, &in, make_query(args, query, r->a), &o, &result);
	if (format == ENTRIES_JSON)
		put_json(&out, x, query, &result);
	else if (format == ENTRIES_CSV)
		put_csv(&out, x, &result);
	else
		put_text(&out, &style, x, &result);
	put_notices(args, &result);
	missing_note_empty(r);
	*found = result.total;
	return out_put(buf_str(&out), e);
}

static bool has_words(const struct args *args)
{
	size_t n = 0;

	for (size_t i = 0; i < args->operands.n; i++)
		n += str_trim(args->operands.v[i]).n;
	return n > 0;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct run *r = arena_new(a, struct run);
	size_t found = 0;
	bool ok;

	if (!has_words(args)) {
		err_usage(e, "search needs what to look for, see 'dictum search --help'");
		return -1;
	}
	ok = run_open(r, args, RUN_COMMIT, a, e) && put_hits(r, args, &found, e);
	run_close(r);
	return !ok ? -1 : found ? EXIT_CLEAN : EXIT_FOUND;
}

const struct command cmd_search = {
	.name = "search",
	.summary = "search the dictionary, with the ranking of the site",
	.usage = "[OPTION]... QUERY",
	.text = "Finds entries and guides by words of their keys, descriptions and owners. Words may be misspelt or abbreviated; a key may be pasted\n"
	        "in any spelling. \"Two words\" in quotes stand next to one another, -word leaves out, field:value filters, field:a,b takes either,\n"
	        "added:>=17.0 and added:16.0..16.5 compare. Exits with 1 when nothing is found.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum search merge request created\n"
	            "  dictum search \"metrics['counts']['ci_builds']\"\n"
	            "  dictum search --kind metric 'owner:\"project management\" status:active -weekly'\n",
	.run = run,
};
