/* Rules about links: there is something at their end. */
#include "model/placeholder.h"
#include "lint/common.h"

static bool is_link(str url)
{
	str rest = url_after_scheme(url), host = str_cut(rest, '/').head;

	return host.n && !str_has_space(url) && host.p[0] != '.' && host.p[0] != ':' && host.p[0] != '?' && host.p[0] != '#';
}

static void check_links(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, bool (*is_bad)(str),
                        const char *why)
{
	const struct kind *k = def->kind;
	const str pointers[] = { k->added_url, k->removed_url, k->broken_url };

	for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
		const struct node *n = node_at(def, pointers[i]);
		struct diag *d;

		if (!n || n->kind != NODE_STRING || !doc_is_given(n) || !is_bad(str_trim(n->text)))
			continue;
		d = diag_add(c->found, rule, node_span(def, n), "%.*s is %s, %s", STR_ARG(pointer_last_name(pointers[i], c->a)), quoted(c, n->text), why);
		set_pointer(d, pointers[i]);
		d->help = STR("write the whole address, as a browser shows it");
	}
}

static bool is_dead(str url)
{
	return !is_link(url) && !is_unfinished_url(url);
}

static void check_dead(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	check_links(c, rule, d, is_dead, "expected an http or https URL");
}

static void check_unfinished(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	check_links(c, rule, d, is_unfinished_url, "which is still to be filled in");
}

const struct lint_rule lint_rules_link[] = {
	{ .rule = { "url-dead-form", DIAG_WARNING, "all", "a link that is no http or https URL",
	            "Readers follow these links to learn why something was measured. Text that is no address leads nowhere.",
	            "introduced_by_url: see merge request 1234\n", "introduced_by_url: https://git.example.com/merge_requests/1234\n", NULL },
	  .definition = check_dead },
	{ .rule = { "url-placeholder", DIAG_WARNING, "all", "a link that is still to be filled in",
	            "Generators leave TODO, or an address without its number, for the author to fill in.",
	            "introduced_by_url: TODO\n", "introduced_by_url: https://git.example.com/merge_requests/1234\n", NULL },
	  .definition = check_unfinished },
	{ .rule = { "link-broken", DIAG_WARNING, "all", "a link of a guide or description that leads nowhere",
	            "They link to guides and files of the repository by name. Once a name is changed, readers of the site get plain text or a page "
	            "that is not there. Of the pages of the site those of guides are looked for, no others. Markdown and links of dictum.yml and Markdown of the "
	            "owners file are looked at, too. At most 100 links of a file are told; 100,000 files, and as many links to what is not there, are looked at.",
	            "# guides/start.md links to a guide that was renamed:\n# [Privacy](privacy.md)\n",
	            "# guides/start.md\n# [What we collect](what-we-collect.md)\n", NULL } }, /* reported where guides are read */
	{ .rule = { 0 } },
};
