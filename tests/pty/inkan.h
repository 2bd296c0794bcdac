/*
 * The program itself in a terminal. What it writes stays in a directory of the
 * test, what it asks is answered from zone files or by nobody.
 */
#ifndef TESTS_PTY_INKAN_H
#define TESTS_PTY_INKAN_H

#include "tests/pty/session.h"
#include "wizard/base/buf.h"

#define FAREWELL "Saved. Continue with: inkan example.jp"

/* A setup and a teardown for cmocka: a new directory, and away with it. */
int home_make(void **state);
int home_remove(void **state);

#define WITH_HOME(test) \
	cmocka_unit_test_setup_teardown(test, home_make, home_remove)

/* The path of something in the directory, good until the fourth call after. */
const char *home_path(const char *name);

/* Of example.jp, in the state directory. */
const char *domain_path(const char *name);

/* The first file below the directory with such an end, or NULL. */
const char *home_find(const char *end);

/* The file as it is; nothing when it is not there. The caller releases it. */
struct buf file_read(const char *path);
void file_write(const char *path, const char *text);

struct start {
	const char *args[8]; /* none: practice */
	const char *env[4]; /* what is added to the environment */
	const char *term;
	const char *shell; /* a command line in which "$@" is the program */
	int rows, cols;
	bool no_hangup;
};

/* Both end the test when the program cannot be started. */
struct vt *inkan(const struct start *how);

/* example.jp, of which a zone file knows a mail server and an SPF record. */
struct vt *inkan_example(const struct start *how);

/* The same from the Start screen. */
struct vt *inkan_at_start(const struct start *how);

/* Presses Enter from the step that is shown to the one with this number. */
void go_on_to(struct vt *vt, int step);

/* As it is, without its first line: that one has the time on it. */
struct buf below_header(struct vt *vt);
void is_below_header(struct vt *vt, const struct buf *expected);

void quits(struct vt *vt, const char *last_words);

#endif
