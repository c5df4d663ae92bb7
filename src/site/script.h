#ifndef DICTUM_SITE_SCRIPT_H
#define DICTUM_SITE_SCRIPT_H

/* Scripts are written as ES modules and served as classic ones, because browsers load no modules from the disk. Of the language of modules
   only this is known, at the start of a line, behind blanks or not: `import {a, b} from "./x.js";`, `import "./x.js";` and `export` before function,
   async function, const, let or class. Names that modules declare outside of functions and blocks (with var: outside of functions) must be
   unique over all modules. */
#include "base/diag.h"

enum { SCRIPT_MAX_MODULES = 64 }; /* of one script; bounds how deep imports lead */

struct script_module {
	str name, text; /* "search_text.js" */
	bool is_foreign; /* not one of ours: nothing of it changes but for words of modules, and no name of those it is joined with */
};

/* One classic script of `entry` and all it imports, each module once and after those it imports; `out` is in `a`. False when a module is
   missing or imports itself on the way, a name is declared twice or imported from where it is not exported, or a line is not understood: err (usage)
   names module and line. */
bool script_join(const struct script_module *all, size_t n, str entry, struct arena *a, str *out, struct err *e);

/* Adds a script without the blanks, comments and lines that a machine does not need. Where it is not plain what one of its bytes means it is
   left as it is, and false. SHORT_NAMES: names it declares are replaced by short ones, when it is written with semicolons and its functions
   are the ordinary ones (no classes, accessors, switch or with). */
enum script_names { SCRIPT_NAMES_STAY, SCRIPT_SHORT_NAMES };
bool script_squeeze(str script, enum script_names names, struct arena *a, struct buf *out);

#endif
