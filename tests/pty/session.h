/* The demonstration in a terminal, and what the tests of it have in common. */
#ifndef TESTS_PTY_SESSION_H
#define TESTS_PTY_SESSION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* Wants those above before itself. */
#include <cmocka.h>

#include "tests/pty/vt.h"
#include "wizard/base/attr.h"

#define LIMIT_MS 10000

static const char *const demo[] = {DEMO, NULL};

static inline struct vt *
start_as(const char *term, int rows, int cols, const char *more)
{
	char variable[64];
	const char *env[] = {variable, "LC_ALL=C.UTF-8", "LANGUAGE=en",
	    "NO_COLOR", "ESCDELAY", more, NULL};
	struct vt_start how = {
	    .argv = demo, .env = env, .rows = rows, .cols = cols};

	(void)snprintf(variable, sizeof(variable), "TERM=%s", term);
	return vt_start(&how);
}

static inline struct vt *
start(void)
{
	return start_as("xterm-256color", 24, 80, NULL);
}

static inline void
shows(struct vt *vt, const char *text)
{
	if (!vt_wait_for(vt, text, LIMIT_MS))
		fail_msg("'%s' is not on:\n%s", text, vt_screen(vt));
}

static inline void
gone(struct vt *vt, const char *text)
{
	if (!vt_wait_gone(vt, text, LIMIT_MS))
		fail_msg("'%s' is still on:\n%s", text, vt_screen(vt));
}

static inline void
to_list(struct vt *vt)
{
	shows(vt, "^G help");
	vt_send(vt, "\r");
	shows(vt, "? help");
}

static inline void
never_wrote(struct vt *vt, const char *octets)
{
	if (vt_wait_raw(vt, octets, 0))
		fail_msg("it wrote %s", octets);
}

static inline void
ends_well(struct vt *vt, const char *last_words)
{
	int status = vt_wait_exit(vt, LIMIT_MS);

	assert_int_not_equal(status, -1);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(vt_wait_raw(vt, last_words, 0));
	vt_free(vt);
}

#endif
