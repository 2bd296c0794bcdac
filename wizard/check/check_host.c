/* The servers of the domain: incoming, outgoing, and those of its zone. */
#include "wizard/check/checking.h"

void
check_host(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	check_mx(&c);
	check_earlier_servers(&c);
	check_addresses(&c);
	check_hello(&c);
	check_machine(&c);
	check_zone(&c);
	check_zone_servers(&c);
	check_dns_host(&c);
}
