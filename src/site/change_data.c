/* Changes as JSON, for programs that read `dictum log` and feeds; change_view.c tells people. */
#include "site/change_data.h"

/* false: it is too long. */
static bool put_value(struct json *j, const char *name, str value, size_t most)
{
	if (value.n > most)
		return false;
	if (value.n) {
		json_key(j, name);
		json_raw(j, value);
	}
	return true;
}

static void put_field(struct json *j, const struct timeline_field *f, size_t most)
{
	bool has_old, has_new;

	json_begin(j, '{');
	json_member(j, "field", f->name);
	has_old = put_value(j, "old", f->old, most);
	has_new = put_value(j, "new", f->now, most);
	if (!has_old || !has_new)
		json_member_bool(j, "truncated", true);
	json_member(j, "class", str_from_z(f->class ? f->class->rule.id : NULL));
	json_end(j);
}

void change_data_fields(struct json *j, const struct timeline_event *ev, struct change_limits max)
{
	if (!ev->n_fields)
		return;
	json_key(j, "fields");
	json_begin(j, '[');
	for (size_t i = 0; i < ev->n_fields && i < max.n_fields; i++)
		put_field(j, &ev->fields[i], max.value_size);
	json_end(j);
	if (ev->n_fields > max.n_fields)
		json_member_uint(j, "more_fields", ev->n_fields - max.n_fields);
}

void change_data(struct json *j, const struct timeline_event *ev, const struct change_about *about)
{
	json_member(j, "change", str_from_z(timeline_word(ev->change)));
	json_member(j, "kind", about->kind);
	json_member(j, "key", about->key);
	json_member(j, "commit", about->commit);
	json_member(j, "date", about->date);
	json_member(j, "milestone", about->milestone);
	json_member(j, "author", about->author);
	json_member(j, "path", ev->path);
	json_member(j, "from", ev->from);
	json_member(j, ev->change == TIMELINE_DELETED ? "renamed_to" : "renamed_from", ev->key);
}
