/* The whole site of small dictionaries: every link resolves, hostile text stays text, the same input gives the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/site/built.h"

/* ---- a reader of our own HTML: text never holds '<', values are always quoted ---- */

struct tag {
	str name, rest; /* rest: attributes not read yet */
};

static bool next_tag(str *html, struct tag *out)
{
	size_t at = str_find(*html, '<'), end_of_tag;

	if (at == html->n)
		return false;
	*html = str_from(*html, at + 1);
	end_of_tag = 0;
	for (bool quoted = false; end_of_tag < html->n && (quoted || html->p[end_of_tag] != '>'); end_of_tag++)
		quoted ^= html->p[end_of_tag] == '"';
	out->rest = str_sub(*html, 0, end_of_tag);
	out->name = str_cut(out->rest, ' ').head;
	out->rest = str_from(out->rest, out->name.n);
	*html = str_from(*html, end_of_tag);
	return true;
}

static bool next_attribute(struct tag *t, str *name, str *value)
{
	size_t n = 0;

	t->rest = str_trim(t->rest);
	while (n < t->rest.n && t->rest.p[n] != '=' && t->rest.p[n] != ' ')
		n++;
	*name = str_sub(t->rest, 0, n);
	*value = (str){ 0 };
	t->rest = str_from(t->rest, n);
	if (str_starts(t->rest, STR("=\""))) {
		struct cut c = str_cut(str_from(t->rest, 2), '"');

		assert_true(c.found);
		*value = c.head;
		t->rest = c.tail;
	}
	return name->n > 0;
}

static bool is_listed(str name, const char *words)
{
	str rest = str_from_z(words);

	while (rest.n) {
		struct cut c = str_cut(rest, ' ');

		if (str_eq(c.head, name))
			return true;
		rest = c.tail;
	}
	return false;
}

static const char elements[] =
	"!doctype html head meta title link script body a header div nav ul ol li main footer p code button h1 h2 h3 h4 h5 h6 span table "
	"svg text rect path desc caption thead tbody tr th td details summary dl dt dd pre aside article section strong em time br wbr blockquote hr "
	"form label input noscript kbd";
static const char attributes[] =
	"html lang charset name content http-equiv rel href type src defer class aria-label aria-current id tabindex hidden role scope "
	"viewBox x y width height d open datetime start "
	"action placeholder maxlength spellcheck autocapitalize data-up data-index data-engine";

/* Resolves "../x.html" against the folder of `from`. */
static str resolve(struct arena *a, str from, str link)
{
	struct cut folder = str_cut_last(from, '/');
	str base = folder.found ? folder.head : (str){ 0 };

	while (str_starts(link, STR("../"))) {
		struct cut c = str_cut_last(base, '/');

		if (!base.n)
			fail_msg("a link of '%.*s' leaves the site", STR_ARG(from));
		base = c.found ? c.head : (str){ 0 };
		link = str_from(link, 3);
	}
	return base.n ? str_fmt(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(link)) : link;
}

static void check_link(struct fixture *f, str from, str link)
{
	struct cut c = str_cut(str_cut(link, '?').head, '#');
	str path = c.head.n ? resolve(&f->files_arena, from, c.head) : from;
	const str *target = map_get(&f->files, path);

	if (str_starts(link, STR("https://")) || str_starts(link, STR("http://")) || str_starts(link, STR("mailto:")))
		return;
	if (!target)
		fail_msg("'%.*s' links to '%.*s', which is not there", STR_ARG(from), STR_ARG(link));
	else if (c.found && !str_has(*target, str_fmt(&f->files_arena, " id=\"%.*s\"", STR_ARG(c.tail))))
		fail_msg("'%.*s' links to '%.*s', but there is no such id", STR_ARG(from), STR_ARG(link));
}

static void check_tag(struct fixture *f, str path, struct tag t)
{
	bool is_script = str_eq_z(t.name, "script"), has_source = false;
	str name, value;

	if (str_starts(t.name, STR("/")))
		return;
	if (!is_listed(t.name, elements))
		fail_msg("'%.*s' has an element <%.*s>", STR_ARG(path), STR_ARG(t.name));
	while (next_attribute(&t, &name, &value)) {
		if (!is_listed(name, attributes))
			fail_msg("'%.*s' has an attribute '%.*s'", STR_ARG(path), STR_ARG(name));
		if (is_listed(name, "href src action data-index data-engine"))
			check_link(f, path, value);
		has_source = has_source || str_eq_z(name, "src");
	}
	assert_true(!is_script || has_source);
}

/* Every element and attribute of every page is one of ours, every link leads somewhere. */
static void check_pages(struct fixture *f)
{
	size_t n = 0;

	for (const struct map_slot *slot = f->files.first; slot; slot = slot->next) {
		str html = *(const str *)slot->value;
		struct tag t;

		if (!str_ends(slot->key, STR(".html")))
			continue;
		n++;
		while (next_tag(&html, &t))
			check_tag(f, slot->key, t);
	}
	assert_true(n > 5);
}

/* ---- dictionaries ---- */

static void add_small(struct fixture *f)
{
	(void)sample_add(&f->s, "config/events/create_build.yml",
	                 "internal_events: true\naction: create_build\ndescription: A build starts\nidentifiers: [user, project]\n"
	                 "additional_properties:\n  label:\n    description: 'Source, such as `push`'\nproduct_group: pipelines\n"
	                 "tiers: [free, premium, ultimate]\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/builds.yml",
	                 "key_path: counts.builds\ndescription: Builds\nproduct_group: pipelines\nproduct_stage: verify\nproduct_section: ci\n"
	                 "time_frame: [7d, 28d, all]\nvalue_type: number\ndata_category: optional\nmilestone: '16.1'\n"
	                 "introduced_by_url: https://git.example.com/x/-/merge_requests/12\n"
	                 "events:\n- {name: create_build, unique: user.id, filter: {label: push}}\n- {name: gone}\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/old.yml",
	                 "key_path: counts.old\nstatus: removed\nmilestone_removed: '16.4'\n"
	                 "removed_by_url: https://git.example.com/x/-/merge_requests/99\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/sad.yml",
	                 "key_path: counts.sad\nstatus: broken\nrepair_issue_url: https://git.example.com/x/-/issues/7\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/version.yml", "key_path: version\nstatus: strange\n");
	sample_link(&f->s);
}

static void the_site_of_a_small_dictionary_is_complete(void **state)
{
	static const char *const paths[] = {
		"index.html", "metrics/index.html", "metrics/all.html", "metrics/counts.builds.html", "metrics/counts.builds_weekly.html",
		"metrics/counts.builds_weekly.json", "events/index.html", "events/create_build.html", "owners/index.html",
		"owners/pipelines.html", "health/index.html", "stages/index.html", "stages/verify.html", "about.html", "404.html", "search.html", "api/v1/index.json",
		"api/v1/schema.json", "api/v1/metrics.json", "api/v1/events.json", "metrics.csv", "events.csv", "lint.json",
	};
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		(void)file(&f, paths[i]);
	assert_false(exists(&f, "guides/index.html"));
	assert_false(exists(&f, "sitemap.xml"));
	assert_false(exists(&f, "metrics/p2.html"));
	check_pages(&f);
	end(&f);
}

static void an_entry_says_what_it_is(void **state)
{
	struct fixture f;
	const char *page = "metrics/counts.builds_weekly.html";

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, page, "<title>counts.builds_weekly - Metrics dictionary</title>");
	assert_has(&f, page, "<h1>counts.<wbr>builds_weekly</h1>");
	assert_has(&f, page, "<dt>Introduced</dt><dd>16.1 (<a href=\"https://git.example.com/x/-/merge_requests/12\" "
	                     "rel=\"noopener noreferrer\">merge request 12</a>)</dd>");
	assert_has(&f, page, "<a href=\"../time/7d.html\">7 days</a> <span class=\"help\">Counted over the last seven days.</span>");
	assert_has(&f, page, "<a href=\"../stages/verify.html\">Verify</a> / <a href=\"../owners/pipelines.html\">Pipelines</a>");
	assert_has(&f, page, "<summary>Service Ping, every report</summary>");
	assert_has(&f, page, "<summary>Service Ping, month by month</summary>");
	assert_has(&f, page, "metrics_path = &#39;counts.builds_weekly&#39;");
	assert_has(&f, page, "<code>label: push</code>");
	assert_has(&f, page, "Not defined here");
	assert_has(&f, page, "Same metric, other time frames");
	assert_has(&f, page, "href=\"../metrics/counts.builds_monthly.html\"");
	assert_lacks(&f, page, "class=\"banner");
	assert_has(&f, "events/create_build.html", "<h2 id=\"fed\">Metrics fed</h2>");
	assert_has(&f, "events/create_build.html", "event_action = &#39;create_build&#39;");
	assert_has(&f, "events/create_build.html", "Source, such as <code>push</code>");
	assert_has(&f, "events/create_build.html", "<a class=\"key\" href=\"../properties/user.html\">user</a>");
	end(&f);
}

