/* Rules about descriptions: there, written, long enough, of its own, and true to the time frame. Removed definitions are records: only what is
   missing from them is reported. */
#include <string.h>

#include "base/look_alike.h"
#include "base/utf8.h"
#include "model/placeholder.h"
#include "lint/common.h"

static const struct node *description_of(const struct definition *d)
{
	const struct node *n = node_at(d, d->kind->description);

	return n && n->kind == NODE_STRING ? n : NULL;
}

/* "description is too short": `what` is wrong with it. */
static struct diag *report(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, str what)
{
	struct diag *d = diag_add(c->found, rule, node_span(def, description_of(def)), "%.*s %.*s", STR_ARG(pointer_last_name(def->kind->description, c->a)),
	                          STR_ARG(what));

	set_pointer(d, def->kind->description);
	return d;
}

/* ---- description-missing, description-placeholder ---- */

static void check_missing(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *n = node_at(def, def->kind->description);
	struct diag *d;

	if (!def->kind->description.n || doc_is_given(n))
		return;
	d = diag_add(c->found, rule, node_span(def, n ? n : first_key(def)), "%.*s is %s", STR_ARG(pointer_last_name(def->kind->description, c->a)),
	             n ? "empty" : "missing");
	set_pointer(d, n ? def->kind->description : (str){ 0 });
	d->subject = def->kind->description;
	d->help = STR("say what is counted, where, and when");
}

static str still_words(const struct lint_ctx *c, str text)
{
	return look_alike_is_nothing(text) ? STR("empty") : str_fmt(c->a, "still %s", quoted(c, str_trim(text)));
}

static void check_property_texts(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *map = node_at(def, def->kind->properties);

	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++) {
		const struct node *property = &map->member[i].value, *n = property_description(property);
		str pointer;
		struct diag *d;

		if (!n || n->kind != NODE_STRING || (!look_alike_is_nothing(n->text) && !is_placeholder(n->text)))
			continue;
		d = diag_add(c->found, rule, node_span(def, n), "the description of property %s is %.*s", quoted(c, map->member[i].key.text),
		             STR_ARG(still_words(c, n->text)));
		pointer = pointer_add(def->kind->properties, map->member[i].key.text, c->a);
		set_pointer(d, n == property ? pointer : pointer_add(pointer, STR("description"), c->a));
		d->help = STR("say what the property holds");
	}
}

static void check_placeholder(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *n = description_of(def);

	if (n && is_placeholder(n->text)) {
		struct diag *d = report(c, rule, def, str_fmt(c->a, "is %.*s", STR_ARG(still_words(c, n->text))));

		d->help = STR("say what is counted, where, and when");
	}
	if (def->entries[0].status != STATUS_REMOVED)
		check_property_texts(c, rule, def);
}

/* ---- description-short ---- */

enum { FEW_WORDS = 5 };

/* Words between blanks, as far as `most`. Scripts that write without blanks count by character, two of which make a word. */
static size_t count_words(str text, size_t most)
{
	size_t words = 0, characters = 0;
	bool inside = false;

	for (size_t at = 0; at < text.n && words + characters / 2 < most;) {
		bool blank = byte_is_space(text.p[at]);

		words += !blank && !inside;
		inside = !blank;
		if ((unsigned char)text.p[at] < 0x80)
			at++;
		else
			characters += utf8_is_unspaced(utf8_next(text, &at));
	}
	return words + characters / 2;
}

static void check_short(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *n = description_of(def);
	size_t words = doc_is_given(n) && def->entries[0].status != STATUS_REMOVED ? count_words(n->text, FEW_WORDS) : FEW_WORDS;
	struct diag *d;

	if (words >= FEW_WORDS)
		return;
	d = report(c, rule, def, str_fmt(c->a, "has %.*s, expected at least %d", STR_ARG(str_quantity(words, "word", c->a)), FEW_WORDS));
	d->help = STR("say what is counted, where, and when, so that a newcomer could find the spot");
}

/* ---- description-same ---- */

