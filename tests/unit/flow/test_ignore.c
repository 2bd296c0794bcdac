/* Checks that are ignored, and whose mail this machine handles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/here.h"
#include "wizard/flow/ignore.h"
#include "wizard/flow/memory.h"

static void
reads_an_id_and_a_reason(void **state)
{
	static const struct {
		const char *text, *id, *reason; /* id NULL: refused */
	} cases[] = {
	    {"SPF-76", "SPF-76", ""},
	    {"spf-76=asked the boss", "SPF-76", "asked the boss"},
	    {"MX-14=a=b", "MX-14", "a=b"},
	    {"SPF-76=", "SPF-76", ""},
	    {"SPF-99", NULL, NULL},
	    {"SPF-7", NULL, NULL},
	    {"=why", NULL, NULL},
	    {"", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ignored_check ignored;
		struct err err = ERR_INIT;
		enum err_code code =
		    ignore_parse(cases[i].text, &ignored, &err);

		if (cases[i].id == NULL) {
			assert_int_equal(code, ERR_SYNTAX);
			continue;
		}
		assert_int_equal(code, ERR_OK);
		assert_string_equal(ignored.id, cases[i].id);
		assert_string_equal(ignored.reason, cases[i].reason);
	}
}

static void
take(struct decisions *d, const char *text)
{
	struct ignored_check ignored;
	struct err err = ERR_INIT;

	assert_int_equal(ignore_parse(text, &ignored, &err), ERR_OK);
	assert_int_equal(ignore_add(d, &ignored, &err), ERR_OK);
}

static void
remembers_the_last_reason_for_each(void **state)
{
	struct decisions d = {.domain = "example.jp"}, back;
	struct arena arena = ARENA_INIT;
	struct entries entries;

	(void)state;
	take(&d, "SPF-76=first");
	take(&d, "MX-14");
	take(&d, "SPF-76=second");
	entries = memory_save(&arena, &d);
	memory_load(&entries, &back);
	assert_int_equal(back.ignoreds, 2);
	assert_string_equal(back.ignored[0].reason, "second");
	assert_true(ignore_drop(&back, "spf-76"));
	assert_false(ignore_drop(&back, "SPF-76"));
	assert_int_equal(back.ignoreds, 1);
	assert_string_equal(back.ignored[0].id, "MX-14");
	assert_string_equal(back.ignored[1].id, "");
	arena_release(&arena);
}

static void
does_not_ignore_everything(void **state)
{
	struct decisions d = {.domain = "example.jp"};
	struct ignored_check more = {.id = "more"};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < IGNORED_MAX; i++) {
		struct ignored_check one = {.reason = ""};

		(void)snprintf(one.id, sizeof(one.id), "X-%zu", i);
		assert_int_equal(ignore_add(&d, &one, &err), ERR_OK);
	}
	assert_int_equal(ignore_add(&d, &more, &err), ERR_LIMIT);
	assert_int_equal(d.ignoreds, IGNORED_MAX);
}

static void
knows_whose_mail_this_machine_handles(void **state)
{
	static struct ip own = {.family = 4, .octets = {192, 0, 2, 25}};
	static struct address_facts mx = {
	    .ip = {.family = 4, .octets = {192, 0, 2, 25}}};
	static struct address_facts others = {
	    .ip = {.family = 4, .octets = {192, 0, 2, 99}}};
	static const struct {
		struct host_facts host;
		const struct address_facts *address;
		bool home;
	} cases[] = {
	    {{.known = true, .mta = "Postfix", .hostname = "mx.example.jp"},
		NULL, true},
	    {{.known = true, .mta = "Postfix", .hostname = "a.example.net",
		 .mta_hello = "mx.example.jp"}, NULL, true},
	    {{.known = true, .mta = "Postfix", .hostname = "a.example.net",
		 .address = &own, .addresses = 1}, &mx, true},
	    {{.known = true, .mta = "Postfix", .hostname = "a.example.net",
		 .address = &own, .addresses = 1}, &others, false},
	    {{.known = true, .hostname = "mx.example.jp"}, NULL, false},
	    {{.known = false, .mta = "Postfix", .hostname = "mx.example.jp"},
		NULL, false},
	    {{.known = true, .mta = "Postfix", .hostname = "badexample.jp"},
		NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct address_facts address = {.roles = 0};
		struct facts facts = {
		    .domain = "example.jp", .address = &address};

		if (cases[i].address != NULL) {
			address = *cases[i].address;
			facts.addresses = 1;
		}
		assert_int_equal(
		    here_is_home(&cases[i].host, &facts), cases[i].home);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_an_id_and_a_reason),
	    cmocka_unit_test(remembers_the_last_reason_for_each),
	    cmocka_unit_test(does_not_ignore_everything),
	    cmocka_unit_test(knows_whose_mail_this_machine_handles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
