/* Which files a site has: each is a job for the workers. */
#include <stdlib.h>

#include "site/page.h"

struct plan {
	struct site *site;
	struct jobs *files;
};

static void plan(struct plan *p, str url, page_fn *make, const void *arg)
{
	*vec_push(&p->files->all, p->site->a) = (struct job){ url, make, arg };
}

/* A page for readers; the pages of 404 and of search results have nothing of their own. */
static void plan_page(struct plan *p, str url, page_fn *make, const void *arg)
{
	plan(p, url, make, arg);
	*vec_push(&p->site->pages, p->site->a) = url;
}

static void plan_kind(struct plan *p, const struct kind_pages *k)
{
	struct arena *a = p->site->a;

	if (k->n && k->n <= PAGE_ALL_NAMES)
		plan_page(p, url_names(k->kind, a), page_names, k);
	for (size_t page = 1; page <= k->pages; page++) {
		struct list_part *part = arena_new(a, struct list_part);

		*part = (struct list_part){ k, page };
		plan_page(p, url_list(k->kind, page, a), page_list, part);
	}
	for (size_t i = 0; i < k->n; i++) {
		const struct entry *e = k->entries[i];

		plan_page(p, p->site->url[e->index], page_entry, e);
		if (!p->site->is_large)
			plan(p, url_entry_json(p->site->dict, e, a), file_entry, e);
	}
}

static size_t at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static void plan_namespaces(struct plan *p, const struct kind_pages *k)
{
	for (size_t i = 0; i < k->namespaces.all.n; i++) {
		const struct namespace *at = &k->namespaces.all.v[i];

		for (size_t page = 1; page <= list_page_of(at_most(at->n, p->site->max_listed) - 1); page++) {
			struct namespace_part *part = arena_new(p->site->a, struct namespace_part);

			*part = (struct namespace_part){ k, at, page };
			plan_page(p, url_namespace(k->kind, at->prefix, page, p->site->a), page_namespace, part);
		}
	}
}

struct facet_pages {
	page_fn *values, *value, *csv;
};

static struct facet_pages pages_of(const struct facet *f)
{
	switch (f->role) {
	case FACET_PLAIN:
		break;
	case FACET_PRIVACY:
		return (struct facet_pages){ page_privacy, page_category, file_value };
	case FACET_INDICATOR:
		return (struct facet_pages){ page_indicators, page_indicator, NULL };
	}
	return (struct facet_pages){ page_values, page_value, f->field->has_csv ? file_value : NULL };
}

static void plan_value(struct plan *p, const struct facet *f, const struct facet_value *v)
{
	const struct facet_pages pages = pages_of(f);
	struct arena *a = p->site->a;

	for (size_t page = 1; page <= list_page_of(v->listed.n - 1); page++) {
		struct value_part *part = arena_new(a, struct value_part);

		*part = (struct value_part){ f, v, page };
		plan_page(p, url_value(f->folder, v->value, page, a), pages.value, part);
	}
	if (pages.csv && !p->site->is_large)
		plan(p, url_value_csv(f->folder, v->value, a), pages.csv, v);
}

/* What one rung of a ladder has and the one below it has not. */
static void plan_beyond(struct plan *p, const struct facet *f, const struct facet_value *v)
{
	struct arena *a = p->site->a;

	for (size_t page = 1; v->beyond.n && page <= list_page_of(at_most(v->beyond.n, p->site->max_listed) - 1);
	     page++) {
		struct value_part *part = arena_new(a, struct value_part);

		*part = (struct value_part){ f, v, page };
		plan_page(p, url_beyond(f->folder, v->value, page, a), page_beyond, part);
	}
	if (v->beyond.n && f->field->has_csv && !p->site->is_large)
		plan(p, url_beyond_csv(f->folder, v->value, a), file_beyond, v);
}

static void plan_facet(struct plan *p, const struct facet *f)
{
	for (size_t page = 1; f->values.n && page <= list_page_of(f->values.n - 1); page++) {
		struct values_part *part = arena_new(p->site->a, struct values_part);

		*part = (struct values_part){ f, page };
		plan_page(p, url_values(f->folder, page, p->site->a), pages_of(f).values, part);
	}
	for (size_t i = 0; i < f->values.n; i++) {
		plan_value(p, f, f->values.v[i]);
		if (f->role == FACET_PLAIN)
			plan_beyond(p, f, f->values.v[i]);
	}
}

