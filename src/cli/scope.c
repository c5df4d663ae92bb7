/* Words of the command line to paths of the repository, and findings to those that are asked for. */
#include <string.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "cli/fix.h"
#include "cli/guides.h"
#include "cli/out.h"
#include "cli/scope.h"
#include "lint/lint.h"

bool scope_path(const struct source_place *p, str word, struct arena *a, str *out, struct err *e)
{
	str top = str_eq_z(p->top, "/") ? (str){ 0 } : p->top, path = fs_path_clean(a, word);

	if (!word.n || memchr(word.p, '\0', word.n))
		return err_usage(e, "an empty path names no file");
	if (!str_starts(path, STR("/"))) {
		*out = fs_path_clean(a, fs_path_join(a, p->prefix, path));
		if (str_eq_z(*out, "."))
			*out = (str){ 0 };
		if (!str_eq_z(*out, "..") && !str_starts(*out, STR("../")))
			return true;
		path = fs_path_clean(a, fs_path_join(a, fs_cwd(a), path)); /* it may lead out and in again: ../here/x.yml */
	}
	if (!fs_path_is_within(path, top))
		path = fs_path_real(a, path); /* the top is written so */
	if (!fs_path_is_within(path, top))
		return err_usage(e, "'%.*s' lies outside '%.*s'", STR_ARG(word), STR_ARG(p->top));
	*out = str_from(path, top.n + 1);
	return true;
}

static bool has_wildcard(str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (memchr("*?[{\\", word.p[i], 5))
			return true;
	return false;
}

/* The current folder as a pattern that matches itself. */
static str escape(str folder, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < folder.n; i++) {
		if (memchr("*?[]{},!^\\", folder.p[i], 10))
			buf_byte(&b, '\\');
		buf_byte(&b, folder.p[i]);
	}
	return buf_str(&b);
}

/* What stands at a path of the source. */
enum stand { STANDS_NOTHING, STANDS_FILE, STANDS_FOLDER, STANDS_FAILED };
static enum stand look_at(struct run *r, str path, struct err *e)
{
	struct file_list below = { 0 };
	enum source_read_result found;
	str ignored;

	if (!path.n)
		return STANDS_FOLDER;
	found = source_read_path(r->source, path, 0, r->a, &ignored, e);
	switch (found) {
	case SOURCE_OK:
	case SOURCE_TOO_LARGE:
	case SOURCE_ABSENT:
		return STANDS_FILE;
	case SOURCE_MISSING: /* or in a submodule, which is listed */
	case SOURCE_NOT_FILE:
		break;
	case SOURCE_FAILED:
		return STANDS_FAILED;
	}
	if (!source_list(r->source, path, r->a, &below, e))
		return found == SOURCE_MISSING ? STANDS_NOTHING : STANDS_FAILED;
	if (below.all.n && fs_path_is_within(path, below.all.v[0].path))
		return STANDS_FILE; /* a link or the like */
	return found == SOURCE_MISSING ? STANDS_NOTHING : STANDS_FOLDER;
}

static void add_part(struct scope *s, struct run *r, struct scope_part part)
{
	*vec_push(&s->parts, r->a) = part;
	if (!part.glob)
		*map_put(&s->paths, utf8_clean(part.path, r->a), r->a) = arena_new(r->a, bool);
}

static bool add_word(struct scope *s, struct run *r, str word, struct err *e)
{
	struct scope_part part = { .word = word };
	bool is_pattern = has_wildcard(word);
	enum stand stand;

	if (!scope_path(&r->place, word, r->a, &part.path, e))
		return false;
	stand = is_pattern ? look_at(r, part.path, e) : STANDS_NOTHING;
	if (stand == STANDS_FAILED)
		return false;
	if (is_pattern && stand == STANDS_NOTHING) {
		str pattern = part.path;

		if (!str_starts(word, STR("/")) && fs_path_is_within(part.path, r->place.prefix))
			pattern = fs_path_join(r->a, escape(r->place.prefix, r->a),
			                       str_from(part.path, r->place.prefix.n + (r->place.prefix.n > 0)));
		if (str_starts(pattern, STR("!"))) /* part of a name, as it is in a folder further down: words only choose */
			pattern = str_fmt(r->a, "\\%.*s", STR_ARG(pattern));
		part.glob = glob_compile(utf8_clean(pattern, r->a), r->a, e);
		if (!part.glob)
			return false;
	}
	add_part(s, r, part);
	return true;
}

static bool read_rules(struct scope *s, struct run *r, struct err *e)
{
	for (size_t i = 0; i < r->args->options.n; i++) {
		str id = r->args->options.v[i].value;

		if (r->args->options.v[i].id != OPT_ONLY)
			continue;
		if (!lint_find_in(r->config.custom, id))
			return err_usage(e, "%s", str_z(lint_unknown_in(r->config.custom, id, r->a), r->a));
		(void)map_mark(&s->rules, id, r->a); /* twice is as once */
	}
	return true;
}

bool scope_read(struct scope *s, struct run *r, struct err *e)
{
	struct scope_part part = { .word = args_get(r->args, OPT_STDIN_PATH) };

	*s = (struct scope){ .a = r->a };
	if (!read_rules(s, r, e))
		return false;
	for (size_t i = 0; i < r->args->operands.n; i++)
		if (!add_word(s, r, r->args->operands.v[i], e))
			return false;
	if (s->parts.n || !part.word.n)
		return true;
	if (!scope_path(&r->place, part.word, r->a, &part.path, e))
		return false;
	add_part(s, r, part);
	return true;
}

