/* How a zone is served and signed: what is asked, and what is said about it. */
#include "tests/unit/check/net_example.h"

#include <string.h>

#include "wizard/check/finding.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO

#define SOA(serial, timers) \
	"@ 3600 SOA ns1 root " serial " " timers " 900\n"
#define TIMERS "3600 600 1209600"
#define SERVERS                                        \
	"@ 60 NS ns1\n@ 60 NS ns2\nns1 60 A 192.0.2.53\n" \
	"ns2 60 A 192.0.2.54\n"
#define MAIL                                            \
	"@ 60 MX 10 mail\nmail 60 A 192.0.2.25\n"    \
	"@ 60 TXT \"v=spf1 mx ~all\"\n"
#define ZONE(serial) SOA(serial, TIMERS) SERVERS MAIL
#define DS "example.jp. 60 DS 1 13 2 00\n"
/* The DNSKEY of example.jp and what stands for it. */
#define KEY "@ 60 DNSKEY 257 3 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
#define KEY_DS                                                          \
	"@ 60 DS 62736 15 2 28fefa43e75f7ecc5db972da79b2981e124abb724df5" \
	"1adbfadb4109ac03adf0\n"
#define RNAME(name) "@ 3600 SOA ns1 " name " 7 " TIMERS " 900\n"
#define JP "@ 60 SOA a. b. 1 3600 600 1209600 60\n@ 60 NS ns\nns 60 A 198.51.100.7\n"
#define GLUE1 "ns1.example 60 A 192.0.2.53\n"
#define GLUE2 "ns2.example 60 A 192.0.2.54\n"
#define DELEGATION                                        \
	"example 60 NS ns1.example\nexample 60 NS ns2.example\n" GLUE1 GLUE2

/* The domain, the copy of its second server, and the zone above. */
struct row {
	const char *zone, *copy, *above; /* NULL: as they should be */
	struct {
		const char *server, *suffix;
		enum dns_status status;
		bool bogus;
	} failure[2];
	const char *secure;
	const char *id;
	enum severity severity;
	const char *words; /* of the message; NULL: the id is not said */
};

enum { COPY = NET_MORE, ABOVE };

static struct net
net_of(const struct row *row)
{
	struct net net = net_example;

	net.zone[NET_DOMAIN].apex = "example.jp";
	net.zone[NET_DOMAIN].text = row->zone != NULL ? row->zone : ZONE("7");
	net.zone[COPY].server = "192.0.2.54";
	net.zone[COPY].apex = "example.jp";
	net.zone[COPY].text = row->copy != NULL ? row->copy : ZONE("7");
	net.zone[ABOVE].server = "198.51.100.7";
	net.zone[ABOVE].apex = "jp";
	net.zone[ABOVE].text = row->above != NULL ? row->above : JP DELEGATION;
	net.zone[ABOVE + 1].apex = "jp";
	net.zone[ABOVE + 1].text = JP;
	net.zone[ABOVE + 2].apex = "net";
	net.zone[ABOVE + 2].text =
	    "@ 60 SOA a. b. 1 1 1 1 60\nns.example 60 A 192.0.2.53\n";
	for (size_t i = 0; i < COUNT_OF(row->failure); i++) {
		net.failure[i].server = row->failure[i].server;
		net.failure[i].suffix = row->failure[i].suffix;
		net.failure[i].status = row->failure[i].status;
		net.failure[i].bogus = row->failure[i].bogus;
	}
	net.secure = row->secure;
	return net;
}

static const struct finding *
find(const struct findings *list, const char *id, const char *words)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->finding[i].check->id, id) == 0 &&
		    (words == NULL ||
			strstr(list->finding[i].message, words) != NULL))
			return &list->finding[i];
	return NULL;
}

