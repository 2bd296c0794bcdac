/*
 * What is known about one mail domain. All data; "not known yet" is an answer
 * whose status is DNS_PENDING, and is never shown as "not there".
 */
#ifndef CHECK_FACTS_H
#define CHECK_FACTS_H

#include "wizard/check/alignment.h"
#include "wizard/check/inquiry.h"
#include "wizard/check/spf_eval.h"
#include "wizard/check/tls_facts.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dmarc.h"
#include "wizard/record/dname.h"
#include "wizard/record/spf.h"

/* This machine, as far as it can be seen from inside. */
struct host_facts {
	bool known;            /* false: not looked at yet, or not this host */
	const char *hostname;  /* what it calls itself, made a FQDN; "" unknown */
	const struct ip *address; /* global addresses of its interfaces */
	size_t addresses;
	const char *mta;       /* "Postfix", "Exim", ...; NULL: none found */
	const char *mta_hello; /* the name its EHLO will say; NULL: unknown */
	const char *const *interface; /* of each address; NULL: not known */
	const struct ip *inside; /* private addresses of its interfaces */
	size_t insides;
	const struct ip *source; /* what its mail server is told to send from */
	size_t sources;
	const char *relay;    /* the server it hands all mail to; NULL: none */
	const char *loopback; /* its full name, if /etc/hosts makes it 127.x */
};

/*
 * The DKIM selectors of a service, worth trying where the SPF record includes
 * its name or the mail goes to hosts below it.
 */
struct selector_hint {
	const char *service;  /* "_spf.example.com" */
	const char *selectors; /* separated by blanks */
	bool apart; /* or: what it sends has an envelope sender of its own */
};

/* Which DMARC policies the domain had and when, ms since 1970; 0: never seen. */
struct dmarc_past {
	int64_t none, quarantine, reject; /* seen for the first time */
	int64_t now;
};

/* A check of which nobody wants to hear for this domain, and why. */
struct ignored_check {
	char id[12];
	char reason[128]; /* "" none was given */
};

/* Who keeps DNS for others, and what its panel lets them enter. */
struct dns_host {
	const char *name;
	const char *servers; /* domains of its name servers; see dns_host.h */
	unsigned max_octets; /* of a TXT value; 0: not known */
	bool takes_txt;
	bool takes_underscore; /* in names */
};

struct earlier_key {
	const char *name; /* "s1._domainkey.example.org" */
	const char *p;    /* of its record */
};

/* What was there when the domain was last right, or said to be so. */
struct earlier_facts {
	const char *const *mx; /* hosts; NULL: nothing is remembered */
	size_t mxs;
	const char *sts_id; /* of the MTA-STS record; NULL: the same */
	const char *const *sts_line; /* of the policy: mtasts_policy_lines() */
	size_t sts_lines;
	const char *const *report; /* where TLS reports went */
	size_t reports;
	const char *const *selector; /* where there was a key */
	size_t selectors;
	const struct earlier_key *key;
	size_t keys;
	bool spf; /* there was one SPF record, and no other */
};

/* A name of the domain's own that is looked at for what is to be published. */
struct inspect_name {
	struct dname name;
	uint16_t type;
};

