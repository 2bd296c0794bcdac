/* The full-screen wizard on a terminal; main's event loop drives it. */
#ifndef TUI_UI_H
#define TUI_UI_H

#include <stdbool.h>

#include "wizard/base/err.h"
#include "wizard/flow/wizard.h"

struct ui;

struct ui_options {
	bool colour; /* where the terminal has it and NO_COLOR is not set */
	bool no_clipboard; /* send it nothing */
	const char *term; /* NULL: what TERM says */
};

enum ui_state {
	UI_RUNNING,
	UI_QUIT,
	UI_HANGUP, /* the terminal is gone */
	UI_WANTS_PLAIN, /* the user chose to go on line by line */
};

/* The wizard and the clock are borrowed. */
struct ui *ui_new(struct wizard *wizard, const struct clock_service *clock,
    const struct ui_options *options);
void ui_free(struct ui *ui); /* stops it first; NULL is fine */

/*
 * Takes over the terminal and draws. On failure nothing was written, and the
 * message tells the user why plain questions follow.
 */
enum err_code ui_start(struct ui *ui, struct err *err);
void ui_stop(struct ui *ui); /* leaves the terminal as it was found */

void ui_input(struct ui *ui); /* standard input is readable, or hung up */
void ui_changed(struct ui *ui); /* the wizard's view changed by itself */
void ui_draw(struct ui *ui); /* if there is something to draw */
void ui_resize(struct ui *ui); /* SIGWINCH came */
void ui_suspend(struct ui *ui); /* returns when the process is continued */
void ui_continue(struct ui *ui); /* SIGCONT came from elsewhere */

enum ui_state ui_state(const struct ui *ui);

/* From a handler of fatal signals: the terminal becomes usable again. */
void ui_rescue(void);

#endif