static void what_is_not_active_carries_a_banner(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "metrics/counts.old.html", "<p class=\"banner bad\">Removed in 16.4. It is no longer collected. See <a "
	                                          "href=\"https://git.example.com/x/-/merge_requests/99\"");
	assert_has(&f, "metrics/counts.sad.html", "<p class=\"banner broken\">Broken.");
	assert_has(&f, "metrics/counts.sad.html", ">issue 7</a>");
	assert_has(&f, "metrics/version.html", "Its status &quot;strange&quot; is not one this dictionary knows.");
	assert_has(&f, "metrics/index.html", "<span class=\"chip mute\">strange</span>");
	end(&f);
}

static void findings_stand_on_the_page_of_their_file(void **state)
{
	static const struct diag_rule rule = { .id = "some-rule", .level = DIAG_WARNING };
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	diag_add(&f.s.found, &rule, (struct span){ STR("config/metrics/counts_all/old.yml"), { 3, 1, 3, 4 } }, "too <old>");
	build(&f);
	assert_has(&f, "metrics/counts.old.html", "too &lt;old&gt;");
	assert_has(&f, "metrics/counts.old.html", "<span class=\"chip warn\">Warning</span>");
	assert_has(&f, "metrics/counts.old.html", "<a class=\"key\" href=\"../health/some-rule.html\">some-rule</a>");
	assert_lacks(&f, "metrics/counts.sad.html", "id=\"findings\"");
	check_pages(&f);
	end(&f);
}

/* ---- size ---- */

enum { SMALL_ENTRIES = 7 };

static void a_large_site_leaves_out_what_repeats(void **state)
{
	static const char *const left_out[] = { "metrics/counts.builds.json", "owners/pipelines.json", "owners/pipelines.csv",
		                                "privacy/optional.csv" };
	const char *page = "metrics/counts.builds_weekly.html";
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	f.in.large = SMALL_ENTRIES - 1;
	build(&f);
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
		if (exists(&f, left_out[i]))
			fail_msg("there is a file '%s'", left_out[i]);
	(void)file(&f, "metrics.csv");
	(void)file(&f, "api/v1/metrics.json");
	assert_lacks(&f, page, "id=\"definition\"");
	assert_lacks(&f, page, "Counted over the last seven days.");
	assert_has(&f, page, "<dd><a href=\"../time/7d.html\">7 days</a></dd>");
	assert_has(&f, page, "<code>label: push</code>");
	assert_has(&f, "time/7d.html", "Counted over the last seven days.");
	assert_has(&f, "metrics/index.html", "<p>Builds</p>");
	assert_lacks(&f, "time/7d.html", "<p>Builds</p>");
	assert_has(&f, "about.html", "This dictionary is a large one");
	check_pages(&f);
	end(&f);
}

static bool collect_compressed(void *arg, str path, str bytes, struct err *e)
{
	struct fixture *f = arg;

	return collect(arg, str_fmt(&f->files_arena, "%.*s.gz", STR_ARG(path)), bytes, e);
}

static void all_but_files_of_entries_may_be_compressed(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	f.in.compressed = collect_compressed;
	f.config.base_url = STR("https://metrics.example.com/");
	build(&f);
	assert_true(exists(&f, "index.html.gz") && exists(&f, "metrics.csv.gz") && exists(&f, "api/v1/metrics.json.gz"));
	assert_true(exists(&f, "sitemap.xml.gz") && exists(&f, "metrics/counts.builds.html.gz"));
	assert_true(exists(&f, "metrics/counts.builds.json"));
	end(&f);
}

static void begin_large(struct fixture *f)
{
	begin(f);
	add_small(f);
	f->in.large = 1;
}

static void pages_of_entries_of_a_large_site_are_not_compressed(void **state)
{
	struct fixture f;

	(void)state;
	begin_large(&f);
	f.in.compressed = collect_compressed;
	build(&f);
	assert_true(exists(&f, "metrics/counts.builds.html") && exists(&f, "metrics/index.html.gz"));
	end(&f);
}

static void a_large_site_leaves_the_roles_of_tables_to_its_script(void **state)
{
	struct fixture f;

	(void)state;
	begin_large(&f);
	build(&f);
	assert_has(&f, "metrics/index.html", "<tr><th scope=\"row\">");
	assert_has(&f, "metrics/index.html", "<form class=\"search\" role=\"search\"");
	end(&f);
}

static void a_large_site_leaves_templates_of_the_user_as_they_are(void **state)
{
	static const char own[] = "<div role=\"table\"><div role=\"row\">Mine</div></div>\n";
	struct fixture f;

	(void)state;
	begin_large(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("foot.mustache"), str_from_z(own) };
	build(&f);
	assert_has(&f, "metrics/index.html", own);
	assert_has(&f, "metrics/index.html", "<tr><th scope=\"row\">");
	end(&f);
}

static void a_site_is_large_with_more_entries_than_the_limit(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	f.in.large = SMALL_ENTRIES;
	build(&f);
	assert_has(&f, "metrics/counts.builds.html", "id=\"definition\"");
	assert_has(&f, "metrics/index.html", "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">");
	assert_lacks(&f, "about.html", "This dictionary is a large one");
	(void)file(&f, "owners/pipelines.csv");
	end(&f);
}

/* ---- privacy ---- */

static void a_data_category_says_what_is_collected_and_how_to_turn_it_off(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.privacy, &f.s.a) =
		(struct site_privacy){ .category = STR("optional"), .title = STR("Optional things"), .summary = STR("Which **features** are used."), .turn_off = STR("Set `x: false`."),
		                        .why = STR("To *learn*."), .identifies = STR("No."), .sent_to = STR("To us.") };
	*vec_push(&f.config.privacy, &f.s.a) = (struct site_privacy){ .category = STR("future"), .title = STR("Future"), .summary = STR("Later."), .turn_off = STR("Never on.") };
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\ndata_category: optional\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\ndata_category: optional\nstatus: removed\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\ndata_category: standard\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/d.yml", "key_path: d\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "privacy/optional.html", "<h1>Optional things</h1>");
	assert_has(&f, "privacy/optional.html", "1 metric collected <span class=\"soft\">and 1 removed, which is no longer collected</span>");
	assert_has(&f, "privacy/optional.html", "Which <strong>features</strong> are used.");
	assert_has(&f, "privacy/optional.html", "<dt>Why it is collected</dt><dd><div class=\"text\">\n<p>To <em>learn</em>.</p>");
	assert_has(&f, "privacy/optional.html", "<dt>Does it identify someone?</dt>");
	assert_has(&f, "privacy/optional.html", "<dt>Where it is sent</dt>");
	assert_lacks(&f, "privacy/standard.html", "Where it is sent");
	assert_has(&f, "privacy/optional.html", "<h2 id=\"turn-off\">How to turn it off</h2>");
	assert_has(&f, "privacy/optional.html", "href=\"../metrics/b.html\"");
	assert_has(&f, "privacy/optional.csv", "metric,a,");
	assert_lacks(&f, "privacy/optional.csv", "metric,b,");
	assert_lacks(&f, "privacy/standard.html", "turn it off");
	assert_has(&f, "privacy/standard.html", "Sent with every report.");
	assert_has(&f, "privacy/index.html", "<a href=\"#off-optional\">How to turn it off<span class=\"vh\">: Optional things</span></a>");
	assert_has(&f, "privacy/index.html", "<h3 id=\"off-future\">Future</h3>");
	assert_has(&f, "privacy/index.html", "Outside these categories: 1 metric without one.");
	assert_has(&f, "metrics/a.html", "<a href=\"../privacy/optional.html\">Optional data</a>");
	assert_has(&f, "metrics/index.html", "<a href=\"../privacy/index.html\">Privacy</a>");
	assert_has(&f, "index.html", "<a href=\"privacy/index.html#turn-off\">how to turn it off</a>");
	check_pages(&f);
	end(&f);
}

