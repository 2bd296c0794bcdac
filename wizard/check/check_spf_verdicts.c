/* Do the addresses that send pass SPF, and whom else does the record allow? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define LISTED_MAX 4 /* addresses named in one sentence */

/* --- What receivers make of mail from an address ----------------------- */

enum identity {
	MAIL_FROM,
	HELO
};

/*
 * address, name of the identity, result word; then what decided, and in whose
 * record. What a sentence does not need, it leaves out.
 */
static const struct {
	const char *matched, *unmatched, *problem;
} sentences[] = {
    [MAIL_FROM] =
	{
	    N_("Mail from %s as %s does not pass SPF (%s): \"%s\" in the "
	       "record of %s decides."),
	    N_("Mail from %s as %s does not pass SPF (%s): no term of the "
	       "record matches."),
	    N_("Mail from %s as %s does not pass SPF (%s): %s (%s)"),
	},
    [HELO] =
	{
	    N_("Bounces from %s, in the name of %s, do not pass SPF (%s): "
	       "\"%s\" in the record of %s decides."),
	    N_("Bounces from %s, in the name of %s, do not pass SPF (%s): no "
	       "term of the record matches."),
	    N_("Bounces from %s, in the name of %s, do not pass SPF (%s): %s "
	       "(%s)"),
	},
};

/* That the domain has no record at all is told by SPF-01. */
static const enum severity mail_from_severity[] = {
    [SPF_NONE] = SEVERITY_INFO,
    [SPF_NEUTRAL] = SEVERITY_ERROR,
    [SPF_FAIL] = SEVERITY_ERROR,
    [SPF_SOFTFAIL] = SEVERITY_ERROR,
    [SPF_TEMPERROR] = SEVERITY_UNKNOWN,
    [SPF_PERMERROR] = SEVERITY_ERROR,
};

/* Without a record nobody vouches for bounces, but nobody refuses them. */
static const enum severity helo_severity[] = {
    [SPF_NONE] = SEVERITY_WARNING,
    [SPF_NEUTRAL] = SEVERITY_ERROR,
    [SPF_FAIL] = SEVERITY_ERROR,
    [SPF_SOFTFAIL] = SEVERITY_ERROR,
    [SPF_TEMPERROR] = SEVERITY_UNKNOWN,
    [SPF_PERMERROR] = SEVERITY_ERROR,
};

static struct finding *
report_verdict(struct checking *c, const char *id, enum identity identity,
    const struct address_facts *a, const struct spf_outcome *o)
{
	const char *name = identity == HELO ? c->facts->helo : c->owner;
	const char *word = spf_result_word(o->result);
	const char *decider = checking_text(c, o->matched);
	const char *domain = o->paths > 0 ? o->path[o->paths - 1] : name;
	const char *form = sentences[identity].matched;
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	if (o->problem != NULL) {
		form = sentences[identity].problem;
		decider = o->problem;
		domain = checking_text(c, slice_of(o->problem_domain));
	} else if (o->matched.len == 0) {
		form = sentences[identity].unmatched;
	}
	return finding_add(c->arena, c->list, id, name, _(form), ip, name, word,
	    decider, domain);
}

static bool
is_public(const struct address_facts *a)
{
	enum ip_scope scope = ip_scope(&a->ip);

	return scope == IP_GLOBAL || scope == IP_DOCUMENTATION;
}

static bool
fails(const struct spf_outcome *o)
{
	return o != NULL && !o->pending && o->result != SPF_PASS;
}

static bool
is_sender(const struct address_facts *a)
{
	return (a->roles & ADDRESS_SENDS) != 0 && is_public(a);
}

static const char *
verdict_id(const struct address_facts *a)
{
	return a->ip.family == 4 ? "SPF-80" : "SPF-81";
}

static void
check_mail_from(struct checking *c, const struct address_facts *a)
{
	const struct spf_outcome *o = a->outcome;
	struct finding *finding;
	char ip[IP_TEXT_MAX];

	if (!fails(o))
		return;
	finding = report_verdict(c, verdict_id(a), MAIL_FROM, a, o);
	finding->severity = mail_from_severity[o->result];
	ip_format(&a->ip, ip);
	if (o->result == SPF_PERMERROR || o->result == SPF_TEMPERROR)
		finding->fix = _("Mend first what stands in the way; the other "
				 "findings about SPF say how.");
	else
		finding->fix = arena_printf(c->arena,
		    _("Put ip%u:%s before \"all\" in the SPF record of %s."),
		    (unsigned)a->ip.family, ip, c->owner);
}

/* True when it is the same for every address: there is no record. */
static bool
check_helo(struct checking *c, const struct address_facts *a)
{
	const struct spf_outcome *o = a->outcome_helo;

	if (!fails(o))
		return false;
	report_verdict(c, "SPF-82", HELO, a, o)->severity =
	    helo_severity[o->result];
	return o->result == SPF_NONE;
}

/* Servers that receive mail often send it, too, but need not. */
static void
check_exchangers(struct checking *c, uint8_t family)
{
	const struct facts *f = c->facts;
	struct buf list = BUF_INIT;
	const char *id = NULL;
	size_t n = 0;

	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];
		char ip[IP_TEXT_MAX];

		if (a->ip.family != family || is_sender(a) ||
		    (a->roles & ADDRESS_MX) == 0 || !fails(a->outcome) ||
		    f->spf->record == NULL || n == LISTED_MAX)
			continue;
		n++;
		id = verdict_id(a);
		ip_format(&a->ip, ip);
		buf_addf(&list, "%s%s", list.len > 0 ? ", " : "", ip);
	}
	if (id != NULL) {
		struct finding *finding = finding_add(c->arena, c->list, id,
		    c->owner,
		    _("Mail servers (MX) that would not pass SPF if they sent "
		      "mail of %s: %s"),
		    c->owner, buf_text(&list));

		finding->severity = SEVERITY_INFO;
		finding->fix = _("Nothing, if they only receive. If they send, "
				 "put mx before \"all\" in the SPF record.");
	}
	buf_release(&list);
}

