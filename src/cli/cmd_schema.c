/* dictum schema: the schema a kind's definitions are checked against, in one document, for editors. */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/read.h"

static const struct option options[] = {
	{ OPT_FORMAT, 0, "format", "FORMAT", false, "json (the only one)" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static bool put_schema(struct run *r, str name, struct err *e)
{
	const struct kind *k = dialect_kind(r->dialect, name);
	struct bundle_options o = { .load = read_schema, .load_arg = r };
	struct buf out = { .a = r->a };
	const struct run_schema *s;

	if (!k)
		return err_usage(e, "unknown kind '%.*s', expected one of %.*s", STR_ARG(name), STR_ARG(dialect_kind_names(r->dialect, r->a)));
	dict_init(&r->dict, r->dialect, r->a); /* which keeps the named lists */
	if (!read_schemas(r, e))
		return false;
	s = &r->schema_of[k->index];
	if (!s->root && s->path.n)
		return source_refuse(SOURCE_ABSENT, str_fmt(r->a, "schema '%.*s'", STR_ARG(s->path)), 0, e);
	if (!s->root)
		return err_usage(e, "kind '%.*s' has no schema", STR_ARG(name));
	r->schema_read = *s;
	o.lists = r->lists.v;
	o.n_lists = r->lists.n;
	if (!schema_bundle(s->root, s->uri, &o, &out, e) || !out_put(buf_str(&out), e))
		return false;
	if (!s->uri.n)
		out_note(r->args, "no schema of the repository's own: this is the one built into dictum");
	out_note(r->args, "schema of kind '%.*s': save it, e.g. as %.*s.schema.json; the first line of a definition then tells editors: "
	                  "# yaml-language-server: $schema=%.*s.schema.json",
	         STR_ARG(name), STR_ARG(name), STR_ARG(name));
	return true;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	static const char *const formats[] = { "json", NULL };
	struct run *r = arena_new(a, struct run);
	size_t format;
	bool ok;

	if (!out_format(args, formats, &format, e))
		return -1;
	if (args->operands.n != 1) {
		err_usage(e, "name one kind, e.g. dictum schema metric");
		return -1;
	}
	ok = run_open(r, args, RUN_WORKTREE, a, e) && put_schema(r, args->operands.v[0], e);
	run_close(r);
	return ok ? EXIT_CLEAN : -1;
}

const struct command cmd_schema = {
	.name = "schema",
	.summary = "print the effective JSON Schema of a kind, for editors",
	.usage = "[OPTION]... KIND",
	.text = "Prints the JSON Schema that definitions of KIND, such as metric, are checked against, the repository's own or\n"
	        "the built-in one, as one document: what it refers to is in its $defs, named lists are enums.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum schema metric > metric.schema.json\n"
	            "  dictum schema event --rev v16.0\n",
	.run = run,
};
