#include "wizard/record/dnsmsg.h"

#include <ldns/ldns.h>
#include <stdlib.h>

#include "tests/unit/scratch.h"

#define MAX_RR 8

/* A message as a server would send it; records in presentation form. */
struct message {
	const char *question; /* "example.jp. IN TXT"; NULL: none */
	const char *answer[MAX_RR];
	const char *authority[MAX_RR];
	const char *additional[MAX_RR];
	ldns_pkt_rcode rcode;
	bool aa, ad, tc, is_query;
};

static void
push(ldns_pkt *pkt, ldns_pkt_section section, const char *const *text)
{
	for (size_t i = 0; i < MAX_RR && text[i] != NULL; i++) {
		ldns_rr *rr = NULL;

		assert_int_equal(
		    ldns_rr_new_frm_str(&rr, text[i], 3600, NULL, NULL),
		    LDNS_STATUS_OK);
		assert_true(ldns_pkt_push_rr(pkt, section, rr));
	}
}

static size_t
encode(const struct message *message, uint8_t wire[DNS_MESSAGE_MAX])
{
	ldns_pkt *pkt = ldns_pkt_new();
	ldns_rr *question = NULL;
	uint8_t *data = NULL;
	size_t len = 0;

	ldns_pkt_set_qr(pkt, !message->is_query);
	ldns_pkt_set_aa(pkt, message->aa);
	ldns_pkt_set_ad(pkt, message->ad);
	ldns_pkt_set_tc(pkt, message->tc);
	ldns_pkt_set_rcode(pkt, (uint8_t)message->rcode);
	if (message->question != NULL) {
		assert_int_equal(ldns_rr_new_question_frm_str(
				     &question, message->question, NULL, NULL),
		    LDNS_STATUS_OK);
		assert_true(
		    ldns_pkt_push_rr(pkt, LDNS_SECTION_QUESTION, question));
	}
	push(pkt, LDNS_SECTION_ANSWER, message->answer);
	push(pkt, LDNS_SECTION_AUTHORITY, message->authority);
	push(pkt, LDNS_SECTION_ADDITIONAL, message->additional);
	assert_int_equal(ldns_pkt2wire(&data, pkt, &len), LDNS_STATUS_OK);
	memcpy(wire, data, len);
	free(data);
	ldns_pkt_free(pkt);
	return len;
}

static const struct dns_answer *
decode(const struct message *message, const char *name, uint16_t type)
{
	static uint8_t wire[DNS_MESSAGE_MAX];

	return dnsmsg_decode(&arena, wire, encode(message, wire), name, type);
}

static void
txt_strings_are_joined_and_their_lengths_kept(void **state)
{
	static const struct message message = {
	    .question = "example.jp. IN TXT",
	    .answer = {"example.jp. 300 TXT \"v=spf1 \" \"\" \"-all\"",
		"example.jp. 600 TXT \"a\\000\\255\\\"\""},
	    .aa = true,
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "example.jp", DNS_TXT);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->rcode, 0);
	assert_true(answer->authoritative);
	assert_int_equal(answer->count, 2);
	assert_string_equal(answer->rr[0].owner, "example.jp");
	assert_int_equal(answer->rr[0].type, DNS_TXT);
	assert_int_equal(answer->rr[0].ttl, 300);
	assert_true(slice_is(answer->rr[0].text, "v=spf1 -all"));
	assert_int_equal(answer->rr[0].strings, 3);
	assert_memory_equal(answer->rr[0].string_lengths, "\7\0\4", 3);
	assert_int_equal(answer->rr[1].text.len, 4);
	assert_memory_equal(answer->rr[1].text.ptr, "a\0\377\"", 4);
}

