/* Any bytes as dictum.yml: read twice they say the same; a fault is one sentence with a place inside the file; what is taken makes a dialect that
   takes the files it says. */
#include "base/utf8.h"
#include "cli/config_check.h"
#include "doc/edit.h"
#include "fuzz.h"
#include "lint/custom.h"

enum { MAX_BYTES = 8192 };

static const str path = { "dictum.yml", 10 };

static uint32_t take_number(str *s)
{
	uint32_t n = 0;
	size_t i = 0;

	for (; i < s->n && byte_is_digit(s->p[i]) && i < 9; i++)
		n = n * 10 + (uint32_t)(s->p[i] - '0');
	BUG_IF(!i || i >= s->n || s->p[i] != ':');
	*s = str_from(*s, i + 1);
	return n;
}

/* "dictum.yml:3:7: words" */
static void check_fault(str text, const struct err *e, struct arena *a)
{
	str rest = str_from_z(e->text), ignored;
	struct diag_edit here = { .text = { 0 } };
	uint32_t line, column;

	BUG_IF(!e->is_usage || !utf8_is_valid(rest) || str_find(rest, '\n') < rest.n);
	BUG_IF(!str_starts(rest, STR("dictum.yml:")));
	rest = str_from(rest, path.n + 1);
	line = take_number(&rest);
	column = take_number(&rest);
	here.at = place_make(line, column, line, column);
	BUG_IF(!str_starts(rest, STR(" ")) || rest.n < 3);
	BUG_IF(!edit_apply(text, &here, 1, a, &ignored));
}

static bool read_all(struct config *c, str text, struct arena *a, struct err *e)
{
	const struct dialect *d;

	config_defaults(c);
	if (!config_read(c, path, text, a, e))
		return false;
	d = dialect_load(c->dialect.n ? c->dialect : STR("gitlab"), &(struct dialect_overrides){ c->kinds, c->fields }, a, e);
	if (!d || !config_check_kinds(c, d, a, e))
		return false;
	for (size_t i = 0; i < d->n_kinds; i++)
		BUG_IF(!d->kinds[i].name.n || !d->kinds[i].files.n);
	(void)dialect_match(d, STR("config/metrics/counts_all/x.yml")); /* only crashes count */
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = { (const char *)data, size };
	struct err one = { .text = "" }, other = { .text = "" };
	struct arena a = { 0 };
	struct config c;
	bool is_read;

	if (size > MAX_BYTES)
		return 0;
	is_read = read_all(&c, text, &a, &one);
	BUG_IF(is_read != (one.text[0] == '\0'));
	if (!is_read)
		check_fault(text, &one, &a);
	BUG_IF(read_all(&c, text, &a, &other) != is_read || strcmp(one.text, other.text) != 0);
	arena_free(&a);
	return 0;
}
