#include "tests/unit/flow/judge_stage.h"

/* --- What passes ---------------------------------------------------------- */

static void
passes_a_signed_message_from_an_authorised_address(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25", GOOD_MESSAGE);
	assert_true(j->spf.known);
	assert_int_equal(j->spf.result, SPF_PASS);
	assert_string_equal(j->spf.domain, "example.jp");
	assert_int_equal(j->signatures, 1);
	assert_int_equal(j->signature[0].result, JUDGED_PASS);
	assert_int_equal(j->signature[0].bits, 1024);
	assert_int_equal(j->dmarc.result, JUDGED_PASS);
	assert_int_equal(j->dmarc.policy, DMARC_REJECT);
	assert_true(j->dmarc.by_spf);
	assert_true(j->dmarc.by_dkim);
	assert_no_findings();
}

static void
asks_everything_in_one_round(void **state)
{
	(void)state;
	(void)judge("192.0.2.25", GOOD_MESSAGE);
	for (size_t i = 0; i < stage_questions(stage); i++)
		assert_int_equal(stage_question(stage, i)->at, 0);
}

static void
does_without_an_address_and_suggests_one(void **state)
{
	const struct judgement *j;
	char text[IP_TEXT_MAX];

	(void)state;
	j = judge(NULL, GOOD_MESSAGE);
	assert_false(j->spf.known);
	ip_format(&j->spf.seen, text);
	assert_string_equal(text, "192.0.2.25");
	assert_int_equal(j->dmarc.result, JUDGED_PASS);
	assert_false(j->dmarc.by_spf);
	assert_findings({"MSG-20", SEVERITY_INFO});
	assert_non_null(strstr(finding("MSG-20")->fix, "--ip 192.0.2.25"));
}

static void
counts_a_subdomain_when_alignment_is_relaxed(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25",
	    message("Return-Path: <bounce@mail.example.jp>",
		"From: info@example.jp", SIGNED("mail.example.jp", "")));
	assert_int_equal(j->signature[0].aligned, ALIGNED_YES);
	assert_int_equal(j->spf.aligned, ALIGNED_YES);
	assert_int_equal(j->dmarc.result, JUDGED_PASS);
	j = judge(
	    "192.0.2.25", message("Return-Path: <bounce@mail.strict.example>",
			      "From: info@strict.example",
			      SIGNED("mail.strict.example", "")));
	assert_int_equal(j->signature[0].result, JUDGED_PASS);
	assert_int_equal(j->signature[0].aligned, ALIGNED_NO);
	assert_int_equal(j->spf.aligned, ALIGNED_NO);
	assert_int_equal(j->dmarc.result, JUDGED_FAIL);
}

/* --- Signatures ----------------------------------------------------------- */

