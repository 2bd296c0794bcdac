/*
 * A DNS out of zone text whose answers are known at once: for what is pure and
 * asks an inquiry.
 */
#ifndef TESTS_UNIT_FLOW_KNOWN_H
#define TESTS_UNIT_FLOW_KNOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/check/inquiry.h"
#include "wizard/check/spf_eval.h"
#include "wizard/record/zonefile.h"

struct known {
	struct arena arena;
	struct inquiry *inquiry;
	struct zone zone;
};

/* Lines of a zone whose apex is the root; what is not there is NXDOMAIN. */
void known_begin(struct known *known, const char *lines);
void known_end(struct known *known);

/*
 * Answers what has been asked; false: nothing was. Names that end in "silent"
 * get no answer.
 */
bool known_answer(struct known *known);

/* The verdict about an address when the domain has that record. */
enum spf_result known_verdict(struct known *known, const char *domain,
    const char *record, const struct ip *ip);

#endif
