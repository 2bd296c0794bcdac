/* Standard input, output and error, as whoever started the program left them. */
#ifndef IO_STANDARD_H
#define IO_STANDARD_H

#include <stdbool.h>

#include "wizard/base/attr.h"

/*
 * Before anything is opened: takes the places of those that are closed, so that
 * no socket and no file of ours is written to by mistake. Reading such an input
 * fails, and so does writing to such an output.
 */
void standard_begin(void);

/* At the end: false when something that was printed could not be written. */
bool standard_end(void) MUST_CHECK;

#endif
