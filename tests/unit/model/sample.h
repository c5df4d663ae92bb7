#ifndef DICTUM_TESTS_MODEL_SAMPLE_H
#define DICTUM_TESTS_MODEL_SAMPLE_H

/* A small dictionary made from YAML texts, for tests of the layers above doc. Include after cmocka.h. */
#include "model/dict.h"

struct sample {
	struct arena a;
	const struct dialect *dialect;
	struct dict dict;
	struct diag_list found;
};

static inline void sample_begin(struct sample *s)
{
	struct err e;

	*s = (struct sample){ .dialect = NULL };
	arena_init(&s->a);
	diag_list_init(&s->found, &s->a);
	s->dialect = dialect_load(STR("gitlab"), NULL, &s->a, &e);
	assert_non_null(s->dialect);
	dict_init(&s->dict, s->dialect, &s->a);
}

/* Adds one definition; its kind follows from its path. Files must come in path order. NULL when it has no key. */
static inline struct entry *sample_add(struct sample *s, const char *path, const char *yaml)
{
	struct definition *d = arena_new(&s->a, struct definition);
	struct doc doc;

	d->path = str_from_z(path);
	d->bytes = str_from_z(yaml);
	d->kind = dialect_match(s->dialect, d->path);
	assert_non_null(d->kind);
	doc = doc_parse_yaml(d->path, d->bytes, DOC_DEFINITION, NULL, &s->a, &s->found);
	d->root = doc.root;
	if (!d->root || !definition_map(d, &s->a)) {
		struct unreadable *u = dict_add_unreadable(&s->dict, d->kind, d->path,
		                                           s->found.all.n ? str_from_z(s->found.all.v[0].rule->id) : (str){ 0 });

		u->bytes = d->bytes;
		u->root = d->root;
		return NULL;
	}
	dict_add(&s->dict, d);
	return d->entries;
}

enum { SAMPLE_LONG_KEY = 100000 }; /* bytes */
/* A metric that has `n` times the same line below one very long key. */
static inline struct entry *sample_add_below_long_key(struct sample *s, const char *path, const char *line, size_t n)
{
	struct buf yaml = { .a = &s->a };

	buf_z(&yaml, "key_path: a\n? ");
	for (size_t i = 0; i < SAMPLE_LONG_KEY; i++)
		buf_byte(&yaml, 'k');
	buf_z(&yaml, "\n:\n");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&yaml, "%s\n", line);
	return sample_add(s, path, str_z(buf_str(&yaml), &s->a));
}

static inline void sample_link(struct sample *s)
{
	dict_finish(&s->dict);
	dict_link(&s->dict);
}

static inline void sample_owners(struct sample *s, const char *yaml)
{
	struct doc doc = doc_parse_yaml(STR("owners.yml"), str_from_z(yaml), DOC_CONFIG, NULL, &s->a, &s->found);
	struct err e;

	assert_non_null(doc.root);
	assert_true(owners_read(&s->dict.owners, STR("owners.yml"), doc.root, &s->a, &e));
}

static inline void sample_end(struct sample *s)
{
	arena_free(&s->a);
}

#define assert_text(got, want) \
	do { \
		str text_got = (got); \
		if (!str_eq_z(text_got, (want))) \
			fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(text_got), (want)); \
	} while (0)

#endif
