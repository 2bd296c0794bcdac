#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/nearest.h"

static const char *const words[] = {"p", "sp", "rua", "ruf", "adkim", "reject"};

static void
finds_the_word_that_was_meant(void **state)
{
	static const struct {
		const char *word, *meant;
	} rows[] = {
	    {"rua", "rua"},
	    {"RUA", "rua"},
	    {"P", "p"},
	    {"x", NULL},
	    {"xp", NULL},
	    {"rau", "rua"},
	    {"rue", "rua"},
	    {"rufs", "ruf"},
	    {"adikm", "adkim"},
	    {"dkim", "adkim"},
	    {"rejected", "reject"},
	    {"project", "reject"},
	    {"rejection", NULL},
	    {"", NULL},
	    {"rejectrejectreject", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *meant = nearest_word(slice_of(rows[i].word), words,
		    sizeof(words) / sizeof(words[0]));

		if ((meant == NULL) != (rows[i].meant == NULL) ||
		    (meant != NULL && strcmp(meant, rows[i].meant) != 0))
			fail_msg("%s: %s", rows[i].word, meant);
	}
}

static void
counts_what_is_wrong(void **state)
{
	(void)state;
	assert_int_equal(nearest_distance(slice_of("spf"), slice_of("SPF")), 0);
	assert_int_equal(nearest_distance(slice_of("ab"), slice_of("ba")), 1);
	assert_int_equal(nearest_distance(slice_of(""), slice_of("abc")), 3);
	assert_true(nearest_distance(slice_of("a"),
			slice_of("a word of more than sixteen octets")) ==
	    SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_word_that_was_meant),
	    cmocka_unit_test(counts_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
