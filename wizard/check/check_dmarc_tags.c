/* What the tags of a DMARC record say. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

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

#define BAD_VALUE                                                             \
	N_("\"%s=%s\" in the record at %s has a value that does not exist.")

/* What is said of an error: name and value of its tag, and whose record. */
static const struct tag_row {
	enum dmarc_fault fault;
	const char *id;
	const char *message;
} rows[] = {
    {DMARC_FAULT_UNKNOWN, "DM-13",
	N_("Receivers ignore \"%s=%s\" in the record at %s.")},
    {DMARC_FAULT_HISTORIC, "DM-14",
	N_("\"%s=%s\" in the record at %s is from the older standard.")},
    {DMARC_FAULT_POLICY, "DM-18", BAD_VALUE},
    {DMARC_FAULT_SUBPOLICY, "DM-18", BAD_VALUE},
    {DMARC_FAULT_TESTING, "DM-21", BAD_VALUE},
    {DMARC_FAULT_SUFFIX, "DM-22", BAD_VALUE},
    {DMARC_FAULT_ALIGNMENT, "DM-23", BAD_VALUE},
    {DMARC_FAULT_OPTIONS, "DM-25", BAD_VALUE},
    {DMARC_FAULT_SHARE, "DM-15", BAD_VALUE},
    {DMARC_FAULT_SIZE, "DM-29",
	N_("\"%s=%s\" in the record at %s has an old size limit.")},
};

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
suggest(struct checking *c, struct finding *finding, const char *meant,
    struct slice written)
{
	if (meant != NULL)
		finding->fix = arena_printf(c->arena,
		    _("Write \"%s\" instead of \"%s\"."),
		    checking_text(c, slice_of(meant)),
		    checking_text(c, written));
}

/* The first errors of a record are those of its list, in the same order. */
static void
check_list(struct checking *c, const struct dmarc_record *record)
{
	const struct taglist *tags = &record->tags;

	for (size_t i = 0; i < tags->faults; i++) {
		const struct tag_fault *fault = &tags->fault[i];
		struct slice part = {tags->text.ptr + fault->at, fault->len};
		struct finding *finding = finding_add(c->arena, c->list,
		    fault->problem == TAG_DUPLICATE ? "DM-12" : "DM-11",
		    c->owner, _(tag_problems[fault->problem]),
		    checking_text(c, part), fault->at + 1, c->owner);

		finding->at = (long)fault->at;
		suggest(c, finding, record->error[i].meant, part);
	}
}

/* The tag in which the error is. */
static const struct tag *
tag_of(const struct taglist *tags, const struct dmarc_error *error)
{
	const struct tag *tag = &tags->tag[0];

	for (size_t i = 1; i < tags->count; i++)
		if (tags->tag[i].at <= error->at)
			tag = &tags->tag[i];
	return tag;
}

static void
report_error(struct checking *c, const struct dmarc_record *record,
    const struct dmarc_error *error, const struct tag_row *row)
{
	const struct tag *tag = tag_of(&record->tags, error);
	struct finding *finding =
	    report_tag(c, row->id, tag, _(row->message));
	bool name = error->at == tag->at;

	/* That t= says y is news; that it says nonsense is more than that. */
	if (error->fault == DMARC_FAULT_TESTING)
		finding->severity = SEVERITY_WARNING;
	if (error->meant == NULL)
		return;
	finding->fix = arena_printf(c->arena,
	    _("Write \"%s=%s\" instead of \"%s=%s\"."),
	    name ? error->meant : checking_text(c, tag->name),
	    name ? checking_text(c, tag->value) : error->meant,
	    checking_text(c, tag->name), checking_text(c, tag->value));
}

static void
check_errors(struct checking *c, const struct dmarc_record *record)
{
	for (size_t i = 0; i < record->errors; i++)
		for (size_t k = 0; k < COUNT_OF(rows); k++)
			if (record->error[i].fault == rows[k].fault)
				report_error(
				    c, record, &record->error[i], &rows[k]);
}

static void
check_uri_errors(struct checking *c, const struct dmarc_record *record)
{
	for (size_t i = 0; i < record->errors; i++) {
		const struct dmarc_error *error = &record->error[i];
		struct slice written = {
		    record->tags.text.ptr + error->at, error->len};
		struct finding *finding;

		if (error->fault != DMARC_FAULT_REPORT_URI)
			continue;
		finding = finding_add(c->arena, c->list, "DM-27", c->owner,
		    _("The report address \"%s\" at octet %zu of the record "
		      "at %s is not a mailto: address."),
		    checking_text(c, written), error->at + 1, c->owner);
		finding->at = (long)error->at;
		suggest(c, finding, error->meant, written);
	}
}

/* A share that meant "spare the rest" to older receivers, appendix A.6. */
static void
check_share(struct checking *c, const struct dmarc_record *record)
{
	const struct tag *pct = taglist_find(&record->tags, "pct");
	struct finding *finding;

	if (record->share == 100 || record->p == DMARC_NONE)
		return;
	finding = report_tag(c, "DM-15", pct,
	    _("\"%s=%s\" in the record at %s is ignored by newer "
	      "receivers: the policy applies to all mail."));
	if (record->share == 0)
		finding->fix = _("Use p=none while you are not sure; newer "
				 "receivers understand t=y in place of pct=0.");
}

static bool
is_weaker(enum dmarc_policy sub, enum dmarc_policy p)
{
	return sub == DMARC_NONE &&
	       (p == DMARC_QUARANTINE || p == DMARC_REJECT);
}

static void
check_subdomains(
    struct checking *c, const struct dmarc_record *record, const char *name)
{
	enum dmarc_policy policy = *name == 's' ? record->sp : record->np;

	if (is_weaker(policy, record->p))
		report_tag(c, "DM-20", taglist_find(&record->tags, name),
		    _("\"%s=%s\" in the record at %s leaves subdomains "
		      "unprotected."));
}

static void
check_order(struct checking *c, const struct dmarc_record *record)
{
	if ((record->faults & DMARC_FAULT_NO_POLICY) != 0)
		report(c, "DM-16", _("The record at %s has no p=."));
	if ((record->faults & DMARC_FAULT_ORDER) != 0)
		report(c, "DM-17",
		    _("p= does not stand right behind v=DMARC1 in the record "
		      "at %s."));
	if ((record->faults & DMARC_FAULT_PASTED) != 0)
		report(c, "DM-41",
		    _("v=DMARC1 stands more than once in the record at %s."));
}

static void
check_policy(struct checking *c, const struct dmarc_record *record)
{
	if (record->p == DMARC_NONE)
		report(c, "DM-19",
		    _("The policy at %s is none: receivers watch and "
		      "report."));
	check_subdomains(c, record, "sp");
	check_subdomains(c, record, "np");
	if (record->testing)
		report(c, "DM-21",
		    _("The record at %s says t=y: newer receivers apply one "
		      "stage less."));
	if (record->psd == 'y' && c->facts->org_domain_psl != NULL)
		report(c, "DM-22",
		    _("The record at %s says psd=y, but it is no public "
		      "suffix."));
	if (record->psd == 'n')
		report(c, "DM-22",
		    _("The record at %s says psd=n: newer receivers take the "
		      "domain for an organization of its own and look no "
		      "further up."))
		    ->severity = SEVERITY_INFO;
}

void
check_dmarc_tags(struct checking *c, const struct dmarc_record *record)
{
	check_list(c, record);
	check_errors(c, record);
	check_uri_errors(c, record);
	check_order(c, record);
	check_share(c, record);
	check_policy(c, record);
}
