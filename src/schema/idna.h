#ifndef DICTUM_SCHEMA_IDNA_H
#define DICTUM_SCHEMA_IDNA_H

/* Internationalised labels of host names in their ASCII form ("xn--..."), RFC 5890 to 5892. */
#include "base/str.h"

enum { IDNA_MAX_LABEL = 63 }; /* bytes of a label of any host name, RFC 1034 section 3.1 */
enum {
	IDNA_MARK = 1, /* general category M: no label begins with it */
	IDNA_VIRAMA = 2,
	IDNA_JOINS_THROUGH = 4, /* Joining_Type T */
	IDNA_JOINS_NEXT = 8,    /* Joining_Type L or D */
	IDNA_JOINS_BEFORE = 16, /* Joining_Type R or D */
	IDNA_GREEK = 32,
	IDNA_HEBREW = 64,
	IDNA_KANA_OR_HAN = 128, /* Hiragana, Katakana, Han */
	IDNA_CONTEXT = 256      /* allowed only where a rule of RFC 5892 appendix A says so */
};
struct idna_range {
	uint32_t first, last;
	uint16_t step, properties;
};
extern const struct idna_range idna_ranges[]; /* sorted; code points that are in none are not allowed */
extern const size_t idna_n_ranges;

/* `label` begins with "xn--" in any case and has letters, digits and hyphens only, at most IDNA_MAX_LABEL. True when what it encodes is a label
   of IDNA 2008. The Bidi rule (RFC 5893), which concerns whole names, is not checked. */
bool idna_is_label(str label);

#endif
