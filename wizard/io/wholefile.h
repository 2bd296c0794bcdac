/*
 * Files that are read and written whole: never beyond a limit, never half. A
 * new file gets its name only when all of it is on the disk.
 */
#ifndef IO_WHOLEFILE_H
#define IO_WHOLEFILE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

/*
 * Opens a regular file for reading, relative to a directory or AT_FDCWD; never
 * waits for a pipe or a device. follow: a symbolic link as last part is all
 * right. ERR_MISSING, ERR_SYS, ERR_RANGE (not a regular file).
 */
enum err_code wholefile_open(int dir, const char *path, bool follow,
    int *ret_fd, struct err *err) MUST_CHECK;

/* Appends all of it to ret. As wholefile_open, and ERR_LIMIT. */
enum err_code wholefile_read(int dir, const char *path, bool follow,
    size_t limit, struct buf *ret, struct err *err) MUST_CHECK;

/* A file on its way to its name. */
struct wholefile {
	int dir; /* borrowed */
	int fd; /* write here */
	const char *name; /* borrowed */
	char temp[32]; /* "": it has no name yet */
};

/*
 * Begins a file that is to be called name, a plain name inside dir. The umask
 * applies.
 */
enum err_code wholefile_create(int dir, const char *name, mode_t mode,
    struct wholefile *ret, struct err *err) MUST_CHECK;

/*
 * The same for a file that will replace nothing: where the file system can do
 * that it has no name at all until it is whole, so that whatever happens to this
 * process leaves nothing behind.
 */
enum err_code wholefile_begin(int dir, const char *name, mode_t mode,
    struct wholefile *ret, struct err *err) MUST_CHECK;

enum err_code wholefile_add(
    struct wholefile *file, struct slice data, struct err *err) MUST_CHECK;

/*
 * Brings the content to disk, then gives it its name. ERR_EXISTS when the name
 * is taken and replace is false. The file is closed whatever happens, and gone
 * on failure.
 */
enum err_code wholefile_commit(
    struct wholefile *file, bool replace, struct err *err) MUST_CHECK;

void wholefile_discard(struct wholefile *file);

/* All of it in one call. */
enum err_code wholefile_write(int dir, const char *name, mode_t mode,
    bool replace, struct slice data, struct err *err) MUST_CHECK;

#endif
