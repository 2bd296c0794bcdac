/* Agreement with signers and verifiers that others have written. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/wait.h>

#include "tests/unit/io/mail_lab.h"

static const char letter[] = "From: Joe <joe@example.jp>\n"
			     "To: Suzie <suzie@example.net>\n"
			     "Subject: =?utf-8?B?44GC?= and a\n long one\n"
			     "Date: Fri, 11 Jul 2003 21:00:37 -0700\n"
			     "Message-ID: <1@example.jp>\n"
			     "\n"
			     "Hi,  there \n\n.\n\xe3\x81\x82\t\n\n\n";

/* Keys in the forms that the signers read. */
static struct sample {
	const char *path;
	const char *record;
} rsa, weak, ed25519;

static const char *
seed_of(EVP_PKEY *key)
{
	unsigned char raw[32], text[64];
	size_t len = sizeof(raw);

	assert_int_equal(EVP_PKEY_get_raw_private_key(key, raw, &len), 1);
	(void)EVP_EncodeBlock(text, raw, (int)len);
	return arena_copy(&tempdir.arena, (const char *)text);
}

static struct sample
make_rsa(const char *name, unsigned bits)
{
	EVP_PKEY *key = EVP_RSA_gen(bits);
	BIO *bio = BIO_new_fp(tempdir_open(&tempdir, name, 0600), BIO_CLOSE);
	unsigned char *der = NULL, text[2048];
	int len = i2d_PUBKEY(key, &der);

	assert_non_null(bio);
	assert_int_equal(PEM_write_bio_PrivateKey_traditional(
			     bio, key, NULL, NULL, 0, NULL, NULL),
	    1);
	assert_int_equal(BIO_free(bio), 1);
	(void)EVP_EncodeBlock(text, der, len);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return (struct sample) {
	    .path = tempdir_path(&tempdir, name),
	    .record = arena_printf(
		&tempdir.arena, "v=DKIM1; k=rsa; p=%s", (const char *)text),
	};
}

static struct sample
make_ed25519(const char *name)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	FILE *out = tempdir_open(&tempdir, name, 0600);
	unsigned char raw[32], text[64];
	size_t len = sizeof(raw);

	(void)fputs(seed_of(key), out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(EVP_PKEY_get_raw_public_key(key, raw, &len), 1);
	(void)EVP_EncodeBlock(text, raw, (int)len);
	EVP_PKEY_free(key);
	return (struct sample) {
	    .path = tempdir_path(&tempdir, name),
	    .record = arena_printf(
		&tempdir.arena, "v=DKIM1; k=ed25519; p=%s", (const char *)text),
	};
}

/* Runs a command in the directory of the test; its exit status. */
static int
run(const char *command)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (chdir(tempdir.dir) == 0)
			(void)execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define DKIMPY "/usr/bin/python3 " TESTS_DIR "/unit/io/dkimpy.py "

static void
need_dkimpy(void)
{
	if (run("/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null") == 0)
		return;
	print_message("skipped: python3-dkim is not installed\n");
	skip();
}

static void
write_file(const char *name, struct slice text)
{
	FILE *out = tempdir_open(&tempdir, name, 0600);

	assert_int_equal(fwrite(text.ptr, 1, text.len, out), text.len);
	assert_int_equal(fclose(out), 0);
}

static struct slice
with_crlf(const char *text)
{
	struct buf out = BUF_INIT;
	struct slice copy;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_addc(&out, '\r');
		buf_addc(&out, *text);
	}
	copy = (struct slice) {
	    arena_copy(&tempdir.arena, buf_text(&out)), out.len};
	buf_release(&out);
	return copy;
}

static struct slice
signed_by_dkimpy(const char *body, const struct sample *key, const char *how)
{
	write_file("letter", with_crlf(body));
	assert_int_equal(
	    run(arena_printf(&tempdir.arena,
		DKIMPY "sign %s '%s' <letter >signed", key->path, how)),
	    0);
	return read_file(tempdir_path(&tempdir, "signed"));
}

static unsigned
faults_of(struct slice message, const struct sample *sample)
{
	struct mail_key key = {"example.jp", "s1", sample->record};

	assert_int_equal(verify(message, &key, 1), 1);
	return result[0].faults;
}

/* --- Agreement ------------------------------------------------------------ */

#define SIGNED 8 /* simple or relaxed, twice, with a key of either kind */

