/* sitemap.xml (sitemaps.org), whose addresses are absolute, and robots.txt (RFC 9309). */
#include "site/manifest.h"
#include "site/page.h"

static void put_url(const struct site *s, struct buf *b, str url)
{
	escape_xml(b, page_address(s, url, b->a));
}

static str list_pages(const struct site *s, size_t from, size_t to, struct arena *a)
{
	struct buf b = { .a = a };

	buf_z(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (size_t i = from; i < to; i++) {
		buf_z(&b, "<url><loc>");
		put_url(s, &b, s->pages.v[i]);
		buf_z(&b, "</loc></url>\n");
	}
	buf_z(&b, "</urlset>\n");
	return buf_str(&b);
}

/* One file holds 50,000 addresses; where there are more, sitemap.xml lists sitemap-1.xml and so on. */
static bool write_parts(const struct site *s, site_sink *sink, void *arg, struct err *e)
{
	struct buf b = { .a = s->a };
	size_t n = s->pages.n, part = 1;

	buf_z(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (size_t from = 0; from < n; from += PAGE_SITEMAP_URLS, part++) {
		size_t to = n - from < PAGE_SITEMAP_URLS ? n : from + PAGE_SITEMAP_URLS;
		str name = str_fmt(s->a, "sitemap-%zu.xml", part);

		if (!sink(arg, name, list_pages(s, from, to, s->a), e))
			return false;
		buf_z(&b, "<sitemap><loc>");
		put_url(s, &b, name);
		buf_z(&b, "</loc></sitemap>\n");
	}
	buf_z(&b, "</sitemapindex>\n");
	return sink(arg, STR("sitemap.xml"), buf_str(&b), e);
}

/* "/metrics/" of "https://example.com/metrics/" */
static str base_path(str base_url)
{
	str rest = str_from(base_url, str_find(base_url, ':') + 3);

	return str_from(rest, str_find(rest, '/'));
}

/* Pages say noindex themselves and have to be read for that; a crawler that may not read a page can list its address all the same. Other
   files, and pages that are packed, cannot say it. */
static void put_no_index(const struct site *s, struct buf *b)
{
	static const char *const mute[] = { "api/", "assets/", "i/", "*.csv$", "*.gz$", "*.json$", "*.xml$", "llms.txt$", MANIFEST_NAME "$" };
	str path = s->in->config->base_url.n ? base_path(s->in->config->base_url) : STR("/");

	buf_z(b, "# Every page says noindex.\nUser-agent: *\n");
	for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
		buf_fmt(b, "Disallow: %.*s%s\n", STR_ARG(path), mute[i]);
}

static bool write_robots(const struct site *s, site_sink *sink, void *arg, struct err *e)
{
	struct buf b = { .a = s->a };

	if (s->in->config->no_index) {
		put_no_index(s, &b);
	} else {
		buf_z(&b, "User-agent: *\nAllow: /\nSitemap: ");
		buf_put(&b, page_address(s, STR("sitemap.xml"), s->a));
		buf_byte(&b, '\n');
	}
	return sink(arg, STR("robots.txt"), buf_str(&b), e);
}

bool sitemap_write(const struct site *s, site_sink *sink, void *arg, struct err *e)
{
	bool has_address = s->in->config->base_url.n > 0, is_listed = !s->in->config->no_index;

	if ((has_address || !is_listed) && !write_robots(s, sink, arg, e))
		return false;
	if (!has_address || !is_listed)
		return true;
	if (s->pages.n > PAGE_SITEMAP_URLS)
		return write_parts(s, sink, arg, e);
	return sink(arg, STR("sitemap.xml"), list_pages(s, 0, s->pages.n, s->a), e);
}
