#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/dkim_rotate.h"
#include "wizard/flow/memory.h"

#define DAY (INT64_C(24) * 3600 * 1000)
#define NOW (INT64_C(20000) * DAY)

static struct decisions *d;

static void
add(enum own_role role, const char *selector, enum dkim_key_type type)
{
	struct key_info info = {.type = type, .bits = 2048};
	struct err err = ERR_INIT;

	(void)snprintf(info.path, sizeof(info.path), "/%s", selector);
	(void)snprintf(info.public_base64, sizeof(info.public_base64), "P%s",
	    selector);
	if (role == OWN_MAIN)
		own_set_main(d, selector, &info);
	else
		assert_int_equal(
		    own_add(d, role, selector, &info, NOW, &err), ERR_OK);
}

static int
setup(void **state)
{
	(void)state;
	d = mem_alloc(sizeof(*d));
	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	add(OWN_MAIN, "r1", DKIM_KEY_RSA);
	add(OWN_SECOND, "e1", DKIM_KEY_ED25519);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	free(d);
	return 0;
}

static void
has_role(const char *selector, enum own_role role, int64_t since)
{
	struct own_view key;

	assert_true(own_find(d, selector, &key));
	if (key.role != role)
		fail_msg("%s: %s", selector, own_role_word(key.role));
	assert_int_equal(key.since, since);
}

static bool
can_switch(int64_t now)
{
	const struct rotation rotation = {.d = d, .visible = true};
	struct arena arena = ARENA_INIT;
	struct stages plan = rotate_plan(&arena, &rotation, now);
	bool can = plan.at == ROTATE_SWITCH && stages_can_go_on(&plan);

	arena_release(&arena);
	return can;
}

static void
goes_through_four_stages(void **state)
{
	struct err err = ERR_INIT;
	int64_t later = NOW + 3 * DAY;

	(void)state;
	assert_int_equal(rotate_stage(d, false, NOW), ROTATE_READY);
	add(OWN_NEXT, "r2", DKIM_KEY_RSA);
	add(OWN_NEXT, "e2", DKIM_KEY_ED25519);
	assert_int_equal(rotate_stage(d, false, NOW), ROTATE_PUBLISH);
	assert_int_equal(rotate_stage(d, true, NOW), ROTATE_SWITCH);
	assert_int_equal(rotate_switch(d, later, &err), ERR_OK);
	has_role("r2", OWN_MAIN, later);
	has_role("e2", OWN_SECOND, later);
	has_role("r1", OWN_OLD, later);
	has_role("e1", OWN_OLD, later);
	assert_string_equal(d->selector, "r2");
	assert_string_equal(d->key_path, "/r2");
	assert_string_equal(d->key_public, "Pr2");
	assert_int_equal(rotate_due(d), later + 14 * DAY);
	assert_int_equal(
	    rotate_stage(d, true, later + 14 * DAY - 1), ROTATE_RETIRE);
	assert_int_equal(
	    rotate_stage(d, false, later + 14 * DAY), ROTATE_REVOKE);
	rotate_revoke(d, later + 15 * DAY);
	has_role("r1", OWN_REVOKED, later + 15 * DAY);
	has_role("e1", OWN_REVOKED, later + 15 * DAY);
	assert_int_equal(
	    rotate_stage(d, true, later + 15 * DAY), ROTATE_READY);
	assert_int_equal(rotate_due(d), 0);
}

/* Who asked before the key was there may not ask again for that long. */
static void
waits_until_caches_forget(void **state)
{
	int64_t later = NOW + DAY;

	(void)state;
	add(OWN_NEXT, "r2", DKIM_KEY_RSA);
	d->rotation.negative = 600;
	assert_false(rotate_note(d, false, NOW));
	assert_true(rotate_note(d, true, later));
	assert_false(rotate_note(d, true, later + 1));
	assert_false(can_switch(later + 599999));
	assert_true(can_switch(later + 600000));
	/* Gone again: all that was waited for is void. */
	assert_true(rotate_note(d, false, later + 600001));
	assert_int_equal(rotate_stage(d, false, later), ROTATE_PUBLISH);
	assert_true(rotate_note(d, true, later + DAY));
	assert_false(can_switch(later + DAY + 599999));
}

/* Whoever promised caches ten days does not take the key away after nine. */
static void
retires_for_as_long_as_caches_rely_on_it(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	d->rotation.ttl = 10 * 24 * 3600;
	add(OWN_NEXT, "r2", DKIM_KEY_RSA);
	assert_int_equal(rotate_switch(d, NOW, &err), ERR_OK);
	assert_int_equal(rotate_due(d), NOW + 15 * DAY);
	rotate_revoke(d, NOW + 15 * DAY);
	assert_int_equal(d->rotation.ttl, 0);
}

static void
makes_one_of_each_type_that_signs(void **state)
{
	enum dkim_key_type type[OWN_MAX];

	(void)state;
	add(OWN_REVOKED, "r0", DKIM_KEY_RSA);
	assert_int_equal(rotate_types(d, type), 2);
	assert_int_equal(type[0], DKIM_KEY_RSA);
	assert_int_equal(type[1], DKIM_KEY_ED25519);
	own_drop(d, OWN_SECOND);
	assert_int_equal(rotate_types(d, type), 1);
}

