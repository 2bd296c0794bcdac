/* Was a signature made with the private half of a published key? */
#ifndef IO_DKIM_KEY_MADE_H
#define IO_DKIM_KEY_MADE_H

#include "wizard/record/dkim.h"

/*
 * True: another key made it, whatever was signed. An RSA signature is its
 * padded digest raised by the private exponent: with the right key the padding
 * comes out even when the message was changed. False: the same key, or, with
 * Ed25519, nobody can tell.
 */
bool dkim_key_made_other(
    const struct dkim_record *record, struct slice signature);

/*
 * Releases what OpenSSL keeps for the calling thread. Those of the loop live
 * until the program ends, which is too late for OpenSSL to do so by itself.
 */
void dkim_key_thread_done(void);

#endif
