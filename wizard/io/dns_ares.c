#include "wizard/io/dns_ares.h"

#include <ares.h>
#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/io/dns_ares_core.h"
#include "wizard/io/resolv.h"

void
dns_drop(struct dns_request *request)
{
	request->exchange = NULL;
	request->dns = NULL;
}

/* Hands over what was finished when it began; done may ask, cancel or free. */
static void
hand_over(struct dns *dns, const bool *gone)
{
	for (size_t n = dns->nfinished; n > 0 && dns->nfinished > 0; n--) {
		struct dns_request *request = TAILQ_FIRST(&dns->finished);

		TAILQ_REMOVE(&dns->finished, request, entry);
		dns->nfinished--;
		dns_drop(request);
		request->done(request->arg, request->answer);
		if (*gone)
			return;
	}
}

static void
dns_turn(void *arg)
{
	struct dns *dns = arg;
	struct peer *peer;
	bool gone = false;

	dns->wake = NULL;
	dns->gone = &gone;
	hand_over(dns, &gone);
	if (gone)
		return;
	while ((peer = TAILQ_FIRST(&dns->busy)) != NULL)
		peer_turn(peer);
	dns->gone = NULL;
	if (dns->nfinished > 0)
		dns_wake(dns);
}

void
dns_wake(struct dns *dns)
{
	/* dns_turn itself looks whether it left anything. */
	if (dns->wake == NULL && dns->gone == NULL)
		dns->wake = loop_post(dns->loop, dns_turn, dns);
}

void
dns_finish(struct dns *dns, struct dns_request *request)
{
	request->exchange = NULL;
	TAILQ_INSERT_TAIL(&dns->finished, request, entry);
	dns->nfinished++;
	dns_wake(dns);
}

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct dns *dns = self;
	struct dns_query asked = *query;
	struct dns_request *request = arena_alloc(arena, sizeof(*request));

	/* Where it goes is ours to choose; it must not tell questions apart. */
	if (asked.whom == ASK_RESOLVER) {
		asked.server = (struct ip) {.family = 0};
		asked.port = 0;
	}
	*request = (struct dns_request) {
	    .dns = dns, .arena = arena, .done = done, .arg = arg};
	exchange_ask(dns, &asked, request);
	return request;
}

static void
cancel(void *self, struct dns_request *request)
{
	struct dns *dns = request->dns;

	(void)self;
	if (dns == NULL)
		return;
	if (request->exchange != NULL) {
		exchange_leave(request);
	} else {
		TAILQ_REMOVE(&dns->finished, request, entry);
		dns->nfinished--;
	}
	dns_drop(request);
}

static void
statistics(void *self, struct dns_statistics *ret)
{
	const struct dns *dns = self;

	*ret = dns->statistics;
}

struct dns_service
dns_service(struct dns *dns)
{
	return (struct dns_service) {
	    .self = dns,
	    .lookup = lookup,
	    .cancel = cancel,
	    .statistics = statistics,
	};
}

static void
choose_resolvers(struct dns *dns, const struct dns_options *options)
{
	struct ip system[DNS_RESOLVERS_MAX];
	size_t given = options->resolvers;

	if (given == 0) {
		dns->resolvers =
		    resolv_read(RESOLV_CONF, system, DNS_RESOLVERS_MAX);
		for (size_t i = 0; i < dns->resolvers; i++)
			dns->resolver[i].ip = system[i];
		return;
	}
	dns->resolvers = given < DNS_RESOLVERS_MAX ? given : DNS_RESOLVERS_MAX;
	for (size_t i = 0; i < dns->resolvers; i++)
		dns->resolver[i] = options->resolver[i];
}

static int
choose_timeout(int64_t wanted)
{
	if (wanted <= 0)
		return DNS_TIMEOUT_DEFAULT;
	return wanted < DNS_TIMEOUT_MAX ? (int)wanted : DNS_TIMEOUT_MAX;
}

struct dns *
dns_new(struct loop *loop, const struct dns_options *options)
{
	static const struct dns_options defaults;
	struct dns *dns = mem_alloc(sizeof(*dns));

	if (options == NULL)
		options = &defaults;
	(void)ares_library_init(ARES_LIB_INIT_ALL);
	dns->loop = loop;
	dns->port = options->port != 0 ? options->port : DNS_PORT;
	dns->timeout = choose_timeout(options->timeout);
	dns->memory = options->memory;
	choose_resolvers(dns, options);
	dns_map_init(&dns->exchanges);
	dns_map_init(&dns->peers);
	dns_map_init(&dns->memories);
	TAILQ_INIT(&dns->oldest);
	TAILQ_INIT(&dns->busy);
	TAILQ_INIT(&dns->idle);
	TAILQ_INIT(&dns->finished);
	return dns;
}

void
dns_free(struct dns *dns)
{
	struct dns_request *request;

	if (dns == NULL)
		return;
	if (dns->gone != NULL)
		*dns->gone = true;
	while ((request = TAILQ_FIRST(&dns->finished)) != NULL) {
		TAILQ_REMOVE(&dns->finished, request, entry);
		dns_drop(request);
	}
	exchanges_free(dns);
	peers_free(dns);
	memory_free(dns);
	loop_unpost(dns->wake);
	dns_map_release(&dns->exchanges);
	dns_map_release(&dns->peers);
	ares_library_cleanup();
	free(dns);
}
