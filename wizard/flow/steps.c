/*
 * THE table of steps: the order in which the wizard goes, behind the screens
 * that stand beside it.
 */
#include "wizard/flow/steps.h"

#include "wizard/base/i18n.h"

const struct step wizard_step_table[] = {
    {"start", 0, N_("SPF, DKIM and DMARC for your mail domain"), start_help,
	start_enter, start_view, start_event},
    {"locked", 0, N_("Open in another session"), locked_help, locked_enter,
	locked_view, locked_event},
    {"use", 0, N_("What the domain does for mail"), use_help, use_enter,
	use_view, use_event},
    {"extras", 0, N_("Mail to the domain"), extras_help, extras_enter,
	extras_view, extras_event},
    {"tree", 0, N_("The SPF record as a tree"), tree_help, NULL, tree_view,
	tree_event},
    {"message", 0, N_("A message that was received"), message_help, NULL,
	message_view, message_event},
    {"signer", 0, N_("What to tell the signer"), signer_help, signer_enter,
	signer_view, signer_event},
    {"probe", 0, N_("A probe message"), probe_help, probe_enter, probe_view,
	probe_event},
    {"move", 0, N_("The server moves"), move_help, move_enter, move_view,
	move_event},
    {"origin", 0, N_("Who handed it over"), origin_help, origin_enter,
	origin_view, origin_event},
    {"verdict", 0, N_("What the message proves"), verdict_help, NULL,
	verdict_view, verdict_event},
    {"panel", 0, N_("Where the DNS is edited"), panel_help, panel_enter,
	panel_view, panel_event},
    {"update", 0, N_("A dynamic update"), update_help, update_enter,
	update_view, update_event},
    {"bounce", 0, N_("A message that came back"), bounce_help, bounce_enter,
	bounce_view, bounce_event},
    {"paste", 0, N_("What was copied"), paste_help, NULL, paste_view,
	paste_event},
    {"domain", 1, N_("Domain"), domain_help, domain_enter, domain_view,
	domain_event},
    {"look", 2, N_("Look"), look_help, look_enter, look_view, look_event},
    {"senders", 3, N_("Senders"), senders_help, senders_enter, senders_view,
	senders_event},
    {"dkim", 4, N_("DKIM"), dkim_help, dkim_enter, dkim_view, dkim_event},
    {"spf", 5, N_("SPF"), spf_help, spf_enter, spf_view, spf_event},
    {"dmarc", 6, N_("DMARC"), dmarc_help, dmarc_enter, dmarc_view,
	dmarc_event},
    {"review", 7, N_("Review"), review_help, review_enter, review_view,
	review_event},
    {"publish", 8, N_("Publish"), publish_help, publish_enter, publish_view,
	publish_event},
    {"wait", 9, N_("Wait"), wait_help, wait_enter, wait_view, wait_event},
    {"verify", 10, N_("Verify"), verify_help, verify_enter, verify_view,
	verify_event},
    {"done", 0, N_("Done"), done_help, done_enter, done_view, done_event},
};

const size_t wizard_step_count = COUNT_OF(wizard_step_table);
