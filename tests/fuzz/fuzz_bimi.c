/* A record of BIMI. */
#include <stdint.h>

#include "tests/fuzz/require.h"
#include "wizard/record/bimi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	const struct bimi_record *record = bimi_parse(&arena, text);

	require(!bimi_is_record(text) || !bimi_is_attempt(text));
	if (record->declined)
		require(record->place.len == 0 && record->evidence.len == 0 &&
			(record->faults & (BIMI_NO_PLACE | BIMI_PLACE)) == 0);
	if (record->faults == 0 && !record->declined)
		require(record->place.len + record->evidence.len > 0);
	arena_release(&arena);
	return 0;
}
