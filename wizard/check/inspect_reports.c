/* Who is to receive DMARC reports, and whether they have agreed to. */
#include <string.h>

#include "wizard/check/inspection.h"

#define REPORTS_MAX 8 /* domains that are looked at */

/* The walk from another name, asked as the domain's own names are. */
static const struct facts *
walk_from(struct inspection *in, const char *name)
{
	struct facts *walk = arena_alloc(in->arena, sizeof(*walk));
	struct inspection other = *in;

	walk->domain = name;
	walk->zone = in->facts->zone;
	other.facts = walk;
	inspection_dmarc(&other);
	return walk;
}

static bool
same_psl(const char *a, const char *b)
{
	const char *org_a = inspect_registrable(a);
	const char *org_b = inspect_registrable(b);

	return org_a != NULL && org_b != NULL && dname_equal(org_a, org_b);
}

/*
 * Not of the same organization by either method: then some receivers want to
 * see that the other side agrees. Unknown is not taken as foreign.
 */
static bool
is_foreign(struct inspection *in, const char *from, const char *host)
{
	const char *own = in->facts->org_domain, *other;

	if (dname_is_within(host, from))
		return false;
	if (!same_psl(from, host))
		return true;
	other = walk_from(in, host)->org_domain;
	return own != NULL && other != NULL && !dname_equal(own, other);
}

static bool
is_listed(const struct facts *f, const char *host)
{
	for (size_t i = 0; i < f->reports; i++)
		if (dname_equal(f->report[i].domain, host))
			return true;
	return false;
}

static void
add_report(struct inspection *in, const char *host)
{
	struct facts *f = in->facts;
	const char *from = f->dmarc_found->name;
	struct report_facts *report;
	struct dname permit;

	f->report = arena_push(in->arena, f->report, &f->reports,
	    sizeof(*f->report));
	report = &f->report[f->reports - 1];
	report->domain = host;
	report->mx = inspection_ask(in, host, DNS_MX);
	report->a = inspection_ask(in, host, DNS_A);
	report->aaaa = inspection_ask(in, host, DNS_AAAA);
	if (!is_foreign(in, from, host))
		return;
	report->permit =
	    arena_printf(in->arena, "%s._report._dmarc.%s", from, host);
	if (dname_join(from, arena_printf(in->arena, "_report._dmarc.%s", host),
		&permit))
		report->permit_answer =
		    inspection_ask(in, permit.text, DNS_TXT);
}

static void
add_reports(
    struct inspection *in, const struct dmarc_uri *uris, size_t count)
{
	for (size_t i = 0; i < count && in->facts->reports < REPORTS_MAX; i++) {
		struct err err = ERR_INIT;
		struct dname host;

		if (uris[i].domain.len == 0 ||
		    dname_parse(uris[i].domain, &host, &err) != ERR_OK ||
		    is_listed(in->facts, host.text))
			continue;
		add_report(in, arena_copy(in->arena, host.text));
	}
}

void
inspection_reports(struct inspection *in)
{
	const struct dmarc_step *found = in->facts->dmarc_found;

	if (found == NULL)
		return;
	add_reports(in, found->record->rua, found->record->nrua);
	add_reports(in, found->record->ruf, found->record->nruf);
}

/* --- Alignment of senders ---------------------------------------------------- */

static void
add_identifier(struct inspection *in, const char *name, bool helo)
{
	struct facts *f = in->facts;
	struct identified from = {f->domain, f->org_domain};
	struct identified other = {name, walk_from(in, name)->org_domain};
	struct identifier_facts *identifier;

	f->identifier = arena_push(in->arena, f->identifier, &f->identifiers,
	    sizeof(*identifier));
	identifier = &f->identifier[f->identifiers - 1];
	identifier->name = name;
	identifier->helo = helo;
	identifier->strict = alignment_of(from, other, true);
	/* Without any record there is no organization to be found by walking. */
	if (f->dmarc_found == NULL)
		from.organization = NULL;
	identifier->walk = alignment_of(from, other, false);
	from.organization = f->org_domain_psl;
	other.organization = inspect_registrable(name);
	identifier->psl = alignment_of(from, other, false);
}

/* The domain of a sender that was given; NULL: none, or the domain itself. */
static const char *
sender_domain(struct inspection *in)
{
	const char *at = in->params->mail_from == NULL
			     ? NULL
			     : strrchr(in->params->mail_from, '@');
	struct err err = ERR_INIT;
	struct dname name;

	if (at == NULL || dname_parse(slice_of(at + 1), &name, &err) != ERR_OK ||
	    dname_equal(name.text, in->facts->domain))
		return NULL;
	return arena_copy(in->arena, name.text);
}

void
inspection_identifiers(struct inspection *in)
{
	struct facts *f = in->facts;
	const char *sender = sender_domain(in);

	if (sender != NULL)
		add_identifier(in, sender, false);
	for (size_t i = 0; i < f->froms; i++)
		if (sender == NULL || !dname_equal(sender, f->from[i].name))
			add_identifier(in, f->from[i].name, false);
	if (f->helo[0] != '\0' && !dname_equal(f->helo, f->domain))
		add_identifier(in, f->helo, true);
}
