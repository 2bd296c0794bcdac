/* The value of a DKIM-Signature field. */
#include <stdint.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dkimsig.h"
#include "wizard/record/dname.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	const struct dkimsig *sig = dkimsig_parse(&arena, text);

	require((sig->domain == NULL) == ((sig->faults & DKIMSIG_DOMAIN) != 0));
	require(
	    (sig->selector == NULL) == ((sig->faults & DKIMSIG_SELECTOR) != 0));
	require((sig->type == DKIM_KEY_OTHER) ==
		((sig->faults & DKIMSIG_ALGORITHM) != 0));
	if (sig->domain != NULL)
		require(sig->identity != NULL);
	if (sig->domain != NULL && (sig->faults & DKIMSIG_IDENTITY) == 0)
		require(dname_is_within(sig->identity, sig->domain));
	require(sig->signed_at >= -1 && sig->expires >= -1);
	if ((sig->faults & DKIMSIG_VALUE) == 0)
		require(sig->value.len > 0);
	if (sig->faults == 0)
		require(sig->tags.count >= 7);
	arena_release(&arena);
	return 0;
}
