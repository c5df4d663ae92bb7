/* A source with some files replaced, added or taken away: what an editor has not saved yet, and fixes before they are written. */
#include "base/fs.h"
#include "base/map.h"
#include "source/backend.h"

struct overlay {
	struct source base;
	struct source *inner;
	const struct overlay_file *files;
	size_t n;
	struct map by_path; /* path -> struct overlay_file */
	struct map folders; /* set: where files of the overlay lie */
};

static const struct overlay_file *find(const struct overlay *o, str path)
{
	return map_get(&o->by_path, path);
}

/* Whether it is there, and the last of its path. */
static bool counts(const struct overlay *o, const struct overlay_file *f)
{
	return !f->is_gone && find(o, f->path) == f;
}

static void note_folders(struct overlay *o, str path, struct arena *a)
{
	for (str up = fs_path_folder(path); !str_eq_z(up, ".") && map_mark(&o->folders, up, a);)
		up = fs_path_folder(up);
}

static bool overlay_list(struct source *s, str under, struct listing *l)
{
	struct overlay *o = (struct overlay *)s;
	size_t from = l->out->all.n, kept = from;

	if (!o->inner->backend->list(o->inner, under, l))
		return false;
	for (size_t i = from; i < l->out->all.n; i++)
		if (!map_has(&o->by_path, l->out->all.v[i].path))
			l->out->all.v[kept++] = l->out->all.v[i];
	l->out->all.n = kept;
	for (size_t i = 0; i < o->n; i++)
		if (counts(o, &o->files[i]) && fs_path_is_below(o->files[i].path, under))
			listing_add(l, o->files[i].path, FILE_REGULAR, NULL);
	return true;
}

static enum source_read_result give(const struct overlay_file *f, uint64_t max, str *out)
{
	if (f->is_gone)
		return SOURCE_MISSING;
	if (f->bytes.n > max)
		return SOURCE_TOO_LARGE;
	*out = f->bytes;
	return SOURCE_OK;
}

static enum source_read_result overlay_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out,
                                            struct err *e)
{
	struct overlay *o = (struct overlay *)s;
	const struct overlay_file *mine = find(o, f->path);

	return mine ? give(mine, max, out) : o->inner->backend->read(o->inner, f, max, a, out, e);
}

static enum source_read_result overlay_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                                 struct err *e)
{
	struct overlay *o = (struct overlay *)s;
	const struct overlay_file *mine = find(o, path);

	if (mine)
		return give(mine, max, out);
	if (map_has(&o->folders, path))
		return SOURCE_NOT_FILE;
	return o->inner->backend->read_path(o->inner, path, max, a, out, e);
}

static enum source_look overlay_look(struct source *s, str path, struct arena *a, str *link)
{
	struct overlay *o = (struct overlay *)s;
	const struct overlay_file *mine = find(o, path);

	if (mine)
		return mine->is_gone ? SOURCE_LOOK_NOTHING : SOURCE_LOOK_FILE;
	return map_has(&o->folders, path) ? SOURCE_LOOK_FOLDER : o->inner->backend->look(o->inner, path, a, link);
}

static struct source *overlay_clone(const struct source *s, struct arena *a, struct err *e)
{
	const struct overlay *o = (const struct overlay *)s;
	struct source *inner = source_clone(o->inner, a, e);

	return inner ? overlay_open(inner, o->files, o->n, a) : NULL;
}

static void overlay_close(struct source *s)
{
	source_close(((struct overlay *)s)->inner);
}

static const struct source_backend overlay_backend = {
	.list = overlay_list,
	.read = overlay_read,
	.read_path = overlay_read_path,
	.look = overlay_look,
	.clone = overlay_clone,
	.close = overlay_close,
};

struct source *overlay_open(struct source *inner, const struct overlay_file *files, size_t n, struct arena *a)
{
	struct overlay *o = arena_new(a, struct overlay);

	o->base = (struct source){ .backend = &overlay_backend, .place = source_place_dup(&inner->place, a) };
	o->inner = inner;
	o->files = files;
	o->n = n;
	for (size_t i = 0; i < n; i++) {
		union { /* the map keeps pointers to anything; nothing is written through this one */
			const void *read;
			void *kept;
		} p = { .read = &files[i] };

		*map_put(&o->by_path, files[i].path, a) = p.kept;
	}
	for (size_t i = 0; i < n; i++)
		if (counts(o, &files[i]))
			note_folders(o, files[i].path, a);
	return &o->base;
}
