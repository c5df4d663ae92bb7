/* Reads command lines by tables. Knows what options look like, not what they mean. */

#include "base/arena.h"
#include "cli/options.h"

const struct option options_source[] = {
	{ OPT_DIR, 'C', "directory", "DIR", false, "run as if started in DIR" },
	{ OPT_CONFIG, 0, "config", "FILE", false, "read the configuration from FILE" },
	{ OPT_REV, 0, "rev", "REV", false, "read the definitions of commit REV" },
	{ OPT_WORKTREE, 0, "worktree", NULL, false, "read the definitions of the work tree" },
	{ OPT_JOBS, 0, "jobs", "N", false, "use N threads (default: one per processor)" },
	{ 0, 0, NULL, NULL, false, NULL },
};
const struct option options_general[] = {
	{ OPT_COLOR, 0, "color", "WHEN", false, "color the output: auto, always or never" },
	{ OPT_QUIET, 'q', "quiet", NULL, false, "print results and failures only" },
	{ OPT_VERBOSE, 'v', "verbose", NULL, false, "say what is being done" },
	{ OPT_SANDBOX, 0, "sandbox", "WHEN", false, "confine the program: auto (default), require or off" },
	{ OPT_TIMEOUT, 0, "timeout", "SECONDS", false, "give up after that much processor time (default: 300, 0: never)" },
	{ OPT_HELP, 'h', "help", NULL, false, "print this help" },
	{ OPT_VERSION, 0, "version", NULL, false, "print the program's version" },
	{ 0, 0, NULL, NULL, false, NULL },
};

enum { MAX_OPTIONS = 64 }; /* of one command with the global ones */

struct table {
	const struct option *all[MAX_OPTIONS];
	size_t n;
};

static void add_options(struct table *t, const struct option *o)
{
	for (; o && o->name; o++) {
		BUG_IF(t->n == MAX_OPTIONS);
		t->all[t->n++] = o;
	}
}

static struct table table_of(const struct command *c)
{
	struct table t = { .n = 0 };

	add_options(&t, c->options);
	if (c->takes_globals)
		add_options(&t, options_source);
	add_options(&t, options_general);
	return t;
}

static const struct option *find_long(const struct table *t, str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq_z(name, t->all[i]->name))
			return t->all[i];
	return NULL;
}

static const struct option *find_letter(const struct table *t, char letter)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->all[i]->letter == letter)
			return t->all[i];
	return NULL;
}

/* Without a name it is the program itself, whose options stand before any command. */
static bool see_help(const struct command *c, const char *what, struct err *e)
{
	return err_usage(e, "unknown option '%s', see 'dictum%s%s --help'", what, c->name ? " " : "", c->name ? c->name : "");
}

static bool unknown_option(const struct table *t, const struct command *c, str name, struct arena *a, struct err *e)
{
	str names[MAX_OPTIONS];
	size_t near;

	for (size_t i = 0; i < t->n; i++)
		names[i] = str_from_z(t->all[i]->name);
	near = str_nearest(name, names, t->n);
	if (near < t->n)
		return err_usage(e, "unknown option '--%.*s', did you mean '--%s'?", STR_ARG(name), t->all[near]->name);
	return see_help(c, str_z(str_fmt(a, "--%.*s", STR_ARG(name)), a), e);
}

struct reader {
	const struct command *command;
	struct table table;
	const str *words;
	size_t n, at;
	struct arena *a;
	struct args *out;
	struct err *e;
};

static bool add_given(struct reader *r, const struct option *o, str value, bool may_be_empty)
{
	if (o->value && !value.n && !may_be_empty) /* --rev "$UNSET" must not mean HEAD */
		return err_usage(r->e, "option '--%s' needs a value: --%s%s%s", o->name, o->name, o->value[0] == '[' ? "" : " ", o->value);
	if (o->value && !o->is_repeatable && args_has(r->out, o->id))
		return err_usage(r->e, "option '--%s' was given twice", o->name);
	*vec_push(&r->out->options, r->a) = (struct given){ o->id, value };
	return true;
}

static bool is_value_optional(const struct option *o)
{
	return o->value && o->value[0] == '[';
}

static bool read_long(struct reader *r)
{
	struct cut word = str_cut(str_from(r->words[r->at], 2), '=');
	const struct option *o = find_long(&r->table, word.head);

	if (!o)
		return unknown_option(&r->table, r->command, word.head, r->a, r->e);
	if (!o->value && word.found)
		return err_usage(r->e, "option '--%s' takes no value", o->name);
	if (o->value && !word.found && !is_value_optional(o)) {
		if (r->at + 1 >= r->n)
			return err_usage(r->e, "option '--%s' needs a value: --%s %s", o->name, o->name, o->value);
		word.tail = r->words[++r->at];
	}
	return add_given(r, o, word.tail, is_value_optional(o) && !word.found);
}

