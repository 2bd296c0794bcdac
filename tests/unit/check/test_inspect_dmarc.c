/* The DMARC tree walk, RFC 9989 section 4.10. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/check/net.h"
#include "wizard/record/dname.h"

#define LONG "a.b.c.d.e.f.g.h.i.j.mail.example.com"

static void
walk(struct look *look, const char *domain, const char *records,
    const char *silent)
{
	static char text[2048];
	struct net net = {
	    .zone = {{.apex = "", .text = text}},
	    .failure = {{.suffix = silent, .status = DNS_TIMEOUT}},
	};
	struct inspect_params params = {.domain = domain};

	(void)snprintf(text, sizeof(text),
	    "$TTL 60\n. SOA a. b. 1 1 1 1 60\n%s", records);
	look_at(look, &net, &params);
	look->net = NULL;
}

static void
asks_the_names_of_the_golden_walk(void **state)
{
	static const char *const names[] = {LONG, "g.h.i.j.mail.example.com",
	    "h.i.j.mail.example.com", "i.j.mail.example.com",
	    "j.mail.example.com", "mail.example.com", "example.com", "com"};
	struct look look;

	(void)state;
	walk(&look, LONG, "", NULL);
	assert_int_equal(look.facts->dmarcs, COUNT_OF(names));
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct dname owner;

		assert_true(dname_join("_dmarc", names[i], &owner));
		assert_string_equal(look.facts->dmarc[i].name, names[i]);
		assert_int_equal(net_asked(look.inquiry, owner.text, DNS_TXT,
				     ASK_RESOLVER),
		    1);
	}
	look_release(&look);
}

static void
drops_one_label_of_eight_or_fewer(void **state)
{
	static const struct {
		const char *domain, *second;
		size_t steps;
	} rows[] = {
	    {"1.2.3.4.5.6.7.com", "2.3.4.5.6.7.com", 8},
	    {"1.2.3.4.5.6.7.8.com", "3.4.5.6.7.8.com", 8},
	    {"1.2.3.4.5.6.com", "2.3.4.5.6.com", 7},
	    {"example.com", "com", 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look look;

		walk(&look, rows[i].domain, "", NULL);
		assert_int_equal(look.facts->dmarcs, rows[i].steps);
		assert_string_equal(
		    look.facts->dmarc[1].name, rows[i].second);
		look_release(&look);
	}
}

struct row {
	const char *domain;
	const char *records;
	const char *org;
	const char *found; /* where the policy comes from; NULL: nowhere */
};

#define TXT(name, text) "_dmarc." name ". TXT \"v=DMARC1; " text "\"\n"

static const struct row rows[] = {
    /* Nothing anywhere. */
    {"mail.example.jp", "", "mail.example.jp", NULL},
    /* The domain's own record, be there others above. */
    {"example.jp", TXT("example.jp", "p=none"), "example.jp", "example.jp"},
    {"mail.example.jp",
	TXT("mail.example.jp", "p=none") TXT("example.jp", "p=reject"),
	"example.jp", "mail.example.jp"},
    /* Inherited: the record with the fewest labels. */
    {"a.mail.example.jp", TXT("example.jp", "p=reject"), "example.jp",
	"example.jp"},
    {"a.mail.example.jp",
	TXT("mail.example.jp", "p=none") TXT("example.jp", "p=reject"),
	"example.jp", "example.jp"},
    /* psd=n: this name is the organization, whatever is above. */
    {"a.mail.example.jp",
	TXT("mail.example.jp", "p=none; psd=n") TXT("example.jp", "p=reject"),
	"mail.example.jp", "mail.example.jp"},
    {"example.jp",
	TXT("example.jp", "p=none; psd=n") TXT("jp", "p=reject"),
	"example.jp", "example.jp"},
    /* psd=y: the organization is one label below. */
    {"a.mail.example.jp", TXT("jp", "p=reject; psd=y"), "example.jp", "jp"},
    {"a.mail.example.jp",
	TXT("example.jp", "p=none") TXT("jp", "p=reject; psd=y"), "example.jp",
	"example.jp"},
    {"example.jp", TXT("jp", "p=reject; psd=y"), "example.jp", "jp"},
    /* psd=y at the start ends the walk. */
    {"example.jp",
	TXT("example.jp", "p=none; psd=y") TXT("jp", "p=reject"),
	"example.jp", "example.jp"},
    /* One label below, although the walk skipped that name. */
    {LONG, TXT("g.h.i.j.mail.example.com", "p=reject; psd=y"),
	"f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com"},
    /* Several at one name count for nothing, wrong versions as well. */
    {"mail.example.jp",
	TXT("mail.example.jp", "p=none") TXT("mail.example.jp", "p=reject")
	    TXT("example.jp", "p=quarantine"),
	"example.jp", "example.jp"},
    {"mail.example.jp",
	"_dmarc.mail.example.jp. TXT \"v=dmarc1; p=reject\"\n" TXT(
	    "example.jp", "p=none"),
	"example.jp", "example.jp"},
};

