#include "tests/unit/flow/judge_stage.h"

/* --- DMARC ---------------------------------------------------------------- */

static void
fails_when_nothing_speaks_for_the_sender(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge(
	    "198.51.100.9", message("Return-Path: <info@example.jp>",
				"From: info@example.jp", "X-Unsigned: 1"));
	assert_int_equal(j->spf.result, SPF_FAIL);
	assert_int_equal(j->dmarc.result, JUDGED_FAIL);
	assert_findings({"MSG-01", SEVERITY_ERROR}, {"MSG-21", SEVERITY_ERROR},
	    {"MSG-30", SEVERITY_ERROR});
	j = judge("192.0.2.99",
	    message("Return-Path: <bounce@other.example>",
		"From: info@example.jp", SIGNED("other.example", "")));
	assert_int_equal(j->spf.result, SPF_PASS);
	assert_int_equal(j->signature[0].result, JUDGED_PASS);
	assert_int_equal(j->dmarc.result, JUDGED_FAIL);
	assert_findings({"MSG-31", SEVERITY_WARNING},
	    {"MSG-22", SEVERITY_ERROR}, {"MSG-30", SEVERITY_ERROR});
}

static void
takes_the_policy_for_subdomains(void **state)
{
	static const struct {
		const char *from;
		enum dmarc_policy policy;
	} rows[] = {
	    {"example.jp", DMARC_REJECT},
	    {"mail.example.jp", DMARC_QUARANTINE}, /* sp= */
	    {"absent.example.jp", DMARC_NONE}, /* np= */
	    {"plain.example", DMARC_NO_POLICY},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct judgement *j = judge(NULL,
		    message("Return-Path: <>",
			arena_printf(&arena, "From: info@%s", rows[i].from),
			SIGNED("example.jp", "")));

		assert_int_equal(j->dmarc.policy, rows[i].policy);
	}
}

static void
has_no_result_without_a_usable_record(void **state)
{
	static const struct {
		const char *domain;
		enum judged result;
		const char *finding;
	} rows[] = {
	    {"plain.example", JUDGED_NONE, "DM-01"},
	    {"double.example", JUDGED_NONE, "DM-04"},
	    {"void.example", JUDGED_PERMERROR, "MSG-33"},
	    {"silent.example", JUDGED_TEMPERROR, "MSG-32"},
	};

	(void)state;
	stage_fail(stage, NULL, "_dmarc.silent.example", DNS_SERVFAIL);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct judgement *j = judge(NULL,
		    message("Return-Path: <>",
			arena_printf(&arena, "From: info@%s", rows[i].domain),
			"X-Unsigned: 1"));

		assert_int_equal(j->dmarc.result, rows[i].result);
		assert_non_null(finding(rows[i].finding));
	}
}

static void
judges_nobody_by_what_could_not_be_asked(void **state)
{
	const struct judgement *j;

	(void)state;
	/* SPF could make it pass, but nobody said who sent it. */
	j = judge(
	    NULL, message("Return-Path: <info@example.jp>",
		      "From: info@example.jp", SIGNED("other.example", "")));
	assert_int_equal(j->dmarc.result, JUDGED_UNKNOWN);
	assert_int_equal(finding("MSG-32")->severity, SEVERITY_UNKNOWN);
	/* It cannot, when the Return-Path is somebody else's. */
	j = judge(
	    NULL, message("Return-Path: <info@other.example>",
		      "From: info@example.jp", SIGNED("other.example", "")));
	assert_int_equal(j->dmarc.result, JUDGED_FAIL);
	/* Name servers that do not answer. */
	stage_fail(stage, NULL, "s1._domainkey.example.jp", DNS_TIMEOUT);
	j = judge("198.51.100.9", GOOD_MESSAGE);
	assert_int_equal(j->dmarc.result, JUDGED_TEMPERROR);
	assert_int_equal(
	    findings_worst(&j->findings), SEVERITY_ERROR); /* of SPF */
}

static void
says_where_the_public_suffix_list_differs(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge(NULL, message("Return-Path: <>", "From: info@a.github.io",
			    SIGNED("b.github.io", "")));
	assert_int_equal(j->dmarc.result, JUDGED_PASS);
	assert_non_null(finding("DM-03"));
}

/* --- The Return-Path ------------------------------------------------------ */

static void
names_a_return_path_that_is_the_servers_name(void **state)
{
	static const struct {
		const char *path, *remedy;
	} rows[] = {
	    {"www-data@www1.example.jp", "php.ini"},
	    {"root@www1.example.jp", "cron"},
	    {"info@www1.example.jp", "myorigin = example.jp"},
	    {"root@host.localdomain", "smtp_generic_maps"},
	    {"root@localhost", "smtp_generic_maps"},
	    {"apache", "-finfo@example.jp"},
	    {"user@mail.host.example", "sendmail -f info@example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		(void)judge("198.51.100.9",
		    message(
			arena_printf(&arena, "Return-Path: <%s>", rows[i].path),
			"From: info@example.jp",
			"Received: from mail.host.example (x "
			"[198.51.100.9]) by mx"));
		assert_int_equal(finding("MSG-23")->severity, SEVERITY_ERROR);
		assert_non_null(strstr(finding("MSG-23")->fix, rows[i].remedy));
	}
	/* Another service's bounce address is no host name. */
	(void)judge(
	    "198.51.100.9", message("Return-Path: <b@bounce.other.example>",
				"From: info@example.jp", "X-Unsigned: 1"));
	assert_null(find("MSG-23"));
	/* One that is authorised is somebody's decision. */
	(void)judge("192.0.2.25",
	    message("Return-Path: <b@mail.example.jp>", "From: info@example.jp",
		SIGNED("example.jp", "")));
	assert_null(find("MSG-23"));
}

