/* Links of guides and descriptions: each leads to a file of the repository or to a page of a guide. The site shows those that lead nowhere as text, or as links
   that break. */
#include "base/fs.h"
#include "cli/guides.h"
#include "lint/lint.h"
#include "render/markdown.h"
#include "site/url.h"

enum { MAX_LOOKED = 1000 }; /* paths in one run: a look at a commit reads whole folders. What follows is taken to be there */

struct guide_link {
	struct span at;
	str pointer; /* of the description; empty: it stands in a guide */
	str target, path; /* path: from the top; empty, or none of the repository */
};
struct guide_links {
	struct run *r;
	struct map paths; /* those looked for -> whether they are there */
	VEC(struct guide_link) open; /* lead to no file so far */
};

static str nearest_guide(const struct run *r, str target)
{
	str *names = arena_array(r->a, r->guides.all.n, str);
	size_t n = r->guides.all.n, near;

	for (size_t i = 0; i < n; i++)
		names[i] = str_ends(target, STR(".html")) ? fs_path_name(url_guide(r->guides.all.v[i].name, r->a)) : r->guides.all.v[i].name;
	near = str_nearest(fs_path_name(target), names, n);
	return near < n ? names[near] : (str){ 0 };
}

static void report(struct run *r, const struct guide_link *l, const char *what)
{
	struct diag *d = diag_add(&r->found, lint_find(STR("link-broken")), l->at, "link to %s leads to no %s",
	                          str_z(diag_quote(l->target, r->a), r->a), what);
	str near = l->pointer.n ? (str){ 0 } : nearest_guide(r, str_cut(l->target, '#').head);

	d->pointer = l->pointer;
	d->has_pointer = l->pointer.n > 0;
	if (near.n)
		d->hint = str_fmt(r->a, "did you mean \"%.*s\"?", STR_ARG(near));
	d->help = STR("correct the link: it is relative to the folder of this file, or begins with a slash at the top of the repository");
}

/* Of the site's pages those of the guides are known; what others there are depends on more than the definitions. */
static bool is_page(struct run *r, str target)
{
	str page = url_to_file(str_cut(target, '?').head, STR("guides/x.html"), r->a);

	if (!str_eq_z(fs_path_folder(page), "guides") || str_eq_z(page, "guides/index.html"))
		return true;
	for (size_t i = 0; i < r->guides.all.n; i++)
		if (str_eq(url_guide(r->guides.all.v[i].name, r->a), page))
			return true;
	return false;
}

static bool *is_there(struct guide_links *l, str path)
{
	bool **there = (bool **)map_put(&l->paths, path, l->r->a);
	str ignored;

	if (!*there) {
		*there = arena_new(l->r->a, bool);
		**there = l->paths.n > MAX_LOOKED || source_look(l->r->source, path, l->r->a, &ignored) != SOURCE_LOOK_NOTHING;
	}
	return *there;
}

static void look_at(struct guide_links *l, struct guide_link link)
{
	str target = str_cut(link.target, '#').head;

	link.path = url_to_file(target, link.at.path, l->r->a);
	if (!link.pointer.n && str_ends(str_cut(target, '?').head, STR(".html"))) {
		if (!is_page(l->r, target))
			report(l->r, &link, "page of a guide");
	} else if (!link.path.n || !*is_there(l, link.path)) {
		*vec_push(&l->open, l->r->a) = link;
	}
}

static void look_at_guide(struct guide_links *l, const struct site_file *f)
{
	struct markdown_references from;
	str path = fs_path_join(l->r->a, l->r->config.site.guides, f->name);

	markdown_references(f->bytes, l->r->a, &from);
	for (size_t i = 0; i < from.all.n; i++)
		look_at(l, (struct guide_link){ .at = { path, from.all.v[i].at }, .target = from.all.v[i].target });
}

/* YAML folds and indents text: where in it a link stands is not known. Nearly all descriptions hold none. */
static void look_at_description(struct guide_links *l, const struct definition *d)
{
	const struct node *n = d->kind->description.n ? doc_at(d->root, d->kind->description) : NULL;
	struct markdown_references from;

	if (!n || n->kind != NODE_STRING || n->text.n > MARKDOWN_MAX_BYTES || !(str_has(n->text, STR("](")) || str_has(n->text, STR("]:"))))
		return;
	markdown_references(n->text, l->r->a, &from);
	for (size_t i = 0; i < from.all.n; i++)
		look_at(l, (struct guide_link){ .at = node_span(d, n), .pointer = d->kind->description, .target = from.all.v[i].target });
}

/* Files that a sparse checkout leaves out are there, and so are their folders. Takes none: nothing is to be listed. */
static bool mark_skipped(void *links, str path)
{
	struct guide_links *l = links;

	for (bool *there; path.n && !str_eq_z(path, "."); path = fs_path_folder(path)) {
		there = map_get(&l->paths, path);
		if (there)
			*there = true;
	}
	return false;
}

/* false: what a sparse checkout leaves out is not known. */
static bool find_skipped(struct guide_links *l)
{
	struct file_list none = { .all = { 0 } };
	struct err ignored;

	return !l->open.n || source_is_commit(l->r->source) ||
	       source_list_skipped(&l->r->place, mark_skipped, l, l->r->a, &none, &ignored);
}

void guides_check_links(struct run *r)
{
	struct guide_links l = { .r = r };

	for (size_t i = 0; i < r->guides.all.n; i++)
		look_at_guide(&l, &r->guides.all.v[i]);
	for (size_t i = 0; i < r->dict.definitions.n; i++)
		look_at_description(&l, r->dict.definitions.v[i]);
	if (!find_skipped(&l))
		return;
	for (size_t i = 0; i < l.open.n; i++)
		if (!l.open.v[i].path.n || !*is_there(&l, l.open.v[i].path))
			report(r, &l.open.v[i], "file of the repository");
}
