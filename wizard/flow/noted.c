#include "wizard/flow/noted.h"

#include <stdio.h>
#include <string.h>

static bool
is_noted(const struct decisions *d, const char *selector)
{
	for (size_t i = 0; i < d->noteds; i++)
		if (dname_equal(d->noted[i].selector, selector))
			return true;
	return false;
}

void
noted_add(struct decisions *d, const char *selector)
{
	struct noted *place;

	if (selector == NULL || strlen(selector) >= sizeof(place->selector) ||
	    !dkim_is_selector(slice_of(selector)) || is_noted(d, selector))
		return;
	if (d->noteds == NOTED_MAX)
		memmove(&d->noted[0], &d->noted[1],
		    --d->noteds * sizeof(d->noted[0]));
	place = &d->noted[d->noteds++];
	(void)snprintf(
	    place->selector, sizeof(place->selector), "%s", selector);
}

size_t
noted_selectors(const struct decisions *d, const char *ret[NOTED_MAX])
{
	for (size_t i = 0; i < d->noteds; i++)
		ret[i] = d->noted[i].selector;
	return d->noteds;
}
