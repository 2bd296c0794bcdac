/* For the files that make up publishing: what is under way. */
#ifndef FLOW_PUBLISH_STATE_H
#define FLOW_PUBLISH_STATE_H

#include "wizard/flow/publish.h"
#include "wizard/flow/update_find.h"

/* One RRset on its way to an update. */
struct publish_item {
	struct publish *publish;
	const char *name;
	uint16_t type;
	struct change *change;   /* NULL: to be undone */
	const struct sent *sent; /* NULL: to be published */
	struct update_place place;
	size_t at; /* the address that is asked */
	struct dns_request *request;
	struct update_rrset set;
	bool done;
};

struct publish {
	const struct services *services;
	struct decisions *d;
	struct publish_options options;
	struct arena arena;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct publish_item item[CHANGES_MAX];
	size_t items;
	struct publish_zone zone[CHANGES_MAX];
	size_t zones;
	size_t sending; /* the zone whose turn it is */
	struct update_job *job;
	struct sent *kept; /* what was remembered before that zone */
	size_t kepts;
	bool ready, over;
	void (*changed)(void *arg);
	void *arg;
};

#endif
