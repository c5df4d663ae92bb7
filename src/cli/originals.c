/* What is compiled in under a folder's name, written into a folder of the user's. */
#include <fcntl.h>

#include "base/embed.h"
#include "base/fs.h"
#include "base/vec.h"
#include "cli/originals.h"

static const struct {
	enum option_id id;
	const char *embedded; /* folder */
	const char *word;     /* for one of its files */
} folders[] = {
	{ OPT_TEMPLATES, "templates/", "template" },
	{ OPT_STATIC, "static/", "static file" },
};

struct original {
	str name, dir, bytes; /* `dir`: where it goes */
};
struct originals {
	struct arena *a;
	VEC(struct original) all;
};

static void list_folder(struct originals *o, str embedded, str dir)
{
	for (size_t i = 0; i < embed_n_files; i++) {
		const struct embed_file *f = &embed_files[i];

		if (str_starts(str_from_z(f->name), embedded))
			*vec_push(&o->all, o->a) = (struct original){ str_from(str_from_z(f->name), embedded.n), dir,
				                                      (str){ f->start, (size_t)(f->end - f->start) } };
	}
}

static void list_all(struct originals *o, const struct args *args)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (args_has(args, folders[i].id))
			list_folder(o, str_from_z(folders[i].embedded), args_get(args, folders[i].id));
}

/* "template", "static file", of both "template or static file" */
static str words_of_all(const struct args *args, struct arena *a)
{
	str words[sizeof folders / sizeof *folders];
	size_t n = 0;

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (args_has(args, folders[i].id))
			words[n++] = str_from_z(folders[i].word);
	return str_join(a, words, n, STR(" or "));
}

static bool check_names(const struct originals *o, const struct args *args, struct err *e)
{
	str *names = arena_array(o->a, o->all.n, str);

	for (size_t i = 0; i < o->all.n; i++)
		names[i] = o->all.v[i].name;
	for (size_t i = 0; i < args->operands.n; i++) {
		str name = args->operands.v[i];
		size_t near = str_nearest(name, names, o->all.n);

		if (str_is_among(name, names, o->all.n))
			continue;
		return err_usage(e, "no %.*s named '%.*s' is compiled in%.*s", STR_ARG(words_of_all(args, o->a)), STR_ARG(name),
		                 STR_ARG(near < o->all.n ? str_fmt(o->a, ", did you mean '%.*s'?", STR_ARG(names[near])) : (str){ 0 }));
	}
	return true;
}

/* Those that are asked for stay. */
static void choose(struct originals *o, const struct args *args)
{
	size_t n = 0;

	for (size_t i = 0; i < o->all.n; i++)
		if (!args->operands.n || str_is_among(o->all.v[i].name, args->operands.v, args->operands.n))
			o->all.v[n++] = o->all.v[i];
	o->all.n = n;
}

static bool check_places(const struct originals *o, struct err *e)
{
	for (size_t i = 0; i < o->all.n; i++) {
		str path = fs_path_join(o->a, o->all.v[i].dir, o->all.v[i].name);

		if (fs_exists(AT_FDCWD, path))
			return err_usage(e, "'%.*s' exists already, nothing was written", STR_ARG(path));
	}
	return true;
}

bool originals_write(const struct args *args, struct arena *a, size_t *n, struct err *e)
{
	struct originals o = { .a = a };

	list_all(&o, args);
	if (!check_names(&o, args, e))
		return false;
	choose(&o, args);
	if (!check_places(&o, e))
		return false;
	for (size_t i = 0; i < o.all.n; i++) {
		const struct original *f = &o.all.v[i];

		if (!fs_mkdirs(f->dir, e) || !fs_write_named(fs_path_join(a, f->dir, f->name), FS_CREATE, f->bytes, a, e))
			return false;
	}
	*n = o.all.n;
	return true;
}
