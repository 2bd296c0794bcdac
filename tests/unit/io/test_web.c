#include "wizard/io/web.h"

#include "tests/unit/io/on_loop.h"
#include "tests/unit/io/peer.h"

#define HOST CERTIFIED_HOST

static struct arena arena;
static struct web *web;
static struct web_service service;
static const struct page *page;

static void
begin(uint16_t port, int64_t timeout)
{
	loop = loop_new();
	web = web_new(loop,
	    &(struct web_options) {
		.port = port,
		.ca_file = with.ca_file,
		.timeout = timeout});
	service = web_service(web);
	page = NULL;
	calls = 0;
}

static void
end(void)
{
	loop_free(loop);
	web_free(web);
	arena_release(&arena);
}

static void
note(void *arg, const struct page *fetched)
{
	(void)arg;
	page = fetched;
	calls++;
}

static struct web_job *
fetch(const struct ip *ip)
{
	const struct web_request request = {
	    .host = HOST, .path = "/policy.txt", .address = *ip};

	return service.fetch(service.self, &request, &arena, note, NULL);
}

/* --- What servers say ---------------------------------------------------- */

#define ASKED {PEER_TLS, NULL, 0}, {PEER_HEAR, "\r\n\r\n", 0}
#define LINE(text) {PEER_SAY, text "\r\n", 0}
#define HEAD(fields) \
	LINE("HTTP/1.1 200 OK"), LINE("Content-Type: text/plain"), \
	    {PEER_SAY, fields "\r\n", 0}
#define FULL       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" /* 32 octets */
#define CHUNK      "20\r\n" FULL "\r\n"
#define GARBAGE    "\x1f\x8b\x08 octets of gzip"
#define NO_TIMEOUT false

struct row {
	const char *what;
	struct peer_step step[PEER_STEPS];
	enum page_status status;
	unsigned code;
	const char *type;
	size_t len;          /* of the page */
	const char *problem; /* a part of it */
	bool silent;         /* the server does not come to an end */
};

