/* Between the files of the SPF parser: one term, and what it was meant to be. */
#ifndef RECORD_SPF_GRAMMAR_H
#define RECORD_SPF_GRAMMAR_H

#include "wizard/record/spf.h"

/* A fault inside a term: the faulty text is a part of the term's. */
struct spf_mistake {
	enum spf_problem problem;
	struct slice where;
};

/*
 * Reads exactly one term by the grammar of section 12. False with *mistake
 * filled, and *ret as far as it was read. ret->at is left alone.
 */
bool spf_read_term(
    struct slice text, struct spf_term *ret, struct spf_mistake *mistake);

/* Is the text one or more terms, each good, with blanks between? */
bool spf_reads_well(struct slice terms);

/* The kind of that name, case ignored; SPF_TERM_UNKNOWN when there is none. */
enum spf_kind spf_kind_of(struct slice word);

/*
 * How a faulty term was probably meant, or NULL. When that tells better what
 * is wrong with it, *problem is changed.
 */
char *spf_suggest(
    struct arena *arena, struct slice term, enum spf_problem *problem);

/* The translated sentence about a problem. */
const char *spf_problem_text(enum spf_problem problem);

#endif
