/*
 * A domain that was right, and what has become of it: every change is said in
 * words, and nothing is said of what is no change.
 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/stage.h"
#include "wizard/base/mem.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/since.h"

#define WORDS_MAX 4
#define OTHER_KEY "CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="

/* What differs from the domain that was right; NULL: nothing. */
struct drift_row {
	const char *name; /* of the scenario */
	const char *zone; /* SOA, NS and their addresses */
	const char *older; /* the same at the second server */
	const char *mx, *spf, *dkim, *dmarc;
	const char *tls; /* MTA-STS and TLS reports */
	const char *reverse;
	const char *google; /* the record that is included */
	const char *silent; /* names that end so get no answer */
	const char *disk;   /* the public half of the key there; "": none */
	const char *words[WORDS_MAX]; /* what is said, in any order */
};

#define ZONE                                                        \
	"$TTL 3600\n@ SOA ns1 root 2 3600 600 86400 900\n"          \
	"@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
#define MX "@ MX 10 mail\nmail A 192.0.2.25\n"
#define SPF "@ TXT \"v=spf1 ip4:192.0.2.25 include:_spf.google.com ~all\"\n"
#define DMARC                                                   \
	"_dmarc TXT \"v=DMARC1; p=quarantine; "                 \
	"rua=mailto:a@example.jp,mailto:b@example.jp\"\n"
#define STS "_mta-sts TXT \"v=STSv1; id=1;\"\n"
#define RPT "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.jp\"\n"
#define REVERSE "25 PTR mail.example.jp.\n"
#define GOOGLE "v=spf1 ip4:203.0.113.0/24 ~all"

