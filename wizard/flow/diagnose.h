/*
 * A bounce beside the DNS of now: why the message was refused, whether it would
 * be taken today, and the one thing to do first.
 */
#ifndef FLOW_DIAGNOSE_H
#define FLOW_DIAGNOSE_H

#include "wizard/check/finding.h"
#include "wizard/flow/decisions.h"

#define DIAGNOSIS_CHECKS_MAX 16
#define DIAGNOSIS_ADVICE_MAX 4

/* What is known about the key that the bounce, or nobody, names. */
enum key_now {
	KEY_NOT_KNOWN, /* pending, or nobody could say */
	KEY_MISSING,
	KEY_UNUSABLE, /* there is a text, but no key in it, or a revoked one */
	KEY_THERE,
};
const char *key_now_word(enum key_now key); /* NULL: not known */

enum accepted {
	ACCEPTED_UNKNOWN, /* the DNS does not decide it, or has not answered */
	ACCEPTED_NO,
	ACCEPTED_YES,
};

/* How such a bounce comes about, a row of diagnose_stories.c. */
struct story {
	const char *id;     /* "ipv6-not-covered" */
	const char *title;  /* translatable, as what follows */
	const char *why;
	const char *remedy; /* NULL: the receiver's words have it */
	const char *checks; /* ids that explain it, "PT-12 SPF-81" */
};

/* What was judged then and is judged otherwise, or the same, now. */
struct change_since {
	const char *what; /* "SPF", "DKIM", "DMARC" */
	const char *then; /* by the bounce; NULL: it does not say */
	const char *now;  /* NULL: not known */
};
#define CHANGES_SINCE 3

struct diagnosis {
	const struct bounce *bounce; /* that was diagnosed */
	bool pending; /* answers are missing; what is said may change */
	const char *domain;   /* whose mail it was; NULL: nobody can tell */
	const char *envelope; /* whose SPF record counted; NULL: not known */
	const char *spf;      /* of the bounce's address now; NULL: not known */
	const struct spf_outcome *outcome; /* why; or NULL */
	enum key_now key;
	const char *dmarc;    /* the policy now, "none" when there is none */
	enum alignment aligned; /* the envelope with the domain */
	struct change_since since[CHANGES_SINCE];
	/* What the user has entered since it was refused. */
	const struct change *entered[CHANGES_MAX];
	size_t entereds;
	enum accepted accepted;
	const char *grounds;  /* of it, translated; NULL: unknown */
	const struct story *story; /* NULL: none fits */
	const char *first;    /* what to do first, translated; NULL: no reason */
	const struct check *check[DIAGNOSIS_CHECKS_MAX];
	size_t checks;
	const struct advice_template *advice[DIAGNOSIS_ADVICE_MAX];
	size_t advices;
};

struct diagnose_input {
	const struct bounce *bounce;
	const struct facts *facts; /* of diagnose_domain() */
	const struct findings *findings; /* about the same */
	const struct templates *templates;
	bool proved; /* a real message passed DMARC since */
	const struct change *change; /* what was entered, and when; or NULL */
	size_t changes;
};

/*
 * The domain that is to be inspected: of From, or else the one that was refused.
 * NULL: the text names none that could be in the DNS.
 */
const char *diagnose_domain(const struct bounce *bounce);

/*
 * The address whose domain SPF judged, for inspect_params.mail_from; NULL: not
 * known.
 */
const char *diagnose_sender(struct arena *arena, const struct bounce *bounce);

/*
 * Asks the inquiry of the facts for what the inspection did not need; to be
 * called again when that has arrived, as inspect() is.
 */
void diagnose(struct arena *arena, const struct diagnose_input *input,
    struct diagnosis *ret);

#endif
