/* Links of guides and of other Markdown that the site shows: each leads to a file of the repository or to a page of a guide. The site shows those that lead
   nowhere as text, or as links that break. */
#include "base/fs.h"
#include "cli/guides.h"
#include "lint/lint.h"
#include "render/markdown.h"
#include "site/url.h"

enum {
	MAX_LOOKED = 100000, /* paths in one run; what follows is taken to be there */
	MAX_OPEN = 100000,   /* links in one run that seem to lead nowhere */
	MAX_TOLD = 100,      /* findings in one file */
	MAX_HINTS = 1000     /* in one run: each looks at the names of all guides */
};

struct guide_link {
	struct span at;
	str pointer; /* of the text; empty: it stands in a guide */
	str target;
	const char *what, *help; /* what is not there; how it is found */
};
struct guide_links {
	struct run *r;
	struct arena scratch; /* of one file */
	struct map pages;     /* of guides, from the top of the site */
	str *files, *names;   /* of guides; of their pages */
	struct map paths;     /* those looked for -> whether they are there */
	struct map told;      /* places with targets */
	VEC(struct guide_link) open; /* lead nowhere so far */
	size_t n_hints;
};

static void list_guides(struct guide_links *l)
{
	const struct site_files *guides = &l->r->guides;
	struct arena *a = l->r->a;

	l->files = arena_array(a, guides->all.n, str);
	l->names = arena_array(a, guides->all.n, str);
	for (size_t i = 0; i < guides->all.n; i++) {
		str page = url_guide(guides->all.v[i].name, a);

		(void)map_mark(&l->pages, page, a); /* names of files are unique */
		l->files[i] = guides->all.v[i].name;
		l->names[i] = fs_path_name(page);
	}
	for (size_t i = 0; i < l->r->absent.guides.n; i++)
		(void)map_mark(&l->pages, url_guide(l->r->absent.guides.v[i], a), a); /* as above */
}

static str nearest_guide(struct guide_links *l, const struct guide_link *link)
{
	str target = str_cut(str_cut(link->target, '#').head, '?').head, *names = url_is_page(target) ? l->names : l->files;
	size_t n = l->r->guides.all.n, near = n;

	if (!link->pointer.n && l->n_hints++ < MAX_HINTS)
		near = str_nearest(fs_path_name(target), names, n);
	return near < n ? names[near] : (str){ 0 };
}

static void report(struct guide_links *l, const struct guide_link *link)
{
	struct arena *a = l->r->a;
	struct diag *d = diag_add(&l->r->found, lint_find(STR("link-broken")), link->at, "link to %s leads to no %s",
	                          str_z(diag_quote(link->target, a), a), link->what);
	str near = nearest_guide(l, link);

	d->has_pointer = link->pointer.n > 0 && link->pointer.n <= POINTER_MAX;
	if (d->has_pointer)
		d->pointer = link->pointer;
	if (near.n)
		d->hint = str_fmt(a, "did you mean \"%.*s\"?", STR_ARG(near));
	d->help = str_from_z(link->help);
}

/* Of the site's pages, named from its top, those of the guides are known; what others there are depends on more than the definitions. */
static bool is_page(const struct guide_links *l, str page)
{
	return !str_eq_z(fs_path_folder(page), "guides") || str_eq_z(page, "guides/index.html") || map_has(&l->pages, page);
}

static bool look_for(struct guide_links *l, str path)
{
	str ignored;

	return l->paths.n > MAX_LOOKED || source_look(l->r->source, path, &l->scratch, &ignored) != SOURCE_LOOK_NOTHING;
}

static bool is_there(struct guide_links *l, str then)
{
	str path = run_path_now(l->r, then, &l->scratch);
	bool *there = then.n ? map_get(&l->paths, path) : NULL;

	if (!then.n || there)
		return then.n && *there;
	there = arena_new(l->r->a, bool);
	*map_put(&l->paths, str_dup(path, l->r->a), l->r->a) = there;
	*there = look_for(l, path);
	return *there;
}

static void look_at(struct guide_links *l, struct guide_link link)
{
	str target = str_cut(link.target, '#').head, path = url_to_file(target, run_path_then(l->r, link.at.path, &l->scratch), &l->scratch);
	bool is_to_page = !link.pointer.n && url_is_page(target);

	if ((is_to_page ? is_page(l, url_to_file(str_cut(target, '?').head, STR("guides/x.html"), &l->scratch)) : is_there(l, path)) || l->open.n == MAX_OPEN)
		return;
	link.what = is_to_page ? "page of a guide" : "file of the repository";
	link.help = "correct the link: it is relative to the folder of this file, or begins with a slash at the top of the repository";
	link.target = str_dup(link.target, l->r->a);
	*vec_push(&l->open, l->r->a) = link;
}

static void look_at_guide(struct guide_links *l, size_t number)
{
	struct markdown_references from;
	str path = guides_path(l->r, number);

	markdown_references(l->r->guides.all.v[number].bytes, &l->scratch, &from);
	for (size_t i = 0; i < from.all.n; i++)
		look_at(l, (struct guide_link){ .at = { path, from.all.v[i].at }, .target = from.all.v[i].target });
}

/* Nearly all texts hold none, and are not read as Markdown. */
static bool may_link(const struct node *n)
{
	return n && n->kind == NODE_STRING && n->text.n <= MARKDOWN_MAX_BYTES && str_has(n->text, STR("]")) &&
	       (str_has(n->text, STR("](")) || str_has(n->text, STR("]:")));
}

