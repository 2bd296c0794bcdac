/*
 * One SPF record out of what is there and what the user wants. Existing terms,
 * their order, their qualifiers and unknown modifiers survive; who passes
 * afterwards is who passed before plus whom the user asked for; every change
 * has its reason.
 */
#ifndef FLOW_MERGE_H
#define FLOW_MERGE_H

#include "wizard/record/spf.h"

struct merge_request {
	const struct slice *old; /* the SPF records that are there; often one */
	size_t olds;
	const char *const *add; /* terms, as written in a record */
	size_t adds;
	const char *const *remove;
	size_t removes;
	char all; /* '~' or '-': as the user chose; 0: keep or the default */
};

enum merge_op { MERGE_KEEP, MERGE_ADD, MERGE_REMOVE, MERGE_DROP };

struct merge_change {
	enum merge_op op;
	const char *term;
	const char *why; /* translated */
};

struct merge {
	const char *value; /* the new record */
	struct merge_change *change; /* every term, old and new */
	size_t count;
	char all;        /* the qualifier it ends with; 0: it redirects */
	const char *all_why; /* translated: why this ending */
};

/* ERR_SYNTAX when a term to add or remove is not one; the message names it. */
enum err_code merge_spf(struct arena *arena,
    const struct merge_request *request, struct merge *ret,
    struct err *err) MUST_CHECK;

#endif