/* What to look at. */
struct inspect_params {
	const char *domain;            /* A-label form */
	const char *const *selector;   /* DKIM selectors to try */
	size_t selectors;
	const struct selector_hint *hint; /* and those of services found */
	size_t hints;
	/* Of services that are said to send, between blanks. */
	const char *const *service_selector;
	size_t service_selectors;
	const char *const *given_selector; /* typed, or read in a message */
	size_t given_selectors;
	const char *const *own_selector; /* those of our own keys */
	const char *const *own_record; /* what has to be there; NULL: unknown */
	size_t own_selectors;
	const char *const *old_selector; /* ours, not in use any more */
	size_t old_selectors;
	const char *const *planned_selector; /* of keys that are to be made */
	size_t planned_selectors;
	const struct ip *sender;       /* addresses that send, given by the user */
	size_t senders;
	const struct ip *noticed; /* addresses that sent, whoever they are */
	size_t noticeds;
	const char *helo;              /* EHLO name; NULL: the host's, or PTR's */
	const char *mail_from; /* a sender whose domain is looked at; or NULL */
	const struct dmarc_past *past; /* NULL: nothing is remembered */
	const struct earlier_facts *earlier; /* NULL: the same */
	const struct dns_host *dns_host; /* those that are known */
	size_t dns_hosts;
	const struct dns_host *panel; /* where records are entered; or NULL */
	const struct ignored_check *ignored;
	size_t ignoreds;
	const struct host_facts *host; /* NULL: say nothing about this machine */
	const char *const *bare_key; /* files of its keys that all can read */
	size_t bare_keys;
	bool ask_address; /* ask who echoes it by which address we are seen */
	/* What needs a service: not where there is none (practice). */
	bool web;  /* pages may be fetched: the policy of MTA-STS */
	bool policy; /* that one even where no record says that it is there */
	bool smtp; /* the mail servers of the domain are asked for STARTTLS */
	const struct blocklist *blocklist; /* on which to look for senders */
	size_t blocklists;
	bool authority; /* ask the domain's own servers for its own names */
	const struct inspect_name *name; /* see inspect_answer() */
	size_t names;
};

enum address_role {
	ADDRESS_SENDER = 1 << 0, /* the user says it sends */
	ADDRESS_HOST = 1 << 1,   /* of this machine */
	ADDRESS_MX = 1 << 2,
	ADDRESS_SPF = 1 << 3,    /* a single address in the SPF record */
	ADDRESS_NOTICED = 1 << 4, /* in a report, a bounce, a message */
};

struct address_facts {
	struct ip ip;
	unsigned roles; /* enum address_role */
	const char *interface; /* of this machine that has it; or NULL */
	const struct dns_answer *ptr;
	const char **name; /* PTR targets */
	size_t names;
	/* Does a PTR name lead back here? Unknown while answers are pending. */
	enum { CONFIRM_UNKNOWN, CONFIRM_YES, CONFIRM_NO } confirmed;
	const char *unclear; /* the last name whose address nobody could tell */
	const struct dns_answer *unclear_answer;
	/* Verdicts as RFC 8601 words; NULL: not evaluated (yet). */
	const char *spf;      /* MAIL FROM at the domain */
	const char *spf_helo; /* the null sender: postmaster at the HELO name */
	const struct spf_outcome *outcome, *outcome_helo; /* why */
	const struct spf_verdict *second, *second_helo; /* libspf2; or NULL */
};

/* Do addresses with any of these roles send mail? */
#define ADDRESS_SENDS (ADDRESS_SENDER | ADDRESS_HOST)

struct mx_facts {
	uint16_t preference;
	const char *host;
	const struct dns_answer *a, *aaaa;
	bool is_null; /* RFC 7505 */
};

struct nameserver_facts {
	const char *name;
	const struct dns_answer *a, *aaaa;
	struct ip *address;
	size_t addresses;
};

/* The zone that holds a name: found per owner name, not per domain. */
struct zone_facts {
	const char *owner; /* the name it was looked up for */
	const char *apex;  /* NULL while unknown */
	bool failed;       /* nobody could say */
	uint32_t negative_ttl;
	const struct dns_answer *ns; /* at the apex; NULL: not asked for */
	struct nameserver_facts *server;
	size_t servers;
	bool complete;     /* all server addresses are known */
};

/* One address of a name server, and what it says about its own zone. */
struct server_facts {
	const char *name;
	struct ip ip;
	const struct dns_answer *soa, *ns; /* of the zone */
	const struct dns_answer *txt;      /* of the domain; NULL: not asked */
};

