/*
 * Runs a program that the user named: its arguments as they are, no shell, few
 * variables of the environment, nothing to read. What it prints goes to standard
 * error, for standard output belongs to the results.
 */
#ifndef IO_PROGRAM_H
#define IO_PROGRAM_H

#include "wizard/io/loop.h"

/* The function of services.h. The loop is borrowed. */
struct program_service program_service(struct loop *loop);

#endif