static void
judges_the_null_sender_by_the_helo_name(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25",
	    message("Return-Path: <>", "From: info@example.jp",
		"Received: from mail.example.jp (x [192.0.2.25]) by mx"));
	assert_string_equal(j->spf.domain, "mail.example.jp");
	assert_int_equal(j->spf.result, SPF_PASS);
	assert_true(j->dmarc.by_spf);
}

static void
says_that_there_is_no_return_path(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25", message("X-None: 1", "From: info@example.jp",
				    SIGNED("example.jp", "")));
	assert_false(j->spf.known);
	assert_findings({"MSG-24", SEVERITY_INFO});
}

/* --- The receiver --------------------------------------------------------- */

static void
explains_what_the_receiver_saw_otherwise(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25",
	    message("Return-Path: <info@example.jp>", "From: info@example.jp",
		"Authentication-Results: mx.there;\n spf=pass; dkim=fail; "
		"dmarc=pass\n" SIGNED_GOOD));
	assert_string_equal(j->receiver.authserv, "mx.there");
	assert_findings({"MSG-50", SEVERITY_WARNING});
	mail_faults = MAIL_BODY;
	(void)judge("192.0.2.25",
	    message("Return-Path: <info@example.jp>", "From: info@example.jp",
		"Authentication-Results: mx.there;\n spf=pass; dkim=pass; "
		"dmarc=pass\n" SIGNED_GOOD));
	assert_findings(
	    {"MSG-04", SEVERITY_WARNING}, {"MSG-50", SEVERITY_INFO});
}

static const struct judgement *
judge_with(const char *ip, const char *field)
{
	return judge(ip,
	    message("Return-Path: <info@example.jp>", "From: info@example.jp",
		arena_printf(&arena, "%s\n" SIGNED_GOOD, field)));
}

static void
reads_received_spf_where_nothing_else_is_written(void **state)
{
	const struct judgement *j;
	struct judged_writing r;

	(void)state;
	j = judge_with("192.0.2.25", "Received-SPF: fail (x)");
	assert_true(judged_receiver(j, "spf", &r));
	assert_string_equal(r.result, "fail");
	assert_string_equal(r.field, "Received-SPF");
	assert_false(judged_receiver(j, "dkim", &r));
	assert_findings({"MSG-50", SEVERITY_WARNING});
	assert_non_null(strstr(finding("MSG-50")->message, "Received-SPF"));
	j = judge_with("192.0.2.25",
	    "Received-SPF: fail\nAuthentication-Results: mx; spf=pass");
	assert_true(judged_receiver(j, "spf", &r));
	assert_string_equal(r.result, "pass");
	assert_findings({"MSG-52", SEVERITY_INFO});
}

static void
names_arc_as_what_it_is(void **state)
{
	(void)state;
	(void)judge_with("192.0.2.25",
	    "ARC-Authentication-Results: i=1; mx.a; spf=fail");
	assert_findings({"MSG-50", SEVERITY_WARNING});
	assert_non_null(strstr(
	    finding("MSG-50")->message, "in ARC-Authentication-Results,"));
}

static void
compares_the_address_that_the_receiver_saw(void **state)
{
	const struct judgement *j;
	char text[IP_TEXT_MAX];

	(void)state;
	(void)judge_with(
	    "192.0.2.25", "Received-SPF: pass client-ip=192.0.2.99");
	assert_findings({"MSG-51", SEVERITY_WARNING});
	(void)judge_with(
	    "192.0.2.25", "Received-SPF: pass client-ip=192.0.2.25");
	assert_no_findings();
	j = judge_with(NULL, "Received-SPF: pass client-ip=192.0.2.25");
	ip_format(&j->spf.seen, text);
	assert_string_equal(text, "192.0.2.25");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    judge_test(fails_when_nothing_speaks_for_the_sender),
	    judge_test(takes_the_policy_for_subdomains),
	    judge_test(has_no_result_without_a_usable_record),
	    judge_test(judges_nobody_by_what_could_not_be_asked),
	    judge_test(says_where_the_public_suffix_list_differs),
	    judge_test(names_a_return_path_that_is_the_servers_name),
	    judge_test(judges_the_null_sender_by_the_helo_name),
	    judge_test(says_that_there_is_no_return_path),
	    judge_test(explains_what_the_receiver_saw_otherwise),
	    judge_test(reads_received_spf_where_nothing_else_is_written),
	    judge_test(names_arc_as_what_it_is),
	    judge_test(compares_the_address_that_the_receiver_saw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
