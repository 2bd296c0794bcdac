/*
 * The TLS of one conversation with a mail server, without a socket: octets go
 * in and come out. Whatever certificate is shown is accepted, to be judged.
 */
#ifndef IO_SMTP_TLS_H
#define IO_SMTP_TLS_H

#include "wizard/base/err.h"
#include "wizard/check/errand.h"

struct smtp_tls;

/*
 * Can that file be read, and is there a certificate in it? Otherwise whoever it
 * should have vouched for would be blamed. ERR_MISSING.
 */
enum err_code smtp_tls_try_authorities(
    const char *ca_file, struct err *err) MUST_CHECK;

/*
 * A client that wants to talk to that host. ca_file: who is trusted; NULL: the
 * system's authorities. NULL when OpenSSL cannot make one.
 */
struct smtp_tls *smtp_tls_new(const char *host, const char *ca_file);
void smtp_tls_free(struct smtp_tls *tls); /* NULL is fine */

enum smtp_tls_state {
	SMTP_TLS_GOES_ON, /* more octets have to come */
	SMTP_TLS_DONE,    /* both sides agree */
	SMTP_TLS_FAILED,
};

/* Takes what came from the server; len 0: begins. */
enum smtp_tls_state smtp_tls_feed(
    struct smtp_tls *tls, const void *data, size_t len);

/* Says something, once it is done; see smtp_tls_drain(). */
void smtp_tls_say(struct smtp_tls *tls, const char *text);

/* What has to go to the server, at most so much; 0: nothing. */
size_t smtp_tls_drain(struct smtp_tls *tls, void *ret, size_t size);

/* Why it failed, in the words of OpenSSL. */
const char *smtp_tls_problem(const struct smtp_tls *tls);

/* What was agreed and shown; all of it in the arena. */
void smtp_tls_report(const struct smtp_tls *tls, struct arena *arena,
    struct mail_server *ret);

#endif
