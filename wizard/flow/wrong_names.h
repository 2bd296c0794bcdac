/* Where people enter records that belong elsewhere. Pure. */
#ifndef FLOW_WRONG_NAMES_H
#define FLOW_WRONG_NAMES_H

#include "wizard/flow/plan.h"

#define WRONG_PLACES_MAX 10

struct wrong_place {
	struct dname name;
	uint16_t type; /* that is looked for */
	const char *message; /* translated, with one %s for the name */
	bool own; /* may have a record of the kind with good reason */
};

/*
 * Those of a change, in a zone with that apex: all of them in the zone. A
 * record of the kind at one of them is the misplaced one, if it is not the
 * place's own; there it has to be the very record. In the place of an alias a
 * record of another type is always the wrong one.
 */
size_t wrong_names(const struct change *change, const char *apex,
    struct wrong_place ret[WRONG_PLACES_MAX]);

#endif
