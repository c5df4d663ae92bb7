/* Changes in words. Values come from timelines as JSON; those of lists are compared one by one, long texts are cut to where they differ. */
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "site/change_view.h"

enum {
	MAX_VALUES = 10, /* that came, and that went, of one field */
	MAX_COMPARED = 200, /* values of a list, for each is compared with each */
	MAX_TEXT = 160,  /* code points of a value */
	MAX_AROUND = 48, /* code points of what stays, before and after the words of a longer text that changed */
	MIN_WORDS = 6,   /* of a text that is read as sentences; shorter ones are compared at a glance */
	SHORT_TEXT = 4096, /* bytes of a text that needs no parsing: far below every limit of it */
	ROW_FIELDS = 20, /* room for those of a row */
	ROW_BYTES = 1024 /* likewise; most have fewer */
};

struct listed { /* an item of a list, a member of a mapping, or a plain value */
	str words, name; /* name: of a member */
	const struct node *value;
};
struct listed_values {
	VEC(struct listed) all;
	bool are_properties; /* which are there by their names alone */
};
struct missing { /* from the other side */
	VEC(const struct listed *) all;
};
struct item_cut { /* bytes of an item's words */
	size_t kept; /* at their start */
	size_t from; /* of what is behind them */
};

/* Most values are texts without escapes. */
static bool is_short_text(str json)
{
	return json.n >= 2 && json.n <= SHORT_TEXT && json.p[0] == '"' && !memchr(json.p, '\\', json.n);
}

static const struct node *parse(struct page *p, str json)
{
	struct diag_list ignored;

	if (!json.n)
		return NULL;
	if (is_short_text(json)) {
		struct node *text = arena_new(p->a, struct node);

		*text = (struct node){ .kind = NODE_STRING, .text = str_sub(json, 1, json.n - 2) };
		return text;
	}
	diag_list_init(&ignored, p->a);
	return doc_parse_json((str){ 0 }, json, NULL, p->a, &ignored).root;
}

static bool is_plain(const struct node *n)
{
	return n->kind < NODE_SEQ;
}

static str value_words(struct page *p, const struct field *f, const struct node *n)
{
	return f && is_plain(n) ? field_word(f, doc_scalar(n, p->a)) : node_words(n, p->a);
}

static void list_values(struct page *p, const struct field *f, const struct node *n, struct listed_values *out)
{
	for (size_t i = 0; n && n->kind == NODE_SEQ && i < n->n; i++)
		*vec_push(&out->all, p->a) = (struct listed){ .words = value_words(p, f, &n->item[i]), .value = &n->item[i] };
	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->n; i++) {
		const struct member *m = &n->member[i];
		str name = m->key.text, said = value_words(p, NULL, &m->value);
		str words = said.n ? str_fmt(p->a, "%.*s: %.*s", STR_ARG(name), STR_ARG(said)) : name;

		*vec_push(&out->all, p->a) = (struct listed){ words, name, &m->value };
	}
	if (n && is_plain(n))
		*vec_push(&out->all, p->a) = (struct listed){ .words = value_words(p, f, n), .value = n };
}

/* Whether the other side says this, too, if in another order or notation. */
static bool is_said(const struct listed *x, const struct listed_values *other, struct arena *a)
{
	const struct node *same = NULL;

	for (size_t i = 0; i < other->all.n; i++) {
		const struct listed *y = &other->all.v[i];

		if (str_eq(x->words, y->words) || (!x->name.n && node_equal(x->value, y->value)))
			return true;
		same = x->name.n && str_eq(x->name, y->name) ? y->value : same;
	}
	return x->name.n && (same || !other->are_properties) && difference_is_none(x->value, same, a);
}

static str cut_text(struct page *p, str text, size_t from)
{
	return difference_cut(text, from, MAX_TEXT, p->a);
}

/* What of two members that have one name is told in any case: "name: ". */
static size_t kept_of(const struct listed *one, const struct listed *other)
{
	return one->name.n && one->name.n <= MAX_TEXT && str_eq(one->name, other->name) ? one->name.n + 2 : 0;
}

static str cut_item(struct page *p, str words, struct item_cut cut)
{
	return str_fmt(p->a, "%.*s%.*s", STR_ARG(str_sub(words, 0, cut.kept)), STR_ARG(cut_text(p, str_from(words, cut.kept), cut.from)));
}

static void add_words(struct page *p, struct changed_field *out, str text, bool is_new)
{
	*vec_push(&out->all, p->a) = (struct change_words){ text, is_new, false };
}