static const struct row rows[] = {
    {"a page", {ASKED, HEAD(""), {PEER_SAY, "ok", 0}}, PAGE_HERE, 200,
	"text/plain", 2, "", NO_TIMEOUT},
    {"no page", {ASKED, LINE("HTTP/1.1 404 Not Found"), LINE("")}, PAGE_HERE,
	404, "", 0, "", NO_TIMEOUT},
    {"another type",
	{ASKED, LINE("HTTP/1.1 200 OK"), LINE("Content-Type: text/html"),
	    LINE(""), {PEER_SAY, "<p>", 0}},
	PAGE_HERE, 200, "text/html", 3, "", NO_TIMEOUT},
    /* Whoever follows it asks a second time: see below. */
    {"a redirect",
	{ASKED, LINE("HTTP/1.1 301 Moved"), LINE("Location: /policy.txt"),
	    LINE("")},
	PAGE_HERE, 301, "", 0, "", NO_TIMEOUT},
    {"64 KB", {ASKED, HEAD(""), {PEER_SAY, FULL, WEB_PAGE_MAX / 32}},
	PAGE_HERE, 200, "text/plain", WEB_PAGE_MAX, "", NO_TIMEOUT},
    {"one octet more",
	{ASKED, HEAD(""), {PEER_SAY, FULL, WEB_PAGE_MAX / 32},
	    {PEER_SAY, "x", 0}},
	PAGE_TOO_LARGE, 200, "text/plain", 0, "within 64 KB", NO_TIMEOUT},
    {"a length that is too large",
	{ASKED, HEAD("Content-Length: 99999999999\r\n")}, PAGE_TOO_LARGE, 200,
	"text/plain", 0, "within 64 KB", NO_TIMEOUT},
    {"a page without an end",
	{ASKED, HEAD(""), {PEER_SAY, FULL, 1000000}}, PAGE_TOO_LARGE, 200,
	"text/plain", 0, "within 64 KB", NO_TIMEOUT},
    {"chunks",
	{ASKED, HEAD("Transfer-Encoding: chunked\r\n"), {PEER_SAY, CHUNK, 4},
	    {PEER_SAY, "0\r\n\r\n", 0}},
	PAGE_HERE, 200, "text/plain", 128, "", NO_TIMEOUT},
    {"chunks without an end",
	{ASKED, HEAD("Transfer-Encoding: chunked\r\n"),
	    {PEER_SAY, CHUNK, 1000000}},
	PAGE_TOO_LARGE, 200, "text/plain", 0, "within 64 KB", NO_TIMEOUT},
    {"a chunk that breaks off",
	{ASKED, HEAD("Transfer-Encoding: chunked\r\n"),
	    {PEER_SAY, "ffff\r\n" FULL, 0}},
	PAGE_BROKEN, 200, "text/plain", 0, "", NO_TIMEOUT},
    {"a page that breaks off",
	{ASKED, HEAD("Content-Length: 64\r\n"), {PEER_SAY, FULL, 0}},
	PAGE_BROKEN, 200, "text/plain", 0, "", NO_TIMEOUT},
    {"compressed",
	{ASKED, HEAD("Content-Encoding: gzip\r\n"), {PEER_SAY, GARBAGE, 0}},
	PAGE_BROKEN, 200, "text/plain", 0, "compressed", NO_TIMEOUT},
    {"not compressed, and says so",
	{ASKED, HEAD("Content-Encoding: identity\r\n"), {PEER_SAY, "ok", 0}},
	PAGE_HERE, 200, "text/plain", 2, "", NO_TIMEOUT},
    {"header lines without an end",
	{ASKED, LINE("HTTP/1.1 200 OK"), {PEER_SAY, "X: y\r\n", 1000000}},
	PAGE_TOO_LARGE, 200, "", 0, "within 64 KB", NO_TIMEOUT},
    {"a header line without an end",
	{ASKED, LINE("HTTP/1.1 200 OK"), {PEER_SAY, "X: ", 0},
	    {PEER_SAY, FULL, 1000000}},
	PAGE_BROKEN, 200, "", 0, "", NO_TIMEOUT},
    {"interim answers without an end",
	{ASKED, {PEER_SAY, "HTTP/1.1 100 Continue\r\n\r\n", 1000000}},
	PAGE_TOO_LARGE, 100, "", 0, "within 64 KB", NO_TIMEOUT},
    {"no HTTP", {ASKED, {PEER_SAY, "220 mx ESMTP\r\n", 0}}, PAGE_BROKEN, 0,
	"", 0, "", NO_TIMEOUT},
    {"nothing at all", {ASKED}, PAGE_BROKEN, 0, "", 0, "", NO_TIMEOUT},
    {"torn down", {ASKED, {PEER_RESET, NULL, 0}}, PAGE_BROKEN, 0, "", 0, "",
	NO_TIMEOUT},
    {"no TLS", {{PEER_SAY, "HTTP/1.1 200 OK\r\n\r\n", 0}, {PEER_STALL, NULL, 0}},
	PAGE_BROKEN, 0, "", 0, "", NO_TIMEOUT},
    {"silence", {ASKED, {PEER_STALL, NULL, 0}}, PAGE_UNREACHABLE, 0, "", 0,
	"timed out", true},
    {"silence in TLS", {{PEER_STALL, NULL, 0}}, PAGE_UNREACHABLE, 0, "", 0,
	"timed out", true},
    {"a page that stops halfway",
	{ASKED, HEAD("Content-Length: 64\r\n"), {PEER_SAY, FULL, 0},
	    {PEER_STALL, NULL, 0}},
	PAGE_UNREACHABLE, 200, "text/plain", 0, "timed out", true},
};

static void
compare(const struct row *row)
{
	size_t len = row->status == PAGE_HERE ? row->len : 0;
	/* How far a silent server gets is a matter of time. */
	bool same = page->status == row->status &&
	    (row->silent ||
		(page->code == row->code &&
		    strcmp(page->type, row->type) == 0)) &&
	    strstr(page->problem, row->problem) != NULL &&
	    (row->status == PAGE_HERE) == (page->problem[0] == '\0');

	if (!same || (row->status == PAGE_HERE && page->text.len != len))
		fail_msg("%s: status %d, code %u, \"%s\", %zu octets, \"%s\"",
		    row->what, page->status, page->code, page->type,
		    page->text.len, page->problem);
}

