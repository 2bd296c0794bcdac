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
	DMARC_FAULT_OPTIONS = 1 << 11,  /* fo= is not a list of 0, 1, d, s */
	DMARC_FAULT_TESTING = 1 << 12,  /* t= neither y nor n */
	DMARC_FAULT_SUFFIX = 1 << 13,   /* psd= neither y, n nor u */
	DMARC_FAULT_SHARE = 1 << 14,    /* pct= is not a number up to 100 */
	DMARC_FAULT_SIZE = 1 << 15,     /* "!10m" behind an address */
	DMARC_FAULT_PASTED = 1 << 16,   /* v=DMARC1 once more further on */
};

/* A fault and its place: nothing that is wrong goes unnamed. */
struct dmarc_error {
	enum dmarc_fault fault;
	size_t at, len;
	const char *meant; /* what probably was to stand there; or NULL */
};

struct dmarc_uri {
	struct slice text;   /* "mailto:a@b" without the !size of old */
	struct slice domain; /* host of a mailto address; len 0: other scheme */
	size_t at;
	bool valid;
	bool sized; /* there is a !size */
};

struct dmarc_record {
	struct taglist tags;
	enum dmarc_policy p, sp, np;
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	bool testing;                 /* t=y */
	char psd;                     /* 'y', 'n', 'u' */
	unsigned share;               /* pct=; 100 when it is absent or bad */
	struct dmarc_uri *rua;
	size_t nrua;
	struct dmarc_uri *ruf;
	size_t nruf;
	unsigned faults; /* enum dmarc_fault: of all errors */
	struct dmarc_error *error; /* in the order of reading */
	size_t errors;
};

/* "v=DMARC1" first: the records that count, section 4.10. */
bool dmarc_is_record(struct slice text);

/* Does the text look like a DMARC record gone wrong ("v=dmarc1", blank first)? */
bool dmarc_is_attempt(struct slice text);

/* Never fails: everything wrong is listed, everything readable is kept. */
struct dmarc_record *dmarc_parse(struct arena *arena, struct slice text);

/*
 * The tags as a record that receivers of both standards read: "v=DMARC1; p="
 * with that policy, then every other tag once, in order, known or not. Values
 * that no record may hold are left out.
 */
char *dmarc_print(struct arena *arena, enum dmarc_policy policy,
    const struct taglist *tags);

const char *dmarc_policy_word(enum dmarc_policy policy); /* "none", ... */

/* Is it none, quarantine or reject? */
bool dmarc_is_policy(enum dmarc_policy policy);

/* p= as receivers take it: what is absent or unreadable is none. */
enum dmarc_policy dmarc_policy_of(const struct dmarc_record *record);

/*
 * What holds for a name below the one with the record, section 4.10.1: sp=, or
 * np= for a name that does not exist (sp= again without it), else p=.
 */
enum dmarc_policy dmarc_policy_below(
    const struct dmarc_record *record, bool exists);

/* The tag that says so: "sp", "np" or "p". */
const char *dmarc_tag_below(const struct dmarc_record *record, bool exists);

/* What becomes of it with t=y, section 4.7: one stage less. */
enum dmarc_policy dmarc_policy_tested(
    const struct dmarc_record *record, enum dmarc_policy policy);

/*
 * Section 4.10.1: a policy that cannot be read makes a record void, unless
 * somebody is to get reports; then it counts as none.
 */
bool dmarc_is_void(const struct dmarc_record *record);

#endif
