#include "wizard/io/dns_zone.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "wizard/base/mem.h"
#include "wizard/io/wholefile.h"
#include "wizard/record/zonefile.h"

TAILQ_HEAD(requests, dns_request);

/* Lives in the arena of the one who asks. */
struct dns_request {
	TAILQ_ENTRY(dns_request) entry;
	struct dns_zone *zones; /* NULL: done was called or never will be */
	struct dns_request *asked; /* of the rest, which has its own; or NULL */
	struct arena *arena;
	struct dns_answer *answer; /* what the zones say */
	dns_done *done;
	void *arg;
};

struct dns_zone {
	struct loop *loop;
	const struct dns_service *rest;
	struct arena arena; /* of the records */
	struct zone *zone;
	size_t count;
	struct requests ready; /* answered, to be handed over */
	size_t nready;
	struct requests passed_on; /* the rest has been asked */
	struct post *wake;
	uint64_t answered;
	bool
	    *gone; /* during hand_over: to be set by dns_zone_free; else NULL */
};

/* Neither here nor there any more. */
static void
unlist(struct dns_request *request)
{
	struct dns_zone *zones = request->zones;

	if (request->asked != NULL) {
		TAILQ_REMOVE(&zones->passed_on, request, entry);
	} else {
		TAILQ_REMOVE(&zones->ready, request, entry);
		zones->nready--;
	}
	request->zones = NULL;
}

/* What is asked meanwhile has its turn later. */
static void
hand_over(void *arg)
{
	struct dns_zone *zones = arg;
	bool gone = false;

	zones->wake = NULL;
	zones->gone = &gone;
	for (size_t n = zones->nready; n > 0 && zones->nready > 0; n--) {
		struct dns_request *request = TAILQ_FIRST(&zones->ready);

		unlist(request);
		request->done(request->arg, request->answer);
		if (gone)
			return;
	}
	zones->gone = NULL;
}

static void
make_ready(struct dns_request *request)
{
	struct dns_zone *zones = request->zones;

	TAILQ_INSERT_TAIL(&zones->ready, request, entry);
	zones->nready++;
	if (zones->wake == NULL)
		zones->wake = loop_post(zones->loop, hand_over, zones);
}

/* The CNAMEs that led out of the zones, then those that were found there. */
static const struct dns_rr *
join_chains(struct arena *arena, const struct dns_answer *ours,
    const struct dns_answer *theirs)
{
	size_t count = ours->cnames + theirs->cnames;
	struct dns_rr *chain = arena_alloc(arena, count * sizeof(*chain));

	memcpy(chain, ours->cname, ours->cnames * sizeof(*chain));
	if (theirs->cnames > 0)
		memcpy(chain + ours->cnames, theirs->cname,
		    theirs->cnames * sizeof(*chain));
	return chain;
}

static void
on_rest(void *arg, const struct dns_answer *theirs)
{
	struct dns_request *request = arg;
	const struct dns_answer *ours = request->answer;
	struct dns_answer *answer;

	unlist(request);
	if (ours->cnames > 0) {
		answer = arena_alloc(request->arena, sizeof(*answer));
		*answer = *theirs;
		answer->cname = join_chains(request->arena, ours, theirs);
		answer->cnames = ours->cnames + theirs->cnames;
		theirs = answer;
	}
	request->done(request->arg, theirs);
}

/*
 * Does the answer end where our zones end? Outside of all of them, or, for
 * those who want the answer and not the way to it, at a delegation.
 */
static bool
leads_away(const struct dns_query *query, const struct dns_answer *answer)
{
	bool referral = answer->status == DNS_NODATA &&
			answer->authorities > 0 &&
			answer->authority[0].type == DNS_NS;

	return answer->status == DNS_REFUSED ||
	       (referral && query->whom != ASK_AUTHORITY);
}

static void
pass_on(struct dns_request *request, const struct dns_query *query)
{
	const struct dns_service *rest = request->zones->rest;
	const struct dns_answer *answer = request->answer;
	struct dns_query further = *query;

	if (answer->cnames > 0)
		further.name = answer->cname[answer->cnames - 1].target;
	request->asked = rest->lookup(
	    rest->self, &further, request->arena, on_rest, request);
	TAILQ_INSERT_TAIL(&request->zones->passed_on, request, entry);
}

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct dns_zone *zones = self;
	struct dns_request *request = arena_alloc(arena, sizeof(*request));
	struct dns_answer *answer = zonefile_answer(
	    arena, zones->zone, zones->count, query->name, query->type);

	answer->server = query->server;
	*request = (struct dns_request) {.zones = zones,
	    .arena = arena,
	    .answer = answer,
	    .done = done,
	    .arg = arg};
	if (zones->rest != NULL && leads_away(query, answer)) {
		pass_on(request, query);
		return request;
	}
	zones->answered++;
	make_ready(request);
	return request;
}

static void
cancel(void *self, struct dns_request *request)
{
	struct dns_zone *zones = request->zones;

	(void)self;
	if (zones == NULL)
		return;
	unlist(request);
	if (request->asked != NULL)
		zones->rest->cancel(zones->rest->self, request->asked);
}

static void
statistics(void *self, struct dns_statistics *ret)
{
	const struct dns_zone *zones = self;

	*ret = (struct dns_statistics) {.queries = 0};
	if (zones->rest != NULL)
		zones->rest->statistics(zones->rest->self, ret);
	ret->queries += zones->answered;
}

struct dns_service
dns_zone_service(struct dns_zone *zones)
{
	return (struct dns_service) {
	    .self = zones,
	    .lookup = lookup,
	    .cancel = cancel,
	    .statistics = statistics,
	};
}

struct dns_zone *
dns_zone_new(struct loop *loop, const struct dns_service *rest)
{
	struct dns_zone *zones = mem_alloc(sizeof(*zones));

	zones->loop = loop;
	zones->rest = rest;
	TAILQ_INIT(&zones->ready);
	TAILQ_INIT(&zones->passed_on);
	return zones;
}

void
dns_zone_free(struct dns_zone *zones)
{
	struct dns_request *request;

	if (zones == NULL)
		return;
	if (zones->gone != NULL)
		*zones->gone = true;
	while ((request = TAILQ_FIRST(&zones->ready)) != NULL ||
	       (request = TAILQ_FIRST(&zones->passed_on)) != NULL)
		cancel(zones, request);
	loop_unpost(zones->wake);
	arena_release(&zones->arena);
	free(zones);
}

enum err_code
dns_zone_read(struct dns_zone *zones, const char *path, const char *origin,
    struct err *err)
{
	struct buf text = BUF_INIT;
	struct slice all;
	struct zone zone;
	enum err_code code;

	code = wholefile_read(AT_FDCWD, path, true, ZONEFILE_MAX, &text, err);
	all = (struct slice) {.ptr = buf_text(&text), .len = text.len};
	if (code == ERR_OK &&
	    zonefile_parse(&zones->arena, all, origin, &zone, err) != ERR_OK)
		code = err_wrap(err, "%s", path);
	buf_release(&text);
	if (code != ERR_OK)
		return code;
	zones->zone =
	    arena_push(&zones->arena, zones->zone, &zones->count, sizeof(zone));
	zones->zone[zones->count - 1] = zone;
	return ERR_OK;
}
