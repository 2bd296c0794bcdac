/* tmux, when this program runs inside it: asked by its own command. */
#ifndef TUI_TMUX_H
#define TUI_TMUX_H

#include <stdbool.h>

/*
 * Is there one? sudo takes TMUX away: then the processes that this one comes
 * from are asked for it, as far as they may be.
 */
bool tmux_find(void);

/* Gives it the value, for its buffer and for the terminal around it. */
bool tmux_load(const char *value);

/* Does that terminal, as tmux knows it, take a clipboard? */
bool tmux_has_clipboard(void);

#endif
