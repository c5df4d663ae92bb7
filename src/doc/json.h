#ifndef DICTUM_DOC_JSON_H
#define DICTUM_DOC_JSON_H

/* Streaming JSON writer. Commas, indentation and escapes are its business; order is the caller's. */
#include "doc/doc.h"

enum { JSON_MAX_DEPTH = 96 }; /* levels; deeper is a bug of the caller, input trees are bounded by doc_limits */
struct json {
	struct buf *out;
	bool is_pretty; /* two spaces, one item a line; else no white space at all */
	uint8_t depth;
	bool after_key;
	bool has_item[JSON_MAX_DEPTH];
	char open[JSON_MAX_DEPTH];
};

void json_init(struct json *j, struct buf *out, bool is_pretty);
void json_begin(struct json *j, char bracket); /* '{' or '[' */
void json_end(struct json *j);
void json_key(struct json *j, const char *key);
void json_key_str(struct json *j, str key);
/* Escapes C0, DEL, quotes, backslash, and also < > & U+2028 U+2029, so that the text is safe inside HTML; malformed UTF-8 becomes U+FFFD. */
void json_str(struct json *j, str s);
void json_z(struct json *j, const char *z);
void json_int(struct json *j, int64_t v);
void json_uint(struct json *j, uint64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_raw(struct json *j, str valid_json);
/* A tree as it was read; numbers keep their exact value. Unlimited integers are printed with all digits. */
void json_node(struct json *j, const struct node *n, struct arena *scratch);
str json_text(const struct node *n, struct arena *a); /* the same as a text without white space */
/* Key and value in one call; nothing is written when the text is empty. */
void json_member(struct json *j, const char *key, str value);
void json_member_uint(struct json *j, const char *key, uint64_t v); /* 0, too */
void json_member_bool(struct json *j, const char *key, bool v);

#endif
