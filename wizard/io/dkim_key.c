#include "wizard/io/dkim_key.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/dkim_key_core.h"
#include "wizard/io/wholefile.h"

#define MAKE_BITS_MAX 4096 /* what verifiers must handle, RFC 8301 3.2 */
#define SEED_LEN 32 /* RFC 8032 section 5.1.5 */

void
dkim_key_harden(void)
{
	const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};

	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef INKAN_SANITIZED
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

enum err_code
dkim_key_refused(struct err *err, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return err_set(err, ERR_CRYPTO, "%s (%s)", what,
	    reason == NULL ? "OpenSSL" : reason);
}

/* --- The two kinds of keys ----------------------------------------------- */

/* RFC 8463 section 4.2: the 32 octets themselves. */
static bool
describe_ed25519(EVP_PKEY *pkey, struct key_info *info)
{
	unsigned char *text = (unsigned char *)info->public_base64;
	unsigned char raw[32];
	size_t len = sizeof(raw);

	info->type = DKIM_KEY_ED25519;
	info->bits = 256;
	if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1)
		return false;
	return EVP_EncodeBlock(text, raw, (int)len) > 0;
}

/* SubjectPublicKeyInfo, as RFC 6376 appendix C and everybody does. */
static bool
describe_rsa(EVP_PKEY *pkey, struct key_info *info)
{
	unsigned char *text = (unsigned char *)info->public_base64;
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(pkey, &der);
	bool fits =
	    len > 0 && (size_t)len < sizeof(info->public_base64) / 4 * 3 - 3;

	info->type = DKIM_KEY_RSA;
	info->bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (fits)
		(void)EVP_EncodeBlock(text, der, len);
	OPENSSL_free(der);
	return fits;
}

static bool
sign(EVP_PKEY *pkey, const EVP_MD *hash, struct slice data,
    struct dkim_signature *ret)
{
	const unsigned char *octets = (const unsigned char *)data.ptr;
	unsigned char *text = (unsigned char *)ret->base64;
	unsigned char signature[DKIM_KEY_BITS_MAX / 8];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = sizeof(signature);
	bool done;

	done = EVP_DigestSignInit(ctx, NULL, hash, NULL, pkey) == 1;
	done =
	    done && EVP_DigestSign(ctx, signature, &len, octets, data.len) == 1;
	EVP_MD_CTX_free(ctx);
	return done && EVP_EncodeBlock(text, signature, (int)len) > 0;
}

/* RFC 8463 section 3: the signature is over the hash, not over the data. */
static bool
sign_ed25519(EVP_PKEY *pkey, struct slice data, struct dkim_signature *ret)
{
	unsigned char hash[32];
	struct slice hashed = {.ptr = (const char *)hash, .len = sizeof(hash)};

	if (EVP_Digest(data.ptr, data.len, hash, NULL, EVP_sha256(), NULL) != 1)
		return false;
	return sign(pkey, NULL, hashed, ret);
}

static bool
sign_rsa(EVP_PKEY *pkey, struct slice data, struct dkim_signature *ret)
{
	return sign(pkey, EVP_sha256(), data, ret);
}

/* Called by OpenSSL every now and then; 0 makes it give up. */
static int
go_on(EVP_PKEY_CTX *ctx)
{
	const atomic_bool *stop = EVP_PKEY_CTX_get_app_data(ctx);

	return !atomic_load(stop);
}

static EVP_PKEY *
make_rsa(unsigned bits, atomic_bool *stop)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	EVP_PKEY *pkey = NULL;

	if (EVP_PKEY_keygen_init(ctx) == 1 &&
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) == 1) {
		EVP_PKEY_CTX_set_app_data(ctx, stop);
		EVP_PKEY_CTX_set_cb(ctx, go_on);
		(void)EVP_PKEY_generate(ctx, &pkey);
	}
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *
make_ed25519(unsigned bits, atomic_bool *stop)
{
	(void)bits;
	return atomic_load(stop) ? NULL
				 : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

static const struct dkim_kind kinds[] = {
    {DKIM_KEY_RSA, EVP_PKEY_RSA, describe_rsa, sign_rsa, make_rsa},
    {DKIM_KEY_ED25519, EVP_PKEY_ED25519, describe_ed25519, sign_ed25519,
	make_ed25519},
};

struct dkim_key *
dkim_key_of(EVP_PKEY *pkey)
{
	struct dkim_key *key;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kinds[i].id != EVP_PKEY_get_base_id(pkey))
			continue;
		key = mem_alloc(sizeof(*key));
		key->pkey = pkey;
		key->kind = &kinds[i];
		return key;
	}
	return NULL;
}

