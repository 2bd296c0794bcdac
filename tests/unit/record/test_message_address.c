#include "tests/unit/scratch.h"
#include "wizard/record/mailaddr.h"

/* "local|domain local|domain"; a domain that is no name is "-". */
static const char *
read_all(const char *value)
{
	struct mailaddrs list = mailaddr_parse(&arena, slice_of(value));
	const char *all = "";

	for (size_t i = 0; i < list.count; i++)
		all = arena_printf(&arena, "%s%s%s|%s", all, i == 0 ? "" : " ",
		    list.addr[i].local,
		    list.addr[i].domain == NULL ? "-" : list.addr[i].domain);
	return all;
}

static void
reads_the_address_out_of_a_mailbox(void **state)
{
	static const struct {
		const char *value, *wanted;
	} rows[] = {
	    {" info@Example.JP", "info|example.jp"},
	    {" Taro <info@example.jp>", "info|example.jp"},
	    {"<info@example.jp>", "info|example.jp"},
	    {" \"Taro, Inc.\" <info@example.jp>", "info|example.jp"},
	    {" Taro (the first) <info@example.jp> (there)", "info|example.jp"},
	    {" info (a (nested) one) @ example.jp", "info|example.jp"},
	    {" =?utf-8?B?44GC?=\r\n <info@example.jp>", "info|example.jp"},
	    {" \"a b\"@example.jp", "a b|example.jp"},
	    {" \"a\\\"@x\"@example.jp", "a\"@x|example.jp"},
	    {" <@relay.example,@other.example:info@example.jp>",
		"info|example.jp"},
	    {" a@b.example, c@d.example", "a|b.example c|d.example"},
	    {" Group: a@b.example, C <c@d.example>;",
		"a|b.example c|d.example"},
	    {" info@\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.jp",
		"info|xn--wgv71a119e.jp"},
	    {" root@[192.0.2.1]", "root|-"},
	    {" <root@localhost>", "root|localhost"},
	    {" <www-data>", "www-data|-"},
	    {" <>", ""},
	    {" (nobody)", ""},
	    {" Taro Yamada", ""},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(read_all(rows[i].value), rows[i].wanted);
}

static void
is_not_deceived_by_display_names(void **state)
{
	static const struct {
		const char *value, *wanted;
	} rows[] = {
	    {" \"ceo@bank.example\" <evil@example.jp>", "evil|example.jp"},
	    {" ceo@bank.example <evil@example.jp>", "evil|example.jp"},
	    {" (ceo@bank.example) evil@example.jp", "evil|example.jp"},
	    {" evil@example.jp ceo@bank.example",
		"evil@example.jpceo|bank.example"},
	    {" <evil@example.jp> <ceo@bank.example>", "evil|example.jp"},
	    {" a@b@c.example", "a@b|c.example"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(read_all(rows[i].value), rows[i].wanted);
}

static void
reads_what_is_not_closed_to_the_end(void **state)
{
	(void)state;
	assert_string_equal(read_all(" \"Taro <info@example.jp>"), "");
	assert_string_equal(read_all(" (Taro <info@example.jp>"), "");
	assert_string_equal(
	    read_all(" Taro <info@example.jp"), "info|example.jp");
	assert_string_equal(read_all(" a@[192.0.2.1"), "a|-");
	assert_string_equal(read_all(" a@b\\"), "a|-");
}

static void
bounds_the_number_of_mailboxes(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	for (int i = 0; i < MAILADDR_MAX + 10; i++)
		buf_adds(&text, "a@b.example, ");
	assert_int_equal(
	    mailaddr_parse(&arena, slice_of(buf_text(&text))).count,
	    MAILADDR_MAX);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_the_address_out_of_a_mailbox),
	    cmocka_unit_test(is_not_deceived_by_display_names),
	    cmocka_unit_test(reads_what_is_not_closed_to_the_end),
	    cmocka_unit_test(bounds_the_number_of_mailboxes),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
