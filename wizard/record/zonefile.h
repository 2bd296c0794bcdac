/* Zone text, RFC 1035 section 5: reading whole files, printing single values. */
#ifndef RECORD_ZONEFILE_H
#define RECORD_ZONEFILE_H

#include "wizard/record/dnsmsg.h"

#define ZONEFILE_MAX (8U << 20) /* octets of zone text we are willing to read */

struct zone {
	const char *apex; /* owner of the SOA; else the given origin */
	struct dns_rr *rr; /* every record, in file order */
	size_t count;
};

/*
 * Reads a whole zone file; origin: where relative names belong, "" for the root.
 * $ORIGIN and $TTL are followed, $INCLUDE is refused, other classes than IN are
 * left out. ERR_SYNTAX names the line, err.offset is where its record begins;
 * ERR_LIMIT.
 */
enum err_code zonefile_parse(struct arena *arena, struct slice text,
    const char *origin, struct zone *ret, struct err *err) MUST_CHECK;

/*
 * Answers a question from a set of zones as an authoritative server would: the
 * zone that is closest to the name, CNAME chains followed within the set,
 * wildcards (RFC 4592), NODATA and NXDOMAIN with the SOA. A name outside every
 * zone is REFUSED, at the end of a chain too: then the chain is in the answer.
 * Below a delegation NODATA comes with its NS, not authoritative. The data of
 * the answer is borrowed from the zones.
 */
struct dns_answer *zonefile_answer(struct arena *arena,
    const struct zone *zones, size_t nzones, const char *name, uint16_t type);

/* A TXT value as quoted strings of at most 255 octets: "abc" "def". */
char *zonefile_quote_txt(struct arena *arena, struct slice text);

/* One quoted string, however long: "abc". */
char *zonefile_quote_one(struct arena *arena, struct slice text);

/* The strings a TXT value is cut into, each at most 255 octets. */
struct text_parts {
	struct slice *part;
	size_t count;
};
struct text_parts zonefile_split_txt(struct arena *arena, struct slice text);

/* The strings of a TXT record that was published, as they were cut there. */
struct text_parts zonefile_parts_of(
    struct arena *arena, const struct dns_rr *txt);

/* Strings that are cut already: "abc" "def". */
char *zonefile_quote_parts(struct arena *arena, const struct text_parts *parts);

#endif