static void
expect(const struct row *row)
{
	struct inspect_params p = net_example_params(false);
	struct net net = net_of(row);
	const struct finding *finding;
	struct findings list;
	struct look look;

	look_at(&look, &net, &p);
	list = check_all(&look.arena, look.facts);
	finding = find(&list, row->id, row->words);
	if (row->words == NULL && finding != NULL)
		fail_msg("%s: %s", row->id, finding->message);
	if (row->words != NULL &&
	    (finding == NULL || finding->severity != row->severity)) {
		for (size_t i = 0; i < list.count; i++)
			print_error("%s: %s\n", list.finding[i].check->id,
			    list.finding[i].message);
		fail_msg("%s \"%s\" was not found", row->id, row->words);
	}
	look_release(&look);
}

#define SILENT(server_) {.server = server_, .suffix = "", .status = DNS_TIMEOUT}
#define REFUSES(server_) \
	{.server = server_, .suffix = "", .status = DNS_REFUSED}
#define BOGUS(suffix_) \
	{.suffix = suffix_, .status = DNS_SERVFAIL, .bogus = true}

static const struct row found[] = {
    {.failure = {REFUSES("192.0.2.54")}, .id = "ZN-01", .severity = E,
	.words = "ns2.example.jp (192.0.2.54) does not serve example.jp"},
    {.failure = {SILENT("192.0.2.54")}, .id = "ZN-01", .severity = W,
	.words = "ns2.example.jp (192.0.2.54) does not answer (TIMEOUT)"},
    {.copy = ". 60 SOA a. b. 1 1 1 1 1\n@ 60 NS ns1\n", .id = "ZN-01",
	.severity = E, .words = "does not serve"},
    {.zone = ZONE("7") "@ 60 NS ns3\n", .id = "ZN-01", .severity = E,
	.words = "ns3.example.jp of example.jp has no address"},
    {.zone = ZONE("7") "@ 60 NS ns3\nns3 60 CNAME ns1\n", .id = "ZN-01",
	.severity = W, .words = "is an alias for ns1.example.jp"},
    {.above = JP DELEGATION "example 60 NS old.example.net.\n", .id = "ZN-01",
	.severity = W, .words = "itself does not: old.example.net"},
    {.above = JP "example 60 NS ns1.example\n", .id = "ZN-01", .severity = W,
	.words = "the zone above does not: ns2.example.jp"},
    {.above = JP "example 60 NS ns1.example\nexample 60 NS ns2.example\n" GLUE1,
	.id = "ZN-01", .severity = W,
	.words = "the server ns2.example.jp for example.jp without its address"},
    {.above = JP "example 60 NS ns1.example\nexample 60 NS ns2.example\n",
	.id = "ZN-01", .severity = E, .words = "ns1.example.jp for example.jp"},
    {.above = JP DELEGATION "ns1.example 60 A 192.0.2.99\n", .id = "ZN-01",
	.severity = W, .words = "ns1.example.jp the address 192.0.2.99"},
    {.copy = ZONE("6"), .id = "ZN-02", .severity = W,
	.words = "serial numbers 7 and 6"},
    {.copy = ZONE("7") "@ 60 TXT \"v=spf1 -all\"\n", .id = "ZN-02",
	.severity = W, .words = "the same TXT records of example.jp"},
    {.failure = {SILENT("192.0.2.53"), SILENT("192.0.2.54")}, .id = "ZN-02",
	.severity = I, .words = "could not be asked directly"},
    {.zone = SOA("7", "3600 600 3600") SERVERS MAIL, .id = "ZN-03",
	.severity = W, .words = "after 3600 seconds"},
    {.zone = SOA("7", "600 3600 1209600") SERVERS MAIL, .id = "ZN-03",
	.severity = W, .words = "(3600 seconds)"},
    {.zone = RNAME("admin@example.jp.") SERVERS MAIL, .id = "ZN-03",
	.severity = I, .words = "with an @ (admin@example.jp)"},
    {.zone = RNAME("root.example.jp") SERVERS MAIL, .id = "ZN-03",
	.severity = I, .words = "the zone twice (root.example.jp.example.jp)"},
    {.zone = RNAME(".") SERVERS MAIL, .id = "ZN-03", .severity = I,
	.words = "\"\" is no mail address"},
    {.zone = RNAME("localhost.localdomain.") SERVERS MAIL, .id = "ZN-03",
	.severity = I, .words = "\"localhost.localdomain\" is no"},
    {.zone = ZONE("7") DS, .id = "DN-03", .severity = E,
	.words = "but the zone has no key"},
    {.zone = ZONE("7") DS KEY, .id = "DN-03", .severity = E,
	.words = "None of the DS records that the zone above has for "
		 "example.jp is of a key of the zone (key tags 1)"},
    {.zone = ZONE("7") DS KEY, .failure = {BOGUS("example.jp")},
	.id = "DN-03", .severity = E, .words = "key tags 1"},
    {.zone = ZONE("7") DS KEY_DS KEY, .id = "DN-03", .severity = I,
	.words = "a DS record for example.jp that is of no key of the zone "
		 "(key tags 1)"},
    {.failure = {BOGUS("example.jp")}, .id = "DN-02", .severity = E,
	.words = "signatures of example.jp are wrong"},
    {.failure = {BOGUS("mail.example.jp")}, .id = "DN-02", .severity = E,
	.words = "signatures of mail.example.jp are wrong"},
    {.zone = ZONE("7") DS, .id = "DN-04", .severity = I,
	.words = "does not say that it has checked"},
    {.zone = SOA("7", TIMERS) SERVERS "@ 60 MX 10 a.\n",
	.secure = "example.jp", .id = "DN-01", .severity = I,
	.words = "its mail server a is not"},
    {.id = "DN-01", .severity = I, .words = "cannot be protected by DANE"},
    {.secure = "mail.example.jp", .id = "DN-01", .severity = I,
	.words = "mail server mail.example.jp is"},
};

