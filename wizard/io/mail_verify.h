/*
 * The signatures of a message, verified by libopendkim with keys that were
 * looked up before: it asks nobody by itself.
 */
#ifndef IO_MAIL_VERIFY_H
#define IO_MAIL_VERIFY_H

#include "wizard/io/loop.h"

struct mail_verify;

/* The loop is borrowed. Free it when every job has ended or was cancelled. */
struct mail_verify *mail_verify_new(struct loop *loop);
void mail_verify_free(struct mail_verify *verify); /* NULL is fine */
struct mail_service mail_verify_service(struct mail_verify *verify);

/*
 * The work itself, in the caller's thread; signature has room for
 * MAIL_SIGNATURES_MAX, the return value is how many there are.
 */
size_t mail_verify_message(const struct mail_request *request,
    struct mail_signature signature[MAIL_SIGNATURES_MAX]);

#endif
