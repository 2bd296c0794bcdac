/* Plans that take days: where they stand, whatever is done or undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/flow/stages.h"

#define HOUR (INT64_C(3600) * 1000)
#define NOW  (INT64_C(500000) * HOUR)

enum { DNS, TTL, WORD, COUNT };

/* The subject: what the DNS shows. */
struct shown {
	enum stage_state dns;
};

static void
judge_dns(struct stages *s)
{
	const struct shown *shown = s->subject;

	stages_add(s, "dns", NEED_DNS, shown->dns, "");
}

static void
judge_ttl(struct stages *s)
{
	stages_add_due(
	    s, "ttl", NEED_TTL, stages_since(s, DNS) + HOUR, "");
}

static void
judge_word(struct stages *s)
{
	stages_add_word(s, "");
}

static const struct stage table[COUNT] = {
    [DNS] = {"dns", "", "", "", "", judge_dns, NULL, 0},
    [TTL] = {"ttl", "", "", "", "", judge_ttl, NULL, 0},
    [WORD] = {"word", "", "", "", "", judge_word, NULL, 0},
};

static struct arena arena;
static struct shown shown;
static int64_t reached[COUNT];

static int
setup(void **state)
{
	(void)state;
	shown.dns = STAGE_OPEN;
	for (size_t i = 0; i < COUNT; i++)
		reached[i] = 0;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct stages
find(int64_t now)
{
	struct stages s = {
	    .arena = &arena,
	    .stage = table,
	    .count = COUNT,
	    .subject = &shown,
	    .now = now,
	    .reached = reached,
	};

	stages_find(&s);
	return s;
}

static size_t
look(int64_t now)
{
	struct stages s = find(now);

	(void)stages_note(&s, reached);
	return find(now).at;
}

static void
waits_for_each_in_turn(void **state)
{
	struct stages s;

	(void)state;
	assert_int_equal(look(NOW), DNS);
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW + HOUR), TTL);
	assert_int_equal(look(NOW + 2 * HOUR - 1), TTL);
	assert_int_equal(look(NOW + 2 * HOUR), WORD);
	s = find(NOW + 2 * HOUR);
	assert_true(stages_can_go_on(&s));
	stages_say(&s, reached);
	assert_int_equal(look(NOW + 3 * HOUR), COUNT);
	assert_int_equal(reached[DNS], NOW + HOUR);
	assert_int_equal(reached[WORD], NOW + 2 * HOUR);
}

static void
begins_to_wait_anew_when_it_goes_away(void **state)
{
	(void)state;
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW), TTL);
	shown.dns = STAGE_OPEN;
	assert_int_equal(look(NOW + HOUR), DNS);
	assert_int_equal(reached[DNS], 0);
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW + 2 * HOUR), TTL);
	assert_int_equal(look(NOW + 3 * HOUR), WORD);
}

/* A name server that is silent for a moment has taken nothing back. */
static void
does_not_take_silence_for_no(void **state)
{
	(void)state;
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW), TTL);
	shown.dns = STAGE_UNKNOWN;
	assert_int_equal(look(NOW + HOUR), DNS);
	assert_int_equal(reached[DNS], NOW);
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW + HOUR), WORD);
}

static void
tells_when_later_stages_can_be(void **state)
{
	struct stages s;

	(void)state;
	s = find(NOW);
	assert_int_equal(s.view[DNS].when, NOW);
	assert_int_equal(s.view[TTL].when, NOW + HOUR);
	assert_int_equal(s.view[WORD].when, NOW + HOUR);
	assert_false(stages_can_go_on(&s));
	assert_true(s.view[DNS].ready);
	assert_false(s.view[TTL].ready);
}

/* A word is not asked for twice, even when an earlier stage fell back. */
static void
keeps_the_word_that_was_given(void **state)
{
	struct stages s;

	(void)state;
	shown.dns = STAGE_MET;
	(void)look(NOW);
	s = find(NOW + HOUR);
	stages_say(&s, reached);
	shown.dns = STAGE_OPEN;
	assert_int_equal(look(NOW + 2 * HOUR), DNS);
	shown.dns = STAGE_MET;
	assert_int_equal(look(NOW + 3 * HOUR), TTL);
	assert_int_equal(look(NOW + 4 * HOUR), COUNT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(waits_for_each_in_turn),
	    TEST(begins_to_wait_anew_when_it_goes_away),
	    TEST(does_not_take_silence_for_no),
	    TEST(tells_when_later_stages_can_be),
	    TEST(keeps_the_word_that_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
