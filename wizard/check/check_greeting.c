/* What mail servers of the domain say of themselves before TLS begins. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static bool
has(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

/* An address of that server from which mail leaves, too; NULL: none is known. */
static const struct address_facts *
sending_address(const struct facts *f, const char *host)
{
	const struct mx_facts *mx = f->mx;

	while (mx->host != host)
		mx++;
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if (checking_sends(f, a) &&
		    (has(mx->a, &a->ip) || has(mx->aaaa, &a->ip)))
			return a;
	}
	return NULL;
}

static bool
is_full_name(const char *name)
{
	struct err err = ERR_INIT;
	struct dname parsed;

	return dname_parse(slice_of(name), &parsed, &err) == ERR_OK &&
	    dname_is_hostname(parsed.text);
}

static bool
is_named(const struct address_facts *a, const char *name)
{
	for (size_t i = 0; i < a->names; i++)
		if (dname_equal(a->name[i], name))
			return true;
	return a->names == 0;
}

/* A server that sends has one name: in greeting, EHLO and reverse DNS. */
static void
check_own_name(struct checking *c, const struct tls_address *at,
    const struct address_facts *a)
{
	const struct facts *f = c->facts;
	const char *name = at->server->name;
	char ip[IP_TEXT_MAX];

	if (f->helo[0] != '\0' && !dname_equal(name, f->helo)) {
		finding_add(c->arena, c->list, "PT-11", at->host,
		    _("%s greets as %s, but says %s in EHLO."), at->name,
		    name, f->helo);
	} else if (f->helo[0] == '\0' && !is_named(a, name)) {
		ip_format(&a->ip, ip);
		finding_add(c->arena, c->list, "PT-11", at->host,
		    _("%s greets as %s, but the name of its address %s is "
		      "%s."),
		    at->name, name, ip, a->name[0]);
	}
}

static void
check_name(struct checking *c, const struct tls_address *at)
{
	const char *name = at->server->name;
	const struct address_facts *a = sending_address(c->facts, at->host);

	if (is_full_name(name)) {
		if (a != NULL)
			check_own_name(c, at, a);
		return;
	}
	finding_add(c->arena, c->list, "PT-11", at->host,
	    _("%s greets with \"%s\", which is not a full host name."),
	    at->name, checking_text(c, slice_of(name)))
	    ->severity = a != NULL ? SEVERITY_WARNING : SEVERITY_INFO;
}

void
check_greeting(struct checking *c, const struct tls_address *at)
{
	if (at->server->name[0] != '\0')
		check_name(c, at);
	if (at->server->expands)
		finding_add(c->arena, c->list, "MX-19", at->host,
		    _("%s offers EXPN: it tells anybody who is behind an "
		      "address."),
		    at->name);
}
