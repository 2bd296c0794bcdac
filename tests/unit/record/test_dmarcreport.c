/* Aggregate reports: both schemas, what is missing, and what is hostile. */
#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "wizard/base/mem.h"
#include "wizard/record/dmarcreport.h"

static struct dmarc_report
parse(const char *xml)
{
	struct dmarc_report report = {.rows = 0};
	struct err err = ERR_INIT;

	if (dmarc_report_parse(&arena, slice_of(xml), &report, &err) != ERR_OK)
		fail_msg("%s", err.msg);
	return report;
}

static void
expect_refused(struct slice xml, enum err_code code, const char *words)
{
	struct dmarc_report report;
	struct err err = ERR_INIT;

	if (dmarc_report_parse(&arena, xml, &report, &err) != code)
		fail_msg("%.60s: %d %s", xml.ptr, err.code, err.msg);
	if (strstr(err.msg, words) == NULL)
		fail_msg("%.60s: says: %s", xml.ptr, err.msg);
}

#define POLICY                                                                \
	"<policy_published><domain>example.jp</domain></policy_published>"
#define ROW(ip, count)                                                        \
	"<record><row><source_ip>" ip "</source_ip><count>" count             \
	"</count></row></record>"

/* --- What receivers send -------------------------------------------------- */

static const char old_schema[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<feedback>"
    "<report_metadata><org_name>receiver.example</org_name>"
    "<email>dmarc@receiver.example</email><report_id>17-4</report_id>"
    "<date_range><begin>1795046400</begin><end>1795132799</end></date_range>"
    "</report_metadata><policy_published><domain>example.jp</domain>"
    "<adkim>s</adkim><aspf>r</aspf><p>quarantine</p><sp>reject</sp>"
    "<pct>100</pct></policy_published>"
    "<record><row><source_ip>192.0.2.25</source_ip><count>12</count>"
    "<policy_evaluated><disposition>quarantine</disposition>"
    "<dkim>fail</dkim><spf>pass</spf><reason><type>mailing_list</type>"
    "<comment>x</comment></reason><reason><type>local_policy</type></reason>"
    "</policy_evaluated></row><identifiers>"
    "<envelope_from>bounce.example.jp</envelope_from>"
    "<header_from>example.jp</header_from></identifiers>"
    "<auth_results><dkim><domain>example.jp</domain><selector>s1</selector>"
    "<result>fail</result></dkim><dkim><domain>list.example</domain>"
    "<result>pass</result></dkim><spf><domain>bounce.example.jp</domain>"
    "<result>pass</result></spf></auth_results></record></feedback>\n";

static void
reads_schema_of_rfc_7489(void **state)
{
	struct dmarc_report r = parse(old_schema);

	(void)state;
	assert_string_equal(r.org, "receiver.example");
	assert_string_equal(r.email, "dmarc@receiver.example");
	assert_string_equal(r.id, "17-4");
	assert_string_equal(r.version, "");
	assert_int_equal(r.begin, 1795046400);
	assert_int_equal(r.end, 1795132799);
	assert_string_equal(r.domain, "example.jp");
	assert_int_equal(r.p, DMARC_QUARANTINE);
	assert_int_equal(r.sp, DMARC_REJECT);
	assert_int_equal(r.np, DMARC_NO_POLICY);
	assert_true(r.strict_dkim);
	assert_false(r.strict_spf);
	assert_false(r.testing);
	assert_int_equal(r.discovery, DMARC_DISCOVERY_UNSAID);
	assert_int_equal(r.rows, 1);
	assert_int_equal(r.broken_rows, 0);
}

static void
reads_rows_with_their_results(void **state)
{
	struct dmarc_report r = parse(old_schema);
	const struct dmarc_row *row = r.row;
	struct ip ip;

	(void)state;
	assert_true(ip_parse(slice_of("192.0.2.25"), &ip));
	assert_true(ip_equal(&row->ip, &ip));
	assert_int_equal(row->messages, 12);
	assert_int_equal(row->disposition, DMARC_QUARANTINE);
	assert_false(row->dkim);
	assert_true(row->spf);
	assert_int_equal(row->reasons,
	    DMARC_REASON_MAILING_LIST | DMARC_REASON_LOCAL_POLICY);
	assert_string_equal(row->header_from, "example.jp");
	assert_string_equal(row->envelope_from, "bounce.example.jp");
	assert_int_equal(row->signatures, 2);
	assert_string_equal(row->signature[0].selector, "s1");
	assert_false(row->signature[0].passed);
	assert_string_equal(row->signature[1].domain, "list.example");
	assert_string_equal(row->signature[1].selector, "");
	assert_true(row->signature[1].passed);
	assert_int_equal(row->senders, 1);
	assert_string_equal(row->sender[0].domain, "bounce.example.jp");
}

static void
reads_schema_of_rfc_9990(void **state)
{
	struct dmarc_report r = parse(
	    "<f:feedback xmlns:f=\"urn:ietf:params:xml:ns:dmarc-2.0\">"
	    "<f:version>1.0</f:version><f:report_metadata>"
	    "<f:generator>x 1</f:generator></f:report_metadata>"
	    "<f:policy_published><f:domain>example.jp</f:domain>"
	    "<f:p>none</f:p><f:np>reject</f:np><f:testing>y</f:testing>"
	    "<f:discovery_method>treewalk</f:discovery_method>"
	    "</f:policy_published><f:extension><x:any xmlns:x=\"urn:x\">"
	    "<x:count>7</x:count></x:any></f:extension>"
	    "<f:record><f:row><f:source_ip>2001:db8::1</f:source_ip>"
	    "<f:count>3</f:count><f:policy_evaluated>"
	    "<f:disposition>pass</f:disposition><f:dkim>pass</f:dkim>"
	    "<f:reason><f:type>policy_test_mode</f:type></f:reason>"
	    "</f:policy_evaluated></f:row></f:record></f:feedback>");

	(void)state;
	assert_string_equal(r.version, "1.0");
	assert_int_equal(r.np, DMARC_REJECT);
	assert_true(r.testing);
	assert_int_equal(r.discovery, DMARC_DISCOVERY_TREEWALK);
	assert_int_equal(r.rows, 1);
	assert_int_equal(r.row[0].disposition, DMARC_NONE);
	assert_true(r.row[0].dkim);
	assert_int_equal(r.row[0].reasons, DMARC_REASON_TEST_MODE);
}

static void
leaves_what_is_missing_empty(void **state)
{
	struct dmarc_report r = parse(
	    "\r\n <feedback>" POLICY ROW("192.0.2.1", "1") "</feedback>\n\n");

	(void)state;
	assert_string_equal(r.id, "");
	assert_int_equal(r.end, 0);
	assert_int_equal(r.p, DMARC_NO_POLICY);
	assert_string_equal(r.row[0].header_from, "");
	assert_int_equal(r.row[0].signatures, 0);
}

static void
reads_other_encodings_and_mapped_addresses(void **state)
{
	static const char utf16[] =
	    "\xff\xfe<\0f\0e\0e\0d\0b\0a\0c\0k\0/\0>\0";
	struct dmarc_report r =
	    parse("\xef\xbb\xbf<feedback>" POLICY
		  ROW("::ffff:192.0.2.1", " 5\n") "</feedback>");

	(void)state;
	assert_int_equal(r.row[0].ip.family, 4);
	assert_int_equal(r.row[0].messages, 5);
	/* Read as far as to see that it says nothing. */
	expect_refused((struct slice) {utf16, sizeof(utf16) - 1}, ERR_SYNTAX,
	    "which domain");
}

/* --- Nonsense ------------------------------------------------------------- */

static void
leaves_out_rows_without_address_or_count(void **state)
{
	static const char *const rows[] = {
	    ROW("", "1"),
	    ROW("mail.example.jp", "1"),
	    ROW("192.0.2.256", "1"),
	    ROW("192.0.2.1", ""),
	    ROW("192.0.2.1", "-1"),
	    ROW("192.0.2.1", "0x10"),
	    ROW("192.0.2.1", "1.5"),
	    ROW("192.0.2.1", "1000000001"),
	    ROW("192.0.2.1", "18446744073709551617"),
	    ROW("192.0.2.1", "99999999999999999999999999999999999999"),
	    ROW("192.0.2.1", "<b/>1<b/>"),
	    "<record/>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct dmarc_report r = parse(arena_printf(&arena,
		    "<feedback>" POLICY "%s" ROW("192.0.2.9", "1000000000")
		    "</feedback>",
		    rows[i]));

		if (r.rows != 1 || r.broken_rows != 1)
			fail_msg("%s: %zu, %zu", rows[i], r.rows,
			    r.broken_rows);
		assert_int_equal(r.row[0].messages, 1000000000);
	}
}

