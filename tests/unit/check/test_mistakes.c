/*
 * What goes wrong when records are published: each mistake is named, and the
 * value that was meant is offered where it can be told.
 */
#include "tests/unit/check/dkim_rows.h"

struct mistake {
	const char *name;
	struct scene scene;
	const char *id;
	const char *value; /* what is offered; NULL: nothing can be */
	const char *words; /* part of the message or of the fix; or NULL */
};

#define SPF(s) {.txt = TXT_LINE(s)}
#define DMARC(s) {.dmarc = DMARC_LINE(s)}
#define KEYS(strings) {.dkim = KEY_LINE(strings)}
#define WHOLE "v=DKIM1; k=rsa; p=" KEY_2048_HEAD KEY_2048_TAIL
#define WITH_K "v=DKIM1; k=rsa; p=" KEY_1024
#define MX "v=spf1 mx ~all"
#define NONE "v=DMARC1; p=none"
#define RUA "v=DMARC1; p=none; rua=mailto:a@example.org"
#define MAIL                               \
	"mail.example.org. A 192.0.2.25\n" \
	"mail.example.org. TXT \"v=spf1 a -all\"\n"

static const struct selector_hint mailchimp = {
    .service = "mcsv.net", .selectors = "", .apart = true};

static const struct earlier_facts once_right = {.spf = true};

/* --- At the wrong name ------------------------------------------------------ */

static const struct mistake names[] = {
    {"SPF at a name below", {.txt = "", .more = AT("spf.example.org.", MX)},
	"SPF-10", MX, "at example.org itself"},
    {"SPF at _spf", {.txt = "", .more = AT("_spf.example.org.", MX)}, "SPF-10",
	MX, NULL},
    {"SPF at the name of its type",
	{.txt = "", .more = AT("txt.example.org.", MX)}, "SPF-10", MX,
	"txt.example.org"},
    {"SPF at a doubled name",
	{.txt = "", .more = AT("example.org.example.org.", MX)}, "ZN-06", NULL,
	"without the domain"},
    {"key at dkim", {.dkim = "", .more = AT("dkim.example.org.", GOOD_1024)},
	"DK-32", NULL, "dkim.example.org"},
    {"key without _domainkey",
	{.dkim = "", .given = "s9", .more = AT("s9.example.org.", GOOD_1024)},
	"DK-32", GOOD_1024, "s9._domainkey.example.org"},
    {"key without underscore",
	{.dkim = "",
	    .given = "s9",
	    .more = AT("s9.domainkey.example.org.", GOOD_1024)},
	"DK-33", GOOD_1024, "s9._domainkey.example.org"},
    {"key at a doubled name",
	{.dkim = "",
	    .given = "s9",
	    .more = AT("s9._domainkey.example.org.example.org.", GOOD_1024)},
	"DK-31", GOOD_1024, NULL},
    {"key at the domain", {.dkim = "", .more = AT("example.org.", GOOD_1024)},
	"DK-32", NULL, NULL},
    {"DMARC without underscore",
	{.dmarc = "", .more = AT("dmarc.example.org.", NONE)}, "DM-08", NONE,
	"_dmarc"},
    {"DMARC at the domain", {.dmarc = "", .more = AT("example.org.", NONE)},
	"DM-08", NONE, NULL},
    {"DMARC at a doubled name",
	{.dmarc = "", .more = AT("_dmarc.example.org.example.org.", NONE)},
	"DM-10", NONE, "only _dmarc"},
    {"the target of a service at _dmarc", DMARC("dkim.service.example"),
	"DM-07", NULL, "dkim.service.example"},
    {"MX target with the domain behind it",
	{.mx = "example.org. MX 10 smtp.mail.example.example.org.\n" MAIL},
	"MX-02", "10 smtp.mail.example.", "appended"},
    {"alias with the domain behind it",
	{.dkim = "s1._domainkey.example.org. CNAME "
		 "s1.dkim.esp.example.example.org.\n"},
	"DK-04", "s1.dkim.esp.example.", NULL},
    {"a host that sends in its own name",
	{.mail_from = "root@www1.example.org",
	    .more = "www1.example.org. A 192.0.2.25\n"},
	"SPF-87", NULL, "www1.example.org"},
};

