#ifndef DICTUM_CLI_OUT_H
#define DICTUM_CLI_OUT_H

/* Standard output and error. */
#include "report/style.h"
#include "cli/options.h"

/* Writes all of it. A reader that went away is no failure: there is nobody left to tell. */
bool out_put(str bytes, struct err *e);
/* On standard error, "dictum: ...", with what strangers wrote made visible, and its lines below it. */
void out_failure(const struct err *e, struct arena *a);
/* One line unless --quiet; line breaks in it are written \n. */
void out_note(const struct args *args, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_notes(const struct args *args, const str *lines, size_t n); /* such lines, all of them or, where memory ends, none */
/* One line with --verbose only. */
void out_detail(const struct args *args, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Whether standard output may carry colors: --color, NO_COLOR (no-color.org), a terminal. false and err for an unknown WHEN. */
bool out_color(const struct args *args, bool *out, struct err *e);
/* The same as codes, none for an unknown WHEN, and how wide lines may be: COLUMNS, else what the terminal says; any width elsewhere. */
struct style out_style(const struct args *args);
/* What --format names, among `names` (ends with NULL); the first one when it is not given. */
bool out_format(const struct args *args, const char *const *names, size_t *out, struct err *e);

#endif
