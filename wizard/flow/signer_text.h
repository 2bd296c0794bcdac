/* What has to be told to a signer, as text for people. Nothing of it is done. */
#ifndef FLOW_SIGNER_TEXT_H
#define FLOW_SIGNER_TEXT_H

#include "wizard/flow/signer.h"

struct signer_told {
	const struct signer_template *signer;
	const char *domain;
	const struct signer_plan *plan;
	/* Per output: the file that has to go to its path; NULL: not written. */
	const char *const *source;
	bool written; /* the configuration files are files already */
};

void signer_text(struct arena *arena, const struct signer_told *told,
    struct buf *out);

/* The sources when nothing was written: keys are where they are. */
const char *const *signer_sources(
    struct arena *arena, const struct signer_plan *plan);

#endif