/* --- Of the wrong type, or too many ----------------------------------------- */

static const struct mistake types[] = {
    {"two SPF records", {.txt = TXT_LINE(MX) TXT_LINE("v=spf1 -all")},
	"SPF-04", NULL, "2 SPF records"},
    {"type SPF", {.txt = "example.org. TYPE99 \\# 12 0B763D73706631202D616C6C\n"},
	"SPF-08", NULL, "keep the TXT"},
    {"two DMARC records", {.dmarc = DMARC_LINE(NONE) DMARC_LINE(RUA)}, "DM-04",
	NULL, "2 DMARC records"},
    {"a key in two records",
	{.dkim = KEY_LINE("\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\"")
		KEY_LINE("\"" KEY_2048_TAIL "\"")},
	"DK-03", WHOLE, "not several records"},
    {"an alias at the domain",
	{.txt = "example.org. CNAME other.example.\n",
	    .mx = "",
	    .more = "other.example. TXT \"v=spf1 mx ~all\"\n"},
	"SPF-13", NULL, "other.example"},
    {"a target as TXT",
	{.dkim = KEY_LINE("\"sel.dkim.service.example\"")}, "DK-11", NULL,
	"as a CNAME"},
    {"a wildcard at _dmarc",
	{.dmarc = "", .more = "*.example.org. TXT \"v=spf1 -all\"\n"}, "DM-09",
	NULL, "wildcard"},
    {"SPF lost beside a new text", {.txt = TXT_LINE("site-verification=abc")},
	"SPF-01", NULL, "1 other"},
    {"SPF replaced by a new text",
	{.txt = TXT_LINE("site-verification=abc"), .earlier = &once_right},
	"SPF-01", NULL, "beside the others"},
};

/* --- Damaged on the way ------------------------------------------------------ */

