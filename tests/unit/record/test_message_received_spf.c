#include "tests/unit/scratch.h"
#include "wizard/record/received_spf.h"

static const char *
shown(const char *text)
{
	return text == NULL ? "-" : text;
}

/* "result client sender helo receiver" */
static const char *
summary_of(const struct received_spf *r)
{
	char ip[IP_TEXT_MAX];

	ip_format(&r->client, ip);
	return arena_printf(&arena, "%s %s %s %s %s", shown(r->result),
	    r->client.family == 0 ? "-" : ip, shown(r->sender), shown(r->helo),
	    shown(r->receiver));
}

static const char *
summary(const char *value)
{
	struct received_spf r = received_spf_parse(&arena, slice_of(value));

	return summary_of(&r);
}

static void
reads_what_receivers_write(void **state)
{
	static const struct {
		const char *value, *wanted;
	} rows[] = {
	    /* RFC 7208 section 9.1 */
	    {" pass (mybox.example.org: domain of\r\n"
	     " myname@example.com designates 192.0.2.1 as permitted "
	     "sender)\r\n"
	     "    receiver=mybox.example.org; client-ip=192.0.2.1;\r\n"
	     "    envelope-from=\"myname@example.com\"; "
	     "helo=foo.example.com;",
		"pass 192.0.2.1 myname@example.com foo.example.com "
		"mybox.example.org"},
	    /* Gmail */
	    {" pass (google.com: domain of info@example.jp designates "
	     "2001:db8::25 as permitted sender) client-ip=2001:db8::25;",
		"pass 2001:db8::25 - - -"},
	    /* Exchange */
	    {" Fail (protection.outlook.com: domain of example.jp does not\r\n"
	     " designate 203.0.113.25 as permitted sender)\r\n"
	     " receiver=protection.outlook.com; client-ip=203.0.113.25;\r\n"
	     " helo=mail.example.jp;",
		"fail 203.0.113.25 - mail.example.jp protection.outlook.com"},
	    /* pypolicyd-spf */
	    {" Softfail (mailfrom) identity=mailfrom; "
	     "client-ip=192.0.2.25; helo=mail.example.jp; "
	     "envelope-from=<prvs=12=info@example.jp>; receiver=<UNKNOWN>",
		"softfail 192.0.2.25 prvs=12=info@example.jp mail.example.jp "
		"UNKNOWN"},
	    {"none", "none - - - -"},
	    {"", "- - - - -"},
	    {"; client-ip=192.0.2.1", "- - - - -"},
	    {"pass client-ip=; helo=; client-ip=nowhere", "pass - - - -"},
	    {"pass (never closed client-ip=192.0.2.1", "pass - - - -"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(summary(rows[i].value), rows[i].wanted);
}

static void
keeps_the_comment(void **state)
{
	struct received_spf r =
	    received_spf_parse(&arena, slice_of("fail (not \\(ours\\)) x=y"));

	(void)state;
	assert_string_equal(r.comment, "not (ours)");
	r = received_spf_parse(&arena, slice_of("fail x=y"));
	assert_null(r.comment);
}

static void
takes_the_first_of_a_key(void **state)
{
	(void)state;
	assert_string_equal(summary("pass client-ip=192.0.2.1; "
				    "client-ip=192.0.2.2; helo=a; helo=b"),
	    "pass 192.0.2.1 - a -");
}

static void
takes_the_last_receiver_only(void **state)
{
	struct err err = ERR_INIT;
	struct received_spf r;
	struct message m;

	(void)state;
	assert_int_equal(
	    message_parse(&arena,
		slice_of("received-spf: pass\nReceived-SPF: fail\n\n"), &m,
		&err),
	    ERR_OK);
	r = received_spf_of(&arena, &m);
	assert_string_equal(r.result, "pass");
	assert_int_equal(
	    message_parse(&arena, slice_of("Subject: x\n\n"), &m, &err),
	    ERR_OK);
	r = received_spf_of(&arena, &m);
	assert_null(r.result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_receivers_write),
	    cmocka_unit_test(keeps_the_comment),
	    cmocka_unit_test(takes_the_first_of_a_key),
	    cmocka_unit_test(takes_the_last_receiver_only),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
