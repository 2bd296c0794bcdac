/* Names beside the domain where SPF records are, or ought to be. */
#include <string.h>

#include "wizard/check/inspection.h"

static void
look_at(struct inspection *in, const char *name, struct place_facts **list,
    size_t *count)
{
	struct place_facts *place;

	*list = arena_push(in->arena, *list, count, sizeof(**list));
	place = &(*list)[*count - 1];
	place->name = arena_copy(in->arena, name);
	place->answer = inspection_ask(in, name, DNS_TXT);
}

static void
look_below(struct inspection *in, const char *label)
{
	struct facts *f = in->facts;
	struct dname name;

	if (dname_join(label, f->domain, &name))
		look_at(in, name.text, &f->place, &f->places);
}

/* Mail that a host sends as user@host is judged by the record of the host. */
static bool
needs_record(const struct facts *f, const char *name)
{
	const char *own = inspect_registrable(f->domain);

	return dname_is_hostname(name) && !dname_equal(name, f->domain) &&
	       !dname_equal(name, f->helo) &&
	       dname_is_within(name, own != NULL ? own : f->domain);
}

static void
look_at_senders(struct inspection *in)
{
	struct facts *f = in->facts;
	const struct host_facts *host = in->params->host;
	const char *at = in->params->mail_from == NULL
			     ? NULL
			     : strrchr(in->params->mail_from, '@');

	if (host != NULL && host->known && needs_record(f, host->hostname))
		look_at(in, host->hostname, &f->from, &f->froms);
	if (at != NULL && needs_record(f, at + 1))
		look_at(in, at + 1, &f->from, &f->froms);
}

static void
look_at_explanation(struct inspection *in)
{
	struct facts *f = in->facts;
	const struct spf_term *exp =
	    f->spf->record == NULL
		? NULL
		: spf_find_term(f->spf->record, SPF_TERM_EXP);
	struct dname name;
	struct err err = ERR_INIT;

	if (exp == NULL || exp->has_macro ||
	    dname_parse(exp->domain, &name, &err) != ERR_OK)
		return;
	f->explanation.name = arena_copy(in->arena, name.text);
	f->explanation.answer = inspection_ask(in, name.text, DNS_TXT);
}

/* A panel that appends the zone to a name that has it already. */
static const char *
doubled_name(struct inspection *in)
{
	const char *domain = in->facts->domain;
	const char *zone = inspect_registrable(domain);

	return arena_printf(in->arena, "%s.%s", domain,
	    zone != NULL ? zone : domain);
}

/* NULL as a name when it would be too long for one. */
static void
look_at_dmarc(struct inspection *in, const char *label, const char *below,
    struct place_facts *ret)
{
	struct dname name;

	if (!dname_join(label, below, &name))
		return;
	ret->name = arena_copy(in->arena, name.text);
	ret->answer = inspection_ask(in, name.text, DNS_TXT);
}

void
inspection_places(struct inspection *in)
{
	static const char *const labels[] = {"_spf", "spf", "txt", "www"};
	struct facts *f = in->facts;

	f->type99 = inspection_ask(in, f->domain, DNS_SPF);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		look_below(in, labels[i]);
	look_at_dmarc(in, "_dmarc", doubled_name(in), &f->dmarc_doubled);
	look_at_dmarc(in, "dmarc", f->domain, &f->dmarc_bare);
	look_at_senders(in);
	look_at_explanation(in);
}
