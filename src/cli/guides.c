/* Guides: Markdown pages beside the definitions. */
#include "base/fs.h"
#include "cli/guides.h"
#include "cli/out.h"

enum { MAX_GUIDES = 1000 }; /* files in the folder */

/* No definition is checked by it. */
static bool add(struct run *r, str name, struct err *e)
{
	struct site_file *f = vec_push(&r->guides.all, r->a);

	f->name = name;
	if (!run_read_own(r, fs_path_join(r->a, r->config.guides, name), "guide", &f->bytes, e))
		return false;
	r->inputs.v[r->inputs.n - 1].is_rule = false;
	return true;
}

static bool read_folder(struct run *r, struct err *e)
{
	str folder = run_path(r, r->config.guides);
	struct file_list files = { .all = { 0 } };

	r->config.site.guides = folder;
	if (!source_list(r->source, folder, r->a, &files, e))
		return false;
	for (size_t i = 0; i < files.all.n; i++) {
		str name = str_from(files.all.v[i].path, folder.n ? folder.n + 1 : 0);

		if (!str_ends(name, STR(".md")) || str_find(name, '/') < name.n)
			continue;
		if (files.all.v[i].kind == FILE_ABSENT) {
			*vec_push(&r->absent.guides, r->a) = name;
			continue;
		}
		if (r->guides.all.n == MAX_GUIDES)
			return err_usage(e, "'%.*s' holds more than %d guides", STR_ARG(folder), MAX_GUIDES);
		if (!add(r, name, e))
			return false;
	}
	return true;
}

/* Or it is not known whether that is so. */
static bool are_left_out(const struct run *r)
{
	return r->absent.guides.n || r->absent.why.n;
}

str guides_absent(const struct run *r)
{
	return str_fmt(r->a, "a sparse checkout keeps the guides out of the work tree%s: git sparse-checkout add brings them",
	               r->absent.guides.n ? ", and this partial clone does not have them" : "");
}

static bool tell_none(const struct run *r, struct err *e)
{
	if (!are_left_out(r)) {
		err_usage(e, "guides folder '%.*s' does not exist or holds no Markdown files", STR_ARG(r->config.guides));
		return config_blame(&r->config, doc_get_z(r->config.root, "guides"), e);
	}
	out_note(r->args, "%.*s", STR_ARG(guides_absent(r)));
	return true;
}

bool guides_read(struct run *r, struct err *e)
{
	str wanted = r->config.site.context.guide;

	if (r->config.guides.n && !read_folder(r, e))
		return false;
	if (r->config.guides.n && !r->guides.all.n)
		return tell_none(r, e);
	for (size_t i = 0; i < r->guides.all.n; i++)
		if (str_eq(r->guides.all.v[i].name, wanted))
			return true;
	if (!wanted.n || are_left_out(r))
		return true;
	err_usage(e, "context.guide names '%.*s', which is no guide", STR_ARG(wanted));
	return config_blame(&r->config, doc_get_z(doc_get_z(r->config.root, "context"), "guide"), e);
}

str guides_path(const struct run *r, size_t i)
{
	return fs_path_join(r->a, r->config.site.guides, r->guides.all.v[i].name);
}
