/* The keys of our domains, in the store; made without making anybody wait. */
#ifndef IO_DKIM_KEYS_H
#define IO_DKIM_KEYS_H

#include "wizard/flow/services.h"
#include "wizard/io/loop.h"
#include "wizard/io/store.h"

struct dkim_keys;

/* Both are borrowed. Free it when every job has ended or was cancelled. */
struct dkim_keys *dkim_keys_new(struct loop *loop, struct store *store);
void dkim_keys_free(struct dkim_keys *keys); /* NULL is fine */

/*
 * The functions of services.h. A new key goes where store_key_path says.
 * generate reports through done alone: ERR_RANGE for bits outside 1024..4096 or
 * an impossible name, ERR_EXISTS, and what the store says.
 */
struct key_service dkim_keys_service(struct dkim_keys *keys);

#endif
