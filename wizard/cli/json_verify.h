/* The document of inkan verify --json; docs/JSON.md is the contract. */
#ifndef CLI_JSON_VERIFY_H
#define CLI_JSON_VERIFY_H

#include <jansson.h>

#include "wizard/flow/judge.h"

json_t *json_verify(const struct judgement *judgement);

#endif
