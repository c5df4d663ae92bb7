/* dictum lint --since: the pipeline runs over the common ancestor too, and findings that are known from there are left out. A change is
   answerable for what it provokes in files it does not touch, which is why the files of the change alone would not do. */
#include "cli/since.h"

#include "cli/moved.h"
#include "cli/out.h"

enum { MAX_NAMES = 5 };

/* Findings of then, each of which stands for one of now at most. */
struct known {
	bool is_taken;
};
struct known_list {
	VEC(struct known *) all;
	size_t next; /* all before it are taken */
};

static str key_of(const struct diag *d, enum since_way way, struct arena *a)
{
	str path = way == SINCE_MOVED ? (str){ 0 } : d->at.path;

	return str_fmt(a, "%.*s\n%.*s", STR_ARG(hash_hex(way == SINCE_REKEYED ? d->in_file : d->identity, a)), STR_ARG(path));
}

static void remember_finding(struct since *s, const struct diag *d, struct arena *a)
{
	struct known *known = arena_new(a, struct known);

	for (size_t way = 0; way < SINCE_WAYS; way++) {
		struct known_list **list = (struct known_list **)map_put(&s->known[way], key_of(d, (enum since_way)way, a), a);

		if (!*list)
			*list = arena_new(a, struct known_list);
		*vec_push(&(*list)->all, a) = known;
	}
}

static void remember(struct since *s, const struct diag_list *found, struct arena *a)
{
	for (size_t i = 0; i < found->all.n; i++)
		if (diag_counts(&found->all.v[i]))
			remember_finding(s, &found->all.v[i], a);
}

static void remember_input(struct since *s, str path, str bytes, struct arena *a)
{
	str *copy = arena_new(a, str);

	*copy = str_dup(bytes, a);
	*map_put(&s->inputs, str_dup(path, a), a) = copy;
}

void since_remember_inputs(struct since *s, const struct run *r, struct arena *a)
{
	if (r->config.path.n)
		remember_input(s, r->config.path, r->config.bytes, a);
	for (size_t i = 0; i < r->inputs.n; i++)
		if (r->inputs.v[i].is_rule)
			remember_input(s, r->inputs.v[i].path, r->inputs.v[i].bytes, a);
}

/* The run's options but for those that say what is read. */
static struct args without_sources(const struct args *args, struct arena *a)
{
	struct args out = { .options = { 0 } };

	for (size_t i = 0; i < args->options.n; i++) {
		enum option_id id = args->options.v[i].id;

		if (id != OPT_REV && id != OPT_WORKTREE && id != OPT_STAGED && id != OPT_STDIN_PATH)
			*vec_push(&out.options, a) = args->options.v[i];
	}
	return out;
}

/* A hook with --since must not forbid the first commit. */
static bool is_first_commit(struct since *s, struct err *e)
{
	if (e->revision != ERR_UNBORN)
		return false;
	s->why_new = STR("there are no commits yet, so every finding counts as new");
	*e = (struct err){ .text = "" };
	return true;
}

str since_parted(const struct merge_base *base, str one, str other, struct arena *a)
{
	if (base->n < 2)
		return (str){ 0 };
	return str_fmt(a,
	               "'%.*s' and '%.*s' have %zu best common ancestors, of which %.*s is compared with: what '%.*s' changed may count as changed by '%.*s', "
	               "unless '%.*s' is merged first",
	               STR_ARG(one), STR_ARG(other), base->n, STR_ARG(str_sub(base->id, 0, 12)), STR_ARG(one), STR_ARG(other), STR_ARG(one));
}

