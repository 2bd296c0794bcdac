/* Does a server have what was to be published? By meaning, not by text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/plan.h"
#include "wizard/record/rrdata.h"

#define K1                                                         \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"
#define K2 "CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="

struct row {
	enum change_topic topic;
	const char *value;
	const char *old;
	const char *there[3];
	enum match match;
};

static const struct row rows[] = {
    /* SPF: the order of mechanisms matters, spelling does not. */
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"V=spf1  MX ~ALL"}, MATCH_NEW},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"v=spf1 +mx ~all", "other"},
	MATCH_NEW},
    {TOPIC_SPF, "v=spf1 mx a ~all", NULL, {"v=spf1 a mx ~all"},
	MATCH_DIFFERS},
    /* Of addresses beside each other it does not matter which is first. */
    {TOPIC_SPF, "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ip4:192.0.2.0/28 ~all",
	NULL, {"v=spf1 ip4:192.0.2.0/28 ip4:192.0.2.1 ip6:2001:db8::1 ~all"},
	MATCH_NEW},
    {TOPIC_SPF, "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/28 ~all", NULL,
	{"v=spf1 ip4:192.0.2.0/28 -ip4:192.0.2.1 ~all"}, MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 ip4:192.0.2.1 mx ip4:192.0.2.2 ~all", NULL,
	{"v=spf1 ip4:192.0.2.2 mx ip4:192.0.2.1 ~all"}, MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ~all", NULL,
	{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 ~all"}, MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"v=spf1 mx -all"}, MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 mx x=y ~all", NULL, {"v=spf1 mx ~all"},
	MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 mx x=y ~all", NULL, {"v=spf1 x=y mx ~all"},
	MATCH_NEW},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {NULL}, MATCH_NONE},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"google-site-verification=x"},
	MATCH_NONE},
    {TOPIC_SPF, "v=spf1 mx ~all", "v=spf1 a ~all", {"v=spf1 a ~all"},
	MATCH_OLD},
    {TOPIC_SPF, "v=spf1 mx ~all", "v=spf1 a ~all",
	{"v=spf1 a ~all", "v=spf1 mx ~all"}, MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"v=spf1 mx ~all", "v=spf1 mx ~all"},
	MATCH_DIFFERS},
    /* One of two old ones is what is wanted: the other one has to go. */
    {TOPIC_SPF, "v=spf1 mx ~all", "v=spf1 mx ~all",
	{"v=spf1 mx ~all", "v=spf1 mx ~all"}, MATCH_DIFFERS},
    {TOPIC_HELO, "v=spf1 a -all", NULL, {"v=spf1 a -all"}, MATCH_NEW},
    /* What a panel made of it is no record any more, but it is not nothing. */
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"\"v=spf1 mx ~all\""},
	MATCH_DIFFERS},
    {TOPIC_SPF, "v=spf1 mx ~all", NULL, {"other", "v=sp"}, MATCH_DIFFERS},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL,
	{"\"v=DKIM1; k=rsa; p=" K1 "\""}, MATCH_DIFFERS},
    {TOPIC_DMARC, "v=DMARC1; p=none", NULL, {"'v=DMARC1; p=none'"},
	MATCH_DIFFERS},
    /* DKIM: the key counts, not the tags around it. */
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL, {"p=" K1}, MATCH_NEW},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL,
	{"v=DKIM1; h=sha256; p=" K1 ";"}, MATCH_NEW},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL,
	{"v=DKIM1; k=ed25519; p=" K2}, MATCH_DIFFERS},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL, {"v=DKIM1; p="},
	MATCH_DIFFERS},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, "v=DKIM1; k=ed25519; p=" K2,
	{"v=DKIM1; k=ed25519; p=" K2}, MATCH_OLD},
    {TOPIC_DKIM, "v=DKIM1; k=rsa; p=" K1, NULL,
	{"v=DKIM1; p=" K1, "v=DKIM1; k=ed25519; p=" K2}, MATCH_DIFFERS},
    {TOPIC_DKIM, "v=DKIM1; k=ed25519; p=" K2, NULL,
	{"v=DKIM1; k=ed25519; p=CRl9E57LMG5dS4CVK4CB 9XfCxBH1z6Ov5MxwzC17Rio="},
	MATCH_DIFFERS},
    /* DMARC: tags in any order. */
    {TOPIC_DMARC, "v=DMARC1; p=none; sp=reject; fo=1", NULL,
	{"v=DMARC1;p=none;fo=1;sp=reject;"}, MATCH_NEW},
    /* Older receivers ignore it: p= is not the second tag. */
    {TOPIC_DMARC, "v=DMARC1; p=none; sp=reject", NULL,
	{"v=DMARC1;sp=reject;p=none;"}, MATCH_DIFFERS},
    {TOPIC_DMARC, "v=DMARC1; p=none", NULL, {"v=DMARC1; p=NONE"}, MATCH_NEW},
    {TOPIC_DMARC, "v=DMARC1; p=none", NULL, {"v=DMARC1; p=none; sp=none"},
	MATCH_DIFFERS},
    {TOPIC_DMARC, "v=DMARC1; p=none", NULL, {"v=dmarc1; p=none"},
	MATCH_DIFFERS},
    {TOPIC_DMARC, "v=DMARC1; p=none", "v=dmarc1; p=none",
	{"v=dmarc1; p=none"}, MATCH_OLD},
    {TOPIC_DMARC, "v=DMARC1; p=none", NULL, {"v=spf1 -all"}, MATCH_NONE},
};

