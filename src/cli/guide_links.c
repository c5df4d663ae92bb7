/* Links of guides: each leads to a file of the repository or to a page of a guide. The site shows those that lead nowhere as text, or as links
   that break. */
#include "base/fs.h"
#include "cli/guides.h"
#include "lint/lint.h"
#include "render/markdown.h"
#include "site/url.h"

enum { MAX_LOOKED = 1000 }; /* paths in one run: a look at a commit reads whole folders. What follows is taken to be there */

struct guide_link {
	str guide, path; /* files, from the top; path: empty, or none of the repository */
	const struct markdown_reference *from;
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

static void report(struct run *r, str guide, const struct markdown_reference *from, const char *what)
{
	struct diag *d = diag_add(&r->found, lint_find(STR("link-broken")), (struct span){ guide, from->at }, "link to %s leads to no %s",
	                          str_z(diag_quote(from->target, r->a), r->a), what);
	str near = nearest_guide(r, str_cut(from->target, '#').head);

	if (near.n)
		d->hint = str_fmt(r->a, "did you mean \"%.*s\"?", STR_ARG(near));
	d->help = STR("correct the link: it is relative to the folder of the guides, or begins with a slash at the top of the repository");
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

static void look_at(struct guide_links *l, str guide, const struct markdown_reference *from)
{
	str target = str_cut(from->target, '#').head, path = url_to_file(target, guide, l->r->a);

	if (str_ends(str_cut(target, '?').head, STR(".html"))) {
		if (!is_page(l->r, target))
			report(l->r, guide, from, "page of a guide");
	} else if (!path.n || !*is_there(l, path)) {
		*vec_push(&l->open, l->r->a) = (struct guide_link){ guide, path, from };
	}
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

	for (size_t i = 0; i < r->guides.all.n; i++) {
		const struct site_file *f = &r->guides.all.v[i];
		struct markdown_references *from = arena_new(r->a, struct markdown_references);
		str path = fs_path_join(r->a, r->config.site.guides, f->name);

		markdown_references(f->bytes, r->a, from);
		for (size_t j = 0; j < from->all.n; j++)
			look_at(&l, path, &from->all.v[j]);
	}
	if (!find_skipped(&l))
		return;
	for (size_t i = 0; i < l.open.n; i++)
		if (!l.open.v[i].path.n || !*is_there(&l, l.open.v[i].path))
			report(r, l.open.v[i].guide, l.open.v[i].from, "file of the repository");
}
