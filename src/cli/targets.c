/* Reports: what they tell of a run, and where they go. */
#include "cli/targets.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "cli/ci.h"
#include "cli/out.h"

enum { MAX_LINKS = 40 }; /* that lead to one another: more are an error of the system */

/* The same for x, ./x, /where/it/is/x and links to it, whether it is there or not. */
static str place_of(str file, struct arena *a)
{
	str path = fs_path_real(a, file);

	for (size_t i = 0; i < MAX_LINKS; i++) {
		str target;

		if (!fs_read_link(AT_FDCWD, path, a, &target))
			break;
		path = fs_path_real(a, str_starts(target, STR("/")) ? target : fs_path_join(a, fs_path_folder(path), target));
	}
	return path;
}

static bool is_same(str one, str other, struct arena *a)
{
	struct stat x, y;

	if (str_eq(place_of(one, a), place_of(other, a)))
		return true;
	return !stat(str_z(one, a), &x) && !stat(str_z(other, a), &y) && S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* One of the targets before the last has its file, too. */
static bool is_taken(const struct targets *t, struct arena *a)
{
	str file = t->all.v[t->all.n - 1].file;

	for (size_t i = 0; file.n && i + 1 < t->all.n; i++)
		if (t->all.v[i].file.n && is_same(t->all.v[i].file, file, a))
			return true;
	return false;
}

bool targets_read(const struct args *args, const struct report_format *formats, struct arena *a, struct targets *out, struct err *e)
{
	size_t to_stdout = 0;
	str names = report_names(formats, a);

	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut(args->options.v[i].value, '=');
		struct target *t;

		if (args->options.v[i].id != OPT_FORMAT)
			continue;
		if (str_eq_z(c.tail, "-"))
			c = (struct cut){ .head = c.head }; /* standard output by its customary name */
		t = vec_push(&out->all, a);
		*t = (struct target){ report_find(formats, c.head), c.tail };
		if (!t->write)
			return err_usage(e, "unknown format '%.*s', expected one of %.*s", STR_ARG(c.head), STR_ARG(names));
		if (c.found && !c.tail.n)
			return err_usage(e, "--format %.*s= needs a file name", STR_ARG(c.head));
		to_stdout += !c.found;
		if (is_taken(out, a))
			return err_usage(e, "two formats for the file '%.*s', the second would replace the first", STR_ARG(c.tail));
	}
	if (args_has(args, OPT_DIFF) && to_stdout)
		return err_usage(e, "--diff prints to standard output, give the format a file: --format json=FILE");
	if (!out->all.n && !args_has(args, OPT_DIFF))
		*vec_push(&out->all, a) = (struct target){ formats->write, { 0 } };
	return to_stdout < 2 || err_usage(e, "two formats for standard output, give all but one a file: --format json=FILE");
}

str report_commit(const struct run *r, struct arena *a)
{
	return source_is_commit(r->source) ? source_commit(r->source) : ci_checkout(r->place.top, a).commit;
}

void report_place(const struct run *r, struct arena *a, struct report_input *out)
{
	struct ci_checkout ci = ci_checkout(r->place.top, a);

	out->root = r->place.is_bare ? (str){ 0 } : r->place.top;
	out->repository = ci.url;
	out->commit = report_commit(r, a);
	out->branch = str_eq(out->commit, ci.commit) ? ci.branch : (str){ 0 };
	out->view_url = r->config.site.view_url;
	out->dialect = r->dialect;
}

bool targets_write(const struct targets *t, struct report_input *in, bool is_colored, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < t->all.n; i++) {
		struct buf out = { .a = a };

		in->is_colored = is_colored && !t->all.v[i].file.n;
		t->all.v[i].write(in, &out);
		if (t->all.v[i].file.n ? !fs_write_named(t->all.v[i].file, FS_OVERWRITE, buf_str(&out), a, e) : !out_put(buf_str(&out), e))
			return false;
	}
	return true;
}