/* A name that has, or ought not to have, a record of its own. */
struct place_facts {
	const char *name;
	const struct dns_answer *answer; /* TXT */
};

enum dnssec {
	DNSSEC_UNKNOWN,  /* not asked yet, or the resolver does not check */
	DNSSEC_SECURE,   /* the resolver vouches for it */
	DNSSEC_INSECURE, /* the zone above says that it is not signed */
	DNSSEC_BOGUS,    /* its signatures are wrong */
};

/* Is the zone of the domain served as it should be? Nothing known: all NULL. */
struct health_facts {
	struct server_facts *server;
	size_t servers;
	const struct dns_answer *above; /* the referral of the zone above */
	const struct dns_answer *dname; /* at the domain */
	const struct dns_answer *ds;    /* of the zone, from the one above */
	const struct dns_answer *dnskey; /* asked when there is a DS; or NULL */
	enum dnssec dnssec;
	struct place_facts wildcard;    /* a name that nobody has published */
	struct place_facts doubled[2];  /* name.zone.zone of SPF and of DMARC */
	const char **bogus; /* names whose signatures are wrong */
	size_t boguses;
};

/* One SPF record of the tree and what its terms lead to. */
struct spf_node {
	const char *domain;
	const struct dns_answer *answer;
	struct spf_record *record; /* NULL: none, several, pending or failed */
	size_t records;            /* TXT records that are SPF */
	struct spf_node **child;   /* one per term; NULL where none */
	bool loop;                 /* the name stands above itself */
};

/* A term with a look-up that leads to nothing for clients of a family. */
struct spf_void {
	const char *domain; /* whose record the term is in */
	struct slice term;
	bool for4, for6;
};

#define SPF_VOIDS_NAMED 8 /* more are counted but not named */

struct spf_cost {
	unsigned lookups;   /* worst case over the whole tree, section 4.6.4 */
	unsigned voids4, voids6; /* for a client of each family */
	struct spf_void nothing[SPF_VOIDS_NAMED];
	size_t nothings;
	uint32_t waited_ms; /* when every look-up waits for the one before */
	const char *chain;  /* a name behind more than ten aliases; or NULL */
	bool at_least;      /* macros, loops or failures hide a part */
	bool pending;
};

/* Who says that there is such a selector. */
enum selector_origin {
	ORIGIN_GUESSED, /* nobody: it is a usual one */
	ORIGIN_PLANNED, /* nobody yet: a key that is to be made gets it */
	ORIGIN_EARLIER, /* a key was there when the domain was last right */
	ORIGIN_GIVEN,   /* the user, or a message */
	ORIGIN_OLD,     /* a key of ours had it */
	ORIGIN_OURS,    /* a key of ours has it */
};

/* A key at another name than its own: how people miss it. */
enum key_misplacement {
	KEY_WITHOUT_DOMAINKEY,  /* selector.domain */
	KEY_WITHOUT_UNDERSCORE, /* selector.domainkey.domain */
	KEY_DOUBLED,            /* selector._domainkey.domain.domain */
	KEY_WITHOUT_SELECTOR,   /* _domainkey.domain */
	KEY_AT_PARENT,          /* selector._domainkey.parent */
	KEY_MISPLACEMENTS
};

struct selector_facts {
	const char *name;
	enum selector_origin origin;
	const char *wanted; /* the record that has to be there; NULL: unknown */
	const struct dns_answer *answer;
	struct dkim_record *record; /* the first TXT that is a key; or NULL */
	size_t records;             /* TXT at the name */
	const char *cname;          /* where a CNAME leads; or NULL */
	/* A, looked at when somebody relies on a key that is not there; or NULL. */
	const struct dns_answer *a;
	/*
	 * Other names, KEY_MISPLACEMENTS, looked at when there ought to be
	 * something here and is not; else NULL. Those not looked at have none.
	 */
	struct place_facts *elsewhere;
};