static const struct mistake values[] = {
    {"quotation marks in SPF", SPF("\\\"v=spf1 mx ~all\\\""), "SPF-05", MX,
	NULL},
    {"apostrophes", SPF("'v=spf1 mx ~all'"), "SPF-05", MX, NULL},
    {"quotation marks in a key", KEY("\\\"" GOOD_1024 "\\\""), "DK-06",
	GOOD_1024, NULL},
    {"quotation marks in DMARC", DMARC("\\\"v=DMARC1; p=none\\\""), "DM-05",
	NONE, NULL},
    {"typographic quotes", SPF("\u201cv=spf1 mx ~all\u201d"), "SPF-05", MX,
	NULL},
    {"a hard blank", SPF("v=spf1\u00a0mx ~all"), "SPF-06", MX, NULL},
    {"an ideographic blank", SPF("v=spf1 mx\u3000~all"), "SPF-26", MX, NULL},
    {"a dash for a minus", SPF("v=spf1 mx \u2013all"), "SPF-26",
	"v=spf1 mx -all", NULL},
    {"full-width semicolon", DMARC("v=DMARC1\uff1bp=none"), "DM-06", NONE,
	NULL},
    {"full-width equals sign", DMARC("v=DMARC1; p\uff1dnone"), "DM-11", NONE,
	NULL},
    {"full-width in a key", KEY("v=DKIM1\uff1b p=" KEY_1024), "DK-09",
	GOOD_1024, NULL},
    {"escaped semicolons in DMARC", DMARC("v=DMARC1\\\\; p=none\\\\;"),
	"DM-06", NONE, NULL},
    {"escaped semicolons in a key",
	KEY("v=DKIM1\\\\; k=rsa\\\\; p=" KEY_1024), "DK-45", WITH_K, NULL},
    {"a blank between strings",
	KEYS("\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD " \" \"" KEY_2048_TAIL "\""),
	"DK-07", WHOLE, NULL},
    {"the boundary of strings kept",
	KEYS("\"v=DKIM1; k=rsa; \\\"            \\\"p=" KEY_1024 "\""), "DK-06",
	WITH_K, NULL},
    {"cut at 255", KEYS("\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\""), "DK-05",
	NULL, "ends early"},
    {"each word a string",
	{.txt = "example.org. TXT \"v=spf1\" \"+a\" \"+mx\" \"~all\"\n"},
	"SPF-06", "v=spf1 +a +mx ~all", NULL},
    {"strings joined without a blank",
	{.txt = "example.org. TXT \"v=spf1 ip4:192.0.2.1\" \"include:a.example "
		"~all\"\n"},
	"SPF-23", "v=spf1 ip4:192.0.2.1 include:a.example ~all", NULL},
    {"a line of a zone file as SPF", SPF("example.org. IN TXT v=spf1 mx ~all"),
	"SPF-05", MX, NULL},
    {"a line of a zone file as DMARC", DMARC("_dmarc IN TXT v=DMARC1; p=none"),
	"DM-06", NONE, NULL},
    {"the file of opendkim-genkey",
	KEYS("\"( \\\"v=DKIM1; k=rsa; \\\" \\\"p=\" \"" KEY_1024
	     "\" \"\\\" )  ; ----- DKIM key s1 for example.org\""),
	"DK-06", WITH_K, NULL},
    {"lines of a key file",
	KEYS("\"v=DKIM1; p=-----BEGIN PUBLIC KEY-----\" \"" KEY_1024
	     "\" \"-----END PUBLIC KEY-----\""),
	"DK-44", GOOD_1024, NULL},
    {"a full stop behind p=", DMARC("v=DMARC1; p=none. "), "DM-18", NONE, NULL},
    {"a full stop behind all", SPF("v=spf1 mx ~all."), "SPF-31", MX, NULL},
    {"entities of HTML", SPF("&quot;v=spf1 mx ~all&quot;"), "SPF-05", MX, NULL},
    {"a blank in front", SPF(" v=spf1 mx ~all"), "SPF-05", MX, NULL},
    {"a blank in front of DMARC", DMARC(" v=DMARC1; p=none"), "DM-05", NONE,
	NULL},
    {"a byte order mark", SPF("\ufeffv=spf1 mx ~all"), "SPF-05", MX, NULL},
    {"no blank before all", SPF("v=spf1 ip4:192.0.2.1~all"), "SPF-53",
	"v=spf1 ip4:192.0.2.1 ~all", NULL},
    {"a blank behind the colon", SPF("v=spf1 ip4: 192.0.2.1 ~all"), "SPF-42",
	"v=spf1 ip4:192.0.2.1 ~all", NULL},
    {"small letters", KEY("v=DKIM1; p=" KEY_LOWER), "DK-34", NULL,
	"another panel"},
    {"quotation marks put between",
	KEYS("\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\" \"\\\" \\\"\" \""
	     KEY_2048_TAIL "\""),
	"DK-06", WHOLE, NULL},
    {"no blanks at all",
	SPF("v=spf1include:_spf.google.cominclude:amazonses.com-all"), "SPF-06",
	"v=spf1 include:_spf.google.com include:amazonses.com -all", NULL},
};

/* --- SPF ----------------------------------------------------------------------- */

