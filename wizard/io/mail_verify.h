/* The signatures of messages, verified without making anybody wait. */
#ifndef IO_MAIL_VERIFY_H
#define IO_MAIL_VERIFY_H

#include "wizard/io/loop.h"

struct mail_verify;

/* The loop is borrowed. Free it when every job has ended or was cancelled. */
struct mail_verify *mail_verify_new(struct loop *loop);
void mail_verify_free(struct mail_verify *verify); /* NULL is fine */
struct mail_service mail_verify_service(struct mail_verify *verify);

#endif
