/*
 * One page of a web server, by HTTPS: the policy of MTA-STS (RFC 8461 section
 * 3.3), the picture of BIMI, its certificate. libcurl works in a thread;
 * whatever it is told to do is bounded.
 */
#ifndef IO_WEB_H
#define IO_WEB_H

#include "wizard/io/loop.h"

#define WEB_PAGE_MAX 65536 /* octets */
#define WEB_HEAD_MAX 32768 /* octets of all header lines */
#define WEB_TIMEOUT  15000 /* ms, from the first packet to the last */

struct web_options {
	uint16_t port;       /* of every web server; 0: 443 */
	const char *ca_file; /* trusted beside nobody else; NULL: the system's */
	int64_t timeout;     /* ms; 0: the default */
};

struct web;

/* options may be NULL: all defaults. */
struct web *web_new(struct loop *loop, const struct web_options *options);

/* After loop_free(): a thread may be at work until then. NULL is fine. */
void web_free(struct web *web);

/* No redirect is followed, no proxy used, no name looked up. */
struct web_service web_service(struct web *web);

#endif
