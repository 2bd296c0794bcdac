/* For the files that make up spf_evaluate(). */
#ifndef CHECK_SPF_STATE_H
#define CHECK_SPF_STATE_H

#include "wizard/check/spf_eval.h"

/* Every include and redirect costs a look-up, so that ten end the recursion. */
#define SPF_DEPTH_MAX SPF_LOOKUPS_MAX

/* The names of the client that lead back to it, section 5.5. */
struct spf_names {
	enum { SPF_NAMES_UNASKED, SPF_NAMES_PENDING, SPF_NAMES_KNOWN } state;
	const char **name;
	size_t count;
	bool is_void; /* the PTR query found nothing */
};

/* What stays the same through all includes and redirects. */
struct spf_state {
	struct arena *arena;
	const struct spf_source *source;
	struct spf_shelf *shelf;
	const struct spf_query *query;
	struct ip ip;         /* unmapped */
	const char *sender;   /* "postmaster@..." filled in, section 4.3 */
	const char *local;    /* what is before the @ */
	const char *origin;   /* what is behind it */
	struct spf_names names;
	struct spf_outcome *out;
	struct spf_trace *trace; /* out->trace, while it is written */
	const struct spf_term *exp; /* of the record that failed; or NULL */
	const char *exp_domain;
};

/* One evaluation of one record, section 4.6. */
struct spf_frame {
	struct spf_state *s;
	const char *domain; /* <domain> of section 4.1, as it was written */
	unsigned depth;
	const struct spf_record *record;
};

/* How a mechanism ended, section 4.6.2. */
enum spf_found {
	SPF_FOUND,
	SPF_NOT_FOUND,
	SPF_FOUND_TEMPERROR,
	SPF_FOUND_PERMERROR,
	SPF_FOUND_WAITS, /* for an answer */
};

/* --- spf_eval.c -------------------------------------------------------- */

/* Notes the first problem; returns the result for the caller to return. */
enum spf_result spf_problem(struct spf_state *s, enum spf_result result,
    const char *domain, const char *why);

/* --- spf_fetch.c ------------------------------------------------------- */

/* What is known; when that is nothing yet, the outcome is pending. */
const struct dns_answer *spf_ask(
    struct spf_state *s, const char *name, uint16_t type);

/*
 * Expanded text as the name to ask for; NULL when no such name can exist, so
 * that nothing matches it, section 4.8.
 */
const char *spf_dname(struct spf_state *s, const char *text);

/* The same for <domain>, which must have two labels or more, section 4.3. */
const char *spf_domain(struct spf_state *s, const char *text);

/* Fetches the record of a domain: SPF_PASS, or what its lack results in. */
enum spf_result spf_fetch(struct spf_state *s, const char *domain,
    const struct spf_record **ret);

/*
 * The names of the client that lead back to it; at most ten are tried, and what
 * fails is passed over. NULL: an answer is pending.
 */
const struct spf_names *spf_client_names(struct spf_state *s);

/* --- spf_ahead.c ------------------------------------------------------- */

/* Asks now for what the evaluation of that record will probably need. */
void spf_look_ahead(struct spf_state *s, const char *domain,
    const struct spf_record *record);

/* --- spf_expand.c ------------------------------------------------------ */

/*
 * Expands a macro string (section 7). explanation: the text behind exp=, where
 * more letters and blanks are allowed. false: an answer that %{p} needs is
 * pending. The text is in the arena, cut from the left to 253 octets unless it
 * is an explanation.
 */
bool spf_expand(struct spf_state *s, struct slice text, const char *domain,
    bool explanation, const char **ret);

/* The same for what a term is about: its domain-spec, or the domain. */
bool spf_target(struct spf_state *s, const struct spf_term *term,
    const char *domain, const char **ret);

/* --- spf_match.c ------------------------------------------------------- */

/* Section 4.6.4; false, with the problem noted, when that was one too many. */
bool spf_count_lookup(const struct spf_frame *f);

/* Is the client in that network? */
bool spf_in_network(const struct spf_state *s, const struct ip *network,
    const struct spf_term *term);

/* The mechanisms a, mx, ptr and exists. */
enum spf_found spf_match(const struct spf_frame *f,
    const struct spf_term *term, const char *name);

/* --- spf_walk.c -------------------------------------------------------- */

enum spf_result spf_check_host(
    struct spf_state *s, const char *domain, unsigned depth);

/* --- spf_explain.c ----------------------------------------------------- */

/* Section 6.2; does nothing when the explanation is missing or malformed. */
void spf_explain(struct spf_state *s);

#endif
