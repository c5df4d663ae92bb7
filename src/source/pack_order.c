/* Sorts blobs by where they lie in packs. Deltas near one another share their bases, so reading in this order unpacks each base once. On any
   doubt the order stays as it is, which is only slower. */
#include <stdlib.h>

#include "source/backend.h"
#include "source/packs.h"

enum { MIN_FILES = 64 };  /* fewer are not worth looking them up */

struct blob_place {
	size_t pack; /* 1.., 0: in no pack */
	uint64_t offset;
	size_t at, value; /* place in the old order, and what stood there */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_places(const void *a, const void *b)
{
	const struct blob_place *one = a, *other = b;
	int order = compare_numbers(one->pack, other->pack);

	if (!order)
		order = compare_numbers(one->offset, other->offset);
	return order ? order : compare_numbers(one->at, other->at);
}

void pack_order_sort(const struct packs *packs, const struct file_list *files, size_t *order, size_t n)
{
	struct arena scratch;
	struct blob_place *places;
	size_t last = 0;

	if (n < MIN_FILES || !packs_are_whole(packs))
		return;
	arena_init(&scratch);
	places = arena_array(&scratch, n, struct blob_place);
	for (size_t i = 0; i < n; i++) {
		struct pack_place place;

		places[i].at = i;
		places[i].value = order[i];
		if (packs_find(packs, files->all.v[order[i]].id, &last, &place)) {
			places[i].pack = place.pack + 1;
			places[i].offset = place.offset;
		}
	}
	qsort(places, n, sizeof *places, compare_places);
	for (size_t i = 0; i < n; i++)
		order[i] = places[i].value;
	arena_free(&scratch);
}