static const struct mistake spf[] = {
    {"it includes itself", SPF("v=spf1 include:example.org ~all"), "SPF-69",
	NULL, "Remove the include"},
    {"a circle",
	{.txt = TXT_LINE("v=spf1 include:b.example ~all"),
	    .more = AT("b.example.", "v=spf1 include:example.org ~all")},
	"SPF-69", NULL, "leads back"},
    {"an include that does not exist",
	SPF("v=spf1 include:_spf.relay.example ip4:192.0.2.25 ~all"), "SPF-70",
	NULL, "ask the service"},
    {"eleven look-ups",
	SPF("v=spf1 a:a.example a:b.example a:c.example a:d.example a:e.example "
	    "a:f.example a:g.example a:h.example a:i.example a:j.example "
	    "a:k.example ~all"),
	"SPF-60", NULL, "11 look-ups"},
    {"three that lead to nothing",
	SPF("v=spf1 a:a.example a:b.example a:c.example ~all"), "SPF-62", NULL,
	"a:a.example"},
    {"an address behind a:", SPF("v=spf1 a:192.0.2.1 ~all"), "SPF-34",
	"v=spf1 ip4:192.0.2.1 ~all", NULL},
    {"a name behind ip4:", SPF("v=spf1 ip4:mail.example.org ~all"), "SPF-34",
	"v=spf1 a:mail.example.org ~all", NULL},
    {"ptr", SPF("v=spf1 ip4:192.0.2.25 ptr ~all"), "SPF-67", NULL, "ip4:"},
    {"a term behind all", SPF("v=spf1 ~all ip4:192.0.2.25"), "SPF-51", NULL,
	"Move all"},
    {"no all", SPF("v=spf1 ip4:192.0.2.25"), "SPF-75", NULL, "Put ~all"},
    {"+all", SPF("v=spf1 ip4:192.0.2.25 +all"), "SPF-73", NULL, "by ~all"},
    {"?all", SPF("v=spf1 ip4:192.0.2.25 ?all"), "SPF-74", NULL, "by ~all"},
    {"redirect= and all", SPF("v=spf1 redirect=a.example ~all"), "SPF-52",
	NULL, "Remove redirect="},
    {"v=spf", SPF("v=spf ip4:192.0.2.25 ~all"), "SPF-06",
	"v=spf1 ip4:192.0.2.25 ~all", NULL},
    {"spf1", SPF("spf1 ip4:192.0.2.25 ~all"), "SPF-06",
	"v=spf1 ip4:192.0.2.25 ~all", NULL},
    {"v=spf1;", SPF("v=spf1; ip4:192.0.2.25 ~all"), "SPF-06",
	"v=spf1 ip4:192.0.2.25 ~all", NULL},
    {"IPv6 forgotten", {.sender = "2001:db8::25"}, "SPF-81", NULL,
	"ip6:2001:db8::25"},
    {"an include that covers nobody",
	{.txt = TXT_LINE("v=spf1 include:shop.example mx ~all"),
	    .more = AT("shop.example.", "v=spf1 ~all")},
	"SPF-90", NULL, "include:shop.example"},
    {"an include that is never asked for",
	{.txt = TXT_LINE("v=spf1 include:servers.mcsv.net mx ~all"),
	    .more = AT("servers.mcsv.net.", "v=spf1 ip4:198.51.100.0/24 ~all"),
	    .hint = &mailchimp},
	"SPF-91", NULL, "include:servers.mcsv.net"},
};

/* --- DKIM ---------------------------------------------------------------------- */

static const struct mistake dkim[] = {
    {"revoked", KEY("v=DKIM1; p="), "DK-12", NULL, "p= is empty"},
    {"test mode", KEY("v=DKIM1; t=y; p=" KEY_1024), "DK-21", NULL, "t=y"},
    {"SHA-1 only", KEY("v=DKIM1; h=sha1; p=" KEY_1024), "DK-19", NULL,
	"sha256"},
    {"512 bits", KEY("v=DKIM1; p=" KEY_512), "DK-15", NULL, "512 bits"},
    {"Ed25519 only", KEY(GOOD_ED25519), "DK-49", NULL, "RSA key as well"},
    {"a blank in the version", KEY("v=DKIM 1; p=" KEY_1024), "DK-09", GOOD_1024,
	NULL},
    {"a large V", KEY("V=DKIM1; p=" KEY_1024), "DK-24", GOOD_1024, NULL},
    {"no semicolon before p=", KEY("v=DKIM1; k=rsa p=" KEY_1024), "DK-11",
	WITH_K, NULL},
    {"no semicolon before k=", KEY("v=DKIM1 k=rsa; p=" KEY_1024), "DK-09",
	WITH_K, NULL},
    {"another key",
	{.own = "s1", .wanted = GOOD_1024}, "DK-25", NULL, "another key"},
    {"a selector that two signers use", {.earlier = &other_keys}, "DK-36",
	NULL, "selector of its own"},
    {"an alias with the wrong number",
	{.dkim = "dkim02._domainkey.example.org. CNAME "
		 "dkim03._domainkey.service.example.\n" AT(
		     "dkim03._domainkey.service.example.", GOOD_1024),
	    .given = "dkim02"},
	"DK-50", "dkim02._domainkey.service.example.", NULL},
    {"an alias that is proxied",
	{.dkim = "s9._domainkey.example.org. A 192.0.2.80\n", .given = "s9"},
	"DK-51", NULL, "DNS only"},
    {"a guessed target",
	{.dkim = "s1._domainkey.example.org. CNAME "
		 "s1-example-org._domainkey.tenant.example.\n"},
	"DK-04", NULL, "letter by letter"},
    {"an old policy record",
	{.dkim = AT("_domainkey.example.org.", "t=y; o=-")}, "DK-39", NULL,
	"o=-"},
    {"only guesses tried", {.dkim = ""}, "DK-01", NULL, "another selector"},
};

