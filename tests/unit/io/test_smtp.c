#include "wizard/io/smtp.h"

#include <poll.h>

#include "tests/unit/io/on_loop.h"
#include "tests/unit/io/peer.h"
#include "wizard/io/smtp_tls.h"

#define HOST CERTIFIED_HOST

static struct arena arena;
static struct smtp *smtp;
static struct smtp_service service;
static const struct mail_server *met;

static void
begin(uint16_t port, int64_t timeout)
{
	loop = loop_new();
	smtp = smtp_new(loop,
	    &(struct smtp_options) {
		.port = port,
		.ca_file = with.ca_file,
		.timeout = timeout});
	service = smtp_service(smtp);
	met = NULL;
	calls = 0;
}

static void
end(void)
{
	smtp_free(smtp);
	loop_free(loop);
	arena_release(&arena);
}

static void
note(void *arg, const struct mail_server *server)
{
	(void)arg;
	met = server;
	calls++;
}

static struct smtp_job *
meet(const struct ip *ip)
{
	const struct smtp_request request = {.host = HOST, .address = *ip};

	return service.meet(service.self, &request, &arena, note, NULL);
}

/* --- What servers do ----------------------------------------------------- */

#define HEAR_LINE {PEER_HEAR, "\r\n", 0}
#define GREET     {PEER_SAY, "220 mail.example.org ESMTP\r\n", 0}, HEAR_LINE
#define OFFER                                                            \
	{PEER_SAY, "250-mail.example.org\r\n250-SIZE 1\r\n250 STARTTLS\r\n", \
	    0},                                                          \
	    HEAR_LINE
#define AGREE  {PEER_SAY, "220 go on\r\n", 0}, {PEER_TLS, NULL, 0}
#define SECURE GREET, OFFER, AGREE, {PEER_STALL, NULL, 0}

/* Of which what is sent is no more than the server says of itself. */
struct row {
	const char *what;
	struct peer_step step[PEER_STEPS];
	enum server_status status;
	const char *said; /* a part of it */
	const char *sent; /* all that the server got; NULL: does not matter */
	bool silent;      /* the server does not answer */
};

#define HELLO "EHLO [127.0.0.1]\r\n"

