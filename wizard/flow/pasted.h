/*
 * A received message in the hands of the wizard, from the paste to the verdict.
 * It is kept in memory only, and no longer than it is needed.
 */
#ifndef FLOW_PASTED_H
#define FLOW_PASTED_H

#include "wizard/flow/judge.h"
#include "wizard/flow/view.h"

struct pasted {
	struct buf text;
	struct arena arena;    /* of what follows */
	const char *field;     /* that says who handed it over; NULL: none */
	const char *value;     /* of that field */
	struct ip seen;        /* by that field */
	struct judge *judge;   /* NULL: not judged yet */
};

#define PASTED_INIT {.field = NULL}

/* Takes the place of what was there, and of its verdict. */
void pasted_set(struct pasted *pasted, const char *text);

/*
 * Finds who handed it over. ERR_SYNTAX: that is no message with its header;
 * ERR_LIMIT: it is too long, and judging a part of it would be wrong.
 */
enum err_code pasted_read(struct pasted *pasted, struct err *err) MUST_CHECK;

/* ip: who handed it over; family 0: SPF is not judged. See judge_new. */
void pasted_judge(struct pasted *pasted, const struct services *services,
    const struct ip *ip, void (*changed)(void *arg), void *arg);

/* NULL: not judged, or not yet. */
const struct judgement *pasted_result(const struct pasted *pasted);

/* Nothing of it is left. */
void pasted_forget(struct pasted *pasted);

#endif