/* What tells entries apart that are one thing over several time frames, wherever the key says the time frame. */
static str own_name(const struct entry *e)
{
	struct cut c = e->kind->separator.n ? str_cut_last(e->stem, e->kind->separator.p[0]) : (struct cut){ .head = e->alias };

	return c.found && c.tail.n ? c.tail : c.head;
}

static str without_period(str text)
{
	text = str_trim(text);
	return str_ends(text, STR(".")) ? str_sub(text, 0, text.n - 1) : text;
}

static void report_same(const struct lint_ctx *c, const struct diag_rule *rule, const struct entry *first, const struct entry *again)
{
	struct diag *d = report(c, rule, again->definition, str_fmt(c->a, "is word for word that of %s", quoted_key(c, first->key)));

	d->help = STR("say what makes the two different");
	diag_relate(c->found, d, node_span(first->definition, description_of(first->definition)), STR("the same text"));
}

/* Each name with a text is reported once, with the first one: its time frames are its own affair. */
static void check_same(const struct lint_ctx *c, const struct diag_rule *rule)
{
	struct map *texts = arena_array(c->a, c->dict->dialect->n_kinds, struct map), reported = { 0 };

	for (size_t i = 0; i < c->dict->definitions.n; i++) {
		struct entry *e = &c->dict->definitions.v[i]->entries[0], **first;
		str text = without_period(e->description), twin;

		if (!text.n || e->status == STATUS_REMOVED || is_placeholder(text))
			continue;
		first = (struct entry **)map_put(&texts[e->kind->index], text, c->a);
		if (!*first)
			*first = e;
		if (str_eq(own_name(*first), own_name(e)))
			continue;
		twin = str_fmt(c->a, "%u %.*s", (*first)->index, STR_ARG(own_name(e)));
		if (map_mark(&reported, twin, c->a))
			report_same(c, rule, *first, e);
	}
}

/* ---- description-time-frame ---- */

/* Words that show that the word before them is about the count: "weekly active users", not "weekly reports". */
static bool is_counting(str word)
{
	static const char *const words[] = { "count", "counts", "number", "numbers", "total", "totals", "active", "unique", "distinct", NULL };

	return str_is_among_z(word, words);
}

static bool is_letter(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static str next_word(const char *text)
{
	size_t n = 0;

	while (*text == ' ')
		text++;
	while (text[n] && is_letter(text[n]))
		n++;
	return (str){ text, n };
}

/* A single word has to be about the count; a phrase ("per week") is. Text and word are in lower case and end in NUL. */
static bool speaks_of(const char *text, const char *word, bool must_count)
{
	size_t n = strlen(word);
	bool is_phrase = strchr(word, ' ') != NULL;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		if ((at > text && is_letter(at[-1])) || (at[n] && is_letter(at[n])))
			continue;
		if (!must_count || is_phrase || is_counting(next_word(at + n)))
			return true;
		if (at > text && at[-1] == '(' && at[n] == ')')
			return true;
	}
	return false;
}

static str word_spoken(const struct value_words *w, const char *text, bool must_count)
{
	for (size_t i = 0; i < w->n_words; i++)
		if (w->words[i].n && speaks_of(text, w->words[i].p, must_count))
			return w->words[i];
	return (str){ 0 };
}

static bool has_value(const struct node *n, str value)
{
	if (n->kind != NODE_SEQ)
		return str_eq(doc_text(n), value);
	for (size_t i = 0; i < n->n; i++)
		if (str_eq(doc_text(&n->item[i]), value))
			return true;
	return false;
}

/* The word for another value than the definition's, where none is there for its own. Values that no words are known for may be described anyhow. */
static str wrong_word(const struct kind *k, const struct node *value, const char *text)
{
	str wrong = { 0 };
	bool is_known = false;

	for (size_t i = 0; i < k->n_words; i++) {
		bool own = has_value(value, k->words[i].value);

		is_known = is_known || own;
		if (own && word_spoken(&k->words[i], text, false).n)
			return (str){ 0 };
		if (!own && !wrong.n)
			wrong = word_spoken(&k->words[i], text, true);
	}
	return is_known ? wrong : (str){ 0 };
}

