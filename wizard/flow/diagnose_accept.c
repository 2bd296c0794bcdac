/* Would this bounce be accepted now? Every reason for it has to be gone. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/diagnosing.h"

static const char *
ip_text(const struct diagnosing *g)
{
	char text[IP_TEXT_MAX];

	ip_format(&g->bounce->ip, text);
	return arena_copy(g->arena, text);
}


static void
say(const struct diagnosing *g, enum accepted accepted, const char *grounds)
{
	g->d->accepted = accepted;
	g->d->grounds = grounds;
}

static void
say_spf(const struct diagnosing *g)
{
	say(g, ACCEPTED_YES,
	    arena_printf(g->arena, _("SPF passes now: %s lets %s send."),
		g->d->envelope, ip_text(g)));
}

static void
say_spf_fails(const struct diagnosing *g)
{
	say(g, ACCEPTED_NO,
	    arena_printf(g->arena,
		_("SPF of %s still does not let %s send: %s."),
		g->d->envelope, ip_text(g), g->d->spf));
}

static void
accept_spf(const struct diagnosing *g)
{
	if (diagnosing_passes(g))
		say_spf(g);
	else if (g->d->spf != NULL)
		say_spf_fails(g);
}

static void
say_proved(const struct diagnosing *g)
{
	say(g, ACCEPTED_YES,
	    _("A real message from you has passed since then."));
}

/* A key alone proves nothing: the server may not sign. */
static void
accept_dkim(const struct diagnosing *g)
{
	if (g->in->proved)
		say_proved(g);
	else if (g->d->key == KEY_MISSING || g->d->key == KEY_UNUSABLE)
		say(g, ACCEPTED_NO,
		    _("No DKIM key that can be used is published where it was "
		      "looked for."));
}

static void
accept_either(const struct diagnosing *g)
{
	if (diagnosing_passes(g))
		say_spf(g);
	else if (g->in->proved)
		say_proved(g);
	else if (g->d->spf != NULL && g->d->key != KEY_THERE)
		say_spf_fails(g);
}

/* SPF counts for DMARC when it passes for the domain in From. */
static void
accept_dmarc(const struct diagnosing *g)
{
	bool aligned = g->d->aligned == ALIGNED_YES;

	if (diagnosing_passes(g) && aligned)
		say(g, ACCEPTED_YES,
		    arena_printf(g->arena,
			_("DMARC passes now: SPF passes for %s, which is in "
			  "the domain of From."),
			g->d->envelope));
	else if (g->in->proved)
		say_proved(g);
	else if (g->d->key == KEY_THERE)
		return; /* a signature may pass; only a message can tell */
	else if (g->d->spf != NULL && !diagnosing_passes(g))
		say_spf_fails(g);
	else if (g->d->spf != NULL && g->d->aligned == ALIGNED_NO)
		say(g, ACCEPTED_NO,
		    arena_printf(g->arena,
			_("SPF passes for %s, which is not in the domain of "
			  "From, so that DMARC still fails."),
			g->d->envelope));
}

static void
accept_record(const struct diagnosing *g)
{
	if (g->d->dmarc == NULL)
		return;
	if (strcmp(g->d->dmarc, "missing") == 0)
		say(g, ACCEPTED_NO, _("There is still no DMARC record."));
	else
		say(g, ACCEPTED_YES,
		    arena_printf(g->arena,
			_("A DMARC record is published now (p=%s)."),
			g->d->dmarc));
}

static void
accept_pointer(const struct diagnosing *g)
{
	const struct address_facts *a = diagnosing_address(g);

	if (a == NULL || a->confirmed == CONFIRM_UNKNOWN)
		return;
	if (a->confirmed == CONFIRM_YES)
		say(g, ACCEPTED_YES,
		    arena_printf(g->arena,
			_("%s has a name now that leads back to it."),
			ip_text(g)));
	else
		say(g, ACCEPTED_NO,
		    arena_printf(g->arena,
			_("%s still has no name that leads back to it."),
			ip_text(g)));
}

/* Over IPv6 receivers want the name and that something passes. */
static void
accept_ipv6(const struct diagnosing *g)
{
	accept_pointer(g);
	if (g->d->accepted != ACCEPTED_YES)
		return;
	say(g, ACCEPTED_UNKNOWN, NULL);
	accept_either(g);
}

static void (*const judges[BOUNCE_CAUSES])(const struct diagnosing *g) = {
    [BOUNCE_UNAUTHENTICATED] = accept_either,
    [BOUNCE_SPF] = accept_spf,
    [BOUNCE_SPF_RECORD] = accept_spf,
    [BOUNCE_DKIM] = accept_dkim,
    [BOUNCE_DMARC_POLICY] = accept_dmarc,
    [BOUNCE_ALIGNMENT] = accept_dmarc,
    [BOUNCE_DMARC_MISSING] = accept_record,
    [BOUNCE_PTR] = accept_pointer,
    [BOUNCE_IPV6] = accept_ipv6,
};

/*
 * One reason that is still there outweighs all that are gone, and one that
 * nobody can judge takes the certainty away.
 */
void
diagnosing_accept(const struct diagnosing *g)
{
	const struct bounce *b = g->bounce;
	bool unsure = false;

	for (size_t i = 0; i < b->reasons; i++) {
		enum bounce_cause cause = b->reason[i].cause;

		say(g, ACCEPTED_UNKNOWN, NULL);
		if (!g->d->pending && judges[cause] != NULL)
			judges[cause](g);
		if (g->d->accepted == ACCEPTED_NO)
			return;
		unsure |= g->d->accepted == ACCEPTED_UNKNOWN;
	}
	if (unsure)
		say(g, ACCEPTED_UNKNOWN, NULL);
}
