/*
 * The user's zone as the simulated DNS panel published it, edition after
 * edition. An edition never changes, so whoever knows which edition it has seen
 * knows every answer that follows from it.
 */
#ifndef IO_SIM_PANEL_H
#define IO_SIM_PANEL_H

#include "wizard/flow/services.h"
#include "wizard/io/sim_world.h"

/* A change beyond one of these is not taken. */
#define EDITIONS_MAX      512
#define PANEL_RECORDS_MAX 1024 /* in the zone */

struct edition {
	int64_t since; /* virtual ms at which it was published */
	struct zone zone;
};

struct panel {
	struct arena *arena;      /* borrowed; where records live */
	struct world_panel quirk; /* doubles and cuts count down */
	struct edition edition[EDITIONS_MAX];
	size_t count;
};

void panel_init(
    struct panel *panel, struct arena *arena, const struct world *world);

/* The newest edition that was published at that moment. */
const struct zone *panel_at(const struct panel *panel, int64_t when);

/*
 * Enters records: what they replace disappears, the serial is raised, and the
 * edition is published after the panel's delay. What cannot be read is left
 * out; what is not inside the zone is there, but never found.
 */
void panel_publish(struct panel *panel, const struct panel_entry *entry,
    size_t count, int64_t now);

#endif
