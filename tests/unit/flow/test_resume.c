/* Left anywhere, the wizard goes on from there; freed anywhere, it is gone. */
#include "tests/unit/flow/session.h"

#include <string.h>

static const char *const steps[] = {"look", "senders", "dkim", "spf", "dmarc",
    "review", "publish", "wait", "verify", "done"};

/* What was kept when each step was reached, of one way through all of them. */
struct way {
	struct arena arena;
	struct entries kept[COUNT_OF(steps)];
};

static struct entries
copy_of(struct arena *arena, const struct entries *from)
{
	struct entries copy = {.entry = NULL};

	for (size_t i = 0; i < from->count; i++) {
		copy.entry = arena_push(
		    arena, copy.entry, &copy.count, sizeof(*copy.entry));
		copy.entry[i] = (struct entry) {
		    arena_copy(arena, from->entry[i].key),
		    arena_copy(arena, from->entry[i].value)};
	}
	return copy;
}

static int
walk(void **state)
{
	static struct way way;
	struct session s;

	session_stage(&s, "@ TXT \"v=spf1 include:sendgrid.net -all\"\n");
	session_open(&s, "example.jp");
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		session_go(&s, steps[i]);
		way.kept[i] =
		    copy_of(&way.arena, stage_kept(s.stage, "example.jp"));
	}
	session_end(&s);
	*state = &way;
	return 0;
}

static int
forget_way(void **state)
{
	struct way *way = *state;

	arena_release(&way->arena);
	return 0;
}

/* As it was, on another day: the keys are on disk. */
static void
come_back(struct session *s, const struct way *way, size_t step)
{
	session_stage(s, "@ TXT \"v=spf1 include:sendgrid.net -all\"\n");
	stage_key_on_disk(s->stage, "/keys/example.jp/s202611.key");
	stage_keep(s->stage, "example.jp", &way->kept[step]);
	session_open(s, "example.jp");
}

static void
resumes_at_every_step(void **state)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		bool over = strcmp(steps[i], "done") == 0;
		struct session s;

		come_back(&s, *state, i);
		/* The next visit begins with a look. */
		session_expect(&s, over ? "look" : steps[i]);
		session_run(&s);
		session_go(&s, over ? "senders" : "done");
		assert_int_equal(stage_keys_made(s.stage), 0);
		session_end(&s);
	}
}

/* A host in somebody's zone: the panel adds what the zone is called. */
static void
names_records_as_their_zone_does(void **state)
{
	struct session s;

	(void)state;
	session_stage(&s, "mail MX 10 mail\n");
	session_open(&s, "mail.example.jp");
	session_go(&s, "publish");
	assert_true(session_shows(&s, "_dmarc.mail"));
	session_close(&s);
	session_open(&s, "mail.example.jp");
	session_expect(&s, "publish");
	assert_true(s.view.busy);
	session_run(&s);
	assert_true(session_shows(&s, "_dmarc.mail"));
	session_end(&s);
}

static void
loses_nothing_by_coming_back(void **state)
{
	const struct way *way = *state;

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct session s;

		come_back(&s, way, i);
		session_close(&s);
		for (size_t k = 0; k < way->kept[i].count; k++) {
			const struct entry *e = &way->kept[i].entry[k];

			if (strcmp(e->key, "step") != 0)
				assert_string_equal(
				    stage_kept_value(
					s.stage, "example.jp", e->key),
				    e->value);
		}
		session_end(&s);
	}
}

static void
can_be_freed_at_any_moment(void **state)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		bool more = true;

		for (int events = 0; more && events < 100; events += 3) {
			struct session s;

			come_back(&s, *state, i);
			for (int n = 0; n < events && more; n++)
				more = stage_step(s.stage);
			session_look(&s);
			session_end(&s);
		}
	}
}

/* Whatever is pressed while answers are still under way. */
static void
bears_every_key_at_any_moment(void **state)
{
	static const char keys[] = "rxlnvwfct";

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		for (int events = 0; events < 40; events += 8) {
			struct session s;

			come_back(&s, *state, i);
			for (int n = 0; n < events; n++)
				(void)stage_step(s.stage);
			session_look(&s);
			for (size_t k = 0; k < sizeof(keys) - 1; k++)
				session_key(&s, keys[k], 10);
			session_press(&s, 10);
			session_press(&s, 11);
			session_leave(&s, 13);
			session_back(&s);
			session_next(&s, 10);
			session_run(&s);
			session_end(&s);
		}
	}
}

/* The wait goes on from the moment at which the authority had the records. */
static void
goes_on_waiting(void **state)
{
	struct session s;
	struct entries kept;
	struct arena arena = ARENA_INIT;

	(void)state;
	session_stage(&s, "");
	session_open(&s, "example.jp");
	session_go(&s, "wait");
	stage_publish(s.stage, "127.0.0.1", "");
	session_publish(&s);
	session_run_for(&s, 60000);
	session_expect(&s, "wait");
	assert_string_not_equal(
	    stage_kept_value(s.stage, "example.jp", "change.0.at_authority"),
	    "");
	session_close(&s);
	kept = copy_of(&arena, stage_kept(s.stage, "example.jp"));
	session_open(&s, "example.jp");
	session_expect(&s, "wait");
	session_run(&s);
	session_publish(&s);
	for (size_t i = 0; i < kept.count; i++)
		if (strstr(kept.entry[i].key, "at_authority") != NULL)
			assert_string_equal(
			    stage_kept_value(
				s.stage, "example.jp", kept.entry[i].key),
			    kept.entry[i].value);
	session_key(&s, 'c', 0);
	session_expect(&s, "verify");
	session_run(&s);
	arena_release(&arena);
	session_end(&s);
}

/* A state that nobody sane has written leads somewhere, and not into ruin. */
static void
survives_a_hostile_state(void **state)
{
	static const struct entry rows[] = {
	    {"step", "nowhere"},
	    {"step", "start"},
	    {"step", "locked"},
	    {"step", "tree"},
	    {"step", "publish"},
	    {"step", "wait"},
	    {"furthest", "\033[2J"},
	    {"helo", "\033[31m..evil"},
	    {"sender.0.term", "ip4:1.2.3.4 +all"},
	    {"sender.0.term", "include:%{z}"},
	    {"dkim.selector", "../../etc/passwd"},
	    {"dkim.selector", "a b;\n"},
	    {"dkim.key_path", "/nowhere\033"},
	    {"dkim.public", "\"; drop"},
	    {"dmarc.rua", "a@b;p=reject"},
	    {"publish.format", "nothing"},
	    {"change.0.name", "a..b"},
	    {"change.0.name", "\033.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		for (size_t k = 0; k < COUNT_OF(steps); k++) {
			struct entry list[] = {{"step", steps[k]}, rows[i]};
			struct entries entries = {list, COUNT_OF(list)};
			struct session s;

			session_stage(&s, "");
			stage_keep(s.stage, "example.jp", &entries);
			session_open(&s, "example.jp");
			session_run(&s);
			session_next(&s, 0);
			session_run(&s);
			session_end(&s);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(resumes_at_every_step),
	    cmocka_unit_test(names_records_as_their_zone_does),
	    cmocka_unit_test(loses_nothing_by_coming_back),
	    cmocka_unit_test(can_be_freed_at_any_moment),
	    cmocka_unit_test(bears_every_key_at_any_moment),
	    cmocka_unit_test(goes_on_waiting),
	    cmocka_unit_test(survives_a_hostile_state),
	};

	return cmocka_run_group_tests(tests, walk, forget_way);
}
