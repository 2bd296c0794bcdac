/*
 * A message of ours to a mailbox elsewhere, through the user's own mail server:
 * what arrives there shows what that server sends.
 */
#ifndef FLOW_PROBE_H
#define FLOW_PROBE_H

#include "wizard/flow/services.h"

struct probe {
	const char *from; /* postmaster of the domain; a bounce goes there, too */
	const char *to;
	const char *id;   /* Message-ID, without its brackets */
	const char *text; /* the whole message, ASCII, lines end with LF */
};

/*
 * A plain address, fit for a header and for a command line: no name, no quotes,
 * no leading "-". The domain may be an international one. ERR_SYNTAX.
 */
enum err_code probe_address(struct arena *arena, const char *typed,
    const char **ret, struct err *err) MUST_CHECK;

/* to: of probe_address; lives in the arena. now: ms. */
struct probe probe_make(struct arena *arena, const char *domain,
    const char *to, int64_t now);

/* Hands it to sendmail; see there. */
struct sendmail_job *probe_send(const struct services *services,
    const struct probe *probe, sendmail_done *done, void *arg);

/* "/usr/sbin/sendmail -i -f ... -- ...", for showing. */
const char *probe_command(
    struct arena *arena, const char *program, const struct probe *probe);

#endif
