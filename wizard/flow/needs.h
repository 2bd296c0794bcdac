/* What services need in the DNS of a domain beside their term in SPF. */
#ifndef FLOW_NEEDS_H
#define FLOW_NEEDS_H

#include "wizard/flow/decisions.h"

enum need_kind {
	NEED_DKIM,
	NEED_ENVELOPE, /* a name of the domain for it, so that SPF aligns */
};

enum need_state {
	NEED_UNKNOWN,
	NEED_MISSING,
	NEED_THERE,
};

struct need {
	const struct sender_template *service;
	enum need_kind kind;
	enum need_state state;
	const char *type;  /* "TXT", "CNAME", "NS"; NULL: its panel shows it */
	const char *name;  /* in full; NULL: its panel shows it */
	const char *value; /* of a CNAME; NULL: its panel shows it */
};

/* Begin with zeroes; lives in an arena. */
struct needs {
	struct need *need;
	size_t count;
};

/*
 * Adds the records of a service. facts: of the domain, for what is there
 * already; NULL: nothing is known of that.
 */
void needs_add(struct arena *arena, const char *domain,
    const struct facts *facts, const struct sender_template *service,
    struct needs *needs);

/* The record in a sentence, without a full stop; translated. */
const char *needs_say(struct arena *arena, const struct need *need);

/*
 * By what its mail passes DMARC; translated; NULL: not known. included: the SPF
 * record has, or would have, a term for it, which may not help with that.
 */
const char *needs_alignment(
    const struct sender_template *service, bool included);

#endif
