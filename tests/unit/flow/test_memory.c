/* Decisions as entries, and back; whatever the file says, it stays sane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/memory.h"
#include "wizard/flow/noted.h"

#define WHEN 1795269600000

static void
set(char *text, size_t size, const char *value)
{
	memset(text, 0, size);
	(void)snprintf(text, size, "%s", value);
}

#define SET(member, value) set(member, sizeof(member), value)

static void
fill_senders(struct decisions *d)
{
	for (size_t i = 0; i < SENDERS_MAX; i++) {
		struct sender *s = &d->sender[i];

		(void)snprintf(s->term, sizeof(s->term), "ip4:192.0.2.%zu", i);
		assert_true(ip_parse(slice_of(s->term + 4), &s->ip));
		SET(s->label, "Somebody");
		s->seen = SEEN_MX | SEEN_USER;
		s->mark = (int64_t)(i % 4);
		s->reported = (int64_t)i;
	}
	d->senders = SENDERS_MAX;
	SET(d->sender[3].term, "include:x.example");
	memset(&d->sender[3].ip, 0, sizeof(d->sender[3].ip));
}

static void
fill_keys(struct decisions *d)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		struct own_key *k = &d->key[i];

		(void)snprintf(k->selector, sizeof(k->selector), "s%zu", i);
		SET(k->path, "/keys/s.key");
		SET(k->public_base64, "MIIBIjAN");
		k->type = DKIM_KEY_ED25519;
		k->bits = 256;
		k->role = OWN_OLD;
		k->since = WHEN;
	}
	d->keys = KEYS_MAX;
}

static void
fill_move(struct decisions *d)
{
	for (size_t i = 0; i < MOVING_MAX; i++) {
		SET(d->moving[i].ip, "2001:db8::25");
		d->moving[i].side = MOVE_NEW;
	}
	d->movings = MOVING_MAX;
	d->move.start = MOVE_GONE;
	d->move.ttl = 86400;
	d->move.low = 3600;
	/* The last stage ends with everything forgotten. */
	for (size_t i = 0; i < MOVE_RESTORE; i++)
		d->move.reached[i] = WHEN + (int64_t)i;
}

static void
fill_changes(struct decisions *d)
{
	for (size_t i = 0; i < CHANGES_MAX; i++) {
		struct change *c = &d->change[i];

		c->topic = (int64_t)(i % TOPICS);
		c->op = (int64_t)(i % 3);
		c->type = DNS_MX;
		SET(c->name, "_dmarc.example.jp");
		c->ttl = 300;
		memset(c->value, 'v', sizeof(c->value) - 1);
		for (size_t k = 0; k < OLD_MAX; k++)
			SET(c->old[k], "v=spf1 \"quoted\" = -all");
		c->olds = OLD_MAX;
		c->old_ttl = 86400;
		c->negative_ttl = 900;
		c->entered = WHEN;
		c->at_authority = WHEN + 1;
		c->visible = WHEN + 2;
	}
	d->changes = CHANGES_MAX;
}

static void
fill_bounce(struct bounced *b)
{
	b->read = WHEN;
	b->sent = WHEN - 1;
	b->reply = 550;
	SET(b->code, "5.7.26");
	SET(b->remote, "mx.gmail.example");
	SET(b->reasons, "gmail-unauthenticated gmail-ptr");
	SET(b->receiver, "gmail");
	SET(b->domain, "www1.example.jp");
	b->identity = BOUNCE_ENVELOPE;
	SET(b->from, "example.jp");
	SET(b->return_path, "www-data@www1.example.jp");
	SET(b->reporting_mta, "mail.example.jp");
	SET(b->ip, "2001:db8::25");
	SET(b->spf, "fail");
	SET(b->dkim, "none");
	SET(b->dmarc, "fail");
	SET(b->selector, "s1");
}

static void
fill(struct decisions *d)
{
	memset(d, 0, sizeof(*d));
	SET(d->domain, "example.jp");
	SET(d->step, "publish");
	SET(d->furthest, "wait");
	SET(d->helo, "mail.example.jp");
	d->use = USE_NOTHING;
	d->keep_keys = 1;
	d->dkim = DKIM_HOST_KEY;
	SET(d->selector, "s202611");
	SET(d->key_file, "/root/my key.pem");
	SET(d->key_path, "/keys/s202611.key");
	SET(d->key_public, "MIIBIjANBgkq");
	d->key_type = DKIM_KEY_ED25519;
	d->key_bits = 256;
	d->key_since = WHEN;
	SET(d->spf_all, "-");
	d->dmarc = DMARC_REJECT;
	SET(d->rua, "dmarc@example.jp");
	d->extras = EXTRA_ALL;
	SET(d->tls_rua, "tls@example.jp");
	d->reports.last = WHEN;
	d->reports.messages = INT64_MAX;
	d->reports.failing = 7;
	SET(d->panel, "route53");
	d->watching = WHEN;
	d->verified = WHEN;
	d->proved = WHEN;
	fill_bounce(&d->bounced);
	noted_add(d, "s1");
	noted_add(d, "s2");
	fill_senders(d);
	fill_keys(d);
	fill_move(d);
	fill_changes(d);
}

