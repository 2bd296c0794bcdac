/* TLS reports, BIMI, and the addresses that stand in both. */
#include "tests/unit/scratch.h"
#include "wizard/record/bimi.h"
#include "wizard/record/tlsrpt.h"

static void
selects_records(void **state)
{
	static const struct {
		const char *text;
		bool report, report_attempt, bimi, bimi_attempt;
	} rows[] = {
	    {"v=TLSRPTv1;rua=mailto:a@b.jp", true, false, false, false},
	    {"v=TLSRPTv1 ;rua=mailto:a@b.jp", false, true, false, false},
	    {"v=tlsrptv1; rua=mailto:a@b.jp", false, true, false, false},
	    {"v=BIMI1", false, false, true, false},
	    {"v=BIMI1; l=", false, false, true, false},
	    {"v=BIMI2; l=", false, false, false, true},
	    {"v=bimi1; l=", false, false, false, true},
	    {"v=spf1 -all", false, false, false, false},
	    {"", false, false, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice text = slice_of(rows[i].text);

		assert_int_equal(tlsrpt_is_record(text), rows[i].report);
		assert_int_equal(
		    tlsrpt_is_attempt(text), rows[i].report_attempt);
		assert_int_equal(bimi_is_record(text), rows[i].bimi);
		assert_int_equal(bimi_is_attempt(text), rows[i].bimi_attempt);
	}
}

static void
finds_each_fault_of_a_report_record(void **state)
{
	static const struct {
		const char *text;
		size_t ruas;
		unsigned faults;
	} rows[] = {
	    {"v=TLSRPTv1; rua=mailto:a@b.jp", 1, 0},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp, https://b.jp/r?x=1;", 2, 0},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp; rua=mailto:c@b.jp", 2, 0},
	    {"v=TLSRPTv1;", 0, TLSRPT_NO_RUA},
	    {"v=TLSRPTv1; rua=", 1, TLSRPT_URI},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp,", 2, TLSRPT_URI},
	    {"v=TLSRPTv1; rua=http://b.jp/r", 1, TLSRPT_URI},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp; x-y=1", 1, TLSRPT_UNKNOWN},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp; x=1; x=1", 1,
		TLSRPT_UNKNOWN | TLSRPT_DUPLICATE},
	    {"v=TLSRPTv1; rua=mailto:a@b.jp; what", 1, TLSRPT_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct tlsrpt_record *record =
		    tlsrpt_parse(&arena, slice_of(rows[i].text));

		if (record->faults != rows[i].faults ||
		    record->ruas != rows[i].ruas)
			fail_msg("%s: %x", rows[i].text, record->faults);
	}
}

static void
finds_each_fault_of_a_bimi_record(void **state)
{
	static const struct {
		const char *text;
		unsigned faults;
		bool declined;
	} rows[] = {
	    {"v=BIMI1; l=https://b.jp/a.svg; a=https://b.jp/a.pem", 0, false},
	    {"v=BIMI1; l=https://b.jp/a.svg", 0, false},
	    {"v=BIMI1; l=; a=;", 0, true},
	    {"v=BIMI1; l=; avp=brand; lps=x", 0, true},
	    {"v=BIMI1; a=https://b.jp/a.pem", BIMI_NO_PLACE, false},
	    {"v=BIMI1; l=http://b.jp/a.svg", BIMI_PLACE, false},
	    {"v=BIMI1; l=https://b.jp/a,https://b.jp/b", BIMI_PLACE, false},
	    {"v=BIMI1; l=https://b.jp/a.svg; a=b", BIMI_EVIDENCE, false},
	    {"v=BIMI1; l=; avp=me", BIMI_AVATAR, true},
	    {"v=BIMI1; l=; l=", BIMI_DUPLICATE, true},
	    {"v=BIMI1; l=; z=1", BIMI_UNKNOWN, true},
	    {"v=BIMI1; l=; ?", BIMI_SYNTAX, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct bimi_record *record =
		    bimi_parse(&arena, slice_of(rows[i].text));

		if (record->faults != rows[i].faults ||
		    record->declined != rows[i].declined)
			fail_msg("%s: %x", rows[i].text, record->faults);
	}
}

static void
reads_the_host_of_an_address(void **state)
{
	static const struct {
		const char *text;
		const char *host; /* NULL: it is no such address */
	} rows[] = {
	    {"mailto:a@b.jp", "b.jp"},
	    {"MAILTO:a@b.jp?subject=x", "b.jp"},
	    {"mailto:a%2Cb@b.jp", "b.jp"},
	    {"https://b.jp", "b.jp"},
	    {"https://b.jp:8443/x", "b.jp"},
	    {"mailto:a", NULL},
	    {"mailto:@b.jp", NULL},
	    {"mailto:a@", NULL},
	    {"mailto:a@b_c.jp", NULL},
	    {"mailto:a@b@c.jp", NULL},
	    {"mailto:a b@b.jp", NULL},
	    {"mailto:a@b.jp!10m", NULL},
	    {"https:/b.jp", NULL},
	    {"https://", NULL},
	    {"https://a@b.jp/", NULL},
	    {"ftp://b.jp/", NULL},
	    {"a@b.jp", NULL},
	    {":", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct uri uri = {.text = {.ptr = ""}};
		bool good = uri_parse(slice_of(rows[i].text), &uri);

		if (good != (rows[i].host != NULL) ||
		    (good && !slice_is(uri.host, rows[i].host)))
			fail_msg("%s", rows[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(selects_records),
	    cmocka_unit_test(finds_each_fault_of_a_report_record),
	    cmocka_unit_test(finds_each_fault_of_a_bimi_record),
	    cmocka_unit_test(reads_the_host_of_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
