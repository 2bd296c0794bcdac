/* Findings about the signatures of a message. */
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/checking.h"
#include "wizard/flow/judging.h"

/* What to say of a reason; the domain and the selector come in. */
static const struct {
	const char *id; /* NULL: it is said of the record */
	const char *message;
} sayings[] = {
    [REASON_NONE] = {NULL, NULL},
    [REASON_SYNTAX] = {"MSG-02",
	N_("A DKIM-Signature field (domain %s, selector %s) cannot be read.")},
    [REASON_FROM] = {"MSG-03",
	N_("The signature of %s (selector %s) does not cover From.")},
    [REASON_NO_ANSWER] = {NULL, NULL},
    [REASON_NO_KEY] = {"DK-01",
	N_("The signature of %s needs the key of the selector %s, and there "
	   "is no such key in the DNS.")},
    [REASON_MANY_KEYS] = {"DK-03",
	N_("The signature of %s cannot be verified: the selector %s has more "
	   "than one key.")},
    [REASON_REVOKED] = {NULL, NULL},
    [REASON_WEAK_KEY] = {NULL, NULL},
    [REASON_BAD_KEY] = {NULL, NULL},
    [REASON_KEY_TYPE] = {"MSG-10",
	N_("The signature of %s does not go with the key of the selector "
	   "%s.")},
    [REASON_STRICT] = {"DK-22",
	N_("The signature of %s is for an address at a host below the domain "
	   "(i=), which the key of the selector %s does not allow (t=s).")},
    [REASON_SHA1] = {"MSG-09",
	N_("The signature of %s (selector %s) is made with rsa-sha1.")},
    [REASON_OTHER_KEY] = {"DK-25",
	N_("The signature of %s was made with another key than the one that "
	   "is published at the selector %s.")},
    [REASON_BODY] = {"MSG-04",
	N_("The signature of %s (selector %s) does not fit the body: the text "
	   "was changed after signing.")},
    [REASON_HEADER] = {"MSG-05",
	N_("The signature of %s (selector %s) does not fit the header: a "
	   "signed field was changed after signing, or another key made the "
	   "signature.")},
    [REASON_ADDED] = {"MSG-08",
	N_("The signature of %s (selector %s) covers only the beginning of "
	   "the body (l=), and there is text behind it.")},
    [REASON_EXPIRED] = {"MSG-06",
	N_("The signature of %s (selector %s) has expired.")},
    [REASON_FUTURE] = {"MSG-07",
	N_("The signature of %s (selector %s) bears a time in the future.")},
    [REASON_REFUSED] = {"MSG-11",
	N_("The signature of %s (selector %s) could not be verified.")},
};

static const char *
tag_of(struct judging *g, const struct judged_signature *s, const char *name)
{
	const struct tag *tag = taglist_find(&s->sig->tags, name);

	return tag == NULL ? "?" : text_safe(g->arena, tag->value);
}

/* What check would say of the record, word for word. */
static void
say_record(struct judging *g, const struct judged_signature *s)
{
	struct selector_facts selector = {
	    .name = s->sig->selector,
	    .origin = ORIGIN_OURS,
	    .answer = s->answer,
	};
	struct facts facts = {.domain = s->sig->domain};
	struct checking c = {g->arena, &facts, &g->j->findings, s->sig->domain};
	struct key key = {
	    .c = &c,
	    .selector = &selector,
	    .record = s->record,
	    .name = s->owner,
	};

	if (!checking_answered(&c, "MSG-32", s->owner, s->answer, DNS_TXT))
		return;
	key.text = s->answer->rr[0].text;
	check_dkim_key(&key);
}

/*
 * A signature that does not count is no harm while DMARC passes without it; one
 * of another domain never was of use.
 */
static enum severity
milder(const struct judging *g, const struct judged_signature *s,
    enum severity severity)
{
	bool passes = g->j->dmarc.result == JUDGED_PASS;

	if (severity != SEVERITY_ERROR && severity != SEVERITY_UNKNOWN)
		return severity;
	if (passes)
		return s->aligned == ALIGNED_YES ? SEVERITY_WARNING
						 : SEVERITY_INFO;
	return severity;
}

static void
say_reason(struct judging *g, const struct judged_signature *s)
{
	struct finding *finding;
	const char *id = sayings[s->reason].id;

	if (id == NULL) {
		say_record(g, s);
		return;
	}
	finding = finding_add(g->arena, &g->j->findings, id,
	    s->owner[0] != '\0' ? s->owner : g->j->from,
	    _(sayings[s->reason].message), tag_of(g, s, "d"),
	    tag_of(g, s, "s"));
	if (s->reason == REASON_REFUSED && s->comment[0] != '\0')
		finding->message =
		    arena_printf(g->arena, "%s (%s)", finding->message,
			text_safe(g->arena, slice_of(s->comment)));
}

static void
say_signature(struct judging *g, const struct judged_signature *s)
{
	struct findings *list = &g->j->findings;
	size_t first = list->count;

	if (s->reason != REASON_NONE)
		say_reason(g, s);
	else if (s->record->testing)
		finding_add(g->arena, list, "DK-21", s->owner,
		    _("The record at %s says t=y: test mode."), s->owner);
	for (size_t i = first; i < list->count; i++)
		list->finding[i].severity =
		    milder(g, s, list->finding[i].severity);
}

static void
say_unsigned(struct judging *g)
{
	struct finding *finding = finding_add(g->arena, &g->j->findings,
	    "MSG-01", g->j->from, _("The message has no DKIM signature."));

	if (g->j->dmarc.result == JUDGED_PASS)
		finding->severity = SEVERITY_WARNING;
}

/* No name below a public suffix is meant by its own: nobody signs as .jp. */
static void
say_suffixes(struct judging *g)
{
	for (size_t i = 0; i < g->j->signatures; i++) {
		const char *domain = g->j->signature[i].sig->domain;

		if (domain != NULL && inspect_is_suffix(domain))
			finding_add(g->arena, &g->j->findings, "DK-30", domain,
			    _("A signature is of %s, which is a public suffix "
			      "and nobody's own domain."),
			    text_safe(g->arena, slice_of(domain)));
	}
}

/* A signature that verifies, but speaks for somebody else. */
static void
say_strangers(struct judging *g)
{
	for (size_t i = 0; i < g->j->signatures; i++) {
		const struct judged_signature *s = &g->j->signature[i];
		struct finding *finding;

		if (s->result != JUDGED_PASS || s->aligned != ALIGNED_NO ||
		    g->j->from == NULL)
			continue;
		finding = finding_add(g->arena, &g->j->findings, "MSG-31",
		    s->sig->domain,
		    _("A signature of %s is good, but From is in %s: it does "
		      "not count for DMARC."),
		    s->sig->domain, g->j->from);
		if (g->j->dmarc.result == JUDGED_PASS)
			finding->severity = SEVERITY_INFO;
	}
}

void
judging_say_signatures(struct judging *g)
{
	const struct judgement *j = g->j;

	if (j->signatures == 0)
		say_unsigned(g);
	for (size_t i = 0; i < j->signatures; i++)
		say_signature(g, &j->signature[i]);
	say_suffixes(g);
	say_strangers(g);
	if (message_count(&j->message, "DKIM-Signature") > j->signatures)
		finding_add(g->arena, &g->j->findings, "MSG-44", j->from,
		    _("The message has %zu signatures; only the first %zu were "
		      "verified."),
		    message_count(&j->message, "DKIM-Signature"),
		    j->signatures);
}
