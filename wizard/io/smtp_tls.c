#include "wizard/io/smtp_tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/certificate.h"

#define NAMES_SHOWN 3 /* of a certificate that is for another host */

struct smtp_tls {
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out; /* the session's */
	char *host;
	char problem[160];
};

/* --- Authorities --------------------------------------------------------- */

enum err_code
smtp_tls_try_authorities(const char *ca_file, struct err *err)
{
	X509_STORE *store;
	bool any;

	if (access(ca_file, R_OK) == -1)
		return err_set(err, ERR_MISSING,
		    _("The authorities of --ca-file cannot be read from %s: "
		      "%s. Name a file of certificates in PEM form."),
		    ca_file, strerror(errno));
	store = X509_STORE_new();
	any = store != NULL && X509_STORE_load_file(store, ca_file) == 1;
	X509_STORE_free(store);
	ERR_clear_error();
	if (!any)
		return err_set(err, ERR_MISSING,
		    _("There is no certificate in %s, so that nobody would be "
		      "trusted. --ca-file wants certificates in PEM form."),
		    ca_file);
	return ERR_OK;
}

/* --- The session --------------------------------------------------------- */

static void
note_problem(struct smtp_tls *tls)
{
	const char *reason = ERR_reason_error_string(ERR_get_error());

	ERR_clear_error();
	(void)snprintf(tls->problem, sizeof(tls->problem), "%s",
	    reason != NULL ? reason : "the server ended the connection");
}

/* What is old or weak is accepted here, so that it can be named. */
static SSL_CTX *
make_context(const char *ca_file)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_security_level(context, 0);
	(void)SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	(void)SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	/* Without authorities nobody is trusted, which is then said. */
	if (ca_file != NULL)
		(void)SSL_CTX_load_verify_file(context, ca_file);
	else
		(void)SSL_CTX_set_default_verify_paths(context);
	return context;
}

struct smtp_tls *
smtp_tls_new(const char *host, const char *ca_file)
{
	struct smtp_tls *tls = mem_alloc(sizeof(*tls));

	tls->host = mem_copy(host);
	tls->context = make_context(ca_file);
	if (tls->context != NULL)
		tls->ssl = SSL_new(tls->context);
	tls->in = BIO_new(BIO_s_mem());
	tls->out = BIO_new(BIO_s_mem());
	if (tls->ssl == NULL || tls->in == NULL || tls->out == NULL) {
		BIO_free(tls->in);
		BIO_free(tls->out);
		smtp_tls_free(tls);
		return NULL;
	}
	SSL_set_bio(tls->ssl, tls->in, tls->out); /* takes both */
	SSL_set_connect_state(tls->ssl);
	(void)SSL_set_tlsext_host_name(tls->ssl, tls->host);
	return tls;
}

void
smtp_tls_free(struct smtp_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_free(tls->ssl);
	SSL_CTX_free(tls->context);
	free(tls->host);
	free(tls);
}

enum smtp_tls_state
smtp_tls_feed(struct smtp_tls *tls, const void *data, size_t len)
{
	int result;

	if (len > 0 && BIO_write(tls->in, data, (int)len) != (int)len)
		return SMTP_TLS_FAILED;
	result = SSL_do_handshake(tls->ssl);
	if (result == 1)
		return SMTP_TLS_DONE;
	if (SSL_get_error(tls->ssl, result) == SSL_ERROR_WANT_READ)
		return SMTP_TLS_GOES_ON;
	note_problem(tls);
	return SMTP_TLS_FAILED;
}

void
smtp_tls_say(struct smtp_tls *tls, const char *text)
{
	if (SSL_write(tls->ssl, text, (int)strlen(text)) <= 0)
		note_problem(tls);
}

size_t
smtp_tls_drain(struct smtp_tls *tls, void *ret, size_t size)
{
	int n = BIO_read(tls->out, ret, (int)size);

	return n > 0 ? (size_t)n : 0;
}

const char *
smtp_tls_problem(const struct smtp_tls *tls)
{
	return tls->problem;
}

/* --- Certificates -------------------------------------------------------- */

static struct slice
take_der(struct arena *arena, unsigned char *der, int len)
{
	struct slice ret = {.ptr = ""};

	if (len > 0) {
		char *copy = arena_alloc(arena, (size_t)len);

		memcpy(copy, der, (size_t)len);
		ret = (struct slice) {copy, (size_t)len};
	}
	OPENSSL_free(der);
	return ret;
}

static void
read_target(struct arena *arena, X509 *cert, struct tlsa_target *ret)
{
	unsigned char *whole = NULL, *key = NULL;
	int whole_len = i2d_X509(cert, &whole);
	int key_len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &key);

	ret->whole[0] = take_der(arena, whole, whole_len);
	ret->whole[1] = take_der(arena, key, key_len);
	for (size_t i = 0; i < COUNT_OF(ret->whole); i++) {
		struct slice der = ret->whole[i];

		(void)EVP_Digest(der.ptr, der.len, ret->sha256[i], NULL,
		    EVP_sha256(), NULL);
		(void)EVP_Digest(der.ptr, der.len, ret->sha512[i], NULL,
		    EVP_sha512(), NULL);
	}
}

