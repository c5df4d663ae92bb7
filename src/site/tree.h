#ifndef DICTUM_SITE_TREE_H
#define DICTUM_SITE_TREE_H

/* Single files and whole trees below an open folder, for the publisher: digest, write, compare with a manifest, remove.
   Paths are those of manifests (already checked); no link is followed in their last part. */
#include "base/diag.h"
#include "site/manifest.h"

enum { TREE_FILE_MODE = 0644, TREE_FOLDER_MODE = 0755 }; /* of everything published, whatever the umask */

enum tree_state {
	TREE_FILE,
	TREE_MISSING,
	TREE_OTHER, /* a link, a folder, a device, or larger than asked for */
	TREE_FAILED /* err is set */
};
struct tree_digest {
	struct hash hash;
	uint64_t size;
	bool has_site_mode; /* its permissions are TREE_FILE_MODE */
	bool is_wanted;     /* its bytes are those that were asked for; there is no hash then, unless wanted */
};
/* Bytes that a file may have already. They are compared as bytes: hashes can be forged, and so can the manifest that names them. */
struct tree_wanted {
	bool (*is)(str found, str bytes);
	str bytes;
	bool and_hash; /* the hash of the file is wanted, too */
};

/* At most five names in byte order, and how many there were. */
struct tree_names {
	str v[5];
	size_t n, total;
};
void tree_names_add(struct tree_names *names, str name, struct arena *a);
str tree_names_text(const struct tree_names *names, struct arena *a); /* "a", "b" and 3 more */

/* A descriptor or -1 with errno. Never follows a link in the last part, retries EINTR. */
int tree_open(int dir, str path, int flags);
int tree_open_folder(int dir, str path);
/* Reads the file; more than `limit` bytes are TREE_OTHER. `wanted` may be NULL. */
enum tree_state tree_digest(int dir, str path, uint64_t limit, const struct tree_wanted *wanted, struct tree_digest *out, struct err *e);
/* Where the bytes were not the wanted ones. */
bool tree_digest_is(const struct tree_digest *d, const struct manifest_file *file);

enum tree_mode { TREE_MODE_BY_UMASK, TREE_MODE_SET }; /* whether the permissions must be set after opening */
/* A new file; an existing one is a failure. */
bool tree_write(int dir, str path, str bytes, enum tree_mode mode, struct err *e);
bool tree_make_folder(int dir, str path, enum tree_mode mode, struct err *e); /* must not exist */

enum tree_manifest { TREE_MANIFEST_READ, TREE_MANIFEST_NONE, TREE_MANIFEST_FAILED };
/* The manifest of the folder `dir`, called `shown` in messages. */
enum tree_manifest tree_read_manifest(int dir, str shown, struct arena *a, struct manifest *out, struct err *e);
/* Only what the tree was made from; false when there is no manifest or its digest is wrong. */
bool tree_read_input(int dir, struct arena *scratch, struct hash *out);
/* Everything below `dir` that `m` does not name. */
bool tree_find_foreign(int dir, const struct manifest *m, struct arena *a, struct tree_names *out, struct err *e);

enum tree_trust { TREE_TRUST, TREE_VERIFY }; /* VERIFY: a file whose bytes are not the manifest's stays */
/* Whether every folder the manifest names is no link: through one its paths would lead out of `dir`. False and err otherwise. What the tree of a killed
   run is asked first, for somebody else may have made it look like one. */
bool tree_is_plain(int dir, str shown, const struct manifest *m, struct arena *scratch, struct err *e);
/* Removes the files of `m` on that many threads, which alone ask for memory, then its folders. False when something stayed. */
bool tree_remove_listed(int dir, const struct manifest *m, enum tree_trust trust, size_t workers);
/* Removes the folder `name` in `dir` and all in it; true when it is gone, also when it never was there. Asks for no memory. */
bool tree_remove_all(int dir, str name);

#endif