static const struct row near[] = {
    {.id = "ZN-01"},
    {.failure = {SILENT("192.0.2.53"), SILENT("192.0.2.54")}, .id = "ZN-01"},
    {.failure = {{"192.0.2.54", "", DNS_UNREACHABLE, false}}, .id = "ZN-03"},
    {.above = JP "example 60 NS NS2.example\nexample 60 NS NS1.example\n"
		GLUE1 GLUE2,
	.id = "ZN-01"},
    {.failure = {REFUSES("198.51.100.7")}, .id = "ZN-01"},
    /* Whose name lies elsewhere needs no glue. */
    {.zone = SOA("7", TIMERS) "@ 60 NS a.\n" MAIL,
	.above = JP "example 60 NS a.\n", .id = "ZN-01"},
    /* More addresses than the zone above knows. */
    {.zone = ZONE("7") "ns1 60 AAAA 2001:db8::53\n", .id = "ZN-01"},
    {.id = "ZN-02"},
    {.copy = SOA("7", TIMERS) "@ 9 TXT \"v=spf1 mx ~all\"\n", .id = "ZN-02"},
    {.failure = {SILENT("192.0.2.54")}, .id = "ZN-02"},
    {.id = "ZN-03"},
    {.zone = SOA("7", "43200 3600 604800") SERVERS MAIL, .id = "ZN-03"},
    {.zone = RNAME("first\\.last.example.jp.") SERVERS MAIL, .id = "ZN-03"},
    {.zone = RNAME("a.b.example.net.") SERVERS MAIL, .id = "ZN-03"},
    {.zone = ZONE("7") KEY_DS KEY, .id = "DN-03"},
    {.zone = ZONE("7") KEY, .id = "DN-03"},
    {.zone = ZONE("7") "@ 60 DS 62736 15 9 00\n" KEY, .id = "DN-03"},
    {.failure = {{NULL, "example.jp", DNS_SERVFAIL, false}}, .id = "DN-02"},
    {.failure = {{NULL, "example.jp", DNS_TIMEOUT, true}}, .id = "DN-02"},
    {.zone = ZONE("7") DS, .secure = "example.jp", .id = "DN-04"},
    {.id = "DN-04"},
    {.secure = "", .id = "DN-01"},
    /* Whether it is signed is not known. */
    {.failure = {{NULL, "jp", DNS_TIMEOUT, false}}, .id = "DN-01"},
    {.zone = SOA("7", TIMERS) SERVERS "@ 60 MX 0 .\n", .id = "DN-01"},
    {.zone = SOA("7", TIMERS) SERVERS "@ 60 MX 0 .\n", .secure = "example.jp",
	.id = "DN-01"},
};

