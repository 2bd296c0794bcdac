/* Identifier alignment, RFC 9989 section 4.4. */
#ifndef CHECK_ALIGNMENT_H
#define CHECK_ALIGNMENT_H

#include <stdbool.h>

enum alignment {
	ALIGNED_NO,
	ALIGNED_YES,
	ALIGNED_UNKNOWN
};

/* A domain that was authenticated, or that stands in From. */
struct identified {
	const char *name;         /* NULL: there is none */
	const char *organization; /* its organizational domain; NULL: unknown */
};

/* Strict: the same name; relaxed: the same organizational domain. */
enum alignment alignment_of(
    struct identified from, struct identified other, bool strict);

#endif
