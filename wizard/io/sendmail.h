/*
 * Hands messages to the sendmail program of this machine, as every program that
 * sends mail does. Its arguments are given as they are; no shell reads them.
 */
#ifndef IO_SENDMAIL_H
#define IO_SENDMAIL_H

#include "wizard/io/loop.h"

struct sendmail;

/* The loop is borrowed. Jobs must have ended or been cancelled by the end. */
struct sendmail *sendmail_new(struct loop *loop);
void sendmail_free(struct sendmail *sendmail); /* NULL is fine */
struct sendmail_service sendmail_service(struct sendmail *sendmail);

#endif
