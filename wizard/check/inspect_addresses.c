/* Every address that matters to the domain, its PTR and the way back. */
#include <string.h>

#include "wizard/base/text.h"
#include "wizard/check/inspection.h"

static struct address_facts *
add(struct inspection *in, const struct ip *ip, unsigned role)
{
	struct facts *f = in->facts;
	struct address_facts *address;

	for (size_t i = 0; i < f->addresses; i++) {
		if (ip_equal(&f->address[i].ip, ip)) {
			f->address[i].roles |= role;
			return &f->address[i];
		}
	}
	if (f->addresses == INSPECT_ADDRESSES_MAX)
		return NULL;
	f->address =
	    arena_push(in->arena, f->address, &f->addresses, sizeof(*f->address));
	address = &f->address[f->addresses - 1];
	address->ip = *ip;
	address->roles = role;
	return address;
}

static void
add_answer(struct inspection *in, const struct dns_answer *answer, unsigned role)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		add(in, &answer->rr[i].address, role);
}

static void
add_own(struct inspection *in, const struct host_facts *host)
{
	for (size_t i = 0; i < host->addresses; i++) {
		struct address_facts *address =
		    add(in, &host->address[i], ADDRESS_HOST);

		if (address != NULL && host->interface != NULL)
			address->interface = host->interface[i];
	}
}

/* Networks are too many addresses; single ones are somebody's server. */
static void
add_from_spf(struct inspection *in)
{
	const struct spf_record *record = in->facts->spf->record;

	for (size_t i = 0; record != NULL && i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];

		if ((term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
		    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128))
			add(in, &term->network, ADDRESS_SPF);
	}
}

/* RFC 8601 section 3, "iprev": one of the names has this address. */
static void
confirm(struct inspection *in, struct address_facts *address)
{
	uint16_t type = address->ip.family == 4 ? DNS_A : DNS_AAAA;
	/* Of very many names not all are followed. */
	bool waiting = address->ptr->count > address->names;

	for (size_t i = 0; i < address->names; i++) {
		const struct dns_answer *back =
		    inquiry_get(in->inquiry, address->name[i], type);

		if (!dns_is_answered(back->status)) {
			waiting = true;
			address->unclear = address->name[i];
			address->unclear_answer = back;
		}
		for (size_t j = 0; j < back->count; j++) {
			if (ip_equal(&back->rr[j].address, &address->ip)) {
				address->confirmed = CONFIRM_YES;
				return;
			}
		}
	}
	if (!waiting && dns_is_answered(address->ptr->status))
		address->confirmed = CONFIRM_NO;
}

static void
look_up(struct inspection *in, struct address_facts *address)
{
	char reverse[IP_REVERSE_MAX];

	ip_reverse_name(&address->ip, reverse);
	address->ptr = inquiry_get(in->inquiry, reverse, DNS_PTR);
	for (size_t i = 0; i < address->ptr->count && i < INSPECT_PTR_MAX; i++) {
		address->name = arena_push(
		    in->arena, address->name, &address->names, sizeof(char *));
		address->name[i] = address->ptr->rr[i].target;
	}
	confirm(in, address);
}

static const struct dns_answer *
ask(void *self, const char *name, uint16_t type)
{
	return inspection_ask(self, name, type);
}

static const struct spf_outcome *
evaluate(struct inspection *in, const struct ip *ip, const char *mail_from)
{
	const struct facts *f = in->facts;
	const struct spf_source source = {ask, in};
	struct spf_query *query = arena_alloc(in->arena, sizeof(*query));

	*query = (struct spf_query) {
	    .ip = *ip,
	    .helo = f->helo[0] != '\0' ? f->helo : f->domain,
	    .mail_from = mail_from,
	    .shelf = &in->shelf,
	};
	return spf_evaluate(in->arena, &source, query);
}

static const char *
word_of(const struct spf_outcome *outcome)
{
	return outcome->pending ? NULL : spf_result_word(outcome->result);
}

/* What receivers make of mail from this address, section 2.3 and 2.4. */
static void
evaluate_spf(struct inspection *in, struct address_facts *address)
{
	const struct facts *f = in->facts;

	if ((address->roles &
		(ADDRESS_SENDS | ADDRESS_MX | ADDRESS_NOTICED)) == 0)
		return;
	address->outcome = evaluate(in, &address->ip,
	    arena_printf(in->arena, "postmaster@%s", f->domain));
	address->spf = word_of(address->outcome);
	if (f->helo[0] == '\0' || (address->roles & ADDRESS_SENDS) == 0)
		return;
	address->outcome_helo = evaluate(in, &address->ip, "");
	address->spf_helo = word_of(address->outcome_helo);
}

const char *
inspect_address_text(struct arena *arena, const struct address_facts *address)
{
	char ip[IP_TEXT_MAX];

	ip_format(&address->ip, ip);
	if (address->interface == NULL)
		return arena_copy(arena, ip);
	return arena_printf(arena, "%s (%s)", ip,
	    text_safe(arena, slice_of(address->interface)));
}

void
inspection_addresses(struct inspection *in)
{
	const struct inspect_params *params = in->params;
	struct facts *f = in->facts;

	for (size_t i = 0; i < params->senders; i++)
		add(in, &params->sender[i], ADDRESS_SENDER);
	if (params->host != NULL)
		add_own(in, params->host);
	for (size_t i = 0; i < f->echoes; i++)
		add(in, &f->echo[i], ADDRESS_HOST);
	for (size_t i = 0; i < f->mxs; i++) {
		add_answer(in, f->mx[i].a, ADDRESS_MX);
		add_answer(in, f->mx[i].aaaa, ADDRESS_MX);
	}
	add_from_spf(in);
	for (size_t i = 0; i < params->noticeds; i++)
		add(in, &params->noticed[i], ADDRESS_NOTICED);
	for (size_t i = 0; i < f->addresses; i++) {
		look_up(in, &f->address[i]);
		evaluate_spf(in, &f->address[i]);
	}
}
