/*
 * One SPF record out of what is there and what the user wants. Existing terms,
 * their order, their qualifiers and unknown modifiers survive; who passes
 * afterwards is who passed before plus whom the user asked for; every change
 * has its reason. What makes the record fail for everybody is dropped; what is
 * merely of no use is only suggested.
 */
#ifndef FLOW_MERGE_H
#define FLOW_MERGE_H

#include "wizard/check/inspect.h"
#include "wizard/record/spf.h"

struct merge_request {
	const char *domain; /* whose record it is; NULL: does not matter */
	/*
	 * What the DNS says about the names in the records. More is asked for
	 * when it is needed. NULL: what the records say themselves must do.
	 */
	struct inquiry *inquiry;
	const struct slice *old; /* the SPF records that are there; often one */
	size_t olds;
	const char *const *add; /* terms, as written in a record */
	size_t adds;
	/*
	 * Like these, but there in so many words even where a name lets them
	 * pass: it is going to lead elsewhere.
	 */
	const char *const *pin;
	size_t pins;
	const char *const *remove;
	size_t removes;
	char all; /* '~' or '-': as the user chose; 0: keep or the default */
	bool flatten; /* above 10 look-ups: networks instead of includes */
};

enum merge_op { MERGE_KEEP, MERGE_ADD, MERGE_REMOVE, MERGE_DROP };

struct merge_change {
	enum merge_op op;
	const char *term;
	const char *why; /* translated */
	bool old; /* it stood in a record that is there */
};

/* What the user may want to do besides, the cheapest first. */
enum merge_way {
	MERGE_WAY_REMOVE,  /* a term that is of no use */
	MERGE_WAY_END,     /* say what holds for everybody else */
	MERGE_WAY_REPLACE, /* names of one's own by their addresses */
	MERGE_WAY_MOVE,    /* a service to a sub-domain of its own */
	MERGE_WAY_FLATTEN,
};

struct merge_suggestion {
	enum merge_way way;
	const char *term;
	const char *with; /* MERGE_WAY_REPLACE, _END: what to write; or NULL */
	unsigned saves;   /* look-ups */
	const char *why;  /* translated */
};

struct merge {
	const char *value; /* the new record */
	struct merge_change *change; /* every term, old and new */
	size_t count;
	char all; /* the qualifier it ends with; 0: none, or a redirect */
	bool redirects;
	const char *all_why; /* translated: why this ending */
	struct merge_suggestion *suggestion;
	size_t suggestions;
	struct spf_cost before, after; /* before: of all old records */
	bool refused; /* what was asked for would make it fail: left out */
	bool pending; /* answers are missing: merge again when they are here */
};

/*
 * ERR_SYNTAX when a term to add or remove is not one; the message names it.
 * Everything in ret lives in the arena.
 */
enum err_code merge_spf(struct arena *arena,
    const struct merge_request *request, struct merge *ret,
    struct err *err) MUST_CHECK;

/* The SPF records of an answer, the first so many of them; how many. */
size_t merge_records(
    const struct dns_answer *answer, struct slice *ret, size_t max);

/* Would receivers refuse the new record for what it costs, section 4.6.4? */
bool merge_is_too_costly(const struct merge *merge);

#endif
