/*
 * Services for the golden screens: the simulated Internet, and everything else
 * in memory, so that a scenario gives the same screens on every machine.
 */
#ifndef TESTS_GOLDEN_WORLD_H
#define TESTS_GOLDEN_WORLD_H

#include "wizard/flow/services.h"
#include "wizard/io/sim.h"

struct world;

/* 21 November 2026, 14:00 UTC. */
#define WORLD_START 1795269600000

struct world *world_new(const char *scenario);

/* The wizard has the key of an update file, and every update is done. */
void world_take_updates(struct world *world);
void world_updates(struct services *services); /* of a world */

/* The name servers of the scenario are those of that panel; dies without it. */
void world_recognise(struct world *world, const char *panel);
void world_free(struct world *world);

const struct services *world_services(struct world *world);
struct sim *world_sim(struct world *world);

#endif
