#include "wizard/flow/proposal.h"

#include <stdio.h>

#include "wizard/flow/memory.h"
#include "wizard/flow/senders.h"

void
proposal_load(const struct services *services, const char *domain,
    struct decisions *ret)
{
	const struct store_service *store = &services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries = {.entry = NULL};
	struct err err = ERR_INIT;

	if (store->load != NULL &&
	    store->load(store->self, domain, &arena, &entries, &err) == ERR_OK)
		memory_load(&entries, ret);
	(void)snprintf(ret->domain, sizeof(ret->domain), "%s", domain);
	arena_release(&arena);
}

void
proposal_complete(struct decisions *decisions, const struct facts *facts,
    const struct templates *templates, const struct ip *ip, size_t ips)
{
	senders_find(decisions, facts, templates);
	for (size_t i = 0; i < ips; i++) {
		char text[IP_TEXT_MAX];
		struct err err = ERR_INIT;
		size_t index;

		ip_format(&ip[i], text);
		(void)!senders_add(decisions, templates, text, &index, &err);
	}
}
