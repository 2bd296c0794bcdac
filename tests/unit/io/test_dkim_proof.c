#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/unit/io/tempdir.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/dkim_proof.h"

/* A key in a file and what a record says of it. */
struct sample {
	const char *path;
	const char *record;
	struct key_info info;
};

static struct tempdir tempdir;
static struct sample rsa, other, ed25519;

static struct sample
make_sample(const char *name, EVP_PKEY *key)
{
	FILE *out = tempdir_open(&tempdir, name, 0600);
	struct sample sample = {.path = tempdir_path(&tempdir, name)};
	struct err err = ERR_INIT;

	assert_int_equal(
	    PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(out), 0);
	EVP_PKEY_free(key);
	assert_int_equal(
	    dkim_key_load(sample.path, &sample.info, &err), ERR_OK);
	sample.record = arena_printf(&tempdir.arena, "v=DKIM1; k=%s; p=%s",
	    sample.info.type == DKIM_KEY_RSA ? "rsa" : "ed25519",
	    sample.info.public_base64);
	return sample;
}

static int
make_samples(void **state)
{
	(void)state;
	tempdir_make(&tempdir);
	rsa = make_sample("rsa.key", EVP_RSA_gen(2048));
	other = make_sample("other.key", EVP_RSA_gen(2048));
	ed25519 = make_sample(
	    "ed25519.key", EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	return 0;
}

static int
remove_samples(void **state)
{
	(void)state;
	tempdir_remove(&tempdir);
	return 0;
}

static enum err_code
prove(const char *path, const char *record, struct err *err)
{
	struct key_proof proof = {
	    .path = path,
	    .domain = "example.jp",
	    .selector = "s1",
	    .record = record,
	};

	*err = (struct err)ERR_INIT;
	return dkim_prove(&proof, err);
}

static void
proves_a_key_by_its_record(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(prove(rsa.path, rsa.record, &err), ERR_OK);
	assert_int_equal(prove(ed25519.path, ed25519.record, &err), ERR_OK);
}

static void
takes_a_record_as_receivers_do(void **state)
{
	const char *key = rsa.info.public_base64;
	struct err err;

	(void)state;
	/* Everything but p= may be left out, and blanks may stand in it. */
	assert_int_equal(
	    prove(rsa.path,
		arena_printf(&tempdir.arena, "p=%.100s  %s;", key, key + 100),
		&err),
	    ERR_OK);
	assert_int_equal(
	    prove(rsa.path,
		arena_printf(&tempdir.arena,
		    "v=DKIM1; h=sha1:sha256; s=email; t=y:s; p=%s", key),
		&err),
	    ERR_OK);
}

static void
proves_the_smallest_and_the_largest_key(void **state)
{
	static const unsigned sizes[] = {1024, 4096};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct sample sample =
		    make_sample("sized.key", EVP_RSA_gen(sizes[i]));
		struct err err;

		assert_int_equal(sample.info.bits, sizes[i]);
		assert_int_equal(
		    prove(sample.path, sample.record, &err), ERR_OK);
	}
}

static void
another_key_in_the_record_is_named(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(prove(rsa.path, other.record, &err), ERR_RANGE);
	assert_non_null(strstr(err.msg, "another key"));
	assert_int_equal(prove(rsa.path, ed25519.record, &err), ERR_RANGE);
	assert_int_equal(prove(ed25519.path, rsa.record, &err), ERR_RANGE);
}

static void
a_record_nobody_can_use_is_named(void **state)
{
	static const struct {
		const char *format, *says;
	} cases[] = {
	    {"v=DKIM1; k=rsa; p=", "revoked"},
	    {"v=DKIM1; k=rsa", "no p="},
	    {"v=DKIM1; k=rsa; p=%.200s", "cut off"},
	    {"v=DKIM1; k=dsa; p=%s", "kind of key"},
	    {"v=DKIM1; h=sha1; k=rsa; p=%s", "hash"},
	    {"v=DKIM1; s=tlsrpt; k=rsa; p=%s", "not for mail"},
	    {"v=DKIM2; k=rsa; p=%s", "v=DKIM1"},
	    {"v=DKIM1; k=rsa; p=%s; p=x", "v=DKIM1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char record[2048];
		struct err err;

		(void)snprintf(record, sizeof(record), cases[i].format,
		    rsa.info.public_base64);
		assert_int_equal(prove(rsa.path, record, &err), ERR_SYNTAX);
		if (strstr(err.msg, cases[i].says) == NULL)
			fail_msg("%s: %s", record, err.msg);
	}
}

static void
says_when_the_library_refuses(void **state)
{
	char blanks[8192];
	struct err err;

	(void)state;
	/* Longer than the room libopendkim has for a record. */
	memset(blanks, ' ', sizeof(blanks) - 1);
	blanks[sizeof(blanks) - 1] = '\0';
	assert_int_equal(prove(rsa.path,
			     arena_printf(&tempdir.arena, "p=%s%s",
				 rsa.info.public_base64, blanks),
			     &err),
	    ERR_CRYPTO);
}

static void
proves_nothing_without_the_key(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(
	    prove(tempdir_path(&tempdir, "none.key"), rsa.record, &err),
	    ERR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proves_a_key_by_its_record),
	    cmocka_unit_test(takes_a_record_as_receivers_do),
	    cmocka_unit_test(proves_the_smallest_and_the_largest_key),
	    cmocka_unit_test(another_key_in_the_record_is_named),
	    cmocka_unit_test(a_record_nobody_can_use_is_named),
	    cmocka_unit_test(says_when_the_library_refuses),
	    cmocka_unit_test(proves_nothing_without_the_key),
	};

	return cmocka_run_group_tests(tests, make_samples, remove_samples);
}