static void
every_type_has_its_data(void **state)
{
	static const struct {
		uint16_t type;
		const char *question, *rr;
	} rows[] = {
	    {DNS_A, "x. IN A", "x. A 192.0.2.1"},
	    {DNS_AAAA, "x. IN AAAA", "x. AAAA 2001:db8::1"},
	    {DNS_NS, "x. IN NS", "x. NS NS1.Example.JP."},
	    {DNS_PTR, "x. IN PTR", "x. PTR ns1.example.jp."},
	    {DNS_CNAME, "x. IN CNAME", "x. CNAME ns1.example.jp."},
	    {DNS_MX, "x. IN MX", "x. MX 10 ns1.example.jp."},
	    {DNS_SOA, "x. IN SOA", "x. SOA ns1.example.jp. root. 7 1 2 3 900"},
	    {DNS_SPF, "x. IN SPF", "x. SPF \"v=spf1\""},
	    {DNS_DS, "x. IN DS", "x. DS 1 13 2 0102"},
	    {DNS_TLSA, "x. IN TLSA", "x. TLSA 3 1 1 0102"},
	    {65400, "x. IN TYPE65400", "x. TYPE65400 \\# 2 0102"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message message = {
		    .question = rows[i].question, .answer = {rows[i].rr}};
		const struct dns_answer *answer =
		    decode(&message, "x", rows[i].type);
		const struct dns_rr *rr = answer->rr;
		char ip[IP_TEXT_MAX];

		assert_int_equal(answer->status, DNS_OK);
		assert_int_equal(answer->count, 1);
		ip_format(&rr->address, ip);
		if (rr->type == DNS_A)
			assert_string_equal(ip, "192.0.2.1");
		else if (rr->type == DNS_AAAA)
			assert_string_equal(ip, "2001:db8::1");
		else
			assert_int_equal(rr->address.family, 0);
		if (rr->target != NULL)
			assert_string_equal(rr->target, "ns1.example.jp");
		assert_int_equal(rr->preference, rr->type == DNS_MX ? 10 : 0);
		assert_int_equal(rr->soa_serial, rr->type == DNS_SOA ? 7 : 0);
		assert_int_equal(
		    rr->soa_minimum, rr->type == DNS_SOA ? 900 : 0);
		assert_int_equal(
		    slice_is(rr->text, "v=spf1"), rr->type == DNS_SPF);
	}
}

static void
raw_rdata_is_wire_form(void **state)
{
	static const struct message message = {
	    .question = "x. IN TLSA", .answer = {"x. TLSA 3 1 1 a1b2"}};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "x", DNS_TLSA);
	assert_int_equal(answer->rr->raw.len, 5);
	assert_memory_equal(answer->rr->raw.ptr, "\3\1\1\xa1\xb2", 5);
}

