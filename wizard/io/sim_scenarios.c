#include "wizard/base/i18n.h"
#include "wizard/io/sim.h"

static const struct sim_scenario scenarios[] = {
    {"bare", N_("A server that Gmail refuses"),
	N_("example.jp sends from its own Postfix host. The host is rightly "
	   "named in DNS, but nothing says who may send: no SPF, no DKIM, no "
	   "DMARC. Gmail answers 550-5.7.26.")},
    {"extend", N_("An SPF record to extend"),
	N_("The mailboxes of example.com are at a provider, which the SPF "
	   "record allows. The web server sends too, and is not in it.")},
    {"moved", N_("A server that moved"),
	N_("The mail host of harbor.example has a new address. The SPF record "
	   "still allows only the old one, and ends in -all. In the step Look "
	   "m shows what to do when.")},
    {"list", N_("A mailing list that includes itself"),
	N_("The SPF record of club.example says include:club.example, which "
	   "never ends, and the host sends over IPv6 as well.")},
    {"webform", N_("A web form with the wrong sender"),
	N_("shop.example has an SPF record, but mail of its web form leaves as "
	   "www1.shop.example, for which there is none.")},
    {"hosting", N_("A hosting plan that does not sign"),
	N_("The mail of cafe.example leaves a hosting company whose servers "
	   "SPF allows. Gmail wants DKIM as well, which the plan does not "
	   "have.")},
};

size_t
sim_scenarios(const struct sim_scenario **ret)
{
	*ret = scenarios;
	return COUNT_OF(scenarios);
}
