/* Whatever a format file holds, it is refused or has all its parts. */
#include <stdlib.h>

#include "wizard/io/templates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct format_template format;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;

	if (templates_parse_format(&arena, "fuzz", text, &format, &err) ==
		ERR_OK &&
	    (format.title == NULL || format.extension == NULL ||
		format.head == NULL || format.foot == NULL ||
		format.nparts == 0 || format.parts[0].type != 0 ||
		format.parts[0].record[0] == '\0'))
		abort();
	arena_release(&arena);
	return 0;
}
