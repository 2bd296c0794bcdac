#include "wizard/io/host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "wizard/base/mem.h"
#include "wizard/io/host_addresses.h"
#include "wizard/io/host_command.h"
#include "wizard/io/host_keys.h"
#include "wizard/io/host_mta.h"

struct inspection {
	TAILQ_ENTRY(inspection) entry;
	struct host *host;
	struct arena *arena;
	struct host_facts *facts;
	struct host_mta mta;
	struct host_command *command; /* one of these two is under way */
	struct post *post;
	void (*done)(void *arg, const struct host_facts *facts);
	void *arg;
};

struct host {
	struct loop *loop;
	char *root;
	TAILQ_HEAD(, inspection) inspections;
};

struct host *
host_new(struct loop *loop, const char *root)
{
	struct host *host = mem_alloc(sizeof(*host));

	host->loop = loop;
	host->root = mem_copy(root);
	TAILQ_INIT(&host->inspections);
	return host;
}

static void
drop(struct inspection *inspection)
{
	TAILQ_REMOVE(&inspection->host->inspections, inspection, entry);
	free(inspection);
}

void
host_free(struct host *host)
{
	struct inspection *inspection;

	if (host == NULL)
		return;
	while ((inspection = TAILQ_FIRST(&host->inspections)) != NULL) {
		host_command_cancel(inspection->command);
		loop_unpost(inspection->post);
		drop(inspection);
	}
	free(host->root);
	free(host);
}

static void
enter_route(struct arena *arena, const struct host_route *route,
    struct host_facts *facts)
{
	struct ip *source = arena_alloc(arena, sizeof(route->source));

	memcpy(source, route->source, sizeof(route->source));
	facts->source = source;
	facts->sources = route->sources;
	facts->relay = route->relay;
}

/* All that can be known is known. */
static void
conclude(void *arg)
{
	struct inspection *inspection = arg;
	struct host_facts *facts = inspection->facts;
	char nodename[256] = "";

	if (gethostname(nodename, sizeof(nodename) - 1) == -1)
		nodename[0] = '\0';
	facts->mta = inspection->mta.name;
	facts->mta_hello = inspection->mta.hello;
	facts->hostname = host_full_name(inspection->arena,
	    inspection->host->root, nodename, facts->mta_hello);
	facts->loopback = host_loopback(inspection->arena,
	    inspection->host->root, facts->hostname, facts->mta_hello);
	enter_route(inspection->arena, &inspection->mta.route, facts);
	facts->known = true;
	inspection->done(inspection->arg, facts);
	drop(inspection);
}

/* The program knows better than the reading of its files. */
static void
answered(void *arg, struct slice printed)
{
	struct inspection *inspection = arg;

	if (printed.ptr != NULL)
		inspection->mta.understand(
		    inspection->arena, printed, &inspection->mta);
	conclude(inspection);
}

static void
inspect(void *self, struct arena *arena,
    void (*done)(void *arg, const struct host_facts *facts), void *arg)
{
	struct inspection *inspection = mem_alloc(sizeof(*inspection));
	struct host *host = self;

	inspection->host = host;
	inspection->arena = arena;
	inspection->done = done;
	inspection->arg = arg;
	inspection->facts = arena_alloc(arena, sizeof(*inspection->facts));
	host_addresses(arena, inspection->facts);
	inspection->mta = host_mta_find(arena, host->root);
	TAILQ_INSERT_TAIL(&host->inspections, inspection, entry);
	if (inspection->mta.argv != NULL)
		inspection->command = host_command_start(
		    host->loop, inspection->mta.argv, answered, inspection);
	else
		inspection->post = loop_post(host->loop, conclude, inspection);
}

static struct host_signing
signing(void *self, struct arena *arena, const char *domain)
{
	struct host *host = self;

	return host_keys_find(arena, host->root, domain);
}

struct host_service
host_service(struct host *host)
{
	return (struct host_service) {
	    .self = host,
	    .inspect = inspect,
	    .signing = signing,
	};
}
