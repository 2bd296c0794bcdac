/* What tests of what is waited for have in common: each on a loop of its own. */
#ifndef TESTS_UNIT_IO_ON_LOOP_H
#define TESTS_UNIT_IO_ON_LOOP_H

#include "tests/unit/io/tempdir.h"
#include "wizard/io/loop.h"

static struct loop *loop;
static struct tempdir tempdir;
static unsigned calls; /* of whoever waits */

static inline int
on_loop(void **state)
{
	(void)state;
	tempdir_make(&tempdir);
	loop = loop_new();
	calls = 0;
	return 0;
}

static inline int
off_loop(void **state)
{
	(void)state;
	loop_free(loop);
	tempdir_remove(&tempdir);
	return 0;
}

/* Until nothing is waited for any more. */
static inline void
run_loop(void)
{
	while (loop_turn(loop))
		continue;
}

#endif
