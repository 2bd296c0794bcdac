/* The mechanisms that ask for names, RFC 7208 section 5, and their limits. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/spf_state.h"

/* --- Limits, section 4.6.4 --------------------------------------------- */

bool
spf_count_lookup(const struct spf_frame *f)
{
	if (++f->s->out->lookups <= SPF_LOOKUPS_MAX)
		return true;
	(void)spf_problem(f->s, SPF_PERMERROR, f->domain,
	    _("more than 10 terms that need DNS look-ups"));
	return false;
}

static bool
is_void(const struct dns_answer *answer)
{
	return answer->status == DNS_NODATA || answer->status == DNS_NXDOMAIN;
}

/* What is limited are terms, however many queries of one find nothing. */
static enum spf_found
not_found(const struct spf_frame *f, bool found_nothing)
{
	if (!found_nothing || ++f->s->out->voids <= SPF_VOIDS_MAX)
		return SPF_NOT_FOUND;
	(void)spf_problem(f->s, SPF_PERMERROR, f->domain,
	    _("more than 2 look-ups that find nothing"));
	return SPF_FOUND_PERMERROR;
}

/* --- Mechanisms -------------------------------------------------------- */

bool
spf_in_network(const struct spf_state *s, const struct ip *network,
    const struct spf_term *term)
{
	return network->family == s->ip.family &&
	       ip_in_network(&s->ip, network,
		   s->ip.family == 4 ? term->prefix4 : term->prefix6);
}

/* An answer that can be used; else why not. */
static enum spf_found
ask(const struct spf_frame *f, const char *name, uint16_t type,
    const struct dns_answer **ret)
{
	*ret = spf_ask(f->s, name, type);
	if ((*ret)->status == DNS_PENDING)
		return SPF_FOUND_WAITS;
	if (dns_is_answered((*ret)->status))
		return SPF_FOUND;
	(void)spf_problem(f->s, SPF_TEMPERROR, name,
	    _("a name server did not answer, or answered with an error"));
	return SPF_FOUND_TEMPERROR;
}

/* Is the client among the addresses of a name? */
static enum spf_found
find_address(const struct spf_frame *f, const char *name,
    const struct spf_term *term, bool *found_nothing)
{
	uint16_t type = f->s->ip.family == 4 ? DNS_A : DNS_AAAA;
	const struct dns_answer *answer;
	enum spf_found found = ask(f, name, type, &answer);

	if (found != SPF_FOUND)
		return found;
	for (size_t i = 0; i < answer->count; i++)
		if (spf_in_network(f->s, &answer->rr[i].address, term))
			return SPF_FOUND;
	*found_nothing = *found_nothing || is_void(answer);
	return SPF_NOT_FOUND;
}

static enum spf_found
match_a(
    const struct spf_frame *f, const struct spf_term *term, const char *name)
{
	bool found_nothing = false;
	enum spf_found found = find_address(f, name, term, &found_nothing);

	return found == SPF_NOT_FOUND ? not_found(f, found_nothing) : found;
}

/* All are asked for together, but the first that is no miss decides. */
static enum spf_found
find_exchanger(const struct spf_frame *f, const struct dns_answer *mx,
    const struct spf_term *term, bool *found_nothing)
{
	enum spf_found first = SPF_NOT_FOUND;

	for (size_t i = 0; i < mx->count; i++) {
		enum spf_found found;

		if (mx->rr[i].target[0] == '\0')
			continue; /* null MX, RFC 7505 */
		found = find_address(f, mx->rr[i].target, term, found_nothing);
		if (first == SPF_NOT_FOUND)
			first = found;
		if (first == SPF_FOUND || first == SPF_FOUND_TEMPERROR)
			break;
	}
	return first;
}

static enum spf_found
match_mx(
    const struct spf_frame *f, const struct spf_term *term, const char *name)
{
	const struct dns_answer *mx;
	enum spf_found found = ask(f, name, DNS_MX, &mx);
	bool found_nothing;

	if (found != SPF_FOUND)
		return found;
	if (mx->count > SPF_MX_MAX) {
		(void)spf_problem(f->s, SPF_PERMERROR, name,
		    _("more than 10 MX records behind \"mx\""));
		return SPF_FOUND_PERMERROR;
	}
	found_nothing = is_void(mx);
	found = find_exchanger(f, mx, term, &found_nothing);
	return found == SPF_NOT_FOUND ? not_found(f, found_nothing) : found;
}

/* Errors on the way mean that the mechanism does not match, section 5.5. */
static enum spf_found
match_ptr(const struct spf_frame *f, const char *name)
{
	const struct spf_names *names = spf_client_names(f->s);

	if (names == NULL)
		return SPF_FOUND_WAITS;
	for (size_t i = 0; i < names->count; i++)
		if (dname_is_within(names->name[i], name))
			return SPF_FOUND;
	return not_found(f, names->is_void);
}

static enum spf_found
match_exists(const struct spf_frame *f, const char *name)
{
	/* Always A, also for IPv6 clients: section 5.7. */
	const struct dns_answer *a;
	enum spf_found found = ask(f, name, DNS_A, &a);

	if (found != SPF_FOUND || a->count > 0)
		return found;
	return not_found(f, is_void(a));
}

enum spf_found
spf_match(
    const struct spf_frame *f, const struct spf_term *term, const char *name)
{
	if (term->kind == SPF_TERM_A)
		return match_a(f, term, name);
	if (term->kind == SPF_TERM_MX)
		return match_mx(f, term, name);
	if (term->kind == SPF_TERM_PTR)
		return match_ptr(f, name);
	return match_exists(f, name);
}
