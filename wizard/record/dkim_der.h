/* The key inside p= of a DKIM record: base64 and DER, for dkim.c. */
#ifndef RECORD_DKIM_DER_H
#define RECORD_DKIM_DER_H

#include <stdint.h>

#include "wizard/base/arena.h"

enum der_status {
	DER_OK,
	DER_SHORT, /* says it is longer than what is there */
	DER_BAD,   /* not the structure that was looked for */
};

struct rsa_facts {
	unsigned bits;          /* of the modulus */
	unsigned long exponent; /* 0: larger than a long */
};

/*
 * Reads an RSA public key, be it a SubjectPublicKeyInfo or the RSAPublicKey
 * that RFC 6376 asks for and nobody publishes. *ret only when DER_OK.
 */
enum der_status dkim_der_rsa(struct slice der, struct rsa_facts *ret);

/* An Ed25519 key wrapped in SubjectPublicKeyInfo, against RFC 8463 section 4. */
bool dkim_der_is_ed25519(struct slice der);

/*
 * Decodes base64 with blanks in it (RFC 6376 section 2.10). False when another
 * octet is met. *ret_whole: the last group was complete, padding included.
 */
bool dkim_base64(struct arena *arena, struct slice text, struct slice *ret,
    bool *ret_whole);

#endif
