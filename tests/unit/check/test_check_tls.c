/* DANE, STARTTLS, BIMI, blocklists: each check triggered, and its near miss. */
#include "tests/unit/check/scene.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define I SEVERITY_INFO
#define U SEVERITY_UNKNOWN

#define DIGEST "abababababababababababababababababababababababababababababababab"
#define OTHER  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define TLSA(rdata) "_25._tcp.mail.example.org. TLSA " rdata "\n"
#define BOTH_FAMILIES GOOD_MX "mail.example.org. AAAA 2001:db8::25\n"
#define CAA(rdata)  "example.org. CAA " rdata "\n"
#define BIMI(text)  "default._bimi.example.org. TXT \"" text "\"\n"
#define GOOD_BIMI                                              \
	BIMI("v=BIMI1; l=https://example.org/a.svg; "          \
	     "a=https://example.org/a.pem")
#define REJECT      DMARC_LINE("v=DMARC1; p=reject; rua=mailto:a@example.org")

#define DIGEST_OCTETS \
	{0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, \
	    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, \
	    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab}

/* A server whose second certificate has the digest as well. */
#define SERVER(how, ends, who, ...)                                                \
	&(const struct mail_server)                                  \
	{                                                            \
		.status = how, .ends_in = ends, .distrust = who,     \
		.said = "it says why", .protocol = "TLSv1.3",        \
		.name = "mail.example.org", .cipher = "AES128-SHA",  \
		.subject = "mail.example.org",                       \
		.chain = {{.sha256 = {{0}, DIGEST_OCTETS}}},         \
		.chains = 1, .linked = 1, __VA_ARGS__                \
	}
#define SECURED(ends, who, ...) \
	SERVER(SERVER_SECURED, ends, who, __VA_ARGS__)
#define FAILED(how) SERVER(how, 0, "", .named = false)
#define LATER       (90 * 86400)
#define WEAK(bits)  SECURED(LATER, "", .named = true, .weaknesses = bits)
#define GOOD_SERVER SECURED(LATER, "", .named = true)

#define WEB "example.org. A 192.0.2.80\n"
#define ROOT(version, box)                                                \
	"<svg xmlns='http://www.w3.org/2000/svg' version='" version "' "    \
	"baseProfile='tiny-ps' viewBox='" box "'>"
#define NAMED "<title>Example</title></svg>"
#define PICTURE(string)                                                    \
	&(const struct page)                                               \
	{                                                                  \
		.status = PAGE_HERE, .code = 200, .type = "image/svg+xml", \
		.problem = "", .text = {string, sizeof(string) - 1},       \
	}

#define GOOD_MARK BIMI("v=BIMI1; l=; a=https://example.org/a.pem")
/* A page with a certificate, for the first so many of two names. */
static const char *mark_names[] = {"example.net", "Example.org"};
#define SOUND .for_marks = true, .has_logo = true
#define MARK(...)                                                          \
	&(const struct page)                                               \
	{                                                                  \
		.status = PAGE_HERE, .code = 200, .type = "",              \
		.problem = "", .text = {"", 0},                            \
		.mark = &(const struct mark_certificate) {                 \
		    .name = mark_names, __VA_ARGS__},                      \
	}

static const char large_text[32769] = "<svg";
static const struct page
    large_picture = {.status = PAGE_HERE,
	.code = 200,
	.type = "",
	.problem = "",
	.text = {large_text, sizeof(large_text)}},
    no_picture = {
	.status = PAGE_HERE, .code = 404, .type = "", .problem = ""},
    huge_picture = {
	.status = PAGE_TOO_LARGE, .type = "", .problem = "it says why"},
    picture_out_of_reach = {
	.status = PAGE_UNREACHABLE, .type = "", .problem = "it says why"};

static const struct blocklist addresses = {"x", "Example list", "bl.example",
    BLOCKLIST_IPV4 | BLOCKLIST_IPV6, "https://bl.example/remove"};
static const struct blocklist domains = {
    "y", "Example domains", "dbl.example", BLOCKLIST_DOMAIN, ""};

#define ON_LIST(address, text)                                \
	"25.2.0.192.bl.example. A " address "\n"              \
	"25.2.0.192.bl.example. TXT \"" text "\"\n"
#define SIX_ON_LIST                                           \
	"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0." \
	"1.0.0.2.bl.example. A 127.0.0.2\n"

