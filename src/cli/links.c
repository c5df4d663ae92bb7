/* Looks at each part of a path in turn. Where a link lies is asked of the kernel, for the parts before it may be links of the machine. */
#define _XOPEN_SOURCE 700 /* realpath, which glibc shows only with XSI */
#include "cli/links.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "source/source.h"

static bool lies_in(str top, str path, struct arena *a)
{
	char z[PATH_MAX];
	str real;

	if (!realpath(str_z(fs_path_folder(path), a), z))
		return false;
	real = str_from_z(z);
	return top.n == 1 || fs_path_is_within(real, top);
}

/* Where a repository cannot be told from what a commit brought, the link may have come with it. */
static bool lies_in_work_tree(str path, struct arena *a)
{
	struct source_place place;
	struct err why;

	return !source_find(fs_path_folder(path), a, &place, &why) || (place.git_dir.n && !place.is_bare);
}

/* The first link on the way to `path` that lies in `top`; without that, in any work tree. */
static str first_link(str top, str path, struct arena *a)
{
	if (!path.n || memchr(path.p, '\0', path.n))
		return (str){ 0 };
	for (size_t i = 1; i <= path.n; i++) {
		str start = str_sub(path, 0, i);

		if ((i == path.n || path.p[i] == '/') && path.p[i - 1] != '/' && fs_is_link(AT_FDCWD, start) &&
		    (top.n ? lies_in(top, start, a) : lies_in_work_tree(start, a)))
			return start;
	}
	return (str){ 0 };
}

str links_on(str top, str path, struct arena *a)
{
	return top.n ? first_link(top, path, a) : (str){ 0 };
}

str links_entered(str path, struct arena *a)
{
	return first_link((str){ 0 }, path, a);
}

bool links_refuse(str link, struct err *e)
{
	return err_usage(e, "'%.*s' is a symbolic link in the repository, and those are not followed: name what it leads to", STR_ARG(link));
}