static void plan_removed(struct plan *p)
{
	for (size_t page = 1; site_n_removed(p->site) && page <= list_page_of(site_n_removed(p->site) - 1); page++) {
		struct removed_part *part = arena_new(p->site->a, struct removed_part);

		part->page = page;
		plan_page(p, url_removed(page, p->site->a), page_removed, part);
	}
}

/* Ways through the dictionary besides lists and owners. */
static void plan_browsing(struct plan *p)
{
	for (size_t i = 0; i < p->site->facets.n; i++)
		plan_facet(p, &p->site->facets.all[i]);
	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++)
		plan_namespaces(p, &p->site->kinds[i]);
	plan_removed(p);
}

static void plan_group(struct plan *p, const struct group *g)
{
	struct arena *a = p->site->a;

	for (size_t page = 1; page <= (g->entries.n ? list_page_of(g->entries.n - 1) : 1); page++) {
		struct group_part *part = arena_new(a, struct group_part);

		*part = (struct group_part){ g, page };
		plan_page(p, url_group_page(g->id, page, a), page_group, part);
	}
	if (!g->entries.n || p->site->is_large)
		return;
	plan(p, url_group_csv(g->id, a), file_group_csv, g);
	plan(p, url_group_json(g->id, a), file_group_json, g);
}

static void plan_owners(struct plan *p)
{
	const struct owners *o = &p->site->dict->owners;

	plan_page(p, STR("owners/index.html"), page_owners, NULL);
	for (size_t i = 0; i < o->groups.n; i++)
		plan_group(p, o->groups.v[i]);
	for (size_t i = 0; i < o->sections.n; i++)
		if (o->sections.v[i]->stages.n)
			plan_page(p, url_section(o->sections.v[i]->id, p->site->a), page_section, o->sections.v[i]);
	if (o->stages.n)
		plan_page(p, STR("stages/index.html"), page_stages, NULL);
	for (size_t i = 0; i < o->stages.n; i++)
		plan_page(p, url_stage(o->stages.v[i]->id, p->site->a), page_stage, o->stages.v[i]);
}

static void plan_rule(struct plan *p, const struct health_rule *r)
{
	for (size_t page = 1; page <= list_page_of(r->list.found.n - 1); page++) {
		struct rule_part *part = arena_new(p->site->a, struct rule_part);

		*part = (struct rule_part){ r, page };
		plan_page(p, url_rule(str_from_z(r->rule->id), page, p->site->a), page_rule, part);
	}
}

/* What fits the page of the group has none of its own. */
static void plan_owner_health(struct plan *p, const struct health_owner *o)
{
	struct arena *a = p->site->a;

	if (o->group && o->list.found.n <= HEALTH_OWNER_ROWS)
		return;
	for (size_t page = 1; page <= list_page_of(o->list.found.n - 1); page++) {
		struct owner_part *part = arena_new(a, struct owner_part);

		*part = (struct owner_part){ o, page };
		plan_page(p, o->group ? url_group_health(o->group->id, page, a) : url_unowned_health(page, a),
		          page_owner_health, part);
	}
}

static void plan_health(struct plan *p)
{
	const struct health *h = &p->site->health;

	plan_page(p, STR("health/index.html"), page_health, NULL);
	for (size_t i = 0; i < h->rules.n; i++)
		plan_rule(p, h->rules.v[i]);
	for (size_t i = 0; i < h->owners.n; i++)
		plan_owner_health(p, h->owners.v[i]);
}

static void plan_properties(struct plan *p)
{
	const struct sent *s = &p->site->sent;
	struct arena *a = p->site->a;

	for (size_t page = 1; s->n && page <= list_page_of(s->n - 1); page++) {
		struct properties_part *part = arena_new(a, struct properties_part);

		part->page = page;
		plan_page(p, url_properties(page, a), page_properties, part);
	}
	for (size_t i = 0; i < s->n; i++) {
		for (size_t page = 1; page <= list_page_of(at_most(s->all[i]->events.n, p->site->max_listed) - 1);
		     page++) {
			struct property_part *part = arena_new(a, struct property_part);

			*part = (struct property_part){ s->all[i], page };
			plan_page(p, url_property(s->all[i]->name, page, a), page_property, part);
		}
	}
}

