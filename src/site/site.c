/* The files of data of a site. */
#include "base/embed.h"
#include "site/api.h"
#include "site/site.h"
#include "site/url.h"

static bool put_kind(const struct site_input *in, const struct kind *k, site_sink *sink, void *arg, struct arena *a, struct err *e)
{
	struct buf json = { .a = a }, csv = { .a = a };
	size_t n;
	struct entry **entries = dict_kind(in->dict, k, &n);

	api_entries(&json, in->dict, entries, n, in->commit, a);
	api_csv(&csv, in->dict, entries, n, a);
	return sink(arg, url_api(k, a), buf_str(&json), e) && sink(arg, url_csv(k, a), buf_str(&csv), e);
}

bool site_build(const struct site_input *in, site_sink *sink, void *arg, struct arena *a, struct err *e)
{
	struct buf index = { .a = a };
	str schema = { 0 };

	for (size_t i = 0; i < in->dict->dialect->n_kinds; i++)
		if (!put_kind(in, &in->dict->dialect->kinds[i], sink, arg, a, e))
			return false;
	api_index(&index, in->dict, in->config->title, in->commit, a);
	BUG_IF(!embed_get(STR("site/embed/schema.json"), &schema));
	return sink(arg, STR("api/v1/index.json"), buf_str(&index), e) && sink(arg, STR("api/v1/schema.json"), schema, e) &&
	       sink(arg, STR("lint.json"), in->lint_json, e);
}
