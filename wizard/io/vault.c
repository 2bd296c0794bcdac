#include "wizard/io/vault.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

#define SALT 16
#define NONCE 12 /* NIST SP 800-38D section 8.2 */
#define TAG 16
#define KEY 32
#define CHUNK 65536

/* Half a second and 64 MiB for every guess: RFC 7914 section 2. */
#define COST_N 65536
#define COST_R 8
#define COST_P 1
#define COST_MEMORY (128U << 20)

static const char family[] = "inkan-sealed ";
static const char header[] =
    "inkan-sealed 1 scrypt 65536 8 1 aes-256-gcm\n";

#define HEAD (sizeof(header) - 1)
#define BEFORE (HEAD + SALT + NONCE)

/* --- Octets -------------------------------------------------------------- */

void
vault_release(struct vault *vault)
{
	OPENSSL_clear_free(vault->data, vault->size);
	*vault = (struct vault) {.data = NULL};
}

struct slice
vault_slice(const struct vault *vault)
{
	return (struct slice) {
	    vault->data == NULL ? "" : (const char *)vault->data, vault->len};
}

static enum err_code
make_room(struct vault *vault, size_t more, struct err *err)
{
	size_t size = vault->size == 0 ? CHUNK : vault->size;
	void *data;

	if (more > VAULT_MAX - vault->len)
		return err_set(err, ERR_LIMIT,
		    _("It is larger than the %u MiB that can be carried."),
		    VAULT_MAX >> 20);
	while (size < vault->len + more)
		size *= 2;
	if (size == vault->size)
		return ERR_OK;
	data = OPENSSL_clear_realloc(vault->data, vault->size, size);
	if (data == NULL)
		return err_set(err, ERR_LIMIT, _("There is no memory left."));
	vault->data = data;
	vault->size = size;
	return ERR_OK;
}

enum err_code
vault_add(struct vault *vault, const void *data, size_t len, struct err *err)
{
	if (make_room(vault, len, err) != ERR_OK)
		return err->code;
	if (len > 0)
		memcpy(vault->data + vault->len, data, len);
	vault->len += len;
	return ERR_OK;
}

enum err_code
vault_read(struct vault *vault, int fd, size_t limit, struct err *err)
{
	size_t end = vault->len + limit;

	for (;;) {
		ssize_t n;

		if (make_room(vault, CHUNK, err) != ERR_OK)
			return err->code;
		n = read(fd, vault->data + vault->len, CHUNK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_sys(err, _("It cannot be read"));
		vault->len += (size_t)n;
		if (vault->len > end)
			return err_set(err, ERR_LIMIT,
			    _("It is larger than %zu bytes."), limit);
		if (n == 0)
			return ERR_OK;
	}
}

/* --- Sealing ------------------------------------------------------------- */

bool
vault_is_sealed(struct slice text)
{
	return text.len >= strlen(family) &&
	    memcmp(text.ptr, family, strlen(family)) == 0;
}

static enum err_code
derive(struct slice passphrase, const unsigned char *salt,
    unsigned char key[KEY], struct err *err)
{
	if (EVP_PBE_scrypt(passphrase.ptr, passphrase.len, salt, SALT, COST_N,
		COST_R, COST_P, COST_MEMORY, key, KEY) != 1)
		return err_set(err, ERR_CRYPTO,
		    _("The passphrase cannot be made into a key; is there "
		      "enough memory?"));
	return ERR_OK;
}

/* before: the header, salt and nonce, which are authenticated. */
static bool
encrypt(EVP_CIPHER_CTX *ctx, const unsigned char *key,
    const unsigned char *before, const struct vault *plain, unsigned char *to)
{
	int n;

	return EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key,
		   before + HEAD + SALT) == 1 &&
	    EVP_EncryptUpdate(ctx, NULL, &n, before, (int)BEFORE) == 1 &&
	    EVP_EncryptUpdate(ctx, to, &n, plain->data, (int)plain->len) ==
	    1 &&
	    EVP_EncryptFinal_ex(ctx, to + plain->len, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG,
		to + plain->len) == 1;
}

static bool
decrypt(EVP_CIPHER_CTX *ctx, const unsigned char *key,
    const unsigned char *before, unsigned char *tag, struct vault *to)
{
	int len = (int)to->len, n;

	return EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key,
		   before + HEAD + SALT) == 1 &&
	    EVP_DecryptUpdate(ctx, NULL, &n, before, (int)BEFORE) == 1 &&
	    EVP_DecryptUpdate(ctx, to->data, &n, to->data, len) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(ctx, to->data + len, &n) == 1;
}

enum err_code
vault_seal(const struct vault *plain, struct slice passphrase,
    struct vault *ret, struct err *err)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char key[KEY];
	enum err_code code;

	code = vault_add(ret, header, HEAD, err);
	if (code == ERR_OK)
		code = make_room(ret, SALT + NONCE + plain->len + TAG, err);
	if (code == ERR_OK &&
	    (ctx == NULL || RAND_bytes(ret->data + HEAD, SALT + NONCE) != 1))
		code =
		    err_set(err, ERR_CRYPTO, _("No random numbers are to be had"));
	if (code == ERR_OK)
		code = derive(passphrase, ret->data + HEAD, key, err);
	if (code == ERR_OK &&
	    !encrypt(ctx, key, ret->data, plain, ret->data + BEFORE))
		code = err_set(err, ERR_CRYPTO, _("It cannot be encrypted."));
	if (code == ERR_OK)
		ret->len = BEFORE + plain->len + TAG;
	OPENSSL_cleanse(key, sizeof(key));
	EVP_CIPHER_CTX_free(ctx);
	return code;
}

static enum err_code
check_header(struct slice sealed, struct err *err)
{
	if (sealed.len < BEFORE + TAG || !vault_is_sealed(sealed))
		return err_set(err, ERR_SYNTAX,
		    _("It ends too early: the file is damaged."));
	if (memcmp(sealed.ptr, header, HEAD) != 0)
		return err_set(err, ERR_VERSION,
		    _("It was encrypted by a newer version of this program, "
		      "or it is damaged. Use that version."));
	return ERR_OK;
}

enum err_code
vault_open(struct slice sealed, struct slice passphrase, struct vault *ret,
    struct err *err)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char key[KEY], before[BEFORE], tag[TAG];
	enum err_code code = check_header(sealed, err);

	if (code == ERR_OK) {
		memcpy(before, sealed.ptr, BEFORE);
		memcpy(tag, sealed.ptr + sealed.len - TAG, TAG);
		code = vault_add(ret, sealed.ptr + BEFORE,
		    sealed.len - BEFORE - TAG, err);
	}
	if (code == ERR_OK)
		code = derive(passphrase, before + HEAD, key, err);
	if (code == ERR_OK &&
	    (ctx == NULL || !decrypt(ctx, key, before, tag, ret)))
		code = err_set(err, ERR_CRYPTO,
		    _("The passphrase is not the one, or the file is "
		      "damaged."));
	OPENSSL_cleanse(key, sizeof(key));
	EVP_CIPHER_CTX_free(ctx);
	if (code != ERR_OK)
		vault_release(ret);
	return code;
}
