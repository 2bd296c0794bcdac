/* The wanted records in the form somebody needs them. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/export.h"

static const struct change changes[] = {
    {.topic = TOPIC_DKIM,
	.op = CHANGE_ADD,
	.name = "s1._domainkey.example.jp",
	.ttl = 300,
	.value = "v=DKIM1; p=A\"B"},
    {.topic = TOPIC_DMARC,
	.op = CHANGE_KEEP,
	.name = "_dmarc.example.jp",
	.ttl = 300,
	.value = "v=DMARC1; p=none"},
    {.topic = TOPIC_SPF,
	.op = CHANGE_REPLACE,
	.name = "example.jp",
	.ttl = 300,
	.value = "v=spf1 mx ~all",
	.old = {"v=spf1 a ~all", "v=spf1\033[2J -all"},
	.olds = 2},
    {.topic = TOPIC_HELO,
	.op = CHANGE_ADD,
	.name = "mail.other.example",
	.ttl = 300,
	.value = "v=spf1 a -all"},
};

static const char panel_changes[] =
    "example.jp 2026-11-21 3\n"
    "1 ADD s1._domainkey TXT 300\nv=DKIM1; p=A\"B\n\n"
    "2 REPLACE @ TXT 300\nv=spf1 mx ~all\n"
    "v=spf1 a ~all\nv=spf1\\x1b[2J -all\n"
    "3 ADD mail.other.example. TXT 300\nv=spf1 a -all\n\n"
    "end\n";

static const char bind_all[] =
    "; example.jp\n"
    "s1._domainkey.example.jp. 300 IN TXT \"v=DKIM1; p=A\\\"B\"\n"
    "_dmarc.example.jp. 300 IN TXT \"v=DMARC1; p=none\"\n"
    "example.jp. 300 IN TXT \"v=spf1 mx ~all\"\n";

static void
writes_every_format(void **state)
{
	static const struct {
		const char *format;
		bool all;
		const char *text; /* NULL: it cannot be written */
	} rows[] = {
	    {"panel", false, panel_changes},
	    {"bind", true, bind_all},
	    {"wrong", false, NULL},
	};
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;
		struct export_job job = {
		    .format = export_format(t, rows[i].format),
		    .panel = &t->panel[0],
		    .change = changes,
		    .changes = COUNT_OF(changes),
		    .all = rows[i].all,
		    .zone = "example.jp",
		    .date = "2026-11-21",
		};
		enum err_code code = export_changes(&out, &job, &err);

		if (rows[i].text == NULL) {
			assert_int_equal(code, ERR_SYNTAX);
			assert_non_null(strstr(err.msg, rows[i].format));
		} else {
			assert_int_equal(code, ERR_OK);
			assert_string_equal(buf_text(&out), rows[i].text);
		}
		buf_release(&out);
	}
	assert_null(export_format(t, "nothing"));
	stage_free(stage);
}

/* --- Formats that set all values of a name at once ---------------------------- */

static const struct dns_rr there[] = {
    {.type = DNS_TXT, .text = {"v=spf1 a ~all", 13},
	.string_lengths = (const uint8_t[]) {7, 6}, .strings = 2},
    {.type = DNS_TXT, .text = {"proof=\"x\\", 9},
	.string_lengths = (const uint8_t[]) {9}, .strings = 1},
};

/* What the servers of the zone said about both names. */
static void
published(struct inquiry *inquiry)
{
	static const struct dns_answer some = {
	    .status = DNS_OK, .rr = there, .count = COUNT_OF(there)};
	static const struct dns_answer none = {.status = DNS_NXDOMAIN};
	static const struct ip server = {.family = 4};
	struct question *question;

	(void)inquiry_ask(
	    inquiry, "example.jp", DNS_TXT, ASK_AUTHORITY, &server);
	(void)inquiry_ask(inquiry, "s1._domainkey.example.jp", DNS_TXT,
	    ASK_AUTHORITY, &server);
	while ((question = inquiry_unsent(inquiry)) != NULL)
		inquiry_answer(inquiry, question,
		    strcmp(question->name, "example.jp") == 0 ? &some : &none);
}