static void
finds_organization_and_policy(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct look look;
		const struct facts *f;

		walk(&look, rows[i].domain, rows[i].records, NULL);
		f = look.facts;
		if (strcmp(f->org_domain, rows[i].org) != 0)
			fail_msg("row %zu: %s", i, f->org_domain);
		if (rows[i].found == NULL)
			assert_null(f->dmarc_found);
		else if (f->dmarc_found == NULL ||
		    strcmp(f->dmarc_found->name, rows[i].found) != 0)
			fail_msg("row %zu: another policy", i);
		look_release(&look);
	}
}

static void
does_not_guess_what_nobody_answered(void **state)
{
	static const struct {
		const char *records, *silent, *org, *found;
	} silences[] = {
	    {TXT("example.jp", "p=none"), "_dmarc.mail.example.jp", NULL, NULL},
	    {TXT("mail.example.jp", "p=none"), "_dmarc.example.jp", NULL,
		"mail.example.jp"},
	    {TXT("example.jp", "p=none"), "_dmarc.jp", NULL, NULL},
	    {TXT("example.jp", "p=none; psd=n"), "_dmarc.jp", "example.jp",
		"example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(silences); i++) {
		struct look look;
		const struct facts *f;

		walk(&look, "mail.example.jp", silences[i].records,
		    silences[i].silent);
		f = look.facts;
		if (silences[i].org == NULL)
			assert_null(f->org_domain);
		else
			assert_string_equal(f->org_domain, silences[i].org);
		if (silences[i].found == NULL)
			assert_null(f->dmarc_found);
		else
			assert_string_equal(
			    f->dmarc_found->name, silences[i].found);
		look_release(&look);
	}
}

static void
knows_the_public_suffix_list(void **state)
{
	static const struct {
		const char *name, *registrable;
	} names[] = {
	    {"mail.example.jp", "example.jp"},
	    {"a.b.example.co.jp", "example.co.jp"},
	    {"example.com", "example.com"},
	    {"co.jp", NULL},
	    {"com", NULL},
	    /* The list's own test cases. */
	    {"b.example.com", "example.com"},
	    {"a.b.example.com", "example.com"},
	    {"uk.com", NULL},
	    {"example.uk.com", "example.uk.com"},
	    {"a.b.example.uk.com", "example.uk.com"},
	    {"test.ac", "test.ac"},
	    {"mm", NULL},
	    {"c.mm", NULL},
	    {"b.c.mm", "b.c.mm"},
	    {"a.b.c.mm", "b.c.mm"},
	    {"jp", NULL},
	    {"test.jp", "test.jp"},
	    {"www.test.jp", "test.jp"},
	    {"ac.jp", NULL},
	    {"www.test.ac.jp", "test.ac.jp"},
	    {"kyoto.jp", NULL},
	    {"test.kyoto.jp", "test.kyoto.jp"},
	    {"ide.kyoto.jp", NULL},
	    {"a.b.ide.kyoto.jp", "b.ide.kyoto.jp"},
	    {"c.kobe.jp", NULL},
	    {"a.b.c.kobe.jp", "b.c.kobe.jp"},
	    {"city.kobe.jp", "city.kobe.jp"},
	    {"www.city.kobe.jp", "city.kobe.jp"},
	    {"ck", NULL},
	    {"test.ck", NULL},
	    {"a.b.test.ck", "b.test.ck"},
	    {"www.ck", "www.ck"},
	    {"www.www.ck", "www.ck"},
	    {"us", NULL},
	    {"test.ak.us", "test.ak.us"},
	    {"k12.ak.us", NULL},
	    {"www.test.k12.ak.us", "test.k12.ak.us"},
	    {"xn--85x722f.com.cn", "xn--85x722f.com.cn"},
	    {"www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"},
	    {"shishi.xn--fiqs8s", "shishi.xn--fiqs8s"},
	    {"xn--fiqs8s", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *name = inspect_registrable(names[i].name);

		if (names[i].registrable == NULL)
			assert_null(name);
		else
			assert_string_equal(name, names[i].registrable);
	}
}

/* RFC 9989 appendix B.1: From example.com, and who is aligned with it. */
static void
aligns_as_the_standard_has_it(void **state)
{
	static const struct {
		const char *from, *other;
		enum alignment strict, relaxed;
	} examples[] = {
	    /* SPF, B.1.1: the same, a parent, a child, another one. */
	    {"example.com", "example.com", ALIGNED_YES, ALIGNED_YES},
	    {"child.example.com", "example.com", ALIGNED_NO, ALIGNED_YES},
	    {"example.com", "child.example.com", ALIGNED_NO, ALIGNED_YES},
	    {"child.example.com", "example.net", ALIGNED_NO, ALIGNED_NO},
	    /* DKIM, B.1.2. */
	    {"Example.COM", "example.com", ALIGNED_YES, ALIGNED_YES},
	    {"example.com", "sample.net", ALIGNED_NO, ALIGNED_NO},
	    {"example.com", NULL, ALIGNED_NO, ALIGNED_NO},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		const char *other = examples[i].other;
		struct identified from = {
		    examples[i].from, inspect_registrable("example.com")};
		struct identified to = {
		    other, other == NULL ? NULL : inspect_registrable(other)};

		assert_int_equal(
		    alignment_of(from, to, true), examples[i].strict);
		assert_int_equal(
		    alignment_of(from, to, false), examples[i].relaxed);
		/* Whose organization is not known is nobody's stranger. */
		to.organization = NULL;
		if (examples[i].strict == ALIGNED_NO && other != NULL)
			assert_int_equal(alignment_of(from, to, false),
			    ALIGNED_UNKNOWN);
	}
}

/* A sender beside the domain is walked from its own name. */
static void
finds_the_alignment_of_senders(void **state)
{
	static const struct {
		const char *records, *sender;
		enum alignment strict, walk, psl;
	} senders[] = {
	    {TXT("example.jp", "p=none"), "a@web.example.jp", ALIGNED_NO,
		ALIGNED_YES, ALIGNED_YES},
	    {TXT("example.jp", "p=none") TXT("web.example.jp", "psd=n"),
		"a@web.example.jp", ALIGNED_NO, ALIGNED_NO, ALIGNED_YES},
	    {TXT("example.jp", "p=none"), "a@b.example.com", ALIGNED_NO,
		ALIGNED_NO, ALIGNED_NO},
	    {TXT("jp", "p=none"), "a@other.jp", ALIGNED_NO, ALIGNED_YES,
		ALIGNED_NO},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		static char text[2048];
		struct net net = {.zone = {{.apex = "", .text = text}}};
		struct inspect_params params = {
		    .domain = "example.jp", .mail_from = senders[i].sender};
		struct look look;
		const struct identifier_facts *id;

		(void)snprintf(text, sizeof(text),
		    "$TTL 60\n. SOA a. b. 1 1 1 1 60\n%s",
		    senders[i].records);
		look_at(&look, &net, &params);
		assert_int_equal(look.facts->identifiers, 1);
		id = &look.facts->identifier[0];
		assert_int_equal(id->strict, senders[i].strict);
		assert_int_equal(id->walk, senders[i].walk);
		assert_int_equal(id->psl, senders[i].psl);
		look_release(&look);
	}
}

/* Who has to agree to reports, RFC 9990 section 4. */
static void
asks_other_organizations_only_to_agree(void **state)
{
	static const struct {
		const char *rua, *permit; /* NULL: no need */
	} rua[] = {
	    {"mailto:a@example.jp", NULL},
	    {"mailto:a@mail.example.jp", NULL},
	    {"mailto:a@other.jp", "example.jp._report._dmarc.other.jp"},
	    {"mailto:a@r.example.com",
		"example.jp._report._dmarc.r.example.com"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rua); i++) {
		char record[256];
		struct look look;
		const struct report_facts *report;

		(void)snprintf(record, sizeof(record),
		    "_dmarc.example.jp. TXT \"v=DMARC1; p=none; rua=%s\"\n",
		    rua[i].rua);
		walk(&look, "example.jp", record, NULL);
		assert_int_equal(look.facts->reports, 1);
		report = &look.facts->report[0];
		if (rua[i].permit == NULL) {
			assert_null(report->permit);
		} else {
			assert_string_equal(report->permit, rua[i].permit);
			assert_int_equal(net_asked(look.inquiry,
					     report->permit, DNS_TXT,
					     ASK_RESOLVER),
			    1);
		}
		look_release(&look);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_the_names_of_the_golden_walk),
	    cmocka_unit_test(drops_one_label_of_eight_or_fewer),
	    cmocka_unit_test(finds_organization_and_policy),
	    cmocka_unit_test(does_not_guess_what_nobody_answered),
	    cmocka_unit_test(knows_the_public_suffix_list),
	    cmocka_unit_test(aligns_as_the_standard_has_it),
	    cmocka_unit_test(finds_the_alignment_of_senders),
	    cmocka_unit_test(asks_other_organizations_only_to_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
