#include "tests/unit/scratch.h"
#include "wizard/record/authres.h"

/* "authserv: spf=pass dkim=fail" */
static const char *
summary_of(const struct authres *r)
{
	const char *all = r->authserv == NULL ? "-" : r->authserv;

	all = arena_printf(&arena, "%s:", all);
	for (size_t i = 0; i < r->results; i++)
		all = arena_printf(&arena, "%s %s=%s", all, r->result[i].method,
		    r->result[i].result);
	return all;
}

static const char *
summary(const char *value)
{
	struct authres r = authres_parse(&arena, slice_of(value));

	return summary_of(&r);
}

static void
reads_what_receivers_write(void **state)
{
	static const struct {
		const char *value, *wanted;
	} rows[] = {
	    /* Gmail */
	    {" mx.google.com;\r\n"
	     "       dkim=pass header.i=@example.jp header.s=s1 "
	     "header.b=\"a/b+c=\";\r\n"
	     "       spf=pass (google.com: domain of info@example.jp "
	     "designates 203.0.113.25 as permitted sender) "
	     "smtp.mailfrom=info@example.jp;\r\n"
	     "       dmarc=pass (p=NONE sp=NONE dis=NONE) "
	     "header.from=example.jp",
		"mx.google.com: dkim=pass spf=pass dmarc=pass"},
	    /* Exchange has no authserv-id. */
	    {" spf=fail (sender IP is 203.0.113.25)\r\n"
	     " smtp.mailfrom=example.jp; dkim=none (message not signed)\r\n"
	     " header.d=none;dmarc=fail action=none\r\n"
	     " header.from=example.jp;compauth=fail reason=601",
		"-: spf=fail dkim=none dmarc=fail compauth=fail"},
	    /* RFC 8601 appendix B */
	    {" example.org 1; none", "example.org:"},
	    {" example.com;\r\n auth=pass (cram-md5) "
	     "smtp.auth=sender@example.net;\r\n spf=pass "
	     "smtp.mailfrom=example.net",
		"example.com: auth=pass spf=pass"},
	    {" foo.example.net (foobar) 1 (baz);\r\n"
	     "   dkim (Because I like it) / 1 (One yay) = (wait for it) "
	     "fail\r\n"
	     "     policy (A dot can go here) . (like that) expired\r\n"
	     "     (this surprised me) = (as I wasn't expecting it) "
	     "1362471462",
		"foo.example.net: dkim=fail"},
	    /* ARC */
	    {" i=2; mx.example; spf=pass; dkim=pass", "mx.example: spf=pass "
						      "dkim=pass"},
	    {" MX.Example; DKIM=Pass", "mx.example: dkim=pass"},
	    /* A semicolon in a comment or a string separates nothing. */
	    {" mx.example; spf=pass (a; b) reason=\"c; d\"; dkim=fail",
		"mx.example: spf=pass dkim=fail"},
	    {"", "-:"},
	    {";;;", "-:"},
	    {" mx.example; spf", "mx.example:"},
	    {" mx.example; spf=(", "mx.example: spf="},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(summary(rows[i].value), rows[i].wanted);
}

static void
keeps_reasons_comments_and_properties(void **state)
{
	struct authres r = authres_parse(&arena,
	    slice_of(" mx.example; dkim=fail reason=\"bad \\\"sig\\\"\" "
		     "(2048-bit key; x) header.d=example.jp Header.S=s1"));
	const struct authres_result *dkim = authres_find(&r, "dkim");

	(void)state;
	assert_non_null(dkim);
	assert_string_equal(dkim->reason, "bad \"sig\"");
	assert_string_equal(dkim->comment, "2048-bit key; x");
	assert_string_equal(authres_property(dkim, "header.d"), "example.jp");
	assert_string_equal(authres_property(dkim, "header.s"), "s1");
	assert_null(authres_property(dkim, "header.i"));
	assert_null(authres_find(&r, "spf"));
}

static const char *
of_message(const char *text)
{
	struct err err = ERR_INIT;
	struct message m;
	struct authres r;

	assert_int_equal(
	    message_parse(&arena, slice_of(text), &m, &err), ERR_OK);
	r = authres_of(&arena, &m);
	return summary_of(&r);
}

static void
takes_the_last_receiver_only(void **state)
{
	(void)state;
	assert_string_equal(
	    of_message("Authentication-Results: mx.here; dkim=fail\n"
		       "Authentication-Results: mx.there; dmarc=pass\n"
		       "Authentication-Results: mx.here; spf=pass\n\n"),
	    "mx.here: dkim=fail spf=pass");
	assert_string_equal(
	    of_message("ARC-Authentication-Results: i=2; mx.b; spf=pass\n"
		       "ARC-Authentication-Results: i=1; mx.a; spf=fail\n\n"),
	    "mx.b: spf=pass");
	assert_string_equal(of_message("Subject: x\n\n"), "-:");
}

static const char *
field_of(const char *text)
{
	struct err err = ERR_INIT;
	struct message m;

	assert_int_equal(
	    message_parse(&arena, slice_of(text), &m, &err), ERR_OK);
	return authres_of(&arena, &m).field;
}

static void
names_the_field_and_takes_arc_only_alone(void **state)
{
	static const char both[] =
	    "ARC-Authentication-Results: i=1; mx.a; spf=fail\n"
	    "Authentication-Results: mx.b; spf=pass\n\n";

	(void)state;
	assert_string_equal(of_message(both), "mx.b: spf=pass");
	assert_string_equal(field_of(both), "Authentication-Results");
	assert_string_equal(
	    field_of("ARC-Authentication-Results: i=1; mx.a; spf=fail\n\n"),
	    "ARC-Authentication-Results");
	assert_null(field_of("Subject: x\n\n"));
}

static void
counts_a_method_as_passed_when_one_result_is(void **state)
{
	struct authres r = authres_parse(
	    &arena, slice_of("m; dkim=fail; dkim=pass; spf=none; spf=fail"));

	(void)state;
	assert_string_equal(authres_find(&r, "dkim")->result, "pass");
	assert_string_equal(authres_find(&r, "spf")->result, "none");
}

static void
bounds_results_and_properties(void **state)
{
	struct buf text = BUF_INIT;
	struct authres r;

	(void)state;
	buf_adds(&text, "m; a=b");
	for (int i = 0; i < AUTHRES_MAX * 2; i++)
		buf_adds(&text, " x.y=z");
	for (int i = 0; i < AUTHRES_MAX * 2; i++)
		buf_adds(&text, "; a=b");
	r = authres_parse(&arena, slice_of(buf_text(&text)));
	assert_int_equal(r.results, AUTHRES_MAX);
	assert_int_equal(r.result[0].properties, AUTHRES_MAX);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_receivers_write),
	    cmocka_unit_test(keeps_reasons_comments_and_properties),
	    cmocka_unit_test(takes_the_last_receiver_only),
	    cmocka_unit_test(names_the_field_and_takes_arc_only_alone),
	    cmocka_unit_test(counts_a_method_as_passed_when_one_result_is),
	    cmocka_unit_test(bounds_results_and_properties),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
