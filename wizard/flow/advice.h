/* Advice for the user's own side of the fence, from templates/advice.ini. */
#ifndef FLOW_ADVICE_H
#define FLOW_ADVICE_H

#include "wizard/flow/services.h"

/* NULL: there is none of that id. */
const struct advice_template *advice_find(
    const struct templates *templates, const char *id);

/* Is it about the story? */
bool advice_is_about(
    const struct advice_template *advice, const char *story);

#endif
