/*
 * Merging never changes the verdict about an address that nobody asked about,
 * and whoever was asked for passes: records at random, judged by the evaluator.
 * What may change is said in expected_before().
 */
#include <string.h>

#include "tests/unit/flow/known.h"
#include "wizard/flow/merge.h"

#define ROUNDS    2000
#define ADDS_MAX  3
#define IPS_DRAWN 12
#define TOGETHER  50 /* rounds that share what is known */

#define DOMAIN "d.example"

/* Few addresses and names, so that they meet often. */
static const char world[] =
    "d.example. MX 5 h1.d.example.\n"
    "d.example. MX 9 h2.d.example.\n"
    "d.example. A 192.0.2.5\n"
    "h1.d.example. A 192.0.2.9\n"
    "h1.d.example. AAAA 2001:db8::9\n"
    "h2.d.example. A 192.0.2.20\n"
    "h3.d.example. AAAA 2001:db8::13\n"
    "i1.example. TXT \"v=spf1 ip4:192.0.2.0/30 -all\"\n"
    "i2.example. TXT \"v=spf1 -ip4:192.0.2.8/31 ip4:192.0.2.8/29 ?all\"\n"
    "i3.example. TXT \"v=spf1 include:i1.example ip6:2001:db8::/125 ~all\"\n"
    "i4.example. TXT \"v=spf1 a:h2.d.example ?ip4:192.0.2.24/29 "
    "redirect=i2.example\"\n"
    "i5.example. TXT \"v=spf1 exists:%{i}.l.example -all\"\n"
    "192.0.2.3.l.example. A 127.0.0.2\n"
    "192.0.2.17.l.example. A 127.0.0.2\n"
    "i6.example. TXT \"v=spf1 ip6:2001:db8::8/126 ip4:192.0.2.28/30\"\n";

static uint32_t seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % below;
}

static const char *
draw_network(struct arena *arena)
{
	if (draw(3) == 0)
		return arena_printf(arena, "ip6:2001:db8::%x/%u", draw(32),
		    128 - draw(4));
	return arena_printf(
	    arena, "ip4:192.0.2.%u/%u", draw(32), 32 - draw(5));
}

static const char *
draw_single(struct arena *arena)
{
	if (draw(3) == 0)
		return arena_printf(arena, "ip6:2001:db8::%x", draw(32));
	return arena_printf(arena, "ip4:192.0.2.%u", draw(32));
}

static const char *
draw_name_term(struct arena *arena)
{
	static const char *const terms[] = {"a", "mx", "a:h1.d.example",
	    "a:h2.d.example/30", "a:h3.d.example", "mx/31", "a:h2.d.example",
	    "exists:h1.d.example", "exists:%{i}.l.example"};

	if (draw(2) == 0)
		return arena_printf(arena, "include:i%u.example", 1 + draw(6));
	return terms[draw(COUNT_OF(terms))];
}

static const char *
draw_term(struct arena *arena)
{
	static const char *const signs[] = {"", "", "", "", "+", "-", "~", "?"};
	const char *sign = signs[draw(COUNT_OF(signs))];

	return arena_printf(arena, "%s%s", sign,
	    draw(2) == 0 ? draw_network(arena) : draw_name_term(arena));
}

/* The ending: "all" of some kind, a redirect, or nothing. */
static const char *
draw_end(struct arena *arena)
{
	static const char *const ends[] = {" -all", " ~all", " -all", " ~all",
	    " ?all", " +all", " all", ""};

	if (draw(6) == 0)
		return arena_printf(
		    arena, " redirect=i%u.example", 1 + draw(6));
	return ends[draw(COUNT_OF(ends))];
}

static const char *
draw_record(struct arena *arena)
{
	const char *text = "v=spf1";

	for (unsigned n = draw(6); n > 0; n--)
		text = arena_printf(arena, "%s %s", text, draw_term(arena));
	if (draw(5) == 0)
		text = arena_printf(arena, "%s note=x", text);
	return arena_printf(arena, "%s%s", text, draw_end(arena));
}

static struct ip
draw_ip(void)
{
	struct ip v4 = {4, {192, 0, 2, (uint8_t)draw(34)}};
	struct ip v6 = {6, {0x20, 1, 0xd, 0xb8, [15] = (uint8_t)draw(34)}};

	return draw(3) == 0 ? v6 : v4;
}

/* --- One merge ------------------------------------------------------- */

struct trial {
	struct known *known;
	const char *old;
	const char *add[ADDS_MAX];
	size_t adds;
	char all;
	struct merge merge;
	const char *before; /* the old record, but for its ending */
};

static void
draw_trial(struct trial *t)
{
	static const char endings[] = {0, 0, 0, '~', '-'};
	struct arena *arena = &t->known->arena;

	t->old = draw_record(arena);
	t->adds = draw(ADDS_MAX + 1);
	for (size_t i = 0; i < t->adds; i++)
		t->add[i] = draw(2) == 0 ? draw_single(arena)
		    : draw(2) == 0	 ? draw_network(arena)
					 : draw_name_term(arena);
	t->all = endings[draw(COUNT_OF(endings))];
}

static void
merge(struct trial *t)
{
	struct slice old = slice_of(t->old);
	struct merge_request request = {
	    .domain = DOMAIN,
	    .inquiry = t->known->inquiry,
	    .old = &old,
	    .olds = 1,
	    .add = t->add,
	    .adds = t->adds,
	    .all = t->all,
	};
	struct err err = ERR_INIT;

	do
		if (merge_spf(&t->known->arena, &request, &t->merge, &err) !=
		    ERR_OK)
			fail_msg("%s: %s", t->old, err.msg);
	while (known_answer(t->known));
}

