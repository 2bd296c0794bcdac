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
    "example.jp. 300 IN TXT \"v=spf1 mx ~all\"\n"
    "mail.other.example. 300 IN TXT \"v=spf1 a -all\"\n";

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
		enum err_code code = export_changes(&out,
		    export_format(t, rows[i].format), changes,
		    COUNT_OF(changes), "example.jp", rows[i].all,
		    "2026-11-21", &err);

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_every_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
