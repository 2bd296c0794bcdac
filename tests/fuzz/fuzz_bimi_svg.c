/* The picture of a BIMI record. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/bimi_svg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	struct bimi_svg svg = bimi_svg_parse(&arena, text);
	bool named = (svg.faults & (BIMI_SVG_ACTIVE | BIMI_SVG_EXTERNAL)) != 0;

	require(named == (strlen(svg.element) > 0));
	if ((svg.faults & (BIMI_SVG_XML | BIMI_SVG_SIZE)) != 0)
		require(!named && (svg.faults & (svg.faults - 1)) == 0);
	arena_release(&arena);
	return 0;
}