static void
takes_nonsense_in_dates_as_not_said(void **state)
{
	static const char *const dates[] = {
	    "yesterday", "-5", "253402300800", "1795046400.5", ""};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		struct dmarc_report r = parse(arena_printf(&arena,
		    "<feedback><report_metadata><date_range><end>%s</end>"
		    "</date_range></report_metadata>" POLICY "</feedback>",
		    dates[i]));

		assert_int_equal(r.end, 0);
	}
}

static void
believes_only_what_stands_in_its_place(void **state)
{
	struct dmarc_report r = parse(
	    "<feedback>" POLICY
	    "<other><policy_published><domain>evil.example</domain>"
	    "</policy_published></other>"
	    "<record><row><source_ip>192.0.2.1</source_ip><count>1</count>"
	    "<deep><count>9</count></deep></row></record></feedback>");

	(void)state;
	assert_string_equal(r.domain, "example.jp");
	assert_int_equal(r.row[0].messages, 1);
}

/* --- Hostile -------------------------------------------------------------- */

static const char laughs[] =
    "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">"
    "<!ENTITY a \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">"
    "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
    "<feedback>" POLICY "<x>&c;</x></feedback>";

static void
refuses_document_types_and_what_is_no_report(void **state)
{
	static const struct {
		const char *xml;
		const char *words;
	} rows[] = {
	    {laughs, "document type"},
	    {"<!DOCTYPE feedback [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
	     "<feedback>" POLICY "<x>&x;</x></feedback>",
		"document type"},
	    {"<!DOCTYPE feedback SYSTEM \"http://192.0.2.1/x.dtd\">"
	     "<feedback/>",
		"document type"},
	    {"<!DOCTYPE feedback [<!ENTITY % p SYSTEM \"x\">%p;]><feedback/>",
		"document type"},
	    {"<!DOCTYPE html><html></html>", "document type"},
	    {"<html></html>", "<feedback>"},
	    {"<feedback>&x;</feedback>", "line 1"},
	    {"<feedback/>", "which domain"},
	    {"<feedback>" POLICY, "line 1"},
	    {"<feedback>" POLICY "</feedback><feedback/>", "line 1"},
	    {"<feedback>\n\n</record></feedback>", "line 3"},
	    {"<?xml version=\"1.0\" encoding=\"x-none\"?><feedback/>",
		"line 1"},
	    {"", "line 1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_refused(
		    slice_of(rows[i].xml), ERR_SYNTAX, rows[i].words);
}

static char *
repeated(const char *before, const char *piece, size_t count,
    const char *after)
{
	struct buf buf = BUF_INIT;

	buf_adds(&buf, before);
	for (size_t i = 0; i < count; i++)
		buf_adds(&buf, piece);
	buf_adds(&buf, after);
	return buf_take(&buf);
}

static void
refuses_depth(void **state)
{
	char *deep = repeated("<feedback>", "<a>", 100000, "");
	char *fits = repeated("<feedback>" POLICY, "<a>",
	    DMARC_REPORT_DEPTH - 1, "");
	struct buf whole = BUF_INIT;

	(void)state;
	expect_refused(slice_of(deep), ERR_LIMIT, "deeper");
	buf_adds(&whole, fits);
	for (size_t i = 0; i < DMARC_REPORT_DEPTH - 1; i++)
		buf_adds(&whole, "</a>");
	buf_adds(&whole, "</feedback>");
	(void)parse(buf_text(&whole));
	buf_release(&whole);
	free(deep);
	free(fits);
}

static void
refuses_too_many_rows(void **state)
{
	static const char row[] =
	    "<record><row><source_ip>::1</source_ip><count>1</count></row>"
	    "</record>";
	char *xml = repeated("<feedback>" POLICY, row, DMARC_REPORT_ROWS + 1,
	    "</feedback>");

	(void)state;
	expect_refused(slice_of(xml), ERR_LIMIT, "100000 rows");
	free(xml);
}

static void
bounds_texts_and_attributes(void **state)
{
	char *name = repeated("<feedback>" POLICY
			      "<report_metadata><org_name>",
	    "0123456789", 100000,
	    "</org_name></report_metadata></feedback>");
	char *attribute = repeated("<feedback a=\"", "0123456789", 100000,
	    "\">" POLICY "</feedback>");
	char *element = repeated("<feedback><", "x", 1000000,
	    "/>" POLICY "</feedback>");

	(void)state;
	assert_int_equal(strlen(parse(name).org), DMARC_REPORT_TEXT);
	assert_string_equal(parse(attribute).domain, "example.jp");
	assert_string_equal(parse(element).domain, "example.jp");
	free(name);
	free(attribute);
	free(element);
}

static void
bounds_results_of_a_row(void **state)
{
	char *xml = repeated("<feedback>" POLICY
			     "<record><row><source_ip>192.0.2.1</source_ip>"
			     "<count>1</count></row><auth_results>",
	    "<dkim><domain>d</domain><result>pass</result></dkim>", 1000,
	    "</auth_results></record></feedback>");
	struct dmarc_report r = parse(xml);

	(void)state;
	assert_int_equal(r.rows, 1);
	assert_int_equal(r.row[0].signatures, DMARC_REPORT_RESULTS);
	free(xml);
}

static void
refuses_what_is_too_large_before_reading_it(void **state)
{
	struct slice xml = {mem_alloc(DMARC_REPORT_MAX + 1),
	    DMARC_REPORT_MAX + 1};

	(void)state;
	expect_refused(xml, ERR_LIMIT, "MB");
	free((void *)(uintptr_t)xml.ptr);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(reads_schema_of_rfc_7489, scratch_release),
	    cmocka_unit_test_teardown(reads_rows_with_their_results, scratch_release),
	    cmocka_unit_test_teardown(reads_schema_of_rfc_9990, scratch_release),
	    cmocka_unit_test_teardown(leaves_what_is_missing_empty, scratch_release),
	    cmocka_unit_test_teardown(
		reads_other_encodings_and_mapped_addresses, scratch_release),
	    cmocka_unit_test_teardown(
		leaves_out_rows_without_address_or_count, scratch_release),
	    cmocka_unit_test_teardown(
		takes_nonsense_in_dates_as_not_said, scratch_release),
	    cmocka_unit_test_teardown(
		believes_only_what_stands_in_its_place, scratch_release),
	    cmocka_unit_test_teardown(
		refuses_document_types_and_what_is_no_report, scratch_release),
	    cmocka_unit_test_teardown(refuses_depth, scratch_release),
	    cmocka_unit_test_teardown(refuses_too_many_rows, scratch_release),
	    cmocka_unit_test_teardown(bounds_texts_and_attributes, scratch_release),
	    cmocka_unit_test_teardown(bounds_results_of_a_row, scratch_release),
	    cmocka_unit_test_teardown(
		refuses_what_is_too_large_before_reading_it, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