static const struct expectation rows[] = {
    {{.more = TLSA("3 1 1 " DIGEST)}, "DN-05", I, "does not validate"},
    {{.more = TLSA("3 1 1 " OTHER), .secure = "", .server = GOOD_SERVER},
	"DN-06", E, "None of the TLSA records"},
    /* The server's own certificate is no authority. */
    {{.more = TLSA("2 0 1 " DIGEST), .secure = "", .server = GOOD_SERVER},
	"DN-06", E, "None of the TLSA records"},
    {{.more = TLSA("1 1 1 " DIGEST)}, "DN-07", W, "usage 1"},
    {{.more = TLSA("3 1 1 abcd")}, "DN-07", W, "do not exist"},
    {{.more = TLSA("3 1 7 " DIGEST)}, "DN-07", W, "do not exist"},
    {{.more = TLSA("2 1 1 " DIGEST)}, "DN-08", I, "usage 2"},
    {{.more = TLSA("3 1 1 " DIGEST), .secure = ""}, "DN-09", I, "one TLSA"},
    {{.silent = "_25._tcp.mail.example.org", .secure = ""}, "DN-10", E,
	"put the mail off"},
    {{.silent = "_25._tcp.mail.example.org"}, "DN-10", U, "SERVFAIL"},
    {{.more = CAA("0 issue \";\"")}, "DN-11", W, "no authority"},
    {{.more = CAA("128 tbs \"x\"")}, "DN-11", W, "\"tbs\""},
    {{.server = FAILED(SERVER_UNREACHABLE)}, "TL-01", U,
	"it says why"},
    {{.server = FAILED(SERVER_REFUSES)}, "TL-01", U,
	"\"it says why\""},
    {{.server = FAILED(SERVER_PLAIN)}, "TL-01", E, "STARTTLS"},
    {{.server = FAILED(SERVER_TLS_FAILED)}, "TL-02", E,
	"it says why"},
    /* Every address by itself, named by it where there are several. */
    {{.mx = BOTH_FAMILIES, .server = FAILED(SERVER_PLAIN)}, "TL-01", E,
	"mail.example.org (192.0.2.25) does not offer"},
    {{.mx = BOTH_FAMILIES, .server = FAILED(SERVER_PLAIN)}, "TL-01", E,
	"mail.example.org (2001:db8::25) does not offer"},
    {{.mx = BOTH_FAMILIES, .server = GOOD_SERVER, .no_ipv6 = true}, "TL-01", I,
	"mail.example.org (2001:db8::25) could not be reached from here"},
    {{.mx = BOTH_FAMILIES, .server = FAILED(SERVER_UNREACHABLE)}, "TL-01", U,
	"mail.example.org (2001:db8::25) could not be reached from here"},
    {{.mx = BOTH_FAMILIES, .more = TLSA("3 1 1 " OTHER), .secure = "",
	 .server = GOOD_SERVER},
	"DN-06", E, "mail.example.org (2001:db8::25) shows"},
    {{.server = SECURED(LATER, "", .named = true, .outdated = true)}, "TL-03", W,
	"newer than TLSv1.3"},
    {{.server = WEAK(TLS_WEAK_CIPHER)}, "TL-04", W,
	"broken or too short: AES128-SHA"},
    {{.server = WEAK(TLS_NO_SECRECY)}, "TL-04", W,
	"forward secrecy (AES128-SHA)"},
    {{.server = WEAK(TLS_SHORT_EXCHANGE)}, "TL-04", W, "Diffie-Hellman"},
    {{.server = WEAK(TLS_WEAK_PROOF)}, "TL-04", W, "MD5 or SHA-1"},
    {{.server = WEAK(TLS_OLD_RENEGOTIATION)}, "TL-05", W, "the old way"},
    {{.server = WEAK(TLS_LOOSE_SECRET)}, "TL-05", I, "extended master secret"},
    {{.server = SECURED(LATER, "", .named = true, .begins_in = 5)}, "TL-06", W,
	"not valid yet"},
    {{.server = SECURED(-200000, "", .named = true)}, "TL-06", W,
	"expired 2 days ago"},
    {{.server = SECURED(3 * 86400, "", .named = true)}, "TL-06", W,
	"in 3 days"},
    {{.server = SECURED(LATER, "", .named = false)}, "TL-07", W, "another name"},
    {{.server = SECURED(LATER, "self-signed", .named = true)}, "TL-08", W,
	"self-signed"},
    {{.server = SECURED(LATER, "", .named = true, .bits = 1024)}, "TL-09", W, "1024 bits"},
    {{.server = SECURED(LATER, "", .named = true, .weak_digest = true)}, "TL-09", W,
	"SHA-1"},
    {{.more = TLSA("3 1 1 " DIGEST), .secure = "",
	 .server = SECURED(LATER, "self-signed", .named = false)},
	"TL-10", I, "its TLSA record"},
    {{.dmarc = REJECT}, "BI-01", I, "has no record"},
    {{.silent = "default._bimi.example.org"}, "BI-01", U, "SERVFAIL"},
    {{.more = GOOD_BIMI BIMI("v=BIMI1; l=; a=;")}, "BI-01", W, "2 records"},
    {{.more = BIMI("v=bimi1; l=; a=;")}, "BI-02", E, "exactly these"},
    {{.more = BIMI("v=BIMI1; a=;")}, "BI-02", E, "where the picture"},
    {{.more = BIMI("v=BIMI1; l=http://example.org/a.svg")}, "BI-02", E,
	"not one https:"},
    {{.more = BIMI("v=BIMI1; l=; a=ftp://example.org")}, "BI-02", E,
	"certificate"},
    {{.more = BIMI("v=BIMI1; l=; l=")}, "BI-02", E, "twice"},
    {{.more = BIMI("v=BIMI1; l=; avp=me")}, "BI-02", E, "avp"},
    {{.more = GOOD_BIMI}, "BI-03", E, "not enforced"},
    {{.more = GOOD_BIMI, .dmarc = ""}, "BI-03", E, "no DMARC policy"},
    {{.more = GOOD_BIMI, .dmarc = DMARC_LINE("v=DMARC1; p=reject; t=y")},
	"BI-03", E, "not enforced"},
    {{.more = GOOD_BIMI, .dmarc = DMARC_LINE("v=DMARC1; p=reject; sp=none")},
	"BI-03", E, "not enforced"},
    {{.more = GOOD_BIMI WEB, .page = PICTURE("<html/>")}, "BI-04", E,
	"example.org is not readable as SVG"},
    {{.more = GOOD_BIMI WEB, .page = PICTURE(ROOT("1.2", "0 0 1 2") NAMED)},
	"BI-04", E, "not square"},
    {{.more = GOOD_BIMI WEB, .page = PICTURE(ROOT("1.1", "0 0 1 1") NAMED)},
	"BI-04", E, "the profile tiny-ps"},
    {{.more = GOOD_BIMI WEB,
	 .page = PICTURE(ROOT("1.2", "0 0 1 1") "<script/>" NAMED)},
	"BI-04", E, "<script>"},
    {{.more = GOOD_BIMI WEB,
	 .page = PICTURE(ROOT("1.2", "0 0 1 1") "<use href='b.svg'/>" NAMED)},
	"BI-04", E, "another file, first in <use>"},
    {{.more = GOOD_BIMI WEB, .page = PICTURE(ROOT("1.2", "0 0 1 1") "</svg>")},
	"BI-04", E, "no title"},
    {{.more = GOOD_BIMI WEB,
	 .page = PICTURE(ROOT("1.2", "0 0 1 1' x='1") NAMED)},
	"BI-04", E, "x= or y="},
    {{.more = GOOD_BIMI WEB, .page = &large_picture}, "BI-04", E, "32 KB"},
    {{.more = GOOD_BIMI WEB, .page = &no_picture}, "BI-04", E, "status 404"},
    {{.more = GOOD_BIMI WEB, .page = &huge_picture}, "BI-04", E,
	"could not be got from example.org: it says why"},
    {{.more = GOOD_BIMI WEB, .page = &picture_out_of_reach}, "BI-04", U,
	"it says why"},
    {{.more = GOOD_MARK WEB, .page = PICTURE("hello")}, "BI-05", E,
	"What example.org sends as the mark certificate is none"},
    {{.more = GOOD_MARK WEB, .page = &no_picture}, "BI-05", E, "status 404"},
    {{.more = GOOD_MARK WEB, .page = &picture_out_of_reach}, "BI-05", U,
	"could not be got from example.org"},
    {{.more = GOOD_MARK WEB, .page = MARK(.has_logo = true, .names = 2)}, "BI-05", E,
	"not one for marks"},
    {{.more = GOOD_MARK WEB, .page = MARK(.for_marks = true, .names = 2)}, "BI-05", E,
	"holds no picture"},
    {{.more = GOOD_MARK WEB, .page = MARK(SOUND, .names = 2, .begins_in = 9)}, "BI-05", E,
	"not valid yet"},
    {{.more = GOOD_MARK WEB, .page = MARK(SOUND, .names = 2, .ends_in = -9)}, "BI-05", E,
	"has expired"},
    {{.more = GOOD_MARK WEB, .page = MARK(SOUND, .names = 1)}, "BI-05", E,
	"is not for example.org"},
    {{.more = BIMI("v=BIMI1; l=https://example.org/a.svg"), .dmarc = REJECT},
	"BI-06", I, "no certificate"},
    {{.blocklist = &addresses, .more = ON_LIST("127.0.0.2", "spam \x1b")},
	"PT-13", W, "on the list Example list (127.0.0.2): \"spam \\x1b\""},
    {{.blocklist = &addresses, .sender = "2001:db8::25", .more = SIX_ON_LIST},
	"PT-13", W, "2001:db8::25 is on the list"},
    {{.blocklist = &addresses, .more = ON_LIST("127.255.255.254", "no")},
	"PT-13", U, "a public one"},
    {{.blocklist = &addresses, .more = ON_LIST("127.255.255.252", "no")},
	"PT-13", U, "misspelt"},
    {{.blocklist = &addresses, .more = ON_LIST("127.255.255.255", "no")},
	"PT-13", U, "too often"},
    {{.blocklist = &addresses, .more = ON_LIST("127.0.0.1", "no")}, "PT-13",
	U, "no reason"},
    {{.blocklist = &addresses, .more = ON_LIST("198.51.100.1", "buy")},
	"PT-13", I, "as no list does"},
    {{.blocklist = &addresses, .silent = "bl.example"}, "PT-13", U,
	"SERVFAIL"},
    {{.blocklist = &domains,
	 .more = "example.org.dbl.example. A 127.0.1.2\n"},
	"PT-14", W, "example.org is on the list"},
};

