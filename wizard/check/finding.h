/* What is wrong, what it means, what to do: the product of inkan check. */
#ifndef CHECK_FINDING_H
#define CHECK_FINDING_H

#include "wizard/check/facts.h"

enum severity {
	SEVERITY_OK,      /* worth saying that it is right */
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
	SEVERITY_UNKNOWN, /* could not be found out */
};

/* The catalogue: every check there is, from catalogue.def. */
struct check {
	const char *id;       /* "SPF-04" */
	enum severity severity; /* of its findings, unless said otherwise */
	const char *title;    /* translatable */
	const char *why;      /* why it matters */
	const char *fix;      /* how to mend it */
	const char *reference; /* "RFC 7208 section 4.5" */
};
extern const struct check check_catalogue[];
extern const size_t check_catalogue_count;
const struct check *check_find(const char *id); /* NULL: no such check */

struct finding {
	const struct check *check;
	enum severity severity;
	const char *owner;   /* the DNS name it is about */
	const char *message; /* translated, with the particulars */
	const char *fix;     /* translated; the catalogue's, or a nearer one */
	const char *value;   /* the whole record, mended; or NULL */
	long at;             /* octet in the record; -1: not about a place */
	const char *ignored; /* why it does not count, or ""; NULL: it counts */
};

struct findings {
	struct finding *finding;
	size_t count;
};

/*
 * All findings about the facts: the most severe first, of equals what is to be
 * mended first; those that are ignored come last.
 */
struct findings check_all(struct arena *arena, const struct facts *facts);

/* The worst severity of those that count; SEVERITY_OK for none. */
enum severity findings_worst(const struct findings *findings);
const char *severity_word(enum severity severity); /* "error", ... for JSON */

/*
 * Adds a finding with the severity and the fix of its check; the message is
 * translated already. What is returned may be refined until the next one is
 * added. The id must be in the catalogue.
 */
struct finding *finding_add(struct arena *arena, struct findings *list,
    const char *id, const char *owner, const char *fmt, ...) PRINTFLIKE(5, 6);

/* For the files of this folder. */
void check_spf(struct arena *, const struct facts *, struct findings *);
void check_dkim(struct arena *, const struct facts *, struct findings *);
void check_dmarc(struct arena *, const struct facts *, struct findings *);
void check_host(struct arena *, const struct facts *, struct findings *);
void check_dnsbl(struct arena *, const struct facts *, struct findings *);
void check_mtasts(struct arena *, const struct facts *, struct findings *);
void check_tlsrpt(struct arena *, const struct facts *, struct findings *);
void check_dnssec(struct arena *, const struct facts *, struct findings *);
void check_dane(struct arena *, const struct facts *, struct findings *);
void check_smtp(struct arena *, const struct facts *, struct findings *);
void check_bimi(struct arena *, const struct facts *, struct findings *);

#endif
