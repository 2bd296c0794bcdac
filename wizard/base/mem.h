/*
 * Memory that is never NULL. Every outside input is bounded before anything is
 * allocated for it, so running out means the machine is in trouble: the hook
 * restores the terminal and the program stops.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Called once before the program aborts for want of memory. */
void mem_on_exhaustion(void (*hook)(void));

/* Zeroed memory; released with free(3). */
void *mem_alloc(size_t size);

/* As realloc(3) with an overflow-checked product. */
void *mem_grow(void *old, size_t count, size_t size);

/* A copy of so many octets; released with free(3). */
void *mem_copy_of(const void *data, size_t size);

/* As strdup(3). */
char *mem_copy(const char *text);

#endif
