#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "tests/unit/io/mail_lab.h"
#include "wizard/io/mail_verify.h"

/* RFC 8463 appendix A.2, RFC 6376 appendix C. */
static const char football_ed25519[] =
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
static const char football_rsa[] =
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
    "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
    "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
    "Ip3G+2kryOTIKT+l/K4w3QIDAQAB";
static const char brisbane_rsa[] =
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3"
    "/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/Rtd"
    "C2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQ"
    "PNUYckcQ2QIDAQAB";

/* --- The vectors of the RFCs ---------------------------------------------- */

static const struct mail_key football[] = {
    {"football.example.com", "brisbane", football_ed25519},
    {"football.example.com", "test", football_rsa},
};

static void
verifies_the_signatures_of_rfc_8463(void **state)
{
	struct slice message = read_file(MESSAGES "rfc8463.eml");

	(void)state;
	assert_int_equal(verify(message, football, 2), 2);
	assert_int_equal(result[0].faults, 0);
	assert_int_equal(result[1].faults, 0);
}

static void
verifies_the_signature_of_rfc_6376(void **state)
{
	static const struct mail_key key = {
	    "example.com", "brisbane", brisbane_rsa};

	(void)state;
	assert_int_equal(verify(read_file(MESSAGES "rfc6376.eml"), &key, 1), 1);
	assert_int_equal(result[0].faults, 0);
}

static void
judges_every_signature_by_itself(void **state)
{
	struct slice message = read_file(MESSAGES "rfc8463.eml");

	(void)state;
	/* The first one is good; the second has no key. */
	assert_int_equal(verify(message, football, 1), 2);
	assert_int_equal(result[0].faults, 0);
	assert_int_equal(result[1].faults, MAIL_REFUSED);
	assert_true(result[1].comment[0] != '\0');
	/* The first one cannot be read. */
	message = replaced(message, "v=1; a=ed", "v=1; b; a=ed");
	assert_int_equal(verify(message, football, 2), 2);
	assert_int_equal(result[0].faults, MAIL_REFUSED);
	assert_int_equal(result[1].faults, 0);
}

/* --- What happens to messages --------------------------------------------- */

static void
tells_what_was_changed(void **state)
{
	static const struct {
		const char *old, *new;
		unsigned ed25519, rsa;
	} rows[] = {
	    {"lost the game", "won the game", MAIL_BODY, MAIL_BODY},
	    {"dinner", "lunch", MAIL_HEADER, MAIL_HEADER},
	    {"Joe SixPack", "Jane", MAIL_HEADER, MAIL_HEADER},
	    {"\nHi.\n", "\nHo.\n", MAIL_BODY, MAIL_BODY},
	    /* Fields that nobody signed, and blanks that do not count. */
	    {"From: Joe", "X-New: 1\nFrom:  Joe", 0, 0},
	    {"game.  Are", "game. Are", 0, 0},
	    {"\nJoe.\n", "\nJoe. \n\n\n", 0, 0},
	    /* One more From is one that the signature forbids. */
	    {"From: Joe", "From: a@b.example\nFrom: Joe", MAIL_HEADER,
		MAIL_HEADER},
	    {"t=1528637909", "t=1528637908", MAIL_HEADER, 0},
	};
	struct slice message = read_file(MESSAGES "rfc8463.eml");

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		verify(
		    replaced(message, rows[i].old, rows[i].new), football, 2);
		assert_int_equal(result[0].faults, rows[i].ed25519);
		assert_int_equal(result[1].faults, rows[i].rsa);
	}
	message = replaced(message, "lost the game", "won");
	verify(replaced(message, "dinner", "lunch"), football, 2);
	assert_int_equal(result[0].faults, MAIL_BODY | MAIL_HEADER);
	assert_int_equal(result[1].faults, MAIL_BODY | MAIL_HEADER);
}

static void
takes_any_line_end(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	struct slice message = read_file(MESSAGES "rfc8463.eml");

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct buf text = BUF_INIT;

		for (size_t j = 0; j < message.len; j++)
			if (message.ptr[j] == '\n')
				buf_adds(&text, ends[i]);
			else
				buf_addc(&text, message.ptr[j]);
		verify((struct slice) {text.data, text.len}, football, 2);
		assert_int_equal(result[0].faults, 0);
		assert_int_equal(result[1].faults, 0);
		/* The last line end is missing. */
		verify((struct slice) {text.data, text.len - strlen(ends[i])},
		    football, 2);
		assert_int_equal(result[0].faults, 0);
		buf_release(&text);
	}
}

/* --- Keys ----------------------------------------------------------------- */

static const char *
rsa_record(unsigned bits)
{
	EVP_PKEY *key = EVP_RSA_gen(bits);
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	unsigned char *text = arena_alloc(&tempdir.arena, 2048);

	assert_true(len > 0);
	assert_true(EVP_EncodeBlock(text, der, len) > 0);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return arena_printf(
	    &tempdir.arena, "v=DKIM1; k=rsa; p=%s", (const char *)text);
}

static void
knows_a_signature_of_another_rsa_key(void **state)
{
	struct slice message = read_file(MESSAGES "rfc8463.eml");
	struct mail_key key = football[1];

	(void)state;
	key.record = rsa_record(1024);
	verify(message, &key, 1);
	assert_int_equal(result[1].faults, MAIL_KEY);
	key.record = rsa_record(2048);
	verify(message, &key, 1);
	assert_int_equal(result[1].faults, MAIL_KEY);
	verify(replaced(message, "lost", "won"), &key, 1);
	assert_int_equal(result[1].faults, MAIL_KEY | MAIL_BODY);
}

