/* A passphrase, from the terminal without echo or from the first line of a file. */
#ifndef IO_PASSPHRASE_H
#define IO_PASSPHRASE_H

#include "wizard/io/vault.h"

#define PASSPHRASE_MIN 8 /* octets of a new one */
#define PASSPHRASE_MAX 1024

/*
 * file NULL: asks on the terminal of this process, whatever standard input is; a
 * new one twice. ERR_SYS: there is no terminal, or the user gave up; ERR_RANGE:
 * too short, or not the same twice.
 */
enum err_code passphrase_get(const char *file, bool is_new, struct vault *ret,
    struct err *err) MUST_CHECK;

#endif
