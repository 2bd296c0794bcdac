#include "tui/language.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* gettext's own counter: raising it drops the translations it has cached. */
extern int _nl_msg_cat_cntr;

void
language_toggle(void)
{
	const char *now = getenv("LANGUAGE");
	bool japanese = now != NULL && strncmp(now, "ja", 2) == 0;

	(void)setenv("LANGUAGE", japanese ? "en" : "ja", 1);
	_nl_msg_cat_cntr++;
}
