/*
 * Terminals that show several things side by side, with a line between them,
 * and what is copied off them: the panes are put one below the other again.
 */
#ifndef RECORD_BOUNCE_PANES_H
#define RECORD_BOUNCE_PANES_H

#include "wizard/base/arena.h"

#define BOUNCE_PANES_MAX 4 /* side by side; further ones stay with the last */

/* Text without such lines is returned as it is. */
struct slice bounce_panes_parted(struct arena *arena, struct slice text);

#endif