static void
names_the_reason_of_a_signature_that_does_not_pass(void **state)
{
	static const struct {
		const char *field; /* of the signature, more tags */
		unsigned faults; /* that verifying finds */
		const char *reason, *result, *finding;
	} rows[] = {
	    {"", MAIL_BODY, "body-changed", "fail", "MSG-04"},
	    {"", MAIL_HEADER, "header-changed", "fail", "MSG-05"},
	    {"", MAIL_BODY | MAIL_HEADER, "body-changed", "fail", "MSG-04"},
	    {"", MAIL_KEY | MAIL_BODY, "other-key", "fail", "DK-25"},
	    {"", MAIL_ADDED, "text-added", "policy", "MSG-08"},
	    {"", MAIL_SHA1, "rsa-sha1", "policy", "MSG-09"},
	    {"", MAIL_REFUSED, "refused", "neutral", "MSG-11"},
	    {" x=1;", 0, "expired", "fail", "MSG-06"},
	    {" t=1795269901;", 0, "future", "fail", "MSG-07"},
	    {" t=1795269900;", 0, NULL, "pass", NULL},
	    {" x=1795269600;", 0, NULL, "pass", NULL},
	    {" x=1795269599;", 0, "expired", "fail", "MSG-06"},
	    {" h=to;", 0, "syntax", "neutral", "MSG-02"},
	    {" i=@example.com;", 0, "syntax", "neutral", "MSG-02"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct judged_signature *s;

		mail_faults = rows[i].faults;
		s = &judge(
		    NULL, message("Return-Path: <>", "From: info@example.jp",
			      SIGNED("example.jp", rows[i].field)))
			 ->signature[0];
		if (rows[i].reason == NULL)
			assert_int_equal(s->reason, REASON_NONE);
		else
			assert_string_equal(
			    judged_reason_word(s->reason), rows[i].reason);
		assert_string_equal(judged_word(s->result), rows[i].result);
		if (rows[i].finding != NULL)
			assert_int_equal(
			    finding(rows[i].finding)->severity, SEVERITY_ERROR);
	}
}

static void
names_the_reason_that_lies_in_the_key(void **state)
{
	static const struct {
		const char *selector, *reason, *result, *finding;
	} rows[] = {
	    {"absent", "no-key", "permerror", "DK-01"},
	    {"two", "many-keys", "permerror", "DK-03"},
	    {"revoked", "revoked", "permerror", "DK-12"},
	    {"cut", "bad-key", "permerror", "DK-05"},
	    {"text", "bad-key", "permerror", "DK-11"},
	    {"weak", "weak-key", "policy", "DK-15"},
	    {"edward", "key-type", "permerror", "MSG-10"},
	    {"silent", "no-answer", "temperror", "MSG-32"},
	};

	(void)state;
	stage_fail(stage, NULL, "silent._domainkey.example.jp", DNS_TIMEOUT);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct judged_signature *s;

		s = &judge(
		    NULL, message("Return-Path: <>", "From: info@example.jp",
			      signed_by("example.jp", rows[i].selector, "")))
			 ->signature[0];
		assert_string_equal(
		    judged_reason_word(s->reason), rows[i].reason);
		assert_string_equal(judged_word(s->result), rows[i].result);
		assert_non_null(finding(rows[i].finding));
		assert_int_equal(mail_asked, 0);
	}
}

static void
does_not_take_a_signature_without_from(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge(
	    NULL, message("Return-Path: <>", "From: info@example.jp",
		      "DKIM-Signature: v=1; a=rsa-sha256; d=example.jp; s=s1; "
		      "h=to; bh=" HASH "; b=YWJj"));
	assert_int_equal(j->signature[0].reason, REASON_FROM);
	assert_non_null(finding("MSG-03"));
	assert_int_equal(mail_asked, 0);
}

static void
obeys_a_key_that_forbids_subdomains(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge(NULL,
	    message("Return-Path: <>", "From: info@example.jp",
		signed_by("example.jp", "narrow", " i=@sub.example.jp;")));
	assert_int_equal(j->signature[0].reason, REASON_STRICT);
	assert_int_equal(finding("DK-22")->severity, SEVERITY_ERROR);
	j = judge(NULL, message("Return-Path: <>", "From: info@example.jp",
			    signed_by("example.jp", "narrow", "")));
	assert_int_equal(j->signature[0].reason, REASON_NONE);
}

static void
names_a_signature_of_a_public_suffix(void **state)
{
	(void)state;
	(void)judge(NULL, message("Return-Path: <>", "From: info@example.co.jp",
			      signed_by("co.jp", "absent", "")));
	assert_int_equal(finding("DK-30")->severity, SEVERITY_WARNING);
	(void)judge(NULL, message("Return-Path: <>", "From: info@github.io",
			      signed_by("github.io", "absent", "")));
	assert_null(find("DK-30"));
}

static void
is_milder_when_dmarc_passes_all_the_same(void **state)
{
	(void)state;
	mail_faults = MAIL_BODY;
	(void)judge("192.0.2.25", GOOD_MESSAGE);
	assert_findings({"MSG-04", SEVERITY_WARNING});
	mail_faults = 0;
	(void)judge(
	    "192.0.2.25", message("Return-Path: <info@example.jp>",
			      "From: info@example.jp", "X-Unsigned: 1"));
	assert_findings({"MSG-01", SEVERITY_WARNING});
	(void)judge("192.0.2.25",
	    message("Return-Path: <info@example.jp>", "From: info@example.jp",
		signed_by("other.example", "absent", "")));
	assert_findings({"DK-01", SEVERITY_INFO});
}

static void
says_that_test_mode_is_on(void **state)
{
	(void)state;
	(void)judge("192.0.2.25",
	    message("Return-Path: <info@example.jp>", "From: info@example.jp",
		signed_by("example.jp", "testing", "")));
	assert_findings({"DK-21", SEVERITY_WARNING});
}

