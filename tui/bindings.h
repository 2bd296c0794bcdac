/* Which key does what: the tables behind the help page. */
#ifndef TUI_BINDINGS_H
#define TUI_BINDINGS_H

#include "tui/face.h"

void bindings_dispatch(struct face *face, const struct key *key);

#endif
