/* For the files that make up spf_evaluate(). */
#ifndef CHECK_SPF_STATE_H
#define CHECK_SPF_STATE_H

#include "wizard/check/spf_eval.h"

/* What stays the same through all includes and redirects. */
struct spf_state {
	struct arena *arena;
	const struct spf_source *source;
	const struct spf_query *query;
	struct ip ip;         /* unmapped */
	const char *sender;   /* "postmaster@..." filled in, section 4.3 */
	const char *local;    /* what is before the @ */
	const char *origin;   /* what is behind it */
	struct spf_outcome *out;
	struct spf_trace *traces_of_run; /* out->trace, to be written */
	const struct spf_term *exp; /* of the record that failed; or NULL */
	const char *exp_domain;
};

/* Trial answers of parts of the evaluation. */
enum spf_known { SPF_YES, SPF_NO, SPF_UNKNOWN_YET };

const struct dns_answer *spf_ask(
    struct spf_state *s, const char *name, uint16_t type);

/*
 * Expands a macro string (section 7). explanation: the text behind exp=, where
 * more letters and blanks are allowed. false: an answer that %{p} needs is
 * pending. The text is in the arena, cut from the left to 253 octets unless it
 * is an explanation.
 */
bool spf_expand(struct spf_state *s, struct slice text, const char *domain,
    bool explanation, const char **ret);

/*
 * The names of the client that lead back to it, section 5.5: at most ten are
 * tried. SPF_UNKNOWN_YET while answers are pending; errors mean no names.
 */
struct spf_names {
	const char **name;
	size_t count;
	bool is_void; /* the PTR query found nothing */
};
enum spf_known spf_validated_names(
    struct spf_state *s, struct spf_names *ret);

/*
 * Asks for what one term needs, and for the records behind it as far as they
 * are known; budget: how many more terms with look-ups may be asked for.
 */
void spf_prefetch_term(struct spf_state *s, const struct spf_term *term,
    const char *name, unsigned depth, unsigned *budget);

#endif
