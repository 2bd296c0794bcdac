/* What is said about each problem of an SPF record. */
#include "wizard/base/i18n.h"
#include "wizard/record/spf_grammar.h"

static const char *const sentences[] = {
    [SPF_BAD_START] = N_("The record must begin with v=spf1, with nothing "
			 "before it; receivers do not see an SPF record here."),
    [SPF_BAD_VERSION] = N_("v=spf1 must be followed by a blank; receivers do "
			   "not see an SPF record here."),
    [SPF_BAD_OCTET] = N_("Only blanks may stand between terms; tabs, line "
			 "breaks and control characters are not allowed."),
    [SPF_NOT_ASCII] = N_("Only plain ASCII is allowed; characters like "
			 "typographic quotes, dashes or full-width letters "
			 "often slip in by copying from a web page."),
    [SPF_QUOTED] = N_("Quotation marks and backslashes do not belong into the "
		      "value; they belong to the notation of zone files."),
    [SPF_SEPARATED] = N_("Terms are separated by blanks, not by commas or "
			 "semicolons."),
    [SPF_STRAY_BLANK] = N_("No blank may stand inside a term."),
    [SPF_GLUED] = N_("The blank between two terms is missing."),
    [SPF_NO_MECHANISM] = N_("An address needs ip4: or ip6: in front of it, a "
			    "name a:, mx: or include:."),
    [SPF_UNKNOWN_MECHANISM] = N_("SPF has no such mechanism."),
    [SPF_QUALIFIED_MODIFIER] = N_("A modifier takes no sign in front of it."),
    [SPF_NO_VALUE] = N_("The value is missing."),
    [SPF_ALL_VALUE] = N_("The mechanism all takes no value."),
    [SPF_WRONG_MECHANISM] = N_("ip4: takes an IPv4 address, ip6: an IPv6 "
			       "address; a:, mx: and include: take names."),
    [SPF_BAD_ADDRESS] = N_("This is not an IP address; an IPv4 address has "
			   "four numbers of 0 to 255 without leading zeros."),
    [SPF_BAD_PREFIX] = N_("The prefix length must be a number of 0 to 32 for "
			  "IPv4 and 0 to 128 for IPv6, without leading zeros."),
    [SPF_PREFIX_NOT_ALLOWED] = N_("This mechanism takes no prefix length."),
    [SPF_DUAL_PREFIX] = N_("Two prefix lengths are allowed with a and mx only, "
			   "written as /24//64."),
    [SPF_BAD_DOMAIN] = N_("This is not a domain name with at least two "
			  "labels."),
    [SPF_BAD_MACRO] = N_("A percent sign must begin a macro such as %{i}, or "
			 "be one of %%, %_ and %-."),
    [SPF_MACRO_IN_ADDRESS] = N_("No macros are allowed in an address."),
    [SPF_TWO_REDIRECTS] = N_("redirect= may be given only once."),
    [SPF_TWO_EXPS] = N_("exp= may be given only once."),
    [SPF_TOO_LONG] = N_("The record is too long to be evaluated."),
    [SPF_TOO_MANY] = N_("The record has too many terms to be evaluated."),
};

const char *
spf_problem_text(enum spf_problem problem)
{
	return _(sentences[problem]);
}
