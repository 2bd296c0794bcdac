/* Who sends: found by looking, offered by name, typed in. */
#include "tests/unit/flow/stage.h"

#include <stdio.h>
#include <string.h>

#include "wizard/flow/examine.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/senders.h"

static void
nothing_changed(void *arg)
{
	(void)arg;
}

/* The senders of example.jp with these records, as seen from this machine. */
static void
find_in(struct decisions *d, const char *records, const struct host_facts *host)
{
	struct stage *stage = stage_new();
	struct examine_options options = {
	    .params = {.domain = "example.jp", .host = host}};
	struct examine *examine;

	stage_world(stage, records);
	examine = examine_new(
	    stage_services(stage), &options, nothing_changed, NULL);
	stage_run(stage);
	(void)strcpy(d->domain, "example.jp");
	senders_find(d, examine_facts(examine),
	    stage_services(stage)->templates);
	examine_free(examine);
	stage_free(stage);
}

struct expected {
	const char *term;
	const char *label;
	int64_t seen;
	int64_t mark;
	uint8_t family;
};

static void
expect_senders(
    const struct decisions *d, const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < d->senders && i < count; i++) {
		const struct sender *s = &d->sender[i];

		assert_string_equal(s->term, rows[i].term);
		assert_string_equal(s->label, rows[i].label);
		if (s->seen != rows[i].seen || s->mark != rows[i].mark ||
		    s->ip.family != rows[i].family)
			fail_msg("%s: seen %d, mark %d, family %d", s->term,
			    (int)s->seen, (int)s->mark, s->ip.family);
	}
	assert_int_equal(d->senders, count);
}

