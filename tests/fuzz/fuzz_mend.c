/* A damaged record: what is offered in its place is a good one. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dmarc.h"
#include "wizard/record/mend.h"
#include "wizard/record/spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was mended has nothing left to be mended. */
static struct slice
mended(struct arena *arena, mend_record *mend, struct slice text)
{
	const char *meant = mend(arena, text);

	if (meant == NULL)
		return (struct slice) {.ptr = NULL};
	require(mend(arena, slice_of(meant)) == NULL);
	return slice_of(meant);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size}, meant;
	struct arena arena = ARENA_INIT;

	meant = mended(&arena, mend_spf, text);
	if (meant.ptr != NULL)
		require(spf_parse(&arena, meant)->faults == 0);
	meant = mended(&arena, mend_dkim, text);
	if (meant.ptr != NULL)
		require((dkim_parse(&arena, meant)->faults &
			    ~(unsigned)DKIM_FAULT_WEAK) == 0);
	meant = mended(&arena, mend_dmarc, text);
	if (meant.ptr != NULL)
		require(dmarc_is_record(meant));
	arena_release(&arena);
	return 0;
}