/* A pattern may name the file or a folder it is in. */
static bool glob_takes(const struct glob *g, str path)
{
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/' && glob_match(g, str_sub(path, 0, i)))
			return true;
	return glob_match(g, path);
}

/* From the first `*n` bytes of a path to the folder that they are in; false at the top. */
static bool go_up(str path, size_t *n)
{
	if (!*n)
		return false;
	while (--*n && path.p[*n] != '/')
		continue;
	return true;
}

bool scope_takes(const struct scope *s, str path)
{
	bool taken = false;
	size_t n;

	if (!s->parts.n)
		return true;
	path = utf8_clean(path, s->a);
	n = path.n;
	do
		taken = map_has(&s->paths, str_sub(path, 0, n));
	while (!taken && go_up(path, &n));
	for (size_t i = 0; i < s->parts.n && !taken; i++)
		taken = s->parts.v[i].glob && glob_takes(s->parts.v[i].glob, path);
	return taken;
}

/* Counts down `open`, the words that name nothing yet. */
static void mark(struct scope *s, str path, size_t *open)
{
	size_t n;

	path = utf8_clean(path, s->a);
	n = path.n;
	for (size_t i = 0; i < s->parts.n && s->parts.n > s->paths.n; i++) {
		struct scope_part *part = &s->parts.v[i];

		if (!part->glob || part->names_definition || !glob_takes(part->glob, path))
			continue;
		part->names_definition = true;
		--*open;
	}
	do {
		bool *names_definition = map_get(&s->paths, str_sub(path, 0, n));

		if (!names_definition || *names_definition)
			continue;
		*names_definition = true;
		--*open;
	} while (go_up(path, &n));
}

/* Words that take a definition, readable, absent or not, a guide, the files that say what there is, or one that a finding is about. */
static void mark_all(struct scope *s, const struct run *r)
{
	size_t open = s->paths.n;

	for (size_t i = 0; i < s->parts.n; i++)
		open += s->parts.v[i].glob != NULL;
	for (size_t i = 0; i < r->files.all.n && open; i++)
		mark(s, r->files.all.v[i].path, &open);
	for (size_t i = 0; i < r->dict.unreadable.n && open; i++)
		mark(s, r->dict.unreadable.v[i]->path, &open);
	for (size_t i = 0; i < r->absent.definitions.n && open; i++)
		mark(s, r->absent.definitions.v[i], &open);
	for (size_t i = 0; i < r->guides.all.n && open; i++)
		mark(s, guides_path(r, i), &open);
	for (size_t i = 0; i < r->absent.guides.n && open; i++)
		mark(s, fs_path_join(r->a, r->config.site.guides, r->absent.guides.v[i]), &open);
	if (run_has_own_config(r))
		mark(s, r->config.path, &open);
	if (r->owners)
		mark(s, r->dict.owners.path, &open);
	for (size_t i = 0; i < r->found.all.n && open; i++)
		mark(s, r->found.all.v[i].at.path, &open);
}

/* A word after --fix is none of its value, which stands behind a '='. */
static bool is_nothing(const struct run *r, str word, struct err *e)
{
	if (args_has(r->args, OPT_FIX) && !args_get(r->args, OPT_FIX).n && fix_is_level(word))
		return err_usage(e, "'%.*s' does not exist, did you mean '--fix=%.*s'?", STR_ARG(word), STR_ARG(word));
	return err_usage(e, "'%.*s' does not exist", STR_ARG(word));
}

bool scope_check(struct scope *s, struct run *r, struct err *e)
{
	mark_all(s, r);
	for (size_t i = 0; i < s->parts.n; i++) {
		const struct scope_part *part = &s->parts.v[i];
		enum stand stand;

		if (part->glob ? part->names_definition : *(const bool *)map_get(&s->paths, utf8_clean(part->path, s->a)))
			continue;
		stand = part->glob ? STANDS_FOLDER : look_at(r, part->path, e);
		switch (stand) {
		case STANDS_FAILED:
			return false;
		case STANDS_FILE:
			out_note(r->args, "'%.*s' is no definition file and is not checked", STR_ARG(part->word));
			break;
		case STANDS_FOLDER:
			return err_usage(e, "'%.*s' names no definition files", STR_ARG(part->word));
		case STANDS_NOTHING:
			return is_nothing(r, part->word, e);
		}
	}
	return true;
}

void scope_filter(const struct scope *s, struct diag_list *found)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->all.n; i++)
		if (scope_takes(s, found->all.v[i].at.path) && (!s->rules.n || map_has(&s->rules, str_from_z(found->all.v[i].rule->id))))
			found->all.v[kept++] = found->all.v[i];
	found->all.n = kept;
}

static size_t count_guides(const struct scope *s, const struct run *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->guides.all.n; i++)
		n += scope_takes(s, guides_path(r, i));
	return n;
}

size_t scope_count_files(const struct scope *s, const struct run *r)
{
	size_t outside = 0, guides = count_guides(s, r);
	struct map readable = { 0 };

	if (!s->parts.n)
		return r->n_files + guides;
	for (size_t i = 0; i < r->files.all.n; i++) {
		*map_put(&readable, r->files.all.v[i].path, r->a) = NULL;
		outside += !scope_takes(s, r->files.all.v[i].path);
	}
	for (size_t i = 0; i < r->dict.unreadable.n; i++)
		if (!map_has(&readable, r->dict.unreadable.v[i]->path))
			outside += !scope_takes(s, r->dict.unreadable.v[i]->path);
	return r->n_files - outside + guides;
}