static void without_configuration_nothing_is_said_about_turning_off(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "privacy/optional.html", "<h1>Optional data</h1>");
	assert_has(&f, "privacy/optional.html", "3 metrics collected. <span class=\"soft\">Helps to improve the product; can be turned off.</span>");
	assert_lacks(&f, "privacy/optional.html", "How to");
	assert_lacks(&f, "privacy/index.html", "How to");
	assert_lacks(&f, "index.html", "how to turn it off");
	assert_has(&f, "privacy/index.html", "Categories do not apply to <a href=\"../events/index.html\">Events</a>.");
	check_pages(&f);
	end(&f);
}

static void links_of_configured_texts_and_of_owners_lead_to_guides_and_files(void **state)
{
	const str guide = STR("[G](docs/g.md#part) [F](/src/a.rb) [H](nowhere.html)");
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.guides = STR("docs");
	f.config.view_url = STR("https://git.example.com/{path}");
	*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("g.md"), STR("# G\n\n[S](../search.html?q=a)\n\n## Part\n") };
	*vec_push(&f.config.privacy, &f.s.a) =
		(struct site_privacy){ .category = STR("optional"), .title = STR("O"), .summary = guide, .turn_off = STR("T"), .why = guide };
	f.config.context.summary = guide;
	*vec_push(&f.config.context.fields, &f.s.a) = (struct site_context_field){ .name = STR("n"), .description = guide };
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\nproduct_group: one\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\ndata_category: optional\n");
	sample_owners(&f.s, "groups:\n  one: {name: One, stage: s, description: \"[G](docs/g.md#part) [F](/src/a.rb)\"}\n"
	                    "stages:\n  s: {name: S, description: \"[G](docs/g.md#part)\"}\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "privacy/optional.html", "<dd><div class=\"text\">\n<p><a href=\"../guides/g.html#part\">G</a> <a href=\"https://git.example.com/src/a.rb\"");
	assert_has(&f, "privacy/optional.html", "<a href=\"https://git.example.com/nowhere.html\"");
	assert_has(&f, "metrics/a.html", "<a href=\"../guides/g.html#part\">G</a>");
	assert_has(&f, "context.html", "<a href=\"guides/g.html#part\">G</a>");
	assert_lacks(&f, "context.html", "g.md");
	assert_has(&f, "guides/g.html", "<a href=\"../search.html?q=a\">S</a>");
	assert_has(&f, "owners/one.html", "<a href=\"../guides/g.html#part\">G</a> <a href=\"https://git.example.com/src/a.rb\"");
	assert_has(&f, "stages/s.html", "<a href=\"../guides/g.html#part\">G</a>");
	check_pages(&f);
	end(&f);
}

static void a_dictionary_without_data_categories_has_no_privacy_pages(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.privacy, &f.s.a) = (struct site_privacy){ .category = STR("optional"), .title = STR("O"), .summary = STR("S"), .turn_off = STR("T") };
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\n");
	sample_link(&f.s);
	build(&f);
	assert_false(exists(&f, "privacy/index.html"));
	assert_lacks(&f, "index.html", "Privacy");
	check_pages(&f);
	end(&f);
}

/* ---- performance indicators ---- */

static void add_indicators(struct fixture *f)
{
	static const char *const groups[] = { "one", "one", "one", "one", "two", "other" };

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		str path = str_fmt(&f->s.a, "config/metrics/counts_all/m%zu.yml", i);
		str yaml = str_fmt(&f->s.a, "key_path: m%zu\nproduct_group: %s\nproduct_stage: %s\n%s%s\n", i, groups[i],
		                   i < 5 ? "plan" : "verify", i < 5 ? "performance_indicator_type: [gmau, smau, lighthouse]\n" : "",
		                   i == 4 ? "status: removed" : "status: active");

		(void)sample_add(&f->s, str_z(path, &f->s.a), str_z(yaml, &f->s.a));
	}
	sample_link(&f->s);
}

static void who_lacks_an_expected_indicator_is_named(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_indicators(&f);
	build(&f);
	assert_has(&f, "indicators/gmau.html", "Monthly active users of a group&#39;s features. <span class=\"soft\">5 metrics, missing in 2 of 3 groups.");
	assert_has(&f, "indicators/gmau.html", "<a href=\"../owners/other.html\">Other</a><p>Verify</p></th><td role=\"cell\"><span class=\"soft\">No GMAU</span>");
	assert_has(&f, "indicators/gmau.html", "<a href=\"../owners/two.html\">Two</a><p>Plan</p></th><td role=\"cell\"><span class=\"soft\">No GMAU</span>");
	assert_has(&f, "indicators/gmau.html", "<li class=\"soft\">and 1 more</li>");
	assert_has(&f, "indicators/smau.html", "missing in 1 of 2 stages.");
	assert_has(&f, "indicators/smau.html", "<a href=\"../stages/verify.html\">Verify</a></th><td role=\"cell\"><span class=\"soft\">No SMAU</span>");
	assert_has(&f, "indicators/index.html", "<span class=\"small-label\">Missing in </span>2 of 3 groups");
	check_pages(&f);
	end(&f);
}

static void nobody_lacks_an_indicator_that_nobody_is_expected_to_have(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_indicators(&f);
	build(&f);
	assert_has(&f, "indicators/lighthouse.html", "<a href=\"../owners/one.html\">One</a>");
	assert_lacks(&f, "indicators/lighthouse.html", "No Lighthouse");
	assert_lacks(&f, "indicators/lighthouse.html", "missing");
	assert_lacks(&f, "indicators/lighthouse.html", "../owners/other.html");
	end(&f);
}

static void indicators_of_nobody_are_listed_without_an_owner(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 101; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);
		str yaml = str_fmt(&f.s.a, "key_path: m%03zu\nperformance_indicator_type: [gmau]\n", i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(yaml, &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "indicators/gmau.html", "No owner");
	assert_has(&f, "indicators/gmau.html", "<li class=\"soft\">and 98 more</li>");
	assert_lacks(&f, "indicators/gmau.html", "missing");
	assert_lacks(&f, "indicators/gmau~p2.html", "No owner");
	assert_has(&f, "indicators/gmau~p2.html", "Metrics 101 to 101 of 101, by key");
	check_pages(&f);
	end(&f);
}

/* ---- statistics ---- */

static void statistics_are_drawn_and_told(void **state)
{
	const char *page = "stats.html";
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, page, "7 entries in all.");
	assert_has(&f, page, "<svg class=\"chart bars\"");
	assert_has(&f, page, "<title>By kind</title>");
	assert_has(&f, page, "<a href=\"metrics/index.html\">Metrics</a></th><td role=\"cell\" class=\"number\">6</td>");
	assert_has(&f, page, "<a href=\"stages/verify.html\">Verify</a></th><td role=\"cell\" class=\"number\">3</td>");
	assert_has(&f, page, "No stage</th><td role=\"cell\" class=\"number\">3</td>");
	assert_has(&f, page, "<a href=\"time/28d.html\">28 days</a></th><td role=\"cell\" class=\"number\">1</td>");
	assert_has(&f, page, "One can count under several of these.");
	assert_has(&f, page, "<title>Metrics added and removed by milestone</title>");
	assert_lacks(&f, page, "style=");
	check_pages(&f);
	end(&f);
}

/* A site of so many metrics of other classes and milestones. */
static void build_many(struct fixture *f, size_t n)
{
	begin(f);
	for (size_t i = 0; i < n; i++)
		(void)sample_add(&f->s, str_z(str_fmt(&f->s.a, "config/metrics/counts_all/m%03zu.yml", i), &f->s.a),
		                 str_z(str_fmt(&f->s.a, "key_path: m%03zu\ninstrumentation_class: Class%03zu\nmilestone: '16.%zu'\n", i, i, i), &f->s.a));
	sample_link(&f->s);
	build(f);
}

static void a_single_value_is_not_summed_up(void **state)
{
	struct fixture f;

	(void)state;
	build_many(&f, 16);
	assert_lacks(&f, "stats.html", "others");
	end(&f);
	build_many(&f, 17);
	assert_has(&f, "stats.html", "<tr role=\"row\" class=\"others\"><th scope=\"row\" role=\"rowheader\">2 others</th>");
	end(&f);
	build_many(&f, 61);
	assert_lacks(&f, "stats.html", ">1 others</th>");
	end(&f);
	build_many(&f, 62);
	assert_has(&f, "stats.html", ">2 others</th>");
	end(&f);
}

