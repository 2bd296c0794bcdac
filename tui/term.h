/*
 * The terminal: the only file that knows curses. There is one terminal, and
 * curses keeps it in globals; so do we. Curses puts cells on it; keys are read
 * as octets and understood by tui/keys.c.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/canvas.h"
#include "wizard/base/err.h"

/*
 * Takes over the terminal of standard input and output. Fails, with nothing
 * written, where full screens cannot be shown. type: NULL for what TERM says.
 */
enum err_code term_start(const char *type, bool colour, struct err *err);
void term_stop(void); /* leaves the terminal as it was */

/*
 * For a crash: puts the terminal right by system calls alone, so that it may
 * be called from a signal handler. Does nothing before term_start.
 */
void term_rescue(void);

void term_size(size_t *ret_rows, size_t *ret_cols);
void term_resize(void); /* the window has another size now */

void term_draw(const struct canvas *canvas);
void term_repaint(void); /* the next drawing sends every cell */

/*
 * What is readable now, without waiting; at most size octets. False when the
 * terminal is gone for good.
 */
bool term_read(char *buf, size_t size, size_t *ret_len);

/* Outside the full screen, for text to be copied with the mouse. */
void term_leave_screen(void);
void term_write(const char *text);
void term_enter_screen(void);

/* Stops this process until it is continued. */
void term_suspend(void);

#endif
