#include "wizard/flow/here.h"

static bool
is_named_after(const struct host_facts *host, const char *domain)
{
	return dname_is_within(host->hostname, domain) ||
	    (host->mta_hello != NULL &&
		dname_is_within(host->mta_hello, domain));
}

static bool
has_address(const struct host_facts *host, const struct ip *ip)
{
	for (size_t i = 0; i < host->addresses; i++)
		if (ip_equal(&host->address[i], ip))
			return true;
	return false;
}

bool
here_is_home(const struct host_facts *host, const struct facts *facts)
{
	if (!host->known || host->mta == NULL)
		return false;
	if (is_named_after(host, facts->domain))
		return true;
	for (size_t i = 0; i < facts->addresses; i++)
		if (has_address(host, &facts->address[i].ip))
			return true;
	return false;
}
