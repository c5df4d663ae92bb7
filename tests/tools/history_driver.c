/* Which commits added and changed each file last, as the walk has it: history_driver REPOSITORY FOLDER... prints "FIRST LAST PATH" for every
   file that is in the newest commit; a file that was renamed was added under its first name. For tests that ask git the same. */
#include <stdio.h>

#include "source/history.h"

enum { MAX_FOLDERS = 8 };

static bool takes_all(const void *arg, str path)
{
	(void)arg; /* every file below the folders */
	return str_ends(path, STR(".yml"));
}

static const struct history_file *find_file(const struct history *h, str path)
{
	size_t low = 0, high = h->files.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(path, h->files.v[middle].path);

		if (!order)
			return &h->files.v[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The change that added the file that has this path up to the change `last`. */
static const struct history_change *first_change(const struct history *h, str path, uint32_t last)
{
	const struct history_change *found = NULL;

	while (path.n) {
		const struct history_file *f = find_file(h, path);
		size_t i = f ? f->n : 0;

		path = (str){ 0 };
		while (i > 0 && f->changes[i - 1] > last)
			i--;
		for (; i > 0; i--) {
			found = &h->changes.v[f->changes[i - 1]];
			if (found->event == HISTORY_ADDED)
				break;
		}
		if (found && found->event == HISTORY_ADDED && found->source != HISTORY_NONE) {
			path = h->changes.v[found->source].path;
			last = found->source ? found->source - 1 : 0;
		}
	}
	return found;
}

static void print_id(const struct history *h, uint32_t commit)
{
	for (size_t i = 0; i < sizeof h->commits.v[commit].id; i++)
		(void)printf("%02x", h->commits.v[commit].id[i]); /* a reader that went away sees too few lines */
	(void)putchar(' ');                                       /* as above */
}

static bool print_all(int n, char **words, struct arena *a, struct err *e)
{
	struct history_options o = { .takes = takes_all, .workers = 1, .worker = a };
	struct source_place p;
	struct source *s;
	struct history h;
	str folders[MAX_FOLDERS];
	bool ok;

	for (int i = 2; i < n && i < MAX_FOLDERS + 2; i++)
		folders[o.n_folders++] = str_from_z(words[i]);
	o.folders = folders;
	s = source_find(str_from_z(words[1]), a, &p, e) ? source_open_git(&p, STR("HEAD"), a, e) : NULL;
	ok = s && history_walk(s, &o, a, &h, e);
	for (size_t i = 0; ok && i < h.files.n; i++) {
		const struct history_file *f = &h.files.v[i];
		uint32_t last = f->changes[f->n - 1];

		if (h.changes.v[last].event == HISTORY_DELETED)
			continue;
		print_id(&h, first_change(&h, f->path, last)->commit);
		print_id(&h, h.changes.v[last].commit);
		(void)printf("%.*s\n", STR_ARG(f->path)); /* as above */
	}
	if (s)
		source_close(s);
	return ok;
}

int main(int n, char **words)
{
	struct arena a = { 0 };
	struct err e = { .text = "" };
	bool ok = n > 1 && print_all(n, words, &a, &e);

	if (!ok)
		(void)fprintf(stderr, "history_driver: %s\n", n > 1 ? e.text : "expected REPOSITORY FOLDER..."); /* nothing else can be told */
	arena_free(&a);
	return ok ? 0 : 1;
}
