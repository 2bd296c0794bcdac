/*
 * What a receiver said when it refused a message: from a whole report (RFC
 * 3464), a pasted piece of one, a transcript of SMTP or the lines of a mail
 * log, with whatever terminals, web pages and mail programs have done to it.
 *
 * Three rules govern what is found. The words decide, not the code, for codes
 * mean different things to different receivers. A value that cannot be read for
 * certain is left out: none is better than a wrong one. And the message that
 * was refused, which reports quote, is never believed about the refusal.
 */
#ifndef RECORD_BOUNCE_H
#define RECORD_BOUNCE_H

#include "wizard/base/arena.h"
#include "wizard/record/ipaddr.h"

#define BOUNCE_MAX (1U << 20) /* octets that are looked at; the rest is not */
#define BOUNCE_REASONS_MAX 8

/* In the order of the words below. */
enum bounce_cause {
	BOUNCE_UNKNOWN, /* no words that the templates have */
	BOUNCE_UNAUTHENTICATED, /* neither SPF nor DKIM */
	BOUNCE_SPF,
	BOUNCE_SPF_RECORD, /* the record itself, not the sender */
	BOUNCE_DKIM,
	BOUNCE_DMARC_POLICY,
	BOUNCE_DMARC_MISSING,
	BOUNCE_ALIGNMENT,
	BOUNCE_PTR,
	BOUNCE_TLS,
	BOUNCE_IPV6, /* IPv6 without PTR or authentication */
	BOUNCE_REPUTATION,
	BOUNCE_RATE,
	BOUNCE_BLOCKLIST,
	BOUNCE_CONTENT,
	BOUNCE_UNKNOWN_USER,
	BOUNCE_MAILBOX_FULL,
	BOUNCE_NOT_AUTHENTICATION, /* anything else that is known */
	BOUNCE_CAUSES
};
const char *bounce_cause_word(enum bounce_cause cause); /* "dmarc-policy" */

/* SPF, DKIM, DMARC and what receivers ask of senders beside them. */
bool bounce_is_about_authentication(enum bounce_cause cause);

/* Whose domain a refusal names. */
enum bounce_identity {
	BOUNCE_NOBODY, /* not said */
	BOUNCE_ENVELOPE, /* MAIL FROM, or EHLO in its place */
	BOUNCE_HELO,
	BOUNCE_FROM, /* the header field */
	BOUNCE_SIGNER, /* d= of a signature */
	BOUNCE_IDENTITIES
};
const char *bounce_identity_word(enum bounce_identity identity); /* or NULL */

/* The command that was refused. */
enum bounce_stage {
	BOUNCE_ANY_STAGE, /* not said */
	BOUNCE_CONNECT,
	BOUNCE_EHLO,
	BOUNCE_MAIL,
	BOUNCE_RCPT,
	BOUNCE_DATA,
	BOUNCE_STAGES
};
const char *bounce_stage_word(enum bounce_stage stage); /* or NULL */

/*
 * A way to refuse, a section of bounces.ini. The id comes first; a text that is
 * not given is "".
 */
struct bounce_template {
	const char *id;
	const char *receiver; /* id of a receiver; "": anybody's words */
	const char
	    *wording; /* a pattern, see bounce_pattern.h; "": code alone */
	const char *code; /* "5.7.26, 4.7.26": what was seen with it */
	const char *cause; /* its word */
	const char *stage; /* only then; "": at any */
	const char *fields; /* "spf=fail dkim=fail identity=from" */
	const char *checks; /* ids that concern it, "SPF-80 SPF-81" */
	const char *remedy; /* one sentence; "": that of the cause */
	/*
	 * "weak": counts when no other one matches; "detail": gives values and
	 * is no reason.
	 */
	const char *weight;
};

/* Who refuses, a section of receivers.ini. Lists are separated by blanks. */
struct bounce_receiver {
	const char *id;
	const char *name;
	const char *hosts; /* names below which its mail servers are */
	const char *domains; /* of its users' addresses */
	const char *marks; /* words that only it says, separated by "|" */
};

struct bounce_templates {
	const struct bounce_template *row;
	size_t rows;
	const struct bounce_receiver *receiver;
	size_t receivers;
};

/*
 * What is wrong with the value of a key of bounces.ini, as a sentence; NULL:
 * nothing.
 */
const char *bounce_template_fault(const char *key, const char *value);

struct bounce_reason {
	enum bounce_cause cause;
	const struct bounce_template *row; /* NULL: of BOUNCE_UNKNOWN */
	unsigned reply; /* 550; 0: not said */
	const char *code; /* "5.7.26"; NULL: not said */
	struct slice
	    text; /* the receiver's words, on one line; see text_safe */
};

/*
 * Strings are NULL when the text does not say. Names are in lower case. What is
 * from outside and not a name, an address or a word of a list, has to pass
 * text_safe() before it is shown.
 */
struct bounce {
	bool found; /* somebody refused something */
	enum bounce_cause cause; /* that of the first reason */
	struct bounce_reason reason[BOUNCE_REASONS_MAX]; /* the nearest first */
	size_t reasons;
	unsigned reply; /* of the first reason */
	const char *code;
	enum bounce_stage stage;

	const struct bounce_receiver *receiver; /* NULL: somebody else */
	const char *remote; /* the host that refused */

	const char *domain; /* that the refusal names... */
	enum bounce_identity identity; /* ...as this */
	struct ip ip; /* the sender's as the refusal names it; family 0: not */
	const char *spf, *dkim, *dmarc; /* result words of RFC 8601 */
	const char *selector;
	bool masked; /* somebody has hidden a value that stood there */

	/* Of the report around the refusal. */
	const char *recipient;
	const char *return_path; /* the envelope sender; see below */
	const char *reporting_mta;
	const char *date; /* as written; see sent */
	int64_t sent; /* ms since 1970; 0: not said, or not where */

	/*
	 * Of the message that was refused; its author may have lied. Where the
	 * report names no sender, return_path is from there, too.
	 */
	const char *from; /* domain of the header field */
};

/* Never fails: what cannot be read is left out. All lives in the arena. */
struct bounce bounce_read(struct arena *arena, struct slice text,
    const struct bounce_templates *templates);

#endif
