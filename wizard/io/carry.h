/* The whole memory as one file, and back: the move of a server. */
#ifndef IO_CARRY_H
#define IO_CARRY_H

#include "wizard/flow/services.h"

struct carry;

struct carry *carry_new(const char *base); /* as store_new */
void carry_free(struct carry *carry);      /* NULL is fine */

/*
 * The functions of services.h. A domain is taken whole or not at all, its state
 * last, and what the state says about the place of keys follows them here.
 */
struct carry_service carry_service(struct carry *carry);

#endif
