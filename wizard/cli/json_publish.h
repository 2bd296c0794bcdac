/* What `inkan publish --json` prints; docs/JSON.md is the contract. */
#ifndef CLI_JSON_PUBLISH_H
#define CLI_JSON_PUBLISH_H

#include <jansson.h>

#include "wizard/flow/publish.h"

struct publish_report {
	const struct publish *publish;
	const char *domain;
	const char *key; /* its name; NULL: not signed */
	unsigned port;   /* of a name server without its own */
	bool undo;
	bool confirmed; /* it was to be sent */
};

json_t *json_publish(const struct publish_report *report);

#endif
