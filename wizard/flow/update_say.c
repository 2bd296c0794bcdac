/* What a name server's answer to an update means, and what to do about it. */
#include <inttypes.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/update.h"
#include "wizard/record/tsig.h"

struct meaning {
	const char *word; /* RFC 2136 section 2.2, RFC 8945 section 3 */
	const char *text; /* N_() */
};

static const char changed[] =
    N_("What is there changed between the look and the update, so nothing "
       "was overwritten and nothing was done. Run the same command again: it "
       "looks anew.");

static const struct meaning rcodes[16] = {
    [0] = {"NOERROR", N_("The name server has done it.")},
    [1] = {"FORMERR",
	N_("The name server could not read the update. Perhaps it is too old "
	   "for dynamic updates; enter the records another way.")},
    [2] = {"SERVFAIL",
	N_("The name server failed while it changed the zone, often because "
	   "it may not write the zone file or its journal. Nothing was "
	   "changed; its log says why.")},
    [3] = {"NXDOMAIN", changed},
    [4] = {"NOTIMP",
	N_("This name server knows no dynamic updates. Enter the records "
	   "another way, or name the zone's primary with --server.")},
    [5] = {"REFUSED",
	N_("The name server does not let this key, or this address, change "
	   "these records. In BIND allow-update or update-policy permits it, "
	   "in Knot an acl with action update. Without --key the update was "
	   "not signed. BIND also refuses an MX record whose mail server has "
	   "no address.")},
    [6] = {"YXDOMAIN",
	N_("There are other records at a name that is to become an alias "
	   "(CNAME), and nothing can stand beside an alias. Nothing was "
	   "changed. Delete those records first, or leave the alias out.")},
    [7] = {"YXRRSET", changed},
    [8] = {"NXRRSET", changed},
    [9] = {"NOTAUTH",
	N_("This name server is not the one that holds the zone. Name its "
	   "primary with --server.")},
    [10] = {"NOTZONE",
	N_("The name server says that a name is not in its zone. Name the "
	   "zone's primary with --server.")},
};

static const struct meaning errors[] = {
    [TSIG_BADSIG] = {"BADSIG",
	N_("The name server knows a key of that name, but its secret or "
	   "algorithm is another one. Copy the key file from the name server "
	   "again.")},
    [TSIG_BADKEY] = {"BADKEY",
	N_("The name server knows no key of that name and algorithm. Compare "
	   "the name in the key file with its configuration.")},
    [TSIG_BADTIME] = {"BADTIME",
	N_("The clocks of this machine and of the name server differ too "
	   "much. Set the one that is wrong, for example with NTP.")},
    [TSIG_BADTRUNC] = {"BADTRUNC",
	N_("The name server wants a longer signature than this algorithm "
	   "has. Make a key with hmac-sha256.")},
};

static const struct meaning unknown = {
    NULL, N_("The name server refused with a code that is not known here; "
	     "its log says more. Nothing was changed.")};

bool
update_is_done(const struct update_result *result)
{
	return result->end == UPDATE_ANSWERED && result->rcode == 0;
}

bool
update_is_refused(const struct update_result *result)
{
	return (result->end == UPDATE_ANSWERED && result->rcode != 0) ||
	    result->end == UPDATE_KEY_REFUSED || result->end == UPDATE_NOT_SENT;
}

/* Of the error of the signature, if there is one; else of the RCODE. */
static const struct meaning *
meaning_of(const struct update_result *result)
{
	const struct meaning *meaning = &rcodes[result->rcode & 0xf];

	if (result->end == UPDATE_KEY_REFUSED)
		meaning = result->error < COUNT_OF(errors)
		    ? &errors[result->error]
		    : &unknown;
	return meaning->text == NULL ? &unknown : meaning;
}

const char *
update_word(const struct update_result *result)
{
	switch (result->end) {
	case UPDATE_ANSWERED:
	case UPDATE_KEY_REFUSED:
	case UPDATE_UNSIGNED:
		return meaning_of(result)->word;
	case UPDATE_FORGED:
	case UPDATE_NOT_SENT:
	case UPDATE_SILENT:
		break;
	}
	return NULL;
}

static const char *
say_answer(struct arena *arena, const struct update_result *result)
{
	const char *text = _(meaning_of(result)->text);

	if (result->error != TSIG_BADTIME || result->ahead == 0)
		return text;
	if (result->ahead > 0)
		return arena_printf(arena,
		    _("%s This machine's clock is %" PRId64
		      " seconds ahead of the server's."),
		    text, result->ahead);
	return arena_printf(arena,
	    _("%s This machine's clock is %" PRId64
	      " seconds behind the server's."),
	    text, -result->ahead);
}

static const char *
say_unsigned(struct arena *arena, const struct update_result *result)
{
	if (result->rcode == 0)
		return _("Somebody answered that it is done, but the answer is "
			 "not signed with the key, so it is not believed. Look "
			 "at what the name server has, then run the command "
			 "again.");
	return arena_printf(arena,
	    _("%s The answer is not signed, so it may be somebody else's."),
	    _(meaning_of(result)->text));
}

const char *
update_say(struct arena *arena, const struct update_result *result)
{
	const char *reason =
	    text_safe(arena, slice_of(result->err.msg));

	switch (result->end) {
	case UPDATE_ANSWERED:
	case UPDATE_KEY_REFUSED:
		return say_answer(arena, result);
	case UPDATE_UNSIGNED:
		return say_unsigned(arena, result);
	case UPDATE_FORGED:
		return _("The answer is not the name server's: its signature "
			 "is wrong or old, so it is not believed. Look at "
			 "what the name server has, then run the command "
			 "again.");
	case UPDATE_NOT_SENT:
		return arena_printf(arena,
		    _("Nothing was sent: %s. Name servers take updates over "
		      "TCP; check the address and the firewall."),
		    reason);
	case UPDATE_SILENT:
		break;
	}
	return arena_printf(arena,
	    _("It was sent, but no answer came (%s), so nobody knows whether "
	      "it was done. Run the same command again: it looks at what is "
	      "there now."),
	    reason);
}