/* Those of `list` that `other` has not. */
static struct missing missing_of(const struct listed_values *list, const struct listed_values *other, struct arena *a)
{
	struct missing m = { 0 };

	for (size_t i = 0; i < list->all.n; i++)
		if (!is_said(&list->all.v[i], other, a))
			*vec_push(&m.all, a) = &list->all.v[i];
	return m;
}

static void add_missing(struct page *p, struct changed_field *out, const struct missing *m, struct item_cut cut, bool is_new)
{
	size_t n = m->all.n < MAX_VALUES ? m->all.n : MAX_VALUES;

	for (size_t i = 0; i < n; i++)
		add_words(p, out, str_fmt(p->a, "%c%.*s", is_new ? '+' : '-', STR_ARG(cut_item(p, m->all.v[i]->words, cut))), is_new);
	out->n_more += m->all.n - n;
}

/* Where two items are cut that stand for each other: to where they differ. */
static struct item_cut cut_of_pair(const struct listed *one, const struct listed *other)
{
	size_t kept = kept_of(one, other);

	return (struct item_cut){ kept, difference_from(str_from(one->words, kept), str_from(other->words, kept), MAX_TEXT) };
}

/* What went and what came. */
static void add_items(struct page *p, struct changed_field *out, const struct listed_values *before, const struct listed_values *after)
{
	struct missing lost = missing_of(before, after, p->a), gained = missing_of(after, before, p->a);
	bool is_pair = lost.all.n == 1 && gained.all.n == 1;
	struct item_cut cut = is_pair ? cut_of_pair(lost.all.v[0], gained.all.v[0]) : (struct item_cut){ 0 };

	add_missing(p, out, &lost, cut, false);
	add_missing(p, out, &gained, cut, true);
}

static bool is_long(str old, str now)
{
	return utf8_count(old) > MAX_TEXT || utf8_count(now) > MAX_TEXT;
}

/* The last words of a text. */
static str cut_start(struct page *p, str text)
{
	size_t n = utf8_count(text);
	str rest = n > MAX_AROUND ? str_from(text, utf8_offset(text, n - MAX_AROUND)) : text;

	return rest.n < text.n ? str_fmt(p->a, "...%.*s", STR_ARG(str_cut(rest, ' ').tail)) : text;
}

/* Its first ones. */
static str cut_end(struct page *p, str text)
{
	str rest = utf8_count(text) > MAX_AROUND ? str_sub(text, 0, utf8_offset(text, MAX_AROUND)) : text;

	return rest.n < text.n ? str_fmt(p->a, "%.*s...", STR_ARG(str_cut_last(rest, ' ').head)) : text;
}

/* Where only some words of a text changed, those, between what stayed. */
static bool add_inner_words(struct page *p, struct changed_field *out, str old, str now)
{
	struct difference_ends ends = difference_ends(old, now);
	str was = str_trim(str_sub(old, ends.first, old.n - ends.first - ends.last)), is = str_trim(str_sub(now, ends.first, now.n - ends.first - ends.last));
	size_t from;

	if (!difference_has_words(old, MIN_WORDS) || !difference_has_words(now, MIN_WORDS) || (!was.n && !is.n) || ends.first + ends.last == 0)
		return false;
	from = difference_from(was, is, MAX_TEXT); /* of one long word each */
	out->before = str_trim(str_sub(old, 0, ends.first));
	out->after = str_trim(str_from(old, old.n - ends.last));
	if (is_long(old, now)) {
		out->before = cut_start(p, out->before);
		out->after = cut_end(p, out->after);
	}
	if (was.n)
		add_words(p, out, cut_text(p, was, from), false);
	if (is.n)
		add_words(p, out, cut_text(p, is, from), true);
	out->all.v[out->all.n - 1].follows = out->all.n > 1;
	return true;
}

static void add_pair(struct page *p, struct changed_field *out, str old, str now)
{
	size_t from = difference_from(old, now, MAX_TEXT);

	if (add_inner_words(p, out, old, now))
		return;
	add_words(p, out, cut_text(p, old, from), false);
	add_words(p, out, cut_text(p, now, from), true);
	out->all.v[1].follows = true;
}

static str whole_words(struct page *p, const struct field *f, const struct node *n)
{
	return n ? value_words(p, f, n) : STR("nothing");
}

/* Whether kinds have their properties there. */
static bool holds_properties(const struct dialect *d, str name)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (pointer_is_member(d->kinds[i].properties, name))
			return true;
	return false;
}

