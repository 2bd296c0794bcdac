#include "tests/unit/tui/views.h"

#include <stdlib.h>

#include "tui/clipboard.h"

static struct buf sent;

static void
keep(const char *octets)
{
	buf_adds(&sent, octets);
}

static enum clipboard
send(const char *term, const char *sty, const char *value)
{
	buf_clear(&sent);
	(void)setenv("TERM", term, 1);
	(void)setenv("STY", sty, 1);
	(void)unsetenv("TMUX");
	return clipboard_send(value, keep);
}

static void
a_value_goes_as_one_sequence(void **state)
{
	static const struct {
		const char *value, *sequence;
	} cases[] = {
	    {"", "\033]52;c;\a"},
	    {"f", "\033]52;c;Zg==\a"},
	    {"fo", "\033]52;c;Zm8=\a"},
	    {"foo", "\033]52;c;Zm9v\a"},
	    {"foobar", "\033]52;c;Zm9vYmFy\a"},
	    {"v=spf1 -all", "\033]52;c;dj1zcGYxIC1hbGw=\a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(
		    send("xterm", "", cases[i].value), CLIPBOARD_SENT);
		assert_string_equal(buf_text(&sent), cases[i].sequence);
	}
	buf_release(&sent);
}

static void
screen_gets_it_in_pieces(void **state)
{
	char value[411];

	(void)state;
	memset(value, 'A', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	assert_int_equal(send("screen", "123.pts", value), CLIPBOARD_SENT);
	/* 548 digits and 8 octets round them make three pieces. */
	assert_int_equal(sent.len, 548 + 8 + 3 * 4);
	assert_memory_equal(sent.data, "\033P\033]52;c;QUFB", 13);
	assert_memory_equal(sent.data + 242, "\033\\\033P", 4);
	assert_memory_equal(sent.data + sent.len - 3, "\a\033\\", 3);
	buf_release(&sent);
}

static void
a_multiplexer_that_cannot_be_asked_gets_nothing(void **state)
{
	(void)state;
	assert_int_equal(send("tmux-256color", "", "value"), CLIPBOARD_NO_WAY);
	assert_int_equal(send("screen", "", "value"), CLIPBOARD_NO_WAY);
	assert_int_equal(sent.len, 0);
	buf_release(&sent);
}

static void
what_is_too_long_is_refused(void **state)
{
	char value[CLIPBOARD_MAX + 2];

	(void)state;
	memset(value, 'A', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	assert_int_equal(send("xterm", "", value), CLIPBOARD_TOO_BIG);
	assert_int_equal(sent.len, 0);
	value[CLIPBOARD_MAX] = '\0';
	assert_int_equal(send("xterm", "", value), CLIPBOARD_SENT);
	buf_release(&sent);
}

static void
nothing_is_called_copied(void **state)
{
	(void)state;
	for (int i = CLIPBOARD_SENT; i <= CLIPBOARD_NO_WAY; i++) {
		const char *words = clipboard_words((enum clipboard)i);

		assert_lacks(words, "opied");
		assert_in_range(strlen(words), 1, 80);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_value_goes_as_one_sequence),
	    cmocka_unit_test(screen_gets_it_in_pieces),
	    cmocka_unit_test(a_multiplexer_that_cannot_be_asked_gets_nothing),
	    cmocka_unit_test(what_is_too_long_is_refused),
	    cmocka_unit_test(nothing_is_called_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
