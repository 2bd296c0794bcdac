/*
 * The directories of the memory: <base>/<domain>/ and <base>/<domain>/keys/,
 * both 0700 and ours alone.
 */
#ifndef IO_STORE_DIR_H
#define IO_STORE_DIR_H

#include <stdbool.h>

#include "wizard/base/err.h"

/* May this name be the name of a directory here? */
bool store_dir_is_domain(const char *name);

/*
 * Opens the base directory. ERR_MISSING when it is not there and create is
 * false; ERR_RANGE when somebody else owns it or could change what is in it.
 */
enum err_code store_dir_base(
    const char *base, bool create, int *ret_fd, struct err *err) MUST_CHECK;

/* The same for one domain; ERR_RANGE also for a name that is no domain. */
enum err_code store_dir_domain(const char *base, const char *domain,
    bool create, int *ret_fd, struct err *err) MUST_CHECK;

/* The directory of its private keys, made when it is not there. */
enum err_code store_dir_keys(const char *base, const char *domain, int *ret_fd,
    struct err *err) MUST_CHECK;

#endif