/* "value_json_schema" of a field that the dialect does not know: "Value json schema" */
static str title_of(struct page *p, const struct field *field, str name)
{
	return field && field->title.n ? field->title : owner_title(name, p->a);
}

void change_words(struct page *p, const struct timeline_field *f, struct changed_field *out)
{
	const struct field *field = dialect_field(p->site->dict->dialect, f->name);
	const struct node *old = parse(p, f->old), *now = parse(p, f->now);
	bool are_properties = holds_properties(p->site->dict->dialect, f->name);
	struct listed_values before = { .are_properties = are_properties }, after = { .are_properties = are_properties };

	*out = (struct changed_field){ .title = title_of(p, field, f->name) };
	if ((old && is_plain(old) && now && is_plain(now)) || (!old && !now)) {
		add_pair(p, out, whole_words(p, field, old), whole_words(p, field, now));
		return;
	}
	list_values(p, field, old, &before);
	list_values(p, field, now, &after);
	if (before.all.n <= MAX_COMPARED && after.all.n <= MAX_COMPARED)
		add_items(p, out, &before, &after);
	if (!out->all.n)
		add_pair(p, out, whole_words(p, field, old), whole_words(p, field, now));
}

/* Whether the event's own word tells it already. */
static bool is_told(const struct page *p, const struct timeline_event *ev, const struct timeline_field *f, const struct kind *k)
{
	const struct field *field = dialect_field(p->site->dict->dialect, f->name);

	return ev->change != TIMELINE_CHANGED && !ev->key.n && field && field_is_status(k, field);
}

static void view_field(struct page *p, struct view *list, const struct timeline_field *f)
{
	struct view *item = view_list_add(list, p->a), *items;
	struct changed_field words;

	change_words(p, f, &words);
	view_text(item, "title", words.title, p->a);
	view_text(item, "before", words.before, p->a);
	view_text(item, "after", words.after, p->a);
	view_text(item, "more", page_number_or_none(p, words.n_more), p->a);
	items = view_list(item, "items", p->a);
	for (size_t i = 0; i < words.all.n; i++) {
		struct view *part = view_list_add(items, p->a);

		view_text(part, "text", words.all.v[i].text, p->a);
		view_flag(part, "is_new", words.all.v[i].is_new, p->a);
		view_flag(part, "follows", words.all.v[i].follows, p->a);
	}
}

static void view_fields(struct page *p, struct view *item, const struct timeline_event *ev, const struct kind *k)
{
	struct view *fields = view_list(item, "fields", p->a);
	size_t n = 0;

	for (size_t i = 0; i < ev->n_fields; i++) {
		if (is_told(p, ev, &ev->fields[i], k))
			continue;
		if (n++ < CHANGE_FIELDS)
			view_field(p, fields, &ev->fields[i]);
	}
	view_flag(item, "has_fields", n > 0, p->a);
	view_text(item, "more_fields", n > CHANGE_FIELDS ? page_number(p, n - CHANGE_FIELDS) : (str){ 0 }, p->a);
	view_flag(item, "one_more_field", n == CHANGE_FIELDS + 1, p->a);
}

/* NULL: nothing is kept. */
static struct change_html *html_of(const struct site *s, const struct timeline *t, const struct timeline_event *ev)
{
	return s->changes ? &s->changes[t->first + (size_t)(ev - t->events.v)] : NULL;
}

/* kept: of the event; NULL: nothing. */
static void put_change(struct page *p, struct view *item, const struct timeline *t, const struct timeline_event *ev, const struct change_html *kept)
{
	const struct site_history *h = p->site->in->history;
	str changed = kept ? kept->changed : (str){ 0 };

	view_text(item, "date", time_date(news_time(h, ev), p->a), p->a);
	view_text(item, "what", news_word(ev), p->a);
	view_text(item, "milestone", p->site->news.milestone[ev->commit], p->a);
	view_text(item, "by", h->commits->commits.v[ev->commit].author, p->a);
	view_text(item, "from", ev->from, p->a);
	view_text(item, "renamed_to", ev->change == TIMELINE_DELETED ? ev->key : (str){ 0 }, p->a);
	view_text(item, "renamed_from", ev->change == TIMELINE_DELETED ? (str){ 0 } : ev->key, p->a);
	view_text(item, "renamed_url", ev->key.n ? site_key_url(p->site, t->kind, ev->key) : (str){ 0 }, p->a);
	view_flag(item, "is_break", kept ? kept->is_break : news_is_break(ev, p->site->in->changes), p->a);
	view_html(item, "changed_html", changed, p->a);
	if (!changed.n)
		view_fields(p, item, ev, t->kind);
}

