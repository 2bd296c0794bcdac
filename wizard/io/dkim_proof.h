/*
 * The proof that a private key and a record in the DNS belong together: a
 * message is signed with the one and verified, by libopendkim, with the other.
 */
#ifndef IO_DKIM_PROOF_H
#define IO_DKIM_PROOF_H

#include "wizard/flow/services.h"

/*
 * ERR_OK: receivers will accept the signatures. ERR_SYNTAX: the record cannot
 * be used; ERR_RANGE: it holds another key; ERR_CRYPTO: verifying failed; and
 * the errors of dkim_key_load.
 */
enum err_code dkim_prove(
    const struct key_proof *proof, struct err *err) MUST_CHECK;

#endif
