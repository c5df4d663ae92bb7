#ifndef DICTUM_CLI_GONE_H
#define DICTUM_CLI_GONE_H

/* Keys that are gone, for the commands that show them. */
#include "cli/history.h"
#include "model/gone.h"
#include "site/search.h"

/* Finds keys that no entry of the dictionary has, at most GONE_MOST, and reads what their definitions said last. The history may not be there. */
void run_gone_read(struct run_history *h, struct gone_list *out);
/* Says on standard error what became of a key that no entry has, and what to use in its place. Reads the history where there is one. `kind` NULL: of
   any kind. *is_told is false where nothing is known of it. False and err where the history cannot be read. */
bool run_gone_tell(struct run_history *h, const struct kind *kind, str key, bool *is_told, struct err *e);
/* Has the index find keys that are gone as the site does. Reads the history where there is one; false and err where it cannot be read. */
bool run_gone_search(struct run_history *h, const struct site_search_input *in, struct search_index *x, struct err *e);

#endif
