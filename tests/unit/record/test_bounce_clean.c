#include "tests/unit/scratch.h"
#include "wizard/record/bounce_clean.h"
#include "wizard/record/mailcode.h"

static const struct {
	const char *given, *clean;
} rows[] = {
    {"a\r\nb\rc\r\r\nd", "a\nb\nc\nd\n"},
    {"doesn\xe2\x80\x99t \xe2\x80\x93 now\xc2\xa0on", "doesn't - now on\n"},
    {"550\xef\xbc\x8d"
     "5",
	"550-5\n"},
    {"one\\ntwo", "one\ntwo\n"},
    {"> a\n> > b\n>c", "a\nb\nc\n"},
    {"| a\n| b", "a\nb\n"},
    {"10:01 <olle> 550 no\n[10:02:03] <sven> so?", "550 no\nso?\n"},
    {"10:01 <a@example.org>: x", "10:01 <a@example.org>: x\n"},
    {"<** 550 5.7.1 no\n -> QUIT", "550 5.7.1 no\n -> QUIT\n"},
    {"a \xe2\x94\x82 1\nb \xe2\x94\x82 2\nc\xe2\x94\x82 3",
	"a\nb\nc\n\n1\n2\n3\n\n\n\n\n"},
    {">>> DATA\n<<< 550 no", ">>> DATA\n<<< 550 no\n"},
    {"\033[31mred\033[0m \033]0;title\aend \033(B.", "red end .\n"},
    {"a\n\nb\n\nc\n\nd\n", "a\nb\nc\nd\n"},
    {"<<< 550 5.7.606 banned\n550 5.1.1 <a@example>... User unknown\nnext",
	"<<< 550 5.7.606 banned\nnext\n"},
    {"<p>550&nbsp;5.7.1 <b>no</b></p><style>550 5.7.26 x</style>end<br>",
	"550 5.7.1 no\nend\n"},
    {"SPF =3D fail and some=\n thing", "SPF = fail and some thing\n"},
    {"ip =\n550 not", "ip =\n550 not\n"},
    {"<a@example.org>: said", "<a@example.org>: said\n"},
    {"status=sent (250 OK - gsmtp)\nstatus=bounced (no)",
	"status=bounced (no)\n"},
    {"a<http://b.example> [.] <http://b.example|b.example>",
	"a . b.example\n"},
    {"failure:_Remote_host_said:_550_no",
	"failure: Remote host said: 550 no\n"},
    {"Remote_host_said:_550-5.7.1_a/550_5.7.1_b/",
	"Remote host said: 550-5.7.1 a\n550 5.7.1 b/\n"},
};

static void
damage_is_undone(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice text =
		    bounce_clean(&arena, slice_of(rows[i].given), false);

		if (!slice_is(text, rows[i].clean))
			fail_msg("row %zu: '%.*s'", i, (int)text.len, text.ptr);
	}
}

static void
codings_are_undone(void **state)
{
	(void)state;
	assert_true(slice_is(
	    mailcode_base64(&arena, slice_of("aGVs\r\nbG8=")), "hello"));
	assert_true(slice_is(mailcode_base64(&arena, slice_of("")), ""));
	assert_true(
	    slice_is(mailcode_quoted(&arena, slice_of("a=3Db =\r\nc=zz=")),
		"a=b c=zz="));
	assert_true(
	    slice_is(mailcode_utf8(&arena, slice_of("\033$B%(%i!<\033(B"),
			 slice_of("ISO-2022-JP")),
		"エラー"));
	assert_true(slice_is(
	    mailcode_utf8(&arena, slice_of("\x83\x47"), slice_of("Shift_JIS")),
	    "エ"));
	assert_true(slice_is(
	    mailcode_utf8(&arena, slice_of("\xa5\xa8"), slice_of("EUC-JP")),
	    "エ"));
	assert_true(slice_is(
	    mailcode_utf8(&arena, slice_of("x"), slice_of("../../evil")), "x"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(damage_is_undone, scratch_release),
	    cmocka_unit_test_teardown(codings_are_undone, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
