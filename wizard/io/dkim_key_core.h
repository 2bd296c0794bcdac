/* For the files that make up dkim_key: a private key in memory. */
#ifndef IO_DKIM_KEY_CORE_H
#define IO_DKIM_KEY_CORE_H

#include <openssl/evp.h>

#include "wizard/io/dkim_key.h"

struct dkim_key {
	EVP_PKEY *pkey; /* cleansed when it is freed */
	const struct dkim_kind *kind;
};

/* What DKIM needs of one type of key. */
struct dkim_kind {
	enum dkim_key_type type;
	int id; /* of OpenSSL */
	bool (*describe)(EVP_PKEY *pkey, struct key_info *info);
	bool (*sign)(
	    EVP_PKEY *pkey, struct slice data, struct dkim_signature *ret);
	/* NULL: OpenSSL refused, or was stopped. */
	EVP_PKEY *(*make)(unsigned bits, atomic_bool *stop);
};

/* NULL: no key for DKIM. Otherwise takes the key over. */
struct dkim_key *dkim_key_of(EVP_PKEY *pkey);

/* Why OpenSSL refused, in its own words. */
enum err_code dkim_key_refused(struct err *err, const char *what);

#endif
