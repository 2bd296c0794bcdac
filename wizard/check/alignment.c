#include "wizard/check/alignment.h"

#include <stddef.h>

#include "wizard/record/dname.h"

enum alignment
alignment_of(struct identified from, struct identified other, bool strict)
{
	if (from.name == NULL || other.name == NULL)
		return ALIGNED_NO;
	if (dname_equal(from.name, other.name))
		return ALIGNED_YES;
	if (strict)
		return ALIGNED_NO;
	if (from.organization == NULL || other.organization == NULL)
		return ALIGNED_UNKNOWN;
	return dname_equal(from.organization, other.organization) ? ALIGNED_YES
								  : ALIGNED_NO;
}