static const struct {
	const char *old, *new;
} changes[] = {
    {"Hi", "Hi"},
    {"there \r\n", "there\r\n"},
    {"Hi,  there", "Hi, there"},
    {"\r\n\r\n\r\n", "\r\n"},
    {"Subject: ", "Subject:   "},
    {"Subject", "SUBJECT"},
    {"\r\n long", " long"},
    {"Hi", "Ho"},
    {"Joe", "Jane"},
};

/* Every message changed in every way, as changed-0 and so on. */
static void
write_changed(void)
{
	for (size_t i = 0; i < SIGNED; i++) {
		struct slice text = read_file(tempdir_path(
		    &tempdir, arena_printf(&tempdir.arena, "signed-%zu", i)));

		for (size_t j = 0; j < COUNT_OF(changes); j++)
			write_file(arena_printf(&tempdir.arena, "changed-%zu",
				       i * COUNT_OF(changes) + j),
			    replaced(text, changes[j].old, changes[j].new));
	}
}

static void
agrees_with_dkimpy(void **state)
{
	size_t count = SIGNED * COUNT_OF(changes);
	struct slice verdicts;

	(void)state;
	need_dkimpy();
	write_file("letter", with_crlf(letter));
	assert_int_equal(run(arena_printf(&tempdir.arena, DKIMPY "matrix %s %s",
			     rsa.path, ed25519.path)),
	    0);
	write_changed();
	assert_int_equal(run(arena_printf(&tempdir.arena,
			     DKIMPY "verify '%s' '%s' %zu >verdicts",
			     rsa.record, ed25519.record, count)),
	    0);
	verdicts = read_file(tempdir_path(&tempdir, "verdicts"));
	assert_int_equal(verdicts.len, 2 * count);
	for (size_t i = 0; i < count; i++) {
		struct slice text = read_file(tempdir_path(
		    &tempdir, arena_printf(&tempdir.arena, "changed-%zu", i)));
		const struct sample *key =
		    i / COUNT_OF(changes) % 2 == 0 ? &rsa : &ed25519;
		bool good = faults_of(text, key) == 0;

		assert_int_equal(good, verdicts.ptr[2 * i] == '1');
		/* The first change is none. */
		assert_true(good || i % COUNT_OF(changes) != 0);
	}
}

static void
refuses_what_the_library_would_take(void **state)
{
	struct slice text;

	(void)state;
	need_dkimpy();
	text =
	    signed_by_dkimpy(letter, &rsa, "signature_algorithm=b\"rsa-sha1\"");
	assert_int_equal(faults_of(text, &rsa), MAIL_SHA1);
	text = signed_by_dkimpy(letter, &weak, "");
	assert_true((faults_of(text, &weak) & (MAIL_WEAK | MAIL_REFUSED)) != 0);
	text = signed_by_dkimpy(letter, &rsa, "length=True");
	assert_int_equal(faults_of(text, &rsa), 0);
	/* Empty lines at the end are no text. */
	text = replaced(text, "\r\n\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n");
	assert_int_equal(faults_of(text, &rsa), 0);
	text = replaced(text, "\t\r\n\r\n", "\t\r\n\r\nBuy!\r\n");
	assert_int_equal(faults_of(text, &rsa), MAIL_ADDED);
}

/* The clock is not the library's business: whoever asks judges t= and x=. */
static void
does_not_judge_time(void **state)
{
	struct slice text;

	(void)state;
	need_dkimpy();
	text = signed_by_dkimpy(letter, &rsa, "");
	assert_int_equal(faults_of(text, &rsa), 0);
	/* An x= in the past is one more change to the signature, no refusal. */
	text = replaced(text, "v=1;", "v=1; x=1795000000;");
	text = replaced(text, " t=", " t=1790000000; r=");
	assert_int_equal(faults_of(text, &rsa), MAIL_HEADER);
	text = replaced(text, "x=1795000000", "x=2195000000");
	text = replaced(text, "t=1790000000", "t=2190000000");
	assert_int_equal(faults_of(text, &rsa), MAIL_HEADER);
}

static int
make_keys(void **state)
{
	(void)state;
	tempdir_make(&tempdir);
	rsa = make_rsa("rsa.key", 2048);
	weak = make_rsa("weak.key", 768);
	ed25519 = make_ed25519("ed25519.key");
	return 0;
}

static int
remove_keys(void **state)
{
	(void)state;
	tempdir_remove(&tempdir);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(agrees_with_dkimpy),
	    cmocka_unit_test(refuses_what_the_library_would_take),
	    cmocka_unit_test(does_not_judge_time),
	};

	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