static void a_chart_that_leaves_milestones_out_says_so(void **state)
{
	struct fixture f;

	(void)state;
	build_many(&f, 20);
	assert_lacks(&f, "stats.html", "The newest ");
	end(&f);
	build_many(&f, 21);
	assert_has(&f, "stats.html", "The newest 20 of 21 milestones.");
	assert_has(&f, "stats.html", "The table below counts all milestones.</desc>");
	end(&f);
}

static void milestones_stand_by_number_and_old_ones_are_summed_up(void **state)
{
	static const char order[] = "<th scope=\"row\" role=\"rowheader\">16.10</th><td role=\"cell\" class=\"number\"><span "
	                            "class=\"small-label\">Added </span>1</td>";
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 70; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);
		str yaml = str_fmt(&f.s.a, "key_path: m%03zu\nmilestone: '16.%zu'\nmilestone_removed: '<9.%zu'\n", i, i, i % 2);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(yaml, &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "stats.html", order);
	assert_lacks(&f, "stats.html", ">16.9</th>");
	assert_has(&f, "stats.html", "<tr role=\"row\" class=\"others\"><th scope=\"row\" role=\"rowheader\">12 others</th><td role=\"cell\" class=\"number\"><span class=\"small-label\">Added </span>10</td><td role=\"cell\" "
	                             "class=\"number\"><span class=\"small-label\">Removed </span>70</td>");
	assert_has(&f, "stats.html", ">16.69</text>");
	assert_has(&f, "stats.html", ">16.50</text>");
	assert_lacks(&f, "stats.html", ">16.49</text>");
	check_pages(&f);
	end(&f);
}

/* ---- what is sent ---- */

static void every_name_that_is_sent_has_a_page(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "properties/index.html", "href=\"../properties/user.html\"");
	assert_has(&f, "properties/index.html", ">Sent by </span>1<span class=\"vh\"> event</span>");
	assert_has(&f, "properties/index.html", ">Unique by </span>3<span class=\"vh\"> metrics</span>");
	assert_has(&f, "properties/index.html", ">Filtered by </span>0<span class=\"vh\"> metrics</span>");
	assert_has(&f, "properties/user.html", "The user who caused it.");
	assert_has(&f, "properties/user.html", "<dt>Metrics unique by it</dt><dd>3</dd>");
	assert_has(&f, "properties/user.html", "href=\"../metrics/counts.builds_weekly.html\"");
	assert_has(&f, "properties/label.html", "<dt>Kind</dt><dd>Built-in property</dd>");
	assert_has(&f, "properties/label.html", "<dt>Metrics that filter by it</dt><dd>3</dd>");
	assert_has(&f, "properties/label.html", "Source, such as <code>push</code>");
	assert_has(&f, "properties/project.html", "<dt>Metrics unique by it</dt><dd>0</dd>");
	assert_lacks(&f, "properties/project.html", "id=\"metrics\"");
	end(&f);
}

static void a_metric_that_counts_two_events_by_one_name_is_one(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 2; i++)
		(void)sample_add(&f.s, i ? "config/events/a.yml" : "config/events/b.yml",
		                 i ? "internal_events: true\naction: a\nidentifiers: [user]\n" : "internal_events: true\naction: b\nidentifiers: [user]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/x.yml", "key_path: counts.x\nevents:\n- {name: a, unique: user.id}\n- {name: b, unique: user.id}\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "properties/user.html", "<dt>Metrics unique by it</dt><dd>1</dd>");
	end(&f);
}

static void names_and_their_events_are_paged(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 101; i++) {
		str path = str_fmt(&f.s.a, "config/events/e%03zu.yml", i);
		str yaml = str_fmt(&f.s.a,
		                   "internal_events: true\naction: e%03zu\nidentifiers: [user, user]\n"
		                   "additional_properties: {own_%03zu: {description: Mine}, user: {description: Theirs}}\n",
		                   i, i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(yaml, &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "properties/user.html", "<dt>Kind</dt><dd>Identifier and custom property: User</dd>");
	assert_has(&f, "properties/user.html", "<dt>Events that send it</dt><dd>101</dd>");
	assert_has(&f, "properties/user~p2.html", "Events 101 to 101 of 101, by key");
	assert_has(&f, "properties/p2.html", "<h1>Properties<span class=\"of\">, page 2</span></h1>");
	assert_has(&f, "properties/p2.html", ">own_100</a>");
	assert_has(&f, "properties/own_007.html", "<p class=\"lead\">Mine</p>");
	check_pages(&f);
	end(&f);
}

static void without_anything_sent_there_are_no_such_pages(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\n");
	sample_link(&f.s);
	build(&f);
	assert_false(exists(&f, "properties/index.html"));
	check_pages(&f);
	end(&f);
}

/* ---- lists ---- */

static void add_many(struct fixture *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str path = str_fmt(&f->s.a, "config/metrics/counts_all/m%04zu.yml", i);
		str yaml = str_fmt(&f->s.a, "key_path: %s.m%04zu\nproduct_group: g\n", i < n / 2 ? "alpha" : "beta", i);

		(void)sample_add(&f->s, str_z(path, &f->s.a), str_z(yaml, &f->s.a));
	}
	sample_link(&f->s);
}

static void a_hundred_entries_are_one_page_and_one_more_is_two(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_many(&f, 100);
	build(&f);
	assert_false(exists(&f, "metrics/p2.html"));
	assert_has(&f, "metrics/index.html", "Metrics 1 to 100 of 100, by key");
	end(&f);
	begin(&f);
	add_many(&f, 101);
	build(&f);
	assert_has(&f, "metrics/p2.html", "Metrics 101 to 101 of 101, by key");
	assert_false(exists(&f, "metrics/p3.html"));
	check_pages(&f);
	end(&f);
}

static void long_lists_can_be_paged_and_jumped_through(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_many(&f, 1200);
	build(&f);
	assert_has(&f, "metrics/index.html", "<link rel=\"next\" href=\"../metrics/p2.html\">");
	assert_lacks(&f, "metrics/index.html", "rel=\"prev\"");
	assert_has(&f, "metrics/p6.html", "<a href=\"../metrics/p5.html\" rel=\"prev\">Previous</a>");
	assert_has(&f, "metrics/p6.html", "<a href=\"../metrics/p6.html\" aria-current=\"page\">");
	assert_lacks(&f, "metrics/p12.html", "rel=\"next\"");
	assert_has(&f, "metrics/index.html", "<a href=\"../metrics/ns/beta.html\">beta <span class=\"n\">600</span></a>");
	assert_has(&f, "metrics/p7.html", "<tr role=\"row\" id=\"at-beta\">");
	assert_has(&f, "owners/g.html", "Metrics 1 to 100 of 1,200, by key");
	assert_has(&f, "owners/g~p12.html", "Metrics 1,101 to 1,200 of 1,200, by key");
	check_pages(&f);
	end(&f);
}

static void an_empty_dictionary_says_so(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/index.html", "No definition of this kind was found.");
	assert_has(&f, "metrics/index.html", "0 metrics. <span");
	assert_has(&f, "owners/index.html", "No definition names an owner.");
	assert_has(&f, "stats.html", "Charts appear here when");
	assert_false(exists(&f, "metrics/all.html"));
	check_pages(&f);
	end(&f);
}

/* ---- configuration ---- */