static void
keeps_what_else_is_at_the_name(void **state)
{
	static const char text[] =
	    "nothing\ns1._domainkey.example.jp.\n"
	    "= \"v=DKIM1; p=A\\\"B\"\n"
	    /* An old value is cut as it is published. */
	    "? \"v=spf1 \" \"a ~all\"\n? \"proof=\\\"x\\\\\"\n"
	    "- \"v=spf1 \" \"a ~all\"\n"
	    "- \"v=spf1\\027[2J -all\"\n"
	    "example.jp.\n"
	    "= \"proof=\\\"x\\\\\",\n= \"v=spf1 mx ~all\"\n";
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;
	struct facts facts = {.inquiry = inquiry_new()};
	struct export_job job = {
	    .format = export_format(t, "whole"),
	    .panel = &t->panel[0],
	    .change = changes,
	    .changes = 3,
	    .zone = "example.jp",
	    .date = "2026-11-21",
	    .facts = &facts,
	};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	published(facts.inquiry);
	assert_true(export_needs_facts(job.format));
	assert_false(export_needs_facts(export_format(t, "bind")));
	assert_int_equal(export_changes(&out, &job, &err), ERR_OK);
	assert_string_equal(buf_text(&out), text);
	buf_release(&out);
	inquiry_free(facts.inquiry);
	stage_free(stage);
}

/* --- Other types ---------------------------------------------------------- */

static const struct change typed[] = {
    {.topic = TOPIC_SPF, .op = CHANGE_ADD, .name = "example.jp", .ttl = 300,
	.value = "v=spf1 -all"},
    {.topic = TOPIC_SERVICE, .op = CHANGE_ADD, .type = DNS_CNAME,
	.name = "s1._domainkey.example.jp", .ttl = 300,
	.value = "s1.example.net."},
    {.topic = TOPIC_SERVICE, .op = CHANGE_ADD, .type = DNS_MX,
	.name = "example.jp", .ttl = 300, .value = "0 ."},
};

static enum err_code
export_typed(const struct facts *facts, const char *format, size_t count,
    struct buf *out, struct err *err)
{
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;
	const struct export_job job = {
	    .format = export_format(t, format),
	    .panel = &t->panel[0],
	    .change = typed,
	    .changes = count,
	    .zone = "example.jp",
	    .date = "2026-11-21",
	    .facts = facts,
	};
	enum err_code code = export_changes(out, &job, err);

	stage_free(stage);
	return code;
}

static void
writes_every_type_as_zone_files_have_it(void **state)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(export_typed(NULL, "bind", COUNT_OF(typed), &out,
			     &err),
	    ERR_OK);
	assert_string_equal(buf_text(&out),
	    "; example.jp\n"
	    "example.jp. 300 IN TXT \"v=spf1 -all\"\n"
	    "s1._domainkey.example.jp. 300 IN CNAME s1.example.net.\n"
	    "example.jp. 300 IN MX 0 .\n");
	buf_release(&out);
}

/* What was said about any type of a name says that there is no alias. */
static void
asked(struct inquiry *inquiry)
{
	static const struct dns_answer none = {.status = DNS_NODATA};
	struct question *question;

	(void)inquiry_get(inquiry, "example.jp", DNS_TXT);
	(void)inquiry_get(inquiry, "example.jp", DNS_MX);
	(void)inquiry_get(inquiry, "s1._domainkey.example.jp", DNS_TXT);
	while ((question = inquiry_unsent(inquiry)) != NULL)
		inquiry_answer(inquiry, question, &none);
}

static void
gathers_the_records_of_a_name(void **state)
{
	struct facts facts = {.inquiry = inquiry_new()};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	asked(facts.inquiry);
	assert_int_equal(export_typed(&facts, "whole", 1, &out, &err), ERR_OK);
	buf_clear(&out);
	assert_int_equal(
	    export_typed(&facts, "gathers", COUNT_OF(typed), &out, &err),
	    ERR_OK);
	assert_string_equal(buf_text(&out),
	    "example.jp.\nTXT\nand a MX\ns1._domainkey.example.jp.\nCNAME\n");
	buf_release(&out);
	inquiry_free(facts.inquiry);
}

static void
refuses_a_type_that_the_format_cannot_carry(void **state)
{
	struct facts facts = {.inquiry = inquiry_new()};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	asked(facts.inquiry);
	assert_int_equal(
	    export_typed(&facts, "whole", COUNT_OF(typed), &out, &err),
	    ERR_RANGE);
	assert_non_null(strstr(err.msg, "CNAME"));
	buf_release(&out);
	inquiry_free(facts.inquiry);
}

