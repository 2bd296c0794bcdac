/*
 * The data of one TXT record as a message holds it, RFC 1035 section 3.3.14:
 * strings with a length octet each. How a text is cut into strings makes two
 * records different, whatever they mean.
 */
#ifndef RECORD_TXTDATA_H
#define RECORD_TXTDATA_H

#include "wizard/record/dnsmsg.h"

#define TXTDATA_MAX 65535

/* A text, cut at 255 octets. At most TXTDATA_MAX - TXTDATA_MAX / 255 octets. */
struct slice txtdata_of_text(struct arena *arena, struct slice text);

/* The data of a TXT record that was read from a message. */
struct slice txtdata_of_rr(struct arena *arena, const struct dns_rr *rr);

/* "abc" "def", as zone files and nsupdate have it. */
char *txtdata_print(struct arena *arena, struct slice data);

/* The other way round. ERR_SYNTAX: not one record's strings. */
enum err_code txtdata_parse(struct arena *arena, const char *text,
    struct slice *ret, struct err *err) MUST_CHECK;

/* All strings joined. */
struct slice txtdata_join(struct arena *arena, struct slice data);

bool txtdata_equal(struct slice a, struct slice b);

#endif
