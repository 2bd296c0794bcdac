/* Whom a watch asks: the servers of every zone, and the resolvers. */
#include <string.h>

#include "wizard/check/inspect.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/watch_state.h"
#include "wizard/record/dname.h"

static struct watch_server *
add_server(struct watch *w, bool authority, unsigned link, const char *name,
    const struct ip *ip, uint16_t port)
{
	struct watch_server *server;

	for (size_t i = 0; i < w->servers; i++) {
		server = &w->server[i];
		if (server->authority == authority && server->link == link &&
		    server->port == port && ip_equal(&server->ip, ip))
			return server;
	}
	if (w->servers == WATCH_SERVERS_MAX)
		return NULL;
	server = &w->server[w->servers++];
	server->authority = authority;
	server->link = link;
	server->name = arena_copy(&w->arena, name);
	server->ip = *ip;
	server->port = port;
	for (size_t i = 0; i < w->changes; i++)
		server->cell[i].state =
		    authority || !watch_is_watched(w, i) ? CELL_NOT_HERE
							 : CELL_WAITS;
	return server;
}

/* Changes in one zone share what is known about it. */
static void
note_apex(struct watch *w, size_t change, const char *apex)
{
	size_t i = 0;

	w->apex[change] = arena_copy(&w->arena, apex);
	while (i < change &&
	    (w->apex[i] == NULL || !dname_equal(w->apex[i], apex)))
		i++;
	w->lead[change] = i;
}

static void
add_zone(struct watch *w, size_t change, unsigned link,
    const struct zone_facts *zone)
{
	if (zone->apex != NULL && link == 0)
		note_apex(w, change, zone->apex);
	for (size_t i = 0; i < zone->servers; i++) {
		const struct nameserver_facts *ns = &zone->server[i];

		for (size_t j = 0; j < ns->addresses; j++) {
			struct watch_server *server = add_server(
			    w, true, link, ns->name, &ns->address[j], 0);

			if (server != NULL &&
			    server->cell[change].state == CELL_NOT_HERE)
				server->cell[change].state = CELL_ASKING;
		}
	}
}

static void
add_resolvers(struct watch *w)
{
	const struct templates *t = w->services->templates;

	for (size_t i = 0; i < t->resolvers; i++) {
		const struct resolver_template *resolver = &t->resolver[i];
		struct watch_server *server = add_server(w, false, 0,
		    resolver->name, &resolver->ip, resolver->port);

		if (server == NULL)
			continue;
		server->own = resolver->own;
		server->resolver = resolver;
	}
}

/* One zone, and those of the aliases. NULL: there is no such link. */
static struct zone_facts *
find_zone(
    const struct watch *w, struct arena *arena, size_t change, unsigned link)
{
	if (!watch_is_watched(w, change))
		return NULL;
	if (link == 0)
		return inspect_zone(arena, w->inquiry, w->change[change].name);
	if (w->link[change][link - 1].text[0] == '\0')
		return NULL;
	return inspect_zone_afar(
	    arena, w->inquiry, w->link[change][link - 1].text);
}

/*
 * Zone cuts are found per owner name: a selector may live somewhere else. Once to
 * ask, and once more when all is answered.
 */
static bool
go_through(struct watch *w, bool add)
{
	struct arena arena = ARENA_INIT;
	bool complete = true;

	for (size_t i = 0; i < w->changes; i++) {
		for (unsigned link = 0; link <= WATCH_LINKS_MAX; link++) {
			struct zone_facts *zone = find_zone(w, &arena, i, link);

			if (zone == NULL)
				break;
			complete = complete && (zone->complete || zone->failed);
			if (add)
				add_zone(w, i, link, zone);
		}
	}
	arena_release(&arena);
	return complete;
}

bool
watch_find_zones(struct watch *w)
{
	bool complete = go_through(w, false);

	lookup_send(w->lookup);
	if (!complete)
		return false;
	(void)go_through(w, true);
	add_resolvers(w);
	w->zones_known = true;
	return true;
}