static void configured_queries_links_and_addresses_are_filled_in(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.queries.all, &f.s.a) =
		(struct site_snippet){ STR("Q"), STR("metric"), STR("SELECT '{{key}}' FROM t WHERE g = '{{group}}' AND m = {{fields.milestone}}") };
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Trend"), STR("metric"), STR("https://bi.example.com/?m={{key}}") };
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Bad"), (str){ 0 }, STR("{{name}}:x") };
	*vec_push(&f.config.privacy, &f.s.a) =
		(struct site_privacy){ .category = STR("optional"), .title = STR("Optional"), .summary = STR("Can be off."), .turn_off = STR("Set `x: false`.") };
	f.config.view_url = STR("https://git.example.com/-/blob/{commit}/{path}#L{line}");
	f.config.edit_url = STR("javascript:{path}");
	f.in.commit = STR("0123456789abcdef0123456789abcdef01234567");
	(void)sample_add(&f.s, "config/metrics/counts_all/a b.yml",
	                 "key_path: a.o'x&y\nmilestone: '16.1'\nproduct_group: g\ndata_category: optional\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: a.\\'+1\nmilestone: '16.1'\nproduct_group: g\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.~5c~27~2b1.html", "SELECT &#39;a.\\\\&#39;&#39;+1&#39; FROM t");
	assert_has(&f, "metrics/a.o~27x~26y.html", "SELECT &#39;a.o&#39;&#39;x&amp;y&#39; FROM t WHERE g = &#39;g&#39; AND m = 16.1");
	assert_has(&f, "metrics/a.o~27x~26y.html", "href=\"https://bi.example.com/?m=a.o%27x%26y\"");
	assert_has(&f, "metrics/a.o~27x~26y.html", "<li>Bad</li>");
	assert_has(&f, "metrics/a.o~27x~26y.html",
	           "https://git.example.com/-/blob/0123456789abcdef0123456789abcdef01234567/config/metrics/counts_all/a%20b.yml#L1");
	assert_lacks(&f, "metrics/a.o~27x~26y.html", "javascript:");
	assert_has(&f, "metrics/a.o~27x~26y.html", "Set <code>x: false</code>.");
	assert_has(&f, "index.html", "commit <code>01234567</code>");
	check_pages(&f);
	end(&f);
}

static void queries_and_links_that_come_out_empty_are_left_out(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.queries.all, &f.s.a) = (struct site_snippet){ STR("Since"), (str){ 0 }, STR("{{#fields.milestone}}SELECT {{fields.milestone}}{{/fields.milestone}} ") };
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("Board"), (str){ 0 }, STR("{{#fields.board}}https://bi.example.com/{{fields.board}}{{/fields.board}}") };
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\nmilestone: '16.1'\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\nboard: b\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.html", "SELECT 16.1");
	assert_lacks(&f, "metrics/a.html", "Board");
	assert_has(&f, "metrics/b.html", "https://bi.example.com/b");
	assert_lacks(&f, "metrics/b.html", "Since");
	check_pages(&f);
	end(&f);
}

static void a_base_url_brings_a_sitemap_and_an_absolute_404_page(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.base_url = STR("https://m.example.com/a&b/");
	add_small(&f);
	build(&f);
	assert_has(&f, "sitemap.xml", "<loc>https://m.example.com/a&amp;b/</loc>");
	assert_has(&f, "sitemap.xml", "<loc>https://m.example.com/a&amp;b/metrics/counts.builds_weekly.html</loc>");
	assert_lacks(&f, "sitemap.xml", "404.html");
	assert_text(file(&f, "robots.txt"), "User-agent: *\nAllow: /\nSitemap: https://m.example.com/a&b/sitemap.xml\n");
	assert_has(&f, "404.html", "<a href=\"https://m.example.com/a&amp;b/metrics/index.html\">");
	end(&f);
}

static void a_base_url_brings_canonical_addresses_and_previews(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.base_url = STR("https://m.example.com/a&b/");
	f.config.title = STR("T & U");
	add_small(&f);
	build(&f);
	assert_has(&f, "index.html", "<link rel=\"canonical\" href=\"https://m.example.com/a&amp;b/\">");
	assert_has(&f, "metrics/counts.builds_weekly.html",
	           "<link rel=\"canonical\" href=\"https://m.example.com/a&amp;b/metrics/counts.builds_weekly.html\">");
	assert_has(&f, "metrics/counts.builds_weekly.html", "<meta property=\"og:title\" content=\"counts.builds_weekly\">");
	assert_has(&f, "metrics/counts.builds_weekly.html", "<meta property=\"og:site_name\" content=\"T &amp; U\">");
	assert_has(&f, "index.html", "<meta property=\"og:title\" content=\"T &amp; U\">");
	assert_lacks(&f, "404.html", "canonical");
	assert_lacks(&f, "404.html", "og:");
	assert_has(&f, "search.html", "<link rel=\"canonical\" href=\"https://m.example.com/a&amp;b/search.html\">"); /* of all queries */
	assert_lacks(&f, "index.html", "noindex");
	assert_has(&f, "404.html", "<meta name=\"robots\" content=\"noindex\">");
	assert_lacks(&f, "search.html", "noindex");
	end(&f);
	begin(&f);
	add_small(&f);
	build(&f);
	assert_lacks(&f, "index.html", "canonical");
	assert_lacks(&f, "index.html", "og:");
	assert_false(map_has(&f.files, STR("robots.txt")));
	end(&f);
}

static void assistants_are_told_where_data_and_pages_are(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.title = STR("Ours");
	add_small(&f);
	build(&f);
	assert_has(&f, "llms.txt", "# Ours\n\n> What is collected, what it means, who owns it and how to query it: ");
	assert_has(&f, "llms.txt", "\n- [metrics.csv](metrics.csv): all metrics as a table\n");
	assert_has(&f, "llms.txt", "\n- [Owners](owners/index.html)\n");
	assert_lacks(&f, "llms.txt", "Guides");
	end(&f);
}

static void text_for_assistants_holds_no_markdown_of_titles(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.title = STR("A\n# B [c](javascript:d) <e> &amp; `f`");
	f.config.base_url = STR("https://m.example.com/a/");
	*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("g.md"), STR("# G](x)\n\n*h*\n") };
	add_small(&f);
	build(&f);
	assert_has(&f, "llms.txt", "# A # B \\[c\\](javascript:d) \\<e\\> \\&amp; \\`f\\`\n");
	assert_has(&f, "llms.txt", "## Guides\n\n- [G\\](x)](https://m.example.com/a/guides/g.html): ");
	end(&f);
}

static void search_engines_are_kept_away_on_request(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	f.config.no_index = true;
	add_small(&f);
	build(&f);
	assert_has(&f, "index.html", "<meta name=\"robots\" content=\"noindex\">");
	assert_has(&f, "metrics/counts.builds_weekly.html", "<meta name=\"robots\" content=\"noindex\">");
	assert_has(&f, "robots.txt", "\nDisallow: /api/\nDisallow: /assets/\nDisallow: /i/\nDisallow: /*.csv$\nDisallow: /*.gz$\nDisallow: /*.json$\nDisallow: /*.xml$\n"
	                               "Disallow: /llms.txt$\nDisallow: /.dictum-manifest$\n");
	assert_false(map_has(&f.files, STR("sitemap.xml")));
	end(&f);
	begin(&f);
	f.config.no_index = true;
	f.config.base_url = STR("https://m.example.com/a/");
	add_small(&f);
	build(&f);
	assert_has(&f, "robots.txt", "Disallow: /a/api/\n");
	assert_lacks(&f, "robots.txt", "Sitemap");
	assert_false(map_has(&f.files, STR("sitemap.xml")));
	end(&f);
}

static void what_every_event_carries_has_a_page_that_events_link_to(void **state)
{
	struct fixture f;
	struct site_context *c = &f.config.context;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: sent_it\nproduct_group: g\nidentifiers: [user]\n");
	add_small(&f);
	build(&f);
	assert_false(map_has(&f.files, STR("context.html")));
	assert_lacks(&f, "events/sent_it.html", "context.html");
	end(&f);
	begin(&f);
	c->summary = STR("All of *them*.");
	c->guide = STR("a.md");
	*vec_push(&c->fields, &f.s.a) = (struct site_context_field){ STR("a<b"), (str){ 0 }, STR("What `it` is"), STR("<1>") };
	*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("a.md"), STR("# First\n") };
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: sent_it\nproduct_group: g\nidentifiers: [user]\n");
	add_small(&f);
	build(&f);
	assert_has(&f, "context.html", "<span class=\"key\">a&lt;b</span>");
	assert_has(&f, "context.html", "What <code>it</code> is");
	assert_has(&f, "context.html", "<code>&lt;1&gt;</code>");
	assert_has(&f, "context.html", "All of <em>them</em>.");
	assert_has(&f, "context.html", "<a href=\"guides/a.html\">First</a>");
	assert_lacks(&f, "context.html", ">Type<");
	assert_has(&f, "events/sent_it.html", "<dt>Standard context</dt><dd><a href=\"../context.html\">1 field sent with every event</a></dd>");
	assert_lacks(&f, "metrics/counts.builds_weekly.html", "context.html");
	assert_has(&f, "properties/index.html", "<a href=\"../context.html\">");
	assert_has(&f, "index.html", "<a href=\"context.html\">");
	check_pages(&f);
	end(&f);
}

