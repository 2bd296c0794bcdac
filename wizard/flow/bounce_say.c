#include "wizard/flow/bounce_say.h"

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

static const struct {
	const char *meaning;
	const char *remedy;
} words[BOUNCE_CAUSES] = {
    [BOUNCE_UNKNOWN] =
	{
	    N_("The receiver's words are none that inkan knows."),
	    N_("Look for the receiver's own words: a line with a number like "
	       "550 in the returned message. A log often leaves them out."),
	},
    [BOUNCE_UNAUTHENTICATED] =
	{
	    N_("Nothing proved who sent the message: neither SPF nor DKIM "
	       "passed as the receiver demands."),
	    N_("Let the sending address into the SPF record of the domain "
	       "that was named, then sign with DKIM."),
	},
    [BOUNCE_SPF] =
	{
	    N_("SPF did not pass: the domain's record does not allow the "
	       "address that sent the message."),
	    N_("Add the address to the SPF record of the domain that was "
	       "named, or send through a server that is in it."),
	},
    [BOUNCE_SPF_RECORD] =
	{
	    N_("The receiver does not trust the SPF record itself: it allows "
	       "too much, or is broken."),
	    N_("Look at the record with inkan spf show, and remove what "
	       "allows far more than your own servers."),
	},
    [BOUNCE_DKIM] =
	{
	    N_("DKIM did not pass: the message has no signature that can be "
	       "verified."),
	    N_("Let the mail server sign, and publish the key; if it signs "
	       "already, judge a message with inkan verify."),
	},
    [BOUNCE_DMARC_POLICY] =
	{
	    N_("The DMARC policy of the domain in From asks receivers to "
	       "refuse mail like this: neither SPF nor DKIM passed for that "
	       "domain."),
	    N_("Sign with DKIM in the name of the domain in From, or let the "
	       "Return-Path be of that domain and pass SPF."),
	},
    [BOUNCE_DMARC_MISSING] =
	{
	    N_("The receiver wants a DMARC record from senders of much mail, "
	       "and the domain in From has none."),
	    N_("Publish a DMARC record with p=none at _dmarc under the "
	       "domain."),
	},
    [BOUNCE_ALIGNMENT] =
	{
	    N_("SPF or DKIM passed, but for another domain than the one in "
	       "From."),
	    N_("Let DKIM sign with d= of the domain in From, or the "
	       "Return-Path be of that domain."),
	},
    [BOUNCE_PTR] =
	{
	    N_("The sending address has no name in the DNS (PTR), or that "
	       "name does not lead back to it."),
	    N_("Ask whoever runs the network to enter the host name for the "
	       "address, and let that name have the address."),
	},
    [BOUNCE_TLS] =
	{
	    N_("This bounce is not about authentication: the connection was "
	       "not encrypted as one of the two servers demands."),
	    N_("Let the mail server use TLS when it sends."),
	},
    [BOUNCE_IPV6] =
	{
	    N_("The message came over IPv6, and that address has no name "
	       "(PTR) or does not pass SPF or DKIM."),
	    N_("Add the IPv6 address to the SPF record and give it a name, "
	       "or let the mail server send over IPv4 only."),
	},
    [BOUNCE_REPUTATION] =
	{
	    N_("The receiver has seen bad mail from this address or domain: "
	       "it is about reputation."),
	    N_("Let SPF, DKIM and DMARC pass first; then find out whether "
	       "somebody else sends through the server, and send less for a "
	       "while."),
	},
    [BOUNCE_RATE] =
	{
	    N_("This bounce is not about authentication: too much mail came "
	       "at once. It may be taken later."),
	    N_("Send more slowly; mail servers try again by themselves."),
	},
    [BOUNCE_BLOCKLIST] =
	{
	    N_("This bounce is not about authentication: the sending address "
	       "is on a list of those that are refused."),
	    N_("Find out why it is listed, mend that, and ask for removal "
	       "where the bounce says."),
	},
    [BOUNCE_CONTENT] =
	{
	    N_("The receiver did not like the message itself: it looks like "
	       "spam, or its form is wrong. Missing SPF, DKIM or PTR make "
	       "that more likely."),
	    N_("Let inkan check say that all is right, then look at the "
	       "message and its header."),
	},
    [BOUNCE_UNKNOWN_USER] =
	{
	    N_("This bounce is not about authentication: there is no such "
	       "mailbox."),
	    N_("Check the recipient's address for typing mistakes."),
	},
    [BOUNCE_MAILBOX_FULL] =
	{
	    N_("This bounce is not about authentication: the recipient's "
	       "mailbox is full."),
	    N_("Tell the recipient another way, and send it again later."),
	},
    [BOUNCE_NOT_AUTHENTICATION] =
	{
	    N_("This bounce is not about SPF, DKIM or DMARC."),
	    N_("Read the words of the receiver."),
	},
};

const char *
bounce_who(struct arena *arena, const struct bounce *bounce)
{
	if (bounce->receiver != NULL)
		return bounce->receiver->name;
	if (bounce->remote != NULL)
		return text_safe(arena, slice_of(bounce->remote));
	return _("The receiver");
}

const char *
bounce_meaning(const struct bounce_reason *reason)
{
	return _(words[reason->cause].meaning);
}

const char *
bounce_remedy(const struct bounce_reason *reason)
{
	if (reason->cause == BOUNCE_UNKNOWN && reason->text.len > 0)
		return _("Let inkan check say that all is right, then ask the "
			 "receiver's postmaster what these words mean.");
	if (reason->row != NULL && reason->row->remedy[0] != '\0')
		return reason->row->remedy;
	return _(words[reason->cause].remedy);
}

const char *
bounce_identity_title(enum bounce_identity identity)
{
	static const char *const titles[BOUNCE_IDENTITIES] = {
	    [BOUNCE_ENVELOPE] = N_("the envelope sender"),
	    [BOUNCE_HELO] = N_("the EHLO name"),
	    [BOUNCE_FROM] = N_("the address in From"),
	    [BOUNCE_SIGNER] = N_("the signature"),
	};

	return titles[identity] == NULL ? NULL : _(titles[identity]);
}
