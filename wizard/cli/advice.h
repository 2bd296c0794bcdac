/* Advice from templates/advice.ini for people. */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include <jansson.h>

#include "wizard/flow/templates.h"

/* Its title, its text, and the lines to be typed, on standard output. */
void advice_print(struct arena *arena, const struct advice_template *advice);

json_t *json_advice(const struct advice_template *advice);

#endif