static void guides_link_to_one_another(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("a.md"), STR("# First\n\nSee [b](b.md#part) and [x](https://x.example.com).\n") };
	*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("b.md"), STR("## Part\n\ntext\n") };
	add_small(&f);
	build(&f);
	assert_has(&f, "guides/a.html", "<h1>First</h1>");
	assert_has(&f, "guides/a.html", "href=\"../guides/b.html#part\"");
	assert_has(&f, "guides/b.html", "<h1>B</h1>");
	assert_has(&f, "guides/b.html", "<li><a href=\"#part\">Part</a></li>");
	assert_has(&f, "index.html", "<a href=\"guides/a.html\">First</a>");
	check_pages(&f);
	end(&f);
}

static void templates_and_static_files_can_be_replaced_by_name(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("404.mustache"), STR("nothing at {{site_title}}\n") };
	*vec_push(&f.in.statics.all, &f.s.a) = (struct site_file){ STR("logo.png"), STR("PNG") };
	f.config.title = STR("T & U");
	add_small(&f);
	build(&f);
	assert_text(file(&f, "404.html"), "nothing at T &amp; U\n");
	assert_text(file(&f, "assets/logo.png"), "PNG");
	end(&f);
}

static void cells_of_ones_own_may_show_anything_of_the_page(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("entry_cells.mustache"), STR("<td>{{{key_html}}} of {{site_title}}</td>\n") };
	f.config.title = STR("T");
	add_small(&f);
	build(&f);
	assert_has(&f, "metrics/index.html", " of T</td>");
	end(&f);
}

static void tables_of_ones_own_find_the_fields_of_rows(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("table.mustache"), STR("{{#rows}}<tr><td>{{up}}{{url}} is {{status}}{{/rows}}\n") };
	add_small(&f);
	build(&f);
	assert_has(&f, "metrics/index.html", "<tr><td>../metrics/");
	assert_has(&f, "metrics/index.html", " is Active");
	end(&f);
}

static void fails_with(struct fixture *f, bool is_usage, const char *part)
{
	struct err e = { .text = "" };

	sample_link(&f->s);
	assert_false(site_build(&f->in, collect, f, &f->s.a, &e));
	if (!str_has(str_from_z(e.text), str_from_z(part)))
		fail_msg("got \"%s\"", e.text);
	assert_int_equal(e.is_usage, is_usage);
	end(f);
}

static void what_cannot_be_used_is_refused(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("entri.mustache"), STR("x") };
	fails_with(&f, true, "did you mean 'entry.mustache'?");
	begin(&f);
	*vec_push(&f.in.templates.all, &f.s.a) = (struct site_file){ STR("entry.mustache"), STR("{{#a}}") };
	fails_with(&f, true, "entry");
	begin(&f);
	*vec_push(&f.config.queries.all, &f.s.a) = (struct site_snippet){ STR("Q"), (str){ 0 }, STR("{{") };
	fails_with(&f, true, "query 'Q' of the configuration");
	begin(&f);
	*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ STR("L"), (str){ 0 }, STR("{{") };
	fails_with(&f, true, "link 'L' of the configuration");
	begin(&f);
	*vec_push(&f.in.statics.all, &f.s.a) = (struct site_file){ STR("a b"), STR("x") };
	fails_with(&f, true, "static file 'a b'");
}

static void add_one(struct fixture *f)
{
	(void)sample_add(&f->s, "config/metrics/counts_all/a.yml", "key_path: a.b\nproduct_group: g\n");
	f->config.base_url = STR("https://m.example.com/");
}

static void a_sink_that_fails_at_any_file_ends_the_build(void **state)
{
	struct fixture f;
	size_t n;

	(void)state;
	begin(&f);
	add_one(&f);
	sample_link(&f.s);
	build(&f);
	n = f.calls;
	end(&f);
	assert_true(n > 10);
	for (size_t at = 1; at <= n; at++) {
		begin(&f);
		f.fail_at = at;
		f.in.workers = at % 3 + 1;
		add_one(&f);
		fails_with(&f, false, "the disk is full");
	}
}

static void the_same_input_gives_the_same_bytes_on_any_number_of_workers(void **state)
{
	struct fixture one, four;

	(void)state;
	begin(&one);
	add_many(&one, 300);
	build(&one);
	begin(&four);
	four.in.workers = 4;
	add_many(&four, 300);
	build(&four);
	assert_int_equal(one.files.n, four.files.n);
	for (const struct map_slot *slot = one.files.first; slot; slot = slot->next) {
		const str *other = map_get(&four.files, slot->key);

		if (!other || !str_eq(*other, *(const str *)slot->value))
			fail_msg("'%.*s' differs", STR_ARG(slot->key));
	}
	end(&one);
	end(&four);
}

/* ---- ways to browse ---- */

static void every_value_of_a_facet_has_a_page(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	*vec_push(&f.config.privacy, &f.s.a) = (struct site_privacy){ .category = STR("optional"), .title = STR("Optional"), .summary = STR("About it."), .turn_off = STR("A switch.") };
	add_small(&f);
	build(&f);
	assert_has(&f, "tiers/index.html", "<a href=\"../tiers/premium.html\">Premium</a>");
	assert_has(&f, "time/7d.html", "<h1>7 days</h1>");
	assert_has(&f, "time/7d.html", "1 metric. <span class=\"soft\">Counted over the last seven days.</span>");
	assert_has(&f, "time/7d.html", "Written as <code>7d</code> in definitions.");
	assert_has(&f, "time/7d.html", "<a href=\"../time/7d.html\" aria-current=\"page\">7 days <span class=\"n\">1</span></a>");
	assert_has(&f, "privacy/optional.html", "How to turn it off");
	assert_has(&f, "privacy/optional.html", "<a href=\"../privacy/optional.csv\">CSV</a>");
	assert_has(&f, "privacy/optional.csv", "metric,counts.builds_weekly,");
	assert_has(&f, "tiers/premium.html", "All that is collected is in <a href=\"../tiers/free.html\">Free</a>, too.");
	assert_has(&f, "metrics/counts.builds_weekly.html", "<a href=\"../privacy/optional.html\"><span class=\"chip plain\">Optional data</span></a>");
	assert_has(&f, "metrics/counts.old.html", "<a href=\"../status/removed.html\"><span class=\"chip bad\">Removed</span></a>");
	assert_has(&f, "events/create_build.html", "<a href=\"../tiers/free.html\">Free and above</a>");
	assert_has(&f, "status/strange.html", "<h1>strange</h1>");
	assert_false(exists(&f, "time/none.html"));
	assert_false(exists(&f, "time/7d.csv"));
	assert_false(exists(&f, "sources/index.html"));
	check_pages(&f);
	end(&f);
}

static void lists_lead_to_what_they_can_be_narrowed_down_to(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "metrics/index.html", "<nav class=\"filter\" aria-label=\"Filter: Time frame\">");
	assert_has(&f, "metrics/index.html", "<a href=\"../time/28d.html\">28 days <span class=\"n\">1</span></a>");
	assert_has(&f, "metrics/index.html", "<a href=\"../owners/pipelines.html#owns\">Pipelines <span class=\"n\">3</span></a>");
	assert_has(&f, "events/index.html", "<a href=\"../status/active.html#events\">Active <span class=\"n\">1</span></a>");
	assert_lacks(&f, "events/index.html", "Filter: Time frame");
	end(&f);
}

static void a_value_of_two_kinds_lists_them_one_after_the_other(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "category: c\naction: e\ntiers: [free]\n");
	for (size_t i = 0; i < 150; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(str_fmt(&f.s.a, "key_path: m%03zu\ntiers: [free]\n", i), &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "tiers/free.html", "<h2 id=\"metrics\">Metrics</h2>");
	assert_lacks(&f, "tiers/free.html", "<h2 id=\"events\">");
	assert_has(&f, "tiers/free.html", "<a href=\"../tiers/free~p2.html#events\">Events <span class=\"n\">1</span></a>");
	assert_has(&f, "tiers/free~p2.html", "Metrics 101 to 150 of 150, by key");
	assert_has(&f, "tiers/free~p2.html", "Events 1 to 1 of 1, by key");
	assert_has(&f, "events/index.html", "<a href=\"../tiers/free~p2.html#events\">Free <span class=\"n\">1</span></a>");
	assert_false(exists(&f, "tiers/free~p3.html"));
	check_pages(&f);
	end(&f);
}

