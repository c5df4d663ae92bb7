/* Files for programs, each made by a job like a page: entries as JSON and CSV, the index, the schema, findings, search. */
#include "base/embed.h"
#include "site/api.h"
#include "site/page.h"
#include "site/search.h"

bool file_entries(struct page *p, const void *arg)
{
	const struct kind_pages *k = arg;

	api_entries(p->out, p->site->dict, k->entries, k->n, p->site->in->commit, p->site->kept);
	return true;
}

bool file_csv(struct page *p, const void *arg)
{
	const struct kind_pages *k = arg;

	api_csv(p->out, p->site->dict, k->entries, k->n, p->site->kept, p->a);
	return true;
}

/* What is no longer collected is left out. */
static bool put_collected(struct page *p, struct entry *const *entries, size_t n)
{
	struct entry **collected = arena_array(p->a, n, struct entry *);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (entries[i]->status != STATUS_REMOVED)
			collected[kept++] = entries[i];
	api_csv(p->out, p->site->dict, collected, kept, p->site->kept, p->a);
	return true;
}

bool file_value(struct page *p, const void *arg)
{
	const struct facet_value *v = arg;

	return put_collected(p, v->entries.v, v->entries.n);
}

bool file_beyond(struct page *p, const void *arg)
{
	const struct facet_value *v = arg;

	return put_collected(p, v->beyond.v, v->beyond.n);
}

bool file_group_csv(struct page *p, const void *arg)
{
	const struct group *g = arg;

	api_csv(p->out, p->site->dict, g->entries.v, g->entries.n, p->site->kept, p->a);
	return true;
}

bool file_group_json(struct page *p, const void *arg)
{
	const struct group *g = arg;

	api_entries(p->out, p->site->dict, g->entries.v, g->entries.n, p->site->in->commit, p->site->kept);
	return true;
}

bool file_entry(struct page *p, const void *arg)
{
	const struct entry *e = arg;
	struct json j;

	json_init(&j, p->out, false);
	if (p->site->kept)
		json_raw(&j, p->site->kept->entry[e->index].json);
	else
		api_entry(&j, p->site->dict, e, p->site->in->commit, p->a);
	buf_byte(p->out, '\n');
	return true;
}

bool file_index(struct page *p, const void *arg)
{
	(void)arg; /* there is one such file */
	api_index(p->out, p->site->dict, p->site->title, p->site->in->commit, p->site->data.v, p->site->data.n);
	return true;
}

bool file_schema(struct page *p, const void *arg)
{
	str bytes = { 0 };

	(void)arg; /* there is one such file */
	BUG_IF(!embed_get(STR("site/embed/schema.json"), &bytes));
	buf_put(p->out, bytes);
	return true;
}

bool file_lint(struct page *p, const void *arg)
{
	enum { FINDING = 600 }; /* bytes, and most take less: growing would take as much room again */

	(void)arg; /* there is one such file */
	(void)buf_reserve(p->out, FINDING * p->site->in->lint->found->all.n); /* used below */
	report_json(p->site->in->lint, p->out);
	return true;
}

bool file_search(struct page *p, const void *arg)
{
	const struct search_file *f = arg;

	buf_put(p->out, f->bytes);
	return true;
}

/* A call of the same function as those of all files of the index. */
bool file_search_current(struct page *p, const void *arg)
{
	(void)arg; /* there is one such file */
	buf_fmt(p->out, "mm_(\"current\",\"%.*s\",\"%.*s\")\n", STR_ARG(p->site->search), STR_ARG(p->site->search_gone));
	return true;
}