static void plan_changes(struct plan *p)
{
	struct jobs pages = { .all = { 0 } };

	changes_plan(p->site, &pages, p->files);
	versions_plan(p->site, &pages, p->files);
	for (size_t i = 0; i < pages.all.n; i++)
		plan_page(p, pages.all.v[i].url, pages.all.v[i].make, pages.all.v[i].arg);
	feeds_plan(p->site, p->files);
	pages.all.n = 0;
	gone_plan(p->site, &pages);
	for (size_t i = 0; i < pages.all.n; i++)
		plan_page(p, pages.all.v[i].url, pages.all.v[i].make, pages.all.v[i].arg);
	if (site_has_gone_file(p->site))
		plan(p, STR("api/v1/gone.json"), file_gone, NULL);
}

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* api/v1/index.json lists them. */
static void list_data(struct plan *p)
{
	struct site *s = p->site;

	for (size_t i = 0; i < p->files->all.n; i++) {
		const struct job *file = &p->files->all.v[i];

		if (file->make != file_entry && (str_ends(file->url, STR(".json")) || str_ends(file->url, STR(".csv")) || str_ends(file->url, STR(".xml"))))
			*vec_push(&s->data, s->a) = file->url;
	}
	qsort(s->data.v, s->data.n, sizeof *s->data.v, by_bytes);
	plan(p, STR("api/v1/index.json"), file_index, NULL);
}

/* Most files are those of entries. */
static void make_room(struct plan *p)
{
	size_t n = p->site->dict->all.n, others = n / 8 + 1024;

	vec_reserve(&p->files->all, (p->site->is_large ? n : 2 * n) + others, p->site->a);
	vec_reserve(&p->site->pages, n + others, p->site->a);
}

void site_plan_pages(struct site *s, struct jobs *files)
{
	struct plan *p = &(struct plan){ s, files };

	make_room(p);
	plan_page(p, STR("index.html"), page_home, NULL);
	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++)
		plan_kind(p, &p->site->kinds[i]);
	plan_browsing(p);
	plan_owners(p);
	plan_changes(p);
	if (p->site->guides.n)
		plan_page(p, STR("guides/index.html"), page_guides, NULL);
	for (size_t i = 0; i < p->site->guides.n; i++)
		plan_page(p, p->site->guides.v[i].url, page_guide, &p->site->guides.v[i]);
	plan_properties(p);
	if (p->site->in->config->context.fields.n)
		plan_page(p, STR("context.html"), page_context, NULL);
	plan_page(p, STR("stats.html"), page_stats, NULL);
	plan_health(p);
	plan_page(p, STR("about.html"), page_about, NULL);
	plan(p, STR("404.html"), page_not_found, NULL);
	plan(p, STR("search.html"), page_search, NULL);
	plan(p, STR(URL_SEARCH_CURRENT), file_search_current, NULL);
	plan(p, STR("llms.txt"), file_llms, NULL);
	list_data(p);
}

/* Of kind 0 most entries are. The tables, half as long, keep the JSON of two kinds apart: both at once are what takes the most memory. */
void site_plan_data(struct site *s, struct jobs *files)
{
	struct plan *p = &(struct plan){ s, files };
	struct arena *a = s->a;
	size_t n = s->dict->dialect->n_kinds;

	for (size_t i = 0; i < n && i < 1; i++)
		plan(p, url_api(s->kinds[i].kind, a), file_entries, &s->kinds[i]);
	for (size_t i = 0; i < n; i++)
		plan(p, url_csv(s->kinds[i].kind, a), file_csv, &s->kinds[i]);
	for (size_t i = 1; i < n; i++)
		plan(p, url_api(s->kinds[i].kind, a), file_entries, &s->kinds[i]);
	plan(p, STR("api/v1/schema.json"), file_schema, NULL);
	if (p->site->in->lint)
		plan(p, STR("lint.json"), file_lint, NULL);
}
