/*
 * Asks mail servers for STARTTLS: greeting, EHLO, STARTTLS, TLS, QUIT. No mail
 * is sent, nobody logs in.
 */
#ifndef IO_SMTP_H
#define IO_SMTP_H

#include "wizard/io/loop.h"

#define SMTP_TIMEOUT 20000 /* ms, from the first packet to the last */

struct smtp_options {
	uint16_t port;       /* of every mail server; 0: 25 */
	const char *ca_file; /* who is trusted; NULL: the system's */
	int64_t timeout;     /* ms; 0: the default */
};

struct smtp;

/*
 * options may be NULL: all defaults. The loop must outlive it. SIGPIPE is
 * ignored from then on.
 */
struct smtp *smtp_new(struct loop *loop, const struct smtp_options *options);

/* Ends all conversations without calling back. NULL is fine. */
void smtp_free(struct smtp *smtp);

struct smtp_service smtp_service(struct smtp *smtp);

#endif