/* A member that nobody saves would come back as zero. */
static void
brings_every_field_back(void **state)
{
	static struct decisions before, after;
	struct arena arena = ARENA_INIT;
	struct entries entries;

	(void)state;
	fill(&before);
	entries = memory_save(&arena, &before);
	memory_load(&entries, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	arena_release(&arena);
}

static void
brings_nothing_back_from_nothing(void **state)
{
	static struct decisions none, after;
	struct arena arena = ARENA_INIT;
	struct entries entries = memory_save(&arena, &none);

	(void)state;
	assert_int_equal(entries.count, 0);
	fill(&after);
	memory_load(&entries, &after);
	assert_memory_equal(&none, &after, sizeof(none));
	arena_release(&arena);
}

static const struct decisions *
load(const char *key, const char *value)
{
	static struct decisions d;
	struct entry entry = {key, value};
	struct entries entries = {&entry, 1};

	memory_load(&entries, &d);
	return &d;
}

/* Each of these leaves the decisions as if it were not there. */
static void
takes_nothing_hostile(void **state)
{
	static const struct entry rows[] = {
	    {"", ""},
	    {"nonsense", "1"},
	    {"dkim.bits", "12abc"},
	    {"dkim.bits", "-1"},
	    {"dkim.bits", "99999999999999999999"},
	    {"dkim.choice", "77"},
	    {"dkim.type", "3"},
	    {"dmarc.policy", "4"},
	    {"spf.all", "+"},
	    {"spf.all", "x"},
	    {"publish.watching", "9223372036854775807"},
	    {"publish.watching", "-9223372036854775808"},
	    {"publish.verified", "253402300799001"},
	    {"sender", "ip4:192.0.2.1"},
	    {"sender.", "ip4:192.0.2.1"},
	    {"sender.x.term", "ip4:192.0.2.1"},
	    {"sender.-1.term", "ip4:192.0.2.1"},
	    {"sender.48.term", "ip4:192.0.2.1"},
	    {"sender.99999999999999999999.term", "ip4:192.0.2.1"},
	    {"sender.0", "ip4:192.0.2.1"},
	    {"sender.0.nothing", "ip4:192.0.2.1"},
	    {"sender.0.mark", "1"},
	    {"sender.47.label", "nobody"},
	    {"change.0.value", "v=spf1 -all"},
	    {"change.24.name", "example.jp"},
	    {"key.8.selector", "s1"},
	    {"key.0.path", "/k"},
	};
	static const struct decisions none;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (memcmp(load(rows[i].key, rows[i].value), &none,
			sizeof(none)) != 0)
			fail_msg("%s = %s", rows[i].key, rows[i].value);
}

static void
cuts_what_is_too_long(void **state)
{
	char text[4096];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(
	    strlen(load("dkim.selector", text)->selector), 63);
	assert_int_equal(strlen(load("change.0.name", text)->change[0].name),
	    DNAME_MAX);
	assert_int_equal(load("change.0.name", text)->changes, 1);
	assert_int_equal(
	    strlen(load("sender.5.term", text)->sender[0].term), TERM_MAX - 1);
}

static void
closes_gaps_in_lists(void **state)
{
	static const struct entry rows[] = {
	    {"sender.7.term", "include:x.example"},
	    {"sender.2.mark", "1"},
	    {"sender.40.mark", "9"},
	    {"sender.40.term", "ip6:2001:db8::1"},
	};
	struct entry copy[COUNT_OF(rows)];
	struct entries entries = {copy, COUNT_OF(rows)};
	static struct decisions d;

	(void)state;
	memcpy(copy, rows, sizeof(copy));
	memory_load(&entries, &d);
	assert_int_equal(d.senders, 2);
	assert_string_equal(d.sender[0].term, "include:x.example");
	assert_int_equal(d.sender[0].ip.family, 0);
	assert_string_equal(d.sender[1].term, "ip6:2001:db8::1");
	assert_int_equal(d.sender[1].ip.family, 6);
	assert_int_equal(d.sender[1].mark, SENDER_UNDECIDED);
	assert_string_equal(d.sender[2].term, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(brings_every_field_back),
	    cmocka_unit_test(brings_nothing_back_from_nothing),
	    cmocka_unit_test(takes_nothing_hostile),
	    cmocka_unit_test(cuts_what_is_too_long),
	    cmocka_unit_test(closes_gaps_in_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
