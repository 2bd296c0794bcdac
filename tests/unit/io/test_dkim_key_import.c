/* Private keys that somebody else has made: read, refused, taken over. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/unit/io/key_room.h"

/* RFC 8032 section 7.1, test 1; the public half also in RFC 8463 appendix A. */
static const unsigned char seed[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a,
    0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5,
    0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f,
    0x60};
static const char ed25519_public[] =
    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

static EVP_PKEY *rsa; /* made once: it takes its time */

static int
make_rsa(void **state)
{
	(void)state;
	rsa = EVP_RSA_gen(2048);
	return rsa == NULL;
}

static int
free_rsa(void **state)
{
	(void)state;
	EVP_PKEY_free(rsa);
	return 0;
}

static FILE *
create(struct fixture *f, const char *name)
{
	return tempdir_open(&f->tempdir, name, 0600);
}

static const char *
put_pkcs8(struct fixture *f, const char *name, EVP_PKEY *key)
{
	FILE *out = create(f, name);

	assert_int_equal(
	    PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(out), 0);
	return file(f, name);
}

static const char *
put_pkcs1(struct fixture *f, const char *name, const EVP_CIPHER *cipher)
{
	unsigned char word[] = "secret";
	BIO *bio = BIO_new_fp(create(f, name), BIO_CLOSE);

	assert_int_equal(PEM_write_bio_PrivateKey_traditional(bio, rsa, cipher,
			     cipher == NULL ? NULL : word, 6, NULL, NULL),
	    1);
	BIO_free(bio);
	return file(f, name);
}

static const char *
put_ed25519(struct fixture *f)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	const char *path = put_pkcs8(f, "ed25519.pem", key);

	EVP_PKEY_free(key);
	return path;
}

static void
reads_the_usual_forms(void **state)
{
	struct fixture *f = *state;
	struct key_info one, two, three;
	struct err err = ERR_INIT;

	assert_int_equal(
	    dkim_key_load(put_pkcs8(f, "8.pem", rsa), &one, &err), ERR_OK);
	assert_int_equal(
	    dkim_key_load(put_pkcs1(f, "1.pem", NULL), &two, &err), ERR_OK);
	assert_int_equal(dkim_key_load(put_ed25519(f), &three, &err), ERR_OK);
	assert_int_equal(one.bits, 2048);
	assert_string_equal(one.public_base64, two.public_base64);
	assert_int_equal(three.type, DKIM_KEY_ED25519);
	assert_string_equal(three.public_base64, ed25519_public);
}

/* The seed above, and with the public key behind it. */
static const char seed_text[] = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
static const char pair_text[] =
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIy"
    "WvAhpo9wdRGg==";

static void
reads_the_seed_of_an_ed25519_key(void **state)
{
	static const struct {
		const char *head;
		const char *tail;
	} cases[] = {
	    {seed_text, ""},
	    {seed_text, "\n"},
	    {seed_text, "\r\n \n"},
	    {pair_text, ""},
	    {pair_text, "\n"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct key_info info;
		struct err err = ERR_INIT;

		assert_int_equal(
		    dkim_key_load(put(f, "seed",
				      arena_printf(&f->tempdir.arena, "%s%s",
					  cases[i].head, cases[i].tail)),
			&info, &err),
		    ERR_OK);
		assert_string_equal(info.public_base64, ed25519_public);
	}
}

static void
import(struct fixture *f, const char *path, const char *selector,
    enum err_code code, const char *says)
{
	struct key_import import = {path, "example.jp", selector};

	f->err = (struct err) ERR_INIT;
	assert_int_equal(
	    f->service.import(f->keys, &import, &f->info, &f->err), code);
	if (says != NULL && strstr(f->err.msg, says) == NULL)
		fail_msg("%s", f->err.msg);
}

static void
imports_every_form_into_the_store(void **state)
{
	struct fixture *f = *state;
	const char *forms[] = {put_pkcs8(f, "8.pem", rsa),
	    put_pkcs1(f, "1.pem", NULL), put_ed25519(f),
	    put(f, "seed", seed_text), put(f, "pair", pair_text)};

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		const char *selector =
		    arena_printf(&f->tempdir.arena, "s%zu", i);
		const char *kept = arena_printf(
		    &f->tempdir.arena, "example.jp/keys/%s.key", selector);

		import(f, forms[i], selector, ERR_OK, NULL);
		assert_string_equal(f->info.path, file(f, kept));
		assert_int_equal(tempdir_mode(&f->tempdir, kept), 0600);
		assert_memory_equal(
		    get(f, kept), "-----BEGIN PRIVATE KEY-----\n", 28);
	}
	assert_string_equal(f->info.public_base64, ed25519_public);
}