static bool
is_signed_by(X509 *cert, X509 *issuer)
{
	return X509_check_issued(issuer, cert) == X509_V_OK &&
	    X509_verify(cert, X509_get0_pubkey(issuer)) == 1;
}

static void
read_chain(STACK_OF(X509) *chain, struct arena *arena, struct mail_server *ret)
{
	for (int i = 0; i < sk_X509_num(chain) && i < SERVER_CHAIN_MAX; i++) {
		X509 *cert = sk_X509_value(chain, i);

		read_target(arena, cert, &ret->chain[i]);
		ret->chains++;
		if (ret->linked == (size_t)i &&
		    (i == 0 ||
			is_signed_by(sk_X509_value(chain, i - 1), cert)))
			ret->linked++;
	}
}

/* The names it is for; without any, the whole subject. */
static const char *
subject_of(X509 *cert, struct arena *arena)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	struct buf text = BUF_INIT;
	const char *ret;

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < NAMES_SHOWN; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type != GEN_DNS)
			continue;
		buf_adds(&text, text.len > 0 ? ", " : "");
		buf_add(&text, ASN1_STRING_get0_data(name->d.dNSName),
		    (size_t)ASN1_STRING_length(name->d.dNSName));
	}
	if (text.len == 0) {
		char *line =
		    X509_NAME_oneline(X509_get_subject_name(cert), NULL, 0);

		buf_adds(&text, line == NULL ? "" : line);
		OPENSSL_free(line);
	}
	GENERAL_NAMES_free(names);
	ret = arena_copy_slice(
	    arena, (struct slice) {buf_text(&text), text.len});
	buf_release(&text);
	return ret;
}

static void
read_strength(X509 *cert, struct mail_server *ret)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	int digest = NID_undef;

	if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		ret->bits = (unsigned)EVP_PKEY_get_bits(key);
	(void)X509_get_signature_info(cert, &digest, NULL, NULL, NULL);
	ret->weak_digest = digest == NID_md5 || digest == NID_sha1;
}

/* --- What was agreed on --------------------------------------------------- */

#define CIPHER_BITS_MIN 128
#define DH_BITS_MIN     2048 /* RFC 9325 section 4.4 */

static bool
is_weak_cipher(const SSL_CIPHER *cipher)
{
	return SSL_CIPHER_get_bits(cipher, NULL) < CIPHER_BITS_MIN ||
	    SSL_CIPHER_get_cipher_nid(cipher) == NID_rc4;
}

static bool
is_short_exchange(SSL *ssl)
{
	EVP_PKEY *key = NULL;
	bool is_short = SSL_get_peer_tmp_key(ssl, &key) == 1 &&
	    EVP_PKEY_get_base_id(key) == EVP_PKEY_DH &&
	    EVP_PKEY_get_bits(key) < DH_BITS_MIN;

	EVP_PKEY_free(key);
	return is_short;
}

static bool
is_weak_proof(SSL *ssl)
{
	int digest = NID_undef;

	return SSL_get_peer_signature_nid(ssl, &digest) == 1 &&
	    (digest == NID_md5 || digest == NID_sha1 ||
		digest == NID_md5_sha1);
}

static unsigned
weaknesses_of(SSL *ssl)
{
	const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
	bool old = SSL_version(ssl) < TLS1_3_VERSION;
	const struct {
		bool present;
		unsigned weakness;
	} rows[] = {
	    {SSL_CIPHER_get_kx_nid(cipher) == NID_kx_rsa, TLS_NO_SECRECY},
	    {is_weak_cipher(cipher), TLS_WEAK_CIPHER},
	    {is_short_exchange(ssl), TLS_SHORT_EXCHANGE},
	    {is_weak_proof(ssl), TLS_WEAK_PROOF},
	    {old && SSL_get_secure_renegotiation_support(ssl) == 0,
		TLS_OLD_RENEGOTIATION},
	    {old && SSL_get_extms_support(ssl) != 1, TLS_LOOSE_SECRET},
	};
	unsigned weaknesses = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		weaknesses |= rows[i].present ? rows[i].weakness : 0;
	return weaknesses;
}

void
smtp_tls_report(const struct smtp_tls *tls, struct arena *arena,
    struct mail_server *ret)
{
	X509 *cert = SSL_get0_peer_certificate(tls->ssl);
	long verdict = SSL_get_verify_result(tls->ssl);

	ret->protocol = arena_copy(arena, SSL_get_version(tls->ssl));
	ret->outdated = SSL_version(tls->ssl) < TLS1_2_VERSION;
	ret->cipher = arena_copy(arena, SSL_get_cipher_name(tls->ssl));
	ret->weaknesses = weaknesses_of(tls->ssl);
	ret->distrust = verdict == X509_V_OK
	    ? ""
	    : arena_copy(arena, X509_verify_cert_error_string(verdict));
	if (cert == NULL) {
		ret->distrust = "no certificate";
		return;
	}
	read_chain(SSL_get_peer_cert_chain(tls->ssl), arena, ret);
	read_strength(cert, ret);
	ret->begins_in = certificate_seconds_until(X509_get0_notBefore(cert));
	ret->ends_in = certificate_seconds_until(X509_get0_notAfter(cert));
	ret->named = X509_check_host(cert, tls->host, 0,
			 X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL) == 1;
	ret->subject = subject_of(cert, arena);
}
