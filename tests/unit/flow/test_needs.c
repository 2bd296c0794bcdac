/* What services need beside their term, and how that is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/flow/known.h"
#include "wizard/flow/needs.h"

struct row {
	const char *dkim, *target, *bounce;
	const char *said[4]; /* up to NULL */
};

static const struct row rows[] = {
    {"", "", "", {NULL}},
    {"none", "", "", {NULL}},
    {"TXT", "", "", {"DKIM: TXT; the service shows its name and value"}},
    {"TXT google", "", "",
	{"DKIM: TXT google._domainkey.example.jp; the service shows its "
	 "value"}},
    {"CNAME a b", "{{selector}}.{{domain}}.x.example", "",
	{"DKIM: CNAME a._domainkey.example.jp to a.example.jp.x.example",
	    "DKIM: CNAME b._domainkey.example.jp to b.example.jp.x.example"}},
    {"CNAME k2 k3", "dkim2.{{dashed}}.x.example dkim3.x.example", "",
	{"DKIM: CNAME k2._domainkey.example.jp to dkim2.example-jp.x.example",
	    "DKIM: CNAME k3._domainkey.example.jp to dkim3.x.example"}},
    /* A placeholder that nobody knows is never published. */
    {"CNAME a", "{{account}}.x.example", "",
	{"DKIM: CNAME a._domainkey.example.jp; the service shows its value"}},
    {"NS", "", "",
	{"DKIM: NS _domainkey.example.jp; the service shows its value"}},
    {"", "", "shown",
	{"Bounces: a name below your domain; the service shows its records"}},
    {"", "", "send",
	{"Bounces: send.example.jp; the service shows its records"}},
    {"TXT", "", "pm-bounces pm.x.example",
	{"DKIM: TXT; the service shows its name and value",
	    "Bounces: CNAME pm-bounces.example.jp to pm.x.example"}},
};

static struct sender_template
service_of(const struct row *row)
{
	return (struct sender_template) {.id = "x",
	    .name = "X",
	    .region = "int",
	    .spf = "",
	    .note = "",
	    .mx = "",
	    .selectors = "",
	    .home = "",
	    .dkim = row->dkim,
	    .target = row->target,
	    .bounce = row->bounce,
	    .align = ""};
}

static void
says_what_is_known_and_who_shows_the_rest(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct sender_template service = service_of(&rows[i]);
		struct arena arena = ARENA_INIT;
		struct needs needs = {.count = 0};
		size_t n = 0;

		needs_add(&arena, "example.jp", NULL, &service, &needs);
		for (; n < needs.count && rows[i].said[n] != NULL; n++)
			assert_string_equal(
			    needs_say(&arena, &needs.need[n]),
			    rows[i].said[n]);
		assert_int_equal(needs.count, n);
		assert_null(rows[i].said[n]);
		arena_release(&arena);
	}
}

/* What was said about a name: where an alias there leads, and to how many TXT. */
static void
say(struct inquiry *inquiry, const char *name, enum dns_status status,
    const char *target, size_t texts)
{
	struct arena *arena = inquiry_arena(inquiry);
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));
	struct dns_rr *cname = arena_alloc(arena, sizeof(*cname));

	cname->target = target;
	*answer = (struct dns_answer) {
	    .status = status,
	    .cname = cname,
	    .cnames = target != NULL ? 1 : 0,
	    .rr = arena_alloc(arena, sizeof(*answer->rr)),
	    .count = texts,
	};
	(void)inquiry_get(inquiry, name, DNS_TXT);
	inquiry_answer(inquiry, inquiry_unsent(inquiry), answer);
}

/* Only names that were asked for, and answered, say anything. */
static void
knows_which_records_are_there(void **state)
{
	static const enum need_state wanted[] = {NEED_THERE, NEED_MISSING,
	    NEED_UNKNOWN, NEED_UNKNOWN, NEED_UNKNOWN, NEED_THERE};
	static const struct row row = {"CNAME A b c d e", "", "", {NULL}};
	static const struct row text = {"TXT d", "", "", {NULL}};
	const struct facts facts = {.inquiry = inquiry_new()};
	const struct sender_template service = service_of(&row);
	const struct sender_template other = service_of(&text);
	struct arena arena = ARENA_INIT;
	struct needs needs = {.count = 0};

	(void)state;
	say(facts.inquiry, "a._domainkey.example.jp", DNS_NODATA, "x.example",
	    0);
	say(facts.inquiry, "b._domainkey.example.jp", DNS_NXDOMAIN, NULL, 0);
	say(facts.inquiry, "c._domainkey.example.jp", DNS_TIMEOUT, NULL, 0);
	say(facts.inquiry, "d._domainkey.example.jp", DNS_OK, NULL, 1);
	needs_add(&arena, "example.jp", &facts, &service, &needs);
	needs_add(&arena, "example.jp", &facts, &other, &needs);
	assert_int_equal(needs.count, COUNT_OF(wanted));
	for (size_t i = 0; i < needs.count; i++)
		assert_int_equal(needs.need[i].state, wanted[i]);
	assert_string_equal(needs_say(&arena, &needs.need[1]),
	    "DKIM: CNAME b._domainkey.example.jp; the service shows its "
	    "value (missing)");
	arena_release(&arena);
	inquiry_free(facts.inquiry);
}