/* --- DMARC --------------------------------------------------------------------- */

static const struct mistake dmarc[] = {
    {"no mailto:", DMARC("v=DMARC1; p=none; rua=a@example.org"), "DM-27", RUA,
	NULL},
    {"empty addresses", DMARC("v=DMARC1; p=none; rua=; ruf=;"), "DM-27", NONE,
	NULL},
    {"no such policy", DMARC("v=DMARC1; p=nothing; rua=mailto:a@example.org"),
	"DM-18", NULL, "quarantine or reject"},
    {"a letter too few", DMARC("v=DMARC1; p=non; rua=mailto:a@example.org"),
	"DM-18", RUA, NULL},
    {"policy=", DMARC("v=DMARC1; policy=reject; rua=mailto:a@example.org"),
	"DM-16", NULL, NULL},
    {"no p=", DMARC("v=DMARC1; rua=mailto:a@example.org"), "DM-16", RUA, NULL},
    {"a small version", DMARC("v=dmarc1; p=none; rua=mailto:a@example.org"),
	"DM-06", RUA, NULL},
    {"an l for a 1", DMARC("v=DMARCl; p=none; rua=mailto:a@example.org"),
	"DM-06", RUA, NULL},
    {"no number", DMARC("v=DMARC; p=none; rua=mailto:a@example.org"), "DM-06",
	RUA, NULL},
    {"a blank in the number", DMARC("v=DMARC 1; p=none; rua=mailto:a@example.org"),
	"DM-06", RUA, NULL},
    {"p= first", DMARC("p=none; v=DMARC1; rua=mailto:a@example.org"), "DM-06",
	RUA, NULL},
    {"commas", DMARC("v=DMARC1, p=none, rua=mailto:a@example.org"), "DM-06",
	RUA, NULL},
    {"a colon", DMARC("v=DMARC1; p:none; rua=mailto:a@example.org"), "DM-11",
	RUA, NULL},
    {"a stray zero", DMARC("v=DMARC1; p=none; 0; rua=mailto:a@example.org"),
	"DM-11", RUA, NULL},
    {"a minus", DMARC("v=DMARC1; p=none; sp- reject; rua=mailto:a@example.org"),
	"DM-11", "v=DMARC1; p=none; sp=reject; rua=mailto:a@example.org", NULL},
    {"addresses behind semicolons",
	DMARC("v=DMARC1; p=none; rua=mailto:a@example.org;mailto:b@example.org"),
	"DM-11", RUA ",mailto:b@example.org", NULL},
    {"addresses behind blanks",
	DMARC("v=DMARC1; p=none; rua=mailto:a@example.org mailto:b@example.org"),
	"DM-27", RUA ",mailto:b@example.org", NULL},
    {"the second without mailto:",
	DMARC("v=DMARC1; p=none; rua=mailto:a@example.org,b@example.org"),
	"DM-27", RUA ",mailto:b@example.org", NULL},
    {"half an address", DMARC("v=DMARC1; p=none; rua=mailto:dmarc"), "DM-27",
	NULL, "mailto:dmarc"},
    {"nobody agreed",
	{.dmarc = DMARC_LINE("v=DMARC1; p=none; rua=mailto:a@other.example"),
	    .more = "other.example. MX 10 mx.other.example.\n"
		    "mx.other.example. A 192.0.2.77\n"},
	"DM-31", NULL, "example.org._report._dmarc.other.example"},
    {"subdomains refused", {.dmarc = DMARC_LINE("v=DMARC1; p=reject; sp=none; "
						"rua=mailto:a@example.org")},
	"DM-20", NULL, "sp=none"},
    {"no reports", DMARC("v=DMARC1; p=none"), "DM-26", NULL, "Add rua="},
    {"pct=0", DMARC("v=DMARC1; p=reject; pct=0; rua=mailto:a@example.org"),
	"DM-15", NULL, "t=y"},
    {"historic tags",
	DMARC("v=DMARC1; p=none; ri=86400; rf=afrf; rua=mailto:a@example.org"),
	"DM-14", RUA, NULL},
    {"test mode left", DMARC("v=DMARC1; p=reject; t=y; "
			     "rua=mailto:a@example.org"),
	"DM-21", NULL, "Remove t=y"},
    {"a size limit", DMARC("v=DMARC1; p=none; rua=mailto:a@example.org!10m"),
	"DM-29", RUA, NULL},
    {"reports to others",
	{.dmarc = DMARC_LINE("v=DMARC1; p=none; rua=mailto:r@esp.example"),
	    .more = AT("example.org._report._dmarc.esp.example.", "v=DMARC1")
		"esp.example. MX 10 mx.esp.example.\n"
		"mx.esp.example. A 192.0.2.78\n"},
	"DM-42", NULL, "esp.example"},
};

