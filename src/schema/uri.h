#ifndef DICTUM_SCHEMA_URI_H
#define DICTUM_SCHEMA_URI_H

/* URIs by their parts (RFC 3986 section 3), borrowed from the text. uri_resolve is in schema.h. */
#include "base/str.h"

struct uri {
	str scheme, authority, path, query, fragment;
	bool has_scheme, has_authority, has_query, has_fragment; /* a part may be there and empty */
};
struct uri
uri_split(str text); /* any text has parts; the first ":" before "/?#" ends the scheme, if what stands there is one */
/* RFC 3986 exactly: `text` is a URI, or where is_reference is true also a relative reference. */
bool uri_is_valid(str text, bool is_reference);
/* `to` as a reference in `from`: "../b.json"; `to` itself where the two have no host, or not even a scheme, in common. */
str uri_relative(str from, str to, struct arena *a);
enum { URI_MAX_ID = 1024 }; /* bytes of what an $id stands for; a schema may have thousands of identifiers, anchors and references below one */
/* What an $id stands for, without fragment, where `base` is that of references. False: it is longer than URI_MAX_ID. */
bool uri_resolve_id(str base, str id, struct arena *a, str *out);
str uri_unescape(str text, struct arena *a); /* "a%20b" is "a b"; a '%' without two digits stays */
void uri_put_fragment(struct buf *out, str text); /* a JSON Pointer, too (RFC 6901 section 6) */
bool uri_is_ipv4(str text);
bool uri_is_ipv6(str text); /* without brackets and zone */

#endif
