/*
 * Publishing by dynamic update: for every record that is to change, its zone,
 * the primary and what it has now; then one update per zone, sent one after the
 * other when the user has said yes.
 */
#ifndef FLOW_PUBLISH_H
#define FLOW_PUBLISH_H

#include "wizard/flow/update.h"

struct publish_options {
	struct ip server;     /* family 0: the primary of each zone */
	uint16_t port;        /* 0: the default */
	const char *key_file; /* NULL: not signed; borrowed */
	bool undo;            /* take back what was sent */
};

/* The update of one zone. */
struct publish_zone {
	const char *zone;
	const char *server; /* the name of the primary; NULL: not known */
	struct ip ip;
	uint16_t port;
	struct dnsupdate update;
	const struct update_rrset *rrset[CHANGES_MAX];
	size_t rrsets;
	bool over; /* see result */
	struct update_result result;
};

struct publish;

/*
 * Looks at the changes of the decisions that are not CHANGE_KEEP, or at what
 * they remember as sent. changed is called from the loop.
 */
struct publish *publish_new(const struct services *services,
    struct decisions *decisions, const struct publish_options *options,
    void (*changed)(void *arg), void *arg);
void publish_free(struct publish *publish);

/* Is everything known that can be? Only then are there zones. */
bool publish_is_ready(const struct publish *publish);

/* Every RRset that was looked at, with its problem if it has one. */
size_t publish_rrsets(const struct publish *publish);
const struct update_rrset *publish_rrset(
    const struct publish *publish, size_t i);

/* Those with something to be sent. */
size_t publish_zones(const struct publish *publish);
const struct publish_zone *publish_zone(
    const struct publish *publish, size_t i);

/*
 * Sends all of it. What is sent is saved before it goes out, so that it can be
 * undone whatever happens; what came of it is noted in the decisions and saved.
 */
void publish_send(struct publish *publish);
bool publish_is_over(const struct publish *publish);

#endif
