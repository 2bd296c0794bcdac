#include "wizard/io/update.h"

#include "tests/unit/io/on_loop.h"
#include "tests/unit/io/peer.h"
#include "wizard/io/tsig_key.h"

#define KEY "key \"ddns\" { algorithm hmac-sha256; secret \"c2VjcmV0\"; };\n"

static struct arena arena;
static struct update *update;
static struct update_service service;
static struct update_result result;

static int
clear(void **state)
{
	(void)off_loop(state);
	update_free(update);
	update = NULL;
	arena_release(&arena);
	return 0;
}

static void
note(void *arg, const struct update_result *r)
{
	(void)arg;
	result = *r;
	calls++;
}

/* One TXT record is to be added. */
static struct update_job *
submit(const struct ip *ip, const char *key_file)
{
	struct dnsupdate lines = {.zone = "example.org"};
	const struct update_request request = {
	    .update = &lines, .server = *ip, .key_file = key_file};

	dnsupdate_add(&arena, &lines,
	    &(struct dnsupdate_line) {.verb = UPDATE_ADD,
		.name = "example.org",
		.type = DNS_TXT,
		.ttl = 60,
		.data = {"\x02ok", 3}});
	service = update_service(update);
	return service.send(service.self, &request, note, NULL);
}

static void
begin(uint16_t port, int64_t timeout)
{
	update_free(update);
	update = update_new(loop,
	    &(struct update_options) {.port = port, .timeout = timeout});
}

/* --- What servers do ----------------------------------------------------- */

/* Waits for the whole update; where it begins. */
static const unsigned char *
hear_update(struct peer_line *line)
{
	const char *at = line->peer->heard + line->begins;
	const unsigned char *octets = (const unsigned char *)at;
	size_t len, wanted = 2;

	do {
		len = line->peer->len - line->begins;
		if (len >= 2)
			wanted = 2 + (size_t)(octets[0] << 8 | octets[1]);
	} while (len < wanted && peer_receive(line));
	return octets + 2;
}

/*
 * Answers with the id of the update and the RCODE that the step counts; the
 * octets of the text are laid over the answer, length and all.
 */
static bool
answer(struct peer_line *line, const struct peer_step *step)
{
	const unsigned char *heard = hear_update(line);
	char out[14] = {0, 12, (char)heard[0], (char)heard[1], (char)0xa8,
	    (char)step->times};

	for (size_t i = 0; step->text != NULL && step->text[i] != '\0'; i++)
		if (step->text[i] != '.')
			out[i] = step->text[i];
	return peer_send(line, out, sizeof(out));
}

#define ANSWER(rcode)   {PEER_REPLY, NULL, rcode}
#define DAMAGED(octets) {PEER_REPLY, octets, 0}
#define STALL           {PEER_STALL, NULL, 0}
#define SIXTEEN         "xxxxxxxxxxxxxxxx"

static const struct {
	const char *what;
	struct peer_step step[PEER_STEPS];
	enum update_end end;
	unsigned rcode;
	bool silent; /* the server does not answer */
} rows[] = {
    {"done", {ANSWER(0), STALL}, UPDATE_ANSWERED, 0, false},
    {"refused", {ANSWER(5), STALL}, UPDATE_ANSWERED, 5, false},
    {"hangs up behind the answer", {ANSWER(0)}, UPDATE_ANSWERED, 0, false},
    {"another id", {DAMAGED("..\x01\x01"), STALL}, UPDATE_FORGED, 0, false},
    {"no answer but a question", {DAMAGED("....\x28"), STALL}, UPDATE_FORGED,
	0, false},
    {"an answer to a query", {DAMAGED("....\x80"), STALL}, UPDATE_FORGED, 0,
	false},
    {"an answer of five octets", {DAMAGED(".\x05"), STALL}, UPDATE_FORGED, 0,
	false},
    {"one that is longer than what comes", {DAMAGED("\x7f"), STALL},
	UPDATE_SILENT, 0, true},
    {"one that breaks off", {DAMAGED("\x7f")}, UPDATE_SILENT, 0, false},
    {"garbage without an end", {{PEER_SAY, SIXTEEN, 100000}},
	UPDATE_FORGED, 0, false},
    {"hangs up at once", {{PEER_CLOSE, NULL, 0}}, UPDATE_SILENT, 0, false},
    {"tears it down", {{PEER_HEAR, "example", 0}, {PEER_RESET, NULL, 0}},
	UPDATE_SILENT, 0, false},
    {"silence", {STALL}, UPDATE_SILENT, 0, true},
};

