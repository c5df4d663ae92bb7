#ifndef DICTUM_TESTS_UNIT_FOLDERS_H
#define DICTUM_TESTS_UNIT_FOLDERS_H

/* Where test data lies that is not part of the project; tests that find none are skipped. */
#include <stdlib.h>

static inline const char *conformance_folder(void)
{
	const char *folder = getenv("DICTUM_CONFORMANCE");

	return folder ? folder : "../shared/conformance";
}

static inline const char *corpus_folder(void)
{
	const char *folder = getenv("DICTUM_CORPUS");

	return folder ? folder : "../shared/corpus";
}

#endif
