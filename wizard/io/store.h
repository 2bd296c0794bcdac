/*
 * The memory: <base>/<domain>/state (JSON), seen and past (the same form),
 * journal (a line per event), lock, and keys/ with the private keys. Everything
 * is ours alone, 0700 and 0600.
 */
#ifndef IO_STORE_H
#define IO_STORE_H

#include "wizard/flow/services.h"

struct store;

/* base: see paths_state. Nothing is made on disk before something is kept. */
struct store *store_new(const char *base);
void store_free(struct store *store); /* unlocks; NULL is fine */

/*
 * The functions of services.h. What the contract there leaves open: forget
 * leaves private keys and states that were set aside where they are; list is
 * sorted by domain; a lock that this store holds already is granted again.
 */
struct store_service store_service(struct store *store);

/* The directory of a domain's private keys, made when it is not there. */
enum err_code store_open_keys(struct store *store, const char *domain,
    int *ret_fd, struct err *err) MUST_CHECK;

/* <base>/<domain>/keys/<selector>.key, as store_service.key_path. */
void store_key_path(const struct store *store, const char *domain,
    const char *selector, char *ret, size_t size);

#endif
