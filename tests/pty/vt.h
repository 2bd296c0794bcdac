/*
 * A real program in a real terminal: forkpty for the line, libvterm for the
 * screen. Nothing here sleeps: every wait is for a condition, with an end.
 */
#ifndef TESTS_PTY_VT_H
#define TESTS_PTY_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "wizard/base/buf.h"

struct vt;

struct vt_start {
	const char *const *argv; /* NULL-terminated; argv[0] is a path */
	const char *const *env; /* "NAME=value", or "NAME" to take it away */
	int rows, cols;
	bool no_hangup; /* the program starts with SIGHUP ignored */
};

struct vt *vt_start(const struct vt_start *how);

/* Kills what still runs and waits for it. */
void vt_free(struct vt *vt);

void vt_send(struct vt *vt, const char *octets);
void vt_send_octets(struct vt *vt, struct slice octets);

/* Until the text is on the screen; false when ms have passed before. */
bool vt_wait_for(struct vt *vt, const char *text, int ms);
bool vt_wait_gone(struct vt *vt, const char *text, int ms);
bool vt_wait_cursor(struct vt *vt, int row, int col, int ms);

/* Until so much has come since vt_forget, screen or not. */
bool vt_wait_raw(struct vt *vt, const char *octets, int ms);

/* Reads until the program has been silent for so long, whatever it does. */
void vt_listen(struct vt *vt, int silence_ms);

/*
 * Reads until the program has been silent for so long and waits for something:
 * for a key, an answer or a moment.
 */
void vt_settle(struct vt *vt, int silence_ms);

/* The exit status as waitpid has it; -1 when it still runs after ms. */
int vt_wait_exit(struct vt *vt, int ms);

/* The screen, a line per row without trailing blanks; valid until the next. */
const char *vt_screen(struct vt *vt);
bool vt_is_reverse(struct vt *vt, int row, int col);
bool vt_alternate(struct vt *vt); /* the second screen is shown */

void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signo);
int vt_pid(const struct vt *vt);
void vt_hang_up(struct vt *vt); /* closes the line, as a lost connection */

/* Everything the program wrote since the start or the last vt_forget. */
const struct buf *vt_raw(const struct vt *vt);
void vt_forget(struct vt *vt);

#endif
