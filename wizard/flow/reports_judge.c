/* What kind of source an address is, and what that means. */
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/reports_work.h"

/* What nobody knows is worth a question when it is much, and comes often. */
#define PERHAPS_MESSAGES 20
#define PERHAPS_SHARE    20 /* one in so many of all messages */
#define PERHAPS_REPORTS  2

/* Of the mail of a sender that works, so much may fail: one in so many. */
#define STRAY_SHARE 20

static const struct {
	const char *word;
	const char *title, *advice;
} kinds[SOURCE_KINDS] = {
    [SOURCE_FORGOTTEN] = {"forgotten",
	N_("Forgotten? It may well be yours, and nothing of it passes:"),
	N_("Say whether it is yours in the step Senders of the wizard; if so, "
	   "it needs SPF and DKIM.")},
    [SOURCE_BROKEN] = {"broken", N_("Yours, and yet mail of it fails:"),
	N_("Let it sign with DKIM as your domain; SPF alone counts only when "
	   "the envelope sender is of your domain.")},
    [SOURCE_PERHAPS] = {"perhaps",
	N_("Nobody known, but a lot of mail. Is it yours?"),
	N_("Say so in the step Senders of the wizard. Think of a web form, a "
	   "newsletter, an invoice system.")},
    [SOURCE_UNKNOWN] = {"unknown",
	N_("Fails, and who it is could not be found out:"),
	N_("Run this again when the DNS answers, without --offline.")},
    [SOURCE_FOREIGN] = {"foreign",
	N_("Somebody else uses your domain; nothing of it passes:"),
	N_("That is what DMARC is for: with p=quarantine or p=reject receivers "
	   "stop it.")},
    [SOURCE_FORWARDER] = {"forwarder",
	N_("Forwarders and mailing lists hand on your mail:"), ""},
    [SOURCE_GOOD] = {"good", N_("Passes:"), ""},
};

const char *
source_kind_word(enum source_kind kind)
{
	return kinds[kind].word;
}

const char *
source_kind_title(enum source_kind kind)
{
	return _(kinds[kind].title);
}

const char *
source_kind_advice(enum source_kind kind)
{
	return kinds[kind].advice[0] == '\0' ? "" : _(kinds[kind].advice);
}

/* --- Judging -------------------------------------------------------------- */

static bool
is_much(const struct reported_domain *d, const struct report_source *s)
{
	return s->messages >= PERHAPS_MESSAGES &&
	    s->messages >= d->messages / PERHAPS_SHARE &&
	    s->reports >= PERHAPS_REPORTS;
}

/* Nothing of it passes. */
static enum source_kind
judge_failing(const struct reported_domain *d, const struct report_source *s)
{
	if (s->disowned)
		return SOURCE_FOREIGN;
	if ((s->own & (OWN_LISTED | OWN_SPF)) != 0)
		return SOURCE_BROKEN;
	if (s->forwarded == s->messages)
		return SOURCE_FORWARDER;
	if (s->own != 0 || s->service != NULL)
		return SOURCE_FORGOTTEN;
	if (!s->asked)
		return SOURCE_UNKNOWN;
	return is_much(d, s) ? SOURCE_PERHAPS : SOURCE_FOREIGN;
}

/*
 * A signature of ours survives being handed on, SPF does not: what passes by
 * DKIM alone from an address that nobody knows comes from a forwarder, and what
 * fails there was changed on the way.
 */
enum source_kind
reports_judge(const struct reported_domain *d, const struct report_source *s)
{
	int64_t failing = s->messages - s->passing;
	bool known = s->own != 0 || s->service != NULL;

	if (s->passing == 0 && failing > 0)
		return judge_failing(d, s);
	if (!known && s->spf == 0)
		return SOURCE_FORWARDER;
	if (failing - s->forwarded > s->messages / STRAY_SHARE)
		return SOURCE_BROKEN;
	return SOURCE_GOOD;
}

static int
compare_sources(const void *left, const void *right)
{
	const struct report_source *a = left, *b = right;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->messages != b->messages)
		return a->messages > b->messages ? -1 : 1;
	return memcmp(&a->ip, &b->ip, sizeof(a->ip));
}

void
reports_order(struct reported_domain *d)
{
	if (d->sources > 0)
		qsort(d->source, d->sources, sizeof(*d->source),
		    compare_sources);
}

int64_t
reported_failing(const struct reported_domain *d)
{
	int64_t failing = 0;

	for (size_t i = 0; i < d->sources; i++)
		if (d->source[i].kind <= SOURCE_UNKNOWN)
			failing +=
			    d->source[i].messages - d->source[i].passing;
	return failing;
}

/* --- In words ------------------------------------------------------------- */

static const char *
own_title(const struct report_source *s)
{
	static const struct {
		unsigned bit;
		const char *title;
	} titles[] = {
	    {OWN_HOST, N_("this machine")},
	    {OWN_MX, N_("your MX")},
	    {OWN_LISTED, N_("a sender of yours")},
	    {OWN_SPF, N_("in your SPF record")},
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if ((s->own & titles[i].bit) != 0)
			return _(titles[i].title);
	return NULL;
}

const char *
report_source_who(struct arena *arena, const struct report_source *s)
{
	const char *title = s->service != NULL ? s->service->name
					       : own_title(s);
	const char *name =
	    s->name == NULL ? NULL : text_safe(arena, slice_of(s->name));

	if (title != NULL && name != NULL)
		return arena_printf(arena, "%s (%s)", title, name);
	if (title != NULL)
		return title;
	if (name == NULL)
		return s->asked ? _("has no name") : "-";
	if (!s->confirmed)
		return arena_printf(
		    arena, _("%s (it only says so)"), name);
	return name;
}

/* "a.example, b.example" */
static const char *
joined(struct arena *arena, const struct domain_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "",
		    text_safe(arena, slice_of(list->name[i])));
	return text;
}

const char *
report_source_names(struct arena *arena, const struct report_source *s)
{
	const char *signers = joined(arena, &s->signers);
	const char *envelopes = joined(arena, &s->envelopes);

	if (s->passing == s->messages ||
	    s->signers.count + s->envelopes.count == 0)
		return NULL;
	if (s->envelopes.count == 0)
		return arena_printf(arena, _("signed as %s"), signers);
	if (s->signers.count == 0)
		return arena_printf(arena,
		    _("envelope sender at %s; no signature passed"), envelopes);
	return arena_printf(arena, _("envelope sender at %s; signed as %s"),
	    envelopes, signers);
}
