/* Who the addresses in reports are: this machine, the DNS, the services. */
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/reports_work.h"
#include "wizard/flow/service.h"

#define NAMES_MAX 4  /* of an address that are followed back */
#define MX_MAX    16 /* of a domain that are looked at */

/* --- Services ------------------------------------------------------------- */

static void
find_homes(struct reports *r)
{
	const struct templates *t = r->services->templates;

	r->home = arena_alloc(&r->arena, (t->senders + 1) * sizeof(*r->home));
	for (size_t i = 0; i < t->senders; i++)
		r->home[i] = service_home(&t->sender[i]);
}

/* The service whose domain a name belongs to. */
static const struct sender_template *
service_of(const struct reports *r, const char *name)
{
	const struct templates *t = r->services->templates;
	const char *site = inspect_registrable(name);

	for (size_t i = 0; site != NULL && i < t->senders; i++)
		if (service_is_home(r->home[i], site))
			return &t->sender[i];
	return NULL;
}

static const struct sender_template *
service_among(const struct reports *r, const struct domain_list *list,
    const char *domain)
{
	const struct sender_template *found = NULL;

	for (size_t i = 0; i < list->count && found == NULL; i++)
		if (!dname_is_within(list->name[i], domain))
			found = service_of(r, list->name[i]);
	return found;
}

/* Others can claim neither a name that leads back nor a good signature. */
static void
find_service(const struct reports *r, const struct reported_domain *d,
    struct report_source *s)
{
	s->service = NULL;
	if (s->confirmed)
		s->service = service_of(r, s->name);
	if (s->service == NULL)
		s->service = service_among(r, &s->signers, d->domain);
}

/* --- The DNS -------------------------------------------------------------- */

static bool
leads_back(const struct dns_answer *back, const struct ip *ip)
{
	for (size_t i = 0; i < back->count; i++)
		if (ip_equal(&back->rr[i].address, ip))
			return true;
	return false;
}

/* The first name that leads back to the address, or the first of all. */
static void
find_name(struct reports *r, struct report_source *s)
{
	uint16_t type = s->ip.family == 4 ? DNS_A : DNS_AAAA;
	char reverse[IP_REVERSE_MAX];
	const struct dns_answer *ptr, *back;

	ip_reverse_name(&s->ip, reverse);
	ptr = inquiry_get(r->inquiry, reverse, DNS_PTR);
	s->asked = dns_is_answered(ptr->status);
	s->name = ptr->count > 0 ? ptr->rr[0].target : NULL;
	for (size_t i = 0; i < ptr->count && i < NAMES_MAX; i++) {
		back = inquiry_get(r->inquiry, ptr->rr[i].target, type);
		s->asked = s->asked && dns_is_answered(back->status);
		if (!s->confirmed && leads_back(back, &s->ip)) {
			s->confirmed = true;
			s->name = ptr->rr[i].target;
		}
	}
	s->asked = s->asked || s->confirmed;
}

static bool
is_mx(struct reports *r, const char *domain, const struct ip *ip)
{
	uint16_t type = ip->family == 4 ? DNS_A : DNS_AAAA;
	const struct dns_answer *mx = inquiry_get(r->inquiry, domain, DNS_MX);
	bool found = false;

	for (size_t i = 0; i < mx->count && i < MX_MAX; i++) {
		const char *host = mx->rr[i].target;

		if (host[0] == '\0') /* a null MX, RFC 7505 */
			continue;
		if (leads_back(inquiry_get(r->inquiry, host, type), ip))
			found = true;
	}
	return found;
}

/* Would the record of today let it pass? */
static bool
passes_spf(struct reports *r, struct arena *arena, struct spf_shelf *shelf,
    const struct reported_domain *d, struct report_source *s)
{
	const struct spf_source source = spf_source_of(r->inquiry);
	struct spf_query query = {
	    .ip = s->ip,
	    .helo = d->domain,
	    .mail_from = arena_printf(arena, "postmaster@%s", d->domain),
	    .shelf = shelf,
	};
	const struct spf_outcome *outcome =
	    spf_evaluate(arena, &source, &query);

	if (!outcome->pending && outcome->result == SPF_TEMPERROR)
		s->asked = false;
	return !outcome->pending && outcome->result == SPF_PASS;
}

static void
look_up(struct reports *r, struct arena *arena, struct spf_shelf *shelf,
    const struct reported_domain *d, struct report_source *s)
{
	s->confirmed = false;
	s->own &= (unsigned)~(OWN_MX | OWN_NAMED | OWN_SPF);
	find_name(r, s);
	if (is_mx(r, d->domain, &s->ip))
		s->own |= OWN_MX;
	if (s->confirmed && dname_is_within(s->name, d->domain))
		s->own |= OWN_NAMED;
	if (passes_spf(r, arena, shelf, d, s))
		s->own |= OWN_SPF;
}