static void
play(const struct row *row, SSL_CTX *context)
{
	struct peer *peer = peer_start("127.0.0.1", row->step, context);

	assert_non_null(peer);
	begin(peer->port, row->silent ? PEER_SHORT : PEER_TIMEOUT);
	(void)fetch(&peer->ip);
	assert_int_equal(calls, 0);
	run_loop();
	peer_stop(peer);
	assert_int_equal(calls, 1);
	compare(row);
	assert_true(page->text.len <= WEB_PAGE_MAX);
	assert_int_equal(peer->connections, 1);
	peer_free(peer);
	end();
}

static void
takes_pages_and_bounds_what_servers_send(void **state)
{
	SSL_CTX *context = certificate_context(&with.good, 0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		play(&rows[i], context);
	SSL_CTX_free(context);
}

/* --- Certificates, connections ------------------------------------------- */

static void
trusts_nobody_but_the_authorities_it_was_given(void **state)
{
	static const struct {
		const struct certificate *certificate;
		int newest; /* version of TLS */
		enum page_status status;
	} cases[] = {
	    {&with.good, 0, PAGE_HERE},
	    {&with.good, TLS1_2_VERSION, PAGE_HERE},
	    {&with.good, TLS1_VERSION, PAGE_BROKEN},
	    {&with.expired, 0, PAGE_UNTRUSTED},
	    {&with.other, 0, PAGE_UNTRUSTED},
	    {&with.itself, 0, PAGE_UNTRUSTED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct row row = {"", {ASKED, HEAD("")}, cases[i].status, 0, "",
		    0, "", NO_TIMEOUT};
		SSL_CTX *context = certificate_context(
		    cases[i].certificate, cases[i].newest);

		if (row.status == PAGE_HERE) {
			row.code = 200;
			row.type = "text/plain";
		}
		play(&row, context);
		SSL_CTX_free(context);
	}
}

static void
says_that_nobody_listens(void **state)
{
	struct ip ip;

	(void)state;
	begin(peer_absent(&ip), PEER_TIMEOUT);
	(void)fetch(&ip);
	run_loop();
	assert_int_equal(page->status, PAGE_REFUSED);
	end();
}

static void
asks_the_address_it_was_given_for_the_host(void **state)
{
	static const struct peer_step step[] = {
	    ASKED, HEAD(""), {PEER_CLOSE, NULL, 0}};
	SSL_CTX *context = certificate_context(&with.good, 0);
	struct peer *peer = peer_start("::1", step, context);

	(void)state;
	if (peer == NULL) {
		SSL_CTX_free(context);
		skip(); /* this machine has no IPv6 */
	}
	/* A proxy of the user's would look the name up, and see it all. */
	(void)setenv("https_proxy", "http://127.0.0.1:9", 1);
	begin(peer->port, PEER_TIMEOUT);
	(void)fetch(&peer->ip);
	run_loop();
	peer_stop(peer);
	assert_int_equal(page->status, PAGE_HERE);
	assert_non_null(
	    strstr(peer->heard, "GET /policy.txt HTTP/1.1\r\nHost: " HOST));
	assert_null(strstr(peer->heard, "Accept-Encoding"));
	(void)unsetenv("https_proxy");
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
	service.cancel(service.self, fetch(&peer->ip));
	run_loop();
	assert_int_equal(calls, 0);
	peer_stop(peer);
	peer_free(peer);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_pages_and_bounds_what_servers_send),
	    cmocka_unit_test(trusts_nobody_but_the_authorities_it_was_given),
	    cmocka_unit_test(says_that_nobody_listens),
	    cmocka_unit_test(asks_the_address_it_was_given_for_the_host),
	    cmocka_unit_test(calls_nobody_back_after_a_cancel),
	};

	return cmocka_run_group_tests(tests, certificates_set_up,
	    certificates_tear_down);
}
