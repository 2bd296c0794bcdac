/* What pages and mail servers show of X.509. */
#ifndef IO_CERTIFICATE_H
#define IO_CERTIFICATE_H

#include <openssl/types.h>

#include "wizard/check/errand.h"

/* Negative: it is over, or cannot be read. */
int64_t certificate_seconds_until(const ASN1_TIME *when);

/* The first certificate of a text in PEM, in the arena; NULL: it has none. */
const struct mark_certificate *certificate_read_mark(
    struct arena *arena, struct slice text);

#endif