static void
finds_host_record_and_mail_servers(void **state)
{
	static const struct ip own[] = {
	    {.family = 4, .octets = {203, 0, 113, 9}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "web.example.jp",
	    .mta = "Postfix",
	    .address = own,
	    .addresses = 1};
	static const struct expected rows[] = {
	    {"ip4:203.0.113.9", "", SEEN_HOST, SENDER_OURS, 4},
	    {"a", "", SEEN_SPF, SENDER_OURS, 0},
	    {"include:_spf.google.com", "Google Workspace", SEEN_SPF,
		SENDER_OURS, 0},
	    {"ip4:198.51.100.0/24", "", SEEN_SPF, SENDER_OURS, 0},
	    {"ip4:198.51.100.9", "", SEEN_SPF, SENDER_OURS, 4},
	    {"ip4:192.0.2.25", "", SEEN_MX, SENDER_UNDECIDED, 4},
	};
	static struct decisions d;

	(void)state;
	memset(&d, 0, sizeof(d));
	find_in(&d,
	    "@ TXT \"v=spf1 a +include:_spf.google.com ip4:198.51.100.0/24 "
	    "ip4:198.51.100.9/32 -ip4:192.0.2.66 ?include:x.example "
	    "include:example.jp ra=x ~all\"\n",
	    &host);
	expect_senders(&d, rows, COUNT_OF(rows));
}

static void
asks_about_a_host_that_runs_no_mail_server(void **state)
{
	static const struct ip own[] = {
	    {.family = 4, .octets = {203, 0, 113, 9}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "web.example.jp",
	    .address = own,
	    .addresses = 1};
	static const struct expected rows[] = {
	    {"ip4:203.0.113.9", "", SEEN_HOST, SENDER_UNDECIDED, 4},
	    {"mx", "", SEEN_SPF, SENDER_OURS, 0},
	};
	static struct decisions d;

	(void)state;
	memset(&d, 0, sizeof(d));
	/* The MX passes by "mx": nobody has to be asked about it. */
	find_in(&d, "@ TXT \"v=spf1 mx ~all\"\n", &host);
	expect_senders(&d, rows, COUNT_OF(rows));
}

static void
knows_an_address_however_it_is_spelled(void **state)
{
	static const struct ip own[] = {
	    {.family = 6, .octets = {0x20, 1, 0xd, 0xb8, [15] = 9}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "web.example.jp",
	    .address = own,
	    .addresses = 1};
	static const struct expected rows[] = {
	    {"ip6:2001:db8::9", "", SEEN_HOST | SEEN_SPF, SENDER_OURS, 6},
	    {"ip4:192.0.2.25", "", SEEN_SPF | SEEN_MX, SENDER_OURS, 4},
	};
	static struct decisions d;

	(void)state;
	memset(&d, 0, sizeof(d));
	find_in(&d,
	    "@ TXT \"v=spf1 ip6:2001:0DB8:0::9/128 ip4:192.0.2.25 ~all\"\n",
	    &host);
	expect_senders(&d, rows, COUNT_OF(rows));
}

static void
finds_the_senders_of_several_records(void **state)
{
	static const struct expected rows[] = {
	    {"a", "", SEEN_SPF, SENDER_OURS, 0},
	    {"include:sendgrid.net", "SendGrid", SEEN_SPF, SENDER_OURS, 0},
	    {"ip4:192.0.2.25", "", SEEN_MX, SENDER_UNDECIDED, 4},
	};
	static struct decisions d;

	(void)state;
	memset(&d, 0, sizeof(d));
	find_in(&d,
	    "@ TXT \"v=spf1 a ~all\"\n"
	    "@ TXT \"v=spf1 include:sendgrid.net ~all\"\n",
	    NULL);
	expect_senders(&d, rows, COUNT_OF(rows));
}

/* What this machine is may be known only after the DNS has answered. */
static void
settles_what_nobody_decided(void **state)
{
	static const struct ip own[] = {
	    {.family = 4, .octets = {192, 0, 2, 25}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "mail.example.jp",
	    .mta = "Postfix",
	    .address = own,
	    .addresses = 1};
	static const struct expected before[] = {
	    {"ip4:192.0.2.25", "", SEEN_MX, SENDER_UNDECIDED, 4}};
	static const struct expected after[] = {
	    {"ip4:192.0.2.25", "", SEEN_MX | SEEN_HOST, SENDER_OURS, 4}};
	static struct decisions d;

	(void)state;
	memset(&d, 0, sizeof(d));
	find_in(&d, "", NULL);
	expect_senders(&d, before, COUNT_OF(before));
	find_in(&d, "", &host);
	expect_senders(&d, after, COUNT_OF(after));
}

static void
leaves_what_the_user_decided(void **state)
{
	static struct decisions d;
	static const int64_t marks[] = {
	    SENDER_NOT_OURS, SENDER_LATER, SENDER_OURS};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		memset(&d, 0, sizeof(d));
		find_in(&d, "@ TXT \"v=spf1 a ~all\"\n", NULL);
		d.sender[0].mark = marks[i];
		find_in(&d, "@ TXT \"v=spf1 a ~all\"\n", NULL);
		assert_int_equal(d.senders, 2);
		assert_int_equal(d.sender[0].mark, marks[i]);
	}
}

static void
does_not_overflow(void **state)
{
	static struct decisions d;
	struct stage *stage = stage_new();
	struct err err = ERR_INIT;
	char text[32];
	size_t index;

	(void)state;
	memset(&d, 0, sizeof(d));
	for (int i = 0; i < SENDERS_MAX; i++) {
		(void)snprintf(text, sizeof(text), "192.0.2.%d", i);
		assert_int_equal(
		    senders_add(&d, stage_services(stage)->templates, text,
			&index, &err),
		    ERR_OK);
		assert_int_equal(index, i);
	}
	assert_int_equal(senders_add(&d, stage_services(stage)->templates,
			     "192.0.2.200", &index, &err),
	    ERR_LIMIT);
	assert_int_equal(senders_add(&d, stage_services(stage)->templates,
			     "192.0.2.7", &index, &err),
	    ERR_OK);
	assert_int_equal(index, 7);
	find_in(&d, "@ TXT \"v=spf1 a ~all\"\n", NULL);
	assert_int_equal(d.senders, SENDERS_MAX);
	stage_free(stage);
}

/* What somebody types, and what becomes of it. */
static const struct typing {
	const char *typed;
	const char *term; /* NULL: refused */
	const char *label;
	uint8_t family;
} typings[] = {
    {"192.0.2.25", "ip4:192.0.2.25", "", 4},
    {" 192.0.2.25\t", "ip4:192.0.2.25", "", 4},
    {"2001:DB8::1", "ip6:2001:db8::1", "", 6},
    {"ip4:192.0.2.25", "ip4:192.0.2.25", "", 4},
    {"+ip6:2001:db8:0::1", "ip6:2001:db8::1", "", 6},
    {"192.0.2.0/24", "ip4:192.0.2.0/24", "", 0},
    {"2001:db8::/32", "ip6:2001:db8::/32", "", 0},
    {"include:x.example", "include:x.example", "", 0},
    {"a:mail.example.jp", "a:mail.example.jp", "", 0},
    {"INCLUDE:sendgrid.net", "include:sendgrid.net", "SendGrid", 0},
    {"SendGrid", "include:sendgrid.net", "SendGrid", 0},
    {"sendgrid", "include:sendgrid.net", "SendGrid", 0},
    {"google", "include:_spf.google.com", "Google Workspace", 0},
    {"sakura", "include:_spf.sakura.example", "Sakura Internet", 0},
    /* It needs no term, and is a sender all the same. */
    {"Google Groups", "service:google_groups", "Google Groups", 0},
    {"service:google_groups", "service:google_groups", "Google Groups", 0},
    /* Only a whole term is a service's. */
    {"include:_spf.goo", "include:_spf.goo", "", 0},
    /* The whole id is meant, although another one begins so. */
    {"send", "include:_spf.send.example", "Send Mail Co", 0},
    {"", NULL, NULL, 0},
    {"   ", NULL, NULL, 0},
    {"s", NULL, NULL, 0},
    {"nobody", NULL, NULL, 0},
    {"10.0.0.1", NULL, NULL, 0},
    {"127.0.0.1", NULL, NULL, 0},
    {"ip4:192.168.1.1", NULL, NULL, 0},
    {"10.0.0.0/8", NULL, NULL, 0},
    {"0.0.0.0/0", NULL, NULL, 0},
    {"ip6:fe80::1", NULL, NULL, 0},
    {"192.0.2.0/33", NULL, NULL, 0},
    {"-include:x.example", NULL, NULL, 0},
    {"~all", NULL, NULL, 0},
    {"all:x", NULL, NULL, 0},
    {"redirect=x.example", NULL, NULL, 0},
    {"include:x.example include:y.example", NULL, NULL, 0},
    {"include:", NULL, NULL, 0},
    {"service:nobody", NULL, NULL, 0},
};

static void
takes_what_is_typed(void **state)
{
	struct stage *stage = stage_new();
	static struct decisions d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(typings); i++) {
		struct err err = ERR_INIT;
		size_t index = 99;
		enum err_code code;

		memset(&d, 0, sizeof(d));
		code = senders_add(&d, stage_services(stage)->templates,
		    typings[i].typed, &index, &err);
		if (typings[i].term == NULL) {
			if (code == ERR_OK || d.senders != 0)
				fail_msg("\"%s\" was taken", typings[i].typed);
			assert_true(strlen(err.msg) > 0);
			continue;
		}
		if (code != ERR_OK)
			fail_msg("\"%s\": %s", typings[i].typed, err.msg);
		assert_int_equal(index, 0);
		expect_senders(&d,
		    &(struct expected) {typings[i].term, typings[i].label, SEEN_USER,
			SENDER_OURS, typings[i].family},
		    1);
	}
	stage_free(stage);
}

static void
refuses_what_is_too_long(void **state)
{
	struct stage *stage = stage_new();
	static struct decisions d;
	struct err err = ERR_INIT;
	char text[1024];
	size_t index;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(senders_add(&d, stage_services(stage)->templates,
			     text, &index, &err),
	    ERR_LIMIT);
	memcpy(text, "include:", 8);
	assert_int_equal(senders_add(&d, stage_services(stage)->templates,
			     text, &index, &err),
	    ERR_LIMIT);
	assert_int_equal(d.senders, 0);
	stage_free(stage);
}

/* As bounces and messages do; twice, and what cannot be seen from outside. */
static void
notices_addresses_once(void **state)
{
	static const struct ip ips[] = {
	    {.family = 4, .octets = {192, 0, 2, 7}},
	    {.family = 4, .octets = {10, 0, 0, 1}},
	};
	static const struct expected rows[] = {
	    {"ip4:192.0.2.7", "", SEEN_BOUNCE | SEEN_MESSAGE,
		SENDER_UNDECIDED, 4}};
	static struct decisions d;
	struct ip found[SENDERS_MAX];

	(void)state;
	memset(&d, 0, sizeof(d));
	for (size_t i = 0; i < COUNT_OF(ips); i++) {
		senders_noticed(&d, &ips[i], SEEN_BOUNCE);
		senders_noticed(&d, &ips[i], SEEN_MESSAGE);
	}
	expect_senders(&d, rows, COUNT_OF(rows));
	assert_int_equal(senders_addresses(&d, true, found), 0);
	assert_int_equal(senders_addresses(&d, false, found), 1);
	assert_true(ip_equal(&found[0], &ips[0]));
	d.sender[0].mark = SENDER_OURS;
	assert_int_equal(senders_addresses(&d, true, found), 1);
	assert_int_equal(senders_addresses(&d, false, found), 0);
}

/* A key of theirs is looked for before SPF names them. */
static void
knows_the_selectors_of_services_that_are_ours(void **state)
{
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;
	const char *selectors[SENDERS_MAX];
	static struct decisions d;
	struct err err = ERR_INIT;
	size_t index;

	(void)state;
	memset(&d, 0, sizeof(d));
	assert_int_equal(senders_add(&d, t, "google", &index, &err), ERR_OK);
	assert_int_equal(
	    senders_add(&d, t, "include:sendgrid.net", &index, &err), ERR_OK);
	assert_int_equal(
	    senders_add(&d, t, "192.0.2.7", &index, &err), ERR_OK);
	d.sender[0].mark = SENDER_NOT_OURS;
	assert_int_equal(senders_selectors(&d, t, selectors), 1);
	assert_string_equal(selectors[0], "s1 s2");
	stage_free(stage);
}

/* As a sub-command does: the MX sends, and 10.0.0.1, which cannot. */
static void
complete(struct stage *stage, struct decisions *d)
{
	static const struct ip ips[] = {
	    {.family = 4, .octets = {192, 0, 2, 25}},
	    {.family = 4, .octets = {10, 0, 0, 1}}};
	struct examine_options options = {.params = {.domain = "example.jp"}};
	struct examine *examine;

	stage_world(stage, "@ TXT \"v=spf1 a ~all\"\n");
	examine = examine_new(
	    stage_services(stage), &options, nothing_changed, NULL);
	stage_run(stage);
	proposal_complete(d, examine_facts(examine),
	    stage_services(stage)->templates, ips, COUNT_OF(ips));
	examine_free(examine);
}

static void
proposes_for_those_who_are_not_asked(void **state)
{
	struct stage *stage = stage_new();
	struct entry entry = {"sender.0.term", "include:x.example"};
	struct entries entries = {&entry, 1};
	static struct decisions d;

	(void)state;
	proposal_load(stage_services(stage), "example.jp", &d);
	assert_string_equal(d.domain, "example.jp");
	assert_int_equal(d.senders, 0);
	stage_keep(stage, "example.jp", &entries);
	proposal_load(stage_services(stage), "example.jp", &d);
	assert_int_equal(d.senders, 1);
	complete(stage, &d);
	assert_int_equal(d.senders, 3);
	assert_string_equal(d.sender[0].term, "include:x.example");
	assert_string_equal(d.sender[1].term, "a");
	assert_string_equal(d.sender[2].term, "ip4:192.0.2.25");
	assert_int_equal(d.sender[2].seen, SEEN_MX | SEEN_USER);
	assert_int_equal(d.sender[2].mark, SENDER_OURS);
	stage_free(stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_host_record_and_mail_servers),
	    cmocka_unit_test(asks_about_a_host_that_runs_no_mail_server),
	    cmocka_unit_test(knows_an_address_however_it_is_spelled),
	    cmocka_unit_test(finds_the_senders_of_several_records),
	    cmocka_unit_test(settles_what_nobody_decided),
	    cmocka_unit_test(leaves_what_the_user_decided),
	    cmocka_unit_test(does_not_overflow),
	    cmocka_unit_test(takes_what_is_typed),
	    cmocka_unit_test(refuses_what_is_too_long),
	    cmocka_unit_test(notices_addresses_once),
	    cmocka_unit_test(knows_the_selectors_of_services_that_are_ours),
	    cmocka_unit_test(proposes_for_those_who_are_not_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
