/* entries -> JSON -> entries must be stable, whatever the first JSON was. */
#include <stdlib.h>
#include <string.h>

#include "wizard/io/store_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_same(const struct entries *a, const struct entries *b)
{
	if (a->count != b->count)
		abort();
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->entry[i].key, b->entry[i].key) != 0 ||
		    strcmp(a->entry[i].value, b->entry[i].value) != 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice json = {.ptr = (const char *)data, .len = size};
	struct entries first, second;
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (state_parse(&arena, json, &first, &err) == ERR_OK &&
	    state_print(&first, &text, &err) != ERR_LIMIT) {
		json.ptr = buf_text(&text);
		json.len = text.len;
		if (state_parse(&arena, json, &second, &err) != ERR_OK)
			abort();
		check_same(&first, &second);
	}
	buf_release(&text);
	arena_release(&arena);
	return 0;
}