static const struct drift_row rows[] = {
    {.name = "nothing"},
    {.name = "an include goes",
	.spf = "@ TXT \"v=spf1 ip4:192.0.2.25 ~all\"\n",
	.words = {"example.jp: include:_spf.google.com is gone from the SPF "
		  "record"}},
    {.name = "an address comes",
	.spf = "@ TXT \"v=spf1 ip4:192.0.2.25 ip4:192.0.2.77 "
	       "include:_spf.google.com ~all\"\n",
	.words = {"example.jp: ip4:192.0.2.77 is new in the SPF record"}},
    {.name = "another end",
	.spf = "@ TXT \"v=spf1 ip4:192.0.2.25 include:_spf.google.com "
	       "-all\"\n",
	.words = {"example.jp: ~all is gone from the SPF record",
	    "example.jp: -all is new in the SPF record"}},
    {.name = "all moves to the front",
	.spf = "@ TXT \"v=spf1 ~all ip4:192.0.2.25 "
	       "include:_spf.google.com\"\n",
	.words = {"example.jp: ip4:192.0.2.25 is gone from the SPF record",
	    "example.jp: include:_spf.google.com is gone from the SPF record",
	    "192.0.2.25: SPF said pass and says softfail"}},
    {.name = "no SPF record any more", .spf = "",
	.words = {"example.jp: the SPF record is gone",
	    "192.0.2.25: SPF said pass and says none"}},
    {.name = "a second SPF record",
	.spf = SPF "@ TXT \"v=spf1 include:sendgrid.net ~all\"\n",
	.words = {"example.jp: SPF records before: 1, now: 2; receivers accept "
		  "only one",
	    "192.0.2.25: SPF said pass and says permerror"}},
    {.name = "what is included has no record", .google = "nothing",
	.words = {"_spf.google.com is in the SPF record as include:, but has "
		  "no SPF record any more"}},
    {.name = "the SPF record of the EHLO name goes",
	.mx = "@ MX 10 mail\nmail A 192.0.2.25\nmail TXT \"x\"\n",
	.words = {"mail.example.jp: the SPF record is gone"}},
    {.name = "no DKIM key any more", .dkim = "",
	.words = {"k1._domainkey.example.jp: the DKIM key is gone"}},
    {.name = "a withdrawn DKIM key",
	.dkim = "k1._domainkey TXT \"v=DKIM1; k=rsa; p=\"\n",
	.words = {"k1._domainkey.example.jp: the DKIM key is gone",
	    "k1._domainkey.example.jp: p= is empty, which says that the key "
	    "is revoked"}},
    {.name = "another DKIM key",
	.dkim = "k1._domainkey TXT \"v=DKIM1; k=ed25519; p=" OTHER_KEY "\"\n",
	.words = {"k1._domainkey.example.jp: the DKIM key is another one",
	    "k1: the key on disk is not the key in DNS"}},
    {.name = "a test flag", .dkim = "t",
	.words = {"k1._domainkey.example.jp: the DKIM record says t=y now"}},
    {.name = "another key on disk", .disk = OTHER_KEY,
	.words = {"k1: the key on disk is not the key in DNS"}},
    {.name = "no key on disk", .disk = "",
	.words = {"k1: the private key is no longer on disk"}},
    {.name = "no DMARC record any more", .dmarc = "",
	.words = {"example.jp: the DMARC record is gone"}},
    {.name = "a second DMARC record",
	.dmarc = DMARC "_dmarc TXT \"v=DMARC1; p=none\"\n",
	.words = {"example.jp: there are several DMARC records now; receivers "
		  "go by none of them"}},
    {.name = "a weaker policy",
	.dmarc = "_dmarc TXT \"v=DMARC1; p=none; "
		 "rua=mailto:a@example.jp,mailto:b@example.jp\"\n",
	.words = {"example.jp: p=quarantine is gone from the DMARC record",
	    "example.jp: p=none is new in the DMARC record"}},
    {.name = "reports go elsewhere",
	.dmarc = "_dmarc TXT \"v=DMARC1; p=quarantine; "
		 "rua=mailto:a@example.jp\"\n",
	.words = {"example.jp: rua=mailto:b@example.jp is gone from the DMARC "
		  "record"}},
    {.name = "another id of MTA-STS", .tls = RPT "_mta-sts TXT \"v=STSv1; id=2\"\n",
	.words = {"example.jp: the id of the MTA-STS record was 1 and is 2"}},
    {.name = "no MTA-STS record any more", .tls = RPT,
	.words = {"example.jp: the MTA-STS record is gone"}},
    {.name = "TLS reports go elsewhere",
	.tls = STS "_smtp._tls TXT \"v=TLSRPTv1; rua=https://a.example/\"\n",
	.words = {"example.jp: TLS reports no longer go to "
		  "mailto:tls@example.jp",
	    "example.jp: TLS reports go to https://a.example/ now"}},
    {.name = "another mail server",
	.mx = "@ MX 10 other\nother A 192.0.2.26\nmail A 192.0.2.25\n"
	      "mail TXT \"v=spf1 a -all\"\n",
	.words = {"example.jp: the MX 10 mail.example.jp is gone",
	    "example.jp: the MX 10 other.example.jp is new"}},
    {.name = "another address of the mail server",
	.mx = "@ MX 10 mail\nmail A 192.0.2.99\nmail TXT \"v=spf1 a -all\"\n",
	.words = {"mail.example.jp no longer has the address 192.0.2.25",
	    "mail.example.jp has the new address 192.0.2.99",
	    "192.0.2.25: the name in its PTR no longer leads back to it"}},
    {.name = "the mail server gets IPv6",
	.mx = MX "mail AAAA 2001:db8::25\nmail TXT \"v=spf1 a -all\"\n",
	.words = {"mail.example.jp has the new address 2001:db8::25"}},
    {.name = "no PTR any more", .reverse = "",
	.words = {"192.0.2.25 lost its PTR"}},
    {.name = "another PTR", .reverse = "25 PTR vps25.isp.example.\n",
	.words = {"192.0.2.25: the PTR was mail.example.jp and is "
		  "vps25.isp.example",
	    "192.0.2.25: the name in its PTR no longer leads back to it"}},
    {.name = "a server that lags",
	.zone = "$TTL 3600\n@ SOA ns1 root 3 3600 600 86400 900\n"
		"@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n",
	.older = ZONE,
	.words = {"ns2.example.jp (192.0.2.54) serves an older zone than the "
		  "others"}},
    {.name = "another name server",
	.zone = "$TTL 3600\n@ SOA ns1 root 2 3600 600 86400 900\n"
		"@ NS ns1\n@ NS ns3\nns1 A 192.0.2.53\nns3 A 192.0.2.55\n",
	.words = {"example.jp: the name server ns2.example.jp is gone",
	    "example.jp: the name server ns3.example.jp is new"}},

    /* No changes. */
    {.name = "a new edition, other TTLs",
	.zone = "$TTL 77\n@ SOA ns1 root 9 3600 600 86400 99\n"
		"@ NS ns2\n@ NS ns1\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n"},
    {.name = "other order and upper case",
	.spf = "@ TXT \"V=SPF1 include:_SPF.Google.COM +ip4:192.0.2.25/32 "
	       "~ALL\"\n",
	.dmarc = "_dmarc TXT \"v=DMARC1;p=Quarantine; "
		 "rua=mailto:b@example.jp , mailto:a@example.jp;\"\n",
	.mx = "@ MX 10 MAIL\nMAIL A 192.0.2.25\nmail TXT \"v=spf1 a -all\"\n",
	.reverse = "25 PTR Mail.Example.JP.\n"},
    {.name = "an unrelated record",
	.spf = SPF "@ TXT \"google-site-verification=abc\"\n"},
    {.name = "nobody says anything", .silent = ""},
    {.name = "the domain is silent", .silent = "example.jp"},
    {.name = "the reverse zone is silent", .silent = "in-addr.arpa"},
    {.name = "the key is silent", .silent = "_domainkey.example.jp",
	.dkim = ""},
    {.name = "DMARC is silent", .silent = "_dmarc.example.jp", .dmarc = ""},
    {.name = "what is said about TLS is silent", .tls = RPT,
	.silent = "_mta-sts.example.jp"},
    {.name = "the provider is silent", .silent = "google.com",
	.google = "nothing"},
};

