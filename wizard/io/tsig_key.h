/*
 * The key that updates are signed with, RFC 8945: read from a file when it is
 * needed, wiped when it has been used. The secret never leaves tsig_key.c's
 * struct: not into messages, logs or states.
 */
#ifndef IO_TSIG_KEY_H
#define IO_TSIG_KEY_H

#include "wizard/record/dname.h"
#include "wizard/record/tsig.h"

#define TSIG_SECRET_MAX 512 /* octets */

struct tsig_algorithm {
	const char *name;   /* in files and messages */
	const char *digest; /* what OpenSSL calls it */
	size_t mac;         /* octets */
};

struct tsig_key {
	char name[DNAME_MAX + 1];
	const struct tsig_algorithm *algorithm;
	unsigned char secret[TSIG_SECRET_MAX];
	size_t len;
	bool exposed; /* other users of this machine can get at the file */
};

/*
 * What nsupdate -k reads, and named writes as session.key:
 * key "name" { algorithm hmac-sha256; secret "base64"; };
 * Exactly one key. Messages name the line, and never quote the file.
 */
enum err_code tsig_key_parse(
    struct slice text, struct tsig_key *ret, struct err *err) MUST_CHECK;
enum err_code tsig_key_read(
    const char *path, struct tsig_key *ret, struct err *err) MUST_CHECK;
void tsig_key_wipe(struct tsig_key *key);

struct tsig_mac {
	unsigned char octets[TSIG_MAC_MAX];
	size_t len;
};

/* Signs a request at that time, seconds since 1970. */
enum err_code tsig_key_sign(const struct tsig_key *key, uint64_t now,
    struct buf *message, struct tsig_mac *ret, struct err *err) MUST_CHECK;

enum tsig_verdict {
	TSIG_GOOD,    /* see error: it may be BADTIME */
	TSIG_REFUSED, /* unsigned, as BADSIG and BADKEY are: see error */
	TSIG_MISSING, /* not signed at all */
	TSIG_FORGED,  /* signed with another key, changed on its way, or old */
};

/* Judges an answer of any octets. ret: of what there is, in the arena. */
enum tsig_verdict tsig_key_check(struct arena *arena,
    const struct tsig_key *key, uint64_t now, const struct tsig_mac *request,
    struct slice answer, struct tsig *ret);

#endif