bool since_read(struct since *s, const struct run *newer, since_check_fn *check, struct arena *a, struct err *e)
{
	const struct args *args = newer->args;
	str since = args_get(args, OPT_SINCE), rev = args_get(args, OPT_REV), head = rev.n ? rev : STR("HEAD");
	struct args *base_args = arena_new(a, struct args);
	struct arena scratch = { 0 };
	struct merge_base base;
	struct run_view view = { .newer = newer };
	struct run *r = arena_new(a, struct run);
	bool ok;

	*s = (struct since){ .is_on = since.n > 0 };
	if (!s->is_on)
		return true;
	if (!source_merge_base(&newer->place, since, head, a, &base, e))
		return !rev.n && is_first_commit(s, e);
	view.rev = base.id;
	s->parted = since_parted(&base, since, head, a);
	*base_args = without_sources(args, a);
	out_detail(args, "findings since commit %.*s", STR_ARG(view.rev));
	ok = check(r, base_args, &view, &scratch, e);
	if (ok) {
		remember(s, &r->found, a);
		since_remember_inputs(s, r, a);
		s->why_new = moved_notice(r, ", so every finding counts as new", a);
	}
	run_close(r);
	arena_free(&scratch);
	if (ok || !e->is_usage)
		return ok;
	/* repairing a broken configuration or schema must be possible; what is wrong with the options themselves, the run says */
	s->why_new = str_fmt(a, "commit %.*s cannot be checked, so every finding counts as new: %s", STR_ARG(str_sub(view.rev, 0, 12)), e->text);
	*e = (struct err){ .text = "" };
	return true;
}

static void add_changed(struct buf *names, size_t *n, str path)
{
	if (++*n <= MAX_NAMES)
		buf_fmt(names, "%s'%.*s'", *n > 1 ? ", " : "", STR_ARG(path));
}

static void compare(const struct since *s, str path, str bytes, struct map *seen, struct buf *names, size_t *n)
{
	const str *before = map_get(&s->inputs, path);

	if (map_mark(seen, path, names->a) && (!before || !str_eq_lines(*before, bytes)))
		add_changed(names, n, path);
}

static str changed_inputs(const struct since *s, const struct run *r, struct arena *a)
{
	struct buf names = { .a = a };
	struct map seen = { 0 };
	size_t n = 0;

	if (r->config.path.n)
		compare(s, r->config.path, r->config.bytes, &seen, &names, &n);
	for (size_t i = 0; i < r->inputs.n; i++)
		if (r->inputs.v[i].is_rule)
			compare(s, r->inputs.v[i].path, r->inputs.v[i].bytes, &seen, &names, &n);
	for (const struct map_slot *slot = s->inputs.first; slot; slot = slot->next)
		if (!map_has(&seen, slot->key) && !r->absent.why.n) /* else it may be left out of the work tree, which is told elsewhere */
			add_changed(&names, &n, slot->key);
	if (n > MAX_NAMES)
		buf_fmt(&names, " and %zu more", n - MAX_NAMES);
	return n ? str_fmt(a, "what definitions are checked by was changed, too: %.*s", STR_ARG(buf_str(&names))) : (str){ 0 };
}

str since_notice(const struct since *s, const struct run *r, struct arena *a)
{
	str sentences[2];
	size_t n = s->parted.n > 0;

	if (s->why_new.n || !s->is_on)
		return s->why_new;
	sentences[0] = s->parted;
	sentences[n] = changed_inputs(s, r, a);
	return str_join(a, sentences, n + (sentences[n].n > 0), STR("; "));
}

static bool take_known(const struct since *s, const struct diag *d, enum since_way way, struct arena *a)
{
	struct known_list *list = map_get(&s->known[way], key_of(d, way, a));

	while (list && list->next < list->all.n && list->all.v[list->next]->is_taken)
		list->next++;
	if (!list || list->next == list->all.n)
		return false;
	list->all.v[list->next]->is_taken = true;
	return true;
}

static void begin(const struct since *s)
{
	for (size_t way = 0; way < SINCE_WAYS; way++)
		for (const struct map_slot *slot = s->known[way].first; slot; slot = slot->next) {
			struct known_list *list = slot->value;

			list->next = 0;
			for (size_t i = 0; i < list->all.n; i++)
				list->all.v[i]->is_taken = false;
		}
}

/* Equal findings in the same file are the same ones first, so that of two equal ones in different files the right one stays. */
void since_filter(const struct since *s, struct diag_list *found, struct arena *a)
{
	bool *is_known = arena_array(a, found->all.n, bool);
	size_t kept = 0;

	begin(s); /* fixes are looked at again and again */
	for (size_t way = 0; s->is_on && way < SINCE_WAYS; way++)
		for (size_t i = 0; i < found->all.n; i++)
			is_known[i] = is_known[i] || (diag_counts(&found->all.v[i]) && take_known(s, &found->all.v[i], (enum since_way)way, a));
	for (size_t i = 0; i < found->all.n; i++)
		if (!is_known[i])
			found->all.v[kept++] = found->all.v[i];
	found->all.n = kept;
}
