/*
 * Where receivers that are built on libspf2, such as Exim, read a record that
 * follows the grammar of RFC 7208 in another way than the RFC.
 */
#ifndef CHECK_SPF_MISREAD_H
#define CHECK_SPF_MISREAD_H

#include "wizard/record/spf.h"

enum spf_misreading {
	SPF_READ_RIGHT,
	SPF_READ_REFUSED, /* makes the whole record a permerror */
	SPF_READ_DROPPED, /* left out, like everything behind it */
	SPF_READ_EARLY,   /* redirect= is followed where it stands */
	SPF_READ_CUT,     /* a macro loses its first character */
};

struct spf_misread {
	enum spf_misreading how;
	const struct spf_term *term; /* NULL with SPF_READ_RIGHT */
};

/* The worst misreading of a record without faults; of equals, the first. */
struct spf_misread spf_misread(
    const struct spf_record *record, const char *domain);

#endif
