/* TXT as a state on disk has it: what is taken is printed and taken again. */
#include <stdint.h>

#include "tests/fuzz/require.h"
#include "wizard/record/txtdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct slice first, second;
	const char *text = arena_copy_slice(
	    &arena, (struct slice) {(const char *)data, size});

	if (txtdata_parse(&arena, text, &first, &err) == ERR_OK) {
		require(first.len > 0 && first.len <= TXTDATA_MAX);
		text = txtdata_print(&arena, first);
		require(txtdata_parse(&arena, text, &second, &err) == ERR_OK);
		require(txtdata_equal(first, second));
	}
	arena_release(&arena);
	return 0;
}
