/* Looks up files compiled in by tools/embed.sh. */
#include "base/embed.h"

bool embed_get(str name, str *out)
{
	size_t low = 0, high = embed_n_files;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct embed_file *f = &embed_files[middle];
		int order = str_cmp(name, str_from_z(f->name));

		if (order == 0) {
			*out = (str){ f->start, (size_t)(f->end - f->start) };
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
