#include "wizard/io/sim_world.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/io/wholefile.h"

#define SUFFIX ".zone"

static int
is_zone_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > strlen(SUFFIX) &&
	       strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) == 0;
}

/* By octets, not by locale: the order of zones is the same everywhere. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The file is named after its zone: example.jp.zone, and root.zone for ".". */
static enum err_code
load_zone(
    struct world *world, const char *dir, const char *file, struct err *err)
{
	const char *path = arena_printf(&world->arena, "%s/%s", dir, file);
	struct slice origin = {file, strlen(file) - strlen(SUFFIX)};
	struct buf text = BUF_INIT;
	struct slice kept;
	enum err_code code;

	if (slice_is(origin, "root"))
		origin.len = 0;
	if (world->zones == WORLD_ZONES_MAX)
		return err_set(err, ERR_LIMIT,
		    _("%s: a practice scenario takes no more than %d zones"),
		    path, WORLD_ZONES_MAX);
	code = wholefile_read(AT_FDCWD, path, true, WORLD_FILE_MAX, &text, err);
	if (code != ERR_OK)
		goto out;
	/* The zone may borrow from its text. */
	kept = (struct slice) {buf_text(&text), text.len};
	kept.ptr = arena_copy_slice(&world->arena, kept);
	code = zonefile_parse(&world->arena, kept,
	    arena_copy_slice(&world->arena, origin), &world->zone[world->zones],
	    err);
	if (code == ERR_OK)
		world->zones++;
	else
		err_wrap(err, "%s", path);
out:
	buf_release(&text);
	return code;
}

static enum err_code
load_zones(struct world *world, const char *dir, struct err *err)
{
	struct dirent **entry = NULL;
	int count = scandir(dir, &entry, is_zone_file, by_name);
	enum err_code code = ERR_OK;

	if (count < 0)
		return err_sys(err, _("the practice zones in %s"), dir);
	for (int i = 0; i < count; i++) {
		if (code == ERR_OK)
			code = load_zone(world, dir, entry[i]->d_name, err);
		free(entry[i]);
	}
	free(entry);
	return code;
}

struct world_server *
world_server_named(struct world *world, const char *name)
{
	struct world_server *new;

	for (size_t i = 0; i < world->servers; i++)
		if (dname_equal(world->server[i].name, name))
			return &world->server[i];
	if (world->servers == WORLD_SERVERS_MAX)
		return NULL;
	new = &world->server[world->servers++];
	new->name = arena_copy(&world->arena, name);
	return new;
}

const struct world_server *
world_server_at(const struct world *world, const struct ip *ip)
{
	for (size_t i = 0; i < world->servers; i++) {
		const struct world_server *s = &world->server[i];

		for (size_t j = 0; j < s->addresses; j++)
			if (ip_equal(&s->address[j], ip))
				return s;
	}
	return NULL;
}

static void
find_addresses(struct world *world, struct world_server *server, uint16_t type)
{
	const struct dns_answer *answer = zonefile_answer(
	    &world->arena, world->zone, world->zones, server->name, type);

	for (size_t i = 0; i < answer->count; i++)
		if (server->addresses < WORLD_SERVER_MAX)
			server->address[server->addresses++] =
			    answer->rr[i].address;
}

/* Who serves what is in the zones themselves: NS at the apex, A and AAAA. */
static void
link_servers(struct world *world)
{
	for (size_t z = 0; z < world->zones; z++) {
		const struct zone *zone = &world->zone[z];

		for (size_t i = 0; i < zone->count; i++) {
			const struct dns_rr *rr = &zone->rr[i];
			struct world_server *s = NULL;

			if (rr->type == DNS_NS &&
			    dname_equal(rr->owner, zone->apex))
				s = world_server_named(world, rr->target);
			if (s != NULL)
				s->zones |= UINT64_C(1) << z;
		}
	}
	for (size_t i = 0; i < world->servers; i++) {
		find_addresses(world, &world->server[i], DNS_A);
		find_addresses(world, &world->server[i], DNS_AAAA);
	}
}

static enum err_code
find_home(struct world *world, struct err *err)
{
	for (size_t z = 0; z < world->zones; z++) {
		if (!dname_equal(world->zone[z].apex, world->domain))
			continue;
		world->home = z;
		return ERR_OK;
	}
	return err_set(err, ERR_SYNTAX,
	    _("the practice scenario has no zone of its domain %s"),
	    world->domain);
}

/* A story without one has none to practise on. */
static enum err_code
load_bounce(struct world *world, const char *dir, struct err *err)
{
	const char *path = arena_printf(&world->arena, "%s/bounce.txt", dir);
	struct buf text = BUF_INIT;
	enum err_code code = wholefile_read(
	    AT_FDCWD, path, true, WORLD_FILE_MAX, &text, err);

	if (code == ERR_OK)
		world->bounce = arena_copy_slice(&world->arena,
		    (struct slice) {buf_text(&text), text.len});
	buf_release(&text);
	return code == ERR_MISSING ? ERR_OK : code;
}

/* What the scenario adds to the zones that every scenario shares. */
static enum err_code
load_scenario(
    struct world *world, const char *dir, const char *scenario, struct err *err)
{
	const char *own = arena_printf(&world->arena, "%s/%s", dir, scenario);
	const char *ini = arena_printf(&world->arena, "%s/scenario.ini", own);
	enum err_code code = world_settings(world, ini, err);

	if (code == ERR_OK)
		code = load_zones(world, own, err);
	if (code == ERR_OK)
		code = load_bounce(world, own, err);
	return code != ERR_OK ? code : find_home(world, err);
}

enum err_code
world_load(
    struct world *world, const char *dir, const char *scenario, struct err *err)
{
	enum err_code code;

	*world = (struct world) {.arena = ARENA_INIT, .host.known = true};
	world->host.address = world->address;
	world->host.hostname = "";
	code = load_scenario(world, dir, scenario, err);
	if (code == ERR_OK)
		code = load_zones(
		    world, arena_printf(&world->arena, "%s/world", dir), err);
	if (code == ERR_OK)
		link_servers(world);
	else
		world_release(world);
	return code;
}

void
world_release(struct world *world)
{
	arena_release(&world->arena);
}
