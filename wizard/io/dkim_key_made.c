#include "wizard/io/dkim_key_made.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* SubjectPublicKeyInfo as everybody publishes it, else RSAPublicKey. */
static EVP_PKEY *
read_rsa(struct slice der)
{
	const unsigned char *p = (const unsigned char *)der.ptr;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)der.len);

	p = (const unsigned char *)der.ptr;
	return key != NULL
		   ? key
		   : d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)der.len);
}

static bool
has_padding(EVP_PKEY *key, struct slice signature)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	size_t len;
	bool good;

	good = ctx != NULL && EVP_PKEY_verify_recover_init(ctx) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	       EVP_PKEY_verify_recover(ctx, NULL, &len,
		   (const unsigned char *)signature.ptr, signature.len) == 1;
	if (good) {
		unsigned char *digest = OPENSSL_malloc(len);

		good =
		    digest != NULL && EVP_PKEY_verify_recover(ctx, digest, &len,
					  (const unsigned char *)signature.ptr,
					  signature.len) == 1;
		OPENSSL_free(digest);
	}
	EVP_PKEY_CTX_free(ctx);
	return good;
}

bool
dkim_key_made_other(const struct dkim_record *record, struct slice signature)
{
	EVP_PKEY *key;
	bool other;

	if (record->type != DKIM_KEY_RSA || !dkim_is_usable(record))
		return false;
	key = read_rsa(record->key);
	other = key != NULL && !has_padding(key, signature);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return other;
}

void
dkim_key_thread_done(void)
{
	OPENSSL_thread_stop();
}
