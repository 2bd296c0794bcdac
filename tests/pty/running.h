/* Does a program still work, or does it wait? Linux alone can say. */
#ifndef TESTS_PTY_RUNNING_H
#define TESTS_PTY_RUNNING_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Does the process, a thread of it or a process below it use a processor, or
 * would if the machine let it? One that has ended does not.
 */
bool process_is_running(pid_t pid);

#endif
