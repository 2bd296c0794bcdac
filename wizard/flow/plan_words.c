/* What a change is called, and why it is made. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/plan.h"

const char *
plan_topic_word(enum change_topic topic)
{
	static const char *const topics[] = {
	    [TOPIC_DKIM] = "DKIM",
	    [TOPIC_DMARC] = "DMARC",
	    [TOPIC_HELO] = "SPF (EHLO)",
	    [TOPIC_SPF] = "SPF",
	    [TOPIC_SERVICE] = N_("Service"),
	    [TOPIC_UNSIGNED] = "DKIM",
	    [TOPIC_TLSRPT] = "TLS-RPT",
	    [TOPIC_MTASTS] = "MTA-STS",
	    [TOPIC_MX] = "MX",
	    [TOPIC_DANE] = "DANE",
	};

	return _(topics[topic]);
}

const char *
plan_topic(const struct change *change)
{
	return plan_topic_word((enum change_topic)change->topic);
}

const char *
plan_label(struct arena *arena, const struct change *change)
{
	if (change->topic != TOPIC_SERVICE)
		return plan_topic(change);
	return text_safe(arena,
	    (struct slice) {change->name, strcspn(change->name, ".")});
}

/* By topic and by what is done: keep, add, replace. */
static const char *const reasons[TOPICS][CHANGE_RESTORE] = {
    [TOPIC_DKIM] = {
	N_("The key in DNS is the key on disk."),
	N_("Receivers check your signatures with this key."),
	N_("Another key is there; signatures made with yours would "
	   "fail."),
    },
    [TOPIC_DMARC] = {
	N_("Your DMARC record is right."),
	N_("Large receivers ask for a DMARC record; reports tell you "
	   "who sends in your name."),
	N_("Your DMARC record is mended; what you wrote in it stays."),
    },
    [TOPIC_HELO] = {
	N_("Bounces of your server pass SPF."),
	N_("Bounces have no sender address; receivers check the name "
	   "your server says in EHLO."),
	N_("The record of your server's name does not cover its "
	   "addresses."),
    },
    [TOPIC_SPF] = {
	N_("Your SPF record covers everything you marked."),
	N_("Without SPF nobody can tell your servers from a forger's."),
	N_("The old record does not cover everything you marked, or "
	   "cannot be read."),
    },
    [TOPIC_SERVICE] = {
	N_("The service has its record."),
	N_("With this record the service sends in the name of your "
	   "domain; without it, its mail may fail DMARC."),
	N_("The record leads elsewhere than the service says."),
    },
    [TOPIC_UNSIGNED] = {
	N_("It says already that there is no key: nothing is signed."),
	N_("Nobody sends as this domain: whatever selector a forger "
	   "makes up, there is no key."),
	N_("Nobody sends as this domain: the key is revoked, and what "
	   "it signed counts for nothing from then on."),
    },
    [TOPIC_TLSRPT] = {
	N_("Senders report to you when encryption fails."),
	N_("Large senders then report once a day whether mail to you "
	   "could be encrypted."),
	N_("The record for TLS reports is mended; addresses in it "
	   "stay."),
    },
    [TOPIC_MTASTS] = {
	N_("Senders know that there is a policy."),
	N_("With this record senders begin to look for the policy, "
	   "which has to be at the web server before."),
	N_("The policy is another one: its file comes first; the new id "
	   "then tells senders to fetch it."),
    },
    [TOPIC_MX] = {
	N_("It says already that there is no mailbox."),
	N_("There is no mailbox: mail to the domain is returned at "
	   "once instead of after days."),
	N_("There is no mailbox any more: mail to the domain is "
	   "returned at once."),
    },
    [TOPIC_DANE] = {
	N_("The record is that of the certificate."),
	N_("Senders that use DANE then deliver to this certificate "
	   "only, and never without encryption."),
	N_("No record matches the certificate: senders that use DANE "
	   "do not deliver."),
    },
};

/* Senders that find several, or one with a fault, know of no policy. */
static bool
mends_mtasts(const struct change *change)
{
	struct arena arena = ARENA_INIT;
	bool mends = change->topic == TOPIC_MTASTS &&
	    change->op == CHANGE_REPLACE &&
	    (change->olds != 1 ||
		!mtasts_is_record(slice_of(change->old[0])) ||
		mtasts_parse(&arena, slice_of(change->old[0]))->faults != 0);

	arena_release(&arena);
	return mends;
}

const char *
plan_reason(const struct change *change)
{
	bool silent = change->topic == TOPIC_SPF &&
	    strcmp(change->value, "v=spf1 -all") == 0;

	if (change->stands != 0)
		return _("Somebody else published it, and it stays as you said.");
	if (change->op == CHANGE_REMOVE)
		return _("It was not there before.");
	if (change->op == CHANGE_RESTORE)
		return _("It is as it was before.");
	if (silent && change->op == CHANGE_KEEP)
		return _("It says already that nobody sends as this domain.");
	if (silent)
		return _("Nobody sends as this domain: whoever does is a "
			 "forger, and is refused.");
	if (mends_mtasts(change))
		return _("Senders ignore the record as it is; it is mended.");
	return _(reasons[change->topic][change->op]);
}
