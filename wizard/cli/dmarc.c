/* inkan dmarc: what becomes of mail in the domain's name. */
#include "wizard/cli/dmarc.h"

#include <string.h>

#include "wizard/base/i18n.h"

static const struct {
	const char *word;
	int (*run)(struct cli *cli);
} words[] = {
    {"next", dmarc_next},
    {"reports", dmarc_reports},
};

int
command_dmarc(struct cli *cli)
{
	const struct options *o = cli->options;

	for (size_t i = 0; o->arguments > 0 && i < COUNT_OF(words); i++)
		if (strcmp(o->argument[0], words[i].word) == 0)
			return words[i].run(cli);
	return usage_error(
	    _("dmarc needs what to do: inkan dmarc next and a domain, or inkan "
	      "dmarc reports and the files that receivers sent"));
}
