/* For the files diagnose*.c: a diagnosis while it is made. */
#ifndef FLOW_DIAGNOSING_H
#define FLOW_DIAGNOSING_H

#include "wizard/flow/diagnose.h"

struct diagnosing {
	struct arena *arena;
	const struct diagnose_input *in;
	const struct bounce *bounce; /* of in */
	const struct facts *facts;   /* of in */
	struct diagnosis *d;
};

/* The name when the DNS could know it; else NULL: "web1.localdomain". */
const char *diagnosing_public(const char *name);

/* Would all reasons be gone, and on what grounds? Needs what is known now. */
void diagnosing_accept(const struct diagnosing *g);

/* The first story that fits; needs whether it would be accepted. */
const struct story *diagnosing_story(const struct diagnosing *g);

/* Advice about the story for the software and the hosts that are known. */
void diagnosing_advise(const struct diagnosing *g);

/* Does the message come from a host that is known not to sign on every plan? */
bool diagnosing_is_unsigned(const struct diagnosing *g);

/* Does the refusal speak of it, as far as it says? */
bool diagnosing_is_spf(const struct diagnosing *g);
bool diagnosing_is_dkim(const struct diagnosing *g);

bool diagnosing_passes(const struct diagnosing *g); /* SPF, now */

/* Is there such a finding, at least a warning? ids: "DK-31 DK-32". */
bool diagnosing_finds(const struct diagnosing *g, const char *ids);

/* The facts about the sender's address; NULL: it was not looked at. */
const struct address_facts *diagnosing_address(const struct diagnosing *g);

#endif
