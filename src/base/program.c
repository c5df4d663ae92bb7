/* The notes of the program that is running (elf(5)): the kernel has mapped them, and the loader says where. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include <link.h>
#include <string.h>

#include "base/fs.h"
#include "base/program.h"

enum { MAX_PROGRAM = 256 * 1024 * 1024 /* bytes */, NOTE_ALIGN = 4 };

static size_t padded(size_t n)
{
	return (n + NOTE_ALIGN - 1) / NOTE_ALIGN * NOTE_ALIGN;
}

/* The build id among the notes of one segment; empty: none. */
static str find_id(str notes)
{
	ElfW(Nhdr) head;

	while (notes.n >= sizeof head) {
		str name, text;

		memcpy(&head, notes.p, sizeof head);
		notes = str_from(notes, sizeof head);
		name = str_sub(notes, 0, head.n_namesz);
		notes = str_from(notes, padded(head.n_namesz));
		text = str_sub(notes, 0, head.n_descsz);
		notes = str_from(notes, padded(head.n_descsz));
		if (head.n_type == NT_GNU_BUILD_ID && str_eq(name, (str){ "GNU", sizeof "GNU" }))
			return text;
	}
	return (str){ 0 };
}

/* The first object told of is the program itself: the walk ends with it. */
static int look(struct dl_phdr_info *program, size_t size, void *out)
{
	str *id = out;

	(void)size; /* of the struct, which has only grown */
	for (size_t i = 0; i < program->dlpi_phnum && !id->n; i++) {
		const ElfW(Phdr) *segment = &program->dlpi_phdr[i];

		if (segment->p_type == PT_NOTE) /* mapped there */
			*id = find_id((str){ (const char *)(uintptr_t)(program->dlpi_addr + segment->p_vaddr), segment->p_memsz });
	}
	return 1;
}

str program_id(struct arena *a)
{
	str id = { 0 };
	struct err ignored;

	(void)dl_iterate_phdr(look, &id); /* 1, as look says */
	if (!id.n && !fs_read_named(STR("/proc/self/exe"), MAX_PROGRAM, a, &id, &ignored))
		id = STR(DICTUM_VERSION);
	return id;
}