static void
imports_a_key_twice_but_never_over_another(void **state)
{
	struct fixture *f = *state;
	const char *path = put_ed25519(f), *before;

	import(f, path, "s1", ERR_OK, NULL);
	before = get(f, "example.jp/keys/s1.key");
	import(f, path, "s1", ERR_OK, NULL);
	import(f, put_pkcs8(f, "8.pem", rsa), "s1", ERR_EXISTS, "overwritten");
	assert_string_equal(get(f, "example.jp/keys/s1.key"), before);
	import(f, path, "../s1", ERR_RANGE, "not a selector");
}

static void
imports_what_a_group_reads_but_not_everybody(void **state)
{
	struct fixture *f = *state;
	const char *path = put_ed25519(f);

	assert_int_equal(chmod(path, 0640), 0);
	import(f, path, "s1", ERR_OK, NULL);
	assert_int_equal(chmod(path, 0644), 0);
	import(f, path, "s2", ERR_RANGE, "Other users");
}

/* The 2048-bit key with the public exponent of another one. */
static EVP_PKEY *
make_odd(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *odd = NULL;
	unsigned char *e;

	assert_int_equal(EVP_PKEY_todata(rsa, EVP_PKEY_KEYPAIR, &params), 1);
	e = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_RSA_E)->data;
	e[0] = 3;
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(
	    EVP_PKEY_fromdata(ctx, &odd, EVP_PKEY_KEYPAIR, params), 1);
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	return odd;
}

static void
imports_nothing_that_is_no_good(void **state)
{
	struct fixture *f = *state;
	EVP_PKEY *small = EVP_RSA_gen(1000), *odd = make_odd();
	char wrong[sizeof(pair_text)];

	import(f, put_pkcs8(f, "small.pem", small), "s1", ERR_RANGE,
	    "1000 bits");
	import(f, put_pkcs1(f, "locked.pem", EVP_aes_128_cbc()), "s1",
	    ERR_RANGE, "passphrase");
	memcpy(wrong, pair_text, sizeof(wrong));
	wrong[60] = wrong[60] == 'A' ? 'B' : 'A';
	import(f, put(f, "pair", wrong), "s1", ERR_RANGE, "not a key in PEM");
	import(f, put_pkcs8(f, "odd.pem", odd), "s1", ERR_RANGE,
	    "do not fit together");
	assert_int_equal(access(file(f, "example.jp/keys/s1.key"), F_OK), -1);
	EVP_PKEY_free(small);
	EVP_PKEY_free(odd);
}

static void
writes_the_seed_beside_the_key(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	char path[512];

	import(f, put_ed25519(f), "e1", ERR_OK, NULL);
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(f->service.write_seed(f->keys, "example.jp",
				     "e1", path, sizeof(path), &err),
		    ERR_OK);
	assert_string_equal(path, file(f, "example.jp/keys/e1.seed"));
	assert_int_equal(
	    tempdir_mode(&f->tempdir, "example.jp/keys/e1.seed"), 0600);
	assert_string_equal(get(f, "example.jp/keys/e1.seed"), seed_text);
	generate(f, "r1", 1024);
	assert_int_equal(f->service.write_seed(f->keys, "example.jp", "r1",
			     path, sizeof(path), &err),
	    ERR_RANGE);
	put(f, "example.jp/keys/e1.seed", "another");
	assert_int_equal(f->service.write_seed(f->keys, "example.jp", "e1",
			     path, sizeof(path), &err),
	    ERR_EXISTS);
}

