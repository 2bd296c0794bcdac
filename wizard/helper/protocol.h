/*
 * The lines inkan-spf exchanges with its parent, as docs/PROTOCOL-spf.md has
 * them; this is the helper's end. Nothing here reads or writes: lines come and
 * go without their line feed.
 */
#ifndef HELPER_PROTOCOL_H
#define HELPER_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wizard/base/buf.h"

#define PROTOCOL_NAME_MAX    253  /* characters of a domain name, escaped */
#define PROTOCOL_SENDER_MAX  512  /* octets of a sender's address */
#define PROTOCOL_DATA_MAX    4096 /* octets of one record's data */
#define PROTOCOL_RECORDS_MAX 1024 /* records in one answer */
#define PROTOCOL_REASON_MAX  240  /* octets of the reason for a result */
#define PROTOCOL_TTL_MAX     2147483647UL /* RFC 2181 section 8 */

/* A line from the parent: "D 4096 " and every octet escaped. */
#define PROTOCOL_IN_MAX (16 + 4 * PROTOCOL_DATA_MAX)
/* A line to the parent: a word or two and a name or a reason. */
#define PROTOCOL_OUT_MAX (32 + PROTOCOL_NAME_MAX)

struct protocol_request {
	char ip[48];
	char helo[PROTOCOL_NAME_MAX + 1];
	char sender[PROTOCOL_SENDER_MAX + 1];
};

enum protocol_status {
	PROTOCOL_OK,
	PROTOCOL_NODATA,
	PROTOCOL_NXDOMAIN,
	PROTOCOL_FAIL, /* nobody answered, or not usably */
};

struct protocol_answer {
	enum protocol_status status;
	int ttl;          /* seconds */
	size_t records;   /* "D" lines that follow; above 0 with OK only */
};

/* "E <ip> <helo> <sender>"; false: outside the grammar. */
bool protocol_read_request(
    struct slice line, struct protocol_request *ret) MUST_CHECK;

/* "A <status> <ttl> <records>"; false: outside the grammar. */
bool protocol_read_answer(
    struct slice line, struct protocol_answer *ret) MUST_CHECK;

/*
 * "D <length> <data>": the data with its escapes undone, NUL added, and free of
 * NUL itself. ret holds PROTOCOL_DATA_MAX + 1 octets.
 */
bool protocol_read_data(
    struct slice line, char *ret, size_t *ret_len) MUST_CHECK;

/*
 * Can a question be asked about this name: at most 253 characters once octets
 * other than printable ASCII are escaped, labels of 1 to 63 octets? libspf2
 * makes names of whatever a record tells it to.
 */
bool protocol_is_name(const char *name);

/* "Q <type> <name>\n", the length returned; name: see protocol_is_name. */
size_t protocol_write_question(
    char ret[PROTOCOL_OUT_MAX], const char *type, const char *name);

/*
 * "R <result> <reason>\n", the length returned; octets of the reason that are
 * not printable ASCII become '?', what is too long is cut.
 */
size_t protocol_write_result(
    char ret[PROTOCOL_OUT_MAX], const char *result, const char *reason);

/* "X <reason>\n": there will be no result. */
size_t protocol_write_surrender(
    char ret[PROTOCOL_OUT_MAX], const char *reason);

#endif
