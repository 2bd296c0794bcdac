#include "wizard/flow/advice.h"

#include <string.h>
#include <strings.h>

#include "wizard/flow/diagnosing.h"

const struct advice_template *
advice_find(const struct templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->advices; i++)
		if (strcmp(templates->advice[i].id, id) == 0)
			return &templates->advice[i];
	return NULL;
}

bool
advice_is_about(const struct advice_template *advice, const char *story)
{
	struct slice rest = slice_of(advice->stories), part;

	while (slice_next(&rest, ' ', &part))
		if (slice_is(part, story))
			return true;
	return false;
}

/* --- Where the message came from ---------------------------------------------- */

static bool
is_below(const struct diagnosing *g, const char *name, const char *hosts)
{
	struct slice rest = slice_of(hosts), part;

	if (name == NULL)
		return false;
	while (slice_next(&rest, ' ', &part))
		if (part.len > 0 &&
		    dname_is_within(name, arena_copy_slice(g->arena, part)))
			return true;
	return false;
}

/* A name that anybody can write into the PTR of an address is not enough. */
static bool
is_called(const struct diagnosing *g, const char *hosts)
{
	const struct address_facts *a = diagnosing_address(g);

	for (size_t i = 0;
	     a != NULL && a->confirmed == CONFIRM_YES && i < a->names; i++)
		if (is_below(g, a->name[i], hosts))
			return true;
	return false;
}

static bool
is_in_record(const struct diagnosing *g, const char *hosts)
{
	const struct spf_record *record = g->facts->spf->record;

	for (size_t i = 0; record != NULL && i < record->terms; i++)
		if (is_below(g,
			arena_copy_slice(g->arena, record->term[i].domain),
			hosts))
			return true;
	return false;
}

static bool
is_hosted(const struct diagnosing *g, const char *hosts)
{
	if (is_below(g, g->bounce->reporting_mta, hosts) ||
	    is_below(g, g->d->envelope, hosts) || is_called(g, hosts) ||
	    is_in_record(g, hosts))
		return true;
	for (size_t i = 0; i < g->facts->mxs; i++)
		if (is_below(g, g->facts->mx[i].host, hosts))
			return true;
	return false;
}

bool
diagnosing_is_unsigned(const struct diagnosing *g)
{
	for (size_t i = 0; i < g->in->templates->advices; i++) {
		const struct advice_template *a = &g->in->templates->advice[i];

		if (a->signs[0] != '\0' && is_hosted(g, a->hosts))
			return true;
	}
	return false;
}

/* --- Choosing ----------------------------------------------------------------- */

/* How near advice is to what is known; the lower, the nearer. */
enum nearness {
	NEAR_HERE,    /* this software, this host */
	NEAR_ANYWHERE,
	NEAR_PERHAPS, /* what runs there is not known */
	NEAR_NOT,
};

static enum nearness
nearness_of(const struct diagnosing *g, const struct advice_template *a)
{
	const struct host_facts *host = g->facts->host;
	bool known = host != NULL && host->known && host->mta != NULL;

	if (a->hosts[0] != '\0')
		return is_hosted(g, a->hosts) ? NEAR_HERE : NEAR_NOT;
	if (a->mta[0] == '\0')
		return NEAR_ANYWHERE;
	if (!known)
		return NEAR_PERHAPS;
	return strcasecmp(a->mta, host->mta) == 0 ? NEAR_HERE : NEAR_NOT;
}

void
diagnosing_advise(const struct diagnosing *g)
{
	const struct templates *t = g->in->templates;
	struct diagnosis *d = g->d;

	if (d->story == NULL)
		return;
	for (int near = NEAR_HERE; near < NEAR_NOT; near++)
		for (size_t i = 0; i < t->advices; i++)
			if (d->advices < DIAGNOSIS_ADVICE_MAX &&
			    advice_is_about(&t->advice[i], d->story->id) &&
			    (int)nearness_of(g, &t->advice[i]) == near)
				d->advice[d->advices++] = &t->advice[i];
}
