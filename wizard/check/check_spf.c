/* Is there an SPF record, exactly one, at the right place, of a good size? */
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define SIZE_ADVISED 450 /* name and text, RFC 7208 section 3.4 */
#define SIZE_UDP 512
#define SIZE_EDNS 1232 /* what most servers send at once */
#define RR_OVERHEAD 12 /* name pointer, type, class, TTL, length */
#define ATTEMPT_REACH 16 /* "v=spf" this near the start was meant as one */

/* The check that stands for each problem of the grammar. */
static const char *const problem_ids[] = {
    [SPF_BAD_START] = "SPF-05",
    [SPF_BAD_VERSION] = "SPF-06",
    [SPF_BAD_OCTET] = "SPF-30",
    [SPF_NOT_ASCII] = "SPF-26",
    [SPF_QUOTED] = "SPF-25",
    [SPF_SEPARATED] = "SPF-32",
    [SPF_STRAY_BLANK] = "SPF-42",
    [SPF_GLUED] = "SPF-53",
    [SPF_NO_MECHANISM] = "SPF-33",
    [SPF_UNKNOWN_MECHANISM] = "SPF-31",
    [SPF_QUALIFIED_MODIFIER] = "SPF-30",
    [SPF_NO_VALUE] = "SPF-42",
    [SPF_ALL_VALUE] = "SPF-49",
    [SPF_WRONG_MECHANISM] = "SPF-34",
    [SPF_BAD_ADDRESS] = "SPF-35",
    [SPF_BAD_PREFIX] = "SPF-36",
    [SPF_PREFIX_NOT_ALLOWED] = "SPF-37",
    [SPF_DUAL_PREFIX] = "SPF-38",
    [SPF_BAD_DOMAIN] = "SPF-43",
    [SPF_BAD_MACRO] = "SPF-44",
    [SPF_MACRO_IN_ADDRESS] = "SPF-45",
    [SPF_TWO_REDIRECTS] = "SPF-47",
    [SPF_TWO_EXPS] = "SPF-48",
    [SPF_TOO_LONG] = "SPF-30",
    [SPF_TOO_MANY] = "SPF-30",
};

static const struct dns_rr *
rr_of(const struct dns_answer *answer, const struct spf_record *record)
{
	for (size_t i = 0; i < answer->count; i++)
		if (answer->rr[i].text.ptr == record->text.ptr)
			return &answer->rr[i];
	return NULL;
}

/* Does one of the strings of the TXT record end inside that text? */
static bool
is_split_inside(const struct dns_rr *rr, size_t at, size_t len)
{
	size_t end = 0;

	for (size_t i = 0; rr != NULL && i + 1 < rr->strings; i++) {
		end += rr->string_lengths[i];
		if (end > at && end < at + len)
			return true;
	}
	return false;
}

static void
suggest(struct checking *c, struct finding *finding, const char *meant,
    const char *written)
{
	finding->fix = arena_printf(
	    c->arena, _("Write \"%s\" instead of \"%s\"."), meant, written);
}

/* "a", "mx" and "ptr" may stand alone; these two may not. */
static void
report_bare(
    struct checking *c, const struct spf_fault *fault, struct slice text)
{
	struct slice word = slice_trim(text, "+-~?");

	if (!slice_is_nocase(word, "include") &&
	    !slice_is_nocase(word, "exists"))
		return;
	finding_add(c->arena, c->list, "SPF-58", c->owner,
	    _("\"%s\" does not mean %s itself, as \"a\" and \"mx\" do."),
	    checking_text(c, text), c->owner)
	    ->at = (long)fault->at;
}

static void
report_fault(struct checking *c, const struct spf_record *record,
    const struct spf_fault *fault)
{
	struct slice text = {record->text.ptr + fault->at, fault->len};
	const char *written = checking_text(c, text);
	const char *id = problem_ids[fault->problem];
	struct finding *finding;

	if (fault->problem == SPF_GLUED &&
	    is_split_inside(
		rr_of(c->facts->spf->answer, record), fault->at, fault->len))
		id = "SPF-23";
	finding = finding_add(c->arena, c->list, id, c->owner,
	    _("\"%s\" at octet %zu of the SPF record: %s"), written,
	    fault->at + 1, fault->what);
	finding->at = (long)fault->at;
	/* One fault voids the whole record, section 4.6. */
	finding->severity = SEVERITY_ERROR;
	if (fault->problem == SPF_BAD_VERSION)
		finding->fix = arena_printf(c->arena,
		    _("Begin the record with \"%s\"."), fault->suggestion);
	else if (fault->suggestion != NULL)
		suggest(c, finding, fault->suggestion, written);
	if (fault->problem == SPF_NO_VALUE)
		report_bare(c, fault, text);
}

/* Terms that follow the grammar but were two before a blank was lost. */
static void
report_glued(struct checking *c, const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];
		char *meant = spf_unglued(c->arena, term->text);
		const char *written = checking_text(c, term->text);
		struct finding *finding;
		bool split;

		if (meant == NULL)
			continue;
		split = is_split_inside(rr_of(c->facts->spf->answer, record),
		    term->at, term->text.len);
		finding = finding_add(c->arena, c->list,
		    split ? "SPF-23" : "SPF-53", c->owner,
		    _("\"%s\" is read as one term; a blank seems to be "
		      "missing in it."),
		    written);
		finding->at = (long)term->at;
		suggest(c, finding, meant, written);
	}
}

