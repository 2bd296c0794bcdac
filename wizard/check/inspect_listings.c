/* Do lists of unwanted senders have the addresses that send, or the domain? */
#include <string.h>

#include "wizard/check/checking.h"
#include "wizard/check/inspection.h"

enum listing
listing_of(const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		const uint8_t *o = answer->rr[i].address.octets;

		if (o[0] != 127)
			return LISTING_STRANGE;
		/* 127.255.255.x: an error; 127.0.0.1 is what URIBL says so. */
		if ((o[1] == 255 && o[2] == 255) ||
		    (o[1] == 0 && o[2] == 0 && o[3] == 1))
			return LISTING_REFUSED;
	}
	return answer->count > 0 ? LISTING_LISTED : LISTING_NONE;
}

static void
look_at(struct inspection *in, const struct blocklist *list,
    const char *reversed, const char *subject, bool is_domain)
{
	struct facts *f = in->facts;
	struct listing_facts *listing;
	struct dname name;

	if (!dname_join(reversed, list->zone, &name))
		return;
	f->listing = arena_push(
	    in->arena, f->listing, &f->listings, sizeof(*f->listing));
	listing = &f->listing[f->listings - 1];
	listing->list = list;
	listing->subject = subject;
	listing->is_domain = is_domain;
	listing->name = arena_copy(in->arena, name.text);
	listing->a = inquiry_get(in->inquiry, listing->name, DNS_A);
	if (listing_of(listing->a) == LISTING_LISTED)
		listing->txt =
		    inquiry_get(in->inquiry, listing->name, DNS_TXT);
}

/* 25.113.0.203 of 25.113.0.203.in-addr.arpa; nibbles for IPv6, section 2.4. */
static const char *
reversed(struct inspection *in, const struct ip *ip)
{
	static const char *const tails[] = {".in-addr.arpa", ".ip6.arpa"};
	char name[IP_REVERSE_MAX];
	size_t tail = strlen(tails[ip->family == 6]);

	ip_reverse_name(ip, name);
	return arena_copy_slice(
	    in->arena, (struct slice) {name, strlen(name) - tail});
}

static void
look_at_address(struct inspection *in, const struct blocklist *list,
    const struct ip *ip)
{
	unsigned kind = ip->family == 4 ? BLOCKLIST_IPV4 : BLOCKLIST_IPV6;
	char text[IP_TEXT_MAX];

	if ((list->kinds & kind) == 0)
		return;
	ip_format(ip, text);
	look_at(in, list, reversed(in, ip), arena_copy(in->arena, text),
	    false);
}

void
inspection_listings(struct inspection *in)
{
	const struct facts *f = in->facts;

	for (size_t i = 0; i < in->params->blocklists; i++) {
		const struct blocklist *list = &in->params->blocklist[i];

		for (size_t j = 0; j < f->addresses; j++)
			if (checking_sends(f, &f->address[j]))
				look_at_address(in, list, &f->address[j].ip);
		if ((list->kinds & BLOCKLIST_DOMAIN) != 0)
			look_at(in, list, f->domain, f->domain, true);
	}
}
