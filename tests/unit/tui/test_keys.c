#include "tests/unit/tui/views.h"

#include "tui/keys.h"

/* Every key that came out, as words: "Up a ^C paste(text)". */
static struct buf seen;

static const char *const names[] = {
    [K_ENTER] = "Enter",
    [K_ESC] = "Esc",
    [K_TAB] = "Tab",
    [K_BACKTAB] = "Backtab",
    [K_BACKSPACE] = "Backspace",
    [K_DELETE] = "Delete",
    [K_UP] = "Up",
    [K_DOWN] = "Down",
    [K_LEFT] = "Left",
    [K_RIGHT] = "Right",
    [K_HOME] = "Home",
    [K_END] = "End",
    [K_PAGE_UP] = "PgUp",
    [K_PAGE_DOWN] = "PgDn",
    [K_HELP] = "F1",
};

static void
note(void *arg, const struct key *key)
{
	(void)arg;
	if (seen.len > 0)
		buf_addc(&seen, ' ');
	if (key->kind == K_CHAR && key->c < 0x80)
		buf_addc(&seen, (char)key->c);
	else if (key->kind == K_CHAR)
		buf_addf(&seen, "U+%04X", (unsigned)key->c);
	else if (key->kind == K_CTRL)
		buf_addf(&seen, "^%c", (char)key->c);
	else if (key->kind == K_PASTE)
		buf_addf(&seen, "paste(%.*s)%s", (int)key->text.len,
		    key->text.ptr, key->cut ? " cut" : "");
	else
		buf_adds(&seen, names[key->kind]);
}

static struct keys *
start(void)
{
	buf_clear(&seen);
	return keys_new(KEYS_ESC_MS, note, NULL);
}

static void
feed(struct keys *keys, const char *octets, int64_t now)
{
	keys_feed(keys, slice_of(octets), now);
}

static void
finish(struct keys *keys, const char *expected)
{
	assert_string_equal(buf_text(&seen), expected);
	keys_free(keys);
	buf_release(&seen);
}

