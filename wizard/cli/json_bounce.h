/* What a bounce says, and the diagnosis, as docs/JSON.md has it. */
#ifndef CLI_JSON_BOUNCE_H
#define CLI_JSON_BOUNCE_H

#include <jansson.h>

#include "wizard/flow/diagnose.h"

/* diagnosis: NULL: the DNS was not asked. */
json_t *json_bounce(struct arena *arena, const struct bounce *bounce,
    const struct diagnosis *diagnosis);

#endif
