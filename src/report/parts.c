/* Words, order and identity of findings, the same in every format. */
#include "report/parts.h"

#include "base/arena.h"
#include "base/map.h"

str part_remedy(const struct diag *d, struct arena *a)
{
	str both[] = { d->hint, d->help };

	if (d->help.n && d->hint.n)
		return str_join(a, both, 2, STR("; "));
	return d->help.n ? d->help : d->hint;
}

static void add_words(struct buf *out, str words)
{
	if (!words.n)
		return;
	if (out->n)
		buf_z(out, out->p[out->n - 1] == '?' ? " " : "; ");
	diag_put_visible(out, words, "");
}

str part_words(const struct diag *d, struct arena *a)
{
	struct buf out = { .a = a };

	add_words(&out, d->message);
	add_words(&out, d->hint);
	add_words(&out, d->help);
	return buf_str(&out);
}

struct part_order part_worst_first(const struct report_input *in, struct arena *a)
{
	static const enum diag_level levels[] = { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };
	struct part_order order = { arena_array(a, in->found->all.n, size_t), 0 };

	for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
		for (size_t i = 0; i < in->found->all.n; i++)
			if (in->found->all.v[i].level == levels[l] && diag_counts(&in->found->all.v[i]))
				order.v[order.n++] = i;
	return order;
}

bool *part_worst(const struct report_input *in, size_t max, struct arena *a)
{
	struct part_order order = part_worst_first(in, a);
	bool *is_worst = arena_array(a, in->found->all.n, bool);
	size_t n = 0;

	for (size_t i = 0; i < order.n && n < max; i++, n++)
		is_worst[order.v[i]] = true;
	for (size_t i = 0; i < in->found->all.n && n < max; i++) {
		if (is_worst[i] || diag_counts(&in->found->all.v[i]))
			continue;
		is_worst[i] = true;
		n++;
	}
	return is_worst;
}

static struct hash identity(const struct diag *d, struct arena *a)
{
	struct hash_state *state;

	if (d->fingerprint.high || d->fingerprint.low)
		return d->fingerprint;
	state = hash_begin(a);
	hash_add(state, str_from_z(d->rule->id));
	hash_add(state, d->at.path);
	hash_add(state, d->pointer);
	hash_add(state, d->message);
	return hash_end(state);
}

/* `seen`: identity -> how often it was met. */
static str numbered(struct map *seen, str id, struct arena *a)
{
	void **slot = map_put(seen, id, a);
	size_t *times = *slot;
	struct hash_state *state;

	if (!times)
		*slot = times = arena_new(a, size_t);
	if (++*times == 1)
		return id;
	state = hash_begin(a);
	hash_add(state, id);
	hash_add(state, str_fmt(a, "%zu", *times));
	return hash_hex(hash_end(state), a);
}

str *part_fingerprints(const struct report_input *in, struct arena *a)
{
	size_t n = in->found->all.n;
	str *out = arena_array(a, n, str);
	struct map seen = { 0 };

	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < n; i++) {
			const struct diag *d = &in->found->all.v[i];

			if ((d->state == DIAG_ABSENT) == (pass == 1))
				out[i] = numbered(&seen, hash_hex(identity(d, a), a), a);
		}
	}
	return out;
}

const char *part_command(const struct report_input *in)
{
	return in->command ? in->command : "lint";
}

bool part_line(const struct report_input *in, str path, uint32_t line, str *out)
{
	return in->line && line && in->line(in->line_arg, path, line, out);
}

void part_number(struct json *j, const char *key, uint64_t v)
{
	if (v)
		json_member_uint(j, key, v);
}

void part_text(struct json *j, const char *key, str value)
{
	if (!value.n)
		return;
	json_key(j, key);
	json_begin(j, '{');
	json_key(j, "text");
	json_str(j, value);
	json_end(j);
}
