/*
 * Octets that nobody else may see: wiped when they move and when they go; and
 * sealed with a passphrase by scrypt (RFC 7914) and AES-256-GCM. Sealed is
 *
 *	inkan-sealed 1 scrypt 65536 8 1 aes-256-gcm\n
 *	salt (16)  nonce (12)  ciphertext  tag (16)
 *
 * with everything before the ciphertext authenticated, too.
 */
#ifndef IO_VAULT_H
#define IO_VAULT_H

#include <stdbool.h>

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

#define VAULT_MAX (64U << 20) /* octets; more is refused */

struct vault {
	unsigned char *data;
	size_t len, size;
};

#define VAULT_INIT {.data = NULL}

void vault_release(struct vault *vault); /* wipes it */

/* ERR_LIMIT, of all that is to be added. */
enum err_code vault_add(struct vault *vault, const void *data, size_t len,
    struct err *err) MUST_CHECK;

/* Appends what is left to read, at most limit octets. */
enum err_code vault_read(
    struct vault *vault, int fd, size_t limit, struct err *err) MUST_CHECK;

struct slice vault_slice(const struct vault *vault); /* borrowed */

/* Does the text begin as something sealed does? */
bool vault_is_sealed(struct slice text);

enum err_code vault_seal(const struct vault *plain, struct slice passphrase,
    struct vault *ret, struct err *err) MUST_CHECK;

/* ERR_CRYPTO: another passphrase, or damaged. ERR_VERSION: sealed anew. */
enum err_code vault_open(struct slice sealed, struct slice passphrase,
    struct vault *ret, struct err *err) MUST_CHECK;

#endif
