#include "wizard/io/dkim_key.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/wholefile.h"

#define MAKE_BITS_MAX 4096 /* what verifiers must handle, RFC 8301 3.2 */
#define FILE_MAX 65536 /* octets of a key file */

void
dkim_key_harden(void)
{
	const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};

	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef INKAN_SANITIZED
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* Why OpenSSL refused, in its own words. */
static enum err_code
refused(struct err *err, const char *what)
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

struct kind {
	int id; /* of OpenSSL */
	bool (*describe)(EVP_PKEY *pkey, struct key_info *info);
	bool (*sign)(
	    EVP_PKEY *pkey, struct slice data, struct dkim_signature *ret);
};

static const struct kind kinds[] = {
    {EVP_PKEY_RSA, describe_rsa, sign_rsa},
    {EVP_PKEY_ED25519, describe_ed25519, sign_ed25519},
};

struct dkim_key {
	EVP_PKEY *pkey; /* cleansed when it is freed */
	struct kind kind;
};

/* false: no key for DKIM. */
static bool
find_kind(struct dkim_key *key)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].id == EVP_PKEY_get_base_id(key->pkey)) {
			key->kind = kinds[i];
			return true;
		}
	return false;
}

/* --- Reading ------------------------------------------------------------- */

/* What people have in their key files, and what is wrong with it. */
static const struct {
	const char *label;
	const char *fault; /* NULL: it is a private key that can be used */
} labels[] = {
    {"PRIVATE KEY", NULL},
    {"RSA PRIVATE KEY", NULL},
    {"ENCRYPTED PRIVATE KEY",
	N_("%s is protected by a passphrase, so a mail server cannot use it. "
	   "Make a copy without: openssl pkey -in FILE -out COPY")},
    {"PUBLIC KEY",
	N_("%s holds only the public half of a key. Give the file with the "
	   "private half.")},
    {"RSA PUBLIC KEY",
	N_("%s holds only the public half of a key. Give the file with the "
	   "private half.")},
    {"CERTIFICATE",
	N_("%s holds a certificate. DKIM needs a key of its own, which has "
	   "nothing to do with TLS.")},
    {"OPENSSH PRIVATE KEY",
	N_("%s holds a key for SSH. DKIM needs a key of its own, RSA or "
	   "Ed25519 in PEM.")},
};

static enum err_code
judge_label(
    const char *path, const char *label, const char *header, struct err *err)
{
	const char *fault = N_("%s holds no RSA or Ed25519 private key.");

	/* The old way to encrypt: "Proc-Type: 4,ENCRYPTED" above the data. */
	if (header[0] != '\0')
		label = "ENCRYPTED PRIVATE KEY";
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		if (strcmp(labels[i].label, label) == 0)
			fault = labels[i].fault;
	return fault == NULL ? ERR_OK : err_set(err, ERR_RANGE, _(fault), path);
}

static enum err_code
check_file(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_sys(err, _("%s cannot be looked at"), path);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return err_set(err, ERR_RANGE,
		    _("Other users of this machine can get at the private key "
		      "%s (mode %04o), so it is not used. Run: chmod 600 %s"),
		    path, (unsigned)st.st_mode & 07777U, path);
	if (st.st_size > FILE_MAX)
		return err_set(
		    err, ERR_LIMIT, _("%s is too large for a key file."), path);
	return ERR_OK;
}

static enum err_code
check_key(struct dkim_key *key, const char *path, struct err *err)
{
	int bits = EVP_PKEY_get_bits(key->pkey);

	if (!find_kind(key))
		return err_set(err, ERR_RANGE,
		    _("%s holds no RSA or Ed25519 private key."), path);
	if (key->kind.id == EVP_PKEY_RSA && bits < DKIM_KEY_BITS_MIN)
		return err_set(err, ERR_RANGE,
		    _("The key in %s has %d bits. Receivers ignore RSA keys "
		      "below 1024 bits; make a new one with 2048."),
		    path, bits);
	if (bits > DKIM_KEY_BITS_MAX)
		return err_set(err, ERR_RANGE,
		    _("The key in %s has %d bits. Few receivers take RSA keys "
		      "over 4096 bits; make a new one with 2048."),
		    path, bits);
	return ERR_OK;
}

