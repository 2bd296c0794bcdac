/*
 * How mail to the domain travels: MTA-STS, TLS reports, DANE, and BIMI. Every
 * name that is known from the start is asked for in the first round.
 */
#include "wizard/check/inspection.h"

#define POLICY_PATH "/.well-known/mta-sts.txt" /* RFC 8461 section 3.3 */

static struct tls_record
look_at(struct inspection *in, const char *label, bool (*is_record)(struct slice))
{
	static const struct dns_answer nowhere = {.status = DNS_CANCELLED};
	struct tls_record ret = {.answer = &nowhere, .text = {.ptr = ""}};
	struct dname name;

	if (!dname_join(label, in->facts->domain, &name))
		return ret;
	ret.name = arena_copy(in->arena, name.text);
	ret.answer = inspection_ask(in, ret.name, DNS_TXT);
	for (size_t i = 0; i < ret.answer->count; i++)
		if (is_record(ret.answer->rr[i].text) && ret.records++ == 0)
			ret.text = ret.answer->rr[i].text;
	return ret;
}

/* --- MTA-STS ------------------------------------------------------------- */

static const struct ip *
first_address(const struct dns_answer *a, const struct dns_answer *aaaa)
{
	if (a->count > 0)
		return &a->rr[0].address;
	return aaaa->count > 0 ? &aaaa->rr[0].address : NULL;
}

/* The policy is fetched when there is a record, or is about to be one. */
static void
inspect_policy(struct inspection *in, struct tls_facts *tls)
{
	const struct ip *address = first_address(tls->sts_a, tls->sts_aaaa);

	if (!in->params->web || address == NULL ||
	    (tls->sts.records == 0 && !in->params->policy) ||
	    tls->sts_a->status == DNS_PENDING)
		return;
	tls->page = errand_page(inquiry_errands(in->inquiry), tls->sts_host,
	    POLICY_PATH, address);
	if (tls->page->status == PAGE_HERE && tls->page->code == 200)
		tls->policy = mtasts_policy_parse(in->arena, tls->page->text);
}

static void
inspect_mtasts(struct inspection *in, struct tls_facts *tls)
{
	struct dname host;

	tls->sts = look_at(in, "_mta-sts", mtasts_is_record);
	if (tls->sts.records == 1)
		tls->sts_record = mtasts_parse(in->arena, tls->sts.text);
	if (!dname_join("mta-sts", in->facts->domain, &host))
		return;
	tls->sts_host = arena_copy(in->arena, host.text);
	tls->sts_a = inspection_ask(in, tls->sts_host, DNS_A);
	tls->sts_aaaa = inspection_ask(in, tls->sts_host, DNS_AAAA);
	inspect_policy(in, tls);
}

/* --- BIMI ---------------------------------------------------------------- */

/* What stands behind the host; a port of its own is left alone. */
static const char *
path_of(struct inspection *in, const struct uri *uri)
{
	const char *end = uri->text.ptr + uri->text.len;
	struct slice rest = {uri->host.ptr + uri->host.len, 0}, path;

	rest.len = (size_t)(end - rest.ptr);
	if (rest.len == 0)
		return "/";
	if (rest.ptr[0] != '/' || !slice_next(&rest, '#', &path))
		return NULL;
	return arena_copy_slice(in->arena, path);
}

static struct tls_page
look_at_page(struct inspection *in, struct slice place)
{
	struct tls_page ret = {.host = NULL};
	const struct dns_answer *a, *aaaa;
	const struct ip *address;
	const char *path;
	struct uri uri;

	if (!in->params->web || !uri_parse(place, &uri) ||
	    !uri_is_scheme(&uri, "https"))
		return ret;
	path = path_of(in, &uri);
	if (path == NULL)
		return ret;
	ret.host = arena_copy_slice(in->arena, uri.host);
	a = inspection_ask(in, ret.host, DNS_A);
	aaaa = inspection_ask(in, ret.host, DNS_AAAA);
	address = first_address(a, aaaa);
	if (address != NULL && a->status != DNS_PENDING)
		ret.page = errand_page(
		    inquiry_errands(in->inquiry), ret.host, path, address);
	return ret;
}

static void
inspect_bimi(struct inspection *in, struct tls_facts *tls)
{
	tls->bimi = look_at(in, "default._bimi", bimi_is_record);
	if (tls->bimi.records != 1)
		return;
	tls->bimi_record = bimi_parse(in->arena, tls->bimi.text);
	tls->picture = look_at_page(in, tls->bimi_record->place);
	tls->mark = look_at_page(in, tls->bimi_record->evidence);
}

/* --- DANE, and the servers themselves ------------------------------------ */

static void
meet_addresses(struct inspection *in, struct tls_host *host,
    const struct dns_answer *answer, bool several)
{
	for (size_t i = 0;
	     i < answer->count && host->addresses < TLS_ADDRESSES_MAX; i++) {
		const struct ip *ip = &answer->rr[i].address;
		struct tls_address *at;
		char text[IP_TEXT_MAX];

		host->address = arena_push(in->arena, host->address,
		    &host->addresses, sizeof(*host->address));
		at = &host->address[host->addresses - 1];
		ip_format(ip, text);
		at->host = host->host;
		at->ip = *ip;
		at->name = several
		    ? arena_printf(in->arena, "%s (%s)", host->host, text)
		    : host->host;
		at->server = errand_server(
		    inquiry_errands(in->inquiry), host->host, ip);
	}
}

/* Every address may be another machine, or be shut out by another filter. */
static void
meet_server(
    struct inspection *in, struct tls_host *host, const struct mx_facts *mx)
{
	bool several = mx->a->count + mx->aaaa->count > 1;

	if (!in->params->smtp || mx->a->status == DNS_PENDING ||
	    mx->aaaa->status == DNS_PENDING)
		return;
	meet_addresses(in, host, mx->a, several);
	meet_addresses(in, host, mx->aaaa, several);
}

static void
inspect_host(
    struct inspection *in, struct tls_facts *tls, const struct mx_facts *mx)
{
	struct tls_host *host;
	struct dname name;

	if (!dname_join("_25._tcp", mx->host, &name))
		return;
	tls->host =
	    arena_push(in->arena, tls->host, &tls->hosts, sizeof(*tls->host));
	host = &tls->host[tls->hosts - 1];
	host->host = mx->host;
	host->tlsa_name = arena_copy(in->arena, name.text);
	/* Of the resolver, always: it is the one who says AD. */
	host->tlsa = inquiry_get(in->inquiry, host->tlsa_name, DNS_TLSA);
	if (host->tlsa->count > 0)
		tls->root = inquiry_get(in->inquiry, "", DNS_NS);
	meet_server(in, host, mx);
}

void
inspection_tls(struct inspection *in)
{
	const struct facts *f = in->facts;
	struct tls_facts *tls = &in->facts->tls;

	inspect_mtasts(in, tls);
	tls->report = look_at(in, "_smtp._tls", tlsrpt_is_record);
	if (tls->report.records == 1)
		tls->report_record = tlsrpt_parse(in->arena, tls->report.text);
	if (tls->report.records == 0 && dns_is_answered(tls->report.answer->status))
		tls->report_astray = look_at(in, "_tls._smtp", tlsrpt_is_record);
	inspect_bimi(in, tls);
	tls->caa = inspection_ask(in, f->domain, DNS_CAA);
	for (size_t i = 0; i < f->mxs; i++)
		if (!f->mx[i].is_null)
			inspect_host(in, tls, &f->mx[i]);
}