static void
finds_what_is_wrong(void **state)
{
	(void)state;
	expect_all(rows, COUNT_OF(rows));
}

static const struct {
	struct scene scene;
	const char *id;
} near[] = {
    {{.more = TLSA("3 1 1 " DIGEST), .secure = ""}, "DN-05"},
    {{.more = TLSA("3 1 1 " OTHER) TLSA("3 1 1 " DIGEST),
	 .secure = "",
	 .server = GOOD_SERVER},
	"DN-06"},
    /* Not looked at, so not judged. */
    {{.more = TLSA("3 1 1 " OTHER), .secure = ""}, "DN-06"},
    {{.more = TLSA("3 1 1 " OTHER), .secure = "",
	 .server = FAILED(SERVER_UNREACHABLE)},
	"DN-06"},
    {{.more = TLSA("3 1 1 " DIGEST) TLSA("2 1 1 " OTHER)}, "DN-07"},
    {{.more = TLSA("3 1 1 " DIGEST)}, "DN-08"},
    {{.more = TLSA("3 1 1 " DIGEST) TLSA("3 1 1 " OTHER),
	 .secure = ""},
	"DN-09"},
    {{.secure = ""}, "DN-10"},
    {{.more = CAA("0 issue \"ca.example; accounturi=x\"")}, "DN-11"},
    {{.more = CAA("0 issue \";\"") CAA("0 issue \"ca.example\"")},
	"DN-11"},
    {{.more = CAA("0 tbs \"x\"")}, "DN-11"},
    {{.more = CAA("128 issue \"ca.example\"")}, "DN-11"},
    {{.server = GOOD_SERVER}, "TL-01"},
    /* What this machine cannot reach says nothing about the server. */
    {{.mx = BOTH_FAMILIES, .server = GOOD_SERVER, .no_ipv6 = true}, "MX-18"},
    {{.server = GOOD_SERVER}, "TL-02"},
    {{.server = GOOD_SERVER}, "TL-03"},
    {{.server = WEAK(TLS_OLD_RENEGOTIATION | TLS_LOOSE_SECRET)}, "TL-04"},
    {{.server = WEAK(TLS_NO_SECRECY | TLS_SHORT_EXCHANGE)}, "TL-05"},
    /* That the protocol is outdated says it all. */
    {{.server = SECURED(LATER, "", .named = true, .outdated = true,
	  .weaknesses = TLS_LOOSE_SECRET)},
	"TL-05"},
    {{.server = SECURED(14 * 86400, "", .named = true)},
	"TL-06"},
    {{.server = GOOD_SERVER}, "TL-07"},
    {{.server = GOOD_SERVER}, "TL-08"},
    {{.server = SECURED(LATER, "", .named = true, .bits = 2048)}, "TL-09"},
    /* An unsigned record vouches for nothing. */
    {{.more = TLSA("3 1 1 " DIGEST),
	 .server = SECURED(LATER, "self-signed", .named = false)},
	"TL-10"},
    /* DANE-EE asks neither for the name nor for the date. */
    {{.more = TLSA("3 1 1 " DIGEST), .secure = "",
	 .server = SECURED(-1, "", .named = false)},
	"TL-06"},
    {{.more = TLSA("3 1 1 " DIGEST), .secure = "",
	 .server = SECURED(LATER, "", .named = false)},
	"TL-07"},
    /* Without an enforced policy nobody misses it. */
    {{.more = ""}, "BI-01"},
    {{.more = GOOD_BIMI, .dmarc = REJECT}, "BI-01"},
    {{.more = GOOD_BIMI, .dmarc = REJECT}, "BI-02"},
    {{.more = GOOD_BIMI, .dmarc = REJECT}, "BI-03"},
    {{.more = GOOD_BIMI WEB, .page = PICTURE(ROOT("1.2", "0 0 1 1") NAMED)},
	"BI-04"},
    {{.more = GOOD_BIMI, .page = PICTURE("<html/>")}, "BI-04"},
    {{.more = BIMI("v=BIMI1; l=; a=;") WEB, .page = PICTURE("<html/>")},
	"BI-04"},
    {{.more = BIMI("v=BIMI1; l=https://example.org:8443/a.svg") WEB,
	 .page = PICTURE("<html/>")},
	"BI-04"},
    {{.more = GOOD_MARK WEB, .page = MARK(SOUND, .names = 2)}, "BI-05"},
    {{.more = GOOD_MARK, .page = PICTURE("hello")}, "BI-05"},
    {{.more = BIMI("v=BIMI1; l=https://example.org/a.svg") WEB,
	 .page = PICTURE("hello")},
	"BI-05"},
    {{.more = GOOD_BIMI, .dmarc = REJECT}, "BI-06"},
    {{.more = BIMI("v=BIMI1; l=; a=;")}, "BI-03"},
    {{.more = BIMI("v=BIMI1; l=; a=;"), .dmarc = REJECT}, "BI-06"},
    {{.blocklist = &addresses}, "PT-13"},
    {{.blocklist = &domains}, "PT-14"},
    {{.more = ON_LIST("127.0.0.2", "nobody asked")}, "PT-13"},
};

