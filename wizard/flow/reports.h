/*
 * Aggregate reports of DMARC, summed and joined: who sends in the name of a
 * domain, how much of it passes, and which of these senders the user forgot.
 */
#ifndef FLOW_REPORTS_H
#define FLOW_REPORTS_H

#include "wizard/flow/decisions.h"
#include "wizard/record/dmarcreport.h"

#define REPORTS_UNPACKED_MAX (64U << 20) /* octets out of one file, all told */
#define REPORTS_DEPTH_MAX    4           /* containers inside one another */
#define REPORTS_MAX          5000        /* reports that are summed */
#define REPORTS_ROWS_MAX     200000
#define REPORTS_ASKED_MAX    300 /* sources whose names are looked up */
#define SOURCE_DOMAINS_MAX   4

enum source_kind { /* the most important first */
	SOURCE_FORGOTTEN, /* looks like the user's own; nothing of it passes */
	SOURCE_BROKEN,    /* is the user's own, and yet its mail fails */
	SOURCE_PERHAPS,   /* nobody known, but much and often */
	SOURCE_UNKNOWN,   /* nobody could say who it is */
	SOURCE_FOREIGN,   /* somebody else writes in the domain's name */
	SOURCE_FORWARDER, /* hands on what was right when it was sent */
	SOURCE_GOOD,
};
#define SOURCE_KINDS (SOURCE_GOOD + 1)

const char *source_kind_word(enum source_kind kind); /* "forgotten", ... */
const char *source_kind_title(enum source_kind kind);  /* translated */
const char *source_kind_advice(enum source_kind kind); /* translated; "" */

enum source_own { /* why it is taken for the user's own; a bit set */
	OWN_HOST = 1 << 0,   /* this machine */
	OWN_MX = 1 << 1,     /* takes the domain's mail */
	OWN_NAMED = 1 << 2,  /* its name, confirmed, is within the domain */
	OWN_SPF = 1 << 3,    /* passes the record of today */
	OWN_LISTED = 1 << 4, /* the user says it sends */
};

struct domain_list { /* distinct, the first few */
	const char *name[SOURCE_DOMAINS_MAX];
	size_t count;
};

struct report_source { /* an address that sent as the domain */
	struct ip ip;
	int64_t messages;
	int64_t passing;   /* DMARC: SPF or DKIM, aligned */
	int64_t spf, dkim; /* each of them, aligned */
	int64_t forwarded; /* fail, and the receiver knows why: handed on */
	int64_t stopped;   /* quarantined or rejected */
	size_t reports;    /* that speak of it */
	int64_t last;      /* end of the newest of them, seconds */
	struct domain_list signers;   /* whose signatures passed */
	struct domain_list envelopes; /* whose envelope senders it used */

	const char *name; /* PTR; NULL: none, or not known */
	bool confirmed;   /* the name leads back to the address */
	bool asked;       /* all that was asked about it was answered */
	unsigned own;     /* enum source_own */
	bool disowned;    /* the user says it is not */
	const struct sender_template *service; /* or NULL */
	enum source_kind kind;
};

struct reported_domain {
	const char *domain;
	size_t reports;
	const char **reporter; /* who sent them, once each */
	size_t reporters;
	int64_t begin, end; /* seconds since 1970; 0: nobody said */
	const struct dmarc_report *newest; /* whose policy is shown */
	int64_t messages, passing;
	size_t broken_rows;
	struct report_source *source; /* the most important first */
	size_t sources;
	struct decisions *decided; /* what is remembered of it; NULL: nothing */
};

struct reports;

struct reports *reports_new(const struct services *services);
void reports_free(struct reports *reports);

/*
 * Takes a file of any kind: XML, gzip, zip, or a message that holds them, by
 * what is in it. *ret_found: reports that were found, those known already not
 * counted. ERR_MISSING: there is none. Other errors: something in it could not
 * be read; the rest was.
 */
enum err_code reports_add(struct reports *reports, struct slice file,
    size_t *ret_found, struct err *err) MUST_CHECK;

size_t reports_doubles(const struct reports *reports); /* that came twice */

/*
 * Sums what was added, then finds out who these addresses are; offline: by what
 * the reports and this machine say alone. To be called once.
 */
void reports_identify(struct reports *reports, bool offline);
bool reports_done(const struct reports *reports);

/* Valid when done, until reports_free. */
const struct reported_domain *reports_domains(
    const struct reports *reports, size_t *ret_count);

/* In words: "Google Workspace (mail-1.google.com)". */
const char *report_source_who(
    struct arena *arena, const struct report_source *source);

/*
 * Under which names it sent, where some of it fails: that SPF and DKIM passed
 * for somebody else helps nobody. NULL: all passes, or no report says.
 */
const char *report_source_names(
    struct arena *arena, const struct report_source *source);

/* Messages that fail DMARC and may be the user's own. */
int64_t reported_failing(const struct reported_domain *domain);

/*
 * Enters what was read into the decisions: the figures, unless newer reports were
 * read before, and the sources that may be the user's own as senders.
 */
void reports_remember(
    const struct reported_domain *domain, struct decisions *decisions);

#endif
