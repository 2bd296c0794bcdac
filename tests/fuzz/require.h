/* What has to hold for every input of a fuzz target. */
#ifndef TESTS_FUZZ_REQUIRE_H
#define TESTS_FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stdlib.h>

static inline void
require(bool truth)
{
	if (!truth)
		abort();
}

#endif