static void
replaces_nothing_that_nobody_knows(void **state)
{
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;
	static const struct dns_rr ns = {.owner = "jp", .type = DNS_NS};
	static const struct dns_answer referral = {
	    .status = DNS_NODATA, .authority = &ns, .authorities = 1};
	struct facts silent = {.inquiry = inquiry_new()};
	/* Who only names the servers of the zone does not know either. */
	struct facts referred = {.inquiry = inquiry_new()};
	const struct facts *rows[] = {NULL, &silent, &referred};

	(void)state;
	(void)inquiry_get(silent.inquiry, "example.jp", DNS_TXT);
	(void)inquiry_get(referred.inquiry, "example.jp", DNS_TXT);
	inquiry_answer(referred.inquiry, inquiry_unsent(referred.inquiry),
	    &referral);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct export_job job = {
		    .format = export_format(t, "whole"),
		    .panel = &t->panel[0],
		    .change = &changes[2],
		    .changes = 1,
		    .zone = "example.jp",
		    .date = "",
		    .facts = rows[i],
		};
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(
		    export_changes(&out, &job, &err), ERR_MISSING);
		assert_non_null(strstr(err.msg, "example.jp"));
		buf_release(&out);
	}
	inquiry_free(silent.inquiry);
	inquiry_free(referred.inquiry);
	stage_free(stage);
}

/* A mail server may have its name in the zone of somebody else. */
static void
a_script_for_one_zone_leaves_out_the_others(void **state)
{
	static const struct {
		const char *name, *zone;
		bool known; /* that the zone begins there */
		const char *format;
		bool left_out;
	} rows[] = {
	    {"mail.example.jp", "example.jp", true, "bind", false},
	    {"mail.example.com", "example.jp", true, "bind", true},
	    {"mail.example.com", "example.jp", false, "bind", true},
	    {"mail.example.com", "example.jp", true, "panel", false},
	    {"mail.example.jp", "sub.example.jp", true, "bind", true},
	    {"mail.example.jp", "sub.example.jp", false, "bind", false},
	};
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct zone_facts zone = {.apex = rows[i].zone};
		const struct facts facts = {.zone = &zone};
		struct change change[] = {{.op = CHANGE_ADD},
		    {.op = CHANGE_ADD, .name = "", .value = "v=spf1 -all"}};
		const struct export_job job = {
		    .format = export_format(t, rows[i].format),
		    .panel = &t->panel[0],
		    .change = change,
		    .changes = 2,
		    .zone = rows[i].zone,
		    .date = "",
		    .facts = rows[i].known ? &facts : NULL,
		};
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		(void)strcpy(change[0].name, rows[i].name);
		(void)strcpy(change[0].value, "v=spf1 a -all");
		(void)strcpy(change[1].name, rows[i].zone);
		assert_int_equal(
		    export_leaves_out(&job, &change[0]), rows[i].left_out);
		assert_int_equal(export_changes(&out, &job, &err), ERR_OK);
		assert_int_equal(strstr(buf_text(&out), "v=spf1 a -all") ==
			NULL,
		    rows[i].left_out);
		assert_non_null(strstr(buf_text(&out), "v=spf1 -all"));
		buf_release(&out);
	}
	stage_free(stage);
}

/* "@" is only right for those who know which zone is meant. */
static void
knows_which_formats_depend_on_the_zone(void **state)
{
	static const struct {
		const char *record, *value;
		bool relative;
	} rows[] = {
	    {"{{owner}} {{value}}", "", false},
	    {"{{fqdn}} {{ttl}}\n{{values}}", "{{strings}}", false},
	    {"{{name}} {{value}}", "", true},
	    {"{{label|json}}", "", true},
	    {"{{values}}", "txt {{host}} {{value}}", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct format_parts part = {
		    .record = rows[i].record, .value = rows[i].value};
		const struct format_template format = {
		    .parts = &part, .nparts = 1};

		assert_int_equal(
		    export_is_relative(&format), rows[i].relative);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gathers_the_records_of_a_name),
	    cmocka_unit_test(refuses_a_type_that_the_format_cannot_carry),
	    cmocka_unit_test(writes_every_type_as_zone_files_have_it),
	    cmocka_unit_test(keeps_what_else_is_at_the_name),
	    cmocka_unit_test(replaces_nothing_that_nobody_knows),
	    cmocka_unit_test(a_script_for_one_zone_leaves_out_the_others),
	    cmocka_unit_test(writes_every_format),
	    cmocka_unit_test(knows_which_formats_depend_on_the_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
