/* Which language and which characters the program chooses. */
#include "tests/pty/inkan.h"

static void
the_c_locale_is_english_in_ascii(void **state)
{
	struct vt *vt =
	    inkan(&(struct start) {.env = {"LC_ALL=C", "LANGUAGE", "LANG"}});
	const struct buf *raw = vt_raw(vt);

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	go_on_to(vt, 5);
	for (size_t i = 0; i < raw->len; i++)
		assert_in_range((unsigned char)raw->data[i], 0, 0x7f);
	quits(vt, "That was practice: nothing was kept.");
}

static void
japanese_needs_no_japanese_locale_on_the_machine(void **state)
{
	static const struct start ways[] = {
	    {.env = {"LC_ALL", "LANGUAGE", "LANG=ja_JP.UTF-8"}},
	    {.env = {"LC_ALL=ja_JP.UTF-8", "LANGUAGE"}},
	    {.env = {"LC_ALL", "LANGUAGE", "LC_MESSAGES=ja_JP.UTF-8"}},
	    {.args = {"--lang", "ja"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct vt *vt = inkan(&ways[i]);

		shows(vt, "新しいドメイン");
		vt_send(vt, "q");
		assert_int_equal(vt_wait_exit(vt, LIMIT_MS), 0);
		vt_free(vt);
	}
}

static void
a_terminal_of_another_coding_gets_no_garbage(void **state)
{
	struct vt *vt = inkan(&(struct start) {
	    .env = {"LC_ALL", "LANGUAGE", "LANG=ja_JP.eucJP"}});
	const struct buf *raw = vt_raw(vt);

	(void)state;
	shows(vt, "> 1  New domain");
	for (size_t i = 0; i < raw->len; i++)
		assert_in_range((unsigned char)raw->data[i], 0, 0x7f);
	vt_free(vt);
}

static void
the_console_of_the_kernel_has_no_kanji(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = "linux",
	    .env = {"LC_ALL", "LANGUAGE", "LANG=ja_JP.UTF-8"}});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_free(vt);
}

static void
one_key_changes_the_language_in_place(void **state)
{
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});
	struct buf before;

	(void)state;
	go_on_to(vt, 7);
	vt_send(vt, "\033[B");
	shows(vt, "> 2 ");
	before = below_header(vt);
	vt_send(vt, "L");
	gone(vt, "Step 7 of 10");
	shows(vt, "> 2 ");
	shows(vt, "戻る");
	vt_send(vt, "L");
	shows(vt, "Step 7 of 10");
	is_below_header(vt, &before);
	buf_release(&before);
	quits(vt, FAREWELL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(the_c_locale_is_english_in_ascii),
	    WITH_HOME(japanese_needs_no_japanese_locale_on_the_machine),
	    WITH_HOME(a_terminal_of_another_coding_gets_no_garbage),
	    WITH_HOME(the_console_of_the_kernel_has_no_kanji),
	    WITH_HOME(one_key_changes_the_language_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
