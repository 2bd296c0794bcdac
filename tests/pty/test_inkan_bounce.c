/* A whole report is pasted by a terminal, and followed until it is mended. */
#include "tests/pty/inkan.h"

static const struct start usual = {.term = NULL};

/* What the server of the web site has sent, which the record lacks at first. */
#define SENDER "192.0.2.80"

static const char *const report[] = {
    "Return-Path: <>",
    "Date: Wed, 12 Nov 2025 10:00:00 +0900 (JST)",
    "From: MAILER-DAEMON@www.example.jp (Mail Delivery System)",
    "Subject: Undelivered Mail Returned to Sender",
    "To: info@example.jp",
    "MIME-Version: 1.0",
    "Content-Type: multipart/report; report-type=delivery-status;",
    "\tboundary=\"4dXX.1/www.example.jp\"",
    "",
    "--4dXX.1/www.example.jp",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "This is the mail system at host www.example.jp.",
    "",
    "<you@gmail.com>: host gmail-smtp-in.l.google.com[203.0.113.27] said:",
    "    550-5.7.26 Your email has been blocked because the sender is",
    "    unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate",
    "    with either SPF or DKIM. 550-5.7.26  550-5.7.26  Authentication",
    "    results: 550-5.7.26  DKIM = did not pass 550-5.7.26  SPF",
    "    [example.jp] with ip: [" SENDER "] = did not pass (in reply to end",
    "    of DATA command)",
    "",
    "--4dXX.1/www.example.jp",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; www.example.jp",
    "Arrival-Date: Wed, 12 Nov 2025 09:59:59 +0900 (JST)",
    "",
    "Final-Recipient: rfc822; you@gmail.com",
    "Action: failed",
    "Status: 5.7.26",
    "",
    "--4dXX.1/www.example.jp",
    "Content-Type: message/rfc822",
    "",
    "From: Info <info@example.jp>",
    "Subject: 550 SPF check for [liar.example] did not pass",
    "",
    "--4dXX.1/www.example.jp--",
};

/* In brackets, as terminals send it, with each line ended like that. */
static void
paste(struct vt *vt, const char *line_end)
{
	vt_send(vt, "\033[200~");
	for (size_t i = 0; i < COUNT_OF(report); i++) {
		vt_send(vt, report[i]);
		vt_send(vt, line_end);
	}
	vt_send(vt, "\033[201~");
}

static void
publish(const char *terms)
{
	char zone[512];

	(void)snprintf(zone, sizeof(zone),
	    "$ORIGIN example.jp.\n$TTL 60\n"
	    "@ SOA ns1 root 1 60 60 60 60\n@ NS ns1\nns1 A 127.0.0.1\n"
	    "@ MX 10 mail\nmail A 192.0.2.25\n@ TXT \"v=spf1 mx %s~all\"\n",
	    terms);
	file_write(home_path("example.zone"), zone);
}

static void
take(struct vt *vt, const char *line_end)
{
	shows(vt, "A message came back");
	vt_send(vt, "2");
	shows(vt, "Paste the whole returned message");
	paste(vt, line_end);
	shows(vt, "refused by  Gmail");
	shows(vt, "domain      example.jp");
	shows(vt, "sent from   " SENDER);
	vt_send(vt, "\004");
	shows(vt, "seen in your bounce");
	shows(vt, "example.jp");
	vt_send(vt, "\r");
	shows(vt, "Step 2 of 10");
}

static void
a_pasted_report_names_the_domain_and_the_sender(void **state)
{
	static const char *const line_ends[] = {"\r", "\r\n", "\r\r", "\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(line_ends); i++) {
		struct vt *vt = inkan_at_start(&usual);

		take(vt, line_ends[i]);
		shows(vt, "Bounce  problem");
		vt_send(vt, "\r");
		shows(vt, "Step 3 of 10");
		shows(vt, SENDER);
		shows(vt, "seen: your bounce");
		quits(vt, FAREWELL);
		assert_int_equal(home_remove(NULL), 0);
		assert_int_equal(home_make(NULL), 0);
	}
}

static void
at_the_end_it_would_be_accepted_and_is_told_why(void **state)
{
	struct vt *vt;

	(void)state;
	publish("ip4:" SENDER " ");
	vt = inkan_at_start(&usual);
	take(vt, "\r\r\n");
	shows(vt, "it would now be accepted");
	shows(vt, "SPF passes now: example.jp lets " SENDER " send.");
	vt_signal(vt, SIGKILL);
	(void)vt_wait_exit(vt, LIMIT_MS);
	vt_free(vt);
	/* It is followed when the domain is opened again. */
	vt = inkan_example(&usual);
	shows(vt, "it would now be accepted");
	quits(vt, FAREWELL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(a_pasted_report_names_the_domain_and_the_sender),
	    WITH_HOME(at_the_end_it_would_be_accepted_and_is_told_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
