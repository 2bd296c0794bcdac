/* inkan dmarc: what becomes of mail in the domain's name. */
#include "wizard/cli/dmarc.h"

#include "wizard/base/i18n.h"

int
command_dmarc(struct cli *cli)
{
	static const struct verb verbs[] = {
	    {"show", dmarc_show, 2},
	    {"next", dmarc_next, 2},
	    {"reports", dmarc_reports, 0},
	};

	return command_verb(cli, verbs, COUNT_OF(verbs),
	    _("dmarc needs what to do: inkan dmarc show or inkan dmarc next "
	      "and a domain, or inkan dmarc reports and the files that "
	      "receivers sent"));
}