static bool read_letters(struct reader *r)
{
	str letters = str_from(r->words[r->at], 1);

	while (letters.n) {
		const struct option *o = find_letter(&r->table, letters.p[0]);
		str value = { 0 };

		if (!o)
			return see_help(r->command, str_z(str_fmt(r->a, "-%c", letters.p[0]), r->a), r->e);
		letters = str_from(letters, 1);
		if (o->value && letters.n) {
			value = letters;
			letters.n = 0;
		} else if (o->value) {
			if (r->at + 1 >= r->n)
				return err_usage(r->e, "option '-%c' needs a value: -%c %s", o->letter, o->letter, o->value);
			value = r->words[++r->at];
		}
		if (!add_given(r, o, value, false))
			return false;
	}
	return true;
}

static bool is_option(str word)
{
	return word.n > 1 && word.p[0] == '-';
}

bool args_parse(const struct command *c, const str *words, size_t n, struct arena *a, struct args *out, struct err *e)
{
	struct reader r = { .command = c, .table = table_of(c), .words = words, .n = n, .a = a, .out = out, .e = e };
	bool only_operands = false;

	for (; r.at < n; r.at++) {
		str word = words[r.at];
		bool ok = true;

		if (only_operands || !is_option(word))
			*vec_push(&out->operands, a) = word;
		else if (str_eq_z(word, "--"))
			only_operands = true;
		else
			ok = word.p[1] == '-' ? read_long(&r) : read_letters(&r);
		if (!ok)
			return false;
	}
	return true;
}

/* Whether the word is an option of every command whose value is the next word. */
static bool takes_next(const struct table *t, str word)
{
	const struct option *o = NULL;

	if (word.p[1] == '-')
		o = find_long(t, str_from(word, 2));
	else if (word.n == 2)
		o = find_letter(t, word.p[1]);
	return o && o->value && !is_value_optional(o);
}

size_t args_find_command(const str *words, size_t n)
{
	struct table t = { .n = 0 };

	add_options(&t, options_source);
	add_options(&t, options_general);
	for (size_t i = 0; i < n; i++) {
		if (!is_option(words[i]))
			return i;
		if (takes_next(&t, words[i]))
			i++;
	}
	return n;
}

bool args_has(const struct args *args, enum option_id id)
{
	for (size_t i = 0; i < args->options.n; i++)
		if (args->options.v[i].id == id)
			return true;
	return false;
}

str args_get(const struct args *args, enum option_id id)
{
	for (size_t i = args->options.n; i-- > 0;)
		if (args->options.v[i].id == id)
			return args->options.v[i].value;
	return (str){ 0 };
}

bool args_no_operands(const struct args *args, const char *command, const char *meant, struct arena *a, struct err *e)
{
	str words = str_join(a, args->operands.v, args->operands.n, STR(" "));

	if (str_eq_z(words, "help"))
		return err_usage(e, "%s takes no operands, did you mean 'dictum %s --help'?", command, command);
	return !args->operands.n || err_usage(e, "%s takes no operands, did you mean 'dictum %s %.*s'?", command, meant, STR_ARG(words));
}

enum { HELP_COLUMN = 26, HELP_WIDTH = 80 }; /* where the explanations of options begin; columns that every terminal has */

/* Words, in the program's own ASCII, from column `indent` on; a word that is too long stands alone. */
static void put_wrapped(struct buf *out, const char *text, size_t indent)
{
	str rest = str_replace(str_from_z(text), '\n', ' ', out->a);
	size_t column = indent;

	while (rest.n) {
		struct cut c = str_cut(rest, ' ');
		bool is_first = column == indent;

		if (!is_first && column + 1 + c.head.n > HELP_WIDTH) {
			buf_byte(out, '\n');
			buf_repeat(out, ' ', indent);
			column = indent;
		} else if (!is_first) {
			buf_byte(out, ' ');
			column++;
		}
		buf_put(out, c.head);
		column += c.head.n;
		rest = c.tail;
	}
	buf_byte(out, '\n');
}

static void put_option(struct buf *out, const struct option *o)
{
	size_t from = out->n;

	buf_z(out, "  ");
	if (o->letter)
		buf_fmt(out, "-%c, ", o->letter);
	else
		buf_z(out, "    ");
	buf_fmt(out, "--%s", o->name);
	if (o->value)
		buf_fmt(out, "%s%s", is_value_optional(o) ? "" : " ", o->value);
	if (out->n - from >= HELP_COLUMN) {
		buf_byte(out, '\n');
		from = out->n;
	}
	buf_repeat(out, ' ', HELP_COLUMN - (out->n - from));
	put_wrapped(out, str_z(str_fmt(out->a, "%s%s", o->help, o->is_repeatable ? "; may be repeated" : ""), out->a), HELP_COLUMN);
}

static void put_options(struct buf *out, const char *title, const struct option *o)
{
	if (!o || !o->name)
		return;
	buf_fmt(out, "\n%s:\n", title);
	for (; o->name; o++)
		put_option(out, o);
}

void command_help(const struct command *c, struct buf *out)
{
	buf_fmt(out, "usage: dictum %s %s\n\n", c->name, c->usage);
	put_wrapped(out, c->text, 0);
	put_options(out, "options", c->options);
	put_options(out, "where definitions come from", c->takes_globals ? options_source : NULL);
	put_options(out, "general options", options_general);
	if (c->more)
		c->more(out);
	if (c->examples)
		buf_fmt(out, "\nexamples:\n%s", c->examples);
	buf_fmt(out, "\nThe manual page dictum-%s(1) says more.\n", c->name);
}
