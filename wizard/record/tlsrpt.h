/* TLS reporting records, RFC 8460 section 3. */
#ifndef RECORD_TLSRPT_H
#define RECORD_TLSRPT_H

#include "wizard/record/taglist.h"
#include "wizard/record/uri.h"

#define TLSRPT_URIS_MAX 32 /* of one record that are read */

enum tlsrpt_fault {
	TLSRPT_SYNTAX = 1 << 0, /* a part is not name=value */
	TLSRPT_DUPLICATE = 1 << 1, /* another field than rua twice */
	TLSRPT_NO_RUA = 1 << 2,
	TLSRPT_URI = 1 << 3, /* neither mailto: nor https: */
	TLSRPT_UNKNOWN = 1 << 4, /* a field without a meaning: ignored */
};

struct tlsrpt_uri {
	struct slice text;
	bool valid;
	struct uri uri; /* when it is valid */
};

struct tlsrpt_record {
	struct taglist tags;
	struct tlsrpt_uri *rua; /* of all rua fields */
	size_t ruas;
	unsigned faults; /* enum tlsrpt_fault */
};

/* "v=TLSRPTv1;" first, letter for letter: all others are discarded. */
bool tlsrpt_is_record(struct slice text);

/* Was it meant as one ("v=tlsrptv1", blank first, no semicolon)? */
bool tlsrpt_is_attempt(struct slice text);

struct tlsrpt_record *tlsrpt_parse(struct arena *arena, struct slice text);

#endif
