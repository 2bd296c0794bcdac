#include "wizard/base/i18n.h"

static bool only_ascii;

void
i18n_set_ascii(bool ascii)
{
	only_ascii = ascii;
}

bool
i18n_is_ascii(void)
{
	return only_ascii;
}

const char *
i18n_language(void)
{
	/* Every catalogue translates this to its own code, "ja". */
	return _("en");
}
