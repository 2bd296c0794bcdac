#include "tests/unit/scratch.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dmarc.h"
#include "wizard/record/mend.h"
#include "wizard/record/spf.h"

#define KEY "MCowBQYDK2VwAyEACRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="
#define RAW "CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="

struct row {
	mend_record *mend;
	const char *text;
	const char *meant; /* NULL: nothing is offered */
};

static void
mends(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice text = slice_of(rows[i].text);
		const char *got = rows[i].mend(&arena, text);

		if (rows[i].meant == NULL && got != NULL)
			fail_msg("\"%s\" became \"%s\"", rows[i].text, got);
		if (rows[i].meant != NULL)
			assert_string_equal(
			    got == NULL ? "nothing" : got, rows[i].meant);
	}
}

static void
leaves_good_records_alone(void **state)
{
	static const struct row rows[] = {
	    {mend_spf, "v=spf1 mx ~all", NULL},
	    {mend_spf, "v=spf1 redirect=example.org", NULL},
	    {mend_spf, "v=spf1 exists:%{i}._spf.example.org -all", NULL},
	    {mend_dkim, "v=DKIM1; k=ed25519; p=" RAW, NULL},
	    {mend_dmarc, "v=DMARC1; p=none; rua=mailto:a@example.org", NULL},
	};

	(void)state;
	mends(rows, COUNT_OF(rows));
}

static void
undoes_what_was_done_on_the_way(void **state)
{
	static const struct row rows[] = {
	    {mend_spf, "\xc2\xabv=spf1 mx ~all\xc2\xbb", "v=spf1 mx ~all"},
	    {mend_spf, "&#34;v=spf1&nbsp;mx ~all&#34;", "v=spf1 mx ~all"},
	    {mend_spf, "v=spf1\tmx\r\n ~all", "v=spf1 mx ~all"},
	    {mend_spf, "v = spf1 mx ~all", "v=spf1 mx ~all"},
	    {mend_spf, "V=SPF1 mx ~all", "v=spf1 mx ~all"},
	    {mend_spf, "@ 3600 IN TXT ( \"v=spf1 \" \"mx ~all\" ) ; mail",
		"v=spf1 mx ~all"},
	    {mend_spf, "v=spf1 ~all mx", "v=spf1 mx ~all"},
	    {mend_dkim, "k=ed25519 ; p = " RAW, "k=ed25519; p=" RAW},
	    {mend_dkim, "k=ed25519; v=DKIM1; p=" RAW,
		"v=DKIM1; k=ed25519; p=" RAW},
	    {mend_dmarc, "v=DMARC1;p=reject;sp=none;rua=mailto:a@x.example,",
		"v=DMARC1; p=reject; sp=none; rua=mailto:a@x.example"},
	    {mend_dmarc, "V=DMARC1; P=reject", "v=DMARC1; p=reject"},
	    {mend_dmarc, "v=DMARC1; p=reject; adkim=strict",
		"v=DMARC1; p=reject; adkim=s"},
	};

	(void)state;
	mends(rows, COUNT_OF(rows));
}

/* A wrong guess would be published. */
static void
offers_nothing_that_it_does_not_know(void **state)
{
	static const struct row rows[] = {
	    {mend_spf, "", NULL},
	    {mend_spf, "site-verification=abc", NULL},
	    {mend_spf, "v=spf1 ip4:192.0.2 ~all", NULL},
	    {mend_spf, "v=spf1 my server ~all", NULL},
	    {mend_dkim, "", NULL},
	    {mend_dkim, "v=DKIM1; k=ed25519; p=CRl9E57L", NULL},
	    {mend_dkim, "v=DKIM1; k=ed25519; p=" KEY, NULL},
	    {mend_dkim, "selector.dkim.example", NULL},
	    /* It may have been a strict one. */
	    {mend_dmarc, "v=DMARC1; p=block", NULL},
	    {mend_dmarc, "v=DMARC1; p=none; rua=mailto:dmarc", NULL},
	};

	(void)state;
	mends(rows, COUNT_OF(rows));
}

static bool
is_good(mend_record *mend, const char *text)
{
	struct slice s = slice_of(text);

	if (mend == mend_spf)
		return spf_is_record(s) && spf_parse(&arena, s)->faults == 0;
	if (mend == mend_dkim)
		return dkim_parse(&arena, s)->faults == 0;
	return dmarc_is_record(s) &&
	       dmarc_is_policy(dmarc_parse(&arena, s)->p);
}

/* Every octet of a good record taken out, doubled or replaced. */
static void
offers_only_good_records(void **state)
{
	static const struct row rows[] = {
	    {mend_spf, "v=spf1 ip4:192.0.2.1 include:a.example -all", NULL},
	    {mend_dkim, "v=DKIM1; k=ed25519; p=" RAW, NULL},
	    {mend_dmarc, "v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example",
		NULL},
	};
	static const char *const with[] = {
	    "", "\"", "\\", " ", ";", ",", "\xe3\x80\x80", "(", "=", "v=spf1 "};

	(void)state;
	for (size_t r = 0; r < COUNT_OF(rows); r++)
		for (size_t i = 0; i <= strlen(rows[r].text); i++)
			for (size_t k = 0; k < COUNT_OF(with) * 2; k++) {
				const char *text = rows[r].text;
				bool over = k % 2 == 1 && text[i] != '\0';
				const char *damaged = arena_printf(&arena,
				    "%.*s%s%s", (int)i, text, with[k / 2],
				    text + i + over);
				const char *got = rows[r].mend(
				    &arena, slice_of(damaged));

				if (got != NULL && !is_good(rows[r].mend, got))
					fail_msg("\"%s\" became \"%s\"",
					    damaged, got);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leaves_good_records_alone),
	    cmocka_unit_test(undoes_what_was_done_on_the_way),
	    cmocka_unit_test(offers_nothing_that_it_does_not_know),
	    cmocka_unit_test(offers_only_good_records),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
