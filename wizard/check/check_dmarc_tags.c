/* What the tags of a DMARC record say. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define URIS_MAX 2 /* RFC 7489 section 6.2 */

static const char *const tag_problems[] = {
    [TAG_NO_EQUALS] = N_("The part \"%s\" at octet %zu of the record at %s "
			 "has no equals sign."),
    [TAG_BAD_NAME] = N_("The part \"%s\" at octet %zu of the record at %s "
			"does not begin with the name of a tag."),
    [TAG_DUPLICATE] = N_("The part \"%s\" at octet %zu of the record at %s "
			 "repeats a tag."),
    [TAG_EMPTY_PART] = N_("There is an empty part \"%s\" at octet %zu of the "
			  "record at %s."),
    [TAG_BAD_OCTET] = N_("The text \"%s\" at octet %zu of the record at %s "
			 "is not plain ASCII."),
    [TAG_TOO_MANY] = N_("From \"%s\" at octet %zu on, the record at %s has "
			"too many parts."),
};

static const char *const known_tags[] = {
    "v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "rua", "ruf", "fo"};
static const char *const historic_tags[] = {"pct", "rf", "ri"};

static bool
is_among(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

static struct finding *
report(struct checking *c, const char *id, const char *message)
{
	return finding_add(c->arena, c->list, id, c->owner, message, c->owner);
}

/* About one tag: what it says is shown. */
static struct finding *
report_tag(struct checking *c, const char *id, const struct tag *tag,
    const char *message)
{
	struct finding *finding = finding_add(c->arena, c->list, id, c->owner,
	    message, checking_text(c, tag->name), checking_text(c, tag->value),
	    c->owner);

	finding->at = (long)tag->at;
	return finding;
}

static void
check_list(struct checking *c, const struct dmarc_record *record)
{
	const struct taglist *tags = &record->tags;

	for (size_t i = 0; i < tags->faults; i++) {
		const struct tag_fault *fault = &tags->fault[i];
		struct slice part = {tags->text.ptr + fault->at, fault->len};

		finding_add(c->arena, c->list,
		    fault->problem == TAG_DUPLICATE ? "DM-12" : "DM-11",
		    c->owner, _(tag_problems[fault->problem]),
		    checking_text(c, part), fault->at + 1, c->owner)
		    ->at = (long)fault->at;
	}
}

static void
check_names(struct checking *c, const struct dmarc_record *record)
{
	for (size_t i = 0; i < record->tags.count; i++) {
		const struct tag *tag = &record->tags.tag[i];

		if (is_among(tag->name, historic_tags, COUNT_OF(historic_tags)))
			report_tag(c, "DM-14", tag,
			    _("\"%s=%s\" in the record at %s is from the older "
			      "standard."));
		else if (!is_among(tag->name, known_tags, COUNT_OF(known_tags)))
			report_tag(c, "DM-13", tag,
			    _("Receivers ignore \"%s=%s\" in the record at "
			      "%s."));
	}
}

static void
check_share(struct checking *c, const struct dmarc_record *record)
{
	const struct tag *pct = taglist_find(&record->tags, "pct");

	if (pct != NULL && !slice_is(pct->value, "100"))
		report_tag(c, "DM-15", pct,
		    _("\"%s=%s\" in the record at %s is ignored by newer "
		      "receivers: the policy applies to all mail."));
}

static void
check_bad_values(struct checking *c, const struct dmarc_record *record)
{
	static const struct {
		const char *tag;
		unsigned fault;
		const char *id;
	} rows[] = {
	    {"p", DMARC_FAULT_POLICY, "DM-18"},
	    {"sp", DMARC_FAULT_SUBPOLICY, "DM-18"},
	    {"np", DMARC_FAULT_SUBPOLICY, "DM-18"},
	    {"adkim", DMARC_FAULT_ALIGNMENT, "DM-23"},
	    {"aspf", DMARC_FAULT_ALIGNMENT, "DM-23"},
	};
	static const char *const good[] = {
	    "none", "quarantine", "reject", "r", "s"};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct tag *tag =
		    taglist_find(&record->tags, rows[i].tag);
		bool known = false;

		if (tag == NULL || (record->faults & rows[i].fault) == 0)
			continue;
		for (size_t k = 0; k < COUNT_OF(good); k++)
			known = known || slice_is_nocase(tag->value, good[k]);
		if (!known)
			report_tag(c, rows[i].id, tag,
			    _("\"%s=%s\" in the record at %s has a value that "
			      "does not exist."));
	}
}

static bool
is_weaker(enum dmarc_policy sub, enum dmarc_policy p)
{
	return sub == DMARC_NONE &&
	       (p == DMARC_QUARANTINE || p == DMARC_REJECT);
}

static void
check_policy(struct checking *c, const struct dmarc_record *record)
{
	const struct taglist *tags = &record->tags;

	if ((record->faults & DMARC_FAULT_NO_POLICY) != 0)
		report(c, "DM-16", _("The record at %s has no p=."));
	if ((record->faults & DMARC_FAULT_ORDER) != 0)
		report(c, "DM-17",
		    _("p= does not stand right behind v=DMARC1 in the record "
		      "at %s."));
	if (record->p == DMARC_NONE)
		report(c, "DM-19",
		    _("The policy at %s is none: receivers watch and "
		      "report."));
	if (is_weaker(record->sp, record->p))
		report_tag(c, "DM-20", taglist_find(tags, "sp"),
		    _("\"%s=%s\" in the record at %s leaves subdomains "
		      "unprotected."));
	if (is_weaker(record->np, record->p))
		report_tag(c, "DM-20", taglist_find(tags, "np"),
		    _("\"%s=%s\" in the record at %s leaves subdomains "
		      "unprotected."));
	if (record->testing)
		report(c, "DM-21",
		    _("The record at %s says t=y: newer receivers apply one "
		      "stage less."));
	if (record->psd == 'y' && c->facts->org_domain_psl != NULL)
		report(c, "DM-22",
		    _("The record at %s says psd=y, but it is no public "
		      "suffix."));
}

void
check_dmarc_tags(struct checking *c, const struct dmarc_record *record)
{
	check_list(c, record);
	check_names(c, record);
	check_share(c, record);
	check_bad_values(c, record);
	check_policy(c, record);
}

static void
check_uris(struct checking *c, const struct dmarc_record *record,
    const char *name, const struct dmarc_uri *uris, size_t count)
{
	const struct tag *tag = taglist_find(&record->tags, name);

	for (size_t i = 0; i < count; i++) {
		const char *text = checking_text(c, uris[i].text);

		if (!uris[i].valid)
			finding_add(c->arena, c->list, "DM-27", c->owner,
			    _("\"%s\" in %s= of the record at %s is not a "
			      "mailto: address."),
			    text, name, c->owner)
			    ->at = (long)tag->value_at;
		else if (uris[i].domain.len == 0)
			finding_add(c->arena, c->list, "DM-28", c->owner,
			    _("\"%s\" in %s= of the record at %s is ignored "
			      "by most receivers."),
			    text, name, c->owner);
	}
	if (count > URIS_MAX)
		finding_add(c->arena, c->list, "DM-30", c->owner,
		    _("%s= of the record at %s has %zu addresses; receivers "
		      "need to send to %d only."),
		    name, c->owner, count, URIS_MAX);
	if (tag != NULL && memchr(tag->value.ptr, '!', tag->value.len) != NULL)
		report_tag(c, "DM-29", tag,
		    _("\"%s=%s\" in the record at %s has an old size "
		      "limit."));
}

void
check_dmarc_reports(struct checking *c, const struct dmarc_record *record)
{
	if (taglist_find(&record->tags, "rua") == NULL)
		report(c, "DM-26",
		    _("The record at %s has no rua=: nobody receives the "
		      "reports."));
	check_uris(c, record, "rua", record->rua, record->nrua);
	check_uris(c, record, "ruf", record->ruf, record->nruf);
}
