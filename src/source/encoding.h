#ifndef DICTUM_SOURCE_ENCODING_H
#define DICTUM_SOURCE_ENCODING_H

/* Texts of commits, which say in a header how they are encoded. Used inside this folder only. */
#include "base/str.h"

/* As UTF-8: `text` itself where it is that already. `encoding` is what the header says, empty for UTF-8. Of what nobody here can decode, and of malformed
   UTF-8, bytes become U+FFFD. */
str encoding_decode(str text, str encoding, struct arena *a);

#endif