/* --- What the user and this machine say ----------------------------------- */

static bool
is_meant(const struct sender *sender, const struct report_source *s)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct spf_term term;
	char own[TERM_MAX] = "";
	bool meant;

	if (s->service != NULL)
		service_term(s->service, own);
	meant = strcmp(sender->term, own) == 0;
	if (!meant &&
	    spf_parse_term(&arena, slice_of(sender->term), &term, &err) ==
		ERR_OK &&
	    term.network.family == s->ip.family)
		meant = ip_in_network(&s->ip, &term.network,
		    s->ip.family == 4 ? term.prefix4 : term.prefix6);
	arena_release(&arena);
	return meant;
}

static void
heed_user(const struct reported_domain *d, struct report_source *s)
{
	for (size_t i = 0; d->decided != NULL && i < d->decided->senders; i++) {
		const struct sender *sender = &d->decided->sender[i];

		if (sender->mark != SENDER_OURS &&
		    sender->mark != SENDER_NOT_OURS)
			continue;
		if (!is_meant(sender, s))
			continue;
		if (sender->mark == SENDER_OURS)
			s->own |= OWN_LISTED;
		else
			s->disowned = true;
	}
}

static void
heed_host(const struct reports *r, struct report_source *s)
{
	for (size_t i = 0; i < r->host.addresses; i++)
		if (ip_equal(&r->host.address[i], &s->ip))
			s->own |= OWN_HOST;
}

/* --- Round by round ------------------------------------------------------- */

/* Asks about those who fail first, then about the others, up to a bound. */
static void
look_at(struct reports *r, struct arena *arena, bool failing, size_t *asked)
{
	for (size_t i = 0; i < r->domains; i++) {
		struct reported_domain *d = &r->domain[i];
		struct spf_shelf shelf = {.record = NULL};

		for (size_t k = 0; k < d->sources; k++) {
			struct report_source *s = &d->source[k];

			if ((s->passing < s->messages) != failing ||
			    *asked == REPORTS_ASKED_MAX)
				continue;
			look_up(r, arena, &shelf, d, s);
			(*asked)++;
		}
	}
}

static void
conclude(struct reports *r)
{
	for (size_t i = 0; i < r->domains; i++) {
		struct reported_domain *d = &r->domain[i];

		for (size_t k = 0; k < d->sources; k++) {
			struct report_source *s = &d->source[k];

			find_service(r, d, s);
			heed_host(r, s);
			heed_user(d, s);
			s->kind = reports_judge(d, s);
		}
		reports_order(d);
	}
	r->done = true;
}

/* Nothing that is asked about waits for an answer: that ends it. */
static void
look(struct reports *r)
{
	struct arena arena = ARENA_INIT;
	size_t asked = 0;

	if (!r->offline) {
		look_at(r, &arena, true, &asked);
		look_at(r, &arena, false, &asked);
		lookup_send(r->lookup);
	}
	arena_release(&arena);
	if (inquiry_pending(r->inquiry) == 0 && !r->host_waits)
		conclude(r);
}

static void
progress(void *arg)
{
	struct reports *r = arg;

	if (r->started && !r->done)
		look(r);
}

static void
host_known(void *arg, const struct host_facts *facts)
{
	struct reports *r = arg;

	r->host = *facts;
	r->host_waits = false;
	progress(r);
}

static void
recall(struct reports *r, struct reported_domain *d)
{
	const struct store_service *store = &r->services->store;
	struct entries entries = {.entry = NULL};
	struct err err = ERR_INIT;

	if (store->load(store->self, d->domain, &r->arena, &entries, &err) !=
	    ERR_OK)
		return;
	d->decided = mem_alloc(sizeof(*d->decided));
	memory_load(&entries, d->decided);
}

void
reports_identify(struct reports *r, bool offline)
{
	const struct host_service *host = &r->services->host;

	reports_sum(r);
	find_homes(r);
	for (size_t i = 0; i < r->domains; i++) {
		recall(r, &r->domain[i]);
		reports_order(&r->domain[i]);
	}
	r->offline = offline;
	r->inquiry = inquiry_new();
	r->lookup = lookup_new(r->services, r->inquiry, progress, r);
	r->host_waits = true;
	r->started = true;
	host->inspect(host->self, &r->arena, host_known, r);
	if (!offline)
		look(r);
}

bool
reports_done(const struct reports *r)
{
	return r->done;
}
