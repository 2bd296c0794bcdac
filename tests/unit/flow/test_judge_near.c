/* Every finding about a message, and a message that only looks as if it had it. */
#include "tests/unit/flow/judge_stage.h"

#define PATH "Return-Path: <info@example.jp>"
#define FROM "From: Info <info@example.jp>"

struct near_row {
	const char *ip; /* who handed it over; NULL: not said */
	const char *text;
	const char *id; /* must not be said */
	unsigned faults; /* that verifying finds */
};

static void
expect_nothing(const struct near_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct finding *said;

		mail_faults = row[i].faults;
		(void)judge(row[i].ip, row[i].text);
		said = find(row[i].id);
		if (said != NULL)
			fail_msg("%s: %s", row[i].id, said->message);
	}
}

#define signed_so(tags) message(PATH, FROM, SIGNED("example.jp", tags))

static void
is_content_with_signatures_that_are_nearly_wrong(void **state)
{
	const struct near_row near[] = {
	    {NULL, signed_so(""), "MSG-01", 0},
	    {NULL, signed_so(" x_a=c; q=dns/txt;"), "MSG-02", 0},
	    {NULL, signed_so(" i=info@example.jp;"), "MSG-02", 0},
	    {NULL,
		message(PATH, FROM,
		    "DKIM-Signature: v=1; a=rsa-sha256; d=example.jp; s=s1; "
		    "h=to:FROM; bh=" HASH "; b=YWJj"),
		"MSG-03", 0},
	    {NULL, signed_so(""), "MSG-04", MAIL_HEADER},
	    {NULL, signed_so(""), "MSG-05", MAIL_BODY},
	    {NULL, signed_so(" x=1795269600;"), "MSG-06", 0},
	    {NULL, signed_so(" t=1795269900;"), "MSG-07", 0},
	    {NULL, signed_so(" l=4;"), "MSG-08", 0},
	    {NULL, signed_so(""), "MSG-09", MAIL_BODY},
	    {NULL,
		message(PATH, FROM, signed_by("example.jp", "narrow", "")),
		"MSG-10", 0},
	    {NULL, signed_so(""), "MSG-11", MAIL_BODY},
	    {NULL,
		message(PATH, FROM,
		    arena_printf(&arena, "%s\n%s", SIGNED("example.jp", ""),
			signed_by("example.jp", "testing", ""))),
		"MSG-44", 0},
	};

	(void)state;
	expect_nothing(near, COUNT_OF(near));
}

static void
is_content_with_senders_that_are_nearly_wrong(void **state)
{
	const struct near_row near[] = {
	    {"192.0.2.25", GOOD_MESSAGE, "MSG-20", 0},
	    {"192.0.2.25", message(PATH, FROM, "X: 1"), "MSG-21", 0},
	    /* The null sender, as the server that it says it is. */
	    {"192.0.2.25",
		message("Return-Path: <>", FROM,
		    "Received: from mail.example.jp (x [192.0.2.25]) by mx"),
		"MSG-21", 0},
	    {"192.0.2.25",
		message("Return-Path: <a@mail.example.jp>", FROM, "X: 1"),
		"MSG-22", 0},
	    {"192.0.2.25",
		message("Return-Path: <root@mail.example.jp>", FROM, "X: 1"),
		"MSG-23", 0},
	    {"192.0.2.25", message("Return-Path: <>", FROM, "X: 1"), "MSG-24",
		0},
	    /* One of the two is enough. */
	    {"198.51.100.9", signed_so(""), "MSG-30", 0},
	    {"192.0.2.25", signed_so(""), "MSG-30", MAIL_BODY},
	    {NULL,
		message(PATH, FROM, signed_by("mail.example.jp", "s1", "")),
		"MSG-31", 0},
	    {"192.0.2.25", GOOD_MESSAGE, "MSG-32", 0},
	    {NULL,
		message(PATH, "From: info@plain.example",
		    SIGNED("other.example", "")),
		"MSG-33", 0},
	};

	(void)state;
	expect_nothing(near, COUNT_OF(near));
}

static void
is_content_with_forms_that_are_nearly_wrong(void **state)
{
	static const struct near_row near[] = {
	    {NULL, "from : a@example.jp\r\n\r\n", "MSG-40", 0},
	    {NULL, "From: \"b@other.example\" <a@example.jp>\r\n\r\n",
		"MSG-41", 0},
	    {NULL, "From: a@example.jp, b@example.jp\r\n\r\n", "MSG-41", 0},
	    {NULL, "From: a@example.jp\r\nSubject: one\r\n two\r\n\r\nno field",
		"MSG-42", 0},
	    {NULL, GOOD_MESSAGE, "MSG-43", 0},
	};

	(void)state;
	expect_nothing(near, COUNT_OF(near));
}

#define written(field) message(PATH, FROM, field "\n" SIGNED_GOOD)

static void
is_content_with_receivers_that_nearly_disagree(void **state)
{
	const struct near_row near[] = {
	    {"192.0.2.25",
		written("Authentication-Results: mx; spf=pass; dkim=pass"),
		"MSG-50", 0},
	    {"192.0.2.25", written("Received-SPF: pass client-ip=192.0.2.25"),
		"MSG-51", 0},
	    {NULL, written("Received-SPF: pass client-ip=192.0.2.99"),
		"MSG-51", 0},
	    {"192.0.2.25",
		written("Received-SPF: Pass (x)\n"
			"Authentication-Results: mx; spf=pass"),
		"MSG-52", 0},
	};

	(void)state;
	expect_nothing(near, COUNT_OF(near));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    judge_test(is_content_with_signatures_that_are_nearly_wrong),
	    judge_test(is_content_with_senders_that_are_nearly_wrong),
	    judge_test(is_content_with_forms_that_are_nearly_wrong),
	    judge_test(is_content_with_receivers_that_nearly_disagree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
