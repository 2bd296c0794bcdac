#include "wizard/check/inspect.h"

#include <string.h>

#include "wizard/check/dns_host.h"
#include "wizard/check/inspection.h"

/* An alias whose end the authority does not know. */
static bool
leads_elsewhere(const struct dns_answer *answer)
{
	return answer->cnames > 0 && answer->count == 0;
}

const struct dns_answer *
inspection_ask(struct inspection *in, const char *name, uint16_t type)
{
	static const struct dns_answer later = {.status = DNS_PENDING};
	const struct dns_answer *answer;
	const struct zone_facts *zone;

	if (in->params == NULL || !in->params->authority)
		return inquiry_get(in->inquiry, name, type);
	zone = in->facts->zone;
	for (int i = 0; i < INSPECT_CUTS_MAX; i++) {
		if (!zone->complete && !zone->failed)
			return &later;
		if (zone->failed || !dname_is_within(name, zone->apex))
			break;
		answer = inspection_ask_zone(in->inquiry, zone, name, type);
		if (answer == NULL || leads_elsewhere(answer))
			break;
		if (!inspection_is_referral(answer))
			return answer;
		zone = inspection_zone_below(in->arena, in->inquiry, answer);
	}
	return inquiry_get(in->inquiry, name, type);
}

const struct dns_answer *
inspection_ask_below(
    struct inspection *in, const char *label, const char *name, uint16_t type)
{
	struct dname owner;

	if (!dname_join(label, name, &owner))
		return NULL;
	return inspection_ask(in, owner.text, type);
}

static void
inspect_mx(struct inspection *in)
{
	struct facts *f = in->facts;

	f->mx_answer = inspection_ask(in, f->domain, DNS_MX);
	for (size_t i = 0; i < f->mx_answer->count && i < INSPECT_MX_MAX; i++) {
		const struct dns_rr *rr = &f->mx_answer->rr[i];
		struct mx_facts *mx;

		f->mx = arena_push(in->arena, f->mx, &f->mxs, sizeof(*f->mx));
		mx = &f->mx[f->mxs - 1];
		mx->preference = rr->preference;
		mx->host = rr->target;
		mx->is_null = rr->target[0] == '\0';
		if (mx->is_null)
			continue;
		mx->a = inspection_ask(in, rr->target, DNS_A);
		mx->aaaa = inspection_ask(in, rr->target, DNS_AAAA);
	}
}

static const char *
helo_name(const struct inspection *in)
{
	const struct host_facts *host = in->params->host;
	struct dname name;
	struct err err = ERR_INIT;
	const char *helo = in->params->helo;

	if (helo == NULL && host != NULL && host->known)
		helo = host->mta_hello != NULL ? host->mta_hello : host->hostname;
	if (helo == NULL || dname_parse(slice_of(helo), &name, &err) != ERR_OK ||
	    !dname_is_hostname(name.text))
		return "";
	return arena_copy(in->arena, name.text);
}

static void
inspect_helo(struct inspection *in)
{
	struct facts *f = in->facts;

	f->helo = helo_name(in);
	if (f->helo[0] == '\0')
		return;
	f->helo_a = inspection_ask(in, f->helo, DNS_A);
	f->helo_aaaa = inspection_ask(in, f->helo, DNS_AAAA);
	f->helo_spf = inspection_spf(in, f->helo);
}

/* --- What else was asked ---------------------------------------------------- */

static void
inspect_names(struct inspection *in)
{
	const struct inspect_params *params = in->params;

	for (size_t i = 0; i < params->names; i++)
		(void)inspection_ask(
		    in, params->name[i].name.text, params->name[i].type);
}

/*
 * Whatever is asked about a name, an alias there is a part of the answer. Who
 * only knows which other servers have the name tells nothing about it.
 */
static bool
tells(const struct question *q, const char *name, uint16_t type)
{
	return (q->type == type || type == DNS_CNAME) &&
	    dns_is_answered(q->answer->status) &&
	    !inspection_is_referral(q->answer) && dname_equal(q->name, name);
}

bool
inspect_answer(const struct facts *facts, const char *name, uint16_t type,
    struct dns_answer *ret)
{
	const struct inquiry *inquiry = facts->inquiry;
	const struct question *found = NULL;

	for (size_t i = 0; inquiry != NULL && i < inquiry_count(inquiry); i++) {
		const struct question *q = inquiry_at(inquiry, i);

		if (tells(q, name, type) &&
		    (found == NULL || found->whom != ASK_AUTHORITY))
			found = q;
	}
	if (found == NULL)
		return false;
	*ret = type == DNS_CNAME ? dns_alias_of(found->answer, found->type)
				 : *found->answer;
	return true;
}

struct facts *
inspect(struct arena *arena, struct inquiry *inquiry,
    const struct inspect_params *params)
{
	struct facts *f = arena_alloc(arena, sizeof(*f));
	struct inspection in = {
	    .arena = arena,
	    .inquiry = inquiry,
	    .params = params,
	    .facts = f,
	};

	f->inquiry = inquiry;
	f->domain = params->domain;
	f->host = params->host;
	f->by_authority = params->authority;
	f->dmarc_past = params->past;
	f->earlier = params->earlier;
	f->panel = params->panel;
	f->bare_key = params->bare_key;
	f->bare_keys = params->bare_keys;
	f->ignored = params->ignored;
	f->ignoreds = params->ignoreds;
	f->hint = params->hint;
	f->hints = params->hints;
	f->ns = inquiry_get(inquiry, f->domain, DNS_NS);
	f->soa = inquiry_get(inquiry, f->domain, DNS_SOA);
	f->zone = inspect_zone(arena, inquiry, f->domain);
	if (params->authority)
		inspection_negative_ttl(inquiry, f->zone);
	f->txt = inspection_ask(&in, f->domain, DNS_TXT);
	f->a = inspection_ask(&in, f->domain, DNS_A);
	f->aaaa = inspection_ask(&in, f->domain, DNS_AAAA);
	inspect_mx(&in);
	inspection_health(&in);
	f->spf = inspection_spf(&in, f->domain);
	inspection_selectors(&in);
	inspection_keys_elsewhere(&in);
	inspection_dmarc(&in);
	f->spf_cost = inspect_spf_cost(inquiry, f->spf);
	inspect_helo(&in);
	inspection_places(&in);
	inspection_reports(&in);
	inspection_identifiers(&in);
	inspection_echo(&in);
	inspection_addresses(&in);
	inspection_tls(&in);
	inspection_listings(&in);
	inspect_names(&in);
	f->complete = inquiry_pending(inquiry) == 0;
	/* Nothing is asked because of it: once is enough. */
	if (f->complete)
		f->dns_host = dns_host_find(
		    params->dns_host, params->dns_hosts, f->zone);
	return f;
}
