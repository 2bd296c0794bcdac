/*
 * The clipboard of the terminal the user sits at, by OSC 52. Some terminals
 * ignore it and none says so; the plain view is the sure way.
 */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#define CLIPBOARD_MAX 3000 /* octets; some terminals take no more */

enum clipboard {
	CLIPBOARD_SENT,
	CLIPBOARD_TMUX,  /* given to tmux, which passes it on */
	CLIPBOARD_TAKEN, /* the same, and the terminal is known to take it */
	CLIPBOARD_OFF,   /* the user wants no sequence sent */
	CLIPBOARD_TOO_BIG,
	CLIPBOARD_NO_WAY, /* a multiplexer stands between that we cannot ask */
};

/*
 * tmux and screen keep OSC 52 to themselves: tmux is asked by its own command,
 * for screen the sequence is wrapped in pieces. emit is called with what goes
 * to the terminal as it is.
 */
enum clipboard clipboard_send(
    const char *value, void (*emit)(const char *octets));

/* What to tell the user. */
const char *clipboard_words(enum clipboard result);

#endif
