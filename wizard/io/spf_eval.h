/*
 * What libspf2, and so the receivers built on it, make of a sender. It judges
 * in a process of its own, inkan-spf, whose questions are answered here. That
 * process may crash, hang or talk nonsense: it makes the verdict invalid, with
 * a comment for people, and nothing worse.
 */
#ifndef IO_SPF_EVAL_H
#define IO_SPF_EVAL_H

#include "wizard/flow/services.h"

struct loop;
struct spf_eval;

struct spf_limits {
	unsigned deadline_ms; /* for one verdict, from its start */
	unsigned questions;   /* of one verdict to the DNS */
	unsigned helpers;     /* at work at once; the rest wait in line */
};

#define SPF_LIMITS_DEFAULT \
	{.deadline_ms = 20000, .questions = 200, .helpers = 4}

/*
 * helper: the path of inkan-spf, copied. The others are borrowed. SIGPIPE is
 * ignored from then on.
 */
struct spf_eval *spf_eval_new(
    struct loop *loop, const struct dns_service *dns, const char *helper);

/* Takes everything that is under way back, without calling it. */
void spf_eval_free(struct spf_eval *eval);

/* For verdicts that have not begun. */
void spf_eval_limit(struct spf_eval *eval, const struct spf_limits *limits);

/*
 * A verdict that is not valid has the result SPF_TEMPERROR when the helper
 * failed, SPF_PERMERROR when a record is outside the grammar of RFC 7208 (which
 * libspf2 is never given) and SPF_NONE when the sender has no domain name.
 */
struct spf_service spf_eval_service(struct spf_eval *eval);

#endif
