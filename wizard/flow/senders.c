#include "wizard/flow/senders.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/service.h"
#include "wizard/flow/use.h"

static struct sender *
find(struct decisions *d, const char *term)
{
	for (size_t i = 0; i < d->senders; i++)
		if (strcasecmp(d->sender[i].term, term) == 0)
			return &d->sender[i];
	return NULL;
}

static struct sender *
add(struct decisions *d, const char *term, const char *label,
    enum sender_mark mark)
{
	struct sender *s = find(d, term);

	/* What nobody has decided yet may be settled by what is found now. */
	if (s != NULL && s->mark == SENDER_UNDECIDED)
		s->mark = mark;
	if (s != NULL)
		return s;
	if (d->senders == SENDERS_MAX || strlen(term) >= TERM_MAX)
		return NULL;
	s = &d->sender[d->senders++];
	memset(s, 0, sizeof(*s));
	(void)snprintf(s->term, sizeof(s->term), "%s", term);
	(void)snprintf(s->label, sizeof(s->label), "%s", label);
	s->mark = mark;
	return s;
}

static void
address_term(const struct ip *ip, char ret[TERM_MAX])
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	(void)snprintf(ret, TERM_MAX, "ip%d:%s", ip->family, text);
}

static struct sender *
add_address(struct decisions *d, const struct ip *ip, enum sender_seen seen,
    enum sender_mark mark)
{
	char term[TERM_MAX];
	struct sender *s;

	address_term(ip, term);
	s = add(d, term, "", mark);
	if (s == NULL)
		return NULL;
	s->ip = *ip;
	s->seen |= seen;
	return s;
}

static bool
is_public(const struct ip *ip)
{
	switch (ip_scope(ip)) {
	case IP_GLOBAL:
	case IP_DOCUMENTATION:
		return true;
	case IP_LOOPBACK:
	case IP_PRIVATE:
	case IP_SHARED:
	case IP_LINK_LOCAL:
	case IP_OTHER:
		return false;
	}
	return false;
}

static bool
is_address(const struct spf_term *term)
{
	return (term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
	    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128);
}

/* Does the term let somebody pass? */
static bool
names_sender(const struct spf_term *term)
{
	return term->kind != SPF_TERM_ALL && term->kind < SPF_TERM_REDIRECT &&
	    term->qualifier == '+';
}

/* An address however it is spelled, or a term without its sign. */
static struct sender *
add_term(struct decisions *d, const struct spf_term *term,
    const struct templates *t, enum sender_seen seen)
{
	char text[TERM_MAX];
	const struct sender_template *service;
	const char *bare;
	struct sender *s;

	if (is_address(term))
		return add_address(d, &term->network, seen, SENDER_OURS);
	if (term->text.len >= sizeof(text))
		return NULL;
	(void)snprintf(text, sizeof(text), "%.*s", (int)term->text.len,
	    term->text.ptr);
	bare = text[0] == '+' ? text + 1 : text;
	service = service_behind_term(t, bare);
	s = add(d, bare, service == NULL ? "" : service->name, SENDER_OURS);
	if (s != NULL)
		s->seen |= seen;
	return s;
}

/* Of the record that is there: whoever wrote it knows who sends. */
static void
add_published(struct decisions *d, const struct spf_term *term,
    const struct templates *t)
{
	/* A record that includes itself names nobody by that. */
	if (names_sender(term) &&
	    (term->kind != SPF_TERM_INCLUDE ||
		!slice_is_nocase(term->domain, d->domain)))
		(void)add_term(d, term, t, SEEN_SPF);
}

/* Of several records as well, which count for nothing as long as they are. */
static void
add_all_published(struct decisions *d, const struct dns_answer *answer,
    const struct templates *t)
{
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < answer->count; i++) {
		const struct spf_record *record;

		if (!spf_is_record(answer->rr[i].text))
			continue;
		record = spf_parse(&arena, answer->rr[i].text);
		for (size_t k = 0; k < record->terms; k++)
			add_published(d, &record->term[k], t);
	}
	arena_release(&arena);
}

static bool
is_mail_server(const struct facts *f)
{
	if (f->host == NULL || !f->host->known)
		return false;
	if (f->host->mta != NULL)
		return true;
	for (size_t i = 0; i < f->addresses; i++)
		if ((f->address[i].roles & ADDRESS_HOST) != 0 &&
		    (f->address[i].roles & ADDRESS_MX) != 0)
			return true;
	return false;
}

/* Where mail arrives it is often sent from as well: worth a question. */
static bool
is_worth_asking(const struct address_facts *a)
{
	return (a->roles & ADDRESS_MX) != 0 &&
	    (a->spf == NULL || strcmp(a->spf, "pass") != 0);
}

void
senders_find(struct decisions *d, const struct facts *facts,
    const struct templates *templates)
{
	/* It may be a mail server for others: of "-all" one has to ask. */
	enum sender_mark host_mark =
	    is_mail_server(facts) && !use_allows_nobody(facts)
	    ? SENDER_OURS
	    : SENDER_UNDECIDED;

	for (size_t i = 0; i < facts->addresses; i++)
		if ((facts->address[i].roles & ADDRESS_HOST) != 0)
			add_address(
			    d, &facts->address[i].ip, SEEN_HOST, host_mark);
	add_all_published(d, facts->spf->answer, templates);
	for (size_t i = 0; i < facts->addresses; i++) {
		const struct address_facts *a = &facts->address[i];
		char term[TERM_MAX];
		struct sender *known;

		address_term(&a->ip, term);
		known = find(d, term);
		if (known != NULL && (a->roles & ADDRESS_MX) != 0)
			known->seen |= SEEN_MX;
		else if (is_worth_asking(a))
			add_address(d, &a->ip, SEEN_MX, SENDER_UNDECIDED);
	}
}

