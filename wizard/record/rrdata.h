/*
 * The data of one record in its three forms: RDATA, as a message has it, names
 * in small letters and in full; its presentation, as zone files have it; and its
 * value, which is what people enter and compare. The value of a TXT record is
 * what its strings say, joined; that of every other type is its presentation,
 * with a final dot behind every name.
 */
#ifndef RECORD_RRDATA_H
#define RECORD_RRDATA_H

#include "wizard/record/dnsmsg.h"

/* From a record, which has to be of its type, to the three forms. */
struct slice rrdata_of(struct arena *arena, const struct dns_rr *rr);
char *rrdata_presentation(struct arena *arena, const struct dns_rr *rr);
struct slice rrdata_value(struct arena *arena, const struct dns_rr *rr);

/*
 * Back to a record without an owner. The final dots may be missing: names are
 * taken as full ones. ERR_SYNTAX: it is not the data of one record.
 */
enum err_code rrdata_read(struct arena *arena, uint16_t type,
    const char *presentation, struct dns_rr *ret, struct err *err) MUST_CHECK;
enum err_code rrdata_read_value(struct arena *arena, uint16_t type,
    struct slice value, struct dns_rr *ret, struct err *err) MUST_CHECK;

/* The presentation of RDATA; where it is not of its type, RFC 3597 section 5. */
char *rrdata_print(struct arena *arena, uint16_t type, struct slice data);

/* Of RDATA: the same record, and a TXT cut alike? */
bool rrdata_equal(struct slice a, struct slice b);

#endif
