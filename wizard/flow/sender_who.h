/* Who is behind a sender: by the DNS, by SPF, by the list of services. */
#ifndef FLOW_SENDER_WHO_H
#define FLOW_SENDER_WHO_H

#include "wizard/flow/decisions.h"

struct sender_who {
	/* By its term, by its name, or by the include that covers it. */
	const struct sender_template *service; /* NULL: none that we know */
	const char *name; /* by PTR; NULL: none, or not known yet */
	bool confirmed;   /* the name leads back to the address */
	const char *interface; /* of this machine that has it; NULL: none */
	/* Of an address, as an RFC 8601 word; NULL: not judged (yet). */
	const char *spf;
	const char *through; /* the name it passes by, if by an include; or NULL */
	const char *inside;  /* the record that has it, below that; or NULL */
	/* Of an include: addresses that were noticed and pass by it. */
	const struct address_facts *const *covers;
	size_t covered;
};

/*
 * facts: NULL: only the term is known. What is found lives in the arena, in the
 * facts and in the templates.
 */
void sender_who(struct arena *arena, const struct facts *facts,
    const struct templates *templates, const struct sender *sender,
    struct sender_who *ret);

#endif
