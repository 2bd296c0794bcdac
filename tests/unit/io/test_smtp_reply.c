#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/io/smtp_reply.h"

static void
reads_replies_in_any_pieces(void **state)
{
	static const struct {
		const char *text;
		enum smtp_reply_state ends;
		unsigned code;
		bool starttls;
		const char *last;
	} rows[] = {
	    {"220 hello\r\n", SMTP_REPLY_WHOLE, 220, false, "220 hello"},
	    {"220\n", SMTP_REPLY_WHOLE, 220, false, "220"},
	    {"250-a\r\n250-StartTLS\r\n250 b\r\n", SMTP_REPLY_WHOLE, 250, true,
		"250 b"},
	    {"250-a\r\n250 STARTTLS \r\n", SMTP_REPLY_WHOLE, 250, true,
		"250 STARTTLS "},
	    {"250 NOSTARTTLS\r\n", SMTP_REPLY_WHOLE, 250, false,
		"250 NOSTARTTLS"},
	    {"554-no\r\n554 never\r\n", SMTP_REPLY_WHOLE, 554, false,
		"554 never"},
	    {"250-a\r\n", SMTP_REPLY_GOES_ON, 250, false, ""},
	    {"22", SMTP_REPLY_GOES_ON, 0, false, "22"},
	    {"hello\r\n", SMTP_REPLY_BROKEN, 0, false, "hello"},
	    {"22\r\n", SMTP_REPLY_BROKEN, 0, false, "22"},
	    {"2200 x\r\n", SMTP_REPLY_BROKEN, 0, false, "2200 x"},
	    {"\r\n", SMTP_REPLY_BROKEN, 0, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t piece = 1; piece < 32; piece++) {
			struct slice rest = slice_of(rows[i].text);
			enum smtp_reply_state end = SMTP_REPLY_GOES_ON;
			struct smtp_reply reply;

			smtp_reply_begin(&reply);
			while (rest.len > 0 && end == SMTP_REPLY_GOES_ON) {
				struct slice part = {rest.ptr,
				    rest.len < piece ? rest.len : piece};

				rest.ptr += part.len;
				rest.len -= part.len;
				end = smtp_reply_read(&reply, &part);
			}
			assert_int_equal(end, rows[i].ends);
			assert_int_equal(reply.starttls, rows[i].starttls);
			if (end == SMTP_REPLY_WHOLE) {
				assert_int_equal(reply.code, rows[i].code);
				assert_string_equal(
				    reply.line, rows[i].last);
			}
		}
}

static void
notes_the_name_and_what_is_offered(void **state)
{
	static const struct {
		const char *text, *name;
		bool expn;
	} rows[] = {
	    {"220 mail.example ESMTP\r\n", "mail.example", false},
	    {"220-mail.example\r\n220 no UCE\r\n", "mail.example", false},
	    {"220\r\n", "", false},
	    {"220 \r\n", "", false},
	    {"250-a.example hello\r\n250-Expn\r\n250 HELP\r\n", "a.example",
		true},
	    {"250-a.example\r\n250 XEXPN\r\n", "a.example", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice octets = slice_of(rows[i].text);
		struct smtp_reply reply;

		smtp_reply_begin(&reply);
		assert_int_equal(
		    smtp_reply_read(&reply, &octets), SMTP_REPLY_WHOLE);
		assert_string_equal(reply.name, rows[i].name);
		assert_int_equal(reply.expn, rows[i].expn);
	}
}

static void
cuts_a_name_that_is_too_long(void **state)
{
	char line[2 * SMTP_REPLY_NAME + 1];
	struct slice octets = {line, sizeof(line)};
	struct smtp_reply reply;

	(void)state;
	memset(line, 'a', sizeof(line));
	memcpy(line, "220 ", 4);
	line[sizeof(line) - 1] = '\n';
	smtp_reply_begin(&reply);
	assert_int_equal(smtp_reply_read(&reply, &octets), SMTP_REPLY_WHOLE);
	assert_int_equal(strlen(reply.name), SMTP_REPLY_NAME - 1);
}

/* What follows a whole reply is left to whoever asked. */
static void
takes_one_reply_and_no_more(void **state)
{
	struct slice octets = slice_of("220 a\r\n250 b\r\n");
	struct smtp_reply reply;

	(void)state;
	smtp_reply_begin(&reply);
	assert_int_equal(smtp_reply_read(&reply, &octets), SMTP_REPLY_WHOLE);
	assert_true(slice_is(octets, "250 b\r\n"));
}

static void
refuses_what_has_no_end(void **state)
{
	static char line[2 * SMTP_REPLY_LINE];
	struct slice octets = {line, sizeof(line)};
	struct smtp_reply reply;
	enum smtp_reply_state end = SMTP_REPLY_GOES_ON;
	size_t lines = 0;

	(void)state;
	memset(line, '2', sizeof(line));
	smtp_reply_begin(&reply);
	assert_int_equal(smtp_reply_read(&reply, &octets), SMTP_REPLY_BROKEN);
	smtp_reply_begin(&reply);
	for (; end == SMTP_REPLY_GOES_ON; lines++) {
		octets = slice_of("250-x\r\n");
		end = smtp_reply_read(&reply, &octets);
	}
	assert_int_equal(end, SMTP_REPLY_BROKEN);
	assert_int_equal(lines, SMTP_REPLY_LINES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_replies_in_any_pieces),
	    cmocka_unit_test(notes_the_name_and_what_is_offered),
	    cmocka_unit_test(cuts_a_name_that_is_too_long),
	    cmocka_unit_test(takes_one_reply_and_no_more),
	    cmocka_unit_test(refuses_what_has_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
