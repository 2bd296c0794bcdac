#include <stdlib.h>

#include "tests/unit/scratch.h"
#include "wizard/record/message.h"

static struct message
parse_slice(struct slice text)
{
	struct err err = ERR_INIT;
	struct message message;

	assert_int_equal(message_parse(&arena, text, &message, &err), ERR_OK);
	return message;
}

static struct message
parse(const char *text)
{
	return parse_slice(slice_of(text));
}

/* The body as it is verified, read in pieces of that size. */
static const char *
body_in(const struct message *message, size_t size)
{
	struct message_reader reader = message_reader(message);
	struct buf out = BUF_INIT;
	char *copy, piece[4096];
	size_t n;

	while ((n = message_read(&reader, piece, size)) > 0) {
		assert_true(n <= size);
		buf_add(&out, piece, n);
	}
	copy = arena_copy(&arena, buf_text(&out));
	buf_release(&out);
	return copy;
}

static const char *
body_of(const char *text)
{
	struct message message = parse(text);

	return body_in(&message, 4096);
}

static void
assert_slice(struct slice s, const char *wanted)
{
	assert_string_equal(arena_copy_slice(&arena, s), wanted);
}

/* --- Line ends ------------------------------------------------------------ */

static void
takes_any_line_end_for_the_same_message(void **state)
{
	static const struct {
		const char *text;
		unsigned repairs;
	} rows[] = {
	    {"A: 1\r\nB: 2\r\n 3\r\n\r\nx\r\n\r\ny\r\n", 0},
	    {"A: 1\nB: 2\n 3\n\nx\n\ny\n", MESSAGE_LINE_ENDS},
	    {"A: 1\rB: 2\r 3\r\rx\r\ry\r", MESSAGE_LINE_ENDS},
	    {"A: 1\r\nB: 2\n 3\n\r\nx\r\n\ny\r", MESSAGE_LINE_ENDS},
	    {"A: 1\r\nB: 2\r\n 3\r\n\r\nx\r\n\r\ny", MESSAGE_LAST_LINE},
	    {"A: 1\nB: 2\n 3\n\nx\n\ny", MESSAGE_LINE_ENDS | MESSAGE_LAST_LINE},
	    {"From root@host Sun Nov 22 03:00:00 2026\nA: 1\nB: 2\n 3\n\nx\n\n"
	     "y\n",
		MESSAGE_LINE_ENDS | MESSAGE_ENVELOPE},
	    {"\xef\xbb\xbf\r\n \r\nA: 1\r\nB: 2\r\n 3\r\n\r\nx\r\n\r\ny\r\n",
		MESSAGE_FRONT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message m = parse(rows[i].text);

		assert_int_equal(m.fields, 2);
		assert_slice(m.field[0].text, "A: 1");
		assert_slice(m.field[1].text, "B: 2\r\n 3");
		assert_string_equal(body_in(&m, 4096), "x\r\n\r\ny\r\n");
		assert_int_equal(m.repairs, rows[i].repairs);
		assert_int_equal(m.broken_line, 0);
	}
}

static void
reads_the_body_in_pieces_of_any_size(void **state)
{
	struct message m = parse("A: 1\n\nab\r\n\n\rc\r\n\r\nlonger line\rd");

	(void)state;
	for (size_t size = 2; size < 40; size++)
		assert_string_equal(body_in(&m, size),
		    "ab\r\n\r\n\r\nc\r\n\r\nlonger line\r\nd\r\n");
}

static void
has_an_empty_body_when_there_is_none(void **state)
{
	(void)state;
	assert_string_equal(body_of("A: 1\r\n"), "");
	assert_string_equal(body_of("A: 1"), "");
	assert_string_equal(body_of("A: 1\r\n\r\n"), "");
	assert_string_equal(body_of(""), "");
	assert_string_equal(body_of("A: 1\r\n\r\n\r\n"), "\r\n");
}

/* --- The header ----------------------------------------------------------- */

static void
finds_fields_from_the_top_whatever_their_case(void **state)
{
	struct message m =
	    parse("Received: 1\nFROM : a@b\nreceived: 2\nX-Received: 3\n\n");
	const struct message_field *field = NULL;

	(void)state;
	field = message_find(&m, "Received", NULL);
	assert_slice(field->value, " 1");
	field = message_find(&m, "Received", field);
	assert_slice(field->value, " 2");
	assert_null(message_find(&m, "Received", field));
	assert_slice(message_find(&m, "from", NULL)->name, "FROM");
	assert_slice(message_find(&m, "from", NULL)->value, " a@b");
	assert_int_equal(message_count(&m, "received"), 2);
	assert_null(message_find(&m, "To", NULL));
}

static void
keeps_folds_and_octets_of_eight_bits(void **state)
{
	struct message m = parse("Subject: \xe3\x81\x82\n\t\xff b\nTo: c\n\n");

	(void)state;
	assert_int_equal(m.fields, 2);
	assert_slice(m.field[0].value, " \xe3\x81\x82\r\n\t\xff b");
}

static void
ends_the_header_at_a_line_that_is_no_field(void **state)
{
	static const struct {
		const char *text;
		size_t fields, line;
		const char *body;
	} rows[] = {
	    {"A: 1\nno field\nB: 2\n", 1, 2, "no field\r\nB: 2\r\n"},
	    {" begins with a fold\n", 0, 1, " begins with a fold\r\n"},
	    {": no name\n", 0, 1, ": no name\r\n"},
	    {"A: 1\n\xe3\x81\x82: 2\n", 1, 2, "\xe3\x81\x82: 2\r\n"},
	    {"A: 1\nFrom root@host\n", 1, 2, "From root@host\r\n"},
	    {"<html>\n", 0, 1, "<html>\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message m = parse(rows[i].text);

		assert_int_equal(m.fields, rows[i].fields);
		assert_int_equal(m.broken_line, rows[i].line);
		assert_string_equal(body_in(&m, 4096), rows[i].body);
	}
}

static void
takes_nul_octets_as_they_are(void **state)
{
	static const char text[] = "A: 1\0 2\r\nB\0: 3\r\n\r\n\0\r\n";
	struct message m = parse_slice((struct slice) {text, sizeof(text) - 1});

	(void)state;
	assert_int_equal(m.fields, 1);
	assert_int_equal(m.field[0].value.len, 5);
	assert_int_equal(m.broken_line, 2);
}

/* --- Bounds --------------------------------------------------------------- */

static enum err_code
parse_repeated(const char *text, size_t count)
{
	struct buf all = BUF_INIT;
	struct err err = ERR_INIT;
	struct message message;
	enum err_code code;

	for (size_t i = 0; i < count; i++)
		buf_adds(&all, text);
	code = message_parse(
	    &arena, (struct slice) {all.data, all.len}, &message, &err);
	assert_int_equal(code == ERR_OK, err.msg[0] == '\0');
	buf_release(&all);
	return code;
}

static void
bounds_the_number_of_fields(void **state)
{
	(void)state;
	assert_int_equal(parse_repeated("A: 1\n", MESSAGE_FIELDS_MAX), ERR_OK);
	assert_int_equal(
	    parse_repeated("A: 1\n", MESSAGE_FIELDS_MAX + 1), ERR_LIMIT);
}

static void
bounds_the_size_of_the_header(void **state)
{
	static const char line[] = "A: 123456789012345678901234567890\n"
				   " 12345678901234567890123456789012345678\n";

	(void)state;
	assert_int_equal(parse_repeated(line, 1000), ERR_OK);
	assert_int_equal(
	    parse_repeated(" 12345678901234567890123456789012345678\n", 100),
	    ERR_OK);
	assert_int_equal(
	    parse_repeated("A: 1\n b\n", MESSAGE_HEADER_MAX / 8), ERR_LIMIT);
}

static void
refuses_what_is_larger_than_mail_servers_take(void **state)
{
	size_t size = MESSAGE_MAX + 1;
	char *text = calloc(size, 1);
	struct err err = ERR_INIT;
	struct message message;

	(void)state;
	assert_non_null(text);
	assert_int_equal(
	    message_parse(&arena, (struct slice) {text, size}, &message, &err),
	    ERR_LIMIT);
	assert_int_equal(message_parse(&arena, (struct slice) {text, size - 1},
			     &message, &err),
	    ERR_OK);
	free(text);
}

/* --- Length --------------------------------------------------------------- */

static void
counts_what_the_length_limit_counts(void **state)
{
	static const struct {
		const char *body;
		unsigned simple, relaxed;
	} rows[] = {
	    {"", 2, 0},
	    {"\r\n\r\n", 2, 0},
	    {" \r\n", 3, 0},
	    {"a\r\n", 3, 3},
	    {"a", 3, 3},
	    {"a\n\n\n", 3, 3},
	    {"a \t b \r\n", 8, 5},
	    {"a\r\n\r\n b\r\n \r\n", 12, 9},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message m =
		    parse(arena_printf(&arena, "A: 1\r\n\r\n%s", rows[i].body));

		assert_int_equal(
		    message_canonical_length(&m, false), rows[i].simple);
		assert_int_equal(
		    message_canonical_length(&m, true), rows[i].relaxed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_any_line_end_for_the_same_message),
	    cmocka_unit_test(reads_the_body_in_pieces_of_any_size),
	    cmocka_unit_test(has_an_empty_body_when_there_is_none),
	    cmocka_unit_test(finds_fields_from_the_top_whatever_their_case),
	    cmocka_unit_test(keeps_folds_and_octets_of_eight_bits),
	    cmocka_unit_test(ends_the_header_at_a_line_that_is_no_field),
	    cmocka_unit_test(takes_nul_octets_as_they_are),
	    cmocka_unit_test(bounds_the_number_of_fields),
	    cmocka_unit_test(bounds_the_size_of_the_header),
	    cmocka_unit_test(refuses_what_is_larger_than_mail_servers_take),
	    cmocka_unit_test(counts_what_the_length_limit_counts),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