static void
leaves_open_whose_an_ed25519_signature_is(void **state)
{
	struct mail_key key = football[0];

	(void)state;
	key.record = "v=DKIM1; k=ed25519; "
		     "p=sPs07Vu29FpHT/80UXUcYHFOHifD4o2ZlP2+XUh9g6E=";
	verify(read_file(MESSAGES "rfc8463.eml"), &key, 1);
	assert_int_equal(result[0].faults, MAIL_HEADER);
}

static void
refuses_records_it_cannot_use(void **state)
{
	static const char *const records[] = {"", "v=DKIM1; p=", "k=rsa",
	    "v=DKIM1; p=!", "v=DKIM1; k=ed25519; p=AAAA", "v=spf1 -all"};
	struct slice message = read_file(MESSAGES "rfc8463.eml");
	struct mail_key key = football[1];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		key.record = records[i];
		verify(message, &key, 1);
		assert_true(result[1].faults != 0);
	}
	key.record = arena_printf(
	    &tempdir.arena, "%s; n=%*s", football_rsa, MAIL_RECORD_MAX, "x");
	verify(message, &key, 1);
	assert_int_equal(result[1].faults, MAIL_REFUSED);
}

/* --- Hostile messages ----------------------------------------------------- */

static void
bounds_the_number_of_signatures(void **state)
{
	struct slice message = read_file(MESSAGES "rfc8463.eml");
	struct buf text = BUF_INIT;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_add(&text, message.ptr,
		    (size_t)(strstr(message.ptr, "From: Joe") - message.ptr));
	buf_add(&text, message.ptr, message.len);
	assert_int_equal(
	    verify((struct slice) {text.data, text.len}, football, 2),
	    MAIL_SIGNATURES_MAX);
	for (size_t i = 0; i < MAIL_SIGNATURES_MAX; i++)
		assert_int_equal(result[i].faults, 0);
	buf_release(&text);
}

#define TEXT(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static void
survives_messages_that_are_none(void **state)
{
	static const struct {
		struct slice text;
		size_t signatures;
	} rows[] = {
	    {TEXT(""), 0},
	    {TEXT("\0\0\0"), 0},
	    {TEXT("DKIM-Signature:\n\n"), 1},
	    {TEXT("DKIM-Signature: v=1\0; a=b\n\n"), 1},
	    {TEXT("From: a\0b\nDKIM-Signature: v=1; b=AAAA; d=a; s=b\n\n"), 1},
	    {TEXT("DKIM-Signature: v=1; b=AAAA; d=a; s=b\n\n"), 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(
		    verify(rows[i].text, football, 2), rows[i].signatures);
		for (size_t j = 0; j < rows[i].signatures; j++)
			assert_true(result[j].faults != 0);
	}
}

/* --- The service ---------------------------------------------------------- */

struct answer {
	size_t calls, count;
	unsigned faults;
};

static void
note(void *arg, const struct mail_signature *signature, size_t count)
{
	struct answer *answer = arg;

	answer->calls++;
	answer->count = count;
	answer->faults = count > 0 ? signature[0].faults : MAIL_REFUSED;
}

static void
answers_from_the_loop_and_not_when_cancelled(void **state)
{
	struct loop *loop = loop_new();
	struct mail_verify *verifier = mail_verify_new(loop);
	struct mail_service service = mail_verify_service(verifier);
	struct slice text = read_file(MESSAGES "rfc8463.eml");
	struct mail_request request = {text, football, 2};
	struct answer answer = {.calls = 0}, cancelled = {.calls = 0};
	struct mail_job *job;

	(void)state;
	(void)service.verify(service.self, &request, note, &answer);
	job = service.verify(service.self, &request, note, &cancelled);
	assert_int_equal(answer.calls, 0);
	service.cancel(service.self, job);
	while (loop_turn(loop))
		continue;
	assert_int_equal(answer.calls, 1);
	assert_int_equal(answer.count, 2);
	assert_int_equal(answer.faults, 0);
	assert_int_equal(cancelled.calls, 0);
	mail_verify_free(verifier);
	loop_free(loop);
}

static int
make_room(void **state)
{
	(void)state;
	tempdir_make(&tempdir);
	return 0;
}

static int
remove_room(void **state)
{
	(void)state;
	tempdir_remove(&tempdir);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verifies_the_signatures_of_rfc_8463),
	    cmocka_unit_test(verifies_the_signature_of_rfc_6376),
	    cmocka_unit_test(judges_every_signature_by_itself),
	    cmocka_unit_test(tells_what_was_changed),
	    cmocka_unit_test(takes_any_line_end),
	    cmocka_unit_test(knows_a_signature_of_another_rsa_key),
	    cmocka_unit_test(leaves_open_whose_an_ed25519_signature_is),
	    cmocka_unit_test(refuses_records_it_cannot_use),
	    cmocka_unit_test(bounds_the_number_of_signatures),
	    cmocka_unit_test(survives_messages_that_are_none),
	    cmocka_unit_test(answers_from_the_loop_and_not_when_cancelled),
	};

	return cmocka_run_group_tests(tests, make_room, remove_room);
}
