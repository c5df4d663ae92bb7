#ifndef DICTUM_DOC_FAULTS_H
#define DICTUM_DOC_FAULTS_H

/* What is wrong in a file of ours beyond its schema, such as dictum.yml: each with its place, for err_findings. */
#include "doc/doc.h"

struct faults {
	str path; /* as printed */
	struct arena *a;
	struct diag_list *found; /* cut behind FAULTS_MAX: who makes costly words stops then */
};
enum { FAULTS_MAX = 100 }; /* of one file; no more than SCHEMA_MAX_FINDINGS are told either */

/* One more, at a node. */
void faults_add(const struct faults *f, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
