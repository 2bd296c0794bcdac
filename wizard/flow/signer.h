/* The configuration of a signer, out of its template and our keys. */
#ifndef FLOW_SIGNER_H
#define FLOW_SIGNER_H

#include "wizard/flow/dkim_own.h"

const struct signer_template *signer_find(
    const struct templates *templates, const char *id); /* NULL: no such */

/* A part of the template with everything put in; lives in the arena. */
struct signer_output {
	enum signer_part_kind kind;
	const char *path;  /* on the signer's machine; "" for commands, notes */
	const char *mode;
	const char *owner; /* "user:group" */
	const char *text;
	struct own_view key; /* SIGNER_KEY: which one goes to path */
	bool seed;           /* SIGNER_KEY: in that form */
};

struct signer_plan {
	struct signer_output *output;
	size_t outputs;
	struct own_view left_out[OWN_MAX]; /* keys the signer cannot use */
	size_t lefts;
};

/*
 * Keys that sign now, of the types that the signer knows. ERR_MISSING: there is
 * none; ERR_SYNTAX: the template asks for what there is not; ERR_RANGE: the
 * domain has characters that mean something in configuration files.
 */
enum err_code signer_make(struct arena *arena,
    const struct signer_template *signer, const struct decisions *decisions,
    struct signer_plan *ret, struct err *err) MUST_CHECK;

#endif