static void
rcodes_become_statuses(void **state)
{
	static const struct {
		ldns_pkt_rcode rcode;
		enum dns_status status;
	} rows[] = {
	    {LDNS_RCODE_NOERROR, DNS_NODATA},
	    {LDNS_RCODE_FORMERR, DNS_OTHER},
	    {LDNS_RCODE_SERVFAIL, DNS_SERVFAIL},
	    {LDNS_RCODE_NXDOMAIN, DNS_NXDOMAIN},
	    {LDNS_RCODE_NOTIMPL, DNS_OTHER},
	    {LDNS_RCODE_REFUSED, DNS_REFUSED},
	    {LDNS_RCODE_NOTAUTH, DNS_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message message = {
		    .question = "x. IN A", .rcode = rows[i].rcode};
		const struct dns_answer *answer = decode(&message, "x", DNS_A);

		assert_int_equal(answer->status, rows[i].status);
		assert_int_equal(answer->rcode, rows[i].rcode);
		assert_int_equal(answer->count, 0);
		assert_null(answer->rr);
	}
}

static void
failure_without_question_is_believed_and_success_is_not(void **state)
{
	static const struct {
		ldns_pkt_rcode rcode;
		enum dns_status status;
	} rows[] = {
	    {LDNS_RCODE_FORMERR, DNS_OTHER},
	    {LDNS_RCODE_REFUSED, DNS_REFUSED},
	    {LDNS_RCODE_NOERROR, DNS_MALFORMED},
	    {LDNS_RCODE_NXDOMAIN, DNS_MALFORMED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message message = {.rcode = rows[i].rcode};

		assert_int_equal(
		    decode(&message, "x", DNS_A)->status, rows[i].status);
	}
}

static void
answers_to_other_questions_are_malformed(void **state)
{
	static const struct {
		const char *question, *name;
		uint16_t type;
		enum dns_status status;
	} rows[] = {
	    {"Example.JP. IN A", "example.jp", DNS_A, DNS_NODATA},
	    {"example.jp. IN A", "EXAMPLE.jp.", DNS_A, DNS_NODATA},
	    {"a\\032b.jp. IN A", "a b.jp", DNS_A, DNS_NODATA},
	    {". IN NS", "", DNS_NS, DNS_NODATA},
	    {"example.jp. IN AAAA", "example.jp", DNS_A, DNS_MALFORMED},
	    {"example.jp. CH A", "example.jp", DNS_A, DNS_MALFORMED},
	    {"example.net. IN A", "example.jp", DNS_A, DNS_MALFORMED},
	    {"www.example.jp. IN A", "example.jp", DNS_A, DNS_MALFORMED},
	    {"example.jp. IN A", "example..jp", DNS_A, DNS_MALFORMED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message message = {.question = rows[i].question};

		assert_int_equal(
		    decode(&message, rows[i].name, rows[i].type)->status,
		    rows[i].status);
	}
}

static void
flags_are_read(void **state)
{
	struct message message = {.question = "x. IN A"};
	const struct dns_answer *answer = decode(&message, "x", DNS_A);

	(void)state;
	assert_false(answer->authoritative || answer->authenticated ||
		     answer->truncated);
	message.aa = true;
	assert_true(decode(&message, "x", DNS_A)->authoritative);
	message.ad = true;
	assert_true(decode(&message, "x", DNS_A)->authenticated);
	message.tc = true;
	assert_true(decode(&message, "x", DNS_A)->truncated);
	message.is_query = true;
	assert_int_equal(decode(&message, "x", DNS_A)->status, DNS_MALFORMED);
}

static void
chain_is_followed_in_any_order(void **state)
{
	static const struct message message = {
	    .question = "a.jp. IN TXT",
	    .answer = {"c.jp. 1 TXT \"end\"", "b.jp. 2 CNAME c.jp.",
		"a.jp. 3 TXT \"not at the end\"", "x.jp. 4 TXT \"stray\"",
		"a.jp. 5 CNAME B.jp."},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "a.jp", DNS_TXT);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->cnames, 2);
	assert_string_equal(answer->cname[0].owner, "a.jp");
	assert_string_equal(answer->cname[0].target, "b.jp");
	assert_int_equal(answer->cname[0].ttl, 5);
	assert_string_equal(answer->cname[1].target, "c.jp");
	assert_int_equal(answer->count, 1);
	assert_string_equal(answer->rr[0].owner, "c.jp");
	assert_true(slice_is(answer->rr[0].text, "end"));
}

static void
dname_beside_its_cname_does_no_harm(void **state)
{
	static const struct message message = {
	    .question = "a.old.jp. IN A",
	    .answer = {"old.jp. DNAME new.jp.", "a.old.jp. CNAME a.new.jp.",
		"a.new.jp. A 192.0.2.1"},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "a.old.jp", DNS_A);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->cnames, 1);
	assert_int_equal(answer->count, 1);
}

static void
asking_for_cname_follows_nothing(void **state)
{
	static const struct message message = {
	    .question = "a.jp. IN CNAME",
	    .answer = {"a.jp. CNAME b.jp.", "b.jp. CNAME c.jp."},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "a.jp", DNS_CNAME);
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->count, 1);
	assert_string_equal(answer->rr[0].target, "b.jp");
	assert_null(answer->cname);
}

static void
loop_ends_as_servfail(void **state)
{
	static const struct message message = {
	    .question = "a.jp. IN A",
	    .answer = {"a.jp. CNAME b.jp.", "b.jp. CNAME a.jp."},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "a.jp", DNS_A);
	assert_int_equal(answer->status, DNS_SERVFAIL);
	assert_int_equal(answer->rcode, 0);
	assert_int_equal(answer->count, 0);
	assert_true(answer->cnames >= 2);
}

