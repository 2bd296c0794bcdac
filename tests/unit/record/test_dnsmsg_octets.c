/* Messages as octets: bounds, and what no honest server sends. */
#include "tests/unit/scratch.h"
#include "wizard/record/dnsmsg.h"

static void
extended_rcode_is_not_taken_for_success(void **state)
{
	/* QR, one question x. A, one OPT whose upper RCODE bits are 1. */
	static const uint8_t badvers[] = "\0\0\x80\0\0\1\0\0\0\0\0\1"
					 "\1x\0\0\1\0\1"
					 "\0\0\51\4\320\1\0\0\0\0\0";
	const struct dns_answer *answer;

	(void)state;
	answer =
	    dnsmsg_decode(&arena, badvers, sizeof(badvers) - 1, "x", DNS_A);
	assert_int_equal(answer->status, DNS_OTHER);
	assert_int_equal(answer->rcode, 16);
}

static void
too_many_records_are_malformed(void **state)
{
	/* A response without a question whose counts add up to 1024 or 1025. */
	static const uint8_t many[12] = {0, 0, 0x80, 5, 0, 0, 2, 0, 1, 0, 1, 1};
	static uint8_t wire[DNS_MESSAGE_MAX];
	size_t len = 12;

	(void)state;
	memcpy(wire, many, sizeof(many));
	for (int i = 0; i < 1025; i++, len += 11)
		wire[len + 2] = DNS_A; /* root, type, class, TTL, no RDATA */
	assert_int_equal(dnsmsg_decode(&arena, wire, len, "x", DNS_A)->status,
	    DNS_MALFORMED);
}

static void
all_records_up_to_the_bound_are_read(void **state)
{
	static uint8_t wire[DNS_MESSAGE_MAX];
	static const uint8_t question[] = "\0\0\x80\0\0\1\4\0\0\0\0\0"
					  "\1x\0\0\1\0\1";
	static const uint8_t record[] = "\300\14\0\1\0\1\0\0\0\74\0\4\300\0\2";
	size_t len = sizeof(question) - 1;
	const struct dns_answer *answer;

	(void)state;
	memcpy(wire, question, len);
	for (int i = 0; i < DNS_RR_MAX; i++) {
		memcpy(wire + len, record, sizeof(record));
		wire[len + 15] = (uint8_t)i;
		len += 16;
	}
	answer = dnsmsg_decode(&arena, wire, len, "x", DNS_A);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->count, DNS_RR_MAX);
	assert_int_equal(answer->rr[DNS_RR_MAX - 1].address.octets[3], 255);
}

static void
wrong_rdata_is_malformed(void **state)
{
	static const struct {
		uint8_t type;
		size_t len;
		const char *rdata;
	} rows[] = {
	    {DNS_A, 3, "abc"},
	    {DNS_A, 0, ""},
	    {DNS_AAAA, 4, "abcd"},
	    {DNS_MX, 2, "\0\12"},
	    {DNS_MX, 1, "\0"},
	    {DNS_TXT, 3, "\3ab"},
	    {DNS_CNAME, 2, "\3a"},
	    {DNS_CNAME, 2, "\300\34"}, /* a pointer to itself */
	    {DNS_SOA, 2, "\0\0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint8_t wire[64] = "\0\0\x80\0\0\1\0\1\0\0\0\0"
				   "\0\0?\0\1"
				   "\0\0?\0\1\0\0\0\74\0";

		wire[14] = wire[19] = rows[i].type;
		wire[27] = (uint8_t)rows[i].len;
		memcpy(wire + 28, rows[i].rdata, rows[i].len);
		if (dnsmsg_decode(
			&arena, wire, 28 + rows[i].len, "", rows[i].type)
			->status != DNS_MALFORMED)
			fail_msg("row %zu", i);
	}
}

static void
question_is_encoded_as_asked(void **state)
{
	static const uint8_t plain[] = "\x12\x34\1\40\0\1\0\0\0\0\0\0"
				       "\7example\2jp\0\0\20\0\1";
	static const uint8_t edns[] = "\0\0\0\20\0\1\0\0\0\0\0\1"
				      "\0\0\2\0\1"
				      "\0\0\51\4\320\0\0\0\0\0\0";
	uint8_t out[512];
	size_t len;

	(void)state;
	len = dnsmsg_encode(
	    &(struct dns_question) {.name = "example.jp", DNS_TXT, .rd = true},
	    0x1234, out);
	assert_int_equal(len, sizeof(plain) - 1);
	assert_memory_equal(out, plain, len);
	len = dnsmsg_encode(
	    &(struct dns_question) {"", DNS_NS, false, true, DNS_EDNS_SIZE}, 0,
	    out);
	assert_int_equal(len, sizeof(edns) - 1);
	assert_memory_equal(out, edns, len);
	assert_int_equal(
	    dnsmsg_encode(
		&(struct dns_question) {.name = "a..jp", DNS_A}, 0, out),
	    0);
	assert_int_equal(
	    dnsmsg_encode(&(struct dns_question) {.name = "a.jp"}, 0, out), 0);
}

static void
every_cut_of_a_message_is_malformed(void **state)
{
	/* a.jp. TXT is an alias of b.a.jp.; TC is set. */
	static const uint8_t wire[] = "\0\0\x82\0\0\1\0\2\0\1\0\0"
				      "\1a\2jp\0\0\20\0\1"
				      "\300\14\0\5\0\1\0\0\0\74\0\4\1b\300\14"
				      "\1b\300\14\0\20\0\1\0\0\0\74\0\5\1x\2yz"
				      "\300\16\0\2\0\1\0\0\0\74\0\1";
	/* The NUL of the string is the target of the NS record. */
	size_t len = sizeof(wire);
	const struct dns_answer *answer;

	(void)state;
	for (size_t i = 0; i < len; i++) {
		answer = dnsmsg_decode(&arena, wire, i, "a.jp", DNS_TXT);
		assert_int_equal(answer->status, DNS_MALFORMED);
		/* The caller can still see that TCP is worth trying. */
		assert_int_equal(answer->truncated, i >= 12);
	}
	answer = dnsmsg_decode(&arena, wire, len, "a.jp", DNS_TXT);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->cnames, 1);
	assert_true(slice_is(answer->rr[0].text, "xyz"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(extended_rcode_is_not_taken_for_success),
	    cmocka_unit_test(too_many_records_are_malformed),
	    cmocka_unit_test(all_records_up_to_the_bound_are_read),
	    cmocka_unit_test(wrong_rdata_is_malformed),
	    cmocka_unit_test(question_is_encoded_as_asked),
	    cmocka_unit_test(every_cut_of_a_message_is_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
