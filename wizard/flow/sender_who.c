#include "wizard/flow/sender_who.h"

#include <string.h>
#include <strings.h>

#include "wizard/flow/service.h"

static const struct address_facts *
find_address(const struct facts *facts, const struct ip *ip)
{
	for (size_t i = 0; i < facts->addresses; i++)
		if (ip_equal(&facts->address[i].ip, ip))
			return &facts->address[i];
	return NULL;
}

/* The first record of others on the way to the term that matched; or NULL. */
static const char *
include_of(const struct address_facts *a)
{
	return a->spf != NULL && strcmp(a->spf, "pass") == 0 &&
		a->outcome->paths > 1
	    ? a->outcome->path[1]
	    : NULL;
}

/*
 * By a name that leads back, which nobody can claim; else by the include, from
 * the innermost record outwards: a reseller's record has others in it.
 */
static const struct sender_template *
service_behind(const struct templates *t, const struct address_facts *a,
    const struct sender_who *who)
{
	const struct sender_template *found = NULL;

	if (who->confirmed)
		found = service_of_host(t, who->name);
	for (size_t i = who->through == NULL ? 0 : a->outcome->paths;
	     found == NULL && i > 1; i--)
		found = service_of_host(t, a->outcome->path[i - 1]);
	return found;
}

static void
look_at(const struct templates *t, const struct address_facts *a,
    struct sender_who *who)
{
	who->interface = a->interface;
	if (a->names > 0)
		who->name = a->name[0];
	who->confirmed = a->names > 0 && a->confirmed == CONFIRM_YES;
	who->spf = a->spf;
	who->through = include_of(a);
	if (who->through != NULL && a->outcome->paths > 2)
		who->inside = a->outcome->path[a->outcome->paths - 1];
	who->service = service_behind(t, a, who);
}

static void
find_covered(struct arena *arena, const struct facts *facts,
    const char *domain, struct sender_who *who)
{
	const struct address_facts **found =
	    arena_alloc(arena, (facts->addresses + 1) * sizeof(*found));

	for (size_t i = 0; i < facts->addresses; i++) {
		const char *through = include_of(&facts->address[i]);

		if (through != NULL && strcasecmp(through, domain) == 0)
			found[who->covered++] = &facts->address[i];
	}
	who->covers = found;
}

void
sender_who(struct arena *arena, const struct facts *facts,
    const struct templates *templates, const struct sender *sender,
    struct sender_who *ret)
{
	static const char include[] = "include:";
	const struct address_facts *a;

	*ret = (struct sender_who) {
	    .service = service_behind_term(templates, sender->term)};
	if (facts == NULL)
		return;
	if (strncasecmp(sender->term, include, strlen(include)) == 0)
		find_covered(
		    arena, facts, sender->term + strlen(include), ret);
	a = sender->ip.family == 0 ? NULL : find_address(facts, &sender->ip);
	if (a != NULL)
		look_at(templates, a, ret);
}