/* --- Whom the record allows -------------------------------------------- */

static bool
any_sender(const struct facts *f, bool (*is)(const struct address_facts *))
{
	for (size_t i = 0; i < f->addresses; i++)
		if (is_sender(&f->address[i]) && is(&f->address[i]))
			return true;
	return false;
}

static bool
is_known(const struct address_facts *a)
{
	(void)a;
	return true;
}

static bool
does_not_pass(const struct address_facts *a)
{
	return fails(a->outcome);
}

static const struct address_facts *
find_address(const struct facts *f, const struct ip *ip)
{
	for (size_t i = 0; i < f->addresses; i++)
		if (ip_equal(&f->address[i].ip, ip))
			return &f->address[i];
	return NULL;
}

/* Nobody's name leads to it, or ours does not pass: somebody moved out. */
static bool
looks_left(const struct facts *f, const struct address_facts *a)
{
	bool nameless = dns_is_answered(a->ptr->status) &&
			(a->names == 0 || a->confirmed == CONFIRM_NO);

	return nameless || any_sender(f, does_not_pass);
}

static void
check_stale(struct checking *c, const struct spf_term *term)
{
	const struct facts *f = c->facts;
	const struct address_facts *a;

	if (term->kind != SPF_TERM_IP4 && term->kind != SPF_TERM_IP6)
		return;
	/* The role says that it is a single address, and no more. */
	a = find_address(f, &term->network);
	if (a == NULL || a->roles != ADDRESS_SPF || !is_public(a) ||
	    !any_sender(f, is_known) || !looks_left(f, a))
		return;
	checking_found(c, term, "SPF-83",
	    _("\"%s\" is neither the address of this server nor of a mail "
	      "server (MX) of %s."),
	    checking_text(c, term->text), c->owner);
}

static size_t
count_senders(struct checking *c, const struct dns_answer *answer)
{
	const struct facts *f = c->facts;
	size_t n = 0;

	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		for (size_t j = 0; j < f->addresses; j++)
			if (is_sender(&f->address[j]) &&
			    ip_equal(&f->address[j].ip, &answer->rr[i].address))
				n++;
	return n;
}

/* Does a or mx without a name lead to none of our addresses? */
static bool
leads_elsewhere(struct checking *c, const struct spf_term *term)
{
	const struct facts *f = c->facts;
	size_t ours = 0, all = 0;

	if (term->kind == SPF_TERM_A) {
		all = f->a->count + f->aaaa->count;
		ours = count_senders(c, f->a) + count_senders(c, f->aaaa);
	}
	for (size_t i = 0; term->kind == SPF_TERM_MX && i < f->mxs; i++) {
		const struct mx_facts *mx = &f->mx[i];

		if (mx->is_null)
			continue;
		all += mx->a->count + mx->aaaa->count;
		ours += count_senders(c, mx->a) + count_senders(c, mx->aaaa);
	}
	return all > 0 && ours == 0;
}

static void
check_elsewhere(struct checking *c, const struct spf_term *term)
{
	if ((term->kind != SPF_TERM_A && term->kind != SPF_TERM_MX) ||
	    term->qualifier != '+' || term->domain.len > 0 ||
	    term->prefix4 < 32 || term->prefix6 < 128 ||
	    !any_sender(c->facts, is_known) || !leads_elsewhere(c, term))
		return;
	checking_found(c, term, "SPF-84",
	    _("\"%s\" allows servers other than yours: the addresses behind "
	      "%s are not those that your mail leaves from."),
	    checking_text(c, term->text), c->owner);
}

static void
check_many_names(struct checking *c, const struct address_facts *a)
{
	const struct spf_term *ptr =
	    spf_find_term(c->facts->spf->record, SPF_TERM_PTR);
	char ip[IP_TEXT_MAX];

	if (ptr == NULL || !is_sender(a) || a->ptr->count <= SPF_PTR_MAX)
		return;
	ip_format(&a->ip, ip);
	checking_found(c, ptr, "SPF-66",
	    _("%s has %zu names (PTR records); \"%s\" looks at %d of them at "
	      "most."),
	    ip, a->ptr->count, checking_text(c, ptr->text), SPF_PTR_MAX);
}

void
check_spf_verdicts(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct spf_record *record = f->spf->record;

	for (size_t i = 0; i < f->addresses; i++)
		if (is_sender(&f->address[i]))
			check_mail_from(c, &f->address[i]);
	for (size_t i = 0; i < f->addresses; i++)
		if (is_sender(&f->address[i]) && check_helo(c, &f->address[i]))
			break;
	check_exchangers(c, 4);
	check_exchangers(c, 6);
	if (record == NULL)
		return;
	for (size_t i = 0; i < f->addresses; i++)
		check_many_names(c, &f->address[i]);
	for (size_t i = 0; i < record->terms; i++) {
		check_stale(c, &record->term[i]);
		check_elsewhere(c, &record->term[i]);
	}
}
