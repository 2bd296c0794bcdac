/*
 * The DNS as libspf2 sees it: every look-up becomes a question to the parent,
 * which answers from wherever it likes.
 */
#ifndef HELPER_LAYER_H
#define HELPER_LAYER_H

/* libspf2's headers do not include what they use. */
#include <netinet/in.h>
#include <stddef.h>

#include <spf2/spf_server.h>

/* Static; libspf2 does not free it. */
SPF_dns_server_t *layer_get(void);

#endif
