/*
 * The process that judges: started with nothing but two pipes, bounded in what
 * it may say and how long it may take, and never waited for.
 */
#ifndef IO_SPF_CHILD_H
#define IO_SPF_CHILD_H

#include <uv.h>

#include "wizard/base/buf.h"
#include "wizard/base/err.h"

struct spf_child;

/* How a child came to its end. */
enum spf_fate {
	SPF_CHILD_EXITED,   /* detail: the exit status */
	SPF_CHILD_KILLED,   /* detail: the signal */
	SPF_CHILD_TOO_SLOW, /* the deadline passed */
	SPF_CHILD_TOO_LONG, /* it wrote a line beyond every bound */
};

struct spf_child_params {
	const char *path;
	uint64_t deadline_ms;
	/* Both are called from the loop only; either may stop the child. */
	void (*line)(void *arg, struct slice line); /* without the line feed */
	void (*end)(void *arg, enum spf_fate fate, int detail); /* once, last */
	void *arg;
};

/*
 * NULL with err filled when the program cannot be run. The child has an empty
 * environment, the two pipes and /dev/null.
 */
struct spf_child *spf_child_start(
    uv_loop_t *loop, const struct spf_child_params *params, struct err *err);

/* The text is copied; a child that no longer listens is no error. */
void spf_child_write(struct spf_child *child, const char *text, size_t len);

/*
 * Kills what still runs and lets go; nothing is called afterwards. Has to be
 * called exactly once, after the end as well; NULL is a no-op. The memory goes
 * with the next turn of the loop.
 */
void spf_child_stop(struct spf_child *child);

#endif
