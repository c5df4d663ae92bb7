#ifndef DICTUM_BASE_FS_H
#define DICTUM_BASE_FS_H

/* Files. Everything below an open folder is reached relative to it and without following links, so nothing escapes it. */
#include "base/diag.h"
#include "base/map.h"

enum fs_kind { FS_FILE, FS_DIR, FS_LINK, FS_OTHER };
struct fs_item {
	str name;
	enum fs_kind kind;
};
struct fs_items {
	VEC(struct fs_item) all;
};
enum fs_read_result {
	FS_READ_OK,
	FS_READ_TOO_LARGE, /* over `max` bytes */
	FS_READ_NOT_FILE,  /* a folder, link, pipe or device */
	FS_READ_MISSING,
	FS_READ_FAILED /* err is set */
};

/* Whole regular file `path` below `dir` (AT_FDCWD: the current folder). Follows no link in the last part. */
enum fs_read_result fs_read_at(int dir, str path, uint64_t max, struct arena *a, str *out, struct err *e);
/* The same for a file that its folder's listing called a regular one: asks the kernel less. What took its place since is read if it can be. */
enum fs_read_result fs_read_listed(int dir, str path, uint64_t max, struct arena *a, str *out, struct err *e);
/* Whole file or stream named by the user (links, pipes and "-" for standard input are fine). */
bool fs_read_named(str path, uint64_t max, struct arena *a, str *out, struct err *e);
/* Items of one folder in byte order of the name, without "." and "..". */
bool fs_list(int dir, str path, struct arena *a, struct fs_items *out, struct err *e);
bool fs_exists(int dir, str path);
bool fs_is_dir(int dir, str path);
bool fs_is_link(int dir, str path);
/* For answers that must not be wrong: FS_LOOK_FAILED is one that the system refuses, and errno why. FOLLOW: what a link leads to. */
enum fs_look { FS_LOOK_MISSING, FS_LOOK_DIR, FS_LOOK_OTHER, FS_LOOK_FAILED };
enum fs_links { FS_LINK_ITSELF, FS_LINK_FOLLOW };
enum fs_look fs_look(int dir, str path, enum fs_links links);
bool fs_write_all(int fd, str bytes, str name, struct err *e); /* loops over short writes and EINTR */
bool fs_mkdirs(str path, struct err *e);                       /* mode 0777 & ~umask; existing folders are fine */
/* Writes the file or stream named by the user. FS_CREATE: it must not exist (else err is usage), and nothing is left of it after a failure.
   FS_OVERWRITE: readers see the old or the new one, after a failure the old one is there, and parts (part.h) that killed runs left go. A file keeps its mode; it is written in place where a
   new one could not take it: what fs_is_replaced denies, and files of another owner or in a folder that takes no new ones. */
enum fs_write { FS_CREATE, FS_OVERWRITE };
bool fs_write_named(str path, enum fs_write how, str bytes, struct arena *a, struct err *e);
/* Whether FS_OVERWRITE makes a new file beside `path` and gives it that name, for which the folder has to be writable: nothing is there, or a regular
   file without other names that may be written to. Links are none, neither are pipes, devices and what /dev/stdout and /dev/fd/3 lead to. */
bool fs_is_replaced(str path, struct arena *a);
/* Makes `bytes` the content of the file `path` at once: readers see the old or the new one, also after the machine went down. A file that is there
   must be regular and keeps its mode. */
bool fs_replace(str path, str bytes, struct arena *a, struct err *e);
/* Where a link leads, as it is written there: from its own folder, or absolute. false: it is none, cannot be read, or is longer than any path. */
bool fs_read_link(int dir, str path, struct arena *a, str *out);
str fs_path_real(struct arena *a, str path); /* absolute, links among its folders resolved, the last name kept; `path` where that fails */
str fs_cwd(struct arena *a);                 /* empty when it was deleted */

/* Of paths as text, fs_path.c: the disk is not looked at. */
str fs_path_join(struct arena *a, str dir, str name);          /* "a" + "b" -> "a/b"; an empty part adds nothing */
str fs_path_clean(struct arena *a, str path);                  /* without ".", "..", "//"; ".." that lead out stay in front */
str fs_path_folder(str path);                                  /* where it lies: "a" for "a/b", "." for "b", "/" for "/b"; not copied */
str fs_path_name(str path);                                    /* its last part: "b" for "a/b" and for "b"; not copied */
str fs_path_without_slash(str path);                           /* one at its end goes, "/" stays; not copied */
str fs_path_resolve(struct arena *a, str folder, str path);    /* `path` as seen from a folder: absolute ones as they are, others clean */
/* Whether a clean path lies below a folder, "" being the one that everything lies below; whether it lies there or is the folder itself. */
bool fs_path_is_below(str path, str folder);
bool fs_path_is_within(str path, str folder);
/* Of a set, in the time that the path takes, however many there are: the first one that it lies below, p NULL: none; whether there is one. */
str fs_path_first_above(str path, const struct map *folders);
bool fs_path_is_below_any(str path, const struct map *folders);

#endif
