/*
 * Private DKIM keys: made, read and used here and nowhere else. What leaves
 * this module is the public side and signatures.
 */
#ifndef IO_DKIM_KEY_H
#define IO_DKIM_KEY_H

#include <stdatomic.h>

#include "wizard/flow/services.h"

#define DKIM_KEY_BITS_MIN 1024 /* RFC 8301 section 3.2 */
#define DKIM_KEY_BITS_MAX 8192

/* A private key in memory. */
struct dkim_key;

/*
 * Reads a file that holds an RSA or Ed25519 private key: PEM, PKCS#1 or PKCS#8,
 * or the base64 of an Ed25519 seed (32 octets, or 64 with the public key behind
 * it). ERR_RANGE when it is no private key, encrypted, too small, or the file
 * can be read by others. foreign: it was made elsewhere, so its numbers are
 * checked, and its group may read the file.
 */
enum err_code dkim_key_read(const char *path, bool foreign,
    struct dkim_key **ret, struct err *err) MUST_CHECK;
void dkim_key_free(struct dkim_key *key); /* NULL is fine; cleanses */

/* The public side of a key file that nobody else can read. */
enum err_code dkim_key_load(
    const char *path, struct key_info *ret, struct err *err) MUST_CHECK;

struct dkim_signature {
	char base64[DKIM_KEY_BITS_MAX / 8 / 3 * 4 + 8];
};

/*
 * Signs data as rsa-sha256 (RFC 6376) or ed25519-sha256 (RFC 8463) do, after
 * the kind of the key. Errors as dkim_key_load, and ERR_CRYPTO.
 */
enum err_code dkim_key_sign(const char *path, struct slice data,
    struct dkim_signature *ret, struct err *err) MUST_CHECK;

/*
 * Makes a key. Searching an RSA key may take seconds; another thread may set
 * *stop to end that with an error. ERR_RANGE for RSA bits outside 1024..4096.
 */
enum err_code dkim_key_make(enum dkim_key_type type, unsigned bits,
    atomic_bool *stop, struct dkim_key **ret, struct err *err) MUST_CHECK;

/* The public side; path: where it is going to be. */
enum err_code dkim_key_describe(const struct dkim_key *key, const char *path,
    struct key_info *ret, struct err *err) MUST_CHECK;

/* Into a new file, PKCS#8 PEM, 0600, whole or not at all. ERR_EXISTS. */
enum err_code dkim_key_write(const struct dkim_key *key, int dir,
    const char *name, struct err *err) MUST_CHECK;

/*
 * The same as the base64 of the 32 octets of the seed, which is what some
 * signers read. ERR_RANGE for a key that is not Ed25519.
 */
enum err_code dkim_key_write_seed(const struct dkim_key *key, int dir,
    const char *name, struct err *err) MUST_CHECK;

/*
 * No core dumps and no debugger for this process, before the first key is
 * touched. A build with sanitizers stays debuggable, for they need it.
 */
void dkim_key_harden(void);

#endif
