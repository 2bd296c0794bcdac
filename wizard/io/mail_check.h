/*
 * The signatures of a message, verified by libopendkim with keys that were
 * looked up before: it asks nobody by itself.
 */
#ifndef IO_MAIL_CHECK_H
#define IO_MAIL_CHECK_H

#include "wizard/flow/services.h"

/* How many signatures there are; see struct mail_service. Takes its time. */
size_t mail_check_message(const struct mail_request *request,
    struct mail_signature signature[MAIL_SIGNATURES_MAX]);

#endif
