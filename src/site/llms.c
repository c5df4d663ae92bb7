/* llms.txt (llmstxt.org, read November 2026): what is here and where its data is, as Markdown for assistants that answer questions from it. */
#include "site/page.h"
#include <string.h>

/* Backslashes make punctuation text (CommonMark 0.30, 2.4); in one line. */
static void put_text(struct buf *b, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c && strchr("\\`*_[]<>&", c))
			buf_byte(b, '\\');
		buf_byte(b, (unsigned char)c < ' ' ? ' ' : c);
	}
}

static void put_link(struct page *p, str url, str text, str what)
{
	str address = page_address(p->site, url, p->a);

	buf_z(p->out, "- [");
	put_text(p->out, text);
	buf_z(p->out, "](");
	if (address.n)
		buf_put(p->out, address);
	else
		escape_url_path(p->out, url);
	buf_byte(p->out, ')');
	if (what.n) {
		buf_z(p->out, ": ");
		put_text(p->out, what);
	}
	buf_byte(p->out, '\n');
}

static void put_file(struct page *p, str url, str what)
{
	put_link(p, url, url, what);
}

static void put_summary(struct page *p)
{
	const struct site *s = p->site;

	buf_z(p->out, "# ");
	put_text(p->out, s->title);
	buf_z(p->out, "\n\n> What is collected, what it means, who owns it and how to query it: ");
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		buf_z(p->out, i ? ", " : "");
		put_text(p->out, page_count(p, &s->kinds[i], s->kinds[i].n));
	}
	buf_z(p->out, ".\n\nThe member `url` of an entry is the address of its page, relative to this file");
	buf_z(p->out, s->is_large ? ".\n" : "; with `.json` in the place of `.html` it is that of the entry alone.\n");
}

static void put_data(struct page *p)
{
	const struct site *s = p->site;

	buf_z(p->out, "\n## Data\n\n");
	put_file(p, STR("api/v1/index.json"), STR("commit, counts, list of all files for programs"));
	put_file(p, STR("api/v1/schema.json"), STR("JSON Schema of all of them"));
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		str plural = s->kinds[i].plural;

		put_file(p, url_api(s->kinds[i].kind, p->a), str_fmt(p->a, "all %.*s, by key", STR_ARG(plural)));
		put_file(p, url_csv(s->kinds[i].kind, p->a), str_fmt(p->a, "all %.*s as a table", STR_ARG(plural)));
	}
	if (site_has_gone_file(s))
		put_file(p, STR("api/v1/gone.json"), STR("keys that no definition has any more, and what to use instead"));
	if (s->in->lint)
		put_file(p, STR("lint.json"), STR("what the checks found"));
	if (s->in->history)
		put_file(p, STR("feed.json"), STR("the latest changes of definitions"));
}

static void put_pages(struct page *p)
{
	const struct site *s = p->site;

	buf_z(p->out, "\n## Pages\n\n");
	for (size_t i = 0; i < s->frames.links.n; i++)
		put_link(p, s->frames.links.v[i].url, s->frames.links.v[i].text, (str){ 0 });
	put_link(p, STR("stats.html"), STR("Statistics"), (str){ 0 });
	put_link(p, STR("health/index.html"), STR("Health"), STR("findings of the checks, by rule and by owner"));
}

static void put_guides(struct page *p)
{
	const struct site *s = p->site;

	if (s->guides.n)
		buf_z(p->out, "\n## Guides\n\n");
	for (size_t i = 0; i < s->guides.n; i++)
		put_link(p, s->guides.v[i].url, s->guides.v[i].title, s->guides.v[i].excerpt);
}

bool file_llms(struct page *p, const void *arg)
{
	(void)arg; /* there is one such file */
	put_summary(p);
	put_data(p);
	put_pages(p);
	put_guides(p);
	return true;
}
