/* Killed without warning, at two hundred moments: every next start goes on. */
#include "tests/pty/inkan.h"

#include <signal.h>
#include <stdlib.h>

#define KILLS   200
#define KEYS    6  /* so many are pressed before, at most */
#define PAUSE   8 /* ms between two of them, at most */

static unsigned seed;

static unsigned
chance(unsigned limit)
{
	seed = seed * 1103515245U + 12345U;
	return (seed >> 8) % limit;
}

static void
presses_something(struct vt *vt)
{
	static const char *const keys[] = {"\r", "\r", "\r", "\t", " ", "1",
	    "2", "c", "abc", "\033[B", "\033[A", "\033", "p", "f"};

	for (unsigned n = chance(KEYS); n > 0; n--) {
		vt_send(vt, keys[chance(COUNT_OF(keys))]);
		vt_listen(vt, (int)chance(PAUSE));
	}
}

/* Whole, or as it was before; nothing half is left. */
static void
state_is_whole(unsigned kill)
{
	struct buf state = file_read(domain_path("state"));

	if (state.len > 0 &&
	    (strstr(buf_text(&state), "\"version\"") == NULL ||
		strcmp(buf_text(&state) + state.len - 2, "}\n") != 0))
		fail_msg("after kill %u: %s", kill, buf_text(&state));
	buf_release(&state);
	if (home_find("state.bad") != NULL)
		fail_msg("after kill %u the state was damaged", kill);
}

static void
every_start_goes_on_where_the_last_one_was_killed(void **state)
{
	const char *given = getenv("SEED");
	const char *key = NULL;

	(void)state;
	seed = given != NULL ? (unsigned)atoi(given) : (unsigned)getpid();
	print_message("SEED=%u repeats this\n", seed);
	for (unsigned i = 0; i < KILLS; i++) {
		struct vt *vt = inkan_example(&(struct start) {.term = NULL});

		if (!vt_wait_raw(vt, "example.jp", LIMIT_MS))
			fail_msg("kill %u: no screen:\n%s", i, vt_screen(vt));
		presses_something(vt);
		vt_signal(vt, SIGKILL);
		assert_int_not_equal(vt_wait_exit(vt, LIMIT_MS), -1);
		vt_free(vt);
		state_is_whole(i);
		if (key == NULL)
			key = home_find(".key");
		else if (home_find(".key") == NULL)
			fail_msg("kill %u: the key is gone", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(every_start_goes_on_where_the_last_one_was_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
