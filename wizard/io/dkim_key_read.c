/* Private keys as people have them in files. */
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/io/dkim_key_core.h"
#include "wizard/io/wholefile.h"

#define FILE_MAX 65536 /* octets of a key file */
#define SEED_LEN 32 /* RFC 8032 section 5.1.5 */
#define SEED_TEXT 44 /* of 32 octets in base64 */
#define SEED_PAIR_TEXT 88 /* of 64 */
#define SEED_TEXT_MAX 96 /* with blanks behind it */

/* --- What the file says it is -------------------------------------------- */

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
check_file(int fd, const char *path, bool foreign, struct err *err)
{
	/* Signers that drop root get at their keys by their group. */
	mode_t others = foreign ? S_IRWXO : S_IRWXG | S_IRWXO;
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_sys(err, _("%s cannot be looked at"), path);
	if ((st.st_mode & others) != 0)
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
check_key(EVP_PKEY *pkey, const char *path, struct err *err)
{
	int bits = EVP_PKEY_get_bits(pkey);

	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_RSA &&
	    bits < DKIM_KEY_BITS_MIN)
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

/* Primes that are none, a public half of another key... */
static enum err_code
check_numbers(EVP_PKEY *pkey, const char *path, struct err *err)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	bool good = ctx != NULL && EVP_PKEY_check(ctx) == 1;

	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	if (good)
		return ERR_OK;
	return err_set(err, ERR_RANGE,
	    _("The numbers of the key in %s do not fit together: the file is "
	      "damaged. Make a new key."),
	    path);
}

/* --- The two forms -------------------------------------------------------- */

/* Without blanks at its end; 0: not base64 of 32 or 64 octets. */
static size_t
decode_seed(char *text, size_t len, unsigned char octets[SEED_TEXT_MAX])
{
	int n;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		text[--len] = '\0';
	if (len != SEED_TEXT && len != SEED_PAIR_TEXT)
		return 0;
	n = EVP_DecodeBlock(octets, (unsigned char *)text, (int)len);
	/* OpenSSL counts the padding as octets. */
	return n > 0 ? (size_t)n / 32 * 32 : 0;
}

/* Does the public key behind the seed belong to it? */
static bool
is_pair(EVP_PKEY *pkey, const unsigned char octets[SEED_TEXT_MAX])
{
	unsigned char raw[SEED_LEN];
	size_t len = sizeof(raw);

	return EVP_PKEY_get_raw_public_key(pkey, raw, &len) == 1 &&
	    CRYPTO_memcmp(raw, octets + SEED_LEN, SEED_LEN) == 0;
}

/* NULL: this is no seed. */
static EVP_PKEY *
seed_key(BIO *bio)
{
	unsigned char octets[SEED_TEXT_MAX];
	char text[SEED_TEXT_MAX + 1] = "";
	EVP_PKEY *pkey = NULL;
	size_t len = 0;
	int n;

	if (BIO_seek(bio, 0) == 0 &&
	    (n = BIO_read(bio, text, SEED_TEXT_MAX)) > 0)
		len = decode_seed(text, (size_t)n, octets);
	if (len >= SEED_LEN)
		pkey = EVP_PKEY_new_raw_private_key(
		    EVP_PKEY_ED25519, NULL, octets, SEED_LEN);
	if (pkey != NULL && len > SEED_LEN && !is_pair(pkey, octets)) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	OPENSSL_cleanse(octets, sizeof(octets));
	OPENSSL_cleanse(text, sizeof(text));
	return pkey;
}

static enum err_code
pem_key(BIO *bio, const char *path, EVP_PKEY **ret, struct err *err)
{
	char *label = NULL, *header = NULL;
	unsigned char *der = NULL;
	const unsigned char *p;
	enum err_code code;
	long len = 0;

	if (PEM_read_bio_ex(
		bio, &label, &header, &der, &len, PEM_FLAG_SECURE) != 1) {
		ERR_clear_error();
		return err_set(err, ERR_SYNTAX,
		    _("%s is not a key in PEM: a line \"-----BEGIN PRIVATE "
		      "KEY-----\" and what belongs to it was looked for."),
		    path);
	}
	code = judge_label(path, label, header, err);
	p = der;
	if (code == ERR_OK &&
	    (*ret = d2i_AutoPrivateKey(NULL, &p, len)) == NULL)
		code = dkim_key_refused(err, _("The private key is damaged"));
	OPENSSL_secure_free(label);
	OPENSSL_secure_free(header);
	OPENSSL_secure_clear_free(der, (size_t)len);
	return code;
}

static enum err_code
decode(int fd, const char *path, EVP_PKEY **ret, struct err *err)
{
	BIO *bio = BIO_new_fd(fd, BIO_NOCLOSE);
	enum err_code code;

	if (bio == NULL)
		return dkim_key_refused(
		    err, _("The private key cannot be read"));
	code = pem_key(bio, path, ret, err);
	if (code == ERR_SYNTAX) {
		*ret = seed_key(bio);
		code = err->code = *ret == NULL ? ERR_RANGE : ERR_OK;
	}
	BIO_free(bio);
	return code;
}

/* --------------------------------------------------------------------------- */

/* Takes the key over, or frees it, which cleanses it. */
static enum err_code
judge(EVP_PKEY *pkey, const char *path, bool foreign, struct dkim_key **ret,
    struct err *err)
{
	enum err_code code = check_key(pkey, path, err);
	struct dkim_key *key = NULL;

	if (code == ERR_OK && foreign)
		code = check_numbers(pkey, path, err);
	if (code == ERR_OK && (key = dkim_key_of(pkey)) == NULL)
		code = err_set(err, ERR_RANGE,
		    _("%s holds no RSA or Ed25519 private key."), path);
	if (code == ERR_OK)
		*ret = key;
	else
		EVP_PKEY_free(pkey);
	return code;
}

enum err_code
dkim_key_read(
    const char *path, bool foreign, struct dkim_key **ret, struct err *err)
{
	EVP_PKEY *pkey = NULL;
	enum err_code code;
	int fd;

	code = wholefile_open(AT_FDCWD, path, true, &fd, err);
	if (code != ERR_OK)
		return code;
	code = check_file(fd, path, foreign, err);
	if (code == ERR_OK)
		code = decode(fd, path, &pkey, err);
	(void)close(fd);
	return code == ERR_OK ? judge(pkey, path, foreign, ret, err) : code;
}
