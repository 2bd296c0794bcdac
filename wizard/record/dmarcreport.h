/*
 * Aggregate reports of DMARC: what one receiver saw of a domain's mail. Read by
 * the schema of RFC 9990 and by that of RFC 7489 appendix C; whatever is missing
 * is left at zero, whatever is unknown is passed over. Every text is somebody
 * else's: it goes through text_safe() before it is shown.
 */
#ifndef RECORD_DMARCREPORT_H
#define RECORD_DMARCREPORT_H

#include <stdint.h>

#include "wizard/record/dmarc.h"
#include "wizard/record/ipaddr.h"

#define DMARC_REPORT_MAX      BUF_LIMIT /* octets of XML */
#define DMARC_REPORT_DEPTH    32     /* elements inside one another */
#define DMARC_REPORT_TEXT     512    /* octets of a text; the rest is cut */
#define DMARC_REPORT_ROWS     100000
#define DMARC_REPORT_RESULTS  32     /* of a row and kind; the rest is left out */
#define DMARC_REPORT_MESSAGES 1000000000 /* of a row; more is nonsense */

/* What a receiver thinks of a message beside the policy. */
enum dmarc_reason {
	DMARC_REASON_FORWARDED = 1 << 0,
	DMARC_REASON_MAILING_LIST = 1 << 1,
	DMARC_REASON_TRUSTED_FORWARDER = 1 << 2,
	DMARC_REASON_SAMPLED_OUT = 1 << 3,
	DMARC_REASON_TEST_MODE = 1 << 4, /* policy_test_mode, RFC 9990 */
	DMARC_REASON_LOCAL_POLICY = 1 << 5,
	DMARC_REASON_OTHER = 1 << 6,
};

/* A signature, or the envelope sender, and what became of it. */
struct dmarc_auth {
	const char *domain;   /* "" when the report does not say */
	const char *selector; /* of a signature; "" */
	bool passed;
};

struct dmarc_row {
	struct ip ip;
	int64_t messages;
	enum dmarc_policy disposition; /* what was done; none for "pass", too */
	bool dkim, spf; /* passes, and is aligned */
	unsigned reasons; /* enum dmarc_reason */
	const char *header_from, *envelope_from; /* "" */
	struct dmarc_auth *signature;
	size_t signatures;
	struct dmarc_auth *sender; /* of the envelope */
	size_t senders;
};

enum dmarc_discovery { /* how the receiver found the policy, RFC 9990 */
	DMARC_DISCOVERY_UNSAID,
	DMARC_DISCOVERY_PSL,
	DMARC_DISCOVERY_TREEWALK,
};

struct dmarc_report {
	const char *version;
	const char *org, *email, *id; /* who reports */
	int64_t begin, end; /* seconds since 1970; 0: not said */
	const char *domain; /* of the policy, as it stands there */
	enum dmarc_policy p, sp, np;
	bool strict_dkim, strict_spf, testing;
	enum dmarc_discovery discovery;
	struct dmarc_row *row;
	size_t rows;
	size_t broken_rows; /* left out: no address, or no usable count */
};

/*
 * Reads a report; everything in the arena. ERR_SYNTAX: no XML, no report, or one
 * that brings a document type (entities of its own belong to attacks only).
 * ERR_LIMIT: more than the limits above.
 */
enum err_code dmarc_report_parse(struct arena *arena, struct slice xml,
    struct dmarc_report *ret, struct err *err) MUST_CHECK;

#endif
