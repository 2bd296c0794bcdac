/* For the files that judge: one run over the facts. */
#ifndef CHECK_CHECKING_H
#define CHECK_CHECKING_H

#include "wizard/check/finding.h"
#include "wizard/record/mend.h"

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

/*
 * Whoever mends what was found since that finding may publish this in its place;
 * the gravest of them says so. NULL: it cannot be told.
 */
void checking_offer(struct checking *c, size_t first, const char *value);

/* A record that belongs elsewhere, mended when it has to be; NULL as above. */
const char *checking_meant(
    struct checking *c, mend_record *mend, struct slice text);

/*
 * The name as it was before somebody appended the domain to it, like
 * "mx.example.net.example.org"; NULL: that cannot be.
 */
const char *checking_undoubled(struct checking *c, const char *name);

/* Does the domain take mail: has it an MX record that is no null MX? */
bool checking_receives(const struct facts *facts);

/* Does the SPF record allow nobody? */
bool checking_never_sends(const struct facts *facts);

/* A wildcard key without a key: nothing is signed, whatever the selector. */
bool checking_never_signs(const struct checking *c);

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

/* Is any address known to send mail of the domain? */
bool checking_has_sender(const struct facts *facts);

/* An SPF record without a single server, like "v=spf1 -all". */
bool checking_names_nobody(const struct spf_record *record);

/* Does any TLSA record fit the certificate that was shown, or who made it? */
bool checking_is_matched(
    const struct tls_host *host, const struct mail_server *server);

/* Can it be reached from everywhere? Examples count as such. */
bool checking_is_public(const struct ip *ip);

/* Of this machine, or said by the user to send. */
bool checking_is_own(const struct facts *facts, const struct ip *ip);

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
	struct slice text; /* of the record; len 0: there is none */
	const char *name;
};

/* A wildcard answers for every selector: that is no key of this one. */
bool checking_is_wildcards(
    const struct facts *facts, const struct dns_answer *answer);

/* The parts of check_dkim() about a key that is there. */
void check_dkim_key(const struct key *key);
void check_dkim_way(const struct key *key); /* how the DNS keeps it */
void check_dkim_own(const struct key *key); /* is it the one of ours? */

/* About a selector that is an alias, with a key behind it and without. */
void check_dkim_alias(const struct key *key);
void check_dkim_dangling(const struct key *key);

/* About a selector where there is no key: addresses instead? */
void check_dkim_proxied(const struct key *key);

/* About a selector where there is no key: is it at another name? */
void check_dkim_elsewhere(const struct key *key);
void check_dkim_selector(const struct key *key);

/* About the names beside the selectors. */
void check_dkim_names(struct checking *c);

/* The parts of check_dmarc(). */
void check_dmarc_tags(struct checking *c, const struct dmarc_record *record);
void check_dmarc_reports(struct checking *c, const struct dmarc_record *record);
void check_dmarc_stage(struct checking *c); /* also without a record */

/* The parts of check_host(). */
void check_mx(struct checking *c);
void check_mx_here(struct checking *c); /* MX and this machine */
void check_addresses(struct checking *c); /* what mail leaves from */
void check_hello(struct checking *c);
void check_machine(struct checking *c);
void check_zone(struct checking *c);
void check_zone_servers(struct checking *c);
void check_dns_host(struct checking *c); /* what its panel can take */

/* Beside what was there when the domain was last right; by topic. */
void check_earlier_servers(struct checking *c);
void check_earlier_policy(struct checking *c);
void check_earlier_reports(struct checking *c);

/* What a mail server says before TLS; part of check_smtp(). */
void check_greeting(struct checking *c, const struct tls_address *at);

/* What the zone above says; server: one that serves the zone. */
void check_delegated(struct checking *c, const struct server_facts *server);
void check_glue(struct checking *c); /* the apex has to be known */
void check_signed_delegation(struct checking *c);

#endif