static enum err_code
decode(BIO *bio, const char *path, EVP_PKEY **ret, struct err *err)
{
	char *label = NULL, *header = NULL;
	unsigned char *der = NULL;
	const unsigned char *p;
	enum err_code code;
	long len = 0;

	if (PEM_read_bio_ex(
		bio, &label, &header, &der, &len, PEM_FLAG_SECURE) != 1) {
		ERR_clear_error();
		return err_set(err, ERR_RANGE,
		    _("%s is not a key in PEM: a line \"-----BEGIN PRIVATE "
		      "KEY-----\" and what belongs to it was looked for."),
		    path);
	}
	code = judge_label(path, label, header, err);
	p = der;
	if (code == ERR_OK &&
	    (*ret = d2i_AutoPrivateKey(NULL, &p, len)) == NULL)
		code = refused(err, _("The private key is damaged"));
	OPENSSL_secure_free(label);
	OPENSSL_secure_free(header);
	OPENSSL_secure_clear_free(der, (size_t)len);
	return code;
}

/* ret->pkey is freed by the caller with EVP_PKEY_free, which cleanses it. */
static enum err_code
read_key(const char *path, struct dkim_key *ret, struct err *err)
{
	struct dkim_key key = {.pkey = NULL};
	enum err_code code;
	BIO *bio = NULL;
	int fd;

	code = wholefile_open(AT_FDCWD, path, true, &fd, err);
	if (code != ERR_OK)
		return code;
	code = check_file(fd, path, err);
	if (code == ERR_OK && (bio = BIO_new_fd(fd, BIO_NOCLOSE)) == NULL)
		code = refused(err, _("The private key cannot be read"));
	if (code == ERR_OK)
		code = decode(bio, path, &key.pkey, err);
	if (code == ERR_OK)
		code = check_key(&key, path, err);
	BIO_free(bio);
	(void)close(fd);
	if (code == ERR_OK)
		*ret = key;
	else
		EVP_PKEY_free(key.pkey);
	return code;
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
	if (!key->kind.describe(key->pkey, &info))
		return refused(err, _("The public key is not to be had"));
	*ret = info;
	return ERR_OK;
}

enum err_code
dkim_key_load(const char *path, struct key_info *ret, struct err *err)
{
	struct dkim_key key;
	enum err_code code;

	if (read_key(path, &key, err) != ERR_OK)
		return err->code;
	code = dkim_key_describe(&key, path, ret, err);
	EVP_PKEY_free(key.pkey);
	return code;
}

enum err_code
dkim_key_sign(const char *path, struct slice data, struct dkim_signature *ret,
    struct err *err)
{
	enum err_code code = ERR_OK;
	struct dkim_key key;

	if (read_key(path, &key, err) != ERR_OK)
		return err->code;
	if (!key.kind.sign(key.pkey, data, ret))
		code = refused(err, _("The key does not sign"));
	EVP_PKEY_free(key.pkey);
	return code;
}

/* --- Making -------------------------------------------------------------- */

/* Called by OpenSSL every now and then; 0 makes it give up. */
static int
go_on(EVP_PKEY_CTX *ctx)
{
	const atomic_bool *stop = EVP_PKEY_CTX_get_app_data(ctx);

	return !atomic_load(stop);
}

/* NULL: OpenSSL refused, or was stopped. */
static EVP_PKEY *
search(unsigned bits, atomic_bool *stop)
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

enum err_code
dkim_key_make(
    unsigned bits, atomic_bool *stop, struct dkim_key **ret, struct err *err)
{
	EVP_PKEY *pkey;

	if (bits < DKIM_KEY_BITS_MIN || bits > MAKE_BITS_MAX)
		return err_set(err, ERR_RANGE,
		    _("A key of %u bits is not made: 2048 is right, 1024 the "
		      "least and 4096 the most that receivers take."),
		    bits);
	pkey = search(bits, stop);
	if (pkey == NULL)
		return refused(err, _("No key can be made"));
	*ret = mem_alloc(sizeof(**ret));
	(*ret)->pkey = pkey;
	(void)find_kind(*ret);
	return ERR_OK;
}

void
dkim_key_free(struct dkim_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

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

enum err_code
dkim_key_write(
    const struct dkim_key *key, int dir, const char *name, struct err *err)
{
	struct wholefile file;

	if (wholefile_create(dir, name, 0600, &file, err) != ERR_OK)
		return err->code;
	if (write_pem(key->pkey, file.fd))
		return wholefile_commit(&file, false, err);
	wholefile_discard(&file);
	return refused(
	    err, _("The private key cannot be written; is the disk full?"));
}
