#include "wizard/io/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#define MARK_USAGE "1.3.6.1.5.5.7.3.31" /* id-kp-BrandIndicatorforMessageId */
#define LOGOTYPE   "1.3.6.1.5.5.7.1.12" /* RFC 3709 section 4.1 */
#define NAMES_MAX  64 /* of one certificate that are read */

int64_t
certificate_seconds_until(const ASN1_TIME *when)
{
	int days = 0, seconds = 0;

	if (ASN1_TIME_diff(&days, &seconds, NULL, when) != 1)
		return -1;
	return (int64_t)days * 86400 + seconds;
}

/* --- Certificates of marks ------------------------------------------------- */

static bool
is_object(const ASN1_OBJECT *object, const char *wanted)
{
	char text[64];

	return OBJ_obj2txt(text, sizeof(text), object, 1) > 0 &&
	    strcmp(text, wanted) == 0;
}

static bool
is_for_marks(X509 *cert)
{
	EXTENDED_KEY_USAGE *usages =
	    X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++)
		found = found ||
		    is_object(sk_ASN1_OBJECT_value(usages, i), MARK_USAGE);
	sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
	return found;
}

static bool
has_logo(const X509 *cert)
{
	for (int i = 0; i < X509_get_ext_count(cert); i++)
		if (is_object(X509_EXTENSION_get_object(X509_get_ext(cert, i)),
			LOGOTYPE))
			return true;
	return false;
}

static void
read_names(X509 *cert, struct arena *arena, struct mark_certificate *ret)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < NAMES_MAX; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		struct slice text;

		if (name->type != GEN_DNS)
			continue;
		text = (struct slice) {
		    (const char *)ASN1_STRING_get0_data(name->d.dNSName),
		    (size_t)ASN1_STRING_length(name->d.dNSName)};
		ret->name = arena_push(
		    arena, ret->name, &ret->names, sizeof(*ret->name));
		ret->name[ret->names - 1] = arena_copy_slice(arena, text);
	}
	GENERAL_NAMES_free(names);
}

/* A page that is encrypted is none: nobody is asked for a password. */
static int
no_password(char *ret, int size, int writing, void *arg)
{
	(void)ret;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

const struct mark_certificate *
certificate_read_mark(struct arena *arena, struct slice text)
{
	BIO *bio = BIO_new_mem_buf(text.ptr, (int)text.len);
	struct mark_certificate *mark = NULL;
	X509 *cert = NULL;

	if (bio != NULL)
		cert = PEM_read_bio_X509(bio, NULL, no_password, NULL);
	if (cert != NULL) {
		mark = arena_alloc(arena, sizeof(*mark));
		mark->for_marks = is_for_marks(cert);
		mark->has_logo = has_logo(cert);
		mark->begins_in =
		    certificate_seconds_until(X509_get0_notBefore(cert));
		mark->ends_in =
		    certificate_seconds_until(X509_get0_notAfter(cert));
		read_names(cert, arena, mark);
	}
	X509_free(cert);
	BIO_free(bio);
	ERR_clear_error();
	return mark;
}
