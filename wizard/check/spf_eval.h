/*
 * check_host() of RFC 7208, to the letter. Like inspect() it is run again until
 * nothing it needs is pending: it asks the inquiry for everything that a record
 * may need at once, but counts and decides as a sequential evaluator would.
 *
 * It asks for no more than the limits allow: for what ten terms need that the
 * evaluation has come to, and for what ten terms need ahead of it.
 */
#ifndef CHECK_SPF_EVAL_H
#define CHECK_SPF_EVAL_H

#include "wizard/check/inquiry.h"
#include "wizard/record/dname.h"
#include "wizard/record/spf.h"

#define SPF_LOOKUPS_MAX 10 /* section 4.6.4 */
#define SPF_VOIDS_MAX   2
#define SPF_MX_MAX      10
#define SPF_PTR_MAX     10

/* Records that were parsed before: evaluations meet the same ones often. */
struct spf_shelf {
	struct spf_record **record;
	size_t count;
};

/* Parses that text, which lives longer than the arena, unless it is known. */
struct spf_record *spf_shelf_read(
    struct spf_shelf *shelf, struct arena *arena, struct slice text);

/* The first term of that kind; NULL: there is none. */
const struct spf_term *spf_find_term(
    const struct spf_record *record, enum spf_kind kind);

/* Section 6.2: may this text stand where exp= leads to? */
bool spf_is_explanation(struct slice text);

struct spf_query {
	struct ip ip;          /* the client; an IPv4-mapped one counts as IPv4 */
	const char *helo;      /* as said in HELO or EHLO */
	const char *mail_from; /* "": the null sender, judged as postmaster@helo */
	const char *domain;    /* NULL: that of the sender, section 4.1 */
	int64_t now;           /* ms since 1970, for %{t} */
	const char *receiver;  /* for %{r}; NULL: "unknown" */
	struct spf_shelf *shelf; /* of records in the same arena; or NULL */
};

/* What became of one term. */
enum spf_step {
	SPF_STEP_MATCH,
	SPF_STEP_NO_MATCH,
	SPF_STEP_ERROR,   /* ended the evaluation */
	SPF_STEP_PENDING, /* waits for an answer */
};

struct spf_trace {
	unsigned depth;      /* of includes and redirects */
	const char *domain;  /* whose record the term is in */
	struct slice term;
	const char *target;  /* its domain-spec expanded; NULL: it has none */
	enum spf_step step;
	const char *why;     /* translated; NULL: nothing to add */
};

struct spf_outcome {
	bool pending; /* answers are missing; result is not valid yet */
	enum spf_result result;
	const char *problem;     /* of none, temperror, permerror; translated */
	const char *problem_domain; /* where it lies; or NULL */
	struct slice matched;    /* the term that decided; len 0: none did */
	const char **path;       /* the records that led there, outermost first */
	size_t paths;
	const char *explanation; /* of fail, section 6.2; NULL: there is none */
	unsigned lookups;        /* that were counted */
	unsigned voids;
	const struct spf_trace *trace;
	size_t traces;
};

/* Where answers come from: what is known, or DNS_PENDING and noted. */
struct spf_source {
	const struct dns_answer *(*ask)(
	    void *self, const char *name, uint16_t type);
	void *self;
};

/* The resolver, through an inquiry. */
struct spf_source spf_source_of(struct inquiry *inquiry);

/* The outcome borrows from the answers and from the query. */
struct spf_outcome *spf_evaluate(struct arena *arena,
    const struct spf_source *source, const struct spf_query *query);

#endif