static void
finds_what_is_wrong_with_a_zone(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(found); i++)
		expect(&found[i]);
}

static void
says_nothing_about_near_misses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(near); i++)
		expect(&near[i]);
}

/* Zone, addresses of its servers, what they say: as deep as MX, A, PTR. */
static void
costs_no_round_of_its_own(void **state)
{
	static const struct row as_it_should_be = {.id = "ZN-01"};
	struct inspect_params p = net_example_params(false);
	struct net net = net_of(&as_it_should_be);
	struct look look;

	(void)state;
	look_at(&look, &net, &p);
	assert_int_equal(look.rounds, 3);
	assert_int_equal(look.facts->health.servers, 2);
	assert_non_null(look.facts->health.above);
	assert_int_equal(
	    net_asked(look.inquiry, "example.jp", DNS_SOA, ASK_AUTHORITY), 2);
	look_release(&look);
}

/* One round more when the resolver fails, and never otherwise. */
static void
asks_without_checking_only_in_doubt(void **state)
{
	static const struct row bogus = {
	    .failure = {BOGUS("example.jp")}, .id = "DN-02"};
	static const struct row good = {.id = "DN-02"};
	struct inspect_params p = net_example_params(false);
	struct net nets[] = {net_of(&good), net_of(&bogus)};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nets); i++) {
		size_t unchecked = 0;
		struct look look;

		look_at(&look, &nets[i], &p);
		for (size_t j = 0; j < inquiry_count(look.inquiry); j++)
			unchecked += inquiry_at(look.inquiry, j)->cd;
		assert_int_equal(unchecked, i);
		look_release(&look);
	}
}

static void
tells_signed_from_unsigned(void **state)
{
	static const struct {
		struct row row;
		enum dnssec dnssec;
	} rows[] = {
	    {{.secure = ""}, DNSSEC_SECURE},
	    {{.id = NULL}, DNSSEC_INSECURE},
	    {{.zone = ZONE("7") DS}, DNSSEC_UNKNOWN},
	    {{.failure = {{NULL, "jp", DNS_TIMEOUT, false}}}, DNSSEC_UNKNOWN},
	    {{.failure = {BOGUS("example.jp")}}, DNSSEC_BOGUS},
	};
	struct inspect_params p = net_example_params(false);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct net net = net_of(&rows[i].row);
		struct look look;

		look_at(&look, &net, &p);
		assert_int_equal(look.facts->health.dnssec, rows[i].dnssec);
		look_release(&look);
	}
}

/* Nobody is asked who we are unless the user agrees. */
static void
asks_for_its_address_by_consent_only(void **state)
{
	struct inspect_params p = net_example_params(false);
	struct net net = net_example;
	struct look look;
	struct ip seen;

	(void)state;
	net.zone[NET_MORE].apex = "opendns.com";
	net.zone[NET_MORE].text =
	    "@ 60 SOA a. b. 1 1 1 1 60\nmyip 60 A 192.0.2.26\n";
	look_at(&look, &net, &p);
	assert_int_equal(look.facts->echoes, 0);
	assert_int_equal(
	    net_asked(look.inquiry, "myip.opendns.com", 0, ASK_CACHE), 0);
	look_release(&look);
	p.ask_address = true;
	look_at(&look, &net, &p);
	assert_true(ip_parse(slice_of("192.0.2.26"), &seen));
	assert_int_equal(look.facts->echoes, 1);
	assert_true(ip_equal(&look.facts->echo[0], &seen));
	assert_true(look.facts->address[0].roles == ADDRESS_HOST);
	assert_non_null(look.facts->address[0].spf);
	assert_int_equal(look.rounds, 3);
	look_release(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong_with_a_zone),
	    cmocka_unit_test(says_nothing_about_near_misses),
	    cmocka_unit_test(costs_no_round_of_its_own),
	    cmocka_unit_test(asks_without_checking_only_in_doubt),
	    cmocka_unit_test(tells_signed_from_unsigned),
	    cmocka_unit_test(asks_for_its_address_by_consent_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
