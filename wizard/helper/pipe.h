/*
 * The two pipes to the parent. Only read(2) and write(2), for nothing else is
 * allowed once the filter is in place.
 */
#ifndef HELPER_PIPE_H
#define HELPER_PIPE_H

#include "wizard/helper/protocol.h"

/* Ends the process: "X <reason>" tells the parent why there is no result. */
void give_up(const char *reason) NORETURN;

/*
 * The next line from the parent without its line feed, valid until the next
 * call. Gives up at the end of the input and on a line that is too long.
 */
struct slice pipe_line(void);

/* Writes the whole text, or ends the process: nobody is listening. */
void pipe_write(const char *text, size_t len);

#endif