void
senders_reported(struct decisions *d, const struct ip *ip,
    const struct sender_template *service, int64_t messages)
{
	char term[TERM_MAX];
	struct sender *s;

	if (service != NULL) {
		service_term(service, term);
		s = add(d, term, service->name, SENDER_UNDECIDED);
	} else {
		s = add_address(d, ip, SEEN_REPORT, SENDER_UNDECIDED);
	}
	if (s == NULL)
		return;
	s->seen |= SEEN_REPORT;
	s->reported += messages;
}

void
senders_noticed(
    struct decisions *d, const struct ip *ip, enum sender_seen seen)
{
	if (is_public(ip))
		(void)add_address(d, ip, seen, SENDER_UNDECIDED);
}

static enum err_code
check_address(const struct ip *ip, const char *typed, struct err *err)
{
	if (is_public(ip))
		return ERR_OK;
	return err_set(err, ERR_RANGE,
	    _("%s cannot be seen from the Internet. Type the public "
	      "address that your mail leaves from."),
	    typed);
}

/* "192.0.2.0/24" is a network; the term for it says of which family. */
static bool
as_network(const char *typed, char term[TERM_MAX])
{
	const char *slash = strchr(typed, '/');
	struct ip ip;

	if (slash == NULL ||
	    !ip_parse((struct slice) {typed, (size_t)(slash - typed)}, &ip))
		return false;
	(void)snprintf(term, TERM_MAX, "%s:%s",
	    ip.family == 4 ? "ip4" : "ip6", typed);
	return true;
}

static enum err_code
take(struct decisions *d, struct sender *s, size_t *ret_index, struct err *err)
{
	if (s == NULL)
		return err_set(err, ERR_LIMIT,
		    _("The list is full (%d senders)."), SENDERS_MAX);
	s->seen |= SEEN_USER;
	s->mark = SENDER_OURS;
	*ret_index = (size_t)(s - d->sender);
	return ERR_OK;
}

static enum err_code
add_typed_term(struct decisions *d, const struct templates *t,
    const char *text, size_t *ret_index, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct spf_term term;
	enum err_code code =
	    spf_parse_term(&arena, slice_of(text), &term, err);

	arena_release(&arena);
	if (code != ERR_OK)
		return code;
	if (!names_sender(&term))
		return err_set(err, ERR_RANGE,
		    _("%s does not name a sender."), text);
	if (term.network.family != 0 &&
	    check_address(&term.network, text, err) != ERR_OK)
		return err->code;
	return take(d, add_term(d, &term, t, SEEN_USER), ret_index, err);
}

/* By its term, which brings its name along; without one under its own name. */
static enum err_code
add_service(struct decisions *d, const struct templates *t,
    const struct sender_template *service, size_t *ret_index, struct err *err)
{
	char term[TERM_MAX];

	service_term(service, term);
	if (!service_is_bare(term))
		return add_typed_term(d, t, term, ret_index, err);
	return take(
	    d, add(d, term, service->name, SENDER_OURS), ret_index, err);
}

enum err_code
senders_add(struct decisions *d, const struct templates *templates,
    const char *typed, size_t *ret_index, struct err *err)
{
	struct slice bare = slice_trim(slice_of(typed), " \t");
	const struct sender_template *service;
	char text[TERM_MAX - 4], term[TERM_MAX];
	struct ip ip;

	if (bare.len == 0)
		return err_set(err, ERR_SYNTAX,
		    _("Type an address, \"include:...\" or the name of a "
		      "service."));
	if (bare.len >= sizeof(text))
		return err_set(err, ERR_LIMIT, _("That is too long."));
	(void)snprintf(text, sizeof(text), "%.*s", (int)bare.len, bare.ptr);
	if (ip_parse(bare, &ip)) {
		if (check_address(&ip, text, err) != ERR_OK)
			return err->code;
		return take(d, add_address(d, &ip, SEEN_USER, SENDER_OURS),
		    ret_index, err);
	}
	if (as_network(text, term))
		return add_typed_term(d, templates, term, ret_index, err);
	service = service_of_term(templates, text);
	if (service == NULL && strpbrk(text, ":=") != NULL)
		return add_typed_term(d, templates, text, ret_index, err);
	if (service == NULL)
		service = service_find(templates, text);
	if (service != NULL)
		return add_service(d, templates, service, ret_index, err);
	return err_set(err, ERR_SYNTAX,
	    _("No service is called \"%s\". Type an address, \"include:...\" or "
	      "part of a service's name."),
	    text);
}

size_t
senders_addresses(const struct decisions *d, bool ours, struct ip *ret)
{
	const int64_t noticed = SEEN_REPORT | SEEN_BOUNCE | SEEN_MESSAGE;
	size_t count = 0;

	if (ours && use_is_silent(d))
		return 0;
	for (size_t i = 0; i < d->senders; i++) {
		const struct sender *s = &d->sender[i];

		if (s->ip.family != 0 && (s->mark == SENDER_OURS) == ours &&
		    (ours || (s->seen & noticed) != 0))
			ret[count++] = s->ip;
	}
	return count;
}

size_t
senders_selectors(const struct decisions *d, const struct templates *templates,
    const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < d->senders; i++) {
		const struct sender_template *service =
		    service_behind_term(templates, d->sender[i].term);

		if (service != NULL && !use_is_silent(d) &&
		    d->sender[i].mark == SENDER_OURS)
			ret[count++] = service_selectors(service);
	}
	return count;
}

size_t
senders_count(const struct decisions *d, enum sender_mark mark)
{
	size_t n = 0;

	for (size_t i = 0; i < d->senders; i++)
		n += d->sender[i].mark == mark;
	return n;
}