static void
understands_the_keys_of_all_terminals(void **state)
{
	static const struct {
		const char *octets, *keys;
	} cases[] = {
	    {"a", "a"},
	    {"\r", "Enter"},
	    {"\n", "Enter"},
	    {"\t", "Tab"},
	    {"\033[Z", "Backtab"},
	    {"\b", "Backspace"},
	    {"\x7f", "Backspace"},
	    {"\x03", "^C"},
	    {"\x1c", "^\\"},
	    {"\033[A", "Up"},
	    {"\033OA", "Up"},
	    {"\033[B\033[B", "Down Down"},
	    {"\033[C", "Right"},
	    {"\033[D", "Left"},
	    {"\033[H", "Home"},
	    {"\033OH", "Home"},
	    {"\033[1~", "Home"},
	    {"\033[7~", "Home"},
	    {"\033[F", "End"},
	    {"\033[4~", "End"},
	    {"\033[8~", "End"},
	    {"\033[3~", "Delete"},
	    {"\033[5~", "PgUp"},
	    {"\033[6~", "PgDn"},
	    {"\033OP", "F1"},
	    {"\033[11~", "F1"},
	    {"\033[[A", "F1"},
	    {"\u3042", "U+3042"},
	    {"\uff51", "U+FF51"},
	    {"\U00020000", "U+20000"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct keys *keys = start();

		feed(keys, cases[i].octets, 0);
		assert_int_equal(keys_deadline(keys), -1);
		finish(keys, cases[i].keys);
	}
}

static void
drops_what_no_key_sends(void **state)
{
	static const char *const cases[] = {
	    "\033[99;5~",
	    "\033[I",
	    "\033[O",
	    "\033[?62;52c",
	    "\033[24;80R",
	    "\033[1;3R",
	    "\033x",
	    "\033]11;rgb:0000/0000/0000\a",
	    "\033]52;c;YWJj\033\\",
	    "\033P1$r0m\033\\",
	    "\033[[E",
	    "\xff",
	    "\x80\x80",
	    "\xc0\xaf",
	    "\033[\x01",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct keys *keys = start();

		feed(keys, cases[i], 0);
		feed(keys, "z", 1);
		finish(keys, "z");
	}
}

static void
a_lone_esc_is_passed_on_after_silence(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033", 1000);
	assert_int_equal(keys_deadline(keys), 1000 + KEYS_ESC_MS);
	keys_tick(keys, 1000 + KEYS_ESC_MS - 1);
	assert_int_equal(seen.len, 0);
	keys_tick(keys, 1000 + KEYS_ESC_MS);
	finish(keys, "Esc");
}

static void
a_split_sequence_is_one_key(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033", 0);
	feed(keys, "OA", 80);
	feed(keys, "\033[", 1000);
	feed(keys, "1", 1100);
	feed(keys, "1~", 1200);
	finish(keys, "Up F1");
}

static void
a_sequence_split_for_long_is_at_worst_one_esc(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033", 0);
	keys_tick(keys, 100);
	feed(keys, "[A", 300);
	feed(keys, "x", 400);
	finish(keys, "Esc x");
}

static void
an_unfinished_sequence_does_not_swallow_what_follows(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033[", 0);
	keys_tick(keys, KEYS_SEQUENCE_MS);
	feed(keys, "a", 2000);
	feed(keys, "\033]no end", 3000);
	keys_tick(keys, 3000 + KEYS_SEQUENCE_MS);
	feed(keys, "b", 6000);
	finish(keys, "a b");
}

static void
joins_characters_that_arrive_in_pieces(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\xe3", 0);
	feed(keys, "\x81", 1);
	feed(keys, "\x82", 2);
	feed(keys,
	    "\xe3"
	    "a",
	    3);
	finish(keys, "U+3042 a");
}

static void
a_paste_is_one_key(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033[200~first\r\nq", 0);
	feed(keys, "uit\r\n\033[20", 100);
	feed(keys, "1~", 200);
	assert_int_equal(keys_deadline(keys), 200 + KEYS_SILENCE_MS);
	keys_tick(keys, 200 + KEYS_SILENCE_MS);
	feed(keys, "x", 300);
	finish(keys, "paste(first\nquit\n) x");
}

static void
an_end_mark_inside_a_paste_fires_no_key(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033[200~a\033[201~q", 0);
	feed(keys, "q\033[201~", 50);
	keys_tick(keys, 50 + KEYS_SILENCE_MS);
	finish(keys, "paste(aqq)");
}

static void
a_paste_that_is_never_closed_ends_by_silence(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "\033[200~lost end", 0);
	keys_tick(keys, KEYS_OPEN_MS - 1);
	assert_int_equal(seen.len, 0);
	keys_tick(keys, KEYS_OPEN_MS);
	feed(keys, "x", KEYS_OPEN_MS + 1);
	finish(keys, "paste(lost end) x");
}

static void
a_burst_is_a_paste_without_brackets(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "550 no such\r", 0);
	feed(keys, "user\r", 10);
	keys_tick(keys, 10 + KEYS_SILENCE_MS);
	finish(keys, "paste(550 no such\nuser\n)");
}

static void
a_key_held_down_is_not_a_burst(void **state)
{
	struct keys *keys = start();

	(void)state;
	feed(keys, "jjjjjjjjjj", 0);
	feed(keys, "\033[B\033[B\033[B\033[B", 10);
	finish(keys, "j j j j j j j j j j Down Down Down Down");
}

static void
a_paste_is_cut_at_its_limit_and_says_so(void **state)
{
	static char big[KEYS_PASTE_MAX + 10];
	struct keys *keys = start();

	(void)state;
	memset(big, 'x', sizeof(big));
	feed(keys, "\033[200~", 0);
	keys_feed(keys, (struct slice) {big, sizeof(big)}, 1);
	feed(keys, "\033[201~", 2);
	assert_int_equal(keys_deadline(keys), 2 + KEYS_SILENCE_MS);
	keys_tick(keys, 2 + KEYS_SILENCE_MS);
	assert_int_equal(seen.len, KEYS_PASTE_MAX + strlen("paste() cut"));
	keys_free(keys);
	buf_release(&seen);
}

/* Whatever comes, the next key after silence is understood. */
static void
recovers_from_any_octets(void **state)
{
	uint32_t seed = 1;
	int64_t now = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct keys *keys = start();
		char noise[24];

		for (size_t i = 0; i < sizeof(noise); i++) {
			seed = seed * 1664525 + 1013904223;
			noise[i] = (char)(seed >> 24);
		}
		noise[0] = '\033';
		noise[1] = "[O]P"[round % 4];
		keys_feed(keys, (struct slice) {noise, sizeof(noise)}, now);
		now += 10000;
		keys_tick(keys, now);
		now += 10000;
		keys_tick(keys, now);
		buf_clear(&seen);
		feed(keys, "z", now + 10000);
		finish(keys, "z");
	}
}

static void
finds_the_key_under_a_full_width_letter(void **state)
{
	struct key q = {.kind = K_CHAR, .c = 0xff51};
	struct key kana = {.kind = K_CHAR, .c = 0x3042};

	(void)state;
	assert_int_equal(key_folded(&q).c, 'q');
	assert_false(key_is_japanese(&q));
	assert_true(key_is_japanese(&kana));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(understands_the_keys_of_all_terminals),
	    cmocka_unit_test(drops_what_no_key_sends),
	    cmocka_unit_test(a_lone_esc_is_passed_on_after_silence),
	    cmocka_unit_test(a_split_sequence_is_one_key),
	    cmocka_unit_test(a_sequence_split_for_long_is_at_worst_one_esc),
	    cmocka_unit_test(
		an_unfinished_sequence_does_not_swallow_what_follows),
	    cmocka_unit_test(joins_characters_that_arrive_in_pieces),
	    cmocka_unit_test(a_paste_is_one_key),
	    cmocka_unit_test(an_end_mark_inside_a_paste_fires_no_key),
	    cmocka_unit_test(a_paste_that_is_never_closed_ends_by_silence),
	    cmocka_unit_test(a_burst_is_a_paste_without_brackets),
	    cmocka_unit_test(a_key_held_down_is_not_a_burst),
	    cmocka_unit_test(a_paste_is_cut_at_its_limit_and_says_so),
	    cmocka_unit_test(recovers_from_any_octets),
	    cmocka_unit_test(finds_the_key_under_a_full_width_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