void
dkim_key_free(struct dkim_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

/* --- Using --------------------------------------------------------------- */

enum err_code
dkim_key_describe(const struct dkim_key *key, const char *path,
    struct key_info *ret, struct err *err)
{
	struct key_info info = {.bits = 0};
	size_t len = strlen(path);

	if (len >= sizeof(info.path))
		return err_set(err, ERR_LIMIT,
		    _("The name of the key file is too long: %s"), path);
	memcpy(info.path, path, len + 1);
	if (!key->kind->describe(key->pkey, &info))
		return dkim_key_refused(err, _("The public key is not to be had"));
	*ret = info;
	return ERR_OK;
}

enum err_code
dkim_key_load(const char *path, struct key_info *ret, struct err *err)
{
	struct dkim_key *key;
	enum err_code code;

	if (dkim_key_read(path, false, &key, err) != ERR_OK)
		return err->code;
	code = dkim_key_describe(key, path, ret, err);
	dkim_key_free(key);
	return code;
}

enum err_code
dkim_key_sign(const char *path, struct slice data, struct dkim_signature *ret,
    struct err *err)
{
	enum err_code code = ERR_OK;
	struct dkim_key *key;

	if (dkim_key_read(path, false, &key, err) != ERR_OK)
		return err->code;
	if (!key->kind->sign(key->pkey, data, ret))
		code = dkim_key_refused(err, _("The key does not sign"));
	dkim_key_free(key);
	return code;
}

enum err_code
dkim_key_make(enum dkim_key_type type, unsigned bits, atomic_bool *stop,
    struct dkim_key **ret, struct err *err)
{
	EVP_PKEY *pkey = NULL;

	if (type == DKIM_KEY_RSA &&
	    (bits < DKIM_KEY_BITS_MIN || bits > MAKE_BITS_MAX))
		return err_set(err, ERR_RANGE,
		    _("A key of %u bits is not made: 2048 is right, 1024 the "
		      "least and 4096 the most that receivers take."),
		    bits);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].type == type)
			pkey = kinds[i].make(bits, stop);
	if (pkey == NULL)
		return dkim_key_refused(err, _("No key can be made"));
	*ret = dkim_key_of(pkey);
	return ERR_OK;
}

/* --- Writing ------------------------------------------------------------- */

/* Straight from OpenSSL into the file: no copy of the key in between. */
static bool
write_pem(EVP_PKEY *pkey, int fd)
{
	BIO *bio = BIO_new_fd(fd, BIO_NOCLOSE);
	int written = 0;

	if (bio != NULL)
		written = PEM_write_bio_PrivateKey(
		    bio, pkey, NULL, NULL, 0, NULL, NULL);
	BIO_free(bio);
	return written == 1;
}

static bool
write_seed(EVP_PKEY *pkey, int fd)
{
	unsigned char seed[SEED_LEN], text[(SEED_LEN + 2) / 3 * 4 + 1];
	BIO *bio = BIO_new_fd(fd, BIO_NOCLOSE);
	size_t len = sizeof(seed);
	int n = 0, written = -1;

	if (EVP_PKEY_get_raw_private_key(pkey, seed, &len) == 1)
		n = EVP_EncodeBlock(text, seed, (int)len);
	if (bio != NULL && n > 0)
		written = BIO_write(bio, text, n);
	OPENSSL_cleanse(seed, sizeof(seed));
	OPENSSL_cleanse(text, sizeof(text));
	BIO_free(bio);
	return n > 0 && written == n;
}

static enum err_code
write_new(const struct dkim_key *key, bool (*write)(EVP_PKEY *pkey, int fd),
    int dir, const char *name, struct err *err)
{
	struct wholefile file;

	if (wholefile_begin(dir, name, 0600, &file, err) != ERR_OK)
		return err->code;
	if (write(key->pkey, file.fd))
		return wholefile_commit(&file, false, err);
	wholefile_discard(&file);
	return dkim_key_refused(
	    err, _("The private key cannot be written; is the disk full?"));
}

enum err_code
dkim_key_write(
    const struct dkim_key *key, int dir, const char *name, struct err *err)
{
	return write_new(key, write_pem, dir, name, err);
}

enum err_code
dkim_key_write_seed(
    const struct dkim_key *key, int dir, const char *name, struct err *err)
{
	if (key->kind->type != DKIM_KEY_ED25519)
		return err_set(err, ERR_RANGE,
		    _("Only an Ed25519 key can be written as a seed."));
	return write_new(key, write_seed, dir, name, err);
}
