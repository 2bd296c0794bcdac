#include "wizard/base/err.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
set_returns_the_code_and_forgets_what_was_before(void **state)
{
	struct err err = {
	    .code = ERR_SYS, .sys_errno = EIO, .offset = 7, .msg = "old"};

	(void)state;
	assert_int_equal(
	    err_set(&err, ERR_SYNTAX, "tag '%s' twice", "p"), ERR_SYNTAX);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(err.sys_errno, 0);
	assert_int_equal(err.offset, 0);
	assert_string_equal(err.msg, "tag 'p' twice");
}

static void
at_keeps_the_offset(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(err_at(&err, ERR_LIMIT, 17, "too long"), ERR_LIMIT);
	assert_int_equal(err.offset, 17);
	assert_string_equal(err.msg, "too long");
}

static void
sys_says_what_errno_means(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOENT;
	assert_int_equal(err_sys(&err, "reading %s", "x"), ERR_SYS);
	assert_int_equal(err.sys_errno, ENOENT);
	assert_string_equal(err.msg, "reading x: No such file or directory");
}

static void
wrap_puts_context_in_front_and_keeps_the_rest(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	(void)err_at(&err, ERR_SYNTAX, 4, "bad tag");
	assert_int_equal(err_wrap(&err, "reading %d records", 2), ERR_SYNTAX);
	assert_int_equal(err.offset, 4);
	assert_string_equal(err.msg, "reading 2 records: bad tag");
}

static void
long_text_is_cut_and_stays_whole_characters(void **state)
{
	char text[2 * sizeof(((struct err *)0)->msg)];
	struct err err = ERR_INIT;
	size_t len;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	(void)err_set(&err, ERR_RANGE, "%s", text);
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
	/* Hiragana A, three octets each, at every alignment of the cut. */
	for (size_t shift = 0; shift < 3; shift++) {
		for (size_t i = shift; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "\u3042", 3);
		(void)err_set(&err, ERR_RANGE, "%s", text);
		len = strlen(err.msg);
		assert_true(len >= sizeof(err.msg) - 4);
		assert_int_equal((len - shift) % 3, 0);
		(void)err_wrap(&err, "b");
		assert_int_equal((strlen(err.msg) - shift) % 3, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(set_returns_the_code_and_forgets_what_was_before),
	    cmocka_unit_test(at_keeps_the_offset),
	    cmocka_unit_test(sys_says_what_errno_means),
	    cmocka_unit_test(wrap_puts_context_in_front_and_keeps_the_rest),
	    cmocka_unit_test(long_text_is_cut_and_stays_whole_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