static void
play(size_t i)
{
	struct peer *peer = peer_start("127.0.0.1", rows[i].step, NULL);

	assert_non_null(peer);
	peer->reply = answer;
	begin(peer->port, rows[i].silent ? PEER_SHORT : PEER_TIMEOUT);
	calls = 0;
	(void)submit(&peer->ip, NULL);
	assert_int_equal(calls, 0);
	run_loop();
	peer_stop(peer);
	peer_free(peer);
	assert_int_equal(calls, 1);
	if (result.end != rows[i].end || result.rcode != rows[i].rcode)
		fail_msg("%s: %d, rcode %u, \"%s\"", rows[i].what, result.end,
		    result.rcode, result.err.msg);
	assert_int_equal(
	    result.end == UPDATE_SILENT, result.err.msg[0] != '\0');
}

static void
tells_what_was_answered_from_what_is_not_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		play(i);
}

/* --- Keys ---------------------------------------------------------------- */

static void
believes_no_unsigned_answer_to_a_signed_update(void **state)
{
	static const struct peer_step step[] = {ANSWER(0), STALL};
	struct peer *peer = peer_start("127.0.0.1", step, NULL);

	(void)state;
	assert_non_null(peer);
	peer->reply = answer;
	begin(peer->port, PEER_TIMEOUT);
	(void)submit(&peer->ip,
	    tempdir_put(&tempdir, "ddns.key", KEY, 0600));
	run_loop();
	peer_stop(peer);
	assert_int_equal(result.end, UPDATE_UNSIGNED);
	/* The name of the key was sent; the secret never is. */
	assert_non_null(memmem(peer->heard, peer->len, "\x04" "ddns", 5));
	assert_null(memmem(peer->heard, peer->len, "secret", 6));
	peer_free(peer);
}

static void
sends_nothing_without_the_key(void **state)
{
	static const struct peer_step step[] = {STALL};
	struct peer *peer = peer_start("127.0.0.1", step, NULL);
	const char *const files[] = {
	    tempdir_path(&tempdir, "nothing"),
	    tempdir_put(&tempdir, "garbage", "not a key", 0600),
	};

	(void)state;
	assert_non_null(peer);
	begin(peer->port, PEER_TIMEOUT);
	for (unsigned i = 0; i < COUNT_OF(files); i++) {
		(void)submit(&peer->ip, files[i]);
		run_loop();
		assert_int_equal(calls, i + 1);
		assert_int_equal(result.end, UPDATE_NOT_SENT);
		assert_string_not_equal(result.err.msg, "");
	}
	peer_stop(peer);
	assert_int_equal(peer->connections, 0);
	peer_free(peer);
}

/* --- Connections --------------------------------------------------------- */

static void
says_that_nobody_listens(void **state)
{
	struct ip ip;

	(void)state;
	begin(peer_absent(&ip), PEER_TIMEOUT);
	(void)submit(&ip, NULL);
	run_loop();
	assert_int_equal(result.end, UPDATE_NOT_SENT);
	assert_non_null(strstr(result.err.msg, "refused"));
}

static void
sends_over_ipv6(void **state)
{
	static const struct peer_step step[] = {ANSWER(0), STALL};
	struct peer *peer = peer_start("::1", step, NULL);

	(void)state;
	if (peer == NULL)
		skip(); /* this machine has no IPv6 */
	peer->reply = answer;
	begin(peer->port, PEER_TIMEOUT);
	(void)submit(&peer->ip, NULL);
	run_loop();
	peer_stop(peer);
	peer_free(peer);
	assert_int_equal(result.end, UPDATE_ANSWERED);
}

static void
calls_nobody_back_after_a_cancel(void **state)
{
	static const struct peer_step step[] = {STALL};
	struct peer *peer = peer_start("127.0.0.1", step, NULL);

	(void)state;
	assert_non_null(peer);
	begin(peer->port, PEER_TIMEOUT);
	service.cancel(service.self, submit(&peer->ip, NULL));
	run_loop();
	peer_stop(peer);
	peer_free(peer);
	assert_int_equal(calls, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, on_loop, clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(tells_what_was_answered_from_what_is_not_known),
	    TEST(believes_no_unsigned_answer_to_a_signed_update),
	    TEST(sends_nothing_without_the_key),
	    TEST(says_that_nobody_listens),
	    TEST(sends_over_ipv6),
	    TEST(calls_nobody_back_after_a_cancel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
