/* Any bytes by both readers of YAML: what the fast one takes must be what libyaml makes of it. */
#include "fuzz.h"

#include "../yaml_readers.h"

static void compare(str text, enum doc_mode mode, const struct doc_limits *limits)
{
	struct yaml_both both;

	BUG_IF(yaml_both_read(&both, text, mode, limits));
	yaml_both_free(&both);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct doc_limits small = { .bytes = 4096, .nodes = 20, .depth = 4, .digits = 5 };
	str text = { (const char *)data, size };

	compare(text, DOC_DEFINITION, NULL);
	compare(text, DOC_CONFIG, &small);
	if (size && data[size - 1] != '\n') { /* the fast one takes no block of text that ends so */
		struct arena a = { 0 };
		struct buf line = { .a = &a };

		buf_put(&line, text);
		buf_byte(&line, '\n');
		compare(buf_str(&line), DOC_DEFINITION, NULL);
		arena_free(&a);
	}
	return 0;
}
