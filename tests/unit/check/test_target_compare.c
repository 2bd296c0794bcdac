/* What panels make of the targets of aliases and mail servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/check/target_compare.h"

static const struct {
	const char *wanted, *found;
	enum damage damage;
} rows[] = {
    {"s1.example.net.", "s1.example.net.", DAMAGE_NONE},
    {"s1.example.net.", " S1.Example.NET.\n", DAMAGE_NONE},
    {"s1.example.net.", "s1.example.net.example.jp.", DAMAGE_DOUBLED},
    {"10 mx.example.jp.", "10 mx.example.jp.example.jp.", DAMAGE_DOUBLED},
    {"10 mx.example.jp.", "20 mx.example.jp.", DAMAGE_PRIORITY},
    {"s1._domainkey.example.net.", "s1.domainkey.example.net.",
	DAMAGE_UNDERSCORE},
    {"s1.example.net.", "s1.", DAMAGE_CUT},
    {"10 mx.example.jp.", "10 mx.", DAMAGE_CUT},
    {"s1.example.net.", "s2.example.net.", DAMAGE_ALTERED},
    {"dkim02._domainkey.provider.co.jp.", "dkim03._domainkey.provider.co.jp.",
	DAMAGE_ALTERED},
    {"s1-com03i._domainkey.t.r-v1.dkim.mail.microsoft.",
	"s1-com._domainkey.t.r-v1.dkim.mail.microsoft.", DAMAGE_ALTERED},
    {"s1.provider.co.jp.", "s1.other.co.jp.", DAMAGE_OTHER},
    {"10 mx1.example.jp.", "20 mx2.example.jp.", DAMAGE_OTHER},
    {"s1.example.net.", "", DAMAGE_OTHER},
    {"0 .", "10 mx.example.jp.", DAMAGE_OTHER},
    {"0 .", "10 .", DAMAGE_PRIORITY},
    /* An address is no name, so nothing was added behind it. */
    {"192.0.2.1", "192.0.2.11", DAMAGE_OTHER},
    {"3 1 1 00ff", "3 1 1 00fe", DAMAGE_OTHER},
};

static void
names_what_happened(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct difference d = target_compare(
		    &arena, rows[i].wanted, slice_of(rows[i].found));

		if (d.damage != rows[i].damage)
			fail_msg("%s: %s", rows[i].found,
			    damage_word(d.damage));
		assert_int_equal(d.message == NULL, d.damage == DAMAGE_NONE);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_what_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
