/* DMARC records, RFC 9989 sections 4.7, 4.8, read with RFC 7489 in mind. */
#ifndef RECORD_DMARC_H
#define RECORD_DMARC_H

#include "wizard/record/taglist.h"

enum dmarc_policy {
	DMARC_NO_POLICY, /* tag absent */
	DMARC_NONE,
	DMARC_QUARANTINE,
	DMARC_REJECT,
	DMARC_BAD_POLICY,
};

enum dmarc_fault {
	DMARC_FAULT_SYNTAX = 1 << 0,   /* a part is not tag=value */
	DMARC_FAULT_VERSION = 1 << 1,  /* v=DMARC1 not first or not exact */
	DMARC_FAULT_POLICY = 1 << 2,   /* p= has no such value */
	DMARC_FAULT_SUBPOLICY = 1 << 3, /* sp= or np= has no such value */
	DMARC_FAULT_NO_POLICY = 1 << 4, /* p= absent: taken as none */
	DMARC_FAULT_REPORT_URI = 1 << 5, /* rua=/ruf= is not a list of URIs */
	DMARC_FAULT_ALIGNMENT = 1 << 6, /* adkim=/aspf= neither r nor s */
	DMARC_FAULT_DUPLICATE = 1 << 7, /* a tag twice */
	DMARC_FAULT_HISTORIC = 1 << 8,  /* pct, rf, ri: removed by RFC 9989 */
	DMARC_FAULT_ORDER = 1 << 9,     /* p= is not the second tag */
	DMARC_FAULT_UNKNOWN = 1 << 10,  /* an unknown tag: ignored */
};

struct dmarc_uri {
	struct slice text;   /* "mailto:a@b" without the !size of old */
	struct slice domain; /* host of a mailto address; len 0: other scheme */
	bool valid;
};

struct dmarc_record {
	struct taglist tags;
	enum dmarc_policy p, sp, np;
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	bool testing;                 /* t=y */
	char psd;                     /* 'y', 'n', 'u' */
	struct dmarc_uri *rua;
	size_t nrua;
	struct dmarc_uri *ruf;
	size_t nruf;
	unsigned faults; /* enum dmarc_fault */
};

/* "v=DMARC1" first: the records that count, section 4.10. */
bool dmarc_is_record(struct slice text);

/* Does the text look like a DMARC record gone wrong ("v=dmarc1", blank first)? */
bool dmarc_is_attempt(struct slice text);

struct dmarc_record *dmarc_parse(struct arena *arena, struct slice text);

const char *dmarc_policy_word(enum dmarc_policy policy); /* "none", ... */

#endif
