/* For the files that judge: one run over the facts. */
#ifndef CHECK_CHECKING_H
#define CHECK_CHECKING_H

#include "wizard/check/finding.h"

struct checking {
	struct arena *arena;
	const struct facts *facts;
	struct findings *list;
	const char *owner; /* the name that is being judged */
};

/*
 * Did the DNS give an answer to judge by? While it is pending nothing is said;
 * when nobody could say, an unknown finding of that id names who was asked.
 */
bool checking_answered(struct checking *c, const char *id, const char *owner,
    const struct dns_answer *answer, enum dns_type type);

/* Text of others, made safe to show. */
const char *checking_text(const struct checking *c, struct slice text);

/* Adds a finding about that term of the domain's own SPF record. */
struct finding *checking_found(struct checking *c, const struct spf_term *term,
    const char *id, const char *fmt, ...) PRINTFLIKE(4, 5);

/* Does the domain take mail: has it an MX record that is no null MX? */
bool checking_receives(const struct facts *facts);

/* A kind of record that is one TXT text at a name of its own. */
struct checking_kind {
	bool (*is_record)(struct slice text);
	bool (*is_attempt)(struct slice text);
	const char *begins;    /* what its text begins with */
	const char *missing;   /* id: there is none, or nobody could say */
	const char *misplaced; /* id: several, other texts, another name */
	const char *malformed; /* id: meant as one, but not recognised */
};

/*
 * Judges what stands at the name and whether one stands at the domain instead.
 * False when nobody could say, which is a finding, or it is pending.
 */
bool checking_text_record(struct checking *c, const struct tls_record *at,
    const struct checking_kind *kind);

/* One finding for every fault that is present; fmt takes name and text. */
struct checking_fault {
	unsigned bit;
	const char *fmt;
};
void checking_faults(struct checking *c, const char *id,
    const struct tls_record *at, unsigned present,
    const struct checking_fault *faults, size_t count);

/* Does that address send mail of the domain, as far as is known? */
bool checking_sends(const struct facts *facts, const struct address_facts *a);

/* The parts of check_spf(). */
void check_spf_terms(struct checking *c, const struct spf_record *record);
void check_spf_tree(struct checking *c);
void check_spf_costs(struct checking *c);
void check_spf_overlap(struct checking *c);
void check_spf_places(struct checking *c); /* also without a record */
void check_spf_verdicts(struct checking *c); /* also without a record */

/* One selector that is judged, with the full name of its key. */
struct key {
	struct checking *c;
	const struct selector_facts *selector;
	const struct dkim_record *record;
	struct slice text;
	const char *name;
};

/* The part of check_dkim() about a key that is there. */
void check_dkim_key(const struct key *key);

/* The parts of check_dmarc(). */
void check_dmarc_tags(struct checking *c, const struct dmarc_record *record);
void check_dmarc_reports(struct checking *c, const struct dmarc_record *record);

/* The part of check_host() about what mail leaves from. */
void check_addresses(struct checking *c);

#endif
