/* Finding the file a finding is in. */
#include <stdlib.h>

#include "lint/files.h"

static int compare_paths(const void *a, const void *b)
{
	return str_cmp(((const struct lint_file *)a)->path, ((const struct lint_file *)b)->path);
}

struct lint_files lint_files_of(const struct dict *d, struct arena *a)
{
	size_t n = 0;
	struct lint_file *all = arena_array(a, d->definitions.n + d->unreadable.n, struct lint_file);

	for (size_t i = 0; i < d->definitions.n; i++) {
		const struct definition *def = d->definitions.v[i];

		all[n++] = (struct lint_file){ .path = def->path, .bytes = def->bytes, .root = def->root, .definition = def };
	}
	for (size_t i = 0; i < d->unreadable.n; i++) {
		const struct unreadable *u = d->unreadable.v[i];

		all[n++] = (struct lint_file){ .path = u->path, .bytes = u->bytes, .root = u->root };
	}
	if (d->unreadable.n)
		qsort(all, n, sizeof *all, compare_paths); /* paths are unique */
	return (struct lint_files){ all, n };
}

const struct lint_file *lint_files_get(const struct lint_files *files, str path)
{
	struct lint_file wanted = { .path = path };

	return files->n ? bsearch(&wanted, files->all, files->n, sizeof *files->all, compare_paths) : NULL;
}

void lint_file_leave(struct lint_file *f, const struct diag_rule *rule, bool is_suppressed, struct arena *a)
{
	for (size_t i = 0; i < f->left.n; i++)
		if (f->left.v[i].rule == rule && f->left.v[i].is_suppressed == is_suppressed) {
			f->left.v[i].n++;
			return;
		}
	*vec_push(&f->left, a) = (struct lint_left){ .rule = rule, .is_suppressed = is_suppressed, .n = 1 };
}
