/* dictum init: a dictum.yml with all settings as comments, or the templates and static files that are compiled in. */

#include <fcntl.h>

#include "base/embed.h"
#include "base/fs.h"
#include "cli/commands.h"
#include "cli/originals.h"
#include "cli/out.h"
#include "cli/run.h"

static const struct option options[] = {
	{ OPT_DIR, 'C', "directory", "DIR", false, "run as if started in DIR" },
	{ OPT_TEMPLATES, 0, "templates", "DIR", false, "write the templates into DIR, to be changed for build --templates" },
	{ OPT_STATIC, 0, "static", "DIR", false, "write the static files into DIR, to be changed for build --static" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static int write_originals(const struct args *args, struct arena *a, struct err *e)
{
	size_t n;

	if (!originals_write(args, a, &n, e))
		return -1;
	out_note(args, "wrote %zu file%s; keep those you change, the others are compiled in", n, n == 1 ? "" : "s");
	return EXIT_CLEAN;
}

/* Whether something lies here that is written like the dialect's definitions. */
static bool is_of_dialect(const struct dialect *d)
{
	for (size_t i = 0; i < d->n_detect; i++)
		if (fs_exists(AT_FDCWD, d->detect[i]))
			return true;
	return false;
}

static str embedded(const char *name)
{
	str bytes = { 0 };

	BUG_IF(!embed_get(str_from_z(name), &bytes));
	return bytes;
}

/* Where nothing is written as the first dialect has it, the file begins with kinds of one's own. */
static str configuration(struct arena *a)
{
	bool is_known = is_of_dialect(dialect_first(a));
	str parts[] = { embedded("cli/embed/init.yml"), embedded(is_known ? "cli/embed/init_gitlab.yml" : "cli/embed/init_plain.yml"),
		        embedded("cli/embed/init_settings.yml") };

	return str_join(a, parts, sizeof parts / sizeof *parts, (str){ 0 });
}

static int write_configuration(const struct args *args, struct arena *a, struct err *e)
{
	str path = STR("dictum.yml");
	struct source_place place;

	if (!run_find_place(a, &place, e))
		return -1;
	if (place.is_bare) {
		err_usage(e, "'%.*s' is a bare repository, whose commits hold its dictum.yml: run init in a clone and commit the file",
		          STR_ARG(place.top));
		return -1;
	}
	if (!fs_write_named(path, FS_CREATE, configuration(a), a, e))
		return -1;
	path = fs_path_join(a, args_get(args, OPT_DIR), path);
	out_note(args, "wrote %.*s; next: 'dictum lint', then 'dictum build --worktree'", STR_ARG(path));
	return EXIT_CLEAN;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	if (args_has(args, OPT_TEMPLATES) || args_has(args, OPT_STATIC))
		return write_originals(args, a, e);
	if (args->operands.n) {
		err_usage(e, "init takes names of files only with --templates or --static, see 'dictum init --help'");
		return -1;
	}
	return write_configuration(args, a, e);
}

const struct command cmd_init = {
	.name = "init",
	.summary = "write a dictum.yml for this repository",
	.usage = "[OPTION]... [NAME]...",
	.text = "Writes dictum.yml with all settings as comments into the current folder, which becomes the dictionary's root.\n"
	        "Where nothing lies as GitLab's definitions do, it begins with kinds of your own to be filled in.\n"
	        "With --templates or --static it writes what sites are made with instead: files of these names, or all of them.\n"
	        "An existing file is never changed.",
	.options = options,
	.examples = "  dictum init                                       dictum.yml\n"
	            "  dictum init -C definitions                        the same in another folder\n"
	            "  dictum init --templates templates foot.mustache   what stands at the end of every page\n"
	            "  dictum init --static static site.css              how pages look\n",
	.run = run,
};
