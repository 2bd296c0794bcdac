/* Keys for updates, and signatures made and checked with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "wizard/io/tsig_key.h"

#include "tests/unit/io/tsig_vectors.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static enum err_code
parse(const char *text, struct tsig_key *key, struct err *err)
{
	*err = (struct err)ERR_INIT;
	return tsig_key_parse(slice_of(text), key, err);
}

/* --- Files --------------------------------------------------------------- */

static void
reads_keys_as_nsupdate_has_them(void **state)
{
	static const struct {
		const char *text, *name, *algorithm;
		size_t len;
	} rows[] = {
	    {"key \"a\" { algorithm hmac-sha256; secret \"AAAA\"; };", "a",
		"hmac-sha256", 3},
	    {"key a.example. {\n\tsecret AAA=;\n\talgorithm HMAC-SHA512;\n};\n",
		"a.example", "hmac-sha512", 2},
	    {"# one\n// two\n/* three\n */key \"A\"{algorithm "
	     "\"hmac-sha1\";secret \"AA==\";}; # end",
		"a", "hmac-sha1", 1},
	    {"key \"k_1\" { algorithm hmac-sha384; secret \"AAAAAAAA\"; };",
		"k_1", "hmac-sha384", 6},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tsig_key key;
		struct err err;

		if (parse(rows[i].text, &key, &err) != ERR_OK)
			fail_msg("%s: %s", rows[i].text, err.msg);
		assert_string_equal(key.name, rows[i].name);
		assert_string_equal(key.algorithm->name, rows[i].algorithm);
		assert_int_equal(key.len, rows[i].len);
	}
}

static void
refuses_other_files_and_never_quotes_them(void **state)
{
	static const char *const rows[] = {
	    "",
	    "SECRETSECRET",
	    "key",
	    "key \"SECRET",
	    "key \"a\" { algorithm hmac-sha256; secret \"SECRET",
	    "key \"a\" { algorithm hmac-sha256; secret \"SECRET!!\"; };",
	    "key \"a\" { algorithm hmac-sha256; secret \"SECRETSECRE\"; };",
	    "key \"a\" { algorithm hmac-sha256; secret \"\"; };",
	    "key \"a\" { algorithm hmac-md5; secret \"SECRETSECRET\"; };",
	    "key \"a\" { algorithm SECRETSECRET; secret \"AAAA\"; };",
	    "key \"a\" { secret \"SECRETSECRET\"; };",
	    "key \"a\" { algorithm hmac-sha256; };",
	    "key \"a\" { algorithm hmac-sha256; secret \"AAAA\"; }",
	    "key \"a\" { algorithm hmac-sha256 secret \"AAAA\"; };",
	    "key \"a\" { SECRET SECRET; };",
	    "key \"SECRET..\" { algorithm hmac-sha256; secret \"AAAA\"; };",
	    "key \"a\" { algorithm hmac-sha256; secret \"AAAA\"; }; SECRET",
	    "/* SECRET",
	    "key \"a\" { algorithm hmac-sha256; secret \"====\"; };",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tsig_key key;
		struct err err;

		if (parse(rows[i], &key, &err) == ERR_OK)
			fail_msg("taken: %s", rows[i]);
		assert_string_not_equal(err.msg, "");
		assert_null(strstr(err.msg, "SECRET"));
	}
}

static void
knows_who_can_read_the_file(void **state)
{
	static const char text[] =
	    "key \"a\" { algorithm hmac-sha256; secret \"AAAA\"; };";
	static const struct {
		mode_t mode;
		bool exposed;
	} rows[] = {{0600, false}, {0640, false}, {0644, true}, {0602, true}};
	char path[] = "/tmp/inkan-test-XXXXXX";
	int fd = mkstemp(path);
	struct err err = ERR_INIT;
	struct tsig_key key;

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(fchmod(fd, rows[i].mode), 0);
		assert_int_equal(tsig_key_read(path, &key, &err), ERR_OK);
		assert_int_equal(key.exposed, rows[i].exposed);
	}
	assert_int_equal(ftruncate(fd, 4097), 0);
	assert_int_equal(tsig_key_read(path, &key, &err), ERR_LIMIT);
	(void)close(fd);
	(void)unlink(path);
	assert_int_equal(tsig_key_read(path, &key, &err), ERR_MISSING);
}

static void
leaves_nothing_when_wiped(void **state)
{
	static const struct tsig_key nothing;
	struct tsig_key key;
	struct err err;

	(void)state;
	assert_int_equal(parse(vector_key, &key, &err), ERR_OK);
	tsig_key_wipe(&key);
	assert_memory_equal(&key, &nothing, sizeof(key));
}

/* --- Signatures ----------------------------------------------------------- */

/* The request of tsig_vectors.h, signed. */
static void
sign(struct tsig_key *key, struct buf *message, struct tsig_mac *mac)
{
	struct err err;

	assert_int_equal(parse(vector_key, key, &err), ERR_OK);
	buf_add(message, vector_plain, sizeof(vector_plain));
	assert_int_equal(
	    tsig_key_sign(key, VECTOR_TIME, message, mac, &err), ERR_OK);
}

