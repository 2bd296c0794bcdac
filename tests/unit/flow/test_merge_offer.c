/* Several SPF records in the DNS: the one that inkan check offers for them. */
#include "tests/unit/flow/plan_scene.h"

#include <string.h>

struct row {
	const char *name;
	const char *records; /* of example.jp */
	const char *value;   /* what is offered; NULL: nothing */
};

#define SIX(letter)                                                          \
	"a:" letter "1.example a:" letter "2.example a:" letter "3.example " \
	"a:" letter "4.example a:" letter "5.example a:" letter "6.example"

static const struct row rows[] = {
    {"senders of both, the ending that loses no mail",
	SPF("v=spf1 mx ~all") SPF("v=spf1 ip4:203.0.113.0/24 -all"),
	"v=spf1 mx ip4:203.0.113.0/24 ~all"},
    {"what both name once",
	SPF("v=spf1 include:_spf.example.com mx -all")
	    SPF("v=spf1 include:_spf.example.com -all"),
	"v=spf1 include:_spf.example.com mx -all"},
    {"not everybody, although one of them said so",
	SPF("v=spf1 mx -all") SPF("v=spf1 a +all"), "v=spf1 mx a ~all"},
    {"what was meant, and nothing that receivers cannot read",
	SPF("v=spf1 mx -all") SPF("v=spf1 ipv4:192.0.2.1 foo:bar a -all"),
	"v=spf1 mx ip4:192.0.2.1 a -all"},
    {"nothing above ten look-ups",
	SPF("v=spf1 " SIX("a") " -all") SPF("v=spf1 " SIX("b") " -all"), NULL},
};

static const struct finding *
find(const struct findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->finding[i].check->id, id) == 0)
			return &findings->finding[i];
	return NULL;
}

static void
expect(const struct row *row)
{
	struct plan_row plan = {.records = row->records};
	struct plan_scene scene;
	const struct finding *several;

	plan_scene_make(&scene, &plan);
	several = find(examine_findings(scene.examine), "SPF-04");
	assert_non_null(several);
	if (several->value == NULL || row->value == NULL)
		assert_ptr_equal(several->value, row->value);
	else
		assert_string_equal(several->value, row->value);
	plan_scene_close(&scene);
}

static void
offers_one_record_for_several(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
}

static void
offers_nothing_for_one_record(void **state)
{
	struct plan_row plan = {.records = SPF("v=spf1 mx ~all")};
	struct plan_scene scene;
	const struct findings *findings;

	(void)state;
	plan_scene_make(&scene, &plan);
	findings = examine_findings(scene.examine);
	for (size_t i = 0; i < findings->count; i++)
		assert_null(findings->finding[i].value);
	plan_scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(offers_one_record_for_several),
	    cmocka_unit_test(offers_nothing_for_one_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