static void
fail_trial(const struct trial *t, const struct ip *ip, const char *what)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	for (size_t i = 0; i < t->adds; i++)
		print_error("+ %s\n", t->add[i]);
	fail_msg("%s: %s\n%s\n%s", text, what, t->old, t->merge.value);
}

/*
 * The old record with the ending that was chosen, or that "+all" was given:
 * this is how verdicts may change. A redirect under a chosen ending is an
 * include.
 */
static const char *
expected_before(const struct trial *t)
{
	struct arena *arena = &t->known->arena;
	const struct spf_record *record = spf_parse(arena, slice_of(t->old));
	const char *text = "v=spf1";

	for (size_t i = 0; i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];

		if (term->kind == SPF_TERM_ALL ||
		    (term->kind == SPF_TERM_REDIRECT && t->all == 0))
			continue;
		text = term->kind == SPF_TERM_REDIRECT
		    ? arena_printf(arena, "%s include:%.*s", text,
			  (int)term->domain.len, term->domain.ptr)
		    : arena_printf(arena, "%s %.*s", text,
			  (int)term->text.len, term->text.ptr);
	}
	if (t->merge.all != 0)
		return arena_printf(
		    arena, "%s %call", text, t->merge.all);
	return strstr(t->old, "redirect=") == NULL
	    ? text
	    : arena_printf(
		  arena, "%s %s", text, strstr(t->old, "redirect="));
}

static bool
is_there(const struct trial *t, const char *add)
{
	struct arena *arena = &t->known->arena;
	const struct spf_record *record =
	    spf_parse(arena, slice_of(t->before));
	struct spf_term term;
	struct err err = ERR_INIT;

	assert_int_equal(
	    spf_parse_term(arena, slice_of(add), &term, &err), ERR_OK);
	for (size_t i = 0; i < record->terms; i++) {
		if (record->term[i].kind == SPF_TERM_ALL)
			return false;
		if (spf_same_term(&record->term[i], &term))
			return true;
	}
	return false;
}

/*
 * Was the address asked for? What is there already keeps its place behind the
 * user's exceptions, unless it is a single server.
 */
static bool
is_asked_for(const struct trial *t, const struct ip *ip, bool *ret_sure)
{
	bool asked = false;

	*ret_sure = false;
	for (size_t i = 0; i < t->adds; i++) {
		bool single = strchr(t->add[i], '/') == NULL &&
		    strncmp(t->add[i], "ip", 2) == 0;

		if (known_verdict(t->known, DOMAIN,
			arena_printf(&t->known->arena, "v=spf1 %s -all",
			    t->add[i]),
			ip) != SPF_PASS)
			continue;
		asked = true;
		*ret_sure = *ret_sure || single || !is_there(t, t->add[i]);
	}
	return asked;
}

/*
 * Of receivers that give up for its costs the merge itself tells; but not of
 * void look-ups behind a macro, which only a message shows.
 */
static bool
is_too_costly(
    const struct trial *t, const struct ip *ip, enum spf_result result)
{
	const struct spf_cost *cost = &t->merge.after;

	return cost->lookups > SPF_LOOKUPS_MAX ||
	    (ip->family == 4 ? cost->voids4 : cost->voids6) > SPF_VOIDS_MAX ||
	    (cost->at_least && result == SPF_PERMERROR);
}

static void
check_ip(const struct trial *t, const struct ip *ip)
{
	enum spf_result was = known_verdict(t->known, DOMAIN, t->before, ip);
	enum spf_result is =
	    known_verdict(t->known, DOMAIN, t->merge.value, ip);
	bool sure;

	if (is_too_costly(t, ip, is) || was == SPF_PERMERROR ||
	    (is == was && is == SPF_PASS))
		return;
	if (!is_asked_for(t, ip, &sure)) {
		if (is != was)
			fail_trial(t, ip, spf_result_word(is));
	} else if (sure && is != SPF_PASS) {
		fail_trial(t, ip, "was asked for and does not pass");
	} else if (!sure && is != was && is != SPF_PASS) {
		fail_trial(t, ip, "neither as before nor as asked for");
	}
}

static void
changes_no_verdict_but_those_asked_for(void **state)
{
	size_t adding = 0, costly = 0;
	struct known known;

	(void)state;
	for (uint32_t round = 1; round <= ROUNDS; round++) {
		struct trial t = {.known = &known};

		if (round % TOGETHER == 1)
			known_begin(&known, world);
		seed = round * 2654435761U;
		draw_trial(&t);
		merge(&t);
		t.before = expected_before(&t);
		for (int i = 0; i < IPS_DRAWN; i++) {
			struct ip ip = draw_ip();

			check_ip(&t, &ip);
		}
		adding += t.adds > 0;
		costly += merge_is_too_costly(&t.merge);
		if (round % TOGETHER == 0)
			known_end(&known);
	}
	/* The exceptions must not have become the rule. */
	assert_true(adding > ROUNDS / 2);
	assert_true(costly < ROUNDS / 10);
}

/* What was merged is wished for again: nothing is left to do. */
static void
is_content_with_its_own_record(void **state)
{
	(void)state;
	for (uint32_t round = 1; round <= ROUNDS / 10; round++) {
		struct known known;
		struct trial t = {.known = &known};
		const char *first;

		seed = round * 2246822519U;
		known_begin(&known, world);
		draw_trial(&t);
		merge(&t);
		first = t.merge.value;
		t.old = first;
		merge(&t);
		if (strcmp(first, t.merge.value) != 0)
			fail_msg("%s\n%s", first, t.merge.value);
		known_end(&known);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_no_verdict_but_those_asked_for),
	    cmocka_unit_test(is_content_with_its_own_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