static const char *
or_right(const char *text, const char *right)
{
	return text != NULL ? text : right;
}

/* The key record, in strings that fit, perhaps with a flag. */
static const char *
key_line(struct arena *arena, const char *dkim)
{
	const char *flag = dkim != NULL ? "t=y; " : "";

	if (dkim != NULL && strcmp(dkim, "t") != 0)
		return dkim;
	return arena_printf(arena,
	    "k1._domainkey TXT \"v=DKIM1; k=rsa; %sp=%.100s\" \"%s\"\n", flag,
	    stage_public_key, stage_public_key + 100);
}

static void
publish(struct stage *stage, struct arena *a, const struct drift_row *row)
{
	const char *rest = arena_printf(a, "%s%s%s%s%s",
	    or_right(row->mx, MX "mail TXT \"v=spf1 a -all\"\n"),
	    or_right(row->spf, SPF), key_line(a, row->dkim),
	    or_right(row->dmarc, DMARC), or_right(row->tls, STS RPT));
	const char *zone = or_right(row->zone, ZONE);

	stage_zone(stage, NULL, "",
	    arena_printf(a,
		"$TTL 86400\n. SOA a. b. 1 1 1 1 86400\n. NS a.\n"
		"a. A 198.51.100.53\n"
		"_spf.google.com. TXT \"%s\"\n"
		"sendgrid.net. TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n",
		or_right(row->google, GOOGLE)));
	stage_zone(stage, NULL, "2.0.192.in-addr.arpa",
	    arena_printf(a, "$TTL 3600\n@ SOA a. b. 1 1 1 1 300\n@ NS a.\n%s",
		or_right(row->reverse, REVERSE)));
	stage_zone(stage, NULL, "example.jp",
	    arena_printf(a, "%s%s", zone, rest));
	if (row->older != NULL)
		stage_zone(stage, "192.0.2.54", "example.jp",
		    arena_printf(a, "%s%s", row->older, rest));
}

static void
nothing(void *arg)
{
	(void)arg;
}

/* How the domain is seen as the row has it; in the arena. */
static struct snapshot
look(struct arena *arena, const struct drift_row *row)
{
	static const char *const own[] = {"k1"};
	struct ip sender = {.family = 4, .octets = {192, 0, 2, 25}};
	struct stage *stage = stage_new();
	const char *disk = or_right(row->disk, stage_public_key);
	struct key_on_disk key = {"k1", disk[0] == '\0' ? NULL : disk};
	const struct keys_on_disk keys = {&key, 1};
	struct examine_options options = {
	    .params = {.domain = "example.jp", .own_selector = own,
		.own_selectors = 1, .sender = &sender, .senders = 1,
		.helo = "mail.example.jp", .authority = true},
	};
	struct snapshot taken;
	struct entries kept;
	struct examine *e;

	publish(stage, arena, row);
	if (row->silent != NULL)
		stage_fail(stage, NULL, row->silent, DNS_TIMEOUT);
	e = examine_new(stage_services(stage), &options, nothing, NULL);
	stage_run(stage);
	assert_true(examine_done(e));
	taken = snapshot_take(arena, examine_facts(e), &keys, STAGE_START);
	/* Names and values of the facts are gone with them. */
	kept = snapshot_entries(arena, &taken);
	taken = snapshot_read(arena, &kept);
	examine_free(e);
	stage_free(stage);
	return taken;
}