static void
is_content_with_what_is_nearly_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(near); i++)
		expect_none(&near[i].scene, near[i].id);
}

/* A signed root shows that the resolver would have said so. */
static void
tells_an_unsigned_record_from_a_resolver_that_cannot_say(void **state)
{
	static const struct dns_answer root = {
	    .status = DNS_OK, .authenticated = true};
	static const uint8_t rdata[35] = {3, 1, 1};
	const struct dns_rr rr = {
	    .type = DNS_TLSA, .raw = {(const char *)rdata, sizeof(rdata)}};
	const struct dns_answer tlsa = {
	    .status = DNS_OK, .rr = &rr, .count = 1};
	static const struct dns_answer none = {.status = DNS_NODATA};
	struct mx_facts mx = {
	    .host = "mail.example.org", .a = &none, .aaaa = &none};
	struct tls_host host = {.host = mx.host,
	    .tlsa_name = "_25._tcp.mail.example.org",
	    .tlsa = &tlsa};
	const struct facts facts = {
	    .domain = "example.org",
	    .mx = &mx,
	    .mxs = 1,
	    .tls = {.host = &host, .hosts = 1, .root = &root, .caa = &none},
	};
	struct arena arena = ARENA_INIT;
	struct findings list = {.finding = NULL};

	(void)state;
	check_dane(&arena, &facts, &list);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.finding[0].check->id, "DN-05");
	assert_int_equal(list.finding[0].severity, E);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_wrong),
	    cmocka_unit_test(is_content_with_what_is_nearly_wrong),
	    cmocka_unit_test(
		tells_an_unsigned_record_from_a_resolver_that_cannot_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
