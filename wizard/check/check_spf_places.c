/* SPF records at wrong places, and names that ought to have one. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static const struct dns_rr *
find_record(const struct dns_answer *answer)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (spf_is_record(answer->rr[i].text))
			return &answer->rr[i];
	return NULL;
}

static void
check_domain(struct checking *c)
{
	struct dname name;
	struct err err = ERR_INIT;

	if (dname_parse(slice_of(c->owner), &name, &err) == ERR_OK &&
	    dname_labels(name.text) >= 2)
		return;
	finding_add(c->arena, c->list, "SPF-14", c->owner,
	    _("\"%s\" is not a name that mail can be sent from."),
	    checking_text(c, slice_of(c->owner)));
}

static bool
same_text(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static void
check_type99(struct checking *c)
{
	const struct dns_rr *old = find_record(c->facts->type99);
	const struct dns_rr *txt = find_record(c->facts->txt);

	if (old == NULL)
		return;
	if (txt != NULL && same_text(old->text, txt->text))
		finding_add(c->arena, c->list, "SPF-08", c->owner,
		    _("%s has its SPF record a second time, as a record of the "
		      "type SPF."),
		    c->owner);
	else
		finding_add(c->arena, c->list, "SPF-08", c->owner,
		    _("%s has a record of the type SPF that differs from the "
		      "TXT record: \"%s\"."),
		    c->owner, checking_text(c, old->text));
}

static bool
is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

/* In the SPF record itself it is an error: SPF-26. */
static void
check_octets(struct checking *c)
{
	const struct dns_answer *txt = c->facts->txt;

	for (size_t i = 0; i < txt->count; i++)
		if (!spf_is_record(txt->rr[i].text) &&
		    !is_ascii(txt->rr[i].text))
			finding_add(c->arena, c->list, "SPF-07", c->owner,
			    _("%s has a TXT record with characters that are "
			      "not ASCII: \"%s\"."),
			    c->owner, checking_text(c, txt->rr[i].text));
}

static void
report_place(struct checking *c, const char *name, const struct dns_rr *rr)
{
	struct finding *finding;

	if (rr == NULL)
		return;
	finding = finding_add(c->arena, c->list, "SPF-10", name,
	    _("The SPF record \"%s\" stands at %s, and %s has none."),
	    checking_text(c, rr->text), name, c->owner);
	finding->fix = arena_printf(c->arena,
	    _("Publish the record at %s itself. At %s it may stay only if the "
	      "record of %s includes it."),
	    c->owner, name, c->owner);
	finding->value = checking_meant(c, mend_spf, rr->text);
}

/* A wildcard would answer at every name: that is SPF-11. */
static void
check_places(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->spf->records > 0 || find_record(f->wildcard) != NULL ||
	    !dns_is_answered(f->spf->answer->status))
		return;
	for (size_t i = 0; i < f->places; i++)
		report_place(
		    c, f->place[i].name, find_record(f->place[i].answer));
	if (f->dmarcs > 0)
		report_place(c,
		    arena_printf(c->arena, "_dmarc.%s", f->dmarc[0].name),
		    find_record(f->dmarc[0].answer));
}

/* SPF is not inherited: user@host needs a record at the host. */
static void
check_senders(struct checking *c)
{
	for (size_t i = 0; i < c->facts->froms; i++) {
		const struct place_facts *from = &c->facts->from[i];

		if (!checking_answered(
			c, "SPF-87", from->name, from->answer, DNS_TXT) ||
		    find_record(from->answer) != NULL)
			continue;
		finding_add(c->arena, c->list, "SPF-87", from->name,
		    _("Mail from addresses at %s has no SPF record: the one of "
		      "%s does not count for it."),
		    from->name, c->owner);
	}
}

static const char *
explanation_fault(const struct dns_answer *answer)
{
	if (answer->count == 0)
		return _("there is no TXT record");
	if (answer->count > 1)
		return _("there is more than one TXT record");
	if (!spf_is_explanation(answer->rr[0].text))
		return _("the text is not plain ASCII, or a macro in it is "
			 "malformed");
	return NULL;
}

static void
check_explanation(struct checking *c)
{
	const struct place_facts *place = &c->facts->explanation;
	const struct spf_record *record = c->facts->spf->record;
	const char *fault;

	if (place->name == NULL || !dns_is_answered(place->answer->status))
		return;
	fault = explanation_fault(place->answer);
	if (fault == NULL)
		return;
	checking_found(c, spf_find_term(record, SPF_TERM_EXP), "SPF-86",
	    _("exp= leads to %s, but %s."), place->name, fault);
}

/* --- Domains that never send ------------------------------------------- */

/* A null MX, RFC 7505, tells that there is no mail at all. */
static bool
is_parked(const struct facts *f)
{
	return f->mxs == 1 && f->mx[0].is_null && !checking_has_sender(f);
}

bool
checking_names_nobody(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind != SPF_TERM_ALL ||
		    record->term[i].qualifier == '+')
			return false;
	return true;
}

static void
check_parked(struct checking *c, const struct spf_record *record)
{
	const struct facts *f = c->facts;

	if (record->terms != 1 ||
	    !slice_is_nocase(record->term[0].text, "-all"))
		finding_add(c->arena, c->list, "SPF-78", c->owner,
		    _("%s receives no mail (null MX), but its SPF record is "
		      "not just \"v=spf1 -all\"."),
		    c->owner);
	else if (f->wildcard->status == DNS_NXDOMAIN ||
		 f->wildcard->status == DNS_NODATA)
		finding_add(c->arena, c->list, "SPF-12", c->owner,
		    _("Names below %s have no SPF record."), c->owner);
}

/* "v=spf1 -all" at a domain whose senders are known, or that gets mail. */
static void
check_nobody(struct checking *c, const struct spf_record *record)
{
	if (checking_names_nobody(record) && checking_has_sender(c->facts))
		finding_add(c->arena, c->list, "SPF-79", c->owner,
		    _("The SPF record of %s names no server at all."),
		    c->owner);
}

void
check_spf_places(struct checking *c)
{
	const struct spf_record *record = c->facts->spf->record;

	check_domain(c);
	check_type99(c);
	check_octets(c);
	check_places(c);
	check_senders(c);
	if (record == NULL)
		return;
	check_explanation(c);
	if (is_parked(c->facts))
		check_parked(c, record);
	else
		check_nobody(c, record);
}
