/* TLSA records, RFC 6698, as RFC 7672 has mail servers use them. */
#ifndef RECORD_TLSA_H
#define RECORD_TLSA_H

#include <stdint.h>

#include "wizard/base/buf.h"

enum tlsa_usage {
	TLSA_PKIX_TA,
	TLSA_PKIX_EE,
	TLSA_DANE_TA,
	TLSA_DANE_EE,
};

struct tlsa {
	uint8_t usage;    /* enum tlsa_usage, or one that is not assigned */
	uint8_t selector; /* 0: the certificate, 1: its public key */
	uint8_t matching; /* 0: the octets, 1: SHA-256, 2: SHA-512 */
	struct slice data;
};

/* What a record can be compared with, all of one certificate. */
struct tlsa_target {
	struct slice whole[2]; /* DER, by selector */
	uint8_t sha256[2][32];
	uint8_t sha512[2][64];
};

/* RDATA; false when it is too short to be one. */
bool tlsa_parse(struct slice rdata, struct tlsa *ret) MUST_CHECK;

/* Are its numbers assigned, and has a digest the length of one? */
bool tlsa_is_valid(const struct tlsa *tlsa);

/* Usages 0 and 1 mean nothing to mail servers, RFC 7672 section 3.1.3. */
bool tlsa_is_for_mail(const struct tlsa *tlsa);

bool tlsa_matches(const struct tlsa *tlsa, const struct tlsa_target *target);

#endif
