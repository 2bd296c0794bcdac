/* The passphrase of a state that is carried elsewhere, asked on the terminal. */
#include "tests/pty/inkan.h"

#include <signal.h>
#include <stdlib.h>

#define SECRET "correct horse battery"
#define STAGES 2 /* of asking for a new one: once, and once more */

/* What the program leaves of the terminal, and what it ended with. */
#define AND_THEN                                                             \
	"sh -c 'echo $$ >\"$TMPDIR/pid\"; exec \"$@\"' sh \"$@\"; code=$?; stty -a | tr ' ;' '\\n\\n' | "                     \
	"grep -x -e -echo -e -isig -e -icanon; echo \"ended $code\""

static const char *const prompts[STAGES] = {
    "Passphrase:", "The same once more:"};

/* A domain with a key, so that there is something to be kept secret. */
static void
make_state(void)
{
	struct vt *vt = inkan(&(struct start) {
	    .args = {"dkim", "new", "example.jp", "--state",
		home_path("state"), "--zone", home_path("root.zone")},
	    .shell = "\"$@\" --zone \"$TMPDIR/jp.zone\" "
		     "--zone \"$TMPDIR/example.zone\" >\"$TMPDIR/made\" && "
		     "echo made",
	});

	shows(vt, "made");
	vt_free(vt);
	assert_non_null(home_find(".key"));
}

static struct vt *
carry(const char *verb, const char *state)
{
	return inkan(&(struct start) {
	    .args = {"state", verb, home_path("carried"), "--state",
		home_path(state),
		strcmp(verb, "export") == 0 ? "--with-keys" : NULL},
	    .shell = AND_THEN,
	});
}

static void
answer(struct vt *vt, size_t stage, const char *keys)
{
	shows(vt, prompts[stage]);
	vt_send(vt, keys);
}

/* The terminal is as it was, and nothing of the secret was on it. */
static void
ends_with(struct vt *vt, const char *code)
{
	char line[32];

	(void)snprintf(line, sizeof(line), "ended %s", code);
	shows(vt, line);
	never_wrote(vt, "-echo");
	never_wrote(vt, "-isig");
	never_wrote(vt, "-icanon");
	never_wrote(vt, SECRET);
	vt_free(vt);
}

static bool
is_carried(void)
{
	return access(home_path("carried"), F_OK) == 0;
}

static void
is_asked_twice_and_never_shown(void **state)
{
	struct vt *vt;
	struct buf text;

	(void)state;
	make_state();
	vt = carry("export", "state");
	answer(vt, 0, SECRET "\r");
	answer(vt, 1, SECRET "\r");
	ends_with(vt, "0");
	text = file_read(home_path("carried"));
	assert_true(text.len > 1000);
	assert_null(memmem(text.data, text.len, "PRIVATE", 7));
	buf_release(&text);
	/* Another one does not open it, and leaves nothing behind. */
	vt = carry("import", "elsewhere");
	answer(vt, 0, SECRET "!\r");
	shows(vt, "The passphrase is not the one");
	ends_with(vt, "66");
	assert_int_not_equal(
	    access(home_path("elsewhere/example.jp/state"), F_OK), 0);
	vt = carry("import", "elsewhere");
	answer(vt, 0, SECRET "\r");
	ends_with(vt, "0");
	assert_int_equal(
	    access(home_path("elsewhere/example.jp/state"), F_OK), 0);
}

static void
makes_nothing_of_two_different_ones_or_a_short_one(void **state)
{
	static const struct {
		const char *first, *again, *message;
	} rows[] = {
	    {SECRET "\r", SECRET " \r", "The two are not the same"},
	    {"short\r", "short\r", "too short"},
	    {"\r", "\r", "too short"},
	};

	(void)state;
	make_state();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct vt *vt = carry("export", "state");

		answer(vt, 0, rows[i].first);
		answer(vt, 1, rows[i].again);
		shows(vt, rows[i].message);
		ends_with(vt, "73");
		assert_false(is_carried());
	}
}

/* By Ctrl-C or Ctrl-D, at either question. */
static void
gives_the_terminal_back_when_the_user_gives_up(void **state)
{
	static const char *const keys[] = {"\003", "half\003", "\004"};

	(void)state;
	make_state();
	for (size_t stage = 0; stage < STAGES; stage++)
		for (size_t i = 0; i < COUNT_OF(keys); i++) {
			struct vt *vt = carry("export", "state");

			if (stage == 1)
				answer(vt, 0, SECRET "\r");
			answer(vt, stage, keys[i]);
			shows(vt, "No passphrase, so nothing was done.");
			ends_with(vt, "73");
			assert_false(is_carried());
		}
}

/* Who ends the program from outside gets a terminal with echo, too. */
static void
gives_the_terminal_back_when_it_is_ended(void **state)
{
	(void)state;
	make_state();
	for (size_t stage = 0; stage < STAGES; stage++) {
		struct vt *vt = carry("export", "state");
		struct buf pid;

		if (stage == 1)
			answer(vt, 0, SECRET "\r");
		shows(vt, prompts[stage]);
		pid = file_read(home_path("pid"));
		assert_int_equal(
		    kill((pid_t)strtol(buf_text(&pid), NULL, 10), SIGTERM), 0);
		buf_release(&pid);
		ends_with(vt, "143");
		assert_false(is_carried());
	}
}

static void
ends_when_the_line_is_lost(void **state)
{
	(void)state;
	make_state();
	for (size_t stage = 0; stage < STAGES; stage++) {
		struct vt *vt = inkan(&(struct start) {
		    .args = {"state", "export", home_path("carried"), "--state",
			home_path("state"), "--with-keys"},
		});

		if (stage == 1)
			answer(vt, 0, SECRET "\r");
		shows(vt, prompts[stage]);
		vt_hang_up(vt);
		assert_int_not_equal(vt_wait_exit(vt, LIMIT_MS), -1);
		vt_free(vt);
		assert_false(is_carried());
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(is_asked_twice_and_never_shown),
	    WITH_HOME(makes_nothing_of_two_different_ones_or_a_short_one),
	    WITH_HOME(gives_the_terminal_back_when_the_user_gives_up),
	    WITH_HOME(gives_the_terminal_back_when_it_is_ended),
	    WITH_HOME(ends_when_the_line_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
