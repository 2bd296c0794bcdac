/* Packed files of strangers: gzip and zip, bounded in what comes out. */
#ifndef IO_UNPACK_H
#define IO_UNPACK_H

#include "wizard/flow/services.h"

struct unpack_service unpack_service(void);

/* How much may come out of so many octets; see UNPACKED_MAX. */
size_t unpack_limit(size_t packed);
/* The error for what is above that. */
enum err_code unpack_too_large(struct err *err) MUST_CHECK;

/* The functions of services.h. */
enum err_code gunzip(void *self, struct arena *arena, struct slice packed,
    struct unpacked *ret, struct err *err) MUST_CHECK;
enum err_code unzip(void *self, struct arena *arena, struct slice packed,
    struct unpacked *ret, struct err *err) MUST_CHECK;

#endif