static const struct row rows[] = {
    {"STARTTLS", {SECURE}, SERVER_SECURED, "",
	HELLO "STARTTLS\r\nQUIT\r\n", false},
    {"a greeting of many lines",
	{{PEER_SAY, "220-one\r\n", 100}, GREET, OFFER, AGREE,
	    {PEER_STALL, NULL, 0}},
	SERVER_SECURED, "", NULL, false},
    {"an octet at a time",
	{{PEER_DRIP, "220-mx\r\n220 hello\r\n", 0}, HEAR_LINE,
	    {PEER_DRIP, "250-mx\r\n250 STARTTLS\r\n", 0}, HEAR_LINE, AGREE,
	    {PEER_STALL, NULL, 0}},
	SERVER_SECURED, "", NULL, false},
    {"no STARTTLS",
	{GREET, {PEER_SAY, "250-mx\r\n250 HELP\r\n", 0}, {PEER_STALL, NULL, 0}},
	SERVER_PLAIN, "", HELLO "QUIT\r\n", false},
    {"STARTTLS refused",
	{GREET, OFFER, {PEER_SAY, "454 4.7.0 not now\r\n", 0},
	    {PEER_STALL, NULL, 0}},
	SERVER_TLS_FAILED, "454 4.7.0 not now", HELLO "STARTTLS\r\n", false},
    {"not welcome", {{PEER_SAY, "554 5.7.1 not you\r\n", 0}}, SERVER_REFUSES,
	"554 5.7.1 not you", "", false},
    {"EHLO unknown", {GREET, {PEER_SAY, "502 what?\r\n", 0}}, SERVER_REFUSES,
	"502 what?", NULL, false},
    {"silence", {{PEER_STALL, NULL, 0}}, SERVER_UNREACHABLE,
	"did not answer in time", "", true},
    {"silence after EHLO", {GREET, {PEER_STALL, NULL, 0}},
	SERVER_UNREACHABLE, "did not answer in time", NULL, true},
    {"silence after STARTTLS", {GREET, OFFER, {PEER_STALL, NULL, 0}},
	SERVER_TLS_FAILED, "did not answer in time", NULL, true},
    {"silence in TLS",
	{GREET, OFFER, {PEER_SAY, "220 go on\r\n", 0}, {PEER_STALL, NULL, 0}},
	SERVER_TLS_FAILED, "did not answer in time", NULL, true},
    {"a greeting without an end",
	{{PEER_SAY, "220 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 10000}},
	SERVER_REFUSES, "does not speak SMTP", "", false},
    {"lines without an end", {{PEER_SAY, "220-x\r\n", 100000}},
	SERVER_REFUSES, "does not speak SMTP", "", false},
    {"another protocol", {{PEER_SAY, "SSH-2.0-x\r\n", 0}}, SERVER_REFUSES,
	"does not speak SMTP", "", false},
    {"octets without sense", {{PEER_SAY, "\x01\xff\x80\x1b[31m\n", 0}},
	SERVER_REFUSES, "does not speak SMTP", "", false},
    {"hangs up at once", {{PEER_CLOSE, NULL, 0}}, SERVER_REFUSES,
	"ended the connection", NULL, false},
    {"hangs up within the greeting", {{PEER_SAY, "220-mx", 0}},
	SERVER_REFUSES, "ended the connection", NULL, false},
    {"tears it down", {GREET, {PEER_RESET, NULL, 0}}, SERVER_REFUSES,
	"ended the connection", NULL, false},
    {"hangs up after STARTTLS", {GREET, OFFER}, SERVER_TLS_FAILED,
	"ended the connection", NULL, false},
    {"garbage in place of TLS",
	{GREET, OFFER, {PEER_SAY, "220 go on\r\n", 0},
	    {PEER_HEAR, "\x16\x03\x01", 0}, /* the client begins TLS */
	    {PEER_SAY, "250 what was that?\r\n", 0}, {PEER_STALL, NULL, 0}},
	SERVER_TLS_FAILED, "wrong version", NULL, false},
    /* What was sent in the clear must not be taken for the answer in TLS. */
    {"a reply smuggled in before TLS",
	{GREET, OFFER, {PEER_SAY, "220 go on\r\n250 owned\r\n", 0},
	    {PEER_TLS, NULL, 0}, {PEER_STALL, NULL, 0}},
	SERVER_SECURED, "", HELLO "STARTTLS\r\nQUIT\r\n", false},
};

/* One row under way. */
struct show {
	const struct row *row;
	struct peer *peer;
	struct smtp *smtp;
	const struct mail_server *met;
	unsigned calls;
};

static void
note_show(void *arg, const struct mail_server *server)
{
	struct show *show = arg;

	show->met = server;
	show->calls++;
}

static void
open_show(struct show *show, SSL_CTX *context)
{
	struct smtp_request request = {.host = HOST};

	show->peer = peer_start("127.0.0.1", show->row->step, context);
	assert_non_null(show->peer);
	show->smtp = smtp_new(loop,
	    &(struct smtp_options) {.port = show->peer->port,
		.timeout = show->row->silent ? PEER_SHORT : PEER_TIMEOUT});
	service = smtp_service(show->smtp);
	request.address = show->peer->ip;
	(void)service.meet(service.self, &request, &arena, note_show, show);
	assert_int_equal(show->calls, 0);
}

static void
close_show(struct show *show)
{
	const struct row *row = show->row;
	const struct mail_server *server = show->met;

	peer_stop(show->peer);
	assert_int_equal(show->calls, 1);
	if (server->status != row->status ||
	    strstr(server->said, row->said) == NULL)
		fail_msg("%s: status %d, \"%s\"", row->what, server->status,
		    server->said);
	if (row->sent != NULL && strcmp(show->peer->heard, row->sent) != 0)
		fail_msg("%s: was told \"%s\"", row->what, show->peer->heard);
	peer_free(show->peer);
	smtp_free(show->smtp);
}

/* All at the same time, so that silence is waited for once. */
static void
tells_what_servers_do_and_never_sends_mail(void **state)
{
	static struct show shows[COUNT_OF(rows)];
	SSL_CTX *context = certificate_context(&with.good, 0);

	(void)state;
	loop = loop_new();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		shows[i].row = &rows[i];
		open_show(&shows[i], context);
	}
	run_loop();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		close_show(&shows[i]);
	SSL_CTX_free(context);
	loop_free(loop);
	arena_release(&arena);
}

/* --- Certificates -------------------------------------------------------- */

static const struct peer_step secure[] = {SECURE, {PEER_CLOSE, NULL, 0}};

/* What a server with that certificate is found to be; until end(). */
static void
meet_one_with(const struct certificate *certificate, int newest)
{
	SSL_CTX *context = certificate_context(certificate, newest);
	struct peer *peer = peer_start("127.0.0.1", secure, context);

	assert_non_null(peer);
	begin(peer->port, PEER_TIMEOUT);
	(void)meet(&peer->ip);
	run_loop();
	peer_stop(peer);
	peer_free(peer);
	SSL_CTX_free(context);
	assert_int_equal(calls, 1);
	assert_int_equal(met->status, SERVER_SECURED);
}

static void
tells_certificates_apart(void **state)
{
	static const struct {
		const struct certificate *certificate;
		const char *distrust; /* a part; "": none */
		bool named, dated;
	} cases[] = {
	    {&with.good, "", true, true},
	    {&with.expired, "expired", true, false},
	    {&with.other, "", false, true},
	    {&with.itself, "self-signed", true, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		meet_one_with(cases[i].certificate, 0);
		assert_non_null(strstr(met->distrust, cases[i].distrust));
		assert_int_equal(
		    cases[i].distrust[0] == '\0', met->distrust[0] == '\0');
		assert_int_equal(met->named, cases[i].named);
		assert_int_equal(met->ends_in > 0, cases[i].dated);
		assert_true(met->begins_in < 0);
		assert_int_equal(met->chains, 1);
		assert_false(met->outdated);
		end();
	}
}

static void
names_whom_a_certificate_is_for(void **state)
{
	(void)state;
	meet_one_with(&with.other, 0);
	assert_string_equal(met->subject, "other.example");
	end();
}

static void
names_versions_that_nobody_should_speak(void **state)
{
	(void)state;
	meet_one_with(&with.good, TLS1_VERSION);
	assert_string_equal(met->protocol, "TLSv1");
	assert_true(met->outdated);
	end();
	meet_one_with(&with.good, TLS1_2_VERSION);
	assert_string_equal(met->protocol, "TLSv1.2");
	assert_false(met->outdated);
	end();
}

static void
wants_authorities_that_can_be_read(void **state)
{
	const char *garbage = tempdir_put(
	    &with.tempdir, "garbage.pem", "-----BEGIN CERTIFICATE-----\nx\n", 0600);
	const struct {
		const char *path, *words;
	} cases[] = {
	    {tempdir_path(&with.tempdir, "nothing"), "cannot be read"},
	    {with.tempdir.dir, "no certificate"},
	    {"/dev/null", "no certificate"},
	    {garbage, "no certificate"},
	};
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(smtp_tls_try_authorities(with.ca_file, &err), ERR_OK);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(
		    smtp_tls_try_authorities(cases[i].path, &err), ERR_MISSING);
		assert_non_null(strstr(err.msg, cases[i].path));
		assert_non_null(strstr(err.msg, cases[i].words));
		assert_non_null(strstr(err.msg, "PEM"));
	}
}

/* --- Connections --------------------------------------------------------- */

static void
says_that_nobody_listens(void **state)
{
	struct ip ip;

	(void)state;
	begin(peer_absent(&ip), PEER_TIMEOUT);
	(void)meet(&ip);
	run_loop();
	assert_int_equal(met->status, SERVER_UNREACHABLE);
	assert_non_null(strstr(met->said, "refused"));
	end();
}

static void
speaks_over_ipv6(void **state)
{
	SSL_CTX *context = certificate_context(&with.good, 0);
	struct peer *peer = peer_start("::1", secure, context);

	(void)state;
	if (peer == NULL) {
		SSL_CTX_free(context);
		skip(); /* this machine has no IPv6 */
	}
	begin(peer->port, PEER_TIMEOUT);
	(void)meet(&peer->ip);
	run_loop();
	peer_stop(peer);
	assert_int_equal(met->status, SERVER_SECURED);
	assert_string_equal(
	    peer->heard, "EHLO [IPv6:::1]\r\nSTARTTLS\r\nQUIT\r\n");
	peer_free(peer);
	SSL_CTX_free(context);
	end();
}

static void
calls_nobody_back_after_a_cancel(void **state)
{
	struct peer *peer = peer_start("127.0.0.1",
	    (const struct peer_step[]) {{PEER_STALL, NULL, 0}}, NULL);

	(void)state;
	assert_non_null(peer);
	begin(peer->port, PEER_TIMEOUT);
	service.cancel(service.self, meet(&peer->ip));
	run_loop();
	assert_int_equal(calls, 0);
	/* Conversations under way are no reason not to end. */
	(void)meet(&peer->ip);
	(void)meet(&peer->ip);
	end();
	assert_int_equal(calls, 0);
	peer_stop(peer);
	peer_free(peer);
}

/* --- Many ---------------------------------------------------------------- */

#define CROWD   20
#define AT_ONCE 8
#define QUIET   50  /* ms without a connection: those that wait are let go */

struct crowd {
	int listener;
	size_t most, all;
};

/* Holds every connection until no more come. */
static void *
hold(void *arg)
{
	struct crowd *crowd = arg;
	int held[CROWD];
	size_t n = 0;

	while (crowd->all < CROWD || n > 0) {
		struct pollfd wait = {crowd->listener, POLLIN, 0};

		if (poll(&wait, 1, n > 0 ? QUIET : -1) > 0 && n < CROWD) {
			held[n++] = accept(crowd->listener, NULL, NULL);
			crowd->all++;
			continue;
		}
		crowd->most = n > crowd->most ? n : crowd->most;
		while (n > 0)
			(void)close(held[--n]);
	}
	return NULL;
}

static void
talks_to_few_at_once(void **state)
{
	struct crowd crowd = {.most = 0};
	pthread_t thread;
	uint16_t port;
	struct ip ip;

	(void)state;
	crowd.listener = peer_listen("127.0.0.1", &ip, &port);
	assert_int_not_equal(crowd.listener, -1);
	assert_int_equal(pthread_create(&thread, NULL, hold, &crowd), 0);
	begin(port, PEER_TIMEOUT);
	for (size_t i = 0; i < CROWD; i++)
		(void)meet(&ip);
	run_loop();
	(void)pthread_join(thread, NULL);
	(void)close(crowd.listener);
	assert_int_equal(calls, CROWD);
	assert_int_equal(crowd.most, AT_ONCE);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_what_servers_do_and_never_sends_mail),
	    cmocka_unit_test(tells_certificates_apart),
	    cmocka_unit_test(names_whom_a_certificate_is_for),
	    cmocka_unit_test(names_versions_that_nobody_should_speak),
	    cmocka_unit_test(wants_authorities_that_can_be_read),
	    cmocka_unit_test(says_that_nobody_listens),
	    cmocka_unit_test(speaks_over_ipv6),
	    cmocka_unit_test(calls_nobody_back_after_a_cancel),
	    cmocka_unit_test(talks_to_few_at_once),
	};

	return cmocka_run_group_tests(tests, certificates_set_up,
	    certificates_tear_down);
}
