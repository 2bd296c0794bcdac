/* Pasted text as the user saw it where it was copied. */
#ifndef TUI_PASTE_H
#define TUI_PASTE_H

#include "wizard/base/buf.h"

/*
 * Appends the text to out. Line ends of every kind become LF; where tmux or
 * screen doubled them (every run of CR is even) they are halved. Escape
 * sequences go whole; of the other controls only TAB stays. Octets that are
 * not UTF-8 are left for the reader of the message to judge.
 */
void paste_normalise(struct slice raw, struct buf *out);

#endif
