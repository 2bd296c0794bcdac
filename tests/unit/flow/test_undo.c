/* What was entered is taken back; what another domain decided is taken over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/flow/stage.h"
#include "wizard/base/mem.h"
#include "wizard/flow/alike.h"
#include "wizard/flow/undo.h"

/* A store with one note, on top of the stage. */
struct notes {
	struct arena arena;
	struct entries past;
	size_t saves;
};

static enum err_code
recall(void *self, const char *domain, enum store_note note,
    struct arena *arena, struct entries *ret, struct err *err)
{
	const struct notes *notes = self;

	(void)arena;
	assert_int_equal(note, NOTE_PAST);
	if (notes->past.count == 0)
		return err_set(err, ERR_MISSING, "nothing of %s", domain);
	*ret = notes->past;
	return ERR_OK;
}

static enum err_code
remember(void *self, const char *domain, enum store_note note,
    const struct entries *entries, struct err *err)
{
	struct notes *notes = self;

	(void)domain;
	(void)note;
	(void)err;
	notes->past = (struct entries) {.count = entries->count};
	notes->past.entry = arena_alloc(
	    &notes->arena, entries->count * sizeof(struct entry));
	for (size_t i = 0; i < entries->count; i++)
		notes->past.entry[i] = (struct entry) {
		    arena_copy(&notes->arena, entries->entry[i].key),
		    arena_copy(&notes->arena, entries->entry[i].value)};
	notes->saves++;
	return ERR_OK;
}

static void
enter(struct decisions *d, enum change_topic topic, const char *name,
    const char *old, const char *value, int64_t entered)
{
	struct change *c = &d->change[d->changes++];

	*c = (struct change) {.topic = topic, .ttl = 300, .entered = entered};
	c->op = old == NULL ? CHANGE_ADD : CHANGE_REPLACE;
	(void)snprintf(c->name, sizeof(c->name), "%s", name);
	(void)snprintf(c->value, sizeof(c->value), "%s", value);
	if (old != NULL) {
		(void)snprintf(c->old[0], sizeof(c->old[0]), "%s", old);
		c->olds = 1;
		c->old_ttl = 3600;
	}
}

static bool
says(const struct undo_step *step, const char *words)
{
	for (size_t i = 0; i < step->sentences; i++)
		if (strstr(step->sentence[i], words) != NULL)
			return true;
	return false;
}

#define OLD_SPF "v=spf1 ip4:192.0.2.25 -all"
#define NEW_SPF "v=spf1 ip4:192.0.2.25 include:_spf.google.com ~all"

static void
brings_back_what_was_there(void **state)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct past *past = mem_alloc(sizeof(*past));
	struct undo *undo = mem_alloc(sizeof(*undo));
	struct arena arena = ARENA_INIT;
	const struct change *c;

	(void)state;
	enter(d, TOPIC_DKIM, "s1._domainkey.example.jp", NULL, "v=DKIM1; p=A",
	    1000);
	enter(d, TOPIC_SPF, "example.jp", OLD_SPF, NEW_SPF, 2000);
	memcpy(past->change, d->change, sizeof(past->change));
	past->count = d->changes;
	undo_make(&arena, past, NULL, undo);
	assert_int_equal(undo->count, 2);
	c = &undo->step[0].change;
	assert_int_equal(c->op, CHANGE_RESTORE);
	assert_string_equal(c->value, OLD_SPF);
	assert_string_equal(c->old[0], NEW_SPF);
	assert_int_equal(c->ttl, 3600);
	assert_true(says(&undo->step[0], "fails SPF: include:_spf.google.com"));
	assert_true(says(&undo->step[0], "up to 5 min"));
	c = &undo->step[1].change;
	assert_int_equal(c->op, CHANGE_REMOVE);
	assert_string_equal(c->value, "");
	assert_string_equal(c->old[0], "v=DKIM1; p=A");
	assert_true(says(&undo->step[1], "Tell the signer to stop first"));
	undo_make(&arena, past, "EXAMPLE.jp", undo);
	assert_int_equal(undo->count, 1);
	arena_release(&arena);
	free(undo);
	free(past);
	free(d);
}

