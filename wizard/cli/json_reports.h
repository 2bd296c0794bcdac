/* Aggregate reports as JSON; docs/JSON.md is the contract. */
#ifndef CLI_JSON_REPORTS_H
#define CLI_JSON_REPORTS_H

#include <jansson.h>

#include "wizard/flow/reports.h"

json_t *json_reported_domain(const struct reported_domain *domain);

#endif