static void many_values_are_shown_by_number_and_paged(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 101; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);
		str yaml = str_fmt(&f.s.a, "key_path: m%03zu\nproduct_categories: [c%03zu, c100]\n", i, i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(yaml, &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/index.html", "<a href=\"../categories/c100.html\">c100 <span class=\"n\">101</span></a>");
	assert_has(&f, "metrics/index.html", "<a href=\"../categories/c008.html\">");
	assert_lacks(&f, "metrics/index.html", "<a href=\"../categories/c009.html\">");
	assert_has(&f, "metrics/index.html", "<a href=\"../categories/index.html\">All 101<span class=\"vh\"> values: Product categories</span></a>");
	assert_lacks(&f, "categories/index.html", "categories/c100.html\"");
	assert_has(&f, "categories/p2.html", "categories/c100.html\"");
	check_pages(&f);
	end(&f);
}

static void namespaces_have_pages_that_breadcrumbs_lead_to(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: counts.ci.builds\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: counts.ci.runs\nstatus: removed\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: counts.alone.x\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/d.yml", "key_path: other.x\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/counts.ci.builds.html", "<li><a href=\"../metrics/ns/counts.ci.html\">ci</a></li>");
	assert_has(&f, "metrics/counts.alone.x.html", "<li><a href=\"../metrics/ns/counts.html\">counts</a></li>\n<li>alone</li>");
	assert_has(&f, "metrics/ns/counts.html", "3 metrics, 2 of them active.");
	assert_has(&f, "metrics/ns/counts.html", "<a href=\"../../metrics/ns/counts.ci.html\">ci <span class=\"n\">2</span></a>");
	assert_has(&f, "metrics/ns/counts.ci.html", "<li><a href=\"../../metrics/ns/counts.html\">counts</a></li>");
	assert_has(&f, "metrics/ns/counts.html", "<h2>Parts");
	assert_lacks(&f, "metrics/ns/counts.ci.html", "<h2>Parts");
	assert_has(&f, "metrics/index.html", "<a href=\"../metrics/ns/counts.html\">counts <span class=\"n\">3</span></a>");
	assert_has(&f, "metrics/index.html", "<a href=\"../metrics/index.html#at-other\">other <span class=\"n\">1</span></a>");
	assert_false(exists(&f, "metrics/ns/other.html"));
	check_pages(&f);
	end(&f);
}

static void a_namespace_of_very_many_parts_names_those_of_the_page(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < 200; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(str_fmt(&f.s.a, "key_path: a.p%02zu.m%03zu\n", i / 2, i), &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/ns/a.html", "a.p49.html");
	assert_lacks(&f, "metrics/ns/a.html", "a.p50.html");
	assert_has(&f, "metrics/ns/a.html", "100 parts in all.");
	assert_lacks(&f, "metrics/ns/a~p2.html", "a.p49.html");
	assert_has(&f, "metrics/ns/a~p2.html", "a.p50.html");
	assert_has(&f, "metrics/ns/a~p2.html", "a.p99.html");
	check_pages(&f);
	end(&f);
}

static void what_was_removed_is_listed_with_when_and_by_what(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "removed.html", "1 metric no longer collected, as its status says.");
	assert_lacks(&f, "stats.html", "Charts appear here when");
	assert_has(&f, "removed.html", ">Removed in</th><th scope=\"col\" role=\"columnheader\">By</th>");
	assert_has(&f, "removed.html", "<span class=\"small-label\">Removed in </span>16.4");
	assert_has(&f, "removed.html", "<a href=\"https://git.example.com/x/-/merge_requests/99\" rel=\"noopener noreferrer\">merge request 99</a>");
	assert_lacks(&f, "removed.html", "counts.sad");
	assert_has(&f, "index.html", "<a href=\"removed.html\">What was removed</a>");
	end(&f);
	begin(&f);
	add_many(&f, 3);
	build(&f);
	assert_false(exists(&f, "removed.html"));
	end(&f);
}

static void sections_have_pages_and_groups_have_data(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_small(&f);
	build(&f);
	assert_has(&f, "sections/ci.html", "A section of 1 stage: ");
	assert_has(&f, "sections/ci.html", "<a href=\"../stages/verify.html\">Verify</a>");
	assert_has(&f, "stages/verify.html", "<a href=\"../sections/ci.html\">Ci section</a>");
	assert_has(&f, "owners/index.html", "<h2><a href=\"../sections/ci.html\">Ci</a></h2>");
	assert_has(&f, "owners/pipelines.html", "<a href=\"../owners/pipelines.csv\">CSV</a>");
	assert_has(&f, "owners/pipelines.csv", "event,create_build,");
	assert_has(&f, "owners/pipelines.json", "\"key\":\"counts.builds\"");
	assert_lacks(&f, "owners/pipelines.json", "counts.old");
	end(&f);
}

/* ---- hostile text ---- */

static const char *const payloads[] = {
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=x>", "{{key}}{{{key_html}}}", "javascript:alert(1)",
	"</code></pre><b>", "<!-- ", "]]>", "&lt;script&gt;", "` onmouseover=x `", "../../etc/passwd", "a\\u0000b\\u001b[31m", "%3Cb%3E",
	"[x](javascript:alert(1))", "![x](http://t.example.com/p.png)", "<a href=\\\"data:text/html,x\\\">y</a>", "\xe2\x80\xaetext backwards",
};

/* As the inside of a double-quoted YAML scalar. */
static str quoted(struct arena *a, const char *payload)
{
	struct buf b = { .a = a };

	buf_byte(&b, '"');
	for (const char *p = payload; *p; p++) {
		if (*p == '"' && (p == payload || p[-1] != '\\'))
			buf_byte(&b, '\\');
		buf_byte(&b, *p);
	}
	buf_byte(&b, '"');
	return buf_str(&b);
}

static void add_hostile(struct fixture *f, const char *payload)
{
	struct arena *a = &f->s.a;
	str q = quoted(a, payload), path = str_fmt(a, "config/metrics/counts_all/of %s.yml", str_z(str_replace(str_from_z(payload), '/', '_', a), a));

	(void)sample_add(&f->s, "config/events/e.yml",
	                 str_z(str_fmt(a, "category: %.*s\naction: %.*s\ndescription: %.*s\nidentifiers: [%.*s]\n"
	                                  "label_description: %.*s\nadditional_properties:\n  %.*s: {description: %.*s}\n",
	                               STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q)),
	                       a));
	(void)sample_add(&f->s, str_z(path, a),
	                 str_z(str_fmt(a, "key_path: %.*s\ndescription: %.*s\nproduct_group: %.*s\nproduct_stage: %.*s\nproduct_section: %.*s\n"
	                                  "status: %.*s\nmilestone: %.*s\nintroduced_by_url: %.*s\nremoved_by_url: %.*s\n"
	                                  "time_frame: [%.*s, 7d]\ntiers: [%.*s]\ndata_category: %.*s\ninstrumentation_class: %.*s\n"
	                                  "events:\n- {name: %.*s, unique: %.*s, filter: {%.*s: %.*s}, operator: %.*s}\n",
	                               STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q),
	                               STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q), STR_ARG(q),
	                               STR_ARG(q), STR_ARG(q)),
	                       a));
}

static void hostile_text_stays_text_on_every_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++) {
		const struct diag_rule rule = { payloads[i], DIAG_ERROR, payloads[i], payloads[i], payloads[i], payloads[i], payloads[i], payloads[i] };
		str payload = str_from_z(payloads[i]);
		struct fixture f;

		begin(&f);
		f.config.title = payload;
		*vec_push(&f.config.privacy, &f.s.a) = (struct site_privacy){ .category = payload, .title = payload, .summary = payload, .turn_off = payload, .why = payload, .identifies = payload, .sent_to = payload };
		*vec_push(&f.config.queries.all, &f.s.a) = (struct site_snippet){ payload, STR("metric"), STR("{{key}} {{{name}}} {{fields.milestone}}") };
		*vec_push(&f.config.links.all, &f.s.a) = (struct site_snippet){ payload, (str){ 0 }, STR("{{key}}") };
		*vec_push(&f.in.guides.all, &f.s.a) = (struct site_file){ STR("g.md"), str_fmt(&f.s.a, "# %s\n\n%s\n", payloads[i], payloads[i]) };
		add_hostile(&f, payloads[i]);
		sample_link(&f.s);
		for (size_t j = 0; j < f.s.dict.definitions.n; j++)
			diag_add(&f.s.found, &rule, (struct span){ f.s.dict.definitions.v[j]->path, { 1, 1, 1, 2 } }, "%s", payloads[i]);
		build(&f);
		check_pages(&f);
		end(&f);
	}
}

