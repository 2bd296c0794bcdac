/* Who answers what in the simulated Internet, and how soon. */
#ifndef IO_SIM_DNS_H
#define IO_SIM_DNS_H

#include "wizard/flow/services.h"
#include "wizard/io/sim_cache.h"
#include "wizard/io/sim_panel.h"

#define RESOLVERS_MAX   256 /* one more does not answer */
#define SILENCE_MS      5000 /* how long a silent server is waited for */

struct sim_dns {
	const struct world *world;
	const struct panel *panel;
	struct cache cache[RESOLVERS_MAX];
	size_t caches;
};

void sim_dns_init(struct sim_dns *dns, const struct world *world,
    const struct panel *panel);
void sim_dns_release(struct sim_dns *dns);

/* Virtual ms until the answer is here, or is waited for no longer. */
int64_t sim_dns_delay(const struct sim_dns *dns, const struct dns_query *query);

/* The answer at that moment. Its records borrow from the zones. */
struct dns_answer *sim_dns_answer(struct sim_dns *dns, struct arena *arena,
    const struct dns_query *query, int64_t now);

#endif