/* YAML folds and indents text: where in it a link stands is not known. */
static void look_at_text(struct guide_links *l, str path, const struct node *n, str pointer)
{
	struct markdown_references from;

	markdown_references(n->text, &l->scratch, &from);
	for (size_t i = 0; i < from.all.n; i++)
		look_at(l, (struct guide_link){ .at = { path, n->at }, .pointer = pointer, .target = from.all.v[i].target });
}

/* A property's description may stand in its place. */
static void look_at_properties(struct guide_links *l, const struct definition *d)
{
	str pointer = d->kind->properties;
	const struct node *all = pointer.n ? doc_at(d->root, pointer) : NULL;

	for (size_t i = 0; all && all->kind == NODE_MAP && i < all->n; i++) {
		const struct member *m = &all->member[i];
		const struct node *n = property_description(&m->value);
		str name;

		if (!may_link(n))
			continue;
		name = pointer_add(pointer, m->key.text, l->r->a);
		look_at_text(l, d->path, n, n == &m->value ? name : pointer_add(name, STR("description"), l->r->a));
	}
}

static void look_at_definition(struct guide_links *l, const struct definition *d)
{
	const struct node *n = d->kind->description.n ? doc_at(d->root, d->kind->description) : NULL;

	if (may_link(n))
		look_at_text(l, d->path, n, d->kind->description);
	look_at_properties(l, d);
}

/* Of each item of a list, or member of a mapping, the text of this name. */
static void look_at_each(struct guide_links *l, str path, const struct node *root, str all, str name)
{
	const struct node *n = doc_at(root, all);
	bool is_map = n && n->kind == NODE_MAP;

	for (size_t i = 0; n && (is_map || n->kind == NODE_SEQ) && i < n->n; i++) {
		const struct node *text = doc_get(is_map ? &n->member[i].value : &n->item[i], name);
		str at;

		if (!may_link(text))
			continue;
		at = is_map ? pointer_add(all, n->member[i].key.text, l->r->a) : pointer_add_index(all, i, l->r->a);
		look_at_text(l, path, text, pointer_add(at, name, l->r->a));
	}
}

/* Those that pages of entries have. What a template makes is not known before. */
static void look_at_links(struct guide_links *l, str path, const struct node *all)
{
	for (size_t i = 0; all && all->kind == NODE_SEQ && i < all->n && l->open.n < MAX_OPEN; i++) {
		const struct node *url = doc_get_z(&all->item[i], "url");
		str target = doc_text(url);

		if (!str_has(target, STR("{{")) && !is_page(l, str_cut(str_cut(target, '#').head, '?').head))
			*vec_push(&l->open, l->r->a) = (struct guide_link){ { path, url->at }, pointer_add(pointer_add_index(STR("/links"), i, l->r->a), STR("url"), l->r->a),
				                                            target, "page of a guide", "correct the link: it begins at the top of the site" };
	}
}

/* What the site shows as Markdown, and links; other texts of these files are plain. */
static void look_at_own(struct guide_links *l)
{
	static const char *const privacy[] = { "summary", "why", "identifies", "sent_to", "turn_off" }, *const owners[] = { "/stages", "/groups" };
	const struct config *c = &l->r->config;
	const struct node *root = run_has_own_config(l->r) ? c->root : NULL, *summary = doc_at(root, STR("/context/summary"));

	if (may_link(summary))
		look_at_text(l, c->path, summary, STR("/context/summary"));
	look_at_each(l, c->path, root, STR("/context/fields"), STR("description"));
	look_at_links(l, c->path, doc_get_z(root, "links"));
	for (size_t i = 0; i < sizeof privacy / sizeof *privacy; i++)
		look_at_each(l, c->path, root, STR("/privacy"), str_from_z(privacy[i]));
	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
		look_at_each(l, l->r->dict.owners.path, l->r->owners, str_from_z(owners[i]), STR("description"));
}

/* Links that share a definition, and those of a text of YAML, have one place: each target is told there once. */
static bool is_new(struct guide_links *l, const struct guide_link *link)
{
	str words = str_fmt(&l->scratch, "%u:%u %.*s\n%.*s", link->at.at.line, link->at.at.column, STR_ARG(link->at.path), STR_ARG(link->target));

	return map_mark(&l->told, words, &l->scratch);
}

static void report_open(struct guide_links *l)
{
	size_t told = 0;
	str path = { 0 };

	for (size_t i = 0; i < l->open.n; i++) {
		const struct guide_link *link = &l->open.v[i];

		if (!is_new(l, link))
			continue;
		told = str_eq(link->at.path, path) ? told + 1 : 1;
		path = link->at.path;
		if (told <= MAX_TOLD)
			report(l, link);
	}
}

void guides_check_links(struct run *r)
{
	struct guide_links l = { .r = r };

	arena_init(&l.scratch);
	list_guides(&l);
	/* Those of definitions first: what is found of them is counted, whether guides are read or not, and the limits are common to all. */
	for (size_t i = 0; i < r->dict.definitions.n; i++, arena_reset(&l.scratch))
		look_at_definition(&l, r->dict.definitions.v[i]);
	for (size_t i = 0; i < r->guides.all.n; i++, arena_reset(&l.scratch))
		look_at_guide(&l, i);
	look_at_own(&l);
	if (!r->absent.why.n) /* else it is not known what a sparse checkout leaves out */
		report_open(&l);
	arena_free(&l.scratch);
}
