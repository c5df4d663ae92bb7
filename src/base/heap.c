/* Each item stands before those at twice its position and one and two more: an item that is put goes up until that is so, one that is moved to the
   front goes down. */
#include "base/heap.h"

static void put_up(struct heap *h, size_t i)
{
	while (i && h->compare(h->all.v[i], h->all.v[(i - 1) / 2]) < 0) {
		void *parent = h->all.v[(i - 1) / 2];

		h->all.v[(i - 1) / 2] = h->all.v[i];
		h->all.v[i] = parent;
		i = (i - 1) / 2;
	}
}

static void put_down(struct heap *h, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		void *moved = h->all.v[i];

		if (child >= h->all.n)
			return;
		if (child + 1 < h->all.n && h->compare(h->all.v[child + 1], h->all.v[child]) < 0)
			child++;
		if (h->compare(h->all.v[child], moved) >= 0)
			return;
		h->all.v[i] = h->all.v[child];
		h->all.v[child] = moved;
		i = child;
	}
}

void heap_put(struct heap *h, void *item, struct arena *a)
{
	*vec_push(&h->all, a) = item;
	put_up(h, h->all.n - 1);
}

void *heap_take(struct heap *h)
{
	void *first = h->all.v[0];

	h->all.v[0] = h->all.v[--h->all.n];
	if (h->all.n)
		put_down(h, 0);
	return first;
}