static const char *lower_z(str text, struct arena *a)
{
	char *p = arena_array(a, text.n + 1, char);

	for (size_t i = 0; i < text.n; i++)
		p[i] = byte_lower(text.p[i]);
	return p;
}

static void check_time_frame(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	const struct node *n = def->kind->n_words ? description_of(def) : NULL;
	const struct node *value = n && def->entries[0].status != STATUS_REMOVED ? node_at(def, def->kind->expand) : NULL;
	str pointer = def->kind->expand, word;
	struct diag *d;

	if (!value || (value->kind == NODE_SEQ ? !value->n : value->kind != NODE_STRING))
		return;
	word = wrong_word(def->kind, value, lower_z(n->text, c->a));
	if (!word.n)
		return;
	d = report(c, rule, def,
	           value->kind == NODE_SEQ ?
	                   str_fmt(c->a, "says \"%.*s\", which is none of its %.*s", STR_ARG(word), STR_ARG(pointer_last_name(pointer, c->a))) :
	                   str_fmt(c->a, "says \"%.*s\", but %.*s is %.*s", STR_ARG(word), STR_ARG(pointer_last_name(pointer, c->a)), STR_ARG(value->text)));
	d->subject = pointer; /* it disagrees with this, like other rules do */
	d->help = STR("correct one of the two");
	diag_relate(c->found, d, node_span(def, value), STR("what it is counted over"));
}

const struct lint_rule lint_rules_description[] = {
	{ .rule = { "description-missing", DIAG_ERROR, "all", "a definition without a description",
	            "A number nobody explains cannot be used by anybody but its author. Reported where the schema lets it pass.",
	            "key_path: counts.ci_builds\ndescription: \"\"\n",
	            "key_path: counts.ci_builds\ndescription: Jobs of all pipelines since the instance was set up\n",
	            "safe: with --set of the description, writes it" },
	  .definition = check_missing },
	{ .rule = { "description-placeholder", DIAG_WARNING, "all", "a description that is still to be written",
	            "TODO and TBD, alone or in front as in TODO: say what, are left behind by generators and in haste. Readers learn nothing from them. "
	            "Descriptions of an event's properties count too, where they are empty as well.",
	            "description: TODO\n", "description: Jobs of all pipelines since the instance was set up\n", NULL },
	  .definition = check_placeholder },
	{ .rule = { "description-short", DIAG_NOTE, "all", "a description of less than five words",
	            "A good description says what is counted, where and when: two people who read it would look at the same spot of the product.",
	            "description: CI builds\n", "description: Jobs of all pipelines since the instance was set up\n", NULL },
	  .definition = check_short },
	{ .rule = { "description-same", DIAG_NOTE, "all", "a description that another entry has word for word",
	            "Two numbers with one description cannot be told apart; most often one of them was copied. The same thing over several time "
	            "frames may share its text.",
	            "# a.yml\nkey_path: counts.ci_builds\ndescription: Jobs of all pipelines since the start\n"
	            "# b.yml\nkey_path: counts.ci_pipelines\ndescription: Jobs of all pipelines since the start\n",
	            "# a.yml\nkey_path: counts.ci_builds\ndescription: Jobs of all pipelines since the start\n"
	            "# b.yml\nkey_path: counts.ci_pipelines\ndescription: Pipelines of all projects since the start\n",
	            NULL },
	  .whole = check_same },
	{ .rule = { "description-time-frame", DIAG_NOTE, "all", "a description that speaks of another time frame",
	            "Whoever reads weekly takes a number of 28 days for one of seven. Only words about the count are meant: weekly reports may be "
	            "counted over 28 days.",
	            "time_frame: 28d\ndescription: Weekly count of users who start a pipeline\n",
	            "time_frame: 28d\ndescription: Monthly count of users who start a pipeline\n", NULL },
	  .definition = check_time_frame },
	{ .rule = { 0 } },
};
