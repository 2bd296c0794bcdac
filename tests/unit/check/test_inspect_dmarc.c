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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_the_names_of_the_golden_walk),
	    cmocka_unit_test(drops_one_label_of_eight_or_fewer),
	    cmocka_unit_test(finds_organization_and_policy),
	    cmocka_unit_test(does_not_guess_what_nobody_answered),
	    cmocka_unit_test(knows_the_public_suffix_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