/* Two keys at one name are a mistake, two mail servers are not. */
static void
names_all_of_several(void **state)
{
	static const struct {
		enum change_topic topic;
		uint16_t type;
		const char *old[2];
		const char *words;
	} rows[] = {
	    {TOPIC_SPF, DNS_TXT, {OLD_SPF, "v=spf1 -all"},
		"only the first one comes back"},
	    {TOPIC_MX, DNS_MX, {"10 a.example.jp.", "20 b.example.jp."},
		"belong beside it: 20 b.example.jp."},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct past *past = mem_alloc(sizeof(*past));
		struct undo *undo = mem_alloc(sizeof(*undo));
		struct arena arena = ARENA_INIT;
		struct change *c = &past->change[past->count++];

		*c = (struct change) {.topic = rows[i].topic,
		    .op = CHANGE_REPLACE,
		    .type = rows[i].type,
		    .name = "example.jp",
		    .olds = 2,
		    .entered = 1000};
		for (size_t k = 0; k < COUNT_OF(rows[i].old); k++)
			(void)snprintf(c->old[k], sizeof(c->old[k]), "%s",
			    rows[i].old[k]);
		undo_make(&arena, past, NULL, undo);
		assert_string_equal(
		    undo->step[0].change.value, rows[i].old[0]);
		assert_true(says(&undo->step[0], rows[i].words));
		arena_release(&arena);
		free(undo);
		free(past);
	}
}

static void
remembers_what_a_later_plan_forgets(void **state)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct past *past = mem_alloc(sizeof(*past));
	struct undo *undo = mem_alloc(sizeof(*undo));
	struct notes notes = {.saves = 0};
	struct services services = {
	    .store = {.self = &notes, .recall = recall, .remember = remember},
	};
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;

	(void)state;
	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	enter(d, TOPIC_SPF, "example.jp", OLD_SPF, NEW_SPF, 1000);
	enter(d, TOPIC_DMARC, "_dmarc.example.jp", NULL, "v=DMARC1; p=none", 0);
	assert_int_equal(past_remember(&services, d, &err), ERR_OK);
	assert_int_equal(past_remember(&services, d, &err), ERR_OK);
	assert_int_equal(notes.saves, 1);
	d->changes = 0;
	for (int64_t i = 0; i < CHANGES_MAX + 2; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "n%d.example.jp", (int)i);
		d->changes = 0;
		enter(d, TOPIC_HELO, name, NULL, "v=spf1 a -all", 2000 + i);
		assert_int_equal(past_remember(&services, d, &err), ERR_OK);
	}
	assert_int_equal(past_load(&services, d, past, &err), ERR_OK);
	assert_int_equal(past->count, CHANGES_MAX);
	/* The oldest made room. */
	assert_string_equal(past->change[0].name, "n2.example.jp");
	undo_make(&arena, past, "example.jp", undo);
	assert_int_equal(undo->count, 0);
	arena_release(&arena);
	arena_release(&notes.arena);
	free(undo);
	free(past);
	free(d);
}

static void
takes_over_decisions_but_nothing_that_was_found(void **state)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct err err = ERR_INIT;

	(void)state;
	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	(void)snprintf(d->helo, sizeof(d->helo), "mail.example.jp");
	(void)snprintf(d->key_path, sizeof(d->key_path), "/keys/s1.key");
	d->sender[0].mark = SENDER_OURS;
	d->sender[1].mark = SENDER_NOT_OURS;
	d->senders = 2;
	d->verified = 1000;
	enter(d, TOPIC_SPF, "example.jp", NULL, NEW_SPF, 1000);
	assert_int_equal(alike_make(d, "example.jp", false, &err), ERR_RANGE);
	assert_int_equal(alike_make(d, "example.com", true, &err), ERR_OK);
	assert_string_equal(d->domain, "example.com");
	assert_string_equal(d->helo, "mail.example.jp");
	assert_int_equal(d->senders, 1);
	assert_int_equal(d->changes, 0);
	assert_int_equal(d->verified, 0);
	assert_int_equal(d->dkim, DKIM_KEY_FILE);
	assert_string_equal(d->key_file, "/keys/s1.key");
	/* It has made no key yet: there is none to be shared. */
	assert_int_equal(alike_make(d, "example.net", true, &err), ERR_MISSING);
	free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(brings_back_what_was_there),
	    cmocka_unit_test(names_all_of_several),
	    cmocka_unit_test(remembers_what_a_later_plan_forgets),
	    cmocka_unit_test(takes_over_decisions_but_nothing_that_was_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
