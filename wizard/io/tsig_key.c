#include "wizard/io/tsig_key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/io/wholefile.h"

#define FILE_MAX 4096 /* octets of a key file */

/* HMAC-MD5 must not be used any more: RFC 8945 section 6. */
static const struct tsig_algorithm algorithms[] = {
    {"hmac-sha1", "SHA1", 20},
    {"hmac-sha224", "SHA224", 28},
    {"hmac-sha256", "SHA256", 32},
    {"hmac-sha384", "SHA384", 48},
    {"hmac-sha512", "SHA512", 64},
};

/* --- The words of the file ----------------------------------------------- */

struct reader {
	struct slice text;
	size_t at;
	size_t line;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
starts(const struct reader *r, const char *with)
{
	size_t len = strlen(with);

	return r->text.len - r->at >= len &&
	       memcmp(r->text.ptr + r->at, with, len) == 0;
}

/* Up to and including what ends it; to the end when nothing does. */
static void
skip_past(struct reader *r, const char *end)
{
	while (r->at < r->text.len && !starts(r, end))
		r->line += r->text.ptr[r->at++] == '\n';
	/* The line end that ends a comment is counted with the blanks. */
	if (r->at < r->text.len && end[0] != '\n')
		r->at += strlen(end);
}

static void
skip_blanks(struct reader *r)
{
	static const char *const comments[][2] = {
	    {"//", "\n"}, {"#", "\n"}, {"/*", "*/"}};
	size_t before;

	do {
		before = r->at;
		while (r->at < r->text.len && is_blank(r->text.ptr[r->at]))
			r->line += r->text.ptr[r->at++] == '\n';
		for (size_t i = 0; i < COUNT_OF(comments); i++)
			if (starts(r, comments[i][0]))
				skip_past(r, comments[i][1]);
	} while (r->at > before);
}

static bool
ends_word(char c)
{
	return is_blank(c) || c == '{' || c == '}' || c == ';' || c == '"';
}

/* The next word, quoted or not, or a mark; empty at the end. */
static struct slice
next(struct reader *r)
{
	struct slice word;
	size_t begin;

	skip_blanks(r);
	begin = r->at;
	if (r->at == r->text.len)
		return (struct slice) {.ptr = r->text.ptr};
	if (r->text.ptr[r->at] == '"') {
		r->at++;
		skip_past(r, "\"");
		word = (struct slice) {
		    r->text.ptr + begin + 1, r->at - begin - 1};
		return slice_trim(word, "\"");
	}
	while (r->at < r->text.len && !ends_word(r->text.ptr[r->at]))
		r->at++;
	if (r->at == begin)
		r->at++;
	return (struct slice) {r->text.ptr + begin, r->at - begin};
}

static bool
take(struct reader *r, const char *mark)
{
	return slice_is(next(r), mark);
}

/* --- The key ------------------------------------------------------------- */

static enum err_code
wrong(const struct reader *r, struct err *err)
{
	return err_at(err, ERR_SYNTAX, r->at,
	    _("line %zu is not as nsupdate has it. One key is expected: "
	      "key \"name\" { algorithm hmac-sha256; secret \"...\"; };"),
	    r->line);
}

static enum err_code
take_algorithm(struct slice word, struct tsig_key *key, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(algorithms); i++)
		if (slice_is_nocase(word, algorithms[i].name))
			key->algorithm = &algorithms[i];
	if (key->algorithm == NULL)
		return err_set(err, ERR_RANGE,
		    _("the algorithm is none of hmac-sha1, hmac-sha224, "
		      "hmac-sha256, hmac-sha384 and hmac-sha512"));
	return ERR_OK;
}

static enum err_code
take_secret(struct slice word, struct tsig_key *key, struct err *err)
{
	const unsigned char *text = (const unsigned char *)word.ptr;
	size_t padding = 0;
	int len = -1;

	while (padding < 2 && padding < word.len &&
	       word.ptr[word.len - 1 - padding] == '=')
		padding++;
	if (word.len / 4 * 3 <= sizeof(key->secret) && word.len % 4 == 0 &&
	    memchr(text, '=', word.len - padding) == NULL)
		len = EVP_DecodeBlock(key->secret, text, (int)word.len);
	if (len <= 0)
		return err_set(err, ERR_SYNTAX,
		    _("the secret is not base64, or longer than 512 octets"));
	key->len = (size_t)len - padding;
	return ERR_OK;
}

/* algorithm and secret, in any order. */
static enum err_code
read_clauses(struct reader *r, struct tsig_key *key, struct err *err)
{
	for (;;) {
		struct slice word = next(r);
		enum err_code code;

		if (slice_is(word, "}"))
			return ERR_OK;
		if (slice_is(word, "algorithm"))
			code = take_algorithm(next(r), key, err);
		else if (slice_is(word, "secret"))
			code = take_secret(next(r), key, err);
		else
			return wrong(r, err);
		if (code != ERR_OK)
			return code;
		if (!take(r, ";"))
			return wrong(r, err);
	}
}

