/* GitLab and GitHub name the checkout, its URL and its commit in variables. They are believed for that folder only: other repositories may lie beside. */
#include "cli/ci.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/fs.h"

static const struct {
	const char *folder, *url, *url_path, *commit, *branch; /* url_path: what follows the URL and a slash; NULL: nothing */
} systems[] = {
	{ "CI_PROJECT_DIR", "CI_PROJECT_URL", NULL, "CI_COMMIT_SHA", "CI_COMMIT_REF_NAME" },
	{ "GITHUB_WORKSPACE", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_REF_NAME" },
};

static str variable(const char *name)
{
	return str_from_z(getenv(name));
}

/* The top has no links in its path, the variable may: /builds is one to another disk. Looking at folders is what the sandbox leaves. */
static bool is_same(str folder, str top, struct arena *a)
{
	struct stat x, y;

	if (str_eq(fs_path_without_slash(folder), fs_path_without_slash(top)))
		return true;
	return str_starts(folder, STR("/")) && !stat(str_z(folder, a), &x) && !stat(str_z(top, a), &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

struct ci_checkout ci_checkout(str top, struct arena *a)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
		str folder = variable(systems[i].folder), url = variable(systems[i].url);

		if (!folder.n || !is_same(folder, top, a))
			continue;
		if (systems[i].url_path && url.n) {
			str path = variable(systems[i].url_path);

			url = path.n ? str_fmt(a, "%.*s/%.*s", STR_ARG(url), STR_ARG(path)) : (str){ 0 };
		}
		return (struct ci_checkout){ url, variable(systems[i].commit), variable(systems[i].branch) };
	}
	return (struct ci_checkout){ { 0 }, { 0 }, { 0 } };
}
