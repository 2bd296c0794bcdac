#include "tests/unit/scratch.h"
#include "wizard/record/received.h"

static const char *
address_text(const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	return arena_copy(&arena, text);
}

static void
understands_what_mail_servers_write(void **state)
{
	static const struct {
		const char *value, *ip, *helo;
	} rows[] = {
	    /* Postfix */
	    {" from mail.example.jp (mail.example.jp [203.0.113.25])\r\n"
	     "\tby mx.example.net (Postfix) with ESMTPS id 4A; now",
		"203.0.113.25", "mail.example.jp"},
	    {" from mail.example.jp (unknown [IPv6:2001:db8::25])\r\n"
	     "\t(using TLSv1.3 with cipher X (256/256 bits))\r\n"
	     "\tby mx.example.net (Postfix); now",
		"2001:db8::25", "mail.example.jp"},
	    /* Gmail */
	    {" from mail.example.jp (mail.example.jp. [203.0.113.25])\r\n"
	     " by mx.google.com with ESMTPS id x for <a@gmail.com>; now",
		"203.0.113.25", "mail.example.jp"},
	    /* Exim */
	    {" from [203.0.113.25] (helo=mail.example.jp)\r\n"
	     "\tby mx.example.net with esmtps (Exim 4.96) id x",
		"203.0.113.25", "mail.example.jp"},
	    {" from rdns.example ([203.0.113.25]:4021 helo=mail.example.jp)\r\n"
	     "\tby mx.example.net",
		"203.0.113.25", "mail.example.jp"},
	    /* Sendmail */
	    {" from mail.example.jp (rdns.example [203.0.113.25] (may be "
	     "forged))\r\n\tby mx.example.net (8.17/8.17) with ESMTP",
		"203.0.113.25", "mail.example.jp"},
	    /* qmail */
	    {" from unknown (HELO mail.example.jp) (203.0.113.25)\r\n"
	     "  by mx.example.net with SMTP; now",
		"203.0.113.25", "mail.example.jp"},
	    /* Exchange */
	    {" from mail.example.jp (203.0.113.25) by\r\n"
	     " AM1.mail.protection.outlook.com (10.0.0.1) with Microsoft SMTP",
		"203.0.113.25", "mail.example.jp"},
	    {" from AM1.example (2603:10a6::1) by AM2.example (::1)",
		"2603:10a6::1", "AM1.example"},
	    /* No address, or no client. */
	    {" from localhost by mx.example.net", "", "localhost"},
	    {" by 2002:a05:6402::1 with SMTP id x; now", "", ""},
	    {" from mail.example.jp by mx (198.51.100.1)", "",
		"mail.example.jp"},
	    {"", "", ""},
	    {" from", "", ""},
	    {" from (", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct received r =
		    received_parse(&arena, slice_of(rows[i].value));

		assert_string_equal(address_text(&r.ip), rows[i].ip);
		assert_string_equal(r.helo, rows[i].helo);
	}
}

static const char header[] =
    "Received: by 2002:a05::1 with SMTP\n"
    "Received: from a.mx.example (a.mx.example [10.0.0.7]) by b.mx.example\n"
    "Received: from localhost (localhost [127.0.0.1]) by a.mx.example\n"
    "Received: from mail.example.jp (x [203.0.113.25]) by a.mx.example\n"
    "Received: from pc (pc.home [198.51.100.9]) by mail.example.jp\n\n";

static void
suggests_the_topmost_client_on_the_internet(void **state)
{
	struct ip any = {.family = 0}, second, other;
	struct err err = ERR_INIT;
	struct message m;
	struct received r;

	(void)state;
	assert_int_equal(
	    message_parse(&arena, slice_of(header), &m, &err), ERR_OK);
	assert_true(received_find(&arena, &m, &any, &r));
	assert_string_equal(address_text(&r.ip), "203.0.113.25");
	assert_string_equal(r.helo, "mail.example.jp");
	assert_true(ip_parse(slice_of("198.51.100.9"), &second));
	assert_true(received_find(&arena, &m, &second, &r));
	assert_string_equal(r.helo, "pc");
	assert_true(ip_parse(slice_of("192.0.2.1"), &other));
	assert_false(received_find(&arena, &m, &other, &r));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(understands_what_mail_servers_write),
	    cmocka_unit_test(suggests_the_topmost_client_on_the_internet),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