static void
refuses_a_key_others_can_read(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0660, 0644};
	struct fixture *f = *state;
	const char *path = put_pkcs8(f, "key.pem", rsa);
	struct key_info info;

	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(dkim_key_load(path, &info, &err), ERR_RANGE);
		assert_non_null(strstr(err.msg, "chmod 600 /tmp/"));
	}
}

static void
says_what_is_no_private_key(void **state)
{
	struct fixture *f = *state;
	EVP_PKEY *curve = EVP_EC_gen("prime256v1"), *small = EVP_RSA_gen(1000);
	FILE *out = create(f, "public.pem");
	unsigned char word[] = "secret";
	struct {
		const char *path, *says;
		enum err_code code;
	} cases[] = {
	    {file(f, "none.pem"), "no file", ERR_MISSING},
	    {f->tempdir.dir, "not an ordinary file", ERR_RANGE},
	    {put(f, "text.pem", "p=MIIB\n"), "not a key in PEM", ERR_RANGE},
	    {put_pkcs1(f, "old.pem", EVP_aes_128_cbc()), "passphrase",
		ERR_RANGE},
	    {file(f, "new.pem"), "passphrase", ERR_RANGE},
	    {file(f, "public.pem"), "public half", ERR_RANGE},
	    {put_pkcs8(f, "curve.pem", curve), "no RSA", ERR_RANGE},
	    {put_pkcs8(f, "small.pem", small), "1000 bits", ERR_RANGE},
	    {put(f, "bad.pem",
		 "-----BEGIN PRIVATE KEY-----\nc2VjcmV0IG9jdGV0cw==\n"
		 "-----END PRIVATE KEY-----\n"),
		"damaged", ERR_CRYPTO},
	    {put(f, "cert.pem",
		 "-----BEGIN CERTIFICATE-----\nMAA=\n"
		 "-----END CERTIFICATE-----\n"),
		"certificate", ERR_RANGE},
	};
	struct key_info info;

	assert_int_equal(PEM_write_PUBKEY(out, rsa), 1);
	assert_int_equal(fclose(out), 0);
	out = create(f, "new.pem");
	assert_int_equal(PEM_write_PKCS8PrivateKey(out, rsa, EVP_aes_128_cbc(),
			     (char *)word, 6, NULL, NULL),
	    1);
	assert_int_equal(fclose(out), 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(
		    dkim_key_load(cases[i].path, &info, &err), cases[i].code);
		if (strstr(err.msg, cases[i].says) == NULL)
			fail_msg("%s", err.msg);
		/* No octet of a key in a message. */
		assert_null(strstr(err.msg, "c2VjcmV0"));
		assert_null(strstr(err.msg, "secret"));
	}
	EVP_PKEY_free(curve);
	EVP_PKEY_free(small);
}

static void
refuses_a_huge_file(void **state)
{
	struct fixture *f = *state;
	struct key_info info;
	struct err err = ERR_INIT;
	const char *path = put(f, "huge.pem", "-----BEGIN PRIVATE KEY-----\n");

	assert_int_equal(truncate(path, 1 << 20), 0);
	assert_int_equal(dkim_key_load(path, &info, &err), ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(reads_the_usual_forms),
	    TEST(reads_the_seed_of_an_ed25519_key),
	    TEST(imports_every_form_into_the_store),
	    TEST(imports_a_key_twice_but_never_over_another),
	    TEST(imports_what_a_group_reads_but_not_everybody),
	    TEST(imports_nothing_that_is_no_good),
	    TEST(writes_the_seed_beside_the_key),
	    TEST(refuses_a_key_others_can_read),
	    TEST(says_what_is_no_private_key),
	    TEST(refuses_a_huge_file),
	};

	return cmocka_run_group_tests(tests, make_rsa, free_rsa);
}
