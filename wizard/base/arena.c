#include "wizard/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_SIZE 0U /* a block per object: the sanitizer sees every overrun */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_SIZE 0U
#endif
#endif
#ifndef BLOCK_SIZE
#define BLOCK_SIZE 16384U
#endif

#define ALIGNMENT 16U

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	_Alignas(ALIGNMENT) unsigned char data[];
};

static void
free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void
arena_release(struct arena *arena)
{
	free_blocks(arena->blocks);
	free_blocks(arena->spare);
	*arena = (struct arena)ARENA_INIT;
}

/* What the next round needs is about what this one did; large blocks are rare. */
void
arena_reset(struct arena *arena)
{
	struct arena_block *block;

	arena->used = 0;
	while ((block = arena->blocks) != NULL) {
		arena->blocks = block->next;
		if (block->size > BLOCK_SIZE) {
			free(block);
			continue;
		}
		memset(block->data, 0, block->used);
		block->used = 0;
		block->next = arena->spare;
		arena->spare = block;
	}
}

static struct arena_block *
take_spare(struct arena *arena)
{
	struct arena_block *block = arena->spare;

	arena->spare = block->next;
	return block;
}

static struct arena_block *
new_block(size_t size)
{
	struct arena_block *block = mem_alloc(sizeof(*block) + size);

	block->size = size;
	return block;
}

static struct arena_block *
add_block(struct arena *arena, size_t size)
{
	struct arena_block *block;

	if (size > BLOCK_SIZE)
		block = new_block(size);
	else if (arena->spare != NULL)
		block = take_spare(arena);
	else
		block = new_block(BLOCK_SIZE);
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t rounded;
	void *p;

	/* Nothing has an aligned place of its own, too. */
	if (size == 0)
		size = 1;
	rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (block == NULL || block->size - block->used < rounded)
		block = add_block(arena, BLOCK_SIZE == 0 ? size : rounded);
	p = block->data + block->used;
	block->used += BLOCK_SIZE == 0 ? size : rounded;
	arena->used += rounded;
	return p;
}

char *
arena_copy_slice(struct arena *arena, struct slice s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

char *
arena_copy(struct arena *arena, const char *text)
{
	return arena_copy_slice(arena, slice_of(text));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	char *copy;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return arena_copy(arena, "");
	copy = arena_alloc(arena, (size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(copy, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return copy;
}

/* The capacity follows from the count: powers of two, four at first. */
static bool
is_full(size_t count)
{
	return count == 0 || (count >= 4 && (count & (count - 1)) == 0);
}

void *
arena_push(struct arena *arena, void *array, size_t *count, size_t size)
{
	if (is_full(*count)) {
		void *grown =
		    arena_alloc(arena, (*count == 0 ? 4 : *count * 2) * size);

		if (*count > 0)
			memcpy(grown, array, *count * size);
		array = grown;
	}
	(*count)++;
	return array;
}