/* An alias of the domain's own has to lead to the service, or to a key. */
static void
tells_an_alias_that_leads_nowhere(void **state)
{
	static const struct {
		const char *target;
		size_t texts;
		enum need_state state;
	} aliases[] = {
	    {"s1.service.example", 0, NEED_THERE},
	    {"s1.service.example", 1, NEED_THERE},
	    {"s1.service.example.example.jp", 0, NEED_MISSING},
	    {"s1.other.example", 1, NEED_THERE},
	};
	static const struct row row = {
	    "CNAME s1", "s1.service.example", "", {NULL}};
	const struct sender_template service = service_of(&row);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(aliases); i++) {
		const struct facts facts = {.inquiry = inquiry_new()};
		struct arena arena = ARENA_INIT;
		struct needs needs = {.count = 0};

		say(facts.inquiry, "s1._domainkey.example.jp", DNS_OK,
		    aliases[i].target, aliases[i].texts);
		needs_add(&arena, "example.jp", &facts, &service, &needs);
		assert_int_equal(needs.need[0].state, aliases[i].state);
		arena_release(&arena);
		inquiry_free(facts.inquiry);
	}
}

static void
knows_whether_the_name_for_bounces_is_there(void **state)
{
	static const struct {
		const char *zone, *bounce;
		enum need_state state;
	} cases[] = {
	    {"", "pm x.example", NEED_MISSING},
	    {"pm.example.jp. CNAME x.example.\n", "pm x.example", NEED_THERE},
	    {"pm.example.jp. CNAME y.example.\n", "pm x.example",
		NEED_UNKNOWN},
	    {"pm.example.jp. TXT \"x\"\n", "pm x.example", NEED_UNKNOWN},
	    {"pm.example.jp. TXT \"x\"\n", "pm", NEED_THERE},
	    {"pm.example.jp. A 192.0.2.1\n", "pm", NEED_UNKNOWN},
	    {"", "pm", NEED_MISSING},
	    {"", "silent", NEED_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct row row = {"", "", cases[i].bounce, {NULL}};
		const struct sender_template service = service_of(&row);
		struct needs needs = {.count = 0};
		struct known known;
		struct facts facts = {.domain = "example.jp"};

		known_begin(&known, cases[i].zone);
		facts.inquiry = known.inquiry;
		(void)inquiry_get(known.inquiry,
		    i + 1 == COUNT_OF(cases) ? "silent" : "pm.example.jp",
		    DNS_TXT);
		while (known_answer(&known))
			continue;
		needs_add(
		    &known.arena, "example.jp", &facts, &service, &needs);
		assert_int_equal(needs.count, 1);
		assert_int_equal(needs.need[0].state, cases[i].state);
		known_end(&known);
	}
}

static void
names_includes_that_help_nobody(void **state)
{
	static const struct {
		const char *align;
		bool included;
		const char *said;
	} sayings[] = {
	    {"spf dkim", true, "Its mail passes DMARC by SPF and by DKIM."},
	    {"dkim", true,
		"Its include in SPF is useless for DMARC: only DKIM counts."},
	    {"dkim", false, "Only DKIM makes its mail pass DMARC."},
	    {"spf", true,
		"Its mail passes DMARC by SPF alone, as far as is known."},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sayings); i++) {
		const struct sender_template service = {
		    .align = sayings[i].align};

		assert_string_equal(
		    needs_alignment(&service, sayings[i].included),
		    sayings[i].said);
	}
	assert_null(
	    needs_alignment(&(struct sender_template) {.align = ""}, true));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_is_known_and_who_shows_the_rest),
	    cmocka_unit_test(tells_an_alias_that_leads_nowhere),
	    cmocka_unit_test(knows_which_records_are_there),
	    cmocka_unit_test(knows_whether_the_name_for_bounces_is_there),
	    cmocka_unit_test(names_includes_that_help_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
