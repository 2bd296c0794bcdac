/* What a practice scenario is made of, as its files describe it. */
#ifndef IO_SIM_WORLD_H
#define IO_SIM_WORLD_H

#include "wizard/check/facts.h"
#include "wizard/record/zonefile.h"

#define WORLD_ZONES_MAX   64
#define WORLD_SERVERS_MAX 32
#define WORLD_HOST_MAX    8 /* addresses of this machine */
#define WORLD_SERVER_MAX  4 /* addresses of a name server */
#define WORLD_FILE_MAX    (64U << 10) /* octets */

struct world_server {
	const char *name;
	struct ip address[WORLD_SERVER_MAX];
	size_t addresses;
	uint64_t zones;   /* bit i: it serves world.zone[i] */
	uint32_t latency; /* ms until its answer is here; 0: from its address */
	uint32_t lag;     /* s until it has what the panel published */
	uint32_t silent;  /* 1: never answers */
};

struct world_panel {
	uint32_t delay;   /* s until a change is published */
	uint32_t ttl;     /* s, of every record entered; 0: as asked */
	uint32_t doubles; /* so many changes get the zone's name appended */
	uint32_t cuts;    /* so many changes get their texts cut at 255 */
};

struct world {
	struct arena arena;
	const char *domain; /* the user's zone */
	const char *bounce; /* a message that came back; NULL: none */
	struct host_facts host;
	struct ip address[WORLD_HOST_MAX]; /* what host.address points to */
	struct world_panel panel;
	struct zone zone[WORLD_ZONES_MAX];
	size_t zones;
	size_t home; /* the user's zone: zone[home] */
	struct world_server server[WORLD_SERVERS_MAX];
	size_t servers;
};

/* Reads dir/scenario/scenario.ini and the zones of dir/world, dir/scenario. */
enum err_code world_load(struct world *world, const char *dir,
    const char *scenario, struct err *err) MUST_CHECK;
void world_release(struct world *world);

/* The server at an address; NULL: there is none. */
const struct world_server *world_server_at(
    const struct world *world, const struct ip *ip);

/* The server of that name, added when it is new; NULL: too many. */
struct world_server *world_server_named(struct world *world, const char *name);

/* Reads scenario.ini; for world_load. */
enum err_code world_settings(
    struct world *world, const char *path, struct err *err) MUST_CHECK;

#endif
