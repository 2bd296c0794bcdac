/*
 * A real message judged as a receiver would: SPF, DKIM, DMARC, whether they are
 * about the domain in From, and what the receiver that had it wrote.
 */
#ifndef FLOW_JUDGE_H
#define FLOW_JUDGE_H

#include "wizard/check/alignment.h"
#include "wizard/check/finding.h"
#include "wizard/flow/services.h"
#include "wizard/record/authres.h"
#include "wizard/record/dkimsig.h"
#include "wizard/record/message.h"
#include "wizard/record/received_spf.h"

/* Results of RFC 8601 section 2.7. */
enum judged {
	JUDGED_UNKNOWN, /* could not be judged: nobody said what it needs */
	JUDGED_NONE,
	JUDGED_PASS,
	JUDGED_FAIL,
	JUDGED_POLICY, /* verifies, but no receiver may accept it */
	JUDGED_NEUTRAL,
	JUDGED_TEMPERROR,
	JUDGED_PERMERROR,
};
const char *judged_word(enum judged judged); /* NULL for JUDGED_UNKNOWN */

/* Why a signature does not pass. */
enum judged_reason {
	REASON_NONE,
	REASON_SYNTAX, /* the field cannot be read */
	REASON_FROM, /* it does not cover From */
	REASON_NO_ANSWER, /* nobody could say whether there is a key */
	REASON_NO_KEY,
	REASON_MANY_KEYS,
	REASON_REVOKED,
	REASON_WEAK_KEY,
	REASON_BAD_KEY,
	REASON_KEY_TYPE, /* the key is not for this algorithm */
	REASON_STRICT, /* the key is not for hosts below the domain: t=s */
	REASON_SHA1,
	REASON_OTHER_KEY,
	REASON_BODY,
	REASON_HEADER,
	REASON_ADDED, /* text behind what l= covers */
	REASON_EXPIRED,
	REASON_FUTURE,
	REASON_REFUSED, /* by libopendkim */
};
const char *judged_reason_word(enum judged_reason reason); /* NULL for none */

struct judged_signature {
	const struct dkimsig *sig;
	const char *owner; /* of the key record; "": there is no such name */
	const struct dns_answer *answer; /* NULL: not asked */
	const struct dkim_record *record; /* NULL: none */
	size_t keys; /* TXT records there that are keys */
	unsigned bits; /* of the key; 0: unknown */
	enum judged result;
	enum judged_reason reason;
	const char *comment; /* of REASON_REFUSED; "" */
	enum alignment aligned;
};

struct judged_spf {
	bool known; /* was evaluated; else result is without meaning */
	enum spf_result result;
	const char *problem; /* of none, temperror, permerror; or NULL */
	struct ip ip; /* family 0: not given */
	struct ip seen; /* what Received suggests; family 0: nothing */
	const char *helo; /* "": unknown */
	const char *local; /* of the Return-Path */
	const char *domain; /* of it, or of the HELO name; NULL: unknown */
	const char *written; /* the domain as it stands there; "" */
	bool null_sender;
	bool sender_known; /* there is a Return-Path, or --mail-from */
	enum alignment aligned;
};

struct judged_dmarc {
	enum judged result;
	enum dmarc_policy
	    policy; /* that holds for From; DMARC_NO_POLICY: none */
	const struct facts *walk; /* from the domain in From; or NULL */
	bool by_spf, by_dkim;
};

struct judgement {
	const char *unreadable; /* translated; nothing else is filled then */
	struct message message;
	const char *from; /* the domain in From; NULL: none */
	bool several_from; /* fields, or domains */
	struct judged_spf spf;
	struct judged_signature *signature;
	size_t signatures;
	struct judged_dmarc dmarc;
	struct authres receiver;
	struct received_spf received_spf; /* the receiver's, too */
	struct findings findings;
};

struct judge_options {
	struct ip ip; /* that sent the message; family 0: unknown */
	const char *helo; /* NULL: that of the Received field */
	const char *mail_from; /* NULL: the Return-Path */
};

struct judge;

/*
 * message and options are borrowed until judge_free. changed is called from the
 * loop, once, when it is done; never when it is done at once.
 */
struct judge *judge_new(const struct services *services, struct slice message,
    const struct judge_options *options, void (*changed)(void *arg), void *arg);
void judge_free(struct judge *judge);
bool judge_done(const struct judge *judge);

/* NULL until it is done; valid until judge_free. */
const struct judgement *judge_result(const struct judge *judge);

/* What the receiver wrote about "spf", "dkim" or "dmarc". */
struct judged_writing {
	const char *result;
	const char *field; /* the name of the one it stands in */
};

/*
 * Authentication-Results, or else that of ARC; about SPF without either,
 * Received-SPF. False: nothing is written.
 */
bool judged_receiver(const struct judgement *judgement, const char *method,
    struct judged_writing *ret);

/* All signatures together: pass when one does, else what the first one is. */
enum judged judged_dkim(const struct judgement *judgement);

#endif