static void data_is_never_read_as_a_template(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a.b\ndescription: 'see {{key}} and {{{up}}}'\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.b.html", "see {{key}} and {{{up}}}");
	end(&f);
}

static void owners_link_only_to_web_and_mail(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a.b\nproduct_group: g\n");
	dict_finish(&f.s.dict);
	sample_owners(&f.s, "sections: {s: {name: S}}\nstages: {t: {name: T, section: s}}\ngroups:\n  g:\n    name: <G>\n    stage: t\n"
	                    "    people:\n    - {role: PM, name: Ada, contact: ada@example.com}\n    - {name: Bob, contact: '@bob'}\n"
	                    "    channels:\n    - {label: Chat, name: '#g', url: 'javascript:alert(1)'}\n"
	                    "    links:\n    - {label: Book, url: 'https://book.example.com/g'}\n    - {label: Data, url: 'data:x'}\n");
	dict_link(&f.s.dict);
	build(&f);
	assert_has(&f, "owners/g.html", "<h1>&lt;G&gt;</h1>");
	assert_has(&f, "owners/g.html", "<a href=\"mailto:ada@example.com\"");
	assert_has(&f, "owners/g.html", "<dt>Chat</dt><dd>#g</dd>");
	assert_has(&f, "owners/g.html", ">book.example.com/g</a>");
	assert_has(&f, "owners/g.html", "<dt>Data</dt><dd>data:x</dd>");
	assert_lacks(&f, "owners/g.html", "javascript:");
	check_pages(&f);
	end(&f);
}

static void long_definitions_are_cut_and_say_so(void **state)
{
	struct fixture f;
	struct buf b = { 0 };

	(void)state;
	begin(&f);
	b.a = &f.s.a;
	buf_z(&b, "key_path: a.b\n");
	while (b.n < 65 * 1024)
		buf_z(&b, "# a comment that makes the file long\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", str_z(buf_str(&b), &f.s.a));
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "metrics/a.b.html", "Longer than 64 KB: only the beginning is shown.");
	assert_true(file(&f, "metrics/a.b.html").n < 72 * 1024);
	end(&f);
}

static void an_event_that_feeds_very_many_metrics_shows_the_first_and_links_to_all(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\n");
	for (size_t i = 0; i < 101; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(str_fmt(&f.s.a, "key_path: m%03zu\nevents: [{name: e}]\n", i), &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "events/e.html", "The first 100 of 101.");
	assert_has(&f, "events/e.html", "m099.html");
	assert_lacks(&f, "events/e.html", "m100.html");
	end(&f);
}

static void titles_tell_entries_of_one_key_apart(void **state)
{
	struct fixture f;
	size_t n = 0;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/a.yml", "category: c\naction: x\n");
	(void)sample_add(&f.s, "config/events/b.yml", "category: c\naction: x\n");
	(void)sample_add(&f.s, "config/events/t.yml", "internal_events: true\naction: twin\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/t.yml", "key_path: twin\n");
	sample_link(&f.s);
	build(&f);
	for (const struct map_slot *slot = f.files.first; slot; slot = slot->next)
		n += str_has(*(const str *)slot->value, STR("<title>c x (config/events/"));
	assert_int_equal(n, 2);
	assert_has(&f, "events/twin.html", "<title>twin, event - ");
	assert_has(&f, "metrics/twin.html", "<title>twin, metric - ");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_site_of_a_small_dictionary_is_complete),
		cmocka_unit_test(an_entry_says_what_it_is),
		cmocka_unit_test(what_is_not_active_carries_a_banner),
		cmocka_unit_test(findings_stand_on_the_page_of_their_file),
		cmocka_unit_test(a_large_site_leaves_out_what_repeats),
		cmocka_unit_test(all_but_files_of_entries_may_be_compressed),
		cmocka_unit_test(pages_of_entries_of_a_large_site_are_not_compressed),
		cmocka_unit_test(a_large_site_leaves_the_roles_of_tables_to_its_script),
		cmocka_unit_test(a_large_site_leaves_templates_of_the_user_as_they_are),
		cmocka_unit_test(a_site_is_large_with_more_entries_than_the_limit),
		cmocka_unit_test(a_data_category_says_what_is_collected_and_how_to_turn_it_off),
		cmocka_unit_test(without_configuration_nothing_is_said_about_turning_off),
		cmocka_unit_test(links_of_configured_texts_and_of_owners_lead_to_guides_and_files),
		cmocka_unit_test(a_dictionary_without_data_categories_has_no_privacy_pages),
		cmocka_unit_test(who_lacks_an_expected_indicator_is_named),
		cmocka_unit_test(nobody_lacks_an_indicator_that_nobody_is_expected_to_have),
		cmocka_unit_test(indicators_of_nobody_are_listed_without_an_owner),
		cmocka_unit_test(statistics_are_drawn_and_told),
		cmocka_unit_test(a_single_value_is_not_summed_up),
		cmocka_unit_test(a_chart_that_leaves_milestones_out_says_so),
		cmocka_unit_test(milestones_stand_by_number_and_old_ones_are_summed_up),
		cmocka_unit_test(every_name_that_is_sent_has_a_page),
		cmocka_unit_test(a_metric_that_counts_two_events_by_one_name_is_one),
		cmocka_unit_test(names_and_their_events_are_paged),
		cmocka_unit_test(without_anything_sent_there_are_no_such_pages),
		cmocka_unit_test(a_hundred_entries_are_one_page_and_one_more_is_two),
		cmocka_unit_test(long_lists_can_be_paged_and_jumped_through),
		cmocka_unit_test(an_empty_dictionary_says_so),
		cmocka_unit_test(configured_queries_links_and_addresses_are_filled_in),
		cmocka_unit_test(queries_and_links_that_come_out_empty_are_left_out),
		cmocka_unit_test(a_base_url_brings_a_sitemap_and_an_absolute_404_page),
		cmocka_unit_test(assistants_are_told_where_data_and_pages_are),
		cmocka_unit_test(text_for_assistants_holds_no_markdown_of_titles),
		cmocka_unit_test(a_base_url_brings_canonical_addresses_and_previews),
		cmocka_unit_test(search_engines_are_kept_away_on_request),
		cmocka_unit_test(what_every_event_carries_has_a_page_that_events_link_to),
		cmocka_unit_test(guides_link_to_one_another),
		cmocka_unit_test(templates_and_static_files_can_be_replaced_by_name),
		cmocka_unit_test(cells_of_ones_own_may_show_anything_of_the_page),
		cmocka_unit_test(tables_of_ones_own_find_the_fields_of_rows),
		cmocka_unit_test(what_cannot_be_used_is_refused),
		cmocka_unit_test(a_sink_that_fails_at_any_file_ends_the_build),
		cmocka_unit_test(the_same_input_gives_the_same_bytes_on_any_number_of_workers),
		cmocka_unit_test(every_value_of_a_facet_has_a_page),
		cmocka_unit_test(lists_lead_to_what_they_can_be_narrowed_down_to),
		cmocka_unit_test(a_value_of_two_kinds_lists_them_one_after_the_other),
		cmocka_unit_test(many_values_are_shown_by_number_and_paged),
		cmocka_unit_test(namespaces_have_pages_that_breadcrumbs_lead_to),
		cmocka_unit_test(a_namespace_of_very_many_parts_names_those_of_the_page),
		cmocka_unit_test(what_was_removed_is_listed_with_when_and_by_what),
		cmocka_unit_test(sections_have_pages_and_groups_have_data),
		cmocka_unit_test(hostile_text_stays_text_on_every_page),
		cmocka_unit_test(data_is_never_read_as_a_template),
		cmocka_unit_test(owners_link_only_to_web_and_mail),
		cmocka_unit_test(long_definitions_are_cut_and_say_so),
		cmocka_unit_test(an_event_that_feeds_very_many_metrics_shows_the_first_and_links_to_all),
		cmocka_unit_test(titles_tell_entries_of_one_key_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
