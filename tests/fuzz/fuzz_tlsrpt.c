/* A record that asks for TLS reports. */
#include <stdint.h>

#include "tests/fuzz/require.h"
#include "wizard/record/tlsrpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	const struct tlsrpt_record *record = tlsrpt_parse(&arena, text);
	bool bad = false;

	require(!tlsrpt_is_record(text) || !tlsrpt_is_attempt(text));
	require(record->ruas <= TLSRPT_URIS_MAX);
	for (size_t i = 0; i < record->ruas; i++) {
		const struct tlsrpt_uri *rua = &record->rua[i];

		bad = bad || !rua->valid;
		require(!rua->valid ||
			(rua->uri.host.len > 0 &&
			    rua->uri.host.len < rua->text.len));
	}
	require(bad == ((record->faults & TLSRPT_URI) != 0));
	if ((record->faults & TLSRPT_NO_RUA) != 0)
		require(record->ruas == 0);
	arena_release(&arena);
	return 0;
}
