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
#include <unistd.h>

/* Wants those above before itself. */
#include <cmocka.h>

#include "tests/pty/vt.h"
#include "wizard/base/attr.h"

/* However slow the machine is: who waits in vain ends as well. */
#define LIMIT_MS 120000

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

static const char *const usual_terms[] = {"xterm", "xterm-256color", "screen",
    "tmux-256color", "linux", "vt100", "vt220", "putty", "ansi"};

/* Debian keeps the rarer descriptions in a package of their own. */
static inline bool
is_installed(const char *term)
{
	static const char *const folders[] = {
	    "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};
	char path[128];

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%c/%s", folders[i], term[0], term);
		if (access(path, R_OK) == 0)
			return true;
	}
	print_message("no description of %s here\n", term);
	return false;
}

/* Looks for SGR 30-49 and 90-107 in what was written. */
static inline bool
wrote_colour(struct vt *vt)
{
	const struct buf *raw = vt_raw(vt);

	for (size_t i = 0; i + 2 < raw->len; i++) {
		size_t at = i + 2;
		unsigned value = 0;
		bool colour = false;

		if (raw->data[i] != '\033' || raw->data[i + 1] != '[')
			continue;
		for (; at < raw->len &&
		       (raw->data[at] == ';' ||
			   (raw->data[at] >= '0' && raw->data[at] <= '9'));
		     at++) {
			value =
			    raw->data[at] == ';'
				? 0
				: value * 10 + (unsigned)(raw->data[at] - '0');
			colour = colour || (value >= 30 && value <= 49) ||
				 (value >= 90 && value <= 107);
		}
		if (colour && at < raw->len && raw->data[at] == 'm')
			return true;
	}
	return false;
}

#endif