struct dmarc_step { /* one name of the tree walk, RFC 9989 section 4.10 */
	const char *name; /* without _dmarc. */
	const struct dns_answer *answer;
	struct dmarc_record *record; /* the only valid one; or NULL */
	struct slice text;           /* of the record; len 0: none */
	size_t records;
};

/* A domain that is to receive DMARC reports: the host of rua= or ruf=. */
struct report_facts {
	const char *domain;
	const struct dns_answer *mx, *a, *aaaa;
	/*
	 * Where a domain outside the organization has to allow it, RFC 9990
	 * section 4; NULL: nobody asks for it.
	 */
	const char *permit;
	const struct dns_answer *permit_answer; /* NULL: not a name at all */
};

/* A domain that SPF authenticates, beside the one in From. */
struct identifier_facts {
	const char *name;
	bool helo; /* the null sender's, of bounces; else MAIL FROM */
	enum alignment strict;
	enum alignment walk; /* relaxed, organizations by tree walk */
	enum alignment psl;  /* relaxed, by public suffix list */
};

struct facts {
	const char *domain;
	const struct host_facts *host; /* or NULL */
	bool by_authority; /* own names were asked of the zone's own servers */

	const struct dns_answer *txt, *mx_answer, *a, *aaaa, *ns, *soa;
	struct zone_facts *zone; /* of the domain */
	struct health_facts health; /* of that zone */

	struct mx_facts *mx;
	size_t mxs;
	struct address_facts *address;
	size_t addresses;

	struct spf_node *spf;
	struct spf_cost spf_cost;
	const struct dns_answer *type99; /* of the obsolete type SPF */
	struct place_facts *place; /* where SPF records end up by mistake */
	size_t places;
	struct place_facts *from; /* domains of senders beside this one */
	size_t froms;
	struct place_facts explanation; /* exp=; name NULL: none, or a macro */

	struct ip echo[2]; /* how others see this machine; by consent only */
	size_t echoes;

	const char *helo; /* "" unknown */
	const struct dns_answer *helo_a, *helo_aaaa;
	struct spf_node *helo_spf;

	struct selector_facts *selector; /* every one that was tried */
	size_t selectors;
	const struct dns_answer *domainkey; /* _domainkey.<domain>, TXT */
	const struct dns_answer *domainkey_ns; /* the same, NS */
	const struct dns_answer *adsp; /* _adsp._domainkey.<domain>, TXT */
	struct place_facts dkim; /* dkim.<domain>, where keys end up, too */
	const struct dns_answer *wildcard;  /* a label nobody can have published */

	struct dmarc_step *dmarc; /* the walk, from the domain upwards */
	size_t dmarcs;
	const struct dmarc_step *dmarc_found; /* where the policy comes from */
	const char *org_domain; /* by tree walk, section 4.10.2; NULL: unknown */
	const char *org_domain_psl; /* by public suffix list; NULL: none */
	struct place_facts dmarc_doubled; /* _dmarc.<domain>.<domain> */
	struct place_facts dmarc_bare;    /* dmarc.<domain> */
	const struct dmarc_past *dmarc_past; /* or NULL */
	struct report_facts *report;
	size_t reports;
	struct identifier_facts *identifier;
	size_t identifiers;

	struct tls_facts tls;
	struct listing_facts *listing; /* on every list that was asked about */
	size_t listings;

	const struct earlier_facts *earlier; /* or NULL */
	const struct dns_host *panel;    /* where records are entered; or NULL */
	const struct dns_host *dns_host; /* who serves the zone; or NULL */

	const char *const *bare_key; /* as in the parameters */
	size_t bare_keys;

	const struct ignored_check *ignored;
	size_t ignoreds;
	const struct selector_hint *hint; /* of services that are known */
	size_t hints;

	bool complete; /* nothing is pending */

	struct inquiry *inquiry; /* where more can be asked; NULL: nowhere */
};

#endif