/* "v=spf1" "mx" "~all": without quotation marks each word became a string. */
static struct slice
with_blanks(struct checking *c, const struct dns_rr *rr)
{
	struct buf out = BUF_INIT;
	struct slice text = rr->text, joined;

	for (size_t i = 0; i < rr->strings; i++) {
		size_t len = rr->string_lengths[i];

		buf_add(&out, text.ptr, len);
		buf_addc(&out, ' ');
		text = (struct slice) {text.ptr + len, text.len - len};
	}
	joined = slice_of(arena_copy(c->arena, buf_text(&out)));
	buf_release(&out);
	return joined;
}

static const char *
mended(struct checking *c, const struct spf_record *record)
{
	const struct dns_rr *rr = rr_of(c->facts->spf->answer, record);
	const char *meant = mend_spf(c->arena, record->text);

	if (meant == NULL && rr != NULL && rr->strings > 1)
		meant = mend_spf(c->arena, with_blanks(c, rr));
	return meant;
}

static void
report_faults(struct checking *c, const struct spf_record *record)
{
	size_t first = c->list->count;

	for (size_t i = 0; i < record->faults; i++)
		report_fault(c, record, &record->fault[i]);
	if (spf_is_record(record->text))
		report_glued(c, record);
	checking_offer(c, first, mended(c, record));
}

/* A version near the beginning, or in a line of a zone file: meant as one. */
static bool
is_attempt(struct slice text)
{
	if (memmem(text.ptr, text.len, " v=spf1 ", 8) != NULL)
		return true;
	for (size_t i = 0; i + 5 <= text.len && i < ATTEMPT_REACH; i++)
		if (strncasecmp(text.ptr + i, "v=spf", 5) == 0 ||
		    strncasecmp(text.ptr + i, "spf1 ", 5) == 0)
			return true;
	return false;
}

static bool
report_attempts(struct checking *c, const struct dns_answer *txt)
{
	bool any = false;

	for (size_t i = 0; i < txt->count; i++) {
		if (!is_attempt(txt->rr[i].text))
			continue;
		report_faults(c, spf_parse(c->arena, txt->rr[i].text));
		any = true;
	}
	return any;
}

static void
report_missing(struct checking *c, const struct dns_answer *txt)
{
	const struct earlier_facts *earlier = c->facts->earlier;
	struct finding *finding;

	if (report_attempts(c, txt))
		return;
	finding = finding_add(c->arena, c->list, "SPF-01", c->owner,
	    _("%s has no TXT record that begins with v=spf1 (%zu other TXT "
	      "records)."),
	    c->owner, txt->count);
	if (earlier != NULL && earlier->spf && txt->count > 0)
		finding->fix =
		    _("There was one when the domain was last right. Some "
		      "panels replace every TXT record of a name when one is "
		      "added: enter it again, beside the others.");
}

static void
check_neighbours(struct checking *c, const struct dns_answer *txt)
{
	size_t octets = 0;

	for (size_t i = 0; i < txt->count; i++) {
		octets +=
		    txt->rr[i].text.len + txt->rr[i].strings + RR_OVERHEAD;
		if (slice_starts_nocase(txt->rr[i].text, "spf2.0/"))
			finding_add(c->arena, c->list, "SPF-09", c->owner,
			    _("%s has the record \"%s\"."), c->owner,
			    checking_text(c, txt->rr[i].text));
	}
	if (octets > SIZE_UDP)
		finding_add(c->arena, c->list, "SPF-24", c->owner,
		    _("The %zu TXT records of %s take %zu octets together; "
		      "above %d most servers need TCP."),
		    txt->count, c->owner, octets, SIZE_EDNS);
	if (txt->cnames > 0)
		finding_add(c->arena, c->list, "SPF-13", c->owner,
		    _("%s is an alias for %s."), c->owner,
		    txt->cname[0].target);
}

static void
check_size(struct checking *c, const struct spf_record *record)
{
	size_t len = record->text.len;

	if (len > SIZE_UDP)
		finding_add(c->arena, c->list, "SPF-22", c->owner,
		    _("The SPF record of %s has %zu octets."), c->owner, len);
	else if (len + strlen(c->owner) > SIZE_ADVISED)
		finding_add(c->arena, c->list, "SPF-21", c->owner,
		    _("The SPF record of %s has %zu octets; with the name it "
		      "should stay below %d."),
		    c->owner, len, SIZE_ADVISED);
}

static void
check_blanks(struct checking *c, const struct spf_record *record)
{
	size_t printed = strlen(spf_print(c->arena, record));

	if (record->faults == 0 && printed < record->text.len)
		finding_add(c->arena, c->list, "SPF-59", c->owner,
		    _("The SPF record of %s has %zu blanks more than needed."),
		    c->owner, record->text.len - printed);
}

static void
check_record(struct checking *c)
{
	const struct spf_node *spf = c->facts->spf;

	if (spf->answer->status == DNS_NXDOMAIN) {
		finding_add(c->arena, c->list, "SPF-02", c->owner,
		    _("%s does not exist in the DNS (NXDOMAIN)."), c->owner);
		return;
	}
	check_neighbours(c, spf->answer);
	if (spf->records == 0)
		report_missing(c, spf->answer);
	if (spf->records > 1)
		finding_add(c->arena, c->list, "SPF-04", c->owner,
		    _("%s has %zu SPF records."), c->owner, spf->records);
	if (spf->record == NULL)
		return;
	report_faults(c, spf->record);
	check_size(c, spf->record);
	check_blanks(c, spf->record);
}

void
check_spf(struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	if (!checking_answered(
		&c, "SPF-03", c.owner, facts->spf->answer, DNS_TXT))
		return;
	check_record(&c);
	check_spf_places(&c);
	check_spf_verdicts(&c);
	if (facts->spf->record == NULL)
		return;
	check_spf_terms(&c, facts->spf->record);
	check_spf_tree(&c);
	check_spf_costs(&c);
	check_spf_overlap(&c);
}