enum err_code
tsig_key_parse(struct slice text, struct tsig_key *ret, struct err *err)
{
	struct reader r = {.text = text, .line = 1};
	struct dname name;

	memset(ret, 0, sizeof(*ret));
	if (!take(&r, "key") || dname_parse(next(&r), &name, err) != ERR_OK ||
	    !take(&r, "{"))
		return wrong(&r, err);
	if (read_clauses(&r, ret, err) != ERR_OK)
		return err->code;
	if (!take(&r, ";") || next(&r).len > 0 || ret->algorithm == NULL ||
	    ret->len == 0)
		return wrong(&r, err);
	memcpy(ret->name, name.text, sizeof(ret->name));
	return ERR_OK;
}

/* Not by wholefile_read, which leaves copies behind as it goes. */
static enum err_code
read_text(int fd, const char *path, char text[FILE_MAX + 1], size_t *ret_len,
    struct err *err)
{
	size_t len = 0;
	ssize_t n;

	do {
		n = read(fd, text + len, FILE_MAX + 1 - len);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0 || (n == -1 && errno == EINTR));
	if (n == -1)
		return err_sys(err, _("%s cannot be read"), path);
	if (len > FILE_MAX)
		return err_set(
		    err, ERR_LIMIT, _("%s is too large for a key file."), path);
	*ret_len = len;
	return ERR_OK;
}

enum err_code
tsig_key_read(const char *path, struct tsig_key *ret, struct err *err)
{
	char text[FILE_MAX + 1];
	enum err_code code;
	struct stat st;
	size_t len = 0;
	int fd;

	if (wholefile_open(AT_FDCWD, path, true, &fd, err) != ERR_OK)
		return err->code;
	code = read_text(fd, path, text, &len, err);
	if (code == ERR_OK &&
	    tsig_key_parse((struct slice) {text, len}, ret, err) != ERR_OK)
		code = err_wrap(err, "%s", path);
	if (code == ERR_OK)
		ret->exposed =
		    fstat(fd, &st) == 0 && (st.st_mode & S_IRWXO) != 0;
	else
		tsig_key_wipe(ret);
	OPENSSL_cleanse(text, sizeof(text));
	(void)close(fd);
	return code;
}

void
tsig_key_wipe(struct tsig_key *key)
{
	OPENSSL_cleanse(key, sizeof(*key));
}

/* --- Signing and checking ------------------------------------------------ */

static struct slice
slice_of_mac(const struct tsig_mac *mac)
{
	return (struct slice) {(const char *)mac->octets, mac->len};
}

static enum err_code
digest(const struct tsig_key *key, const struct tsig *tsig,
    struct slice request_mac, struct slice message, struct tsig_mac *ret,
    struct err *err)
{
	const EVP_MD *hash = EVP_get_digestbyname(key->algorithm->digest);
	struct buf in = BUF_INIT;
	unsigned len = 0;
	enum err_code code;

	code = tsig_digested(&in, tsig, request_mac, message, err);
	if (code == ERR_OK &&
	    HMAC(hash, key->secret, (int)key->len,
		(const unsigned char *)in.data, in.len, ret->octets,
		&len) == NULL)
		code = err_set(err, ERR_CRYPTO,
		    _("OpenSSL cannot compute %s"), key->algorithm->name);
	ret->len = len;
	buf_release(&in);
	return code;
}

enum err_code
tsig_key_sign(const struct tsig_key *key, uint64_t now, struct buf *message,
    struct tsig_mac *ret, struct err *err)
{
	struct slice plain = {message->data, message->len};
	struct tsig tsig = {
	    .key = key->name,
	    .algorithm = key->algorithm->name,
	    .time = now,
	    .fudge = TSIG_FUDGE,
	    .id = (uint16_t)((unsigned char)plain.ptr[0] << 8 |
		(unsigned char)plain.ptr[1]),
	};

	if (digest(key, &tsig, (struct slice) {.len = 0}, plain, ret, err) !=
	    ERR_OK)
		return err->code;
	tsig.mac = slice_of_mac(ret);
	return tsig_append(message, &tsig, err);
}

/* How far apart two clocks are. */
static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static bool
is_signed_with(const struct tsig_key *key, const struct tsig *tsig,
    const struct tsig_mac *request, struct slice plain)
{
	struct tsig_mac mac;
	struct err err = ERR_INIT;

	if (!dname_equal(tsig->key, key->name) ||
	    !dname_equal(tsig->algorithm, key->algorithm->name) ||
	    tsig->mac.len != key->algorithm->mac ||
	    digest(key, tsig, slice_of_mac(request), plain, &mac, &err) !=
		ERR_OK)
		return false;
	return CRYPTO_memcmp(mac.octets, tsig->mac.ptr, mac.len) == 0;
}

enum tsig_verdict
tsig_key_check(struct arena *arena, const struct tsig_key *key, uint64_t now,
    const struct tsig_mac *request, struct slice answer, struct tsig *ret)
{
	struct slice plain;

	switch (tsig_read(arena, answer, ret, &plain)) {
	case TSIG_NONE:
		return TSIG_MISSING;
	case TSIG_UNREADABLE:
		return TSIG_FORGED;
	case TSIG_SIGNED:
		break;
	}
	/* These two cannot be signed: section 5.3.2. */
	if (ret->mac.len == 0 && ret->error != 0)
		return TSIG_REFUSED;
	if (!is_signed_with(key, ret, request, plain))
		return TSIG_FORGED;
	/* In a BADTIME answer this is our own time: section 5.2.3. */
	if (distance(now, ret->time) > ret->fudge)
		return TSIG_FORGED;
	return TSIG_GOOD;
}
