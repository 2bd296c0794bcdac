/* Certificates for tests, made when they are needed; nobody keeps the keys. */
#ifndef TESTS_UNIT_IO_CERTIFICATE_H
#define TESTS_UNIT_IO_CERTIFICATE_H

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "tests/unit/io/tempdir.h"

#define CERTIFICATE_DAY 86400 /* seconds */

struct certificate {
	X509 *x509;
	EVP_PKEY *key;
};

static inline void
certificate_extend(X509 *x509, int nid, const char *text)
{
	X509V3_CTX context = {.flags = 0};
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, text);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* For that name, good from and to so many days from now; by: NULL, itself. */
static inline struct certificate
certificate_make(
    const char *name, const struct certificate *by, long from, long to)
{
	struct certificate c = {.x509 = X509_new(), .key = EVP_EC_gen("P-256")};
	const struct certificate *issuer = by != NULL ? by : &c;
	X509_NAME *subject = X509_get_subject_name(c.x509);
	char names[300];

	assert_non_null(c.key);
	(void)snprintf(names, sizeof(names), "DNS:%s", name);
	(void)X509_set_version(c.x509, X509_VERSION_3);
	(void)ASN1_INTEGER_set(
	    X509_get_serialNumber(c.x509), by != NULL ? 2 : 1);
	(void)X509_gmtime_adj(
	    X509_getm_notBefore(c.x509), from * CERTIFICATE_DAY);
	(void)X509_gmtime_adj(X509_getm_notAfter(c.x509), to * CERTIFICATE_DAY);
	(void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	(void)X509_set_issuer_name(
	    c.x509, X509_get_subject_name(issuer->x509));
	(void)X509_set_pubkey(c.x509, c.key);
	certificate_extend(c.x509, NID_subject_alt_name, names);
	certificate_extend(c.x509, NID_basic_constraints,
	    by == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
	assert_true(X509_sign(c.x509, issuer->key, EVP_sha256()) > 0);
	return c;
}

static inline void
certificate_free(struct certificate *c)
{
	X509_free(c->x509);
	EVP_PKEY_free(c->key);
}

static inline void
certificate_write(const struct certificate *c, const char *path)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_int_equal(PEM_write_X509(out, c->x509), 1);
	assert_int_equal(fclose(out), 0);
}

/* Of a server that shows it, and speaks no newer TLS; 0: the newest. */
static inline SSL_CTX *
certificate_context(const struct certificate *c, int newest)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	assert_non_null(context);
	/* What is forbidden today has to be spoken to be complained of. */
	SSL_CTX_set_security_level(context, 0);
	assert_int_equal(
	    SSL_CTX_set_min_proto_version(context, TLS1_VERSION), 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(context, newest), 1);
	assert_int_equal(SSL_CTX_use_certificate(context, c->x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, c->key), 1);
	return context;
}

/* --- Those that a server may show ---------------------------------------- */

struct certificates {
	struct tempdir tempdir;
	const char *ca_file;
	struct certificate authority;
	struct certificate good, expired, other; /* all vouched for */
	struct certificate itself; /* by nobody but itself */
};

/* What the host of the tests shows, and what it should not. */
#define CERTIFIED_HOST "mail.example.org"

static struct certificates with;

static inline void
certificates_make(struct certificates *c, const char *host)
{
	tempdir_make(&c->tempdir);
	c->authority = certificate_make("Test authority", NULL, -1, 90);
	c->good = certificate_make(host, &c->authority, -1, 60);
	c->expired = certificate_make(host, &c->authority, -60, -2);
	c->other = certificate_make("other.example", &c->authority, -1, 60);
	c->itself = certificate_make(host, NULL, -1, 60);
	c->ca_file = tempdir_path(&c->tempdir, "ca.pem");
	certificate_write(&c->authority, c->ca_file);
}

static inline void
certificates_free(struct certificates *c)
{
	certificate_free(&c->authority);
	certificate_free(&c->good);
	certificate_free(&c->expired);
	certificate_free(&c->other);
	certificate_free(&c->itself);
	tempdir_remove(&c->tempdir);
}

/* For a group of tests: they take long to make. */
static inline int
certificates_set_up(void **state)
{
	(void)state;
	certificates_make(&with, CERTIFIED_HOST);
	return 0;
}

static inline int
certificates_tear_down(void **state)
{
	(void)state;
	certificates_free(&with);
	return 0;
}

#endif