static void
watches_only_what_is_to_come(void **state)
{
	static const struct record_template record = {
	    "dkim", "", "TXT", "v=DKIM1; k={{key_type}}; p={{key}}"};
	static const struct templates templates = {
	    .record = &record, .records = 1};
	struct change *change = mem_alloc(KEYS_MAX * sizeof(*change));

	(void)state;
	assert_int_equal(rotate_changes(d, &templates, change), 0);
	add(OWN_NEXT, "r2", DKIM_KEY_RSA);
	assert_int_equal(rotate_changes(d, &templates, change), 1);
	assert_string_equal(change[0].name, "r2._domainkey.example.jp");
	assert_string_equal(change[0].value, "v=DKIM1; k=rsa; p=Pr2");
	free(change);
}

/* Killed in the middle, it goes on where it was. */
static void
survives_on_disk(void **state)
{
	struct arena arena = ARENA_INIT;
	struct entries entries;
	struct err err = ERR_INIT;

	(void)state;
	add(OWN_NEXT, "r2", DKIM_KEY_RSA);
	assert_int_equal(rotate_switch(d, NOW + DAY, &err), ERR_OK);
	entries = memory_save(&arena, d);
	memset(d, 0, sizeof(*d));
	memory_load(&entries, d);
	has_role("r2", OWN_MAIN, NOW + DAY);
	has_role("r1", OWN_OLD, NOW + DAY);
	assert_int_equal(rotate_stage(d, true, NOW + 2 * DAY), ROTATE_RETIRE);
	assert_int_equal(
	    rotate_stage(d, true, NOW + 15 * DAY), ROTATE_REVOKE);
	arena_release(&arena);
}

/* Selectors of years fill the list: what was revoked first makes room. */
static void
goes_on_for_years(void **state)
{
	struct err err = ERR_INIT;
	struct own_view key;
	char selector[8];

	(void)state;
	for (int i = 2; i < 20; i++) {
		(void)snprintf(selector, sizeof(selector), "r%d", i);
		add(OWN_NEXT, selector, DKIM_KEY_RSA);
		assert_int_equal(rotate_switch(d, NOW + i, &err), ERR_OK);
		rotate_revoke(d, NOW + i);
		assert_true(d->keys <= KEYS_MAX);
		assert_string_equal(d->selector, selector);
	}
	assert_true(own_find(d, "r18", &key));
	assert_false(own_find(d, "r1", &key));
}

/* --- Any delays ------------------------------------------------------------------ */

#define ROTATIONS 30
#define QUEUE     (5 * DAY) /* RFC 5321 section 4.5.4.1 */

static uint64_t dice;

static int64_t
some(int64_t most)
{
	dice = dice * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((dice >> 33) % (uint64_t)most);
}

/* What became of a selector, ms. */
struct life {
	int64_t everywhere; /* since when the slowest name server has it */
	int64_t unknown;    /* for so long a cache says that there is none */
	int64_t remembered; /* for so long a cache keeps it */
	int64_t from, to;   /* it signs */
	int64_t revoked;    /* at the fastest name server */
};

/* Takes the next step whenever one is offered; true when keys were revoked. */
static bool
go_on(struct life *life, size_t n, int64_t now)
{
	struct life *next = &life[n], *old = &life[n - 1];
	bool visible = next->everywhere != 0 && now >= next->everywhere;
	struct err err = ERR_INIT;
	char selector[8];

	(void)rotate_note(d, visible && next->from == 0, now);
	switch (rotate_stage(d, visible, now)) {
	case ROTATE_READY:
		(void)snprintf(selector, sizeof(selector), "x%zu", n);
		add(OWN_NEXT, selector, DKIM_KEY_RSA);
		next->everywhere = now + some(2 * DAY);
		d->rotation.negative = some(2 * DAY) / 1000;
		next->unknown = d->rotation.negative * 1000;
		break;
	case ROTATE_SWITCH:
		if (!can_switch(now))
			break;
		assert_int_equal(rotate_switch(d, now, &err), ERR_OK);
		next->from = old->to = now;
		d->rotation.ttl = some(14 * DAY) / 1000;
		old->remembered = d->rotation.ttl * 1000;
		break;
	case ROTATE_REVOKE:
		rotate_revoke(d, now);
		old->revoked = now;
		return true;
	case ROTATE_PUBLISH:
	case ROTATE_RETIRE:
		break;
	}
	return false;
}

/* Also of the last message that waited in a queue for as long as it may. */
static void
no_signature_is_ever_without_its_key(void **state)
{
	static struct life life[ROTATIONS + 1];
	int64_t now = NOW;

	(void)state;
	own_drop(d, OWN_SECOND);
	dice = 8;
	for (size_t n = 1; n <= ROTATIONS; n++)
		while (!go_on(life, n, now))
			now += 1 + some(some(2) == 0 ? DAY / 24 : 3 * DAY);
	for (size_t n = 1; n <= ROTATIONS; n++)
		assert_true(
		    life[n].from >= life[n].everywhere + life[n].unknown);
	for (size_t n = 0; n < ROTATIONS; n++)
		assert_true(life[n].revoked >=
		    life[n].to + QUEUE + life[n].remembered);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(goes_through_four_stages),
	    TEST(waits_until_caches_forget),
	    TEST(retires_for_as_long_as_caches_rely_on_it),
	    TEST(makes_one_of_each_type_that_signs),
	    TEST(watches_only_what_is_to_come),
	    TEST(survives_on_disk),
	    TEST(goes_on_for_years),
	    TEST(no_signature_is_ever_without_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
