/* dictum schema: the schema a kind's definitions are checked against, in one document, for editors; those of files of our own as they are. */
#include "base/embed.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/read.h"

static const struct option options[] = {
	{ OPT_FORMAT, 0, "format", "FORMAT", false, "json (the only one)" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static const struct own_schema {
	const char *name, *embedded;
	const char *file; /* that it is the schema of */
	bool needs_no_repository; /* of use also where that file is broken, or not there yet; no kind is called so */
} own_schemas[] = {
	{ "dictum.yml", "cli/embed/dictum.schema.json", "dictum.yml", true }, /* kinds have no names with dots */
	{ "owners", "cli/embed/owners.schema.json", "the owners file", false },
};
enum { N_OWN = sizeof own_schemas / sizeof *own_schemas };

/* NULL: there is none. */
static const struct own_schema *find_own(str name)
{
	for (size_t i = 0; i < N_OWN; i++)
		if (str_eq_z(name, own_schemas[i].name))
			return &own_schemas[i];
	return NULL;
}

static void note_schema(const struct args *args, str what, const char *whose, str stem)
{
	out_note(args, "schema of %.*s: save it, e.g. as %.*s.schema.json; the first line of %s then tells editors: "
	               "# yaml-language-server: $schema=%.*s.schema.json",
	         STR_ARG(what), STR_ARG(stem), whose, STR_ARG(stem));
}

static bool put_own(const struct own_schema *own, const struct args *args, struct err *e)
{
	str bytes = { 0 };

	BUG_IF(!embed_get(str_from_z(own->embedded), &bytes));
	if (!out_put(bytes, e))
		return false;
	note_schema(args, str_from_z(own->file), "the file", str_cut(str_from_z(own->name), '.').head);
	return true;
}

static bool put_schema(struct run *r, str name, struct err *e)
{
	const struct kind *k = dialect_kind(r->dialect, name);
	struct bundle_options o = { .load = read_schema, .load_arg = r };
	struct buf out = { .a = r->a };
	const struct own_schema *own = find_own(name);
	const struct run_schema *s;

	if (!k && own)
		return put_own(own, r->args, e);
	if (!k)
		return err_usage(e, "unknown kind '%.*s', expected one of %.*s, or dictum.yml or owners", STR_ARG(name),
		                 STR_ARG(dialect_kind_names(r->dialect, r->a)));
	dict_init(&r->dict, r->dialect, r->a); /* which keeps the named lists */
	if (!read_schemas(r, e))
		return false;
	s = &r->schema_of[k->index];
	if (!s->root && s->path.n)
		return read_refuse_absent(r, s->path, e);
	if (!s->root)
		return err_usage(e, "kind '%.*s' has no schema", STR_ARG(name));
	r->schema_read = *s;
	o.lists = r->lists.v;
	o.n_lists = r->lists.n;
	if (!schema_bundle(s->root, s->uri, &o, &out, e) || !out_put(buf_str(&out), e))
		return false;
	if (!s->uri.n)
		out_note(r->args, "no schema of the repository's own: this is the one built into dictum");
	note_schema(r->args, str_fmt(r->a, "kind '%.*s'", STR_ARG(name)), "a definition", name);
	return true;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	static const char *const formats[] = { "json", NULL };
	struct run *r = arena_new(a, struct run);
	const struct own_schema *own;
	size_t format;
	bool ok;

	if (!out_format(args, formats, &format, e))
		return -1;
	if (args->operands.n != 1) {
		err_usage(e, "name one kind, e.g. dictum schema metric");
		return -1;
	}
	own = find_own(args->operands.v[0]);
	if (own && own->needs_no_repository)
		return put_own(own, args, e) ? EXIT_CLEAN : -1;
	ok = run_open(r, args, RUN_WORKTREE, a, e) && put_schema(r, args->operands.v[0], e);
	run_close(r);
	return ok ? EXIT_CLEAN : -1;
}

const struct command cmd_schema = {
	.name = "schema",
	.summary = "print the effective JSON Schema of a kind, for editors",
	.usage = "[OPTION]... KIND|dictum.yml|owners",
	.text = "Prints the JSON Schema that definitions of KIND, such as metric, are checked against, the repository's own or\n"
	        "the built-in one, as one document: what it refers to is in its $defs, named lists are enums.\n"
	        "With dictum.yml or owners it prints the schema of that file, owners unless a kind is called so.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum schema metric > metric.schema.json\n"
	            "  dictum schema event --rev v16.0\n"
	            "  dictum schema dictum.yml > dictum.schema.json\n",
	.run = run,
};
