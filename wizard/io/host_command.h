/*
 * A question to a program of this machine: run by its full path with an empty
 * environment and nothing to read, bounded in time and in what it may print.
 */
#ifndef IO_HOST_COMMAND_H
#define IO_HOST_COMMAND_H

#include "wizard/base/buf.h"
#include "wizard/io/loop.h"

struct host_command;

/* printed: ptr NULL when the program failed, in whatever way. */
typedef void host_command_done(void *arg, struct slice printed);

/* done is called once, from the loop. argv: a full path first, NULL last. */
struct host_command *host_command_start(struct loop *loop,
    const char *const *argv, host_command_done *done, void *arg);

/* Before done was called, which is then not called; NULL is fine. */
void host_command_cancel(struct host_command *command);

#endif