/* Of other types the whole RRset counts, and every name is a full one. */
static const struct {
	uint16_t type;
	struct row row;
} other_types[] = {
    {DNS_CNAME,
	{TOPIC_SERVICE, "s1.example.net.", NULL, {"S1.example.net"}, MATCH_NEW}},
    {DNS_CNAME,
	{TOPIC_SERVICE, "s1.example.net.", NULL, {NULL}, MATCH_NONE}},
    {DNS_CNAME,
	{TOPIC_SERVICE, "s1.example.net.", "s0.example.net.", {"s0.example.net."}, MATCH_OLD}},
    {DNS_CNAME,
	{TOPIC_SERVICE, "s1.example.net.", NULL, {"s1.example.net.example.jp."}, MATCH_DIFFERS}},
    {DNS_MX,
	{TOPIC_SERVICE, "0 .", NULL, {"0 ."}, MATCH_NEW}},
    {DNS_MX,
	{TOPIC_SERVICE, "0 .", NULL, {"0 .", "10 mail.example.jp."}, MATCH_DIFFERS}},
    {DNS_MX,
	{TOPIC_SERVICE, "10 mail.example.jp.", NULL, {"20 mail.example.jp."}, MATCH_DIFFERS}},
    {DNS_TLSA,
	{TOPIC_SERVICE, "3 1 1 00ff", NULL, {"3 1 1 00FF"}, MATCH_NEW}},
    {DNS_AAAA,
	{TOPIC_SERVICE, "2001:db8::1", NULL, {"2001:db8:0::1"}, MATCH_NEW}},
};

/* As a name server would say it. */
static struct dns_rr
record(struct arena *arena, uint16_t type, const char *value)
{
	struct err err = ERR_INIT;
	struct dns_rr rr;

	assert_int_equal(
	    rrdata_read_value(arena, type, slice_of(value), &rr, &err), ERR_OK);
	return rr;
}

static void
compare(const struct row *row, uint16_t type)
{
	struct arena arena = ARENA_INIT;
	struct change change = {.topic = row->topic, .type = type};
	struct dns_rr rr[3];
	struct dns_answer answer = {.status = DNS_OK, .rr = rr};
	const char *mistake;

	(void)snprintf(change.value, sizeof(change.value), "%s", row->value);
	if (row->old != NULL) {
		(void)snprintf(change.old[0], sizeof(change.old[0]), "%s",
		    row->old);
		change.olds = 1;
	}
	while (answer.count < 3 && row->there[answer.count] != NULL) {
		rr[answer.count] =
		    record(&arena, type, row->there[answer.count]);
		answer.count++;
	}
	if (plan_match(&arena, &change, &answer, &mistake) != row->match)
		fail_msg("%s", row->value);
	/* What differs is said, and nothing else is. */
	assert_int_equal(mistake != NULL, row->match == MATCH_DIFFERS);
	arena_release(&arena);
}

static void
compares_by_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		compare(&rows[i], DNS_TXT);
	for (size_t i = 0; i < COUNT_OF(other_types); i++)
		compare(&other_types[i].row, other_types[i].type);
}

static void
knows_what_belongs_to_a_topic(void **state)
{
	static const struct {
		enum change_topic topic;
		const char *text;
		bool belongs;
	} kinds[] = {
	    {TOPIC_SPF, "v=spf1", true},
	    {TOPIC_SPF, "v=spf10", false},
	    {TOPIC_SPF, "spf2.0/pra", false},
	    {TOPIC_DKIM, "p=", true},
	    {TOPIC_DKIM, "v=spf1 -all", false},
	    {TOPIC_DMARC, "v=DMARC1", true},
	    {TOPIC_DMARC, "v=DMARC; p=none", true},
	    {TOPIC_DMARC, "hello", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct change change = {.topic = kinds[i].topic};

		assert_int_equal(
		    plan_is_kind(&change, slice_of(kinds[i].text)),
		    kinds[i].belongs);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(compares_by_meaning),
	    cmocka_unit_test(knows_what_belongs_to_a_topic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