static bool
is_said(const struct finding *finding, const struct mistake *m)
{
	bool words = m->words == NULL ||
		     strstr(finding->message, m->words) != NULL ||
		     strstr(finding->fix, m->words) != NULL;
	bool value = m->value == NULL
			 ? finding->value == NULL
			 : finding->value != NULL &&
			       strcmp(finding->value, m->value) == 0;

	return strcmp(finding->check->id, m->id) == 0 && words && value;
}

static void
names_it(const struct mistake *m)
{
	struct judged judged = judge(&m->scene);
	const struct findings *list = &judged.findings;
	size_t i = 0;

	while (i < list->count && !is_said(&list->finding[i], m))
		i++;
	if (i == list->count) {
		const struct finding *near = must_find(&judged, m->id);

		fail_msg("%s: %s, \"%s\" \"%s\", offers \"%s\"", m->name, m->id,
		    near->message, near->fix,
		    near->value == NULL ? "nothing" : near->value);
	}
	judged_release(&judged);
}

static void
names_all(const struct mistake *m, size_t count)
{
	for (size_t i = 0; i < count; i++)
		names_it(&m[i]);
}

static void
names_records_at_wrong_names(void **state)
{
	(void)state;
	names_all(names, COUNT_OF(names));
}

static void
names_wrong_types_and_duplicates(void **state)
{
	(void)state;
	names_all(types, COUNT_OF(types));
}

static void
names_damaged_values(void **state)
{
	(void)state;
	names_all(values, COUNT_OF(values));
}

static void
names_mistakes_of_spf(void **state)
{
	(void)state;
	names_all(spf, COUNT_OF(spf));
}

static void
names_mistakes_of_dkim(void **state)
{
	(void)state;
	names_all(dkim, COUNT_OF(dkim));
}

static void
names_mistakes_of_dmarc(void **state)
{
	(void)state;
	names_all(dmarc, COUNT_OF(dmarc));
}

/* A good domain has nothing to be mended. */
static void
offers_nothing_for_what_is_right(void **state)
{
	struct judged judged = judge(&(struct scene) {.txt = NULL});

	(void)state;
	for (size_t i = 0; i < judged.findings.count; i++)
		assert_null(judged.findings.finding[i].value);
	judged_release(&judged);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_records_at_wrong_names),
	    cmocka_unit_test(names_wrong_types_and_duplicates),
	    cmocka_unit_test(names_damaged_values),
	    cmocka_unit_test(names_mistakes_of_spf),
	    cmocka_unit_test(names_mistakes_of_dkim),
	    cmocka_unit_test(names_mistakes_of_dmarc),
	    cmocka_unit_test(offers_nothing_for_what_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
