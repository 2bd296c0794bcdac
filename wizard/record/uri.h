/* The few URIs that stand in records: where reports go, where pictures are. */
#ifndef RECORD_URI_H
#define RECORD_URI_H

#include <stdbool.h>

#include "wizard/base/buf.h"

struct uri {
	struct slice text;
	struct slice scheme; /* "mailto", in any case */
	struct slice host;   /* of "https"; of the address in "mailto" */
};

/*
 * Reads mailto: and https: (RFC 3986, RFC 6068). False for other schemes, for
 * octets that have to be percent-encoded there ("," ";" "!" of their own lists
 * included), for an address or a host that is none.
 */
bool uri_parse(struct slice text, struct uri *ret) MUST_CHECK;
bool uri_is_scheme(const struct uri *uri, const char *scheme);

#endif
