/* What nearly every test needs: cmocka, and memory that is given back behind it. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/base/arena.h"

static struct arena arena;

static inline int
scratch_release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

#endif
