/* Facts, findings and proposals as JSON; docs/JSON.md is the contract. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <jansson.h>

#include "wizard/flow/examine.h"
#include "wizard/flow/plan.h"

/* Text from outside: what is not valid UTF-8 is escaped; NULL becomes null. */
json_t *json_text(struct slice text);
json_t *json_name(const char *text);

/* The whole document of `inkan check --json`. */
json_t *json_check(struct examine *examine, const struct plan *plan);

json_t *json_finding(const struct finding *finding);
json_t *json_change(const struct change *change);

/* One line on standard output; releases the document. */
void json_print(json_t *document);

#endif
