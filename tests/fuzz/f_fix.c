/* Any bytes as YAML, with all fixes of reading and of ambiguous scalars applied in passes: the result can be read, means what it meant but for
   what was fixed, and a second run finds nothing to do. Broken promises abort. */
#include <stdint.h>
#include <stdlib.h>

#include "cli/fix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_BYTES = 4096, MAX_DEPTH = 90 };

static const str path = { "dictum-fuzz/x.yml", 17 };

struct job {
	struct args args;
	struct diag_list all; /* of the last check */
	bool had_tree;
	size_t n_checks;
};

static const struct diag_rule ambiguous = { .id = "fuzz-ambiguous", .level = DIAG_WARNING, .scope = "all" };

static void find_ambiguous(const struct node *n, struct diag_list *found, int depth)
{
	str read_as;

	for (size_t i = 0; n->kind == NODE_SEQ && i < n->n && depth < MAX_DEPTH; i++)
		find_ambiguous(&n->item[i], found, depth + 1);
	for (size_t i = 0; n->kind == NODE_MAP && i < n->n && depth < MAX_DEPTH; i++)
		find_ambiguous(&n->member[i].value, found, depth + 1);
	if (n->kind != NODE_SEQ && n->kind != NODE_MAP && n->kind != NODE_STRING && scalar_is_ambiguous(n, found->a, &read_as)) {
		struct diag *d = diag_add(found, &ambiguous, (struct span){ path, n->at }, "ambiguous");

		diag_edit_add(found, diag_fix_add(found, d, true, STR("quote")), n->at, str_fmt(found->a, "\"%.*s\"", STR_ARG(n->text)));
	}
}

static bool check(void *arg, struct run *r, const struct run_view *view, struct arena *a, struct diag_list *all, struct err *e)
{
	struct source_place top = { .top = STR("/") };
	struct job *job = arg;
	struct doc doc;
	str bytes;

	*r = (struct run){ .a = a, .args = &job->args };
	diag_list_init(&r->found, a);
	r->source = source_open_overlay(source_open_dir(&top, a, e), view->files, view->n_files, a);
	BUG_IF(source_read_path(r->source, path, UINT32_MAX, a, &bytes, e) != SOURCE_OK);
	doc = doc_parse_yaml(path, bytes, DOC_DEFINITION, NULL, a, &r->found);
	if (doc.root)
		find_ambiguous(doc.root, &r->found, 0);
	if (!job->n_checks++)
		job->had_tree = doc.root != NULL;
	BUG_IF(job->had_tree && !doc.root);
	diag_sort(&r->found);
	diag_list_init(all, a);
	diag_merge(all, &r->found);
	return true;
}

/* Number of fixes; *text becomes what it is then. */
static size_t fix(str *text, struct arena *a)
{
	struct overlay_file file = { .path = path, .bytes = *text };
	struct arena last = { 0 };
	struct job job = { .n_checks = 0 };
	struct fixer f = { .args = &job.args, .a = a, .check = check, .check_arg = &job, .files = &file, .n_files = 1, .takes_unsafe = true };
	struct run r;
	struct err e;
	size_t n_files, n;
	str result;

	*vec_push(&job.args.options, a) = (struct given){ .id = OPT_QUIET };
	BUG_IF(!fix_run(&f, &r, &last, &e));
	BUG_IF(source_read_path(r.source, file.path, UINT32_MAX, a, &result, &e) != SOURCE_OK);
	n = fix_count(&f, &n_files);
	BUG_IF((n_files > 0) != !str_eq(result, *text));
	run_close(&r);
	arena_free(&last);
	*text = result;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	str text = { (const char *)data, size }, again;

	if (size > MAX_BYTES)
		return 0;
	if (fix(&text, &a)) {
		size_t passes = 0;

		for (again = text; fix(&again, &a); text = again) /* more than a run's limit of findings and passes */
			BUG_IF(++passes > 50);
		BUG_IF(!str_eq(again, text));
	}
	arena_free(&a);
	return 0;
}
