/* sitemap.xml (sitemaps.org) and robots.txt: addresses in them are absolute, so both need base_url. */
#include "site/page.h"

static void put_url(const struct site *s, struct buf *b, str url)
{
	struct buf encoded = { .a = b->a };
	str index = STR("index.html");

	if (str_eq(url, index))
		url = (str){ 0 }; /* the site's own address */
	escape_url_path(&encoded, url);
	escape_xml(b, s->in->config->base_url);
	escape_xml(b, buf_str(&encoded));
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

bool sitemap_write(const struct site *s, site_sink *sink, void *arg, struct err *e)
{
	struct buf robots = { .a = s->a };

	if (!s->in->config->base_url.n)
		return true;
	buf_z(&robots, "User-agent: *\nAllow: /\nSitemap: ");
	put_url(s, &robots, STR("sitemap.xml"));
	buf_byte(&robots, '\n');
	if (!sink(arg, STR("robots.txt"), buf_str(&robots), e))
		return false;
	if (s->pages.n > PAGE_SITEMAP_URLS)
		return write_parts(s, sink, arg, e);
	return sink(arg, STR("sitemap.xml"), list_pages(s, 0, s->pages.n, s->a), e);
}
