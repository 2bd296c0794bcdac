/* What to tell the signer, and when: beside Verify, and behind Done. */
#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* To Verify; published: with everybody, or only decided. */
static void
begin(struct session *s, const char *records, bool published)
{
	session_stage(s, records);
	stage_spf(s->stage, "192.0.2.25", NULL, SPF_PASS);
	session_open(s, "example.jp");
	session_go(s, published ? "verify" : "wait");
	if (!published)
		session_key(s, 'c', 0);
	session_run(s);
	session_expect(s, "verify");
}

static void
says_that_the_signer_may_change_over(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "", true);
	session_key(&s, 'h', 0);
	session_expect(&s, "signer");
	assert_true(session_shows(
	    &s, "s202611: every name server and resolver has it since 2026"));
	session_end(&s);
}

static void
warns_of_signing_before_the_key_is_there(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "", false);
	session_key(&s, 'h', 0);
	assert_true(session_shows(&s, "s202611: not everybody has it yet"));
	session_end(&s);
}

static void
keeps_what_signed_before(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "mail._domainkey TXT \"v=DKIM1; p=AAAA\"\n", false);
	session_key(&s, 'h', 0);
	assert_true(session_shows(
	    &s, "mail: if your server signed with it until today"));
	assert_true(session_shows(&s, "2026-12-0"));
	session_end(&s);
}

/* An old key in the memory, that signs no more since then. */
static void
retire_key(struct session *s, int64_t since)
{
	struct entry entry[256];
	const struct entries *kept;
	struct arena arena = ARENA_INIT;
	struct entries with;
	size_t count;
	char when[32];

	session_close(s);
	kept = stage_kept(s->stage, "example.jp");
	with = (struct entries) {entry, kept->count + 4};
	(void)snprintf(when, sizeof(when), "%lld", (long long)since);
	assert_true(with.count <= COUNT_OF(entry));
	/* What is kept now is gone as soon as something else is. */
	for (size_t i = 0; i < kept->count; i++)
		entry[i] = (struct entry) {
		    arena_copy(&arena, kept->entry[i].key),
		    arena_copy(&arena, kept->entry[i].value)};
	count = kept->count;
	entry[count] = (struct entry) {"key.0.selector", "s202511"};
	entry[count + 1] = (struct entry) {"key.0.path", "/old.key"};
	entry[count + 2] = (struct entry) {"key.0.role", "3"};
	entry[count + 3] = (struct entry) {"key.0.since", when};
	stage_keep(s->stage, "example.jp", &with);
	arena_release(&arena);
	session_open(s, "example.jp");
	session_run(s);
	session_key(s, 'h', 0);
	session_expect(s, "signer");
}

static void
tells_until_when_an_old_key_has_to_stay(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "", true);
	retire_key(&s, STAGE_START - DAY_MS);
	assert_true(session_shows(&s, "s202511: mail that it signed is under "
				      "way. Leave it in the DNS until "
				      "2026-12-0"));
	session_end(&s);
	begin(&s, "", true);
	retire_key(&s, STAGE_START - 15 * DAY_MS);
	assert_true(session_shows(&s, "s202511: it may be withdrawn since"));
	assert_true(session_shows(&s, "inkan dkim rotate example.jp --next"));
	session_end(&s);
}

static void
shows_and_writes_it_for_any_signer(void **state)
{
	const char *file;
	struct session s;

	(void)state;
	begin(&s, "", true);
	session_key(&s, 'h', 0);
	assert_true(session_shows(&s, "OpenDKIM for example.jp"));
	assert_true(session_shows(&s,
	    "install -D -m 0600 -o signer -g mail "
	    "/keys/example.jp/s202611.key /etc/keys/s202611"));
	assert_true(session_shows(&s, "sign example.jp with /etc/keys/"));
	assert_null(stage_file(s.stage, "inkan-example.jp-rspamd.txt"));
	session_key(&s, 'f', 0);
	assert_true(session_shows(&s, "rspamd for example.jp"));
	session_key(&s, 'w', 0);
	file = stage_file(s.stage, "inkan-example.jp-rspamd.txt");
	assert_non_null(file);
	assert_non_null(strstr(file, "sign example.jp with s202611\n"));
	session_key(&s, 'f', 0);
	assert_true(session_shows(&s, "OpenDKIM for example.jp"));
	session_back(&s);
	session_expect(&s, "verify");
	session_end(&s);
}

static void
leads_back_to_where_it_was_opened(void **state)
{
	struct session s;

	(void)state;
	begin(&s, "", true);
	session_next(&s, 0);
	session_expect(&s, "done");
	session_press(&s, session_item(&s, ITEM_ROW, 3)->id);
	session_expect(&s, "signer");
	session_next(&s, 0);
	session_expect(&s, "done");
	session_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_that_the_signer_may_change_over),
	    cmocka_unit_test(warns_of_signing_before_the_key_is_there),
	    cmocka_unit_test(keeps_what_signed_before),
	    cmocka_unit_test(tells_until_when_an_old_key_has_to_stay),
	    cmocka_unit_test(shows_and_writes_it_for_any_signer),
	    cmocka_unit_test(leads_back_to_where_it_was_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
