/* Updates as messages and as lines for nsupdate. */
#include "tests/unit/scratch.h"
#include "wizard/record/dnsupdate.h"

static const struct dnsupdate_line lines[] = {
    {UPDATE_HAS, "x.jp", DNS_TXT, 0, {"\1o", 2}},
    {UPDATE_LACKS, "a.x.jp", DNS_CNAME, 0, {NULL, 0}},
    {UPDATE_DELETE, "x.jp", DNS_TXT, 0, {"\1o", 2}},
    {UPDATE_ADD, "a.x.jp", DNS_TXT, 300, {"\1n\1m", 4}},
};

static struct dnsupdate
update_of(size_t count)
{
	struct dnsupdate update = {.zone = "x.jp"};

	for (size_t i = 0; i < count; i++)
		dnsupdate_add(&arena, &update, &lines[i]);
	return update;
}

static void
encodes_every_verb_as_the_rfc_says(void **state)
{
	static const char wire[] =
	    "\x12\x34\x28\0\0\1\0\2\0\2\0\0"
	    "\1x\2jp\0\0\6\0\1"                          /* the zone: SOA */
	    "\1x\2jp\0\0\x10\0\1\0\0\0\0\0\2\1o"         /* 2.4.2 */
	    "\1a\1x\2jp\0\0\5\0\xfe\0\0\0\0\0\0"         /* 2.4.3 */
	    "\1x\2jp\0\0\x10\0\xfe\0\0\0\0\0\2\1o"       /* 2.5.4 */
	    "\1a\1x\2jp\0\0\x10\0\1\0\0\1\x2c\0\4\1n\1m" /* 2.5.1 */;
	struct dnsupdate update = update_of(COUNT_OF(lines));
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	assert_int_equal(
	    dnsupdate_encode(&update, 0x1234, &out, &err), ERR_OK);
	assert_int_equal(out.len, sizeof(wire) - 1);
	assert_memory_equal(out.data, wire, out.len);
	buf_release(&out);
}

static void
prints_what_nsupdate_takes(void **state)
{
	static const char *const texts[] = {
	    "prereq yxrrset x.jp. TXT \"o\"",
	    "prereq nxrrset a.x.jp. CNAME",
	    "update delete x.jp. TXT \"o\"",
	    "update add a.x.jp. 300 TXT \"n\" \"m\"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		assert_string_equal(
		    dnsupdate_print(&arena, &lines[i]), texts[i]);
}

static void
refuses_what_no_message_holds(void **state)
{
	static char large[40000];
	struct dnsupdate_line line = {UPDATE_ADD, "x.jp", DNS_TXT, 0,
	    {large, sizeof(large)}};
	struct dnsupdate update = {.zone = "x.jp"};
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	dnsupdate_add(&arena, &update, &line);
	assert_int_equal(dnsupdate_encode(&update, 1, &out, &err), ERR_OK);
	buf_clear(&out);
	dnsupdate_add(&arena, &update, &line);
	assert_int_equal(dnsupdate_encode(&update, 1, &out, &err), ERR_LIMIT);
	buf_clear(&out);
	update.zone = "x..jp";
	assert_int_equal(
	    dnsupdate_encode(&update, 1, &out, &err), ERR_SYNTAX);
	buf_release(&out);
}

static void
takes_only_the_answer_to_this_update(void **state)
{
	static const struct {
		const char *wire;
		size_t len;
		int rcode; /* -1: it is not the answer */
	} rows[] = {
	    {"\x12\x34\xa8\0\0\0\0\0\0\0\0\0", 12, 0},
	    {"\x12\x34\xa8\x85\0\0\0\0\0\0\0\0", 12, 5},
	    {"\x12\x34\xa8\0\0\0\0\0\0\0\0", 11, -1},   /* cut */
	    {"\x12\x35\xa8\0\0\0\0\0\0\0\0\0", 12, -1}, /* another id */
	    {"\x12\x34\x28\0\0\0\0\0\0\0\0\0", 12, -1}, /* a question */
	    {"\x12\x34\x80\0\0\0\0\0\0\0\0\0", 12, -1}, /* to a query */
	    {"", 0, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice wire = {rows[i].wire, rows[i].len};
		uint8_t rcode = 0;
		bool taken = dnsupdate_is_answer(wire, 0x1234, &rcode);

		assert_int_equal(taken ? rcode : -1, rows[i].rcode);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(encodes_every_verb_as_the_rfc_says),
	    cmocka_unit_test(prints_what_nsupdate_takes),
	    cmocka_unit_test(refuses_what_no_message_holds),
	    cmocka_unit_test(takes_only_the_answer_to_this_update),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