static void
verifies_only_so_many_signatures(void **state)
{
	const char *fields = "X-Many: 1";
	const struct judgement *j;

	(void)state;
	for (int i = 0; i <= MAIL_SIGNATURES_MAX; i++)
		fields = arena_printf(
		    &arena, "%s\n%s", fields, SIGNED("example.jp", ""));
	j = judge("192.0.2.25", message("Return-Path: <info@example.jp>",
				    "From: info@example.jp", fields));
	assert_int_equal(j->signatures, MAIL_SIGNATURES_MAX);
	assert_findings({"MSG-44", SEVERITY_INFO});
}

/* --- The form ------------------------------------------------------------- */

static void
names_what_is_wrong_with_the_form(void **state)
{
	static const struct {
		const char *text, *finding;
	} rows[] = {
	    {"", "MSG-40"},
	    {"Subject: x\n\n", "MSG-40"},
	    {"From: nobody\n\n", "MSG-40"},
	    {"From: a@example.jp\nFrom: a@example.jp\n\n", "MSG-41"},
	    {"From: a@example.jp, b@other.example\n\n", "MSG-41"},
	    {"From: a@example.jp\nno field\n\n", "MSG-42"},
	    {"From: a@example.jp\n\nbody", "MSG-43"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		(void)judge(NULL, rows[i].text);
		assert_non_null(finding(rows[i].finding));
	}
	(void)judge(NULL, "From: a@example.jp, b@example.jp\r\n\r\n");
	assert_null(find("MSG-41"));
}

static void
does_not_pass_dmarc_with_several_senders(void **state)
{
	const struct judgement *j;

	(void)state;
	j = judge("192.0.2.25",
	    message("From: info@other.example\nReturn-Path: <a@example.jp>",
		"From: info@example.jp", SIGNED("example.jp", "")));
	assert_int_equal(j->dmarc.result, JUDGED_PERMERROR);
}

static void
says_that_a_message_is_too_large(void **state)
{
	struct judge_options options = {.helo = NULL};
	size_t size = MESSAGE_MAX + 1;
	char *text = calloc(size, 1);
	struct judge *big;

	(void)state;
	assert_non_null(text);
	big = judge_new(stage_services(stage), (struct slice) {text, size},
	    &options, note_change, NULL);
	assert_true(judge_done(big));
	assert_non_null(judge_result(big)->unreadable);
	judge_free(big);
	free(text);
}

/* --- Life ----------------------------------------------------------------- */

static void
can_be_given_up_at_any_moment(void **state)
{
	struct ip ip;
	struct judge_options options = {.helo = NULL};

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.25"), &ip));
	options.ip = ip;
	for (int steps = 0;; steps++) {
		struct judge *one = judge_new(&services, slice_of(GOOD_MESSAGE),
		    &options, note_change, NULL);
		bool more = true;
		bool done;

		for (int i = 0; i < steps && more; i++)
			more = stage_step(stage);
		done = judge_done(one);
		assert_int_equal(judge_result(one) != NULL, done);
		judge_free(one);
		stage_run(stage);
		if (done)
			return;
		assert_true(more);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    judge_test(passes_a_signed_message_from_an_authorised_address),
	    judge_test(asks_everything_in_one_round),
	    judge_test(does_without_an_address_and_suggests_one),
	    judge_test(counts_a_subdomain_when_alignment_is_relaxed),
	    judge_test(names_the_reason_of_a_signature_that_does_not_pass),
	    judge_test(names_the_reason_that_lies_in_the_key),
	    judge_test(does_not_take_a_signature_without_from),
	    judge_test(obeys_a_key_that_forbids_subdomains),
	    judge_test(names_a_signature_of_a_public_suffix),
	    judge_test(is_milder_when_dmarc_passes_all_the_same),
	    judge_test(says_that_test_mode_is_on),
	    judge_test(verifies_only_so_many_signatures),
	    judge_test(names_what_is_wrong_with_the_form),
	    judge_test(does_not_pass_dmarc_with_several_senders),
	    judge_test(says_that_a_message_is_too_large),
	    judge_test(can_be_given_up_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
