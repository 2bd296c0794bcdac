#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/dnsmsg.h"

static void
words_and_numbers_of_types(void **state)
{
	static const struct {
		const char *word;
		uint16_t type;
	} rows[] = {
	    {"A", DNS_A},
	    {"txt", DNS_TXT},
	    {"AAAA", DNS_AAAA},
	    {"CAA", DNS_CAA},
	    {"TYPE258", 258},
	    {"type65535", 65535},
	    {"TYPE65536", 0},
	    {"TYPE99999999999", 0},
	    {"TYPE1x", 0},
	    {"TYPE", 0},
	    {"", 0},
	    {"BOGUS", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(dns_type_of(rows[i].word), rows[i].type);
	assert_string_equal(dns_type_word(DNS_TXT), "TXT");
	assert_string_equal(dns_type_word(258), "TYPE258");
	assert_string_equal(dns_type_word(65535), "TYPE65535");
}

static void
statuses_have_words_and_meaning(void **state)
{
	size_t answered = 0;

	(void)state;
	for (int s = DNS_PENDING; s <= DNS_CANCELLED; s++) {
		assert_non_null(dns_status_word((enum dns_status)s));
		answered += dns_is_answered((enum dns_status)s);
	}
	assert_int_equal(answered, 3);
	assert_true(dns_is_answered(DNS_NXDOMAIN));
	assert_false(dns_is_answered(DNS_SERVFAIL));
	assert_string_equal(dns_status_word(DNS_NXDOMAIN), "NXDOMAIN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_and_numbers_of_types),
	    cmocka_unit_test(statuses_have_words_and_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
