/*
 * What nobody gives out could not be found out: that, no more and no less, and
 * nothing is called missing or wrong for it.
 */
#include <stdlib.h>

#include "tests/unit/check/scene.h"

#define WHOLE                                                             \
	"mail.example.org. AAAA 2001:db8::25\n"                          \
	"_spf.example.org. TXT \"v=spf1 ip4:192.0.2.25 -all\"\n"         \
	"_mta-sts.example.org. TXT \"v=STSv1; id=1;\"\n"                 \
	"mta-sts.example.org. A 192.0.2.80\n"                            \
	"_smtp._tls.example.org. TXT \"v=TLSRPTv1; rua=mailto:t@x.org\"\n" \
	"default._bimi.example.org. TXT \"v=BIMI1; l=; a=;\"\n"           \
	"_25._tcp.mail.example.org. TLSA 3 1 1 "                         \
	"abababababababababababababababababababababababababababababababab\n"

/* A domain that has everything, and nothing wrong with it. */
static const struct scene whole = {
    .txt = TXT_LINE("v=spf1 include:_spf.example.org ~all"),
    .dmarc = DMARC_LINE("v=DMARC1; p=reject; rua=mailto:dmarc@example.org"),
    .more = WHOLE,
};

static const struct {
	const char *name;
	uint16_t type;
	const char *unknown; /* ids, in the order of the alphabet */
} rows[] = {
    {"example.org", DNS_TXT, "SPF-03"},
    {"_spf.example.org", DNS_TXT, "SPF-03 SPF-80"},
    {"s1._domainkey.example.org", DNS_TXT, "DK-01"},
    {"_dmarc.example.org", DNS_TXT, "DM-01"},
    {"example.org", DNS_MX, "DM-33 MX-01"},
    {"mail.example.org", DNS_A, "PT-03 SPF-82"},
    {"mail.example.org", DNS_AAAA, ""},
    {"mail.example.org", DNS_TXT, "SPF-82"},
    {"25.2.0.192.in-addr.arpa", DNS_PTR, "PT-07"},
    {"_mta-sts.example.org", DNS_TXT, "MS-01"},
    {"mta-sts.example.org", DNS_A, "MS-04"},
    {"_smtp._tls.example.org", DNS_TXT, "TR-01"},
    {"default._bimi.example.org", DNS_TXT, "BI-01"},
    {"_25._tcp.mail.example.org", DNS_TLSA, "DN-10"},
    {"example.org", DNS_CAA, "DN-11"},
    {"example.org", DNS_SOA, "ZN-01"},
    /* The only zone here is the root. */
    {"", DNS_NS, "ZN-01"},
};

/* Silent, broken, unwilling, lying, cut. */
static const enum dns_status hows[] = {DNS_TIMEOUT, DNS_SERVFAIL, DNS_REFUSED,
    DNS_MALFORMED, DNS_UNREACHABLE, DNS_OTHER};

static int
by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* The ids of what could not be found out, each once. */
static const char *
unknown_ids(struct arena *arena, const struct findings *list)
{
	const char *id[64], *text = "", *last = "";
	size_t n = 0;

	for (size_t i = 0; i < list->count && n < COUNT_OF(id); i++)
		if (list->finding[i].severity == SEVERITY_UNKNOWN)
			id[n++] = list->finding[i].check->id;
	qsort(id, n, sizeof(*id), by_text);
	for (size_t i = 0; i < n; last = id[i++])
		if (strcmp(last, id[i]) != 0)
			text = arena_printf(arena, "%s%s%s", text,
			    text[0] == '\0' ? "" : " ", id[i]);
	return text;
}

static void
expect_hidden(size_t row, enum dns_status how)
{
	struct scene scene = whole;
	struct judged judged;
	const char *unknown;

	scene.hidden =
	    (struct hidden) {rows[row].name, rows[row].type, how};
	judged = judge(&scene);
	for (size_t i = 0; i < judged.findings.count; i++) {
		const struct finding *f = &judged.findings.finding[i];

		if (f->severity == SEVERITY_WARNING ||
		    f->severity == SEVERITY_ERROR)
			fail_msg("%s, %s: %s: %s", scene.hidden.name,
			    dns_status_word(how), f->check->id, f->message);
	}
	unknown = unknown_ids(&judged.arena, &judged.findings);
	if (strcmp(unknown, rows[row].unknown) != 0)
		fail_msg("%s %s, %s: unknown are \"%s\"", scene.hidden.name,
		    dns_type_word(scene.hidden.type), dns_status_word(how),
		    unknown);
	judged_release(&judged);
}

static void
calls_unknown_what_is_hidden_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t j = 0; j < COUNT_OF(hows); j++)
			expect_hidden(i, hows[j]);
}

static void
finds_nothing_wrong_when_nothing_is_hidden(void **state)
{
	struct judged judged = judge(&whole);

	(void)state;
	assert_true(findings_worst(&judged.findings) <= SEVERITY_INFO);
	judged_release(&judged);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_nothing_wrong_when_nothing_is_hidden),
	    cmocka_unit_test(calls_unknown_what_is_hidden_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
