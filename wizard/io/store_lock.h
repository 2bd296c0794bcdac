/* One session at a time works on a domain: flock(2) on <domain>/lock. */
#ifndef IO_STORE_LOCK_H
#define IO_STORE_LOCK_H

#include "wizard/flow/services.h"

/*
 * dir: the directory of the domain. ret_fd: to be closed to unlock.
 * ERR_LOCKED: ret_holder says who. take_over: the other session is asked to
 * leave (SIGTERM) if it really is this program, and gets three seconds.
 */
enum err_code store_lock(int dir, bool take_over, int *ret_fd,
    struct lock_holder *ret_holder, struct err *err) MUST_CHECK;

#endif
