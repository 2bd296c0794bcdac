/* Parts of messages: multiparts, and what is hostile in them. */
#include "tests/unit/scratch.h"
#include "wizard/record/mime.h"

static struct mime_parts
parts_of(const char *message)
{
	struct mime_parts parts;
	struct err err = ERR_INIT;

	if (mime_parts(&arena, slice_of(message), &parts, &err) != ERR_OK)
		fail_msg("%s", err.msg);
	return parts;
}

static void
expect(struct slice got, const char *wanted)
{
	if (!slice_is(got, wanted))
		fail_msg("wanted '%s', got '%.*s'", wanted, (int)got.len,
		    got.ptr);
}

static void
takes_body_of_simple_message(void **state)
{
	struct mime_parts p =
	    parts_of("Content-Type: application/gzip; name=x\n"
		     "Content-Transfer-Encoding: (of course) BASE64\n\nZm9v\n");

	(void)state;
	assert_int_equal(p.count, 1);
	expect(p.part[0], "foo");
}

static void
finds_leaves_of_nested_multiparts(void **state)
{
	struct mime_parts p = parts_of(
	    "Content-Type: multipart/mixed;\r\n boundary=\"=_a b\"\r\n\r\n"
	    "nobody reads this\r\n--=_a b\r\n"
	    "Content-Type: multipart/alternative; charset=x; boundary=b\r\n"
	    "\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\nepilogue\r\n"
	    "--=_a b\r\nContent-Transfer-Encoding: base64\r\n\r\nZm9v\r\n"
	    "--=_a b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\nYmFy\r\n"
	    "--=_a b--\r\nepilogue\r\n");

	(void)state;
	assert_int_equal(p.count, 4);
	expect(p.part[0], "one\r\n");
	expect(p.part[1], "two\r\n");
	expect(p.part[2], "foo");
	expect(p.part[3], "bar");
	assert_false(p.cut);
}

static void
reads_what_was_cut_off(void **state)
{
	struct mime_parts p = parts_of(
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	    "Content-Transfer-Encoding: base64\n\nZm9v");

	(void)state;
	assert_int_equal(p.count, 1);
	expect(p.part[0], "foo");
	assert_int_equal(
	    parts_of("Content-Type: multipart/mixed; boundary=b\n\nno").count,
	    0);
	assert_int_equal(
	    parts_of("Content-Type: multipart/mixed; boundary=b\n\n--b\n")
		.count,
	    0);
}

static void
takes_multipart_without_boundary_as_text(void **state)
{
	static const char *const types[] = {
	    "multipart/mixed",
	    "multipart/mixed; boundary=\"\"",
	    "multipart/mixed; boundary",
	    "multipart/mixed; =b; ;; boundary=",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct mime_parts p = parts_of(arena_printf(
		    &arena, "Content-Type: %s\n\n--\nx\n", types[i]));

		assert_int_equal(p.count, 1);
		expect(p.part[0], "--\nx\n");
	}
}

static void
bounds_depth_and_number(void **state)
{
	struct buf deep = BUF_INIT, wide = BUF_INIT;
	struct mime_parts p;

	(void)state;
	for (size_t i = 0; i < 10000; i++)
		buf_adds(&deep, "Content-Type: message/rfc822\n\n");
	p = parts_of(buf_text(&deep));
	assert_true(p.cut);
	assert_int_equal(p.count, 0);
	buf_adds(&wide, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (size_t i = 0; i < 10000; i++)
		buf_adds(&wide, "--b\n\nx\n");
	p = parts_of(buf_text(&wide));
	assert_true(p.cut);
	assert_int_equal(p.count, MIME_PARTS_MAX);
	buf_release(&deep);
	buf_release(&wide);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(takes_body_of_simple_message, scratch_release),
	    cmocka_unit_test_teardown(
		finds_leaves_of_nested_multiparts, scratch_release),
	    cmocka_unit_test_teardown(reads_what_was_cut_off, scratch_release),
	    cmocka_unit_test_teardown(
		takes_multipart_without_boundary_as_text, scratch_release),
	    cmocka_unit_test_teardown(bounds_depth_and_number, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
