/* Macro strings of SPF, RFC 7208 section 7.1: cutting them into pieces. */
#ifndef RECORD_SPF_MACRO_H
#define RECORD_SPF_MACRO_H

#include <stdbool.h>

#include "wizard/base/buf.h"

/* One piece of a macro string: literal text, or one macro-expand. */
struct spf_piece {
	struct slice text; /* as written */
	char letter; /* lower case; '%', '_', '-' for %% %_ %-; 0: literal */
	bool url_escape; /* the letter was written in upper case */
	bool reverse;
	unsigned labels; /* parts to keep from the right; 0: all */
	struct slice delimiters; /* none: a dot */
};

enum spf_macro_use {
	SPF_MACRO_DOMAIN, /* in a term: no blanks, no letters c, r, t */
	SPF_MACRO_EXPLANATION, /* in the text that exp= leads to */
};

enum spf_macro_status {
	SPF_MACRO_END,
	SPF_MACRO_PIECE,
	SPF_MACRO_BAD_OCTET, /* ret->text is that octet */
	SPF_MACRO_BAD,       /* ret->text is the malformed macro */
};

/* Cuts the next piece off rest; after a fault, rest is left as it was. */
enum spf_macro_status spf_macro_next(
    struct slice *rest, enum spf_macro_use use, struct spf_piece *ret);

#endif
