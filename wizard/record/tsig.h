/*
 * Transaction signatures, RFC 8945: what is digested, and the record at the end
 * of a message. The secret and the digest itself are io/tsig_key.c's: nothing
 * here has seen a secret.
 */
#ifndef RECORD_TSIG_H
#define RECORD_TSIG_H

#include "wizard/record/dnsmsg.h"

#define TSIG_FUDGE   300 /* seconds, RFC 8945 section 10 */
#define TSIG_MAC_MAX 64  /* octets, of HMAC-SHA-512 */

enum tsig_error { /* RFC 8945 section 3 */
	TSIG_BADSIG = 16,
	TSIG_BADKEY = 17,
	TSIG_BADTIME = 18,
	TSIG_BADTRUNC = 22,
};

struct tsig {
	const char *key;       /* its name */
	const char *algorithm; /* "hmac-sha256" */
	uint64_t time;         /* seconds since 1970 */
	uint16_t fudge;        /* seconds */
	struct slice mac;
	uint16_t id; /* of the message as it was signed */
	uint16_t error;
	struct slice other; /* of BADTIME: the time of the server */
};

/*
 * Appends to out what is digested, section 4.3.3. request_mac: of the question
 * that this answers; empty for a question. message: without its TSIG.
 */
enum err_code tsig_digested(struct buf *out, const struct tsig *tsig,
    struct slice request_mac, struct slice message,
    struct err *err) MUST_CHECK;

/*
 * Appends the record to a message and counts it in its header. ERR_LIMIT: the
 * message is too large then.
 */
enum err_code tsig_append(
    struct buf *message, const struct tsig *tsig, struct err *err) MUST_CHECK;

enum tsig_found {
	TSIG_NONE,
	TSIG_SIGNED,
	TSIG_UNREADABLE, /* the message, or the record */
};

/*
 * The record at the end of a message of any octets. ret_message: the message as
 * it was before the record was appended. All in the arena.
 */
enum tsig_found tsig_read(struct arena *arena, struct slice message,
    struct tsig *ret, struct slice *ret_message);

/* The time of the server in a BADTIME answer; 0: it does not say. */
uint64_t tsig_server_time(const struct tsig *tsig);

#endif
