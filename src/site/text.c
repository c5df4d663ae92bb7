/* Texts of definitions, guides, configuration and owners as HTML. They are written for readers of the repository, so their links name files: those of guides lead to
   the guides' pages, all others where view_url shows the file. */
#include "base/fs.h"
#include "site/page.h"

struct written { /* what a text stands in */
	struct page *p;
	str path;
	bool is_guide;
};

static str guide_page(const struct site *s, str path, struct arena *a)
{
	str folder = s->in->config->guides, name = str_from(path, folder.n ? folder.n + 1 : 0);

	if (!str_eq(fs_path_join(a, folder, name), path))
		return (str){ 0 };
	for (size_t i = 0; i < s->in->guides.all.n; i++)
		if (str_eq(s->in->guides.all.v[i].name, name))
			return url_guide(name, a);
	return (str){ 0 };
}

static str link_file(str target, void *arg, struct arena *a)
{
	const struct written *w = arg;
	const struct site *s = w->p->site;
	struct cut c = str_cut(target, '#');
	str path = url_to_file(c.head, w->path, a), url = guide_page(s, path, a), form = s->in->config->view_url;

	if (w->is_guide && url_is_page(target))
		return target;
	if (url.n)
		url = str_fmt(a, "%.*s%.*s", STR_ARG(w->p->up), STR_ARG(url));
	else if (path.n && form.n)
		url = source_url(w->p, form, path, 1);
	return url.n && c.found ? str_fmt(a, "%.*s#%.*s", STR_ARG(str_cut(url, '#').head), STR_ARG(c.tail)) : url;
}

str text_of_config(struct page *p)
{
	return fs_path_join(p->a, p->site->in->root, STR("dictum.yml"));
}

str text_html(struct page *p, str path, str text)
{
	struct written w = { .p = p, .path = path };

	return markdown_html(text, &(struct markdown_links){ link_file, &w }, p->a);
}

str text_lead(struct page *p, str path, str text)
{
	struct written w = { .p = p, .path = path };

	return markdown_lead(text, &(struct markdown_links){ link_file, &w }, p->a);
}

void text_guide(struct page *p, str path, str text, struct markdown_page *out)
{
	struct written w = { .p = p, .path = path, .is_guide = true };

	markdown_guide(text, &(struct markdown_links){ link_file, &w }, p->a, out);
}