static bool
is_said(const struct drift *drift, const char *words)
{
	for (size_t i = 0; i < drift->count; i++)
		if (strcmp(drift->change[i].words, words) == 0)
			return true;
	return false;
}

static void
expect_row(const struct drift_row *row)
{
	static const struct drift_row right = {.name = "right"};
	struct arena arena = ARENA_INIT;
	struct snapshot before = look(&arena, &right);
	struct snapshot now = look(&arena, row);
	struct drift drift = drift_find(&arena, &before, &now);
	size_t wanted = 0;

	while (wanted < WORDS_MAX && row->words[wanted] != NULL)
		if (!is_said(&drift, row->words[wanted++]))
			fail_msg("%s: not said: %s", row->name,
			    row->words[wanted - 1]);
	if (drift.count != wanted)
		fail_msg("%s: %zu changes, the last of them: %s", row->name,
		    drift.count, drift.change[drift.count - 1].words);
	arena_release(&arena);
}

static void
says_what_changed_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect_row(&rows[i]);
}

static void
says_what_came_back(void **state)
{
	static const struct drift_row right = {.name = "right"},
				      lost = {.reverse = "", .dkim = ""};
	struct arena arena = ARENA_INIT;
	struct snapshot before = look(&arena, &lost);
	struct snapshot now = look(&arena, &right);
	struct drift drift = drift_find(&arena, &before, &now);

	(void)state;
	assert_true(
	    is_said(&drift, "192.0.2.25 has a PTR now: mail.example.jp"));
	assert_true(is_said(
	    &drift, "k1._domainkey.example.jp: there is a DKIM key now"));
	arena_release(&arena);
}

static void
keeps_what_nobody_could_say(void **state)
{
	static const struct drift_row right = {.name = "right"};
	struct arena arena = ARENA_INIT;
	struct snapshot before = look(&arena, &right);
	struct sight unknown = {SIGHT_MX, "example.jp", NULL, 0, false};
	struct snapshot now = {&unknown, 1, STAGE_START};

	(void)state;
	assert_int_equal(drift_find(&arena, &before, &now).count, 0);
	snapshot_fill(&now, &before);
	assert_true(now.sight[0].known);
	assert_string_equal(now.sight[0].value[0], "10 mail.example.jp");
	arena_release(&arena);
}

/* A file that somebody edited, or that a newer version wrote. */
static void
reads_what_it_understands(void **state)
{
	static struct entry entries[] = {
	    {"taken", "yesterday"},
	    {"sight.0.kind", "of the future"},
	    {"sight.0.name", "example.jp"},
	    {"sight.1.kind", "mx"},
	    {"sight.1.name", "example.jp"},
	    {"sight.1.value.0", "10 mail.example.jp"},
	    {"sight.1.colour", "red"},
	    {"sight.99999.kind", "mx"},
	    {"sight..kind", "mx"},
	    {"sight.2.kind", "mx"},
	};
	const struct entries kept = {entries, COUNT_OF(entries)};
	struct arena arena = ARENA_INIT;
	struct snapshot snapshot = snapshot_read(&arena, &kept);

	(void)state;
	assert_int_equal(snapshot.taken, 0);
	assert_int_equal(snapshot.count, 1);
	assert_int_equal(snapshot.sight[0].kind, SIGHT_MX);
	assert_int_equal(snapshot.sight[0].values, 1);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_changed_and_nothing_else),
	    cmocka_unit_test(says_what_came_back),
	    cmocka_unit_test(keeps_what_nobody_could_say),
	    cmocka_unit_test(reads_what_it_understands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
