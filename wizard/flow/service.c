#include "wizard/flow/service.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wizard/check/inspect.h"

static const char bare[] = "service:";
static const char include[] = "include:";

void
service_term(const struct sender_template *service, char ret[TERM_MAX])
{
	bool has_term = service->spf[0] != '\0';

	(void)snprintf(ret, TERM_MAX, "%s%s", has_term ? "" : bare,
	    has_term ? service->spf : service->id);
}

bool
service_is_bare(const char *term)
{
	return strncmp(term, bare, strlen(bare)) == 0;
}

/* As service_term() would write it. */
static bool
is_term_of(const char *term, const struct sender_template *service)
{
	if (service->spf[0] != '\0')
		return strcasecmp(service->spf, term) == 0;
	return strncasecmp(term, bare, strlen(bare)) == 0 &&
	    strcasecmp(service->id, term + strlen(bare)) == 0;
}

const struct sender_template *
service_of_term(const struct templates *t, const char *term)
{
	for (size_t i = 0; i < t->senders; i++)
		if (is_term_of(term, &t->sender[i]))
			return &t->sender[i];
	return NULL;
}

static bool
is_include(const char *term)
{
	return strncasecmp(term, include, strlen(include)) == 0;
}

/* "google.com" for "include:_spf.google.com". */
const char *
service_home(const struct sender_template *service)
{
	const char *home = NULL;

	if (service->home[0] != '\0')
		return service->home;
	if (is_include(service->spf))
		home = inspect_registrable(service->spf + strlen(include));
	return home == NULL ? "" : home;
}

bool
service_is_home(const char *home, const char *domain)
{
	struct slice rest = slice_of(home), name;

	while (slice_next(&rest, ' ', &name))
		if (slice_is_nocase(name, domain))
			return true;
	return false;
}

/* Most are told apart without the public suffix list. */
static bool
is_at_home(const struct sender_template *service, const char *site)
{
	if (service->home[0] == '\0' &&
	    !(is_include(service->spf) &&
		dname_is_within(service->spf + strlen(include), site)))
		return false;
	return service_is_home(service_home(service), site);
}

const struct sender_template *
service_of_host(const struct templates *t, const char *name)
{
	const char *site = inspect_registrable(name);

	for (size_t i = 0; site != NULL && i < t->senders; i++)
		if (is_at_home(&t->sender[i], site))
			return &t->sender[i];
	return NULL;
}

const struct sender_template *
service_behind_term(const struct templates *t, const char *term)
{
	const struct sender_template *found = service_of_term(t, term);

	if (found == NULL && is_include(term))
		found = service_of_host(t, term + strlen(include));
	return found;
}

const struct sender_template *
service_find(const struct templates *t, const char *text)
{
	const struct sender_template *found[2];

	for (size_t i = 0; i < t->senders; i++)
		if (strcasecmp(t->sender[i].id, text) == 0 ||
		    strcasecmp(t->sender[i].name, text) == 0)
			return &t->sender[i];
	return service_search(t, text, found, 2) == 1 ? found[0] : NULL;
}

const char *
service_selectors(const struct sender_template *service)
{
	const char *blank = strchr(service->dkim, ' ');

	return blank == NULL ? "" : blank + 1;
}

size_t
service_search(const struct templates *t, const char *text,
    const struct sender_template **ret, size_t max)
{
	size_t found = 0;

	for (size_t i = 0; i < t->senders && found < max; i++) {
		const struct sender_template *s = &t->sender[i];

		if (strcasestr(s->name, text) != NULL ||
		    strcasestr(s->id, text) != NULL ||
		    strcasestr(s->spf, text) != NULL)
			ret[found++] = s;
	}
	return found;
}
