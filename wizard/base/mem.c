#include "wizard/base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/attr.h"

static void (*exhausted)(void);

void
mem_on_exhaustion(void (*hook)(void))
{
	exhausted = hook;
}

static NORETURN void
die(void)
{
	if (exhausted != NULL)
		exhausted();
	abort();
}

void *
mem_alloc(size_t size)
{
	void *p = calloc(1, size == 0 ? 1 : size);

	if (p == NULL)
		die();
	return p;
}

void *
mem_grow(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count == 0 ? 1 : count, size);

	if (p == NULL)
		die();
	return p;
}

void *
mem_copy_of(const void *data, size_t size)
{
	void *p = mem_alloc(size);

	memcpy(p, data, size);
	return p;
}

char *
mem_copy(const char *text)
{
	char *p = strdup(text);

	if (p == NULL)
		die();
	return p;
}
