/* dictum init: a dictum.yml for this repository, with what was detected and everything else as comments. */

#include "base/embed.h"
#include "base/fs.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/run.h"

static const struct option options[] = {
	{ OPT_DIR, 'C', "directory", "DIR", false, "run as if started in DIR" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static int run(struct args *args, struct arena *a, struct err *e)
{
	str path = STR("dictum.yml"), bytes = { 0 };
	struct source_place place;

	if (args->operands.n) {
		err_usage(e, "init takes no operands, see 'dictum init --help'");
		return -1;
	}
	if (!run_find_place(a, &place, e))
		return -1;
	if (place.is_bare) {
		err_usage(e, "'%.*s' is a bare repository, whose commits hold its dictum.yml: run init in a clone and commit the file",
		          STR_ARG(place.top));
		return -1;
	}
	BUG_IF(!embed_get(STR("cli/embed/dictum.yml"), &bytes));
	if (!fs_write_named(path, FS_CREATE, bytes, a, e))
		return -1;
	path = fs_path_join(a, args_get(args, OPT_DIR), path);
	out_note(args, "wrote %.*s; next: 'dictum lint', then 'dictum build --worktree'", STR_ARG(path));
	return EXIT_CLEAN;
}

const struct command cmd_init = {
	.name = "init",
	.summary = "write a dictum.yml for this repository",
	.usage = "[OPTION]...",
	.text = "Writes dictum.yml with all settings as comments into the current folder, which becomes the dictionary's root.\n"
	        "An existing file is never changed.",
	.options = options,
	.examples = "  dictum init\n  dictum init -C definitions\n",
	.run = run,
};