static void
negative_answer_says_how_long_it_is_kept(void **state)
{
	static const struct {
		ldns_pkt_rcode rcode;
		const char *soa;
		const char *zone;
		uint32_t ttl;
	} rows[] = {
	    {LDNS_RCODE_NXDOMAIN, "jp. 900 SOA a. b. 1 2 3 4 300", "jp", 300},
	    {LDNS_RCODE_NXDOMAIN, "jp. 60 SOA a. b. 1 2 3 4 300", "jp", 60},
	    {LDNS_RCODE_NOERROR, "jp. 900 SOA a. b. 1 2 3 4 300", "jp", 300},
	    {LDNS_RCODE_NOERROR, "x.jp. 5 SOA a. b. 1 2 3 4 5", "x.jp", 5},
	    {LDNS_RCODE_NXDOMAIN, "net. 900 SOA a. b. 1 2 3 4 300", NULL, 0},
	    {LDNS_RCODE_NXDOMAIN, "y.x.jp. 9 SOA a. b. 1 2 3 4 300", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct message message = {.question = "x.jp. IN TXT",
		    .authority = {rows[i].soa},
		    .rcode = rows[i].rcode};
		const struct dns_answer *answer =
		    decode(&message, "x.jp", DNS_TXT);

		assert_int_equal(answer->status,
		    rows[i].rcode == LDNS_RCODE_NXDOMAIN ? DNS_NXDOMAIN
							 : DNS_NODATA);
		assert_int_equal(answer->negative_ttl, rows[i].ttl);
		if (rows[i].zone == NULL)
			assert_null(answer->soa_owner);
		else
			assert_string_equal(answer->soa_owner, rows[i].zone);
	}
}

static void
nxdomain_at_the_end_of_a_chain_keeps_the_chain(void **state)
{
	static const struct message message = {
	    .question = "a.jp. IN A",
	    .answer = {"a.jp. CNAME b.net."},
	    .authority = {"net. 60 SOA a. b. 1 2 3 4 30"},
	    .rcode = LDNS_RCODE_NXDOMAIN,
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "a.jp", DNS_A);
	assert_int_equal(answer->status, DNS_NXDOMAIN);
	assert_int_equal(answer->cnames, 1);
	assert_string_equal(answer->soa_owner, "net");
	assert_int_equal(answer->negative_ttl, 30);
}

static void
referral_names_the_servers(void **state)
{
	static const struct message message = {
	    .question = "www.example.jp. IN A",
	    .authority = {"example.jp. 86400 NS ns1.example.jp.",
		"example.jp. NS ns2.example.jp.", "example.jp. DS 1 13 2 0102",
		"other.jp. NS evil.jp."},
	    .additional = {"ns1.example.jp. A 192.0.2.1"},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "www.example.jp", DNS_A);
	assert_int_equal(answer->status, DNS_NODATA);
	assert_int_equal(answer->authorities, 2);
	assert_string_equal(answer->authority[0].owner, "example.jp");
	assert_string_equal(answer->authority[0].target, "ns1.example.jp");
	assert_int_equal(answer->authority[0].ttl, 86400);
	assert_null(answer->soa_owner);
}

static void
octets_in_names_are_escaped(void **state)
{
	static const struct message message = {
	    .question = "1.2.0.192.in-addr.arpa. IN PTR",
	    .answer = {"1.2.0.192.in-addr.arpa. PTR a\\.b\\000\\027[2J.jp."},
	};
	const struct dns_answer *answer;

	(void)state;
	answer = decode(&message, "1.2.0.192.in-addr.arpa", DNS_PTR);
	assert_string_equal(answer->rr[0].target, "a\\.b\\000\\027[2j.jp");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(txt_strings_are_joined_and_their_lengths_kept),
	    cmocka_unit_test(every_type_has_its_data),
	    cmocka_unit_test(raw_rdata_is_wire_form),
	    cmocka_unit_test(rcodes_become_statuses),
	    cmocka_unit_test(
		failure_without_question_is_believed_and_success_is_not),
	    cmocka_unit_test(answers_to_other_questions_are_malformed),
	    cmocka_unit_test(flags_are_read),
	    cmocka_unit_test(chain_is_followed_in_any_order),
	    cmocka_unit_test(dname_beside_its_cname_does_no_harm),
	    cmocka_unit_test(asking_for_cname_follows_nothing),
	    cmocka_unit_test(loop_ends_as_servfail),
	    cmocka_unit_test(negative_answer_says_how_long_it_is_kept),
	    cmocka_unit_test(nxdomain_at_the_end_of_a_chain_keeps_the_chain),
	    cmocka_unit_test(referral_names_the_servers),
	    cmocka_unit_test(octets_in_names_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