void view_change(struct page *p, struct view *item, const struct timeline *t, const struct timeline_event *ev)
{
	put_change(p, item, t, ev, html_of(p->site, t, ev));
}

str news_url(const struct site *s, const struct news_item *item)
{
	return item->entry ? s->url[item->entry->index] : site_gone_url(s, item->timeline->kind, item->timeline->key);
}

static void view_item(struct page *p, struct view *row, const struct news_item *x)
{
	view_change(p, row, x->timeline, x->event);
	view_html(row, "key_html", x->entry ? entry_key_html(p->site, x->entry, p->a) : key_html(x->timeline->key, p->a), p->a);
	view_flag(row, "is_end", x->is_end, p->a);
	view_text(row, "did", lower_first(news_word(x->event), p->a), p->a);
	view_text(row, "kind", x->timeline->kind->singular, p->a);
	view_text(row, "url", news_url(p->site, x), p->a);
	view_text(row, "description", x->entry && !p->site->is_large ? p->site->excerpt[x->entry->index] : (str){ 0 }, p->a);
}

void view_news(struct page *p, struct view *list, const struct news_item *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		view_item(p, view_list_add(list, p->a), items[i]);
}

void view_news_rows(struct page *p, struct view *list, const struct news_item *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str kept = p->site->news_rows ? p->site->news_rows[items[i] - p->site->news.all] : (str){ 0 };
		struct view *row = view_list_add(list, p->a);

		view_html(row, "row_html", kept, p->a);
		if (!kept.n)
			view_item(p, row, items[i]);
	}
}

/* ---- what is made once ---- */

bool changes_keep_begin(struct site *s)
{
	const struct timelines *t = s->in->history ? s->in->history->timelines : NULL;
	const struct timeline *last = t && t->all.n ? t->all.v[t->all.n - 1] : NULL;

	if (!last || s->is_large || s->in->templates.all.n) /* a template of the user's may ask for anything that pages have */
		return false;
	s->change = template_get(s->templates, STR("change"));
	s->period_row = template_get(s->templates, STR("period_row"));
	s->changes = arena_array(s->a, last->first + last->events.n, struct change_html);
	s->news_rows = arena_array(s->a, s->news.n, str);
	return s->change && s->period_row;
}

/* What cannot be rendered here cannot on the page, which then says so. */
static str html_made(struct page *p, const struct template *t, const struct view *v)
{
	struct buf b = { .a = p->a };
	struct err ignored;

	(void)buf_reserve(&b, ROW_BYTES); /* the room is used below */
	return template_render(t, v, &b, &ignored) ? buf_str(&b) : (str){ 0 };
}

static str made_changed(struct page *p, const struct news_item *x)
{
	struct view fields = { .kind = VIEW_MAP };

	if (!x->event->n_fields)
		return (str){ 0 };
	view_fields(p, &fields, x->event, x->timeline->kind);
	return html_made(p, p->site->change, &fields);
}

/* What period_row.mustache asks for. */
static str made_row(struct page *p, const struct news_item *x)
{
	const struct view none = { .kind = VIEW_MAP };
	struct view row = view_copy(&none, ROW_FIELDS, p->a);

	view_text(&row, "up", STR(ROWS_UP), p->a);
	view_flag(&row, "is_added", x->part == NEWS_ADDED, p->a);
	view_item(p, &row, x);
	return html_made(p, p->site->period_row, &row);
}

void changes_keep(struct page *p, size_t i, struct arena *a)
{
	const struct news_item *x = &p->site->news.all[i];
	struct change_html *kept = html_of(p->site, x->timeline, x->event);
	str changed = made_changed(p, x), row;
	size_t at = 0;

	*kept = (struct change_html){ changed, x->is_breaking && news_is_break(x->event, p->site->in->changes) };
	row = x->told_by ? (str){ 0 } : str_dup(made_row(p, x), a);
	p->site->news_rows[i] = row;
	while (at + changed.n <= row.n && !str_starts(str_from(row, at), changed))
		at += 1 + str_find(str_from(row, at + 1), '<');
	kept->changed = at + changed.n <= row.n ? str_sub(row, at, changed.n) : str_dup(changed, a); /* it is part of most rows */
}

str change_edge(struct page *p)
{
	const struct history *h = p->site->in->history ? p->site->in->history->commits : NULL;

	return h && h->is_truncated ? time_date(h->commits.v[h->edge].time, p->a) : (str){ 0 };
}
