#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/tlsa.h"

/* A certificate that is "whole", with a key that is "key". */
static const struct tlsa_target target = {
    .whole = {{"whole", 5}, {"key", 3}},
    .sha256 = {{1}, {2}},
    .sha512 = {{3}, {4}},
};

/* RDATA of which the digest begins with that octet and is zero behind it. */
static struct tlsa
made(uint8_t usage, uint8_t selector, uint8_t matching, uint8_t first,
    size_t len)
{
	static char rdata[3 + 64];
	struct tlsa tlsa = {.usage = 0};

	memset(rdata, 0, sizeof(rdata));
	rdata[0] = (char)usage;
	rdata[1] = (char)selector;
	rdata[2] = (char)matching;
	rdata[3] = (char)first;
	assert_true(tlsa_parse((struct slice) {rdata, 3 + len}, &tlsa));
	return tlsa;
}

static void
matches_by_selector_and_digest(void **state)
{
	static const struct {
		uint8_t selector, matching, first;
		size_t len;
		bool matches;
	} rows[] = {
	    {0, 1, 1, 32, true},
	    {1, 1, 2, 32, true},
	    {0, 1, 2, 32, false},
	    {0, 2, 3, 64, true},
	    {1, 2, 4, 64, true},
	    {1, 2, 4, 32, false},
	    {1, 1, 2, 31, false},
	    {2, 1, 1, 32, false},
	    {1, 3, 2, 32, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tlsa tlsa = made(TLSA_DANE_EE, rows[i].selector,
		    rows[i].matching, rows[i].first, rows[i].len);

		assert_int_equal(tlsa_matches(&tlsa, &target), rows[i].matches);
	}
}

static void
matches_whole_octets(void **state)
{
	struct tlsa tlsa = {.usage = 0};

	(void)state;
	assert_true(
	    tlsa_parse((struct slice) {"\3\1\0key", 6}, &tlsa));
	assert_true(tlsa_is_valid(&tlsa));
	assert_true(tlsa_is_for_mail(&tlsa));
	assert_true(tlsa_matches(&tlsa, &target));
	assert_true(
	    tlsa_parse((struct slice) {"\3\0\0key", 6}, &tlsa));
	assert_false(tlsa_matches(&tlsa, &target));
}

static void
refuses_what_is_too_short_or_not_assigned(void **state)
{
	struct tlsa tlsa = {.usage = 0};

	(void)state;
	assert_false(tlsa_parse((struct slice) {"\3\1", 2}, &tlsa));
	assert_true(tlsa_parse((struct slice) {"\3\1\0", 3}, &tlsa));
	assert_false(tlsa_is_valid(&tlsa));
	tlsa = made(4, 1, 1, 2, 32);
	assert_false(tlsa_is_valid(&tlsa));
	tlsa = made(TLSA_PKIX_EE, 1, 1, 2, 32);
	assert_true(tlsa_is_valid(&tlsa));
	assert_false(tlsa_is_for_mail(&tlsa));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(matches_by_selector_and_digest),
	    cmocka_unit_test(matches_whole_octets),
	    cmocka_unit_test(refuses_what_is_too_short_or_not_assigned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