static void
signs_as_others_do(void **state)
{
	struct buf message = BUF_INIT;
	struct tsig_key key;
	struct tsig_mac mac;

	(void)state;
	sign(&key, &message, &mac);
	assert_int_equal(message.len, sizeof(vector_signed));
	assert_memory_equal(message.data, vector_signed, message.len);
	buf_release(&message);
}

/* What just fits without a signature does not fit with one. */
static void
signs_nothing_that_becomes_too_large(void **state)
{
	static const char zeroes[DNS_MESSAGE_MAX];
	static const size_t lengths[] = {DNS_MESSAGE_MAX - 512, DNS_MESSAGE_MAX};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct buf message = BUF_INIT;
		struct tsig_key key;
		struct tsig_mac mac;
		struct err err;

		assert_int_equal(parse(vector_key, &key, &err), ERR_OK);
		buf_add(&message, zeroes, lengths[i]);
		assert_int_equal(
		    tsig_key_sign(&key, VECTOR_TIME, &message, &mac, &err),
		    i == 0 ? ERR_OK : ERR_LIMIT);
		buf_release(&message);
	}
}

static void
judges_answers_by_their_signature(void **state)
{
	static const struct {
		const unsigned char *answer;
		size_t len;
		int late; /* seconds */
		enum tsig_verdict verdict;
		unsigned error;
	} rows[] = {
	    {vector_good, sizeof(vector_good), 0, TSIG_GOOD, 0},
	    {vector_good, sizeof(vector_good), 300, TSIG_GOOD, 0},
	    {vector_good, sizeof(vector_good), -300, TSIG_GOOD, 0},
	    {vector_good, sizeof(vector_good), 301, TSIG_FORGED, 0},
	    {vector_good, sizeof(vector_good), -301, TSIG_FORGED, 0},
	    {vector_badtime, sizeof(vector_badtime), 0, TSIG_GOOD,
		TSIG_BADTIME},
	    {vector_badsig, sizeof(vector_badsig), 0, TSIG_REFUSED,
		TSIG_BADSIG},
	    {vector_other, sizeof(vector_other), 0, TSIG_FORGED, 0},
	    {vector_unsigned, sizeof(vector_unsigned), 0, TSIG_MISSING, 0},
	};
	struct buf message = BUF_INIT;
	struct tsig_key key;
	struct tsig_mac mac;

	(void)state;
	sign(&key, &message, &mac);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice answer = {
		    (const char *)rows[i].answer, rows[i].len};
		uint64_t now = (uint64_t)(VECTOR_TIME + rows[i].late);
		struct tsig tsig = {.error = 0};

		assert_int_equal(tsig_key_check(&arena, &key, now, &mac,
				     answer, &tsig),
		    rows[i].verdict);
		if (rows[i].error != 0)
			assert_int_equal(tsig.error, rows[i].error);
		if (rows[i].error == TSIG_BADTIME)
			assert_int_equal(
			    tsig_server_time(&tsig), VECTOR_TIME + 3600);
	}
	buf_release(&message);
}

/* No octet of a good answer can be another one, none can be missing. */
static void
believes_no_changed_answer(void **state)
{
	struct buf message = BUF_INIT;
	struct tsig_key key;
	struct tsig_mac mac;

	(void)state;
	sign(&key, &message, &mac);
	for (size_t i = 2; i < sizeof(vector_good); i++) {
		unsigned char changed[sizeof(vector_good)];
		struct slice answer = {(const char *)changed, sizeof(changed)};
		struct tsig tsig;

		memcpy(changed, vector_good, sizeof(changed));
		changed[i] ^= 1;
		assert_int_not_equal(tsig_key_check(&arena, &key, VECTOR_TIME,
					 &mac, answer, &tsig),
		    TSIG_GOOD);
		answer = (struct slice) {(const char *)vector_good, i};
		assert_int_not_equal(tsig_key_check(&arena, &key, VECTOR_TIME,
					 &mac, answer, &tsig),
		    TSIG_GOOD);
	}
	mac.octets[0] ^= 1; /* the answer to something else */
	assert_int_equal(
	    tsig_key_check(&arena, &key, VECTOR_TIME, &mac,
		(struct slice) {(const char *)vector_good,
		    sizeof(vector_good)},
		&(struct tsig) {.error = 0}),
	    TSIG_FORGED);
	buf_release(&message);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_keys_as_nsupdate_has_them),
	    cmocka_unit_test(refuses_other_files_and_never_quotes_them),
	    cmocka_unit_test(knows_who_can_read_the_file),
	    cmocka_unit_test(leaves_nothing_when_wiped),
	    cmocka_unit_test(signs_as_others_do),
	    cmocka_unit_test(signs_nothing_that_becomes_too_large),
	    cmocka_unit_test(judges_answers_by_their_signature),
	    cmocka_unit_test(believes_no_changed_answer),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
