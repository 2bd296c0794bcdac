/* A directory that lives as long as the program: what practice keeps. */
#ifndef IO_SCRATCH_H
#define IO_SCRATCH_H

#include "wizard/base/err.h"

#define SCRATCH_PATH_MAX 512

/* Makes one, 0700, under $TMPDIR or /tmp. */
enum err_code scratch_make(
    char ret_path[SCRATCH_PATH_MAX], struct err *err) MUST_CHECK;

/* Removes it with all that is in it; links are not followed. */
void scratch_remove(const char *path);

#endif
