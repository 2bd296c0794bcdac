/* DS records and the keys that they stand for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/record/dnssec.h"
#include "wizard/record/zonefile.h"

#define KEY    "257 3 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define SHA1   "24c957397aa1a07458847cb7da36475b28e05074"
#define SHA256 "28fefa43e75f7ecc5db972da79b2981e124abb724df51adbfadb4109ac03adf0"
#define SHA384                                             \
	"86c4870e24288ab932230da2df994f3a5fdeb34389bd9059" \
	"a76e2ce4e150d1087bf886c7f5c974d469714a36b3cacf67"

static void
tells_the_key_of_a_digest(void **state)
{
	static const struct {
		const char *key, *ds;
		enum ds_match match;
	} rows[] = {
	    {KEY, "62736 15 1 " SHA1, DS_SAME},
	    {KEY, "62736 15 2 " SHA256, DS_SAME},
	    {KEY, "62736 15 4 " SHA384, DS_SAME},
	    {KEY, "62737 15 2 " SHA256, DS_OTHER},
	    {KEY, "62736 13 2 " SHA256, DS_OTHER},
	    {KEY, "62736 15 2 00", DS_OTHER},
	    {"256 3 15 AAEC", "62736 15 2 " SHA256, DS_OTHER},
	    {KEY, "62736 15 3 " SHA256, DS_UNKNOWN},
	    {KEY, "62736 15 0 " SHA256, DS_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT;
		struct zone zone;
		const char *text = arena_printf(&arena,
		    "@ 60 DS %s\n@ 60 DNSKEY %s\n", rows[i].ds, rows[i].key);

		assert_int_equal(zonefile_parse(&arena, slice_of(text),
				     "Example.jp", &zone, &err),
		    ERR_OK);
		assert_int_equal(zone.count, 2);
		assert_int_equal(
		    dnssec_compare(&arena, &zone.rr[0], &zone.rr[1]),
		    rows[i].match);
		arena_release(&arena);
	}
}

/* A server may send RDATA of any length. */
static void
survives_rdata_that_is_cut(void **state)
{
	static const char octets[] = "\xF5\x10\x0F\x02" "abcdefgh";

	(void)state;
	for (size_t len = 0; len < sizeof(octets); len++) {
		struct arena arena = ARENA_INIT;
		struct dns_rr rr = {.owner = "jp", .raw = {octets, len}};

		assert_int_not_equal(
		    dnssec_compare(&arena, &rr, &rr), DS_SAME);
		assert_int_equal(
		    dnssec_ds_tag(rr.raw), len < 4 ? 0 : 0xF510);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_the_key_of_a_digest),
	    cmocka_unit_test(survives_rdata_that_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
