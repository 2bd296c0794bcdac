/*
 * Memory of one piece of work: the answers, records and findings of one
 * inspection live and die together.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "wizard/base/attr.h"
#include "wizard/base/buf.h"

struct arena {
	struct arena_block *blocks;
	struct arena_block *spare; /* of before the last reset */
	size_t used; /* octets handed out, for tests and figures */
};

#define ARENA_INIT {.blocks = NULL}

void arena_release(struct arena *arena);
void arena_reset(struct arena *arena); /* keeps memory for the next round */

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_slice(struct arena *arena, struct slice s);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTFLIKE(2, 3);

/*
 * Appends room for one element of the given size to an array that lives in the
 * arena and returns the array, perhaps moved; *count is raised. The new element
 * is zeroed. Start with NULL and 0.
 */
void *arena_push(struct arena *arena, void *array, size_t *count, size_t size);

#endif
