#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/finding.h"

#define CHECK(id_, severity_, title_, why_, fix_, reference_) \
	{                                                     \
	    .id = id_,                                        \
	    .severity = severity_,                            \
	    .title = title_,                                  \
	    .why = why_,                                      \
	    .fix = fix_,                                      \
	    .reference = reference_,                          \
	},

const struct check check_catalogue[] = {
#include "wizard/check/catalogue.def"
};

const size_t check_catalogue_count = COUNT_OF(check_catalogue);

const struct check *
check_find(const char *id)
{
	for (size_t i = 0; i < check_catalogue_count; i++)
		if (strcmp(check_catalogue[i].id, id) == 0)
			return &check_catalogue[i];
	return NULL;
}
