/* For the files that make up inkan move. */
#ifndef CLI_MOVE_H
#define CLI_MOVE_H

#include "wizard/cli/dkim.h"
#include "wizard/flow/move.h"

/* One run: who moves, and how far it is. */
struct moving_work {
	struct dkim_work work; /* what is remembered */
	const struct host_facts *host;
	struct ip from[OPTIONS_LIST_MAX], to[OPTIONS_LIST_MAX];
	struct ip sender[MOVING_MAX + OPTIONS_LIST_MAX];
	const char *own_selector[OWN_MAX];
	struct inspect_params params;
	struct examine *examine;
	bool begun; /* something moves */
	struct move move;
	int64_t now;
};

void move_print_json(struct moving_work *w);
void move_print_text(struct moving_work *w);

#endif
