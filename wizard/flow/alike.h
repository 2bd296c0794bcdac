/* Several domains on one host: what one of them may take over from another. */
#ifndef FLOW_ALIKE_H
#define FLOW_ALIKE_H

#include "wizard/flow/decisions.h"

/*
 * Turns the decisions about a domain into those about a new one on the same
 * host: EHLO name, our senders, what SPF ends with, the report address, the
 * panel. Nothing that was found or published comes along, and the roll-out of
 * DMARC begins anew. share_key: the wizard will offer the other's key instead of
 * making one; ERR_MISSING when there is none. ERR_RANGE: the same domain.
 */
enum err_code alike_make(struct decisions *decisions, const char *domain,
    bool share_key, struct err *err) MUST_CHECK;

#endif
