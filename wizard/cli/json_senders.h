/* Senders and services as JSON; docs/JSON.md is the contract. */
#ifndef CLI_JSON_SENDERS_H
#define CLI_JSON_SENDERS_H

#include <jansson.h>

#include "wizard/flow/senders_say.h"

/* The whole document of `inkan senders DOMAIN --json`. */
json_t *json_senders(const struct senders_scene *scene,
    const struct sender *sender, size_t count);

/* One of `inkan senders list --json`. */
json_t *json_service(const struct sender_template *service);

#endif
