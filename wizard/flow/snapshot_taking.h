/* For the files that take a snapshot: how a sight comes about. */
#ifndef FLOW_SNAPSHOT_TAKING_H
#define FLOW_SNAPSHOT_TAKING_H

#include "wizard/flow/snapshot.h"

struct taking {
	struct arena *arena;
	const struct facts *facts;
	struct snapshot snapshot;
};

/* A sight that is not known before it is settled; valid until the next one. */
struct sight *sight_see(
    struct taking *t, enum sight_kind kind, const char *name);
void sight_add(struct taking *t, struct sight *sight, struct slice value);
void sight_add_lower(
    struct taking *t, struct sight *sight, struct slice value);

/* Nothing more will be added: the order of records means nothing. */
void sight_settle(struct sight *sight);

/* "yes" or nothing, settled. */
void sight_see_whether(
    struct taking *t, enum sight_kind kind, const char *name, bool yes);

/* What domains publish; keys: what our files hold. */
void taking_spf(struct taking *t, const struct spf_node *node);
void taking_keys(struct taking *t, const struct keys_on_disk *keys);
void taking_dmarc(struct taking *t);

/* Hosts, addresses and name servers. */
void taking_hosts(struct taking *t);

/* MTA-STS and TLS reports. */
void taking_policies(struct taking *t);

#endif
