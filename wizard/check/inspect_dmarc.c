/*
 * DMARC: the tree walk of RFC 9989 section 4.10, all of its names asked at
 * once, and the organizational domain by the walk and by the public suffix list.
 */
#include <libpsl.h>
#include <string.h>

#include "wizard/check/inspection.h"

#define WALK_MAX    8 /* queries, section 4.10 */
#define WALK_LABELS 7 /* a longer name is cut down to so many labels */

static void
read_records(struct inspection *in, struct dmarc_step *step)
{
	for (size_t i = 0; i < step->answer->count; i++) {
		struct slice text = step->answer->rr[i].text;

		if (!dmarc_is_record(text))
			continue;
		if (step->records++ > 0)
			continue;
		step->text = text;
		step->record = dmarc_parse(in->arena, text);
	}
	/* Several at one name: all are discarded, step 2. */
	if (step->records > 1)
		step->record = NULL;
}

static void
add_step(struct inspection *in, const char *name)
{
	struct facts *f = in->facts;
	struct dmarc_step *step;
	const struct dns_answer *answer =
	    inspection_ask_below(in, "_dmarc", name, DNS_TXT);

	if (answer == NULL)
		return;
	f->dmarc = arena_push(in->arena, f->dmarc, &f->dmarcs, sizeof(*step));
	step = &f->dmarc[f->dmarcs - 1];
	step->name = name;
	step->answer = answer;
	read_records(in, step);
}

/* Steps 3 and 4: one label less, or straight down to seven. */
static const char *
next_name(const char *name)
{
	size_t labels = dname_labels(name);

	name = dname_parent(name);
	while (labels > WALK_MAX && dname_labels(name) > WALK_LABELS)
		name = dname_parent(name);
	return name;
}

/* The name, cut down to one label more than what it is below. */
static const char *
one_below(const char *name, const char *suffix)
{
	while (dname_labels(name) > dname_labels(suffix) + 1)
		name = dname_parent(name);
	return name;
}

/*
 * Section 4.10.2, over the names that have a record, longest first. The walk
 * ends at a psd tag; what could not be asked before that leaves it unknown.
 */
static const char *
organizational_domain(const struct facts *f)
{
	const char *org = f->domain;

	for (size_t i = 0; i < f->dmarcs; i++) {
		const struct dmarc_step *step = &f->dmarc[i];

		if (!dns_is_answered(step->answer->status))
			return NULL;
		if (step->record == NULL)
			continue;
		if (step->record->psd == 'y' && i > 0)
			return one_below(f->domain, step->name);
		org = step->name;
		if (step->record->psd != 'u')
			break;
	}
	return org;
}

/* Section 4.10.1: the record at the name itself, else the organization's. */
static const struct dmarc_step *
policy(const struct facts *f)
{
	if (f->dmarcs == 0)
		return NULL;
	if (f->dmarc[0].record != NULL)
		return &f->dmarc[0];
	for (size_t i = 1; f->org_domain != NULL && i < f->dmarcs; i++)
		if (f->dmarc[i].record != NULL &&
		    (dname_equal(f->dmarc[i].name, f->org_domain) ||
			f->dmarc[i].record->psd == 'y'))
			return &f->dmarc[i];
	return NULL;
}

void
inspection_dmarc(struct inspection *in)
{
	struct facts *f = in->facts;
	const char *name = f->domain;

	for (int i = 0; i < WALK_MAX && *name != '\0'; i++) {
		add_step(in, name);
		name = next_name(name);
	}
	f->org_domain = organizational_domain(f);
	f->dmarc_found = policy(f);
	f->org_domain_psl = inspect_registrable(f->domain);
}

struct facts *
inspect_dmarc(struct arena *arena, struct inquiry *inquiry, const char *domain)
{
	struct facts *facts = arena_alloc(arena, sizeof(*facts));
	struct inspection in = {
	    .arena = arena,
	    .inquiry = inquiry,
	    .facts = facts,
	};

	facts->domain = domain;
	inspection_dmarc(&in);
	return facts;
}

const char *
inspect_registrable(const char *name)
{
	return psl_registrable_domain(psl_builtin(), name);
}

bool
inspect_is_suffix(const char *name)
{
	return psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN) != 0;
}
