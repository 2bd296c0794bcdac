/* New keys for inkan dkim: names that nobody has, making, remembering. */
#ifndef CLI_DKIM_MAKE_H
#define CLI_DKIM_MAKE_H

#include "wizard/cli/dkim.h"

/* One of the keys that a command makes. */
struct dkim_wanted {
	enum dkim_key_type type;
	const char *suffix; /* of its selector, when there are two */
	enum own_role role;
	char selector[64];
	struct key_info info;
};

struct dkim_making {
	struct dkim_work work;
	struct dkim_wanted wanted[2];
	size_t count;
	const struct panel_template *panel; /* of the zone, or --panel */
	bool unsure; /* nobody could say whether a selector is free */
	/* Seconds: caches remember that there was no such key, and what signs. */
	int64_t negative, ttl;
};

/* Is --bits a size that is made? */
int dkim_check_bits(const struct dkim_work *work);

/*
 * Chooses selectors, makes the keys, remembers them in their roles; an exit
 * code, and what went wrong has been said.
 */
int dkim_make(struct dkim_making *m);

/* The keys that were made, as the member "keys" of the document. */
void dkim_make_json(struct dkim_making *m, json_t *document);
void dkim_make_print(struct dkim_making *m);

#endif
